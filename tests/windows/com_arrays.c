/* SAFEARRAYs of every kind, as SendTemplate's variables and as ParsePush's body: texts and bytes are taken, everything else is refused, and
   nothing is sent by a call that was refused. */
#include "com_checks.h"

#include <stdio.h>
#include <string.h>

/* The script gives the sandbox a template of this number, with two variables. */
#define TEMPLATE L"7"

static VARIANT one_dimension(VARTYPE type, LONG lower, ULONG count)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = VT_ARRAY | type;
    V_ARRAY(&variable) = SafeArrayCreateVector(type, lower, count);
    if (V_ARRAY(&variable) == NULL) wrong("no array of type %u", (unsigned)type);
    return variable;
}

static VARIANT texts(LONG lower, const wchar_t *first, const wchar_t *second)
{
    VARIANT variable = one_dimension(VT_BSTR, lower, 2);
    BSTR *items;

    SafeArrayAccessData(V_ARRAY(&variable), (void **)&items);
    items[0] = SysAllocString(first);
    items[1] = SysAllocString(second);
    SafeArrayUnaccessData(V_ARRAY(&variable));
    return variable;
}

/* What Array("1234", 5) is in VBScript. */
static VARIANT variants(VARIANT first, VARIANT second)
{
    VARIANT variable = one_dimension(VT_VARIANT, 0, 2), *items;

    SafeArrayAccessData(V_ARRAY(&variable), (void **)&items);
    items[0] = first;
    items[1] = second;
    SafeArrayUnaccessData(V_ARRAY(&variable));
    return variable;
}

static VARIANT bytes(LONG lower, const char *text)
{
    VARIANT variable = one_dimension(VT_UI1, lower, (ULONG)strlen(text));
    void *items;

    SafeArrayAccessData(V_ARRAY(&variable), &items);
    memcpy(items, text, strlen(text));
    SafeArrayUnaccessData(V_ARRAY(&variable));
    return variable;
}

static VARIANT two_dimensions(VARTYPE type)
{
    SAFEARRAYBOUND bounds[2] = { { 2, 0 }, { 2, 0 } };
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = VT_ARRAY | type;
    V_ARRAY(&variable) = SafeArrayCreate(type, 2, bounds);
    return variable;
}

static VARIANT null_of(VARTYPE type)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = type;
    return variable;
}

/* An array that says that it holds texts in a variable that says otherwise, and the reverse. */
static VARIANT mislabelled(VARTYPE holds, VARTYPE says)
{
    VARIANT variable = one_dimension(holds, 0, 4);

    V_VT(&variable) = VT_ARRAY | says;
    return variable;
}

static HRESULT send_template(IDispatch *object, VARIANT *variables, VARIANT *result, com_error *error)
{
    VARIANT arguments[3];
    HRESULT status;

    arguments[0] = com_text(com_mobile());
    arguments[1] = com_text(TEMPLATE);
    arguments[2] = *variables;
    status = com_call(object, L"SendTemplate", DISPATCH_METHOD, arguments, 3, result, error);
    com_free(arguments, 2);
    return status;
}

/* Empties the variable, and its array by the type that it really has. */
static void discard(VARIANT *variable)
{
    if (V_VT(variable) & VT_ARRAY && !(V_VT(variable) & VT_BYREF)) {
        if (V_ARRAY(variable) != NULL) SafeArrayDestroy(V_ARRAY(variable));
        VariantInit(variable);
    }
    VariantClear(variable);
}

static void refused(IDispatch *object, const char *what, VARIANT variable)
{
    VARIANT result, reference = com_by_reference(&variable);
    char name[128];
    com_error error;
    HRESULT status;

    VariantInit(&result);
    sprintf(name, "SendTemplate refuses %s", what);
    raises(name, send_template(object, &variable, &result, &error), &error);
    VariantClear(&result);
    sprintf(name, "SendTemplate refuses a reference to %s", what);
    raises(name, send_template(object, &reference, &result, &error), &error);
    VariantClear(&result);
    sprintf(name, "ParsePush refuses %s", what);
    status = com_call(object, L"ParsePush", DISPATCH_METHOD, &variable, 1, &result, &error);
    raises(name, status, &error);
    VariantClear(&result);
    discard(&variable);
}

/* The array itself knows what it holds, so the label may be passed over; what must not be is a crash, or a message. The template has two
   variables and the array four elements: what was taken for texts all the same, the gateway refuses. */
static void survived(IDispatch *object, const char *what, VARIANT variable)
{
    VARIANT result;
    char name[128];
    com_error error;
    HRESULT status;

    VariantInit(&result);
    sprintf(name, "SendTemplate sends nothing of %s", what);
    status = send_template(object, &variable, &result, &error);
    if (FAILED(status)) raises(name, status, &error);
    else report(name, V_VT(&result) == VT_I4 && V_I4(&result) != 2, "%ld", (long)V_I4(&result));
    VariantClear(&result);
    sprintf(name, "ParsePush refuses %s", what);
    status = com_call(object, L"ParsePush", DISPATCH_METHOD, &variable, 1, &result, &error);
    raises(name, status, &error);
    VariantClear(&result);
    discard(&variable);
}

