/* What the gateway does wrong, and what a caller must be told then. */
#include "../sandbox.h"
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether the caller is told that it was accepted, whether the gateway took it, and whether the connection ends behind the reply. */
static const struct { const char *kind, *more; int accepted, taken, closes; } kinds[] = {
    { "reset_before", "", 0, 0, 0 }, { "reset_after", "", 0, 1, 0 }, { "close_before", "", 0, 0, 0 }, { "close_after", "", 0, 1, 0 },
    { "cut_body", "", 0, 1, 0 }, { "wrong_length", "", 0, 1, 0 }, { "status", ", \"status\": 503, \"accept\": true", 0, 1, 0 },
    { "status", "", 0, 0, 0 }, { "html", "", 0, 0, 0 }, { "huge_body", ", \"bytes\": 100000", 0, 1, 0 }, { "no_id", "", 0, 1, 0 },
    { "duplicate_code", "", 0, 1, 0 }, { "raw", ", \"text\": \"SSH-2.0-OpenSSH_9.2\"", 0, 0, 0 },
    /* These change nothing. */
    { "gzip", "", 1, 1, 0 }, { "bom", "", 1, 1, 0 }, { "gbk", "", 1, 1, 0 }, { "numeric_id", "", 1, 1, 0 }, { "drop_date", "", 1, 1, 0 },
    { "delay", ", \"ms\": 20", 1, 1, 0 },
    /* Nor does this, but it may end the connection just as the next request is written. */
    { "close_idle", "", 1, 1, 1 },
    /* Takes all of the time limit, so it is not among those that the dice choose. */
    { "silent", "", 0, 0, 0 },
};
enum { SILENT = sizeof kinds / sizeof *kinds - 1, NONE = -1, BLACKLISTED = -2 };

/* SplitMix64. */
static uint64_t dice;

void dice_seed(uint64_t seed)
{
    dice = seed;
}

static uint64_t roll(uint64_t below)
{
    uint64_t z = dice += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % below;
}

int plant(int *planted, long first, long count, int silent)
{
    char *json = check_alloc((size_t)count * 160 + 160), *at = json, mobile[32];
    int closing = 0;
    long i;

    sandbox_reset();
    at += sprintf(at, "[");
    for (i = 0; i < count; i++) {
        planted[i] = i == 0 ? BLACKLISTED : silent && i == 1 ? SILENT : roll(20) == 0 ? (int)roll(SILENT) : NONE;
        if (planted[i] < 0) continue;
        to_number(mobile, "138", first + i);
        at += sprintf(at, "%s{\"kind\": \"%s\", \"match\": {\"mobile\": \"%s\"}%s}", at == json + 1 ? "" : ", ", kinds[planted[i]].kind, mobile,
            kinds[planted[i]].more);
        closing += kinds[planted[i]].closes;
    }
    sprintf(at, "]");
    sandbox_post("faults", json);
    to_number(mobile, "138", first);
    sprintf(json, "{\"blacklist\": \"%s\"}", mobile);
    sandbox_post("accounts", json);
    free(json);
    return closing;
}

static void judge_one(const told *answer, const sandbox_item *entry, long number, int planted, int accepted, int taken)
{
    const char *fault = planted >= 0 ? kinds[planted].kind : planted == BLACKLISTED ? "a blacklisted number" : "no fault";

    EXPECT(entry != NULL, "%s: message %ld never came to the gateway: %d %s", fault, number, (int)answer->code, answer->words);
    if (entry == NULL) return;
    EXPECT((entry->code == 2) == taken, "%s: the gateway said %ld to message %ld", fault, entry->code, number);
    if (planted == BLACKLISTED) {
        EXPECT(answer->outcome == IHUYI_OUTCOME_REFUSED && answer->code == entry->code && entry->code == IHUYI_CODE_MOBILE_BLACKLISTED,
            "%s: message %ld: %d %s", fault, number, (int)answer->code, answer->words);
    } else if (accepted) {
        EXPECT(answer->outcome == IHUYI_OUTCOME_ACCEPTED && answer->code == 2, "%s: message %ld: %d %s", fault, number, (int)answer->code, answer->words);
        EXPECT(strcmp(answer->id, entry->id) == 0, "%s: %s was told to be %s", fault, entry->id, answer->id);
    } else {
        EXPECT(answer->outcome == IHUYI_OUTCOME_UNKNOWN && answer->code == IHUYI_E_UNKNOWN && answer->id[0] == '\0',
            "%s: message %ld: %d %s", fault, number, (int)answer->code, answer->words);
    }
}

int judge(const int *planted, int closing)
{
    sandbox_list ledger = sandbox_get("ledger");
    const sandbox_item **entries = check_alloc((size_t)common->count * sizeof *entries);
    int excused = 0;
    size_t k;
    long i;

    for (i = 0; i < common->count; i++) entries[i] = NULL;
    for (k = 0; k < ledger.count; k++) {
        const sandbox_item *item = &ledger.items[k];
        /* The number is a message's own over all batches: one that comes late is no message of this one. */
        i = strncmp(item->mobile, "138", 3) == 0 ? atol(item->mobile + 3) - common->first : -1;
        EXPECT(i >= 0 && i < common->count, "a call to %s, which is none of these", item->mobile);
        if (i < 0 || i >= common->count) continue;
        EXPECT(entries[i] == NULL, "two calls to %s", item->mobile);
        entries[i] = item;
    }
    for (i = 0; i < common->count; i++) {
        int accepted = planted[i] == NONE || (planted[i] >= 0 && kinds[planted[i]].accepted);
        int taken = planted[i] == NONE || (planted[i] >= 0 && kinds[planted[i]].taken);

        /* Its connection ended as its request was written, which may have been on its way to a fault: nobody knows, and so it was told. The
         * gateway had closed and read no more: what is in the ledger is not excused. */
        if (entries[i] == NULL && common->table[i].outcome == IHUYI_OUTCOME_UNKNOWN && excused < closing) {
            excused++;
            continue;
        }
        judge_one(&common->table[i], entries[i], common->first + i, planted[i], accepted, taken);
    }
    free(entries);
    sandbox_free(ledger);
    return excused;
}
