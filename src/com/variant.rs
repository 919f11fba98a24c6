//! VARIANTs: what a caller's arguments say, and how an answer is written.
//!
//! Arguments come by value or by reference, numbers as numbers or as text, and classic ASP hands over whole objects where its
//! programmer meant their default value: `Request("mobile")` is one. A caller's VARIANTs are only ever read, and read unaligned:
//! 32-bit callers put them at any multiple of four.

use super::fault::{Fault, argument};
use super::object::{DispatchTable, Dispatching};
use crate::answer::Failure;
use crate::codes::own;
use std::ffi::c_void;
use windows_sys::Win32::Foundation::{
    DISP_E_PARAMNOTFOUND, DISP_E_TYPEMISMATCH, E_OUTOFMEMORY, SysAllocStringLen, SysStringLen, VARIANT_BOOL,
};
use windows_sys::Win32::System::Com::{DISPATCH_METHOD, DISPATCH_PROPERTYGET, DISPPARAMS, SAFEARRAY};
use windows_sys::Win32::System::Ole::{
    SafeArrayAccessData, SafeArrayCreateVector, SafeArrayGetDim, SafeArrayGetElemsize, SafeArrayGetLBound,
    SafeArrayGetUBound, SafeArrayGetVartype, SafeArrayUnaccessData,
};
use windows_sys::Win32::System::Variant::{
    VARENUM, VARIANT, VARIANT_NOUSEROVERRIDE, VT_ARRAY, VT_BOOL, VT_BSTR, VT_BYREF, VT_CY, VT_DECIMAL, VT_DISPATCH,
    VT_EMPTY, VT_ERROR, VT_I1, VT_I2, VT_I4, VT_I8, VT_INT, VT_NULL, VT_R4, VT_R8, VT_UI1, VT_UI2, VT_UI4, VT_UI8,
    VT_UINT, VT_VARIANT, VariantChangeTypeEx, VariantClear, VariantCopy, VariantCopyInd,
};
use windows_sys::core::{BSTR, HRESULT};

/// How deep references and default values are followed.
const DEPTH: usize = 8;
/// English of the United States: numbers become text with a point and no grouping, whatever the machine is set to.
const NEUTRAL: u32 = 0x0409;
/// The kinds that are numbers or text and can be told as text.
const PLAIN: [VARENUM; 15] = [
    VT_BSTR, VT_CY, VT_DECIMAL, VT_I1, VT_I2, VT_I4, VT_I8, VT_UI1, VT_UI2, VT_UI4, VT_UI8, VT_INT, VT_UINT, VT_R4,
    VT_R8,
];

/// A VARIANT of our own; what it holds is freed with it.
pub struct Owned(VARIANT);

impl Drop for Owned {
    fn drop(&mut self) {
        unsafe { VariantClear(&mut self.0) };
    }
}

impl Owned {
    fn empty() -> Owned {
        Owned(VARIANT::default())
    }

    fn kind(&self) -> VARENUM {
        kind(&self.0)
    }
}

fn kind(variant: &VARIANT) -> VARENUM {
    unsafe { variant.Anonymous.Anonymous.vt }
}

/// One argument of a call.
pub enum Argument {
    /// Not given: left out, or marked as left out.
    Missing,
    /// Given, and resolved as far as a value goes.
    Value(Owned),
    /// An array of the caller's, which outlives the call.
    Array(*const SAFEARRAY),
}

