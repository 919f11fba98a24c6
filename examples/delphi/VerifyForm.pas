{ 一次性验证码窗体：手机号、图形验证码、发送（倒计时）、填写、核对。源码是 GBK，界面在 VerifyForm.dfm 里。

      if VerifyMobile('register', Mobile) then ...       Mobile 是用户证明了属于自己的号码

  账号、密钥、验证码存在哪里（设置 store）都写在程序旁边的 ihuyi.ini 里，程序旁边还要有 ihuyi.dll。 }
unit VerifyForm;

interface

uses
  SysUtils, Classes, Graphics, Controls, Forms, StdCtrls, ExtCtrls, Ihuyi;

type
  TVerifyForm = class(TForm)
    MobileLabel: TLabel;
    MobileEdit: TEdit;
    SendButton: TButton;
    PicturePanel: TPanel;
    PictureImage: TImage;
    PictureEdit: TEdit;
    PictureButton: TButton;
    CodeLabel: TLabel;
    CodeEdit: TEdit;
    CheckButton: TButton;
    StatusLabel: TLabel;
    WaitTimer: TTimer;
    procedure FormCreate(Sender: TObject);
    procedure SendButtonClick(Sender: TObject);
    procedure PictureButtonClick(Sender: TObject);
    procedure CheckButtonClick(Sender: TObject);
    procedure MobileEditChange(Sender: TObject);
    procedure WaitTimerTimer(Sender: TObject);
  private
    FSms: TIhuyiClient;
    FPurpose: string;
    { 验证码的编号。它留在程序里，不给用户看，也不能由用户填。 }
    FId: string;
    FPictureId: string;
    FWait: Integer;
    FVerified: string;
    procedure Say(const Words: string);
    procedure ShowPicture;
    procedure Send;
    procedure WaitFor(Seconds: Integer);
  public
    property Purpose: string read FPurpose write FPurpose;
    { 核对通过之后：验证码发到的号码。以它为准，不要再看输入框。 }
    property Verified: string read FVerified;
  end;

{ 弹出窗体；用户通过验证时返回 True。 }
function VerifyMobile(const Purpose: string; out Mobile: string): Boolean;

implementation

uses
  IhuyiApi, PngBitmap;

{$R *.dfm}

function VerifyMobile(const Purpose: string; out Mobile: string): Boolean;
var
  Form: TVerifyForm;
begin
  Form := TVerifyForm.Create(nil);
  try
    Form.Purpose := Purpose;
    Result := Form.ShowModal = mrOk;
    Mobile := Form.Verified;
  finally
    Form.Free;
  end;
end;

procedure TVerifyForm.FormCreate(Sender: TObject);
begin
  FPurpose := 'register';
  FSms := TIhuyiClient.Create(Self);
  FSms.IniFile := ExtractFilePath(ParamStr(0)) + 'ihuyi.ini';
  PicturePanel.Visible := False;
end;

procedure TVerifyForm.Say(const Words: string);
begin
  StatusLabel.Caption := Words;
end;

{ 号码换了，就不再是原来那一个验证码。 }
procedure TVerifyForm.MobileEditChange(Sender: TObject);
begin
  FId := '';
end;

{ ---- 图形验证码：设置 captcha 要求时才出现 ---- }

procedure TVerifyForm.ShowPicture;
var
  Captcha: TIhuyiCaptcha;
  Stream: TMemoryStream;
begin
  PictureEdit.Text := '';
  Captcha := FSms.CaptchaNew;
  FPictureId := Captcha.Id;
  Stream := TMemoryStream.Create;
  try
    IhuyiSavePng(Captcha, Stream);
    Stream.Position := 0;
    PictureImage.Picture.Bitmap.Handle := PngToBitmap(Stream);
  finally
    Stream.Free;
  end;
  PicturePanel.Visible := True;
end;

procedure TVerifyForm.PictureButtonClick(Sender: TObject);
begin
  try
    ShowPicture;
  except
    on E: EIhuyi do
      Say('换不了图片：' + E.Message);
  end;
end;

{ ---- 发送 ---- }

