/* SPDX-License-Identifier: MIT OR Apache-2.0 */
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
 *     default:                     puts(result.message);     break;
 *     }
 *
 * CONVENTIONS
 *
 * Numbers     A call that asks the gateway returns the gateway's own code: 2 is success, every other number of 0 and above is its refusal,
 *             as its documents number them. Below 0 the gateway gave no verdict: the IHUYI_E_... codes. A call that does not ask the
 *             gateway returns 0 or an IHUYI_E_... code. Numbers are never reused.
 * Sent twice? Never by this library. Once a byte of a request has been handed to the network there is no second try; what then goes wrong
 *             is IHUYI_OUTCOME_UNKNOWN. The one exception has a verdict in hand: the gateway refused our time stamp (40501), so the request is
 *             signed anew by the gateway's clock and made once more. (What a proxy on the way repeats by itself nobody here can see;
 *             with `method = get` some may.)
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

/** It succeeded. */
#define IHUYI_FAMILY_NONE 0

/** Account, key, or the address that asks: look at the console's settings. */
#define IHUYI_FAMILY_ACCOUNT 1

/** No messages left. */
#define IHUYI_FAMILY_BALANCE 2

/** This phone number. */
#define IHUYI_FAMILY_NUMBER 3

/** This text. */
#define IHUYI_FAMILY_CONTENT 4

/** Templates and their variables. */
#define IHUYI_FAMILY_TEMPLATE 5

/** Too many, or too fast. */
#define IHUYI_FAMILY_LIMIT 6

/** Another refusal of the gateway's. */
#define IHUYI_FAMILY_GATEWAY 7

/** The call itself: an argument that makes no sense, text in another charset. */
#define IHUYI_FAMILY_ARGUMENT 8

/** A setting, or the file it stands in. */
#define IHUYI_FAMILY_SETTING 9

/** The way to the gateway; nothing was sent. */
#define IHUYI_FAMILY_NETWORK 10

/** Nobody knows whether it went. */
#define IHUYI_FAMILY_UNKNOWN 11

/** A defect of the library. */
#define IHUYI_FAMILY_INTERNAL 12

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
    /** One of `IHUYI_FAMILY_...`: what the code is about. */
    int32_t family;
    /** The gateway's id of the submission, or of the new template. Text, because it can have more digits than any integer holds. */
    char message_id[64];
    /** The gateway's own words, or the library's in the language of the setting `lang`. For people; never branch on it. */
    char message[512];
} ihuyi_result;

/** What a fresh ihuyi_result holds. */
#define IHUYI_RESULT_INIT { sizeof(ihuyi_result), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {0}, {0} }

/* Codes, by name. docs/codes.md and docs/codes.zh-CN.md have a paragraph on each. */

