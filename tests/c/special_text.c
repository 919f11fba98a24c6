/* Legal text with everything in it that forms, URLs, shells and XML treat specially arrives to the byte. */
#include "check.h"
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

static const char *const texts[] = {
    "a&b", "a%b", "a%20b", "%", "%%", "%zz", "a+b", "a=b", "a#b", "a?b", "a/b", "a;b", "a:b", "a,b", "a|b", "a~b", "a@b", "a$b", "a!b", "a^b", "a`b",
    "a\"b", "a'b", "a\\b", "\\n", "\\0", "\\u0041", "<", ">", "<b>&amp;</b>", "]]>", "<!-- -->", "&lt;&#65;", "{\"a\": [1]}", "(a) [b] {c}", "a*b-c.d_e",
    "account=x&password=y&mobile=1&content=z", "--boundary--", "'; DROP TABLE sms; --", "${HOME} $(id) `id`", "%s%n%d",
    "a\nb", "a\r\nb", "a\rb", "a\tb", "\na", "a\n", "a\n\n\nb",
    " a", "a ", "  a  ", "\ta\t", "a  b   c", "\xC2\xA0" "a\xC2\xA0", "\xE3\x80\x80" "a\xE3\x80\x80",
    "𠮷野家", "𬭚先生", "𠀀", "您好，“世界”：『你好』—…《》、·￥", "★☆♀♂①→℃", "ａｂｃ１２３＆％", "Ünïcödé ß ñ", "Привет", "こんにちは", "안녕하세요",
    "e\xCC\x81" "a", "\xE2\x80\x8B" "a", "\xEF\xBB\xBF" "a", "a\xE2\x80\xA8" "b", "\xEF\xBF\xBD", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF",
    "订单【12】已发货", "a【b", "b】a", "0", "00123", "1234", "-1", "null", "true", "undefined", "NaN",
};

enum { TEXTS = sizeof texts / sizeof *texts };

static const sandbox_item *at(sandbox_list inbox, size_t place)
{
    static const sandbox_item none = { "", "", "", "", (char *)"(nothing)", 0, 0, 0, 0 };

    return place < inbox.count ? &inbox.items[place] : &none;
}

/* Every text by the box function and through a handle, in both methods and reply formats. */
static void every_text(ihuyi_client *client)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    sandbox_list inbox;
    size_t i;
    int way;

    for (i = 0; i < TEXTS; i++) {
        EXPECT(ihuyi_send(ACCOUNT, APIKEY, MOBILE, texts[i], &result) == 2, "text %zu by ihuyi_send: %s", i, result.message);
    }
    for (way = 0; way < 2; way++) {
        check_set(client, "method", way ? "get" : "post");
        check_set(client, "format", way ? "xml" : "json");
        for (i = 0; i < TEXTS; i++) {
            EXPECT(ihuyi_submit(client, "sms", MOBILE, texts[i], NULL, NULL, &result) == 2, "text %zu by ihuyi_submit: %s", i, result.message);
        }
    }
    inbox = sandbox_get("inbox");
    EXPECT(inbox.count == 3 * TEXTS, "%zu messages instead of %d", inbox.count, 3 * TEXTS);
    for (i = 0; i < inbox.count; i++) {
        EXPECT(strcmp(inbox.items[i].content, texts[i % TEXTS]) == 0, "text %zu arrived as %s", i % TEXTS, inbox.items[i].content);
    }
    sandbox_free(inbox);
}

