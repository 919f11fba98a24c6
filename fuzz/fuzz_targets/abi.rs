//! The C ABI, as a careless program calls it: one call a line, `FUNCTION SIZES|argument|argument…`, on one client and one list.
//!
//! An argument that is not there is NULL. The digits of SIZES choose where results go: NULL, a struct of the right size, a larger, a smaller,
//! one that lies about its size, one that is not aligned. `both` in front of the first line makes two threads of the lines that may run at
//! once. The gateway is a port of the loopback that nobody listens on, so nothing is ever accepted.
#![no_main]

use ihuyi::codes::own;
use ihuyi::ffi::{
    bulk::*, captcha::*, client::*, explain::*, guard::*, push::*, result::*, segments::*, send::*, submit::*,
    track::*, verify::*, version::*,
};
use ihuyi::store::{Place, forget};
use ihuyi_fuzz::{folder, texts};
use room::{Room, decodes};
use std::ffi::{CStr, CString, c_char};
use std::ptr::{null, null_mut};
use std::sync::Once;

#[path = "abi/room.rs"]
mod room;

ihuyi_fuzz::target!(one);

fn one(data: &[u8]) {
    static ONCE: Once = Once::new();
    ONCE.call_once(prepare);
    forget(&Place::Memory("abi".to_owned()));
    let (first, rest) = texts::line(data);
    let (both, lines) = if first == b"both" { (true, rest) } else { (false, data) };
    let lines: Vec<Call> = lines.split(|&b| b == b'\n').take(24).map(Call::read).collect();
    let mut program = Program { client: new_client(), list: null_mut() };
    for call in &lines {
        program.alone(call);
    }
    let shared: Vec<&Call> = lines.iter().filter(|call| !ALONE.contains(&call.name)).collect();
    std::thread::scope(|scope| {
        let other = both.then(|| scope.spawn(|| shared.iter().rev().for_each(|call| program.at_once(call))));
        shared.iter().for_each(|call| program.at_once(call));
        // A scope does not wait until its threads are gone, and what one still has is then taken for a leak.
        if let Some(other) = other {
            other.join().expect("no panic");
        }
    });
    unsafe {
        ihuyi_bulk_close(program.list);
        ihuyi_client_free(program.client);
    }
    for entry in std::fs::read_dir(lists()).into_iter().flatten().flatten() {
        let _ = std::fs::remove_file(entry.path());
    }
}

const ALONE: [&str; 6] = ["client_new", "client_open", "client_set", "client_free", "bulk_open", "bulk_close"];
const NAMES: [&str; 31] = [
    "client_new",
    "client_open",
    "client_set",
    "client_free",
    "bulk_open",
    "bulk_close",
    "send",
    "voice",
    "strerror",
    "charset",
    "submit",
    "balance",
    "add_template",
    "verify_start",
    "verify_resend",
    "verify_check",
    "guard_ask",
    "guard_status",
    "guard_unlock",
    "captcha_new",
    "captcha_check",
    "explain",
    "segments",
    "push_parse",
    "push_record",
    "status",
    "inbox",
    "bulk_add",
    "bulk_run",
    "bulk_status",
    "bulk_next",
];

fn lists() -> std::path::PathBuf {
    folder().join("lists")
}

fn prepare() {
    std::fs::create_dir_all(lists()).unwrap();
    std::fs::write(
        folder().join("good.ini"),
        "account = C00000000\napikey = k\ngateway = http://127.0.0.1:1\ncharset = gbk\n",
    )
    .unwrap();
    std::fs::write(folder().join("bad.ini"), "[sms]\nacount = x\n").unwrap();
    // For the default client, and whatever a client is not told.
    for (name, value) in [("IHUYI_GATEWAY", "http://127.0.0.1:1"), ("IHUYI_STORE", "memory:abi"), ("IHUYI_APIKEY", "k")]
    {
        // SAFETY: no other thread is there yet.
        unsafe { std::env::set_var(name, value) };
    }
}

fn new_client() -> *mut ihuyi_client {
    let client = unsafe { ihuyi_client_new(null_mut()) };
    assert!(!client.is_null());
    for (key, value) in
        [(c"account", c"C00000000"), (c"voice_account", c"V00000000"), (c"secret", c"0123456789abcdef0123456789abcdef")]
    {
        assert_eq!(unsafe { ihuyi_client_set(client, key.as_ptr(), value.as_ptr(), null_mut()) }, 0);
    }
    client
}

