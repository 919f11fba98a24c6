//! The type library that is a resource of this very file.

use crate::ffi::module;
use std::ffi::c_void;
use std::os::windows::ffi::OsStrExt;
use windows_sys::Win32::Foundation::E_FAIL;
use windows_sys::Win32::System::Ole::{LoadTypeLibEx, REGKIND_NONE};
use windows_sys::core::{GUID, HRESULT};

/// What is used of an `ITypeLib`, in the order of its table.
#[repr(C)]
struct Table {
    query: usize,
    add: usize,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
    type_info_count: usize,
    type_info: usize,
    type_info_type: usize,
    type_info_of_guid: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
}

/// The description of an interface, an `ITypeInfo` that is the caller's to release.
///
/// # Safety
/// `out` points to a writable pointer.
pub unsafe fn info(interface: &GUID, out: *mut *mut c_void) -> HRESULT {
    let Some(file) = module::file() else { return E_FAIL };
    let path: Vec<u16> = file.as_os_str().encode_wide().chain([0]).collect();
    let mut library = std::ptr::null_mut();
    unsafe {
        let loaded = LoadTypeLibEx(path.as_ptr(), REGKIND_NONE, &mut library);
        if loaded < 0 {
            return loaded;
        }
        let table = *library.cast::<*const Table>();
        let found = ((*table).type_info_of_guid)(library, interface, out);
        ((*table).release)(library);
        found
    }
}
