{ A PNG as a bitmap, for Delphis that have no unit of their own for it (before 2009). GDI+ reads it: a part of Windows since XP. }
unit PngBitmap;

interface

uses
  Windows, SysUtils, Classes, ActiveX;

{ The picture on white; the caller owns the bitmap. As Image.Picture.Bitmap.Handle the image does. Reads from where the stream stands. }
function PngToBitmap(Stream: TStream): HBITMAP;

implementation

type
  TStartup = record
    Version: Cardinal;
    DebugCallback: Pointer;
    SuppressBackgroundThread: LongBool;
    SuppressExternalCodecs: LongBool;
  end;

const
  White = $FFFFFFFF;

function GdiplusStartup(out Token: Pointer; const Input: TStartup; Output: Pointer): Integer; stdcall; external 'gdiplus.dll';
procedure GdiplusShutdown(Token: Pointer); stdcall; external 'gdiplus.dll';
function GdipCreateBitmapFromStream(Stream: IStream; out Bitmap: Pointer): Integer; stdcall; external 'gdiplus.dll';
function GdipCreateHBITMAPFromBitmap(Bitmap: Pointer; out Handle: HBITMAP; Background: Cardinal): Integer; stdcall; external 'gdiplus.dll';
function GdipDisposeImage(Image: Pointer): Integer; stdcall; external 'gdiplus.dll';

procedure Need(Status: Integer; const What: string);
begin
  if Status <> 0 then
    raise Exception.Create('GDI+ ' + What + ': ' + IntToStr(Status));
end;

function PngToBitmap(Stream: TStream): HBITMAP;
var
  Token, Bitmap: Pointer;
  Startup: TStartup;
begin
  FillChar(Startup, SizeOf(Startup), 0);
  Startup.Version := 1;
  Need(GdiplusStartup(Token, Startup, nil), 'GdiplusStartup');
  try
    Need(GdipCreateBitmapFromStream(TStreamAdapter.Create(Stream) as IStream, Bitmap), 'GdipCreateBitmapFromStream');
    try
      Need(GdipCreateHBITMAPFromBitmap(Bitmap, Result, White), 'GdipCreateHBITMAPFromBitmap');
    finally
      GdipDisposeImage(Bitmap);
    end;
  finally
    GdiplusShutdown(Token);
  end;
end;

end.
