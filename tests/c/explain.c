/* ihuyi_explain answers for every number, every service and in both languages, and nothing of it is cut. */
#include "check.h"

#include <string.h>

static ihuyi_explanation told;

static int32_t explain(const char *service, int32_t code, const char *lang)
{
    memset(&told, 0xA5, sizeof told);
    told.struct_size = sizeof told;
    return ihuyi_explain(NULL, service, code, lang, &told);
}

static int whole(const char *text, size_t room)
{
    return text[0] != '\0' && memchr(text, '\0', room) != NULL;
}

static void every_code(void)
{
    static const char *const services[] = { "sms", "voice", "voice_notice", "international", "marketing", "balance", "template" };
    static const char *const languages[] = { "zh", "en" };
    int32_t code, step = check_small() ? 101 : 1;
    size_t s, l;

    for (s = 0; s < sizeof services / sizeof *services; s++) {
        for (l = 0; l < 2; l++) {
            for (code = -1000; code <= 5000; code += step) {
                EXPECT(explain(services[s], code, languages[l]) == 0 && told.code == code, "%s %d", services[s], (int)code);
                EXPECT(told.flags == 0, "%s %d %s is cut", services[s], (int)code, languages[l]);
                EXPECT(whole(told.text, sizeof told.text) && whole(told.meaning, sizeof told.meaning) && whole(told.cause, sizeof told.cause)
                    && whole(told.advice, sizeof told.advice), "%s %d %s lacks words", services[s], (int)code, languages[l]);
                EXPECT(told.known == 0 || told.known == 1, "%s %d: known %d", services[s], (int)code, (int)told.known);
            }
        }
    }
}

static void meanings_by_service(void)
{
    EXPECT(explain("sms", 4070, "zh") == 0 && strcmp(told.name, "IHUYI_CODE_SIGNATURE_FORMAT") == 0 && told.known == 1, "%s", told.name);
    EXPECT(explain("voice", 4070, "zh") == 0 && strcmp(told.name, "IHUYI_CODE_VOICE_DIGITS") == 0 && told.known == 1, "%s", told.name);
    EXPECT(explain("sms", IHUYI_E_UNKNOWN, "en") == 0 && strcmp(told.name, "IHUYI_E_UNKNOWN") == 0, "%s", told.name);
    EXPECT(explain("sms", 123456, "en") == 0 && told.known == 0, "known %d", (int)told.known);
    EXPECT(explain("sms", INT32_MIN, "en") == 0 && explain("sms", INT32_MAX, "zh") == 0, "the ends of the line");
}

static void families(void)
{
    EXPECT(explain("sms", 408, "zh") == 0 && told.family == IHUYI_FAMILY_LIMIT, "sms 408: %d", (int)told.family);
    EXPECT(explain("voice", 408, "zh") == 0 && told.family == IHUYI_FAMILY_ACCOUNT, "voice 408: %d", (int)told.family);
    EXPECT(explain("sms", 2, "zh") == 0 && told.family == IHUYI_FAMILY_NONE, "2: %d", (int)told.family);
    EXPECT(explain("sms", IHUYI_E_UNKNOWN, "zh") == 0 && told.family == IHUYI_FAMILY_UNKNOWN, "-300: %d", (int)told.family);
}

static void refused(void)
{
    ihuyi_explanation before;

    memset(&before, 0xA5, sizeof before);
    before.struct_size = sizeof before;
    EXPECT(explain("mms", 2, "zh") == IHUYI_E_SERVICE && memcmp(&told, &before, sizeof told) == 0, "an unknown service");
    EXPECT(explain("sms", 2, "de") == IHUYI_E_VALUE && memcmp(&told, &before, sizeof told) == 0, "an unknown language");
    EXPECT(explain("\xFF", 2, "zh") == IHUYI_E_ENCODING && explain("sms", 2, "\xFF") == IHUYI_E_ENCODING, "no text");
}

int main(void)
{
    check_start("explain");
    check("every number, every service, both languages");
    every_code();
    check("one number, two services, two meanings");
    meanings_by_service();
    families();
    check("what makes no sense is refused, and leaves the struct as it was");
    refused();
    return check_finish();
}
