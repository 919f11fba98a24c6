//! The file that this code was loaded from: the shared library, or the program that holds the static one.

use std::path::PathBuf;

#[cfg(unix)]
pub fn file() -> Option<PathBuf> {
    use std::ffi::CStr;
    use std::os::unix::ffi::OsStrExt;
    let mut info: libc::Dl_info = unsafe { std::mem::zeroed() };
    let found = unsafe { libc::dladdr(file as *const libc::c_void, &mut info) };
    if found == 0 || info.dli_fname.is_null() {
        return std::env::current_exe().ok();
    }
    let name = unsafe { CStr::from_ptr(info.dli_fname) };
    let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.to_bytes()));
    // The main program's name is what the shell called it by.
    if path.is_absolute() { Some(path) } else { path.canonicalize().ok().or_else(|| std::env::current_exe().ok()) }
}

#[cfg(windows)]
pub fn file() -> Option<PathBuf> {
    use std::os::windows::ffi::OsStringExt;
    use windows_sys::Win32::System::LibraryLoader::GetModuleFileNameW;
    let module = handle(false)?;
    // The longest path there is.
    let mut name = vec![0u16; 32768];
    let length = unsafe { GetModuleFileNameW(module, name.as_mut_ptr(), name.len() as u32) } as usize;
    (length > 0 && length < name.len()).then(|| std::ffi::OsString::from_wide(&name[..length]).into())
}

/// Keeps the module loaded until the process ends. On ELF the linker has said so already.
///
/// Called when something is made that outlives a call - a client, the default client, a COM object - and not when the library is loaded: code that runs then runs
/// under the loader's lock, and whoever only asks for the version may unload it again.
pub fn pin() {
    #[cfg(windows)]
    {
        use std::sync::atomic::{AtomicBool, Ordering};
        static PINNED: AtomicBool = AtomicBool::new(false);
        if !PINNED.load(Ordering::Relaxed) && handle(true).is_some() {
            PINNED.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(windows)]
fn handle(pin: bool) -> Option<windows_sys::Win32::Foundation::HMODULE> {
    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN,
        GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, GetModuleHandleExW,
    };
    let kind = if pin { GET_MODULE_HANDLE_EX_FLAG_PIN } else { GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT };
    let mut module = std::ptr::null_mut();
    let here = handle as *const u16;
    let found = unsafe { GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | kind, here, &mut module) };
    (found != 0 && !module.is_null()).then_some(module)
}

/// `ihuyi.ini` in the same folder; None where no such file is there. One that cannot be looked at is there: reading it will say why.
pub fn ini() -> Option<PathBuf> {
    let path = file()?.parent()?.join("ihuyi.ini");
    path.try_exists().unwrap_or(true).then_some(path)
}
