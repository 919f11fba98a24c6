/* A program that is linked with the DLL's import library, as a C or a C++ programmer writes it: C99 and C++11 alike, from the public header
   alone. */
#include <ihuyi.h>

#include <stdio.h>
#include <string.h>

static int failed;

static void held(const char *name, int holds, int seen)
{
    if (holds) printf("ok - %s\n", name);
    else printf("not ok - %s: %d\n", name, seen);
    failed |= !holds;
}

int main(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_client *client = ihuyi_client_new(&result);
    int32_t code;

    held("the DLL is the header's release", strcmp(ihuyi_version(), IHUYI_VERSION) == 0, ihuyi_abi_version());
    held("and its promise", ihuyi_abi_version() == IHUYI_ABI_VERSION, ihuyi_abi_version());
    /* ihuyi.ini beside the DLL says so. */
    held("ihuyi.ini beside the DLL was read", strcmp(ihuyi_charset(NULL), "gbk") == 0, 0);
    code = ihuyi_send("C00000000", "0123456789abcdef0123456789abcdef", "13800000000",
        /* 您的验证码是：1234。请不要把验证码泄露给其他人。 */
        "\xc4\xfa\xb5\xc4\xd1\xe9\xd6\xa4\xc2\xeb\xca\xc7\xa3\xba" "1234" "\xa1\xa3\xc7\xeb\xb2\xbb\xd2\xaa\xb0\xd1\xd1\xe9\xd6\xa4\xc2\xeb"
        "\xd0\xb9\xc2\xb6\xb8\xf8\xc6\xe4\xcb\xfb\xc8\xcb\xa1\xa3", &result);
    held("a message was accepted", code == IHUYI_ACCEPTED && result.outcome == IHUYI_OUTCOME_ACCEPTED, (int)code);
    held("and has an id", result.message_id[0] != '\0', (int)result.code);
    ihuyi_client_free(client);
    puts("# end");
    return failed;
}
