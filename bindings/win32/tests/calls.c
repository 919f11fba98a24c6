/* Calls ihuyi.dll as a program in another language would: through the types that the language's own source declares (declared.h, made by
 * declared.py), with texts made as that language makes them, and members read where that language puts them.
 *
 *     calls CHARSET [unknown]     CHARSET: what ihuyi.ini beside the program says; unknown: the next answer is lost
 *
 * The DLL and ihuyi.ini lie beside the program. Each check is a line `ok - name` or `not ok - name`. */
#define _WIN32_WINNT 0x0601
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#if defined(_WIN64)
#define STDCALL
#else
#define STDCALL __stdcall
#endif

#include "declared.h"

static int failures;

static void check(int good, const char *name)
{
    printf("%sok - %s: %s\n", good ? "" : "not ", LANGUAGE, name);
    fflush(stdout);
    failures += !good;
}

/* ---- The stack: with a wrong number of arguments, stdcall leaves it elsewhere. A variable keeps where it was. ---- */

static int stack_moved;
#if defined(_WIN64)
#define STACK(here) ((void)&(here))
#else
#define STACK(here) __asm__ volatile("movl %%esp, %0" : "=m"(here) : : "memory")
#endif
/* A call as a statement, with the stack looked at before and after. */
#define CALL(statement)                       \
    do {                                      \
        static volatile uintptr_t one, two;   \
        STACK(one);                           \
        statement;                            \
        STACK(two);                           \
        if (one != two) stack_moved = 1;      \
    } while (0)

/* ---- Texts ---- */

static char memory[16][8192];
static int used;

/* The next buffer of a few: as long as one call needs them. */
static char *buffer(void)
{
    used = (used + 1) % 16;
    memset(memory[used], 0, sizeof memory[used]);
    return memory[used];
}

static void *ascii(const char *text)
{
    return strcpy(buffer(), text);
}

#ifdef MADE_BY
static void convert(UINT page, DWORD flags, const wchar_t *wide, char *out)
{
    WideCharToMultiByte(page, flags, wide, (int)wcslen(wide), out, 8000, NULL, NULL);
}
static void *sample(void)
{
    char *out = buffer();
    convert(MADE_BY, sample_wide, out);
    return out;
}
#else
static void *sample(void)
{
    return strcpy(buffer(), sample_bytes);
}
#endif

static void *in_page(UINT page, const wchar_t *wide)
{
    char *out = buffer();
    WideCharToMultiByte(page, 0, wide, (int)wcslen(wide), out, 8000, NULL, NULL);
    return out;
}

/* Whether bytes, read as the language reads them, contain this text; or are it, whole. */
static int says(UINT page, const char *bytes, const wchar_t *expected, int whole)
{
    static wchar_t wide[8192];
    int length = MultiByteToWideChar(page, MB_ERR_INVALID_CHARS, bytes, -1, wide, 8192);
    if (length == 0) return 0;
    return whole ? wcscmp(wide, expected) == 0 : wcsstr(wide, expected) != NULL;
}

/* ---- Structs, with a fence behind what the language's program has room for ---- */

static char verification[IHUYI_VERIFICATION_ROOM + 64], decision[IHUYI_DECISION_ROOM + 64], captcha[IHUYI_CAPTCHA_ROOM + 64];
static char result[IHUYI_RESULT_ROOM + 64], explanation[IHUYI_EXPLANATION_ROOM + 64], push[IHUYI_PUSH_ROOM + 64];
static char delivery[IHUYI_DELIVERY_ROOM + 64], progress[IHUYI_PROGRESS_ROOM + 64], row[IHUYI_ROW_ROOM + 64];

static void put(char *in, size_t at, int32_t value)
{
    memcpy(in + at, &value, sizeof value);
}

static int32_t number(const char *in, size_t at)
{
    int32_t value;
    memcpy(&value, in + at, sizeof value);
    return value;
}

static void *fresh(char *in, size_t room, int32_t size, size_t at)
{
    memset(in, 0, room);
    memset(in + room, 0x5a, 64);
    put(in, at, size);
    return in;
}

static int fenced(const char *in, size_t room)
{
    size_t n;
    for (n = 0; n < 64; n++)
        if (in[room + n] != 0x5a) return 0;
    return 1;
}

#define RESULT() fresh(result, IHUYI_RESULT_ROOM, IHUYI_RESULT_SIZE, IHUYI_RESULT_AT_STRUCT_SIZE)
#define R(member) number(result, IHUYI_RESULT_AT_##member)
#define R_TEXT(member) (result + IHUYI_RESULT_AT_##member)

