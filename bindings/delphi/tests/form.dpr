{ The example's form VerifyForm with a user who does what standard input says, a line at a time, and tells what the form shows after each.
  form FOLDER PURPOSE; FOLDER has VerifyForm.dfm. Lines: type EDIT TEXT, click BUTTON, tick TIMES. Answers are as tests/Line.pas has them. }
program form;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads, cwstring,{$ENDIF} {$IFDEF MSWINDOWS}Windows,{$ENDIF} SysUtils, Classes, Forms, Controls, StdCtrls, ExtCtrls, VerifyForm,
  Line;

function Utf8(const S: string): RawByteString;
begin
{$IF Defined(UNICODE) or Defined(MSWINDOWS)}
  Result := UTF8Encode(UnicodeString(S));
{$ELSE}
  Result := S;
{$IFEND}
end;

{ What the picture is as the system sees it: width and height; on Linux, that it is one. }
function Size(Image: TImage): string;
{$IFDEF MSWINDOWS}
var
  Info: Windows.TBitmap;
begin
  FillChar(Info, SizeOf(Info), 0);
  if GetObject(Image.Picture.Bitmap.Handle, SizeOf(Info), @Info) = 0 then
    Result := 'none'
  else
    Result := string(IntToStr(Info.bmWidth) + 'x' + IntToStr(Info.bmHeight));
end;
{$ELSE}
begin
  Result := 'none';
  if Image.Picture.Bitmap.Handle <> 0 then
    Result := 'png';
end;
{$ENDIF}

procedure Tell(Form: TForm);
var
  Button: TButton;
begin
  Button := Form.FindComponent('SendButton') as TButton;
  WriteLn('status=' + Escaped(Utf8((Form.FindComponent('StatusLabel') as TLabel).Caption)) + '&send=' + Escaped(Utf8(Button.Caption)) +
    '&enabled=' + IntToStr(Ord(Button.Enabled)) + '&picture=' + IntToStr(Ord((Form.FindComponent('PicturePanel') as TPanel).Visible)) +
    '&size=' + AnsiString(Size(Form.FindComponent('PictureImage') as TImage)) + '&modal=' + IntToStr(Form.ModalResult));
  Flush(Output);
end;

{ The next word, cut from the line. }
function Word(var Asked: AnsiString): AnsiString;
var
  Blank: Integer;
begin
  Blank := Pos(AnsiString(' '), Asked + ' ');
  Result := Copy(Asked, 1, Blank - 1);
  Delete(Asked, 1, Blank);
end;

procedure Follow(Form: TForm);
var
  Asked, Verb: AnsiString;
  I: Integer;
begin
  Tell(Form);
  while (Form.ModalResult = mrNone) and not Eof(Input) do
  begin
    ReadLn(Input, Asked);
    Verb := Word(Asked);
    if Verb = 'type' then
      (Form.FindComponent(string(Word(Asked))) as TEdit).Text := string(Asked)
    else if Verb = 'click' then
      (Form.FindComponent(string(Word(Asked))) as TButton).Click
    else if Verb = 'tick' then
      for I := 1 to StrToInt(string(Asked)) do
        (Form.FindComponent('WaitTimer') as TTimer).Tick
    else
      raise Exception.Create('no such line');
    Tell(Form);
  end;
end;

var
  Mobile: string;
  Passed: Boolean;

begin
  SetTextLineEnding(Output, #10);
  DfmFile := string(ParamStr(1)) + PathDelim + 'VerifyForm.dfm';
  User := Follow;
  Passed := VerifyMobile(string(ParamStr(2)), Mobile);
  WriteLn('passed=' + IntToStr(Ord(Passed)) + '&mobile=' + Escaped(Utf8(Mobile)));
end.
