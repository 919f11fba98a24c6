/*
 * The total time limit covers the name lookup, which the system's resolver does without any limit. The resolver is replaced here by one
 * that never answers: a call that waited for it would never return.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include <netdb.h>
#include <unistd.h>

/* This program's own, in place of the C library's: the linker prefers it for libihuyi.so too. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
    (void)node; (void)service; (void)hints; (void)found;
    for (;;) pause();
}

/* src/transport/dial.rs: so many lookups may hang at once. */
enum { LOOKUPS = 16 };

static int32_t send_once(ihuyi_client *client, ihuyi_result *result)
{
    return ihuyi_submit(client, "sms", MOBILE, CONTENT, NULL, NULL, result);
}

int main(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_client *client = check_client();
    int32_t code;
    int i;

    check_start("deadline");
    check_set(client, "gateway", "https://gateway.invalid");
    check_set(client, "timeout", "50ms");
    check("a lookup that hangs ends at the total limit, and nothing was sent");
    for (i = 0; i < LOOKUPS; i++) {
        code = send_once(client, &result);
        EXPECT(code == IHUYI_E_DEADLINE && result.outcome == IHUYI_OUTCOME_NOT_SENT, "lookup %d: %d %s", i, (int)code, result.message);
    }
    check("when so many hang, no more are started");
    code = send_once(client, &result);
    EXPECT(code == IHUYI_E_BUSY && result.outcome == IHUYI_OUTCOME_NOT_SENT, "%d %s", (int)code, result.message);
    check("an address needs no lookup");
    check_set(client, "gateway", check_closed());
    check_set(client, "timeout", "10");
    code = send_once(client, &result);
    EXPECT(code == IHUYI_E_CONNECT, "%d %s", (int)code, result.message);
    check("the limit of the connection covers the lookup too");
    check_set(client, "gateway", "https://gateway.invalid");
    check_set(client, "connect_timeout", "50ms");
    code = send_once(client, &result);
    EXPECT(code == IHUYI_E_CONNECT_TIMEOUT && result.outcome == IHUYI_OUTCOME_NOT_SENT, "%d %s", (int)code, result.message);
    ihuyi_client_free(client);
    return check_finish();
}
