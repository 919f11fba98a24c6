/* A program for Microsoft's way of linking, without a C runtime, for none of Microsoft's is to be had here: what it comes to is its exit
   status. 40 and the number of the first check that did not hold; 2 when all did. */
#include <ihuyi.h>

__declspec(dllimport) void __stdcall ExitProcess(unsigned status);

/* Compilers call it by themselves for a struct's first value. */
void *memset(void *to, int byte, __SIZE_TYPE__ count);
void *memset(void *to, int byte, __SIZE_TYPE__ count)
{
    volatile char *at = to;

    while (count-- > 0) *at++ = (char)byte;
    return to;
}

static unsigned checked(void)
{
    static ihuyi_result result = IHUYI_RESULT_INIT;
    const char *version = ihuyi_version(), *expected = IHUYI_VERSION;

    if (ihuyi_abi_version() != IHUYI_ABI_VERSION) return 40;
    while (*version != '\0' && *version == *expected) version++, expected++;
    if (*version != *expected) return 41;
    if (ihuyi_segments(0, "sms", "0123456789", &result) != IHUYI_OK || result.segments != 1) return 42;
    if (ihuyi_send("C00000000", "0123456789abcdef0123456789abcdef", "13800000000", "linked by another linker", &result) != IHUYI_ACCEPTED) return 43;
    return 2;
}

void start(void)
{
    ExitProcess(checked());
}
