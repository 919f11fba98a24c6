//! # Three functions, for most programs enough
//!
//! Account and password are arguments; everything else is the process's default client's: settings from environment variables
//! (`IHUYI_GATEWAY`, `IHUYI_TIMEOUT`, ...), then from the file `ihuyi.ini` beside the library (beside the program, when it holds the static library), its `charset` included - so that a
//! program in GBK needs no handle. Both are read once.
//! Any number of threads may call them at once.

use super::border::{self, text};
use super::call::answering;
use super::default::{default_client, default_speech};
use super::result::ihuyi_result;
use crate::answer::Answer;
use crate::client::Credentials;
use crate::codes;
use crate::message::Submission;
use crate::service::Service;
use once_cell::race::OnceBox;
use std::ffi::{CStr, CString, c_char};

/// Sends one text message to a mainland number.
///
/// @param account  the console's APIID for SMS, as `C00000000`
/// @param password the console's APIKEY. It does not travel: it signs (setting `password_mode`)
/// @param mobile   11 digits; `+86`, `86`, blanks and dashes may be there
/// @param content  the whole text, at most 500 characters, without signature: the platform adds it
/// @param result   where the details go, or NULL
/// @return 2 when the gateway accepted it, its refusal (0 and above), or one of the `IHUYI_E_...` codes (below 0): no verdict
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_send(
    account: *const c_char,
    password: *const c_char,
    mobile: *const c_char,
    content: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe { submit(Service::Sms, [account, password, mobile, content], result) }
}

/// Calls a mainland number and reads out a code.
///
/// @param account  the console's APIID for voice codes, as `V00000000`
/// @param password the console's APIKEY for voice codes
/// @param mobile   as for `ihuyi_send`
/// @param code     4 to 6 digits and nothing else
/// @param result   where the details go, or NULL
/// @return as `ihuyi_send`
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_voice(
    account: *const c_char,
    password: *const c_char,
    mobile: *const c_char,
    code: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe { submit(Service::Voice, [account, password, mobile, code], result) }
}

unsafe fn submit(service: Service, arguments: [*const c_char; 4], result: *mut ihuyi_result) -> i32 {
    let speech = default_speech();
    unsafe {
        answering(result, speech, || {
            let [account, password, mobile, content] = arguments;
            let sent = default_client().and_then(|client| {
                let account = text(account, speech.charset, ("account", "account"))?;
                let apikey = text(password, speech.charset, ("password", "password"))?;
                let mobile = text(mobile, speech.charset, ("手机号码", "mobile"))?;
                let content = text(content, speech.charset, ("内容", "content"))?;
                let by = Credentials { account: account.trim(), apikey: apikey.trim() };
                let submission =
                    Submission { service, mobile: &mobile, content: &content, template_id: None, schedule: None };
                Ok(client.submit_as(by, &submission))
            });
            sent.unwrap_or_else(Answer::failed)
        })
    }
}

/// What a code means, in Chinese as the vendor words it. Where a code means two things by service, both are named.
///
/// Answers for every number. In the default client's charset, whatever a handle is set to. Never NULL, never freed, the same text for the life of the process.
/// `ihuyi_explain` says more.
///
/// @param code any code that a function of this library returned
/// @return a text that ends with a NUL
#[unsafe(no_mangle)]
pub extern "system" fn ihuyi_strerror(code: i32) -> *const c_char {
    const SILENT: &CStr = c"";
    border::guard(SILENT.as_ptr(), || {
        static TEXTS: OnceBox<Vec<(&'static str, CString)>> = OnceBox::new();
        let texts = TEXTS.get_or_init(|| {
            let charset = default_speech().charset;
            // Any number that no table has gets the same text, one above 0 and another below; one of each stands for all.
            let numbers = codes::all().map(|(_, code)| code).chain([i32::MAX, i32::MIN]);
            let mut texts: Vec<&str> = numbers.map(codes::strerror).collect();
            texts.sort_unstable();
            texts.dedup();
            let encode =
                |text: &'static str| (text, CString::new(charset.encode(text).into_owned()).unwrap_or_default());
            Box::new(texts.into_iter().map(encode).collect())
        });
        let text = codes::strerror(code);
        texts.binary_search_by_key(&text, |(text, _)| text).map_or(SILENT.as_ptr(), |at| texts[at].1.as_ptr())
    })
}
