//! A clock that a target sets: the machine's, moved ahead.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

static AHEAD: AtomicI64 = AtomicI64::new(0);

/// Moves this process's calendar time ahead. The time that limits are measured by (`Instant`) stays what it is.
pub fn pass(time: Duration) {
    AHEAD.fetch_add(time.as_secs() as i64, Ordering::SeqCst);
}

/// Sets it right again: libFuzzer goes by it, too.
pub fn right() {
    AHEAD.store(0, Ordering::SeqCst);
}

/// Takes the place of the C library's function, in this program alone.
///
/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> libc::c_int {
    let status = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    if status == 0 && clock == libc::CLOCK_REALTIME {
        unsafe { (*time).tv_sec += AHEAD.load(Ordering::SeqCst) };
    }
    status as libc::c_int
}
