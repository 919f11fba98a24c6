{ Whether a phone belongs to its user: verify_code MOBILE sends a one-time code and asks for what the phone received. }
program verify_code;

{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}
{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}

uses
  SysUtils, Ihuyi;

var
  Sms: TIhuyiClient;
  V: TIhuyiVerification;
  Id, Entered: string;

begin
  ExitCode := 1;
  Sms := TIhuyiClient.Create(nil);
  try
    try
      { The settings come from the environment: IHUYI_ACCOUNT, IHUYI_APIKEY, IHUYI_STORE. }
      V := Sms.VerifyStart('register', ParamStr(1));
      { In a program with a form this stays in a field; on a site, in the visitor's session. }
      Id := V.Id;
      WriteLn('Sent. Enter the ', V.Digits, ' digits within ', V.Valid, ' seconds:');
      repeat
        { Shown now, also where the output is a pipe. }
        Flush(Output);
        ReadLn(Entered);
        V := Sms.VerifyCheck(Id, Entered);
        if V.Status = ivWrong then
          WriteLn('Wrong. Tries left: ', V.Left);
      until V.Status <> ivWrong;
      if V.Ok then
      begin
        WriteLn('Proven: ', V.Mobile);
        ExitCode := 0;
      end
      else
        WriteLn('Ask for a new code.');
    except
      on E: EIhuyiLimit do
        WriteLn('Try again in ', E.Verification.Wait, ' seconds: ', E.Message);
      on E: EIhuyiOutcomeUnknown do
        WriteLn('Do not resend blindly: ', E.Message);
      on E: Exception do
        WriteLn(E.Message);
    end;
  finally
    Sms.Free;
  end;
end.
