/* Text that is none: it is refused where it stands, told so that its owner finds the fault, and never crosses the wire. */
#include "check.h"
#include "sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ihuyi_client *client;
static ihuyi_result result = IHUYI_RESULT_INIT;
static ihuyi_verification verification = IHUYI_VERIFICATION_INIT;
static ihuyi_decision decision = IHUYI_DECISION_INIT;
static ihuyi_captcha captcha = IHUYI_CAPTCHA_INIT;

/* 您好，世界 in GBK. */
#define GBK "\xC4\xFA\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7"

static const struct { const char *bytes; int offset; } undecodable[] = {
    { "\xFF", 0 },
    { "abc\xFE", 3 },
    { "\x80", 0 },
    { "ok \xC3", 3 },
    { "ok \xE6\x82", 3 },
    { "\xC0\xAF", 0 },                     /* an overlong slash */
    { "\xE0\x80\xAF", 0 },
    { "\xED\xA0\x80", 0 },                 /* half a surrogate pair */
    { "\xED\xA0\xBD\xED\xB8\x80", 0 },     /* a whole one, as CESU-8 */
    { "\xF4\x90\x80\x80", 0 },             /* beyond Unicode */
    { "\xF8\x88\x80\x80\x80", 0 },
    { "caf\xE9", 3 },                      /* Latin-1 */
    { "\xE6\x82\xA8\xE5\xA5", 3 },         /* cut in the middle of a character */
    { GBK, 0 },
    { "ab" GBK, 2 },
};

/* The same bytes in every place where a text can stand. */
static int32_t call(int place, const char *bytes)
{
    switch (place) {
    case 0: return ihuyi_send(bytes, APIKEY, MOBILE, CONTENT, &result);
    case 1: return ihuyi_send(ACCOUNT, bytes, MOBILE, CONTENT, &result);
    case 2: return ihuyi_send(ACCOUNT, APIKEY, bytes, CONTENT, &result);
    case 3: return ihuyi_send(ACCOUNT, APIKEY, MOBILE, bytes, &result);
    case 4: return ihuyi_voice(bytes, APIKEY, MOBILE, "1234", &result);
    case 5: return ihuyi_voice(VOICE_ACCOUNT, bytes, MOBILE, "1234", &result);
    case 6: return ihuyi_voice(VOICE_ACCOUNT, APIKEY, bytes, "1234", &result);
    case 7: return ihuyi_voice(VOICE_ACCOUNT, APIKEY, MOBILE, bytes, &result);
    case 8: return ihuyi_submit(client, bytes, MOBILE, CONTENT, NULL, NULL, &result);
    case 9: return ihuyi_submit(client, "sms", bytes, CONTENT, NULL, NULL, &result);
    case 10: return ihuyi_submit(client, "sms", MOBILE, bytes, NULL, NULL, &result);
    case 11: return ihuyi_submit(client, "sms", MOBILE, CONTENT, bytes, NULL, &result);
    case 12: return ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, bytes, &result);
    case 13: return ihuyi_balance(client, bytes, &result);
    case 14: return ihuyi_add_template(client, bytes, &result);
    case 15: return ihuyi_segments(client, bytes, CONTENT, &result);
    case 16: return ihuyi_segments(client, "sms", bytes, &result);
    case 17: return ihuyi_segments(NULL, "sms", bytes, &result);
    case 18: return ihuyi_client_set(client, bytes, "x", &result);
    case 19: return ihuyi_client_set(client, "signature", bytes, &result);
    case 20: return ihuyi_verify_start(client, bytes, MOBILE, NULL, &verification, &result);
    case 21: return ihuyi_verify_start(client, "login", bytes, NULL, &verification, &result);
    case 22: return ihuyi_verify_start(client, "login", "", bytes, &verification, &result);
    case 23: return ihuyi_verify_resend(client, bytes, "sms", NULL, &verification, &result);
    case 24: return ihuyi_verify_resend(client, "noone", bytes, NULL, &verification, &result);
    case 25: return ihuyi_verify_resend(client, "noone", "sms", bytes, &verification, &result);
    case 26: return ihuyi_verify_check(client, bytes, "123456", &verification, &result);
    case 27: return ihuyi_verify_check(client, "noone", bytes, &verification, &result);
    case 28: return ihuyi_guard_ask(client, bytes, MOBILE, NULL, &decision, &result);
    case 29: return ihuyi_guard_ask(client, "sms", bytes, NULL, &decision, &result);
    case 30: return ihuyi_guard_status(client, "sms", "12345", bytes, &decision, &result);
    case 31: return ihuyi_guard_unlock(client, bytes, "x", &result);
    case 32: return ihuyi_guard_unlock(client, "ip", bytes, &result);
    case 33: return ihuyi_captcha_new(client, bytes, &captcha, &result);
    case 34: return ihuyi_captcha_check(client, bytes, "2234", &result);
    default: return ihuyi_captcha_check(client, "nopicture", bytes, &result);
    }
}

