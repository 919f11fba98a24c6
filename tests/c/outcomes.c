/*
 * The four ways that a message can end, through the box functions and through a handle, by text and by voice.
 *
 * outcomes http | https | untrusted | closed: how the gateway is reached. The default client reads its settings once, so each is a run
 * of its own.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ihuyi_client *client;
static ihuyi_result result;

enum { WAYS = 4 };
static const char *const ways[WAYS] = { "ihuyi_send", "ihuyi_voice", "ihuyi_submit sms", "ihuyi_submit voice" };

/* One message, four ways. */
static int32_t go(int way, const char *mobile)
{
    static const ihuyi_result fresh = IHUYI_RESULT_INIT;

    result = fresh;
    switch (way) {
    case 0: return ihuyi_send(ACCOUNT, APIKEY, mobile, CONTENT, &result);
    case 1: return ihuyi_voice(VOICE_ACCOUNT, APIKEY, mobile, "1234", &result);
    case 2: return ihuyi_submit(client, "sms", mobile, CONTENT, NULL, NULL, &result);
    default: return ihuyi_submit(client, "voice", mobile, "1234", NULL, NULL, &result);
    }
}

static void expect(const char *what, int32_t returned, int32_t code, int32_t outcome, int32_t http_status, uint32_t flags)
{
    EXPECT(returned == code, "%s returned %d: %s", what, (int)returned, result.message);
    EXPECT(result.code == returned, "%s: the result says %d", what, (int)result.code);
    EXPECT(result.outcome == outcome, "%s: outcome %d", what, (int)result.outcome);
    EXPECT(result.http_status == http_status, "%s: HTTP %d", what, (int)result.http_status);
    EXPECT(result.flags == flags, "%s: flags %u", what, (unsigned)result.flags);
    EXPECT(result.struct_size == sizeof result, "%s: struct_size %u", what, (unsigned)result.struct_size);
    EXPECT(result.elapsed_ms >= 0, "%s: %d ms", what, (int)result.elapsed_ms);
    EXPECT(result.message[0] != '\0', "%s: no words", what);
    EXPECT((result.message_id[0] != '\0') == (outcome == IHUYI_OUTCOME_ACCEPTED), "%s: id '%s'", what, result.message_id);
    EXPECT(result.balance == -1, "%s: balance %d", what, (int)result.balance);
}

/* How often the phone of this number got a message, and the id of the last. */
static int arrived(const char *mobile, char *id)
{
    sandbox_list inbox = sandbox_get("inbox");
    int times = 0;
    size_t i;

    for (i = 0; i < inbox.count; i++) {
        if (strcmp(inbox.items[i].mobile, mobile) != 0) continue;
        times++;
        if (id != NULL) strcpy(id, inbox.items[i].id);
    }
    sandbox_free(inbox);
    return times;
}

static void accepted(void)
{
    char mobile[32], id[64];
    int way;

    for (way = 0; way < WAYS; way++) {
        sprintf(mobile, "1380000000%d", way);
        expect(ways[way], go(way, mobile), 2, IHUYI_OUTCOME_ACCEPTED, 200, 0);
        EXPECT(result.recipients == 1 && result.segments == 1, "%s: %d to %d", ways[way], (int)result.segments, (int)result.recipients);
        EXPECT(way % 2 || result.characters == 26 + 6, "%s: %d characters", ways[way], (int)result.characters);
        EXPECT(strcmp(result.message, "提交成功") == 0, "%s: %s", ways[way], result.message);
        id[0] = '\0';
        EXPECT(arrived(mobile, id) == 1, "%s: %d messages", ways[way], arrived(mobile, NULL));
        EXPECT(strcmp(id, result.message_id) == 0, "%s: %s is told to be %s", ways[way], id, result.message_id);
    }
}

