//! A gateway, a folder and the program for the length of a test.

use crate::support::sandbox::{KEY, Sandbox};
use ihuyi::bulk::{Entry, Planner, Terms};
use ihuyi::client::Client;
use ihuyi::config::Config;
use ihuyi::service::Service;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

pub const ACCOUNT: &str = "C00000000";

/// How a list is sent where a test says nothing else.
pub fn terms() -> Terms {
    Terms::plain(Service::Sms)
}

/// As many different numbers as a test wants.
pub fn numbers(count: u64) -> Vec<String> {
    (0..count).map(|n| (13_800_000_000 + n).to_string()).collect()
}

pub struct Desk {
    pub sandbox: Sandbox,
    folder: PathBuf,
}

impl Desk {
    pub fn new() -> Desk {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ihuyi-bulk-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Desk { sandbox: Sandbox::with(&["--no-limits", "--balance", "10000000"]), folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A client with an account and further settings.
    pub fn client(&self, settings: &[(&str, &str)]) -> Client {
        let mut config = Config::default();
        let store = format!("sqlite:{}", self.path("codes.db").display());
        let secret = self.path("secret.key").display().to_string();
        let own = [
            ("account", ACCOUNT),
            ("apikey", KEY),
            ("gateway", &self.sandbox.url),
            ("store", &store),
            ("secret_file", &secret),
        ];
        for (key, value) in own.iter().chain(settings) {
            config.set(key, value).unwrap();
        }
        Client::new(config)
    }

    /// A journal of these numbers and texts, rows 2 and on.
    pub fn journal(&self, name: &str, terms: Terms, rows: &[(&str, &str)]) -> PathBuf {
        self.journal_by(&self.client(&[]), name, terms, rows)
    }

    /// The same with settings of its own.
    pub fn journal_by(&self, client: &Client, name: &str, terms: Terms, rows: &[(&str, &str)]) -> PathBuf {
        let path = self.path(name);
        let mut planner = Planner::new(&path, terms, client).unwrap();
        for (line, (mobile, content)) in (2..).zip(rows) {
            let _left_out = planner.add(&Entry { line, mobile, content, reference: "" }).unwrap();
        }
        planner.finish(&mut |_, _| ()).unwrap();
        path
    }

    /// A journal of so many numbers that all get the same text.
    pub fn many(&self, name: &str, count: u64) -> PathBuf {
        let numbers = numbers(count);
        let rows: Vec<_> = numbers.iter().map(|number| (number.as_str(), "您的订单已发货。")).collect();
        self.journal(name, terms(), &rows)
    }

    /// The program with these arguments and the account, in the folder; nothing of the developer's own environment reaches it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
        command.args(args).env_clear().env("HOME", &self.folder).current_dir(&self.folder).stdin(Stdio::null());
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command.env("IHUYI_ACCOUNT", ACCOUNT).env("IHUYI_APIKEY", KEY).env("IHUYI_GATEWAY", &self.sandbox.url);
        command.env("IHUYI_STORE", format!("sqlite:{}", self.path("codes.db").display()));
        command.env("IHUYI_SECRET_FILE", self.path("secret.key"));
        command
    }

    /// Runs it to its end.
    pub fn ihuyi(&self, args: &[&str]) -> Done {
        Done::of(self.command(args).output().unwrap())
    }

    /// Starts it.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Done {
    pub fn of(output: Output) -> Done {
        let done = Done {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        // Whole numbers stand in files that were asked for, and nowhere else.
        for text in [&done.out, &done.err] {
            assert!(!text.contains(KEY), "the key is shown: {text}");
            let digits = text.split(|c: char| !c.is_ascii_digit());
            let numbers: Vec<&str> = digits.filter(|run| run.len() == 11 && run.starts_with('1')).collect();
            assert!(numbers.is_empty(), "numbers are shown: {numbers:?} in {text}");
        }
        done
    }

    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object on one line: {}{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}
