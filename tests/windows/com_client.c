#include "com_client.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void wrong(const char *format, ...)
{
    va_list words;

    va_start(words, format);
    vfprintf(stderr, format, words);
    va_end(words);
    fputc('\n', stderr);
    fflush(stderr);
    TerminateProcess(GetCurrentProcess(), 1);
    abort();
}

HMODULE com_module(void)
{
    return GetModuleHandleW(L"ihuyi.dll");
}

VARIANT com_text(const wchar_t *text)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = VT_BSTR;
    V_BSTR(&variable) = SysAllocString(text);
    return variable;
}

VARIANT com_number(LONG number)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = VT_I4;
    V_I4(&variable) = number;
    return variable;
}

VARIANT com_missing(void)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = VT_ERROR;
    V_ERROR(&variable) = DISP_E_PARAMNOTFOUND;
    return variable;
}

VARIANT com_by_reference(VARIANT *target)
{
    VARIANT variable;

    VariantInit(&variable);
    V_VT(&variable) = VT_BYREF | VT_VARIANT;
    V_VARIANTREF(&variable) = target;
    return variable;
}

void com_free(VARIANT *variables, int count)
{
    int i;

    for (i = 0; i < count; i++) VariantClear(&variables[i]);
}

static void keep(wchar_t *to, size_t room, BSTR text)
{
    to[0] = L'\0';
    if (text == NULL) return;
    wcsncpy(to, text, room - 1);
    to[room - 1] = L'\0';
    SysFreeString(text);
}

HRESULT com_call(IDispatch *object, const wchar_t *name, WORD flags, VARIANT *arguments, int count, VARIANT *result, com_error *error)
{
    VARIANT reversed[MOST_ARGUMENTS];
    DISPID id, put = DISPID_PROPERTYPUT;
    DISPPARAMS parameters = { NULL, NULL, 0, 0 };
    EXCEPINFO info;
    HRESULT status;
    /* The interface takes names that it does not change as names that it might. */
    OLECHAR *names[1];
    int i;

    names[0] = (OLECHAR *)(uintptr_t)name;
    status = IDispatch_GetIDsOfNames(object, &IID_NULL, names, 1, LOCALE_USER_DEFAULT, &id);
    if (FAILED(status)) return status;
    for (i = 0; i < count; i++) reversed[count - 1 - i] = arguments[i];
    parameters.rgvarg = reversed;
    parameters.cArgs = (UINT)count;
    if (flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
    }
    memset(&info, 0, sizeof info);
    status = IDispatch_Invoke(object, id, &IID_NULL, LOCALE_USER_DEFAULT, flags, &parameters, result, error == NULL ? NULL : &info, NULL);
    if (error != NULL) {
        if (info.pfnDeferredFillIn != NULL) info.pfnDeferredFillIn(&info);
        error->status = status;
        error->number = info.scode != 0 ? info.scode : info.wCode;
        keep(error->source, sizeof error->source / sizeof *error->source, info.bstrSource);
        keep(error->description, sizeof error->description / sizeof *error->description, info.bstrDescription);
        if (WideCharToMultiByte(CP_UTF8, 0, error->description, -1, error->words, sizeof error->words, NULL, NULL) == 0) error->words[0] = '\0';
        SysFreeString(info.bstrHelpFile);
    }
    return status;
}

LONG com_long(IDispatch *object, const wchar_t *name)
{
    VARIANT result;
    HRESULT status;

    VariantInit(&result);
    status = com_call(object, name, DISPATCH_PROPERTYGET, NULL, 0, &result, NULL);
    if (FAILED(status) || V_VT(&result) != VT_I4) wrong("%ls: %08lx, type %u", name, (unsigned long)status, (unsigned)V_VT(&result));
    return V_I4(&result);
}

LONG com_send(IDispatch *object, const wchar_t *mobile, const wchar_t *content)
{
    VARIANT arguments[2], result;
    com_error error;
    HRESULT status;

    arguments[0] = com_text(mobile);
    arguments[1] = com_text(content);
    VariantInit(&result);
    status = com_call(object, L"Send", DISPATCH_METHOD, arguments, 2, &result, &error);
    if (FAILED(status) || V_VT(&result) != VT_I4) wrong("Send: %08lx, %08lx %s", (unsigned long)status, (unsigned long)error.number,
        error.words);
    com_free(arguments, 2);
    return V_I4(&result);
}

static void set(IDispatch *object, const wchar_t *property, const wchar_t *value)
{
    VARIANT argument = com_text(value);
    com_error error;
    HRESULT status = com_call(object, property, DISPATCH_PROPERTYPUT, &argument, 1, NULL, &error);

    if (FAILED(status)) wrong("%ls: %08lx, %s", property, (unsigned long)status, error.words);
    com_free(&argument, 1);
}

IDispatch *com_create(void)
{
    CLSID id;
    void *object = NULL;
    HRESULT status = CLSIDFromProgID(L"Ihuyi.Sms", &id);

    if (FAILED(status)) wrong("Ihuyi.Sms is not registered: %08lx", (unsigned long)status);
    status = CoCreateInstance(&id, NULL, CLSCTX_INPROC_SERVER, &IID_IDispatch, &object);
    if (FAILED(status)) wrong("no object: %08lx", (unsigned long)status);
    set(object, L"Account", ACCOUNT);
    set(object, L"ApiKey", APIKEY);
    return object;
}
