{ A line of the conformance protocol: values percent-encoded, so that any bytes go through. }
unit Line;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

function Unescaped(const S: RawByteString): RawByteString;
function Escaped(const S: RawByteString): RawByteString;

implementation

uses
  SysUtils;

function Unescaped(const S: RawByteString): RawByteString;
var
  I: Integer;
begin
  Result := '';
  I := 1;
  while I <= Length(S) do
  begin
    if S[I] = '%' then
    begin
      Result := Result + AnsiChar(StrToInt('$' + Copy(S, I + 1, 2)));
      Inc(I, 2);
    end
    else
      Result := Result + S[I];
    Inc(I);
  end;
end;

function Escaped(const S: RawByteString): RawByteString;
var
  I: Integer;
begin
  Result := '';
  for I := 1 to Length(S) do
    if S[I] in ['A'..'Z', 'a'..'z', '0'..'9', '.', '_', '~', '-'] then
      Result := Result + S[I]
    else
      Result := Result + '%' + RawByteString(IntToHex(Ord(S[I]), 2));
end;

end.
