{ What VerifyForm touches of the VCL's unit of this name; see Forms. }
unit ExtCtrls;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  Classes, Graphics, Controls;

type
  TPanelBevel = (bvNone, bvLowered, bvRaised, bvSpace);

  TPanel = class(TWinControl)
  private
    FBevelOuter: TPanelBevel;
  published
    property BevelOuter: TPanelBevel read FBevelOuter write FBevelOuter;
  end;

  TImage = class(TControl)
  private
    FPicture: TPicture;
    FCenter: Boolean;
  public
    constructor Create(AOwner: TComponent); override;
    destructor Destroy; override;
    property Picture: TPicture read FPicture;
  published
    property Center: Boolean read FCenter write FCenter;
  end;

  { It never fires by itself: the test does. }
  TTimer = class(TComponent)
  private
    FEnabled: Boolean;
    FOnTimer: TNotifyEvent;
  public
    procedure Tick;
  published
    property Enabled: Boolean read FEnabled write FEnabled;
    property OnTimer: TNotifyEvent read FOnTimer write FOnTimer;
  end;

implementation

constructor TImage.Create(AOwner: TComponent);
begin
  inherited Create(AOwner);
  FPicture := TPicture.Create;
end;

destructor TImage.Destroy;
begin
  FPicture.Free;
  inherited Destroy;
end;

procedure TTimer.Tick;
begin
  if FEnabled and Assigned(FOnTimer) then
    FOnTimer(Self);
end;

end.
