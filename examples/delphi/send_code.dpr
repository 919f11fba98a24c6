{ A one-time code by text or by a call: send_code MOBILE CODE [voice] }
program send_code;

{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}
{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}

uses
  SysUtils, Ihuyi;

var
  Sms: TIhuyiClient;
  R: TIhuyiResult;

begin
  ExitCode := 1;
  Sms := TIhuyiClient.Create(nil);
  try
    try
      { The settings come from the environment: IHUYI_ACCOUNT and IHUYI_APIKEY. }
      if ParamStr(3) = 'voice' then
        R := Sms.Voice(ParamStr(1), ParamStr(2))
      else
        { 1 is the default template of the gateway: "your code is ...". }
        R := Sms.SendTemplate(ParamStr(1), '1', [ParamStr(2)]);
      WriteLn(R.Code, ' ', R.Message, '  id=', R.MessageId);
      ExitCode := 0;
    except
      on E: EIhuyiOutcomeUnknown do
        WriteLn('Do not resend blindly: ', E.Message);
      on E: Exception do
        WriteLn(E.Message);
    end;
  finally
    Sms.Free;
  end;
end.
