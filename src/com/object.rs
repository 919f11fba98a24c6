//! The frame of an automation object: reference count, `IDispatch` over a table of members, the free-threaded marshaler.
//!
//! Every function that COM calls ends a panic of its body; a count that reaches zero frees the object.

use super::fault::{Fault, argument, number};
use super::guid;
use super::members::{Kind, Member};
use super::typelib;
use super::variant::{Argument, Value, bstr, named};
use crate::answer::Failure;
use crate::codes::own;
use crate::ffi::{guard, module};
use std::ffi::c_void;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use windows_sys::Win32::Foundation::{
    DISP_E_BADINDEX, DISP_E_BADPARAMCOUNT, DISP_E_EXCEPTION, DISP_E_MEMBERNOTFOUND, DISP_E_UNKNOWNNAME, E_NOINTERFACE,
    E_POINTER, E_UNEXPECTED, S_OK,
};
use windows_sys::Win32::System::Com::{
    DISPATCH_METHOD, DISPATCH_PROPERTYGET, DISPATCH_PROPERTYPUT, DISPATCH_PROPERTYPUTREF, DISPPARAMS, EXCEPINFO,
};
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleW, GetProcAddress};
use windows_sys::Win32::System::Variant::VARIANT;
use windows_sys::core::{GUID, HRESULT, w};

/// The source of errors, and the name that programs make the object by.
pub const PROGID: &str = "Ihuyi.Sms";
/// The number of a property's new value among a call's arguments.
const NEW_VALUE: i32 = -3;

/// What an object is behind its frame.
pub trait Automation: Send + Sync + 'static {
    /// What it has.
    fn members(&self) -> &'static [Member];
    /// The name of its dispinterface in the type library.
    fn interface(&self) -> &'static GUID;

    /// Reads a property or calls a method. `arguments` has a place for each parameter; those that are needed are given.
    fn call(&self, id: i32, arguments: &[Argument]) -> Result<Value, Fault>;

    /// Writes a property. Not reached where there is none that can be written.
    fn put(&self, _: i32, _: &Argument) -> Result<(), Fault> {
        Err(Fault::System(DISP_E_MEMBERNOTFOUND))
    }

    /// Takes note of a failure that is about to be raised.
    fn failed(&self, _: &Failure) {}
}

type Query = unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT;
type Count = unsafe extern "system" fn(*mut c_void) -> u32;
/// `IDispatch::Invoke`.
pub type Dispatching = unsafe extern "system" fn(
    *mut c_void,
    i32,
    *const GUID,
    u32,
    u16,
    *const DISPPARAMS,
    *mut c_void,
    *mut EXCEPINFO,
    *mut u32,
) -> HRESULT;

/// The head of every interface's table.
#[repr(C)]
pub struct UnknownTable {
    pub query: Query,
    pub add: Count,
    pub release: Count,
}

/// The table of an `IDispatch`.
#[repr(C)]
pub struct DispatchTable {
    unknown: UnknownTable,
    type_info_count: unsafe extern "system" fn(*mut c_void, *mut u32) -> HRESULT,
    type_info: unsafe extern "system" fn(*mut c_void, u32, u32, *mut *mut c_void) -> HRESULT,
    ids: unsafe extern "system" fn(*mut c_void, *const GUID, *const *const u16, u32, u32, *mut i32) -> HRESULT,
    pub invoke: Dispatching,
}

/// An object as COM sees it: its table first. The frame is one for all kinds of objects, because the code for each kind would be the same.
#[repr(C)]
pub struct Object {
    table: &'static DispatchTable,
    count: AtomicU32,
    /// The free-threaded marshaler, once somebody asked for it.
    marshaler: AtomicPtr<c_void>,
    inside: Box<dyn Automation>,
}

impl Object {
    const TABLE: DispatchTable =
        DispatchTable { unknown: UnknownTable { query, add, release }, type_info_count, type_info, ids, invoke };

