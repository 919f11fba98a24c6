/* What the conformance runner needs beyond C99, on both kinds of platform: the library and where it is, and threads. */
#ifndef PLATFORM_H
#define PLATFORM_H

#ifdef _WIN32

#include "dll.h"

#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <stdio.h>

#ifdef _WIN64
#define BINDING "c-win64"
#else
#define BINDING "c-win32"
#endif

static HMODULE library;

static void platform_start(void)
{
    /* The protocol's lines end with a line feed, and bytes are bytes. */
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
    library = dll_load();
}

static const char *library_path(void)
{
    return dll_path(library);
}

typedef struct {
    HANDLE handle;
    void (*run)(void *);
    void *context;
} thread;

static unsigned __stdcall thread_main(void *self)
{
    ((thread *)self)->run(((thread *)self)->context);
    return 0;
}

static int thread_start(thread *self, void (*run)(void *), void *context)
{
    self->run = run;
    self->context = context;
    self->handle = (HANDLE)_beginthreadex(NULL, 0, thread_main, self, 0, NULL);
    return self->handle != NULL;
}

static void thread_join(thread *self)
{
    WaitForSingleObject(self->handle, INFINITE);
    CloseHandle(self->handle);
}

#else

#include <ihuyi.h>

#include <dlfcn.h>
#include <pthread.h>

#define BINDING "c"

static void platform_start(void)
{
}

static const char *library_path(void)
{
    Dl_info info;
    void *symbol = dlsym(RTLD_DEFAULT, "ihuyi_version");

    return symbol != NULL && dladdr(symbol, &info) != 0 ? info.dli_fname : "";
}

typedef struct {
    pthread_t id;
    void (*run)(void *);
    void *context;
} thread;

static void *thread_main(void *self)
{
    ((thread *)self)->run(((thread *)self)->context);
    return NULL;
}

static int thread_start(thread *self, void (*run)(void *), void *context)
{
    self->run = run;
    self->context = context;
    return pthread_create(&self->id, NULL, thread_main, self) == 0;
}

static void thread_join(thread *self)
{
    pthread_join(self->id, NULL);
}

#endif

#endif
