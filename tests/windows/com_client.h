/* A program's way to the COM object Ihuyi.Sms, late bound, as a scripting host goes it. */
#ifndef COM_CLIENT_H
#define COM_CLIENT_H

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <ole2.h>
#include <oleauto.h>

enum { MOST_ARGUMENTS = 8 };

/* The sandbox's own account. */
#define ACCOUNT L"C00000000"
#define APIKEY L"0123456789abcdef0123456789abcdef"

/* Ends the process at once with status 1 and this sentence on standard error. */
void wrong(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* CLSIDFromProgID and CoCreateInstance; with the sandbox's account. Ends the process when there is none. */
IDispatch *com_create(void);

/* Where ihuyi.dll is in this process, NULL where it is not. */
HMODULE com_module(void);

/* A VARIANT of each kind that a caller passes. Texts are BSTRs, which com_free frees. */
VARIANT com_text(const wchar_t *text);
VARIANT com_number(LONG number);
VARIANT com_missing(void);
/* A reference to another VARIANT: what VBScript passes for a variable. */
VARIANT com_by_reference(VARIANT *variable);
void com_free(VARIANT *variables, int count);

/* What a call that did not succeed tells. */
typedef struct {
    HRESULT status;
    /* Of the EXCEPINFO: the number, and whether source and description were there. */
    SCODE number;
    wchar_t source[64], description[1024];
    /* The description once more, in UTF-8, for what is printed. */
    char words[3072];
} com_error;

/* One call or property by its name; arguments in the order in which a person writes them. `error` may be NULL, and so may `result`. */
HRESULT com_call(IDispatch *object, const wchar_t *name, WORD flags, VARIANT *arguments, int count, VARIANT *result, com_error *error);

/* A property that is a number; ends the process when it is none. */
LONG com_long(IDispatch *object, const wchar_t *name);

/* Send(mobile, content) and what it returns; ends the process when it raises. */
LONG com_send(IDispatch *object, const wchar_t *mobile, const wchar_t *content);

#endif
