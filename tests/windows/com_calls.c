/* Calls through IDispatch as no scripting host should make them, and arguments as all of them do. */
#include "com_checks.h"

#include <stdio.h>
#include <string.h>

static DISPID id_of(IDispatch *object, const wchar_t *name)
{
    OLECHAR *names[1];
    DISPID id = DISPID_UNKNOWN;

    names[0] = (OLECHAR *)(uintptr_t)name;
    IDispatch_GetIDsOfNames(object, &IID_NULL, names, 1, LOCALE_USER_DEFAULT, &id);
    return id;
}

void type_information(IDispatch *object)
{
    UINT count = 0;
    ITypeInfo *info = NULL, *none = NULL;
    TYPEATTR *attributes = NULL;
    HRESULT status;
    OLECHAR send[] = L"Send", *names[1];
    MEMBERID id = 0;

    names[0] = send;
    status = IDispatch_GetTypeInfoCount(object, &count);
    report("it has type information", status == S_OK && count == 1, "%08lx, %u", (unsigned long)status, count);
    status = IDispatch_GetTypeInfo(object, 0, LOCALE_USER_DEFAULT, &info);
    report("which it gives", status == S_OK && info != NULL, "%08lx", (unsigned long)status);
    status = IDispatch_GetTypeInfo(object, 1, LOCALE_USER_DEFAULT, &none);
    report("once", status == DISP_E_BADINDEX && none == NULL, "%08lx", (unsigned long)status);
    if (info == NULL) return;
    status = ITypeInfo_GetTypeAttr(info, &attributes);
    report("of an automation interface", status == S_OK && attributes->typekind == TKIND_DISPATCH && attributes->cFuncs > 10, "%08lx", (unsigned long)status);
    if (attributes != NULL) ITypeInfo_ReleaseTypeAttr(info, attributes);
    status = ITypeInfo_GetIDsOfNames(info, names, 1, &id);
    report("that knows Send by the same number", status == S_OK && id == id_of(object, L"Send"), "%08lx, %ld and %ld", (unsigned long)status, (long)id,
        (long)id_of(object, L"Send"));
    ITypeInfo_Release(info);
}

void odd_calls(IDispatch *object)
{
    OLECHAR unknown[] = L"Fax", known[] = L"sEnD", *names[2];
    DISPPARAMS none = { NULL, NULL, 0, 0 };
    DISPID ids[2] = { 0, 0 };
    VARIANT result, many[MOST_ARGUMENTS];
    com_error error;
    HRESULT status;
    int i;

    VariantInit(&result);
    for (i = 0; i < MOST_ARGUMENTS; i++) many[i] = com_text(L"1");
    names[0] = unknown;
    status = IDispatch_GetIDsOfNames(object, &IID_NULL, names, 1, LOCALE_USER_DEFAULT, ids);
    report("a name that it has not", status == DISP_E_UNKNOWNNAME && ids[0] == DISPID_UNKNOWN, "%08lx", (unsigned long)status);
    report("names in any case", id_of(object, known) == id_of(object, L"Send"), "%ld", (long)id_of(object, known));
    names[0] = known;
    names[1] = unknown;
    status = IDispatch_GetIDsOfNames(object, &IID_NULL, names, 2, LOCALE_USER_DEFAULT, ids);
    report("a name and a parameter's that it has not", FAILED(status), "%08lx", (unsigned long)status);
    status = IDispatch_Invoke(object, 0x7ead0001, &IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_METHOD, &none, &result, NULL, NULL);
    report("a number that it has not", status == DISP_E_MEMBERNOTFOUND, "%08lx", (unsigned long)status);
    status = IDispatch_Invoke(object, id_of(object, L"Version"), &IID_IUnknown, LOCALE_USER_DEFAULT, DISPATCH_PROPERTYGET, &none, &result, NULL, NULL);
    report("an interface in place of none is refused or passed over", FAILED(status) || V_VT(&result) == VT_BSTR, "%08lx", (unsigned long)status);
    VariantClear(&result);
    status = IDispatch_Invoke(object, id_of(object, L"Version"), &IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_PROPERTYGET, NULL, &result, NULL, NULL);
    report("no parameters at all are refused or none", FAILED(status) || V_VT(&result) == VT_BSTR, "%08lx", (unsigned long)status);
    VariantClear(&result);
    status = com_call(object, L"Send", DISPATCH_METHOD, many, 1, &result, &error);
    raises("too few arguments", status, &error);
    status = com_call(object, L"Send", DISPATCH_METHOD, many, 7, &result, &error);
    raises("too many arguments", status, &error);
    status = com_call(object, L"Code", DISPATCH_PROPERTYPUT, many, 1, NULL, &error);
    report("a property that is not for writing", FAILED(status), "%08lx", (unsigned long)status);
    status = com_call(object, L"Account", DISPATCH_PROPERTYPUT, NULL, 0, NULL, &error);
    report("a property given nothing", FAILED(status), "%08lx", (unsigned long)status);
    status = com_call(object, L"ApiKey", DISPATCH_PROPERTYGET, NULL, 0, &result, &error);
    report("the key is not for reading", FAILED(status) && V_VT(&result) == VT_EMPTY, "%08lx, type %u", (unsigned long)status, (unsigned)V_VT(&result));
    VariantClear(&result);
    /* A host that is not interested in anything. */
    status = com_call(object, L"Set", DISPATCH_METHOD, many, 2, NULL, NULL);
    report("an error that nobody wants to hear of", status == DISP_E_EXCEPTION, "%08lx", (unsigned long)status);
    com_free(many, MOST_ARGUMENTS);
}

