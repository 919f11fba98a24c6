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
 * Lines       Options and keys are lines of `key = value`. A value ends with its line: refuse line breaks in what a visitor typed, or he
 *             writes a line of his own, as `captcha = passed`.
 * Memory      Inputs are copied before a call returns. Results are structs of the caller. Only handles are freed: ihuyi_client_free, ihuyi_bulk_close.
 * Threads     A function whose handle is const may run in many threads at once. The others want the handle for themselves.
 * Processes   A client may be used after fork(); a list (ihuyi_bulk) only by the process that opened it. No thread is left running by the
 *             library but a name lookup that outlives its time limit. Once loaded the library stays loaded until the process ends.
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
 * IHUYI_OUTCOME_NOT_SENT: nothing left this machine that the gateway could send. Sending again later is safe.
 * IHUYI_OUTCOME_UNKNOWN: the request left and no readable verdict came back. Do not send again blindly.
 */

/** The gateway took it and gave an id. */
#define IHUYI_OUTCOME_ACCEPTED 1

/** Refused, by the gateway or by a check of the library. */
#define IHUYI_OUTCOME_REFUSED 2

/** Nothing left this machine that the gateway could send. */
#define IHUYI_OUTCOME_NOT_SENT 3

/** The request left and no readable verdict came back. */
#define IHUYI_OUTCOME_UNKNOWN 4

/** A check of the library refused: no request was made, nothing was billed. */
#define IHUYI_FLAG_LOCAL 1

/** The gateway called our time stamp expired; its clock was learned and the request made once more. */
#define IHUYI_FLAG_CLOCK_CORRECTED 2

/** A text did not fit its array and was cut, between two characters. */
#define IHUYI_FLAG_CUT 4

/** An earlier call with the same `reference` came to this; nothing was sent now. */
#define IHUYI_FLAG_REPEATED 8

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

/** A one-time code or a picture challenge: wrong, expired, used up, or not there. */
#define IHUYI_FAMILY_VERIFY 13

/** The store of codes and counts, and its secret key. */
#define IHUYI_FAMILY_STORE 14

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
/** a limit of your own settings leaves no room, so nothing was sent; try again after the seconds that the message names */
#define IHUYI_E_LIMIT (-401)
/** far more codes were sent than entered, so the breaker has tripped and nothing was sent; look for abuse first */
#define IHUYI_E_BREAKER (-402)
/** the number or one of the keys is on the deny list, so nothing was sent; the setting deny holds the list */
#define IHUYI_E_DENIED (-403)
/** a picture challenge has to be passed first, so nothing was sent; give captcha_id and captcha_answer, or captcha = passed when another service has checked */
#define IHUYI_E_CAPTCHA_NEEDED (-404)
/** the answer to the picture is wrong, late or was given before; show a new picture */
#define IHUYI_E_CAPTCHA_WRONG (-405)
/** this reference was used for another message, so nothing was sent; give each event a reference of its own */
#define IHUYI_E_REFERENCE (-406)
/** the code is wrong and may be tried again; the result says how often */
#define IHUYI_E_CODE_WRONG (-421)
/** the code's time is over; ask for a new one */
#define IHUYI_E_CODE_EXPIRED (-422)
/** no code waits under this id: there never was one, or it was used; ask for a new one */
#define IHUYI_E_CODE_NONE (-423)
/** the code was entered wrongly too often and is dead; ask for a new one */
#define IHUYI_E_CODE_LOCKED (-424)
/** the store of codes and counts cannot be used, so nothing was sent; check the setting store, the file's rights, or Redis */
#define IHUYI_E_STORE (-441)
/** the secret key cannot be read or made, or is another than the store was made with, so nothing was sent; check the settings secret and secret_file */
#define IHUYI_E_SECRET (-442)
/** the store was written by a newer version of the library and was left alone; update this program's ihuyi */
#define IHUYI_E_STORE_VERSION (-443)
/** no message under this id or reference is remembered; see that track = on when it is sent, and that the store is the same */
#define IHUYI_E_NO_STATUS (-461)
/** the local ihuyi helper cannot be reached and nothing was sent; see that ihuyi serve runs, at this address */
#define IHUYI_E_HELPER (-501)
/** the local ihuyi helper does not let this caller in and nothing was sent; put the site's account into its group, or give the right token */
#define IHUYI_E_HELPER_DENIED (-502)
/** the local ihuyi helper has no room or is stopping, and nothing was sent; try again later */
#define IHUYI_E_HELPER_BUSY (-503)
/** the local ihuyi helper takes this setting from nobody but its own user and nothing was sent; write it into the helper's ihuyi.ini, or leave it out of the call */
#define IHUYI_E_HELPER_SETTING (-504)
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
 * @param ini_path path of the file, in the file system's encoding; on Windows in the default client's charset or in UTF-8
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
 * @param options     NULL, or lines of `key = value`: `schedule = 2026-01-31 09:30:00` (marketing only, China Standard Time); `reference =
 *                    order-1001-paid`, with which the same event sent again returns the first answer (`IHUYI_FLAG_REPEATED`) and no second
 *                    message, kept for the setting `reference_ttl`; `resend = yes`, to send it after all when that answer was unknown;
 *                    `key.ip = 192.0.2.7` and the like, for the limits of the setting `guard`
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

