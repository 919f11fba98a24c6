//! The one room of this program that calls the C interface, from the other side of its border: texts go in, structs come out as JSON.
//!
//! So a call means what it means in C because it is the same function, and no rule of the library is written down here again.

#![allow(unsafe_code)]

use super::request::{Request, Text};
use super::table::Function;
use base64::prelude::{BASE64_STANDARD, Engine};
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::ffi::captcha::{ihuyi_captcha, ihuyi_captcha_check, ihuyi_captcha_new};
use ihuyi::ffi::client::{ihuyi_charset, ihuyi_client, ihuyi_client_free, ihuyi_client_open, ihuyi_client_set};
use ihuyi::ffi::explain::{ihuyi_explain, ihuyi_explanation};
use ihuyi::ffi::guard::{ihuyi_decision, ihuyi_guard_ask, ihuyi_guard_status, ihuyi_guard_unlock};
use ihuyi::ffi::push::{ihuyi_push, ihuyi_push_parse};
use ihuyi::ffi::result::ihuyi_result;
use ihuyi::ffi::segments::ihuyi_segments;
use ihuyi::ffi::send::{ihuyi_send, ihuyi_strerror, ihuyi_voice};
use ihuyi::ffi::submit::{ihuyi_add_template, ihuyi_balance, ihuyi_submit};
use ihuyi::ffi::track::{ihuyi_delivery, ihuyi_inbox, ihuyi_push_record, ihuyi_status};
use ihuyi::ffi::verify::{ihuyi_verification, ihuyi_verify_check, ihuyi_verify_resend, ihuyi_verify_start};
use ihuyi::ffi::version::{ihuyi_abi_version, ihuyi_version};
use serde_json::{Map, Value, json};
use std::ffi::{CStr, c_char};

/// An answer's members.
pub type Members = Map<String, Value>;

/// A client of the C interface.
pub struct Handle(*mut ihuyi_client);

// SAFETY: the header's promise: a function whose handle is const may be called from many threads at once. Setting is done by whoever owns the
// handle alone, `&mut` sees to that, and it is freed once.
unsafe impl Send for Handle {}
unsafe impl Sync for Handle {}

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe { ihuyi_client_free(self.0) };
    }
}

impl Handle {
    /// A client with these settings.
    pub fn of(config: Config) -> Handle {
        Handle(Box::into_raw(Box::new(ihuyi_client::of(config))))
    }

    /// A client with a file's settings; on failure the answer that says why.
    pub fn open(path: Option<&CStr>) -> Result<Handle, Members> {
        let mut result = fresh_result();
        let path = path.map_or(std::ptr::null(), CStr::as_ptr);
        let handle = unsafe { ihuyi_client_open(path, &mut result) };
        if handle.is_null() { Err(answer(result.code, &result)) } else { Ok(Handle(handle)) }
    }

    /// Changes one setting.
    pub fn set(&mut self, key: Option<&Text>, value: Option<&Text>) -> Result<(), Members> {
        let mut result = fresh_result();
        let pointer = |text: Option<&Text>| text.map_or(std::ptr::null(), |text| text.c_str().as_ptr());
        let code = unsafe { ihuyi_client_set(self.0, pointer(key), pointer(value), &mut result) };
        if code == 0 { Ok(()) } else { Err(answer(code, &result)) }
    }
}

