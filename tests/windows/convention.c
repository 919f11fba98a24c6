/* Every function through a pointer got by its name: on 32 bit the stack pointer is the same before and after the call, a hundred thousand
   times; the structs are laid out as promised; NULL is harmless everywhere; a struct that is too small is refused; and the words are GBK. */
#include "dll.h"
#include "report.h"
#include "layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES = 100000 };

/* ---- The stack */

#ifndef _WIN64
static intptr_t stack_pointer(void)
{
    intptr_t value;

    __asm__ volatile("movl %%esp, %0" : "=r"(value));
    return value;
}

/* Calls the function with so many words of arguments as an assembler would: push, call, look. Returns by how many bytes the stack is off, and
   puts it right, or this function could not return and say so. */
static intptr_t call_and_measure(FARPROC function, const intptr_t *arguments, size_t count, intptr_t *answer)
{
    intptr_t off, value;

    __asm__ volatile(
        "movl %%esp, %%edi\n\t"
        "movl %%ecx, %%ebx\n\t"
        "1: testl %%ebx, %%ebx\n\t"
        "jz 2f\n\t"
        "decl %%ebx\n\t"
        "pushl (%%edx,%%ebx,4)\n\t"
        "jmp 1b\n\t"
        "2: call *%%eax\n\t"
        /* Behind a stdcall function the stack is where it was; behind a cdecl one the arguments still lie on it. */
        "movl %%edi, %%ecx\n\t"
        "subl %%esp, %%ecx\n\t"
        "movl %%edi, %%esp\n\t"
        : "=a"(value), "=c"(off), "+d"(arguments)
        : "a"(function), "c"(count)
        : "ebx", "edi", "memory", "cc");
    *answer = value;
    return off;
}

/* Own functions of both conventions, so that the measuring is measured. */
static int __cdecl leaves_its_arguments(int a, int b, int c)
{
    return a + b + c;
}

static int __stdcall takes_its_arguments(int a, int b, int c)
{
    return a * b * c;
}

static void measuring(void)
{
    static const intptr_t three[] = { 2, 3, 4 };
    intptr_t answer, before = stack_pointer(), off;

    off = call_and_measure((FARPROC)(void (*)(void))takes_its_arguments, three, 3, &answer);
    report("a stdcall function of our own leaves the stack as it was", off == 0 && answer == 24, "%ld, answer %ld", (long)off, (long)answer);
    off = call_and_measure((FARPROC)(void (*)(void))leaves_its_arguments, three, 3, &answer);
    report("a cdecl function of our own is noticed", off == 12 && answer == 9, "%ld, answer %ld", (long)off, (long)answer);
    report("measuring leaves the stack as it was", before == stack_pointer(), "moved by %ld", (long)(stack_pointer() - before));
}

/* A client made for each turn of the loop would measure the client: NULL or a number goes in, and the functions say no. */
static void stack_of_every_function(void)
{
    static const intptr_t nothing[8];
    int which, i;

    for (which = 0; which < IHUYI_FUNCTIONS; which++) {
        const char *name = dll_functions[which].name;
        /* Reading settings takes a disk, and making a client takes a root store. */
        const int slow = strcmp(name, "ihuyi_client_new") == 0 || strcmp(name, "ihuyi_client_open") == 0;
        const int times = slow ? 200 : TIMES;
        char line[128];
        intptr_t off = 0, answer = 0;
        for (i = 0; i < times && off == 0; i++) {
            off = call_and_measure(*dll_functions[which].pointer, nothing, (size_t)dll_arguments[which], &answer);
            if (slow) ihuyi_client_free((ihuyi_client *)answer);
        }
        sprintf(line, "%s: %d calls leave the stack as it was", name, times);
        report(line, off == 0, "after call %d it was off by %ld bytes", i, (long)off);
    }
}

#else

/* There is one convention on 64 bit, and the stack is the caller's. */
static void measuring(void)
{
}

static void stack_of_every_function(void)
{
    int i;

    for (i = 0; i < TIMES; i++) {
        if (ihuyi_abi_version() != IHUYI_ABI_VERSION || ihuyi_explain(NULL, NULL, 4051, NULL, NULL) != IHUYI_E_ARGUMENT) break;
    }
    report("a hundred thousand calls answer the same", i == TIMES, "call %d did not", i);
}

#endif

/* The same through the pointers that a C program declares, with arguments and answers that mean something. */
static void through_typed_pointers(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_client *client = ihuyi_client_new(NULL);
    int i;

    for (i = 0; i < TIMES; i++) {
        result.struct_size = sizeof result;
        if (ihuyi_segments(client, "sms", "12345678901234567890", &result) != 0 || result.segments != 1) break;
        if (ihuyi_abi_version() != IHUYI_ABI_VERSION) break;
    }
    report("a hundred thousand calls through typed pointers answer right", i == TIMES, "call %d did not: %d", i, (int)result.code);
    ihuyi_client_free(client);
}

/* ---- NULL, and too little room */

