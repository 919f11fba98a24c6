program statements;
{$IFDEF FPC}{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}{$ENDIF}
uses
  {$IFDEF UNICODE}cwstring,{$ENDIF} SysUtils, Classes, Ihuyi, IhuyiApi;
var
  Sms: TIhuyiClient;
  R: TIhuyiResult;
  X: TIhuyiExplanation;
  P: TIhuyiPush;
  D: TIhuyiDelivery;
  V: TIhuyiVerification;
  Key, Body, Reply, Id, Entered: string;
  Last: Cardinal;
begin
  Key := '0123456789abcdef0123456789abcdef';
  Body := 'mobilephone=13800000000&smsid=17&code=2&msg=DELIVRD';
  Reply := 'mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&reply_time=2017-08-02+14%3A31%3A51&smsid=17';
  Last := 0;
  Entered := '000000';
  Sms := TIhuyiClient.Create(nil);
  Sms.Account := 'C00000000';
  Sms.ApiKey := Key;
  Sms.MarketingAccount := 'M00000000';
  Sms.MarketingApiKey := Key;
//BLOCK
  Sms.Free;
end.
