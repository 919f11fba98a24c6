"""Whether Windows 7 SP1 has a DLL and a function.

No list of Windows 7's exports is to be had here, so three things are put together: the DLLs it ships; names known to have come later; and the
declarations of mingw-w64's headers, which hide most of what is newer than the Windows they are told to be for. What no header declares
has to stand in one of the lists below, each of which was judged name by name."""

import re
import subprocess
import tempfile
from pathlib import Path

DLLS = {
    "advapi32.dll", "bcrypt.dll", "bcryptprimitives.dll", "crypt32.dll", "iphlpapi.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll",
    "ole32.dll", "oleaut32.dll", "psapi.dll", "secur32.dll", "shell32.dll", "user32.dll", "userenv.dll", "ws2_32.dll",
}  # fmt: skip
# Windows 8 and later, by what is known to ask for them (Rust's standard library, runtimes of C, bindings of COM); some of them
# mingw-w64's headers declare for every Windows.
LATER = {
    "AddDllDirectory": "an update of Windows 7 only", "RemoveDllDirectory": "an update of Windows 7 only",
    "SetDefaultDllDirectories": "an update of Windows 7 only", "ProcessPrng": "Windows 10",
    "CoDecrementMTAUsage": "Windows 8", "CoIncrementMTAUsage": "Windows 8", "CopyFile2": "Windows 8", "CreateFile2": "Windows 8",
    "GetAddrInfoExCancel": "Windows 8", "GetAddrInfoExOverlappedResult": "Windows 8",
    "GetCurrentThreadStackLimits": "Windows 8", "GetCurrentPackageId": "Windows 8", "GetFirmwareType": "Windows 8",
    "GetHostNameW": "Windows 8", "GetOverlappedResultEx": "Windows 8", "GetProcessInformation": "Windows 8",
    "GetProcessMitigationPolicy": "Windows 8", "GetSystemCpuSetInformation": "Windows 10",
    "GetSystemTimePreciseAsFileTime": "Windows 8", "GetTempPath2A": "Windows 10", "GetTempPath2W": "Windows 10",
    "GetThreadDescription": "Windows 10", "GetThreadInformation": "Windows 8", "IsWow64Process2": "Windows 10",
    "NtAssociateWaitCompletionPacket": "Windows 8", "NtCancelWaitCompletionPacket": "Windows 8",
    "NtCreateWaitCompletionPacket": "Windows 8", "PathAllocCombine": "Windows 8", "PathCchCombineEx": "Windows 8",
    "PrefetchVirtualMemory": "Windows 8", "QueryInterruptTimePrecise": "Windows 10", "QueryUnbiasedInterruptTimePrecise": "Windows 10",
    "RoGetActivationFactory": "Windows 8", "RoGetAgileReference": "Windows 8", "RoOriginateError": "Windows 8",
    "RoOriginateErrorW": "Windows 8", "RtlWaitOnAddress": "Windows 8", "RtlWakeAddressAll": "Windows 8",
    "RtlWakeAddressSingle": "Windows 8", "SetProcessMitigationPolicy": "Windows 8", "SetThreadDescription": "Windows 10",
    "SetThreadInformation": "Windows 8", "VirtualAlloc2": "Windows 10", "VirtualAllocFromApp": "Windows 10",
    "WSAGetUdpSendMessageSize": "Windows 10", "WaitOnAddress": "Windows 8", "WakeByAddressAll": "Windows 8",
    "WakeByAddressSingle": "Windows 8", "WindowsCreateString": "Windows 8", "WindowsDeleteString": "Windows 8",
}  # fmt: skip
# In ntdll since Windows XP or 7 and declared in no header, or only in a driver's; SystemFunction036 is RtlGenRandom's exported name.
UNDECLARED = {
    "ntdll.dll": {
        "NtCancelIoFileEx", "NtCreateFile", "NtCreateKeyedEvent", "NtCreateNamedPipeFile", "NtDeviceIoControlFile", "NtOpenFile",
        "NtReadFile", "NtReleaseKeyedEvent", "NtWaitForKeyedEvent", "NtWriteFile", "RtlCaptureContext", "RtlGetVersion",
        "RtlLookupFunctionEntry", "RtlNtStatusToDosError", "RtlUnwindEx", "RtlVirtualUnwind",
    },
    "advapi32.dll": {"SystemFunction036"},
}  # fmt: skip
# The C runtime that is part of Windows: names that it has had since Windows 2000 or XP. Everything newer came in DLLs of Visual C++'s own.
RUNTIME = {
    "__C_specific_handler", "__CxxFrameHandler", "___lc_codepage_func", "___mb_cur_max_func", "__getmainargs", "__initenv", "__iob_func",
    "__lconv_init", "__p__acmdln", "__p__commode", "__p__fmode", "__p___initenv", "__set_app_type", "__setusermatherr", "__wgetmainargs", "_acmdln",
    "_amsg_exit", "_assert", "_beginthreadex", "_cexit", "_commode", "_endthreadex", "_errno", "_exit", "_fdopen", "_fileno", "_fmode",
    "_fpreset", "_get_osfhandle", "_initterm", "_iob", "_isatty", "_localtime64", "_lock", "_mktime64", "_onexit", "_open_osfhandle",
    "_setjmp", "_setjmpex", "_setmode", "_snprintf", "_stricmp", "_strdup", "_strnicmp", "_time64", "_unlock", "_vsnprintf", "_wcsnicmp", "_write",
    "abort", "acos", "asin", "atan", "atoi", "calloc", "ceil", "cos", "exit", "exp", "fclose", "fflush", "floor", "fmod", "fopen",
    "fprintf", "fputc", "fputs", "fputwc", "free", "frexp", "fwrite", "getc", "getenv", "isspace", "localeconv", "localtime", "log", "log10", "longjmp", "malloc",
    "memchr", "memcmp", "memcpy", "memmove", "memset", "pow", "qsort", "realloc", "setlocale", "signal", "sin", "sqrt", "strchr",
    "strcmp", "strcpy", "strcspn", "strerror", "strlen", "strncmp", "strncpy", "strrchr", "strspn", "strstr", "strtol", "strtoul", "tan", "ungetc",
    "vfprintf", "wcscmp", "wcscpy", "wcslen", "wcsncmp", "wcsstr",
    # On 64 bit only, where the runtime has had the functions of floats since Windows XP; on 32 bit they are macros, and nothing imports them.
    "floorf", "sinf",
    # 64-bit division on 32 bit.
    "_except_handler3", "_ftol2", "_XcptFilter", "_controlfp",
}  # fmt: skip
HEADERS = (
    "winsock2.h ws2tcpip.h windows.h bcrypt.h ncrypt.h userenv.h tlhelp32.h psapi.h oleauto.h wincrypt.h objbase.h iphlpapi.h shlobj.h sspi.h aclapi.h "
    "winternl.h sddl.h"
).split()
COMPILERS = ("i686-w64-mingw32-gcc-win32", "x86_64-w64-mingw32-gcc-win32")


