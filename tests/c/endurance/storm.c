/* A process that is forked again and again while its threads send, and each child sends, too. */
#define _POSIX_C_SOURCE 200809L
#include "../sandbox.h"
#include "child.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8, MESSAGES = 40000 };

static ihuyi_client *client;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stop; /* under the lock, as what the threads sent */

static void *send_on(void *context)
{
    (void)context;
    for (;;) {
        char mobile[32];
        long i;
        pthread_mutex_lock(&lock);
        i = stop || common->sent == MESSAGES ? -1 : common->sent++;
        pthread_mutex_unlock(&lock);
        if (i < 0) return NULL;
        to_number(mobile, "138", i);
        submit(client, mobile, &common->table[i]);
    }
}

static pid_t forked(long number)
{
    char mobile[32];
    pid_t pid = fork();

    if (pid != 0) return pid;
    /* A hang is what this is about. */
    alarm(HANG_SECONDS / 2);
    to_number(mobile, "139", number);
    submit(client, mobile, &common->table[MESSAGES + number]);
    /* With all that a process does at its end. */
    exit(0);
}

static void storm(int go, int done)
{
    pthread_t ids[THREADS];
    pid_t *pids = check_alloc((size_t)common->count * sizeof *pids);
    long i;

    if (!told_to(go)) return;
    client = patient_client("60");
    for (i = 0; i < THREADS; i++) {
        if (pthread_create(&ids[i], NULL, send_on, NULL) != 0) exit(1);
    }
    for (i = 0; i < common->count; i++) {
        long before, now;
        pids[i] = forked(i);
        /* Not before a thread has sent again: all children at once would keep the threads from it. */
        pthread_mutex_lock(&lock);
        before = now = common->sent;
        pthread_mutex_unlock(&lock);
        while (now == before && now < MESSAGES) {
            sched_yield();
            pthread_mutex_lock(&lock);
            now = common->sent;
            pthread_mutex_unlock(&lock);
        }
    }
    common->sent_at_last = common->sent;
    for (i = 0; i < common->count; i++) {
        int status = 0;
        if (pids[i] < 0 || waitpid(pids[i], &status, 0) != pids[i] || (WIFEXITED(status) && WEXITSTATUS(status) != 0)) common->bad++;
        else if (WIFSIGNALED(status)) common->signalled++;
    }
    pthread_mutex_lock(&lock);
    stop = 1;
    pthread_mutex_unlock(&lock);
    for (i = 0; i < THREADS; i++) pthread_join(ids[i], NULL);
    ihuyi_client_free(client);
    free(pids);
    say_done(done);
}

static int by_connection(const void *a, const void *b)
{
    long one = ((const sandbox_item *)a)->connection, other = ((const sandbox_item *)b)->connection;

    return (one > other) - (one < other);
}

static int by_thread(const sandbox_item *item)
{
    return strncmp(item->mobile, "138", 3) == 0;
}

static void arrived_once(long children)
{
    char *met = calloc(MESSAGES + (size_t)children, 1);
    sandbox_list ledger = sandbox_get("ledger");
    size_t k;

    EXPECT(ledger.count == (size_t)(common->sent + children), "%zu calls instead of %ld", ledger.count, common->sent + children);
    if (ledger.count > 0) qsort(ledger.items, ledger.count, sizeof *ledger.items, by_connection);
    for (k = 0; k < ledger.count && met != NULL; k++) {
        const sandbox_item *item = &ledger.items[k];
        long i = atol(item->mobile + 3) + (by_thread(item) ? 0 : MESSAGES);

        EXPECT(i >= 0 && i < MESSAGES + children && met[i]++ == 0, "%s was sent to twice", item->mobile);
        if (i < 0 || i >= MESSAGES + children) continue;
        EXPECT(strcmp(common->table[i].id, item->id) == 0, "%s was told to be %s", item->id, common->table[i].id);
        /* A child sends once, so what shares a connection is the parent's. */
        EXPECT(k == 0 || item[-1].connection != item->connection || (by_thread(&item[-1]) && by_thread(item)), "%s and %s came on one connection",
            item[-1].mobile, item->mobile);
    }
    sandbox_free(ledger);
    free(met);
}

void through_the_storm(long children)
{
    child self;
    long i;

    if (children > 1000) children = 1000;
    share(MESSAGES + children);
    common->count = children;
    sandbox_reset();
    sandbox_post("accounts", "{\"id\": \"" ACCOUNT "\", \"balance\": 1000000}");
    check("children are forked while eight threads send, and each sends, too: all is accepted once, and no connection is two processes'");
    self = child_start(storm);
    child_end(self, child_turn(self));
    EXPECT(common->signalled == 0, "a signal ended %ld children: a hang, if it took %d seconds", common->signalled, HANG_SECONDS / 2);
    EXPECT(common->bad == 0, "%ld children ended badly", common->bad);
    EXPECT(common->sent_at_last < MESSAGES, "the threads had nothing left to send before the last child was made");
    for (i = 0; i < MESSAGES + children; i++) {
        if (i >= common->sent && i < MESSAGES) continue;
        EXPECT(common->table[i].code == 2, "message %ld: %d %s", i, (int)common->table[i].code, common->table[i].words);
    }
    arrived_once(children);
    printf("# %ld children; the threads sent %ld, %ld of them before the last child was made\n", children, common->sent, common->sent_at_last);
}