impl Argument {
    /// Reads what the caller has at this place.
    ///
    /// # Safety
    /// `place` points to a VARIANT that stays as it is during the call.
    pub unsafe fn read(place: *const VARIANT) -> Result<Argument, Fault> {
        let mut seen = unsafe { place.read_unaligned() };
        // What `seen` points into, once it is no longer the caller's own.
        let mut held = Owned::empty();
        for _ in 0..DEPTH {
            let kind = kind(&seen);
            let inside = unsafe { seen.Anonymous.Anonymous.Anonymous };
            if kind & VT_ARRAY != 0 {
                let array = unsafe { if kind & VT_BYREF != 0 { deref(inside.pparray)? } else { inside.parray } };
                // An array that a default value held would go with it; nothing that this library is given has one.
                return if held.kind() == VT_EMPTY { Ok(Argument::Array(array)) } else { Err(no_text()) };
            }
            match kind {
                VT_ERROR if unsafe { inside.scode } == DISP_E_PARAMNOTFOUND => return Ok(Argument::Missing),
                _ if kind == VT_BYREF | VT_VARIANT => seen = unsafe { deref(inside.pvarVal)? },
                _ => {
                    let mut copy = Owned::empty();
                    let by_reference = kind & VT_BYREF != 0;
                    if by_reference && unsafe { inside.byref }.is_null() {
                        return Err(no_text());
                    }
                    let copied = unsafe {
                        if by_reference { VariantCopyInd(&mut copy.0, &seen) } else { VariantCopy(&mut copy.0, &seen) }
                    };
                    system(copied)?;
                    if copy.kind() != VT_DISPATCH {
                        return Ok(Argument::Value(copy));
                    }
                    held = unsafe { default_value(copy.0.Anonymous.Anonymous.Anonymous.pdispVal)? };
                    seen = unsafe { std::ptr::from_ref(&held.0).read() };
                }
            }
        }
        Err(no_text())
    }

    /// Whether it counts as left out where it may be: missing, or without a value.
    pub fn is_absent(&self) -> bool {
        match self {
            Argument::Missing => true,
            Argument::Value(value) => matches!(value.kind(), VT_EMPTY | VT_NULL),
            Argument::Array(_) => false,
        }
    }

    /// A text, or what a number is as text; `name` is the parameter's.
    pub fn text(&self, name: &str) -> Result<String, Fault> {
        match self {
            Argument::Value(value) => text(value, name),
            Argument::Array(_) => Err(named(no_array(), name)),
            Argument::Missing => {
                Err(argument(format!("缺少参数 {name}。"), format!("The argument {name} is missing.")))
            }
        }
    }

    /// The value of a setting: as a text, and True and False are yes and no. Nowhere else: a comparison that got in place of a text must not be sent.
    pub fn setting(&self, name: &str) -> Result<String, Fault> {
        if let Argument::Value(value) = self
            && value.kind() == VT_BOOL
        {
            let set = unsafe { value.0.Anonymous.Anonymous.Anonymous.boolVal } != 0;
            return Ok(if set { "yes" } else { "no" }.to_owned());
        }
        self.text(name)
    }

    /// A whole number, or a text that is one.
    pub fn number(&self, name: &str) -> Result<i32, Fault> {
        let text = self.text(name)?;
        text.trim().parse().map_err(|_| {
            argument(format!("参数 {name} 应为整数。"), format!("The argument {name} is not a whole number."))
        })
    }

    /// The texts of an array, or None where this is none.
    pub fn list(&self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        let Argument::Array(array) = self else { return Ok(None) };
        let elements = unsafe { Elements::open(*array) }.map_err(|fault| named(fault, name))?;
        let read = |at| unsafe { elements.at(at) }?.text(name);
        (0..elements.count).map(read).collect::<Result<_, Fault>>().map(Some)
    }

    /// The bytes of an array of bytes, or None where this is none.
    pub fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Argument::Array(array) = self else { return Ok(None) };
        let elements = unsafe { Elements::open(*array) }.map_err(|fault| named(fault, name))?;
        if elements.kind != VT_UI1 {
            return Err(named(no_array(), name));
        }
        Ok(Some(unsafe { elements.slice() }.to_vec()))
    }
}

/// What a pointer of the caller's points to.
unsafe fn deref<T: Copy>(place: *const T) -> Result<T, Fault> {
    if place.is_null() { Err(no_text()) } else { Ok(unsafe { place.read_unaligned() }) }
}

fn system(result: HRESULT) -> Result<(), Fault> {
    if result < 0 { Err(Fault::System(result)) } else { Ok(()) }
}

/// For what is no number and no text; which argument it is, is said by [`named`].
fn no_text() -> Fault {
    Fault::System(DISP_E_TYPEMISMATCH)
}

fn no_array() -> Fault {
    Fault::System(DISP_E_TYPEMISMATCH)
}

/// A mismatch of types, as a sentence about this argument.
pub fn named(fault: Fault, name: &str) -> Fault {
    match fault {
        Fault::System(DISP_E_TYPEMISMATCH) => argument(
            format!("参数 {name} 的类型不能用：应为文本或数字（模板变量和 keys 可为一维数组，推送正文可为字节数组）。"),
            format!(
                "The type of the argument {name} cannot be used: give text or a number (an array of one dimension for template variables and keys, of bytes for a push)."
            ),
        ),
        other => other,
    }
}

