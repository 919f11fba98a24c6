/* ihuyi_strerror answers for the whole number line, with the same text for the life of the process. */
#include "check.h"

#include <string.h>

static void answers(int32_t code)
{
    const char *text = ihuyi_strerror(code);

    EXPECT(text != NULL, "%d has no text", (int)code);
    if (text == NULL) return;
    EXPECT(text[0] != '\0', "%d has an empty text", (int)code);
    EXPECT(strlen(text) < 512, "%d has %zu bytes", (int)code, strlen(text));
    EXPECT(ihuyi_strerror(code) == text, "%d has two texts", (int)code);
}

int main(void)
{
    static const int32_t known[] = { 0, 2, 400, 401, 402, 403, 404, 405, 406, 407, 408, 4030, 4050, 40501, 40502, 4051, 4070, 4071, 4072, 40722, 4073, 4074, 4080, 4082, 4085 };
    const char *unknown, *kept;
    int64_t code;
    size_t i;

    check_start("strerror");
    kept = ihuyi_strerror(4051);
    check("every number from -2,000 to 50,000, and steps over the whole line");
    for (code = -2000; code <= 50000; code++) answers((int32_t)code);
    for (code = INT32_MIN; code <= INT32_MAX; code += check_small() ? 15485863 : 65521) answers((int32_t)code);
    answers(INT32_MIN);
    answers(INT32_MAX);
    check("known codes have words of their own");
    unknown = ihuyi_strerror(123456789);
    for (i = 0; i < sizeof known / sizeof *known; i++) {
        EXPECT(strcmp(ihuyi_strerror(known[i]), unknown) != 0, "%d is as good as unknown", (int)known[i]);
    }
    EXPECT(strcmp(ihuyi_strerror(IHUYI_E_UNKNOWN), unknown) != 0, "%s", ihuyi_strerror(IHUYI_E_UNKNOWN));
    check("the pointer stays");
    EXPECT(ihuyi_strerror(4051) == kept && strstr(kept, "条数"), "%s", kept);
    return check_finish();
}