/* ---- One-time codes --------------------------------------------------------------------------------------
 *
 * To know that a phone belongs to its user: ihuyi_verify_start makes a code and sends it, ihuyi_verify_check compares what the user enters.
 * Both go by an id: keep it in the visitor's session, on the server. Whoever does not have it can neither check nor use up your user's tries.
 *
 * ihuyi_verify_start(client, "register", mobile, "ip = 192.0.2.7", &v, &result) sends it: keep v.id.
 * ihuyi_verify_check(client, id, entered, &v, &result) == 0 says that it is right: v.mobile is the user's.
 *
 * The code is in no answer, no log and no file. It is good for five minutes (setting verify_ttl), for five checks, and once.
 * Every send is held to the limits (setting limits) by the number and by the keys that you give: the visitor's address, device, session.
 * Codes and counts are kept in the setting store.
 */

/** The code went as a text message. */
#define IHUYI_CHANNEL_SMS 1

/** The code was read out in a call. */
#define IHUYI_CHANNEL_VOICE 2

/**
 * What a site needs to know of a verification. Set `struct_size` first, as for `ihuyi_result`. What a call does not tell is empty, or 0.
 */
typedef struct ihuyi_verification {
    /** Set by the caller: `sizeof(ihuyi_verification)`. */
    uint32_t struct_size;
    /** `IHUYI_CHANNEL_SMS` or `IHUYI_CHANNEL_VOICE`: the way the code went; 0: it did not. */
    int32_t channel;
    /** Digits of the code. */
    int32_t digits;
    /** Seconds until the code can be asked for again: show them counting down. After `IHUYI_E_LIMIT`, until there is room. */
    int32_t wait;
    /** Seconds that the code is still good. */
    int32_t valid;
    /** Checks that are left. */
    int32_t left;
    /** Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`. */
    uint32_t flags;
    /** What the site keeps in the visitor's session; empty when no code was made. */
    char id[64];
    /** After a right check: the number that the code was sent to. Trust this one, and not what a form says. */
    char mobile[32];
    /** After a right check: what the code was for. Compare it with what you are about to do. */
    char purpose[64];
    /** The limit that stopped the send, as `sms:mobile 1/60s`; `breaker`, or `captcha` where a picture comes first. */
    char limit[80];
} ihuyi_verification;