static void null_everywhere(void)
{
    ihuyi_client *client = ihuyi_client_new(NULL);
    int32_t code;

    report("a client without a result", client != NULL, "there is none");
#define IS(call, expected) code = (call); report(#call, code == (expected), "is %d", (int)code)
    IS(ihuyi_send(NULL, NULL, NULL, NULL, NULL), IHUYI_CODE_ACCOUNT_EMPTY);
    IS(ihuyi_voice(NULL, NULL, NULL, NULL, NULL), IHUYI_CODE_ACCOUNT_EMPTY);
    IS(ihuyi_submit(NULL, NULL, NULL, NULL, NULL, NULL, NULL), IHUYI_E_ARGUMENT);
    IS(ihuyi_balance(NULL, NULL, NULL), IHUYI_E_ARGUMENT);
    IS(ihuyi_balance(client, NULL, NULL), IHUYI_CODE_ACCOUNT_EMPTY);
    IS(ihuyi_add_template(NULL, NULL, NULL), IHUYI_E_ARGUMENT);
    IS(ihuyi_add_template(client, NULL, NULL), IHUYI_CODE_ACCOUNT_EMPTY);
    IS(ihuyi_client_set(NULL, NULL, NULL, NULL), IHUYI_E_ARGUMENT);
    IS(ihuyi_client_set(client, NULL, NULL, NULL), IHUYI_E_SETTING);
    IS(ihuyi_explain(NULL, NULL, 0, NULL, NULL), IHUYI_E_ARGUMENT);
    IS(ihuyi_segments(NULL, NULL, NULL, NULL), IHUYI_OK);
    IS(ihuyi_push_parse(NULL, NULL, NULL, NULL), IHUYI_E_ARGUMENT);
#undef IS
    report("ihuyi_client_open(NULL, NULL) is NULL", ihuyi_client_open(NULL, NULL) == NULL, "is not");
    report("ihuyi_charset(NULL)", ihuyi_charset(NULL) != NULL && ihuyi_charset(NULL)[0] != '\0', "says nothing");
    ihuyi_client_free(NULL);
    ihuyi_client_free(client);
}

static void too_little_room(void)
{
    ihuyi_result result;
    ihuyi_explanation explanation;
    ihuyi_push push;
    const unsigned char *bytes = (const unsigned char *)&result;
    size_t i;
    int32_t code;

    memset(&result, 0xA5, sizeof result);
    result.struct_size = sizeof result - 1;
    code = ihuyi_send("C00000000", "0", "13800000000", "x", &result);
    report("a result one byte too small is refused", code == IHUYI_E_STRUCT_SIZE, "%d", (int)code);
    for (i = sizeof result.struct_size; i < sizeof result && bytes[i] == 0xA5; i++) { }
    report("and not a byte written", i == sizeof result, "byte %u is", (unsigned)i);
    memset(&explanation, 0, sizeof explanation);
    code = ihuyi_explain(NULL, NULL, 4051, NULL, &explanation);
    report("an explanation without a size is refused", code == IHUYI_E_STRUCT_SIZE, "%d", (int)code);
    memset(&push, 0, sizeof push);
    push.struct_size = 4;
    code = ihuyi_push_parse(NULL, "mobilephone=13800000000&content=OK", &push, NULL);
    report("a push of four bytes is refused", code == IHUYI_E_STRUCT_SIZE, "%d", (int)code);
}

/* ---- Words in the charset of the machine's own programs */

static void words_in_gbk(void)
{
    /* 剩余条数不足 */
    static const char gbk[] = "\xca\xa3\xd3\xe0\xcc\xf5\xca\xfd\xb2\xbb\xd7\xe3";
    static const char utf8[] = "\xe5\x89\xa9\xe4\xbd\x99\xe6\x9d\xa1\xe6\x95\xb0\xe4\xb8\x8d\xe8\xb6\xb3";
    const char *charset = getenv("IHUYI_CHARSET"), *words = ihuyi_strerror(4051);
    const int wants_gbk = charset != NULL && strcmp(charset, "gbk") == 0;
    wchar_t wide[256];

    report("ihuyi_charset is what the environment says", strcmp(ihuyi_charset(NULL), wants_gbk ? "gbk" : "utf-8") == 0, "%s", ihuyi_charset(NULL));
    report("ihuyi_strerror speaks it", strcmp(words, wants_gbk ? gbk : utf8) == 0, "another text, of %u bytes", (unsigned)strlen(words));
    /* What VB6 and Delphi 7 do with the bytes by themselves: the machine's code page. */
    if (wants_gbk) {
        report("the machine's code page is 936", GetACP() == 936, "%u", GetACP());
        if (MultiByteToWideChar(CP_ACP, MB_ERR_INVALID_CHARS, words, -1, wide, 256) == 0) wide[0] = L'\0';
        report("and turns the words into Chinese", wcscmp(wide, L"\x5269\x4f59\x6761\x6570\x4e0d\x8db3") == 0,
            "not so");
    }
}

int main(void)
{
    dll_load();
    layout();
    measuring();
    stack_of_every_function();
    through_typed_pointers();
    null_everywhere();
    too_little_room();
    words_in_gbk();
    return report_finish();
}
