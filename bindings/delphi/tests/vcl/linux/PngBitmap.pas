{ In place of the example's unit of this name, whose work Windows does: looks whether it is a PNG. }
unit PngBitmap;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  SysUtils, Classes, Graphics;

function PngToBitmap(Stream: TStream): HBITMAP;

implementation

function PngToBitmap(Stream: TStream): HBITMAP;
var
  Start: array[0..7] of AnsiChar;
begin
  Stream.ReadBuffer(Start, SizeOf(Start));
  if Start <> #137'PNG'#13#10#26#10 then
    raise Exception.Create('not a PNG');
  Result := Stream.Size;
end;

end.
