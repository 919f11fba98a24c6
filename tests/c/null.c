/* NULL in every place of every function, in every combination that does not ask to send. Nothing may reach the gateway. */
#include "check.h"
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

static ihuyi_client *client;
static ihuyi_result result;

static const char *text(unsigned given, unsigned place, const char *value)
{
    return given >> place & 1 ? value : NULL;
}

/* A fresh result, or none. */
static ihuyi_result *room(unsigned given, unsigned place)
{
    static const ihuyi_result fresh = IHUYI_RESULT_INIT;

    result = fresh;
    return given >> place & 1 ? &result : NULL;
}

static void told(unsigned given, int32_t code, int32_t wanted, const ihuyi_result *out)
{
    EXPECT(code == wanted, "%d instead of %d with the arguments %#x", (int)code, (int)wanted, given);
    if (out == NULL) return;
    EXPECT(out->code == code, "the result says %d, the function %d, with the arguments %#x", (int)out->code, (int)code, given);
    EXPECT(code == 0 || out->outcome == IHUYI_OUTCOME_REFUSED, "outcome %d with the arguments %#x", (int)out->outcome, given);
    EXPECT(code == 0 || out->flags & IHUYI_FLAG_LOCAL, "flags %u with the arguments %#x", (unsigned)out->flags, given);
    EXPECT(code == 0 || out->message[0] != '\0', "no words for the arguments %#x", given);
}

typedef int32_t (IHUYI_CALL *box)(const char *, const char *, const char *, const char *, ihuyi_result *);

static void box_function(box function, const char *account, const char *content)
{
    unsigned given;

    for (given = 0; given < 32; given++) {
        int32_t wanted = !(given & 1) ? 401 : !(given & 2) ? 402 : !(given & 4) ? 403 : 404;
        ihuyi_result *out = room(given, 4);
        if ((given & 15) == 15) continue;
        told(given, function(text(given, 0, account), text(given, 1, APIKEY), text(given, 2, MOBILE), text(given, 3, content), out), wanted, out);
    }
}

static void submit(void)
{
    unsigned given;

    for (given = 0; given < 128; given++) {
        int32_t wanted = !(given & 1) ? IHUYI_E_ARGUMENT : !(given & 2) ? IHUYI_E_SERVICE : !(given & 4) ? 403 : 404;
        ihuyi_result *out = room(given, 6);
        if ((given & 15) == 15) continue;
        told(given, ihuyi_submit(given & 1 ? client : NULL, text(given, 1, "sms"), text(given, 2, MOBILE), text(given, 3, CONTENT),
            text(given, 4, "1"), text(given, 5, ""), out), wanted, out);
    }
}

static void set(void)
{
    unsigned given;

    for (given = 0; given < 16; given++) {
        int32_t wanted = !(given & 1) ? IHUYI_E_ARGUMENT : !(given & 2) ? IHUYI_E_SETTING : 0;
        ihuyi_result *out = room(given, 3);
        told(given, ihuyi_client_set(given & 1 ? client : NULL, text(given, 1, "marketing_account"), text(given, 2, "M00000000"), out),
            wanted, out);
    }
}

static void handles(void)
{
    ihuyi_client *made = ihuyi_client_new(NULL);

    EXPECT(made != NULL, "no client without a result");
    ihuyi_client_free(made);
    ihuyi_client_free(NULL);
    EXPECT(ihuyi_client_open(NULL, NULL) == NULL, "a client from no file");
    EXPECT(ihuyi_client_open(NULL, room(1, 0)) == NULL, "a client from no file");
    told(0, result.code, IHUYI_E_ARGUMENT, &result);
    EXPECT(ihuyi_client_open("", room(1, 0)) == NULL, "a client from a file without a name");
    told(0, result.code, IHUYI_E_FILE, &result);
}

static void questions(void)
{
    unsigned given;

    for (given = 0; given < 4; given++) {
        ihuyi_result *out = room(given, 1);
        told(given, ihuyi_balance(NULL, text(given, 0, "sms"), out), IHUYI_E_ARGUMENT, out);
    }
    for (given = 0; given < 8; given++) {
        ihuyi_result *out = room(given, 2);
        if ((given & 3) == 3) continue;
        told(given, ihuyi_add_template(given & 1 ? client : NULL, text(given, 1, CONTENT), out), given & 1 ? 404 : IHUYI_E_ARGUMENT, out);
    }
    for (given = 0; given < 16; given++) {
        ihuyi_result *out = room(given, 3);
        told(given, ihuyi_segments(given & 1 ? client : NULL, text(given, 1, "sms"), text(given, 2, CONTENT), out), 0, out);
    }
}