def refusal(dll, function):
    """Why Windows 7 SP1 has no such function, as far as lists know; None when they know nothing against it."""
    if dll.startswith(("api-ms-win-", "ext-ms-")):
        return "a DLL of Windows 8 and later, or of an update"
    if dll not in DLLS:
        return f"{dll} is not among the DLLs that Windows 7 ships and this library may use"
    if function in LATER:
        return LATER[function]
    if function.startswith("#"):
        return "by number, and numbers differ between releases"
    if dll == "msvcrt.dll" and function not in RUNTIME:
        return "not among the names that msvcrt.dll has had since Windows XP"
    return None


def undeclared(names):
    """Which of these functions the headers do not declare for Windows 7, for neither bitness."""
    program = ["#define SECURITY_WIN32", *(f"#include <{header}>" for header in HEADERS)]
    # A macro is no function: what the DLL exports has an address.
    program += [line for name in names for line in (f"#undef {name}", f"void *take_{name}(void) {{ return (void *){name}; }}")]
    missing = None
    for compiler in COMPILERS:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "names.c")
            source.write_text("\n".join(program) + "\n", encoding="utf-8")
            options = ["-D_WIN32_WINNT=0x0601", "-DWINVER=0x0601", "-DNTDDI_VERSION=0x06010000", "-fsyntax-only", "-fmax-errors=0", "-w"]
            result = subprocess.run([compiler, *options, source], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
        found = set(re.findall(r"error: '(\w+)' undeclared", result.stderr))
        other = [line for line in result.stderr.splitlines() if "error:" in line and "undeclared" not in line]
        if other:
            raise RuntimeError(f"{compiler}: {other[0]}")
        missing = found if missing is None else missing & found
    return missing


def refusals(lines):
    """What is wrong with the golden list's own lines."""
    pairs = [tuple(line.split("!")) for line in lines]
    problems = [f"{dll}!{function}: {why}" for dll, function in pairs if (why := refusal(dll, function))]
    # The runtime's names are judged by their own list: the headers declare them for every Windows.
    by_header = [f for dll, f in pairs if dll != "msvcrt.dll" and f not in UNDECLARED.get(dll, ()) and re.fullmatch(r"\w+", f)]
    missing = undeclared(sorted(set(by_header)))
    return problems + [f"{name}: the headers for Windows 7 do not declare it" for name in sorted(missing)]
