/* Libraries that a binding must refuse. What is in one is said by build, by -D: ABI, RELEASE, and WHOLE or not. */
#include <stddef.h>
#include <stdint.h>

#ifdef ABI
int32_t ihuyi_abi_version(void) { return ABI; }
const char *ihuyi_version(void) { return RELEASE; }
const char *ihuyi_strerror(int32_t code) { (void)code; return "stub"; }
const char *ihuyi_charset(const void *client) { (void)client; return "utf-8"; }
/* Nothing behind these: a binding that calls one has not looked at the version first, and the test sees the code that no library has. */
#define REFUSE(name) int32_t name(void) { return -999; }
REFUSE(ihuyi_send)
REFUSE(ihuyi_voice)
REFUSE(ihuyi_client_set)
REFUSE(ihuyi_submit)
REFUSE(ihuyi_balance)
REFUSE(ihuyi_add_template)
REFUSE(ihuyi_verify_start)
REFUSE(ihuyi_verify_resend)
REFUSE(ihuyi_verify_check)
REFUSE(ihuyi_guard_ask)
REFUSE(ihuyi_guard_status)
REFUSE(ihuyi_guard_unlock)
REFUSE(ihuyi_captcha_new)
REFUSE(ihuyi_captcha_check)
REFUSE(ihuyi_segments)
REFUSE(ihuyi_push_parse)
void *ihuyi_client_new(void *result) { (void)result; return NULL; }
void *ihuyi_client_open(const char *path, void *result) { (void)path; (void)result; return NULL; }
void ihuyi_client_free(void *client) { (void)client; }
#ifdef WHOLE
REFUSE(ihuyi_explain)
#endif
#else
int nothing_of_ours(void) { return 0; }
#endif
