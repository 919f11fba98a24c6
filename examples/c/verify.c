/* 一次性验证码：发送、输入、校验 / a one-time code: sent, entered, checked: verify MOBILE [IP]
   帐号等设置取自环境变量 IHUYI_ACCOUNT、IHUYI_APIKEY……（docs/settings.md）/ the settings come from the environment */
#include <stdio.h>
#include <string.h>
#include "ihuyi.h"

int main(int argc, char **argv)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_verification v = IHUYI_VERIFICATION_INIT;
    ihuyi_client *client;
    char id[64], keys[128] = "", entered[64];
    int32_t code;

    if (argc < 2) return 64;
    client = ihuyi_client_new(&result);
    if (client == NULL) {
        puts(result.message);
        return 1;
    }
    /* 限制按来源计数：请给出访客的地址 / limits count by it: give the visitor's address */
    if (argc > 2) snprintf(keys, sizeof keys, "ip = %.60s", argv[2]);
    ihuyi_verify_start(client, "register", argv[1], keys, &v, &result);
    if (v.id[0] == '\0') {
        puts(result.message);                                   /* 没有发出；v.wait 秒后可再试 / nothing was sent; try again after v.wait seconds */
        ihuyi_client_free(client);
        return 1;
    }
    strcpy(id, v.id);                                           /* 网站把它存在访客的会话里 / a site keeps it in the visitor's session */
    printf("请输入 %d 位验证码，%d 秒内有效；%d 秒后可以重发\n", (int)v.digits, (int)v.valid, (int)v.wait);
    fflush(stdout);

    code = IHUYI_E_CODE_NONE;
    while (fgets(entered, sizeof entered, stdin) != NULL) {
        code = ihuyi_verify_check(client, id, entered, &v, &result);
        if (code != IHUYI_E_CODE_WRONG && code != IHUYI_E_ARGUMENT) break;
        puts(result.message);                                   /* 还可以试几次 / how many tries are left */
        fflush(stdout);
    }
    if (code == IHUYI_OK) printf("%s 已验证，用途 %s\n", v.mobile, v.purpose);
    else puts(result.message);
    ihuyi_client_free(client);
    return code == IHUYI_OK ? 0 : 1;
}