/**
 * Makes a code and sends it.
 *
 * When the outcome is unknown the code is good and the send is counted: the message may have arrived. When it was refused or not sent there is no code.
 *
 * @param client  the client
 * @param purpose what the code is for, as `register` or `reset`: 1 to 48 bytes
 * @param mobile  a mainland number
 * @param keys    NULL, or lines of `key = value` that limits count by: `ip`, `device`, `session`, `site`, or any name of your own; and `channel`
 *                (`sms`, `voice`, `auto`), `captcha_id` and `captcha_answer`, or `captcha = passed` when another service has checked
 * @param out     where the id goes; written on failure, too
 * @param result  as for `ihuyi_submit`; may be NULL
 * @return 2 when the gateway accepted it, its refusal (0 and above), or one of the `IHUYI_E_...` codes (below 0): `IHUYI_E_LIMIT`,
 *         `IHUYI_E_BREAKER`, `IHUYI_E_DENIED`, `IHUYI_E_CAPTCHA_NEEDED`, `IHUYI_E_CAPTCHA_WRONG`, `IHUYI_E_STORE` among them
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_verify_start(const ihuyi_client *client, const char *purpose, const char *mobile,
    const char *keys, ihuyi_verification *out, ihuyi_result *result);

/**
 * Sends the code of a verification again: the same code, which is good for its whole time again. Held to the same limits.
 *
 * @param id      the id of `ihuyi_verify_start`
 * @param channel `sms`, `voice` or `auto`; NULL or empty: the setting `verify_channel`, where `auto` now means a call
 * @param keys    as for `ihuyi_verify_start`
 * @param out     as for `ihuyi_verify_start`
 * @return as `ihuyi_verify_start`; and `IHUYI_E_CODE_NONE`, `IHUYI_E_CODE_EXPIRED` or `IHUYI_E_CODE_LOCKED` when there is nothing to send again
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_verify_resend(const ihuyi_client *client, const char *id, const char *channel,
    const char *keys, ihuyi_verification *out, ihuyi_result *result);

/**
 * Checks a code that was entered. The right one is right once; of two calls at the same time, one.
 *
 * @param id     the id of `ihuyi_verify_start`, from the visitor's session
 * @param code   what the user entered; blanks, dashes and full-width digits are understood
 * @param out    `mobile` and `purpose` when it was right, `left` when it was wrong
 * @param result may be NULL
 * @return 0 when it was right and for nothing else; `IHUYI_E_CODE_WRONG`, `IHUYI_E_CODE_EXPIRED`, `IHUYI_E_CODE_NONE`, `IHUYI_E_CODE_LOCKED`,
 *         or another of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_verify_check(const ihuyi_client *client, const char *id, const char *code,
    ihuyi_verification *out, ihuyi_result *result);

/** What a fresh ihuyi_verification holds. */
#define IHUYI_VERIFICATION_INIT { sizeof(ihuyi_verification), 0, 0, 0, 0, 0, 0, {0}, {0}, {0}, {0} }

/* ---- Limits ----------------------------------------------------------------------------------------------
 *
 * One-time codes are always held to the setting limits; plain sends are when the setting guard is on, and then give what limits count by as
 * options of ihuyi_submit (key.ip = 192.0.2.7). These functions are for whoever sends by another way, shows a page what is left, or frees a
 * number that was locked by mistake.
 *
 * Limits need no store of your own and no cron job: they are windows that slide, counted in the setting store by all processes together.
 */

/** What the limits say. Set `struct_size` first, as for `ihuyi_result`. */
typedef struct ihuyi_decision {
    /** Set by the caller: `sizeof(ihuyi_decision)`. */
    uint32_t struct_size;
    /** 1 when it may be sent, otherwise 0. */
    int32_t allowed;
    /** Allowed: seconds until the same may be sent again. Not allowed: seconds until there is room; 0 when no waiting helps. */
    int32_t wait;
    /** Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`. */
    uint32_t flags;
    /** The limit that decided, as `sms:mobile 1/60s`; empty when none did. */
    char limit[80];
} ihuyi_decision;

