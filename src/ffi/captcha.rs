//! # A picture challenge
//!
//! For pages that have none of their own: a picture of a few characters that a person reads and a simple program does not. With the setting
//! `captcha` on `always` or `after 3`, `ihuyi_verify_start` demands one.
//!
//! What it is worth: it slows down the simplest programs and no others. It must not be the only defence; the limits are the one that holds. A site
//! that has Turnstile, Geetest or Tencent's says `captcha = passed` instead. Offer the voice channel to people who cannot see the picture.

use super::border::{self, Room, Speech, put, text};
use super::call::{answering, filling};
use super::client::{ihuyi_client, no_handle, speech_of};
use super::guard::seconds;
use super::result::ihuyi_result;
use crate::answer::Answer;
use crate::captcha::{self, Challenge, data_uri};
use crate::guard::circumstances::Circumstances;
use std::ffi::c_char;

/// A picture, and the id that its answer comes back with. Set `struct_size` first, as for `ihuyi_result`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ihuyi_captcha {
    /// Set by the caller: `sizeof(ihuyi_captcha)`.
    pub struct_size: u32,
    /// Characters in the picture.
    pub length: i32,
    /// Seconds that an answer is taken.
    pub valid: i32,
    /// Bytes in `png`.
    pub png_size: i32,
    /// Comes back with the answer; it may stand in the page, in a hidden field.
    pub id: [c_char; 64],
    /// The picture as a PNG file: bytes, no text.
    pub png: [c_char; 16384],
    /// The same picture for `<img src="...">`, in ASCII.
    pub data_uri: [c_char; 22528],
}

/// The struct's size when it was first published. Never changes.
const FIRST_VERSION: usize = 38992;
const _: () = assert!(size_of::<ihuyi_captcha>() >= FIRST_VERSION);

/// Makes a picture challenge.
///
/// @param keys   as for `ihuyi_verify_start`: an address is held to the limit of pictures
/// @param out    where the picture goes; no picture on failure
/// @param result may be NULL
/// @return 0, or one of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_captcha_new(
    client: *const ihuyi_client,
    keys: *const c_char,
    out: *mut ihuyi_captcha,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        let empty = |struct_size| fill(None, struct_size, speech);
        filling((out, &ROOM, FIRST_VERSION), result, speech, empty, |struct_size| {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let made = || {
                let told = Circumstances::parse(&text(keys, speech.charset, ("键", "keys"))?)?;
                captcha::new(&handle.0.vault()?, &handle.0.config().guard, &told)
            };
            match made() {
                Ok((_, Some(challenge))) => {
                    border::copy_out(out, struct_size, &fill(Some(&challenge), struct_size, speech));
                    Answer::done()
                }
                Ok((ruling, None)) => ruling.failure.map_or_else(Answer::done, Answer::failed),
                Err(failure) => Answer::failed(failure),
            }
        })
    }
}

/// Checks the answer to a picture. A picture can be answered once: a wrong answer uses it up, too.
///
/// `ihuyi_verify_start` does this itself with the keys `captcha_id` and `captcha_answer`; this is for pages that send nothing.
///
/// @param id     the id of `ihuyi_captcha_new`
/// @param answer what the user read; upper and lower case are the same
/// @param result may be NULL
/// @return 0 when it was right, `IHUYI_E_CAPTCHA_WRONG`, or another of the `IHUYI_E_...` codes
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_captcha_check(
    client: *const ihuyi_client,
    id: *const c_char,
    answer: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || {
            let Some(handle) = client.as_ref() else { return Answer::failed(no_handle()) };
            let check = || {
                let id = text(id, speech.charset, ("编号", "id"))?;
                let answer = text(answer, speech.charset, ("答案", "answer"))?;
                captcha::check(&handle.0.vault()?, &id, &answer)
            };
            check().map_or_else(Answer::failed, |()| Answer::done())
        })
    }
}

const ROOM: Room = Room {
    name: "captcha",
    nowhere: ("out 为 NULL，没有地方写图片。", "out is NULL: there is nowhere to write the picture to."),
    undone: ("", ""),
};

fn fill(challenge: Option<&Challenge>, struct_size: u32, speech: Speech) -> ihuyi_captcha {
    let mut filled = ihuyi_captcha {
        struct_size,
        length: 0,
        valid: 0,
        png_size: 0,
        id: [0; 64],
        png: [0; 16384],
        data_uri: [0; 22528],
    };
    // A picture is far smaller than its room, as a test of the pictures holds; one that is not is no picture.
    if let Some(challenge) = challenge.filter(|challenge| challenge.png.len() <= filled.png.len()) {
        filled.length = challenge.length as i32;
        filled.valid = seconds(captcha::TTL);
        filled.png_size = challenge.png.len() as i32;
        put(&mut filled.id, &challenge.id, speech.charset);
        put(&mut filled.data_uri, &data_uri(&challenge.png), speech.charset);
        for (place, byte) in filled.png.iter_mut().zip(&challenge.png) {
            *place = *byte as c_char;
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_picture_is_gone_even_where_the_result_is_no_struct() {
        let speech = Speech { charset: Default::default(), lang: Default::default() };
        let old = Challenge { id: "an-old-id".to_owned(), png: vec![1], length: 5 };
        let mut out = fill(Some(&old), size_of::<ihuyi_captcha>() as u32, speech);
        assert!(out.id[0] != 0 && out.png_size == 1);
        let mut result = 0u32;
        let none = std::ptr::null::<c_char>();
        let code = unsafe { ihuyi_captcha_new(none.cast(), none, &mut out, (&raw mut result).cast()) };
        assert_eq!((code, out.id[0], out.png_size), (crate::codes::own::STRUCT_SIZE, 0, 0));
    }
}
