/*
 * weigh URL CA CLIENTS SENDS: what a process holds, in bytes: `client`, on the heap for each client that has sent nothing; `connection`, for
 * each client's first send, its connection kept; `start`, resident when the library is loaded; `warm` and `end`, resident after a hundredth of
 * SENDS and after all of them, on one client.
 */
#include "sender.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long resident(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*s %ld", &pages) != 1) exit(71);
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

/* In use on the heap, mapped blocks included. */
static double heap(void)
{
    struct mallinfo2 info = mallinfo2();
    return (double)(info.uordblks + info.hblkhd);
}

int main(int argc, char **argv)
{
    struct sender **senders;
    double before, made, sent;
    long start, warm = 0;
    int clients, sends, i;

    if (argc != 5 || (clients = atoi(argv[3])) < 1 || (sends = atoi(argv[4])) < 0) return 64;
    sender_start();
    start = resident();
    senders = calloc((size_t)clients, sizeof *senders);
    /* What the process keeps for all clients together is made by the first. */
    senders[0] = sender_new(argv[1], argv[2]);
    sender_send(senders[0]);
    before = heap();
    for (i = 1; i < clients; i++) senders[i] = sender_new(argv[1], argv[2]);
    made = heap();
    for (i = 1; i < clients; i++) sender_send(senders[i]);
    sent = heap();
    if (clients > 1) printf("client %.0f\nconnection %.0f\n", (made - before) / (clients - 1), (sent - made) / (clients - 1));
    for (i = 1; i < clients; i++) sender_free(senders[i]);
    for (i = 0; i < sends; i++) {
        if (i == sends / 100) warm = resident();
        sender_send(senders[0]);
    }
    printf("start %ld\nwarm %ld\nend %ld\n", start, warm, resident());
    sender_free(senders[0]);
    free(senders);
    return 0;
}
