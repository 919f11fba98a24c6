/* Structs of every size: nothing is written beyond what the caller says it has, nor beyond what the library knows. */
#include "check.h"
#include "sandbox.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD = 4096, BYTE = 0xA5 };

/* A struct of any kind, with guard bytes around it. */
static struct {
    unsigned char before[GUARD];
    union {
        uint32_t struct_size;
        ihuyi_result result;
        ihuyi_explanation explanation;
        ihuyi_push push;
        ihuyi_delivery delivery;
        ihuyi_verification verification;
        ihuyi_decision decision;
        ihuyi_captcha captcha;
        ihuyi_progress progress;
        ihuyi_row row;
        unsigned char bytes[sizeof(ihuyi_captcha)];
    } is;
    unsigned char after[GUARD];
} room;

static ihuyi_client *client;
/* Its plan is written: a row that waits, and one that was left out. */
static ihuyi_bulk *list;

static void fresh(uint32_t struct_size)
{
    memset(&room, BYTE, sizeof room);
    room.is.struct_size = struct_size;
}

/* Whether nothing was written but the first so many bytes of the struct. Its own size is looked at elsewhere. */
static int untouched_behind(size_t written)
{
    size_t i;

    for (i = 0; i < GUARD; i++) if (room.before[i] != BYTE || room.after[i] != BYTE) return 0;
    for (i = written; i < sizeof room.is; i++) if (room.is.bytes[i] != BYTE) return 0;
    return 1;
}

static int32_t made(ihuyi_client *handle)
{
    ihuyi_client_free(handle);
    return handle == NULL ? IHUYI_E_STRUCT_SIZE : 0;
}

static int32_t opened(ihuyi_bulk *handle)
{
    ihuyi_bulk_close(handle);
    return handle == NULL ? IHUYI_E_STRUCT_SIZE : 0;
}

/* Every function that writes a struct. The first ones ask the gateway. */
enum { ASKING = 5, EXPLAINS = 12, PARSES, RECORDS, READS, TELLS, STARTS, CHECKS, RULES, PICTURES, WORKS, STANDS, LISTS, CALLS };

static int32_t call(int which)
{
    switch (which) {
    case 0: return ihuyi_send(ACCOUNT, APIKEY, MOBILE, CONTENT, &room.is.result);
    case 1: return ihuyi_voice(VOICE_ACCOUNT, APIKEY, MOBILE, "1234", &room.is.result);
    case 2: return ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, NULL, &room.is.result);
    case 3: return ihuyi_balance(client, "sms", &room.is.result);
    case 4: return ihuyi_add_template(client, "您的验证码是：【变量】。", &room.is.result);
    case 5: return ihuyi_verify_start(client, "login", MOBILE, NULL, NULL, &room.is.result);
    case 6: return ihuyi_segments(client, "sms", CONTENT, &room.is.result);
    case 7: return ihuyi_client_set(client, "lang", "zh", &room.is.result);
    case 8: return made(ihuyi_client_new(&room.is.result));
    case 9: return made(ihuyi_client_open("/nonexistent/ihuyi.ini", &room.is.result));
    case 10: return opened(ihuyi_bulk_open(client, "", NULL, &room.is.result));
    case 11: return ihuyi_bulk_add(list, MOBILE, CONTENT, NULL, &room.is.result);
    case EXPLAINS: return ihuyi_explain(client, "sms", 4051, "zh", &room.is.explanation);
    case PARSES: return ihuyi_push_parse(client, "mobilephone=13800000000&content=OK", &room.is.push, NULL);
    case RECORDS: return ihuyi_push_record(client, "mobilephone=13800000000&content=OK", &room.is.push, NULL);
    case READS: return ihuyi_inbox(client, UINT32_MAX, &room.is.push, NULL);
    case TELLS: return ihuyi_status(client, "noone", &room.is.delivery, NULL);
    case STARTS: return ihuyi_verify_start(client, "login", "", NULL, &room.is.verification, NULL);
    case CHECKS: return ihuyi_verify_check(client, "noone", "123456", &room.is.verification, NULL);
    case RULES: return ihuyi_guard_ask(client, "sms", MOBILE, "ip = 192.0.2.7", &room.is.decision, NULL);
    case PICTURES: return ihuyi_captcha_new(client, NULL, &room.is.captcha, NULL);
    case WORKS: return ihuyi_bulk_run(list, 0, &room.is.progress, NULL);
    case STANDS: return ihuyi_bulk_status(list, &room.is.progress, NULL);
    default: return ihuyi_bulk_next(list, 0, 0, &room.is.row, NULL);
    }
}

static size_t size_of(int which)
{
    switch (which) {
    case EXPLAINS: return sizeof(ihuyi_explanation);
    case PARSES: case RECORDS: case READS: return sizeof(ihuyi_push);
    case TELLS: return sizeof(ihuyi_delivery);
    case STARTS: case CHECKS: return sizeof(ihuyi_verification);
    case RULES: return sizeof(ihuyi_decision);
    case PICTURES: return sizeof(ihuyi_captcha);
    case WORKS: case STANDS: return sizeof(ihuyi_progress);
    case LISTS: return sizeof(ihuyi_row);
    default: return sizeof(ihuyi_result);
    }
}

