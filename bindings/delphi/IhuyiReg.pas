{ Puts TIhuyiClient on the component palette. For a design-time package; programs do not use it. }
unit IhuyiReg;

{$IFDEF FPC}
  {$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
{$ENDIF}
{$H+}

interface

procedure Register;

implementation

uses
  Classes, Ihuyi;

procedure Register;
begin
  RegisterComponents('Ihuyi', [TIhuyiClient]);
end;

end.
