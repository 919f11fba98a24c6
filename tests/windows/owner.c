/* owner LANG: makes a picture with the default store and key, and prints the code and the words of the answer. */
#include "dll.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_captcha picture = IHUYI_CAPTCHA_INIT;
    ihuyi_client *client;

    dll_load();
    client = ihuyi_client_new(&result);
    if (client == NULL || count != 2 || ihuyi_client_set(client, "lang", arguments[1], &result) != IHUYI_OK) {
        printf("no client: %s\n", result.message);
        return EXIT_FAILURE;
    }
    ihuyi_captcha_new(client, "site = a", &picture, &result);
    printf("%d %s\n", (int)result.code, result.message);
    ihuyi_client_free(client);
    return EXIT_SUCCESS;
}
