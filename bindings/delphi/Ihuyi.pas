{ Text messages and voice codes through the ihuyi gateway.

      R := IhuyiSend('C00000000', Key, '13800000000', Text);       one function, one message
      Sms := TIhuyiClient.Create(nil);                             everything else

  A call that does not succeed raises an EIhuyi of the class for its family; E.Code and E.Outcome say what happened. After
  EIhuyiOutcomeUnknown do not send again blindly: the message may have gone.

  Delphi 7 and later, and Free Pascal. This file is plain ASCII, so that every compiler reads it alike. }
unit Ihuyi;

{$IFDEF FPC}
  {$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
{$ELSE}
  {$WARN UNSAFE_TYPE OFF}{$WARN UNSAFE_CODE OFF}{$WARN UNSAFE_CAST OFF}
{$ENDIF}
{$H+}

interface

uses
  SysUtils, Classes, IhuyiApi, IhuyiText;

type
  { How a submission ended. Of a call that asks no gateway: ioNone when it succeeded. }
  TIhuyiOutcome = (ioNone, ioAccepted, ioRefused, ioNotSent, ioUnknown);

  { What a call came to: a value, which nothing changes behind the program's back. }
  TIhuyiResult = record
    Outcome: TIhuyiOutcome;
    { The gateway's code, 2 is success; below 0 the library's (IHUYI_E_... in the unit IhuyiApi). }
    Code: Integer;
    HttpStatus: Integer;
    { Sum of IHUYI_FLAG_...; the next two are taken from it. }
    Flags: Cardinal;
    { Refused by a check of the library: no request was made, nothing was billed. }
    Local: Boolean;
    ClockCorrected: Boolean;
    { Billed messages per recipient, and the characters counted; 0: cannot be known here. }
    Segments: Integer;
    Characters: Integer;
    Recipients: Integer;
    { Messages left, after Balance; -1 otherwise. }
    Balance: Integer;
    ElapsedMs: Integer;
    { IHUYI_FAMILY_...; a newer library may have more of them. }
    Family: Integer;
    { The gateway's number of this message; text, because it has more digits than an Int64. }
    MessageId: string;
    { Words for people. Do not branch on them. }
    Message: string;
  end;

  TIhuyiExplanation = record
    Code: Integer;
    { False when nothing is published about this code. }
    Known: Boolean;
    Family: Integer;
    { The constant's name, as IHUYI_E_UNKNOWN; empty where there is none. }
    Name: string;
    { The vendor's own words, then what it means, why it usually happens, and what to do. }
    Text: string;
    Meaning: string;
    Cause: string;
    Advice: string;
  end;

  { What the gateway posted to the site. A value; what a kind of push does not have is empty. }
  TIhuyiPush = record
    { IHUYI_PUSH_RECEIPT, IHUYI_PUSH_REPLY or IHUYI_PUSH_TEMPLATE_REVIEW. }
    Kind: Integer;
    Code: Integer;
    { Delivered, or approved. }
    Success: Boolean;
    Flags: Cardinal;
    MessageId: string;
    { The whole number: keep it out of logs. }
    Mobile: string;
    Status: string;
    Explanation: string;
    Time: string;
    TemplateId: string;
    Content: string;
    { What to answer the gateway with. }
    Answer: string;
  end;

  { ---- What is raised ---- }

  EIhuyi = class(Exception)
  private
    FResult: TIhuyiResult;
  public
    constructor CreateResult(const AResult: TIhuyiResult);
    property Code: Integer read FResult.Code;
    property Outcome: TIhuyiOutcome read FResult.Outcome;
    property Family: Integer read FResult.Family;
    property Result: TIhuyiResult read FResult;
  end;
  EIhuyiClass = class of EIhuyi;

  { Account or key, the account's state, the machine's address. }
  EIhuyiAccount = class(EIhuyi);
  { Not enough messages left. }
  EIhuyiBalance = class(EIhuyi);
  { The mobile number. }
  EIhuyiNumber = class(EIhuyi);
  { The text, its length, its signature. }
  EIhuyiContent = class(EIhuyi);
  { No approved template fits. }
  EIhuyiTemplate = class(EIhuyi);
  { Too many, or too fast. Do not try at once again. }
  EIhuyiLimit = class(EIhuyi);
  { Any other refusal of the gateway. }
  EIhuyiGateway = class(EIhuyi);
  { An argument that the library refused. }
  EIhuyiArgument = class(EIhuyi);
  { A setting or the INI file. }
  EIhuyiSetting = class(EIhuyi);
  { Nothing left this machine; sending again later is safe. }
  EIhuyiNetwork = class(EIhuyi);
  { The request left and no readable verdict came back. Do not send again blindly: wait for the receipt, or look in the console. }
  EIhuyiOutcomeUnknown = class(EIhuyi);
  { A defect of the library. }
  EIhuyiInternal = class(EIhuyi);
  { A client was used after Close. }
  EIhuyiClosed = class(EIhuyiArgument);

  { ---- The client ---- }

  { Settings and connections of one program. Once it is open, any number of threads may send through it at once; opening, settings
    and Close are for one thread.

    It opens itself at its first use: with the settings of the file IniFile, where there is one, and of the environment variables
    IHUYI_...; then the published properties, then ApiKey and Configure. The keys are not published, so they are in no .dfm and in
    no object inspector, and they are not kept here: the library holds them. }
  TIhuyiClient = class(TComponent)
  private
    FHandle: Pihuyi_client;
    FClosed: Boolean;
    FIniFile: string;
    FCharset: string;
    FTexts: array[0..5] of string;
    function GetText(Index: Integer): string;
    procedure SetText(Index: Integer; const Value: string);
    procedure SetKey(Index: Integer; const Value: string);
    procedure SetIniFile(const Value: string);
    function GetActive: Boolean;
    procedure AdoptCharset(Handle: Pihuyi_client);
    procedure SetUp(Handle: Pihuyi_client);
    procedure NeedOpen;
    function Bytes(const S: string): TIhuyiBytes;
    function Change(Handle: Pihuyi_client; const Key, Value: string): TIhuyiResult;
  public
    destructor Destroy; override;
    { Opens it now, to learn at once whether file and settings are right. A client that is open begins
      anew: its keys are forgotten. }
    function Open: TIhuyiResult; overload;
    function Open(const AIniFile: string): TIhuyiResult; overload;
    { Ends its connections and forgets its keys. May be called twice; what comes after it raises EIhuyiClosed, until Open. }
    procedure Close;
    { Any setting of docs/settings.md by its name. }
    function Configure(const Key, Value: string): TIhuyiResult;

    { A text to a mainland number. }
    function Send(const Mobile, Content: string): TIhuyiResult;
    { A call that reads out a code of 4 to 6 digits. }
    function Voice(const Mobile, VerifyCode: string): TIhuyiResult;
    { A text by an approved template and its variables. }
    function SendTemplate(const Mobile, TemplateId: string; const Variables: array of string): TIhuyiResult;
    { A call that reads out an approved template. }
    function VoiceNotice(const Mobile, TemplateId: string; const Variables: array of string): TIhuyiResult;
    { Country code, blank, number: '1 2025550100'. }
    function International(const Mobile, Content: string): TIhuyiResult;
    { A text to many; Schedule in China Standard Time, 0: at once. }
    function Marketing(const Mobiles: array of string; const Content: string; Schedule: TDateTime = 0): TIhuyiResult;
    { All of the above; Service is sms, voice, voice_notice, international or marketing. }
    function Submit(const Service, Mobile, Content: string; const TemplateId: string = ''; const Options: string = ''): TIhuyiResult;
    { Result.Balance messages are left. }
    function Balance(const Service: string = ''): TIhuyiResult;
    { Hands in a template for review; Result.MessageId is its number. }
    function AddTemplate(const Content: string): TIhuyiResult;

    { What a code means and what to do; Lang is zh or en. }
    function Explain(Code: Integer; const Service: string = ''; const Lang: string = ''): TIhuyiExplanation;
    { What a text will be billed as; sends nothing. }
    function Segments(const Content: string; const Service: string = ''): TIhuyiResult;
    { The body that the gateway posted to the site. }
    function ParsePush(const Body: string): TIhuyiPush;

    property Active: Boolean read GetActive;
    { Write-only, and not published. }
    property ApiKey: string index 0 write SetKey;
    property VoiceApiKey: string index 1 write SetKey;
    property VoiceNoticeApiKey: string index 2 write SetKey;
    property InternationalApiKey: string index 3 write SetKey;
    property MarketingApiKey: string index 4 write SetKey;
  published
    property IniFile: string read FIniFile write SetIniFile;
    { ANSI compilers: empty means the charset of the program's strings. }
    property Charset: string index 0 read GetText write SetText;
    property Account: string index 1 read GetText write SetText;
    property VoiceAccount: string index 2 read GetText write SetText;
    property VoiceNoticeAccount: string index 3 read GetText write SetText;
    property InternationalAccount: string index 4 read GetText write SetText;
    property MarketingAccount: string index 5 read GetText write SetText;
  end;

{ ---- For most programs enough ----

  Account and key are arguments; everything else comes from the environment and from ihuyi.ini beside the library. }

{ A text to a mainland number. }
function IhuyiSend(const Account, ApiKey, Mobile, Content: string): TIhuyiResult;

{ A call that reads out a code of 4 to 6 digits. }
function IhuyiVoice(const Account, ApiKey, Mobile, VerifyCode: string): TIhuyiResult;

{ What any code means, in Chinese. }
function IhuyiStrError(Code: Integer): string;

{ The library's release, as 0.1.0, and the number of its interface. }
function IhuyiVersion: string;
function IhuyiAbiVersion: Integer;

implementation

uses
  IhuyiFpu;

const
  TextNames: array[0..5] of string = ('charset', 'account', 'voice_account', 'voice_notice_account', 'international_account',
    'marketing_account');
  KeyNames: array[0..4] of string = ('apikey', 'voice_apikey', 'voice_notice_apikey', 'international_apikey', 'marketing_apikey');
  CharsetIndex = 0;

  { The one table of classes. What a newer library adds is an EIhuyi. }
  Families: array[IHUYI_FAMILY_NONE..IHUYI_FAMILY_INTERNAL] of EIhuyiClass = (EIhuyi, EIhuyiAccount, EIhuyiBalance, EIhuyiNumber,
    EIhuyiContent, EIhuyiTemplate, EIhuyiLimit, EIhuyiGateway, EIhuyiArgument, EIhuyiSetting, EIhuyiNetwork, EIhuyiOutcomeUnknown,
    EIhuyiInternal);

var
  { Two threads may be the first to use a client. }
  OpenGuard: TSimpleRWSync;

{ ---- Results ---- }

procedure Prepare(out Raw: ihuyi_result);
begin
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
end;

function ToResult(const Raw: ihuyi_result; const Charset: string): TIhuyiResult;
begin
  Result.Outcome := ioNone;
  if (Raw.outcome > 0) and (Raw.outcome <= Ord(High(TIhuyiOutcome))) then
    Result.Outcome := TIhuyiOutcome(Raw.outcome);
  Result.Code := Raw.code;
  Result.HttpStatus := Raw.http_status;
  Result.Flags := Raw.flags;
  Result.Local := Raw.flags and IHUYI_FLAG_LOCAL <> 0;
  Result.ClockCorrected := Raw.flags and IHUYI_FLAG_CLOCK_CORRECTED <> 0;
  Result.Segments := Raw.segments;
  Result.Characters := Raw.characters;
  Result.Recipients := Raw.recipients;
  Result.Balance := Raw.balance;
  Result.ElapsedMs := Raw.elapsed_ms;
  Result.Family := Raw.family;
  Result.MessageId := IhuyiDecode(Raw.message_id, Charset);
  Result.Message := IhuyiDecode(Raw.message, Charset);
end;

constructor EIhuyi.CreateResult(const AResult: TIhuyiResult);
begin
  FResult := AResult;
  inherited Create(IntToStr(AResult.Code) + ' ' + AResult.Message + ' (docs/codes.zh-CN.md#code-' + IntToStr(AResult.Code) + ')');
end;

procedure RaiseResult(const AResult: TIhuyiResult);
begin
  if (AResult.Family >= Low(Families)) and (AResult.Family <= High(Families)) then
    raise Families[AResult.Family].CreateResult(AResult);
  raise EIhuyi.CreateResult(AResult);
end;

{ Returns what is a success, and raises the rest: of a call that asks the gateway 2 is the only success, of others 0. }
function Succeeded(const AResult: TIhuyiResult; Wanted: Integer): TIhuyiResult;
begin
  if AResult.Code <> Wanted then
    RaiseResult(AResult);
  Result := AResult;
end;

{ The charset of a client's texts, as the library has it; nil: of those that belong to no client. }
function CharsetOf(Handle: Pihuyi_client): string;
var
  Fpu: TIhuyiFpu;
begin
  IhuyiFpuMask(Fpu);
  try
    Result := string(AnsiString(ihuyi_charset(Handle)));
  finally
    IhuyiFpuRestore(Fpu);
  end;
end;

{$IFNDEF UNICODE}
{ Compilers whose strings are bytes: whether somebody has said which charset they are in. Otherwise it is the system's. }
function CharsetChosen(Handle: Pihuyi_client): Boolean;
begin
  Result := (GetEnvironmentVariable('IHUYI_CHARSET') <> '') or not SameText(CharsetOf(Handle), 'utf-8');
end;
{$ENDIF}

{ What IhuyiEncode and IhuyiDecode are told for texts that belong to no client. }
function DefaultCharset: string;
begin
  Result := CharsetOf(nil);
{$IFNDEF UNICODE}
  if CharsetChosen(nil) then
    Result := '';
{$ENDIF}
end;

{ A failure that came without a result, or is the binding's own. Words: what to say; empty: the library's words for the code. }
function Described(Code: Integer; const Words: string): TIhuyiResult;
var
  Raw: ihuyi_explanation;
  Empty: ihuyi_result;
  Charset: string;
  Fpu: TIhuyiFpu;
begin
  Charset := DefaultCharset;
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_explain(nil, nil, Code, nil, @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Prepare(Empty);
  Empty.outcome := IHUYI_OUTCOME_REFUSED;
  Empty.code := Code;
  Empty.flags := IHUYI_FLAG_LOCAL;
  Empty.balance := -1;
  Empty.family := Raw.family;
  Result := ToResult(Empty, Charset);
  Result.Message := Words;
  if Words = '' then
    Result.Message := IhuyiDecode(Raw.text, Charset) + ' ' + IhuyiDecode(Raw.advice, Charset);
end;

function Encoded(const S, Charset: string): TIhuyiBytes;
var
  Ok: Boolean;
begin
  Result := IhuyiEncode(S, Charset, Ok);
  if not Ok then
    RaiseResult(Described(IHUYI_E_ENCODING, IhuyiSentence('\u6587\u5b57\u91cc\u6709\u5b57\u7b26\u96c6 %1 \u6ca1\u6709\u7684\u5b57' +
      '\u7b26\uff1b\u8bf7\u6539\u6587\u5b57\uff0c\u6216\u7528\u8bbe\u7f6e charset = utf-8 / ' +
      'the text has a character that the charset %1 lacks; change the text, or set charset = utf-8', [Charset])));
end;

{ Whether a text holds the separator of variables. In GBK and its like that byte can be the second one of a character, and then it is none. }
function HasSeparator(const Text, Charset: string): Boolean;
var
  I: Integer;
begin
  Result := False;
  I := 1;
  while I <= Length(Text) do
  begin
    if Text[I] = '|' then
      Result := True;
    if (SizeOf(Char) = 1) and (Ord(Text[I]) >= $81) and not SameText(Charset, 'utf-8') then
      Inc(I);
    Inc(I);
  end;
end;

function Joined(const Parts: array of string; const Separator: string): string;
var
  I: Integer;
begin
  Result := '';
  for I := Low(Parts) to High(Parts) do
  begin
    if I > Low(Parts) then
      Result := Result + Separator;
    Result := Result + Parts[I];
  end;
end;

{ The variables of a template. A separator inside one would make two of it, and shift all that follow. }
function JoinedVariables(const Variables: array of string; const Charset: string): string;
var
  I: Integer;
begin
  for I := Low(Variables) to High(Variables) do
    if HasSeparator(Variables[I], Charset) then
      RaiseResult(Described(IHUYI_E_ARGUMENT, IhuyiSentence('\u7b2c %1 \u4e2a\u53d8\u91cf\u91cc\u6709\u201c|\u201d\uff0c\u5b83\u662f\u53d8\u91cf\u4e4b\u95f4' +
      '\u7684\u5206\u9694\u7b26\uff0c\u672a\u53d1\u9001\uff1b\u8bf7\u5148\u53bb\u6389\u6216\u6362\u6210' +
      '\u522b\u7684\u5b57\u7b26 / ' +
        'variable %1 holds "|", which separates variables; nothing was sent: remove or replace it first', [IntToStr(I - Low(Variables) + 1)])));
  Result := Joined(Variables, '|');
end;

{ ---- For most programs enough ---- }

function Box(AsCall: Boolean; const Account, ApiKey, Mobile, Content: string): TIhuyiResult;
var
  Charset: string;
  A, K, M, C: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  IhuyiLoad;
  Charset := DefaultCharset;
  A := Encoded(Account, Charset);
  K := Encoded(ApiKey, Charset);
  M := Encoded(Mobile, Charset);
  C := Encoded(Content, Charset);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    if AsCall then
      ihuyi_voice(PAnsiChar(A), PAnsiChar(K), PAnsiChar(M), PAnsiChar(C), @Raw)
    else
      ihuyi_send(PAnsiChar(A), PAnsiChar(K), PAnsiChar(M), PAnsiChar(C), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Succeeded(ToResult(Raw, Charset), IHUYI_ACCEPTED);
end;

function IhuyiSend(const Account, ApiKey, Mobile, Content: string): TIhuyiResult;
begin
  Result := Box(False, Account, ApiKey, Mobile, Content);
end;

function IhuyiVoice(const Account, ApiKey, Mobile, VerifyCode: string): TIhuyiResult;
begin
  Result := Box(True, Account, ApiKey, Mobile, VerifyCode);
end;

function IhuyiStrError(Code: Integer): string;
var
  Words: PAnsiChar;
  Fpu: TIhuyiFpu;
begin
  IhuyiLoad;
  IhuyiFpuMask(Fpu);
  try
    Words := ihuyi_strerror(Code);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := IhuyiDecode(Words, DefaultCharset);
end;

{ These two do nothing but answer: there is nothing to mask. }
function IhuyiVersion: string;
begin
  IhuyiLoad;
  Result := string(AnsiString(ihuyi_version()));
end;

function IhuyiAbiVersion: Integer;
begin
  IhuyiLoad;
  Result := ihuyi_abi_version();
end;

{ ---- Opening and closing ---- }

destructor TIhuyiClient.Destroy;
begin
  Close;
  inherited Destroy;
end;

procedure TIhuyiClient.Close;
var
  Handle: Pihuyi_client;
  Fpu: TIhuyiFpu;
begin
  Handle := FHandle;
  FHandle := nil;
  FClosed := True;
  { Not in the form designer, where no library was loaded. }
  if Handle = nil then
    Exit;
  IhuyiFpuMask(Fpu);
  try
    ihuyi_client_free(Handle);
  finally
    IhuyiFpuRestore(Fpu);
  end;
end;

function TIhuyiClient.Open(const AIniFile: string): TIhuyiResult;
begin
  Close;
  IniFile := AIniFile;
  Result := Open;
end;

function TIhuyiClient.Open: TIhuyiResult;
var
  Handle: Pihuyi_client;
  Path: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  IhuyiLoad;
  Close;
  FClosed := False;
  Path := Encoded(FIniFile, 'utf-8');
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    if Path = '' then
      Handle := ihuyi_client_new(@Raw)
    else
      Handle := ihuyi_client_open(PAnsiChar(Path), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  { A client that was not made has no charset. }
  Result := ToResult(Raw, DefaultCharset);
  if Handle = nil then
    RaiseResult(Result);
  try
    SetUp(Handle);
  except
    ihuyi_client_free(Handle);
    raise;
  end;
  { Last, because other threads take it for a client that is ready. }
  FHandle := Handle;
end;

procedure TIhuyiClient.NeedOpen;
begin
  if FHandle <> nil then
    Exit;
  if FClosed then
  begin
    IhuyiLoad;
    raise EIhuyiClosed.CreateResult(Described(IHUYI_E_ARGUMENT, IhuyiSentence('\u5ba2\u6237\u7aef\u5df2\u5173\u95ed\uff1b\u8bf7\u5148' +
      '\u8c03\u7528 Open \u5e76\u91cd\u65b0\u8bbe\u7f6e ApiKey / the client was closed; call Open and set ApiKey again', [])));
  end;
  OpenGuard.BeginWrite;
  try
    if FHandle = nil then
      Open;
  finally
    OpenGuard.EndWrite;
  end;
end;

{ ---- Settings ---- }

{ Compilers whose strings are bytes: the client gets the charset of these bytes, unless somebody has chosen one, and FCharset stays
  empty: they pass as they are. }
procedure TIhuyiClient.AdoptCharset(Handle: Pihuyi_client);
begin
{$IFDEF UNICODE}
  FCharset := CharsetOf(Handle);
{$ELSE}
  if (FTexts[CharsetIndex] = '') and (IhuyiHostCharset <> '') and not CharsetChosen(Handle) then
    Change(Handle, 'charset', IhuyiHostCharset);
{$ENDIF}
end;

procedure TIhuyiClient.SetUp(Handle: Pihuyi_client);
var
  I: Integer;
begin
  AdoptCharset(Handle);
  for I := Low(FTexts) to High(FTexts) do
    if FTexts[I] <> '' then
      Change(Handle, TextNames[I], FTexts[I]);
end;

function TIhuyiClient.Bytes(const S: string): TIhuyiBytes;
begin
  Result := Encoded(S, FCharset);
end;

function TIhuyiClient.Change(Handle: Pihuyi_client; const Key, Value: string): TIhuyiResult;
var
  K, V: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  K := Bytes(Key);
  V := Bytes(Value);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_client_set(Handle, PAnsiChar(K), PAnsiChar(V), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
{$IFDEF UNICODE}
  FCharset := CharsetOf(Handle);
{$ENDIF}
  Result := Succeeded(ToResult(Raw, FCharset), IHUYI_OK);
end;

function TIhuyiClient.Configure(const Key, Value: string): TIhuyiResult;
begin
  NeedOpen;
  Result := Change(FHandle, Key, Value);
end;

procedure TIhuyiClient.SetKey(Index: Integer; const Value: string);
begin
  Configure(KeyNames[Index], Value);
end;

function TIhuyiClient.GetText(Index: Integer): string;
begin
  Result := FTexts[Index];
end;

procedure TIhuyiClient.SetText(Index: Integer; const Value: string);
begin
  if Active then
    Change(FHandle, TextNames[Index], Value);
  FTexts[Index] := Value;
  if Active and (Index = CharsetIndex) then
    AdoptCharset(FHandle);
end;

procedure TIhuyiClient.SetIniFile(const Value: string);
begin
  if Active and (Value <> FIniFile) then
    raise EIhuyiSetting.CreateResult(Described(IHUYI_E_SETTING, IhuyiSentence('\u5ba2\u6237\u7aef\u5df2\u6253\u5f00\uff0cIniFile ' +
      '\u65e0\u6cd5\u66f4\u6539\uff1b\u8bf7\u5148\u8bbe IniFile\uff0c\u518d\u8bbe ApiKey / ' +
      'IniFile cannot change while the client is open; set IniFile first, then ApiKey', [])));
  FIniFile := Value;
end;

function TIhuyiClient.GetActive: Boolean;
begin
  Result := FHandle <> nil;
end;

{ ---- Sending ---- }

function TIhuyiClient.Submit(const Service, Mobile, Content, TemplateId, Options: string): TIhuyiResult;
var
  S, M, C, T, O: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  S := Bytes(Service);
  M := Bytes(Mobile);
  C := Bytes(Content);
  T := Bytes(TemplateId);
  O := Bytes(Options);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_submit(FHandle, PAnsiChar(S), PAnsiChar(M), PAnsiChar(C), PAnsiChar(T), PAnsiChar(O), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Succeeded(ToResult(Raw, FCharset), IHUYI_ACCEPTED);
end;

function TIhuyiClient.Send(const Mobile, Content: string): TIhuyiResult;
begin
  Result := Submit('sms', Mobile, Content);
end;

function TIhuyiClient.Voice(const Mobile, VerifyCode: string): TIhuyiResult;
begin
  Result := Submit('voice', Mobile, VerifyCode);
end;

function TIhuyiClient.SendTemplate(const Mobile, TemplateId: string; const Variables: array of string): TIhuyiResult;
begin
  NeedOpen;
  Result := Submit('sms', Mobile, JoinedVariables(Variables, CharsetOf(FHandle)), TemplateId);
end;

function TIhuyiClient.VoiceNotice(const Mobile, TemplateId: string; const Variables: array of string): TIhuyiResult;
begin
  NeedOpen;
  Result := Submit('voice_notice', Mobile, JoinedVariables(Variables, CharsetOf(FHandle)), TemplateId);
end;

function TIhuyiClient.International(const Mobile, Content: string): TIhuyiResult;
begin
  Result := Submit('international', Mobile, Content);
end;

function TIhuyiClient.Marketing(const Mobiles: array of string; const Content: string; Schedule: TDateTime): TIhuyiResult;
var
  Options: string;
begin
  Options := '';
  { In quotes, or the separators of the country that the computer is set to come out. }
  if Schedule <> 0 then
    Options := 'schedule = ' + FormatDateTime('yyyy"-"mm"-"dd hh":"nn":"ss', Schedule);
  Result := Submit('marketing', Joined(Mobiles, ','), Content, '', Options);
end;

function TIhuyiClient.Balance(const Service: string): TIhuyiResult;
var
  S: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  S := Bytes(Service);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_balance(FHandle, PAnsiChar(S), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Succeeded(ToResult(Raw, FCharset), IHUYI_ACCEPTED);
end;

function TIhuyiClient.AddTemplate(const Content: string): TIhuyiResult;
var
  C: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  C := Bytes(Content);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_add_template(FHandle, PAnsiChar(C), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Succeeded(ToResult(Raw, FCharset), IHUYI_ACCEPTED);
end;

{ ---- Asking the library alone ---- }

function TIhuyiClient.Segments(const Content, Service: string): TIhuyiResult;
var
  S, C: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  S := Bytes(Service);
  C := Bytes(Content);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_segments(FHandle, PAnsiChar(S), PAnsiChar(C), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Succeeded(ToResult(Raw, FCharset), IHUYI_OK);
end;

function TIhuyiClient.Explain(Code: Integer; const Service, Lang: string): TIhuyiExplanation;
var
  S, L: TIhuyiBytes;
  Raw: ihuyi_explanation;
  Fpu: TIhuyiFpu;
  Failure: Integer;
begin
  NeedOpen;
  S := Bytes(Service);
  L := Bytes(Lang);
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  IhuyiFpuMask(Fpu);
  try
    Failure := ihuyi_explain(FHandle, PAnsiChar(S), Code, PAnsiChar(L), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  if Failure <> IHUYI_OK then
    RaiseResult(Described(Failure, ''));
  Result.Code := Raw.code;
  Result.Known := Raw.known <> 0;
  Result.Family := Raw.family;
  Result.Name := IhuyiDecode(Raw.name, FCharset);
  Result.Text := IhuyiDecode(Raw.text, FCharset);
  Result.Meaning := IhuyiDecode(Raw.meaning, FCharset);
  Result.Cause := IhuyiDecode(Raw.cause, FCharset);
  Result.Advice := IhuyiDecode(Raw.advice, FCharset);
end;

function TIhuyiClient.ParsePush(const Body: string): TIhuyiPush;
var
  B: TIhuyiBytes;
  Raw: ihuyi_push;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  B := Bytes(Body);
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_push_parse(FHandle, PAnsiChar(B), @Raw, @Outcome);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Succeeded(ToResult(Outcome, FCharset), IHUYI_OK);
  Result.Kind := Raw.kind;
  Result.Code := Raw.code;
  Result.Success := Raw.success <> 0;
  Result.Flags := Raw.flags;
  Result.MessageId := IhuyiDecode(Raw.message_id, FCharset);
  Result.Mobile := IhuyiDecode(Raw.mobile, FCharset);
  Result.Status := IhuyiDecode(Raw.status, FCharset);
  Result.Explanation := IhuyiDecode(Raw.explanation, FCharset);
  Result.Time := IhuyiDecode(Raw.time, FCharset);
  Result.TemplateId := IhuyiDecode(Raw.template_id, FCharset);
  Result.Content := IhuyiDecode(Raw.content, FCharset);
  Result.Answer := IhuyiDecode(Raw.answer, FCharset);
end;

initialization
  OpenGuard := TSimpleRWSync.Create;

finalization
  OpenGuard.Free;
end.