/**
 * Whether a message may be sent now, by lists and limits; counts it as sent when it may. An answer to a picture among the keys is looked at,
 * but none is demanded: that is for one-time codes.
 *
 * For whoever sends by another way than this library. `ihuyi_submit` and `ihuyi_verify_start` do this themselves; do not do it for them.
 *
 * @param service as for `ihuyi_submit`; NULL or empty: `sms`
 * @param mobile  the number; NULL or empty: only the keys count
 * @param keys    as for `ihuyi_verify_start`
 * @param out     what was decided; written on failure, too
 * @param result  says why not; may be NULL
 * @return 0 when it may be sent, or `IHUYI_E_LIMIT`, `IHUYI_E_DENIED`, `IHUYI_E_CAPTCHA_WRONG`, or another of the `IHUYI_E_...` codes; 406 when
 *         the number is none
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_guard_ask(const ihuyi_client *client, const char *service, const char *mobile,
    const char *keys, ihuyi_decision *out, ihuyi_result *result);

/**
 * The same without counting: what `ihuyi_guard_ask` would say.
 *
 * @return as `ihuyi_guard_ask`
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_guard_status(const ihuyi_client *client, const char *service, const char *mobile,
    const char *keys, ihuyi_decision *out, ihuyi_result *result);

/**
 * Forgets what was counted for a number, an address or another key, so that it may send again at once.
 *
 * @param kind   `mobile`, `ip` or another kind of key; `breaker` for the breaker
 * @param value  the number, the address, ...; for `breaker` the site, NULL or empty when there is one
 * @param result may be NULL
 * @return 0, whether there was anything or not; or one of the `IHUYI_E_...` codes; 406 when the number is none
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_guard_unlock(const ihuyi_client *client, const char *kind, const char *value,
    ihuyi_result *result);

/** What a fresh ihuyi_decision holds. */
#define IHUYI_DECISION_INIT { sizeof(ihuyi_decision), 0, 0, 0, {0} }

/* ---- A picture challenge ---------------------------------------------------------------------------------
 *
 * For pages that have none of their own: a picture of a few characters that a person reads and a simple program does not. With the setting
 * captcha on always or after 3, ihuyi_verify_start demands one.
 *
 * What it is worth: it slows down the simplest programs and no others. It must not be the only defence; the limits are the one that holds. A site
 * that has Turnstile, Geetest or Tencent's says captcha = passed instead. Offer the voice channel to people who cannot see the picture.
 */

/** A picture, and the id that its answer comes back with. Set `struct_size` first, as for `ihuyi_result`. */
typedef struct ihuyi_captcha {
    /** Set by the caller: `sizeof(ihuyi_captcha)`. */
    uint32_t struct_size;
    /** Characters in the picture. */
    int32_t length;
    /** Seconds that an answer is taken. */
    int32_t valid;
    /** Bytes in `png`. */
    int32_t png_size;
    /** Comes back with the answer; it may stand in the page, in a hidden field. */
    char id[64];
    /** The picture as a PNG file: bytes, no text. */
    char png[16384];
    /** The same picture for `<img src="...">`, in ASCII. */
    char data_uri[22528];
} ihuyi_captcha;

/**
 * Makes a picture challenge.
 *
 * @param keys   as for `ihuyi_verify_start`: an address is held to the limit of pictures
 * @param out    where the picture goes; no picture on failure
 * @param result may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_captcha_new(const ihuyi_client *client, const char *keys, ihuyi_captcha *out,
    ihuyi_result *result);

/**
 * Checks the answer to a picture. A picture can be answered once: a wrong answer uses it up, too.
 *
 * `ihuyi_verify_start` does this itself with the keys `captcha_id` and `captcha_answer`; this is for pages that send nothing.
 *
 * @param id     the id of `ihuyi_captcha_new`
 * @param answer what the user read; upper and lower case are the same
 * @param result may be NULL
 * @return 0 when it was right, `IHUYI_E_CAPTCHA_WRONG`, or another of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_captcha_check(const ihuyi_client *client, const char *id, const char *answer,
    ihuyi_result *result);

/** What a fresh ihuyi_captcha holds. */
#define IHUYI_CAPTCHA_INIT { sizeof(ihuyi_captcha), 0, 0, 0, {0}, {0}, {0} }

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
 * verdict on a template. Hand the request's body to ihuyi_push_record, which remembers it, or to ihuyi_push_parse, which only reads it,
 * and answer with the seven characters success: anything else counts as a failure, and the same push comes again, three times at most.
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
    /**
     * Its number in the inbox, after `ihuyi_inbox`, and after `ihuyi_push_record` for a reply or a template review; otherwise 0.
     */
    uint32_t number;
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
#define IHUYI_PUSH_INIT { sizeof(ihuyi_push), 0, 0, 0, 0, {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, 0 }

