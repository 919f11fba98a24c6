{ The state of the floating-point unit, kept and restored around each call.

  Delphi lets floating-point exceptions through, and C libraries are written for a processor that does not. Not done with Set8087CW
  or SetExceptionMask, because they write Default8087CW, from which other threads start while a call is waiting for its answer. }
unit IhuyiFpu;

{$IFDEF FPC}
  {$IFDEF UNICODE}{$MODE DELPHIUNICODE}{$ELSE}{$MODE DELPHI}{$ENDIF}
  {$ASMMODE INTEL}
{$ELSE}
  {$WARN UNSAFE_TYPE OFF}{$WARN UNSAFE_CODE OFF}{$WARN UNSAFE_CAST OFF}
{$ENDIF}
{$H+}

interface

type
  { The x87 control word and MXCSR of one thread. }
  TIhuyiFpu = record
    Control: Word;
    Padding: Word;
    Mxcsr: Cardinal;
  end;

procedure IhuyiFpuMask(out Saved: TIhuyiFpu);
procedure IhuyiFpuRestore(var Saved: TIhuyiFpu);

implementation

{ The address of the record comes in EAX on 32-bit x86 (Delphi's register convention), in RCX on 64-bit Windows and in RDI on other
  64-bit x86. }
{$IF Defined(CPUX64) or Defined(CPUX86_64)}
  {$IFDEF MSWINDOWS}
procedure StoreFpu(var Fpu: TIhuyiFpu); {$IFDEF FPC}assembler; nostackframe;{$ENDIF}
asm
  FNSTCW WORD PTR [RCX]
  STMXCSR DWORD PTR [RCX + 4]
end;

procedure LoadFpu(var Fpu: TIhuyiFpu); {$IFDEF FPC}assembler; nostackframe;{$ENDIF}
asm
  FNCLEX
  FLDCW WORD PTR [RCX]
  LDMXCSR DWORD PTR [RCX + 4]
end;
  {$ELSE}
procedure StoreFpu(var Fpu: TIhuyiFpu); {$IFDEF FPC}assembler; nostackframe;{$ENDIF}
asm
  FNSTCW WORD PTR [RDI]
  STMXCSR DWORD PTR [RDI + 4]
end;

procedure LoadFpu(var Fpu: TIhuyiFpu); {$IFDEF FPC}assembler; nostackframe;{$ENDIF}
asm
  FNCLEX
  FLDCW WORD PTR [RDI]
  LDMXCSR DWORD PTR [RDI + 4]
end;
  {$ENDIF}
{$ELSE}
  {$IF Defined(CPU386) or Defined(CPUX86)}
procedure StoreFpu(var Fpu: TIhuyiFpu); {$IFDEF FPC}assembler; nostackframe;{$ENDIF}
asm
  FNSTCW WORD PTR [EAX]
  STMXCSR DWORD PTR [EAX + 4]
end;

procedure LoadFpu(var Fpu: TIhuyiFpu); {$IFDEF FPC}assembler; nostackframe;{$ENDIF}
asm
  FNCLEX
  FLDCW WORD PTR [EAX]
  LDMXCSR DWORD PTR [EAX + 4]
end;
  {$ELSE}
{ Processors without these registers leave the exceptions masked. }
procedure StoreFpu(var Fpu: TIhuyiFpu);
begin
  FillChar(Fpu, SizeOf(Fpu), 0);
end;

procedure LoadFpu(var Fpu: TIhuyiFpu);
begin
end;
  {$IFEND}
{$IFEND}

procedure IhuyiFpuMask(out Saved: TIhuyiFpu);
var
  Masked: TIhuyiFpu;
begin
  StoreFpu(Saved);
  Masked := Saved;
  Masked.Control := Masked.Control or $3F;
  { The six masks; the six flags below them are cleared, or the next operation of the program would be blamed for them. }
  Masked.Mxcsr := (Masked.Mxcsr or $1F80) and not Cardinal($3F);
  LoadFpu(Masked);
end;

procedure IhuyiFpuRestore(var Saved: TIhuyiFpu);
begin
  LoadFpu(Saved);
end;

end.