static HANDLE_TYPE client;

static int32_t submit(const char *service, const char *mobile, void *content, void *template_id)
{
    int32_t code;
    CALL(code = ihuyi_submit(client, ascii(service), ascii(mobile), content, template_id, ascii(""), RESULT()));
    return code;
}

/* A call that comes to an outcome: its code is the returned one, and the struct says the same where the language looks. */
static void comes_to(const char *name, int32_t code, int32_t wanted, int32_t outcome, int32_t family)
{
    char line[200];
    snprintf(line, sizeof line, "%s: code %d, outcome %d, family %d, %d elsewhere", name, (int)code, (int)R(OUTCOME), (int)R(FAMILY), (int)R(CODE));
    check(code == wanted && R(CODE) == wanted && R(OUTCOME) == outcome && R(FAMILY) == family && fenced(result, IHUYI_RESULT_ROOM), line);
}

static void sending(void)
{
    int32_t code = submit("sms", SAMPLE_MOBILE, sample(), ascii(""));
    size_t digits;
    comes_to("the example's text", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
    digits = strspn(R_TEXT(MESSAGE_ID), "0123456789");
    check(digits > 4 && digits == strlen(R_TEXT(MESSAGE_ID)) && digits < IHUYI_RESULT_LEN_MESSAGE_ID, "an id, and nothing but digits");
    check(says(PAGE, R_TEXT(MESSAGE), L"\u63d0\u4ea4\u6210\u529f", 1), "the gateway's words, in the charset of the module");
    check(R(SEGMENTS) == 1 && R(CHARACTERS) == (int32_t)wcslen(sample_wide) + 6, "segments and characters, the signature counted");
    check(R(HTTP_STATUS) == 200 && R(RECIPIENTS) == 1 && R(FLAGS) == 0 && R(BALANCE) == -1 && R(ELAPSED_MS) >= 0, "the other numbers");

    code = submit("sms", "19900004051", sample(), ascii(""));
    comes_to("a refusal", code, IHUYI_CODE_BALANCE, IHUYI_OUTCOME_REFUSED, IHUYI_FAMILY_BALANCE);
    code = submit("sms", "123", sample(), ascii(""));
    comes_to("a number that is none", code, IHUYI_CODE_MOBILE_FORMAT, IHUYI_OUTCOME_REFUSED, IHUYI_FAMILY_NUMBER);
    check(R(FLAGS) == IHUYI_FLAG_LOCAL, "refused here, without a request");
    code = submit("sms", "13800000001", ascii("\xff\xff"), ascii(""));
    comes_to("bytes that are no text", code, IHUYI_E_ENCODING, IHUYI_OUTCOME_REFUSED, IHUYI_FAMILY_ARGUMENT);
    code = submit("voice", "13800000002", ascii("123456"), ascii(""));
    comes_to("a call", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
    code = submit("sms", "13800000003", ascii("123456"), ascii("1"));
    comes_to("a template", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);

    CALL(code = ihuyi_balance(client, ascii("sms"), RESULT()));
    check(code == IHUYI_ACCEPTED && R(BALANCE) > 0, "what is left");
    CALL(code = ihuyi_segments(client, ascii("sms"), sample(), RESULT()));
    check(code == IHUYI_OK && R(SEGMENTS) == 1 && R(OUTCOME) == 0, "what it will cost");
    CALL(code = ihuyi_add_template(client, in_page(PAGE, L"\u9a8c\u8bc1\u7801\u3010\u53d8\u91cf\u3011"), RESULT()));
    comes_to("a new template", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
}

static void explaining(void)
{
    int32_t code;
    const char *base = explanation;
    void *out = fresh(explanation, IHUYI_EXPLANATION_ROOM, IHUYI_EXPLANATION_SIZE, IHUYI_EXPLANATION_AT_STRUCT_SIZE);
    CALL(code = ihuyi_explain(client, ascii("sms"), IHUYI_CODE_TEMPLATE_MISMATCH, ascii("zh"), out));
    check(code == IHUYI_OK && number(base, IHUYI_EXPLANATION_AT_CODE) == IHUYI_CODE_TEMPLATE_MISMATCH && number(base, IHUYI_EXPLANATION_AT_KNOWN) == 1 &&
              number(base, IHUYI_EXPLANATION_AT_FLAGS) == 0 && number(base, IHUYI_EXPLANATION_AT_FAMILY) == IHUYI_FAMILY_TEMPLATE,
        "an explanation's numbers");
    check(strcmp(base + IHUYI_EXPLANATION_AT_NAME, "IHUYI_CODE_TEMPLATE_MISMATCH") == 0, "an explanation's name");
    check(says(PAGE, base + IHUYI_EXPLANATION_AT_TEXT, L"\u683c\u5f0f", 0) && says(PAGE, base + IHUYI_EXPLANATION_AT_MEANING, L"\u6a21\u677f", 0) &&
              says(PAGE, base + IHUYI_EXPLANATION_AT_CAUSE, L"\u3002", 0) && says(PAGE, base + IHUYI_EXPLANATION_AT_ADVICE, L"\u3002", 0),
        "an explanation's four texts");
    check(fenced(explanation, IHUYI_EXPLANATION_ROOM), "and nothing behind them");
}

static void pushes(void)
{
    int32_t code;
    const char *base = push;
    void *out = fresh(push, IHUYI_PUSH_ROOM, IHUYI_PUSH_SIZE, IHUYI_PUSH_AT_STRUCT_SIZE);
    void *body = ascii("code=2&mobilephone=13800000000&smsid=17000000000000000001&msg=DELIVRD&report_time=2017-08-02+14%3A31%3A51");
    CALL(code = ihuyi_push_parse(client, body, out, RESULT()));
    check(code == IHUYI_OK && number(base, IHUYI_PUSH_AT_KIND) == IHUYI_PUSH_RECEIPT && number(base, IHUYI_PUSH_AT_CODE) == 2 &&
              number(base, IHUYI_PUSH_AT_SUCCESS) == 1 && number(base, IHUYI_PUSH_AT_FLAGS) == 0,
        "a receipt's numbers");
    check(strcmp(base + IHUYI_PUSH_AT_MESSAGE_ID, "17000000000000000001") == 0 && strcmp(base + IHUYI_PUSH_AT_MOBILE, "13800000000") == 0 &&
              strcmp(base + IHUYI_PUSH_AT_STATUS, "DELIVRD") == 0 && strcmp(base + IHUYI_PUSH_AT_TIME, "2017-08-02 14:31:51") == 0 &&
              strcmp(base + IHUYI_PUSH_AT_ANSWER, "success") == 0 && base[IHUYI_PUSH_AT_TEMPLATE_ID] == 0 && base[IHUYI_PUSH_AT_CONTENT] == 0,
        "a receipt's texts");
    check(says(PAGE, base + IHUYI_PUSH_AT_EXPLANATION, L"\u9001\u8fbe", 0), "what DELIVRD means");
    check(fenced(push, IHUYI_PUSH_ROOM), "and nothing behind them");
}

/* What became of a message, and what its user answered. */
static void fates(void)
{
    const char *mobile = "13800000009", *d = delivery, *p = push;
    char id[IHUYI_DELIVERY_LEN_MESSAGE_ID], body[300];
    int32_t code, number_of_reply;
#define DELIVERY() fresh(delivery, IHUYI_DELIVERY_ROOM, IHUYI_DELIVERY_SIZE, IHUYI_DELIVERY_AT_STRUCT_SIZE)
#define PUSH() fresh(push, IHUYI_PUSH_ROOM, IHUYI_PUSH_SIZE, IHUYI_PUSH_AT_STRUCT_SIZE)
#define F(member) number(d, IHUYI_DELIVERY_AT_##member)
#define F_TEXT(member) (d + IHUYI_DELIVERY_AT_##member)
    CALL(code = ihuyi_status(client, ascii("nobody"), DELIVERY(), RESULT()));
    check(code == IHUYI_E_NO_STATUS && R(FAMILY) == IHUYI_FAMILY_STORE && F(STATE) == 0, "what became of a message of nobody");
    CALL(code = ihuyi_client_set(client, ascii("track"), ascii("on"), RESULT()));
    check(code == IHUYI_OK, "submissions are written down");
    code = submit("sms", mobile, sample(), ascii(""));
    comes_to("a text that is written down", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
    strcpy(id, R_TEXT(MESSAGE_ID));
    CALL(code = ihuyi_status(client, ascii(id), DELIVERY(), RESULT()));
    check(code == IHUYI_OK && F(STATE) == IHUYI_STATE_ACCEPTED && F(CODE) == 0 && F(FLAGS) == 0 && F(RECIPIENTS) == 1 && F(DELIVERED) == 0 &&
              F(FAILED) == 0 && strcmp(F_TEXT(SERVICE), "sms") == 0 && strcmp(F_TEXT(MESSAGE_ID), id) == 0 &&
              strcmp(F_TEXT(MOBILE), "138****0009") == 0 && strlen(F_TEXT(SUBMITTED)) == 19 && *F_TEXT(REPORTED) == 0,
        "it was accepted");
    snprintf(body, sizeof body, "code=2&mobilephone=%s&smsid=%s&msg=DELIVRD&report_time=2017-08-02+14%%3A31%%3A51", mobile, id);
    CALL(code = ihuyi_push_record(client, ascii(body), PUSH(), RESULT()));
    check(code == IHUYI_OK && number(p, IHUYI_PUSH_AT_KIND) == IHUYI_PUSH_RECEIPT && number(p, IHUYI_PUSH_AT_NUMBER) == 0 && fenced(push, IHUYI_PUSH_ROOM),
        "its receipt");
    CALL(code = ihuyi_status(client, ascii(id), DELIVERY(), RESULT()));
    check(code == IHUYI_OK && F(STATE) == IHUYI_STATE_DELIVERED && F(CODE) == 2 && F(DELIVERED) == 1 && F(FAILED) == 0 &&
              strcmp(F_TEXT(STATUS), "DELIVRD") == 0 && says(PAGE, F_TEXT(EXPLANATION), L"\u9001\u8fbe", 0) &&
              strcmp(F_TEXT(REPORTED), "2017-08-02 14:31:51") == 0,
        "it was delivered");
    check(fenced(delivery, IHUYI_DELIVERY_ROOM), "and nothing behind that");

    CALL(code = ihuyi_inbox(client, 0, PUSH(), RESULT()));
    check(code == IHUYI_OK && number(p, IHUYI_PUSH_AT_NUMBER) == 0 && number(p, IHUYI_PUSH_AT_KIND) == 0, "an empty inbox");
    snprintf(body, sizeof body, "mobilephone=%s&content=%%E9%%80%%80%%E8%%AE%%A2&reply_time=2017-08-02+14%%3A31%%3A51&smsid=%s", mobile, id);
    CALL(code = ihuyi_push_record(client, ascii(body), PUSH(), RESULT()));
    number_of_reply = number(p, IHUYI_PUSH_AT_NUMBER);
    check(code == IHUYI_OK && number(p, IHUYI_PUSH_AT_KIND) == IHUYI_PUSH_REPLY && number_of_reply > 0, "a reply and its number");
    CALL(code = ihuyi_inbox(client, 0, PUSH(), RESULT()));
    check(code == IHUYI_OK && number(p, IHUYI_PUSH_AT_NUMBER) == number_of_reply && says(PAGE, p + IHUYI_PUSH_AT_CONTENT, L"\u9000\u8ba2", 1) &&
              fenced(push, IHUYI_PUSH_ROOM),
        "it lies in the inbox");
    CALL(code = ihuyi_inbox(client, number_of_reply, PUSH(), RESULT()));
    check(code == IHUYI_OK && number(p, IHUYI_PUSH_AT_NUMBER) == 0, "and nothing after it");
}

/* One-time codes and limits. The right code is the phone's secret: here is what can be seen without it. */
static void codes(void)
{
    const char *mobile = "13800000008", *v = verification, *d = decision;
    char id[IHUYI_VERIFICATION_LEN_ID];
    int32_t code;
#define VERIFICATION() fresh(verification, IHUYI_VERIFICATION_ROOM, IHUYI_VERIFICATION_SIZE, IHUYI_VERIFICATION_AT_STRUCT_SIZE)
#define DECISION() fresh(decision, IHUYI_DECISION_ROOM, IHUYI_DECISION_SIZE, IHUYI_DECISION_AT_STRUCT_SIZE)
#define V(member) number(v, IHUYI_VERIFICATION_AT_##member)
#define D(member) number(d, IHUYI_DECISION_AT_##member)
    CALL(code = ihuyi_verify_start(client, ascii("register"), ascii(mobile), ascii("device = PC-17\nsession = s1"), VERIFICATION(), RESULT()));
    comes_to("a one-time code", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
    check(V(CHANNEL) == IHUYI_CHANNEL_SMS && V(DIGITS) == 6 && V(WAIT) > 0 && V(WAIT) <= 60 && V(VALID) > 0 && V(VALID) <= 300 && V(FLAGS) == 0,
        "a one-time code's numbers");
    check(v[IHUYI_VERIFICATION_AT_ID] != 0 && v[IHUYI_VERIFICATION_AT_MOBILE] == 0 && v[IHUYI_VERIFICATION_AT_LIMIT] == 0 &&
              fenced(verification, IHUYI_VERIFICATION_ROOM),
        "its id, and nothing of the number before it was checked");
    strcpy(id, v + IHUYI_VERIFICATION_AT_ID);
    CALL(code = ihuyi_verify_resend(client, ascii(id), ascii("sms"), ascii(""), VERIFICATION(), RESULT()));
    check(code == IHUYI_E_LIMIT && R(FAMILY) == IHUYI_FAMILY_LIMIT && V(WAIT) > 0 && strcmp(v + IHUYI_VERIFICATION_AT_LIMIT, "sms:mobile 1/60s") == 0,
        "asked for again at once, it says how long to wait and why");
    CALL(code = ihuyi_verify_check(client, ascii("nobody"), ascii("000000"), VERIFICATION(), RESULT()));
    check(code == IHUYI_E_CODE_NONE && R(FAMILY) == IHUYI_FAMILY_VERIFY && V(LEFT) == 0, "a check under an id of nobody");
    CALL(code = ihuyi_verify_check(client, ascii(id), ascii("000000"), VERIFICATION(), RESULT()));
    check(code == IHUYI_E_CODE_WRONG && V(LEFT) == 4 && v[IHUYI_VERIFICATION_AT_MOBILE] == 0 && v[IHUYI_VERIFICATION_AT_PURPOSE] == 0,
        "a wrong code, and how many tries are left");

    CALL(code = ihuyi_guard_status(client, ascii("sms"), ascii(mobile), ascii(""), DECISION(), RESULT()));
    check(code == IHUYI_E_LIMIT && D(ALLOWED) == 0 && D(WAIT) > 0 && D(FLAGS) == 0 && strcmp(d + IHUYI_DECISION_AT_LIMIT, "sms:mobile 1/60s") == 0,
        "what the limits say of this number");
    CALL(code = ihuyi_guard_unlock(client, ascii("mobile"), ascii(mobile), RESULT()));
    check(code == IHUYI_OK, "the number is freed");
    CALL(code = ihuyi_guard_ask(client, ascii("sms"), ascii(mobile), ascii(""), DECISION(), RESULT()));
    check(code == IHUYI_OK && D(ALLOWED) == 1 && fenced(decision, IHUYI_DECISION_ROOM), "and may be sent to again");
}

static void pictures(void)
{
    const char *c = captcha;
    char id[IHUYI_CAPTCHA_LEN_ID];
    int32_t code, size;
    void *out = fresh(captcha, IHUYI_CAPTCHA_ROOM, IHUYI_CAPTCHA_SIZE, IHUYI_CAPTCHA_AT_STRUCT_SIZE);
    CALL(code = ihuyi_captcha_new(client, ascii(""), out, RESULT()));
    size = number(c, IHUYI_CAPTCHA_AT_PNG_SIZE);
    check(code == IHUYI_OK && number(c, IHUYI_CAPTCHA_AT_LENGTH) == 5 && number(c, IHUYI_CAPTCHA_AT_VALID) > 0 && c[IHUYI_CAPTCHA_AT_ID] != 0,
        "a picture's numbers and its id");
    check(size > 100 && size <= (int32_t)IHUYI_CAPTCHA_LEN_PNG && memcmp(c + IHUYI_CAPTCHA_AT_PNG, "\x89PNG\r\n\x1a\n", 8) == 0 &&
              memcmp(c + IHUYI_CAPTCHA_AT_PNG + size - 8, "IEND", 4) == 0,
        "its PNG, whole");
    check(strncmp(c + IHUYI_CAPTCHA_AT_DATA_URI, "data:image/png;base64,iVBOR", 27) == 0 && fenced(captcha, IHUYI_CAPTCHA_ROOM), "and the same for a page");
    strcpy(id, c + IHUYI_CAPTCHA_AT_ID);
    CALL(code = ihuyi_captcha_check(client, ascii(id), ascii("no"), RESULT()));
    check(code == IHUYI_E_CAPTCHA_WRONG && R(FAMILY) == IHUYI_FAMILY_VERIFY, "a wrong answer");
}

/* A list: rows are added, the plan is written, and a second time it is found where it stood. The journal lies beside the program. */
static void lists(void)
{
    static wchar_t path[MAX_PATH];
    const char *g = progress, *w = row;
    HANDLE_TYPE list;
    int32_t code;
#define PROGRESS() fresh(progress, IHUYI_PROGRESS_ROOM, IHUYI_PROGRESS_SIZE, IHUYI_PROGRESS_AT_STRUCT_SIZE)
#define ROW() fresh(row, IHUYI_ROW_ROOM, IHUYI_ROW_SIZE, IHUYI_ROW_AT_STRUCT_SIZE)
#define G(member) number(g, IHUYI_PROGRESS_AT_##member)
#define W(member) number(w, IHUYI_ROW_AT_##member)
#define W_TEXT(member) (w + IHUYI_ROW_AT_##member)
    GetModuleFileNameW(NULL, path, MAX_PATH);
    wcscpy(wcsrchr(path, L'\\') + 1, L"list.journal");
    DeleteFileW(path);
    CALL(list = ihuyi_bulk_open(client, in_page(PAGE, path), ascii("hours = 9-20"), RESULT()));
    check(list == 0 && R(CODE) == IHUYI_E_VALUE && R(FAMILY) == IHUYI_FAMILY_SETTING && says(PAGE, R_TEXT(MESSAGE), L"hours", 0), "an option of a list that is not understood");
    CALL(list = ihuyi_bulk_open(client, in_page(PAGE, path), ascii("service = sms\nrate = 1000"), RESULT()));
    check(list != 0 && R(CODE) == IHUYI_OK, "a list is begun");
    CALL(code = ihuyi_bulk_add(list, ascii("13800000010"), sample(), in_page(PAGE, L"\u8ba2\u5355\u4e00"), RESULT()));
    check(code == IHUYI_OK && R(SEGMENTS) == 1 && R(FLAGS) == 0, "a row");
    CALL(code = ihuyi_bulk_add(list, ascii("1380000001"), sample(), ascii(""), RESULT()));
    check(code == IHUYI_CODE_MOBILE_FORMAT && R(FLAGS) == IHUYI_FLAG_LOCAL + IHUYI_FLAG_LEFT_OUT, "a row that is left out");
    CALL(code = ihuyi_bulk_add(list, ascii("19900000408"), sample(), ascii("order-3"), RESULT()));
    check(code == IHUYI_OK, "a row that the gateway will refuse");
    CALL(code = ihuyi_bulk_status(list, PROGRESS(), RESULT()));
    check(code == IHUYI_OK && G(STATE) == IHUYI_BULK_PLANNING && G(ROWS) == 2 && G(LEFT_OUT) == 1 && G(SEGMENTS) == 2, "what it will cost");
    CALL(code = ihuyi_bulk_run(list, 0, PROGRESS(), RESULT()));
    check(code == IHUYI_OK && G(STATE) == IHUYI_BULK_READY && G(PLANNED) == 2 && G(SENDING) == 0 && G(ACCEPTED) == 0, "the plan is written, and nothing sent");
    CALL(ihuyi_bulk_close(list));
    CALL(list = ihuyi_bulk_open(client, in_page(PAGE, path), ascii(""), RESULT()));
    check(list != 0, "the list is taken over");
    CALL(code = ihuyi_bulk_run(list, 60000, PROGRESS(), RESULT()));
    check(code == IHUYI_OK && G(STATE) == IHUYI_BULK_DONE && G(CODE) == 0 && G(WAIT) == 0 && G(FLAGS) == 0 && G(ROWS) == 2 && G(PLANNED) == 0 &&
              G(ACCEPTED) == 1 && G(REFUSED) == 1 && G(UNKNOWN) == 0 && G(LEFT_OUT) == 1 && G(SEGMENTS) == 2 && G(ACCEPTED_SEGMENTS) == 1 &&
              g[IHUYI_PROGRESS_AT_MESSAGE] == 0 && fenced(progress, IHUYI_PROGRESS_ROOM),
        "and sent");
    CALL(code = ihuyi_bulk_next(list, 0, 0, ROW(), RESULT()));
    check(code == IHUYI_OK && W(NUMBER) == 1 && W(STATE) == IHUYI_ROW_ACCEPTED && W(CODE) == IHUYI_ACCEPTED && W(FLAGS) == 0 && W(LINE) == 1 && W(SEGMENTS) == 1,
        "a row's numbers");
    check(strcmp(W_TEXT(MOBILE), "13800000010") == 0 && says(PAGE, W_TEXT(REFERENCE), L"\u8ba2\u5355\u4e00", 1) &&
              strspn(W_TEXT(MESSAGE_ID), "0123456789") == 20 && strlen(W_TEXT(TIME)) == 19 && fenced(row, IHUYI_ROW_ROOM),
        "a row's texts");
    CALL(code = ihuyi_bulk_next(list, IHUYI_ROW_LEFT_OUT, 0, ROW(), RESULT()));
    check(code == IHUYI_OK && W(NUMBER) == 2 && W(CODE) == IHUYI_CODE_MOBILE_FORMAT && says(PAGE, W_TEXT(MESSAGE), L"\u53f7\u7801", 0), "the one that was left out says why");
    CALL(code = ihuyi_bulk_next(list, IHUYI_ROW_REFUSED, 2, ROW(), RESULT()));
    check(code == IHUYI_OK && W(NUMBER) == 3 && strcmp(W_TEXT(REFERENCE), "order-3") == 0, "the one that was refused, behind it");
    CALL(code = ihuyi_bulk_next(list, 0, 3, ROW(), RESULT()));
    check(code == IHUYI_OK && W(NUMBER) == 0 && W(STATE) == 0, "and none after that");
    CALL(ihuyi_bulk_close(list));
    CALL(list = ihuyi_bulk_open(client, in_page(PAGE, path), ascii("service = marketing"), RESULT()));
    check(list == 0 && R(CODE) == IHUYI_E_VALUE && says(PAGE, R_TEXT(MESSAGE), L"list.journal", 0), "another service than it was planned for");
    CALL(ihuyi_bulk_close(list));
}

/* The three functions without a handle speak as ihuyi.ini says. */
static void without_handle(const char *charset)
{
    UINT page = strcmp(charset, "gbk") == 0 ? 936 : 65001;
    const char *text;
    int32_t code;
    CALL(text = (const char *)(intptr_t)ihuyi_charset(0));
    check(strcmp(text, charset) == 0, "without a handle, the charset is that of ihuyi.ini");
    CALL(text = (const char *)(intptr_t)ihuyi_strerror(IHUYI_CODE_BALANCE));
    check(says(page, text, L"\u5269\u4f59\u6761\u6570", 0), "what a code means, in that charset");
    CALL(code = ihuyi_send(ascii("C00000000"), ascii("0123456789abcdef0123456789abcdef"), ascii("13800000004"), in_page(page, sample_wide), RESULT()));
    comes_to("a text without a handle", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
    check(says(page, R_TEXT(MESSAGE), L"\u63d0\u4ea4\u6210\u529f", 1), "and its answer, in that charset");
    CALL(code = ihuyi_voice(ascii("V00000000"), ascii("0123456789abcdef0123456789abcdef"), ascii("13800000005"), ascii("654321"), RESULT()));
    comes_to("a call without a handle", code, IHUYI_ACCEPTED, IHUYI_OUTCOME_ACCEPTED, IHUYI_FAMILY_NONE);
}

/* What the module says of characters that its charset has not. */
static void no_loss(void)
{
#ifdef MADE_BY
    BOOL lost = FALSE;
    char out[64] = "";
    wchar_t back[64] = L"";
    const wchar_t *face = L"\xd83d\xde00", *accent = L"\u00f6", *half = L"a\xd83d";
    if (strcmp(LANGUAGE, "vb6") == 0) {
        WideCharToMultiByte(936, WC_NO_BEST_FIT_CHARS, face, 2, out, 60, NULL, &lost);
        check(lost, "an emoji is noticed, not replaced");
        lost = FALSE;
        WideCharToMultiByte(936, WC_NO_BEST_FIT_CHARS, accent, 1, out, 60, NULL, &lost);
        check(lost, "a letter that looks alike is no replacement");
    } else if (PAGE == 65001) {
        check(WideCharToMultiByte(65001, WC_ERR_INVALID_CHARS, half, 2, out, 60, NULL, NULL) == 0, "half a character is noticed");
        check(WideCharToMultiByte(65001, WC_ERR_INVALID_CHARS, face, 2, out, 60, NULL, NULL) == 4, "an emoji is four bytes");
    } else {
        WideCharToMultiByte(CP_ACP, 0, face, 2, out, 60, NULL, NULL);
        MultiByteToWideChar(CP_ACP, 0, out, -1, back, 60);
        check(wcscmp(back, face) != 0, "an emoji does not come back, and is noticed by that");
    }
#endif
}

static int load(void)
{
    static wchar_t path[MAX_PATH];
    size_t n;
    HMODULE module;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    wcscpy(wcsrchr(path, L'\\') + 1, L"ihuyi.dll");
    module = LoadLibraryW(path);
    check(module != NULL, "the DLL beside the program");
    if (!module) return 0;
    /* What a Declare, an external function or a DLL command does later: by the bare name. */
    check(LoadLibraryA("ihuyi.dll") == module, "the bare name finds the same one");
    for (n = 0; n < sizeof entries / sizeof *entries; n++) {
        FARPROC found = GetProcAddress(module, entries[n].symbol);
        if (!found) {
            check(0, entries[n].symbol);
            return 0;
        }
        memcpy(entries[n].place, &found, sizeof found);
    }
    check(n == 33, "its thirty-three functions, by the names that the source has");
    return 1;
}

/* ihuyi.ini beside the DLL; its path in UTF-8 where the module writes it so, otherwise in GBK. */
static void open_client(void)
{
    static wchar_t path[MAX_PATH];
    UINT page = strcmp(LANGUAGE, "vb6") == 0 || strcmp(LANGUAGE, "vfp") == 0 || PAGE == 65001 ? 65001 : 936;
    const char *spoken;
    int32_t code;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    wcscpy(wcsrchr(path, L'\\') + 1, L"ihuyi.ini");
    CALL(client = ihuyi_client_open(in_page(page, path), RESULT()));
    check(client != 0, "ihuyi.ini beside the program is read");
    CALL(code = ihuyi_client_set(client, ascii("charset"), ascii(CHARSET), RESULT()));
    check(code == IHUYI_OK, "the charset of the module is set");
    CALL(spoken = (const char *)(intptr_t)ihuyi_charset(client));
    check(strcmp(spoken, CHARSET) == 0, "and is the handle's, whatever ihuyi.ini says");
    CALL(code = ihuyi_client_set(client, ascii("chaset"), ascii("gbk"), RESULT()));
    check(code == IHUYI_E_SETTING && says(PAGE, R_TEXT(MESSAGE), L"charset", 0), "a misspelt setting is told, with the nearest name");
}

static void lost_request(void)
{
    int32_t code = submit("sms", "13800000006", sample(), ascii(""));
    comes_to("a request without an answer", code, IHUYI_E_UNKNOWN, IHUYI_OUTCOME_UNKNOWN, IHUYI_FAMILY_UNKNOWN);
}

static void nobody_there(void)
{
    int32_t code;
    HANDLE_TYPE kept = client;
    CALL(client = ihuyi_client_new(RESULT()));
    check(client != 0, "a second handle");
    CALL(code = ihuyi_client_set(client, ascii("charset"), ascii(CHARSET), RESULT()));
    CALL(code |= ihuyi_client_set(client, ascii("account"), ascii("C00000000"), RESULT()));
    CALL(code |= ihuyi_client_set(client, ascii("apikey"), ascii("0123456789abcdef0123456789abcdef"), RESULT()));
    CALL(code |= ihuyi_client_set(client, ascii("gateway"), ascii("http://127.0.0.1:1"), RESULT()));
    check(code == IHUYI_OK, "and its settings");
    code = submit("sms", "13800000007", sample(), ascii(""));
    comes_to("a gateway that is not there", code, IHUYI_E_CONNECT, IHUYI_OUTCOME_NOT_SENT, IHUYI_FAMILY_NETWORK);
    CALL(ihuyi_client_free(client));
    client = kept;
}

int main(int argc, char **argv)
{
    int32_t version;
    const char *release;
    if (argc < 2 || !load()) return 2;
    CALL(version = ihuyi_abi_version());
    check(version == IHUYI_ABI_NEEDED, "the version of the interface is the one that the source was written for");
    CALL(release = (const char *)(intptr_t)ihuyi_version());
    check(release[0] >= '0' && release[0] <= '9', "the version of the library");
    open_client();
    if (argc > 2) {
        lost_request();
    } else {
        sending();
        explaining();
        pushes();
        fates();
        codes();
        pictures();
        lists();
        without_handle(argv[1]);
        no_loss();
        nobody_there();
    }
    CALL(ihuyi_client_free(client));
    check(!stack_moved, "every call left the stack where it was");
    return failures != 0;
}
