{ The conformance runner of the COM object: reads calls from standard input, makes them through Ihuyi.Sms, found by its name and late
  bound, and writes what came of them. tests/conformance/README.md says how. }
program conform;

{$MODE DELPHIUNICODE}

uses
  SysUtils, Classes, Variants, ActiveX, ComObj, Line;

type
  { What COM cannot hold. }
  EInexpressible = class(Exception);
  { The object did not do as it says. }
  EDefect = class(Exception);

var
  Client: OleVariant;
  { The list that is open. It outlives the client. }
  List: OleVariant;
  { The object that was asked for the list, which tells what calls of the list came to. }
  Owner: OleVariant;
  { The object that the request in hand was made to. }
  Asked: OleVariant;
  Request: TStringList;
  Answer: RawByteString;
  { Whether the request in hand gives a Null where a text belongs. }
  GaveNull: Boolean;

{ ---- The protocol ---- }

function HasArg(const Name: AnsiString): Boolean;
begin
  Result := Request.IndexOfName(Name) >= 0;
end;

function Arg(const Name: AnsiString): UnicodeString;
var
  Bytes: RawByteString;
begin
  Bytes := Unescaped(AnsiString(Request.Values[Name]));
  Result := UTF8Decode(Bytes);
  if UTF8Encode(Result) <> Bytes then
    raise EInexpressible.Create('bytes');
end;

{ An argument that a call cannot do without. }
function Text(const Name: AnsiString): OleVariant;
begin
  if HasArg(Name) then
    Result := WideString(Arg(Name))
  else
  begin
    GaveNull := True;
    Result := Null;
  end;
end;

{ An argument that may be left out, and then is. }
function Optional(const Name: AnsiString): OleVariant;
begin
  if HasArg(Name) then
    Result := WideString(Arg(Name))
  else
    Result := EmptyParam;
end;

procedure Say(const Name: AnsiString; const Value: UnicodeString); overload;
begin
  if Answer <> '' then
    Answer := Answer + '&';
  Answer := Answer + Name + '=' + Escaped(UTF8Encode(Value));
end;

procedure Say(const Name: AnsiString; Value: Int64); overload;
begin
  Say(Name, UnicodeString(IntToStr(Value)));
end;

{ ---- What a call came to ---- }

function WordIndex(const What, Found: UnicodeString; const Words: array of UnicodeString): Integer;
begin
  for Result := Low(Words) to High(Words) do
    if Words[Result] = Found then
      Exit;
  raise EDefect.Create(What + ' is never "' + Found + '"');
end;

function OutcomeNumber(const Obj: OleVariant): Integer;
begin
  Result := WordIndex('Outcome', Obj.Outcome, ['', 'accepted', 'refused', 'not_sent', 'unknown']);
end;