/// Makes the call. `client` is NULL for C where there is none.
pub fn perform(request: &Request, client: Option<&Handle>) -> Members {
    let client: *const ihuyi_client = client.map_or(std::ptr::null(), |handle| handle.0);
    let text = |at| request.text(at);
    let mut result = fresh_result();
    let out = &raw mut result;
    let mut told = None;
    let returned = unsafe {
        match request.call.function {
            Function::Send => ihuyi_send(text(0), text(1), text(2), text(3), out),
            Function::Voice => ihuyi_voice(text(0), text(1), text(2), text(3), out),
            Function::Strerror => {
                let words = CStr::from_ptr(ihuyi_strerror(request.number(0) as i32));
                return members([("returned", json!(0)), ("text", said(words.to_bytes()))]);
            }
            Function::New | Function::Open => {
                let charset = CStr::from_ptr(ihuyi_charset(client));
                let mut made = answer(0, &result);
                made.insert("charset".to_owned(), said(charset.to_bytes()));
                return made;
            }
            Function::Submit => ihuyi_submit(client, text(0), text(1), text(2), text(3), text(4), out),
            Function::Balance => ihuyi_balance(client, text(0), out),
            Function::AddTemplate => ihuyi_add_template(client, text(0), out),
            Function::Explain => {
                let mut explanation: ihuyi_explanation = fresh();
                explanation.struct_size = size_of::<ihuyi_explanation>() as u32;
                let code = ihuyi_explain(client, text(0), request.number(1) as i32, text(2), &mut explanation);
                return members([("returned", json!(code)), ("explanation", of_explanation(&explanation))]);
            }
            Function::Segments => ihuyi_segments(client, text(0), text(1), out),
            Function::PushParse => {
                let mut push = fresh_push();
                let code = ihuyi_push_parse(client, text(0), &mut push, out);
                told = Some(("push", of_push(&push)));
                code
            }
            Function::PushRecord => {
                let mut push = fresh_push();
                let code = ihuyi_push_record(client, text(0), &mut push, out);
                told = Some(("push", of_push(&push)));
                code
            }
            Function::Status => {
                let mut delivery = ihuyi_delivery { struct_size: size_of::<ihuyi_delivery>() as u32, ..fresh() };
                let code = ihuyi_status(client, text(0), &mut delivery, out);
                told = Some(("delivery", of_delivery(&delivery)));
                code
            }
            Function::Inbox => {
                let mut push = fresh_push();
                let code = ihuyi_inbox(client, request.number(0) as u32, &mut push, out);
                told = Some(("push", of_push(&push)));
                code
            }
            Function::VerifyStart => {
                let mut verification = fresh_verification();
                let code = ihuyi_verify_start(client, text(0), text(1), text(2), &mut verification, out);
                told = Some(("verification", of_verification(&verification)));
                code
            }
            Function::VerifyResend => {
                let mut verification = fresh_verification();
                let code = ihuyi_verify_resend(client, text(0), text(1), text(2), &mut verification, out);
                told = Some(("verification", of_verification(&verification)));
                code
            }
            Function::VerifyCheck => {
                let mut verification = fresh_verification();
                let code = ihuyi_verify_check(client, text(0), text(1), &mut verification, out);
                told = Some(("verification", of_verification(&verification)));
                code
            }
            Function::GuardAsk => {
                let mut decision = fresh_decision();
                let code = ihuyi_guard_ask(client, text(0), text(1), text(2), &mut decision, out);
                told = Some(("decision", of_decision(&decision)));
                code
            }
            Function::GuardStatus => {
                let mut decision = fresh_decision();
                let code = ihuyi_guard_status(client, text(0), text(1), text(2), &mut decision, out);
                told = Some(("decision", of_decision(&decision)));
                code
            }
            Function::GuardUnlock => ihuyi_guard_unlock(client, text(0), text(1), out),
            Function::CaptchaNew => {
                let mut captcha: Box<ihuyi_captcha> = Box::new(fresh());
                captcha.struct_size = size_of::<ihuyi_captcha>() as u32;
                let code = ihuyi_captcha_new(client, text(0), &mut *captcha, out);
                told = Some(("captcha", of_captcha(&captcha)));
                code
            }
            Function::CaptchaCheck => ihuyi_captcha_check(client, text(0), text(1), out),
            Function::Version => {
                let version = CStr::from_ptr(ihuyi_version());
                let abi = ihuyi_abi_version();
                return members([("returned", json!(0)), ("version", said(version.to_bytes())), ("abi", json!(abi))]);
            }
        }
    };
    let mut answer = answer(returned, &result);
    answer.extend(told.map(|(name, value)| (name.to_owned(), value)));
    answer
}

/// Remembers a push. Returns the code, and the kind of the push; 0 where it is none.
pub fn record(client: &Handle, body: &[u8]) -> (i32, i32) {
    let Some(body) = Text::new(body) else { return (own::CONTROL_CHARACTER, 0) };
    let mut push = fresh_push();
    let mut result = fresh_result();
    let code = unsafe { ihuyi_push_record(client.0, body.c_str().as_ptr(), &mut push, &mut result) };
    (code, push.kind)
}

