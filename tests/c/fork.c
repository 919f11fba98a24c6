/*
 * A handle after fork(), also while other threads are in the middle of sending: the child sends on connections of its own, nothing is lost,
 * nothing is sent twice, nothing hangs, and what the child does with the handle is nothing to the parent.
 *
 * Numbers tell the process: 138 PP SSSSSS is message S of process P, so that the sandbox's ledger shows whose connection was whose.
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "sandbox.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHILDREN = 6, WAITING = 4, BUSY = 4, PARENT = 0, GRANDCHILD = 50, HANG_SECONDS = 240,
    /* The sandbox's account has a balance. */
    ENOUGH = 4000 };

static ihuyi_client *client, *unused;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stop, serial; /* under the lock */

/* What a child tells through the pipe: less than PIPE_BUF, so no two are mixed up. */
typedef struct { int process; int32_t code; char mobile[32]; char message[160]; } report;

static report send_one(int process, int number, int by)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    report told;

    memset(&told, 0, sizeof told);
    told.process = process;
    sprintf(told.mobile, "138%02d%06d", process, number);
    switch (by) {
    case 0: told.code = ihuyi_submit(client, "sms", told.mobile, CONTENT, NULL, NULL, &result); break;
    case 1: told.code = ihuyi_submit(unused, "sms", told.mobile, CONTENT, NULL, NULL, &result); break;
    default: told.code = ihuyi_send(ACCOUNT, APIKEY, told.mobile, CONTENT, &result);
    }
    snprintf(told.message, sizeof told.message, "%.150s", result.message);
    return told;
}

static void expect_sent(report told)
{
    EXPECT(told.code == 2, "process %d to %s: %d %s", told.process, told.mobile, (int)told.code, told.message);
}

/* ---- The parent's threads */

static report waited[WAITING];

/* The sandbox holds the reply back, so this thread is in the middle of a call when the fork comes. */
static void *wait_for_reply(void *context)
{
    int number = *(int *)context;

    waited[number] = send_one(PARENT, 900000 + number, 0);
    return NULL;
}

static int failures;
static report first_failure;

/* Threads that begin and end calls all the time: a fork catches one of them with any lock that there may be. */
static void *keep_sending(void *context)
{
    (void)context;
    for (;;) {
        report told;
        int number;
        pthread_mutex_lock(&lock);
        number = stop || serial == ENOUGH ? -1 : serial++;
        pthread_mutex_unlock(&lock);
        if (number < 0) return NULL;
        told = send_one(PARENT, 100000 + number, number % 2 ? 2 : 0);
        pthread_mutex_lock(&lock);
        if (told.code != 2 && failures++ == 0) first_failure = told;
        pthread_mutex_unlock(&lock);
    }
}

/* ---- The children */

static void end(int bad)
{
    /* Who looks for leaks would find what only the parent's threads held: they are not here. Another program has nothing to leak. */
    if (check_leaks()) execl(bad ? "/bin/false" : "/bin/true", "end", (char *)NULL);
    /* With all that a process does at its end. */
    exit(bad);
}