/* ---- What became of a message ----------------------------------------------------------------------------
 *
 * Accepted is not delivered: that is told by receipts, which the gateway posts to your site. With the setting track on, every submission is
 * written down in the setting store; hand each push to ihuyi_push_record, and ask with ihuyi_status.
 *
 * A submission that ended unknown is settled by its receipt, when that receipt can be of no other: it carries an id that is not known, and
 * exactly one unknown submission went to that number in the three days before. Otherwise it stays unknown. Sending again with the same
 * reference then returns what was settled.
 *
 * Nothing of this asks the gateway, which has no such question.
 */

/** The gateway took it; its receipt is not there yet. */
#define IHUYI_STATE_ACCEPTED 1

/** The phone has got it; all of them, where there are several. */
#define IHUYI_STATE_DELIVERED 2

/** The phone has not got it; where there are several, one of them at least. */
#define IHUYI_STATE_FAILED 3

/** It left, and nobody knows whether the gateway took it. */
#define IHUYI_STATE_UNKNOWN 4

/** The submission had ended unknown; a receipt has told its id since. */
#define IHUYI_FLAG_SETTLED 16

/** What is known of a message. Set `struct_size` first, as for `ihuyi_result`. What is not known is empty, or 0. */
typedef struct ihuyi_delivery {
    /** Set by the caller: `sizeof(ihuyi_delivery)`. */
    uint32_t struct_size;
    /** `IHUYI_STATE_ACCEPTED`, `IHUYI_STATE_DELIVERED`, `IHUYI_STATE_FAILED` or `IHUYI_STATE_UNKNOWN`; 0 on failure. */
    int32_t state;
    /** The receipt's code: 2 is delivered. Of several numbers, that of the first one that failed. */
    int32_t code;
    /** Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`, `IHUYI_FLAG_SETTLED`. */
    uint32_t flags;
    /** Numbers that it went to. */
    int32_t recipients;
    /** Of these, how many have got it. */
    int32_t delivered;
    /** Of these, how many have not. */
    int32_t failed;
    /** The service, as for `ihuyi_submit`. */
    char service[32];
    /** The gateway's id; empty while the end is unknown. */
    char message_id[64];
    /** The first number, masked: `138****0000`. */
    char mobile[32];
    /** The carrier's status, as `DELIVRD` or `MK:0001`, of the receipt that `code` is of. */
    char status[256];
    /** What it means and what to do, in the language of the setting `lang`; empty when nothing is known of it. */
    char explanation[768];
    /** When it was submitted, as `2017-08-02 14:31:51`, China Standard Time. */
    char submitted[32];
    /** When the carrier reported, as the gateway wrote it. */
    char reported[32];
} ihuyi_delivery;

