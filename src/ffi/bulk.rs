//! # A list of thousands, each sent once
//!
//! For programs that do what the command `ihuyi bulk` does: rows are added, the whole list is checked and written into a file, the journal,
//! and it is sent from there. Each row is on the disk as "sending" before its request leaves and with its outcome afterwards. So the
//! program may be killed at any moment: opened again, the list goes on where it stood, and rows that were on their way are of unknown end. They
//! are never sent again by themselves; a receipt settles them (setting `track`), or you say so: `ihuyi bulk resume --resend-unknown`.
//!
//! `list = ihuyi_bulk_open(client, "/srv/shop/spring.journal", "hours = 09:00-20:30", &result)` begins a plan, or takes over the journal that is there.
//! `ihuyi_bulk_add(list, mobile, text, "order-1001", &result)` adds a row; only before the plan is written.
//! `ihuyi_bulk_run(list, 0, &p, &result)` writes the plan and sends nothing: look what it costs (`p.segments`).
//! `while (ihuyi_bulk_run(list, 1000, &p, &result) == 0 && p.state == IHUYI_BULK_READY) show(p);` sends, a second at a time.
//! `ihuyi_bulk_close(list)`.
//!
//! A call works on its caller's thread and returns; there is no thread of the library's and no callback. One thread is one connection: for more,
//! call `ihuyi_bulk_run` from as many threads. One process sends from a journal at a time. The journal holds numbers and texts as they are; only
//! its owner may read it. `ihuyi bulk status`, `resume` and `export` work on it, too.

use super::border::{self, Room, Speech, put, text};
use super::call::{answering, filling};
use super::client::{ihuyi_client, no_handle, path, speech_of};
use super::default::default_speech;
use super::guard::seconds;
use super::result::{IHUYI_FLAG_CUT, ihuyi_result};
use crate::answer::{Answer, Failure};
use crate::bulk::{Options, Phase, Row, Standing, State, Task};
use crate::client::Client;
use crate::codes::own;
use crate::track::china;
use std::borrow::Cow;
use std::ffi::{CStr, c_char};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Rows can be added; nothing is on the disk, and nothing was sent.
pub const IHUYI_BULK_PLANNING: i32 = 1;
/// Rows wait to be sent: call `ihuyi_bulk_run`.
pub const IHUYI_BULK_READY: i32 = 2;
/// Nothing can be sent for `wait` seconds: the hours are over, or the network is. Call `ihuyi_bulk_run` again after that.
pub const IHUYI_BULK_PAUSED: i32 = 3;
/// Nothing more is sent: the account, a setting, or a gateway that refuses everything. Mend it, close the list, and open it again.
pub const IHUYI_BULK_HALTED: i32 = 4;
/// No row waits. Where several threads send, some may still be on their way.
pub const IHUYI_BULK_DONE: i32 = 5;

/// It waits.
pub const IHUYI_ROW_PLANNED: i32 = 1;
/// It is on its way.
pub const IHUYI_ROW_SENDING: i32 = 2;
/// The gateway took it.
pub const IHUYI_ROW_ACCEPTED: i32 = 3;
/// The gateway, or a check of the library, refused it. Nothing was sent.
pub const IHUYI_ROW_REFUSED: i32 = 4;
/// It may have been sent, and may not. Never sent again by itself.
pub const IHUYI_ROW_UNKNOWN: i32 = 5;
/// The plan left it out, or a run, because its number had opted out by then; its words say why.
pub const IHUYI_ROW_LEFT_OUT: i32 = 6;

/// The row is in the plan as left out, and is not sent; the other rows are.
pub const IHUYI_FLAG_LEFT_OUT: u32 = 32;

const _: () = assert!(
    Phase::Planning as i32 == IHUYI_BULK_PLANNING
        && Phase::Ready as i32 == IHUYI_BULK_READY
        && Phase::Paused as i32 == IHUYI_BULK_PAUSED
        && Phase::Halted as i32 == IHUYI_BULK_HALTED
        && Phase::Done as i32 == IHUYI_BULK_DONE
);
const _: () = assert!(
    state_of(State::Planned) == IHUYI_ROW_PLANNED
        && state_of(State::Sending) == IHUYI_ROW_SENDING
        && state_of(State::Accepted) == IHUYI_ROW_ACCEPTED
        && state_of(State::Refused) == IHUYI_ROW_REFUSED
        && state_of(State::Unknown) == IHUYI_ROW_UNKNOWN
        && state_of(State::LeftOut) == IHUYI_ROW_LEFT_OUT
);

