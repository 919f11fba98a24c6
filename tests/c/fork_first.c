/*
 * A fork() at any moment of the first call of a process. What is made once in a process is being made then, and a child that waited for
 * the one who makes it would wait for ever: that thread is not there.
 *
 * At the Nth allocation of its first call a thread stops, and the process is forked. The child sends, too, and must come to its end. For
 * each N another process, in which nothing has been called before; so malloc() is this program's own, and goes on to glibc's.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HANG_SECONDS = 60, ACCEPTED = 2,
    /* How a process ends: the child was well, there is no such allocation, and what went wrong. */
    WELL = 0, NO_MORE = 10, FIRST_FAILED = 11, CHILD_FAILED = 12, CHILD_HANGS = 13, NOT_FORKED = 14 };

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

/* Which allocation of this thread is to be stopped at: none in a thread that has not said so. */
static __thread long ahead;
static sem_t stopped, go_on;
static int was_stopped;

static void allocated(void)
{
    if (ahead == 0 || --ahead > 0) return;
    was_stopped = 1;
    sem_post(&stopped);
    while (sem_wait(&go_on) != 0) continue;
}

void *malloc(size_t size)
{
    allocated();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocated();
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    allocated();
    return __libc_realloc(block, size);
}

/* What the first call is: a message of the default client, which it makes; one of a handle; a code, with limits that are kept in memory. */
enum { BY_DEFAULT, BY_HANDLE, A_CODE };

static ihuyi_client *client;
static int way;
static long number;

/* To a number that nobody else has sent to: the gateway takes only so many messages for one. */
static int32_t send_by(const char *prefix)
{
    char mobile[32];
    ihuyi_verification out = IHUYI_VERIFICATION_INIT;

    sprintf(mobile, "%s%d%07ld", prefix, way, number);
    switch (way) {
    case BY_DEFAULT: return ihuyi_send(ACCOUNT, APIKEY, mobile, CONTENT, NULL);
    case BY_HANDLE: return ihuyi_submit(client, "sms", mobile, CONTENT, NULL, NULL, NULL);
    default: return ihuyi_verify_start(client, "login", mobile, NULL, &out, NULL);
    }
}

static void *first_call(void *code)
{
    ahead = number;
    *(int32_t *)code = send_by("138");
    ahead = 0;
    sem_post(&stopped);
    return NULL;
}

static int child_sends(void)
{
    int status = 0;
    pid_t pid = fork();

    if (pid < 0) return NOT_FORKED;
    if (pid == 0) {
        alarm(HANG_SECONDS);
        /* With all that a process does at its end. */
        exit(send_by("139") != ACCEPTED);
    }
    if (waitpid(pid, &status, 0) != pid) return NOT_FORKED;
    if (WIFSIGNALED(status)) return CHILD_HANGS;
    return WEXITSTATUS(status) == 0 ? WELL : CHILD_FAILED;
}

/* The process that is forked at its allocation `number`. */
static int forked(void)
{
    pthread_t thread;
    int32_t code = 0;
    int end;

    if (way != BY_DEFAULT) client = check_client();
    if (way == A_CODE) check_set(client, "store", "memory:fork");
    if (sem_init(&stopped, 0, 0) != 0 || sem_init(&go_on, 0, 0) != 0) return NOT_FORKED;
    if (pthread_create(&thread, NULL, first_call, &code) != 0) return NOT_FORKED;
    while (sem_wait(&stopped) != 0) continue;
    end = was_stopped ? child_sends() : NO_MORE;
    sem_post(&go_on);
    pthread_join(thread, NULL);
    return end == WELL && code != ACCEPTED ? FIRST_FAILED : end;
}

static void at_each_allocation(const char *name, int first)
{
    check(name);
    way = first;
    for (number = 1; number < 100000; number++) {
        int status = 0, end;
        pid_t pid = fork();

        if (pid == 0) exit(forked());
        EXPECT(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status), "at allocation %ld: the process was lost", number);
        end = WEXITSTATUS(status);
        if (end == NO_MORE) break;
        EXPECT(end != CHILD_HANGS, "at allocation %ld: the child hangs, or was ended by another signal", number);
        EXPECT(end != CHILD_FAILED, "at allocation %ld: the child's message was not accepted", number);
        EXPECT(end == WELL || end == CHILD_HANGS || end == CHILD_FAILED, "at allocation %ld: %d", number, end);
    }
    EXPECT(number > 20, "only %ld allocations: this program's malloc() is not the library's", number - 1);
    printf("# %ld allocations\n", number - 1);
}

int main(void)
{
    check_start("fork_first");
    at_each_allocation("a child sends, whenever in the first call of the default client it was forked", BY_DEFAULT);
    at_each_allocation("a child sends, whenever in the first call of a handle it was forked", BY_HANDLE);
    at_each_allocation("a child sends a code, whenever in the first call that sends one it was forked", A_CODE);
    return check_finish();
}
