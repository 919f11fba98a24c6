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

procedure SayRaised(E: EIhuyi);
const
  Classes: array[1..12] of EIhuyiClass = (EIhuyiAccount, EIhuyiBalance, EIhuyiNumber, EIhuyiContent, EIhuyiTemplate, EIhuyiLimit,
    EIhuyiGateway, EIhuyiArgument, EIhuyiSetting, EIhuyiNetwork, EIhuyiOutcomeUnknown, EIhuyiInternal);
  Words: array[1..12] of string = ('account', 'balance', 'number', 'content', 'template', 'limit', 'gateway', 'argument', 'setting',
    'network', 'unknown', 'internal');
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
    SayResult(Client.Submit(Arg('service'), Arg('mobile'), Arg('content'), Arg('template_id'), Arg('options')))
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
  else if Verb = 'parallel' then
    Parallel
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
  Client.Free;
  Request.Free;
end.
