/* What CaptchaNew returns: an object with the picture as an array of bytes, which is the caller's own, and with a description of itself. */
#include "com_checks.h"

#include <string.h>

static VARIANT read(IDispatch *object, const wchar_t *name)
{
    VARIANT result;

    VariantInit(&result);
    if (FAILED(com_call(object, name, DISPATCH_PROPERTYGET, NULL, 0, &result, NULL))) wrong("%ls cannot be read", name);
    return result;
}

static void set(IDispatch *object, const wchar_t *name, const wchar_t *value)
{
    VARIANT arguments[2];
    com_error error;

    arguments[0] = com_text(name);
    arguments[1] = com_text(value);
    if (FAILED(com_call(object, L"Set", DISPATCH_METHOD, arguments, 2, NULL, &error))) wrong("%ls: %s", name, error.words);
    com_free(arguments, 2);
}

static IDispatch *picture(IDispatch *object)
{
    VARIANT result;
    com_error error;

    VariantInit(&result);
    if (FAILED(com_call(object, L"CaptchaNew", DISPATCH_METHOD, NULL, 0, &result, &error)) || V_VT(&result) != VT_DISPATCH)
        wrong("no picture: %s", error.words);
    return V_DISPATCH(&result);
}

static void described(IDispatch *made)
{
    ITypeInfo *info = NULL;
    OLECHAR png[] = L"Png", *names[1];
    MEMBERID id = 0;
    DISPID ours = 0;

    names[0] = png;
    IDispatch_GetIDsOfNames(made, &IID_NULL, names, 1, LOCALE_USER_DEFAULT, &ours);
    IDispatch_GetTypeInfo(made, 0, LOCALE_USER_DEFAULT, &info);
    report("a picture has type information", info != NULL, "it has none");
    if (info == NULL) return;
    ITypeInfo_GetIDsOfNames(info, names, 1, &id);
    report("that knows Png by the same number", id == ours && id == 2, "%ld and %ld", (long)id, (long)ours);
    ITypeInfo_Release(info);
}

void pictures(IDispatch *object)
{
    static const unsigned char first[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' }, last[] = { 'I', 'E', 'N', 'D', 0xae, 'B', 0x60, 0x82 };
    VARIANT one, two;
    IDispatch *made;
    unsigned char *bytes;
    LONG low = -1, high = -1;

    set(object, L"store", L"memory:pictures");
    set(object, L"secret", L"no-secret-but-as-long-as-one-is-to-be");
    made = picture(object);
    described(made);
    one = read(made, L"Png");
    two = read(made, L"Png");
    report("a picture is an array of bytes", V_VT(&one) == (VT_ARRAY | VT_UI1) && SafeArrayGetDim(V_ARRAY(&one)) == 1, "type %u", (unsigned)V_VT(&one));
    SafeArrayGetLBound(V_ARRAY(&one), 1, &low);
    SafeArrayGetUBound(V_ARRAY(&one), 1, &high);
    report("that begins at 0", low == 0 && high > 500 && high < 16384, "%ld to %ld", (long)low, (long)high);
    if (high < 16) wrong("no bytes");
    SafeArrayAccessData(V_ARRAY(&one), (void **)&bytes);
    report("a whole PNG", memcmp(bytes, first, sizeof first) == 0 && memcmp(bytes + high + 1 - sizeof last, last, sizeof last) == 0, "it is none");
    /* Nobody but its owner may lose by this. */
    memset(bytes, 0, (size_t)high + 1);
    SafeArrayUnaccessData(V_ARRAY(&one));
    SafeArrayAccessData(V_ARRAY(&two), (void **)&bytes);
    report("and the caller's own", memcmp(bytes, first, sizeof first) == 0, "another's changed with it");
    SafeArrayUnaccessData(V_ARRAY(&two));
    IDispatch_Release(made);
    VariantClear(&one);
    VariantClear(&two);
    set(object, L"limits", L"captcha:site 1/1h");
    IDispatch_Release(picture(object));
    made = picture(object);
    one = read(made, L"Png");
    report("no picture is an array of no bytes", V_VT(&one) == (VT_ARRAY | VT_UI1) && SafeArrayGetUBound(V_ARRAY(&one), 1, &high) == S_OK && high == -1,
        "type %u, up to %ld", (unsigned)V_VT(&one), (long)high);
    VariantClear(&one);
    report("which lets go of its object, too", IDispatch_Release(made) == 0, "a reference is left");
}