/// A list: a plan that is being made, or the journal that it became.
pub struct ihuyi_bulk {
    /// Dropped before the client that it borrows.
    task: Task<'static>,
    client: Arc<Client>,
}

impl ihuyi_bulk {
    /// Begins a list, or takes over the one that is there, with the settings that the client has now.
    pub(crate) fn open(client: &Client, journal: &Path, options: &Options) -> Result<ihuyi_bulk, Failure> {
        let client = Arc::new(client.twin());
        // SAFETY: the client lives in an Arc that the handle holds until after its task was dropped, and nobody else gets the task.
        let borrowed: &'static Client = unsafe { &*Arc::as_ptr(&client) };
        let task = Task::open(journal, options, borrowed)?;
        Ok(ihuyi_bulk { task, client })
    }

    /// Adds a row. What is no text is in the journal as left out, like every other row that cannot be sent.
    pub(crate) fn add(
        &self,
        mobile: Result<Cow<str>, Failure>,
        content: Result<Cow<str>, Failure>,
        reference: Result<Cow<str>, Failure>,
    ) -> Answer {
        let added = match (mobile, content, reference) {
            (Ok(mobile), Ok(content), Ok(reference)) => self.task.add(&mobile, &content, &reference),
            (Err(why), _, reference) => self.task.leave_out("", &reference.unwrap_or_default(), why),
            (Ok(mobile), Err(why), reference) => self.task.leave_out(&mobile, &reference.unwrap_or_default(), why),
            (Ok(mobile), _, Err(why)) => self.task.leave_out(&mobile, "", why),
        };
        match added {
            Err(failure) => Answer::failed(failure),
            Ok(Err(failure)) => Answer { left_out: true, ..Answer::failed(failure) },
            Ok(Ok(bill)) => Answer::billed(bill),
        }
    }

    /// Sends for so many milliseconds; `called` is what the caller's language calls them.
    pub(crate) fn run(&self, budget_ms: i32, called: &str) -> Result<Standing, Failure> {
        let budget = u64::try_from(budget_ms).map_err(|_| bad_budget(budget_ms, called))?;
        self.task.work(Duration::from_millis(budget))
    }

    pub(crate) fn standing(&self) -> Standing {
        self.task.standing()
    }

    pub(crate) fn next(&self, wanted: Option<State>, after: u32) -> Result<Option<Row>, Failure> {
        self.task.next(wanted, after.into())
    }
}

// What the header promises: any number of threads at once.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<ihuyi_bulk>();
};

/// How far a list is. Set `struct_size` first, as for `ihuyi_result`. Numbers of rows count rows, whatever they are billed as.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_progress {
    /// Set by the caller: `sizeof(ihuyi_progress)`.
    pub struct_size: u32,
    /// `IHUYI_BULK_PLANNING`, `IHUYI_BULK_READY`, `IHUYI_BULK_PAUSED`, `IHUYI_BULK_HALTED` or `IHUYI_BULK_DONE`; 0 on failure.
    pub state: i32,
    /// Why it pauses, or was halted; otherwise 0.
    pub code: i32,
    /// Seconds until it can go on, when it pauses.
    pub wait: i32,
    /// Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`.
    pub flags: u32,
    /// Rows that are to be sent, whatever has become of them: without those left out.
    pub rows: i32,
    /// Rows that wait.
    pub planned: i32,
    /// Rows that are on their way in other threads.
    pub sending: i32,
    /// Rows that the gateway took.
    pub accepted: i32,
    /// Rows that were refused.
    pub refused: i32,
    /// Rows of unknown end.
    pub unknown: i32,
    /// Rows that were left out.
    pub left_out: i32,
    /// Billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one.
    pub segments: i32,
    /// Billed messages of the accepted ones.
    pub accepted_segments: i32,
    /// Why it pauses or was halted, and what to do, in the language of the setting `lang`.
    pub message: [c_char; 512],
}

/// The struct's size when it was first published. Never changes.
const FIRST_PROGRESS: usize = 568;
const _: () = assert!(size_of::<ihuyi_progress>() >= FIRST_PROGRESS);

