/* ours URL CA COUNT: sends COUNT texts on one client through libihuyi and prints what each took. */
#include "common.h"
#include "ihuyi.h"

int main(int argc, char **argv)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_client *client;
    int count, i;

    if (argc != 4) return 64;
    count = atoi(argv[3]);
    client = ihuyi_client_new(NULL);
    ihuyi_client_set(client, "gateway", argv[1], NULL);
    ihuyi_client_set(client, "ca_file", argv[2], NULL);
    ihuyi_client_set(client, "account", ACCOUNT, NULL);
    ihuyi_client_set(client, "apikey", APIKEY, NULL);
    for (i = 0; i < count; i++) {
        timer_start();
        if (ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, NULL, &result) != 2) {
            fprintf(stderr, "%s\n", result.message);
            return 1;
        }
        timer_stop(i);
    }
    ihuyi_client_free(client);
    return report(count);
}
