/*
 * GBK in and out: every two-byte character of GB18030 (lead 81..FE, trail 40..7E and 80..FE: 23,940) goes in as GBK and must be on the
 * phone as the UTF-8 that iconv(3) makes of it (seven named below differ), and comes out again as the same two bytes.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "sandbox.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 0x81, LAST = 0xFE, TRAILS = 190, CHARACTERS = (LAST - FIRST + 1) * TRAILS };

static ihuyi_client *client;

static int trail(int place)
{
    return place < 63 ? 0x40 + place : 0x41 + place;
}

/* GBK text as UTF-8 by the C library. The room is enough for any. */
static void by_iconv(const char *gbk, size_t length, char *utf8, size_t room)
{
    iconv_t tables = iconv_open("UTF-8", "GB18030");
    char *in = (char *)gbk, *out = utf8;
    size_t left = room - 1;

    if (tables == (iconv_t)-1) {
        printf("not ok - gbk: this machine's iconv has no GB18030\n");
        exit(1);
    }
    if (iconv(tables, &in, &length, &out, &left) == (size_t)-1) *out = '\0';
    *out = '\0';
    iconv_close(tables);
}

/*
 * Where the Encoding Standard, which the library follows, and glibc's table part. A3A0 is unassigned: an ideographic space by the standard, as
 * old programs mean it, and a private character by glibc. The other six have been given characters beyond the BMP since GB18030-2005,
 * which the standard writes in four bytes; it leaves the two bytes to the private characters that they were before.
 */
static const struct { unsigned char lead, trail; const char *utf8; } differences[] = {
    { 0xA3, 0xA0, "\xE3\x80\x80" }, /* U+3000, glibc U+E5E5 */
    { 0xFE, 0x51, "\xEE\xA0\x96" }, /* U+E816, glibc U+20087 */
    { 0xFE, 0x52, "\xEE\xA0\x97" }, /* U+E817, glibc U+20089 */
    { 0xFE, 0x53, "\xEE\xA0\x98" }, /* U+E818, glibc U+200CC */
    { 0xFE, 0x6C, "\xEE\xA0\xB1" }, /* U+E831, glibc U+215D7 */
    { 0xFE, 0x76, "\xEE\xA0\xBB" }, /* U+E83B, glibc U+2298F */
    { 0xFE, 0x91, "\xEE\xA1\x95" }, /* U+E855, glibc U+241FE */
};

static const char *standard(const char *character)
{
    size_t i;

    for (i = 0; i < sizeof differences / sizeof *differences; i++) {
        if ((unsigned char)character[0] == differences[i].lead && (unsigned char)character[1] == differences[i].trail) return differences[i].utf8;
    }
    return NULL;
}

/* The bytes of the UTF-8 character at the text's beginning; 0 at its end. */
static size_t one_character(const char *text)
{
    size_t length = *text != '\0';

    while (length > 0 && (text[length] & 0xC0) == 0x80) length++;
    return length;
}

static int same(const char *text, size_t length, const char *character)
{
    return strlen(character) == length && memcmp(text, character, length) == 0;
}

/* All characters of one lead byte, between letters: 【】 at a text's end would be a signature. */
static void row(char *text, int lead)
{
    int i;

    *text++ = 'a';
    for (i = 0; i < TRAILS; i++) {
        *text++ = (char)lead;
        *text++ = (char)trail(i);
    }
    strcpy(text, "z");
}

/* Two rows make a text of 384 characters. */
static void in(void)
{
    char text[4 * TRAILS + 8], expected[16];
    ihuyi_result result = IHUYI_RESULT_INIT;
    sandbox_list inbox;
    int lead, step = check_small() ? 42 : 2;
    size_t n = 0;

    sandbox_reset();
    for (lead = FIRST; lead <= LAST; lead += step) {
        row(text, lead);
        row(text + strlen(text), lead + 1);
        EXPECT(ihuyi_submit(client, "sms", MOBILE, text, NULL, NULL, &result) == 2, "row %02X: %d", lead, (int)result.code);
        EXPECT(result.characters == 2 * TRAILS + 4 + 6, "row %02X: %d characters", lead, (int)result.characters);
    }
    inbox = sandbox_get("inbox");
    for (lead = FIRST; lead <= LAST; lead += step, n++) {
        const char *got = n < inbox.count ? inbox.items[n].content : "";
        const char *at = text;
        row(text, lead);
        row(text + strlen(text), lead + 1);
        while (*at != '\0') {
            size_t size = *at & 0x80 ? 2 : 1, length = one_character(got);
            by_iconv(at, size, expected, sizeof expected);
            if (size == 2 && standard(at) != NULL) strcpy(expected, standard(at));
            EXPECT(same(got, length, expected), "%02X%02X is %s here and arrived as %.*s",
                (unsigned)(at[0] & 255), (unsigned)(at[1] & 255), expected, (int)length, got);
            got += length;
            at += size;
        }
        EXPECT(*got == '\0', "row %02X has a tail: %s", lead, got);
    }
    EXPECT(n == inbox.count, "%zu texts instead of %zu", inbox.count, n);
    sandbox_free(inbox);
}

