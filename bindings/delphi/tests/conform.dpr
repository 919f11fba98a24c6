{ The conformance runner: reads calls from standard input, makes them with the unit Ihuyi, writes what came of them.
  tests/conformance/README.md says how. Compiled with strings of bytes and with Unicode strings, for Linux and for Windows. }
program conform;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads, {$IFDEF UNICODE}cwstring,{$ENDIF}{$ENDIF} SysUtils, Classes, Ihuyi, IhuyiApi, IhuyiText, Line;

type
  { What Unicode strings cannot hold. }
  EInexpressible = class(Exception);

var
  Client: TIhuyiClient;
  List: TIhuyiBulk;
  Request: TStringList;
  Answer: RawByteString;

{ ---- The protocol ---- }

{ An argument as the program's own string. }
function Arg(const Name: AnsiString): string;
var
  Bytes: RawByteString;
begin
  Bytes := Unescaped(AnsiString(Request.Values[Name]));
{$IFDEF UNICODE}
  Result := UTF8Decode(Bytes);
  if UTF8Encode(Result) <> Bytes then
    raise EInexpressible.Create('bytes');
{$ELSE}
  Result := Bytes;
{$ENDIF}
end;

procedure Say(const Name: AnsiString; const Value: string); overload;
begin
  if Answer <> '' then
    Answer := Answer + '&';
{$IFDEF UNICODE}
  Answer := Answer + Name + '=' + Escaped(UTF8Encode(Value));
{$ELSE}
  Answer := Answer + Name + '=' + Escaped(Value);
{$ENDIF}
end;

procedure Say(const Name: AnsiString; Value: Int64); overload;
begin
  Say(Name, string(IntToStr(Value)));
end;

procedure SayResult(const R: TIhuyiResult);
begin
  Say('code', R.Code);
  Say('outcome', Ord(R.Outcome));
  Say('http_status', R.HttpStatus);
  Say('flags', R.Flags);
  Say('segments', R.Segments);
  Say('characters', R.Characters);
  Say('recipients', R.Recipients);
  Say('balance', R.Balance);
  Say('message_id', R.MessageId);
  Say('message', R.Message);
  Say('family', R.Family);
end;

procedure SayVerification(const V: TIhuyiVerification);
begin
  Say('id', V.Id);
  Say('channel', Ord(V.Channel));
  Say('digits', V.Digits);
  Say('wait', V.Wait);
  Say('valid', V.Valid);
  Say('left', V.Left);
  Say('purpose', V.Purpose);
  Say('mobile', V.Mobile);
  Say('limit', V.Limit);
end;

procedure SayRaised(E: EIhuyi);
const
  Classes: array[1..14] of EIhuyiClass = (EIhuyiAccount, EIhuyiBalance, EIhuyiNumber, EIhuyiContent, EIhuyiTemplate, EIhuyiLimit,
    EIhuyiGateway, EIhuyiArgument, EIhuyiSetting, EIhuyiNetwork, EIhuyiOutcomeUnknown, EIhuyiInternal,
    EIhuyiVerify, EIhuyiStore);
  Words: array[1..14] of string = ('account', 'balance', 'number', 'content', 'template', 'limit', 'gateway', 'argument', 'setting',
    'network', 'unknown', 'internal', 'verify', 'store');
var
  I: Integer;
begin
  SayResult(E.Result);
  for I := Low(Classes) to High(Classes) do
    if E is Classes[I] then
      Say('raised', Words[I]);
end;

{ ---- The verbs ---- }

procedure Hello;
begin
  IhuyiLoad;
  Say('binding', {$IFDEF UNICODE}'delphi-unicode'{$ELSE}'delphi'{$ENDIF}
    {$IFDEF WIN32}+ '-win32'{$ENDIF}{$IFDEF WIN64}+ '-win64'{$ENDIF});
  Say('language', 'Free Pascal ' + {$I %FPCVERSION%});
  Say('strings', {$IFDEF UNICODE}'unicode'{$ELSE}'bytes'{$ENDIF});
  Say('exceptions', 'yes');
  Say('library', IhuyiLibraryFile);
  Say('version', IhuyiVersion);
  Say('abi', IhuyiAbiVersion);
end;

procedure NewClient;
begin
  FreeAndNil(Client);
  Client := TIhuyiClient.Create(nil);
end;

procedure SayOpened(const R: TIhuyiResult);
begin
  SayResult(R);
  Say('ok', 1);
end;

procedure SayExplanation(const X: TIhuyiExplanation);
begin
  Say('code', X.Code);
  Say('known', Ord(X.Known));
  Say('family', X.Family);
  Say('name', X.Name);
  Say('text', X.Text);
  Say('meaning', X.Meaning);
  Say('cause', X.Cause);
  Say('advice', X.Advice);
end;

procedure SayPush(const P: TIhuyiPush);
begin
  Say('kind', P.Kind);
  Say('code', P.Code);
  Say('success', Ord(P.Success));
  Say('message_id', P.MessageId);
  Say('mobile', P.Mobile);
  Say('status', P.Status);
  Say('explanation', P.Explanation);
  Say('time', P.Time);
  Say('template_id', P.TemplateId);
  Say('content', P.Content);
  Say('answer', P.Answer);
  Say('number', P.Number);
end;

{ State and Settled are the interface's own words, and say the same as the numbers. }
procedure SayDelivery(const D: TIhuyiDelivery);
begin
  if (D.State = idNone) or (D.Settled <> (D.Flags and IHUYI_FLAG_SETTLED <> 0)) then
    raise Exception.Create('State and Settled do not say what the numbers say');
  Say('state', Ord(D.State));
  Say('code', D.Code);
  Say('flags', D.Flags);
  Say('recipients', D.Recipients);
  Say('delivered', D.Delivered);
  Say('failed', D.Failed);
  Say('service', D.Service);
  Say('message_id', D.MessageId);
  Say('mobile', D.Mobile);
  Say('status', D.Status);
  Say('explanation', D.Explanation);
  Say('submitted', D.Submitted);
  Say('reported', D.Reported);
end;

type
  TWorker = class(TThread)
  private
    FFirst: Int64;
    FTimes: Integer;
    FService, FContent: string;
    FOutcomes: array[TIhuyiOutcome] of Integer;
    FIds: TStringList;
    FTrouble: string;
  protected
    procedure Execute; override;
  public
    destructor Destroy; override;
  end;

destructor TWorker.Destroy;
begin
  FIds.Free;
  inherited Destroy;
end;

procedure TWorker.Execute;
var
  I: Integer;
  R: TIhuyiResult;
begin
  try
    for I := 0 to FTimes - 1 do
    begin
      try
        R := Client.Submit(FService, string(IntToStr(FFirst + I)), FContent);
      except
        on E: EIhuyi do
          R := E.Result;
      end;
      Inc(FOutcomes[R.Outcome]);
      if R.MessageId <> '' then
        FIds.Add(R.MessageId);
    end;
  except
    on E: Exception do
      FTrouble := E.ClassName + ': ' + E.Message;
  end;
end;

procedure Parallel;
var
  Workers: array of TWorker;
  I, J, Times: Integer;
  Outcomes: array[TIhuyiOutcome] of Integer;
  Ids: TStringList;
  O: TIhuyiOutcome;
begin
  FillChar(Outcomes, SizeOf(Outcomes), 0);
  SetLength(Workers, StrToInt(Arg('workers')));
  Times := StrToInt(Arg('times'));
  Ids := TStringList.Create;
  try
    Ids.Sorted := True;
    Ids.Duplicates := dupIgnore;
    for I := 0 to High(Workers) do
    begin
      Workers[I] := TWorker.Create(True);
      Workers[I].FFirst := StrToInt64(Arg('mobile')) + Int64(I) * Times;
      Workers[I].FTimes := Times;
      Workers[I].FService := Arg('service');
      Workers[I].FContent := Arg('content');
      Workers[I].FIds := TStringList.Create;
    end;
    for I := 0 to High(Workers) do
      Workers[I].Start;
    for I := 0 to High(Workers) do
    begin
      Workers[I].WaitFor;
      for O := Low(O) to High(O) do
        Inc(Outcomes[O], Workers[I].FOutcomes[O]);
      for J := 0 to Workers[I].FIds.Count - 1 do
        Ids.Add(Workers[I].FIds[J]);
      if Workers[I].FTrouble <> '' then
        raise Exception.Create(Workers[I].FTrouble);
    end;
    Say('accepted', Outcomes[ioAccepted]);
    Say('refused', Outcomes[ioRefused]);
    Say('not_sent', Outcomes[ioNotSent]);
    Say('unknown', Outcomes[ioUnknown]);
    Say('ids', Ids.Count);
  finally
    Ids.Free;
    for I := 0 to High(Workers) do
      Workers[I].Free;
  end;
end;

{ ---- One-time codes, limits, pictures ---- }

{ The lines of an argument as an interface with names and values has them; nil: a line has no name, and the text is to be given as it is. }
function Items(const Name: AnsiString): TStringList;
var
  Rest, One: string;
  Stop: Integer;
begin
  Result := TStringList.Create;
  Rest := Arg(Name);
  while Rest <> '' do
  begin
    Stop := Pos(#10, Rest + #10);
    One := Copy(Rest, 1, Stop - 1);
    Delete(Rest, 1, Stop);
    if (Pos('=', One) = 0) or (Pos(#13, One) > 0) then
    begin
      FreeAndNil(Result);
      Exit;
    end;
    Result.Add(One);
  end;
end;

{ Ok and Status are the interface's own words, and say the same as the code. }
procedure Hold(const V: TIhuyiVerification; Checking: Boolean);
var
  Wanted: TIhuyiVerifyStatus;
begin
  Wanted := ivOk;
  case V.Result.Code of
    IHUYI_E_CODE_WRONG: Wanted := ivWrong;
    IHUYI_E_CODE_EXPIRED: Wanted := ivExpired;
    IHUYI_E_CODE_NONE: Wanted := ivNone;
    IHUYI_E_CODE_LOCKED: Wanted := ivLocked;
  end;
  if (V.Status <> Wanted) or (V.Ok <> (Wanted = ivOk)) or (Checking and V.Ok and (V.Mobile = '')) then
    raise Exception.Create('Ok and Status do not say what the code says');
end;

procedure Verify(const Verb: string; Keys: TStrings);
var
  V: TIhuyiVerification;
begin
  try
    if Verb = 'verify_check' then
      V := Client.VerifyCheck(Arg('id'), Arg('code'))
    else if Verb = 'verify_start' then
    begin
      if Keys <> nil then
        V := Client.VerifyStart(Arg('purpose'), Arg('mobile'), Keys)
      else
        V := Client.VerifyStart(Arg('purpose'), Arg('mobile'), Arg('keys'));
    end
    else if Keys <> nil then
      V := Client.VerifyResend(Arg('id'), Arg('channel'), Keys)
    else
      V := Client.VerifyResend(Arg('id'), Arg('channel'), Arg('keys'));
    Hold(V, Verb = 'verify_check');
    SayResult(V.Result);
    SayVerification(V);
  except
    on E: EIhuyi do
    begin
      SayRaised(E);
      SayVerification(E.Verification);
    end;
  end;
end;

procedure Decide(const Verb: string; Keys: TStrings);
var
  D: TIhuyiDecision;
begin
  if Verb = 'guard_ask' then
  begin
    if Keys <> nil then
      D := Client.GuardAsk(Arg('service'), Arg('mobile'), Keys)
    else
      D := Client.GuardAsk(Arg('service'), Arg('mobile'), Arg('keys'));
  end
  else if Keys <> nil then
    D := Client.GuardStatus(Arg('service'), Arg('mobile'), Keys)
  else
    D := Client.GuardStatus(Arg('service'), Arg('mobile'), Arg('keys'));
  SayResult(D.Result);
  Say('allowed', Ord(D.Allowed));
  Say('wait', D.Wait);
  Say('limit', D.Limit);
end;

procedure Picture(Keys: TStrings);
var
  C: TIhuyiCaptcha;
  Stream: TMemoryStream;
  Hex: string;
  I: Integer;
begin
  if Keys <> nil then
    C := Client.CaptchaNew(Keys)
  else
    C := Client.CaptchaNew(Arg('keys'));
  SayResult(C.Result);
  Say('id', C.Id);
  Say('length', C.Length);
  Say('valid', C.Valid);
  Say('data_uri', C.DataUri);
  Stream := TMemoryStream.Create;
  try
    IhuyiSavePng(C, Stream);
    Hex := '';
    for I := 0 to Stream.Size - 1 do
      Hex := Hex + string(LowerCase(IntToHex(Ord((PAnsiChar(Stream.Memory) + I)^), 2)));
    Say('png', Hex);
  finally
    Stream.Free;
  end;
end;

{ The interface's answer is True or False; what that stands for is told here. }
procedure Answered(Right: Boolean);
begin
  if Right then
  begin
    Say('code', IHUYI_OK);
    Say('outcome', Ord(ioNone));
    Say('flags', 0);
    Say('family', IHUYI_FAMILY_NONE);
  end
  else
  begin
    Say('code', IHUYI_E_CAPTCHA_WRONG);
    Say('outcome', Ord(ioRefused));
    Say('flags', IHUYI_FLAG_LOCAL);
    Say('family', IHUYI_FAMILY_VERIFY);
  end;
end;

procedure PerformCode(const Verb: string);
var
  Keys: TStringList;
begin
  Keys := Items('keys');
  try
    if Copy(Verb, 1, 7) = 'verify_' then
      Verify(Verb, Keys)
    else if Verb = 'guard_unlock' then
      SayResult(Client.GuardUnlock(Arg('kind'), Arg('value')))
    else if Verb = 'captcha_new' then
      Picture(Keys)
    else if Verb = 'captcha_check' then
      Answered(Client.CaptchaCheck(Arg('id'), Arg('answer')))
    else
      Decide(Verb, Keys);
  finally
    Keys.Free;
  end;
end;

procedure Submit;
var
  Options: TStringList;
begin
  Options := Items('options');
  try
    if Options <> nil then
      SayResult(Client.Submit(Arg('service'), Arg('mobile'), Arg('content'), Arg('template_id'), Options))
    else
      SayResult(Client.Submit(Arg('service'), Arg('mobile'), Arg('content'), Arg('template_id'), Arg('options')));
  finally
    Options.Free;
  end;
end;

{ ---- Lists ---- }

procedure OpenList;
var
  Options: TStringList;
begin
  FreeAndNil(List);
  Options := Items('options');
  try
    if Options <> nil then
      List := TIhuyiBulk.Create(Client, Arg('journal'), Options)
    else
      List := TIhuyiBulk.Create(Client, Arg('journal'), Arg('options'));
  finally
    Options.Free;
  end;
  { A list that was begun tells nothing more than that. }
  Say('code', IHUYI_OK);
  Say('outcome', Ord(ioNone));
  Say('flags', 0);
  Say('family', IHUYI_FAMILY_NONE);
  Say('ok', 1);
end;

{ LeftOut is the interface's own word, and says the same as the number. }
procedure SayAdded(const R: TIhuyiResult);
begin
  if R.LeftOut <> (R.Flags and IHUYI_FLAG_LEFT_OUT <> 0) then
    raise Exception.Create('LeftOut does not say what the number says');
  SayResult(R);
end;

procedure SayProgress(const P: TIhuyiProgress);
begin
  Say('phase', Ord(P.State));
  Say('code', P.Code);
  Say('wait', P.Wait);
  Say('flags', P.Flags);
  Say('rows', P.Rows);
  Say('planned', P.Planned);
  Say('sending', P.Sending);
  Say('accepted', P.Accepted);
  Say('refused', P.Refused);
  Say('unknown', P.Unknown);
  Say('left_out', P.LeftOut);
  Say('segments', P.Segments);
  Say('accepted_segments', P.AcceptedSegments);
  Say('message', P.Message);
end;

procedure SayRow(const R: TIhuyiRow);
begin
  Say('number', R.Number);
  Say('stands', Ord(R.State));
  Say('code', R.Code);
  Say('flags', R.Flags);
  Say('line', R.Line);
  Say('segments', R.Segments);
  Say('mobile', R.Mobile);
  Say('reference', R.Reference);
  Say('message_id', R.MessageId);
  Say('time', R.Time);
  Say('message', R.Message);
end;

procedure PerformList(const Verb: string);
begin
  if Verb = 'bulk_open' then
    OpenList
  else if Verb = 'bulk_close' then
    FreeAndNil(List)
  else if List = nil then
    { A method needs its object. }
    raise EInexpressible.Create('null')
  else if Verb = 'bulk_add' then
    SayAdded(List.Add(Arg('mobile'), Arg('content'), Arg('reference')))
  else if Verb = 'bulk_run' then
    SayProgress(List.Run(StrToInt(Arg('budget_ms'))))
  else if Verb = 'bulk_status' then
    SayProgress(List.Status)
  else if Verb = 'bulk_next' then
    SayRow(List.Next(StrToInt64(Arg('after')), TIhuyiRowState(StrToInt(Arg('stands')))))
  else
    raise Exception.Create('no such verb: ' + Verb);
end;

procedure Perform(const Verb: string);
begin
  if Verb = 'hello' then
    Hello
  else if Verb = 'send' then
    SayResult(IhuyiSend(Arg('account'), Arg('password'), Arg('mobile'), Arg('content')))
  else if Verb = 'voice' then
    SayResult(IhuyiVoice(Arg('account'), Arg('password'), Arg('mobile'), Arg('code')))
  else if Verb = 'strerror' then
    Say('text', IhuyiStrError(StrToInt(Arg('code'))))
  else if Verb = 'new' then
  begin
    NewClient;
    SayOpened(Client.Open);
  end
  else if Verb = 'open' then
  begin
    { No string is nil here, and '' says: without a file. }
    if Request.IndexOfName('path') < 0 then
      raise EInexpressible.Create('null');
    NewClient;
    SayOpened(Client.Open(Arg('path')));
  end
  else if Verb = 'set' then
    SayResult(Client.Configure(Arg('key'), Arg('value')))
  else if Verb = 'free' then
    Client.Close
  else if Verb = 'submit' then
    Submit
  else if Verb = 'balance' then
    SayResult(Client.Balance(Arg('service')))
  else if Verb = 'add_template' then
    SayResult(Client.AddTemplate(Arg('content')))
  else if Verb = 'explain' then
    SayExplanation(Client.Explain(StrToInt(Arg('code')), Arg('service'), Arg('lang')))
  else if Verb = 'segments' then
    SayResult(Client.Segments(Arg('content'), Arg('service')))
  else if Verb = 'push_parse' then
    SayPush(Client.ParsePush(Arg('body')))
  else if Verb = 'push_record' then
    SayPush(Client.RecordPush(Arg('body')))
  else if Verb = 'status' then
    SayDelivery(Client.Status(Arg('what')))
  else if Verb = 'inbox' then
    SayPush(Client.Inbox(StrToInt64(Arg('after'))))
  else if Verb = 'parallel' then
    Parallel
  else if (Copy(Verb, 1, 7) = 'verify_') or (Copy(Verb, 1, 6) = 'guard_') or (Copy(Verb, 1, 8) = 'captcha_') then
    PerformCode(Verb)
  else if Copy(Verb, 1, 5) = 'bulk_' then
    PerformList(Verb)
  else
    raise Exception.Create('no such verb: ' + Verb);
end;

procedure Serve(const Asked: AnsiString);
var
  Blank: Integer;
begin
  Answer := '';
  Blank := Pos(AnsiString(' '), Asked + ' ');
  Request.DelimitedText := '';
  Request.DelimitedText := Copy(Asked, Blank + 1, MaxInt);
  try
    Perform(string(Copy(Asked, 1, Blank - 1)));
  except
    on E: EInexpressible do
    begin
      Answer := '';
      Say('inexpressible', E.Message);
    end;
    on E: EIhuyi do
    begin
      Answer := '';
      SayRaised(E);
    end;
    on E: Exception do
    begin
      Answer := '';
      Say('error', E.ClassName + ': ' + E.Message);
    end;
  end;
  WriteLn(Answer);
  Flush(Output);
end;

var
  Asked: AnsiString;

begin
{$IFDEF UNICODE}
  { Exception messages are AnsiStrings in Free Pascal, and UTF-8 for this program. }
  SetMultiByteConversionCodePage(CP_UTF8);
{$ENDIF}
  { Bytes are in the client's charset here, also on a Chinese Windows; a line ends as the protocol has it. }
  IhuyiHostCharset := '';
  SetTextLineEnding(Output, #10);
  Request := TStringList.Create;
  Request.Delimiter := '&';
  Request.StrictDelimiter := True;
  Request.QuoteChar := #0;
  NewClient;
  while not Eof(Input) do
  begin
    ReadLn(Input, Asked);
    Serve(Asked);
  end;
  List.Free;
  Client.Free;
  Request.Free;
end.