{ The codes that are the caller's fault, and raise an error. }
function CallersFault(Code: Integer): Boolean;
begin
  Result := (Code <= -100) and (Code >= -199);
end;

procedure SayResult(const Obj: OleVariant);
var
  Id, Words: UnicodeString;
begin
  Id := Obj.MessageId;
  Words := Obj.Message;
  { The C interface has 64 and 512 bytes for these, and cuts what does not fit. }
  if (Length(UTF8Encode(Id)) > 63) or (Length(UTF8Encode(Words)) > 511) then
    raise EInexpressible.Create('cut');
  Say('code', Integer(Obj.Code));
  Say('outcome', OutcomeNumber(Obj));
  Say('http_status', Integer(Obj.HttpStatus));
  Say('flags', Integer(Obj.Flags));
  Say('segments', Integer(Obj.Segments));
  Say('characters', Integer(Obj.Characters));
  Say('recipients', Integer(Obj.Recipients));
  Say('balance', Integer(Obj.Left));
  Say('message_id', Id);
  Say('message', Words);
  Say('family', Integer(Obj.Family));
end;

{ A call that raised nothing: its answer says the same as the object's properties, and is nothing that had to be raised. }
procedure SayQuiet(const Obj: OleVariant; const What: UnicodeString; Returned, Property_: Integer);
begin
  if Returned <> Property_ then
    raise EDefect.Create(What + ' returned ' + IntToStr(Returned) + ' and left ' + IntToStr(Property_));
  if CallersFault(Obj.Code) then
    raise EDefect.Create(What + ' raised nothing for ' + IntToStr(Integer(Obj.Code)));
  SayResult(Obj);
end;

{ A call that answers nothing and raised nothing has done what it was told. }
procedure SayDone;
begin
  Say('code', 0);
  Say('outcome', 0);
  Say('http_status', 0);
  Say('flags', 0);
  Say('segments', 0);
  Say('characters', 0);
  Say('recipients', 0);
  Say('balance', -1);
  Say('message_id', '');
  Say('message', '');
  Say('family', 0);
end;

{ An error: number, source and description are what the code makes them, and it is one of those that are raised. }
procedure SayRaised(const Obj: OleVariant; E: EOleException);
var
  Code: Integer;
  Words: UnicodeString;
  I: Integer;
  Chinese: Boolean;
begin
  Code := Obj.Code;
  Words := UnicodeString(E.Message);
  if not CallersFault(Code) then
    raise EDefect.Create('raised an error for ' + IntToStr(Code) + ': ' + Words);
  if Cardinal(E.ErrorCode) <> Cardinal($80040200 - Code) then
    raise EDefect.Create('Err.Number is ' + IntToHex(E.ErrorCode, 8) + ' for ' + IntToStr(Code));
  if E.Source <> 'Ihuyi.Sms' then
    raise EDefect.Create('Err.Source is ' + UnicodeString(E.Source));
  Chinese := False;
  for I := 1 to Length(Words) do
    Chinese := Chinese or ((Words[I] >= #$4E00) and (Words[I] <= #$9FFF));
  if not Chinese then
    raise EDefect.Create('Err.Description is not Chinese: ' + Words);
  { In brackets at its end. }
  if Pos(UnicodeString(IntToStr(Code)), Copy(Words, Length(Words) - 5, 6)) = 0 then
    raise EDefect.Create('Err.Description does not end with ' + IntToStr(Code) + ': ' + Words);
  { Open without a path looks beside the DLL, where no ihuyi.ini is; a Null is no path either. }
  if GaveNull and ((Code = -101) or ((Code = -122) and (Pos(UnicodeString('ihuyi.ini'), Words) > 0))) then
    raise EInexpressible.Create('null');
  SayResult(Obj);
end;

{ ---- The verbs ---- }

procedure Hello;
begin
  Asked := CreateOleObject('Ihuyi.Sms');
  Say('binding', {$IFDEF WIN64}'com-win64'{$ELSE}'com-win32'{$ENDIF});
  Say('language', 'COM from Free Pascal ' + {$I %FPCVERSION%});
  Say('strings', 'unicode');
  Say('exceptions', 'no');
  { The setting charset is not for COM: its texts are Unicode, whatever it says. }
  Say('charset', 'none');
  Say('library', UnicodeString(Asked.&Library));
  Say('version', UnicodeString(Asked.Version));
  Say('abi', Integer(Asked.AbiVersion));
end;

procedure NewClient;
begin
  Client := CreateOleObject('Ihuyi.Sms');
  Asked := Client;
end;

{ An object has read the environment when it is there; what was wrong with it, its first call says. }
procedure New;
begin
  NewClient;
  Client.CountSegments(WideString(''));
  SayDone;
  Say('ok', 1);
end;

procedure Open;
var
  Path: OleVariant;
begin
  NewClient;
  Path := Text('path');
  Client.Open(Path);
  SayDone;
  Say('ok', 1);
end;

{ A setting that was changed leaves what the last call came to as it was. }
procedure SetOne;
var
  Key, Value: OleVariant;
  Before: Integer;
begin
  Key := Text('key');
  Value := Text('value');
  Before := Client.Code;
  Client.SetOption(Key, Value);
  if Integer(Client.Code) <> Before then
    raise EDefect.Create('SetOption left the code ' + IntToStr(Integer(Client.Code)) + ' in place of ' + IntToStr(Before));
  SayDone;
end;

{ COM has no call that takes account and key; they are properties, which refuse what no setting can be. What is refused is not shown. }
procedure PutAccount(AsCall: Boolean);
var
  Key: UnicodeString;
begin
  Key := Arg('password');
  { What is wrong with the environment is no fault of theirs. }
  Asked.CountSegments(WideString(''));
  try
    if HasArg('account') and AsCall then
      Asked.VoiceAccount := WideString(Arg('account'))
    else if HasArg('account') then
      Asked.Account := WideString(Arg('account'));
    if HasArg('password') and AsCall then
      Asked.VoiceApiKey := WideString(Key)
    else if HasArg('password') then
      Asked.ApiKey := WideString(Key);
  except
    on E: EOleException do
    begin
      SayRaised(Asked, E);
      if (Length(Key) > 3) and (Pos(Copy(Key, 1, 6), UnicodeString(E.Message)) > 0) then
        raise EDefect.Create('the key is shown');
      raise EInexpressible.Create('box');
    end;
  end;
end;

{ COM has no call that takes account and key; an object of one's own has them as properties. }
procedure Send;
var
  Returned: Integer;
  Mobile, Content: OleVariant;
begin
  Asked := CreateOleObject('Ihuyi.Sms');
  PutAccount(False);
  Mobile := Text('mobile');
  Content := Text('content');
  Returned := Asked.Send(Mobile, Content);
  SayQuiet(Asked, 'Send', Returned, Asked.Code);
end;

procedure Voice;
var
  Returned: Integer;
  Mobile, Code: OleVariant;
begin
  Asked := CreateOleObject('Ihuyi.Sms');
  PutAccount(True);
  Mobile := Text('mobile');
  Code := Text('code');
  Returned := Asked.Voice(Mobile, Code);
  SayQuiet(Asked, 'Voice', Returned, Asked.Code);
end;

procedure Submit;
var
  Returned: Integer;
  Service, Mobile, Content, Template, Options: OleVariant;
begin
  Service := Text('service');
  Mobile := Text('mobile');
  Content := Text('content');
  Template := Optional('template_id');
  Options := Optional('options');
  Returned := Client.Submit(Service, Mobile, Content, Template, Options);
  SayQuiet(Client, 'Submit', Returned, Client.Code);
end;

procedure Balance;
var
  Returned: Integer;
  Service: OleVariant;
begin
  Service := Optional('service');
  Returned := Client.Balance(Service);
  SayQuiet(Client, 'Balance', Returned, Client.Left);
end;

procedure AddTemplate;
var
  Returned: Integer;
  Content: OleVariant;
begin
  Content := Text('content');
  Returned := Client.AddTemplate(Content);
  SayQuiet(Client, 'AddTemplate', Returned, Client.Code);
end;

procedure StrError;
begin
  Asked := CreateOleObject('Ihuyi.Sms');
  Say('text', UnicodeString(Asked.Strerror(StrToInt(Arg('code')))));
end;

procedure Explain;
var
  X, Service, Lang: OleVariant;
begin
  Service := Optional('service');
  Lang := Optional('lang');
  X := Client.Explain(StrToInt(Arg('code')), Service, Lang);
  Say('code', Integer(X.Code));
  Say('known', Ord(Boolean(X.Known)));
  Say('family', Integer(X.Family));
  Say('name', UnicodeString(X.Name));
  Say('text', UnicodeString(X.Text));
  Say('meaning', UnicodeString(X.Meaning));
  Say('cause', UnicodeString(X.Cause));
  Say('advice', UnicodeString(X.Advice));
end;

procedure Segments;
var
  Returned: Integer;
  Service, Content: OleVariant;
begin
  Content := Text('content');
  Service := Optional('service');
  Returned := Client.CountSegments(Content, Service);
  SayQuiet(Client, 'CountSegments', Returned, Client.Segments);
end;

procedure SayPush(const P: OleVariant);
begin
  Say('kind', WordIndex('Kind', P.Kind, ['', 'receipt', 'reply', 'template']));
  Say('code', Integer(P.Code));
  Say('success', Ord(Boolean(P.Success)));
  Say('message_id', UnicodeString(P.MessageId));
  Say('mobile', UnicodeString(P.Mobile));
  Say('status', UnicodeString(P.Status));
  Say('explanation', UnicodeString(P.Explanation));
  Say('time', UnicodeString(P.Time));
  Say('template_id', UnicodeString(P.TemplateId));
  Say('content', UnicodeString(P.Content));
  Say('answer', UnicodeString(P.Answer));
  Say('number', Integer(P.Number));
end;

procedure PushParse;
var
  P, Body: OleVariant;
begin
  Body := Text('body');
  P := Client.ParsePush(Body);
  SayPush(P);
end;

{ A failure that raised nothing: what is returned tells nothing, and the object's properties say why. }
procedure SayFailed(const Obj: OleVariant; const What, Told: UnicodeString);
begin
  if Told <> '' then
    raise EDefect.Create(What + ' tells "' + Told + '" for ' + IntToStr(Integer(Obj.Code)));
  SayQuiet(Obj, What, 0, 0);
end;

procedure PushRecord;
var
  P, Body: OleVariant;
begin
  Body := Text('body');
  P := Client.RecordPush(Body);
  if Integer(Client.Code) <> 0 then
    SayFailed(Client, 'RecordPush', UnicodeString(P.Kind) + UnicodeString(P.Answer))
  else
    SayPush(P);
end;

procedure Inbox;
var
  P, After: OleVariant;
begin
  After := Text('after');
  { The first is read without a number, too. }
  if HasArg('after') and (Arg('after') = '0') then
    After := EmptyParam;
  P := Client.Inbox(After);
  if Integer(Client.Code) <> 0 then
    SayFailed(Client, 'Inbox', UnicodeString(P.Kind))
  else
    SayPush(P);
end;

procedure Status;
var
  D, What: OleVariant;
begin
  What := Text('what');
  D := Client.Status(What);
  if Integer(Client.Code) <> 0 then
  begin
    SayFailed(Client, 'Status', UnicodeString(D.State));
    Exit;
  end;
  Say('state', 1 + WordIndex('State', D.State, ['accepted', 'delivered', 'failed', 'unknown']));
  Say('code', Integer(D.Code));
  Say('flags', 16 * Ord(Boolean(D.Settled)));
  Say('recipients', Integer(D.Recipients));
  Say('delivered', Integer(D.Delivered));
  Say('failed', Integer(D.Failed));
  Say('service', UnicodeString(D.Service));
  Say('message_id', UnicodeString(D.MessageId));
  Say('mobile', UnicodeString(D.Mobile));
  Say('status', UnicodeString(D.Status));
  Say('explanation', UnicodeString(D.Explanation));
  Say('submitted', UnicodeString(D.Submitted));
  Say('reported', UnicodeString(D.Reported));
end;

{ ---- One-time codes, limits, the picture challenge ---- }

{ Lines that limits count by: one text; several as an array, which is the other way to give them. }
function Keys: OleVariant;
var
  Lines: TStringList;
  I: Integer;
begin
  if not HasArg('keys') then
    Exit(EmptyParam);
  Lines := TStringList.Create;
  try
    Lines.LineBreak := #10;
    Lines.Text := Arg('keys');
    if Lines.Count < 2 then
      Exit(WideString(Arg('keys')));
    Result := VarArrayCreate([0, Lines.Count - 1], varVariant);
    for I := 0 to Lines.Count - 1 do
      Result[I] := WideString(Lines[I]);
  finally
    Lines.Free;
  end;
end;

{ What no verification and no decision tells, after an error. }
procedure SayNoDetails(const Verb: AnsiString);
begin
  if Copy(Verb, 1, 7) = 'verify_' then
  begin
    Say('id', '');
    Say('channel', 0);
    Say('digits', 0);
    Say('wait', 0);
    Say('valid', 0);
    Say('left', 0);
    Say('purpose', '');
    Say('mobile', '');
    Say('limit', '');
  end
  else if (Verb = 'guard_ask') or (Verb = 'guard_status') then
  begin
    Say('allowed', 0);
    Say('wait', 0);
    Say('limit', '');
  end
  else if Verb = 'captcha_new' then
  begin
    Say('id', '');
    Say('length', 0);
    Say('valid', 0);
    Say('png', '');
    Say('data_uri', '');
  end;
end;

{ The object says of itself what the code says of the call. }
procedure SayVerification(const V: OleVariant; Code: Integer; Sent: Boolean);
var
  Status: UnicodeString;
  Good: Boolean;
begin
  Good := (Sent and ((Code = 2) or (Code = -300))) or (not Sent and (Code = 0));
  if Boolean(V.Ok) <> Good then
    raise EDefect.Create('Ok is ' + BoolToStr(Boolean(V.Ok), True) + ' for ' + IntToStr(Code));
  case Code of
    -421: Status := 'wrong';
    -422: Status := 'expired';
    -423: Status := 'none';
    -424: Status := 'locked';
  else
    if Good then
      Status := 'ok'
    else
      Status := '';
  end;
  if UnicodeString(V.Status) <> Status then
    raise EDefect.Create('Status is ' + UnicodeString(V.Status) + ' for ' + IntToStr(Code));
  Say('id', UnicodeString(V.Id));
  Say('channel', WordIndex('Channel', V.Channel, ['', 'sms', 'voice']));
  Say('digits', Integer(V.Digits));
  Say('wait', Integer(V.Wait));
  Say('valid', Integer(V.Valid));
  Say('left', Integer(V.Left));
  Say('purpose', UnicodeString(V.Purpose));
  Say('mobile', UnicodeString(V.Mobile));
  Say('limit', UnicodeString(V.Limit));
end;

procedure VerifyStart;
var
  V, Purpose, Mobile: OleVariant;
begin
  Purpose := Text('purpose');
  Mobile := Text('mobile');
  V := Client.VerifyStart(Purpose, Mobile, Keys);
  SayQuiet(Client, 'VerifyStart', 0, 0);
  SayVerification(V, Client.Code, True);
end;

procedure VerifyResend;
var
  V, Id, Channel: OleVariant;
begin
  Id := Text('id');
  Channel := Optional('channel');
  V := Client.VerifyResend(Id, Channel, Keys);
  SayQuiet(Client, 'VerifyResend', 0, 0);
  SayVerification(V, Client.Code, True);
end;

{ A code that was not entered raises nothing: it is the visitor's slip, and not the page's. }
procedure VerifyCheck;
var
  V, Id, Code: OleVariant;
begin
  Id := Text('id');
  Code := Text('code');
  V := Client.VerifyCheck(Id, Code);
  if Integer(Client.Code) = -101 then
    SayResult(Client)
  else
    SayQuiet(Client, 'VerifyCheck', 0, 0);
  SayVerification(V, Client.Code, False);
end;

procedure Guard(Counting: Boolean);
var
  D, Service, Mobile: OleVariant;
begin
  Service := Text('service');
  Mobile := Text('mobile');
  if Counting then
    D := Client.GuardAsk(Service, Mobile, Keys)
  else
    D := Client.GuardStatus(Service, Mobile, Keys);
  SayQuiet(Client, 'GuardAsk', Ord(Boolean(D.Allowed)), Ord(Integer(Client.Code) = 0));
  Say('allowed', Ord(Boolean(D.Allowed)));
  Say('wait', Integer(D.Wait));
  Say('limit', UnicodeString(D.Limit));
end;

procedure GuardUnlock;
var
  Returned: Integer;
  Kind, Value: OleVariant;
begin
  Kind := Text('kind');
  Value := Optional('value');
  Returned := Client.GuardUnlock(Kind, Value);
  SayQuiet(Client, 'GuardUnlock', Returned, Client.Code);
end;

function Hexadecimal(const Bytes: OleVariant): UnicodeString;
var
  At: PByte;
  I: Integer;
begin
  if VarType(Bytes) <> varArray or varByte then
    raise EDefect.Create('Png is no array of bytes');
  Result := '';
  At := VarArrayLock(Bytes);
  try
    for I := 0 to VarArrayHighBound(Bytes, 1) - VarArrayLowBound(Bytes, 1) do
      Result := Result + UnicodeString(LowerCase(IntToHex(At[I], 2)));
  finally
    VarArrayUnlock(Bytes);
  end;
end;

procedure CaptchaNew;
var
  C: OleVariant;
begin
  C := Client.CaptchaNew(Keys);
  SayQuiet(Client, 'CaptchaNew', Ord(UnicodeString(C.Id) <> ''), Ord(Integer(Client.Code) = 0));
  Say('id', UnicodeString(C.Id));
  Say('length', Integer(C.Length));
  Say('valid', Integer(C.Valid));
  Say('png', Hexadecimal(C.Png));
  Say('data_uri', UnicodeString(C.DataUri));
end;

procedure CaptchaCheck;
var
  Right: Boolean;
  Id, Reply: OleVariant;
begin
  Id := Text('id');
  Reply := Text('answer');
  Right := Client.CaptchaCheck(Id, Reply);
  SayQuiet(Client, 'CaptchaCheck', Ord(Right), Ord(Integer(Client.Code) = 0));
end;

{ ---- Lists ---- }

const
  Phases: array[0..4] of UnicodeString = ('planning', 'ready', 'paused', 'halted', 'done');
  { Where rows stand, from 0 for all on. }
  Stands: array[0..6] of UnicodeString = ('', 'planned', 'sending', 'accepted', 'refused', 'unknown', 'left_out');

procedure NeedList;
begin
  { A method needs its object. }
  if VarIsEmpty(List) then
    raise EInexpressible.Create('null');
  Asked := Owner;
end;

procedure BulkOpen;
var
  Journal, Options: OleVariant;
begin
  List := Unassigned;
  Journal := Text('journal');
  Options := Optional('options');
  Owner := Client;
  List := Client.OpenBulk(Journal, Options);
  SayQuiet(Client, 'OpenBulk', 0, 0);
  if (UnicodeString(List.State) <> '') <> (Integer(Client.Code) = 0) then
    raise EDefect.Create('State is "' + UnicodeString(List.State) + '" for ' + IntToStr(Integer(Client.Code)));
  if Integer(Client.Code) = 0 then
    Say('ok', 1)
  else
    List := Unassigned;
end;

procedure BulkAdd;
var
  Returned: Integer;
  Mobile, Content, Reference: OleVariant;
begin
  NeedList;
  Mobile := Text('mobile');
  Content := Text('content');
  Reference := Optional('reference');
  Returned := List.Add(Mobile, Content, Reference);
  if (Integer(Owner.Flags) and 32 <> 0) and CallersFault(Owner.Code) then
    { What is wrong with a row is no fault of the caller's. }
    SayResult(Owner)
  else
    SayQuiet(Owner, 'Add', Returned, Owner.Code);
end;

procedure SayProgress(const Phase: UnicodeString);
begin
  Say('phase', 1 + WordIndex('State', Phase, Phases));
  Say('code', Integer(List.Code));
  Say('wait', Integer(List.Wait));
  Say('flags', 0);
  Say('rows', Integer(List.Rows));
  Say('planned', Integer(List.Planned));
  Say('sending', Integer(List.Sending));
  Say('accepted', Integer(List.Accepted));
  Say('refused', Integer(List.Refused));
  Say('unknown', Integer(List.Unknown));
  Say('left_out', Integer(List.LeftOut));
  Say('segments', Integer(List.Segments));
  Say('accepted_segments', Integer(List.AcceptedSegments));
  Say('message', UnicodeString(List.Message));
end;

procedure BulkRun;
var
  Phase: UnicodeString;
begin
  NeedList;
  Phase := List.Run(StrToInt(Arg('budget_ms')));
  if Integer(Owner.Code) <> 0 then
    SayFailed(Owner, 'Run', Phase)
  else if (Phase <> 'paused') and (Phase <> UnicodeString(List.State)) then
    raise EDefect.Create('Run returned ' + Phase + ' and left ' + UnicodeString(List.State))
  else
    SayProgress(Phase);
end;

procedure BulkStatus;
begin
  NeedList;
  SayProgress(UnicodeString(List.State));
end;

procedure BulkNext;
var
  After: OleVariant;
  Where: UnicodeString;
  There: Boolean;
begin
  NeedList;
  { What is no state goes as it came. }
  Where := Arg('stands');
  if (StrToInt(Where) >= 0) and (StrToInt(Where) <= High(Stands)) then
    Where := Stands[StrToInt(Where)];
  After := Text('after');
  There := List.NextRow(WideString(Where), After);
  if There <> (Integer(List.RowNumber) <> 0) then
    raise EDefect.Create('NextRow returned ' + BoolToStr(There, True) + ' and left ' + IntToStr(Integer(List.RowNumber)));
  if Integer(Owner.Code) <> 0 then
  begin
    SayFailed(Owner, 'NextRow', UnicodeString(List.RowState));
    Exit;
  end;
  Say('number', Integer(List.RowNumber));
  Say('stands', WordIndex('RowState', List.RowState, Stands));
  Say('code', Integer(List.RowCode));
  Say('flags', 0);
  Say('line', Integer(List.RowLine));
  Say('segments', Integer(List.RowSegments));
  Say('mobile', UnicodeString(List.RowMobile));
  Say('reference', UnicodeString(List.RowReference));
  Say('message_id', UnicodeString(List.RowMessageId));
  Say('time', UnicodeString(List.RowTime));
  Say('message', UnicodeString(List.RowMessage));
end;

procedure BulkClose;
begin
  if not VarIsEmpty(List) then
    List.Close;
  List := Unassigned;
end;

{ ---- Many threads, one object ---- }

type
  { The object is free-threaded: each thread calls it through the very pointer that the main thread's apartment got. }
  TWorker = class(TThread)
  private
    FFirst: Int64;
    FTimes: Integer;
    FService, FContent: WideString;
    FOutcomes: array[0..4] of Integer;
    FIds: TStringList;
    FTrouble: UnicodeString;
    procedure Work(const Obj: OleVariant);
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

procedure TWorker.Work(const Obj: OleVariant);
var
  I, Returned: Integer;
  Mobile: WideString;
  Id: UnicodeString;
begin
  for I := 0 to FTimes - 1 do
  begin
    Mobile := WideString(IntToStr(FFirst + I));
    Returned := Obj.Submit(FService, Mobile, FContent);
    { What the properties say is this thread's own answer, whatever the others do. }
    if Returned <> Integer(Obj.Code) then
      raise EDefect.Create('Submit returned ' + IntToStr(Returned) + ' in a thread that finds ' + IntToStr(Integer(Obj.Code)));
    Inc(FOutcomes[OutcomeNumber(Obj)]);
    Id := Obj.MessageId;
    if Id <> '' then
      FIds.Add(Id);
  end;
end;

procedure TWorker.Execute;
begin
  CoInitializeEx(nil, COINIT_MULTITHREADED);
  try
    Work(Client);
  except
    on E: Exception do
      FTrouble := UnicodeString(E.ClassName) + ': ' + UnicodeString(E.Message);
  end;
  CoUninitialize;
end;

procedure Parallel;
var
  Workers: array of TWorker;
  I, J, Times: Integer;
  Outcomes: array[0..4] of Integer;
  Ids: TStringList;
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
      for J := 0 to 4 do
        Inc(Outcomes[J], Workers[I].FOutcomes[J]);
      Ids.AddStrings(Workers[I].FIds);
      if Workers[I].FTrouble <> '' then
        raise EDefect.Create(Workers[I].FTrouble);
    end;
    Say('accepted', Outcomes[1]);
    Say('refused', Outcomes[2]);
    Say('not_sent', Outcomes[3]);
    Say('unknown', Outcomes[4]);
    Say('ids', Ids.Count);
  finally
    Ids.Free;
    for I := 0 to High(Workers) do
      Workers[I].Free;
  end;
end;

{ ---- Serving ---- }

procedure Perform(const Verb: AnsiString);
begin
  Asked := Client;
  GaveNull := False;
  if Verb = 'hello' then
    Hello
  else if Verb = 'send' then
    Send
  else if Verb = 'voice' then
    Voice
  else if Verb = 'strerror' then
    StrError
  else if Verb = 'new' then
    New
  else if Verb = 'open' then
    Open
  else if Verb = 'set' then
    SetOne
  else if Verb = 'free' then
    Client := Unassigned
  else if Verb = 'submit' then
    Submit
  else if Verb = 'balance' then
    Balance
  else if Verb = 'add_template' then
    AddTemplate
  else if Verb = 'explain' then
    Explain
  else if Verb = 'segments' then
    Segments
  else if Verb = 'push_parse' then
    PushParse
  else if Verb = 'push_record' then
    PushRecord
  else if Verb = 'inbox' then
    Inbox
  else if Verb = 'status' then
    Status
  else if Verb = 'verify_start' then
    VerifyStart
  else if Verb = 'verify_resend' then
    VerifyResend
  else if Verb = 'verify_check' then
    VerifyCheck
  else if Verb = 'guard_ask' then
    Guard(True)
  else if Verb = 'guard_status' then
    Guard(False)
  else if Verb = 'guard_unlock' then
    GuardUnlock
  else if Verb = 'captcha_new' then
    CaptchaNew
  else if Verb = 'captcha_check' then
    CaptchaCheck
  else if Verb = 'bulk_open' then
    BulkOpen
  else if Verb = 'bulk_add' then
    BulkAdd
  else if Verb = 'bulk_run' then
    BulkRun
  else if Verb = 'bulk_status' then
    BulkStatus
  else if Verb = 'bulk_next' then
    BulkNext
  else if Verb = 'bulk_close' then
    BulkClose
  else if Verb = 'parallel' then
    Parallel
  else
    raise EDefect.Create('no such verb: ' + UnicodeString(Verb));
end;

procedure Attempt(const Verb: AnsiString);
begin
  try
    Perform(Verb);
  except
    on E: EOleException do
    begin
      Answer := '';
      SayRaised(Asked, E);
      SayNoDetails(Verb);
    end;
    { A method needs its object. }
    on E: EVariantError do
      if VarIsEmpty(Asked) then
        raise EInexpressible.Create('null')
      else
        raise;
  end;
end;

procedure Serve(const Line: AnsiString);
var
  Blank: Integer;
begin
  Answer := '';
  Blank := Pos(AnsiString(' '), Line + ' ');
  Request.DelimitedText := '';
  Request.DelimitedText := Copy(Line, Blank + 1, MaxInt);
  try
    Attempt(Copy(Line, 1, Blank - 1));
  except
    on E: EInexpressible do
    begin
      Answer := '';
      Say('inexpressible', UnicodeString(E.Message));
    end;
    on E: Exception do
    begin
      Answer := '';
      Say('error', UnicodeString(E.ClassName) + ': ' + UnicodeString(E.Message));
    end;
  end;
  WriteLn(Answer);
  Flush(Output);
  Asked := Unassigned;
end;

var
  Given: AnsiString;

begin
  { Exception messages are AnsiStrings in Free Pascal, and UTF-8 for this program. }
  SetMultiByteConversionCodePage(CP_UTF8);
  SetTextLineEnding(Output, #10);
  Request := TStringList.Create;
  Request.Delimiter := '&';
  Request.StrictDelimiter := True;
  Request.QuoteChar := #0;
  while not Eof(Input) do
  begin
    ReadLn(Input, Given);
    Serve(Given);
  end;
  List := Unassigned;
  Owner := Unassigned;
  Client := Unassigned;
  Request.Free;
end.