enum { PLACES = 36 };

static void not_utf8(void)
{
    size_t i;
    int place;

    for (i = 0; i < sizeof undecodable / sizeof *undecodable; i++) {
        char where[32];
        snprintf(where, sizeof where, "第 %d 字节", undecodable[i].offset);
        for (place = 0; place < PLACES; place++) {
            int32_t code = call(place, undecodable[i].bytes);
            EXPECT(code == IHUYI_E_ENCODING, "text %zu in place %d: %d %s", i, place, (int)code, result.message);
            EXPECT(result.code == code && result.outcome == IHUYI_OUTCOME_REFUSED && result.flags & IHUYI_FLAG_LOCAL,
                "text %zu in place %d: outcome %d, flags %u", i, place, (int)result.outcome, (unsigned)result.flags);
            EXPECT(strstr(result.message, where) != NULL, "text %zu in place %d, not %s: %s", i, place, where, result.message);
        }
    }
}

static void gbk_is_recognised(void)
{
    ihuyi_send(ACCOUNT, APIKEY, MOBILE, "ab" GBK, &result);
    EXPECT(strstr(result.message, "第 2 字节（0xC4）") != NULL, "%s", result.message);
    EXPECT(strstr(result.message, "GBK") && strstr(result.message, "charset"), "%s", result.message);
    check_set(client, "lang", "en");
    ihuyi_submit(client, "sms", MOBILE, "ab" GBK, NULL, NULL, &result);
    EXPECT(strstr(result.message, "byte 2 (0xC4)") && strstr(result.message, "looks like GBK"), "%s", result.message);
    ihuyi_submit(client, "sms", MOBILE, "caf\xE9", NULL, NULL, &result);
    EXPECT(strstr(result.message, "GBK") == NULL, "Latin-1 is called GBK: %s", result.message);
    check_set(client, "charset", "gbk");
    ihuyi_submit(client, "sms", MOBILE, "\xE6\x82\xA8\xE5\xA5\xBD\xE5", NULL, NULL, &result);
    EXPECT(result.code == IHUYI_E_ENCODING && strstr(result.message, "byte 6"), "cut UTF-8 where GBK was promised: %s", result.message);
    ihuyi_submit(client, "sms", MOBILE, GBK "\xFF", NULL, NULL, &result);
    EXPECT(strstr(result.message, "byte 10 (0xFF)") != NULL, "%s", result.message);
    check_set(client, "charset", "utf-8");
    check_set(client, "lang", "zh");
}

/* C0 and C1 controls and DEL; what is allowed is only tab, line feed and carriage return. */
static void control_characters(void)
{
    char content[16];
    unsigned c;

    for (c = 1; c < 0xA0; c++) {
        int32_t code;
        if (c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0x7F)) continue;
        if (c < 0x80) snprintf(content, sizeof content, "a%cb", (char)c);
        else snprintf(content, sizeof content, "a\xC2%cb", (char)c);
        code = ihuyi_send(ACCOUNT, APIKEY, MOBILE, content, &result);
        EXPECT(code == IHUYI_E_CONTROL_CHARACTER && strstr(result.message, "第 2 个字符"), "U+%04X: %d %s", c, (int)code, result.message);
        code = ihuyi_add_template(client, content, NULL);
        EXPECT(code == IHUYI_E_CONTROL_CHARACTER, "U+%04X in a template: %d", c, (int)code);
        code = ihuyi_voice(VOICE_ACCOUNT, APIKEY, MOBILE, content, NULL);
        EXPECT(code == 4070, "U+%04X in a voice code: %d", c, (int)code);
    }
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, "1380000\x01" "0000", CONTENT, NULL) == 406, "in a number");
    EXPECT(ihuyi_send("C0000\x01" "0000", APIKEY, MOBILE, CONTENT, NULL) == IHUYI_E_CONTROL_CHARACTER, "in an account");
    EXPECT(ihuyi_voice(VOICE_ACCOUNT, "0123\n4567", MOBILE, "1234", NULL) == IHUYI_E_CONTROL_CHARACTER, "in a password");
}

