//! # What a call comes to
//!
//! A message that was asked to be sent ends in exactly one of four ways. Branch on `outcome`; `code` explains it.
//!
//! `IHUYI_OUTCOME_ACCEPTED`: the gateway took it and gave an id. Do not send again. (Accepted is not delivered: that is told by a receipt.)
//! `IHUYI_OUTCOME_REFUSED`: the gateway refused it, or the library saw that it would (`IHUYI_FLAG_LOCAL`). Mend the cause, then send again.
//! `IHUYI_OUTCOME_NOT_SENT`: nothing left this machine that the gateway could send. Sending again later is safe.
//! `IHUYI_OUTCOME_UNKNOWN`: the request left and no readable verdict came back. Do not send again blindly.

use super::border::{self, Speech};
use super::bulk::IHUYI_FLAG_LEFT_OUT;
use crate::answer::Answer;
use std::ffi::c_char;

/// The gateway took it and gave an id.
pub const IHUYI_OUTCOME_ACCEPTED: i32 = 1;
/// Refused, by the gateway or by a check of the library.
pub const IHUYI_OUTCOME_REFUSED: i32 = 2;
/// Nothing left this machine that the gateway could send.
pub const IHUYI_OUTCOME_NOT_SENT: i32 = 3;
/// The request left and no readable verdict came back.
pub const IHUYI_OUTCOME_UNKNOWN: i32 = 4;

/// A check of the library refused: no request was made, nothing was billed.
pub const IHUYI_FLAG_LOCAL: u32 = 1;
/// The gateway called our time stamp expired; its clock was learned and the request made once more.
pub const IHUYI_FLAG_CLOCK_CORRECTED: u32 = 2;
/// A text did not fit its array and was cut, between two characters.
pub const IHUYI_FLAG_CUT: u32 = 4;
/// An earlier call with the same `reference` came to this; nothing was sent now.
pub const IHUYI_FLAG_REPEATED: u32 = 8;

/// It succeeded.
pub const IHUYI_FAMILY_NONE: i32 = 0;
/// Account, key, or the address that asks: look at the console's settings.
pub const IHUYI_FAMILY_ACCOUNT: i32 = 1;
/// No messages left.
pub const IHUYI_FAMILY_BALANCE: i32 = 2;
/// This phone number.
pub const IHUYI_FAMILY_NUMBER: i32 = 3;
/// This text.
pub const IHUYI_FAMILY_CONTENT: i32 = 4;
/// Templates and their variables.
pub const IHUYI_FAMILY_TEMPLATE: i32 = 5;
/// Too many, or too fast.
pub const IHUYI_FAMILY_LIMIT: i32 = 6;
/// Another refusal of the gateway's.
pub const IHUYI_FAMILY_GATEWAY: i32 = 7;
/// The call itself: an argument that makes no sense, text in another charset.
pub const IHUYI_FAMILY_ARGUMENT: i32 = 8;
/// A setting, or the file it stands in.
pub const IHUYI_FAMILY_SETTING: i32 = 9;
/// The way to the gateway; nothing was sent.
pub const IHUYI_FAMILY_NETWORK: i32 = 10;
/// Nobody knows whether it went.
pub const IHUYI_FAMILY_UNKNOWN: i32 = 11;
/// A defect of the library.
pub const IHUYI_FAMILY_INTERNAL: i32 = 12;
/// A one-time code or a picture challenge: wrong, expired, used up, or not there.
pub const IHUYI_FAMILY_VERIFY: i32 = 13;
/// The store of codes and counts, and its secret key.
pub const IHUYI_FAMILY_STORE: i32 = 14;

/// What a call came to. The caller owns it; there is nothing to free.
///
/// Set `struct_size` to `sizeof(ihuyi_result)` before the call (`IHUYI_RESULT_INIT` does), so that an older program and a newer library fit
/// together: the library writes no more than that. Every pointer to a result may be NULL.
/// Texts end with a NUL and are in the client's charset.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_result {
    /// Set by the caller: `sizeof(ihuyi_result)`.
    pub struct_size: u32,
    /// `IHUYI_OUTCOME_ACCEPTED`, `IHUYI_OUTCOME_REFUSED`, `IHUYI_OUTCOME_NOT_SENT` or `IHUYI_OUTCOME_UNKNOWN`; for a call that asks no gateway, 0 when it succeeded.
    pub outcome: i32,
    /// The same number that the function returned.
    pub code: i32,
    /// HTTP status of the gateway's last reply; 0 when there was none.
    pub http_status: i32,
    /// Sum of `IHUYI_FLAG_...`.
    pub flags: u32,
    /// Billed messages per recipient; 0 when that cannot be known here (template mode, international, voice notification).
    pub segments: i32,
    /// Characters counted for billing, signature included; 0 when that cannot be known here.
    pub characters: i32,
    /// Recipients of this call; numbers given twice count once.
    pub recipients: i32,
    /// Messages left, after `ihuyi_balance`; -1 otherwise.
    pub balance: i32,
    /// Milliseconds that the call took.
    pub elapsed_ms: i32,
    /// One of `IHUYI_FAMILY_...`: what the code is about.
    pub family: i32,
    /// The gateway's id of the submission, or of the new template. Text, because it can have more digits than any integer holds.
    pub message_id: [c_char; 64],
    /// The gateway's own words, or the library's in the language of the setting `lang`. For people; never branch on it.
    pub message: [c_char; 512],
}

/// The struct's size when it was first published. Never changes.
const FIRST_VERSION: usize = 620;
const _: () = assert!(size_of::<ihuyi_result>() >= FIRST_VERSION);

/// Whether a result can be written: NULL (then nothing is written) or a struct that says its size.
///
/// # Safety
/// `out` is NULL or points to at least four readable bytes.
pub unsafe fn is_writable(out: *const ihuyi_result) -> bool {
    out.is_null() || unsafe { border::struct_size(out, FIRST_VERSION) }.is_some()
}

/// Writes the answer, unless `out` is NULL.
///
/// # Safety
/// [`is_writable`] said yes.
pub unsafe fn write(out: *mut ihuyi_result, answer: &Answer, speech: Speech) {
    if out.is_null() {
        return;
    }
    let Some(struct_size) = (unsafe { border::struct_size(out, FIRST_VERSION) }) else { return };
    let int = |n: u128| i32::try_from(n).unwrap_or(i32::MAX);
    let mut result = ihuyi_result {
        struct_size,
        outcome: if answer.is_done() { 0 } else { answer.outcome as i32 },
        code: answer.code,
        http_status: answer.http_status.into(),
        flags: 0,
        segments: int(answer.segments.into()),
        characters: int(answer.characters.into()),
        recipients: int(answer.recipients.into()),
        balance: answer.balance.map_or(-1, |n| n.clamp(0, i32::MAX.into()) as i32),
        elapsed_ms: int(answer.elapsed.as_millis()),
        family: answer.family as i32,
        message_id: [0; 64],
        message: [0; 512],
    };
    let cut_id = border::put(&mut result.message_id, &answer.id, speech.charset);
    let cut_message = border::put(&mut result.message, answer.words(speech.lang), speech.charset);
    for (set, flag) in [
        (answer.local, IHUYI_FLAG_LOCAL),
        (answer.clock_corrected, IHUYI_FLAG_CLOCK_CORRECTED),
        (cut_id || cut_message, IHUYI_FLAG_CUT),
        (answer.repeated, IHUYI_FLAG_REPEATED),
        (answer.left_out, IHUYI_FLAG_LEFT_OUT),
    ] {
        result.flags |= if set { flag } else { 0 };
    }
    unsafe { border::copy_out(out, struct_size, &result) };
}
