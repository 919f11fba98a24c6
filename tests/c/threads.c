/* One client, and the default one, used from many threads at once: every message arrives once, and each thread gets its own answer. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "sandbox.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 64, SENDS = 5 };

typedef struct {
    int number, sends;
    const ihuyi_client *client;
    ihuyi_result results[SENDS];
    int32_t codes[SENDS];
    const char *words;
} worker;

static pthread_barrier_t start;
static worker workers[THREADS];
static int threads = THREADS;

/* Every message has a number of its own, so that the inbox tells whose it is. */
static void addressed(char *mobile, const worker *self, int i)
{
    sprintf(mobile, "138%04d%04d", self->number, i);
}

static void *work(void *context)
{
    worker *self = context;
    int i;

    /* All at once, so that the first use of everything is everybody's. */
    pthread_barrier_wait(&start);
    self->words = ihuyi_strerror(4051);
    for (i = 0; i < self->sends; i++) {
        static const ihuyi_result fresh = IHUYI_RESULT_INIT;
        char mobile[32], content[64];
        addressed(mobile, self, i);
        sprintf(content, "线程 %d 的第 %d 条 & more", self->number, i);
        self->results[i] = fresh;
        self->codes[i] = self->client
            ? ihuyi_submit(self->client, "sms", mobile, content, NULL, NULL, &self->results[i])
            : ihuyi_send(ACCOUNT, APIKEY, mobile, content, &self->results[i]);
        /* What asks nobody may run in between. */
        ihuyi_segments(self->client, "sms", content, NULL);
    }
    return NULL;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const sandbox_item *to(sandbox_list inbox, const char *mobile)
{
    size_t i;
    const sandbox_item *found = NULL;

    for (i = 0; i < inbox.count; i++) {
        if (strcmp(inbox.items[i].mobile, mobile) != 0) continue;
        if (found != NULL) return NULL;
        found = &inbox.items[i];
    }
    return found;
}

static void all_at_once(const ihuyi_client *client)
{
    pthread_t ids[THREADS];
    const char *message_ids[THREADS * SENDS];
    sandbox_list inbox;
    int t, i, total = 0;

    sandbox_reset();
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (t = 0; t < threads; t++) {
        workers[t].number = t;
        workers[t].sends = check_small() ? 2 : SENDS;
        workers[t].client = client;
        if (pthread_create(&ids[t], NULL, work, &workers[t]) != 0) {
            EXPECT(0, "thread %d did not start", t);
            /* The others wait at the barrier for one that will never come. */
            check_finish();
            exit(1);
        }
    }
    for (t = 0; t < threads; t++) pthread_join(ids[t], NULL);
    pthread_barrier_destroy(&start);

    inbox = sandbox_get("inbox");
    for (t = 0; t < threads; t++) {
        EXPECT(workers[t].words == ihuyi_strerror(4051), "thread %d saw another strerror", t);
        for (i = 0; i < workers[t].sends; i++) {
            const ihuyi_result *result = &workers[t].results[i];
            const sandbox_item *item;
            char mobile[32], content[64];
            addressed(mobile, &workers[t], i);
            sprintf(content, "线程 %d 的第 %d 条 & more", t, i);
            EXPECT(workers[t].codes[i] == 2 && result->outcome == IHUYI_OUTCOME_ACCEPTED, "thread %d: %d %s", t, (int)workers[t].codes[i], result->message);
            item = to(inbox, mobile);
            EXPECT(item != NULL, "to %s not exactly one message", mobile);
            EXPECT(item == NULL || strcmp(item->content, content) == 0, "to %s: %s", mobile, item->content);
            EXPECT(item == NULL || strcmp(item->id, result->message_id) == 0, "%s was told to be %s", item->id, result->message_id);
            message_ids[total++] = result->message_id;
        }
    }
    EXPECT(inbox.count == (size_t)total, "%zu messages instead of %d", inbox.count, total);
    qsort(message_ids, (size_t)total, sizeof *message_ids, by_text);
    for (i = 1; i < total; i++) EXPECT(strcmp(message_ids[i - 1], message_ids[i]) != 0, "two messages are %s", message_ids[i]);
    sandbox_free(inbox);
}

static void *tell(void *context)
{
    worker *self = context;
    /* Somebody else's messages, and replies that everybody tells. */
    const worker *other = &workers[(self->number + 1) % threads];
    int i;

    pthread_barrier_wait(&start);
    for (i = 0; i < self->sends; i++) {
        char mobile[32], body[256];
        addressed(mobile, other, i);
        sprintf(body, "code=2&msg=DELIVRD&mobilephone=%s&smsid=%s", mobile, other->results[i].message_id);
        self->codes[i] = ihuyi_push_record(self->client, body, NULL, NULL);
        sprintf(body, "mobilephone=13900000000&content=%d&reply_time=2017-08-02+14%%3A31%%3A51", i);
        if (ihuyi_push_record(self->client, body, NULL, NULL) != 0) self->codes[i] = -1;
    }
    return NULL;
}

/* What the threads of the last time sent. */
static void told_at_once(const ihuyi_client *client)
{
    pthread_t ids[THREADS];
    ihuyi_push reply = IHUYI_PUSH_INIT;
    int t, i, seen[SENDS] = { 0 }, count = 0;

    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (t = 0; t < threads; t++) {
        if (pthread_create(&ids[t], NULL, tell, &workers[t]) != 0) {
            EXPECT(0, "thread %d did not start", t);
            check_finish();
            exit(1);
        }
    }
    for (t = 0; t < threads; t++) pthread_join(ids[t], NULL);
    pthread_barrier_destroy(&start);
    for (t = 0; t < threads; t++) {
        for (i = 0; i < workers[t].sends; i++) {
            ihuyi_delivery delivery = IHUYI_DELIVERY_INIT;
            const char *id = workers[t].results[i].message_id;
            int32_t code = ihuyi_status(client, id, &delivery, NULL);
            EXPECT(workers[t].codes[i] == 0, "thread %d: a push was not recorded: %d", t, (int)workers[t].codes[i]);
            EXPECT(code == 0 && delivery.state == IHUYI_STATE_DELIVERED && delivery.delivered == 1, "%s: %d, state %d", id, (int)code, (int)delivery.state);
        }
    }
    while (ihuyi_inbox(client, reply.number, &reply, NULL) == 0 && reply.number != 0) {
        i = atoi(reply.content);
        EXPECT(i >= 0 && i < SENDS && seen[i]++ == 0, "the reply %s twice", reply.content);
        count++;
    }
    EXPECT(count == workers[0].sends, "%d replies instead of %d", count, workers[0].sends);
}

/* ---- A list that all of them send */

enum { SENDERS = 8, ROWS_EACH = 25 };

static ihuyi_bulk *list;
static int32_t ends[SENDERS];

static void *send_on(void *context)
{
    int32_t *end = context;
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;
    ihuyi_row row = IHUYI_ROW_INIT;

    pthread_barrier_wait(&start);
    for (;;) {
        *end = ihuyi_bulk_run(list, 20, &progress, NULL);
        if (*end == 0 && progress.state == IHUYI_BULK_READY) {
            /* Who looks may look at any time. */
            *end = ihuyi_bulk_next(list, IHUYI_ROW_ACCEPTED, 0, &row, NULL) | ihuyi_bulk_status(list, &progress, NULL);
            if (*end == 0) continue;
        } else if (*end == 0 && progress.state != IHUYI_BULK_DONE) *end = -progress.state;
        return NULL;
    }
}

static void a_list(const ihuyi_client *client)
{
    pthread_t ids[SENDERS];
    char *journal = check_journal("list");
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;
    ihuyi_row row = IHUYI_ROW_INIT;
    sandbox_list inbox;
    int t, i, rows = SENDERS * (check_small() ? 3 : ROWS_EACH);

    sandbox_reset();
    list = ihuyi_bulk_open(client, journal, NULL, NULL);
    for (i = 0; i < rows; i++) {
        char mobile[32];
        sprintf(mobile, "138%08d", i);
        EXPECT(ihuyi_bulk_add(list, mobile, CONTENT, NULL, NULL) == 0, "row %d was not added", i);
    }
    /* The plan is not written: the first of them does that, and the others wait for it. */
    pthread_barrier_init(&start, NULL, SENDERS);
    for (t = 0; t < SENDERS; t++) {
        if (pthread_create(&ids[t], NULL, send_on, &ends[t]) != 0) {
            EXPECT(0, "thread %d did not start", t);
            check_finish();
            exit(1);
        }
    }
    for (t = 0; t < SENDERS; t++) pthread_join(ids[t], NULL);
    pthread_barrier_destroy(&start);
    for (t = 0; t < SENDERS; t++) EXPECT(ends[t] == 0, "thread %d: %d", t, (int)ends[t]);
    EXPECT(ihuyi_bulk_status(list, &progress, NULL) == 0 && progress.state == IHUYI_BULK_DONE, "state %d", (int)progress.state);
    EXPECT(progress.rows == rows && progress.accepted == rows && progress.sending == 0, "%d accepted of %d", (int)progress.accepted, (int)progress.rows);
    inbox = sandbox_get("inbox");
    EXPECT(inbox.count == (size_t)rows, "%zu messages instead of %d", inbox.count, rows);
    for (i = 0; i < rows; i++) {
        const sandbox_item *item;
        EXPECT(ihuyi_bulk_next(list, IHUYI_ROW_ACCEPTED, row.number, &row, NULL) == 0 && row.line == i + 1, "row %d, line %d", i, (int)row.line);
        item = to(inbox, row.mobile);
        EXPECT(item != NULL, "to %s not exactly one message", row.mobile);
        EXPECT(item == NULL || strcmp(item->id, row.message_id) == 0, "%s was told to be %s", item->id, row.message_id);
    }
    sandbox_free(inbox);
    ihuyi_bulk_close(list);
    free(journal);
}

int main(void)
{
    ihuyi_client *client;

    check_start("threads");
    if (check_small()) threads = 8;
    check("the default client, its first use included");
    all_at_once(NULL);
    check("one handle");
    client = check_client();
    all_at_once(client);
    check("and again, with the connections that are kept");
    all_at_once(client);
    check("what became of the messages, told by all at once");
    check_set(client, "store", "memory:threads");
    check_set(client, "track", "on");
    all_at_once(client);
    told_at_once(client);
    check("a list that eight threads send: each row once");
    a_list(client);
    ihuyi_client_free(client);
    return check_finish();
}
