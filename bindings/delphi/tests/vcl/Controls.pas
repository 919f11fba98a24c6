{ What VerifyForm touches of the VCL's unit of this name; see Forms. }
unit Controls;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  Classes, Graphics;

const
  mrNone = 0;
  mrOk = 1;

type
  TControl = class(TComponent)
  private
    FLeft, FTop, FWidth, FHeight: Integer;
    FCaption: string;
    FHidden, FDisabled: Boolean;
    FFont: TFont;
    FOnClick: TNotifyEvent;
    function GetVisible: Boolean;
    procedure SetVisible(Value: Boolean);
    function GetEnabled: Boolean;
    procedure SetEnabled(Value: Boolean);
  public
    constructor Create(AOwner: TComponent); override;
    destructor Destroy; override;
  published
    property Left: Integer read FLeft write FLeft;
    property Top: Integer read FTop write FTop;
    property Width: Integer read FWidth write FWidth;
    property Height: Integer read FHeight write FHeight;
    property Caption: string read FCaption write FCaption;
    property Visible: Boolean read GetVisible write SetVisible default True;
    property Enabled: Boolean read GetEnabled write SetEnabled default True;
    property Font: TFont read FFont write FFont;
    property OnClick: TNotifyEvent read FOnClick write FOnClick;
  end;

  TWinControl = class(TControl)
  private
    FTabOrder: Integer;
  published
    property TabOrder: Integer read FTabOrder write FTabOrder;
  end;

implementation

constructor TControl.Create(AOwner: TComponent);
begin
  inherited Create(AOwner);
  FFont := TFont.Create;
end;

destructor TControl.Destroy;
begin
  FFont.Free;
  inherited Destroy;
end;

function TControl.GetVisible: Boolean;
begin
  Result := not FHidden;
end;

procedure TControl.SetVisible(Value: Boolean);
begin
  FHidden := not Value;
end;

function TControl.GetEnabled: Boolean;
begin
  Result := not FDisabled;
end;

procedure TControl.SetEnabled(Value: Boolean);
begin
  FDisabled := not Value;
end;

end.