/* A number of 199 and eight digits makes the sandbox refuse with just that code. */
static void refused(void)
{
    static const struct { const char *mobile; int32_t code; } numbers[] = {
        { "19900004051", 4051 }, { "19900000405", 405 }, { "19900040502", 40502 }, { "19900000000", 0 }, { "19900099999", 99999 },
    };
    size_t i;
    int way;

    for (way = 0; way < WAYS; way++) {
        for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            expect(ways[way], go(way, numbers[i].mobile), numbers[i].code, IHUYI_OUTCOME_REFUSED, 200, 0);
            EXPECT(arrived(numbers[i].mobile, NULL) == 0, "%s: sent all the same", ways[way]);
        }
        expect(ways[way], go(way, "12345"), 406, IHUYI_OUTCOME_REFUSED, 0, IHUYI_FLAG_LOCAL);
    }
}

/* The gateway took the message and the reply was lost, the gateway took none and said nothing readable: either way nobody can know. */
static void unknown(const char *fault, int32_t http_status, int times)
{
    char mobile[32];
    int way;

    for (way = 0; way < WAYS; way++) {
        sprintf(mobile, "1390000000%d", way);
        sandbox_reset();
        sandbox_post("faults", fault);
        expect(ways[way], go(way, mobile), IHUYI_E_UNKNOWN, IHUYI_OUTCOME_UNKNOWN, http_status, 0);
        EXPECT(sandbox_count("ledger") == 1, "%s after %s: %zu calls", ways[way], fault, sandbox_count("ledger"));
        EXPECT(arrived(mobile, NULL) == times, "%s after %s: %d messages", ways[way], fault, arrived(mobile, NULL));
        expect(ways[way], go(way, mobile), 2, IHUYI_OUTCOME_ACCEPTED, 200, 0);
    }
}

static void wrong_clock(void)
{
    static const char fault[] = "{\"kind\": \"wrong_clock\", \"offset\": 7200}";
    int way;

    /* A client learns the clock once: the handle's second message needs no correction, and the box functions have one client. */
    for (way = 0; way < WAYS; way++) {
        sandbox_reset();
        sandbox_post("faults", fault);
        expect(ways[way], go(way, MOBILE), 2, IHUYI_OUTCOME_ACCEPTED, 200, way % 2 ? 0 : IHUYI_FLAG_CLOCK_CORRECTED);
        EXPECT(arrived(MOBILE, NULL) == 1, "%s: %d messages", ways[way], arrived(MOBILE, NULL));
    }
}

static void every_service(void)
{
    static const struct { const char *service, *mobile, *content, *template_id, *options; int segments, recipients; } all[] = {
        { "sms", MOBILE, "1234", "1", NULL, 0, 1 },
        { "voice", MOBILE, "1234", NULL, NULL, 1, 1 },
        { "voice_notice", "021-51000029", "9633|顺风", "1361", NULL, 0, 1 },
        { "vm", MOBILE, "9633|顺风", "1361", NULL, 0, 1 },
        { "international", "+1 202-555-0100", "Your verification code is 1234", NULL, NULL, 0, 1 },
        { "marketing", MOBILE ",13800000001," MOBILE, "新品上市。退订回T【测试】", NULL, "schedule = 2026-01-31 09:30:00", 1, 2 },
    };
    size_t i;

    sandbox_reset();
    for (i = 0; i < sizeof all / sizeof *all; i++) {
        expect(all[i].service, ihuyi_submit(client, all[i].service, all[i].mobile, all[i].content, all[i].template_id, all[i].options, &result),
            2, IHUYI_OUTCOME_ACCEPTED, 200, 0);
        EXPECT(result.segments == all[i].segments, "%s: %d segments", all[i].service, (int)result.segments);
        EXPECT(result.recipients == all[i].recipients, "%s: %d recipients", all[i].service, (int)result.recipients);
        EXPECT(ihuyi_balance(client, all[i].service, &result) == 2 && result.balance > 0 && result.outcome == IHUYI_OUTCOME_ACCEPTED,
            "%s: balance %d, %s", all[i].service, (int)result.balance, result.message);
    }
    EXPECT(ihuyi_add_template(client, "您的验证码是：【变量】。", &result) == 2, "%d %s", (int)result.code, result.message);
    EXPECT(result.outcome == IHUYI_OUTCOME_ACCEPTED && result.message_id[0] != '\0', "template '%s'", result.message_id);
}