    /// A new object with one reference, the receiver's.
    pub fn create(inside: impl Automation) -> *mut c_void {
        module::pin();
        let object = Object {
            table: &Self::TABLE,
            count: AtomicU32::new(1),
            marshaler: AtomicPtr::new(std::ptr::null_mut()),
            inside: Box::new(inside),
        };
        Box::into_raw(Box::new(object)).cast()
    }

    unsafe fn of<'a>(this: *mut c_void) -> &'a Object {
        unsafe { &*this.cast() }
    }
}

unsafe extern "system" fn query(this: *mut c_void, interface: *const GUID, out: *mut *mut c_void) -> HRESULT {
    guard(E_UNEXPECTED, || unsafe {
        if interface.is_null() || out.is_null() {
            return E_POINTER;
        }
        *out = std::ptr::null_mut();
        let wanted = &*interface;
        if [&guid::IUNKNOWN, &guid::IDISPATCH, Object::of(this).inside.interface()]
            .into_iter()
            .any(|known| guid::same(known, wanted))
        {
            add(this);
            *out = this;
            return S_OK;
        }
        if guid::same(&guid::IMARSHAL, wanted)
            && let Some(marshaler) = marshaler(Object::of(this))
        {
            let table = *marshaler.cast::<*const UnknownTable>();
            return ((*table).query)(marshaler, interface, out);
        }
        E_NOINTERFACE
    })
}

/// What lets a pointer to the object go from one apartment to another as it is: the object may be used from any thread.
fn marshaler(object: &Object) -> Option<*mut c_void> {
    let known = object.marshaler.load(Ordering::Acquire);
    if !known.is_null() {
        return Some(known);
    }
    let made = create_marshaler(std::ptr::from_ref(object).cast_mut().cast())?;
    let placed = object.marshaler.compare_exchange(std::ptr::null_mut(), made, Ordering::AcqRel, Ordering::Acquire);
    Some(placed.map_or_else(
        |earlier| {
            unsafe { release_unknown(made) };
            earlier
        },
        |_| made,
    ))
}

/// By its name from `ole32.dll`, where Windows 7 has it. Import libraries of today look for it in a DLL that Windows 7 lacks.
fn create_marshaler(outer: *mut c_void) -> Option<*mut c_void> {
    type Create = unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> HRESULT;
    unsafe {
        let ole32 = GetModuleHandleW(w!("ole32.dll"));
        let create = GetProcAddress(ole32, c"CoCreateFreeThreadedMarshaler".as_ptr().cast())?;
        let create = std::mem::transmute::<unsafe extern "system" fn() -> isize, Create>(create);
        let mut made = std::ptr::null_mut();
        (create(outer, &mut made) >= 0 && !made.is_null()).then_some(made)
    }
}

unsafe fn release_unknown(object: *mut c_void) {
    unsafe {
        let table = *object.cast::<*const UnknownTable>();
        ((*table).release)(object);
    }
}

unsafe extern "system" fn add(this: *mut c_void) -> u32 {
    unsafe { Object::of(this) }.count.fetch_add(1, Ordering::Relaxed) + 1
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    guard(0, || {
        let left = unsafe { Object::of(this) }.count.fetch_sub(1, Ordering::AcqRel) - 1;
        if left == 0 {
            let object = unsafe { Box::from_raw(this.cast::<Object>()) };
            let marshaler = object.marshaler.load(Ordering::Acquire);
            if !marshaler.is_null() {
                unsafe { release_unknown(marshaler) };
            }
        }
        left
    })
}

unsafe extern "system" fn type_info_count(_: *mut c_void, out: *mut u32) -> HRESULT {
    if out.is_null() {
        return E_POINTER;
    }
    unsafe { *out = 1 };
    S_OK
}

unsafe extern "system" fn type_info(this: *mut c_void, index: u32, _: u32, out: *mut *mut c_void) -> HRESULT {
    guard(E_UNEXPECTED, || unsafe {
        if out.is_null() {
            return E_POINTER;
        }
        *out = std::ptr::null_mut();
        if index != 0 {
            return DISP_E_BADINDEX;
        }
        typelib::info(Object::of(this).inside.interface(), out)
    })
}

