object VerifyForm: TVerifyForm
  Left = 320
  Top = 200
  BorderStyle = bsDialog
  Caption = #39564#35777#25163#26426#21495
  ClientHeight = 194
  ClientWidth = 344
  Font.Charset = GB2312_CHARSET
  Font.Height = -12
  Font.Name = #23435#20307
  Font.Style = []
  OldCreateOrder = False
  Position = poScreenCenter
  OnCreate = FormCreate
  PixelsPerInch = 96
  TextHeight = 12
  object MobileLabel: TLabel
    Left = 16
    Top = 20
    Width = 48
    Height = 12
    Caption = #25163#26426#21495#30721
  end
  object CodeLabel: TLabel
    Left = 16
    Top = 128
    Width = 48
    Height = 12
    Caption = #39564#35777#30721
  end
  object StatusLabel: TLabel
    Left = 16
    Top = 158
    Width = 312
    Height = 28
    AutoSize = False
    WordWrap = True
  end
  object MobileEdit: TEdit
    Left = 80
    Top = 16
    Width = 121
    Height = 20
    MaxLength = 20
    TabOrder = 0
    OnChange = MobileEditChange
  end
  object SendButton: TButton
    Left = 216
    Top = 14
    Width = 112
    Height = 25
    Caption = #21457#36865#39564#35777#30721
    TabOrder = 1
    OnClick = SendButtonClick
  end
  object PicturePanel: TPanel
    Left = 8
    Top = 44
    Width = 328
    Height = 74
    BevelOuter = bvNone
    TabOrder = 2
    object PictureImage: TImage
      Left = 8
      Top = 2
      Width = 200
      Height = 70
      Center = True
    end
    object PictureEdit: TEdit
      Left = 216
      Top = 10
      Width = 104
      Height = 20
      MaxLength = 8
      TabOrder = 0
    end
    object PictureButton: TButton
      Left = 216
      Top = 40
      Width = 104
      Height = 25
      Caption = #25442#19968#24352
      TabOrder = 1
      OnClick = PictureButtonClick
    end
  end
  object CodeEdit: TEdit
    Left = 80
    Top = 124
    Width = 121
    Height = 20
    MaxLength = 12
    TabOrder = 3
  end
  object CheckButton: TButton
    Left = 216
    Top = 122
    Width = 112
    Height = 25
    Caption = #30830#23450
    Default = True
    TabOrder = 4
    OnClick = CheckButtonClick
  end
  object WaitTimer: TTimer
    Enabled = False
    OnTimer = WaitTimerTimer
    Left = 304
    Top = 72
  end
end