static void taken_as_variables(IDispatch *object, const char *what, VARIANT variable)
{
    VARIANT result;
    com_error error;
    HRESULT status;

    VariantInit(&result);
    status = send_template(object, &variable, &result, &error);
    report(what, status == S_OK && V_VT(&result) == VT_I4 && V_I4(&result) == 2, "%08lx, %ld: %s", (unsigned long)status, (long)V_I4(&result),
        error.words);
    accepted += status == S_OK && V_I4(&result) == 2;
    discard(&variable);
}

static void taken_as_push(IDispatch *object, const char *what, VARIANT variable)
{
    VARIANT result, content;
    com_error error;
    HRESULT status;

    VariantInit(&result);
    VariantInit(&content);
    status = com_call(object, L"ParsePush", DISPATCH_METHOD, &variable, 1, &result, &error);
    report(what, status == S_OK && V_VT(&result) == VT_DISPATCH, "%08lx, type %u: %s", (unsigned long)status, (unsigned)V_VT(&result),
        error.words);
    if (status == S_OK && V_VT(&result) == VT_DISPATCH) {
        status = com_call(V_DISPATCH(&result), L"Content", DISPATCH_PROPERTYGET, NULL, 0, &content, NULL);
        report("and its content is read", status == S_OK && V_VT(&content) == VT_BSTR && wcscmp(V_BSTR(&content), L"你好") == 0, "%08lx",
            (unsigned long)status);
    }
    VariantClear(&content);
    VariantClear(&result);
    discard(&variable);
}

static const char reply[] = "mobilephone=13800000000&content=%E4%BD%A0%E5%A5%BD";

void arrays(IDispatch *object)
{
    static const struct {
        VARTYPE type;
        const char *name;
    } types[] = {
        { VT_DECIMAL, "an array of DECIMAL" }, { VT_UNKNOWN, "an array of objects" }, { VT_DISPATCH, "an array of automation objects" },
        { VT_ERROR, "an array of errors" },
    };
    VARIANT variable, locked;
    size_t i;

    for (i = 0; i < sizeof types / sizeof *types; i++) refused(object, types[i].name, one_dimension(types[i].type, 0, 3));
    refused(object, "an array of records", com_records());
    refused(object, "an array in two dimensions", two_dimensions(VT_BSTR));
    refused(object, "bytes in two dimensions", two_dimensions(VT_UI1));
    refused(object, "an array that is not there", null_of(VT_ARRAY | VT_BSTR));
    refused(object, "a reference to an array that is not there", null_of(VT_ARRAY | VT_BYREF | VT_BSTR));
    refused(object, "bytes that are not there", null_of(VT_ARRAY | VT_UI1));
    survived(object, "texts that are called bytes", mislabelled(VT_BSTR, VT_UI1));
    survived(object, "bytes that are called texts", mislabelled(VT_UI1, VT_BSTR));
    survived(object, "numbers that are called texts", mislabelled(VT_I4, VT_BSTR));
    survived(object, "numbers that are called records", mislabelled(VT_I4, VT_RECORD));
    refused(object, "a kind that there is not", null_of(VT_ARRAY | 0x0FF0));
    refused(object, "an array of nothing", variants(null_of(VT_EMPTY), null_of(VT_NULL)));
    refused(object, "an array in an array", variants(com_text(L"1234"), texts(0, L"5", L"6")));

    taken_as_variables(object, "SendTemplate takes an array of texts", texts(0, L"1234", L"五"));
    taken_as_variables(object, "SendTemplate takes one that begins at 1", texts(1, L"1234", L"五"));
    taken_as_variables(object, "SendTemplate takes one that begins at -7", texts(-7, L"1234", L"五"));
    taken_as_variables(object, "SendTemplate takes an array of variants", variants(com_text(L"1234"), com_number(5)));
    taken_as_push(object, "ParsePush takes bytes", bytes(0, reply));
    taken_as_push(object, "ParsePush takes bytes that begin at 1", bytes(1, reply));
    variable = bytes(0, reply);
    taken_as_push(object, "ParsePush takes a reference to bytes", com_by_reference(&variable));
    discard(&variable);

    /* A host that holds the array while it calls. */
    locked = texts(0, L"1234", L"五");
    SafeArrayLock(V_ARRAY(&locked));
    variable = locked;
    V_VT(&variable) |= VT_BYREF;
    V_ARRAYREF(&variable) = &V_ARRAY(&locked);
    taken_as_variables(object, "SendTemplate takes a reference to a locked array", variable);
    SafeArrayUnlock(V_ARRAY(&locked));
    report("and leaves it as it was", SafeArrayDestroy(V_ARRAY(&locked)) == S_OK, "it is locked still");
}