/// The first name is a member's, the others those of its parameters.
unsafe extern "system" fn ids(
    this: *mut c_void,
    _: *const GUID,
    names: *const *const u16,
    count: u32,
    _: u32,
    out: *mut i32,
) -> HRESULT {
    guard(E_UNEXPECTED, || unsafe {
        if names.is_null() || out.is_null() {
            return E_POINTER;
        }
        let name = |at: usize| is_name(*names.add(at));
        let members = Object::of(this).inside.members();
        let member = members.iter().find(|member| count > 0 && name(0)(member.name));
        let mut result = S_OK;
        for at in 0..count as usize {
            let id = match member {
                Some(member) if at == 0 => Some(member.id),
                Some(member) => {
                    member.parameters.iter().position(|parameter| name(at)(parameter)).map(|found| found as i32)
                }
                None => None,
            };
            out.add(at).write(id.unwrap_or(-1));
            if id.is_none() {
                result = DISP_E_UNKNOWNNAME;
            }
        }
        result
    })
}

/// Whether the caller's name, which ends with a NUL, is the name that is asked about.
///
/// # Safety
/// `text` is null or such a name.
unsafe fn is_name(text: *const u16) -> impl Fn(&str) -> bool {
    move |name| {
        if text.is_null() {
            return false;
        }
        let same = |(at, byte): (usize, u8)| {
            let unit = unsafe { *text.add(at) };
            u8::try_from(unit).is_ok_and(|unit| unit.eq_ignore_ascii_case(&byte))
        };
        // The NUL that ends one of them differs from whatever the other has there, so none is read beyond its end.
        name.bytes().chain([0]).enumerate().all(same)
    }
}

unsafe extern "system" fn invoke(
    this: *mut c_void,
    id: i32,
    _: *const GUID,
    _: u32,
    flags: u16,
    parameters: *const DISPPARAMS,
    result: *mut c_void,
    exception: *mut EXCEPINFO,
    bad_argument: *mut u32,
) -> HRESULT {
    let defect = || {
        Err(Fault::Raised(Failure::new(
            own::PANIC,
            "库内部出错。请把调用方式和版本号告诉我们。",
            "A defect of the library. Please report the call and the version.",
        )))
    };
    let ended = guard(None, || unsafe {
        let member = Object::of(this).inside.members().iter().find(|member| member.id == id);
        let member = member.ok_or(Fault::System(DISP_E_MEMBERNOTFOUND));
        Some(member.and_then(|member| dispatch(this, member, flags, parameters, result.cast(), bad_argument)))
    })
    .unwrap_or_else(defect);
    match ended {
        Ok(()) => S_OK,
        Err(Fault::System(result)) => result,
        Err(Fault::Raised(failure)) => {
            guard((), || unsafe {
                Object::of(this).inside.failed(&failure);
                explain(&failure, exception);
            });
            DISP_E_EXCEPTION
        }
    }
}

unsafe fn dispatch(
    this: *mut c_void,
    member: &Member,
    flags: u16,
    parameters: *const DISPPARAMS,
    result: *mut VARIANT,
    bad_argument: *mut u32,
) -> Result<(), Fault> {
    let inside = unsafe { &Object::of(this).inside };
    let given = unsafe { Given::of(parameters) };
    let (puts, reads) = (
        flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF) != 0,
        flags & (DISPATCH_METHOD | DISPATCH_PROPERTYGET) != 0,
    );
    let name = member.name;
    match member.kind {
        Kind::Put | Kind::Both if puts => {
            if given.count != 1 {
                return Err(Fault::System(DISP_E_BADPARAMCOUNT));
            }
            let value = unsafe { Argument::read(given.place(0)) }.map_err(|fault| named(fault, name))?;
            return inside.put(member.id, &value);
        }
        Kind::Get | Kind::Method if puts => {
            return Err(argument(format!("{name} 不能赋值。"), format!("{name} cannot be set.")));
        }
        Kind::Put => {
            return Err(argument(
                format!("{name} 只能写，不能读：密钥不会再交出来。"),
                format!("{name} can be set and not read: keys are not handed out."),
            ));
        }
        _ if !reads => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        _ => {}
    }
    let arguments = unsafe { given.arguments(member, bad_argument) }?;
    let value = inside.call(member.id, &arguments)?;
    // A caller that wants no result gives no place for one.
    if result.is_null() {
        if let Value::Object(object) = value {
            unsafe { release_unknown(object) };
        }
        return Ok(());
    }
    unsafe { value.write(result) }
}

