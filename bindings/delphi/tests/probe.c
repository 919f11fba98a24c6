/* A library that answers what it is asked to: the family that the number says, and the state of the floating-point unit. */
#include <stdlib.h>
#include <string.h>
#include "ihuyi.h"

static char handle;

static int32_t answer(ihuyi_result *result, int32_t code, int32_t family)
{
    result->outcome = IHUYI_OUTCOME_REFUSED;
    result->code = code;
    result->family = family;
    strcpy(result->message, "probe");
    return code;
}

/* Divides by zero both ways, as a library may that was written for masked exceptions, and leaves the unit in another state. */
static int32_t divide(ihuyi_result *result)
{
    volatile double zero = 0.0, quotient;
    volatile long double long_zero = 0.0L, long_quotient;
    unsigned short control, other = 0x007F;
    unsigned int mxcsr, other_mxcsr = 0x1FA0;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    quotient = 1.0 / zero;
    long_quotient = 1.0L / long_zero;
    (void)quotient;
    (void)long_quotient;
    __asm__ volatile("fldcw %0" : : "m"(other));
    __asm__ volatile("ldmxcsr %0" : : "m"(other_mxcsr));
    result->code = 0;
    result->segments = control & 0x3F;
    result->characters = (int32_t)(mxcsr & 0x1F80);
    return 0;
}

