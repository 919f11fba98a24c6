#include "report.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <stdarg.h>
#include <stdio.h>

static LONG failed;

void report(const char *name, int holds, const char *format, ...)
{
    char why[512], line[1024];
    va_list words;
    int length;

    va_start(words, format);
    vsnprintf(why, sizeof why, format, words);
    va_end(words);
    if (holds) length = snprintf(line, sizeof line, "ok - %s\n", name);
    else length = snprintf(line, sizeof line, "not ok - %s: %s\n", name, why);
    if (!holds) InterlockedIncrement(&failed);
    /* In one piece, and out of the process before anything can end it. */
    fwrite(line, 1, (size_t)length, stdout);
    fflush(stdout);
}

int report_finish(void)
{
    /* Who counts the lines must know that these are all. */
    puts("# end");
    fflush(stdout);
    return failed != 0;
}