/**
 * Reads the body of a push, as `ihuyi_push_parse` does, and remembers what it says: for `ihuyi_status`, or for `ihuyi_inbox`.
 *
 * The same push may come several times and in any order; it is remembered once. A receipt of a message that is not remembered is read and
 * forgotten.
 *
 * @param client whose store; it need not be the one that sent
 * @param body   as for `ihuyi_push_parse`
 * @param out    what the push says; may be NULL
 * @param result says what is wrong with the body, or with the store; may be NULL
 * @return 0: answer `success`. One of the `IHUYI_E_...` codes: do not, and the gateway will push it again
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_push_record(const ihuyi_client *client, const char *body, ihuyi_push *out,
    ihuyi_result *result);

/**
 * Tells what is known of a message.
 *
 * @param client whose store
 * @param what   the gateway's id, or the `reference` it was sent with; or a number: the newest message of unknown end to it
 * @param out    where it goes; written on failure, too
 * @param result may be NULL
 * @return 0; `IHUYI_E_NO_STATUS` when nothing is remembered of it, or another of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_status(const ihuyi_client *client, const char *what, ihuyi_delivery *out,
    ihuyi_result *result);

/**
 * The next reply of a user, or verdict on a template, that was remembered.
 *
 * Keep `out->number` and give it as `after` the next time; begin with 0. Replies are kept for the setting `track_ttl`, whoever has read them.
 *
 * @param client whose store
 * @param after  the number of the last one that was read
 * @param out    where it goes, with its `number`; with the number 0 there is no more
 * @param result may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_inbox(const ihuyi_client *client, uint32_t after, ihuyi_push *out,
    ihuyi_result *result);

/** What a fresh ihuyi_delivery holds. */
#define IHUYI_DELIVERY_INIT { sizeof(ihuyi_delivery), 0, 0, 0, 0, 0, 0, {0}, {0}, {0}, {0}, {0}, {0}, {0} }

/* ---- A list of thousands, each sent once -----------------------------------------------------------------
 *
 * For programs that do what the command ihuyi bulk does: rows are added, the whole list is checked and written into a file, the journal,
 * and it is sent from there. Each row is on the disk as "sending" before its request leaves and with its outcome afterwards. So the
 * program may be killed at any moment: opened again, the list goes on where it stood, and rows that were on their way are of unknown end. They
 * are never sent again by themselves; a receipt settles them (setting track), or you say so: ihuyi bulk resume --resend-unknown.
 *
 * list = ihuyi_bulk_open(client, "/srv/shop/spring.journal", "hours = 09:00-20:30", &result) begins a plan, or takes over the journal that is there.
 * ihuyi_bulk_add(list, mobile, text, "order-1001", &result) adds a row; only before the plan is written.
 * ihuyi_bulk_run(list, 0, &p, &result) writes the plan and sends nothing: look what it costs (p.segments).
 * while (ihuyi_bulk_run(list, 1000, &p, &result) == 0 && p.state == IHUYI_BULK_READY) show(p); sends, a second at a time.
 * ihuyi_bulk_close(list).
 *
 * A call works on its caller's thread and returns; there is no thread of the library's and no callback. One thread is one connection: for more,
 * call ihuyi_bulk_run from as many threads. One process sends from a journal at a time. The journal holds numbers and texts as they are; only
 * its owner may read it. ihuyi bulk status, resume and export work on it, too.
 */

/** Rows can be added; nothing is on the disk, and nothing was sent. */
#define IHUYI_BULK_PLANNING 1

/** Rows wait to be sent: call `ihuyi_bulk_run`. */
#define IHUYI_BULK_READY 2

/** Nothing can be sent for `wait` seconds: the hours are over, or the network is. Call `ihuyi_bulk_run` again after that. */
#define IHUYI_BULK_PAUSED 3

/**
 * Nothing more is sent: the account, a setting, or a gateway that refuses everything. Mend it, close the list, and open it again.
 */
#define IHUYI_BULK_HALTED 4

/** No row waits. Where several threads send, some may still be on their way. */
#define IHUYI_BULK_DONE 5

/** It waits. */
#define IHUYI_ROW_PLANNED 1

/** It is on its way. */
#define IHUYI_ROW_SENDING 2

/** The gateway took it. */
#define IHUYI_ROW_ACCEPTED 3

/** The gateway, or a check of the library, refused it. Nothing was sent. */
#define IHUYI_ROW_REFUSED 4

/** It may have been sent, and may not. Never sent again by itself. */
#define IHUYI_ROW_UNKNOWN 5

/** The plan left it out, or a run, because its number had opted out by then; its words say why. */
#define IHUYI_ROW_LEFT_OUT 6

