/* com_ends WAY: uses the COM object from sixteen threads and ends in one of the ways in which hosts end, COM uninitialised before the object
   is released among them. Exit status 77 when all went as it should, so that no crash and no other end can look like it. */
#include "com_client.h"

#include <process.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 16, WELL = 77, WRONG = 1, NO_CONNECTION = -202 };

static IDispatch *object;
static HMODULE module;
static volatile LONG answered, next_number, for_ever;
static HANDLE threads[THREADS];

/* Where it was, should it end as it should not: some ends leave no other word. */
static void step(const char *name)
{
    fprintf(stderr, "# %s\n", name);
    fflush(stderr);
}

/* Why a send was not accepted, in the library's own words. */
static const char *why_not(void)
{
    static char words[3072];
    VARIANT text;

    VariantInit(&text);
    if (FAILED(com_call(object, L"Message", DISPATCH_PROPERTYGET, NULL, 0, &text, NULL)) || text.vt != VT_BSTR ||
        WideCharToMultiByte(CP_UTF8, 0, text.bstrVal, -1, words, sizeof words, NULL, NULL) == 0) return "no words";
    return words;
}

static unsigned __stdcall use(void *own_apartment)
{
    /* A thread of a pool is in the multithreaded apartment, or in one of its own; the object is free-threaded and used as it is. */
    if (FAILED(CoInitializeEx(NULL, own_apartment ? COINIT_APARTMENTTHREADED : COINIT_MULTITHREADED))) wrong("no apartment");
    do {
        wchar_t mobile[16];
        LONG code;
        swprintf(mobile, 16, L"138%08ld", (long)InterlockedIncrement(&next_number));
        code = com_send(object, mobile, L"十六个线程");
        /* Seen once in some ten thousand sends, on a machine with five times as much to do as it can: Wine makes no connection to a port where
           somebody listens. Nothing has left then, so whoever sends may send again; what keeps it from sending does so twice. */
        if (code == NO_CONNECTION) {
            fprintf(stderr, "# %ls: %s\n", mobile, why_not());
            code = com_send(object, mobile, L"十六个线程");
        }
        if (code != 2 || com_long(object, L"Code") != 2) wrong("%ls: %ld %s", mobile, (long)code, why_not());
        InterlockedIncrement(&answered);
    } while (for_ever);
    CoUninitialize();
    return 0;
}

static void start_threads(void)
{
    int i;

    for (i = 0; i < THREADS; i++) {
        threads[i] = (HANDLE)_beginthreadex(NULL, 0, use, i % 2 ? threads : NULL, 0, NULL);
        if (threads[i] == NULL) wrong("thread %d did not start", i);
    }
}

static void join_threads(void)
{
    int i;

    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    for (i = 0; i < THREADS; i++) CloseHandle(threads[i]);
}

static void wait_for_answers(void)
{
    while (answered < THREADS) Sleep(1);
}

static void use_from_threads(void)
{
    answered = 0;
    start_threads();
    join_threads();
    if (answered != THREADS) wrong("%ld answers", (long)answered);
    step("used from the threads");
}

static void uninitialise(void)
{
    CoUninitialize();
    step("uninitialised");
}

static void still_there(void)
{
    HRESULT(WINAPI *can_unload)(void) = (HRESULT(WINAPI *)(void))(void (*)(void))GetProcAddress(module, "DllCanUnloadNow");

    if (com_module() != module) wrong("it was unloaded");
    if (can_unload == NULL || can_unload() != S_FALSE) wrong("it lets itself be unloaded");
}

static void unload_what_can_be(void)
{
    int i;

    for (i = 0; i < 3; i++) {
        CoFreeUnusedLibraries();
        CoFreeUnusedLibrariesEx(0, 0);
        still_there();
    }
}

/* ---- The ways */

static int in_order(void)
{
    use_from_threads();
    if (IDispatch_Release(object) != 0) wrong("references are left");
    unload_what_can_be();
    uninitialise();
    still_there();
    return WELL;
}

static int uninitialised_first(void)
{
    use_from_threads();
    uninitialise();
    still_there();
    if (IDispatch_Release(object) != 0) wrong("references are left");
    still_there();
    return WELL;
}

static int uninitialised_first_and_used(void)
{
    use_from_threads();
    uninitialise();
    use_from_threads();
    if (com_send(object, L"13900000000", L"COM 已经关闭") != 2) wrong("not accepted any more");
    IDispatch_Release(object);
    return WELL;
}

static int never_released(void)
{
    use_from_threads();
    uninitialise();
    return WELL;
}

static int nothing_undone(void)
{
    use_from_threads();
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

static int return_while_sending(void)
{
    for_ever = 1;
    start_threads();
    wait_for_answers();
    uninitialise();
    return WELL;
}

static int uninitialised_while_sending(void)
{
    for_ever = 1;
    start_threads();
    wait_for_answers();
    uninitialise();
    answered = 0;
    wait_for_answers();
    for_ever = 0;
    join_threads();
    IDispatch_Release(object);
    still_there();
    return WELL;
}

static int again_and_again(void)
{
    const DWORD apartments[] = { COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED };
    int i;

    IDispatch_Release(object);
    uninitialise();
    for (i = 0; i < 20; i++) {
        if (FAILED(CoInitializeEx(NULL, apartments[i % 2]))) wrong("no apartment");
        object = com_create();
        still_there();
        if (i % 5 == 0) use_from_threads();
        /* In both orders. */
        if (i % 4 < 2) IDispatch_Release(object);
        unload_what_can_be();
        uninitialise();
        if (i % 4 >= 2) IDispatch_Release(object);
    }
    return WELL;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } ways[] = {
        { "in-order", in_order }, { "uninitialised-first", uninitialised_first }, { "uninitialised-first-and-used", uninitialised_first_and_used },
        { "never-released", never_released }, { "nothing-undone", nothing_undone }, { "exit-while-sending", exit_while_sending },
        { "return-while-sending", return_while_sending }, { "uninitialised-while-sending", uninitialised_while_sending },
        { "again-and-again", again_and_again },
    };
    size_t i;

    if (count != 3) wrong("com_ends WAY sta|mta");
    if (FAILED(CoInitializeEx(NULL, strcmp(arguments[2], "sta") == 0 ? COINIT_APARTMENTTHREADED : COINIT_MULTITHREADED))) wrong("no COM");
    step("began");
    object = com_create();
    module = com_module();
    still_there();
    step("has an object");
    for (i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(ways[i].name, arguments[1]) == 0) return ways[i].run();
    }
    wrong("no such way to end");
}
