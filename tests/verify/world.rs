//! A gateway, a store and a client for the length of a test.

use crate::support::sandbox::{KEY, Sandbox};
use ihuyi::client::Client;
use ihuyi::config::Config;
use ihuyi::guard::circumstances::Circumstances;
use serde_json::json;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A number for everybody.
pub const MOBILE: &str = "13800000000";

pub struct World {
    pub sandbox: Sandbox,
    /// A folder of this test's own.
    pub folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl World {
    /// With a store in a file, no limits of the sandbox's, and these settings.
    pub fn new(settings: &[(&str, &str)]) -> World {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ihuyi-verify-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let sandbox = Sandbox::with(&["--no-limits", "--balance", "1000000"]);
        let path = |name: &str| folder.join(name).display().to_string();
        let mut all: Vec<(String, String)> = [
            ("account", "C00000000"),
            ("apikey", KEY),
            ("voice_account", "V00000000"),
            ("voice_apikey", KEY),
            ("gateway", &sandbox.url),
            ("timeout", "30"),
            ("store", &format!("sqlite:{}", path("codes.db"))),
            ("secret_file", &path("secret.key")),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        all.extend(settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        World { sandbox, folder, settings: all }
    }

    /// A client with the world's settings.
    pub fn client(&self) -> Client {
        self.with(&[])
    }

    /// A client with further settings.
    pub fn with(&self, settings: &[(&str, &str)]) -> Client {
        let mut config = Config::default();
        let further = settings.iter().map(|(key, value)| (*key, *value));
        for (key, value) in self.settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).chain(further) {
            config.set(key, value).unwrap();
        }
        Client::new(config)
    }

    /// The newest code that went to a number, as a phone shows it.
    pub fn code(&self, mobile: &str) -> String {
        let inbox = self.sandbox.inbox();
        let message = inbox.iter().rfind(|message| message["mobile"] == json!(mobile)).expect("a message came");
        digits(message["content"].as_str().unwrap())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The longest run of digits in a text.
pub fn digits(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_digit()).max_by_key(|run| run.len()).unwrap_or("").to_owned()
}

/// Another code of the same length.
pub fn wrong(code: &str) -> String {
    let last = code.bytes().last().unwrap();
    format!("{}{}", &code[..code.len() - 1], char::from(if last == b'9' { b'0' } else { last + 1 }))
}

/// What a caller tells, as lines.
pub fn told(lines: &str) -> Circumstances {
    Circumstances::parse(lines).unwrap()
}
