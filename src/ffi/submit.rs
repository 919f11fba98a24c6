//! # Sending with a client
//!
//! The services, by name:
//!
//! `sms` text to a mainland number; `voice` a call that reads out a code of 4 to 6 digits; `voice_notice` a call that reads out an approved
//! template; `international` text to another country (`<country code> <number>`); `marketing` text to a list of numbers.
//! The vendor's own names `vm`, `isms` and `yx` are understood too.

use super::border::{Speech, text};
use super::call::answering;
use super::client::{ihuyi_client, no_handle, speech_of};
use super::result::ihuyi_result;
use crate::answer::{Answer, Failure};
use crate::client::Client;
use crate::message::{Options, Submission};
use crate::service::{Service, named};
use std::ffi::c_char;

/// Sends one message through any service, with the client's account for it.
///
/// @param client      the client
/// @param service     `sms`, `voice`, `voice_notice`, `international` or `marketing`
/// @param mobile      the number as that service wants it; for `marketing` a list with commas
/// @param content     the whole text; with a template id, the variables joined with `|`, as `1234` or `a|b|c`; for `voice` the code
/// @param template_id an approved template's number; NULL or empty: `content` is the whole text
/// @param options     NULL, or lines of `key = value`: `schedule = 2026-01-31 09:30:00` (marketing only, China Standard Time); `reference =
///                    order-1001-paid`, with which the same event sent again returns the first answer (`IHUYI_FLAG_REPEATED`) and no second
///                    message, kept for the setting `reference_ttl`; `resend = yes`, to send it after all when that answer was unknown;
///                    `key.ip = 192.0.2.7` and the like, for the limits of the setting `guard`
/// @param result      where the details go, or NULL
/// @return 2 when the gateway accepted it, its refusal (0 and above), or one of the `IHUYI_E_...` codes (below 0)
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_submit(
    client: *const ihuyi_client,
    service: *const c_char,
    mobile: *const c_char,
    content: *const c_char,
    template_id: *const c_char,
    options: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        asking(client, result, |client, speech| {
            let service = named(&text(service, speech.charset, ("service", "service"))?)?;
            let mobile = text(mobile, speech.charset, ("手机号码", "mobile"))?;
            let content = text(content, speech.charset, ("内容", "content"))?;
            let template_id = text(template_id, speech.charset, ("模板编号", "template_id"))?;
            let options = Options::parse(&text(options, speech.charset, ("选项", "options"))?)?;
            let submission = Submission {
                service,
                mobile: &mobile,
                content: &content,
                template_id: Some(&*template_id).filter(|id| !id.is_empty()),
                schedule: options.schedule.as_deref(),
            };
            Ok(client.submit_with(&submission, &options))
        })
    }
}

/// Asks how many messages are left on a service's account; `result->balance` holds the number.
///
/// @param service as for `ihuyi_submit`; NULL or empty: `sms`
/// @return 2 when the gateway answered, its refusal, or one of the `IHUYI_E_...` codes. Asking again is always safe
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_balance(
    client: *const ihuyi_client,
    service: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        asking(client, result, |client, speech| {
            let service = text(service, speech.charset, ("service", "service"))?;
            let service = if service.is_empty() { Service::Sms } else { named(&service)? };
            Ok(client.balance(service))
        })
    }
}

/// Hands in an SMS template for review; `result->message_id` holds its number. The review's verdict comes as a push.
///
/// The vendor documents no signed form of this call: it carries the MD5 of the APIKEY, the same each time.
///
/// @param content the template's text, with 【变量】 in place of each variable
/// @return 2 when the gateway took it, its refusal, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_add_template(
    client: *const ihuyi_client,
    content: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        asking(client, result, |client, speech| {
            let content = text(content, speech.charset, ("模板内容", "content"))?;
            Ok(client.add_template(&content))
        })
    }
}

/// The frame of a call that needs a client.
unsafe fn asking(
    client: *const ihuyi_client,
    result: *mut ihuyi_result,
    body: impl FnOnce(&Client, Speech) -> Result<Answer, Failure>,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || match client.as_ref() {
            None => Answer::failed(no_handle()),
            Some(handle) => body(&handle.0, speech).unwrap_or_else(Answer::failed),
        })
    }
}
