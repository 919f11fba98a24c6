/* ihuyi_push_parse: each kind as the gateway posts it, and whatever else anybody may post, for the address cannot be kept from them. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

static ihuyi_client *client;
static ihuyi_push push;
static ihuyi_result result = IHUYI_RESULT_INIT;

static int32_t parse(const char *body)
{
    memset(&push, 0xA5, sizeof push);
    push.struct_size = sizeof push;
    return ihuyi_push_parse(client, body, &push, &result);
}

static void kinds(void)
{
    EXPECT(parse("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=14787654321234567890&reportTime=2017-08-02+14%3A31%3A51") == 0, "%s", result.message);
    EXPECT(push.kind == IHUYI_PUSH_RECEIPT && push.code == 2 && push.success == 1 && push.flags == 0, "kind %d, code %d", (int)push.kind, (int)push.code);
    EXPECT(strcmp(push.message_id, "14787654321234567890") == 0 && strcmp(push.mobile, MOBILE) == 0, "%s, %s", push.message_id, push.mobile);
    EXPECT(strcmp(push.status, "DELIVRD") == 0 && push.explanation[0] != '\0', "%s: %s", push.status, push.explanation);
    EXPECT(strcmp(push.time, "2017-08-02 14:31:51") == 0 && strcmp(push.answer, "success") == 0, "%s, %s", push.time, push.answer);

    EXPECT(parse("code=0&msg=MK%3A0001&mobilephone=13800000000&smsid=1") == 0, "%s", result.message);
    EXPECT(push.kind == IHUYI_PUSH_RECEIPT && push.success == 0 && strcmp(push.status, "MK:0001") == 0, "%s", push.status);

    EXPECT(parse("mobilephone=13800000000&content=%E9%80%80%E8%AE%A2%26%2B+T%0A&smsid=0") == 0, "%s", result.message);
    EXPECT(push.kind == IHUYI_PUSH_REPLY && strcmp(push.content, "退订&+ T\n") == 0, "%s", push.content);
    EXPECT(push.message_id[0] == '\0', "%s", push.message_id);

    EXPECT(parse("code=2&msg=%E9%80%9A%E8%BF%87&templateid=10001") == 0, "%s", result.message);
    EXPECT(push.kind == IHUYI_PUSH_TEMPLATE_REVIEW && push.success == 1 && strcmp(push.template_id, "10001") == 0, "%s", push.template_id);
    EXPECT(result.code == 0 && result.outcome == 0, "outcome %d", (int)result.outcome);
}

static void not_a_push(void)
{
    static const char *const bodies[] = {
        "", " ", "&", "=", "&&&", "%", "code", "code=", "code=2", "code=two&mobilephone=13800000000", "code=2&code=2&mobilephone=13800000000",
        "code=99999999999&mobilephone=13800000000", "{\"code\": 2}", "<xml/>", "--boundary\r\nContent-Disposition: form-data", "mobilephone=13800000000",
        "content=x", "code=2&mobilephone=1%00", "\x01\x02\x03",
    };
    ihuyi_push before;
    size_t i;

    memset(&before, 0xA5, sizeof before);
    before.struct_size = sizeof before;
    for (i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        int32_t code = parse(bodies[i]);
        EXPECT(code == IHUYI_E_PUSH, "'%s': %d", bodies[i], (int)code);
        EXPECT(result.code == code && result.message[0] != '\0', "'%s' without words", bodies[i]);
        EXPECT(memcmp(&push, &before, sizeof push) == 0, "'%s' changed the push", bodies[i]);
    }
    EXPECT(parse("mobilephone=13800000000&content=%FF%FF") == IHUYI_E_ENCODING, "%d", (int)result.code);
}

static void huge(void)
{
    char *body = check_fill('x', 10u << 20);

    EXPECT(parse(body) == IHUYI_E_TOO_LARGE, "%d", (int)result.code);
    memcpy(body, "mobilephone=13800000000&content=", 32);
    EXPECT(parse(body) == IHUYI_E_TOO_LARGE, "%d", (int)result.code);
    free(body);
}

/* A text that does not fit is cut between two characters, and says so. */
static void cut(const char *charset, const char *letter, size_t letters)
{
    char *body = check_alloc(64 + 3 * 4096);
    size_t i, size = strlen(letter);

    check_set(client, "charset", charset);
    strcpy(body, "mobilephone=13800000000&content=x");
    for (i = 0; i < 2100; i++) strcat(body, "字");
    EXPECT(parse(body) == 0, "%s", result.message);
    EXPECT(push.flags == IHUYI_FLAG_CUT, "flags %u", (unsigned)push.flags);
    EXPECT(strlen(push.content) == 1 + letters * size, "%zu bytes", strlen(push.content));
    for (i = 0; i < letters; i++) {
        EXPECT(memcmp(push.content + 1 + i * size, letter, size) == 0, "letter %zu is another", i);
    }
    check_set(client, "charset", "utf-8");
    free(body);
}

int main(void)
{
    check_start("push");
    client = check_client();
    check("receipt, reply and template review");
    kinds();
    check("what is no push is refused, and leaves the struct as it was");
    not_a_push();
    check("10 MB");
    huge();
    check("a text that is too long is cut between two characters, and says so");
    cut("utf-8", "字", 4094 / 3);
    cut("gbk", "\xD7\xD6", 4094 / 2);
    ihuyi_client_free(client);
    return check_finish();
}
