/* 发送验证码短信，或打电话读出验证码 / a one-time code by text or by a call: send_code MOBILE CODE [voice] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ihuyi.h"

int main(int argc, char **argv)
{
    const char *account = getenv("IHUYI_ACCOUNT");
    const char *apikey = getenv("IHUYI_APIKEY");
    ihuyi_result result = IHUYI_RESULT_INIT;
    char content[128];
    int32_t code;

    if (argc < 3) return 64;
    if (argc > 3 && strcmp(argv[3], "voice") == 0) {
        code = ihuyi_voice(account, apikey, argv[1], argv[2], &result);
    } else {
        snprintf(content, sizeof content, "您的验证码是：%s。请不要把验证码泄露给其他人。", argv[2]);
        code = ihuyi_send(account, apikey, argv[1], content, &result);
    }
    printf("%d %s  id=%s\n", (int)code, ihuyi_strerror(code), result.message_id);
    if (result.outcome != IHUYI_OUTCOME_ACCEPTED) puts(result.message);                /* 原因和办法 / why, and what to do */
    if (result.outcome == IHUYI_OUTCOME_UNKNOWN) puts("请勿盲目重发 / do not resend blindly");
    return result.outcome == IHUYI_OUTCOME_ACCEPTED ? 0 : 1;
}
