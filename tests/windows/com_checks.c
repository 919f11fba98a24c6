/* com_checks sta|mta: what the COM object answers to a C program - identities, references, marshaling, the type information, and arguments of
   every odd kind. One line a check; `# accepted N` at the end is how many messages were accepted. */
#include "com_checks.h"

#include <process.h>
#include <stdio.h>
#include <string.h>

LONG accepted;

const wchar_t *com_mobile(void)
{
    static __thread wchar_t mobile[16];
    static volatile LONG next;

    swprintf(mobile, 16, L"139%08ld", (long)InterlockedIncrement(&next));
    return mobile;
}

static int is_chinese(const wchar_t *text)
{
    for (; *text != L'\0'; text++) if (*text >= 0x4e00 && *text <= 0x9fff) return 1;
    return 0;
}

void raises(const char *name, HRESULT status, const com_error *error)
{
    const int by_type = status == DISP_E_TYPEMISMATCH || status == DISP_E_BADVARTYPE || status == E_INVALIDARG;
    /* From -101 to -199: the caller's fault. */
    const int by_us = status == DISP_E_EXCEPTION && error->number >= (SCODE)0x80040200 + 101 && error->number <= (SCODE)0x80040200 + 199 &&
        wcscmp(error->source, L"Ihuyi.Sms") == 0 && is_chinese(error->description);

    report(name, by_type || by_us, "%08lx, number %08lx, source '%ls'", (unsigned long)status, (unsigned long)error->number, error->source);
}

/* ---- What every object of COM owes */

static void identities(IDispatch *object)
{
    static const GUID nothing = { 0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 } };
    IUnknown *one, *two, *other = (IUnknown *)object;
    ULONG before, after;

    before = IDispatch_AddRef(object);
    after = IDispatch_Release(object);
    report("references are counted", before == after + 1, "%lu, then %lu", (unsigned long)before, (unsigned long)after);
    IDispatch_QueryInterface(object, &IID_IUnknown, (void **)&one);
    IUnknown_QueryInterface(one, &IID_IUnknown, (void **)&two);
    report("it is one object", one == two, "%p and %p", (void *)one, (void *)two);
    IUnknown_Release(two);
    IUnknown_QueryInterface(one, &IID_IDispatch, (void **)&two);
    report("whose IDispatch is one", two == (IUnknown *)object, "%p", (void *)two);
    IUnknown_Release(two);
    report("an interface that it has not is refused", IUnknown_QueryInterface(one, &nothing, (void **)&other) == E_NOINTERFACE && other == NULL, "%p",
        (void *)other);
    report("a NULL for the answer is refused", FAILED(IUnknown_QueryInterface(one, &IID_IUnknown, NULL)), "is not");
    IUnknown_Release(one);
}

static void class_object(void)
{
    static const GUID nothing = { 0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 } };
    HRESULT(WINAPI *get)(REFCLSID, REFIID, void **);
    IClassFactory *factory = NULL;
    IUnknown *made = NULL;
    CLSID id;
    void *other = &id;
    HRESULT status;

    get = (HRESULT(WINAPI *)(REFCLSID, REFIID, void **))(void (*)(void))GetProcAddress(com_module(), "DllGetClassObject");
    CLSIDFromProgID(L"Ihuyi.Sms.1", &id);
    status = get(&id, &IID_IClassFactory, (void **)&factory);
    report("the class object of Ihuyi.Sms.1", status == S_OK && factory != NULL, "%08lx", (unsigned long)status);
    if (factory == NULL) return;
    status = IClassFactory_CreateInstance(factory, (IUnknown *)factory, &IID_IUnknown, (void **)&made);
    report("no part of another object", status == CLASS_E_NOAGGREGATION && made == NULL, "%08lx", (unsigned long)status);
    status = IClassFactory_CreateInstance(factory, NULL, &nothing, (void **)&made);
    report("no instance of an interface that it has not", status == E_NOINTERFACE && made == NULL, "%08lx", (unsigned long)status);
    IClassFactory_LockServer(factory, TRUE);
    IClassFactory_LockServer(factory, FALSE);
    IClassFactory_Release(factory);
    status = get(&nothing, &IID_IClassFactory, &other);
    report("no class object of another class", status == CLASS_E_CLASSNOTAVAILABLE && other == NULL, "%08lx", (unsigned long)status);
}

