/*
 * The process that is measured: a child that does nothing but what is asked of it. Who asks the sandbox, counts and judges is its parent, so
 * that what that needs is in no figure. The child leaves in memory that both share what it was told, and waits whenever it is looked at.
 */
#ifndef CHILD_H
#define CHILD_H

#include "../check.h"

#include <sys/types.h>

enum {
    /* A call that takes so long hangs. */
    HANG_SECONDS = 240,
    /* Fewer messages are too few to wait for a gateway that says nothing, and for resident memory to settle. */
    LONG = 100000 };

/* What a call told its caller. */
typedef struct { int32_t code, outcome; char id[64], words[120]; } told;

/* Shared by both; only one of them runs at a time. */
typedef struct {
    /* What is to be done: so many, of which the first is number `first`. */
    long first, count;
    /* Bytes that the child has from malloc, written down whenever it has done something. */
    long in_use;
    /* Of a storm: sends by threads, and how many when the last child was made; children that a signal ended, or that failed. */
    long sent, sent_at_last, signalled, bad;
    told table[];
} shared;
extern shared *common;
/* Before the child is started. */
void share(long entries);

typedef struct { pid_t pid; int go, done; } child;
child child_start(void (*work)(int go, int done));
/* Lets it work once; 0 when it is gone or hangs. */
int child_turn(child self);
/* Tells it to end, and looks how it does. */
void child_end(child self, int healthy);

/* For the child: waits until it shall work, false at its end; and says that it has. */
int told_to(int go);
void say_done(int done);

/* For whoever sends: a client that somebody else's work on this machine does not make fail, and one message. */
ihuyi_client *patient_client(const char *seconds);
void submit(const ihuyi_client *client, const char *mobile, told *answer);
void to_number(char *mobile, const char *prefix, long number);

/* What a child held at each look. */
enum { MOST_LOOKS = 1000 };
typedef struct { long resident[MOST_LOOKS], in_use[MOST_LOOKS], sockets[MOST_LOOKS], others[MOST_LOOKS]; int count; } record;
void look(child self, record *seen);
long median(const long *from, int count);
/* That it held in the last tenth of all looks what it held in the second; the first tenth is its start. `resident`: whether there was time
 * for the resident memory to settle, too. */
void expect_flat(const char *who, const record *seen, int most_sockets, int resident);

/* One message in twenty fails in some way and the first of a batch is refused: `planted` says which, `judge` compares what each caller was
 * told with what the gateway did. `plant` returns how many connections end behind a reply: so many may end just as the next request is written,
 * and `judge`, which wants to know it, lets so many callers be told "unknown" of a message that never came to the gateway. It returns how many. */
void dice_seed(uint64_t seed);
int plant(int *planted, long first, long count, int silent);
int judge(const int *planted, int closing);

void many_messages(long messages, uint64_t seed);
/* `settles`: whether the resident memory is judged. */
void many_clients(long clients, int settles);
void many_loads(const char *way, const char *program, long loads);
void through_the_storm(long children);

#endif
