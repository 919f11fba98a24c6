{ What is said when the library cannot be had. loading [LIBRARY] }
program loading;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

uses
  {$IFDEF UNIX}{$IFDEF UNICODE}cwstring,{$ENDIF}{$ENDIF} SysUtils, Ihuyi, IhuyiApi;

begin
{$IFDEF UNIX}{$IFDEF UNICODE}
  SetMultiByteConversionCodePage(CP_UTF8);
{$ENDIF}{$ENDIF}
  try
    IhuyiLoad(ParamStr(1));
    WriteLn('loaded ', IhuyiLibraryFile, ' ', IhuyiVersion);
  except
    on E: EIhuyiLibrary do
    begin
      WriteLn(E.Message);
      { It stays an error, and no call goes through. }
      try
        IhuyiStrError(2);
        WriteLn('called after all');
      except
        on EIhuyiLibrary do
          ExitCode := 1;
      end;
    end;
  end;
end.
