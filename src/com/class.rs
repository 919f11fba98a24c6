//! How objects are made: the class factory, and what COM asks of the DLL.

use super::guid;
use super::object::{Object, UnknownTable};
use super::register;
use super::sms::Sms;
use crate::ffi::{guard, module};
use std::ffi::c_void;
use windows_sys::Win32::Foundation::{
    CLASS_E_CLASSNOTAVAILABLE, CLASS_E_NOAGGREGATION, E_NOINTERFACE, E_POINTER, E_UNEXPECTED, S_FALSE, S_OK,
};
use windows_sys::core::{BOOL, GUID, HRESULT, PCWSTR};

#[repr(C)]
struct FactoryTable {
    unknown: UnknownTable,
    create: unsafe extern "system" fn(*mut c_void, *mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
    lock: unsafe extern "system" fn(*mut c_void, BOOL) -> HRESULT,
}

/// The factory: one, static, never freed, because the DLL is never unloaded.
#[repr(C)]
struct Factory {
    table: &'static FactoryTable,
}

static TABLE: FactoryTable = FactoryTable { unknown: UnknownTable { query, add: count, release: count }, create, lock };
static FACTORY: Factory = Factory { table: &TABLE };

unsafe extern "system" fn query(this: *mut c_void, interface: *const GUID, out: *mut *mut c_void) -> HRESULT {
    unsafe {
        if interface.is_null() || out.is_null() {
            return E_POINTER;
        }
        let known = guid::same(&*interface, &guid::IUNKNOWN) || guid::same(&*interface, &guid::ICLASS_FACTORY);
        *out = if known { this } else { std::ptr::null_mut() };
        if known { S_OK } else { E_NOINTERFACE }
    }
}

unsafe extern "system" fn count(_: *mut c_void) -> u32 {
    1
}

unsafe extern "system" fn create(
    _: *mut c_void,
    outer: *mut c_void,
    interface: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    guard(E_UNEXPECTED, || unsafe {
        if interface.is_null() || out.is_null() {
            return E_POINTER;
        }
        *out = std::ptr::null_mut();
        if !outer.is_null() {
            return CLASS_E_NOAGGREGATION;
        }
        let object = Object::create(Sms::new());
        let table = *object.cast::<*const UnknownTable>();
        let found = ((*table).query)(object, interface, out);
        ((*table).release)(object);
        found
    })
}

unsafe extern "system" fn lock(_: *mut c_void, _: BOOL) -> HRESULT {
    S_OK
}

/// The factory of `Ihuyi.Sms`.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn DllGetClassObject(
    class: *const GUID,
    interface: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    guard(E_UNEXPECTED, || unsafe {
        if class.is_null() || interface.is_null() || out.is_null() {
            return E_POINTER;
        }
        *out = std::ptr::null_mut();
        if !guid::same(&*class, &guid::CLASS) {
            return CLASS_E_CLASSNOTAVAILABLE;
        }
        module::pin();
        query(std::ptr::from_ref(&FACTORY).cast_mut().cast(), interface, out)
    })
}

/// Never: connections, thread-locals and objects that a host forgot outlive every count.
#[unsafe(no_mangle)]
pub extern "system" fn DllCanUnloadNow() -> HRESULT {
    S_FALSE
}

/// `regsvr32 ihuyi.dll`
#[unsafe(no_mangle)]
pub extern "system" fn DllRegisterServer() -> HRESULT {
    guard(E_UNEXPECTED, || register::register(register::MACHINE))
}

/// `regsvr32 /u ihuyi.dll`
#[unsafe(no_mangle)]
pub extern "system" fn DllUnregisterServer() -> HRESULT {
    guard(E_UNEXPECTED, || register::unregister(register::MACHINE))
}

/// `regsvr32 /n /i:user ihuyi.dll`: for the user alone, who needs no administrator. With `/u`: takes that back.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn DllInstall(install: BOOL, command: PCWSTR) -> HRESULT {
    guard(E_UNEXPECTED, || {
        let mut units = Vec::new();
        while let Some(unit) = unsafe { command.wrapping_add(units.len()).as_ref() }.filter(|unit| **unit != 0) {
            units.push(*unit);
        }
        let place = match String::from_utf16_lossy(&units).trim().to_ascii_lowercase().as_str() {
            "user" => register::USER,
            "" | "machine" => register::MACHINE,
            _ => return windows_sys::Win32::Foundation::E_INVALIDARG,
        };
        if install != 0 { register::register(place) } else { register::unregister(place) }
    })
}
