//! # What a text will cost

use super::border::text;
use super::call::answering;
use super::client::{ihuyi_client, speech_of};
use super::default::default_client;
use super::result::ihuyi_result;
use crate::answer::{Answer, Failure};
use crate::message;
use crate::service::{Service, named};
use std::ffi::c_char;

/// Counts billed messages without sending: up to 70 characters are one, a longer text is billed by 67; every Chinese character, letter,
/// digit and symbol counts one, and so does the signature (setting `signature`).
///
/// `result->segments` and `result->characters` hold the numbers; 0 where the vendor publishes no rule (`international`, `voice_notice`).
///
/// @param client  whose charset and signature; NULL: the default client
/// @param service as for `ihuyi_submit`; NULL or empty: `sms`
/// @param content the whole text
/// @param result  where the numbers go
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_segments(
    client: *const ihuyi_client,
    service: *const c_char,
    content: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || {
            let count = || -> Result<Answer, Failure> {
                let service = text(service, speech.charset, ("service", "service"))?;
                let service = if service.is_empty() { Service::Sms } else { named(&service)? };
                let content = text(content, speech.charset, ("内容", "content"))?;
                let bill = match client.as_ref() {
                    Some(handle) => message::bill(service, &content, false, &handle.0.config().signature),
                    None => message::bill(service, &content, false, &default_client()?.config().signature),
                }?;
                Ok(Answer::billed(bill))
            };
            count().unwrap_or_else(Answer::failed)
        })
    }
}
