//! # One-time codes
//!
//! To know that a phone belongs to its user: `ihuyi_verify_start` makes a code and sends it, `ihuyi_verify_check` compares what the user enters.
//! Both go by an id: keep it in the visitor's session, on the server. Whoever does not have it can neither check nor use up your user's tries.
//!
//! `ihuyi_verify_start(client, "register", mobile, "ip = 192.0.2.7", &v, &result)` sends it: keep `v.id`.
//! `ihuyi_verify_check(client, id, entered, &v, &result) == 0` says that it is right: `v.mobile` is the user's.
//!
//! The code is in no answer, no log and no file. It is good for five minutes (setting `verify_ttl`), for five checks, and once.
//! Every send is held to the limits (setting `limits`) by the number and by the keys that you give: the visitor's address, device, session.
//! Codes and counts are kept in the setting `store`.

use super::border::{self, Room, Speech, put, text};
use super::call::filling;
use super::client::{ihuyi_client, no_handle, speech_of};
use super::guard::seconds;
use super::result::{IHUYI_FLAG_CUT, ihuyi_result};
use crate::answer::{Answer, Failure};
use crate::client::Client;
use crate::guard::circumstances::Circumstances;
use crate::verify::{self, Verification, Way};
use std::ffi::c_char;

/// The code went as a text message.
pub const IHUYI_CHANNEL_SMS: i32 = 1;
/// The code was read out in a call.
pub const IHUYI_CHANNEL_VOICE: i32 = 2;

const _: () = assert!(Way::Sms as i32 == IHUYI_CHANNEL_SMS && Way::Voice as i32 == IHUYI_CHANNEL_VOICE);

/// What a site needs to know of a verification. Set `struct_size` first, as for `ihuyi_result`. What a call does not tell is empty, or 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_verification {
    /// Set by the caller: `sizeof(ihuyi_verification)`.
    pub struct_size: u32,
    /// `IHUYI_CHANNEL_SMS` or `IHUYI_CHANNEL_VOICE`: the way the code went; 0: it did not.
    pub channel: i32,
    /// Digits of the code.
    pub digits: i32,
    /// Seconds until the code can be asked for again: show them counting down. After `IHUYI_E_LIMIT`, until there is room.
    pub wait: i32,
    /// Seconds that the code is still good.
    pub valid: i32,
    /// Checks that are left.
    pub left: i32,
    /// Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`.
    pub flags: u32,
    /// What the site keeps in the visitor's session; empty when no code was made.
    pub id: [c_char; 64],
    /// After a right check: the number that the code was sent to. Trust this one, and not what a form says.
    pub mobile: [c_char; 32],
    /// After a right check: what the code was for. Compare it with what you are about to do.
    pub purpose: [c_char; 64],
    /// The limit that stopped the send, as `sms:mobile 1/60s`; `breaker`, or `captcha` where a picture comes first.
    pub limit: [c_char; 80],
}

/// The struct's size when it was first published. Never changes.
const FIRST_VERSION: usize = 268;
const _: () = assert!(size_of::<ihuyi_verification>() >= FIRST_VERSION);

/// Makes a code and sends it.
///
/// When the outcome is unknown the code is good and the send is counted: the message may have arrived. When it was refused or not sent there is no code.
///
/// @param client  the client
/// @param purpose what the code is for, as `register` or `reset`: 1 to 48 bytes
/// @param mobile  a mainland number
/// @param keys    NULL, or lines of `key = value` that limits count by: `ip`, `device`, `session`, `site`, or any name of your own; and `channel`
///                (`sms`, `voice`, `auto`), `captcha_id` and `captcha_answer`, or `captcha = passed` when another service has checked
/// @param out     where the id goes; written on failure, too
/// @param result  as for `ihuyi_submit`; may be NULL
/// @return 2 when the gateway accepted it, its refusal (0 and above), or one of the `IHUYI_E_...` codes (below 0): `IHUYI_E_LIMIT`,
///         `IHUYI_E_BREAKER`, `IHUYI_E_DENIED`, `IHUYI_E_CAPTCHA_NEEDED`, `IHUYI_E_CAPTCHA_WRONG`, `IHUYI_E_STORE` among them
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_verify_start(
    client: *const ihuyi_client,
    purpose: *const c_char,
    mobile: *const c_char,
    keys: *const c_char,
    out: *mut ihuyi_verification,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        telling(client, out, result, |client, speech| {
            let purpose = text(purpose, speech.charset, ("用途", "purpose"))?;
            let mobile = text(mobile, speech.charset, ("手机号码", "mobile"))?;
            let told = Circumstances::parse(&text(keys, speech.charset, ("键", "keys"))?)?;
            Ok(verify::start(client, &purpose, &mobile, &told))
        })
    }
}