int32_t IHUYI_CALL ihuyi_send(const char *a, const char *k, const char *mobile, const char *c, ihuyi_result *result)
{ (void)a; (void)k; (void)c; return answer(result, 4999, atoi(mobile)); }
int32_t IHUYI_CALL ihuyi_voice(const char *a, const char *k, const char *mobile, const char *c, ihuyi_result *result)
{ return ihuyi_send(a, k, mobile, c, result); }
const char *IHUYI_CALL ihuyi_strerror(int32_t code) { (void)code; return "probe"; }
ihuyi_client *IHUYI_CALL ihuyi_client_new(ihuyi_result *result) { (void)result; return (ihuyi_client *)&handle; }
ihuyi_client *IHUYI_CALL ihuyi_client_open(const char *path, ihuyi_result *result) { (void)path; return ihuyi_client_new(result); }
int32_t IHUYI_CALL ihuyi_client_set(ihuyi_client *client, const char *key, const char *value, ihuyi_result *result)
{ (void)client; (void)key; (void)value; (void)result; return 0; }
void IHUYI_CALL ihuyi_client_free(ihuyi_client *client) { (void)client; }
int32_t IHUYI_CALL ihuyi_submit(const ihuyi_client *client, const char *service, const char *mobile, const char *content, const char *template_id,
    const char *options, ihuyi_result *result)
{ (void)client; (void)service; (void)template_id; (void)options; return ihuyi_send("", "", mobile, content, result); }
int32_t IHUYI_CALL ihuyi_balance(const ihuyi_client *client, const char *service, ihuyi_result *result)
{ (void)client; (void)service; return answer(result, 4999, 1); }
int32_t IHUYI_CALL ihuyi_add_template(const ihuyi_client *client, const char *content, ihuyi_result *result)
{ (void)client; (void)content; return answer(result, 4999, 1); }
int32_t IHUYI_CALL ihuyi_explain(const ihuyi_client *client, const char *service, int32_t code, const char *lang, ihuyi_explanation *out)
{ (void)client; (void)service; (void)lang; out->code = code; return 0; }
int32_t IHUYI_CALL ihuyi_segments(const ihuyi_client *client, const char *service, const char *content, ihuyi_result *result)
{ (void)client; (void)service; (void)content; return divide(result); }
int32_t IHUYI_CALL ihuyi_push_parse(const ihuyi_client *client, const char *body, ihuyi_push *out, ihuyi_result *result)
{ (void)client; (void)body; (void)out; (void)result; return 0; }
int32_t IHUYI_CALL ihuyi_push_record(const ihuyi_client *client, const char *body, ihuyi_push *out, ihuyi_result *result)
{ return ihuyi_push_parse(client, body, out, result); }
int32_t IHUYI_CALL ihuyi_status(const ihuyi_client *client, const char *what, ihuyi_delivery *out, ihuyi_result *result)
{ (void)client; (void)what; (void)out; return answer(result, 4999, IHUYI_FAMILY_STORE); }
int32_t IHUYI_CALL ihuyi_inbox(const ihuyi_client *client, uint32_t after, ihuyi_push *out, ihuyi_result *result)
{ (void)client; (void)after; (void)out; (void)result; return 0; }
int32_t IHUYI_CALL ihuyi_verify_start(const ihuyi_client *client, const char *purpose, const char *mobile, const char *keys,
    ihuyi_verification *out, ihuyi_result *result)
{ (void)client; (void)purpose; (void)keys; (void)out; return answer(result, 4999, atoi(mobile)); }
int32_t IHUYI_CALL ihuyi_verify_resend(const ihuyi_client *client, const char *id, const char *channel, const char *keys,
    ihuyi_verification *out, ihuyi_result *result)
{ (void)id; return ihuyi_verify_start(client, "", channel, keys, out, result); }
int32_t IHUYI_CALL ihuyi_verify_check(const ihuyi_client *client, const char *id, const char *code, ihuyi_verification *out,
    ihuyi_result *result)
{ return ihuyi_verify_start(client, id, code, "", out, result); }
int32_t IHUYI_CALL ihuyi_guard_ask(const ihuyi_client *client, const char *service, const char *mobile, const char *keys,
    ihuyi_decision *out, ihuyi_result *result)
{ (void)client; (void)service; (void)keys; (void)out; return answer(result, 4999, atoi(mobile)); }
int32_t IHUYI_CALL ihuyi_guard_status(const ihuyi_client *client, const char *service, const char *mobile, const char *keys,
    ihuyi_decision *out, ihuyi_result *result)
{ return ihuyi_guard_ask(client, service, mobile, keys, out, result); }
int32_t IHUYI_CALL ihuyi_guard_unlock(const ihuyi_client *client, const char *kind, const char *value, ihuyi_result *result)
{ (void)client; (void)kind; return answer(result, 4999, atoi(value)); }
int32_t IHUYI_CALL ihuyi_captcha_new(const ihuyi_client *client, const char *keys, ihuyi_captcha *out, ihuyi_result *result)
{ (void)client; (void)keys; (void)out; return answer(result, 4999, IHUYI_FAMILY_STORE); }
int32_t IHUYI_CALL ihuyi_captcha_check(const ihuyi_client *client, const char *id, const char *code, ihuyi_result *result)
{ (void)client; (void)id; return answer(result, 4999, atoi(code)); }
ihuyi_bulk *IHUYI_CALL ihuyi_bulk_open(const ihuyi_client *client, const char *journal, const char *options, ihuyi_result *result)
{ (void)client; (void)journal; (void)options; answer(result, 4999, IHUYI_FAMILY_SETTING); return NULL; }
int32_t IHUYI_CALL ihuyi_bulk_add(const ihuyi_bulk *bulk, const char *mobile, const char *content, const char *reference, ihuyi_result *result)
{ (void)bulk; (void)reference; return ihuyi_send("", "", mobile, content, result); }
int32_t IHUYI_CALL ihuyi_bulk_run(const ihuyi_bulk *bulk, int32_t budget_ms, ihuyi_progress *out, ihuyi_result *result)
{ (void)bulk; (void)budget_ms; (void)out; return answer(result, 4999, IHUYI_FAMILY_SETTING); }
int32_t IHUYI_CALL ihuyi_bulk_status(const ihuyi_bulk *bulk, ihuyi_progress *out, ihuyi_result *result)
{ return ihuyi_bulk_run(bulk, 0, out, result); }
int32_t IHUYI_CALL ihuyi_bulk_next(const ihuyi_bulk *bulk, int32_t state, uint32_t after, ihuyi_row *out, ihuyi_result *result)
{ (void)bulk; (void)state; (void)after; (void)out; return answer(result, 4999, IHUYI_FAMILY_SETTING); }
void IHUYI_CALL ihuyi_bulk_close(ihuyi_bulk *bulk) { (void)bulk; }
const char *IHUYI_CALL ihuyi_charset(const ihuyi_client *client) { (void)client; return "utf-8"; }
int32_t IHUYI_CALL ihuyi_abi_version(void) { return IHUYI_ABI_VERSION; }
const char *IHUYI_CALL ihuyi_version(void) { return "0.0.0"; }
