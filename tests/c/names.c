/* A name that the library does not know is never ignored: it says which it knows. */
#include "check.h"
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

static ihuyi_result result = IHUYI_RESULT_INIT;

static void settings(ihuyi_client *client)
{
    static const struct { const char *typed, *meant; } keys[] = {
        { "acount", "account" }, { "api_key", "apikey" }, { "charsets", "charset" }, { "time_out", "timeout" }, { "gatway", "gateway" },
        { "voice_acount", "voice_account" }, { "proxi", "proxy" }, { "ca-fil", "ca_file" },
    };
    size_t i;

    for (i = 0; i < sizeof keys / sizeof *keys; i++) {
        int32_t code = ihuyi_client_set(client, keys[i].typed, "x", &result);
        EXPECT(code == IHUYI_E_SETTING, "%s: %d", keys[i].typed, (int)code);
        EXPECT(strstr(result.message, keys[i].meant) != NULL, "%s: %s", keys[i].typed, result.message);
    }
    EXPECT(ihuyi_client_set(client, "timeout", "soon", &result) == IHUYI_E_VALUE, "%s", result.message);
    EXPECT(strstr(result.message, "timeout") != NULL, "%s", result.message);
    EXPECT(ihuyi_client_set(client, "charset", "klingon", &result) == IHUYI_E_VALUE, "%s", result.message);
    EXPECT(strcmp(ihuyi_charset(client), "utf-8") == 0 && strcmp(ihuyi_charset(NULL), "utf-8") == 0, "%s", ihuyi_charset(client));
    EXPECT(ihuyi_client_set(client, "charset", "cp936", &result) == 0 && strcmp(ihuyi_charset(client), "gbk") == 0, "%s", ihuyi_charset(client));
    EXPECT(ihuyi_client_set(client, "charset", "BIG5", &result) == 0 && strcmp(ihuyi_charset(client), "Big5") == 0, "%s", ihuyi_charset(client));
    EXPECT(ihuyi_client_set(client, "charset", "", &result) == 0 && strcmp(ihuyi_charset(client), "utf-8") == 0, "%s", ihuyi_charset(client));
    EXPECT(ihuyi_client_set(client, "ca_file", "/nonexistent/ca.pem", &result) == IHUYI_E_FILE, "%s", result.message);
}

static void services(ihuyi_client *client)
{
    static const char *const names[] = { "sms", "voice", "voice_notice", "international", "marketing" };
    static const char *const wrong[] = { "smss", "mms", "SMS;", "sms voice", "短讯" };
    size_t i, n;

    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        EXPECT(ihuyi_submit(client, wrong[i], MOBILE, CONTENT, NULL, NULL, &result) == IHUYI_E_SERVICE, "%s: %d", wrong[i], (int)result.code);
        for (n = 0; n < sizeof names / sizeof *names; n++) EXPECT(strstr(result.message, names[n]) != NULL, "no %s: %s", names[n], result.message);
        EXPECT(ihuyi_balance(client, wrong[i], &result) == IHUYI_E_SERVICE, "%s: %d", wrong[i], (int)result.code);
        EXPECT(ihuyi_segments(client, wrong[i], CONTENT, &result) == IHUYI_E_SERVICE, "%s: %d", wrong[i], (int)result.code);
    }
}

static void options(ihuyi_client *client)
{
    EXPECT(ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, "shedule = x", &result) == IHUYI_E_SETTING, "%d", (int)result.code);
    EXPECT(strstr(result.message, "schedule") != NULL, "%s", result.message);
    EXPECT(ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, "schedule", &result) == IHUYI_E_VALUE, "%d", (int)result.code);
    EXPECT(ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, "schedule = 1700000000", &result) == IHUYI_E_UNSUPPORTED, "%d", (int)result.code);
    EXPECT(ihuyi_submit(client, "marketing", MOBILE, "新品上市。退订回T【测试】", NULL, "schedule = soon", &result) == IHUYI_E_SCHEDULE,
        "%d", (int)result.code);
    EXPECT(ihuyi_submit(client, "sms", MOBILE, "1234", "one", NULL, &result) == IHUYI_E_TEMPLATE, "%d", (int)result.code);
    EXPECT(ihuyi_submit(client, "voice", MOBILE, "1234", "1", NULL, &result) == IHUYI_E_TEMPLATE, "%d", (int)result.code);
}

static void lists(ihuyi_client *client)
{
    static const struct { const char *typed, *meant; int32_t code; } lines[] = {
        { "hour = 09:00-20:30", "hours", IHUYI_E_SETTING }, { "rates = 20", "rate", IHUYI_E_SETTING }, { "repeat = yes", "repeats", IHUYI_E_SETTING },
        { "template = 1", "template_id", IHUYI_E_SETTING }, { "shedule = x", "schedule", IHUYI_E_SETTING }, { "reference = x", "repeats", IHUYI_E_SETTING },
        { "hours", "hours", IHUYI_E_VALUE }, { "hours = 9-20", "hours", IHUYI_E_VALUE }, { "rate = fast", "rate", IHUYI_E_VALUE },
        { "repeats = maybe", "repeats", IHUYI_E_VALUE }, { "service = marketing\nlist = 0", "list", IHUYI_E_VALUE },
        { "service = marketing\nbatch = 2", "batch", IHUYI_E_VALUE }, { "service = smss", "marketing", IHUYI_E_SERVICE },
    };
    char *journal = check_journal("names");
    size_t i;

    for (i = 0; i < sizeof lines / sizeof *lines; i++) {
        ihuyi_bulk *list = ihuyi_bulk_open(client, journal, lines[i].typed, &result);
        EXPECT(list == NULL && result.code == lines[i].code, "%s: %d", lines[i].typed, (int)result.code);
        EXPECT(strstr(result.message, lines[i].meant) != NULL, "%s: %s", lines[i].typed, result.message);
        ihuyi_bulk_close(list);
    }
    free(journal);
}

/* What was refused has changed nothing: the same handle sends as before. */
static void nothing_changed(ihuyi_client *client)
{
    EXPECT(sandbox_count("ledger") == 0, "%zu calls so far", sandbox_count("ledger"));
    EXPECT(ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, NULL, &result) == 2, "%s", result.message);
}

int main(void)
{
    ihuyi_client *client;

    check_start("names");
    sandbox_reset();
    client = check_client();
    check("an unknown setting names the nearest, a bad value its setting");
    settings(client);
    check("an unknown service lists the services");
    services(client);
    check("options and templates that make no sense");
    options(client);
    check("a list's options: an unknown one lists those there are, a bad value names its own");
    check_set(client, "store", "memory:names");
    lists(client);
    check("none of it changed the handle or reached the gateway");
    nothing_changed(client);
    ihuyi_client_free(client);
    return check_finish();
}
