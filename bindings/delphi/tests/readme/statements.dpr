program statements;
{$IFDEF FPC}{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}{$ENDIF}
uses
  {$IFDEF UNICODE}cwstring,{$ENDIF} SysUtils, Classes, Ihuyi, IhuyiApi;
var
  Sms: TIhuyiClient;
  R: TIhuyiResult;
  X: TIhuyiExplanation;
  P: TIhuyiPush;
  Key, Body: string;
begin
  Key := '0123456789abcdef0123456789abcdef';
  Body := 'mobilephone=13800000000&smsid=17&code=2&msg=DELIVRD';
  Sms := TIhuyiClient.Create(nil);
  Sms.Account := 'C00000000';
  Sms.ApiKey := Key;
  Sms.MarketingAccount := 'M00000000';
  Sms.MarketingApiKey := Key;
//BLOCK
  Sms.Free;
end.
