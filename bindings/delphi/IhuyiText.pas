{ Text between the program's strings and the library's bytes.

  ANSI compilers (Delphi 7 to 2007, Free Pascal by default): a string is bytes. A client is set to the charset of these bytes and they
  pass as they are. Unicode compilers (Delphi 2009 and later, Free Pascal's DELPHIUNICODE): a string is UTF-16, written and read in
  the client's charset, whatever that is.

  This file is plain ASCII, so that every compiler reads it alike; Chinese words are written \u4e2d\u6587. }
unit IhuyiText;

{$IFDEF FPC}
  {$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
{$ELSE}
  {$WARN UNSAFE_TYPE OFF}{$WARN UNSAFE_CODE OFF}{$WARN UNSAFE_CAST OFF}
{$ENDIF}
{$H+}

interface

type
{$IF Defined(FPC) or Defined(UNICODE)}
  TIhuyiBytes = RawByteString;
  TIhuyiWide = UnicodeString;
{$ELSE}
  TIhuyiBytes = AnsiString;
  TIhuyiWide = WideString;
{$IFEND}

var
  { ANSI compilers: the charset of the program's strings, as the library calls it; empty: whatever the library is set to.
    On Windows it is found out at start-up (GBK on a Chinese system). }
  IhuyiHostCharset: string;

{ Text for the library, in Charset. Empty: a client's own bytes, on ANSI compilers.
  Ok is False when the text has a character that Charset lacks; nothing is replaced. }
function IhuyiEncode(const S, Charset: string; out Ok: Boolean): TIhuyiBytes;

{ The first character of S that Charset lacks, as U+9A8C; empty where it lacks none. }
function IhuyiLacking(const S, Charset: string): string;

{ Text of the library, which is in Charset. }
function IhuyiDecode(P: PAnsiChar; const Charset: string): string;

{ Template with %1 .. %9 replaced by Args, and \uXXXX by that character. }
function IhuyiSentence(const Template: string; const Args: array of string): string;

implementation

uses
  {$IFDEF MSWINDOWS}Windows,{$ENDIF} SysUtils;

{ ---- UTF-8 ---- }

{ By hand, because the compilers' own functions replace half a surrogate pair by a question mark, or write pairs as Delphi 7 does.
  Half a pair gets three bytes, as if it were a character: the library refuses them, and says at which place. }
function EncodeUtf8(const S: TIhuyiWide): TIhuyiBytes;
var
  I, Used: Integer;
  Code, Low: Cardinal;

  procedure Add(Value: Cardinal);
  begin
    Inc(Used);
    Result[Used] := AnsiChar(Value);
  end;

begin
  SetLength(Result, Length(S) * 3);
  Used := 0;
  I := 1;
  while I <= Length(S) do
  begin
    Code := Ord(S[I]);
    if (Code >= $D800) and (Code <= $DBFF) and (I < Length(S)) then
    begin
      Low := Ord(S[I + 1]);
      if (Low >= $DC00) and (Low <= $DFFF) then
      begin
        Code := $10000 + ((Code - $D800) shl 10) + (Low - $DC00);
        Inc(I);
      end;
    end;
    if Code < $80 then
      Add(Code)
    else
    begin
      if Code < $800 then
        Add($C0 or (Code shr 6))
      else
      begin
        if Code < $10000 then
          Add($E0 or (Code shr 12))
        else
        begin
          Add($F0 or (Code shr 18));
          Add($80 or ((Code shr 12) and $3F));
        end;
        Add($80 or ((Code shr 6) and $3F));
      end;
      Add($80 or (Code and $3F));
    end;
    Inc(I);
  end;
  SetLength(Result, Used);
end;

{ The library writes good UTF-8, so nothing is checked here but the length. }
function DecodeUtf8(const S: TIhuyiBytes): TIhuyiWide;
var
  I, Used, More: Integer;
  Code: Cardinal;
begin
  SetLength(Result, Length(S));
  Used := 0;
  I := 1;
  while I <= Length(S) do
  begin
    Code := Ord(S[I]);
    More := 0;
    if Code >= $F0 then
    begin
      Code := Code and $07;
      More := 3;
    end
    else if Code >= $E0 then
    begin
      Code := Code and $0F;
      More := 2;
    end
    else if Code >= $C0 then
    begin
      Code := Code and $1F;
      More := 1;
    end;
    while (More > 0) and (I < Length(S)) do
    begin
      Inc(I);
      Code := (Code shl 6) or (Ord(S[I]) and $3F);
      Dec(More);
    end;
    Inc(I);
    if Code >= $10000 then
    begin
      Inc(Used);
      Result[Used] := WideChar($D800 + ((Code - $10000) shr 10));
      Code := $DC00 + ((Code - $10000) and $3FF);
    end;
    Inc(Used);
    Result[Used] := WideChar(Code);
  end;
  SetLength(Result, Used);
end;

{ ---- Other charsets, by the system's code pages ---- }

{ The numbers of the charsets that the library names. GBK is read and written as GB18030. }
function CodePage(const Charset: string): Cardinal;
const
  Names: array[0..8] of string = ('gbk', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'euc-jp', 'koi8-r', 'koi8-u', 'ibm866');
  Pages: array[0..8] of Cardinal = (54936, 54936, 950, 932, 949, 20932, 20866, 21866, 866);
var
  I: Integer;
  Name: string;
begin
  Result := 0;
  Name := LowerCase(Charset);
  for I := Low(Names) to High(Names) do
    if Names[I] = Name then
      Result := Pages[I];
  if Copy(Name, 1, 8) = 'windows-' then
    Result := StrToIntDef(Copy(Name, 9, 4), 0);
  if Copy(Name, 1, 9) = 'iso-8859-' then
    Result := 28590 + StrToIntDef(Copy(Name, 10, 2), 0);
end;

{$IFDEF MSWINDOWS}
function Narrowed(const S: TIhuyiWide; Page: Cardinal): TIhuyiBytes;
begin
  SetLength(Result, WideCharToMultiByte(Page, 0, PWideChar(S), Length(S), nil, 0, nil, nil));
  if Result <> '' then
    WideCharToMultiByte(Page, 0, PWideChar(S), Length(S), PAnsiChar(Result), Length(Result), nil, nil);
end;

function Widened(const S: TIhuyiBytes; Page: Cardinal): TIhuyiWide;
begin
  SetLength(Result, MultiByteToWideChar(Page, 0, PAnsiChar(S), Length(S), nil, 0));
  if Result <> '' then
    MultiByteToWideChar(Page, 0, PAnsiChar(S), Length(S), PWideChar(Result), Length(Result));
end;

{ Wine has no table for GB18030. Its one and two bytes are code page 936; of the four bytes, those of characters beyond the first 65536
  are numbered one after the other, and the few others are missing there. }
const
  PageGb18030 = 54936;
  PageGbk = 936;
  { The number of U+10000 among the fours. }
  FirstBeyond = 189000;

function ToFours(const S: TIhuyiWide): TIhuyiBytes;
var
  I, Start, Number: Integer;
  Four: TIhuyiBytes;
begin
  Result := '';
  I := 1;
  Start := 1;
  while I <= Length(S) do
  begin
    if (Ord(S[I]) >= $D800) and (Ord(S[I]) <= $DBFF) and (I < Length(S)) then
    begin
      Number := ((Ord(S[I]) and $3FF) shl 10) + (Ord(S[I + 1]) and $3FF) + FirstBeyond;
      SetLength(Four, 4);
      Four[4] := AnsiChar($30 + (Number mod 10));
      Four[3] := AnsiChar($81 + (Number div 10) mod 126);
      Four[2] := AnsiChar($30 + (Number div 1260) mod 10);
      Four[1] := AnsiChar($81 + (Number div 12600));
      Result := Result + Narrowed(Copy(S, Start, I - Start), PageGbk) + Four;
      Inc(I);
      Start := I + 1;
    end;
    Inc(I);
  end;
  Result := Result + Narrowed(Copy(S, Start, MaxInt), PageGbk);
end;

function FromFours(const S: TIhuyiBytes): TIhuyiWide;
var
  I, Start, Number: Integer;
begin
  Result := '';
  I := 1;
  Start := 1;
  while I <= Length(S) do
  begin
    if (Ord(S[I]) >= $90) and (I + 3 <= Length(S)) and (S[I + 1] >= '0') and (S[I + 1] <= '9') then
    begin
      Number := (((Ord(S[I]) - $81) * 10 + Ord(S[I + 1]) - $30) * 126 + Ord(S[I + 2]) - $81) * 10 + Ord(S[I + 3]) - $30 - FirstBeyond;
      Result := Result + Widened(Copy(S, Start, I - Start), PageGbk) + WideChar($D800 + (Number shr 10)) + WideChar($DC00 + (Number and $3FF));
      Inc(I, 3);
      Start := I + 1;
    end
    else if Ord(S[I]) >= $81 then
      Inc(I);
    Inc(I);
  end;
  Result := Result + Widened(Copy(S, Start, MaxInt), PageGbk);
end;

function ToPage(const S: TIhuyiWide; Page: Cardinal): TIhuyiBytes;
begin
  if (Page = PageGb18030) and not IsValidCodePage(Page) then
    Result := ToFours(S)
  else
    Result := Narrowed(S, Page);
end;

function FromPage(const S: TIhuyiBytes; Page: Cardinal): TIhuyiWide;
begin
  if (Page = PageGb18030) and not IsValidCodePage(Page) then
    Result := FromFours(S)
  else
    Result := Widened(S, Page);
end;
{$ELSE}
{ Free Pascal does this by the unit cwstring, which the program has to use. }
function ToPage(const S: TIhuyiWide; Page: Cardinal): TIhuyiBytes;
begin
  Result := '';
  if S <> '' then
    WideStringManager.Unicode2AnsiMoveProc(PUnicodeChar(S), Result, Page, Length(S));
  { These are the program's bytes or the library's; nothing is to convert them again. }
  SetCodePage(Result, CP_ACP, False);
end;

function FromPage(const S: TIhuyiBytes; Page: Cardinal): TIhuyiWide;
begin
  Result := '';
  if S <> '' then
    WideStringManager.Ansi2UnicodeMoveProc(PAnsiChar(S), Page, Result, Length(S));
end;
{$ENDIF}

function IsUtf8(const Charset: string): Boolean;
begin
  Result := SameText(Charset, 'utf-8') or (Charset = '');
end;

function EncodeWide(const S: TIhuyiWide; const Charset: string; out Ok: Boolean): TIhuyiBytes;
var
  Page: Cardinal;
begin
  Ok := True;
  if IsUtf8(Charset) then
  begin
    Result := EncodeUtf8(S);
    Exit;
  end;
  Page := CodePage(Charset);
  Result := '';
  if Page <> 0 then
    Result := ToPage(S, Page);
  { The system writes a question mark for what a charset lacks; the way back shows it. }
  Ok := (Page <> 0) and (FromPage(Result, Page) = S);
end;

function DecodeWide(const S: TIhuyiBytes; const Charset: string): TIhuyiWide;
var
  Page: Cardinal;
begin
  Page := CodePage(Charset);
  if IsUtf8(Charset) or (Page = 0) then
    Result := DecodeUtf8(S)
  else
    Result := FromPage(S, Page);
end;

{ ---- The program's strings ---- }

{$IFNDEF UNICODE}
{ Whether bytes go through as they are. }
function PassesThrough(const Charset: string): Boolean;
begin
  Result := (Charset = '') or (IhuyiHostCharset = '') or SameText(Charset, IhuyiHostCharset);
end;
{$ENDIF}

function IhuyiEncode(const S, Charset: string; out Ok: Boolean): TIhuyiBytes;
var
  I: Integer;
begin
  Ok := True;
{$IFDEF UNICODE}
  Result := EncodeWide(S, Charset, Ok);
{$ELSE}
  if PassesThrough(Charset) then
    Result := S
  else
    Result := EncodeWide(DecodeWide(S, IhuyiHostCharset), Charset, Ok);
{$ENDIF}
  { For C a text ends at its first NUL, and what follows would be lost without a word. As U+0001 it goes on, and the library refuses
    that with its own words: it is a control character as NUL is. }
  for I := 1 to Length(Result) do
    if Result[I] = #0 then
      Result[I] := #1;
end;

function IhuyiLacking(const S, Charset: string): string;
var
  Wide, One: TIhuyiWide;
  I, Units: Integer;
  Code: Cardinal;
  Ok: Boolean;
begin
  Result := '';
{$IFDEF UNICODE}
  Wide := S;
{$ELSE}
  if PassesThrough(Charset) then
    Exit;
  Wide := DecodeWide(S, IhuyiHostCharset);
{$ENDIF}
  I := 1;
  while (Result = '') and (I <= Length(Wide)) do
  begin
    Code := Ord(Wide[I]);
    Units := 1;
    if (Code >= $D800) and (Code <= $DBFF) and (I < Length(Wide)) then
    begin
      Code := $10000 + ((Code - $D800) shl 10) + (Cardinal(Ord(Wide[I + 1])) and $3FF);
      Units := 2;
    end;
    One := Copy(Wide, I, Units);
    EncodeWide(One, Charset, Ok);
    if not Ok then
      Result := 'U+' + IntToHex(Integer(Code), 4);
    Inc(I, Units);
  end;
end;

function IhuyiDecode(P: PAnsiChar; const Charset: string): string;
var
  Bytes: AnsiString;
{$IFNDEF UNICODE}
  Ok: Boolean;
{$ENDIF}
begin
  SetString(Bytes, P, StrLen(P));
{$IFDEF UNICODE}
  Result := DecodeWide(Bytes, Charset);
{$ELSE}
  if PassesThrough(Charset) then
    Result := Bytes
  else
    Result := EncodeWide(DecodeWide(Bytes, Charset), IhuyiHostCharset, Ok);
{$ENDIF}
end;

function HostChar(Code: Word): string;
{$IFDEF UNICODE}
begin
  Result := Char(Code);
end;
{$ELSE}
var
  Wide: TIhuyiWide;
begin
  Wide := WideChar(Code);
  {$IFDEF MSWINDOWS}
  Result := AnsiString(Wide);
  {$ELSE}
  Result := EncodeUtf8(Wide);
  {$ENDIF}
end;
{$ENDIF}

function IhuyiSentence(const Template: string; const Args: array of string): string;
var
  I: Integer;
begin
  Result := '';
  I := 1;
  while I <= Length(Template) do
  begin
    if (Template[I] = '%') and (I < Length(Template)) then
    begin
      Inc(I);
      Result := Result + Args[Ord(Template[I]) - Ord('1')];
    end
    else if (Template[I] = '\') and (I + 5 <= Length(Template)) then
    begin
      Result := Result + HostChar(Word(StrToInt('$' + Copy(Template, I + 2, 4))));
      Inc(I, 5);
    end
    else
      Result := Result + Template[I];
    Inc(I);
  end;
end;

{$IFNDEF UNICODE}
{$IFDEF MSWINDOWS}
procedure FindHostCharset;
var
  Page: Cardinal;
begin
  { Lazarus programs hold UTF-8 on every Windows. }
  Page := {$IFDEF FPC}DefaultSystemCodePage{$ELSE}GetACP{$ENDIF};
  case Page of
    936, 54936: IhuyiHostCharset := 'gbk';
    950: IhuyiHostCharset := 'Big5';
    932: IhuyiHostCharset := 'Shift_JIS';
    949: IhuyiHostCharset := 'EUC-KR';
    874, 1250..1258: IhuyiHostCharset := 'windows-' + IntToStr(Page);
    65001: IhuyiHostCharset := 'utf-8';
  end;
end;

initialization
  FindHostCharset;
{$ENDIF}
{$ENDIF}
end.