/** done (functions that do not ask the gateway) */
#define IHUYI_OK 0
/** submission failed */
#define IHUYI_CODE_FAILED 0
/** submission failed (JSON interface) */
#define IHUYI_CODE_FAILED_JSON 1
/** accepted */
#define IHUYI_ACCEPTED 2
/** request from an illegal IP */
#define IHUYI_CODE_ILLEGAL_IP 400
/** the account is empty */
#define IHUYI_CODE_ACCOUNT_EMPTY 401
/** the password is empty */
#define IHUYI_CODE_PASSWORD_EMPTY 402
/** the mobile number is empty */
#define IHUYI_CODE_MOBILE_EMPTY 403
/** the number is blacklisted */
#define IHUYI_CODE_MOBILE_BLACKLISTED 4030
/** the content is empty */
#define IHUYI_CODE_CONTENT_EMPTY 404
/** APIID or APIKEY is wrong */
#define IHUYI_CODE_CREDENTIALS 405
/** the account is frozen */
#define IHUYI_CODE_ACCOUNT_FROZEN 4050
/** the dynamic password has expired */
#define IHUYI_CODE_PASSWORD_EXPIRED 40501
/** the dynamic password does not check out */
#define IHUYI_CODE_PASSWORD_MISMATCH 40502
/** the gateway's meaning is not published */
#define IHUYI_CODE_UNPUBLISHED_40505 40505
/** not enough messages left */
#define IHUYI_CODE_BALANCE 4051
/** the client's IP is not the registered one */
#define IHUYI_CODE_IP_NOT_REGISTERED 4052
/** no such user */
#define IHUYI_CODE_NO_SUCH_USER 4053
/** the mobile number is malformed */
#define IHUYI_CODE_MOBILE_FORMAT 406
/** the content has sensitive words */
#define IHUYI_CODE_SENSITIVE_WORDS 407
/** the signature is malformed */
#define IHUYI_CODE_SIGNATURE_FORMAT 4070
/** a voice code must be 4 to 6 digits */
#define IHUYI_CODE_VOICE_DIGITS 4070
/** no registered template */
#define IHUYI_CODE_NO_TEMPLATE 4071
/** the content matches no approved template */
#define IHUYI_CODE_TEMPLATE_MISMATCH 4072
/** a variable is too long */
#define IHUYI_CODE_VARIABLE_TOO_LONG 40722
/** the content is too long */
#define IHUYI_CODE_CONTENT_TOO_LONG 4073
/** the content has an emoji */
#define IHUYI_CODE_EMOJI 4074
/** the signature is not approved */
#define IHUYI_CODE_SIGNATURE_UNAPPROVED 4075
/** the gateway's meaning is not published */
#define IHUYI_CODE_UNPUBLISHED_4077 4077
/** over the send limit; the number is now blacklisted */
#define IHUYI_CODE_NUMBER_LIMIT 408
/** the account looks abused and was frozen */
#define IHUYI_CODE_VOICE_FROZEN 408
/** more than one message a second to one number */
#define IHUYI_CODE_TOO_FAST 4080
/** the gateway's meaning is not published */
#define IHUYI_CODE_UNPUBLISHED_4081 4081
/** over the day's messages to one number */
#define IHUYI_CODE_DAILY_LIMIT 4082
/** over the verification codes to one number */
#define IHUYI_CODE_CODE_DAILY_LIMIT 4085
/** too frequent */
#define IHUYI_CODE_TOO_FREQUENT 4086
/** an argument is missing or makes no sense (a NULL handle, an empty list); check what the call was given */
#define IHUYI_E_ARGUMENT (-101)
/** struct_size of the result struct is too small; set it to the struct's sizeof */
#define IHUYI_E_STRUCT_SIZE (-102)
/** text does not decode in the agreed charset; compare the charset setting with what is really passed (UTF-8 or GBK) */
#define IHUYI_E_ENCODING (-103)
/** text holds a control character; remove all but tab, line feed and carriage return */
#define IHUYI_E_CONTROL_CHARACTER (-104)
/** no service has this name; there are sms, voice, voice_notice, international and marketing */
#define IHUYI_E_SERVICE (-105)
/** an input is too large (a push body or a template above 64 KiB, an account or a password above 4 KiB); check that it is the right thing */
#define IHUYI_E_TOO_LARGE (-106)
/** a template id is not a number, or this service has no templates; check template id and service */
#define IHUYI_E_TEMPLATE (-107)
/** a marketing text lacks the opt-out line or signature at its end; end it with 退订回T【signature】 */
#define IHUYI_E_OPT_OUT (-108)
/** a scheduled time is not understood; write YYYY-MM-DD HH:MM:SS, China time */
#define IHUYI_E_SCHEDULE (-109)
/** a push body is not understood; it should be the form the gateway posts (code, mobilephone, smsid and so on), passed on untouched */
#define IHUYI_E_PUSH (-110)
/** the service has no such call; only SMS adds templates, only marketing SMS has a schedule */
#define IHUYI_E_UNSUPPORTED (-111)
/** no setting has this name; check the spelling, the message names the nearest one */
#define IHUYI_E_SETTING (-120)
/** a setting's value is not understood; see what the setting takes */
#define IHUYI_E_VALUE (-121)
/** a file named by a setting cannot be read; check path and permission */
#define IHUYI_E_FILE (-122)
/** a line of an INI file is neither a section, a comment nor key = value; correct it */
#define IHUYI_E_INI (-123)
/** plain http to another machine is refused; use https, or allow plain http explicitly */
#define IHUYI_E_PLAIN_HTTP (-124)
/** the gateway's name could not be looked up and nothing was sent; check the server's DNS, may be tried again */
#define IHUYI_E_NAME (-201)
/** no connection to the gateway and nothing was sent; check network and firewall, may be tried again */
#define IHUYI_E_CONNECT (-202)
/** no connection to the gateway within the time limit and nothing was sent; check network and firewall, may be tried again */
#define IHUYI_E_CONNECT_TIMEOUT (-203)
/** the gateway's certificate was not accepted and nothing was sent; check the server's clock and any proxy, do not switch the check off */
#define IHUYI_E_CERTIFICATE (-204)
/** the TLS handshake with the gateway failed and nothing was sent; check proxies and firewalls in between, may be tried again */
#define IHUYI_E_TLS (-205)
/** the proxy could not be reached or refused and nothing was sent; check the proxy setting */
#define IHUYI_E_PROXY (-206)
/** the total time limit was over before the request had left; may be tried again, or raise the limit */
#define IHUYI_E_DEADLINE (-207)
/** too many name lookups hang already, so none was started and nothing was sent; check the DNS, try again later */
#define IHUYI_E_BUSY (-208)
/** outcome unknown: the request left and no readable verdict came back; do not just resend, wait for the receipt or look in the console */
#define IHUYI_E_UNKNOWN (-300)
/** a defect of the library, caught at its border; nothing was sent. Please report it with the version and the steps */
#define IHUYI_E_PANIC (-900)