/* ---- Arguments */

static HRESULT send_with(IDispatch *object, VARIANT *content, VARIANT *result, com_error *error)
{
    VARIANT arguments[2];
    HRESULT status;

    arguments[0] = com_text(com_mobile());
    arguments[1] = *content;
    VariantInit(result);
    status = com_call(object, L"Send", DISPATCH_METHOD, arguments, 2, result, error);
    com_free(arguments, 1);
    return status;
}

/* The gateway takes it. */
static void accepts(IDispatch *object, const char *name, VARIANT *content)
{
    VARIANT result;
    com_error error;
    HRESULT status = send_with(object, content, &result, &error);

    report(name, status == S_OK && V_VT(&result) == VT_I4 && V_I4(&result) == 2, "%08lx, %ld: %s", (unsigned long)status, (long)V_I4(&result), error.words);
    accepted += status == S_OK && V_I4(&result) == 2;
}

/* It raises. */
static void refuses(IDispatch *object, const char *name, VARIANT content)
{
    VARIANT result;
    com_error error;

    raises(name, send_with(object, &content, &result, &error), &error);
    report("and returns nothing", V_VT(&result) == VT_EMPTY, "type %u", (unsigned)V_VT(&result));
}

static void missing(IDispatch *object)
{
    VARIANT result, content = com_missing();
    com_error error;
    HRESULT status = send_with(object, &content, &result, &error);

    raises("a missing text", status, &error);
}

/* It is a refusal by a code, not an error, or it raises; never is it sent. */
static void does_not_send(IDispatch *object, const char *name, VARIANT content)
{
    VARIANT result;
    com_error error;
    HRESULT status = send_with(object, &content, &result, &error);

    if (FAILED(status)) raises(name, status, &error);
    else report(name, V_VT(&result) == VT_I4 && V_I4(&result) != 2, "%08lx, %ld", (unsigned long)status, (long)V_I4(&result));
}

static VARIANT of_type(VARTYPE type)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = type;
    return variable;
}

static VARIANT of_units(const wchar_t *units, UINT count)
{
    VARIANT variable = of_type(VT_BSTR);

    V_BSTR(&variable) = SysAllocStringLen(units, count);
    return variable;
}

void arguments_of_all_kinds(IDispatch *object)
{
    VARIANT content = com_text(L"您的验证码是：1234。"), reference = com_by_reference(&content), twice = com_by_reference(&reference), number = com_number(123456);
    VARIANT direct = of_type(VT_BSTR | VT_BYREF), other = of_type(VT_R8), itself, odd;
    /* A text at an odd address, with its length before it, as a host with memory of its own might hand it in. */
    struct {
        char shift;
        char room[64];
    } strange;
    static const wchar_t plain[] = L"奇数地址";
    const UINT bytes = sizeof plain - sizeof *plain;

    accepts(object, "a text", &content);
    accepts(object, "a reference to a variable", &reference);
    V_BSTRREF(&direct) = &V_BSTR(&content);
    accepts(object, "a reference to a text", &direct);
    accepts(object, "a number for a text", &number);
    V_R8(&other) = 1234;
    accepts(object, "another kind of number", &other);
    report("what was passed by reference is as it was", V_VT(&content) == VT_BSTR && wcscmp(V_BSTR(&content), L"您的验证码是：1234。") == 0, "it is not");

    memset(&strange, 0, sizeof strange);
    odd = of_type(VT_BSTR);
    {
        /* The compiler must not know where this leads. */
        char *volatile at = strange.room + ((uintptr_t)strange.room % 2 == 0);
        memcpy(at, &bytes, sizeof bytes);
        memcpy(at + sizeof bytes, plain, sizeof plain);
        V_BSTR(&odd) = (BSTR)(void *)(at + sizeof bytes);
    }
    accepts(object, "a text at an odd address", &odd);

    refuses(object, "Empty for a text", of_type(VT_EMPTY));
    refuses(object, "Null for a text", of_type(VT_NULL));
    missing(object);
    refuses(object, "an error for a text", of_type(VT_ERROR));
    refuses(object, "an object that is not there", of_type(VT_DISPATCH));
    refuses(object, "a reference to nothing", of_type(VT_BYREF | VT_VARIANT));
    refuses(object, "a reference to a text that is not there", of_type(VT_BYREF | VT_BSTR));
    refuses(object, "a reference to a number that is not there", of_type(VT_BYREF | VT_I4));
    refuses(object, "a record", of_type(VT_RECORD));
    refuses(object, "a type that there is not", of_type(0x0FFF));
    refuses(object, "a vector", of_type(VT_VECTOR | VT_BSTR));
    /* Half a character, and characters that no message has. */
    refuses(object, "half a surrogate pair", of_units(L"\xd83d" L"x", 2));
    refuses(object, "a NUL in a text", of_units(L"a\0b", 3));
    does_not_send(object, "a text that is NULL, which is an empty one", of_type(VT_BSTR));
    itself = of_type(VT_BYREF | VT_VARIANT);
    V_VARIANTREF(&itself) = &itself;
    does_not_send(object, "a reference to itself", itself);
    /* One level is what automation allows; some hosts pass two. Either answer will do, and a crash is none. */
    {
        VARIANT result;
        com_error error;
        HRESULT status = send_with(object, &twice, &result, &error);
        report("a reference to a reference is taken or refused", (status == S_OK && V_I4(&result) == 2) || FAILED(status), "%08lx", (unsigned long)status);
        accepted += status == S_OK && V_I4(&result) == 2;
    }
    com_free(&content, 1);
}
