/* load LIBRARY FUNCTION: loads it as a program of another language does, and calls a function that returns its version; prints microseconds. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
    struct timespec from, to;
    const char *(*version)(void);
    void *library, *symbol;

    if (argc != 3) return 64;
    clock_gettime(CLOCK_MONOTONIC, &from);
    library = dlopen(argv[1], RTLD_NOW);
    if (!library || !(symbol = dlsym(library, argv[2]))) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    memcpy(&version, &symbol, sizeof version);
    if (!version()[0]) return 1;
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.1f\n", (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3);
    return 0;
}
