//! One-time codes against a model of them. One call a line: `gateway accepts|refuses|mumbles`, `start NUMBER PURPOSE`, `resend WHICH`,
//! `check WHICH HOW`, `race WHICH`, `wait SECONDS`. WHICH counts the codes that were started.
#![no_main]

use ihuyi::answer::{Answer, Outcome};
use ihuyi::client::Client;
use ihuyi::codes::{Lang, own};
use ihuyi::config::Config;
use ihuyi::guard::circumstances::Circumstances;
use ihuyi::store::{Place, forget};
use ihuyi::verify::{Verification, check, resend, start};
use ihuyi_fuzz::gateway::{self, Reply};
use ihuyi_fuzz::{clock, texts};
use std::sync::OnceLock;
use std::time::Duration;

ihuyi_fuzz::target!(one);

/// Seconds. What is waited for is a multiple of [`STEP`], and these are none: a call may take time, too.
const LIFE: u32 = 310;
const REMEMBERED: u32 = 3600;
const STEP: u32 = 20;
const CHECKS: u32 = 3;
const SENDS: u32 = 3;
const PURPOSES: [&str; 3] = ["register", "login", "重置密码"];

/// What should be known of one code.
struct Code {
    id: String,
    mobile: String,
    purpose: &'static str,
    code: String,
    /// Seconds since it was last sent.
    age: u32,
    spent: u32,
    /// How often the gateway was asked to send it; what it refused counts.
    sends: u32,
    used: bool,
}

impl Code {
    /// What a call by this id must be answered with when it is not good any more; none when it is.
    fn dead(&self) -> Vec<i32> {
        if self.used || self.age > LIFE + REMEMBERED {
            return vec![own::CODE_NONE];
        }
        let dead = [(self.age > LIFE, own::CODE_EXPIRED), (self.spent >= CHECKS, own::CODE_LOCKED)];
        dead.into_iter().filter(|(is, _)| *is).map(|(_, code)| code).collect()
    }
}

fn one(data: &[u8]) {
    forget(&Place::Memory("fuzz".to_owned()));
    let mut codes: Vec<Code> = Vec::new();
    let mut outcome = Outcome::Accepted;
    says(outcome);
    for line in data.split(|&b| b == b'\n').take(40) {
        let words: Vec<&[u8]> = line.split(|&b| b == b' ').collect();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let which = texts::number(word(1)) as usize;
        match word(0) {
            b"gateway" => {
                outcome = match word(1) {
                    b"refuses" => Outcome::Refused,
                    b"mumbles" => Outcome::Unknown,
                    _ => Outcome::Accepted,
                };
                says(outcome);
            }
            b"start" => {
                let mobile = format!("138000000{:02}", which % 100);
                let purpose = PURPOSES[texts::number(word(2)) as usize % PURPOSES.len()];
                codes.extend(started(&mobile, purpose, outcome));
            }
            b"wait" => {
                let steps = texts::number(word(1)).min(100_000) / STEP;
                clock::pass(Duration::from_secs((steps * STEP).into()));
                for code in &mut codes {
                    code.age += steps * STEP;
                }
            }
            b"resend" => match codes.get_mut(which) {
                Some(code) => sent_again(code, outcome),
                None => assert_eq!(resend(client(), "0123456789abcdef", None, &nothing()).1.code, own::CODE_NONE),
            },
            b"check" => {
                let other = codes.first().map_or(String::new(), |code| code.code.clone());
                match codes.get_mut(which) {
                    Some(code) => checked(code, word(2), &other),
                    None => assert_eq!(check(client(), "0123456789abcdef", "000000").1.code, own::CODE_NONE),
                }
            }
            b"race" => {
                if let Some(code) = codes.get_mut(which) {
                    raced(code);
                }
            }
            _ => {}
        }
    }
    clock::right();
}

fn started(mobile: &str, purpose: &'static str, outcome: Outcome) -> Option<Code> {
    let (_, before) = gateway::asked();
    let (told, answer) = start(client(), purpose, mobile, &nothing());
    let (asked, after) = gateway::asked();
    assert_eq!((after - before, answer.outcome), (1, outcome), "{answer:?}");
    let code = code_in(&asked);
    shy(&told, &answer, &code, mobile);
    if outcome == Outcome::Refused {
        assert!(told.id.is_empty(), "an id for a code that nobody has");
        return None;
    }
    assert_eq!((told.digits, told.left, told.valid.as_secs()), (6, CHECKS, LIFE.into()));
    assert!(!told.id.is_empty());
    let mobile = mobile.to_owned();
    Some(Code { id: told.id, mobile, purpose, code, age: 0, spent: 0, sends: 1, used: false })
}

