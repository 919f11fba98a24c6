/*
 * libihuyi - text messages and voice codes through the ihuyi (互亿无线) gateway
 *
 *     #include <ihuyi.h>
 *
 *     ihuyi_result result = IHUYI_RESULT_INIT;
 *     ihuyi_send("C00000000", "your APIKEY", "13800000000",
 *                "您的验证码是：1234。请不要把验证码泄露给其他人。", &result);
 *     switch (result.outcome) {
 *     case IHUYI_OUTCOME_ACCEPTED: puts(result.message_id);  break;
 *     case IHUYI_OUTCOME_UNKNOWN:  puts("do not resend");    break;
 *     default:             puts(result.message);     break;
 *     }
 *
 * CONVENTIONS
 *
 * Numbers     A call that asks the gateway returns the gateway's own code: 2 is success, every other number of 0 and above is its refusal,
 *             as its documents number them. Below 0 the gateway gave no verdict: the IHUYI_E_... codes. A call that does not ask the
 *             gateway returns 0 or an IHUYI_E_... code. Numbers are never reused.
 * Sent twice? Never by this library. Once a byte of a request has been handed to the network there is no second try; what then goes wrong
 *             is IHUYI_OUTCOME_UNKNOWN. The one exception has a verdict in hand: the gateway refused our time stamp (40501), so the request is
 *             signed anew by the gateway's clock and made once more.
 * Text        NUL-terminated, UTF-8 unless the setting `charset` says otherwise (`gbk` for GBK programs), in both directions. Text that
 *             does not decode is refused, with the place of the bad byte; nothing is dropped or replaced.
 * NULL        is allowed for every pointer, and harmless. A text that is needed and NULL is an empty text, and refused as such.
 * Memory      Inputs are copied before a call returns. Results are structs of the caller. Only handles are freed, with ihuyi_client_free.
 * Threads     A function whose handle is const may run in many threads at once. The others want the handle for themselves.
 * Processes   A handle may be used after fork(). No thread is left running by the library but a name lookup that outlives its time limit.
 *             Once loaded the library stays loaded until the process ends.
 * Calling     stdcall on 32-bit Windows, the platform's C convention everywhere else. Exported names are undecorated.
 * Promise     What this header declares stays as it is while IHUYI_ABI_VERSION is the same. Structs grow at their end only.
 */

#ifndef IHUYI_H
#define IHUYI_H

#include <stdint.h>

#ifndef IHUYI_API
#define IHUYI_API extern
#endif

#ifndef IHUYI_CALL
#if defined(_WIN32) && !defined(_WIN64)
#define IHUYI_CALL __stdcall
#else
#define IHUYI_CALL
#endif
#endif

/** The release that this header belongs to; `ihuyi_version` tells the library's. */
#define IHUYI_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What a call comes to --------------------------------------------------------------------------------
 *
 * A message that was asked to be sent ends in exactly one of four ways. Branch on outcome; code explains it.
 *
 * IHUYI_OUTCOME_ACCEPTED: the gateway took it and gave an id. Do not send again. (Accepted is not delivered: that is told by a receipt.)
 * IHUYI_OUTCOME_REFUSED: the gateway refused it, or the library saw that it would (IHUYI_FLAG_LOCAL). Mend the cause, then send again.
 * IHUYI_OUTCOME_NOT_SENT: nothing left this machine. Sending again later is safe.
 * IHUYI_OUTCOME_UNKNOWN: the request left and no readable verdict came back. Do not send again blindly.
 */

/** The gateway took it and gave an id. */
#define IHUYI_OUTCOME_ACCEPTED 1

/** Refused, by the gateway or by a check of the library. */
#define IHUYI_OUTCOME_REFUSED 2

/** Nothing left this machine. */
#define IHUYI_OUTCOME_NOT_SENT 3

/** The request left and no readable verdict came back. */
#define IHUYI_OUTCOME_UNKNOWN 4

/** A check of the library refused: no request was made, nothing was billed. */
#define IHUYI_FLAG_LOCAL 1

/** The gateway called our time stamp expired; its clock was learned and the request made once more. */
#define IHUYI_FLAG_CLOCK_CORRECTED 2

/** A text did not fit its array and was cut, between two characters. */
#define IHUYI_FLAG_CUT 4

/**
 * What a call came to. The caller owns it; there is nothing to free.
 *
 * Set `struct_size` to `sizeof(ihuyi_result)` before the call (`IHUYI_RESULT_INIT` does), so that an older program and a newer library fit
 * together: the library writes no more than that. Every pointer to a result may be NULL.
 * Texts end with a NUL and are in the client's charset.
 */
