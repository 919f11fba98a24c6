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
