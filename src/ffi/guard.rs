//! # Limits
//!
//! One-time codes are always held to the setting `limits`; plain sends are when the setting `guard` is on, and then give what limits count by as
//! options of `ihuyi_submit` (`key.ip = 192.0.2.7`). These functions are for whoever sends by another way, shows a page what is left, or frees a
//! number that was locked by mistake.
//!
//! Limits need no store of your own and no cron job: they are windows that slide, counted in the setting `store` by all processes together.

use super::border::{self, Room, Speech, put, text};
use super::call::{answering, filling};
use super::client::{ihuyi_client, no_handle, speech_of};
use super::result::{IHUYI_FLAG_CUT, ihuyi_result};
use crate::answer::{Answer, Failure};
use crate::client::Client;
use crate::guard::{self, Decide, Ruling, circumstances::Circumstances};
use crate::message::{normalise, numbers};
use crate::service::{Service, named};
use std::ffi::c_char;
use std::time::Duration;

/// What the limits say. Set `struct_size` first, as for `ihuyi_result`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_decision {
    /// Set by the caller: `sizeof(ihuyi_decision)`.
    pub struct_size: u32,
    /// 1 when it may be sent, otherwise 0.
    pub allowed: i32,
    /// Allowed: seconds until the same may be sent again. Not allowed: seconds until there is room; 0 when no waiting helps.
    pub wait: i32,
    /// Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`.
    pub flags: u32,
    /// The limit that decided, as `sms:mobile 1/60s`; empty when none did.
    pub limit: [c_char; 80],
}

/// The struct's size when it was first published. Never changes.
const FIRST_VERSION: usize = 96;
const _: () = assert!(size_of::<ihuyi_decision>() >= FIRST_VERSION);

/// Whether a message may be sent now, by lists and limits; counts it as sent when it may. An answer to a picture among the keys is looked at,
/// but none is demanded: that is for one-time codes.
///
/// For whoever sends by another way than this library. `ihuyi_submit` and `ihuyi_verify_start` do this themselves; do not do it for them.
///
/// @param service as for `ihuyi_submit`; NULL or empty: `sms`
/// @param mobile  the number; NULL or empty: only the keys count
/// @param keys    as for `ihuyi_verify_start`
/// @param out     what was decided; written on failure, too
/// @param result  says why not; may be NULL
/// @return 0 when it may be sent, or `IHUYI_E_LIMIT`, `IHUYI_E_DENIED`, `IHUYI_E_CAPTCHA_WRONG`, or another of the `IHUYI_E_...` codes; 406 when
///         the number is none
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_guard_ask(
    client: *const ihuyi_client,
    service: *const c_char,
    mobile: *const c_char,
    keys: *const c_char,
    out: *mut ihuyi_decision,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe { deciding(client, [service, mobile, keys], out, result, guard::ask) }
}

/// The same without counting: what `ihuyi_guard_ask` would say.
///
/// @return as `ihuyi_guard_ask`
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_guard_status(
    client: *const ihuyi_client,
    service: *const c_char,
    mobile: *const c_char,
    keys: *const c_char,
    out: *mut ihuyi_decision,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe { deciding(client, [service, mobile, keys], out, result, guard::look) }
}

/// Forgets what was counted for a number, an address or another key, so that it may send again at once.
///
/// @param kind   `mobile`, `ip` or another kind of key; `breaker` for the breaker
/// @param value  the number, the address, ...; for `breaker` the site, NULL or empty when there is one
/// @param result may be NULL
/// @return 0, whether there was anything or not; or one of the `IHUYI_E_...` codes; 406 when the number is none
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_guard_unlock(
    client: *const ihuyi_client,
    kind: *const c_char,
    value: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let unlock = || {
                let kind = text(kind, speech.charset, ("种类", "kind"))?;
                let value = text(value, speech.charset, ("值", "value"))?;
                guard::unlock(&handle.0.vault()?, &handle.0.config().guard, &kind, &value)
            };
            unlock().map_or_else(Answer::failed, |_| Answer::done())
        })
    }
}

unsafe fn deciding(
    client: *const ihuyi_client,
    [service, mobile, keys]: [*const c_char; 3],
    out: *mut ihuyi_decision,
    result: *mut ihuyi_result,
    decide: Decide,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        let empty = |struct_size| fill(None, struct_size, speech);
        filling((out, &ROOM, FIRST_VERSION), result, speech, empty, |struct_size| {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let decided = || {
                let service = text(service, speech.charset, ("service", "service"))?;
                let mobile = text(mobile, speech.charset, ("手机号码", "mobile"))?;
                let keys = text(keys, speech.charset, ("键", "keys"))?;
                ruling(&handle.0, &service, &mobile, &keys, decide)
            };
            match decided() {
                Err(failure) => Answer::failed(failure),
                Ok(ruling) => {
                    border::copy_out(out, struct_size, &fill(Some(&ruling), struct_size, speech));
                    ruling.failure.map_or_else(Answer::done, Answer::failed)
                }
            }
        })
    }
}

/// What the limits say of a send by another way.
pub(crate) fn ruling(
    client: &Client,
    service: &str,
    mobile: &str,
    keys: &str,
    decide: Decide,
) -> Result<Ruling, Failure> {
    let service = if service.is_empty() { Service::Sms } else { named(service)? };
    let mobile = if mobile.is_empty() { String::new() } else { normalise(service, mobile)? };
    let mobiles = numbers(&mobile);
    let told = Circumstances::parse(keys)?;
    let request = guard::Request {
        scope: service.name(),
        purpose: "",
        mobiles: &mobiles,
        told: &told,
        extra: Vec::new(),
        is_code: false,
    };
    decide(&client.vault()?, &client.config().guard, &request)
}

/// Whole seconds, rounded up.
pub(super) fn seconds(wait: Duration) -> i32 {
    i32::try_from(guard::seconds(wait)).unwrap_or(i32::MAX)
}

const ROOM: Room = Room {
    name: "decision",
    nowhere: (
        "out 为 NULL，没有地方写结果，没有计数。",
        "out is NULL: there is nowhere to write to. Nothing was counted.",
    ),
    undone: ("，没有计数", "; nothing was counted"),
};

fn fill(ruling: Option<&Ruling>, struct_size: u32, speech: Speech) -> ihuyi_decision {
    let mut out = ihuyi_decision { struct_size, allowed: 0, wait: 0, flags: 0, limit: [0; 80] };
    if let Some(ruling) = ruling {
        out.allowed = ruling.failure.is_none().into();
        out.wait = seconds(ruling.wait);
        out.flags = if put(&mut out.limit, &ruling.limit, speech.charset) { IHUYI_FLAG_CUT } else { 0 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_permission_is_gone_even_where_the_result_is_no_struct() {
        let size = size_of::<ihuyi_decision>() as u32;
        let mut out = ihuyi_decision { struct_size: size, allowed: 1, wait: 0, flags: 0, limit: [0; 80] };
        let mut result = 0u32;
        let none = std::ptr::null::<c_char>();
        let code = unsafe { ihuyi_guard_ask(none.cast(), none, none, none, &mut out, (&raw mut result).cast()) };
        assert_eq!((code, out.allowed), (crate::codes::own::STRUCT_SIZE, 0));
    }
}