typedef struct ihuyi_result {
    /** Set by the caller: `sizeof(ihuyi_result)`. */
    uint32_t struct_size;
    /**
     * `IHUYI_OUTCOME_ACCEPTED`, `IHUYI_OUTCOME_REFUSED`, `IHUYI_OUTCOME_NOT_SENT` or `IHUYI_OUTCOME_UNKNOWN`; for a call that asks no gateway, 0 when it succeeded.
     */
    int32_t outcome;
    /** The same number that the function returned. */
    int32_t code;
    /** HTTP status of the gateway's last reply; 0 when there was none. */
    int32_t http_status;
    /** Sum of `IHUYI_FLAG_...`. */
    uint32_t flags;
    /** Billed messages per recipient; 0 when that cannot be known here (template mode, international, voice notification). */
    int32_t segments;
    /** Characters counted for billing, signature included; 0 when that cannot be known here. */
    int32_t characters;
    /** Recipients of this call; numbers given twice count once. */
    int32_t recipients;
    /** Messages left, after `ihuyi_balance`; -1 otherwise. */
    int32_t balance;
    /** Milliseconds that the call took. */
    int32_t elapsed_ms;
    /** The gateway's id of the submission, or of the new template. Text, because it can have more digits than any integer holds. */
    char message_id[64];
    /** The gateway's own words, or the library's in the language of the setting `lang`. For people; never branch on it. */
    char message[512];
} ihuyi_result;

/** What a fresh ihuyi_result holds. */
#define IHUYI_RESULT_INIT { sizeof(ihuyi_result), 0, 0, 0, 0, 0, 0, 0, 0, 0, {0}, {0} }

/* Codes, by name. docs/codes.md and docs/codes.zh-CN.md have a paragraph on each. */


/* ---- Three functions, for most programs enough -----------------------------------------------------------
 *
 * They use the process's default client: settings from environment variables (IHUYI_GATEWAY, IHUYI_TIMEOUT, ...), then from the file
 * ihuyi.ini beside the library, its charset included - so that a program in GBK needs no handle. Both are read once.
 * Any number of threads may call them at once.
 */

/**
 * Sends one text message to a mainland number.
 *
 * @param account  the console's APIID for SMS, as `C00000000`
 * @param password the console's APIKEY. It does not travel: it signs (setting `password_mode`)
 * @param mobile   11 digits; `+86`, `86`, blanks and dashes may be there
 * @param content  the whole text, at most 500 characters, without signature: the platform adds it
 * @param result   where the details go, or NULL
 * @return 2 when the gateway accepted it, its refusal (0 and above), or one of the `IHUYI_E_...` codes (below 0): no verdict
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_send(const char *account, const char *password, const char *mobile,
    const char *content, ihuyi_result *result);

/**
 * Calls a mainland number and reads out a code.
 *
 * @param account  the console's APIID for voice codes, as `V00000000`
 * @param password the console's APIKEY for voice codes
 * @param mobile   as for `ihuyi_send`
 * @param code     4 to 6 digits and nothing else
 * @param result   where the details go, or NULL
 * @return as `ihuyi_send`
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_voice(const char *account, const char *password, const char *mobile,
    const char *code, ihuyi_result *result);

/**
 * What a code means, in Chinese as the vendor words it. Where a code means two things by service, both are named.
 *
 * Answers for every number. In the default client's charset. Never NULL, never freed, the same text for the life of the process.
 * `ihuyi_explain` says more.
 *
 * @param code any code that a function of this library returned
 * @return a text that ends with a NUL
 */
IHUYI_API const char *IHUYI_CALL ihuyi_strerror(int32_t code);

/* ---- A client of one's own -------------------------------------------------------------------------------
 *
 * A handle holds settings: accounts and keys of each product, time limits, charset, proxy (docs/settings.md lists them all).
 * Make one, set it up, then use it from as many threads as you like: a function whose handle is const may be called from many threads at
 * once. Setting and freeing must not run beside anything else on the same handle.
 *
 * A handle may be used after fork(): the child makes its own connections. A freed handle must not be used; that cannot be detected.
 */

/** A client: settings, and the connections it keeps. */
typedef struct ihuyi_client ihuyi_client;

/**
 * Makes a client with the settings of the environment variables (`IHUYI_ACCOUNT`, `IHUYI_APIKEY`, ...), and defaults for the rest.
 *
 * @param result says what is wrong with a variable when the handle is NULL; may be NULL
 * @return the handle, to be freed with `ihuyi_client_free`; NULL on failure
 */