static int grandchild(int process, int pipe_end)
{
    pid_t pid = fork();
    int status = 1;

    if (pid == 0) {
        report told;
        alarm(HANG_SECONDS);
        told = send_one(process, 0, 0);
        end(write(pipe_end, &told, sizeof told) != sizeof told);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid ? status : 1;
}

/* Its exit status tells only whether it came to its end: what was sent is in the reports. */
static void child(int process, int pipe_end)
{
    int by, bad = 0;

    /* An alarm is not inherited, and a hang is what this is about. */
    alarm(HANG_SECONDS);
    for (by = 0; by < 3; by++) {
        report told = send_one(process, by, by);
        bad |= write(pipe_end, &told, sizeof told) != sizeof told;
    }
    bad |= ihuyi_balance(client, "sms", NULL) != 2;
    bad |= ihuyi_strerror(4051)[0] == '\0';
    bad |= ihuyi_client_set(client, "timeout", "20", NULL) != 0;
    if (process % 3 == 0) bad |= grandchild(GRANDCHILD + process, pipe_end) != 0;
    if (process % 2 == 0) {
        ihuyi_client_free(client);
        ihuyi_client_free(unused);
    }
    end(bad);
}

static void until_the_gateway_has(size_t calls)
{
    struct timespec pause = { 0, 10000000 };
    int tries;

    for (tries = 0; tries < 6000; tries++) {
        sandbox_list ledger = sandbox_get("ledger");
        size_t i, there = 0;
        for (i = 0; i < ledger.count; i++) there += strncmp(ledger.items[i].mobile, "138009000", 9) == 0;
        sandbox_free(ledger);
        if (there >= calls) return;
        nanosleep(&pause, NULL);
    }
    EXPECT(0, "the waiting threads never reached the gateway");
}

static void fork_amid_threads(int *sent_by_children)
{
    pthread_t waiting[WAITING], busy[BUSY];
    int numbers[WAITING], ends[2], i, status;
    pid_t pids[CHILDREN + 1];
    report told;

    for (i = 0; i < WAITING; i++) {
        char fault[200];
        sprintf(fault, "{\"kind\": \"delay\", \"ms\": 2000, \"match\": {\"mobile\": \"13800%06d\"}}", 900000 + i);
        sandbox_post("faults", fault);
        numbers[i] = i;
        EXPECT(pthread_create(&waiting[i], NULL, wait_for_reply, &numbers[i]) == 0, "thread %d", i);
    }
    until_the_gateway_has(WAITING);
    for (i = 0; i < BUSY; i++) EXPECT(pthread_create(&busy[i], NULL, keep_sending, NULL) == 0, "thread %d", i);

    EXPECT(pipe(ends) == 0, "no pipe: %s", strerror(errno));
    fflush(stdout);
    for (i = 1; i <= CHILDREN; i++) {
        pids[i] = fork();
        EXPECT(pids[i] >= 0, "no child: %s", strerror(errno));
        if (pids[i] == 0) {
            close(ends[0]);
            child(i, ends[1]);
        }
    }
    close(ends[1]);
    /* Ends when the last of them has ended, for better or worse. */
    while (read(ends[0], &told, sizeof told) == sizeof told) {
        expect_sent(told);
        (*sent_by_children)++;
    }
    close(ends[0]);
    for (i = 1; i <= CHILDREN; i++) {
        EXPECT(waitpid(pids[i], &status, 0) == pids[i], "child %d is lost", i);
        EXPECT(!WIFSIGNALED(status), "child %d was ended by signal %d%s", i, WTERMSIG(status), WTERMSIG(status) == SIGALRM ? ": it hung" : "");
        EXPECT(!WIFEXITED(status) || WEXITSTATUS(status) == 0, "child %d ended with %d", i, WEXITSTATUS(status));
    }
    pthread_mutex_lock(&lock);
    stop = 1;
    pthread_mutex_unlock(&lock);
    for (i = 0; i < BUSY; i++) pthread_join(busy[i], NULL);
    for (i = 0; i < WAITING; i++) {
        pthread_join(waiting[i], NULL);
        expect_sent(waited[i]);
    }
    EXPECT(failures == 0, "%d sends of the parent's threads failed, the first to %s: %d %s", failures, first_failure.mobile,
        (int)first_failure.code, first_failure.message);
}

static int by_mobile(const void *a, const void *b)
{
    return strcmp(((const sandbox_item *)a)->mobile, ((const sandbox_item *)b)->mobile);
}

static void arrived(size_t expected)
{
    sandbox_list inbox = sandbox_get("inbox");
    size_t i;

    EXPECT(inbox.count == expected, "%zu messages instead of %zu", inbox.count, expected);
    if (inbox.count > 0) qsort(inbox.items, inbox.count, sizeof *inbox.items, by_mobile);
    for (i = 1; i < inbox.count; i++) {
        EXPECT(strcmp(inbox.items[i - 1].mobile, inbox.items[i].mobile) != 0, "%s was sent to twice", inbox.items[i].mobile);
    }
    sandbox_free(inbox);
}

static void connections_apart(void)
{
    sandbox_list ledger = sandbox_get("ledger");
    size_t i, j;

    for (i = 0; i < ledger.count; i++) {
        const sandbox_item *one = &ledger.items[i];
        EXPECT(one->connection > 0, "call %zu has no connection", i);
        /* A balance has no number that would tell whose it is. */
        if (one->mobile[0] == '\0') continue;
        for (j = i + 1; j < ledger.count; j++) {
            const sandbox_item *other = &ledger.items[j];
            if (other->connection != one->connection || other->mobile[0] == '\0') continue;
            EXPECT(strncmp(one->mobile, other->mobile, 5) == 0, "%s and %s came on one connection", one->mobile, other->mobile);
        }
    }
    sandbox_free(ledger);
}

/* ---- A list is its process's own */

enum { LISTED = 4 };

/* One whose plan is written, and one that is being planned. */
static ihuyi_bulk *written, *planned;

/* What a child may not do, one bit for each that it could. */
static int uses_lists(int closes)
{
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;
    ihuyi_row row = IHUYI_ROW_INIT;
    ihuyi_result result = IHUYI_RESULT_INIT;
    char *journal = check_journal("child");
    ihuyi_bulk *own = ihuyi_bulk_open(client, journal, NULL, &result);
    int bad = 0;

    bad |= own != NULL || result.code != IHUYI_E_FILE || strstr(result.message, "fork") == NULL;
    bad |= (ihuyi_bulk_run(written, 60000, &progress, &result) != IHUYI_E_FILE || progress.state != 0 || strstr(result.message, "fork") == NULL) << 1;
    bad |= (ihuyi_bulk_next(written, 0, 0, &row, NULL) != IHUYI_E_FILE || row.number != 0) << 2;
    bad |= (ihuyi_bulk_add(planned, MOBILE, CONTENT, NULL, &result) != IHUYI_E_FILE || result.flags & IHUYI_FLAG_LEFT_OUT) << 3;
    bad |= (ihuyi_bulk_run(planned, 60000, &progress, NULL) != IHUYI_E_FILE) << 4;
    if (closes) {
        ihuyi_bulk_close(written);
        ihuyi_bulk_close(planned);
    }
    free(journal);
    return bad;
}

static void in_a_child(int closes)
{
    int status;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    EXPECT(pid >= 0, "no child: %s", strerror(errno));
    if (pid == 0) {
        alarm(HANG_SECONDS);
        status = uses_lists(closes);
        if (status != 0) _exit(status);
        end(0);
    }
    EXPECT(waitpid(pid, &status, 0) == pid && WIFEXITED(status), "child %d did not end by itself", (int)pid);
    EXPECT(WEXITSTATUS(status) == 0, "the child could do what it may not: %#x", (unsigned)WEXITSTATUS(status));
}

static void listed(ihuyi_bulk *list, int first, int count)
{
    int i;

    for (i = first; i < first + count; i++) {
        char mobile[32];
        sprintf(mobile, "139%02d%06d", list == written, i);
        EXPECT(ihuyi_bulk_add(list, mobile, CONTENT, NULL, NULL) == 0, "row %d was not added", i);
    }
}

static void sent_to_its_end(ihuyi_bulk *list)
{
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;

    EXPECT(ihuyi_bulk_run(list, 60000, &progress, NULL) == 0 && progress.state == IHUYI_BULK_DONE, "state %d: %s", (int)progress.state, progress.message);
    EXPECT(progress.accepted == LISTED && progress.unknown == 0, "%d accepted, %d unknown", (int)progress.accepted, (int)progress.unknown);
}

static void lists_stay_here(void)
{
    char *journals[2] = { check_journal("written"), check_journal("planned") };
    ihuyi_progress progress = IHUYI_PROGRESS_INIT;
    ihuyi_bulk *again;

    written = ihuyi_bulk_open(client, journals[0], NULL, NULL);
    planned = ihuyi_bulk_open(client, journals[1], NULL, NULL);
    listed(written, 0, LISTED);
    listed(planned, 0, LISTED - 1);
    EXPECT(ihuyi_bulk_run(written, 0, &progress, NULL) == 0 && progress.planned == LISTED, "not written");
    in_a_child(0);
    in_a_child(1);
    EXPECT(sandbox_count("ledger") == 0, "%zu calls by children", sandbox_count("ledger"));
    /* The lock is still held, too: closing the child's would have given it up. */
    again = ihuyi_bulk_open(client, journals[0], NULL, NULL);
    EXPECT(again == NULL, "two have one journal");
    ihuyi_bulk_close(again);
    listed(planned, LISTED - 1, 1);
    sent_to_its_end(written);
    sent_to_its_end(planned);
    arrived(2 * LISTED);
    ihuyi_bulk_close(written);
    ihuyi_bulk_close(planned);
    free(journals[0]);
    free(journals[1]);
}

int main(void)
{
    int sent_by_children = 0, own = 0;

    check_start("fork");
    alarm(2 * HANG_SECONDS);
    sandbox_reset();
    client = check_client();
    unused = check_client();

    check("before the fork");
    expect_sent(send_one(PARENT, own++, 0));
    expect_sent(send_one(PARENT, own++, 2));
    check("six children, two grandchildren, while eight threads send");
    fork_amid_threads(&sent_by_children);
    EXPECT(sent_by_children == CHILDREN * 3 + CHILDREN / 3, "%d reports of children", sent_by_children);
    check("the parent after its children have freed the handle and gone");
    expect_sent(send_one(PARENT, own++, 0));
    expect_sent(send_one(PARENT, own++, 1));
    expect_sent(send_one(PARENT, own++, 2));
    check("every message arrived exactly once");
    arrived((size_t)(own + WAITING + serial + sent_by_children));
    check("no connection carried the requests of two processes");
    connections_apart();
    check("a list is refused in a child, and its parent's is unharmed");
    sandbox_reset();
    /* Whose numbers have opted out of this machine's own store is not what is tested. */
    check_set(client, "store", "memory:fork");
    lists_stay_here();
    ihuyi_client_free(client);
    ihuyi_client_free(unused);
    return check_finish();
}