/** The row is in the plan as left out, and is not sent; the other rows are. */
#define IHUYI_FLAG_LEFT_OUT 32

/** A list: a plan that is being made, or the journal that it became. */
typedef struct ihuyi_bulk ihuyi_bulk;

/** How far a list is. Set `struct_size` first, as for `ihuyi_result`. Numbers of rows count rows, whatever they are billed as. */
typedef struct ihuyi_progress {
    /** Set by the caller: `sizeof(ihuyi_progress)`. */
    uint32_t struct_size;
    /** `IHUYI_BULK_PLANNING`, `IHUYI_BULK_READY`, `IHUYI_BULK_PAUSED`, `IHUYI_BULK_HALTED` or `IHUYI_BULK_DONE`; 0 on failure. */
    int32_t state;
    /** Why it pauses, or was halted; otherwise 0. */
    int32_t code;
    /** Seconds until it can go on, when it pauses. */
    int32_t wait;
    /** Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`. */
    uint32_t flags;
    /** Rows that are to be sent, whatever has become of them: without those left out. */
    int32_t rows;
    /** Rows that wait. */
    int32_t planned;
    /** Rows that are on their way in other threads. */
    int32_t sending;
    /** Rows that the gateway took. */
    int32_t accepted;
    /** Rows that were refused. */
    int32_t refused;
    /** Rows of unknown end. */
    int32_t unknown;
    /** Rows that were left out. */
    int32_t left_out;
    /** Billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one. */
    int32_t segments;
    /** Billed messages of the accepted ones. */
    int32_t accepted_segments;
    /** Why it pauses or was halted, and what to do, in the language of the setting `lang`. */
    char message[512];
} ihuyi_progress;

/** One row of a list. Set `struct_size` first, as for `ihuyi_result`. What a row does not have is empty, or 0. */
typedef struct ihuyi_row {
    /** Set by the caller: `sizeof(ihuyi_row)`. */
    uint32_t struct_size;
    /** Its number in the journal, from 1 on; 0: there is no more row. */
    uint32_t number;
    /**
     * `IHUYI_ROW_PLANNED`, `IHUYI_ROW_SENDING`, `IHUYI_ROW_ACCEPTED`, `IHUYI_ROW_REFUSED`, `IHUYI_ROW_UNKNOWN` or `IHUYI_ROW_LEFT_OUT`.
     */
    int32_t state;
    /** The last answer's code, or why it was left out. */
    int32_t code;
    /** Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`. */
    uint32_t flags;
    /** Where it stood in the list: the first that was added is 1; where `ihuyi bulk plan` made the plan, the spreadsheet's row. */
    int32_t line;
    /** Billed messages; 0 when only the gateway knows. */
    int32_t segments;
    /** The number, whole: keep it out of logs. */
    char mobile[32];
    /** What it was called when it was added. */
    char reference[128];
    /** The gateway's id. */
    char message_id[64];
    /** When it came to where it stands, as `2017-08-02 14:31:51`, China Standard Time; empty: never sent. */
    char time[32];
    /** The gateway's own words, or the library's in the language of the setting `lang`. */
    char message[512];
} ihuyi_row;

/**
 * Begins a list, or takes over the one that is there.
 *
 * Where no file is at `journal`, a plan begins. It is a journal once `ihuyi_bulk_run` was called; closed before that, nothing of it is left.
 * Where a journal is, it is taken over; it must be for the same account and gateway, and no other process may send from it.
 *
 * @param client  whose settings; they are copied, so the client may be changed and freed
 * @param journal path of the file, as for `ihuyi_client_open`: the whole one, so that it is the same list whatever folder the program is started in
 * @param options NULL, or lines of `key = value`: `service = marketing` (otherwise `sms`); `template_id`, with which each row's text is the
 *                variables; `hours = 09:00-20:30`, China Standard Time, outside which nothing is sent; `rate = 20`, messages a second at most;
 *                `repeats = yes`, to send for each row of a number that stands in several (otherwise for the first only);
 *                `schedule`, `list = 100` (numbers of one text in a request) and `batch = yes` (the v1 bulk interface), all three for marketing
 *                only. For a journal that is there: each that is given must be as it was planned, but `rate`
 * @param result  says what is wrong when the handle is NULL; may be NULL
 * @return the handle, to be closed with `ihuyi_bulk_close`; NULL on failure
 */
