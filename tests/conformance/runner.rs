//! A runner: a child process that answers one line with one line.

use crate::line::Fields;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long a runner may build itself, or a call may take. Not a measure: what is over it hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a runner is and how it is started.
#[derive(Debug, Clone)]
pub struct Kind {
    pub name: String,
    pub command: PathBuf,
    pub arguments: Vec<String>,
}

impl Kind {
    /// `win32` or `win64` where it is a Windows program.
    pub fn windows(&self) -> Option<&'static str> {
        ["win32", "win64"].into_iter().find(|bits| self.name.ends_with(&format!("-{bits}")))
    }

    /// The way to the library, where it is not loaded by the runner itself: `program` or `helper`.
    pub fn way(&self) -> Option<&'static str> {
        let ways = [("-program", "program"), ("-helper", "helper"), ("-fpm", "helper")];
        ways.into_iter().find(|(ending, _)| self.name.ends_with(ending)).map(|(_, way)| way)
    }

    /// What its programs call a file of this machine.
    pub fn called(&self, path: &Path) -> String {
        let path = path.display().to_string();
        if self.windows().is_some() { format!("Z:{}", path.replace('/', "\\")) } else { path }
    }

    /// The other way round.
    pub fn file(&self, called: &str) -> PathBuf {
        let unix = called.replace('\\', "/");
        match unix.split_once(':') {
            Some(("Z" | "z", path)) if self.windows().is_some() => path.into(),
            _ => called.into(),
        }
    }
}

/// A runner that runs.
pub struct Runner {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    show: bool,
    /// What it said when it was greeted.
    pub hello: Fields,
}

impl Runner {
    /// Starts it with this environment in place of every variable of ours, but those by which tools/wine finds what it runs.
    pub fn start(kind: &Kind, env: &BTreeMap<String, String>, show: bool) -> Result<Runner, String> {
        let mut command = Command::new(&kind.command);
        command.args(&kind.arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        for (name, _) in std::env::vars_os() {
            let shown = name.to_string_lossy();
            if shown.starts_with("IHUYI_") && !["IHUYI_WINE", "IHUYI_CACHE"].contains(&&*shown) {
                command.env_remove(name);
            }
        }
        let mut child = command.envs(env).spawn().map_err(|e| format!("{}: {e}", kind.command.display()))?;
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        let mut runner = Runner { child, stdin, lines, show, hello: Fields::default() };
        runner.hello = runner.ask("hello", &[])?;
        Ok(runner)
    }

    /// One call. `None`: the argument is null.
    pub fn ask(&mut self, verb: &str, arguments: &[(String, Option<Vec<u8>>)]) -> Result<Fields, String> {
        let given = arguments.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)));
        let line = format!("{verb} {}", Fields::write(given));
        let line = line.trim_end();
        if self.show {
            eprintln!("> {line}");
        }
        let stdin = self.stdin.as_mut().ok_or("its input is closed")?;
        stdin
            .write_all(format!("{line}\n").as_bytes())
            .and_then(|()| stdin.flush())
            .map_err(|_| self.ended("takes no more"))?;
        let answer = match self.lines.recv_timeout(PATIENCE) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => return Err(format!("gave no answer to {verb}")),
            Err(RecvTimeoutError::Disconnected) => return Err(self.ended(&format!("ended in {verb}"))),
        };
        if self.show {
            eprintln!("< {answer}");
        }
        let fields = Fields::read(&answer).map_err(|e| format!("answered {answer:?}: {e}"))?;
        match fields.plain("error") {
            Some(error) => Err(format!("says: {error}")),
            None => Ok(fields),
        }
    }

    fn ended(&mut self, what: &str) -> String {
        match self.child.wait() {
            Ok(status) => format!("{what}: {status}"),
            Err(e) => format!("{what}: {e}"),
        }
    }

    /// Ends its input and looks at how it ends.
    pub fn finish(mut self) -> Result<(), String> {
        drop(self.stdin.take());
        // Its output ends with it.
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => return Err(format!("said more than it was asked: {line}")),
            Err(RecvTimeoutError::Timeout) => return Err("does not end when its input does".to_owned()),
            Err(RecvTimeoutError::Disconnected) => {}
        }
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("ended with {status}")),
            Err(e) => Err(e.to_string()),
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