fn members<const N: usize>(members: [(&str, Value); N]) -> Members {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What every answer with a result has.
fn answer(returned: i32, result: &ihuyi_result) -> Members {
    members([("returned", json!(returned)), ("result", of_result(result))])
}

/// What the IHUYI_..._INIT of the header gives, but for `struct_size`.
///
/// # Safety
/// `T` is a struct of numbers and arrays of them.
unsafe fn fresh<T>() -> T {
    unsafe { std::mem::zeroed() }
}

fn fresh_result() -> ihuyi_result {
    ihuyi_result { struct_size: size_of::<ihuyi_result>() as u32, balance: -1, ..unsafe { fresh() } }
}

fn fresh_push() -> ihuyi_push {
    ihuyi_push { struct_size: size_of::<ihuyi_push>() as u32, ..unsafe { fresh() } }
}

fn fresh_verification() -> ihuyi_verification {
    ihuyi_verification { struct_size: size_of::<ihuyi_verification>() as u32, ..unsafe { fresh() } }
}

fn fresh_decision() -> ihuyi_decision {
    ihuyi_decision { struct_size: size_of::<ihuyi_decision>() as u32, ..unsafe { fresh() } }
}

/// A text of C: up to its NUL.
fn words<const N: usize>(array: &[c_char; N]) -> Value {
    let bytes: Vec<u8> = array.iter().map(|byte| *byte as u8).take_while(|byte| *byte != 0).collect();
    said(&bytes)
}

/// Bytes of a client's charset: as the text whose UTF-8 they are, or coded where they are none.
pub fn said(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "base64": BASE64_STANDARD.encode(bytes) }),
    }
}

// Each member by its name, and none left out: a member that is added to a struct does not compile until it stands here.

fn of_result(result: &ihuyi_result) -> Value {
    let ihuyi_result {
        struct_size: _,
        outcome,
        code,
        http_status,
        flags,
        segments,
        characters,
        recipients,
        balance,
        elapsed_ms,
        family,
        message_id,
        message,
    } = result;
    json!({
        "outcome": outcome,
        "code": code,
        "http_status": http_status,
        "flags": flags,
        "segments": segments,
        "characters": characters,
        "recipients": recipients,
        "balance": balance,
        "elapsed_ms": elapsed_ms,
        "family": family,
        "message_id": words(message_id),
        "message": words(message),
    })
}

fn of_verification(verification: &ihuyi_verification) -> Value {
    let ihuyi_verification { struct_size: _, channel, digits, wait, valid, left, flags, id, mobile, purpose, limit } =
        verification;
    json!({
        "channel": channel,
        "digits": digits,
        "wait": wait,
        "valid": valid,
        "left": left,
        "flags": flags,
        "id": words(id),
        "mobile": words(mobile),
        "purpose": words(purpose),
        "limit": words(limit),
    })
}

fn of_decision(decision: &ihuyi_decision) -> Value {
    let ihuyi_decision { struct_size: _, allowed, wait, flags, limit } = decision;
    json!({ "allowed": allowed, "wait": wait, "flags": flags, "limit": words(limit) })
}

fn of_captcha(captcha: &ihuyi_captcha) -> Value {
    let ihuyi_captcha { struct_size: _, length, valid, png_size, id, png, data_uri } = captcha;
    let size = usize::try_from(*png_size).unwrap_or_default();
    let png: Vec<u8> = png.iter().take(size).map(|byte| *byte as u8).collect();
    json!({
        "length": length,
        "valid": valid,
        "png_size": png_size,
        "id": words(id),
        "png": { "base64": BASE64_STANDARD.encode(&png) },
        "data_uri": words(data_uri),
    })
}

fn of_explanation(explanation: &ihuyi_explanation) -> Value {
    let ihuyi_explanation { struct_size: _, code, known, flags, family, name, text, meaning, cause, advice } =
        explanation;
    json!({
        "code": code,
        "known": known,
        "flags": flags,
        "family": family,
        "name": words(name),
        "text": words(text),
        "meaning": words(meaning),
        "cause": words(cause),
        "advice": words(advice),
    })
}

fn of_push(push: &ihuyi_push) -> Value {
    let ihuyi_push {
        struct_size: _,
        kind,
        code,
        success,
        flags,
        message_id,
        mobile,
        status,
        explanation,
        time,
        template_id,
        content,
        answer,
        number,
    } = push;
    json!({
        "kind": kind,
        "code": code,
        "success": success,
        "flags": flags,
        "message_id": words(message_id),
        "mobile": words(mobile),
        "status": words(status),
        "explanation": words(explanation),
        "time": words(time),
        "template_id": words(template_id),
        "content": words(content),
        "answer": words(answer),
        "number": number,
    })
}

fn of_delivery(delivery: &ihuyi_delivery) -> Value {
    let ihuyi_delivery {
        struct_size: _,
        state,
        code,
        flags,
        recipients,
        delivered,
        failed,
        service,
        message_id,
        mobile,
        status,
        explanation,
        submitted,
        reported,
    } = delivery;
    json!({
        "state": state,
        "code": code,
        "flags": flags,
        "recipients": recipients,
        "delivered": delivered,
        "failed": failed,
        "service": words(service),
        "message_id": words(message_id),
        "mobile": words(mobile),
        "status": words(status),
        "explanation": words(explanation),
        "submitted": words(submitted),
        "reported": words(reported),
    })
}