static void emoji(void)
{
    static const char *const texts[] = { "好\xF0\x9F\x98\x80", "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", "\xF0\x9F\x87\xA8\xF0\x9F\x87\xB3", "1\xEF\xB8\x8F\xE2\x83\xA3" };
    size_t i;

    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        int32_t code = ihuyi_send(ACCOUNT, APIKEY, MOBILE, texts[i], &result);
        EXPECT(code == 4074 && result.flags & IHUYI_FLAG_LOCAL, "%s: %d, flags %u", texts[i], (int)code, (unsigned)result.flags);
    }
}

/* 10 MB wherever a text can stand: refused, and in words that fit the result. */
static void huge(char byte, const char *what)
{
    char *text = check_fill(byte, 10u << 20);
    int place;

    for (place = 0; place < PLACES; place++) {
        int32_t code;
        /* What needs no gateway may well count 10 MB of text. */
        if (place == 16 || place == 17) continue;
        /* And options or keys that are blank lines are none. */
        if ((place == 12 || place == 33) && byte == ' ') continue;
        if (check_small() && place % 4 != 0) continue;
        memset(result.message, 'x', sizeof result.message);
        code = call(place, text);
        EXPECT(code != 2 && code != 0, "10 MB of %s in place %d: %d", what, place, (int)code);
        EXPECT(result.code == code && memchr(result.message, '\0', sizeof result.message), "10 MB of %s in place %d", what, place);
    }
    EXPECT(ihuyi_segments(client, "sms", text, &result) == 0 || byte == '\xFF', "10 MB of %s do not count", what);
    free(text);
}

/* Numbers that are all different, as far as the bytes reach. */
static char *numbers(size_t count)
{
    char *list = check_alloc(count * 12 + 1), *end = list;
    size_t i;

    for (i = 0; i < count; i++) end += sprintf(end, "%s13%09u", i == 0 ? "" : ",", (unsigned)i);
    return list;
}

/* Every number is good, and there are too many: told at once, not after each has been looked at and held against all others. */
static void long_lists(void)
{
    static const size_t counts[] = { 10001, (10u << 20) / 12 };
    size_t i;

    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        char *list = numbers(counts[i]);
        int32_t code = ihuyi_submit(client, "marketing", list, "新品上市。退订回T【测试】", NULL, NULL, &result);
        EXPECT(code == IHUYI_E_TOO_LARGE && result.outcome == IHUYI_OUTCOME_REFUSED && result.flags & IHUYI_FLAG_LOCAL,
            "%zu numbers: %d, outcome %d, flags %u: %s", counts[i], (int)code, (int)result.outcome, (unsigned)result.flags, result.message);
        free(list);
    }
}

static void too_long(void)
{
    char *text = check_fill('x', 501);
    int32_t code = ihuyi_send(ACCOUNT, APIKEY, MOBILE, text, &result);

    EXPECT(code == 4073 && result.flags & IHUYI_FLAG_LOCAL, "501 letters: %d", (int)code);
    free(text);
}

int main(void)
{
    check_start("bad_text");
    sandbox_reset();
    client = check_client();
    check_set(client, "store", "memory:bad_text");
    check("bytes that are not UTF-8, in every place, with their offset");
    not_utf8();
    check("GBK where UTF-8 was promised is called by its name");
    gbk_is_recognised();
    check("control characters");
    control_characters();
    check("emoji");
    emoji();
    check("501 characters");
    too_long();
    check("10 MB of letters, blanks, digits and of no text, in every place");
    huge('x', "letters");
    huge(' ', "blanks");
    huge('1', "digits");
    huge('\xFF', "no text");
    check("more numbers than a list may have");
    long_lists();
    check("nothing of it reached the gateway");
    EXPECT(sandbox_count("ledger") == 0, "%zu calls", sandbox_count("ledger"));
    ihuyi_client_free(client);
    return check_finish();
}
