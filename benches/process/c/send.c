/* send URL CA COUNT: sends COUNT texts one after the other and prints the median send in microseconds. */
#define _POSIX_C_SOURCE 200809L
#include "sender.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    struct sender *sender;
    double *took;
    int count, first, i;

    if (argc != 4) return 64;
    count = atoi(argv[3]);
    took = calloc((size_t)count + 1, sizeof *took);
    sender_start();
    sender = sender_new(argv[1], argv[2]);
    for (i = 0; i < count; i++) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        sender_send(sender);
        clock_gettime(CLOCK_MONOTONIC, &to);
        took[i] = (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
    }
    sender_free(sender);
    /* The first pays for the connection. */
    first = count > 1;
    qsort(took + first, (size_t)(count - first), sizeof *took, by_value);
    printf("%.1f\n", took[first + (count - first) / 2]);
    free(took);
    return 0;
}
