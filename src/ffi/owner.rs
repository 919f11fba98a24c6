//! Who owns a file or a folder on Windows, as far as it matters: this account, the administrators, the system, or somebody else.

use std::ffi::c_void;
use std::fs::{File, OpenOptions};
use std::io::{Error, Result};
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use windows_sys::Win32::Foundation::{ERROR_NO_TOKEN, HANDLE, LocalFree};
use windows_sys::Win32::Security::Authorization::{GetSecurityInfo, SE_FILE_OBJECT};
use windows_sys::Win32::Security::{
    GetTokenInformation, OWNER_SECURITY_INFORMATION, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, FILE_READ_ATTRIBUTES, READ_CONTROL,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetCurrentThread, OpenProcessToken, OpenThreadToken};

/// What a path is, and whose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// This account, the administrators or the system.
    Believed,
    /// Anybody else.
    Another,
    /// A link or a mount point: whoever made it says where it leads.
    Link,
}

/// Whose a file or a folder is. It is opened as what it is, so that nothing can be put in its place between two looks.
pub fn owner(path: &Path) -> Result<Owner> {
    let mut options = OpenOptions::new();
    options.access_mode(READ_CONTROL | FILE_READ_ATTRIBUTES);
    options.custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
    let file = options.open(path)?;
    if file.metadata()?.file_type().is_symlink() {
        return Ok(Owner::Link);
    }
    let believed = super::sid::is_believed(&of_file(&file)?, &of_this_account()?);
    Ok(if believed { Owner::Believed } else { Owner::Another })
}

fn of_file(file: &File) -> Result<Vec<u8>> {
    let (mut owner, mut descriptor) = (std::ptr::null_mut(), std::ptr::null_mut());
    let failed = unsafe {
        GetSecurityInfo(
            file.as_raw_handle() as HANDLE,
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION,
            &mut owner,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            &mut descriptor,
        )
    };
    if failed != 0 {
        return Err(Error::from_raw_os_error(failed as i32));
    }
    let bytes = unsafe { copied(owner) };
    unsafe { LocalFree(descriptor) };
    bytes.ok_or_else(|| Error::other("it has no owner"))
}

/// The account that this thread acts as: a web server's may act as a visitor's.
fn of_this_account() -> Result<Vec<u8>> {
    let token = token()?;
    // TOKEN_USER and a SID of the greatest length behind it, where pointers may stand.
    let mut room = [0usize; 32];
    let mut length = 0;
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle() as HANDLE,
            TokenUser,
            room.as_mut_ptr().cast(),
            size_of_val(&room) as u32,
            &mut length,
        )
    };
    if done == 0 {
        return Err(Error::last_os_error());
    }
    let user = unsafe { &*room.as_ptr().cast::<TOKEN_USER>() };
    unsafe { copied(user.User.Sid) }.ok_or_else(|| Error::other("this process has no account"))
}

fn token() -> Result<OwnedHandle> {
    let mut token: HANDLE = std::ptr::null_mut();
    if unsafe { OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, 1, &mut token) } == 0 {
        let error = Error::last_os_error();
        if error.raw_os_error() != Some(ERROR_NO_TOKEN as i32) {
            return Err(error);
        }
        if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) } == 0 {
            return Err(Error::last_os_error());
        }
    }
    Ok(unsafe { OwnedHandle::from_raw_handle(token as _) })
}

/// The bytes of a SID: eight, and four for each part, whose number stands in the second.
unsafe fn copied(sid: *mut c_void) -> Option<Vec<u8>> {
    let sid: *const u8 = sid.cast_const().cast();
    if sid.is_null() {
        return None;
    }
    Some(unsafe { std::slice::from_raw_parts(sid, 8 + 4 * usize::from(*sid.add(1))) }.to_vec())
}