/// One row of a list. Set `struct_size` first, as for `ihuyi_result`. What a row does not have is empty, or 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_row {
    /// Set by the caller: `sizeof(ihuyi_row)`.
    pub struct_size: u32,
    /// Its number in the journal, from 1 on; 0: there is no more row.
    pub number: u32,
    /// `IHUYI_ROW_PLANNED`, `IHUYI_ROW_SENDING`, `IHUYI_ROW_ACCEPTED`, `IHUYI_ROW_REFUSED`, `IHUYI_ROW_UNKNOWN` or `IHUYI_ROW_LEFT_OUT`.
    pub state: i32,
    /// The last answer's code, or why it was left out.
    pub code: i32,
    /// Sum of `IHUYI_FLAG_...`: `IHUYI_FLAG_CUT`.
    pub flags: u32,
    /// Where it stood in the list: the first that was added is 1; where `ihuyi bulk plan` made the plan, the spreadsheet's row.
    pub line: i32,
    /// Billed messages; 0 when only the gateway knows.
    pub segments: i32,
    /// The number, whole: keep it out of logs.
    pub mobile: [c_char; 32],
    /// What it was called when it was added.
    pub reference: [c_char; 128],
    /// The gateway's id.
    pub message_id: [c_char; 64],
    /// When it came to where it stands, as `2017-08-02 14:31:51`, China Standard Time; empty: never sent.
    pub time: [c_char; 32],
    /// The gateway's own words, or the library's in the language of the setting `lang`.
    pub message: [c_char; 512],
}

/// The struct's size when it was first published. Never changes.
const FIRST_ROW: usize = 796;
const _: () = assert!(size_of::<ihuyi_row>() >= FIRST_ROW);

/// Begins a list, or takes over the one that is there.
///
/// Where no file is at `journal`, a plan begins. It is a journal once `ihuyi_bulk_run` was called; closed before that, nothing of it is left.
/// Where a journal is, it is taken over; it must be for the same account and gateway, and no other process may send from it.
///
/// @param client  whose settings; they are copied, so the client may be changed and freed
/// @param journal path of the file, as for `ihuyi_client_open`: the whole one, so that it is the same list whatever folder the program is started in
/// @param options NULL, or lines of `key = value`: `service = marketing` (otherwise `sms`); `template_id`, with which each row's text is the
///                variables; `hours = 09:00-20:30`, China Standard Time, outside which nothing is sent; `rate = 20`, messages a second at most;
///                `repeats = yes`, to send for each row of a number that stands in several (otherwise for the first only);
///                `schedule`, `list = 100` (numbers of one text in a request) and `batch = yes` (the v1 bulk interface), all three for marketing
///                only. For a journal that is there: each that is given must be as it was planned, but `rate`
/// @param result  says what is wrong when the handle is NULL; may be NULL
/// @return the handle, to be closed with `ihuyi_bulk_close`; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_bulk_open(
    client: *const ihuyi_client,
    journal: *const c_char,
    options: *const c_char,
    result: *mut ihuyi_result,
) -> *mut ihuyi_bulk {
    let mut handle = std::ptr::null_mut();
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || {
            let Some(client) = client.as_ref() else { return Answer::failed(no_handle()) };
            let opened = || {
                let journal = if journal.is_null() { c"" } else { CStr::from_ptr(journal) };
                let journal = path(journal, speech.charset)?;
                let options = Options::parse(&text(options, speech.charset, ("选项", "options"))?)?;
                ihuyi_bulk::open(&client.0, &journal, &options)
            };
            match opened() {
                Err(failure) => Answer::failed(failure),
                Ok(bulk) => {
                    handle = Box::into_raw(Box::new(bulk));
                    Answer::done()
                }
            }
        });
    }
    handle
}

/// Adds a row to a plan. It is checked at once, as `ihuyi_submit` checks it; nothing is sent.
///
/// @param bulk      a list whose plan is not written yet
/// @param mobile    the number, one, as its service wants it
/// @param content   the whole text; with a template id the variables, joined with `|`
/// @param reference what the row is called elsewhere, an order's number perhaps; NULL or empty: nothing
/// @param result    `segments` and `characters` of a row that will be sent, otherwise why not; may be NULL
/// @return 0 when it will be sent. Otherwise, with `IHUYI_FLAG_LEFT_OUT`: why this row is left out, as 406 or 4074, which the journal remembers;
///         without it: one of the `IHUYI_E_...` codes, and the row is not in the plan
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_bulk_add(
    bulk: *const ihuyi_bulk,
    mobile: *const c_char,
    content: *const c_char,
    reference: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of_bulk(bulk);
        answering(result, speech, || {
            let Some(bulk) = bulk.as_ref() else { return Answer::failed(no_bulk()) };
            let mobile = text(mobile, speech.charset, ("手机号码", "mobile"));
            let content = text(content, speech.charset, ("内容", "content"));
            let reference = text(reference, speech.charset, ("参考号", "reference"));
            bulk.add(mobile, content, reference)
        })
    }
}

