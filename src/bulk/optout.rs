//! Who wants no more messages: whoever answers `T`, `TD`, `N`, `退订` and the like, and whom the list's owner adds. Every later plan obeys.
//!
//! The list is in the store beside the limits and the inbox: a number is a keyed digest there, and what is known of it is sealed. It is kept
//! for as long as the store is.

use crate::answer::Failure;
use crate::client::Client;
use crate::codes::own;
use crate::message::mask;
use crate::push::Reply;
use crate::secret::{self, Vault};
use crate::store::{Ask, Clock, Count, Decision, Key, Life, Limit, Place, Put};
use crate::track;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Answers that opt out, as [`fold`] writes them. A sentence with such a word in it is none.
const OUT: [&str; 9] = ["T", "TD", "N", "R", "STOP", "退订", "退訂", "T退订", "TD退订"];
/// No such answer is longer, in bytes, whatever stands around it.
const LONGEST: usize = 100;
/// Digits that a number has at least.
const DIGITS: usize = 5;
/// A day's. More than a list of a million numbers answers; who forges pushes cannot fill a disk.
const A_DAY: u32 = 100_000;
const DAY: Duration = Duration::from_secs(86_400);
/// As long as anything lasts.
const EVER: Life = Life { live: Duration::from_secs(100 * 365 * 86_400), remember: Duration::ZERO };

/// What is known of a number that opted out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptedOut {
    /// What was answered, in one case and width; empty where it was added by hand.
    pub word: String,
    /// When, `YYYY-MM-DD HH:MM:SS`, China time.
    pub time: String,
}

/// Where the opt-outs of a client are. None: there is no such store yet, so nobody has opted out; to ask makes none.
pub fn vault(client: &Client) -> Result<Option<Vault<'_>>, Failure> {
    let kept = secret::kept(client.config())?;
    // What cannot be seen is told by whoever opens it.
    let is_there = |path: &Path| path.try_exists().unwrap_or(true);
    if matches!(&kept.store, Place::Sqlite(path) if !is_there(path)) {
        return Ok(None);
    }
    match kept.secret.filter(|path| !is_there(path)) {
        None => client.vault().map(Some),
        Some(path) => {
            let (path, store) = (path.display(), kept.store);
            Err(Failure::new(
                own::SECRET,
                format!(
                    "没有密钥文件 {path}，读不了 store {store} 里的退订名单。请给出网站的 secret 或 secret_file；密钥丢了就换一个新的 store。"
                ),
                format!(
                    "There is no key file {path}, and without it the opt-outs in the store {store} cannot be read. Give the site's secret or secret_file; if that is lost, take a new store."
                ),
            ))
        }
    }
}

/// Whether a number has opted out, however it is written.
pub fn is_out(vault: &Vault, number: &str) -> Result<Option<OptedOut>, Failure> {
    let key = key(vault, number);
    let Some(record) = vault.store.look(key)?.filter(|record| !record.life.is_zero()) else { return Ok(None) };
    let known: Value = serde_json::from_slice(&vault.secret.open(key, &record.value)?).map_err(|_| spoiled())?;
    let text = |name: &str| known[name].as_str().unwrap_or("").to_owned();
    Ok(Some(OptedOut { word: text("word"), time: text("time") }))
}

/// Why a row is left out whose number has opted out: by the plan, or by a run, where it did so after the plan was made.
pub(super) fn left_out(number: &str, how: &OptedOut, planned: bool) -> Failure {
    let (shown, OptedOut { word, time }) = (mask(number), how);
    let (zh, en) = match word.as_str() {
        "" => (format!("{time} 加入退订名单"), format!("was put on the list of opt-outs on {time}")),
        word => (format!("{time} 回复“{word}”退订"), format!("opted out with \"{word}\" on {time}")),
    };
    let (undone_zh, undone_en) = if planned { ("未列入", "left out") } else { ("没有发送", "nothing was sent") };
    Failure::new(
        own::DENIED,
        format!("号码 {shown} 已于 {zh}，{undone_zh}。"),
        format!("The number {shown} {en}; {undone_en}."),
    )
}

/// Adds a number by hand. False: it was there.
pub fn add(vault: &Vault, number: &str) -> Result<bool, Failure> {
    write(vault, key(vault, number), "", None)
}

