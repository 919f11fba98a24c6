/* A client for each page, as some programs have it. */
#include "../sandbox.h"
#include "child.h"

#include <stdio.h>

enum { LOOKS = 100 };

static void maker(int go, int done)
{
    while (told_to(go)) {
        long i;
        for (i = 0; i < common->count; i++) {
            ihuyi_client *client = patient_client("60");
            /* One in ten sends: a client without a connection is freed as well. */
            if (i % 10 == 0) submit(client, MOBILE, &common->table[i / 10]);
            ihuyi_client_free(client);
        }
        say_done(done);
    }
}

void many_clients(long clients, int settles)
{
    static record seen;
    child self;
    int i, healthy = 1;

    share(clients / LOOKS / 10 + 1);
    common->count = clients / LOOKS;
    check("clients are made and freed: what the process holds does not grow");
    self = child_start(maker);
    for (i = 0; i < LOOKS && healthy; i++) {
        long k;
        sandbox_reset();
        healthy = child_turn(self);
        EXPECT(healthy, "it never ended");
        for (k = 0; healthy && k * 10 < common->count; k++) {
            EXPECT(common->table[k].code == 2, "%d %s", (int)common->table[k].code, common->table[k].words);
        }
        if (healthy) look(self, &seen);
    }
    printf("# %ld clients\n", i * common->count);
    expect_flat("clients made and freed", &seen, 0, settles);
    child_end(self, healthy);
}