procedure TVerifyForm.Send;
var
  Keys: TStringList;
  V: TIhuyiVerification;
begin
  Keys := TStringList.Create;
  try
    { 限额除了按号码，还按这台电脑数。名字里什么都可能有，所以用 TStringList：换行会被拒绝，不会变成另一个键。 }
    Keys.Add('device=' + GetEnvironmentVariable('COMPUTERNAME'));
    if PicturePanel.Visible then
    begin
      Keys.Add('captcha_id=' + FPictureId);
      Keys.Add('captcha_answer=' + PictureEdit.Text);
    end;
    { 还有效的那一个再发一次；没有，就是新的一个。 }
    if FId <> '' then
      V := FSms.VerifyResend(FId, '', Keys)
    else
      V := FSms.VerifyStart(FPurpose, MobileEdit.Text, Keys);
  finally
    Keys.Free;
  end;
  FId := V.Id;
  PicturePanel.Visible := False;
  WaitFor(V.Wait);
  if V.Channel = icVoice then
    Say('马上有电话打来，会读出验证码')
  else
    Say('验证码已发出，' + IntToStr(V.Valid div 60) + ' 分钟内有效');
end;

procedure TVerifyForm.SendButtonClick(Sender: TObject);
begin
  SendButton.Enabled := False;
  try
    try
      Send;
    except
      on E: EIhuyiOutcomeUnknown do
      begin
        { 可能已经发出。编号留着：收到了就能填；别马上再发。 }
        FId := E.Verification.Id;
        WaitFor(E.Verification.Wait);
        Say('可能已经发出，收到了就请填写；没有收到，等一会儿再发');
      end;
      on E: EIhuyiLimit do
        if E.Code = IHUYI_E_CAPTCHA_NEEDED then
        begin
          ShowPicture;
          Say('请先填写图片里的字，再点发送');
        end
        else
        begin
          WaitFor(E.Verification.Wait);
          Say('发得太多了：' + E.Message);
        end;
      on E: EIhuyiVerify do
        if E.Code = IHUYI_E_CAPTCHA_WRONG then
        begin
          ShowPicture;
          Say('图片里的字不对，换了一张，请再填一次');
        end
        else
        begin
          { 原来的验证码过期、用过或填错太多次。 }
          FId := '';
          Say('原来的验证码已经作废，请再点一次发送');
        end;
      on E: EIhuyi do
        Say('没有发出：' + E.Message);
    end;
  except
    { 换图片时出的错，和找不到 ihuyi.dll。 }
    on E: Exception do
      Say(E.Message);
  end;
  SendButton.Enabled := FWait = 0;
end;

procedure TVerifyForm.WaitFor(Seconds: Integer);
begin
  FWait := Seconds;
  WaitTimer.Enabled := FWait > 0;
  SendButton.Enabled := FWait = 0;
  if FWait > 0 then
    SendButton.Caption := IntToStr(FWait) + ' 秒后可重发'
  else
    SendButton.Caption := '发送验证码';
end;

procedure TVerifyForm.WaitTimerTimer(Sender: TObject);
begin
  WaitFor(FWait - 1);
end;

{ ---- 核对 ---- }

procedure TVerifyForm.CheckButtonClick(Sender: TObject);
var
  V: TIhuyiVerification;
begin
  try
    V := FSms.VerifyCheck(FId, CodeEdit.Text);
    case V.Status of
      ivOk:
        { 是为这件事发的，才算数。 }
        if V.Purpose = FPurpose then
        begin
          FVerified := V.Mobile;
          ModalResult := mrOk;
        end
        else
          Say('这个验证码不是为这件事发的，请重新发送');
      ivWrong:
        Say('验证码不对，还可以填 ' + IntToStr(V.Left) + ' 次');
      ivExpired:
        Say('验证码过期了，请重新发送');
      ivLocked:
        Say('填错太多次，这个验证码作废了，请重新发送');
    else
      Say('没有等着核对的验证码，请先发送');
    end;
    if V.Status in [ivExpired, ivNone, ivLocked] then
      FId := '';
  except
    on E: Exception do
      Say('核对不了：' + E.Message);
  end;
end;

end.