/// Sends the code of a verification again: the same code, which is good for its whole time again. Held to the same limits.
///
/// @param id      the id of `ihuyi_verify_start`
/// @param channel `sms`, `voice` or `auto`; NULL or empty: the setting `verify_channel`, where `auto` now means a call
/// @param keys    as for `ihuyi_verify_start`
/// @param out     as for `ihuyi_verify_start`
/// @return as `ihuyi_verify_start`; and `IHUYI_E_CODE_NONE`, `IHUYI_E_CODE_EXPIRED` or `IHUYI_E_CODE_LOCKED` when there is nothing to send again
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_verify_resend(
    client: *const ihuyi_client,
    id: *const c_char,
    channel: *const c_char,
    keys: *const c_char,
    out: *mut ihuyi_verification,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        telling(client, out, result, |client, speech| {
            let id = text(id, speech.charset, ("编号", "id"))?;
            let channel = text(channel, speech.charset, ("channel", "channel"))?;
            let told = Circumstances::parse(&text(keys, speech.charset, ("键", "keys"))?)?;
            Ok(verify::resend(client, &id, Some(&*channel), &told))
        })
    }
}

/// Checks a code that was entered. The right one is right once; of two calls at the same time, one.
///
/// @param id     the id of `ihuyi_verify_start`, from the visitor's session
/// @param code   what the user entered; blanks, dashes and full-width digits are understood
/// @param out    `mobile` and `purpose` when it was right, `left` when it was wrong
/// @param result may be NULL
/// @return 0 when it was right and for nothing else; `IHUYI_E_CODE_WRONG`, `IHUYI_E_CODE_EXPIRED`, `IHUYI_E_CODE_NONE`, `IHUYI_E_CODE_LOCKED`,
///         or another of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_verify_check(
    client: *const ihuyi_client,
    id: *const c_char,
    code: *const c_char,
    out: *mut ihuyi_verification,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        telling(client, out, result, |client, speech| {
            let id = text(id, speech.charset, ("编号", "id"))?;
            let code = text(code, speech.charset, ("验证码", "code"))?;
            Ok(verify::check(client, &id, &code))
        })
    }
}

/// The frame of a call that writes a verification. It is written before anything can fail, so that an old id is never taken for a new one.
unsafe fn telling(
    client: *const ihuyi_client,
    out: *mut ihuyi_verification,
    result: *mut ihuyi_result,
    body: impl FnOnce(&Client, Speech) -> Result<(Verification, Answer), Failure>,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        let empty = |struct_size| fill(&Verification::default(), struct_size, speech);
        filling((out, &ROOM, FIRST_VERSION), result, speech, empty, |struct_size| {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let (verification, answer) =
                body(&handle.0, speech).unwrap_or_else(|failure| (Verification::default(), Answer::failed(failure)));
            border::copy_out(out, struct_size, &fill(&verification, struct_size, speech));
            answer
        })
    }
}

const ROOM: Room = Room {
    name: "verification",
    nowhere: (
        "out 为 NULL，没有地方写验证的编号，未发送。",
        "out is NULL: there is nowhere to write the verification's id to. Nothing was sent.",
    ),
    undone: ("，未发送", "; nothing was sent"),
};

fn fill(verification: &Verification, struct_size: u32, speech: Speech) -> ihuyi_verification {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let mut out = ihuyi_verification {
        struct_size,
        channel: verification.way as i32,
        digits: int(verification.digits),
        wait: seconds(verification.wait),
        valid: seconds(verification.valid),
        left: int(verification.left),
        flags: 0,
        id: [0; 64],
        mobile: [0; 32],
        purpose: [0; 64],
        limit: [0; 80],
    };
    let cut = [
        put(&mut out.id, &verification.id, speech.charset),
        put(&mut out.mobile, &verification.mobile, speech.charset),
        put(&mut out.purpose, &verification.purpose, speech.charset),
        put(&mut out.limit, &verification.limit, speech.charset),
    ];
    out.flags = if cut.contains(&true) { IHUYI_FLAG_CUT } else { 0 };
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::own;

    #[test]
    fn an_old_id_is_gone_even_where_the_result_is_no_struct() {
        let old = Verification { id: "an-old-id".to_owned(), left: 3, ..Verification::default() };
        let speech = Speech { charset: Default::default(), lang: Default::default() };
        let size = size_of::<ihuyi_verification>() as u32;
        let mut out = fill(&old, size, speech);
        assert!(out.id[0] != 0 && out.left == 3);
        // A result whose size was never set: nothing but its first member is looked at.
        let mut result = 0u32;
        let code = unsafe {
            ihuyi_verify_check(std::ptr::null(), c"x".as_ptr(), c"1".as_ptr(), &mut out, (&raw mut result).cast())
        };
        assert_eq!(code, own::STRUCT_SIZE);
        assert_eq!((out.struct_size, out.id[0], out.left), (size, 0, 0));
    }
}
