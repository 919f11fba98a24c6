{ Text messages and voice codes through the ihuyi gateway.

      R := IhuyiSend('C00000000', Key, '13800000000', Text);       one function, one message
      Sms := TIhuyiClient.Create(nil);                             everything else
      V := Sms.VerifyStart('register', '13800000000');             a one-time code; V.Id is kept, and given to VerifyCheck
      List := TIhuyiBulk.Create(Sms, 'spring.journal');            a list of thousands, each sent once

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
    { Sum of IHUYI_FLAG_...; the next four are taken from it. }
    Flags: Cardinal;
    { Refused by a check of the library: no request was made, nothing was billed. }
    Local: Boolean;
    ClockCorrected: Boolean;
    { An earlier call with the same reference came to this; nothing was sent now. }
    Repeated: Boolean;
    { Of TIhuyiBulk.Add: this row will not be sent, and Code and Message say why; the others will. }
    LeftOut: Boolean;
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
    { Its number in the inbox: of Inbox, and of RecordPush for a reply or a template review; otherwise 0. }
    Number: Cardinal;
  end;

  { How far a message has come. idNone: a newer library's word. idAccepted: its receipt is not there yet. idFailed: of several numbers one at
    least has not got it. idUnknown: it left, and nobody knows whether the gateway took it. }
  TIhuyiDeliveryState = (idNone, idAccepted, idDelivered, idFailed, idUnknown);

  { What became of a message. What is not known is empty, or 0. }
  TIhuyiDelivery = record
    State: TIhuyiDeliveryState;
    { The receipt's code: 2 is delivered. Of several numbers, that of the first one that failed. }
    Code: Integer;
    { Sum of IHUYI_FLAG_...; the next is taken from it. }
    Flags: Cardinal;
    { The submission had ended unknown; a receipt has told its id since. }
    Settled: Boolean;
    { Numbers that it went to, how many of them have got it, and how many have not. }
    Recipients: Integer;
    Delivered: Integer;
    Failed: Integer;
    Service: string;
    { Empty while the end is unknown. }
    MessageId: string;
    { The first number, masked: 138****0000. }
    Mobile: string;
    { The carrier's status, as DELIVRD, of the receipt that Code is of; what it means and what to do. }
    Status: string;
    Explanation: string;
    { As 2017-08-02 14:31:51, China Standard Time. }
    Submitted: string;
    { When the carrier reported, as the gateway wrote it. }
    Reported: string;
  end;

  { The way that a one-time code went; icNone: it did not. }
  TIhuyiChannel = (icNone, icSms, icVoice);

  { What a code that was entered came to. ivNone: none waits, because there never was one or it was used. ivLocked: entered wrongly too
    often. After the last three a new one has to be asked for. }
  TIhuyiVerifyStatus = (ivOk, ivWrong, ivExpired, ivNone, ivLocked);

  { A one-time code. What a call does not tell is empty, or 0. }
  TIhuyiVerification = record
    { VerifyStart, VerifyResend: a code is out, or may be (Result.Outcome is ioUnknown). VerifyCheck: the right one was entered. }
    Ok: Boolean;
    { Of VerifyCheck. }
    Status: TIhuyiVerifyStatus;
    Channel: TIhuyiChannel;
    Digits: Integer;
    { Seconds until it can be asked for again; after EIhuyiLimit, until there is room. }
    Wait: Integer;
    { Seconds that the code is still good. }
    Valid: Integer;
    { Checks that are left. }
    Left: Integer;
    Flags: Cardinal;
    { What VerifyResend and VerifyCheck want. Keep it where the user cannot change it. }
    Id: string;
    { After a right check: the number that the code went to, and what for. Trust these and not what an edit field says. }
    Mobile: string;
    Purpose: string;
    { The limit that stopped the send, as sms:mobile 1/60s. }
    Limit: string;
    Result: TIhuyiResult;
  end;

  { What the limits say. }
  TIhuyiDecision = record
    Allowed: Boolean;
    { Seconds until the same may be sent again, or until there is room; 0 where no waiting helps. }
    Wait: Integer;
    Flags: Cardinal;
    { The limit that decided; empty when none did. }
    Limit: string;
    Result: TIhuyiResult;
  end;

  { A picture challenge. IhuyiSavePng writes it to a stream. }
  TIhuyiCaptcha = record
    Id: string;
    { A PNG file: bytes, no text. }
    Png: TIhuyiBytes;
    { The same for a page: <img src="...">. }
    DataUri: string;
    { Characters in the picture. }
    Length: Integer;
    { Seconds that an answer is taken. }
    Valid: Integer;
    Result: TIhuyiResult;
  end;

  { Where a list stands. ibNone: a newer library's word. ibPlanning: rows can be added. ibReady: Run goes on. ibPaused: Run again in Wait
    seconds. ibHalted: mend what Message says, free the list, and create it again. ibDone: no row waits. }
  TIhuyiBulkState = (ibNone, ibPlanning, ibReady, ibPaused, ibHalted, ibDone);

  { How far a list is. Numbers of rows count rows, whatever they are billed as. }
  TIhuyiProgress = record
    State: TIhuyiBulkState;
    { Why it pauses, or was halted; otherwise 0. }
    Code: Integer;
    { Seconds until it can go on, when it pauses. }
    Wait: Integer;
    Flags: Cardinal;
    { Those that are to be sent, whatever has become of them: without LeftOut. }
    Rows: Integer;
    Planned: Integer;
    { On their way in other threads. }
    Sending: Integer;
    Accepted: Integer;
    Refused: Integer;
    { Of unknown end: never sent again by themselves. }
    Unknown: Integer;
    { Left out. }
    LeftOut: Integer;
    { Billed messages of all rows that are to be sent, and of the accepted ones. }
    Segments: Integer;
    AcceptedSegments: Integer;
    { Why it pauses or was halted, and what to do. }
    Message: string;
  end;

  { Where a row stands. irNone: a newer library's word; of Next: every row. irUnknown: it may have been sent, and may not. irLeftOut: the
    plan left it out, or a run, because its number had opted out by then. }
  TIhuyiRowState = (irNone, irPlanned, irSending, irAccepted, irRefused, irUnknown, irLeftOut);

  { One row of a list. What it does not have is empty, or 0. }
  TIhuyiRow = record
    { In the journal, from 1 on; 0: there is no more row. }
    Number: Cardinal;
    State: TIhuyiRowState;
    { The last answer's code, or why it was left out. }
    Code: Integer;
    Flags: Cardinal;
    { Where it stood in the list: the first that was added is 1. }
    Line: Integer;
    { Billed messages; 0 when only the gateway knows. }
    Segments: Integer;
    { The whole number: keep it out of logs. }
    Mobile: string;
    { What it was called when it was added. }
    Reference: string;
    MessageId: string;
    { When it came to where it stands, as 2017-08-02 14:31:51, China Standard Time; empty: never sent. }
    Time: string;
    Message: string;
  end;

  { ---- What is raised ---- }

  EIhuyi = class(Exception)
  private
    FResult: TIhuyiResult;
    FVerification: TIhuyiVerification;
  public
    constructor CreateResult(const AResult: TIhuyiResult);
    property Code: Integer read FResult.Code;
    property Outcome: TIhuyiOutcome read FResult.Outcome;
    property Family: Integer read FResult.Family;
    property Result: TIhuyiResult read FResult;
    { Of VerifyStart, VerifyResend and VerifyCheck; otherwise empty. After EIhuyiLimit it has Wait and Limit; after EIhuyiOutcomeUnknown
      the Id: the code may have arrived, and can be entered. }
    property Verification: TIhuyiVerification read FVerification;
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
  { Nothing left this machine that the gateway could send; sending again later is safe. }
  EIhuyiNetwork = class(EIhuyi);
  { The request left and no readable verdict came back. Do not send again blindly: wait for the receipt, or look in the console. }
  EIhuyiOutcomeUnknown = class(EIhuyi);
  { A defect of the library. }
  EIhuyiInternal = class(EIhuyi);
  { A one-time code that cannot be sent again, because it expired, was used or was entered wrongly too often; an answer to a picture that
    is wrong. VerifyCheck and CaptchaCheck do not raise it. }
  EIhuyiVerify = class(EIhuyi);
  { The store of codes and counts cannot be used, or its secret key; nothing was sent. Or nothing is remembered of the message that Status was
    asked for (IHUYI_E_NO_STATUS). }
  EIhuyiStore = class(EIhuyi);
  { A client was used after Close. }
  EIhuyiClosed = class(EIhuyiArgument);

  { ---- The client ---- }

  TIhuyiStep = (isStart, isResend, isCheck);
  TIhuyiPushStep = (ipParse, ipRecord, ipNext);

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
    function Verify(Step: TIhuyiStep; const A, B, Keys: string): TIhuyiVerification;
    function Decide(Counting: Boolean; const Service, Mobile, Keys: string): TIhuyiDecision;
    function Push(Step: TIhuyiPushStep; const Body: string; After: Cardinal): TIhuyiPush;
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
    function Submit(const Service, Mobile, Content: string; const TemplateId: string = ''; const Options: string = ''): TIhuyiResult; overload;
    { Options is lines of name=value: with reference=order-1001-paid the same event sent again returns the first result and no second
      message. }
    function Submit(const Service, Mobile, Content, TemplateId: string; Options: TStrings): TIhuyiResult; overload;
    { Result.Balance messages are left. }
    function Balance(const Service: string = ''): TIhuyiResult;
    { Hands in a template for review; Result.MessageId is its number. }
    function AddTemplate(const Content: string): TIhuyiResult;

    { Makes a one-time code and sends it. Purpose is what for, as register. Keys is what the limits count by, lines of name=value:
      ip=192.0.2.7, device, session; and channel, captcha_id, captcha_answer. }
    function VerifyStart(const Purpose, Mobile: string; const Keys: string = ''): TIhuyiVerification; overload;
    function VerifyStart(const Purpose, Mobile: string; Keys: TStrings): TIhuyiVerification; overload;
    { Sends the same code again. Channel is sms, voice or auto; empty: as the setting verify_channel says. }
    function VerifyResend(const Id: string; const Channel: string = ''; const Keys: string = ''): TIhuyiVerification; overload;
    function VerifyResend(const Id, Channel: string; Keys: TStrings): TIhuyiVerification; overload;
    { Whether this is the code: a wrong one raises nothing, see Ok and Status. }
    function VerifyCheck(const Id, VerifyCode: string): TIhuyiVerification;

    { Whether a message may be sent by another way than this library, and counts it. A no raises nothing. Send, Submit and VerifyStart do
      this themselves. }
    function GuardAsk(const Service, Mobile: string; const Keys: string = ''): TIhuyiDecision; overload;
    function GuardAsk(const Service, Mobile: string; Keys: TStrings): TIhuyiDecision; overload;
    { The same without counting. }
    function GuardStatus(const Service, Mobile: string; const Keys: string = ''): TIhuyiDecision; overload;
    function GuardStatus(const Service, Mobile: string; Keys: TStrings): TIhuyiDecision; overload;
    { Forgets what was counted: Kind is mobile, ip or another key's name; breaker for the breaker. }
    function GuardUnlock(const Kind, Value: string): TIhuyiResult;

    { A picture challenge, and whether the answer is right. One answer uses it up. }
    function CaptchaNew(const Keys: string = ''): TIhuyiCaptcha; overload;
    function CaptchaNew(Keys: TStrings): TIhuyiCaptcha; overload;
    function CaptchaCheck(const Id, Answer: string): Boolean;

    { What a code means and what to do; Lang is zh or en. }
    function Explain(Code: Integer; const Service: string = ''; const Lang: string = ''): TIhuyiExplanation;
    { What a text will be billed as; sends nothing. }
    function Segments(const Content: string; const Service: string = ''): TIhuyiResult;
    { The body that the gateway posted to the site. }
    function ParsePush(const Body: string): TIhuyiPush;

    { The same, and remembers what it says, for Status and Inbox. Answer the gateway only when it raises nothing: otherwise the push comes
      again. }
    function RecordPush(const Body: string): TIhuyiPush;
    { What became of a message that was sent with the setting track = on. What is the gateway's id, or the reference that it was sent with;
      or a number: the newest message of unknown end to it. }
    function Status(const What: string): TIhuyiDelivery;
    { The next reply or template review that was remembered. After is the Number of the last one that was read; Number is 0 when there is no
      more. }
    function Inbox(After: Cardinal = 0): TIhuyiPush;

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

  { ---- A list of thousands, each sent once ----

    Rows are added, the whole list is checked and written into a file, the journal, and it is sent from there. Each row is in the file before
    its request leaves, and with its outcome afterwards. So the program may end at any moment: created again with the same journal, the list
    goes on where it stood, and a row that was on its way is of unknown end and not sent again.

    It goes by the settings that the client had when it was created, which may be changed, closed and freed after that. Run works on the
    thread that calls it, and any number of threads may call it at once; freeing is for one thread, when no other uses it. }
  TIhuyiBulk = class(TObject)
  private
    FHandle: Pihuyi_bulk;
    FCharset: string;
    function Bytes(const S: string): TIhuyiBytes;
    function Progress(Sending: Boolean; Milliseconds: Integer): TIhuyiProgress;
  public
    { Begins a plan where no file is at Journal, and otherwise takes over the one that is there. Options are lines of name=value: service,
      template_id, hours=09:00-20:30 in China Standard Time, rate=20 messages a second, repeats=yes; of marketing alone: schedule, list=100,
      batch=yes. }
    constructor Create(Client: TIhuyiClient; const Journal: string; const Options: string = ''); overload;
    constructor Create(Client: TIhuyiClient; const Journal: string; Options: TStrings); overload;
    { A plan whose Run was never called is given up, and nothing is left of it. }
    destructor Destroy; override;
    { A row, which is checked at once; nothing is sent. One that cannot be sent raises nothing: LeftOut is set, Code and Message say why.
      Only before the first Run. Reference is what the row is called elsewhere, as an order's number. }
    function Add(const Mobile, Content: string; const Reference: string = ''): TIhuyiResult;
    { Sends for so long and what the last request takes. The first call writes the plan; 0 does that alone and sends nothing, to see what it
      costs (Segments). A list that pauses or was halted raises nothing: look at State. }
    function Run(Milliseconds: Integer): TIhuyiProgress;
    { How far it is; asks neither the disk nor the gateway. }
    function Status: TIhuyiProgress;
    { The next row, once the plan is written: of those that stand there, or of all. After is the Number of the last one that was read;
      Number is 0 when there is no more. }
    function Next(After: Cardinal = 0; State: TIhuyiRowState = irNone): TIhuyiRow;
  end;

{ ---- For most programs enough ----

  Account and key are arguments; everything else comes from the environment and from ihuyi.ini beside the library. }

{ A text to a mainland number. }
function IhuyiSend(const Account, ApiKey, Mobile, Content: string): TIhuyiResult;

{ A call that reads out a code of 4 to 6 digits. }
function IhuyiVoice(const Account, ApiKey, Mobile, VerifyCode: string): TIhuyiResult;

{ What any code means, in Chinese. }
function IhuyiStrError(Code: Integer): string;

{ The picture as a PNG file. }
procedure IhuyiSavePng(const Captcha: TIhuyiCaptcha; Stream: TStream);

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
  Families: array[IHUYI_FAMILY_NONE..IHUYI_FAMILY_STORE] of EIhuyiClass = (EIhuyi, EIhuyiAccount, EIhuyiBalance, EIhuyiNumber,
    EIhuyiContent, EIhuyiTemplate, EIhuyiLimit, EIhuyiGateway, EIhuyiArgument, EIhuyiSetting, EIhuyiNetwork, EIhuyiOutcomeUnknown,
    EIhuyiInternal, EIhuyiVerify, EIhuyiStore);

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
  Result.Repeated := Raw.flags and IHUYI_FLAG_REPEATED <> 0;
  Result.LeftOut := Raw.flags and IHUYI_FLAG_LEFT_OUT <> 0;
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

function Failure(const AResult: TIhuyiResult): EIhuyi;
begin
  if (AResult.Family >= Low(Families)) and (AResult.Family <= High(Families)) then
    Result := Families[AResult.Family].CreateResult(AResult)
  else
    Result := EIhuyi.CreateResult(AResult);
end;

procedure RaiseResult(const AResult: TIhuyiResult);
begin
  raise Failure(AResult);
end;

procedure RaiseVerification(const Verification: TIhuyiVerification);
var
  E: EIhuyi;
begin
  E := Failure(Verification.Result);
  E.FVerification := Verification;
  raise E;
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

{ What is said of a text with a character that a charset lacks. }
function Lacking(const S, Charset: string): string;
begin
  Result := IhuyiSentence('\u6587\u5b57\u91cc\u7684 %2 \u662f\u5b57\u7b26\u96c6 %1 \u6ca1\u6709\u7684\u5b57' +
    '\u7b26\uff1b\u8bf7\u6539\u6587\u5b57\uff0c\u6216\u7528\u8bbe\u7f6e charset = utf-8 / ' +
    'the text has the character %2, which the charset %1 lacks; change the text, or set charset = utf-8', [Charset, IhuyiLacking(S, Charset)]);
end;

function Encoded(const S, Charset: string): TIhuyiBytes;
var
  Ok: Boolean;
begin
  Result := IhuyiEncode(S, Charset, Ok);
  if not Ok then
    RaiseResult(Described(IHUYI_E_ENCODING, Lacking(S, Charset)));
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

{ Name=value lines for the library. A line break inside one would make two of it, and what follows it a key that nobody gave. }
function Lines(Items: TStrings): string;
var
  I: Integer;
begin
  Result := '';
  if Items = nil then
    Exit;
  for I := 0 to Items.Count - 1 do
  begin
    if (Pos(#10, Items[I]) > 0) or (Pos(#13, Items[I]) > 0) then
      RaiseResult(Described(IHUYI_E_ARGUMENT, IhuyiSentence('\u7b2c %1 \u4e2a\u952e\u91cc\u6709\u6362\u884c\uff0c\u6362\u884c\u540e\u9762\u4f1a' +
        '\u53d8\u6210\u53e6\u4e00\u4e2a\u952e\uff0c\u672a\u53d1\u9001\uff1b\u8bf7\u5148\u53bb\u6389\u6362\u884c / ' +
        'key %1 holds a line break, and what follows it would be another key; nothing was sent: remove the line break first',
        [IntToStr(I + 1)])));
    Result := Result + Items[I] + #10;
  end;
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

function TIhuyiClient.Submit(const Service, Mobile, Content, TemplateId: string; Options: TStrings): TIhuyiResult;
begin
  NeedOpen;
  Result := Submit(Service, Mobile, Content, TemplateId, Lines(Options));
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

{ ---- One-time codes ---- }

{ A and B: purpose and mobile, id and channel, id and code. }
function TIhuyiClient.Verify(Step: TIhuyiStep; const A, B, Keys: string): TIhuyiVerification;
var
  X, Y, K: TIhuyiBytes;
  Raw: ihuyi_verification;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  X := Bytes(A);
  Y := Bytes(B);
  K := Bytes(Keys);
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    case Step of
      isStart: ihuyi_verify_start(FHandle, PAnsiChar(X), PAnsiChar(Y), PAnsiChar(K), @Raw, @Outcome);
      isResend: ihuyi_verify_resend(FHandle, PAnsiChar(X), PAnsiChar(Y), PAnsiChar(K), @Raw, @Outcome);
    else
      ihuyi_verify_check(FHandle, PAnsiChar(X), PAnsiChar(Y), @Raw, @Outcome);
    end;
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result.Result := ToResult(Outcome, FCharset);
  Result.Channel := icNone;
  if (Raw.channel > 0) and (Raw.channel <= Ord(High(TIhuyiChannel))) then
    Result.Channel := TIhuyiChannel(Raw.channel);
  Result.Digits := Raw.digits;
  Result.Wait := Raw.wait;
  Result.Valid := Raw.valid;
  Result.Left := Raw.left;
  Result.Flags := Raw.flags;
  Result.Id := IhuyiDecode(Raw.id, FCharset);
  Result.Mobile := IhuyiDecode(Raw.mobile, FCharset);
  Result.Purpose := IhuyiDecode(Raw.purpose, FCharset);
  Result.Limit := IhuyiDecode(Raw.limit, FCharset);
  if Step = isCheck then
    Result.Ok := Outcome.code = IHUYI_OK
  else
    Result.Ok := (Outcome.code = IHUYI_ACCEPTED) or ((Outcome.outcome = IHUYI_OUTCOME_UNKNOWN) and (Result.Id <> ''));
  case Outcome.code of
    IHUYI_E_CODE_WRONG: Result.Status := ivWrong;
    IHUYI_E_CODE_EXPIRED: Result.Status := ivExpired;
    IHUYI_E_CODE_LOCKED: Result.Status := ivLocked;
  else
    Result.Status := ivNone;
  end;
  if Result.Ok then
    Result.Status := ivOk;
  { What was entered is an answer and no failure; an unknown outcome is one, whatever Ok says. }
  if Step = isCheck then
  begin
    if not Result.Ok and (Result.Status = ivNone) and (Outcome.code <> IHUYI_E_CODE_NONE) then
      RaiseVerification(Result);
  end
  else if Outcome.code <> IHUYI_ACCEPTED then
    RaiseVerification(Result);
end;

function TIhuyiClient.VerifyStart(const Purpose, Mobile, Keys: string): TIhuyiVerification;
begin
  Result := Verify(isStart, Purpose, Mobile, Keys);
end;

function TIhuyiClient.VerifyStart(const Purpose, Mobile: string; Keys: TStrings): TIhuyiVerification;
begin
  NeedOpen;
  Result := Verify(isStart, Purpose, Mobile, Lines(Keys));
end;

function TIhuyiClient.VerifyResend(const Id, Channel, Keys: string): TIhuyiVerification;
begin
  Result := Verify(isResend, Id, Channel, Keys);
end;

function TIhuyiClient.VerifyResend(const Id, Channel: string; Keys: TStrings): TIhuyiVerification;
begin
  NeedOpen;
  Result := Verify(isResend, Id, Channel, Lines(Keys));
end;

function TIhuyiClient.VerifyCheck(const Id, VerifyCode: string): TIhuyiVerification;
begin
  Result := Verify(isCheck, Id, VerifyCode, '');
end;

{ ---- Limits ---- }

function TIhuyiClient.Decide(Counting: Boolean; const Service, Mobile, Keys: string): TIhuyiDecision;
var
  S, M, K: TIhuyiBytes;
  Raw: ihuyi_decision;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  S := Bytes(Service);
  M := Bytes(Mobile);
  K := Bytes(Keys);
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    if Counting then
      ihuyi_guard_ask(FHandle, PAnsiChar(S), PAnsiChar(M), PAnsiChar(K), @Raw, @Outcome)
    else
      ihuyi_guard_status(FHandle, PAnsiChar(S), PAnsiChar(M), PAnsiChar(K), @Raw, @Outcome);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result.Result := ToResult(Outcome, FCharset);
  Result.Allowed := Raw.allowed <> 0;
  Result.Wait := Raw.wait;
  Result.Flags := Raw.flags;
  Result.Limit := IhuyiDecode(Raw.limit, FCharset);
  case Outcome.code of
    IHUYI_OK, IHUYI_E_LIMIT, IHUYI_E_BREAKER, IHUYI_E_DENIED, IHUYI_E_CAPTCHA_NEEDED, IHUYI_E_CAPTCHA_WRONG: ;
  else
    RaiseResult(Result.Result);
  end;
end;

function TIhuyiClient.GuardAsk(const Service, Mobile, Keys: string): TIhuyiDecision;
begin
  Result := Decide(True, Service, Mobile, Keys);
end;

function TIhuyiClient.GuardAsk(const Service, Mobile: string; Keys: TStrings): TIhuyiDecision;
begin
  NeedOpen;
  Result := Decide(True, Service, Mobile, Lines(Keys));
end;

function TIhuyiClient.GuardStatus(const Service, Mobile, Keys: string): TIhuyiDecision;
begin
  Result := Decide(False, Service, Mobile, Keys);
end;

function TIhuyiClient.GuardStatus(const Service, Mobile: string; Keys: TStrings): TIhuyiDecision;
begin
  NeedOpen;
  Result := Decide(False, Service, Mobile, Lines(Keys));
end;

function TIhuyiClient.GuardUnlock(const Kind, Value: string): TIhuyiResult;
var
  K, V: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  K := Bytes(Kind);
  V := Bytes(Value);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_guard_unlock(FHandle, PAnsiChar(K), PAnsiChar(V), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Succeeded(ToResult(Raw, FCharset), IHUYI_OK);
end;

{ ---- A picture challenge ---- }

function TIhuyiClient.CaptchaNew(const Keys: string): TIhuyiCaptcha;
var
  K: TIhuyiBytes;
  Raw: ihuyi_captcha;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  K := Bytes(Keys);
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_captcha_new(FHandle, PAnsiChar(K), @Raw, @Outcome);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result.Result := Succeeded(ToResult(Outcome, FCharset), IHUYI_OK);
  Result.Id := IhuyiDecode(Raw.id, FCharset);
  Result.Length := Raw.length;
  Result.Valid := Raw.valid;
  Result.DataUri := IhuyiDecode(Raw.data_uri, FCharset);
  { Bytes with zeros among them: by their number, and in no charset. }
  SetString(Result.Png, PAnsiChar(@Raw.png[0]), Raw.png_size);
end;

function TIhuyiClient.CaptchaNew(Keys: TStrings): TIhuyiCaptcha;
begin
  NeedOpen;
  Result := CaptchaNew(Lines(Keys));
end;

function TIhuyiClient.CaptchaCheck(const Id, Answer: string): Boolean;
var
  I, A: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  I := Bytes(Id);
  A := Bytes(Answer);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_captcha_check(FHandle, PAnsiChar(I), PAnsiChar(A), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := Raw.code <> IHUYI_E_CAPTCHA_WRONG;
  if Result then
    Succeeded(ToResult(Raw, FCharset), IHUYI_OK);
end;

procedure IhuyiSavePng(const Captcha: TIhuyiCaptcha; Stream: TStream);
begin
  Stream.WriteBuffer(PAnsiChar(Captcha.Png)^, Length(Captcha.Png));
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

{ ---- What the gateway posted, and what became of a message ---- }

function TIhuyiClient.Push(Step: TIhuyiPushStep; const Body: string; After: Cardinal): TIhuyiPush;
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
    case Step of
      ipParse: ihuyi_push_parse(FHandle, PAnsiChar(B), @Raw, @Outcome);
      ipRecord: ihuyi_push_record(FHandle, PAnsiChar(B), @Raw, @Outcome);
    else
      ihuyi_inbox(FHandle, After, @Raw, @Outcome);
    end;
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
  Result.Number := Raw.number;
end;

function TIhuyiClient.ParsePush(const Body: string): TIhuyiPush;
begin
  Result := Push(ipParse, Body, 0);
end;

function TIhuyiClient.RecordPush(const Body: string): TIhuyiPush;
begin
  Result := Push(ipRecord, Body, 0);
end;

function TIhuyiClient.Inbox(After: Cardinal): TIhuyiPush;
begin
  Result := Push(ipNext, '', After);
end;

function TIhuyiClient.Status(const What: string): TIhuyiDelivery;
var
  W: TIhuyiBytes;
  Raw: ihuyi_delivery;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  NeedOpen;
  W := Bytes(What);
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_status(FHandle, PAnsiChar(W), @Raw, @Outcome);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Succeeded(ToResult(Outcome, FCharset), IHUYI_OK);
  Result.State := idNone;
  if (Raw.state > 0) and (Raw.state <= Ord(High(TIhuyiDeliveryState))) then
    Result.State := TIhuyiDeliveryState(Raw.state);
  Result.Code := Raw.code;
  Result.Flags := Raw.flags;
  Result.Settled := Raw.flags and IHUYI_FLAG_SETTLED <> 0;
  Result.Recipients := Raw.recipients;
  Result.Delivered := Raw.delivered;
  Result.Failed := Raw.failed;
  Result.Service := IhuyiDecode(Raw.service, FCharset);
  Result.MessageId := IhuyiDecode(Raw.message_id, FCharset);
  Result.Mobile := IhuyiDecode(Raw.mobile, FCharset);
  Result.Status := IhuyiDecode(Raw.status, FCharset);
  Result.Explanation := IhuyiDecode(Raw.explanation, FCharset);
  Result.Submitted := IhuyiDecode(Raw.submitted, FCharset);
  Result.Reported := IhuyiDecode(Raw.reported, FCharset);
end;

{ ---- A list ---- }

constructor TIhuyiBulk.Create(Client: TIhuyiClient; const Journal, Options: string);
var
  J, O: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  inherited Create;
  Client.NeedOpen;
  FCharset := Client.FCharset;
{$IFDEF MSWINDOWS}
  J := Bytes(Journal);
{$ELSE}
  { Here a file's name is bytes, and these are UTF-8 whatever the client's texts are. }
  J := Encoded(Journal, 'utf-8');
{$ENDIF}
  O := Bytes(Options);
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    FHandle := ihuyi_bulk_open(Client.FHandle, PAnsiChar(J), PAnsiChar(O), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  if FHandle = nil then
    RaiseResult(ToResult(Raw, FCharset));
end;

constructor TIhuyiBulk.Create(Client: TIhuyiClient; const Journal: string; Options: TStrings);
begin
  Client.NeedOpen;
  Create(Client, Journal, Lines(Options));
end;

destructor TIhuyiBulk.Destroy;
var
  Fpu: TIhuyiFpu;
begin
  { Where the constructor raised there is none, and perhaps no library. }
  if FHandle <> nil then
  begin
    IhuyiFpuMask(Fpu);
    try
      ihuyi_bulk_close(FHandle);
    finally
      IhuyiFpuRestore(Fpu);
    end;
  end;
  inherited Destroy;
end;

function TIhuyiBulk.Bytes(const S: string): TIhuyiBytes;
begin
  Result := Encoded(S, FCharset);
end;

function TIhuyiBulk.Add(const Mobile, Content, Reference: string): TIhuyiResult;
var
  M, C, R: TIhuyiBytes;
  Raw: ihuyi_result;
  Fpu: TIhuyiFpu;
  Lacks: string;

  function NoText: TIhuyiBytes;
  begin
    SetLength(Result, 2);
    Result[1] := AnsiChar($FF);
    Result[2] := AnsiChar(1);
  end;

  { What the charset lacks keeps its row from being sent, and no other. The library is given what it takes for no text, so that the row is
    left out there, too: a byte that begins no character of Chinese charsets, and, where bytes are characters, a control character. }
  function Given(const S: string): TIhuyiBytes;
  var
    Ok: Boolean;
  begin
    Result := IhuyiEncode(S, FCharset, Ok);
    if Ok then
      Exit;
    Lacks := Lacking(S, FCharset);
    Result := NoText;
  end;

begin
  Lacks := '';
  M := Given(Mobile);
  R := Given(Reference);
  C := Given(Content);
  if Lacks <> '' then
    C := NoText;
  Prepare(Raw);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_bulk_add(FHandle, PAnsiChar(M), PAnsiChar(C), PAnsiChar(R), @Raw);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Result := ToResult(Raw, FCharset);
  if Result.LeftOut and (Lacks <> '') then
  begin
    Result.Code := IHUYI_E_ENCODING;
    Result.Message := Lacks;
  end;
  if not Result.LeftOut then
    Succeeded(Result, IHUYI_OK);
end;

function TIhuyiBulk.Progress(Sending: Boolean; Milliseconds: Integer): TIhuyiProgress;
var
  Raw: ihuyi_progress;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    if Sending then
      ihuyi_bulk_run(FHandle, Milliseconds, @Raw, @Outcome)
    else
      ihuyi_bulk_status(FHandle, @Raw, @Outcome);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Succeeded(ToResult(Outcome, FCharset), IHUYI_OK);
  Result.State := ibNone;
  if (Raw.state > 0) and (Raw.state <= Ord(High(TIhuyiBulkState))) then
    Result.State := TIhuyiBulkState(Raw.state);
  Result.Code := Raw.code;
  Result.Wait := Raw.wait;
  Result.Flags := Raw.flags;
  Result.Rows := Raw.rows;
  Result.Planned := Raw.planned;
  Result.Sending := Raw.sending;
  Result.Accepted := Raw.accepted;
  Result.Refused := Raw.refused;
  Result.Unknown := Raw.unknown;
  Result.LeftOut := Raw.left_out;
  Result.Segments := Raw.segments;
  Result.AcceptedSegments := Raw.accepted_segments;
  Result.Message := IhuyiDecode(Raw.message, FCharset);
end;

function TIhuyiBulk.Run(Milliseconds: Integer): TIhuyiProgress;
begin
  Result := Progress(True, Milliseconds);
end;

function TIhuyiBulk.Status: TIhuyiProgress;
begin
  Result := Progress(False, 0);
end;

function TIhuyiBulk.Next(After: Cardinal; State: TIhuyiRowState): TIhuyiRow;
var
  Raw: ihuyi_row;
  Outcome: ihuyi_result;
  Fpu: TIhuyiFpu;
begin
  FillChar(Raw, SizeOf(Raw), 0);
  Raw.struct_size := SizeOf(Raw);
  Prepare(Outcome);
  IhuyiFpuMask(Fpu);
  try
    ihuyi_bulk_next(FHandle, Ord(State), After, @Raw, @Outcome);
  finally
    IhuyiFpuRestore(Fpu);
  end;
  Succeeded(ToResult(Outcome, FCharset), IHUYI_OK);
  Result.Number := Raw.number;
  Result.State := irNone;
  if (Raw.state > 0) and (Raw.state <= Ord(High(TIhuyiRowState))) then
    Result.State := TIhuyiRowState(Raw.state);
  Result.Code := Raw.code;
  Result.Flags := Raw.flags;
  Result.Line := Raw.line;
  Result.Segments := Raw.segments;
  Result.Mobile := IhuyiDecode(Raw.mobile, FCharset);
  Result.Reference := IhuyiDecode(Raw.reference, FCharset);
  Result.MessageId := IhuyiDecode(Raw.message_id, FCharset);
  Result.Time := IhuyiDecode(Raw.time, FCharset);
  Result.Message := IhuyiDecode(Raw.message, FCharset);
end;

initialization
  OpenGuard := TSimpleRWSync.Create;

finalization
  OpenGuard.Free;
end.