/* The size that the struct had when it was first published: programs of that time still say so. */
static size_t first_size_of(int which)
{
    switch (which) {
    case PARSES: case RECORDS: case READS: return offsetof(ihuyi_push, number);
    default: return size_of(which);
    }
}

static void too_small(void)
{
    int which, i;

    for (which = 0; which < CALLS; which++) {
        const uint32_t sizes[] = { 0, 1, 3, 4, 40, (uint32_t)first_size_of(which) - 1 };
        for (i = 0; i < 6; i++) {
            int32_t code;
            fresh(sizes[i]);
            code = call(which);
            EXPECT(code == IHUYI_E_STRUCT_SIZE, "call %d with a struct of %u: %d", which, (unsigned)sizes[i], (int)code);
            EXPECT(untouched_behind(sizeof(uint32_t)) && room.is.struct_size == sizes[i], "call %d wrote into a struct of %u", which,
                (unsigned)sizes[i]);
        }
    }
}

/* The sizes of older headers: what they do not know is not written. */
static void older(void)
{
    int which;

    for (which = ASKING; which < CALLS; which++) {
        uint32_t known = (uint32_t)first_size_of(which);
        if (known == size_of(which)) continue;
        for (; known < size_of(which); known++) {
            fresh(known);
            EXPECT(call(which) == 0, "call %d with a struct of %u", which, (unsigned)known);
            EXPECT(untouched_behind(known), "call %d wrote beyond a struct of %u", which, (unsigned)known);
            EXPECT(!untouched_behind(sizeof(uint32_t)) && room.is.struct_size == known, "call %d wrote nothing into a struct of %u", which, (unsigned)known);
        }
    }
    fresh(offsetof(ihuyi_push, number));
    EXPECT(call(RECORDS) == 0 && strcmp(room.is.push.answer, "success") == 0, "the last member of an older struct was not written");
}

/* The size that a later header might have, and the largest there is: the tail is the caller's and stays as it was. */
static void larger(void)
{
    int which, i;

    for (which = ASKING; which < CALLS; which++) {
        const uint32_t known = (uint32_t)size_of(which), sizes[] = { known, known + 1, known + 64, INT32_MAX, UINT32_MAX };
        for (i = 0; i < 5; i++) {
            fresh(sizes[i]);
            call(which);
            EXPECT(untouched_behind(known), "call %d wrote beyond a struct of %u", which, (unsigned)sizes[i]);
            EXPECT(!untouched_behind(sizeof(uint32_t)), "call %d wrote nothing into a struct of %u", which, (unsigned)sizes[i]);
            EXPECT(room.is.struct_size == sizes[i], "call %d changed the size to %u", which, (unsigned)room.is.struct_size);
        }
    }
}

