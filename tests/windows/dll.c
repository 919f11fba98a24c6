#include "dll.h"

#include <stdio.h>
#include <stdlib.h>

#define DEFINE(type, name, arguments) type(IHUYI_CALL *dll_##name) arguments;
IHUYI_POINTERS(DEFINE)

#define ENTRY(type, name, arguments) { #name, (FARPROC *)&dll_##name },
const dll_function dll_functions[IHUYI_FUNCTIONS] = { IHUYI_POINTERS(ENTRY) };

HMODULE dll_load(void)
{
    static wchar_t path[4096];
    DWORD length = GetEnvironmentVariableW(L"IHUYI_LIBRARY", path, sizeof path / sizeof *path);
    HMODULE module;
    int i;

    if (length == 0 || length >= sizeof path / sizeof *path) {
        fprintf(stderr, "IHUYI_LIBRARY does not name the DLL\n");
        exit(3);
    }
    module = LoadLibraryW(path);
    if (module == NULL) {
        fprintf(stderr, "%ls was not loaded: error %lu\n", path, (unsigned long)GetLastError());
        exit(3);
    }
    for (i = 0; i < IHUYI_FUNCTIONS; i++) {
        *dll_functions[i].pointer = GetProcAddress(module, dll_functions[i].name);
        if (*dll_functions[i].pointer == NULL) {
            fprintf(stderr, "%ls has no %s\n", path, dll_functions[i].name);
            exit(3);
        }
    }
    return module;
}

const char *dll_path(HMODULE module)
{
    static char path[8192];
    wchar_t wide[4096];
    DWORD length = GetModuleFileNameW(module, wide, sizeof wide / sizeof *wide);

    if (length == 0 || length >= sizeof wide / sizeof *wide) return "";
    if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, path, sizeof path, NULL, NULL) == 0) return "";
    return path;
}
