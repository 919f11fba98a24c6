/* An array of records, as VB6 passes an array of a Type: real to SafeArrayGetVartype and to whoever looks at its elements. A record's
   description, IRecordInfo, comes from a type library; this one describes a record of two numbers and nothing else. */
#include "com_checks.h"

static HRESULT STDMETHODCALLTYPE query(IRecordInfo *self, REFIID id, void **answer)
{
    *answer = IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IRecordInfo) ? self : NULL;
    return *answer == NULL ? E_NOINTERFACE : S_OK;
}

/* It lives as long as the program. */
static ULONG STDMETHODCALLTYPE count(IRecordInfo *self)
{
    (void)self;
    return 2;
}

static HRESULT STDMETHODCALLTYPE nothing_to_do(IRecordInfo *self, PVOID record)
{
    (void)self;
    (void)record;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE copy(IRecordInfo *self, PVOID from, PVOID to)
{
    (void)self;
    memcpy(to, from, 2 * sizeof(LONG));
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE guid(IRecordInfo *self, GUID *answer)
{
    (void)self;
    memset(answer, 0x17, sizeof *answer);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE size(IRecordInfo *self, ULONG *answer)
{
    (void)self;
    *answer = 2 * sizeof(LONG);
    return S_OK;
}

VARIANT com_records(void)
{
    static IRecordInfoVtbl functions;
    static IRecordInfo information = { &functions };
    SAFEARRAYBOUND bound = { 3, 0 };
    VARIANT variable;

    functions.QueryInterface = query;
    functions.AddRef = count;
    functions.Release = count;
    functions.RecordInit = nothing_to_do;
    functions.RecordClear = nothing_to_do;
    functions.RecordCopy = copy;
    functions.GetGuid = guid;
    functions.GetSize = size;
    VariantInit(&variable);
    V_VT(&variable) = VT_ARRAY | VT_RECORD;
    V_ARRAY(&variable) = SafeArrayCreateEx(VT_RECORD, 1, &bound, &information);
    if (V_ARRAY(&variable) == NULL) wrong("no array of records");
    return variable;
}
