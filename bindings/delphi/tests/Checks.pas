{ Counts what holds and what does not: `ok - name`, `not ok - name`. }
unit Checks;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}

interface

uses
  SysUtils, Ihuyi;

procedure Check(const Name: string; Holds: Boolean);
procedure Same(const Name, Found, Wanted: string); overload;
procedure Same(const Name: string; Found, Wanted: Int64); overload;

{ What was raised, by its class, its code and its outcome. }
procedure Raised(const Name: string; E: Exception; Wanted: ExceptClass; Code: Integer; Outcome: TIhuyiOutcome);
procedure NotRaised(const Name: string);

implementation

procedure Check(const Name: string; Holds: Boolean);
begin
  if Holds then
    WriteLn('ok - ', Name)
  else
    WriteLn('not ok - ', Name);
end;

procedure Same(const Name, Found, Wanted: string);
begin
  if Found = Wanted then
    WriteLn('ok - ', Name)
  else
    WriteLn('not ok - ', Name, ': expected ', Wanted, ', found ', Found);
end;

procedure Same(const Name: string; Found, Wanted: Int64);
begin
  Same(Name, string(IntToStr(Found)), string(IntToStr(Wanted)));
end;

procedure Raised(const Name: string; E: Exception; Wanted: ExceptClass; Code: Integer; Outcome: TIhuyiOutcome);
begin
  if (E.ClassType = Wanted) and (E is EIhuyi) and (EIhuyi(E).Code = Code) and (EIhuyi(E).Outcome = Outcome) then
    WriteLn('ok - ', Name)
  else
    WriteLn('not ok - ', Name, ': expected ', Wanted.ClassName, ', found ', E.ClassName, ': ', E.Message);
end;

procedure NotRaised(const Name: string);
begin
  WriteLn('not ok - ', Name, ': nothing was raised');
end;

end.