/// The arguments as `Invoke` has them: in reverse, the named ones first.
struct Given {
    places: *const VARIANT,
    count: usize,
    names: *const i32,
    named: usize,
}

impl Given {
    /// # Safety
    /// `parameters` is null or a caller's DISPPARAMS.
    unsafe fn of(parameters: *const DISPPARAMS) -> Given {
        match unsafe { parameters.as_ref() } {
            Some(given) if !given.rgvarg.is_null() => {
                let named = if given.rgdispidNamedArgs.is_null() { 0 } else { given.cNamedArgs as usize };
                let count = given.cArgs as usize;
                Given { places: given.rgvarg, count, names: given.rgdispidNamedArgs, named: named.min(count) }
            }
            _ => Given { places: std::ptr::null(), count: 0, names: std::ptr::null(), named: 0 },
        }
    }

    fn place(&self, at: usize) -> *const VARIANT {
        self.places.wrapping_add(at)
    }

    /// One argument for each of the member's parameters.
    unsafe fn arguments(&self, member: &Member, bad_argument: *mut u32) -> Result<Vec<Argument>, Fault> {
        let wanted = member.parameters.len();
        let mut places: Vec<Option<usize>> = vec![None; wanted];
        let name = member.name;
        if self.count > wanted {
            let count = self.count;
            return Err(argument(
                format!("{name} 最多 {wanted} 个参数，这里给了 {count} 个。"),
                format!("{name} takes {wanted} arguments at most, and was given {count}."),
            ));
        }
        for at in 0..self.count {
            let parameter = if at < self.named {
                match unsafe { *self.names.add(at) } {
                    NEW_VALUE => return Err(Fault::System(DISP_E_BADPARAMCOUNT)),
                    id => usize::try_from(id).unwrap_or(wanted),
                }
            } else {
                self.count - 1 - at
            };
            match places.get_mut(parameter) {
                Some(place @ None) => *place = Some(at),
                _ => {
                    unsafe { blame(bad_argument, at) };
                    return Err(argument(
                        format!("{name} 没有这个名字的参数，或者一个参数给了两次。"),
                        format!("{name} has no argument of that name, or one was given twice."),
                    ));
                }
            }
        }
        let mut arguments = Vec::with_capacity(wanted);
        for (parameter, place) in places.into_iter().enumerate() {
            let called = member.parameters[parameter];
            let given = match place {
                Some(at) => unsafe { Argument::read(self.place(at)) }.map_err(|fault| {
                    unsafe { blame(bad_argument, at) };
                    named(fault, called)
                })?,
                None => Argument::Missing,
            };
            if parameter < member.needed && matches!(given, Argument::Missing) {
                return Err(argument(
                    format!("{name} 缺少参数 {called}。"),
                    format!("{name} lacks the argument {called}."),
                ));
            }
            arguments.push(given);
        }
        Ok(arguments)
    }
}

unsafe fn blame(bad_argument: *mut u32, at: usize) {
    if !bad_argument.is_null() {
        unsafe { *bad_argument = at as u32 };
    }
}

/// Number, source and description of an error; the sentence is Chinese, and ends with the code for whoever looks it up.
unsafe fn explain(failure: &Failure, out: *mut EXCEPINFO) {
    if out.is_null() {
        return;
    }
    let description = format!("{}（{}）", failure.zh, failure.code);
    let text = |text: &str| bstr(text).unwrap_or_default();
    let made = EXCEPINFO {
        bstrSource: text(PROGID),
        bstrDescription: text(&description),
        scode: number(failure.code),
        ..EXCEPINFO::default()
    };
    unsafe { out.write_unaligned(made) };
}