fn text(value: &Owned, name: &str) -> Result<String, Fault> {
    let kind = value.kind();
    match kind {
        VT_EMPTY => {
            return Err(argument(
                format!("参数 {name} 是空值（Empty）：变量没有赋值，或者变量名写错了。"),
                format!("The argument {name} is Empty: the variable was never set, or its name is misspelt."),
            ));
        }
        VT_NULL => {
            return Err(argument(
                format!("参数 {name} 是 Null，例如数据库里没有填写的字段。请先判断 IsNull。"),
                format!("The argument {name} is Null, as a database field without a value. Check with IsNull first."),
            ));
        }
        _ if !PLAIN.contains(&kind) => return Err(named(no_text(), name)),
        _ => {}
    }
    let mut changed = Owned::empty();
    let bstr = if kind == VT_BSTR {
        unsafe { value.0.Anonymous.Anonymous.Anonymous.bstrVal }
    } else {
        system(unsafe { VariantChangeTypeEx(&mut changed.0, &value.0, NEUTRAL, VARIANT_NOUSEROVERRIDE, VT_BSTR) })
            .map_err(|fault| named(fault, name))?;
        unsafe { changed.0.Anonymous.Anonymous.Anonymous.bstrVal }
    };
    // A null BSTR is the empty text.
    let units =
        if bstr.is_null() { &[][..] } else { unsafe { std::slice::from_raw_parts(bstr, SysStringLen(bstr) as usize) } };
    String::from_utf16(units).map_err(|_| {
        let whole = char::decode_utf16(units.iter().copied()).take_while(Result::is_ok).count();
        Fault::Raised(Failure::new(
            own::ENCODING,
            format!("参数 {name} 的第 {} 个字符只有一半（孤立的代理项），不是完整的文本。", whole + 1),
            format!("Character {} of the argument {name} is half of one (a lone surrogate).", whole + 1),
        ))
    })
}

/// The default value of an object, its member 0.
///
/// # Safety
/// `object` is null or a living IDispatch of the caller's.
unsafe fn default_value(object: *mut c_void) -> Result<Owned, Fault> {
    if object.is_null() {
        // Nothing.
        return Ok(Owned::empty());
    }
    let none = DISPPARAMS::default();
    let mut value = Owned::empty();
    let result = unsafe {
        let table = *object.cast::<*const DispatchTable>();
        let invoke: Dispatching = (*table).invoke;
        invoke(
            object,
            0,
            &super::guid::NONE,
            NEUTRAL,
            DISPATCH_METHOD | DISPATCH_PROPERTYGET,
            &none,
            std::ptr::from_mut(&mut value.0).cast(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
        )
    };
    if result < 0 { Err(no_text()) } else { Ok(value) }
}

/// The elements of an array, held still while they are read.
struct Elements {
    array: *const SAFEARRAY,
    data: *const u8,
    size: usize,
    kind: VARENUM,
    count: usize,
}

impl Elements {
    /// # Safety
    /// `array` is null or an array that stays alive while this does.
    unsafe fn open(array: *const SAFEARRAY) -> Result<Elements, Fault> {
        let (mut kind, mut low, mut high, mut data) = (0, 0, -1, std::ptr::null_mut());
        unsafe {
            if array.is_null() || SafeArrayGetDim(array) != 1 {
                return Err(no_array());
            }
            system(SafeArrayGetVartype(array, &mut kind))?;
            system(SafeArrayGetLBound(array, 1, &mut low))?;
            system(SafeArrayGetUBound(array, 1, &mut high))?;
            let size = SafeArrayGetElemsize(array) as usize;
            // Records, decimals and objects have no text; and no kind may claim to be another's size.
            let expected = if kind == VT_VARIANT { size_of::<VARIANT>() } else { width(kind) };
            if expected == 0 || expected != size {
                return Err(no_array());
            }
            system(SafeArrayAccessData(array, &mut data))?;
            let count = usize::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(0);
            Ok(Elements { array, data: data.cast(), size, kind, count })
        }
    }

    /// # Safety
    /// `at` is below `count`.
    unsafe fn at(&self, at: usize) -> Result<Argument, Fault> {
        let place = unsafe { self.data.add(at * self.size) };
        if self.kind == VT_VARIANT {
            return unsafe { Argument::read(place.cast()) };
        }
        let mut reference = VARIANT::default();
        reference.Anonymous.Anonymous.vt = self.kind | VT_BYREF;
        reference.Anonymous.Anonymous.Anonymous.byref = place.cast_mut().cast();
        unsafe { Argument::read(&reference) }
    }

    /// # Safety
    /// The elements are bytes.
    unsafe fn slice(&self) -> &[u8] {
        if self.count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(self.data, self.count) } }
    }
}