static void explanation_and_push(void)
{
    static ihuyi_explanation explanation;
    static ihuyi_push push;
    unsigned given;

    for (given = 0; given < 16; given++) {
        int32_t code, wanted = given & 8 ? 0 : IHUYI_E_ARGUMENT;
        explanation.struct_size = sizeof explanation;
        code = ihuyi_explain(given & 1 ? client : NULL, text(given, 1, "sms"), 4051, text(given, 2, "en"), given & 8 ? &explanation : NULL);
        EXPECT(code == wanted, "ihuyi_explain: %d instead of %d with the arguments %#x", (int)code, (int)wanted, given);
    }
    for (given = 0; given < 16; given++) {
        int32_t wanted = !(given & 4) ? IHUYI_E_ARGUMENT : !(given & 2) ? IHUYI_E_PUSH : 0;
        ihuyi_result *out = room(given, 3);
        push.struct_size = sizeof push;
        told(given, ihuyi_push_parse(given & 1 ? client : NULL, text(given, 1, "code=2&mobilephone=13800000000&smsid=1"),
            given & 4 ? &push : NULL, out), wanted, out);
    }
}

/* The kind of a call that writes a struct, too: the client, three texts, the struct, the result. */
static void codes(void)
{
    static ihuyi_verification verification;
    unsigned given;

    for (given = 0; given < 64; given++) {
        /* Without a struct for the id nothing is looked at; then the client; then the texts in their order. */
        int32_t wanted = !(given & 16) || !(given & 1) || !(given & 2) ? IHUYI_E_ARGUMENT : 403;
        ihuyi_result *out = room(given, 5);
        if ((given & 23) == 23) continue;
        verification.struct_size = sizeof verification;
        told(given, ihuyi_verify_start(given & 1 ? client : NULL, text(given, 1, "login"), text(given, 2, MOBILE), text(given, 3, "ip = 192.0.2.7"),
            given & 16 ? &verification : NULL, out), wanted, out);
        told(given, ihuyi_verify_resend(given & 1 ? client : NULL, text(given, 1, "noone"), text(given, 2, "voice"), text(given, 3, "ip = 192.0.2.7"),
            given & 16 ? &verification : NULL, out), !(given & 16) || !(given & 1) ? IHUYI_E_ARGUMENT : IHUYI_E_CODE_NONE, out);
    }
    for (given = 0; given < 32; given++) {
        int32_t wanted = !(given & 8) || !(given & 1) || !(given & 4) ? IHUYI_E_ARGUMENT : IHUYI_E_CODE_NONE;
        ihuyi_result *out = room(given, 4);
        verification.struct_size = sizeof verification;
        told(given, ihuyi_verify_check(given & 1 ? client : NULL, text(given, 1, "noone"), text(given, 2, "123456"),
            given & 8 ? &verification : NULL, out), wanted, out);
    }
}

static void limits_and_pictures(void)
{
    static ihuyi_decision decision;
    static ihuyi_captcha captcha;
    unsigned given;

    for (given = 0; given < 64; given++) {
        int32_t wanted = !(given & 16) || !(given & 1) ? IHUYI_E_ARGUMENT : 0;
        ihuyi_result *out = room(given, 5);
        decision.struct_size = sizeof decision;
        told(given, ihuyi_guard_ask(given & 1 ? client : NULL, text(given, 1, "sms"), text(given, 2, MOBILE), text(given, 3, "ip = 192.0.2.7"),
            given & 16 ? &decision : NULL, out), wanted, out);
        told(given, ihuyi_guard_status(given & 1 ? client : NULL, text(given, 1, "sms"), text(given, 2, MOBILE), text(given, 3, "ip = 192.0.2.7"),
            given & 16 ? &decision : NULL, out), wanted, out);
    }
    for (given = 0; given < 16; given++) {
        ihuyi_result *out = room(given, 3);
        told(given, ihuyi_guard_unlock(given & 1 ? client : NULL, text(given, 1, "breaker"), text(given, 2, "shop"), out),
            (given & 3) == 3 ? 0 : IHUYI_E_ARGUMENT, out);
        captcha.struct_size = sizeof captcha;
        told(given, ihuyi_captcha_new(given & 1 ? client : NULL, text(given, 1, "ip = 192.0.2.7"), given & 4 ? &captcha : NULL, out),
            (given & 5) == 5 ? 0 : IHUYI_E_ARGUMENT, out);
        told(given, ihuyi_captcha_check(given & 1 ? client : NULL, text(given, 1, "nopicture"), text(given, 2, "2234"), out),
            given & 1 ? IHUYI_E_CAPTCHA_WRONG : IHUYI_E_ARGUMENT, out);
    }
}