IHUYI_API ihuyi_client *IHUYI_CALL ihuyi_client_new(ihuyi_result *result);

/**
 * Makes a client from an INI file; environment variables beat what it says.
 *
 * @param ini_path path of the file, in the file system's encoding (UTF-8 on Windows)
 * @param result   says which line is wrong when the handle is NULL; may be NULL
 * @return the handle, to be freed with `ihuyi_client_free`; NULL on failure
 */
IHUYI_API ihuyi_client *IHUYI_CALL ihuyi_client_open(const char *ini_path, ihuyi_result *result);

/**
 * Changes one setting. Not while another thread uses the handle.
 *
 * @param key    the setting's name, as `account` or `charset`
 * @param value  its value as text, in the charset that was set before; NULL and empty mean none
 * @param result says what is wrong, and the nearest name when no setting is called so; may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes; then nothing was changed
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_client_set(ihuyi_client *client, const char *key, const char *value,
    ihuyi_result *result);

/** Frees a client. NULL is fine; the same handle twice is not, nor one that another thread still uses. */
IHUYI_API void IHUYI_CALL ihuyi_client_free(ihuyi_client *client);

/* ---- Sending with a client -------------------------------------------------------------------------------
 *
 * The services, by name:
 *
 * sms text to a mainland number; voice a call that reads out a code of 4 to 6 digits; voice_notice a call that reads out an approved
 * template; international text to another country (<country code> <number>); marketing text to a list of numbers.
 * The vendor's own names vm, isms and yx are understood too.
 */

/**
 * Sends one message through any service, with the client's account for it.
 *
 * @param client      the client
 * @param service     `sms`, `voice`, `voice_notice`, `international` or `marketing`
 * @param mobile      the number as that service wants it; for `marketing` a list with commas
 * @param content     the whole text; with a template id, the variables joined with `|`, as `1234` or `a|b|c`; for `voice` the code
 * @param template_id an approved template's number; NULL or empty: `content` is the whole text
 * @param options     NULL, or lines of `key = value`; `schedule = 2026-01-31 09:30:00` (marketing only, China Standard Time)
 * @param result      where the details go, or NULL
 * @return 2 when the gateway accepted it, its refusal (0 and above), or one of the `IHUYI_E_...` codes (below 0)
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_submit(const ihuyi_client *client, const char *service, const char *mobile,
    const char *content, const char *template_id, const char *options, ihuyi_result *result);

/**
 * Asks how many messages are left on a service's account; `result->balance` holds the number.
 *
 * @param service as for `ihuyi_submit`; NULL or empty: `sms`
 * @return 2 when the gateway answered, its refusal, or one of the `IHUYI_E_...` codes. Asking again is always safe
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_balance(const ihuyi_client *client, const char *service, ihuyi_result *result);

/**
 * Hands in an SMS template for review; `result->message_id` holds its number. The review's verdict comes as a push.
 *
 * @param content the template's text, with 【变量】 in place of each variable
 * @return 2 when the gateway took it, its refusal, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_add_template(const ihuyi_client *client, const char *content, ihuyi_result *result);

/* ---- What a text will cost ------------------------------------------------------------------------------- */

/**
 * Counts billed messages without sending: up to 70 characters are one, a longer text is billed by 67; every Chinese character, letter,
 * digit and symbol counts one, and so does the signature (setting `signature`).
 *
 * `result->segments` and `result->characters` hold the numbers; 0 where the vendor publishes no rule (`international`, `voice_notice`).
 *
 * @param client  whose charset and signature; NULL: the default client
 * @param service as for `ihuyi_submit`; NULL or empty: `sms`
 * @param content the whole text
 * @param result  where the numbers go
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_segments(const ihuyi_client *client, const char *service, const char *content,
    ihuyi_result *result);

/* ---- Versions -------------------------------------------------------------------------------------------- */

/** Rises only when something that a program relies on breaks. A binding compares it with the number it was written for. */
#define IHUYI_ABI_VERSION 1

/** The library's `IHUYI_ABI_VERSION`. Functions and struct members may be added without a change of it. */
IHUYI_API int32_t IHUYI_CALL ihuyi_abi_version(void);

/** The library's release, as `0.1.0`. Never NULL, never freed. */
IHUYI_API const char *IHUYI_CALL ihuyi_version(void);

#ifdef __cplusplus
}
#endif

#endif /* IHUYI_H */