/// Takes a number out: it may be sent to again. False: it was not there.
pub fn remove(vault: &Vault, number: &str) -> Result<bool, Failure> {
    Ok(vault.store.take(key(vault, number))?.is_some_and(|record| !record.life.is_zero()))
}

/// Takes note of an answer that opts out; any other is passed over. The same one again changes nothing.
pub(crate) fn hear(vault: &Vault, reply: &Reply) -> Result<(), Failure> {
    let Some(word) = word(&reply.content) else { return Ok(()) };
    // Anybody can post a push, with anything in a number's place.
    if reply.mobilephone.chars().filter(char::is_ascii_digit).count() < DIGITS {
        return Ok(());
    }
    let key = key(vault, &reply.mobilephone);
    if vault.store.look(key)?.is_none() {
        room(vault)?;
        write(vault, key, word, reply.reply_time.as_deref())?;
    }
    Ok(())
}

fn key(vault: &Vault, number: &str) -> Key {
    vault.secret.key(&["bulk opt-out", &track::name(vault, number)])
}

fn write(vault: &Vault, key: Key, word: &str, time: Option<&str>) -> Result<bool, Failure> {
    let time = time.filter(|time| time.len() <= LONGEST).map(str::to_owned);
    let time = time.unwrap_or_else(|| track::china(Clock::System.now()));
    let sealed = vault.secret.seal(key, json!({ "word": word, "time": time }).to_string().as_bytes())?;
    vault.store.put(key, &sealed, EVER, Put::New)
}

/// The word that an answer is; None: it does not opt out.
fn word(answer: &str) -> Option<&'static str> {
    if answer.len() > LONGEST {
        return None;
    }
    let folded = fold(answer);
    OUT.into_iter().find(|word| *word == folded)
}

/// A word as it is looked up: one case, one width, no blanks, no marks around it.
fn fold(answer: &str) -> String {
    // ！ to ～ stand in the same order as ! to ~.
    let narrow = |c: char| match c {
        '！'..='～' => u8::try_from(u32::from(c) - 0xFEE0).map_or(c, char::from),
        _ => c,
    };
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}');
    let text: String = answer.chars().filter(|c| !is_blank(*c)).map(|c| narrow(c).to_ascii_uppercase()).collect();
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Fails where more opted out in a day than can be true: the gateway is to push again.
fn room(vault: &Vault) -> Result<(), Failure> {
    let limits = vec![Limit { most: A_DAY, window: DAY }];
    let counts = vec![Count { key: vault.secret.key(&["bulk opt-outs"]), limits }];
    match vault.store.admit(&Ask { counts, ..Ask::default() })? {
        Decision::Admitted { .. } => Ok(()),
        _ => Err(Failure::new(
            own::LIMIT,
            format!(
                "一天内退订的号码超过了 {A_DAY} 个，这一个没有记录，请不要回答 success。可能有人在伪造推送，请更换推送地址。"
            ),
            format!(
                "More than {A_DAY} numbers opted out in a day, and this one was not remembered; do not answer success. Somebody may be forging pushes: change the address they go to."
            ),
        )),
    }
}

fn spoiled() -> Failure {
    Failure::new(
        own::STORE,
        "store 里的一条退订记录读不懂。请确认只有同一版本或更新版本的 ihuyi 在写它。",
        "An opt-out in the store is unreadable. See that nothing but this or a newer ihuyi writes there.",
    )
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn answers_that_opt_out() {
        for (answer, expected) in [
            ("T", "T"),
            ("t", "T"),
            ("ｔ", "T"),
            (" Td\u{3000}\r\n", "TD"),
            ("ＴＤ。", "TD"),
            ("n.", "N"),
            ("退订", "退订"),
            ("退 订！", "退订"),
            ("“退订”", "退订"),
            ("退訂", "退訂"),
            ("td退订", "TD退订"),
            ("stop", "STOP"),
            ("\u{FEFF}R", "R"),
        ] {
            assert_eq!(word(answer), Some(expected), "{answer:?}");
        }
    }

    #[test]
    fn answers_that_do_not() {
        let long = format!("{}T", " ".repeat(200));
        for answer in [
            "",
            " ",
            "。",
            "回T退订",
            "退订回T",
            "怎么退订？",
            "TT",
            "NO",
            "不退订",
            "T1",
            "好",
            "Y",
            "START",
            long.as_str(),
        ] {
            assert_eq!(word(answer), None, "{answer:?}");
        }
    }
}
