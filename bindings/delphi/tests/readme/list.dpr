program list;
{$IFDEF FPC}{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}{$ENDIF}
uses
  {$IFDEF UNICODE}cwstring,{$ENDIF} SysUtils, Classes, Ihuyi, IhuyiApi;
type
  { What of a form the handlers touch. }
  TControl = class
    Caption: string;
    Enabled: Boolean;
    Interval, Max, Position: Cardinal;
    Lines: TStringList;
  end;
  TDialogKind = (mtConfirmation);
  TDialogButton = (mbYes, mbNo);
  TDialogButtons = set of TDialogButton;
  TListForm = class(TComponent)
    Sms: TIhuyiClient;
    List: TIhuyiBulk;
    Timer, ProgressBar, StatusLabel, Memo: TControl;
    procedure StartButtonClick(Sender: TObject);
    procedure TimerTimer(Sender: TObject);
    procedure ShowRows(State: TIhuyiRowState);
    procedure FormDestroy(Sender: TObject);
  end;
const
  mrYes = 6;
  mrNo = 7;

{ The user says yes, and the program what was asked. }
function MessageDlg(const Question: string; Kind: TDialogKind; Buttons: TDialogButtons; Help: Integer): Integer;
begin
  WriteLn(Question);
  Result := mrNo;
  if (Kind = mtConfirmation) and (Buttons = [mbYes, mbNo]) and (Help = 0) then
    Result := mrYes;
end;

//BLOCK

function NewForm: TListForm;
begin
  Result := TListForm.Create(nil);
  Result.Sms := TIhuyiClient.Create(Result);
  Result.Sms.Account := 'C00000000';
  Result.Sms.ApiKey := '0123456789abcdef0123456789abcdef';
  Result.Timer := TControl.Create;
  Result.ProgressBar := TControl.Create;
  Result.StatusLabel := TControl.Create;
  Result.Memo := TControl.Create;
  Result.Memo.Lines := TStringList.Create;
end;

procedure Close(Form: TListForm);
begin
  Form.FormDestroy(Form);
  Write(Form.Memo.Lines.Text);
  Form.Memo.Lines.Free;
  Form.Free;
end;

var
  Folder: string;
  Customers: TStringList;
  Form: TListForm;
begin
{$IFDEF UNICODE}
  SetMultiByteConversionCodePage(CP_UTF8);
{$ENDIF}
  Folder := ExtractFilePath(ParamStr(0));
  DeleteFile(Folder + 'spring.journal');
  Customers := TStringList.Create;
  Customers.Add(ParamStr(1) + '=张三');
  Customers.Add('1380000000=李四');
  Customers.Add('19900000408=王五');
  Customers.Add('13800000009=赵六');
  Customers.SaveToFile(Folder + 'customers.txt');
  Customers.Free;

  { Closed before anything was sent; opened again, it asks once more and goes on. }
  Form := NewForm;
  Form.StartButtonClick(Form);
  Close(Form);
  Form := NewForm;
  Form.StartButtonClick(Form);
  while Form.Timer.Enabled do
  begin
    if Form.Timer.Interval <> 1 then
      WriteLn('a pause: ', Form.StatusLabel.Caption);
    Form.TimerTimer(Form);
  end;
  WriteLn(Form.StatusLabel.Caption);
  WriteLn(Form.ProgressBar.Position, '/', Form.ProgressBar.Max);
  Close(Form);

  { Where the gateway is away it waits, and keeps what it has. }
  DeleteFile(Folder + 'spring.journal');
  Form := NewForm;
  Form.Sms.Configure('gateway', 'http://127.0.0.1:1');
  Form.StartButtonClick(Form);
  Form.TimerTimer(Form);
  if Form.Timer.Enabled and (Form.Timer.Interval > 1000) and (Form.List.Status.Planned = 3) then
    WriteLn('it waits');
  Close(Form);
end.
