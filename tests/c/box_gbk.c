/* A program in GBK that knows the three functions only: charset and gateway are the surroundings' (a file or variables). */
#include "check.h"
#include "sandbox.h"

#include <string.h>

/* Words in GBK, as this program would have them in its own source. */
#define HELLO "\xC4\xFA\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7"        /* 您好，世界 */
#define NUMBER "\xCA\xD6\xBB\xFA\xBA\xC5\xC2\xEB"              /* 手机号码 */
#define ACCEPTED "\xCC\xE1\xBD\xBB\xB3\xC9\xB9\xA6"            /* 提交成功 */
#define SAME_DAY "\xCD\xAC\xD2\xBB"                              /* 同一 */

int main(int count, char **arguments)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    sandbox_list inbox;

    check_start(count > 1 ? arguments[1] : "box_gbk");
    sandbox_reset();
    check("strerror is in GBK");
    EXPECT(strstr(ihuyi_strerror(403), NUMBER) != NULL, "403: %s", ihuyi_strerror(403));
    EXPECT(strstr(ihuyi_strerror(4082), SAME_DAY) != NULL, "4082: %s", ihuyi_strerror(4082));
    check("a text in GBK is on the phone in UTF-8, and the gateway's words come back in GBK");
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, MOBILE, HELLO, &result) == 2, "%d", (int)result.code);
    EXPECT(strcmp(result.message, ACCEPTED) == 0, "%s", result.message);
    inbox = sandbox_get("inbox");
    EXPECT(inbox.count == 1 && strcmp(inbox.items[0].content, "您好，世界") == 0, "%zu messages", inbox.count);
    sandbox_free(inbox);
    check("UTF-8 where GBK was promised, and GBK that is cut, are refused in GBK");
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, MOBILE, "您好，世", &result) == 2 || result.code == IHUYI_E_ENCODING, "%d", (int)result.code);
    EXPECT(ihuyi_send(ACCOUNT, APIKEY, MOBILE, "\xC4\xFA\xBA", &result) == IHUYI_E_ENCODING, "%d", (int)result.code);
    EXPECT(strstr(result.message, "GBK") && strstr(result.message, " 2 "), "%s", result.message);
    EXPECT(ihuyi_voice(VOICE_ACCOUNT, APIKEY, "", "1234", &result) == 403, "%d", (int)result.code);
    EXPECT(strstr(result.message, NUMBER) != NULL, "%s", result.message);
    check("a handle of the same program starts with the variables' charset only");
    EXPECT(ihuyi_segments(NULL, "sms", HELLO, &result) == 0 && result.characters == 5 + 6, "%d characters", (int)result.characters);
    return check_finish();
}
