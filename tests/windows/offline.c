/* What the DLL does where there is no network: it loads, tells its version, and says "not sent" of a message. */
#include "dll.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

int main(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    int32_t code;

    dll_load();
    report("it loads and tells its version", strcmp(ihuyi_version(), IHUYI_VERSION) == 0, "%s", ihuyi_version());
    report("it counts", ihuyi_segments(NULL, "sms", "0123456789", &result) == IHUYI_OK && result.segments == 1, "%d", (int)result.code);
    code = ihuyi_send("C00000000", "0123456789abcdef0123456789abcdef", "13800000000", "nobody will read this", &result);
    report("a message is not sent, and says so", result.outcome == IHUYI_OUTCOME_NOT_SENT, "outcome %d", (int)result.outcome);
    report("with a code of the network's", code <= -200 && code > -300 && code == result.code, "%d", (int)code);
    report("and a sentence", result.message[0] != '\0', "an empty one");
    report("in its family", result.family == IHUYI_FAMILY_NETWORK, "%d", (int)result.family);
    return report_finish();
}
