{ The library libihuyi as include/ihuyi.h declares it: constants, records, functions, each on a line of its own, and how it is found.
  Programs use the unit Ihuyi.

  stdcall on 32-bit Windows, the C convention elsewhere. No function is `external`: the library is loaded by hand, so that a program
  starts without it and says in a sentence what is missing.

  The unit has no dot in its name: not every Delphi since 7 is known to take `Ihuyi.Api` beside `Ihuyi`. }
unit IhuyiApi;

{$IFDEF FPC}
  {$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
{$ELSE}
  {$WARN UNSAFE_TYPE OFF}{$WARN UNSAFE_CODE OFF}{$WARN UNSAFE_CAST OFF}
{$ENDIF}
{$H+}
{$ALIGN 8}
{$MINENUMSIZE 4}
{$IFDEF WIN32}{$DEFINE IHUYI_STDCALL}{$ENDIF}

interface

uses
  SysUtils;

const
  { The IHUYI_ABI_VERSION that these declarations were written for. Pascal does not tell IHUYI_ABI_VERSION from ihuyi_abi_version. }
  IHUYI_ABI_NEEDED = 1;

  IHUYI_OUTCOME_ACCEPTED = 1; { The gateway took it and gave an id. }
  IHUYI_OUTCOME_REFUSED = 2; { Refused, by the gateway or by a check of the library. }
  IHUYI_OUTCOME_NOT_SENT = 3; { Nothing left this machine that the gateway could send. }
  IHUYI_OUTCOME_UNKNOWN = 4; { The request left and no readable verdict came back. }

  IHUYI_FLAG_LOCAL = 1; { A check of the library refused: no request was made, nothing was billed. }
  IHUYI_FLAG_CLOCK_CORRECTED = 2;
  IHUYI_FLAG_CUT = 4; { A text did not fit its array and was cut, between two characters. }
  IHUYI_FLAG_REPEATED = 8; { An earlier call with the same reference came to this; nothing was sent now. }

  IHUYI_FAMILY_NONE = 0; { It succeeded. }
  IHUYI_FAMILY_ACCOUNT = 1; { Account, key, or the address that asks: look at the console's settings. }
  IHUYI_FAMILY_BALANCE = 2; { No messages left. }
  IHUYI_FAMILY_NUMBER = 3; { This phone number. }
  IHUYI_FAMILY_CONTENT = 4; { This text. }
  IHUYI_FAMILY_TEMPLATE = 5; { Templates and their variables. }
  IHUYI_FAMILY_LIMIT = 6; { Too many, or too fast. }
  IHUYI_FAMILY_GATEWAY = 7; { Another refusal of the gateway's. }
  IHUYI_FAMILY_ARGUMENT = 8; { The call itself: an argument that makes no sense, text in another charset. }
  IHUYI_FAMILY_SETTING = 9; { A setting, or the file it stands in. }
  IHUYI_FAMILY_NETWORK = 10; { The way to the gateway; nothing was sent. }
  IHUYI_FAMILY_UNKNOWN = 11; { Nobody knows whether it went. }
  IHUYI_FAMILY_INTERNAL = 12; { A defect of the library. }
  IHUYI_FAMILY_VERIFY = 13; { A one-time code or a picture challenge: wrong, expired, used up, or not there. }
  IHUYI_FAMILY_STORE = 14; { The store of codes and counts, and its secret key. }

  IHUYI_OK = 0; { done (functions that do not ask the gateway) }
  IHUYI_CODE_FAILED = 0; { submission failed }
  IHUYI_CODE_FAILED_JSON = 1; { submission failed (JSON interface) }
  IHUYI_ACCEPTED = 2; { accepted }
  IHUYI_CODE_ILLEGAL_IP = 400; { request from an illegal IP }
  IHUYI_CODE_ACCOUNT_EMPTY = 401; { the account is empty }
  IHUYI_CODE_PASSWORD_EMPTY = 402; { the password is empty }
  IHUYI_CODE_MOBILE_EMPTY = 403; { the mobile number is empty }
  IHUYI_CODE_MOBILE_BLACKLISTED = 4030; { the number is blacklisted }
  IHUYI_CODE_CONTENT_EMPTY = 404; { the content is empty }
  IHUYI_CODE_CREDENTIALS = 405; { APIID or APIKEY is wrong }
  IHUYI_CODE_ACCOUNT_FROZEN = 4050; { the account is frozen }
  IHUYI_CODE_PASSWORD_EXPIRED = 40501; { the dynamic password has expired }
  IHUYI_CODE_PASSWORD_MISMATCH = 40502; { the dynamic password does not check out }
  IHUYI_CODE_UNPUBLISHED_40505 = 40505; { the gateway's meaning is not published }
  IHUYI_CODE_BALANCE = 4051; { not enough messages left }
  IHUYI_CODE_IP_NOT_REGISTERED = 4052; { the client's IP is not the registered one }
  IHUYI_CODE_NO_SUCH_USER = 4053; { no such user }
  IHUYI_CODE_MOBILE_FORMAT = 406; { the mobile number is malformed }
  IHUYI_CODE_SENSITIVE_WORDS = 407; { the content has sensitive words }
  IHUYI_CODE_SIGNATURE_FORMAT = 4070; { the signature is malformed }
  IHUYI_CODE_VOICE_DIGITS = 4070; { a voice code must be 4 to 6 digits }
  IHUYI_CODE_NO_TEMPLATE = 4071; { no registered template }
  IHUYI_CODE_TEMPLATE_MISMATCH = 4072; { the content matches no approved template }
  IHUYI_CODE_VARIABLE_TOO_LONG = 40722; { a variable is too long }
  IHUYI_CODE_CONTENT_TOO_LONG = 4073; { the content is too long }
  IHUYI_CODE_EMOJI = 4074; { the content has an emoji }
  IHUYI_CODE_SIGNATURE_UNAPPROVED = 4075; { the signature is not approved }
  IHUYI_CODE_UNPUBLISHED_4077 = 4077; { the gateway's meaning is not published }
  IHUYI_CODE_NUMBER_LIMIT = 408; { over the send limit; the number is now blacklisted }
  IHUYI_CODE_VOICE_FROZEN = 408; { the account looks abused and was frozen }
  IHUYI_CODE_TOO_FAST = 4080; { more than one message a second to one number }
  IHUYI_CODE_UNPUBLISHED_4081 = 4081; { the gateway's meaning is not published }
  IHUYI_CODE_DAILY_LIMIT = 4082; { over the day's messages to one number }
  IHUYI_CODE_CODE_DAILY_LIMIT = 4085; { over the verification codes to one number }
  IHUYI_CODE_TOO_FREQUENT = 4086; { too frequent }

  IHUYI_E_ARGUMENT = -101;
  IHUYI_E_STRUCT_SIZE = -102; { struct_size of the result struct is too small; set it to the struct's sizeof }
  IHUYI_E_ENCODING = -103;
  IHUYI_E_CONTROL_CHARACTER = -104; { text holds a control character; remove all but tab, line feed and carriage return }
  IHUYI_E_SERVICE = -105; { no service has this name; there are sms, voice, voice_notice, international and marketing }
  IHUYI_E_TOO_LARGE = -106;
  IHUYI_E_TEMPLATE = -107;
  IHUYI_E_OPT_OUT = -108;
  IHUYI_E_SCHEDULE = -109; { a scheduled time is not understood; write YYYY-MM-DD HH:MM:SS, China time }
  IHUYI_E_PUSH = -110;
  IHUYI_E_UNSUPPORTED = -111; { the service has no such call; only SMS adds templates, only marketing SMS has a schedule }
  IHUYI_E_SETTING = -120; { no setting has this name; check the spelling, the message names the nearest one }
  IHUYI_E_VALUE = -121; { a setting's value is not understood; see what the setting takes }
  IHUYI_E_FILE = -122; { a file named by a setting cannot be read; check path and permission }
  IHUYI_E_INI = -123; { a line of an INI file is neither a section, a comment nor key = value; correct it }
  IHUYI_E_PLAIN_HTTP = -124; { plain http to another machine is refused; use https, or allow plain http explicitly }
  IHUYI_E_NAME = -201;
  IHUYI_E_CONNECT = -202;
  IHUYI_E_CONNECT_TIMEOUT = -203;
  IHUYI_E_CERTIFICATE = -204;
  IHUYI_E_TLS = -205;
  IHUYI_E_PROXY = -206; { the proxy could not be reached or refused and nothing was sent; check the proxy setting }
  IHUYI_E_DEADLINE = -207;
  IHUYI_E_BUSY = -208;
  IHUYI_E_UNKNOWN = -300;
  IHUYI_E_LIMIT = -401;
  IHUYI_E_BREAKER = -402; { far more codes were sent than entered, so the breaker has tripped and nothing was sent; look for abuse first }
  IHUYI_E_DENIED = -403; { the number or one of the keys is on the deny list, so nothing was sent; the setting deny holds the list }
  IHUYI_E_CAPTCHA_NEEDED = -404;
  IHUYI_E_CAPTCHA_WRONG = -405; { the answer to the picture is wrong, late or was given before; show a new picture }
  IHUYI_E_REFERENCE = -406; { this reference was used for another message, so nothing was sent; give each event a reference of its own }
  IHUYI_E_CODE_WRONG = -421; { the code is wrong and may be tried again; the result says how often }
  IHUYI_E_CODE_EXPIRED = -422; { the code's time is over; ask for a new one }
  IHUYI_E_CODE_NONE = -423; { no code waits under this id: there never was one, or it was used; ask for a new one }
  IHUYI_E_CODE_LOCKED = -424; { the code was entered wrongly too often and is dead; ask for a new one }
  IHUYI_E_STORE = -441;
  IHUYI_E_SECRET = -442;
  IHUYI_E_STORE_VERSION = -443; { the store was written by a newer version of the library and was left alone; update this program's ihuyi }
  IHUYI_E_NO_STATUS = -461;
  IHUYI_E_HELPER = -501;
  IHUYI_E_HELPER_DENIED = -502;
  IHUYI_E_HELPER_BUSY = -503;
  IHUYI_E_HELPER_SETTING = -504;
  IHUYI_E_PANIC = -900;

  IHUYI_CHANNEL_SMS = 1; { The code went as a text message. }
  IHUYI_CHANNEL_VOICE = 2; { The code was read out in a call. }

  IHUYI_PUSH_RECEIPT = 1; { A delivery receipt: what became of one message to one number. }
  IHUYI_PUSH_REPLY = 2; { A text that a user sent in reply. }
  IHUYI_PUSH_TEMPLATE_REVIEW = 3; { The verdict on a template. }

  IHUYI_STATE_ACCEPTED = 1; { The gateway took it; its receipt is not there yet. }
  IHUYI_STATE_DELIVERED = 2; { The phone has got it; all of them, where there are several. }
  IHUYI_STATE_FAILED = 3; { The phone has not got it; where there are several, one of them at least. }
  IHUYI_STATE_UNKNOWN = 4; { It left, and nobody knows whether the gateway took it. }

  IHUYI_FLAG_SETTLED = 16; { The submission had ended unknown; a receipt has told its id since. }

  IHUYI_BULK_PLANNING = 1; { Rows can be added; nothing is on the disk, and nothing was sent. }
  IHUYI_BULK_READY = 2; { Rows wait to be sent: call ihuyi_bulk_run. }
  IHUYI_BULK_PAUSED = 3; { Nothing can be sent for `wait` seconds: the hours are over, or the network is. }
  IHUYI_BULK_HALTED = 4; { Nothing more is sent. Mend what message says, close the list, and open it again. }
  IHUYI_BULK_DONE = 5; { No row waits. }

  IHUYI_ROW_PLANNED = 1; { It waits. }
  IHUYI_ROW_SENDING = 2; { It is on its way. }
  IHUYI_ROW_ACCEPTED = 3; { The gateway took it. }
  IHUYI_ROW_REFUSED = 4; { The gateway, or a check of the library, refused it. Nothing was sent. }
  IHUYI_ROW_UNKNOWN = 5; { It may have been sent, and may not. Never sent again by itself. }
  IHUYI_ROW_LEFT_OUT = 6; { The plan left it out, or a run, because its number had opted out by then; its words say why. }

  IHUYI_FLAG_LEFT_OUT = 32; { The row is in the plan as left out, and is not sent; the other rows are. }

type
  { A client of the library; only its address is known. }
  Pihuyi_client = ^ihuyi_client;
  ihuyi_client = record
  end;

  { A list; only its address is known. }
  Pihuyi_bulk = ^ihuyi_bulk;
  ihuyi_bulk = record
  end;

  Pihuyi_result = ^ihuyi_result;
  ihuyi_result = record
    struct_size: Cardinal;
    outcome: Integer;
    code: Integer;
    http_status: Integer;
    flags: Cardinal;
    segments: Integer;
    characters: Integer;
    recipients: Integer;
    balance: Integer;
    elapsed_ms: Integer;
    family: Integer;
    message_id: array[0..63] of AnsiChar;
    message: array[0..511] of AnsiChar;
  end;

  Pihuyi_verification = ^ihuyi_verification;
  ihuyi_verification = record
    struct_size: Cardinal;
    channel: Integer;
    digits: Integer;
    wait: Integer;
    valid: Integer;
    left: Integer;
    flags: Cardinal;
    id: array[0..63] of AnsiChar;
    mobile: array[0..31] of AnsiChar;
    purpose: array[0..63] of AnsiChar;
    limit: array[0..79] of AnsiChar;
  end;

  Pihuyi_decision = ^ihuyi_decision;
  ihuyi_decision = record
    struct_size: Cardinal;
    allowed: Integer;
    wait: Integer;
    flags: Cardinal;
    limit: array[0..79] of AnsiChar;
  end;

  Pihuyi_captcha = ^ihuyi_captcha;
  ihuyi_captcha = record
    struct_size: Cardinal;
    length: Integer;
    valid: Integer;
    png_size: Integer;
    id: array[0..63] of AnsiChar;
    png: array[0..16383] of AnsiChar;
    data_uri: array[0..22527] of AnsiChar;
  end;

  Pihuyi_explanation = ^ihuyi_explanation;
  ihuyi_explanation = record
    struct_size: Cardinal;
    code: Integer;
    known: Integer;
    flags: Cardinal;
    family: Integer;
    name: array[0..63] of AnsiChar;
    text: array[0..255] of AnsiChar;
    meaning: array[0..1023] of AnsiChar;
    cause: array[0..1023] of AnsiChar;
    advice: array[0..1023] of AnsiChar;
  end;

  Pihuyi_push = ^ihuyi_push;
  ihuyi_push = record
    struct_size: Cardinal;
    kind: Integer;
    code: Integer;
    success: Integer;
    flags: Cardinal;
    message_id: array[0..63] of AnsiChar;
    mobile: array[0..31] of AnsiChar;
    status: array[0..255] of AnsiChar;
    explanation: array[0..767] of AnsiChar;
    time: array[0..31] of AnsiChar;
    template_id: array[0..31] of AnsiChar;
    content: array[0..4095] of AnsiChar;
    answer: array[0..15] of AnsiChar;
    number: Cardinal;
  end;

  Pihuyi_delivery = ^ihuyi_delivery;
  ihuyi_delivery = record
    struct_size: Cardinal;
    state: Integer;
    code: Integer;
    flags: Cardinal;
    recipients: Integer;
    delivered: Integer;
    failed: Integer;
    service: array[0..31] of AnsiChar;
    message_id: array[0..63] of AnsiChar;
    mobile: array[0..31] of AnsiChar;
    status: array[0..255] of AnsiChar;
    explanation: array[0..767] of AnsiChar;
    submitted: array[0..31] of AnsiChar;
    reported: array[0..31] of AnsiChar;
  end;

  Pihuyi_progress = ^ihuyi_progress;
  ihuyi_progress = record
    struct_size: Cardinal;
    state: Integer;
    code: Integer;
    wait: Integer;
    flags: Cardinal;
    rows: Integer;
    planned: Integer;
    sending: Integer;
    accepted: Integer;
    refused: Integer;
    unknown: Integer;
    left_out: Integer;
    segments: Integer;
    accepted_segments: Integer;
    message: array[0..511] of AnsiChar;
  end;

  Pihuyi_row = ^ihuyi_row;
  ihuyi_row = record
    struct_size: Cardinal;
    number: Cardinal;
    state: Integer;
    code: Integer;
    flags: Cardinal;
    line: Integer;
    segments: Integer;
    mobile: array[0..31] of AnsiChar;
    reference: array[0..127] of AnsiChar;
    message_id: array[0..63] of AnsiChar;
    time: array[0..31] of AnsiChar;
    message: array[0..511] of AnsiChar;
  end;

{ nil until IhuyiLoad has found the library. }
var
  ihuyi_send: function(account: PAnsiChar; password: PAnsiChar; mobile: PAnsiChar; content: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_voice: function(account: PAnsiChar; password: PAnsiChar; mobile: PAnsiChar; code: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_strerror: function(code: Integer): PAnsiChar; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_client_new: function(details: Pihuyi_result): Pihuyi_client; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_client_open: function(ini_path: PAnsiChar; details: Pihuyi_result): Pihuyi_client; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_client_set: function(client: Pihuyi_client; key: PAnsiChar; value: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_charset: function(client: Pihuyi_client): PAnsiChar; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_client_free: procedure(client: Pihuyi_client); {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_submit: function(client: Pihuyi_client; service: PAnsiChar; mobile: PAnsiChar; content: PAnsiChar; template_id: PAnsiChar; options: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_balance: function(client: Pihuyi_client; service: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_add_template: function(client: Pihuyi_client; content: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_verify_start: function(client: Pihuyi_client; purpose: PAnsiChar; mobile: PAnsiChar; keys: PAnsiChar; answer: Pihuyi_verification; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_verify_resend: function(client: Pihuyi_client; id: PAnsiChar; channel: PAnsiChar; keys: PAnsiChar; answer: Pihuyi_verification; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_verify_check: function(client: Pihuyi_client; id: PAnsiChar; code: PAnsiChar; answer: Pihuyi_verification; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_guard_ask: function(client: Pihuyi_client; service: PAnsiChar; mobile: PAnsiChar; keys: PAnsiChar; answer: Pihuyi_decision; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_guard_status: function(client: Pihuyi_client; service: PAnsiChar; mobile: PAnsiChar; keys: PAnsiChar; answer: Pihuyi_decision; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_guard_unlock: function(client: Pihuyi_client; kind: PAnsiChar; value: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_captcha_new: function(client: Pihuyi_client; keys: PAnsiChar; answer: Pihuyi_captcha; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_captcha_check: function(client: Pihuyi_client; id: PAnsiChar; answer: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_explain: function(client: Pihuyi_client; service: PAnsiChar; code: Integer; lang: PAnsiChar; answer: Pihuyi_explanation): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_segments: function(client: Pihuyi_client; service: PAnsiChar; content: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_push_parse: function(client: Pihuyi_client; body: PAnsiChar; answer: Pihuyi_push; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_push_record: function(client: Pihuyi_client; body: PAnsiChar; answer: Pihuyi_push; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_status: function(client: Pihuyi_client; what: PAnsiChar; answer: Pihuyi_delivery; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_inbox: function(client: Pihuyi_client; after: Cardinal; answer: Pihuyi_push; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_bulk_open: function(client: Pihuyi_client; journal: PAnsiChar; options: PAnsiChar; details: Pihuyi_result): Pihuyi_bulk; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_bulk_add: function(bulk: Pihuyi_bulk; mobile: PAnsiChar; content: PAnsiChar; reference: PAnsiChar; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_bulk_run: function(bulk: Pihuyi_bulk; budget_ms: Integer; answer: Pihuyi_progress; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_bulk_status: function(bulk: Pihuyi_bulk; answer: Pihuyi_progress; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_bulk_next: function(bulk: Pihuyi_bulk; state: Integer; after: Cardinal; answer: Pihuyi_row; details: Pihuyi_result): Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_bulk_close: procedure(bulk: Pihuyi_bulk); {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_abi_version: function: Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};
  ihuyi_version: function: PAnsiChar; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};

type
  { The library is missing, is something else, or is too old. The sentence says which file, and what to do. }
  EIhuyiLibrary = class(Exception);

{ Loads the library once for the process; every function of the unit Ihuyi does so by itself.
  FileName: this file and no other. Otherwise it is looked for beside the program, then at IHUYI_LIBRARY (an environment variable),
  then under its name where the system looks. Raises EIhuyiLibrary. }
procedure IhuyiLoad(const FileName: string = '');

{ The file that was loaded, as it was asked for; empty when none is. }
function IhuyiLibraryFile: string;

implementation

uses
  {$IFDEF MSWINDOWS}Windows, Classes{$ELSE}dynlibs{$ENDIF}, IhuyiFpu, IhuyiText;

const
  {$IFDEF MSWINDOWS}
  BesideName = 'ihuyi.dll';
  SystemName = 'ihuyi.dll';
  {$ELSE}
  BesideName = 'libihuyi.so';
  SystemName = 'libihuyi.so.1';
  {$ENDIF}

type
  TLibrary = {$IFDEF MSWINDOWS}HMODULE{$ELSE}TLibHandle{$ENDIF};

var
  Guard: TSimpleRWSync;
  Ready: Boolean;
  Loaded: TLibrary;
  LoadedFile: string;

procedure Fail(const Template: string; const Args: array of string);
begin
  raise EIhuyiLibrary.Create(IhuyiSentence(Template, Args));
end;

{ ---- Records ---- }

procedure Same(const What: string; Found, Wanted: Integer);
begin
  if Found <> Wanted then
    Fail('%1 \u662f %2\uff0c\u5e94\u4e3a %3\uff1b\u8bf7\u7528\u672c\u5355\u5143\u81ea\u5df1\u7684\u5bf9\u9f50\u8bbe\u7f6e\u91cd\u65b0' +
      '\u7f16\u8bd1 / %1 is %2 instead of %3; compile IhuyiApi.pas with its own alignment settings',
      [What, IntToStr(Found), IntToStr(Wanted)]);
end;

procedure CheckRecords;
var
  R: ihuyi_result;
  V: ihuyi_verification;
  D: ihuyi_decision;
  C: ihuyi_captcha;
  E: ihuyi_explanation;
  P: ihuyi_push;
  S: ihuyi_delivery;
  G: ihuyi_progress;
  W: ihuyi_row;
begin
  Same('size of ihuyi_result', SizeOf(ihuyi_result), 620);
  Same('ihuyi_result.struct_size', PAnsiChar(@R.struct_size) - PAnsiChar(@R), 0);
  Same('ihuyi_result.outcome', PAnsiChar(@R.outcome) - PAnsiChar(@R), 4);
  Same('ihuyi_result.code', PAnsiChar(@R.code) - PAnsiChar(@R), 8);
  Same('ihuyi_result.http_status', PAnsiChar(@R.http_status) - PAnsiChar(@R), 12);
  Same('ihuyi_result.flags', PAnsiChar(@R.flags) - PAnsiChar(@R), 16);
  Same('ihuyi_result.segments', PAnsiChar(@R.segments) - PAnsiChar(@R), 20);
  Same('ihuyi_result.characters', PAnsiChar(@R.characters) - PAnsiChar(@R), 24);
  Same('ihuyi_result.recipients', PAnsiChar(@R.recipients) - PAnsiChar(@R), 28);
  Same('ihuyi_result.balance', PAnsiChar(@R.balance) - PAnsiChar(@R), 32);
  Same('ihuyi_result.elapsed_ms', PAnsiChar(@R.elapsed_ms) - PAnsiChar(@R), 36);
  Same('ihuyi_result.family', PAnsiChar(@R.family) - PAnsiChar(@R), 40);
  Same('ihuyi_result.message_id', PAnsiChar(@R.message_id) - PAnsiChar(@R), 44);
  Same('ihuyi_result.message', PAnsiChar(@R.message) - PAnsiChar(@R), 108);
  Same('size of ihuyi_verification', SizeOf(ihuyi_verification), 268);
  Same('ihuyi_verification.struct_size', PAnsiChar(@V.struct_size) - PAnsiChar(@V), 0);
  Same('ihuyi_verification.channel', PAnsiChar(@V.channel) - PAnsiChar(@V), 4);
  Same('ihuyi_verification.digits', PAnsiChar(@V.digits) - PAnsiChar(@V), 8);
  Same('ihuyi_verification.wait', PAnsiChar(@V.wait) - PAnsiChar(@V), 12);
  Same('ihuyi_verification.valid', PAnsiChar(@V.valid) - PAnsiChar(@V), 16);
  Same('ihuyi_verification.left', PAnsiChar(@V.left) - PAnsiChar(@V), 20);
  Same('ihuyi_verification.flags', PAnsiChar(@V.flags) - PAnsiChar(@V), 24);
  Same('ihuyi_verification.id', PAnsiChar(@V.id) - PAnsiChar(@V), 28);
  Same('ihuyi_verification.mobile', PAnsiChar(@V.mobile) - PAnsiChar(@V), 92);
  Same('ihuyi_verification.purpose', PAnsiChar(@V.purpose) - PAnsiChar(@V), 124);
  Same('ihuyi_verification.limit', PAnsiChar(@V.limit) - PAnsiChar(@V), 188);
  Same('size of ihuyi_decision', SizeOf(ihuyi_decision), 96);
  Same('ihuyi_decision.struct_size', PAnsiChar(@D.struct_size) - PAnsiChar(@D), 0);
  Same('ihuyi_decision.allowed', PAnsiChar(@D.allowed) - PAnsiChar(@D), 4);
  Same('ihuyi_decision.wait', PAnsiChar(@D.wait) - PAnsiChar(@D), 8);
  Same('ihuyi_decision.flags', PAnsiChar(@D.flags) - PAnsiChar(@D), 12);
  Same('ihuyi_decision.limit', PAnsiChar(@D.limit) - PAnsiChar(@D), 16);
  Same('size of ihuyi_captcha', SizeOf(ihuyi_captcha), 38992);
  Same('ihuyi_captcha.struct_size', PAnsiChar(@C.struct_size) - PAnsiChar(@C), 0);
  Same('ihuyi_captcha.length', PAnsiChar(@C.length) - PAnsiChar(@C), 4);
  Same('ihuyi_captcha.valid', PAnsiChar(@C.valid) - PAnsiChar(@C), 8);
  Same('ihuyi_captcha.png_size', PAnsiChar(@C.png_size) - PAnsiChar(@C), 12);
  Same('ihuyi_captcha.id', PAnsiChar(@C.id) - PAnsiChar(@C), 16);
  Same('ihuyi_captcha.png', PAnsiChar(@C.png) - PAnsiChar(@C), 80);
  Same('ihuyi_captcha.data_uri', PAnsiChar(@C.data_uri) - PAnsiChar(@C), 16464);
  Same('size of ihuyi_explanation', SizeOf(ihuyi_explanation), 3412);
  Same('ihuyi_explanation.struct_size', PAnsiChar(@E.struct_size) - PAnsiChar(@E), 0);
  Same('ihuyi_explanation.code', PAnsiChar(@E.code) - PAnsiChar(@E), 4);
  Same('ihuyi_explanation.known', PAnsiChar(@E.known) - PAnsiChar(@E), 8);
  Same('ihuyi_explanation.flags', PAnsiChar(@E.flags) - PAnsiChar(@E), 12);
  Same('ihuyi_explanation.family', PAnsiChar(@E.family) - PAnsiChar(@E), 16);
  Same('ihuyi_explanation.name', PAnsiChar(@E.name) - PAnsiChar(@E), 20);
  Same('ihuyi_explanation.text', PAnsiChar(@E.text) - PAnsiChar(@E), 84);
  Same('ihuyi_explanation.meaning', PAnsiChar(@E.meaning) - PAnsiChar(@E), 340);
  Same('ihuyi_explanation.cause', PAnsiChar(@E.cause) - PAnsiChar(@E), 1364);
  Same('ihuyi_explanation.advice', PAnsiChar(@E.advice) - PAnsiChar(@E), 2388);
  Same('size of ihuyi_push', SizeOf(ihuyi_push), 5320);
  Same('ihuyi_push.struct_size', PAnsiChar(@P.struct_size) - PAnsiChar(@P), 0);
  Same('ihuyi_push.kind', PAnsiChar(@P.kind) - PAnsiChar(@P), 4);
  Same('ihuyi_push.code', PAnsiChar(@P.code) - PAnsiChar(@P), 8);
  Same('ihuyi_push.success', PAnsiChar(@P.success) - PAnsiChar(@P), 12);
  Same('ihuyi_push.flags', PAnsiChar(@P.flags) - PAnsiChar(@P), 16);
  Same('ihuyi_push.message_id', PAnsiChar(@P.message_id) - PAnsiChar(@P), 20);
  Same('ihuyi_push.mobile', PAnsiChar(@P.mobile) - PAnsiChar(@P), 84);
  Same('ihuyi_push.status', PAnsiChar(@P.status) - PAnsiChar(@P), 116);
  Same('ihuyi_push.explanation', PAnsiChar(@P.explanation) - PAnsiChar(@P), 372);
  Same('ihuyi_push.time', PAnsiChar(@P.time) - PAnsiChar(@P), 1140);
  Same('ihuyi_push.template_id', PAnsiChar(@P.template_id) - PAnsiChar(@P), 1172);
  Same('ihuyi_push.content', PAnsiChar(@P.content) - PAnsiChar(@P), 1204);
  Same('ihuyi_push.answer', PAnsiChar(@P.answer) - PAnsiChar(@P), 5300);
  Same('ihuyi_push.number', PAnsiChar(@P.number) - PAnsiChar(@P), 5316);
  Same('size of ihuyi_delivery', SizeOf(ihuyi_delivery), 1244);
  Same('ihuyi_delivery.struct_size', PAnsiChar(@S.struct_size) - PAnsiChar(@S), 0);
  Same('ihuyi_delivery.state', PAnsiChar(@S.state) - PAnsiChar(@S), 4);
  Same('ihuyi_delivery.code', PAnsiChar(@S.code) - PAnsiChar(@S), 8);
  Same('ihuyi_delivery.flags', PAnsiChar(@S.flags) - PAnsiChar(@S), 12);
  Same('ihuyi_delivery.recipients', PAnsiChar(@S.recipients) - PAnsiChar(@S), 16);
  Same('ihuyi_delivery.delivered', PAnsiChar(@S.delivered) - PAnsiChar(@S), 20);
  Same('ihuyi_delivery.failed', PAnsiChar(@S.failed) - PAnsiChar(@S), 24);
  Same('ihuyi_delivery.service', PAnsiChar(@S.service) - PAnsiChar(@S), 28);
  Same('ihuyi_delivery.message_id', PAnsiChar(@S.message_id) - PAnsiChar(@S), 60);
  Same('ihuyi_delivery.mobile', PAnsiChar(@S.mobile) - PAnsiChar(@S), 124);
  Same('ihuyi_delivery.status', PAnsiChar(@S.status) - PAnsiChar(@S), 156);
  Same('ihuyi_delivery.explanation', PAnsiChar(@S.explanation) - PAnsiChar(@S), 412);
  Same('ihuyi_delivery.submitted', PAnsiChar(@S.submitted) - PAnsiChar(@S), 1180);
  Same('ihuyi_delivery.reported', PAnsiChar(@S.reported) - PAnsiChar(@S), 1212);
  Same('size of ihuyi_progress', SizeOf(ihuyi_progress), 568);
  Same('ihuyi_progress.struct_size', PAnsiChar(@G.struct_size) - PAnsiChar(@G), 0);
  Same('ihuyi_progress.state', PAnsiChar(@G.state) - PAnsiChar(@G), 4);
  Same('ihuyi_progress.code', PAnsiChar(@G.code) - PAnsiChar(@G), 8);
  Same('ihuyi_progress.wait', PAnsiChar(@G.wait) - PAnsiChar(@G), 12);
  Same('ihuyi_progress.flags', PAnsiChar(@G.flags) - PAnsiChar(@G), 16);
  Same('ihuyi_progress.rows', PAnsiChar(@G.rows) - PAnsiChar(@G), 20);
  Same('ihuyi_progress.planned', PAnsiChar(@G.planned) - PAnsiChar(@G), 24);
  Same('ihuyi_progress.sending', PAnsiChar(@G.sending) - PAnsiChar(@G), 28);
  Same('ihuyi_progress.accepted', PAnsiChar(@G.accepted) - PAnsiChar(@G), 32);
  Same('ihuyi_progress.refused', PAnsiChar(@G.refused) - PAnsiChar(@G), 36);
  Same('ihuyi_progress.unknown', PAnsiChar(@G.unknown) - PAnsiChar(@G), 40);
  Same('ihuyi_progress.left_out', PAnsiChar(@G.left_out) - PAnsiChar(@G), 44);
  Same('ihuyi_progress.segments', PAnsiChar(@G.segments) - PAnsiChar(@G), 48);
  Same('ihuyi_progress.accepted_segments', PAnsiChar(@G.accepted_segments) - PAnsiChar(@G), 52);
  Same('ihuyi_progress.message', PAnsiChar(@G.message) - PAnsiChar(@G), 56);
  Same('size of ihuyi_row', SizeOf(ihuyi_row), 796);
  Same('ihuyi_row.struct_size', PAnsiChar(@W.struct_size) - PAnsiChar(@W), 0);
  Same('ihuyi_row.number', PAnsiChar(@W.number) - PAnsiChar(@W), 4);
  Same('ihuyi_row.state', PAnsiChar(@W.state) - PAnsiChar(@W), 8);
  Same('ihuyi_row.code', PAnsiChar(@W.code) - PAnsiChar(@W), 12);
  Same('ihuyi_row.flags', PAnsiChar(@W.flags) - PAnsiChar(@W), 16);
  Same('ihuyi_row.line', PAnsiChar(@W.line) - PAnsiChar(@W), 20);
  Same('ihuyi_row.segments', PAnsiChar(@W.segments) - PAnsiChar(@W), 24);
  Same('ihuyi_row.mobile', PAnsiChar(@W.mobile) - PAnsiChar(@W), 28);
  Same('ihuyi_row.reference', PAnsiChar(@W.reference) - PAnsiChar(@W), 60);
  Same('ihuyi_row.message_id', PAnsiChar(@W.message_id) - PAnsiChar(@W), 188);
  Same('ihuyi_row.time', PAnsiChar(@W.time) - PAnsiChar(@W), 252);
  Same('ihuyi_row.message', PAnsiChar(@W.message) - PAnsiChar(@W), 284);
end;

{ ---- Functions ---- }

function Symbol(const Name: string): Pointer;
begin
  {$IFDEF MSWINDOWS}
  Result := GetProcAddress(Loaded, PAnsiChar(AnsiString(Name)));
  {$ELSE}
  Result := GetProcedureAddress(Loaded, AnsiString(Name));
  {$ENDIF}
end;

function Need(const Name: string): Pointer;
begin
  Result := Symbol(Name);
  if Result = nil then
    Fail('%1\uff08\u7248\u672c %2\uff09\u7f3a\u5c11\u51fd\u6570 %3\uff1b\u8bf7\u6362\u7528\u8f83\u65b0\u7684 ihuyi \u5e93 / ' +
      '%1 (version %2) lacks the function %3; install a newer ihuyi library',
      [LoadedFile, string(AnsiString(ihuyi_version())), Name]);
end;

procedure BindFunctions;
begin
  @ihuyi_send := Need('ihuyi_send');
  @ihuyi_voice := Need('ihuyi_voice');
  @ihuyi_strerror := Need('ihuyi_strerror');
  @ihuyi_client_new := Need('ihuyi_client_new');
  @ihuyi_client_open := Need('ihuyi_client_open');
  @ihuyi_client_set := Need('ihuyi_client_set');
  @ihuyi_charset := Need('ihuyi_charset');
  @ihuyi_client_free := Need('ihuyi_client_free');
  @ihuyi_submit := Need('ihuyi_submit');
  @ihuyi_balance := Need('ihuyi_balance');
  @ihuyi_add_template := Need('ihuyi_add_template');
  @ihuyi_verify_start := Need('ihuyi_verify_start');
  @ihuyi_verify_resend := Need('ihuyi_verify_resend');
  @ihuyi_verify_check := Need('ihuyi_verify_check');
  @ihuyi_guard_ask := Need('ihuyi_guard_ask');
  @ihuyi_guard_status := Need('ihuyi_guard_status');
  @ihuyi_guard_unlock := Need('ihuyi_guard_unlock');
  @ihuyi_captcha_new := Need('ihuyi_captcha_new');
  @ihuyi_captcha_check := Need('ihuyi_captcha_check');
  @ihuyi_explain := Need('ihuyi_explain');
  @ihuyi_segments := Need('ihuyi_segments');
  @ihuyi_push_parse := Need('ihuyi_push_parse');
  @ihuyi_push_record := Need('ihuyi_push_record');
  @ihuyi_status := Need('ihuyi_status');
  @ihuyi_inbox := Need('ihuyi_inbox');
  @ihuyi_bulk_open := Need('ihuyi_bulk_open');
  @ihuyi_bulk_add := Need('ihuyi_bulk_add');
  @ihuyi_bulk_run := Need('ihuyi_bulk_run');
  @ihuyi_bulk_status := Need('ihuyi_bulk_status');
  @ihuyi_bulk_next := Need('ihuyi_bulk_next');
  @ihuyi_bulk_close := Need('ihuyi_bulk_close');
  @ihuyi_abi_version := Need('ihuyi_abi_version');
  @ihuyi_version := Need('ihuyi_version');
end;

{ The version first: of a library that is too old or too new, nothing else can be said. }
procedure BindLibrary;
var
  Found: Integer;
begin
  @ihuyi_abi_version := Symbol('ihuyi_abi_version');
  @ihuyi_version := Symbol('ihuyi_version');
  if not Assigned(ihuyi_abi_version) or not Assigned(ihuyi_version) then
    Fail('%1 \u4e0d\u662f ihuyi \u5e93\uff08\u6ca1\u6709 ihuyi_abi_version\uff09\uff1b\u8bf7\u628a ihuyi \u5e93\u653e\u5728\u8fd9\u91cc' +
      ' / %1 is not the ihuyi library (it has no ihuyi_abi_version); put the ihuyi library there', [LoadedFile]);
  Found := ihuyi_abi_version();
  if Found < IHUYI_ABI_NEEDED then
    Fail('%1 \u592a\u65e7\uff1aABI \u7248\u672c\u662f %2\uff0c\u9700\u8981 %3\uff1b\u8bf7\u6362\u7528\u8f83\u65b0\u7684 ihuyi \u5e93 / ' +
      '%1 is too old: its ABI version is %2, and %3 is needed; install a newer ihuyi library',
      [LoadedFile, IntToStr(Found), IntToStr(IHUYI_ABI_NEEDED)]);
  if Found > IHUYI_ABI_NEEDED then
    Fail('%1 \u592a\u65b0\uff1aABI \u7248\u672c\u662f %2\uff0c\u9700\u8981 %3\uff1b\u8bf7\u66f4\u65b0\u7a0b\u5e8f\u91cc\u7684 Ihuyi ' +
      '\u5355\u5143 / %1 is too new: its ABI version is %2, and %3 is needed; update the Ihuyi units of the program',
      [LoadedFile, IntToStr(Found), IntToStr(IHUYI_ABI_NEEDED)]);
  BindFunctions;
end;

{ ---- Finding the library ---- }

function Open(const FileName: string; out Why: string): Boolean;
begin
  {$IFDEF MSWINDOWS}
  { By its wide name: Lazarus programs hold UTF-8, which the other call would take for the system's code page. }
  Loaded := LoadLibraryW(PWideChar(TIhuyiWide(FileName)));
  Result := Loaded <> 0;
  Why := SysErrorMessage(GetLastError);
  {$ELSE}
  Loaded := LoadLibrary(FileName);
  Result := Loaded <> NilHandle;
  Why := string(GetLoadErrorStr);
  {$ENDIF}
  if Result then
    LoadedFile := FileName;
end;

{$IFDEF MSWINDOWS}
{ For programs of how many bits a file is; 0: it is no Windows library. }
function BitsOf(const FileName: string): Integer;
var
  Stream: TFileStream;
  Start, Signature: Cardinal;
  Machine: Word;
begin
  Result := 0;
  try
    Stream := TFileStream.Create(FileName, fmOpenRead or fmShareDenyNone);
  except
    on EStreamError do
      Exit;
  end;
  try
    { Where a file of this kind says where its header is. }
    Stream.Position := $3C;
    if Stream.Read(Start, SizeOf(Start)) <> SizeOf(Start) then
      Exit;
    Stream.Position := Start;
    if (Stream.Read(Signature, SizeOf(Signature)) <> SizeOf(Signature)) or (Signature <> $4550) then
      Exit;
    if Stream.Read(Machine, SizeOf(Machine)) <> SizeOf(Machine) then
      Exit;
    if Machine = $14C then
      Result := 32;
    if Machine = $8664 then
      Result := 64;
  finally
    Stream.Free;
  end;
end;

{ The commonest mistake there is: the other of the two libraries. }
procedure CheckBits(const FileName: string);
var
  Bits: Integer;
begin
  Bits := BitsOf(FileName);
  if (Bits <> 0) and (Bits <> SizeOf(Pointer) * 8) then
    Fail('%1 \u662f\u7ed9 %2 \u4f4d\u7a0b\u5e8f\u7528\u7684\u5e93\uff0c\u672c\u7a0b\u5e8f\u662f %3 \u4f4d\uff1b\u8bf7\u6362\u6210 ' +
      '%3 \u4f4d\u7684 ihuyi \u5e93 / %1 is a library for %2-bit programs, and this program has %3 bits; ' +
      'put there the ihuyi library for %3-bit programs', [FileName, IntToStr(Bits), IntToStr(SizeOf(Pointer) * 8)]);
end;
{$ENDIF}

procedure OpenExactly(const FileName: string);
var
  Why: string;
begin
  if Open(FileName, Why) then
    Exit;
  if not FileExists(FileName) then
    Fail('\u627e\u4e0d\u5230 ihuyi \u5e93\uff1a%1\uff1b\u8bf7\u6539\u6b63\u8def\u5f84\uff08\u73af\u5883\u53d8\u91cf IHUYI_LIBRARY ' +
      '\u6216 IhuyiLoad\uff09 / the ihuyi library is not at %1; correct the path (environment variable IHUYI_LIBRARY or IhuyiLoad)',
      [FileName]);
  {$IFDEF MSWINDOWS}
  CheckBits(FileName);
  {$ENDIF}
  Fail('%1 \u65e0\u6cd5\u4f5c\u4e3a\u52a8\u6001\u5e93\u88c5\u5165\uff08%2\uff09\uff1b\u8bf7\u6362\u6210\u4e0e\u7a0b\u5e8f\u4f4d\u6570' +
    '\u76f8\u540c\u7684 ihuyi \u5e93 / %1 cannot be loaded as a library (%2); put there the ihuyi library for %3-bit programs',
    [FileName, Why, IntToStr(SizeOf(Pointer) * 8)]);
end;

function ProgramFolder: string;
{$IFDEF MSWINDOWS}
var
  Name: array[0..MAX_PATH] of WideChar;
begin
  GetModuleFileNameW(0, Name, MAX_PATH);
  Name[MAX_PATH] := #0;
  Result := ExtractFilePath(string(TIhuyiWide(PWideChar(@Name[0]))));
end;
{$ELSE}
begin
  Result := ExtractFilePath(ExpandFileName(string(ParamStr(0))));
end;
{$ENDIF}

{ A file that is there and is no library is an error at once: whoever put it there did not mean the next place. The current directory
  and PATH stay as they are. }
procedure Find(const FileName: string);
var
  Beside, Named, Why: string;
begin
  Named := FileName;
  Beside := ProgramFolder + BesideName;
  if (Named = '') and FileExists(Beside) then
    Named := Beside;
  if Named = '' then
    Named := string(SysUtils.GetEnvironmentVariable('IHUYI_LIBRARY'));
  if Named <> '' then
    OpenExactly(Named)
  else if not Open(SystemName, Why) then
    Fail('\u627e\u4e0d\u5230 ihuyi \u5e93\uff0c\u8bd5\u8fc7\uff1a%1\u3001%2\uff08%3\uff09\uff1b\u8bf7\u628a %4 ' +
      '\u653e\u5230\u7a0b\u5e8f\u65c1\u8fb9\uff0c\u6216\u7528\u73af\u5883\u53d8\u91cf IHUYI_LIBRARY \u6307\u660e / ' +
      'the ihuyi library was not found; tried: %1, %2 (%3); put %4 beside the program, or name it in the environment variable IHUYI_LIBRARY',
      [Beside, SystemName, Why, BesideName]);
end;

procedure IhuyiLoad(const FileName: string);
var
  Saved: TIhuyiFpu;
begin
  if Ready then
    Exit;
  Guard.BeginWrite;
  try
    if not Ready then
    begin
      IhuyiFpuMask(Saved);
      try
        Find(FileName);
        try
          BindLibrary;
        except
          FreeLibrary(Loaded);
          LoadedFile := '';
          raise;
        end;
      finally
        IhuyiFpuRestore(Saved);
      end;
      Ready := True;
    end;
  finally
    Guard.EndWrite;
  end;
end;

function IhuyiLibraryFile: string;
begin
  Result := LoadedFile;
end;

initialization
  CheckRecords;
  Guard := TSimpleRWSync.Create;

finalization
  Guard.Free;
end.
