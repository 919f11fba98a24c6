{ The same from Pascal, as far as Pascal could see something else: the convention, the records, texts of a Pascal program. Compiled once, and
  never again. }
{$MODE DELPHI}{$H+}
program FirstProgram;

const
{$IFDEF MSWINDOWS}
  Lib = 'ihuyi.dll';
{$ELSE}
  Lib = 'libihuyi.so.1';
{$ENDIF}
  Account = 'C00000000';
  ApiKey = '0123456789abcdef0123456789abcdef';
  Guard = 256;

type
  TResult = record
    StructSize: Cardinal;
    Outcome, Code, HttpStatus: Integer;
    Flags: Cardinal;
    Segments, Characters, Recipients, Balance, ElapsedMs, Family: Integer;
    MessageId: array[0..63] of AnsiChar;
    Message: array[0..511] of AnsiChar;
    { Nobody's. }
    Behind: array[1..Guard] of Byte;
  end;
  PResult = ^TResult;

function ihuyi_abi_version: Integer; {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;
function ihuyi_send(Account, Password, Mobile, Content: PAnsiChar; Res: PResult): Integer; {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;
function ihuyi_client_new(Res: PResult): Pointer; {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;
function ihuyi_client_set(Client: Pointer; Key, Value: PAnsiChar; Res: PResult): Integer; {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;
function ihuyi_submit(Client: Pointer; Service, Mobile, Content, TemplateId, Options: PAnsiChar; Res: PResult): Integer; {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;
function ihuyi_balance(Client: Pointer; Service: PAnsiChar; Res: PResult): Integer; {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;
procedure ihuyi_client_free(Client: Pointer); {$IFDEF MSWINDOWS} stdcall {$ELSE} cdecl {$ENDIF}; external Lib;

var
  Res: TResult;
  Client: Pointer;
  Failed: Integer = 0;

procedure Check(const What: string; Holds: Boolean);
begin
  if Holds then
    Writeln('ok - ', What)
  else
  begin
    Writeln('not ok - ', What);
    Failed := 1;
  end;
end;

function Fresh: PResult;
begin
  FillChar(Res, SizeOf(Res), 0);
  FillChar(Res.Behind, Guard, $A5);
  Res.StructSize := SizeOf(Res) - Guard;
  Result := @Res;
end;

function IsWhole: Boolean;
var
  I: Integer;
begin
  Result := True;
  for I := 1 to Guard do
    Result := Result and (Res.Behind[I] = $A5);
end;

function Sent(Code: Integer): Boolean;
begin
  Result := (Code = 2) and (Res.Code = 2) and (Res.Outcome = 1) and (Res.MessageId[0] <> #0) and IsWhole;
end;

begin
  Check('the library speaks this ABI', ihuyi_abi_version = 1);
  Check('send', Sent(ihuyi_send(Account, ApiKey, '13800000004', 'your code is 1234', Fresh)));
  Check('a bad number', (ihuyi_send(Account, ApiKey, '1380000000', 'your code is 1234', Fresh) = 406) and (Res.Outcome = 2) and (Res.Flags = 1) and IsWhole);
  Client := ihuyi_client_new(Fresh);
  Check('client_new', (Client <> nil) and (Res.Code = 0) and IsWhole);
  Check('client_set', (ihuyi_client_set(Client, 'account', Account, nil) = 0) and (ihuyi_client_set(Client, 'apikey', ApiKey, Fresh) = 0));
  Check('submit', Sent(ihuyi_submit(Client, 'sms', '13800000005', 'your code is 1234', nil, nil, Fresh)));
  Check('balance', (ihuyi_balance(Client, 'sms', Fresh) = 2) and (Res.Balance > 0));
  ihuyi_client_free(Client);
  Halt(Failed);
end.
