//! The secret key behind codes, counts and seals, and the store they are kept in.
//!
//! The key never goes into the store. With the store alone nobody can tell a number, an address or a code; with the key alone neither.

mod file;
mod folder;

use crate::answer::Failure;
use crate::codes::own;
use crate::config::Config;
use crate::store::{self, Key, Life, Place, Put, Store};
use once_cell::race::OnceBox;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use zeroize::Zeroizing;

pub use file::read_or_make as key_file;
#[cfg(windows)]
pub(crate) use folder::is_default as is_in_default_folder;
pub use folder::{default_folder, describe};

/// The store when none is set, in the default folder.
pub const STORE_FILE: &str = "ihuyi.db";
/// The key file when none is set, in the default folder.
pub const SECRET_FILE: &str = "secret.key";

/// Bytes of the nonce in front of a sealed value.
const NONCE: usize = 12;

/// Keys made of the secret, one for each use.
pub struct Secret {
    index: hmac::Key,
    code: hmac::Key,
    seal: LessSafeKey,
}

impl Secret {
    /// Makes the keys.
    pub fn new(secret: &[u8]) -> Secret {
        let root = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let made = |what: &str| hmac::sign(&root, what.as_bytes());
        let index = hmac::Key::new(hmac::HMAC_SHA256, made("ihuyi index").as_ref());
        let code = hmac::Key::new(hmac::HMAC_SHA256, made("ihuyi code").as_ref());
        let unbound = UnboundKey::new(&CHACHA20_POLY1305, made("ihuyi seal").as_ref());
        let seal = LessSafeKey::new(unbound.expect("a SHA-256 digest has the length of the cipher's key"));
        Secret { index, code, seal }
    }

    /// What a thing is called in the store. The parts cannot run into each other.
    pub fn key(&self, parts: &[&str]) -> Key {
        let mut context = hmac::Context::with_key(&self.index);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        let mut key = [0; 16];
        key.copy_from_slice(&context.sign().as_ref()[..16]);
        Key(key)
    }

    /// Pseudorandom bytes for a code.
    pub(crate) fn derive(&self, input: &[u8]) -> hmac::Tag {
        hmac::sign(&self.code, input)
    }

    /// Seals a value for one place in the store; in another it cannot be opened.
    pub fn seal(&self, at: Key, value: &[u8]) -> Result<Vec<u8>, Failure> {
        let nonce = random::<NONCE>()?;
        let mut sealed = value.to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(at.0), &mut sealed)
            .map_err(|_| defect())?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a sealed value.
    pub fn open(&self, at: Key, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let (nonce, body) = sealed.split_at_checked(NONCE).ok_or_else(other_secret)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| other_secret())?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.seal.open_in_place(nonce, Aad::from(at.0), &mut body).map_err(|_| other_secret())?.len();
        body.truncate(length);
        Ok(body)
    }
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        Failure::new(
            own::SECRET,
            "操作系统给不出随机数，未发送。请检查系统（Linux 上是 getrandom 或 /dev/urandom）。",
            "The operating system gives no random numbers; nothing was sent. Check the system (on Linux getrandom or /dev/urandom).",
        )
    })?;
    Ok(bytes)
}

/// An id that nobody guesses: 128 random bits as 26 letters and digits that can stand in a URL, a cookie and a file name.
pub fn random_id() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bits = u128::from_be_bytes(random::<16>()?);
    Ok((0..26).map(|n| char::from(LETTERS[(bits >> (5 * n)) as usize & 31])).collect())
}

fn defect() -> Failure {
    Failure::new(own::PANIC, "加密失败，未发送。", "Sealing failed; nothing was sent.")
}

fn other_secret() -> Failure {
    Failure::new(
        own::SECRET,
        "store 里的内容与这把密钥对不上，未发送。共用一个 store 的程序和机器必须用同一个 secret 或同一个密钥文件；密钥丢了就换一个新的 store。",
        "What the store holds does not fit this secret; nothing was sent. Programs and machines that share a store need the same secret or key file; if that is lost, take a new store.",
    )
}

/// A client's secret, read or made when it is first needed.
#[derive(Default)]
pub struct Keeper {
    secret: OnceBox<Secret>,
    /// Which incarnation of the store the secret was seen to fit, and 1; 0: none.
    fits: AtomicU64,
}

/// The store and the secret of one call.
pub struct Vault<'a> {
    /// Where things are kept.
    pub store: Arc<dyn Store>,
    /// What they are sealed with.
    pub secret: &'a Secret,
}

impl Keeper {
    /// The store of these settings, and the secret that fits it.
    pub fn vault(&self, config: &Config) -> Result<Vault<'_>, Failure> {
        let place = place(config)?;
        let secret = self.secret.get_or_try_init(|| secret(config, &place).map(|s| Box::new(Secret::new(&s))))?;
        let store = store::at(&place)?;
        // A file can be put in another's place while this process runs, and a server can come back as another.
        let found = store.incarnation()?;
        if self.fits.load(Ordering::Relaxed) != found.wrapping_add(1) {
            fits(&*store, secret)?;
            // Made or changed by this very look: the next call looks once more.
            let fitting = if store.incarnation()? == found { found.wrapping_add(1) } else { 0 };
            self.fits.store(fitting, Ordering::Relaxed);
        }
        Ok(Vault { store, secret })
    }
}