/* ---- Three functions, for most programs enough -----------------------------------------------------------
 *
 * Account and password are arguments; everything else is the process's default client's: settings from environment variables
 * (IHUYI_GATEWAY, IHUYI_TIMEOUT, ...), then from the file ihuyi.ini beside the library (beside the program, when it holds the static library), its charset included - so that a
 * program in GBK needs no handle. Both are read once.
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
 * Answers for every number. In the default client's charset, whatever a handle is set to. Never NULL, never freed, the same text for the life of the process.
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
 * @param value  its value as text, in the charset that was set before; NULL and empty: the default
 * @param result says what is wrong, and the nearest name when no setting is called so; may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes; then nothing was changed
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_client_set(ihuyi_client *client, const char *key, const char *value,
    ihuyi_result *result);

/**
 * The charset of a client's texts: what its setting `charset` came to, wherever that was set.
 *
 * For programs whose strings are Unicode: encode what is handed in and decode what comes out with it.
 *
 * @param client the client; NULL: the default client, which the three functions and `ihuyi_strerror` use
 * @return `utf-8`, `gbk` (to be written and read as its superset GB18030), or a name of the WHATWG Encoding Standard, as `Big5`. Static, ASCII, never NULL
 */
IHUYI_API const char *IHUYI_CALL ihuyi_charset(const ihuyi_client *client);

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
 * The vendor documents no signed form of this call: it carries the MD5 of the APIKEY, the same each time.
 *
 * @param content the template's text, with 【变量】 in place of each variable
 * @return 2 when the gateway took it, its refusal, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_add_template(const ihuyi_client *client, const char *content, ihuyi_result *result);

/* ---- What a code means -----------------------------------------------------------------------------------
 *
 * ihuyi_strerror gives the vendor's words. This gives the rest: what the code means in practice, and what to do about it, for one service.
 */

