/*
 * many URL CA THREADS SECONDS: so many threads send on one client for so long; prints how many texts were accepted a second, and how many in
 * all.
 */
#define _POSIX_C_SOURCE 200809L
#include "sender.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 256 };

static struct sender *sender;
static double until;

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void *work(void *context)
{
    long *sent = context;
    while (now() < until) {
        sender_send(sender);
        ++*sent;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[MOST];
    long sent[MOST] = {0}, sum = 0;
    int count, i;
    double began;

    if (argc != 5 || (count = atoi(argv[3])) < 1 || count > MOST) return 64;
    sender_start();
    sender = sender_new(argv[1], argv[2]);
    began = now();
    until = began + atof(argv[4]);
    for (i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, work, &sent[i])) return 71;
    for (i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        sum += sent[i];
    }
    printf("%.1f %ld\n", (double)sum / (now() - began), sum);
    sender_free(sender);
    return 0;
}
