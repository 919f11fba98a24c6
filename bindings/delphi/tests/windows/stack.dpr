{ Whether every function leaves the stack as it found it: on 32-bit Windows the callee takes its arguments away. stack LIBRARY }
program stack;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
{$ASMMODE INTEL}

uses
  SysUtils, IhuyiApi, Checks;

function StackPointer: PtrUInt; assembler; nostackframe;
asm
  {$IFDEF CPUX86_64}
  MOV RAX, RSP
  {$ELSE}
  MOV EAX, ESP
  {$ENDIF}
end;

{ One call of one function, and by how many bytes the stack pointer differs after it. It is read in this procedure, because a procedure
  that returns puts it right. None of these calls reaches a gateway: something is missing in each. }
function Drift(Client: Pihuyi_client; Number: Integer): Int64;
var
  Before: PtrUInt;
  R: ihuyi_result;
  X: ihuyi_explanation;
  P: ihuyi_push;
  V: ihuyi_verification;
  D: ihuyi_decision;
  C: ihuyi_captcha;
  S: ihuyi_delivery;
  G: ihuyi_progress;
  W: ihuyi_row;
begin
  FillChar(R, SizeOf(R), 0);
  R.struct_size := SizeOf(R);
  FillChar(X, SizeOf(X), 0);
  X.struct_size := SizeOf(X);
  FillChar(P, SizeOf(P), 0);
  P.struct_size := SizeOf(P);
  FillChar(V, SizeOf(V), 0);
  V.struct_size := SizeOf(V);
  FillChar(D, SizeOf(D), 0);
  D.struct_size := SizeOf(D);
  FillChar(C, SizeOf(C), 0);
  C.struct_size := SizeOf(C);
  FillChar(S, SizeOf(S), 0);
  S.struct_size := SizeOf(S);
  FillChar(G, SizeOf(G), 0);
  G.struct_size := SizeOf(G);
  FillChar(W, SizeOf(W), 0);
  W.struct_size := SizeOf(W);
  Before := StackPointer;
  case Number of
    0: ihuyi_send('', '', '', '', @R);
    1: ihuyi_voice('', '', '', '', @R);
    2: ihuyi_strerror(4051);
    3: ihuyi_client_set(Client, 'timeout', '5', @R);
    4: ihuyi_charset(Client);
    5: ihuyi_submit(Client, 'sms', '', '', nil, nil, @R);
    6: ihuyi_balance(Client, 'sms', @R);
    7: ihuyi_add_template(Client, '', @R);
    8: ihuyi_explain(Client, 'sms', 4051, 'en', @X);
    9: ihuyi_segments(Client, 'sms', 'x', @R);
    10: ihuyi_push_parse(Client, '', @P, @R);
    11: ihuyi_abi_version();
    12: ihuyi_version();
    13: ihuyi_client_free(ihuyi_client_new(@R));
    14: ihuyi_client_free(ihuyi_client_open('no such file', @R));
    15: ihuyi_verify_start(Client, '', '', nil, @V, @R);
    16: ihuyi_verify_resend(Client, '', '', nil, @V, @R);
    17: ihuyi_verify_check(Client, '', '', @V, @R);
    18: ihuyi_guard_ask(Client, 'telex', '', nil, @D, @R);
    19: ihuyi_guard_status(Client, 'telex', '', nil, @D, @R);
    20: ihuyi_guard_unlock(Client, '', '', @R);
    21: ihuyi_captcha_new(Client, 'no key', @C, @R);
    22: ihuyi_captcha_check(Client, '', '', @R);
    23: ihuyi_push_record(Client, '', @P, @R);
    24: ihuyi_status(Client, '', @S, @R);
    25: ihuyi_inbox(Client, 0, @P, @R);
    26: ihuyi_bulk_close(ihuyi_bulk_open(Client, '', nil, @R));
    27: ihuyi_bulk_add(nil, '', '', nil, @R);
    28: ihuyi_bulk_run(nil, 0, @G, @R);
    29: ihuyi_bulk_status(nil, @G, @R);
    30: ihuyi_bulk_next(nil, 0, 0, @W, @R);
  end;
  Result := Int64(Before) - Int64(StackPointer);
end;

const
  Names: array[0..30] of string = ('ihuyi_send', 'ihuyi_voice', 'ihuyi_strerror', 'ihuyi_client_set', 'ihuyi_charset', 'ihuyi_submit',
    'ihuyi_balance', 'ihuyi_add_template', 'ihuyi_explain', 'ihuyi_segments', 'ihuyi_push_parse', 'ihuyi_abi_version', 'ihuyi_version',
    'ihuyi_client_new and _free', 'ihuyi_client_open and _free', 'ihuyi_verify_start', 'ihuyi_verify_resend', 'ihuyi_verify_check',
    'ihuyi_guard_ask', 'ihuyi_guard_status', 'ihuyi_guard_unlock', 'ihuyi_captcha_new', 'ihuyi_captcha_check', 'ihuyi_push_record',
    'ihuyi_status', 'ihuyi_inbox', 'ihuyi_bulk_open and _close', 'ihuyi_bulk_add', 'ihuyi_bulk_run', 'ihuyi_bulk_status', 'ihuyi_bulk_next');
  Times = 1000;

procedure Look(Client: Pihuyi_client);
var
  Number, I: Integer;
  Sum: Int64;
begin
  for Number := Low(Names) to High(Names) do
  begin
    Sum := 0;
    for I := 1 to Times do
      Inc(Sum, Abs(Drift(Client, Number)));
    Same('the stack after ' + Names[Number], Sum, 0);
  end;
end;

var
  Client: Pihuyi_client;

begin
  IhuyiLoad(ParamStr(1));
  Client := ihuyi_client_new(nil);
  ihuyi_client_set(Client, 'store', 'memory:', nil);
  Look(Client);
  ihuyi_client_free(Client);
end.
