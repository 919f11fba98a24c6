/* What a process holds, from outside: memory, descriptors. */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "child.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kilobytes, and -1 where the system does not say. */
static long memory(pid_t pid, const char *file, const char *format)
{
    char path[64], line[256];
    long kilobytes = -1;
    FILE *in;

    sprintf(path, "/proc/%ld/%s", (long)pid, file);
    in = fopen(path, "r");
    if (in == NULL) return -1;
    while (kilobytes < 0 && fgets(line, sizeof line, in) != NULL) {
        if (sscanf(line, format, &kilobytes) != 1) kilobytes = -1;
    }
    fclose(in);
    return kilobytes;
}

void look(child self, record *seen)
{
    char path[64], target[64];
    struct dirent *entry;
    DIR *folder;
    int n = seen->count;

    if (n == MOST_LOOKS) return;
    seen->count++;
    seen->in_use[n] = common->in_use / 1024;
    /* VmRSS of `status` is off by what each thread has not yet added to it. */
    seen->resident[n] = memory(self.pid, "smaps_rollup", "Rss: %ld kB");
    if (seen->resident[n] < 0) seen->resident[n] = memory(self.pid, "status", "VmRSS: %ld kB");
    EXPECT(seen->resident[n] > 0, "the system does not say how much memory it has");
    seen->sockets[n] = seen->others[n] = 0;
    sprintf(path, "/proc/%ld/fd", (long)self.pid);
    folder = opendir(path);
    EXPECT(folder != NULL, "the system does not say which files it has open");
    if (folder == NULL) return;
    while ((entry = readdir(folder)) != NULL) {
        ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1);
        if (length <= 0) continue;
        target[length] = '\0';
        if (strncmp(target, "socket:", 7) == 0) seen->sockets[n]++;
        else seen->others[n]++;
    }
    closedir(folder);
}

static int by_size(const void *a, const void *b)
{
    long one = *(const long *)a, other = *(const long *)b;

    return (one > other) - (one < other);
}

long median(const long *from, int count)
{
    long sorted[MOST_LOOKS];

    if (count == 0) return 0;
    memcpy(sorted, from, (size_t)count * sizeof *from);
    qsort(sorted, (size_t)count, sizeof *sorted, by_size);
    return sorted[count / 2];
}

/* What a connection weighs: the difference between two looks when one has more of them. Its buffers would hide everything else. */
static long weight(const record *seen)
{
    long each[MOST_LOOKS];
    int count = 0, i;

    for (i = seen->count / 2 + 1; i < seen->count; i++) {
        long more = seen->sockets[i] - seen->sockets[i - 1];
        if (more != 0) each[count++] = (seen->in_use[i] - seen->in_use[i - 1]) / more;
    }
    return median(each, count);
}

void expect_flat(const char *who, const record *seen, int most_sockets, int resident)
{
    long heap[MOST_LOOKS], connection = weight(seen), early, late, bound;
    int tenth = seen->count / 10, last = seen->count - tenth, i;

    EXPECT(tenth > 0, "it was looked at %d times only", seen->count);
    if (tenth == 0) return;
    for (i = tenth; i < seen->count; i++) {
        EXPECT(seen->others[i] == seen->others[tenth], "%ld descriptors, and at look %d of %d there are %ld", seen->others[tenth], i, seen->count, seen->others[i]);
        EXPECT(seen->sockets[i] <= most_sockets, "%ld connections at look %d of %d", seen->sockets[i], i, seen->count);
    }
    printf("# %s: %ld descriptors that are no connection, and in the end %ld\n", who, seen->others[tenth], seen->others[seen->count - 1]);

    for (i = 0; i < seen->count; i++) heap[i] = seen->in_use[i] - connection * seen->sockets[i];
    early = median(heap + tenth, tenth);
    late = median(heap + last, tenth);
    EXPECT(late - early < 128, "%ld kB from malloc besides its connections, and in the end %ld kB", early, late);
    printf("# %s: %ld kB from malloc besides its connections of %ld kB each, and in the end %ld kB\n", who, early, connection, late);

    early = median(seen->resident + tenth, tenth);
    late = median(seen->resident + last, tenth);
    bound = early / 50 < 1024 ? early / 50 : 1024;
    if (resident) EXPECT(late - early < bound, "%ld kB resident, and in the end %ld kB", early, late);
    printf("# %s: %ld kB resident, and in the end %ld kB%s\n", who, early, late, resident ? "" : " (too short to judge)");
}
