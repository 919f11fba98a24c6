/*
 * Copies standard input to standard output byte for byte, and tells on standard error what a Windows program sees of its surroundings:
 * its pointers' bits, the code page, the current folder, the variables named IHUYI_MIRROR and MIRROR, and its arguments but the first, in
 * UTF-8, one a line. The first argument is its exit status.
 */
#include <windows.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <shellapi.h>

static void say_wide(const wchar_t *text)
{
    char bytes[4096];

    if (WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL) == 0) bytes[0] = '\0';
    fprintf(stderr, "%s\n", bytes);
}

static void say_variable(const wchar_t *name)
{
    wchar_t value[1024];

    SetLastError(0);
    say_wide(GetEnvironmentVariableW(name, value, 1024) != 0 || GetLastError() == 0 ? value : L"(none)");
}

int main(void)
{
    int count, i, status;
    size_t n;
    char buffer[4096];
    wchar_t folder[MAX_PATH];
    wchar_t **arguments = CommandLineToArgvW(GetCommandLineW(), &count);

    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
    _setmode(_fileno(stderr), _O_BINARY);
    fprintf(stderr, "%d\n%u\n", (int)sizeof(void *) * 8, GetACP());
    GetCurrentDirectoryW(MAX_PATH, folder);
    say_wide(folder);
    say_variable(L"IHUYI_MIRROR");
    say_variable(L"MIRROR");
    for (i = 2; i < count; i++) say_wide(arguments[i]);
    fflush(stderr);
    /* What has come goes out at once: a caller may wait for it before it gives more. */
    for (;;) {
        n = (size_t)_read(_fileno(stdin), buffer, sizeof buffer);
        if (n == 0 || n > sizeof buffer) break;
        fwrite(buffer, 1, n, stdout);
        fflush(stdout);
    }
    status = count > 1 ? _wtoi(arguments[1]) : 0;
    return status;
}
