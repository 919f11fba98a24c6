//! What `regsvr32` writes into the registry, and takes out again.
//!
//! The class is written once for each bitness, in places that Windows keeps apart. The name `Ihuyi.Sms` and the type library's entry are
//! shared by both, so whoever goes last takes them away.

use super::guid;
use super::object::PROGID;
use crate::ffi::module;
use windows_sys::Win32::Foundation::{E_FAIL, ERROR_FILE_NOT_FOUND, ERROR_SUCCESS, S_OK};
use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_32KEY, KEY_WOW64_64KEY, KEY_WRITE, REG_SZ,
    RegCloseKey, RegCreateKeyExW, RegDeleteKeyW, RegOpenKeyExW, RegQueryValueExW, RegSetValueExW,
};
use windows_sys::core::HRESULT;

/// Where the classes of a machine or of a user stand.
#[derive(Clone, Copy)]
pub struct Place(HKEY);

/// For everybody; needs an administrator.
pub const MACHINE: Place = Place(HKEY_LOCAL_MACHINE);
/// For this user.
pub const USER: Place = Place(HKEY_CURRENT_USER);

const CLASSES: &str = r"Software\Classes";
const TITLE: &str = "ihuyi 短信 / ihuyi short messages";
const TYPE_LIBRARY_VERSION: &str = "1.0";
/// The name of the type library's file for this bitness.
const BITNESS: &str = if cfg!(target_pointer_width = "64") { "win64" } else { "win32" };
/// The view of the other bitness.
const OTHER: u32 = if cfg!(target_pointer_width = "64") { KEY_WOW64_32KEY } else { KEY_WOW64_64KEY };
/// What `regsvr32` shows for a registration that is somebody else's: SELFREG_E_CLASS.
const NOT_OURS: HRESULT = 0x8004_0201_u32 as i32;

struct Key(HKEY);

