/* What OpenBulk returns: a list that several threads send from, that is closed under a thread that sends, that needs its maker no longer; and a row of
   half a text. */
#include "com_checks.h"

#include <process.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 20 };

static wchar_t journal[MAX_PATH + 64];

static IDispatch *open(IDispatch *object)
{
    VARIANT path = com_text(journal), result;
    com_error error;

    VariantInit(&result);
    if (FAILED(com_call(object, L"OpenBulk", DISPATCH_METHOD, &path, 1, &result, &error)) || V_VT(&result) != VT_DISPATCH)
        wrong("no list: %s", error.words);
    com_free(&path, 1);
    return V_DISPATCH(&result);
}

/* A list in a journal of its own. */
static IDispatch *begin(IDispatch *object)
{
    static int number;
    wchar_t folder[MAX_PATH];

    GetTempPathW(MAX_PATH, folder);
    swprintf(journal, sizeof journal / sizeof *journal, L"%lsihuyi-%lu-%d.journal", folder, (unsigned long)GetCurrentProcessId(), number++);
    DeleteFileW(journal);
    return open(object);
}

static HRESULT add(IDispatch *list, const wchar_t *mobile, VARIANT content, LONG *code, com_error *error)
{
    VARIANT arguments[2], result;
    HRESULT status;

    VariantInit(&result);
    arguments[0] = com_text(mobile);
    arguments[1] = content;
    status = com_call(list, L"Add", DISPATCH_METHOD, arguments, 2, &result, error);
    *code = V_VT(&result) == VT_I4 ? V_I4(&result) : 0x7fffffff;
    com_free(arguments, 2);
    return status;
}

static void fill(IDispatch *list)
{
    LONG code;
    int i;

    for (i = 0; i < ROWS; i++)
        if (FAILED(add(list, com_mobile(), com_text(L"您的订单已发货。"), &code, NULL)) || code != 0) wrong("row %d: %ld", i, (long)code);
}

typedef struct {
    IDispatch *list;
    HRESULT status;
    com_error error;
    wchar_t state[16];
} sender;

static unsigned __stdcall send(void *context)
{
    sender *self = context;
    VARIANT budget = com_number(60000), result;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    VariantInit(&result);
    self->status = com_call(self->list, L"Run", DISPATCH_METHOD, &budget, 1, &result, &self->error);
    if (V_VT(&result) == VT_BSTR) wcsncpy(self->state, V_BSTR(&result), 15);
    VariantClear(&result);
    CoUninitialize();
    return 0;
}

static HANDLE start(sender *self, IDispatch *list)
{
    memset(self, 0, sizeof *self);
    self->list = list;
    return (HANDLE)_beginthreadex(NULL, 0, send, self, 0, NULL);
}

static void described(IDispatch *list)
{
    ITypeInfo *info = NULL;
    OLECHAR next[] = L"NextRow", *names[1];
    MEMBERID id = 0;
    DISPID ours = 0;

    names[0] = next;
    IDispatch_GetIDsOfNames(list, &IID_NULL, names, 1, LOCALE_USER_DEFAULT, &ours);
    IDispatch_GetTypeInfo(list, 0, LOCALE_USER_DEFAULT, &info);
    report("a list has type information", info != NULL, "it has none");
    if (info == NULL) return;
    ITypeInfo_GetIDsOfNames(info, names, 1, &id);
    report("that knows NextRow by the same number", id == ours && id == 22, "%ld and %ld", (long)id, (long)ours);
    ITypeInfo_Release(info);
}

void lists(IDispatch *object)
{
    sender senders[3];
    HANDLE threads[3];
    IDispatch *list = begin(object);
    VARIANT half;
    com_error error;
    HRESULT status;
    LONG code;
    int i;

    described(list);
    fill(list);
    VariantInit(&half);
    V_VT(&half) = VT_BSTR;
    V_BSTR(&half) = SysAllocStringLen(L"\xd83d" L"x", 2);
    status = add(list, com_mobile(), half, &code, &error);
    report("a row of half a surrogate pair is left out, and raises nothing", status == S_OK && code == -103 && com_long(object, L"Code") == -103 &&
        com_long(object, L"Flags") == 33 && com_long(list, L"LeftOut") == 1, "%08lx, %ld, %s", (unsigned long)status, (long)code, error.words);
    for (i = 0; i < 3; i++) threads[i] = start(&senders[i], list);
    WaitForMultipleObjects(3, threads, TRUE, INFINITE);
    for (i = 0; i < 3; i++) {
        report("a thread of three sends", senders[i].status == S_OK && wcscmp(senders[i].state, L"done") == 0, "%08lx, %ls, %s", (unsigned long)senders[i].status,
            senders[i].state, senders[i].error.words);
        CloseHandle(threads[i]);
    }
    report("and each row is sent once", com_long(list, L"Accepted") == ROWS && com_long(list, L"Sending") == 0, "%ld", (long)com_long(list, L"Accepted"));
    accepted += ROWS;
    report("no reference to the list is left", IDispatch_Release(list) == 0, "some are");
    DeleteFileW(journal);

    list = begin(object);
    fill(list);
    threads[0] = start(&senders[0], list);
    com_call(list, L"Close", DISPATCH_METHOD, NULL, 0, NULL, NULL);
    WaitForSingleObject(threads[0], INFINITE);
    CloseHandle(threads[0]);
    /* Closed in the middle it comes to an end, closed before it began it may not; a plan that was never written is gone. */
    if (senders[0].status == S_OK) report("closed while a thread sends, it sends to the end", wcscmp(senders[0].state, L"done") == 0, "%ls", senders[0].state);
    else raises("closed before a thread sends, it does not", senders[0].status, &senders[0].error);
    report("a list that is closed is let go", IDispatch_Release(list) == 0, "a reference is left");
    list = open(object);
    accepted += com_long(list, L"Accepted");
    report("and so is its journal", com_long(list, L"Accepted") == (senders[0].status == S_OK ? ROWS : 0), "%ld", (long)com_long(list, L"Accepted"));
    IDispatch_Release(list);
    DeleteFileW(journal);
}
