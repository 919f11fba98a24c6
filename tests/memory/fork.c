/* A child of fork() gets the locks of AddressSanitizer's runtime as they were at that moment, and waits for ever for one that another thread had.
   glibc holds its own meanwhile, and so does the runtime since LLVM 18; here it is done for the older ones. Linked into the program, whose
   runtime is in it and hides these names from everybody else. */
#include <pthread.h>

#if __clang_major__ < 18
void lock_threads(void) __asm__("_ZN6__lsan18LockThreadRegistryEv");
void unlock_threads(void) __asm__("_ZN6__lsan20UnlockThreadRegistryEv");
void lock_allocator(void) __asm__("_ZN6__lsan13LockAllocatorEv");
void unlock_allocator(void) __asm__("_ZN6__lsan15UnlockAllocatorEv");
void lock_stacks(void) __asm__("_ZN11__sanitizer17StackDepotLockAllEv");
void unlock_stacks(void) __asm__("_ZN11__sanitizer19StackDepotUnlockAllEv");

static void before(void)
{
    lock_threads();
    lock_allocator();
    lock_stacks();
}

static void after(void)
{
    unlock_stacks();
    unlock_allocator();
    unlock_threads();
}

__attribute__((constructor)) static void hold_at_forks(void)
{
    pthread_atfork(before, after, after);
}
#endif