/// Sends row after row on this thread, for so long and what the last request takes, and returns.
///
/// The first call writes the plan: from then on no row is added, rows whose number stood in an earlier one are left out (unless `repeats = yes`),
/// and the list is on the disk. Waits longer than two seconds are not waited for: then it returns with `IHUYI_BULK_PAUSED`.
///
/// @param bulk      a list
/// @param budget_ms milliseconds; 0: nothing is sent, the plan is written, and what receipts have told since is looked up
/// @param out       how far it is; may not be NULL
/// @param result    says why not; may be NULL
/// @return 0: see `out->state`; or one of the `IHUYI_E_...` codes when it could not work at all, as `IHUYI_E_FILE` when the journal could not be
///         written
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_bulk_run(
    bulk: *const ihuyi_bulk,
    budget_ms: i32,
    out: *mut ihuyi_progress,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe { standing(bulk, out, result, |bulk| bulk.run(budget_ms, "budget_ms")) }
}

/// Tells how far a list is. Asks neither the disk nor the gateway and waits for nobody, whether other threads add rows, write the plan or send.
///
/// @param bulk   a list; while its plan is not written, numbers that stand in several rows are counted each time
/// @param out    where it goes
/// @param result may be NULL
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_bulk_status(
    bulk: *const ihuyi_bulk,
    out: *mut ihuyi_progress,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe { standing(bulk, out, result, |bulk| Ok(bulk.standing())) }
}

/// The next row of a list whose plan is written.
///
/// Keep `out->number` and give it as `after` the next time; begin with 0.
///
/// @param bulk   a list
/// @param state  one of `IHUYI_ROW_...`: only rows that stand there; 0: all
/// @param after  the number of the last row that was read
/// @param out    where it goes; with the number 0 there is no more
/// @param result may be NULL
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_bulk_next(
    bulk: *const ihuyi_bulk,
    state: i32,
    after: u32,
    out: *mut ihuyi_row,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of_bulk(bulk);
        let empty = |struct_size| row(None, struct_size, speech);
        filling((out, &ROW, FIRST_ROW), result, speech, empty, |struct_size| {
            let Some(bulk) = bulk.as_ref() else { return Answer::failed(no_bulk()) };
            let next = || {
                let wanted = State::ALL.into_iter().find(|known| state_of(*known) == state);
                if wanted.is_none() && state != 0 {
                    return Err(bad_state(state));
                }
                bulk.next(wanted, after)
            };
            match next() {
                Err(failure) => Answer::failed(failure),
                Ok(next) => {
                    border::copy_out(out, struct_size, &row(next.as_ref(), struct_size, speech));
                    Answer::done()
                }
            }
        })
    }
}

/// Closes a list. NULL is fine; the same handle twice is not, nor one that another thread still uses. A plan that was not written is given up.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_bulk_close(bulk: *mut ihuyi_bulk) {
    border::guard((), || {
        if !bulk.is_null() {
            drop(unsafe { Box::from_raw(bulk) });
        }
    });
}

unsafe fn standing(
    bulk: *const ihuyi_bulk,
    out: *mut ihuyi_progress,
    result: *mut ihuyi_result,
    ask: impl FnOnce(&ihuyi_bulk) -> Result<Standing, Failure>,
) -> i32 {
    unsafe {
        let speech = speech_of_bulk(bulk);
        let empty = |struct_size| progress(None, struct_size, speech);
        filling((out, &PROGRESS, FIRST_PROGRESS), result, speech, empty, |struct_size| {
            let Some(bulk) = bulk.as_ref() else { return Answer::failed(no_bulk()) };
            match ask(bulk) {
                Err(failure) => Answer::failed(failure),
                Ok(standing) => {
                    border::copy_out(out, struct_size, &progress(Some(&standing), struct_size, speech));
                    Answer::done()
                }
            }
        })
    }
}

/// The list's charset and language, or the default client's for NULL.
unsafe fn speech_of_bulk(bulk: *const ihuyi_bulk) -> Speech {
    unsafe { bulk.as_ref() }.map_or_else(default_speech, |bulk| Speech::of(bulk.client.config()))
}

/// As the header numbers it: 0 is "all".
const fn state_of(state: State) -> i32 {
    state as i32 + 1
}

const PROGRESS: Room = Room {
    name: "progress",
    nowhere: (
        "out 为 NULL，没有地方写进度，未发送。",
        "out is NULL: there is nowhere to write how far it is. Nothing was sent.",
    ),
    undone: ("，未发送", "; nothing was sent"),
};