/* What asks no gateway has no outcome when it succeeds. */
static void no_gateway(void)
{
    EXPECT(ihuyi_client_set(client, "lang", "zh", &result) == 0 && result.outcome == 0 && result.code == 0, "outcome %d", (int)result.outcome);
    EXPECT(ihuyi_segments(client, "sms", CONTENT, &result) == 0 && result.outcome == 0, "outcome %d", (int)result.outcome);
    EXPECT(result.characters == 26 + 6 && result.segments == 1, "%d characters in %d", (int)result.characters, (int)result.segments);
    EXPECT(ihuyi_abi_version() == IHUYI_ABI_VERSION, "%d", (int)ihuyi_abi_version());
    EXPECT(strcmp(ihuyi_version(), IHUYI_VERSION) == 0, "%s", ihuyi_version());
}

static void not_sent(int32_t code)
{
    int way;

    for (way = 0; way < WAYS; way++) {
        expect(ways[way], go(way, MOBILE), code, IHUYI_OUTCOME_NOT_SENT, 0, 0);
        EXPECT(result.recipients == 1 && result.segments == 1, "%s: %d to %d", ways[way], (int)result.segments, (int)result.recipients);
    }
    EXPECT(ihuyi_balance(client, "sms", &result) == code, "balance: %d", (int)result.code);
    EXPECT(sandbox_count("ledger") == 0, "%zu calls", sandbox_count("ledger"));
}

static void set_variable(const char *name, const char *value)
{
    if (setenv(name, value, 1) != 0) exit(1);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL) {
        printf("not ok - outcomes: %s is not set\n", name);
        exit(1);
    }
    return value;
}

int main(int count, char **arguments)
{
    const char *mode = count > 1 ? arguments[1] : "";
    char name[64];

    snprintf(name, sizeof name, "outcomes %s", mode);
    check_start(name);
    if (strcmp(mode, "closed") == 0) set_variable("IHUYI_GATEWAY", check_closed());
    else if (strcmp(mode, "http") == 0) set_variable("IHUYI_GATEWAY", variable("SANDBOX_URL"));
    else set_variable("IHUYI_GATEWAY", variable("SANDBOX_TLS_URL"));
    if (strcmp(mode, "https") == 0) set_variable("IHUYI_CA_FILE", variable("SANDBOX_CA"));
    sandbox_reset();
    client = check_client();

    if (strcmp(mode, "closed") == 0 || strcmp(mode, "untrusted") == 0) {
        check("not sent");
        not_sent(strcmp(mode, "closed") == 0 ? IHUYI_E_CONNECT : IHUYI_E_CERTIFICATE);
    } else {
        check("accepted");
        accepted();
        check("refused");
        refused();
        check("unknown: the connection was reset after the gateway took the message");
        unknown("{\"kind\": \"reset_after\"}", 0, 1);
        check("unknown: the connection was reset before the gateway took the message");
        unknown("{\"kind\": \"reset_before\"}", 0, 0);
        check("unknown: an answer that is not the gateway's, with its HTTP status");
        unknown("{\"kind\": \"status\", \"status\": 500}", 500, 0);
        unknown("{\"kind\": \"status\", \"status\": 503, \"accept\": true}", 503, 1);
        unknown("{\"kind\": \"status\", \"status\": 301, \"location\": \"/webservice/sms.php?method=Submit\"}", 301, 0);
        unknown("{\"kind\": \"html\"}", 200, 0);
        check("every service");
        every_service();
        /* Last: what was learned about the clock stays with the client. */
        check("a wrong clock is corrected once");
        wrong_clock();
    }
    check("calls that ask no gateway");
    no_gateway();
    ihuyi_client_free(client);
    return check_finish();
}