/* The name of a service that does not exist comes back in the words of the error: text in and out without a gateway. */
static void round_trip(void)
{
    int lead, i, kept = 0;
    char odd[64] = "";

    for (lead = FIRST; lead <= LAST; lead++) {
        for (i = 0; i < TRAILS; i += 38) {
            ihuyi_result result = IHUYI_RESULT_INIT;
            char name[2 * 38 + 1];
            const char *found;
            int k;
            for (k = 0; k < 38; k++) {
                name[2 * k] = (char)lead;
                name[2 * k + 1] = (char)trail(i + k);
            }
            name[2 * 38] = '\0';
            ihuyi_balance(client, name, &result);
            EXPECT(result.code == IHUYI_E_SERVICE, "%02X%02X: %d", lead, trail(i), (int)result.code);
            /* The words before it end in GBK's full-width quotation mark. */
            found = strstr(result.message, "\xA1\xB0");
            found = found ? found + 2 : "";
            for (k = 0; k < 38 && strlen(found) >= 2; k++, found += 2) {
                if (memcmp(found, name + 2 * k, 2) == 0) kept++;
                else if (strlen(odd) < 40) sprintf(odd + strlen(odd), "%02X%02X->%02X%02X ", lead, trail(i + k), (unsigned)(found[0] & 255), (unsigned)(found[1] & 255));
            }
        }
    }
    /* A3A0 decodes to the ideographic space, which is written A1A1: the one exception of the Encoding Standard. */
    EXPECT(kept == CHARACTERS - 1 && strcmp(odd, "A3A0->A1A1 ") == 0, "%d of %d came back, not: %s", kept, CHARACTERS, odd);
}

/* The text of a user's reply, which the gateway posts in UTF-8, comes out in GBK. */
static void out(void)
{
    char text[2 * TRAILS + 8], expected[2 * TRAILS + 8], body[12 * TRAILS + 64], utf8[16];
    ihuyi_push push;
    int lead, i;

    for (lead = FIRST; lead <= LAST; lead++) {
        const char *at = text;
        char *to = body + sprintf(body, "mobilephone=%s&content=", MOBILE);
        row(text, lead);
        strcpy(expected, text);
        while (*at != '\0') {
            size_t size = *at & 0x80 ? 2 : 1;
            by_iconv(at, size, utf8, sizeof utf8);
            if (size == 2 && standard(at) != NULL) strcpy(utf8, standard(at));
            for (i = 0; utf8[i] != '\0'; i++) to += sprintf(to, "%%%02X", (unsigned)(utf8[i] & 255));
            at += size;
        }
        /* The ideographic space has one place in GBK. */
        for (i = 1; lead == 0xA3 && i < 2 * TRAILS; i += 2) if ((unsigned char)expected[i + 1] == 0xA0) memcpy(expected + i, "\xA1\xA1", 2);
        push.struct_size = sizeof push;
        EXPECT(ihuyi_push_parse(client, body, &push, NULL) == 0, "row %02X", lead);
        EXPECT(strcmp(push.content, expected) == 0, "row %02X came out as %s", lead, push.content);
    }
}

/* What a row is called goes into the journal in one charset and comes out in the client's. */
static void listed(void)
{
    char *journal = check_journal("references");
    ihuyi_bulk *list = ihuyi_bulk_open(client, journal, "repeats = yes", NULL);
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;
    ihuyi_row row = IHUYI_ROW_INIT;
    char reference[2 * 38 + 1];
    int lead, i, k, kept = 0;

    for (lead = FIRST; lead <= LAST; lead++) {
        for (i = 0; i < TRAILS; i += 38) {
            for (k = 0; k < 38; k++) {
                reference[2 * k] = (char)lead;
                reference[2 * k + 1] = (char)trail(i + k);
            }
            reference[2 * 38] = '\0';
            EXPECT(ihuyi_bulk_add(list, MOBILE, "abc", reference, NULL) == 0, "%02X%02X was not added", lead, trail(i));
        }
    }
    EXPECT(ihuyi_bulk_run(list, 0, &progress, NULL) == 0, "not written");
    for (lead = FIRST; lead <= LAST; lead++) {
        for (i = 0; i < TRAILS; i += 38) {
            EXPECT(ihuyi_bulk_next(list, 0, row.number, &row, NULL) == 0 && strlen(row.reference) == 2 * 38, "%02X%02X: %s", lead, trail(i), row.reference);
            for (k = 0; k < 38; k++) kept += (unsigned char)row.reference[2 * k] == lead && (unsigned char)row.reference[2 * k + 1] == trail(i + k);
        }
    }
    EXPECT(kept == CHARACTERS - 1, "%d of %d came back", kept, CHARACTERS);
    ihuyi_bulk_close(list);
    free(journal);
}

int main(void)
{
    check_start("gbk");
    client = check_client();
    check_set(client, "charset", "gbk");
    check("23,940 characters in as GBK are on the phone as UTF-8");
    in();
    check("23,940 characters of UTF-8 come out as GBK, A3A0 as A1A1");
    out();
    check("23,939 characters come back as they went in, and A3A0 as A1A1");
    round_trip();
    check("and so they do by a list's journal");
    check_set(client, "store", "memory:gbk");
    listed();
    ihuyi_client_free(client);
    return check_finish();
}
