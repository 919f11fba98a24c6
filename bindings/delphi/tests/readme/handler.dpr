program handler;
{$IFDEF FPC}{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}{$ENDIF}
uses
  {$IFDEF UNICODE}cwstring,{$ENDIF} SysUtils, Classes, Ihuyi, IhuyiApi;
type
  { What of a form the handler touches. }
  TControl = class
    Enabled: Boolean;
    Text, Caption: string;
  end;
  TOrderForm = class(TComponent)
    Sms: TIhuyiClient;
    SendButton, MobileEdit, OrderEdit, StatusLabel: TControl;
    procedure SendButtonClick(Sender: TObject);
  end;

//BLOCK

var
  Form: TOrderForm;
begin
{$IFDEF UNICODE}
  SetMultiByteConversionCodePage(CP_UTF8);
{$ENDIF}
  Form := TOrderForm.Create(nil);
  Form.Sms := TIhuyiClient.Create(Form);
  Form.Sms.Account := 'C00000000';
  Form.Sms.ApiKey := '0123456789abcdef0123456789abcdef';
  Form.SendButton := TControl.Create;
  Form.MobileEdit := TControl.Create;
  Form.OrderEdit := TControl.Create;
  Form.StatusLabel := TControl.Create;
  Form.MobileEdit.Text := ParamStr(1);
  Form.OrderEdit.Text := '20260001';
  Form.SendButtonClick(Form.SendButton);
  WriteLn(Form.StatusLabel.Caption);
  if not Form.SendButton.Enabled then
    ExitCode := 1;
  Form.Free;
end.
