{ What VerifyForm touches of the VCL's unit of this name; see Forms. }
unit Graphics;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  {$IFDEF MSWINDOWS}Windows,{$ENDIF} Classes;

type
  TFontCharset = 0..255;
  TFontStyle = (fsBold, fsItalic, fsUnderline, fsStrikeOut);
  TFontStyles = set of TFontStyle;

  TFont = class(TPersistent)
  private
    FCharset: TFontCharset;
    FHeight: Integer;
    FName: string;
    FStyle: TFontStyles;
  published
    property Charset: TFontCharset read FCharset write FCharset;
    property Height: Integer read FHeight write FHeight;
    property Name: string read FName write FName;
    property Style: TFontStyles read FStyle write FStyle;
  end;

  {$IFNDEF MSWINDOWS}HBITMAP = THandle;{$ENDIF}

  TBitmap = class
  private
    FHandle: HBITMAP;
    procedure SetHandle(Value: HBITMAP);
  public
    destructor Destroy; override;
    property Handle: HBITMAP read FHandle write SetHandle;
  end;

  TPicture = class
  public
    Bitmap: TBitmap;
    constructor Create;
    destructor Destroy; override;
  end;

implementation

function CharsetToInt(const Ident: AnsiString; var Value: Longint): Boolean;
begin
  Result := Ident = 'GB2312_CHARSET';
  Value := 134;
end;

function IntToCharset(Value: Longint; var Ident: AnsiString): Boolean;
begin
  Result := Value = 134;
  Ident := 'GB2312_CHARSET';
end;

procedure TBitmap.SetHandle(Value: HBITMAP);
begin
  {$IFDEF MSWINDOWS}
  if FHandle <> 0 then
    DeleteObject(FHandle);
  {$ENDIF}
  FHandle := Value;
end;

destructor TBitmap.Destroy;
begin
  Handle := 0;
  inherited Destroy;
end;

constructor TPicture.Create;
begin
  Bitmap := TBitmap.Create;
end;

destructor TPicture.Destroy;
begin
  Bitmap.Free;
  inherited Destroy;
end;

initialization
  RegisterIntegerConsts(TypeInfo(TFontCharset), CharsetToInt, IntToCharset);
end.