fn sent_again(code: &mut Code, outcome: Outcome) {
    let (_, before) = gateway::asked();
    let (told, answer) = resend(client(), &code.id, None, &nothing());
    let (asked, after) = gateway::asked();
    shy(&told, &answer, &code.code, &code.mobile);
    let dead = code.dead();
    if !dead.is_empty() {
        assert!(dead.contains(&answer.code), "{answer:?}");
        return assert_eq!(before, after, "a dead code was sent");
    }
    if code.sends >= SENDS {
        return assert_eq!((answer.code, before), (own::LIMIT, after), "sent more often than the limit allows");
    }
    code.sends += 1;
    assert_eq!((after - before, answer.outcome), (1, outcome), "{answer:?}");
    assert_eq!(code_in(&asked), code.code, "another code under the same id");
    if outcome == Outcome::Refused {
        return;
    }
    code.age = 0;
    assert_eq!((told.left, told.valid.as_secs()), (CHECKS - code.spent, LIFE.into()));
    assert_eq!(told.id, code.id);
}

fn checked(code: &mut Code, how: &[u8], other: &str) {
    let entered = match how {
        b"right" => code.code.clone(),
        b"typed" => code.code.chars().map(|c| format!(" {}-", char::from_u32(c as u32 + 0xFEE0).unwrap())).collect(),
        b"wrong" => format!("{:06}", (code.code.parse::<u32>().unwrap() + 1) % 1_000_000),
        b"other" => other.to_owned(),
        b"short" => code.code[..5].to_owned(),
        b"long" => format!("{}0", code.code),
        b"nothing" => " - ".to_owned(),
        text => String::from_utf8_lossy(text).into_owned(),
    };
    let read: String = ihuyi::verify::code::typed(&entered).to_string();
    // Ids are hexadecimal, and people's programs write them as they like.
    let id = if how.len() % 2 == 0 { code.id.to_uppercase() } else { format!(" {}", code.id) };
    let (told, answer) = check(client(), &id, &entered);
    if read.is_empty() {
        return assert_eq!(answer.code, own::ARGUMENT, "{answer:?}");
    }
    let dead = code.dead();
    if !dead.is_empty() {
        assert!(dead.contains(&answer.code), "{answer:?} instead of {dead:?}");
        return shy(&told, &answer, &code.code, &code.mobile);
    }
    code.spent += 1;
    if read == code.code {
        assert_eq!((answer.code, told.mobile.as_str(), told.purpose.as_str()), (0, code.mobile.as_str(), code.purpose));
        code.used = true;
        return;
    }
    shy(&told, &answer, &code.code, &code.mobile);
    let left = CHECKS - code.spent;
    assert_eq!(answer.code, if left == 0 { own::CODE_LOCKED } else { own::CODE_WRONG }, "{answer:?}");
    assert_eq!(told.left, left);
}

/// The right code, entered twice at once: right once.
fn raced(code: &mut Code) {
    let enter = || check(client(), &code.id, &code.code).1.code;
    let codes = std::thread::scope(|scope| {
        let one = scope.spawn(enter);
        let two = enter();
        [one.join().expect("no panic"), two]
    });
    let right = codes.iter().filter(|code| **code == own::OK).count();
    assert_eq!(right, usize::from(code.dead().is_empty()), "{codes:?}");
    let late = [own::OK, own::CODE_NONE, own::CODE_LOCKED, own::CODE_EXPIRED];
    assert!(codes.iter().all(|code| late.contains(code)), "{codes:?}");
    if right == 1 {
        code.used = true;
    }
}

/// What is told to anybody has neither the code nor the number in it.
fn shy(told: &Verification, answer: &Answer, code: &str, mobile: &str) {
    assert!(told.mobile.is_empty() && told.purpose.is_empty(), "told before the code was right");
    assert!(!told.id.contains(code), "the id holds the code");
    for lang in [Lang::Zh, Lang::En] {
        let words = answer.words(lang);
        assert!(!words.contains(code) && !words.contains(mobile), "{words}");
    }
}

/// The code that a request carries to the phone.
fn code_in(asked: &[u8]) -> String {
    let form: Vec<u8> = percent_encoding::percent_decode(asked).collect();
    let form = String::from_utf8_lossy(&form);
    let content = form.split('&').find_map(|field| field.strip_prefix("content=")).expect("a request has a content");
    let code = texts::longest_run(content);
    assert_eq!(code.len(), 6, "a code of six digits: {content}");
    code.to_owned()
}

fn says(outcome: Outcome) {
    let body = match outcome {
        Outcome::Accepted => r#"{"code":2,"msg":"提交成功","smsid":"16842079209571524017"}"#,
        Outcome::Refused => r#"{"code":4072,"msg":"模板不匹配","smsid":"0"}"#,
        _ => "<html>",
    };
    gateway::says(Reply { status: 200, content_type: b"text/html".to_vec(), body: body.into() });
}

fn nothing() -> Circumstances {
    Circumstances::default()
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let mut config = Config::default();
        for (key, value) in [
            ("account", "C00000000"),
            ("apikey", "0123456789abcdef0123456789abcdef"),
            ("secret", "0123456789abcdef0123456789abcdef"),
            ("store", "memory:fuzz"),
            ("timeout", "60"),
            ("limits", "none"),
            ("breaker", "off"),
            ("verify_ttl", &format!("{LIFE}s")),
            ("verify_checks", &CHECKS.to_string()),
            ("verify_sends", &SENDS.to_string()),
            ("gateway", gateway::url()),
        ] {
            config.set(key, value).unwrap_or_else(|failure| panic!("{failure}"));
        }
        Client::new(config)
    })
}
