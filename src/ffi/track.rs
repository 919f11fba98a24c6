//! # What became of a message
//!
//! Accepted is not delivered: that is told by receipts, which the gateway posts to your site. With the setting `track` on, every submission is
//! written down in the setting `store`; hand each push to `ihuyi_push_record`, and ask with `ihuyi_status`.
//!
//! A submission that ended unknown is settled by its receipt, when that receipt can be of no other: it carries an id that is not known, and
//! exactly one unknown submission went to that number in the three days before. Otherwise it stays unknown. Sending again with the same
//! `reference` then returns what was settled.
//!
//! Nothing of this asks the gateway, which has no such question.

use super::border::{self, Room, Speech, put, text};
use super::call::{answering, filling};
use super::client::{ihuyi_client, no_handle, speech_of};
use super::push::{self as pushes, FIRST_VERSION as FIRST_PUSH, ROOM as PUSH_ROOM, ihuyi_push};
use super::result::{IHUYI_FLAG_CUT, ihuyi_result};
use crate::answer::Answer;
use crate::client::Client;
use crate::push;
use crate::track::{self, Delivery, State};
use std::ffi::{CStr, c_char};

/// The gateway took it; its receipt is not there yet.
pub const IHUYI_STATE_ACCEPTED: i32 = 1;
/// The phone has got it; all of them, where there are several.
pub const IHUYI_STATE_DELIVERED: i32 = 2;
/// The phone has not got it; where there are several, one of them at least.
pub const IHUYI_STATE_FAILED: i32 = 3;
/// It left, and nobody knows whether the gateway took it.
pub const IHUYI_STATE_UNKNOWN: i32 = 4;

/// The submission had ended unknown; a receipt has told its id since.
pub const IHUYI_FLAG_SETTLED: u32 = 16;

const _: () = assert!(
    State::Accepted as i32 == IHUYI_STATE_ACCEPTED
        && State::Delivered as i32 == IHUYI_STATE_DELIVERED
        && State::Failed as i32 == IHUYI_STATE_FAILED
        && State::Unknown as i32 == IHUYI_STATE_UNKNOWN
);

/// What is known of a message. Set `struct_size` first, as for `ihuyi_result`. What is not known is empty, or 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_delivery {
    /// Set by the caller: `sizeof(ihuyi_delivery)`.
    pub struct_size: u32,
    /// `IHUYI_STATE_ACCEPTED`, `IHUYI_STATE_DELIVERED`, `IHUYI_STATE_FAILED` or `IHUYI_STATE_UNKNOWN`; 0 on failure.
    pub state: i32,
    /// The receipt's code: 2 is delivered. Of several numbers, that of the first one that failed.
    pub code: i32,
    /// Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`, `IHUYI_FLAG_SETTLED`.
    pub flags: u32,
    /// Numbers that it went to.
    pub recipients: i32,
    /// Of these, how many have got it.
    pub delivered: i32,
    /// Of these, how many have not.
    pub failed: i32,
    /// The service, as for `ihuyi_submit`.
    pub service: [c_char; 32],
    /// The gateway's id; empty while the end is unknown.
    pub message_id: [c_char; 64],
    /// The first number, masked: `138****0000`.
    pub mobile: [c_char; 32],
    /// The carrier's status, as `DELIVRD` or `MK:0001`, of the receipt that `code` is of.
    pub status: [c_char; 256],
    /// What it means and what to do, in the language of the setting `lang`; empty when nothing is known of it.
    pub explanation: [c_char; 768],
    /// When it was submitted, as `2017-08-02 14:31:51`, China Standard Time.
    pub submitted: [c_char; 32],
    /// When the carrier reported, as the gateway wrote it.
    pub reported: [c_char; 32],
}

/// The struct's size when it was first published. Never changes.
const FIRST_VERSION: usize = 1244;
const _: () = assert!(size_of::<ihuyi_delivery>() >= FIRST_VERSION);