/// One line.
struct Call {
    name: &'static str,
    sizes: u32,
    arguments: Vec<Option<CString>>,
}

impl Call {
    fn read(line: &[u8]) -> Call {
        let columns = texts::columns(line);
        let mut words = columns[0].splitn(2, |&b| b == b' ');
        let name = words.next().unwrap_or_default();
        let known = NAMES.iter().find(|known| known.as_bytes() == name);
        // What mutation made of a name is another name.
        let other = NAMES[name.iter().fold(0usize, |sum, b| sum.wrapping_mul(31) + usize::from(*b)) % NAMES.len()];
        let sizes = texts::number(words.next().unwrap_or_default());
        let until_nul = |bytes: &Vec<u8>| CString::new(bytes.split(|&b| b == 0).next().unwrap_or_default()).ok();
        Call { name: known.unwrap_or(&other), sizes, arguments: columns[1..].iter().map(until_nul).collect() }
    }

    /// A text of exactly its length, so that a byte read behind its NUL is noticed.
    fn text(&self, at: usize) -> *const c_char {
        self.arguments.get(at).and_then(Option::as_ref).map_or(null(), |text| text.as_ptr())
    }

    fn bytes(&self, at: usize) -> &[u8] {
        self.arguments.get(at).and_then(Option::as_ref).map_or(&[], |text| text.as_bytes())
    }

    /// A number that may be negative.
    fn int(&self, at: usize) -> i32 {
        let number = texts::number(self.bytes(at)) as i32;
        if self.bytes(at).starts_with(b"-") { -number } else { number }
    }

    fn result(&self) -> Room<ihuyi_result> {
        Room::new(self.sizes)
    }

    fn out<T>(&self) -> Room<T> {
        Room::new(self.sizes / 10)
    }
}

struct Program {
    client: *mut ihuyi_client,
    list: *mut ihuyi_bulk,
}

// What the header promises of functions whose handle is const.
unsafe impl Sync for Program {}

impl Program {
    fn alone(&mut self, call: &Call) {
        let mut result = call.result();
        unsafe {
            match call.name {
                "client_new" => ihuyi_client_free(ihuyi_client_new(result.at())),
                "client_open" => {
                    let path = file(match call.bytes(0) {
                        b"good" => folder().join("good.ini"),
                        b"bad" => folder().join("bad.ini"),
                        other => lists().join(std::ffi::OsStr::new(&*String::from_utf8_lossy(other).replace('/', "_"))),
                    });
                    ihuyi_client_free(ihuyi_client_open(path.as_ptr(), result.at()));
                }
                "client_set" => {
                    let (key, value) = allowed(call.bytes(0), call.bytes(1));
                    let value = if call.text(1).is_null() { null() } else { value.as_ptr() };
                    let key = if call.text(0).is_null() { null() } else { key.as_ptr() };
                    let code = ihuyi_client_set(self.client, key, value, result.at());
                    // In the charset that was, or in the one that is now.
                    result.returned(code, None);
                }
                "client_free" => {
                    // A list has settings of its own.
                    ihuyi_client_free(self.client);
                    self.client = new_client();
                }
                "bulk_open" => {
                    ihuyi_bulk_close(self.list);
                    let journal = file(lists().join(format!("{}.journal", call.bytes(0).len() % 3)));
                    self.list = ihuyi_bulk_open(self.client, journal.as_ptr(), call.text(1), result.at());
                    if let Some(result) = result.written() {
                        assert_eq!(self.list.is_null(), result.code != 0);
                    }
                }
                "bulk_close" => ihuyi_bulk_close(std::mem::replace(&mut self.list, null_mut())),
                _ => {}
            }
        }
        result.sound(self.charset(call.name));
    }