const ROW: Room = Room {
    name: "row",
    nowhere: ("out 为 NULL，没有地方写结果。", "out is NULL: there is nowhere to write to."),
    undone: ("", ""),
};

fn progress(standing: Option<&Standing>, struct_size: u32, speech: Speech) -> ihuyi_progress {
    let mut out = ihuyi_progress {
        struct_size,
        state: 0,
        code: 0,
        wait: 0,
        flags: 0,
        rows: 0,
        planned: 0,
        sending: 0,
        accepted: 0,
        refused: 0,
        unknown: 0,
        left_out: 0,
        segments: 0,
        accepted_segments: 0,
        message: [0; 512],
    };
    let Some(standing) = standing else { return out };
    let tally = &standing.tally;
    out.state = standing.phase as i32;
    out.wait = seconds(standing.wait);
    out.rows = int(tally.total());
    out.planned = int(tally.of(State::Planned));
    out.sending = int(tally.of(State::Sending));
    out.accepted = int(tally.of(State::Accepted));
    out.refused = int(tally.of(State::Refused));
    out.unknown = int(tally.of(State::Unknown));
    out.left_out = int(tally.of(State::LeftOut));
    out.segments = int(standing.segments);
    out.accepted_segments = int(tally.segments);
    if let Some(why) = &standing.why {
        out.code = why.code;
        let is_cut = put(&mut out.message, why.words(speech.lang), speech.charset);
        out.flags = if is_cut { IHUYI_FLAG_CUT } else { 0 };
    }
    out
}

fn row(row: Option<&Row>, struct_size: u32, speech: Speech) -> ihuyi_row {
    let mut out = ihuyi_row {
        struct_size,
        number: 0,
        state: 0,
        code: 0,
        flags: 0,
        line: 0,
        segments: 0,
        mobile: [0; 32],
        reference: [0; 128],
        message_id: [0; 64],
        time: [0; 32],
        message: [0; 512],
    };
    let Some(row) = row else { return out };
    out.number = u32::try_from(row.id).unwrap_or(u32::MAX);
    out.state = state_of(row.state);
    out.code = row.code;
    out.line = int(row.line);
    out.segments = int(row.segments.into());
    let time = if row.at == 0 { String::new() } else { china(row.at) };
    let cut = [
        put(&mut out.mobile, &row.mobile, speech.charset),
        put(&mut out.reference, &row.reference, speech.charset),
        put(&mut out.message_id, &row.message_id, speech.charset),
        put(&mut out.time, &time, speech.charset),
        put(&mut out.message, row.words(speech.lang), speech.charset),
    ];
    out.flags = if cut.contains(&true) { IHUYI_FLAG_CUT } else { 0 };
    out
}

fn int(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A failure for a handle that is NULL.
fn no_bulk() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "bulk 为 NULL，未发送。请先用 ihuyi_bulk_open 打开名单，并检查它是否返回了 NULL。",
        "bulk is NULL; nothing was sent. Open a list with ihuyi_bulk_open, and check that it did not return NULL.",
    )
}

fn bad_budget(budget: i32, called: &str) -> Failure {
    Failure::new(
        own::ARGUMENT,
        format!("{called} 是 {budget}，应为 0 或更大的毫秒数，未发送。0 表示只写计划、不发送。"),
        format!(
            "{called} is {budget} and takes 0 or more milliseconds; nothing was sent. 0 writes the plan and sends nothing."
        ),
    )
}

fn bad_state(state: i32) -> Failure {
    Failure::new(
        own::ARGUMENT,
        format!("state 是 {state}，应为 0（全部）或 IHUYI_ROW_ 开头的某个值（1 到 6）。"),
        format!("state is {state} and takes 0 for all rows, or one of IHUYI_ROW_..., 1 to 6."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_call_told_is_gone_even_where_the_result_is_no_struct() {
        let speech = Speech { charset: Default::default(), lang: Default::default() };
        let mut out = progress(None, size_of::<ihuyi_progress>() as u32, speech);
        out.state = IHUYI_BULK_DONE;
        let mut result = 0u32;
        let code = unsafe { ihuyi_bulk_run(std::ptr::null(), 0, &mut out, (&raw mut result).cast()) };
        assert_eq!((code, out.state), (own::STRUCT_SIZE, 0));
        let mut out = row(None, size_of::<ihuyi_row>() as u32, speech);
        out.number = 7;
        let code = unsafe { ihuyi_bulk_next(std::ptr::null(), 0, 0, &mut out, (&raw mut result).cast()) };
        assert_eq!((code, out.number), (own::STRUCT_SIZE, 0));
    }
}