IHUYI_API ihuyi_bulk *IHUYI_CALL ihuyi_bulk_open(const ihuyi_client *client, const char *journal, const char *options,
    ihuyi_result *result);

/**
 * Adds a row to a plan. It is checked at once, as `ihuyi_submit` checks it; nothing is sent.
 *
 * @param bulk      a list whose plan is not written yet
 * @param mobile    the number, one, as its service wants it
 * @param content   the whole text; with a template id the variables, joined with `|`
 * @param reference what the row is called elsewhere, an order's number perhaps; NULL or empty: nothing
 * @param result    `segments` and `characters` of a row that will be sent, otherwise why not; may be NULL
 * @return 0 when it will be sent. Otherwise, with `IHUYI_FLAG_LEFT_OUT`: why this row is left out, as 406 or 4074, which the journal remembers;
 *         without it: one of the `IHUYI_E_...` codes, and the row is not in the plan
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_bulk_add(const ihuyi_bulk *bulk, const char *mobile, const char *content,
    const char *reference, ihuyi_result *result);

/**
 * Sends row after row on this thread, for so long and what the last request takes, and returns.
 *
 * The first call writes the plan: from then on no row is added, rows whose number stood in an earlier one are left out (unless `repeats = yes`),
 * and the list is on the disk. Waits longer than two seconds are not waited for: then it returns with `IHUYI_BULK_PAUSED`.
 *
 * @param bulk      a list
 * @param budget_ms milliseconds; 0: nothing is sent, the plan is written, and what receipts have told since is looked up
 * @param out       how far it is; may not be NULL
 * @param result    says why not; may be NULL
 * @return 0: see `out->state`; or one of the `IHUYI_E_...` codes when it could not work at all, as `IHUYI_E_FILE` when the journal could not be
 *         written
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_bulk_run(const ihuyi_bulk *bulk, int32_t budget_ms, ihuyi_progress *out,
    ihuyi_result *result);

/**
 * Tells how far a list is. Asks neither the disk nor the gateway and waits for nobody, whether other threads add rows, write the plan or send.
 *
 * @param bulk   a list; while its plan is not written, numbers that stand in several rows are counted each time
 * @param out    where it goes
 * @param result may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_bulk_status(const ihuyi_bulk *bulk, ihuyi_progress *out, ihuyi_result *result);

/**
 * The next row of a list whose plan is written.
 *
 * Keep `out->number` and give it as `after` the next time; begin with 0.
 *
 * @param bulk   a list
 * @param state  one of `IHUYI_ROW_...`: only rows that stand there; 0: all
 * @param after  the number of the last row that was read
 * @param out    where it goes; with the number 0 there is no more
 * @param result may be NULL
 * @return 0, or one of the `IHUYI_E_...` codes
 */
IHUYI_API int32_t IHUYI_CALL ihuyi_bulk_next(const ihuyi_bulk *bulk, int32_t state, uint32_t after, ihuyi_row *out,
    ihuyi_result *result);

/**
 * Closes a list. NULL is fine; the same handle twice is not, nor one that another thread still uses. A plan that was not written is given up.
 */
IHUYI_API void IHUYI_CALL ihuyi_bulk_close(ihuyi_bulk *bulk);

/** What a fresh ihuyi_progress holds. */
#define IHUYI_PROGRESS_INIT { sizeof(ihuyi_progress), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {0} }

/** What a fresh ihuyi_row holds. */
#define IHUYI_ROW_INIT { sizeof(ihuyi_row), 0, 0, 0, 0, 0, 0, {0}, {0}, {0}, {0}, {0} }

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
