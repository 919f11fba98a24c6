/* The sender that is measured. One client may be used by any number of threads. */
#include "sender.h"
#include "ihuyi.h"
#include <stdio.h>
#include <stdlib.h>

void sender_start(void) {}

struct sender *sender_new(const char *url, const char *ca)
{
    ihuyi_client *client = ihuyi_client_new(NULL);
    ihuyi_client_set(client, "gateway", url, NULL);
    ihuyi_client_set(client, "ca_file", ca, NULL);
    ihuyi_client_set(client, "account", ACCOUNT, NULL);
    ihuyi_client_set(client, "apikey", APIKEY, NULL);
    return (struct sender *)client;
}

void sender_send(struct sender *sender)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    if (ihuyi_submit((ihuyi_client *)sender, "sms", MOBILE, CONTENT, NULL, NULL, &result) != 2) {
        fprintf(stderr, "%s\n", result.message);
        exit(1);
    }
}

void sender_free(struct sender *sender) { ihuyi_client_free((ihuyi_client *)sender); }
