/* A result of every size: nothing is written beyond what the caller says it has, nor beyond what the library knows. */
#include "check.h"
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

enum { GUARD = 4096, BYTE = 0xA5 };

/* A result in the middle of guard bytes. */
static struct {
    unsigned char before[GUARD];
    ihuyi_result result;
    unsigned char after[GUARD];
} room;

static ihuyi_client *client;

static void fresh(uint32_t struct_size)
{
    memset(&room, BYTE, sizeof room);
    room.result.struct_size = struct_size;
}

/* Whether every byte from `from` on is as it was, the result's own size left out. */
static int untouched(size_t from)
{
    const unsigned char *bytes = (const unsigned char *)&room;
    size_t i, base = GUARD;

    for (i = 0; i < sizeof room; i++) {
        if (i >= base && i < base + (from ? from : sizeof(uint32_t))) continue;
        if (bytes[i] != BYTE) return 0;
    }
    return 1;
}

/* Every function that writes a result, once with each size. */
static int32_t call(int which)
{
    ihuyi_client *made;

    switch (which) {
    case 0: return ihuyi_send(ACCOUNT, APIKEY, MOBILE, CONTENT, &room.result);
    case 1: return ihuyi_voice(VOICE_ACCOUNT, APIKEY, MOBILE, "1234", &room.result);
    case 2: return ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, NULL, &room.result);
    case 3: return ihuyi_balance(client, "sms", &room.result);
    case 4: return ihuyi_add_template(client, "您的验证码是：【变量】。", &room.result);
    case 5: return ihuyi_segments(client, "sms", CONTENT, &room.result);
    case 6: return ihuyi_client_set(client, "lang", "zh", &room.result);
    case 7:
        made = ihuyi_client_new(&room.result);
        ihuyi_client_free(made);
        return made ? 0 : IHUYI_E_STRUCT_SIZE;
    default:
        made = ihuyi_client_open("/nonexistent/ihuyi.ini", &room.result);
        ihuyi_client_free(made);
        return IHUYI_E_STRUCT_SIZE;
    }
}

enum { CALLS = 9, OFFLINE = 5 };

static void too_small(void)
{
    static const uint32_t sizes[] = { 0, 1, 3, 4, 40, sizeof(ihuyi_result) - 1 };
    size_t i;
    int which;

    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (which = 0; which < CALLS; which++) {
            int32_t code;
            fresh(sizes[i]);
            code = call(which);
            EXPECT(code == IHUYI_E_STRUCT_SIZE, "call %d with a struct of %u: %d", which, (unsigned)sizes[i], (int)code);
            EXPECT(untouched(0) && room.result.struct_size == sizes[i], "call %d wrote into a struct of %u", which, (unsigned)sizes[i]);
        }
    }
}

/* The size that a later header might have, and the largest there is: the tail is the caller's and stays as it was. */
static void larger(void)
{
    static const uint32_t sizes[] = {
        sizeof(ihuyi_result), sizeof(ihuyi_result) + 1, sizeof(ihuyi_result) + 64, sizeof(ihuyi_result) + GUARD, INT32_MAX, UINT32_MAX
    };
    size_t i;
    int which;

    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (which = OFFLINE; which < CALLS; which++) {
            fresh(sizes[i]);
            call(which);
            EXPECT(untouched(sizeof(ihuyi_result)), "call %d wrote beyond a struct of %u", which, (unsigned)sizes[i]);
            EXPECT(room.result.struct_size == sizes[i], "call %d changed the size to %u", which, (unsigned)room.result.struct_size);
            EXPECT(memchr(room.result.message, '\0', sizeof room.result.message) != NULL, "call %d left the message without an end", which);
            EXPECT(memchr(room.result.message_id, '\0', sizeof room.result.message_id) != NULL, "call %d left the id without an end", which);
        }
    }
}

static void whole_struct_is_written(void)
{
    fresh(sizeof(ihuyi_result));
    EXPECT(ihuyi_send("", "", "", "", &room.result) == 401, "%d", (int)room.result.code);
    EXPECT(room.result.segments == 0 && room.result.characters == 0 && room.result.recipients == 0, "a number was not written");
    EXPECT(room.result.balance == -1 && room.result.http_status == 0, "balance %d", (int)room.result.balance);
    EXPECT(room.result.elapsed_ms >= 0, "%d ms", (int)room.result.elapsed_ms);
    EXPECT(room.result.message_id[0] == '\0', "an id was left from before");
}

int main(void)
{
    check_start("struct_size");
    sandbox_reset();
    client = check_client();
    check("a struct that is too small: refused, and not a byte written");
    too_small();
    check("and no message sent, for its result could not be told");
    EXPECT(sandbox_count("ledger") == 0, "%zu calls", sandbox_count("ledger"));
    check("a struct of the right size or larger: nothing written behind it");
    larger();
    check("every member is written, whatever was there");
    whole_struct_is_written();
    ihuyi_client_free(client);
    return check_finish();
}
