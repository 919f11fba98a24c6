//! The frame of a call: its result can be written, a panic in it has an outcome, its answer is written and its code returned.

use super::border::{Room, Speech, copy_out, guard};
use super::result::{self, ihuyi_result};
use crate::answer::{Answer, Failure, Stake};
use crate::codes::own;
use crate::transport::{self, has_left};

/// The body of a function that returns a code and may write a result.
///
/// # Safety
/// `out` is NULL or points to a struct whose first member is its own size.
pub unsafe fn answering(out: *mut ihuyi_result, speech: Speech, body: impl FnOnce() -> Answer) -> i32 {
    if !unsafe { result::is_writable(out) } {
        return own::STRUCT_SIZE;
    }
    let answer = contained(body);
    // Writing encodes text; a defect there must not cross the border either.
    guard((), || unsafe { result::write(out, &answer, speech) });
    answer.code
}

/// The same for a call that writes to a struct of its own, beside the result. That one is emptied before anything can fail, a result that
/// cannot be written included: what an earlier call left in it is never taken for this one's.
///
/// # Safety
/// `result` as for [`answering`]; `out` is NULL or points to a struct `T` whose first member is its own size.
pub unsafe fn filling<T>(
    (out, room, first_version): (*mut T, &Room, usize),
    result: *mut ihuyi_result,
    speech: Speech,
    empty: impl FnOnce(u32) -> T,
    body: impl FnOnce(u32) -> Answer,
) -> i32 {
    let struct_size = unsafe { room.size(out, first_version) };
    if let Ok(struct_size) = struct_size {
        guard((), || unsafe { copy_out(out, struct_size, &empty(struct_size)) });
    }
    unsafe { answering(result, speech, || struct_size.map_or_else(Answer::failed, body)) }
}

/// What a call came to, a panic in it included.
pub fn contained(body: impl FnOnce() -> Answer) -> Answer {
    transport::begin();
    guard(None, || Some(body())).unwrap_or_else(|| Answer::failed(after_panic()))
}

/// What a caught panic means: if the request had left, nobody can know what became of it.
fn after_panic() -> Failure {
    if has_left() {
        return Failure::unknown(Stake::Message, "库内部出错", "the library failed");
    }
    Failure::new(
        own::PANIC,
        "库内部出错，未发送。请把调用方式和版本号告诉我们。",
        "A defect of the library; nothing was sent. Please report the call and the version.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a panic in the body of a call comes to.
    fn panicking(body: impl FnOnce()) -> i32 {
        let speech = Speech { charset: Default::default(), lang: Default::default() };
        unsafe {
            answering(std::ptr::null_mut(), speech, || {
                body();
                panic!("on purpose");
            })
        }
    }

    #[test]
    fn a_panic_before_the_request_left_means_that_nothing_was_sent() {
        assert_eq!(panicking(|| ()), own::PANIC);
    }

    #[test]
    fn a_panic_after_it_left_means_that_nobody_knows() {
        assert_eq!(panicking(transport::leave), own::UNKNOWN);
        // And the next call on this thread begins anew.
        assert_eq!(panicking(|| ()), own::PANIC);
    }
}
