//! # What a code means
//!
//! `ihuyi_strerror` gives the vendor's words. This gives the rest: what the code means in practice, and what to do about it, for one service.

use super::border::{self, guard, text};
use super::client::{ihuyi_client, speech_of};
use super::result::IHUYI_FLAG_CUT;
use crate::answer::Failure;
use crate::codes::{self, Lang, Table, own};
use std::ffi::c_char;

/// One code, explained. Set `struct_size` first, as for `ihuyi_result`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_explanation {
    /// Set by the caller: `sizeof(ihuyi_explanation)`.
    pub struct_size: u32,
    /// The code that was asked about.
    pub code: i32,
    /// 1 when the code stands in the tables; 0 when nothing is published about it.
    pub known: i32,
    /// `IHUYI_FLAG_CUT`, or 0.
    pub flags: u32,
    /// One of `IHUYI_FAMILY_...`: what the code is about.
    pub family: i32,
    /// The constant's name in this header, as `IHUYI_E_UNKNOWN`; empty where there is none.
    pub name: [c_char; 64],
    /// The vendor's own Chinese words, as its pages have them; for the library's own codes a short name in the language asked for.
    pub text: [c_char; 256],
    /// What it means in practice.
    pub meaning: [c_char; 1024],
    /// What usually causes it.
    pub cause: [c_char; 1024],
    /// What to do about it.
    pub advice: [c_char; 1024],
}

/// The struct's size when it was first published. Never changes.
const FIRST_VERSION: usize = 3412;
const _: () = assert!(size_of::<ihuyi_explanation>() >= FIRST_VERSION);

/// Explains one code of one service.
///
/// @param client  whose charset; NULL: the default client
/// @param service as for `ihuyi_submit`, or `balance` or `template` for the answers of those two calls; NULL or empty: `sms`
/// @param code    any code
/// @param lang    `zh` or `en`; NULL or empty: the client's setting `lang`
/// @param out     where the explanation goes
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_explain(
    client: *const ihuyi_client,
    service: *const c_char,
    code: i32,
    lang: *const c_char,
    out: *mut ihuyi_explanation,
) -> i32 {
    guard(own::PANIC, || unsafe {
        if out.is_null() {
            return own::ARGUMENT;
        }
        let Some(struct_size) = border::struct_size(out, FIRST_VERSION) else { return own::STRUCT_SIZE };
        let speech = speech_of(client);
        let asked = || -> Result<(Table, Lang), Failure> {
            let service = text(service, speech.charset, ("service", "service"))?;
            let lang = text(lang, speech.charset, ("lang", "lang"))?;
            let lang = if lang.is_empty() { Some(speech.lang) } else { Lang::parse(&lang) };
            let lang = lang.ok_or_else(codes::no_such_lang)?;
            Ok((Table::named(&service)?, lang))
        };
        let (table, lang) = match asked() {
            Ok(asked) => asked,
            Err(failure) => return failure.code,
        };
        let explanation = codes::explain(table, code);
        let mut filled = ihuyi_explanation {
            struct_size,
            code,
            known: explanation.known.into(),
            flags: 0,
            family: explanation.family as i32,
            name: [0; 64],
            text: [0; 256],
            meaning: [0; 1024],
            cause: [0; 1024],
            advice: [0; 1024],
        };
        let cut = [
            border::put(&mut filled.name, explanation.name.unwrap_or(""), speech.charset),
            border::put(&mut filled.text, explanation.title(lang), speech.charset),
            border::put(&mut filled.meaning, explanation.meaning(lang), speech.charset),
            border::put(&mut filled.cause, explanation.cause(lang), speech.charset),
            border::put(&mut filled.advice, explanation.advice(lang), speech.charset),
        ];
        filled.flags = if cut.contains(&true) { IHUYI_FLAG_CUT } else { 0 };
        border::copy_out(out, struct_size, &filled);
        0
    })
}
