/* What Rust's newer LLVM asks of ThreadSanitizer's runtime, and clang's older one has by another name: it looks at the library's functions
   themselves. Weak: a runtime that has them keeps its own. */
#include <string.h>

__attribute__((weak)) void *__tsan_memcpy(void *to, const void *from, size_t length)
{
    return memcpy(to, from, length);
}

__attribute__((weak)) void *__tsan_memmove(void *to, const void *from, size_t length)
{
    return memmove(to, from, length);
}

__attribute__((weak)) void *__tsan_memset(void *to, int byte, size_t length)
{
    return memset(to, byte, length);
}