    /// The charset that texts come in; none where that was just changed.
    fn charset(&self, name: &str) -> Option<&'static CStr> {
        if name == "client_set" || name == "client_open" {
            return None;
        }
        let client = if ["send", "voice", "client_new"].contains(&name) { null() } else { self.client.cast_const() };
        Some(unsafe { CStr::from_ptr(ihuyi_charset(client)) })
    }

    fn at_once(&self, call: &Call) {
        let client = if call.sizes / 100 % 10 == 9 { null() } else { self.client.cast_const() };
        let charset = unsafe { CStr::from_ptr(ihuyi_charset(client)) };
        let (mut result, mut none) = (call.result(), false);
        let [a, b, c, d, e] = std::array::from_fn(|at| call.text(at));
        // A list keeps the charset it was opened with, and the client may have another by now.
        let listed = call.name.starts_with("bulk_");
        let charset = (!listed).then_some(charset);
        // Writes into `out` and checks it, whatever it is.
        macro_rules! filled {
            ($out:ty, $check:expr, |$at:ident| $call:expr) => {{
                let mut out: Room<$out> = call.out();
                let $at = out.at();
                let code = $call;
                // An older caller's is emptied even where the result is the one that is refused.
                out.untouched(code == own::STRUCT_SIZE && out.is_short() && !result.is_short());
                if let Some(out) = out.written() {
                    #[allow(clippy::redundant_closure_call)]
                    ($check)(out, code);
                }
                code
            }};
        }
        let code = unsafe {
            match call.name {
                "send" => ihuyi_send(a, b, c, d, result.at()),
                "voice" => ihuyi_voice(a, b, c, d, result.at()),
                "strerror" => {
                    none = true;
                    assert!(!CStr::from_ptr(ihuyi_strerror(call.int(0))).is_empty());
                    assert_eq!((ihuyi_abi_version(), ihuyi_version().is_null()), (1, false));
                    0
                }
                "charset" => {
                    none = true;
                    assert!(CStr::from_ptr(ihuyi_charset(client)).to_bytes().is_ascii());
                    0
                }
                "submit" => ihuyi_submit(client, a, b, c, d, e, result.at()),
                "balance" => ihuyi_balance(client, a, result.at()),
                "add_template" => ihuyi_add_template(client, a, result.at()),
                "verify_start" => filled!(
                    ihuyi_verification,
                    |out: &ihuyi_verification, _| {
                        decodes(&out.limit, charset);
                        // Nothing leaves, so there is no code.
                        assert_eq!((out.id[0], out.mobile[0], out.channel), (0, 0, 0));
                    },
                    |out| ihuyi_verify_start(client, a, b, c, out, result.at())
                ),
                "verify_resend" => filled!(
                    ihuyi_verification,
                    |out: &ihuyi_verification, code| assert!(code < 0 && out.id[0] == 0),
                    |out| ihuyi_verify_resend(client, a, b, c, out, result.at())
                ),
                "verify_check" => filled!(
                    ihuyi_verification,
                    |out: &ihuyi_verification, code| assert!(code < 0 && out.mobile[0] == 0 && out.left == 0),
                    |out| ihuyi_verify_check(client, a, b, out, result.at())
                ),
                "guard_ask" | "guard_status" => filled!(
                    ihuyi_decision,
                    |out: &ihuyi_decision, code| {
                        decodes(&out.limit, charset);
                        assert_eq!(out.allowed == 1, code == 0, "allowed, and {code}");
                        assert!(out.wait >= 0);
                    },
                    |out| match call.name {
                        "guard_ask" => ihuyi_guard_ask(client, a, b, c, out, result.at()),
                        _ => ihuyi_guard_status(client, a, b, c, out, result.at()),
                    }
                ),
                "guard_unlock" => ihuyi_guard_unlock(client, a, b, result.at()),
                "captcha_new" => filled!(
                    ihuyi_captcha,
                    |out: &ihuyi_captcha, code| {
                        let size = usize::try_from(out.png_size).expect("a size");
                        assert!(size <= out.png.len() && (code == 0) == (size > 0));
                        assert!(code != 0 || out.png[1..4] == [b'P', b'N', b'G'].map(|b| b as c_char));
                        decodes(&out.data_uri, charset);
                        decodes(&out.id, charset);
                    },
                    |out| ihuyi_captcha_new(client, a, out, result.at())
                ),
                "captcha_check" => ihuyi_captcha_check(client, a, b, result.at()),
                "explain" => {
                    none = true;
                    filled!(
                        ihuyi_explanation,
                        |out: &ihuyi_explanation, code| {
                            if code == 0 {
                                assert_eq!(out.code, call.int(1));
                                decodes(&out.name, charset);
                                for text in [&out.meaning, &out.cause, &out.advice] {
                                    decodes(text, charset);
                                }
                                decodes(&out.text, charset);
                            }
                        },
                        |out| ihuyi_explain(client, a, call.int(1), c, out)
                    )
                }
                "segments" => ihuyi_segments(client, a, b, result.at()),
                "push_parse" | "push_record" => filled!(
                    ihuyi_push,
                    |out: &ihuyi_push, code| if code == 0 {
                        pushed(out, charset)
                    },
                    |out| match call.name {
                        "push_parse" => ihuyi_push_parse(client, a, out, result.at()),
                        _ => ihuyi_push_record(client, a, out, result.at()),
                    }
                ),
                "status" => filled!(
                    ihuyi_delivery,
                    |out: &ihuyi_delivery, code| {
                        assert_eq!(out.state == 0, code != 0);
                        for text in [&out.mobile, &out.service, &out.submitted, &out.reported] {
                            decodes(text, charset);
                        }
                    },
                    |out| ihuyi_status(client, a, out, result.at())
                ),
                "inbox" => filled!(
                    ihuyi_push,
                    |out: &ihuyi_push, code| {
                        if code == 0 && out.number > 0 {
                            assert!(out.number > call.int(0).unsigned_abs(), "an old one");
                            pushed(out, charset);
                        }
                    },
                    |out| ihuyi_inbox(client, call.int(0).unsigned_abs(), out, result.at())
                ),
                "bulk_add" => ihuyi_bulk_add(self.list, a, b, c, result.at()),
                "bulk_run" => filled!(ihuyi_progress, progressed, |out| ihuyi_bulk_run(
                    self.list,
                    call.int(0).min(20),
                    out,
                    result.at()
                )),
                "bulk_status" => {
                    filled!(ihuyi_progress, progressed, |out| ihuyi_bulk_status(self.list, out, result.at()))
                }
                "bulk_next" => filled!(
                    ihuyi_row,
                    |out: &ihuyi_row, code| {
                        if code == 0 && out.number > 0 {
                            assert!(out.number > call.int(1).unsigned_abs(), "a row from before");
                            assert!(call.int(0) == 0 || out.state == call.int(0), "another state");
                            assert!(out.state != IHUYI_ROW_ACCEPTED, "nobody can have accepted it");
                        }
                        decodes(&out.mobile, None);
                        decodes(&out.reference, None);
                        decodes(&out.message, None);
                    },
                    |out| ihuyi_bulk_next(self.list, call.int(0), call.int(1).unsigned_abs(), out, result.at())
                ),
                _ => return,
            }
        };
        if !none {
            result.returned(code, call.name.starts_with("bulk_").then_some(()));
        }
        let charset = if ["send", "voice"].contains(&call.name) { self.charset(call.name) } else { charset };
        result.sound(charset);
    }
}

