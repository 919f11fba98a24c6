{ What needs a library that does as it is told: the class of each family, and the floating-point unit. probe LIBRARY }
program probe;

{$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
{$ASMMODE INTEL}

uses
  SysUtils, Math, Ihuyi, IhuyiApi, Checks;

const
  Classes: array[0..15] of ExceptClass = (EIhuyi, EIhuyiAccount, EIhuyiBalance, EIhuyiNumber, EIhuyiContent, EIhuyiTemplate,
    EIhuyiLimit, EIhuyiGateway, EIhuyiArgument, EIhuyiSetting, EIhuyiNetwork, EIhuyiOutcomeUnknown, EIhuyiInternal, EIhuyiVerify,
    EIhuyiStore, EIhuyi);

var
  Client: TIhuyiClient;

procedure Families;
var
  Family: Integer;
  Name: string;
begin
  { 15 is a family that this binding does not know. }
  for Family := Low(Classes) to High(Classes) do
  begin
    Name := 'the class of family ' + string(IntToStr(Family));
    try
      Client.Send(string(IntToStr(Family)), '');
      NotRaised(Name);
    except
      on E: EIhuyi do
      begin
        Raised(Name, E, Classes[Family], 4999, ioRefused);
        Same('E.Family ' + string(IntToStr(Family)), E.Family, Family);
      end;
    end;
  end;
  try
    IhuyiSend('', '', '-1', '');
    NotRaised('a family below all');
  except
    on E: EIhuyi do
      Raised('a family below all', E, EIhuyi, 4999, ioRefused);
  end;
end;

procedure FloatingPoint;
var
  R: TIhuyiResult;
  Control: Word;
  Mxcsr: Cardinal;
  Mask: TFPUExceptionMask;
  Zero: Double;
begin
  { As a Delphi program has it: a division by zero raises. }
  Mask := SetExceptionMask([exDenormalized, exUnderflow, exPrecision]);
  Control := Get8087CW;
  Mxcsr := GetMXCSR;
  R := Client.Segments('');
  Same('all six exceptions of the x87 unit are masked in the call', R.Segments, $3F);
  Same('all six exceptions of the SSE unit are masked in the call', R.Characters, $1F80);
  Same('the x87 control word afterwards', Get8087CW, Control);
  Same('MXCSR afterwards', GetMXCSR, Mxcsr);
  Same('where new threads start from', Default8087CW, Control);
  Zero := R.Code;
  try
    Zero := 1 / Zero;
    Check('a division by zero in the program still raises', IsNan(Zero));
  except
    on E: EZeroDivide do
      Check('a division by zero in the program still raises', True);
  end;
  SetExceptionMask(Mask);
end;

begin
  IhuyiLoad(ParamStr(1));
  Same('the library that IhuyiLoad was told', IhuyiLibraryFile, string(ParamStr(1)));
  Client := TIhuyiClient.Create(nil);
  try
    Families;
    FloatingPoint;
  finally
    Client.Free;
  end;
end.
