/* ends WAY: loads the DLL, uses it from sixteen threads, and ends in one of the ways in which programs end. Exit status 77 when all went as it
   should, so that no crash and no other end can look like it. */
#include "dll.h"

#include <process.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 16, WELL = 77, WRONG = 1 };

static HMODULE module;
static ihuyi_client *client;
/* How many calls were answered, and whether the threads are to go on for ever. */
static volatile LONG answered, next_number, for_ever;

static void wrong(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
static void wrong(const char *format, ...)
{
    va_list words;

    va_start(words, format);
    vfprintf(stderr, format, words);
    va_end(words);
    fputc('\n', stderr);
    fflush(stderr);
    TerminateProcess(GetCurrentProcess(), WRONG);
    abort();
}

/* One message by the handle or by the default client, to a number of its own. */
static void send_one(int by_handle)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    char mobile[16];
    int32_t code;

    sprintf(mobile, "138%08ld", (long)InterlockedIncrement(&next_number));
    code = by_handle ? ihuyi_submit(client, "sms", mobile, "sixteen threads", NULL, NULL, &result)
                     : ihuyi_send("C00000000", "0123456789abcdef0123456789abcdef", mobile, "sixteen threads", &result);
    if (code != IHUYI_ACCEPTED) wrong("%s: %d %s", mobile, (int)code, result.message);
    InterlockedIncrement(&answered);
}

static unsigned __stdcall use(void *context)
{
    const int by_handle = context != NULL;

    do {
        send_one(by_handle);
        if (ihuyi_strerror(2)[0] == '\0') wrong("no words");
    } while (for_ever);
    return 0;
}

static HANDLE threads[THREADS];

static void start_threads(void)
{
    int i;

    for (i = 0; i < THREADS; i++) {
        threads[i] = (HANDLE)_beginthreadex(NULL, 0, use, i % 2 ? client : NULL, 0, NULL);
        if (threads[i] == NULL) wrong("thread %d did not start", i);
    }
}

static void join_threads(void)
{
    int i;

    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    for (i = 0; i < THREADS; i++) CloseHandle(threads[i]);
}

/* Until every thread has had an answer on average, so that the end falls into the midst of it. */
static void wait_for_answers(void)
{
    while (answered < THREADS) Sleep(1);
}

static void use_from_threads(void)
{
    start_threads();
    join_threads();
    if (answered != THREADS) wrong("%ld answers", (long)answered);
    answered = 0;
}

/* Loaded still, and at the same place, whoever has freed it. */
static void still_there(void)
{
    HMODULE now = NULL;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, L"ihuyi.dll", &now) || now != module) wrong("it was unloaded");
}

static void free_often(int times)
{
    int i;

    for (i = 0; i < times; i++) FreeLibrary(module);
    still_there();
}

static unsigned __stdcall end_process(void *context)
{
    (void)context;
    wait_for_answers();
    ExitProcess(WELL);
    return 0;
}

static void at_exit(void)
{
    /* The C runtime calls this; the library has to work until the process is gone. */
    send_one(1);
    ihuyi_client_free(client);
}

/* ---- The ways */

static int plain(void)
{
    use_from_threads();
    ihuyi_client_free(client);
    return WELL;
}

/* Neither waited for nor freed: as most programs of beginners end. */
static int return_while_sending(void)
{
    for_ever = 1;
    start_threads();
    wait_for_answers();
    return WELL;
}

static int exit_while_sending(void)
{
    for_ever = 1;
    start_threads();
    wait_for_answers();
    ExitProcess(WELL);
    return WRONG;
}

static int exit_in_a_thread(void)
{
    for_ever = 1;
    start_threads();
    if (_beginthreadex(NULL, 0, end_process, NULL, 0, NULL) == 0) wrong("the last thread did not start");
    /* Again and again: what wakes this thread while the process ends must not end it another way. */
    for (;;) Sleep(INFINITE);
}

static int freed_before(void)
{
    use_from_threads();
    /* More often than it was loaded. */
    free_often(3);
    use_from_threads();
    return WELL;
}

static int freed_while_sending(void)
{
    for_ever = 1;
    start_threads();
    wait_for_answers();
    free_often(2);
    answered = 0;
    wait_for_answers();
    for_ever = 0;
    join_threads();
    return WELL;
}

static int loaded_again(void)
{
    int i;

    for (i = 0; i < 50; i++) {
        FreeLibrary(module);
        still_there();
        if (dll_load() != module) wrong("it came back elsewhere");
        if (i % 10 == 0) use_from_threads();
    }
    return WELL;
}

static int many_threads(void)
{
    int i;

    /* Threads come and go, each with its own first call and its own end. */
    for (i = 0; i < 12; i++) use_from_threads();
    FreeLibrary(module);
    use_from_threads();
    return WELL;
}

static int used_at_exit(void)
{
    use_from_threads();
    if (atexit(at_exit) != 0) wrong("no atexit");
    return WELL;
}

/* ---- Slips, which must be seen */

static int crash(void)
{
    use_from_threads();
    *(volatile int *)(uintptr_t)8 = 1;
    return WELL;
}

static int hang(void)
{
    use_from_threads();
    Sleep(INFINITE);
    return WELL;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } ways[] = {
        { "plain", plain }, { "return-while-sending", return_while_sending }, { "exit-while-sending", exit_while_sending },
        { "exit-in-a-thread", exit_in_a_thread }, { "freed-before", freed_before }, { "freed-while-sending", freed_while_sending },
        { "loaded-again", loaded_again }, { "many-threads", many_threads }, { "used-at-exit", used_at_exit }, { "crash", crash }, { "hang", hang },
    };
    size_t i;

    module = dll_load();
    client = ihuyi_client_new(NULL);
    ihuyi_client_set(client, "account", "C00000000", NULL);
    ihuyi_client_set(client, "apikey", "0123456789abcdef0123456789abcdef", NULL);
    for (i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (count == 2 && strcmp(ways[i].name, arguments[1]) == 0) return ways[i].run();
    }
    wrong("no such way to end");
}
