//! A caller's struct, with guards around it.

use ihuyi::codes::own;
use ihuyi::ffi::result::*;
use std::ffi::{CStr, c_char};
use std::marker::PhantomData;

/// Room for a struct that begins with its own size. It lies alone on the heap: the sanitizer sees every byte that is written beyond it.
pub struct Room<T> {
    bytes: Vec<u8>,
    /// Where it begins; NULL when there is none.
    begin: Option<usize>,
    said: u32,
    what: PhantomData<T>,
}

const FILL: u8 = 0xA7;

impl<T> Room<T> {
    /// One of ten kinds.
    pub fn new(kind: u32) -> Room<T> {
        let size = size_of::<T>();
        let (begin, room, said) = match kind % 10 {
            1 => (None, 0, 0),
            2 => (Some(0), size + 24, size + 24),
            3 => (Some(0), size - 4, size - 4),
            4 => (Some(0), 4, 4),
            5 => (Some(0), 4, 0),
            // More than there is, as from a newer caller: no more than the struct's own size may be written.
            6 => (Some(0), size, u32::MAX as usize),
            7 => (Some(1), size + 1, size),
            _ => (Some(0), size, size),
        };
        let mut bytes = vec![FILL; room];
        let said = said as u32;
        if let Some(begin) = begin {
            bytes[begin..begin + 4].copy_from_slice(&said.to_ne_bytes());
        }
        Room { bytes, begin, said, what: PhantomData }
    }

    pub fn at(&mut self) -> *mut T {
        // SAFETY: within the bytes, or NULL.
        self.begin.map_or(std::ptr::null_mut(), |begin| unsafe { self.bytes.as_mut_ptr().add(begin) }.cast())
    }

    /// The struct, when there is room for a whole one that is aligned.
    pub fn written(&self) -> Option<&T> {
        let whole =
            self.begin == Some(0) && self.bytes.len() >= size_of::<T>() && self.bytes[4..].iter().any(|b| *b != FILL);
        // SAFETY: every pattern of bytes is one of these structs, and a Vec is aligned for them.
        whole.then(|| unsafe { &*self.bytes.as_ptr().cast() })
    }

    /// Whether it is smaller than a struct of today.
    pub fn is_short(&self) -> bool {
        self.begin.is_some() && self.said < size_of::<T>() as u32
    }

    /// The size stays what the caller said, nothing is written behind what that makes room for, and nothing at all where it was refused.
    pub fn untouched(&self, refused: bool) {
        let Some(begin) = self.begin else { return };
        assert_eq!(self.bytes[begin..begin + 4], self.said.to_ne_bytes(), "the struct's size was changed");
        assert!(self.bytes[..begin].iter().all(|b| *b == FILL), "written before the struct");
        let from = if refused { 4 } else { size_of::<T>().min(self.said.max(4) as usize) };
        assert!(
            self.bytes.iter().skip(begin + from).all(|b| *b == FILL),
            "written behind what the caller has room for"
        );
    }
}

impl Room<ihuyi_result> {
    /// The code in the struct is the one that was returned, and the outcome is the code's.
    pub fn returned(&self, code: i32, _list: Option<()>) {
        self.untouched(code == own::STRUCT_SIZE && self.is_short());
        assert!(code != own::PANIC, "a defect");
        assert!(code != 2, "nobody can have accepted it");
        let Some(result) = self.written() else { return };
        if code == own::STRUCT_SIZE && result.code != code {
            return;
        }
        assert_eq!(result.code, code);
        let expected = match code {
            0 => 0,
            own::UNKNOWN => IHUYI_OUTCOME_UNKNOWN,
            -299..=-200 | own::LIMIT | own::BREAKER | own::STORE => IHUYI_OUTCOME_NOT_SENT,
            _ => IHUYI_OUTCOME_REFUSED,
        };
        assert_eq!(result.outcome, expected, "the outcome of {code}");
    }

    /// Texts end, and decode; everything is in its range.
    pub fn sound(&self, charset: Option<&CStr>) {
        let Some(result) = self.written() else { return };
        assert_eq!(decodes(&result.message_id, charset), b"", "an id of nothing");
        let message = decodes(&result.message, charset);
        assert_eq!(message.is_empty(), result.code == 0, "code {} and its words", result.code);
        assert!((0..=4).contains(&result.outcome) && (0..=14).contains(&result.family) && result.flags < 64);
        assert!(result.segments >= 0 && result.characters >= 0 && result.recipients >= 0 && result.elapsed_ms >= 0);
        assert_eq!(result.http_status, 0, "nobody can have answered");
        assert_eq!(result.balance, -1);
        let local = result.flags & IHUYI_FLAG_LOCAL != 0;
        assert!(!local || result.outcome == IHUYI_OUTCOME_REFUSED, "a check of our own, and not refused");
    }
}

/// The text in an array: it ends within it, and is text of the charset.
pub fn decodes<'a>(array: &'a [c_char], charset: Option<&CStr>) -> &'a [u8] {
    // SAFETY: the same bytes.
    let bytes = unsafe { &*(std::ptr::from_ref(array) as *const [u8]) };
    let text = CStr::from_bytes_until_nul(bytes).expect("a text ends within its array").to_bytes();
    if let Some(charset) = charset {
        let encoding =
            encoding_rs::Encoding::for_label(charset.to_bytes()).expect("a charset has a name that is known");
        let decoded = encoding.decode_without_bom_handling_and_without_replacement(text);
        assert!(decoded.is_some(), "no text of {charset:?}: {}", text.escape_ascii());
    }
    text
}
