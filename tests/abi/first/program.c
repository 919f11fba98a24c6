/* A program of the time of the first header: compiled once, and never again. It calls every function that there was, with structs as large as
   they were, and looks that nothing is written behind them. Its gateway is what IHUYI_GATEWAY names. One line a check. */
#include <ihuyi.h>

#include <stdio.h>
#include <string.h>

#define ACCOUNT "C00000000"
#define VOICE_ACCOUNT "V00000000"
#define APIKEY "0123456789abcdef0123456789abcdef"
#define TEXT "您的验证码是：1234。请不要把验证码泄露给其他人。"

static int failed;

static void check(const char *what, int holds)
{
    printf("%s - %s\n", holds ? "ok" : "not ok", what);
    failed |= !holds;
}

/* Structs with bytes behind them that are nobody's. */
static struct { ihuyi_result is; unsigned char behind[256]; } result;
static struct { ihuyi_explanation is; unsigned char behind[256]; } explanation;
static struct { ihuyi_push is; unsigned char behind[256]; } push;

static int is_whole(const unsigned char *behind)
{
    int i;

    for (i = 0; i < 256; i++) if (behind[i] != 0xA5) return 0;
    return 1;
}

static ihuyi_result *fresh(void)
{
    static const ihuyi_result init = IHUYI_RESULT_INIT;

    memset(result.behind, 0xA5, sizeof result.behind);
    result.is = init;
    return &result.is;
}

static int sent(int32_t code)
{
    return code == 2 && result.is.code == 2 && result.is.outcome == IHUYI_OUTCOME_ACCEPTED && result.is.message_id[0] != '\0'
        && result.is.segments == 1 && is_whole(result.behind);
}

int main(void)
{
    static const ihuyi_explanation no_explanation = IHUYI_EXPLANATION_INIT;
    static const ihuyi_push no_push = IHUYI_PUSH_INIT;
    ihuyi_client *client;
    int32_t code;

    check("the library speaks this ABI", ihuyi_abi_version() == IHUYI_ABI_VERSION);
    check("it has a version", strchr(ihuyi_version(), '.') != NULL);
    check("strerror", strcmp(ihuyi_strerror(4051), "剩余条数不足") == 0);
    check("send", sent(ihuyi_send(ACCOUNT, APIKEY, "13800000000", TEXT, fresh())));
    check("voice", sent(ihuyi_voice(VOICE_ACCOUNT, APIKEY, "13800000001", "1234", fresh())));
    check("send without a result", ihuyi_send(ACCOUNT, APIKEY, "13800000002", TEXT, NULL) == 2);
    code = ihuyi_send(ACCOUNT, APIKEY, "1380000000", TEXT, fresh());
    check("a bad number", code == 406 && result.is.outcome == IHUYI_OUTCOME_REFUSED && result.is.flags == IHUYI_FLAG_LOCAL
        && result.is.family == IHUYI_FAMILY_NUMBER && result.is.message[0] != '\0' && is_whole(result.behind));

    client = ihuyi_client_new(fresh());
    check("client_new", client != NULL && result.is.code == IHUYI_OK);
    check("client_set", ihuyi_client_set(client, "account", ACCOUNT, fresh()) == 0 && ihuyi_client_set(client, "apikey", APIKEY, NULL) == 0);
    check("an unknown setting", ihuyi_client_set(client, "acount", "x", fresh()) == IHUYI_E_SETTING && is_whole(result.behind));
    check("charset", strcmp(ihuyi_charset(client), "utf-8") == 0 && strcmp(ihuyi_charset(NULL), "utf-8") == 0);
    check("submit", sent(ihuyi_submit(client, "sms", "13800000003", TEXT, NULL, NULL, fresh())));
    check("balance", ihuyi_balance(client, "sms", fresh()) == 2 && result.is.balance > 0 && is_whole(result.behind));
    check("add_template", ihuyi_add_template(client, "您的验证码是：【变量】。", fresh()) == 2 && result.is.message_id[0] != '\0');
    check("segments", ihuyi_segments(client, "sms", TEXT, fresh()) == 0 && result.is.segments == 1 && result.is.characters > 20);

    memset(explanation.behind, 0xA5, sizeof explanation.behind);
    explanation.is = no_explanation;
    code = ihuyi_explain(client, "sms", 4072, "zh", &explanation.is);
    check("explain", code == 0 && explanation.is.known == 1 && explanation.is.family == IHUYI_FAMILY_TEMPLATE && explanation.is.advice[0] != '\0'
        && strcmp(explanation.is.name, "IHUYI_CODE_TEMPLATE_MISMATCH") == 0 && is_whole(explanation.behind));

    memset(push.behind, 0xA5, sizeof push.behind);
    push.is = no_push;
    code = ihuyi_push_parse(client, "code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000004051283667", &push.is, fresh());
    check("push_parse", code == 0 && push.is.kind == IHUYI_PUSH_RECEIPT && push.is.success == 1 && strcmp(push.is.answer, "success") == 0
        && strcmp(push.is.message_id, "17000000004051283667") == 0 && is_whole(push.behind));
    ihuyi_client_free(client);
    check("client_open", ihuyi_client_open("/nonexistent/ihuyi.ini", fresh()) == NULL && result.is.code == IHUYI_E_FILE && is_whole(result.behind));
    return failed;
}