/// Reads the body of a push, as `ihuyi_push_parse` does, and remembers what it says: for `ihuyi_status`, or for `ihuyi_inbox`.
///
/// The same push may come several times and in any order; it is remembered once. A receipt of a message that is not remembered is read and
/// forgotten.
///
/// @param client whose store; it need not be the one that sent
/// @param body   as for `ihuyi_push_parse`
/// @param out    what the push says; may be NULL
/// @param result says what is wrong with the body, or with the store; may be NULL
/// @return 0: answer `success`. One of the `IHUYI_E_...` codes: do not, and the gateway will push it again
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_push_record(
    client: *const ihuyi_client,
    body: *const c_char,
    out: *mut ihuyi_push,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        let recorded = |client: &Client| {
            let struct_size = if out.is_null() { None } else { Some(PUSH_ROOM.size(out, FIRST_PUSH)?) };
            let body = if body.is_null() { &[][..] } else { CStr::from_ptr(body).to_bytes() };
            let push = push::parse(body)?;
            let number = track::record(&client.vault()?, &client.config().track, &push)?;
            if let Some(struct_size) = struct_size {
                border::copy_out(out, struct_size, &pushes::fill(&push, number, struct_size, speech));
            }
            Ok(())
        };
        answering(result, speech, || {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            recorded(&handle.0).map_or_else(Answer::failed, |()| Answer::done())
        })
    }
}

/// Tells what is known of a message.
///
/// @param client whose store
/// @param what   the gateway's id, or the `reference` it was sent with; or a number: the newest message of unknown end to it
/// @param out    where it goes; written on failure, too
/// @param result may be NULL
/// @return 0; `IHUYI_E_NO_STATUS` when nothing is remembered of it, or another of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_status(
    client: *const ihuyi_client,
    what: *const c_char,
    out: *mut ihuyi_delivery,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        let empty = |struct_size| fill(None, struct_size, speech);
        filling((out, &ROOM, FIRST_VERSION), result, speech, empty, |struct_size| {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let told = || {
                let what = text(what, speech.charset, ("编号", "what"))?;
                track::status(&handle.0.vault()?, handle.0.config().track.ttl, &what)
            };
            match told() {
                Err(failure) => Answer::failed(failure),
                Ok(delivery) => {
                    border::copy_out(out, struct_size, &fill(Some(&delivery), struct_size, speech));
                    Answer::done()
                }
            }
        })
    }
}

/// The next reply of a user, or verdict on a template, that was remembered.
///
/// Keep `out->number` and give it as `after` the next time; begin with 0. Replies are kept for the setting `track_ttl`, whoever has read them.
///
/// @param client whose store
/// @param after  the number of the last one that was read
/// @param out    where it goes, with its `number`; with the number 0 there is no more
/// @param result may be NULL
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_inbox(
    client: *const ihuyi_client,
    after: u32,
    out: *mut ihuyi_push,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        filling((out, &PUSH_ROOM, FIRST_PUSH), result, speech, pushes::empty, |struct_size| {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let next = || track::after(&handle.0.vault()?, &handle.0.config().track, after);
            match next() {
                Err(failure) => Answer::failed(failure),
                Ok(item) => {
                    if let Some(item) = item {
                        let filled = pushes::fill(&item.push, item.number, struct_size, speech);
                        border::copy_out(out, struct_size, &filled);
                    }
                    Answer::done()
                }
            }
        })
    }
}

const ROOM: Room = Room {
    name: "delivery",
    nowhere: ("out 为 NULL，没有地方写结果。", "out is NULL: there is nowhere to write to."),
    undone: ("", ""),
};

fn fill(delivery: Option<&Delivery>, struct_size: u32, speech: Speech) -> ihuyi_delivery {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let mut out = ihuyi_delivery {
        struct_size,
        state: 0,
        code: 0,
        flags: 0,
        recipients: 0,
        delivered: 0,
        failed: 0,
        service: [0; 32],
        message_id: [0; 64],
        mobile: [0; 32],
        status: [0; 256],
        explanation: [0; 768],
        submitted: [0; 32],
        reported: [0; 32],
    };
    let Some(delivery) = delivery else { return out };
    out.state = delivery.state as i32;
    out.code = delivery.code;
    out.recipients = int(delivery.recipients);
    out.delivered = int(delivery.delivered);
    out.failed = int(delivery.failed);
    let cut = [
        put(&mut out.service, &delivery.service, speech.charset),
        put(&mut out.message_id, &delivery.id, speech.charset),
        put(&mut out.mobile, &delivery.mobile, speech.charset),
        put(&mut out.status, &delivery.status, speech.charset),
        put(&mut out.explanation, &delivery.explanation(speech.lang), speech.charset),
        put(&mut out.submitted, &delivery.submitted, speech.charset),
        put(&mut out.reported, &delivery.reported, speech.charset),
    ];
    out.flags = if cut.contains(&true) { IHUYI_FLAG_CUT } else { 0 };
    if delivery.settled {
        out.flags |= IHUYI_FLAG_SETTLED;
    }
    out
}
