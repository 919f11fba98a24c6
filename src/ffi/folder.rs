//! A folder that only the account which runs this can enter, and who that is.

use std::path::Path;

/// Makes the folder; what is above it must be there.
#[cfg(unix)]
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(folder)
}

/// The effective user's number.
#[cfg(unix)]
pub fn user() -> u32 {
    unsafe { libc::geteuid() }
}

/// The user's home as the system has it: a web server's environment often names another's.
#[cfg(unix)]
pub fn home() -> Option<std::path::PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let home = entry(user(), |entry| entry.pw_dir)?;
    let home = std::path::PathBuf::from(std::ffi::OsStr::from_bytes(&home));
    home.is_absolute().then_some(home)
}

/// The name of the account that this runs as, or its number where it has none.
#[cfg(unix)]
pub fn account() -> Option<String> {
    Some(name(user()))
}

/// The name of an account, or its number where it has none, as in many a container.
#[cfg(unix)]
pub fn name(user: u32) -> String {
    entry(user, |entry| entry.pw_name).and_then(|name| String::from_utf8(name).ok()).unwrap_or_else(|| user.to_string())
}

/// A text of the system's entry for an account.
#[cfg(unix)]
fn entry(user: u32, text: impl Fn(&libc::passwd) -> *mut std::ffi::c_char) -> Option<Vec<u8>> {
    let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
    let mut found = std::ptr::null_mut();
    let mut room = vec![0; 16 << 10];
    let failed = unsafe { libc::getpwuid_r(user, &mut entry, room.as_mut_ptr(), room.len(), &mut found) };
    if failed != 0 || found.is_null() || text(&entry).is_null() {
        return None;
    }
    Some(unsafe { std::ffi::CStr::from_ptr(text(&entry)) }.to_bytes().to_vec())
}

/// Whether the account that this runs as may read and change a file, or what is in a folder.
#[cfg(unix)]
pub fn usable(path: &Path, folder: bool) -> bool {
    use std::os::unix::ffi::OsStrExt;
    let Ok(path) = std::ffi::CString::new(path.as_os_str().as_bytes()) else { return false };
    let rights = libc::R_OK | libc::W_OK | if folder { libc::X_OK } else { 0 };
    unsafe { libc::faccessat(libc::AT_FDCWD, path.as_ptr(), rights, libc::AT_EACCESS) == 0 }
}

/// Makes the folder, with an access list of its own: below `%ProgramData%` everybody could read what is in it.
#[cfg(windows)]
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::windows::ffi::OsStrExt;
    use windows_sys::Win32::Foundation::LocalFree;
    use windows_sys::Win32::Security::Authorization::{
        ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
    };
    use windows_sys::Win32::Security::SECURITY_ATTRIBUTES;
    use windows_sys::Win32::Storage::FileSystem::CreateDirectoryW;
    let path: Vec<u16> = folder.as_os_str().encode_wide().chain([0]).collect();
    // Full rights, handed down to what is made inside, for its owner, the system and the administrators; for nobody else any.
    let rights: Vec<u16> = "D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)\0".encode_utf16().collect();
    let mut descriptor = std::ptr::null_mut();
    let made = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            rights.as_ptr(),
            SDDL_REVISION_1,
            &mut descriptor,
            std::ptr::null_mut(),
        )
    };
    if made == 0 {
        return Err(std::io::Error::last_os_error());
    }
    let attributes = SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: descriptor,
        bInheritHandle: 0,
    };
    let done = unsafe { CreateDirectoryW(path.as_ptr(), &attributes) };
    // Looked at first: freeing may change it.
    let error = std::io::Error::last_os_error();
    unsafe { LocalFree(descriptor) };
    if done == 0 { Err(error) } else { Ok(()) }
}

/// The account's name, as `ihuyi-shop` of an IIS application pool.
#[cfg(windows)]
pub fn account() -> Option<String> {
    use windows_sys::Win32::System::WindowsProgramming::GetUserNameW;
    let mut name = [0u16; 257];
    let mut length = name.len() as u32;
    let done = unsafe { GetUserNameW(name.as_mut_ptr(), &mut length) };
    let name = String::from_utf16(name.get(..(length as usize).saturating_sub(1))?).ok()?;
    // A name may hold what a path may not.
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    (done != 0 && !name.trim_matches('.').is_empty()).then_some(name)
}