/// Where things are kept. To find out makes nothing.
pub struct Kept {
    /// The store.
    pub store: Place,
    /// The key file; None: the secret is a setting's, or ends with the process.
    pub secret: Option<PathBuf>,
}

/// Where the settings keep codes, counts and the secret.
pub fn kept(config: &Config) -> Result<Kept, Failure> {
    let usual = |name| folder::prospective_folder().map(|folder| folder.join(name));
    let store = config.store.clone().map_or_else(|| usual(STORE_FILE).map(Place::Sqlite), Ok)?;
    let secret = match (&config.secret, &config.secret_file, &store) {
        (Some(_), ..) | (None, None, Place::Memory(_)) => None,
        (None, Some(path), _) => Some(path.clone()),
        (None, None, _) => Some(usual(SECRET_FILE)?),
    };
    Ok(Kept { store, secret })
}

/// Where the settings keep codes and counts, as it may be shown: without a password.
pub fn shown_place(config: &Config) -> Result<String, Failure> {
    kept(config).map(|kept| kept.store.to_string())
}

fn place(config: &Config) -> Result<Place, Failure> {
    match &config.store {
        Some(place) => Ok(place.clone()),
        None => Ok(Place::Sqlite(default_folder()?.join(STORE_FILE))),
    }
}

/// The secret itself: the setting's, the key file's, or for a store that ends with the process one that does, too.
fn secret(config: &Config, place: &Place) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if let Some(secret) = &config.secret {
        return Ok(Zeroizing::new(secret.as_bytes().to_vec()));
    }
    match (&config.secret_file, place) {
        (Some(path), _) => file::read_or_make(path),
        (None, Place::Memory(_)) => process_secret(),
        (None, _) => file::read_or_make(&default_folder()?.join(SECRET_FILE)),
    }
}

/// All clients of a process share its memory, so they share its secret.
fn process_secret() -> Result<Zeroizing<Vec<u8>>, Failure> {
    static SECRET: OnceBox<[u8; 32]> = OnceBox::new();
    SECRET.get_or_try_init(|| random().map(Box::new)).map(|secret| Zeroizing::new(secret.to_vec()))
}

/// Whether the store was made with this secret; a new store is from now on.
fn fits(store: &dyn Store, secret: &Secret) -> Result<(), Failure> {
    const AT: Key = Key(*b"ihuyi secret is?");
    /// As long as anything lasts.
    const EVER: Duration = Duration::from_secs(100 * 365 * 86_400);
    let mine = secret.key(&["is this the secret"]).0;
    let life = Life { live: EVER, remember: Duration::ZERO };
    if store.look(AT)?.is_none() {
        store.put(AT, &mine, life, Put::New)?;
    }
    match store.look(AT)? {
        Some(record) if record.value == mine => Ok(()),
        _ => Err(other_secret()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other_and_secrets_differ() {
        let secret = Secret::new(b"one");
        assert_ne!(secret.key(&["ab", "c"]), secret.key(&["a", "bc"]));
        assert_ne!(secret.key(&["ab"]), secret.key(&["ab", ""]));
        assert_ne!(secret.key(&["ab"]), Secret::new(b"two").key(&["ab"]));
        assert_eq!(secret.key(&["ab"]), Secret::new(b"one").key(&["ab"]));
    }

    #[test]
    fn a_sealed_value_opens_where_it_belongs_and_nowhere_else() {
        let secret = Secret::new(b"one");
        let [here, there] = [secret.key(&["here"]), secret.key(&["there"])];
        let sealed = secret.seal(here, b"13800000000").unwrap();
        assert!(!sealed.windows(11).any(|w| w == b"13800000000"));
        assert_eq!(secret.open(here, &sealed).unwrap().as_slice(), b"13800000000");
        let mut bent = sealed.clone();
        *bent.last_mut().unwrap() ^= 1;
        for (at, value) in [(there, sealed.as_slice()), (here, &bent), (here, &[]), (here, &sealed[..20])] {
            assert_eq!(secret.open(at, value).unwrap_err().code, own::SECRET);
        }
        assert_eq!(Secret::new(b"two").open(here, &sealed).unwrap_err().code, own::SECRET);
    }

    #[test]
    fn ids_are_long_plain_and_different() {
        let ids: std::collections::HashSet<String> = (0..10_000).map(|_| random_id().unwrap()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 26 && id.bytes().all(|b| b.is_ascii_alphanumeric())));
        // Every place of them varies.
        for place in 0..26 {
            assert!(ids.iter().map(|id| id.as_bytes()[place]).collect::<std::collections::HashSet<_>>().len() > 4);
        }
    }
}