static void what_became_of_it(void)
{
    static ihuyi_push push;
    static ihuyi_delivery delivery;
    unsigned given;

    for (given = 0; given < 16; given++) {
        ihuyi_result *out = room(given, 3);
        push.struct_size = sizeof push;
        told(given, ihuyi_push_record(given & 1 ? client : NULL, text(given, 1, "code=2&mobilephone=13800000000&smsid=1"),
            given & 4 ? &push : NULL, out), !(given & 1) ? IHUYI_E_ARGUMENT : !(given & 2) ? IHUYI_E_PUSH : 0, out);
        delivery.struct_size = sizeof delivery;
        told(given, ihuyi_status(given & 1 ? client : NULL, text(given, 1, MOBILE), given & 4 ? &delivery : NULL, out),
            (given & 5) == 5 ? IHUYI_E_NO_STATUS : IHUYI_E_ARGUMENT, out);
        push.struct_size = sizeof push;
        told(given, ihuyi_inbox(given & 1 ? client : NULL, given >> 1 & 1, given & 4 ? &push : NULL, out),
            (given & 5) == 5 ? 0 : IHUYI_E_ARGUMENT, out);
    }
}

/* A list is planned, and its journal written; nothing of it is sent. */
static void lists(void)
{
    static ihuyi_progress progress;
    static ihuyi_row row;
    char *journal = check_journal("null");
    ihuyi_bulk *list;
    unsigned given;

    ihuyi_bulk_close(NULL);
    for (given = 0; given < 16; given++) {
        int32_t wanted = (given & 3) == 3 ? 0 : IHUYI_E_ARGUMENT;
        ihuyi_result *out = room(given, 3);
        list = ihuyi_bulk_open(given & 1 ? client : NULL, text(given, 1, journal), text(given, 2, "rate = 20"), out);
        EXPECT((list != NULL) == (wanted == 0), "ihuyi_bulk_open with the arguments %#x", given);
        if (out != NULL) told(given, out->code, wanted, out);
        ihuyi_bulk_close(list);
    }
    list = ihuyi_bulk_open(client, journal, "repeats = yes", NULL);
    for (given = 0; given < 32; given++) {
        int32_t wanted = !(given & 1) ? IHUYI_E_ARGUMENT : !(given & 2) ? 403 : !(given & 4) ? 404 : 0;
        ihuyi_result *out = room(given, 4);
        told(given, ihuyi_bulk_add(given & 1 ? list : NULL, text(given, 1, MOBILE), text(given, 2, CONTENT), text(given, 3, "order-1001"), out),
            wanted, out);
        if (out == NULL) continue;
        /* What is in the plan and not sent is told apart from what is not in it. */
        EXPECT(!(out->flags & IHUYI_FLAG_LEFT_OUT) == (!(given & 1) || wanted == 0), "flags %u with the arguments %#x", (unsigned)out->flags, given);
    }
    for (given = 0; given < 8; given++) {
        int32_t wanted = (given & 3) == 3 ? 0 : IHUYI_E_ARGUMENT;
        ihuyi_result *out = room(given, 2);
        row.struct_size = sizeof row;
        told(given, ihuyi_bulk_next(given & 1 ? list : NULL, 0, 0, given & 2 ? &row : NULL, out), IHUYI_E_ARGUMENT, out);
        progress.struct_size = sizeof progress;
        told(given, ihuyi_bulk_status(given & 1 ? list : NULL, given & 2 ? &progress : NULL, out), wanted, out);
        EXPECT(wanted != 0 || (progress.state == IHUYI_BULK_PLANNING && progress.rows == 4 && progress.left_out == 12), "state %d, %d rows, %d left out",
            (int)progress.state, (int)progress.rows, (int)progress.left_out);
    }
    for (given = 0; given < 8; given++) {
        int32_t wanted = (given & 3) == 3 ? 0 : IHUYI_E_ARGUMENT;
        ihuyi_result *out = room(given, 2);
        progress.struct_size = sizeof progress;
        told(given, ihuyi_bulk_run(given & 1 ? list : NULL, 0, given & 2 ? &progress : NULL, out), wanted, out);
        EXPECT(!(given & 2) || progress.state == (wanted == 0 ? IHUYI_BULK_READY : 0), "state %d with the arguments %#x", (int)progress.state, given);
    }
    for (given = 0; given < 8; given++) {
        int32_t wanted = (given & 3) == 3 ? 0 : IHUYI_E_ARGUMENT;
        ihuyi_result *out = room(given, 2);
        row.struct_size = sizeof row;
        told(given, ihuyi_bulk_next(given & 1 ? list : NULL, 0, 0, given & 2 ? &row : NULL, out), wanted, out);
        EXPECT(!(given & 2) || row.number == (wanted == 0), "row %u with the arguments %#x", (unsigned)row.number, given);
    }
    ihuyi_bulk_close(list);
    free(journal);
}

