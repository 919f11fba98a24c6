{ A stand-in for the VCL, which no free compiler has: the names of Delphi 7 that the form VerifyForm and its .dfm use, and no window. The
  .dfm is read as the VCL reads it: its properties must be there and of the right type, its events must be methods of the form. }
unit Forms;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  Classes, Controls;

type
  TFormBorderStyle = (bsNone, bsSingle, bsSizeable, bsDialog, bsToolWindow, bsSizeToolWin);
  TPosition = (poDesigned, poDefault, poDefaultPosOnly, poDefaultSizeOnly, poScreenCenter, poDesktopCenter, poMainFormCenter, poOwnerFormCenter);

  TForm = class(TWinControl)
  private
    FBorderStyle: TFormBorderStyle;
    FPosition: TPosition;
    FClientWidth, FClientHeight, FPixelsPerInch, FTextHeight: Integer;
    FOldCreateOrder: Boolean;
    FOnCreate: TNotifyEvent;
  public
    ModalResult: Integer;
    constructor Create(AOwner: TComponent); override;
    function ShowModal: Integer;
  published
    property BorderStyle: TFormBorderStyle read FBorderStyle write FBorderStyle;
    property Position: TPosition read FPosition write FPosition;
    property ClientWidth: Integer read FClientWidth write FClientWidth;
    property ClientHeight: Integer read FClientHeight write FClientHeight;
    property PixelsPerInch: Integer read FPixelsPerInch write FPixelsPerInch;
    property TextHeight: Integer read FTextHeight write FTextHeight;
    property OldCreateOrder: Boolean read FOldCreateOrder write FOldCreateOrder;
    property OnCreate: TNotifyEvent read FOnCreate write FOnCreate;
  end;

var
  { The text of the form that is made next. }
  DfmFile: string;
  { In place of a user. Ends when the form has a ModalResult. }
  User: procedure(Form: TForm);

implementation

uses
  SysUtils;

constructor TForm.Create(AOwner: TComponent);
var
  Text, Binary: TMemoryStream;
begin
  inherited Create(AOwner);
  Text := TMemoryStream.Create;
  Binary := TMemoryStream.Create;
  try
    Text.LoadFromFile(DfmFile);
    ObjectTextToBinary(Text, Binary);
    Binary.Position := 0;
    Binary.ReadComponent(Self);
  finally
    Binary.Free;
    Text.Free;
  end;
  if Assigned(FOnCreate) then
    FOnCreate(Self);
end;

function TForm.ShowModal: Integer;
begin
  ModalResult := mrNone;
  User(Self);
  Result := ModalResult;
end;

end.