/* The same by a list: into its journal and out again, in their order, and what each row is called. */
static void every_row(const ihuyi_client *client)
{
    char *journal = check_journal("texts");
    ihuyi_bulk *list = ihuyi_bulk_open(client, journal, "repeats = yes", NULL);
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;
    ihuyi_row row = IHUYI_ROW_INIT;
    sandbox_list inbox;
    size_t i;

    sandbox_reset();
    for (i = 0; i < TEXTS; i++) {
        EXPECT(ihuyi_bulk_add(list, MOBILE, texts[i], texts[i], &result) == 0, "text %zu by ihuyi_bulk_add: %s", i, result.message);
    }
    EXPECT(ihuyi_bulk_run(list, 600000, &progress, &result) == 0 && progress.state == IHUYI_BULK_DONE, "state %d: %s", (int)progress.state, progress.message);
    inbox = sandbox_get("inbox");
    EXPECT(inbox.count == TEXTS, "%zu messages instead of %d", inbox.count, TEXTS);
    for (i = 0; i < TEXTS; i++) {
        EXPECT(strcmp(at(inbox, i)->content, texts[i]) == 0, "text %zu arrived as %s", i, at(inbox, i)->content);
        EXPECT(ihuyi_bulk_next(list, 0, row.number, &row, NULL) == 0 && strcmp(row.reference, texts[i]) == 0, "row %zu is called %s", i, row.reference);
        EXPECT(strcmp(row.message_id, at(inbox, i)->id) == 0, "row %zu: %s", i, row.message_id);
    }
    sandbox_free(inbox);
    ihuyi_bulk_close(list);
    free(journal);
}

static void longest(ihuyi_client *client, const char *letter)
{
    size_t length = strlen(letter), i;
    char *text = check_alloc(500 * length + 1);
    ihuyi_result result = IHUYI_RESULT_INIT;
    sandbox_list inbox;

    for (i = 0; i < 500; i++) memcpy(text + i * length, letter, length);
    text[500 * length] = '\0';
    sandbox_reset();
    EXPECT(ihuyi_submit(client, "sms", MOBILE, text, NULL, NULL, &result) == 2, "500 times %s: %s", letter, result.message);
    EXPECT(result.characters == 506 && result.segments == 8, "%d characters in %d", (int)result.characters, (int)result.segments);
    inbox = sandbox_get("inbox");
    EXPECT(inbox.count == 1 && strcmp(at(inbox, 0)->content, text) == 0, "500 times %s arrived as %s", letter, at(inbox, 0)->content);
    sandbox_free(inbox);
    free(text);
}

/* What a form could turn into something else, or a table of settings take for its own. */
static void numbers(void)
{
    static const char *const typed[] = { MOBILE, "+8613800000000", "86 138-0000-0000", "＋86 138 0000 0000", " 13800000000\r\n" };
    ihuyi_result result = IHUYI_RESULT_INIT;
    sandbox_list inbox;
    size_t i;

    sandbox_reset();
    for (i = 0; i < sizeof typed / sizeof *typed; i++) {
        EXPECT(ihuyi_voice(VOICE_ACCOUNT, APIKEY, typed[i], "000012", &result) == 2, "%s: %s", typed[i], result.message);
    }
    inbox = sandbox_get("inbox");
    EXPECT(inbox.count == sizeof typed / sizeof *typed, "%zu calls", inbox.count);
    for (i = 0; i < inbox.count; i++) {
        EXPECT(strcmp(inbox.items[i].mobile, MOBILE) == 0, "%s rang %s", typed[i], inbox.items[i].mobile);
        EXPECT(strcmp(inbox.items[i].content, "000012") == 0, "%s was read out", inbox.items[i].content);
        EXPECT(strcmp(inbox.items[i].service, "voice") == 0, "by %s", inbox.items[i].service);
    }
    sandbox_free(inbox);
}

int main(void)
{
    ihuyi_client *client;

    check_start("special_text");
    sandbox_reset();
    client = check_client();
    check("every text arrives to the byte, by post and get, as json and xml");
    every_text(client);
    check_set(client, "method", "post");
    check("every text arrives to the byte by a list, and what a row is called comes back");
    check_set(client, "store", "memory:special_text");
    every_row(client);
    check("500 characters of one, three and four bytes");
    longest(client, "&");
    longest(client, "字");
    longest(client, "𠮷");
    check("voice codes keep their zeros, numbers lose what people type");
    numbers();
    ihuyi_client_free(client);
    return check_finish();
}
