//! # What the gateway tells afterwards
//!
//! The gateway posts to an address of your site that is set in its console: a delivery receipt for each message, a reply of a user, the
//! verdict on a template. Hand the request's body to `ihuyi_push_record`, which remembers it, or to `ihuyi_push_parse`, which only reads it,
//! and answer with the seven characters `success`: anything else counts as a failure, and the same push comes again, three times at most.
//!
//! Pushes carry no signature. Keep the address secret, and believe a push no more than that.

use super::border::{self, Room, Speech, put};
use super::call::answering;
use super::client::{ihuyi_client, speech_of};
use super::result::{IHUYI_FLAG_CUT, ihuyi_result};
use crate::answer::{Answer, Failure};
use crate::push::{self, ANSWER, Kind, Push};
use std::ffi::{CStr, c_char};

/// A delivery receipt: what became of one message to one number.
pub const IHUYI_PUSH_RECEIPT: i32 = 1;
/// A text that a user sent in reply.
pub const IHUYI_PUSH_REPLY: i32 = 2;
/// The verdict on a template.
pub const IHUYI_PUSH_TEMPLATE_REVIEW: i32 = 3;

const _: () = assert!(
    Kind::Receipt as i32 == IHUYI_PUSH_RECEIPT
        && Kind::Reply as i32 == IHUYI_PUSH_REPLY
        && Kind::TemplateReview as i32 == IHUYI_PUSH_TEMPLATE_REVIEW
);

/// What a push says. Set `struct_size` first, as for `ihuyi_result`. What a kind of push does not have is empty, or 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_push {
    /// Set by the caller: `sizeof(ihuyi_push)`.
    pub struct_size: u32,
    /// `IHUYI_PUSH_RECEIPT`, `IHUYI_PUSH_REPLY` or `IHUYI_PUSH_TEMPLATE_REVIEW`.
    pub kind: i32,
    /// The push's own code: 2 is delivered, or approved.
    pub code: i32,
    /// Receipt: 1 when delivered. Template review: 1 when approved. Otherwise 0.
    pub success: i32,
    /// Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`.
    pub flags: u32,
    /// The id that the submission was answered with. For a reply it is the vendor's guess.
    pub message_id: [c_char; 64],
    /// The number, whole: keep it out of logs.
    pub mobile: [c_char; 32],
    /// Receipt: the carrier's status, as `DELIVRD` or `MK:0001`. Template review: the reason.
    pub status: [c_char; 256],
    /// What the carrier's status means and what to do, in the language of the setting `lang`; empty when nothing is known of it.
    pub explanation: [c_char; 768],
    /// Time of the event, as `2017-08-02 14:31:51`; the vendor does not say in which zone, China Standard Time is presumed.
    pub time: [c_char; 32],
    /// Template review: the template's number.
    pub template_id: [c_char; 32],
    /// Reply: the user's text.
    pub content: [c_char; 4096],
    /// What to answer the gateway with: `success`.
    pub answer: [c_char; 16],
    /// Its number in the inbox, after `ihuyi_inbox`, and after `ihuyi_push_record` for a reply or a template review; otherwise 0.
    pub number: u32,
}

/// The struct's size when it was first published. Never changes.
pub(super) const FIRST_VERSION: usize = 5316;
const _: () = assert!(size_of::<ihuyi_push>() >= FIRST_VERSION);

/// Reads the body of a push.
///
/// @param client whose charset and language for what is written to `out`; NULL: the default client
/// @param body   the request's body as it came (form fields, percent-encoded), or the query string
/// @param out    where it goes; unchanged on failure
/// @param result says what is wrong with the body; may be NULL
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_push_parse(
    client: *const ihuyi_client,
    body: *const c_char,
    out: *mut ihuyi_push,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || parse(body, out, speech).map_or_else(Answer::failed, |()| Answer::done()))
    }
}

pub(super) const ROOM: Room = Room {
    name: "push",
    nowhere: ("out 为 NULL，没有地方写结果。", "out is NULL: there is nowhere to write to."),
    undone: ("", ""),
};

unsafe fn parse(body: *const c_char, out: *mut ihuyi_push, speech: Speech) -> Result<(), Failure> {
    let struct_size = unsafe { ROOM.size(out, FIRST_VERSION) }?;
    let body = if body.is_null() { &[][..] } else { unsafe { CStr::from_ptr(body) }.to_bytes() };
    let push = push::parse(body)?;
    let filled = fill(&push, 0, struct_size, speech);
    unsafe { border::copy_out(out, struct_size, &filled) };
    Ok(())
}

/// What a push says, as the caller's struct has it.
pub(super) fn fill(push: &Push, number: u32, struct_size: u32, speech: Speech) -> ihuyi_push {
    let row = push.row(speech.lang);
    let mut out =
        ihuyi_push { kind: row.kind as i32, code: row.code, success: row.success.into(), number, ..empty(struct_size) };
    let cut = [
        put(&mut out.message_id, row.message_id, speech.charset),
        put(&mut out.mobile, row.mobile, speech.charset),
        put(&mut out.status, row.status, speech.charset),
        put(&mut out.explanation, &row.explanation, speech.charset),
        put(&mut out.time, row.time, speech.charset),
        put(&mut out.template_id, row.template_id, speech.charset),
        put(&mut out.content, row.content, speech.charset),
        put(&mut out.answer, ANSWER, speech.charset),
    ];
    out.flags = if cut.contains(&true) { IHUYI_FLAG_CUT } else { 0 };
    out
}

/// A push that says nothing.
pub(super) fn empty(struct_size: u32) -> ihuyi_push {
    ihuyi_push {
        struct_size,
        kind: 0,
        code: 0,
        success: 0,
        flags: 0,
        message_id: [0; 64],
        mobile: [0; 32],
        status: [0; 256],
        explanation: [0; 768],
        time: [0; 32],
        template_id: [0; 32],
        content: [0; 4096],
        answer: [0; 16],
        number: 0,
    }
}