impl Drop for Key {
    fn drop(&mut self) {
        unsafe { RegCloseKey(self.0) };
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// A Windows error as an HRESULT.
fn failed(error: u32) -> HRESULT {
    (0x8007_0000 | (error & 0xFFFF)) as HRESULT
}

/// The system's own marshaler for what is late bound, for objects in a process of their own (a COM+ application).
const AUTOMATION: &str = "{00020420-0000-0000-C000-000000000046}";
const INTERFACES: [(&str, windows_sys::core::GUID); 3] =
    [("ISms", guid::SMS), ("IExplanation", guid::EXPLANATION), ("IPush", guid::PUSH)];

/// Key, value's name (None: the key's own), value.
type Entry = (String, Option<&'static str>, String);

/// All that is written for this bitness, below [`CLASSES`].
fn entries(dll: &str) -> Vec<Entry> {
    let class = format!(r"CLSID\{}", guid::text(&guid::CLASS));
    let library = format!(r"TypeLib\{}\{TYPE_LIBRARY_VERSION}", guid::text(&guid::LIBRARY));
    let folder = dll.rsplit_once('\\').map_or("", |(folder, _)| folder);
    let class_id = guid::text(&guid::CLASS);
    let versioned = format!("{PROGID}.1");
    let entry = |key: String, value: &str| (key, None, value.to_owned());
    let interfaces = INTERFACES.iter().flat_map(|(name, id)| {
        let key = format!(r"Interface\{}", guid::text(id));
        [
            entry(key.clone(), name),
            entry(format!(r"{key}\ProxyStubClsid32"), AUTOMATION),
            entry(format!(r"{key}\TypeLib"), &guid::text(&guid::LIBRARY)),
            (format!(r"{key}\TypeLib"), Some("Version"), TYPE_LIBRARY_VERSION.to_owned()),
        ]
    });
    let mut all = vec![
        entry(PROGID.to_owned(), TITLE),
        entry(format!(r"{PROGID}\CLSID"), &class_id),
        entry(format!(r"{PROGID}\CurVer"), &versioned),
        entry(versioned.clone(), TITLE),
        entry(format!(r"{versioned}\CLSID"), &class_id),
        entry(class.clone(), TITLE),
        entry(format!(r"{class}\ProgID"), &versioned),
        entry(format!(r"{class}\VersionIndependentProgID"), PROGID),
        entry(format!(r"{class}\Programmable"), ""),
        entry(format!(r"{class}\TypeLib"), &guid::text(&guid::LIBRARY)),
        entry(format!(r"{class}\Version"), TYPE_LIBRARY_VERSION),
        entry(format!(r"{class}\InprocServer32"), dll),
        (format!(r"{class}\InprocServer32"), Some("ThreadingModel"), "Both".to_owned()),
        entry(library.clone(), "ihuyi short messages"),
        entry(format!(r"{library}\0"), ""),
        entry(format!(r"{library}\0\{BITNESS}"), dll),
        entry(format!(r"{library}\FLAGS"), "0"),
        entry(format!(r"{library}\HELPDIR"), folder),
    ];
    all.extend(interfaces);
    all
}

/// Writes the entries; those that stood there before are replaced.
pub fn register(place: Place) -> HRESULT {
    let Some(dll) = module::file() else { return E_FAIL };
    let dll = dll.display().to_string();
    for (key, name, value) in entries(&dll) {
        if let Err(error) = write(place, &key, name, &value) {
            return error;
        }
    }
    S_OK
}

/// Takes them out, unless another copy of the DLL has been registered since.
pub fn unregister(place: Place) -> HRESULT {
    let class = format!(r"CLSID\{}", guid::text(&guid::CLASS));
    let server = format!(r"{class}\InprocServer32");
    let Some(dll) = module::file() else { return E_FAIL };
    // A copy that is gone keeps nobody, and one file may have two names.
    if let Some(Ok(registered)) = read(place, &server, 0).map(std::fs::canonicalize)
        && dll.canonicalize().is_ok_and(|dll| dll != registered)
    {
        return NOT_OURS;
    }
    let library = format!(r"TypeLib\{}", guid::text(&guid::LIBRARY));
    let version = format!(r"{library}\{TYPE_LIBRARY_VERSION}");
    let interfaces = INTERFACES.iter().flat_map(|(_, id)| {
        let key = format!(r"Interface\{}", guid::text(id));
        [format!(r"{key}\ProxyStubClsid32"), format!(r"{key}\TypeLib"), key]
    });
    let mut own: Vec<String> = interfaces.collect();
    own.extend([
        server,
        format!(r"{class}\ProgID"),
        format!(r"{class}\VersionIndependentProgID"),
        format!(r"{class}\Programmable"),
        format!(r"{class}\TypeLib"),
        format!(r"{class}\Version"),
        class.clone(),
        format!(r"{version}\0\{BITNESS}"),
    ]);
    if let Some(error) = own.iter().find_map(|key| delete(place, key).err()) {
        return error;
    }
    let server = format!(r"{class}\InprocServer32");
    if read(place, &server, OTHER).is_none() {
        let shared = [
            format!(r"{PROGID}\CLSID"),
            format!(r"{PROGID}\CurVer"),
            PROGID.to_owned(),
            format!(r"{PROGID}.1\CLSID"),
            format!("{PROGID}.1"),
            format!(r"{version}\0"),
            format!(r"{version}\FLAGS"),
            format!(r"{version}\HELPDIR"),
            version.clone(),
            library,
        ];
        // The library's keys may hold what somebody else has put there, another version's.
        for key in &shared {
            let _ = delete(place, key);
        }
    }
    S_OK
}

fn write(place: Place, key: &str, name: Option<&str>, value: &str) -> Result<(), HRESULT> {
    let path = wide(&format!(r"{CLASSES}\{key}"));
    let mut handle = std::ptr::null_mut();
    let (none, security) = (std::ptr::null(), std::ptr::null());
    let created = unsafe {
        RegCreateKeyExW(place.0, path.as_ptr(), 0, none, 0, KEY_WRITE, security, &mut handle, std::ptr::null_mut())
    };
    if created != ERROR_SUCCESS {
        return Err(failed(created));
    }
    let handle = Key(handle);
    let name = name.map(wide);
    let value = wide(value);
    let size = (value.len() * 2) as u32;
    let name = name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr());
    let set = unsafe { RegSetValueExW(handle.0, name, 0, REG_SZ, value.as_ptr().cast(), size) };
    if set == ERROR_SUCCESS { Ok(()) } else { Err(failed(set)) }
}

/// A key's own value, in this bitness's view or in the other's.
fn read(place: Place, key: &str, view: u32) -> Option<String> {
    let path = wide(&format!(r"{CLASSES}\{key}"));
    let mut handle = std::ptr::null_mut();
    if unsafe { RegOpenKeyExW(place.0, path.as_ptr(), 0, KEY_READ | view, &mut handle) } != ERROR_SUCCESS {
        return None;
    }
    let handle = Key(handle);
    let mut value = vec![0u16; 32768];
    let mut size = (value.len() * 2) as u32;
    let (name, reserved, kind) = (std::ptr::null(), std::ptr::null(), std::ptr::null_mut());
    let found = unsafe { RegQueryValueExW(handle.0, name, reserved, kind, value.as_mut_ptr().cast(), &mut size) };
    let units = &value[..(size as usize / 2).min(value.len())];
    (found == ERROR_SUCCESS).then(|| String::from_utf16_lossy(units).trim_end_matches('\0').to_owned())
}

/// A key that is not there need not be taken away.
fn delete(place: Place, key: &str) -> Result<(), HRESULT> {
    match unsafe { RegDeleteKeyW(place.0, wide(&format!(r"{CLASSES}\{key}")).as_ptr()) } {
        ERROR_SUCCESS | ERROR_FILE_NOT_FOUND => Ok(()),
        error => Err(failed(error)),
    }
}
