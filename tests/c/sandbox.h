/* What the sandbox gateway saw, by its control API. Ends the program when the sandbox cannot be asked: no check means anything then. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>

/* One object of a list: a message of `inbox`, a call of `ledger`, one of `connections`. What an object does not have is 0 or empty. */
typedef struct {
    char service[32], method[32], mobile[64], id[64];
    /* Never NULL. */
    char *content;
    /* The gateway's verdict, and -1 where it gave none. */
    long code;
    long connection, requests, control_requests;
} sandbox_item;

typedef struct {
    sandbox_item *items;
    size_t count;
} sandbox_list;

/* `what` is inbox, ledger or connections. */
sandbox_list sandbox_get(const char *what);
void sandbox_free(sandbox_list list);

/* How many messages were accepted, or calls arrived. */
size_t sandbox_count(const char *what);

/* Sends JSON to `what`: faults, limits. */
void sandbox_post(const char *what, const char *json);

/* Empties everything, and switches off the limits on how often a number may be sent to: they are not what is tested here. */
void sandbox_reset(void);

#endif