/* ---- Apartments */

typedef struct {
    IStream *stream;
    IDispatch *original;
    DWORD apartment;
    HRESULT status;
    int same;
    LONG code;
} passed_on;

static unsigned __stdcall other_apartment(void *context)
{
    passed_on *self = context;
    IDispatch *object = NULL;

    CoInitializeEx(NULL, self->apartment);
    self->status = CoGetInterfaceAndReleaseStream(self->stream, &IID_IDispatch, (void **)&object);
    if (SUCCEEDED(self->status)) {
        self->same = object == self->original;
        self->code = com_send(object, com_mobile(), L"另一个套间");
        IDispatch_Release(object);
    }
    CoUninitialize();
    return 0;
}

static void marshaled(IDispatch *object, DWORD apartment, const char *to)
{
    passed_on other = { NULL, NULL, 0, E_FAIL, 0, 0 };
    char name[128];
    HRESULT status;
    HANDLE thread;

    other.original = object;
    other.apartment = apartment;
    status = CoMarshalInterThreadInterfaceInStream(&IID_IDispatch, (IUnknown *)object, &other.stream);
    if (FAILED(status)) wrong("not marshaled: %08lx", (unsigned long)status);
    thread = (HANDLE)_beginthreadex(NULL, 0, other_apartment, &other, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    sprintf(name, "marshaled to %s it is the same pointer", to);
    report(name, SUCCEEDED(other.status) && other.same, "%08lx", (unsigned long)other.status);
    sprintf(name, "and works in %s", to);
    report(name, other.code == 2, "%ld", (long)other.code);
    accepted += other.code == 2;
}

/* ---- Each thread's own answer */

typedef struct {
    IDispatch *object;
    const wchar_t *mobile;
    LONG returned, code;
} asker;

static unsigned __stdcall ask(void *context)
{
    asker *self = context;
    int i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; i < 20; i++) {
        self->returned = com_send(self->object, self->mobile == NULL ? com_mobile() : self->mobile, L"各得其所");
        self->code = com_long(self->object, L"Code");
        if (self->returned != self->code) break;
    }
    CoUninitialize();
    return 0;
}

static void own_answers(IDispatch *object)
{
    asker askers[2];
    HANDLE threads[2];
    int i;

    for (i = 0; i < 2; i++) {
        askers[i].object = object;
        askers[i].mobile = i == 0 ? NULL : L"12345";
        threads[i] = (HANDLE)_beginthreadex(NULL, 0, ask, &askers[i], 0, NULL);
    }
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    report("a thread reads its own acceptance", askers[0].returned == 2 && askers[0].code == 2, "%ld, %ld", (long)askers[0].returned, (long)askers[0].code);
    report("while another reads its own refusal", askers[1].returned == 406 && askers[1].code == 406, "%ld, %ld", (long)askers[1].returned,
        (long)askers[1].code);
    accepted += 20;
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

int main(int count, char **arguments)
{
    const int sta = count == 2 && strcmp(arguments[1], "sta") == 0;
    IDispatch *object;
    HRESULT(WINAPI *can_unload)(void);

    if (FAILED(CoInitializeEx(NULL, sta ? COINIT_APARTMENTTHREADED : COINIT_MULTITHREADED))) wrong("no COM");
    object = com_create();
    identities(object);
    class_object();
    type_information(object);
    odd_calls(object);
    arguments_of_all_kinds(object);
    arrays(object);
    lists(object);
    pictures(object);
    marshaled(object, COINIT_MULTITHREADED, "the multithreaded apartment");
    marshaled(object, COINIT_APARTMENTTHREADED, "another single-threaded apartment");
    own_answers(object);
    can_unload = (HRESULT(WINAPI *)(void))(void (*)(void))GetProcAddress(com_module(), "DllCanUnloadNow");
    report("it does not let itself be unloaded", can_unload() == S_FALSE, "it does");
    report("no reference is left after all this", IDispatch_Release(object) == 0, "some are");
    report("nor does it afterwards", can_unload() == S_FALSE, "it does");
    CoUninitialize();
    printf("# accepted %ld\n", (long)accepted);
    return report_finish();
}
