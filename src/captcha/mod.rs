//! The picture challenge: an id and a picture; the answer is taken once.
//!
//! The store keeps a keyed digest of the answer, under a keyed digest of the id.

mod letters;
pub mod picture;
mod random;

use crate::answer::Failure;
use crate::codes::own;
use crate::guard::{self, Ruling, circumstances::Circumstances, rules};
use crate::secret::{Vault, random_id};
use crate::store::{Key, Life, Put};
use base64::prelude::{BASE64_STANDARD, Engine};
use std::time::Duration;

pub use random::Random;

/// How long an answer is taken.
pub const TTL: Duration = Duration::from_secs(300);

/// A challenge.
pub struct Challenge {
    /// What comes back with the answer.
    pub id: String,
    /// The picture, as PNG.
    pub png: Vec<u8>,
    /// Characters in it.
    pub length: usize,
}

/// Makes a challenge, unless the limits of the scope `captcha` have no room for one; then the ruling says so.
pub fn new(
    vault: &Vault,
    settings: &guard::Settings,
    told: &Circumstances,
) -> Result<(Ruling, Option<Challenge>), Failure> {
    let request =
        guard::Request { scope: rules::CAPTCHA, purpose: "", mobiles: &[], told, extra: Vec::new(), is_code: false };
    let ruling = guard::ask(vault, settings, &request)?;
    if ruling.failure.is_some() {
        return Ok((ruling, None));
    }
    let mut random = Random::new()?;
    let answer = picture::draw_text(settings.captcha_length, &mut random);
    let png = picture::picture(&answer, &mut random);
    let id = keep(vault, &answer)?;
    Ok((ruling, Some(Challenge { id, png, length: settings.captcha_length })))
}

/// Keeps an answer to be taken once, and says under which id: for whoever draws a challenge of another kind.
pub fn keep(vault: &Vault, answer: &str) -> Result<String, Failure> {
    let id = random_id()?;
    let life = Life { live: TTL, remember: Duration::ZERO };
    vault.store.put(place(vault, &id), &digest(vault, &id, answer), life, Put::New)?;
    Ok(id)
}

/// Whether the answer is right. It uses the challenge up, whatever it says.
pub fn take(vault: &Vault, id: &str, answer: &str) -> Result<bool, Failure> {
    let id = id.trim();
    let Some(record) = vault.store.take(place(vault, id))? else { return Ok(false) };
    Ok(!record.life.is_zero() && record.value == digest(vault, id, answer))
}

/// The same as an error.
pub fn check(vault: &Vault, id: &str, answer: &str) -> Result<(), Failure> {
    if take(vault, id, answer)? {
        return Ok(());
    }
    Err(Failure::new(
        own::CAPTCHA_WRONG,
        "图片验证码不对、已过期或已用过。请换一张再填。",
        "The answer to the picture is wrong, late, or was given before. Show a new picture.",
    ))
}

fn place(vault: &Vault, id: &str) -> Key {
    vault.secret.key(&["captcha", id])
}

/// What is kept of an answer: however it is written, upper or lower case, full width or with blanks, and
/// with the letter that a line through one of ours makes of it.
fn digest(vault: &Vault, id: &str, answer: &str) -> [u8; 16] {
    let plain: String = answer
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
            other => other,
        })
        .flat_map(char::to_uppercase)
        .map(picture::meant)
        .collect();
    vault.secret.key(&["captcha answer", id, &plain]).0
}

/// The picture for an `<img src="…">`.
pub fn data_uri(png: &[u8]) -> String {
    let mut uri = String::from("data:image/png;base64,");
    BASE64_STANDARD.encode_string(png, &mut uri);
    uri
}