/** One code, explained. Set `struct_size` first, as for `ihuyi_result`. */
typedef struct ihuyi_explanation {
    /** Set by the caller: `sizeof(ihuyi_explanation)`. */
    uint32_t struct_size;
    /** The code that was asked about. */
    int32_t code;
    /** 1 when the code stands in the tables; 0 when nothing is published about it. */
    int32_t known;
    /** `IHUYI_FLAG_CUT`, or 0. */
    uint32_t flags;
    /** One of `IHUYI_FAMILY_...`: what the code is about. */
    int32_t family;
    /** The constant's name in this header, as `IHUYI_E_UNKNOWN`; empty where there is none. */
    char name[64];
    /**
     * The vendor's own Chinese words, as its pages have them; for the library's own codes a short name in the language asked for.
     */
    char text[256];
    /** What it means in practice. */
    char meaning[1024];
    /** What usually causes it. */
    char cause[1024];
    /** What to do about it. */
    char advice[1024];
} ihuyi_explanation;

/**
 * Explains one code of one service.
 *
 * @param client  whose charset; NULL: the default client
 * @param service as for `ihuyi_submit`, or `balance` or `template` for the answers of those two calls; NULL or empty: `sms`
 * @param code    any code
 * @param lang    `zh` or `en`; NULL or empty: the client's setting `lang`
 * @param out     where the explanation goes
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_explain(const ihuyi_client *client, const char *service, int32_t code,
    const char *lang, ihuyi_explanation *out);

/** What a fresh ihuyi_explanation holds. */
#define IHUYI_EXPLANATION_INIT { sizeof(ihuyi_explanation), 0, 0, 0, 0, {0}, {0}, {0}, {0}, {0} }

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

/* ---- What the gateway tells afterwards -------------------------------------------------------------------
 *
 * The gateway posts to an address of your site that is set in its console: a delivery receipt for each message, a reply of a user, the
 * verdict on a template. Hand the request's body to ihuyi_push_parse, remember what it says, and answer with the seven characters
 * success: anything else counts as a failure, and the same push comes again, three times at most.
 *
 * Pushes carry no signature. Keep the address secret, and believe a push no more than that.
 */

/** A delivery receipt: what became of one message to one number. */
#define IHUYI_PUSH_RECEIPT 1

/** A text that a user sent in reply. */
#define IHUYI_PUSH_REPLY 2

/** The verdict on a template. */
#define IHUYI_PUSH_TEMPLATE_REVIEW 3

/** What a push says. Set `struct_size` first, as for `ihuyi_result`. What a kind of push does not have is empty, or 0. */
typedef struct ihuyi_push {
    /** Set by the caller: `sizeof(ihuyi_push)`. */
    uint32_t struct_size;
    /** `IHUYI_PUSH_RECEIPT`, `IHUYI_PUSH_REPLY` or `IHUYI_PUSH_TEMPLATE_REVIEW`. */
    int32_t kind;
    /** The push's own code: 2 is delivered, or approved. */
    int32_t code;
    /** Receipt: 1 when delivered. Template review: 1 when approved. Otherwise 0. */
    int32_t success;
    /** Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`. */
    uint32_t flags;
    /** The id that the submission was answered with. For a reply it is the vendor's guess. */
    char message_id[64];
    /** The number, whole: keep it out of logs. */
    char mobile[32];
    /** Receipt: the carrier's status, as `DELIVRD` or `MK:0001`. Template review: the reason. */
    char status[256];
    /** What the carrier's status means and what to do, in the language of the setting `lang`; empty when nothing is known of it. */
    char explanation[768];
    /** Time of the event, as `2017-08-02 14:31:51`; the vendor does not say in which zone, China Standard Time is presumed. */
    char time[32];
    /** Template review: the template's number. */
    char template_id[32];
    /** Reply: the user's text. */
    char content[4096];
    /** What to answer the gateway with: `success`. */
    char answer[16];
} ihuyi_push;

/**
 * Reads the body of a push.
 *
 * @param client whose charset and language for what is written to `out`; NULL: the default client
 * @param body   the request's body as it came (form fields, percent-encoded), or the query string
 * @param out    where it goes; unchanged on failure
 * @param result says what is wrong with the body; may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_push_parse(const ihuyi_client *client, const char *body, ihuyi_push *out,
    ihuyi_result *result);

/** What a fresh ihuyi_push holds. */
#define IHUYI_PUSH_INIT { sizeof(ihuyi_push), 0, 0, 0, 0, {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0} }

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
