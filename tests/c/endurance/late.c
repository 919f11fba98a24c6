/* A program that opens the library when it is running, as an interpreter does, makes a client, frees it and ends. */
#include "ihuyi.h"

#include <dlfcn.h>
#include <stdio.h>

int main(void)
{
    void *library = dlopen("libihuyi.so.1", RTLD_NOW | RTLD_LOCAL);
    const char *(*version)(void);
    ihuyi_client *(*make)(ihuyi_result *);
    void (*free_client)(ihuyi_client *);

    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    /* C has no cast from a pointer to data to one to a function; POSIX shows this way. */
    *(void **)&version = dlsym(library, "ihuyi_version");
    *(void **)&make = dlsym(library, "ihuyi_client_new");
    *(void **)&free_client = dlsym(library, "ihuyi_client_free");
    if (version == NULL || make == NULL || free_client == NULL || version()[0] == '\0') return 1;
    free_client(make(NULL));
    return dlclose(library);
}
