#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "child.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

shared *common;

static void give_up(const char *why)
{
    printf("not ok - endurance: %s: %s\n", why, strerror(errno));
    exit(1);
}

void share(long entries)
{
    size_t size = sizeof *common + (size_t)entries * sizeof *common->table;

    common = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (common == MAP_FAILED) give_up("no memory to share");
}

child child_start(void (*work)(int go, int done))
{
    int go[2], done[2];
    child self;

    fflush(stdout);
    if (pipe(go) != 0 || pipe(done) != 0) give_up("no pipe");
    self.pid = fork();
    if (self.pid < 0) give_up("no child");
    if (self.pid == 0) {
        close(go[1]);
        close(done[0]);
        work(go[0], done[1]);
        exit(0);
    }
    close(go[0]);
    close(done[1]);
    self.go = go[1];
    self.done = done[0];
    return self;
}

int child_turn(child self)
{
    struct pollfd end = { self.done, POLLIN, 0 };
    char byte;
    int ready;

    if (write(self.go, "", 1) != 1) return 0;
    ready = poll(&end, 1, HANG_SECONDS * 1000);
    EXPECT(ready == 1, "it hangs");
    return ready == 1 && read(self.done, &byte, 1) == 1;
}

void child_end(child self, int healthy)
{
    int status = 0;

    if (!healthy) kill(self.pid, SIGTERM);
    close(self.go);
    close(self.done);
    EXPECT(waitpid(self.pid, &status, 0) == self.pid, "it is lost");
    EXPECT(!WIFSIGNALED(status), "it was ended by signal %d", WTERMSIG(status));
    EXPECT(!WIFEXITED(status) || WEXITSTATUS(status) == 0, "it ended with %d", WEXITSTATUS(status));
}

int told_to(int go)
{
    char byte;

    return read(go, &byte, 1) == 1;
}

void say_done(int done)
{
    struct mallinfo2 heap = mallinfo2();

    common->in_use = (long)(heap.uordblks + heap.hblkhd);
    if (write(done, "", 1) != 1) exit(1);
}

ihuyi_client *patient_client(const char *seconds)
{
    ihuyi_client *client = check_client();

    check_set(client, "timeout", seconds);
    check_set(client, "connect_timeout", seconds);
    return client;
}

void submit(const ihuyi_client *client, const char *mobile, told *answer)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    answer->code = ihuyi_submit(client, "sms", mobile, CONTENT, NULL, NULL, &result);
    answer->outcome = result.outcome;
    strcpy(answer->id, result.message_id);
    snprintf(answer->words, sizeof answer->words, "%.110s", result.message);
}

void to_number(char *mobile, const char *prefix, long number)
{
    sprintf(mobile, "%s%08ld", prefix, number);
}