/* Of a text, the end at least; of numbers, all. */
static void whole_struct_is_written(void)
{
    const ihuyi_result *result = &room.is.result;
    const ihuyi_push *push = &room.is.push;
    const ihuyi_delivery *delivery = &room.is.delivery;
    const ihuyi_verification *verification = &room.is.verification;
    const ihuyi_decision *decision = &room.is.decision;
    const ihuyi_captcha *captcha = &room.is.captcha;
    const ihuyi_progress *progress = &room.is.progress;
    const ihuyi_row *row = &room.is.row;

    fresh(sizeof *result);
    EXPECT(ihuyi_send("", "", "", "", &room.is.result) == 401, "%d", (int)result->code);
    EXPECT(result->segments == 0 && result->characters == 0 && result->recipients == 0, "a number was not written");
    EXPECT(result->balance == -1 && result->http_status == 0, "balance %d", (int)result->balance);
    EXPECT(result->elapsed_ms >= 0, "%d ms", (int)result->elapsed_ms);
    EXPECT(result->message_id[0] == '\0', "an id was left from before");
    EXPECT(memchr(result->message, '\0', sizeof result->message) != NULL, "the message has no end");
    fresh(sizeof *push);
    EXPECT(call(PARSES) == 0, "not parsed");
    EXPECT(push->code == 0 && push->success == 0 && push->flags == 0, "a number was not written");
    EXPECT(!push->message_id[0] && !push->status[0] && !push->explanation[0] && !push->time[0] && !push->template_id[0], "a text was left from before");
    EXPECT(strcmp(push->content, "OK") == 0 && strcmp(push->answer, "success") == 0, "%s, %s", push->content, push->answer);
    EXPECT(push->number == 0, "number %u", (unsigned)push->number);
    fresh(sizeof *push);
    EXPECT(call(RECORDS) == 0 && push->number > 0, "number %u", (unsigned)push->number);
    /* Where there is no more, nothing of the one before is left. */
    EXPECT(call(READS) == 0 && push->kind == 0 && push->number == 0 && push->flags == 0, "kind %d, number %u", (int)push->kind, (unsigned)push->number);
    EXPECT(!push->mobile[0] && !push->content[0] && !push->answer[0], "a text was left from before");
    fresh(sizeof *delivery);
    EXPECT(call(TELLS) == IHUYI_E_NO_STATUS, "something is known of nothing");
    EXPECT(!delivery->state && !delivery->code && !delivery->flags && !delivery->recipients && !delivery->delivered && !delivery->failed,
        "a number was not written");
    EXPECT(!delivery->service[0] && !delivery->message_id[0] && !delivery->mobile[0] && !delivery->status[0] && !delivery->explanation[0] &&
        !delivery->submitted[0] && !delivery->reported[0], "a text was left from before");
    /* An id of before would be taken for this call's. */
    fresh(sizeof *verification);
    EXPECT(call(STARTS) == 403, "a code for no number");
    EXPECT(!verification->channel && !verification->digits && !verification->wait && !verification->valid && !verification->left && !verification->flags,
        "a number was not written");
    EXPECT(!verification->id[0] && !verification->mobile[0] && !verification->purpose[0] && !verification->limit[0], "a text was left from before");
    fresh(sizeof *decision);
    EXPECT(call(RULES) == 0 && decision->allowed == 1, "allowed %d", (int)decision->allowed);
    EXPECT(decision->wait == 0 && decision->flags == 0 && !decision->limit[0], "wait %d", (int)decision->wait);
    fresh(sizeof *captcha);
    EXPECT(call(PICTURES) == 0 && captcha->length == 5 && captcha->valid > 0, "no picture");
    EXPECT(captcha->png_size > 0 && captcha->png_size <= (int32_t)sizeof captcha->png, "%d bytes", (int)captcha->png_size);
    EXPECT(memchr(captcha->id, '\0', sizeof captcha->id) != NULL && memchr(captcha->data_uri, '\0', sizeof captcha->data_uri) != NULL, "a text has no end");
    fresh(sizeof *progress);
    EXPECT(call(WORKS) == 0 && progress->state == IHUYI_BULK_READY, "state %d", (int)progress->state);
    EXPECT(progress->rows == 1 && progress->planned == 1 && progress->left_out == 1 && progress->segments == 1, "%d rows", (int)progress->rows);
    EXPECT(!progress->code && !progress->wait && !progress->flags && !progress->sending && !progress->accepted && !progress->refused &&
        !progress->unknown && !progress->accepted_segments && !progress->message[0], "a number was not written, or words were left from before");
    /* How far another list was would be taken for this one's. */
    fresh(sizeof *progress);
    EXPECT(ihuyi_bulk_run(NULL, 0, &room.is.progress, NULL) == IHUYI_E_ARGUMENT, "no list runs");
    EXPECT(!progress->state && !progress->rows && !progress->planned && !progress->left_out && !progress->segments && !progress->message[0],
        "a number was not written");
    fresh(sizeof *row);
    EXPECT(call(LISTS) == 0 && row->number == 1 && row->state == IHUYI_ROW_PLANNED && row->line == 1 && row->segments == 1, "row %u", (unsigned)row->number);
    EXPECT(strcmp(row->mobile, MOBILE) == 0 && strcmp(row->reference, "order-1001") == 0, "%s, %s", row->mobile, row->reference);
    EXPECT(!row->code && !row->flags && !row->message_id[0] && !row->time[0] && !row->message[0], "a member was not written");
    EXPECT(ihuyi_bulk_next(list, 0, 1, &room.is.row, NULL) == 0 && row->number == 2 && row->code == 406 && row->message[0], "row %u", (unsigned)row->number);
    /* Where there is no more, nothing of the one before is left. */
    EXPECT(ihuyi_bulk_next(list, 0, 2, &room.is.row, NULL) == 0 && !row->number && !row->state && !row->code && !row->flags && !row->line && !row->segments,
        "row %u", (unsigned)row->number);
    EXPECT(!row->mobile[0] && !row->reference[0] && !row->message_id[0] && !row->time[0] && !row->message[0], "a text was left from before");
}

static void plan(void)
{
    char *journal = check_journal("sizes");
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;

    list = ihuyi_bulk_open(client, journal, NULL, NULL);
    EXPECT(ihuyi_bulk_add(list, MOBILE, CONTENT, "order-1001", NULL) == 0, "not added");
    EXPECT(ihuyi_bulk_add(list, "1380000000", CONTENT, "", NULL) == 406, "not left out");
    EXPECT(ihuyi_bulk_run(list, 0, &progress, NULL) == 0, "not written");
    free(journal);
}

int main(void)
{
    check_start("struct_size");
    sandbox_reset();
    client = check_client();
    check_set(client, "store", "memory:struct_size");
    check_set(client, "limits", "none");
    check("a list to be asked");
    plan();
    check("a struct that is too small: refused, and not a byte written");
    too_small();
    check("and no message sent, for its result could not be told");
    EXPECT(sandbox_count("ledger") == 0, "%zu calls", sandbox_count("ledger"));
    check("a struct of an older header: nothing written behind it");
    older();
    check("a struct of the right size or larger: nothing written behind it");
    larger();
    check("every member is written, whatever was there");
    whole_struct_is_written();
    ihuyi_bulk_close(list);
    ihuyi_client_free(client);
    return check_finish();
}
