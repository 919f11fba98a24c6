/* Threads that send through one client, batch after batch. */
#define _POSIX_C_SOURCE 200809L
#include "../sandbox.h"
#include "child.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 16,
    /* As many connections as a client keeps idle. */
    KEPT = 16 };

static ihuyi_client *client;
static const char *seconds; /* before the child is started */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t begin, end;
static long next; /* under the lock */
static int over;

static void *send_batches(void *context)
{
    (void)context;
    for (;;) {
        pthread_barrier_wait(&begin);
        if (over) return NULL;
        for (;;) {
            char mobile[32];
            long i;
            pthread_mutex_lock(&lock);
            i = next < common->count ? next++ : -1;
            pthread_mutex_unlock(&lock);
            if (i < 0) break;
            to_number(mobile, "138", common->first + i);
            submit(client, mobile, &common->table[i]);
        }
        pthread_barrier_wait(&end);
    }
}

/* A batch each time; a first turn and a last one with nothing to send, before the client is made and after it has been freed. */
static void sender(int go, int done)
{
    pthread_t ids[THREADS];
    int i;

    if (!told_to(go)) return;
    say_done(done);
    client = patient_client(seconds);
    pthread_barrier_init(&begin, NULL, THREADS + 1);
    pthread_barrier_init(&end, NULL, THREADS + 1);
    for (i = 0; i < THREADS; i++) {
        if (pthread_create(&ids[i], NULL, send_batches, NULL) != 0) exit(1);
    }
    while (told_to(go)) {
        next = 0;
        over = common->count == 0;
        pthread_barrier_wait(&begin);
        if (over) break;
        pthread_barrier_wait(&end);
        say_done(done);
    }
    for (i = 0; i < THREADS; i++) pthread_join(ids[i], NULL);
    ihuyi_client_free(client);
    say_done(done);
    told_to(go);
}

void many_messages(long messages, uint64_t seed)
{
    /* So many batches that a tenth of them has a median, and so small ones that the gateway's account is not empty. */
    long batch = messages / MOST_LOOKS < 32 ? 32 : messages / MOST_LOOKS > 5000 ? 5000 : messages / MOST_LOOKS;
    long batches = messages / batch < 20 ? 20 : messages / batch, i, closed = 0, excused = 0;
    int *planted = check_alloc((size_t)batch * sizeof *planted), healthy;
    static record seen, empty;
    child self;

    share(batch);
    /* Only where the gateway says nothing is the limit waited for; elsewhere a machine that is busy must not reach it. */
    seconds = messages >= LONG ? "10" : "60";
    dice_seed(seed);
    printf("# seed %llu\n", (unsigned long long)seed);
    check("16 threads send through one client while the gateway fails: each is told what the ledger says, and no message comes twice");
    self = child_start(sender);
    healthy = child_turn(self);
    if (healthy) look(self, &empty);
    for (i = 0; i < batches && healthy; i++) {
        /* One silence in each tenth, where there is the time. */
        int closing = plant(planted, i * batch, batch, messages >= LONG && i % (batches / 10) == 0);

        common->first = i * batch;
        common->count = batch;
        healthy = child_turn(self);
        EXPECT(healthy, "batch %ld of %ld never ended", i, batches);
        if (healthy) excused += judge(planted, closing);
        closed += closing;
        /* No more often than there is room for, and all along. */
        if (healthy && (i + 1) * MOST_LOOKS / batches > i * MOST_LOOKS / batches) look(self, &seen);
    }
    printf("# %ld messages in %ld batches\n", i * batch, i);
    printf("# %ld messages never came to the gateway, and were told to be unknown; %ld connections that ended behind a reply allow as many\n", excused, closed);
    check("what the process holds does not grow");
    expect_flat("16 threads, one client", &seen, KEPT, messages >= LONG);
    check("and all is given back when the client is freed");
    common->count = 0;
    if (healthy) healthy = child_turn(self);
    if (healthy) look(self, &empty);
    EXPECT(empty.count == 2 && empty.sockets[1] == 0 && empty.others[1] == empty.others[0], "%ld connections, and %ld other descriptors instead of %ld",
        empty.sockets[1], empty.others[1], empty.others[0]);
    /* What is made once for the whole process, and what the system's own library keeps of its threads. */
    EXPECT(empty.in_use[1] - empty.in_use[0] < 64, "%ld kB from malloc, and %ld kB before", empty.in_use[1], empty.in_use[0]);
    printf("# %ld kB from malloc before the client, %ld kB after it\n", empty.in_use[0], empty.in_use[1]);
    child_end(self, healthy);
    free(planted);
}
