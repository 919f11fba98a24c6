/* What both programs of the comparison share: the message, a clock, and the line they print. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ACCOUNT "C00000000"
#define APIKEY "0123456789abcdef0123456789abcdef"
#define MOBILE "13800000000"
#define CONTENT "您的验证码是：1234。请不要把验证码泄露给其他人。"
#define MOST 100000

static double took[MOST];
static struct timespec began;

static void timer_start(void) { clock_gettime(CLOCK_MONOTONIC, &began); }

static void timer_stop(int i)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (i < MOST) took[i] = (double)(now.tv_sec - began.tv_sec) * 1e6 + (double)(now.tv_nsec - began.tv_nsec) / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Prints the median of the sends after the first, in microseconds: the first pays for the connection. */
static int report(int count)
{
    int n = count > MOST ? MOST : count;
    if (n > 1) {
        qsort(took + 1, (size_t)(n - 1), sizeof *took, by_value);
        printf("%.1f\n", took[1 + (n - 1) / 2]);
    } else {
        printf("%.1f\n", took[0]);
    }
    return 0;
}