fn pushed(out: &ihuyi_push, charset: Option<&CStr>) {
    for text in [&out.mobile, &out.time, &out.template_id] {
        decodes(text, charset);
    }
    decodes(&out.status, charset);
    decodes(&out.explanation, charset);
    decodes(&out.content, charset);
    assert_eq!(decodes(&out.answer, charset), b"success");
    assert!((1..=3).contains(&out.kind) && out.success == i32::from(out.code == 2 && out.kind != 2));
}

fn progressed(out: &ihuyi_progress, code: i32) {
    decodes(&out.message, None);
    assert_eq!(out.state == 0, code != 0);
    let parts = [out.planned, out.sending, out.accepted, out.refused, out.unknown];
    assert!(parts.iter().chain([&out.left_out, &out.segments, &out.wait]).all(|n| *n >= 0), "less than nothing");
    assert_eq!((out.accepted, out.accepted_segments), (0, 0), "nobody can have accepted it");
    assert_eq!(parts.iter().sum::<i32>(), out.rows, "rows that stand nowhere");
}

fn file(path: std::path::PathBuf) -> CString {
    CString::new(path.into_os_string().into_encoded_bytes()).unwrap_or_default()
}

/// Settings that would reach for other machines or for files are given in their harmless forms.
fn allowed(key: &[u8], value: &[u8]) -> (CString, CString) {
    let name = String::from_utf8_lossy(key).trim().to_ascii_lowercase().replace('-', "_");
    let value: Vec<u8> = match name.as_str() {
        "gateway" => b"http://127.0.0.1:1".into(),
        "store" => [b"memory:abi".to_vec(), b"mysql:x".to_vec(), b"memory:".to_vec()][value.len() % 3].clone(),
        "proxy" => [b"none".to_vec(), b"ftp://x".to_vec()][value.len() % 2].clone(),
        name if name.ends_with("_file") => b"/nonexistent".into(),
        "timeout" | "connect_timeout" => b"5".into(),
        _ => value.into(),
    };
    (CString::new(key).unwrap_or_default(), CString::new(value).unwrap_or_default())
}
