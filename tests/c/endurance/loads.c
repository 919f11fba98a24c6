/* Programs that load the library and end. */
#define _POSIX_C_SOURCE 200809L
#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

/* Whether it ended well, and how long that took. */
static int ran(const char *program, long *took)
{
    long began = microseconds();
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        execl(program, program, "load", (char *)NULL);
        _exit(127);
    }
    EXPECT(pid > 0 && waitpid(pid, &status, 0) == pid, "no program: %s", strerror(errno));
    *took = microseconds() - began;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void many_loads(const char *way, const char *program, long loads)
{
    static long took[MOST_LOOKS];
    long i, failed = 0;

    if (loads > MOST_LOOKS) loads = MOST_LOOKS;
    fflush(stdout);
    for (i = 0; i < loads; i++) failed += !ran(program, &took[i]);
    EXPECT(failed == 0, "%s: %ld of %ld programs did not end well", way, failed, loads);
    printf("# %s: %ld programs, the median of them took %.2f ms\n", way, loads, (double)median(took, (int)loads) / 1000);
}