/* An empty text is refused where NULL is, in the same words. */
static void empty(void)
{
    EXPECT(ihuyi_send("", APIKEY, MOBILE, CONTENT, NULL) == 401, "an empty account");
    EXPECT(ihuyi_send(ACCOUNT, "", MOBILE, CONTENT, NULL) == 402, "an empty password");
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, "", CONTENT, NULL) == 403, "an empty number");
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, MOBILE, "", NULL) == 404, "an empty text");
    EXPECT(ihuyi_send(" ", "\t", "\n", " ", NULL) == 401, "blanks for an account");
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, " ", " ", NULL) == 403, "blanks for a number");
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, MOBILE, " \r\n\t", NULL) == 404, "blanks for a text");
    EXPECT(ihuyi_voice(VOICE_ACCOUNT, APIKEY, MOBILE, "", NULL) == 404, "an empty code");
    EXPECT(ihuyi_submit(client, "", MOBILE, CONTENT, NULL, NULL, NULL) == IHUYI_E_SERVICE, "an empty service");
    EXPECT(ihuyi_submit(client, "sms", "", CONTENT, "", "", NULL) == 403, "an empty number");
    EXPECT(ihuyi_submit(client, "sms", MOBILE, "", "", "", NULL) == 404, "an empty text");
    EXPECT(ihuyi_add_template(client, " ", NULL) == 404, "a blank template");
    EXPECT(ihuyi_client_set(client, "", "", NULL) == IHUYI_E_SETTING, "a setting without a name");
}

int main(void)
{
    check_start("null");
    sandbox_reset();
    client = check_client();
    check("ihuyi_send, 32 combinations");
    box_function(ihuyi_send, ACCOUNT, CONTENT);
    check("ihuyi_voice, 32 combinations");
    box_function(ihuyi_voice, VOICE_ACCOUNT, "1234");
    check("ihuyi_submit, 128 combinations");
    submit();
    check("ihuyi_client_set, 16 combinations");
    set();
    check("ihuyi_client_new, _open and _free");
    handles();
    check("ihuyi_balance, _add_template and _segments");
    questions();
    check("ihuyi_explain and _push_parse, 16 combinations each");
    explanation_and_push();
    /* In memory, and without limits: what a combination counts must not stop the next. */
    check_set(client, "store", "memory:null");
    check_set(client, "limits", "none");
    check("ihuyi_verify_start and _resend, 64 combinations each, _check, 32");
    codes();
    check("ihuyi_guard_ask and _status, 64 combinations each, _unlock, ihuyi_captcha_new and _check, 16");
    limits_and_pictures();
    check("ihuyi_push_record, _status and _inbox, 16 combinations each");
    what_became_of_it();
    check("ihuyi_bulk_open, 16 combinations, _add, 32, _run, _status and _next, 8 each, _close");
    lists();
    check("empty and blank texts");
    empty();
    check("nothing of it reached the gateway");
    EXPECT(sandbox_count("ledger") == 0, "%zu calls", sandbox_count("ledger"));
    ihuyi_client_free(client);
    return check_finish();
}
