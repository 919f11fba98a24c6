/*
 * What holds the library for weeks stays as it was on the first day: a process that sends and sends, one that makes a client and another
 * and another, programs that load the library and end, and a process that is forked while its threads send.
 *
 * endurance MESSAGES SEED LATE: MESSAGES sends, and of everything else in proportion; 1,000,000 is what docs/reliability.md tells of. The
 * same SEED breaks the same messages. LATE is a program that opens the library by dlopen (late.c). `endurance load` is one that is linked
 * with it.
 */
#include "child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long at_least(long number, long least)
{
    return number < least ? least : number;
}

int main(int count, char **arguments)
{
    long messages, loads;

    if (count == 2 && strcmp(arguments[1], "load") == 0) {
        ihuyi_client_free(ihuyi_client_new(NULL));
        return ihuyi_version()[0] == '\0';
    }
    if (count != 4 || (messages = atol(arguments[1])) < 1) {
        fprintf(stderr, "usage: endurance MESSAGES SEED LATE\n");
        return 2;
    }
    /* A child that is gone is found by what it does not say. */
    signal(SIGPIPE, SIG_IGN);
    check_start("endurance");
    many_messages(messages, strtoull(arguments[2], NULL, 10));
    many_clients(at_least(messages / 100, 200), messages >= LONG);
    loads = at_least(messages / 1000, 50);
    check("programs load the library, make a client, free it and end: each of them well");
    many_loads("linked with the library", arguments[0], loads / 2);
    many_loads("opens it by dlopen", arguments[3], loads - loads / 2);
    through_the_storm(at_least(messages / 5000, 20));
    return check_finish();
}
