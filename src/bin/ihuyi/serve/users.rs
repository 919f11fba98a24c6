//! What the system knows: users and groups, who holds a file, how many may be open; and what it must not keep of this process.

#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char};

/// A directory service may keep long member lists.
const ROOM: usize = 256 << 10;

/// The effective user's number.
pub fn own() -> u32 {
    unsafe { libc::geteuid() }
}

/// The number of the group of this name; a number is one already.
pub fn group(name: &str) -> Option<u32> {
    if let Ok(number) = name.parse() {
        return Some(number);
    }
    let name = CString::new(name).ok()?;
    let mut room = vec![0 as c_char; ROOM];
    let mut found = std::ptr::null_mut();
    let mut entry: libc::group = unsafe { std::mem::zeroed() };
    let failed = unsafe { libc::getgrnam_r(name.as_ptr(), &mut entry, room.as_mut_ptr(), room.len(), &mut found) };
    (failed == 0 && !found.is_null()).then_some(entry.gr_gid)
}

/// Whether a user is in a group: as his own group, or as one that he is listed in.
pub fn is_member(user: u32, own_group: u32, group: u32) -> bool {
    own_group == group || groups(user, own_group).contains(&group)
}

fn groups(user: u32, own_group: u32) -> Vec<u32> {
    let mut room = vec![0 as c_char; ROOM];
    let mut found = std::ptr::null_mut();
    let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
    let failed = unsafe { libc::getpwuid_r(user, &mut entry, room.as_mut_ptr(), room.len(), &mut found) };
    if failed != 0 || found.is_null() || entry.pw_name.is_null() {
        return Vec::new();
    }
    let name: &CStr = unsafe { CStr::from_ptr(entry.pw_name) };
    let mut groups = vec![0; 64];
    for _ in 0..2 {
        let mut count = i32::try_from(groups.len()).unwrap_or(i32::MAX);
        let done = unsafe { libc::getgrouplist(name.as_ptr(), own_group as _, groups.as_mut_ptr(), &mut count) };
        let count = usize::try_from(count).unwrap_or_default();
        if done >= 0 {
            groups.truncate(count);
            return groups;
        }
        // It says how many there are.
        groups.resize(count.max(groups.len()), 0);
    }
    Vec::new()
}

/// Holds a file for this process alone, as long as it is open; false when another process holds it.
pub fn hold(file: &std::fs::File) -> std::io::Result<bool> {
    use std::os::fd::AsRawFd;
    if unsafe { libc::flock(file.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) } == 0 {
        return Ok(true);
    }
    match std::io::Error::last_os_error() {
        error if error.kind() == std::io::ErrorKind::WouldBlock => Ok(false),
        error => Err(error),
    }
}

/// From now on a crash leaves no copy of the memory on disk: keys are in it.
pub fn keep_no_core() {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) };
    // Where cores are handed to a program the limit is not asked; and nobody else's debugger may read it either.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0)
    };
}

/// Lets this process open as many files as it may let itself; returns how many those are.
pub fn raise_files() -> usize {
    // More are never needed, and what goes through all that could be open takes its time.
    const ENOUGH: libc::rlim_t = 65_536;
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    if unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) } != 0 {
        // What every system gives.
        return 256;
    }
    let wanted = libc::rlimit { rlim_cur: limit.rlim_max.min(ENOUGH), rlim_max: limit.rlim_max };
    if wanted.rlim_cur > limit.rlim_cur && unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &wanted) } == 0 {
        limit = wanted;
    }
    usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_in_its_own_group_and_nobody_is_not() {
        assert_eq!(group("0"), Some(0));
        assert_eq!(group("no-such-group-anywhere"), None);
        assert!(is_member(0, 0, 0));
        assert!(groups(0, 0).contains(&0));
        assert!(!is_member(65_534, 65_534, 0));
    }
}
