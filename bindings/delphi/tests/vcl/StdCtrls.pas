{ What VerifyForm touches of the VCL's unit of this name; see Forms. }
unit StdCtrls;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  Classes, Controls;

type
  TLabel = class(TControl)
  private
    FAutoSize, FWordWrap: Boolean;
  published
    property AutoSize: Boolean read FAutoSize write FAutoSize;
    property WordWrap: Boolean read FWordWrap write FWordWrap;
  end;

  TEdit = class(TWinControl)
  private
    FText: string;
    FMaxLength: Integer;
    FOnChange: TNotifyEvent;
    procedure SetText(const Value: string);
  published
    property Text: string read FText write SetText;
    property MaxLength: Integer read FMaxLength write FMaxLength;
    property OnChange: TNotifyEvent read FOnChange write FOnChange;
  end;

  TButton = class(TWinControl)
  private
    FDefault: Boolean;
  public
    { As the VCL has it: a button that is not enabled does nothing. }
    procedure Click;
  published
    property Default: Boolean read FDefault write FDefault;
  end;

implementation

procedure TEdit.SetText(const Value: string);
begin
  if Value = FText then
    Exit;
  FText := Value;
  if Assigned(FOnChange) then
    FOnChange(Self);
end;

procedure TButton.Click;
begin
  if Enabled and Assigned(OnClick) then
    OnClick(Self);
end;

end.