impl Drop for Elements {
    fn drop(&mut self) {
        unsafe { SafeArrayUnaccessData(self.array) };
    }
}

/// The bytes of one element; 0 for kinds that are no number and no text.
fn width(kind: VARENUM) -> usize {
    match kind {
        VT_BSTR => size_of::<BSTR>(),
        VT_I1 | VT_UI1 => 1,
        VT_BOOL | VT_I2 | VT_UI2 => 2,
        VT_I4 | VT_UI4 | VT_INT | VT_UINT | VT_R4 => 4,
        VT_I8 | VT_UI8 | VT_R8 | VT_CY => 8,
        _ => 0,
    }
}

/// What a member answers.
pub enum Value {
    /// Nothing.
    Empty,
    /// A whole number.
    Number(i64),
    /// True or False.
    Truth(bool),
    /// A text.
    Text(String),
    /// An array of bytes, as `Response.BinaryWrite` takes it.
    Bytes(Vec<u8>),
    /// An object; its reference goes to the caller.
    Object(*mut c_void),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl Value {
    /// Writes it where the caller wants it; what was there is not looked at.
    ///
    /// # Safety
    /// `out` points to a writable VARIANT.
    pub unsafe fn write(self, out: *mut VARIANT) -> Result<(), Fault> {
        let mut made = VARIANT::default();
        let inside = unsafe { &mut made.Anonymous.Anonymous };
        match self {
            Value::Empty => inside.vt = VT_EMPTY,
            // VBScript knows no larger whole numbers than these.
            Value::Number(number) => match i32::try_from(number) {
                Ok(number) => {
                    inside.vt = VT_I4;
                    inside.Anonymous.lVal = number;
                }
                Err(_) => {
                    inside.vt = VT_R8;
                    inside.Anonymous.dblVal = number as f64;
                }
            },
            Value::Truth(truth) => {
                inside.vt = VT_BOOL;
                inside.Anonymous.boolVal = -VARIANT_BOOL::from(truth);
            }
            Value::Text(text) => {
                inside.vt = VT_BSTR;
                inside.Anonymous.bstrVal = bstr(&text).ok_or(Fault::System(E_OUTOFMEMORY))?;
            }
            Value::Bytes(bytes) => {
                inside.vt = VT_ARRAY | VT_UI1;
                inside.Anonymous.parray = array(&bytes)?;
            }
            Value::Object(object) => {
                inside.vt = VT_DISPATCH;
                inside.Anonymous.pdispVal = object;
            }
        }
        unsafe { out.write_unaligned(made) };
        Ok(())
    }
}

/// Bytes as an array of COM's, the receiver's to free.
fn array(bytes: &[u8]) -> Result<*mut SAFEARRAY, Fault> {
    let count = u32::try_from(bytes.len()).map_err(|_| Fault::System(E_OUTOFMEMORY))?;
    let mut data = std::ptr::null_mut();
    unsafe {
        let made = SafeArrayCreateVector(VT_UI1, 0, count);
        if made.is_null() {
            return Err(Fault::System(E_OUTOFMEMORY));
        }
        system(SafeArrayAccessData(made, &mut data))?;
        // An array of nothing may have no place for it.
        if count > 0 {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast(), bytes.len());
        }
        system(SafeArrayUnaccessData(made))?;
        Ok(made)
    }
}

/// A text as COM's allocator keeps it, the receiver's to free. None when there is no memory.
pub fn bstr(text: &str) -> Option<BSTR> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let made = unsafe { SysAllocStringLen(units.as_ptr(), u32::try_from(units.len()).ok()?) };
    (!made.is_null()).then_some(made)
}
