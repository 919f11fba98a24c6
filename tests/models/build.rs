//! Takes the library's own sources and gives them loom's locks in place of the standard library's. Nothing else of them is changed, but what
//! cannot be seen or made from outside, and in the copies with a planted mistake. What does not stand in a source as it is expected there ends the build.

use std::fs;
use std::path::{Path, PathBuf};

/// What each copy has in place of what stands in the source: what loom can follow.
const FOLLOWED: [(&str, &str); 5] = [
    ("use std::sync::atomic::{", "use loom::sync::atomic::{"),
    ("use std::sync::{", "use crate::sync::{"),
    ("std::sync::MutexGuard", "loom::sync::MutexGuard"),
    ("use std::time::{Duration, Instant};", "use crate::time::{Duration, Instant};"),
    ("use once_cell::race::OnceBox;", "use crate::once::OnceBox;"),
];

/// A source of the library.
struct Source(String);

impl Source {
    fn read(file: &str) -> Source {
        let path = Path::new("../../src").join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // What is about the whole file cannot stand where it is included, and its own tests are not for here.
        let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("//!")).collect();
        Source(FOLLOWED.iter().fold(text.join("\n"), |text, (from, to)| text.replace(from, to)))
    }

    /// The part from one line to another.
    fn part(&self, from: &str, to: &str) -> Source {
        let begin = self.0.find(from).unwrap_or_else(|| panic!("no {from:?}"));
        let end = self.0[begin..].find(to).unwrap_or_else(|| panic!("no {to:?} behind {from:?}"));
        Source(self.0[begin..begin + end].to_owned())
    }

    /// What begins with this line.
    fn behind(&self, from: &str) -> Source {
        Source(self.0[self.0.find(from).unwrap_or_else(|| panic!("no {from:?}"))..].to_owned())
    }

    /// With this in place of that, which stands there once.
    fn with(&self, from: &str, to: &str) -> Source {
        assert_eq!(self.0.matches(from).count(), 1, "not once: {from:?}");
        Source(self.0.replace(from, to))
    }

    fn write(&self, name: &str) {
        let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names it"));
        fs::write(out.join(name), &self.0).expect("cargo's folder can be written");
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The threads of a list.
    let hands = Source::read("bulk/run/hands.rs");
    let repeats = Source::read("bulk/run/repeats.rs");
    let whole = Source::read("bulk/run.rs").with("mod repeats;", &format!("mod repeats {{\n{}\n}}", repeats.0));
    let run = |hands: &Source| whole.with("mod hands;", &format!("mod hands {{\n{}\n}}", hands.0));
    Source::read("bulk/pauses.rs").write("pauses.rs");
    Source::read("bulk/place.rs").write("place.rs");
    run(&hands).write("run.rs");
    let told = "hands.led = false;\n        self.changed.notify_all();";
    run(&hands.with(told, "hands.led = false;")).write("run_tells_nobody.rs");
    run(&hands.with("} else if written && (!last || hands.marked.is_empty()) {", "} else if written {"))
        .write("run_keeps_what_is_marked.rs");
    let asked = "Ok(optout::is_out(vault, number)?.map(|how| optout::left_out(number, &how, false)))";
    run(&hands.with(asked, "Ok(None)")).write("run_asks_nobody.rs");
    // Decisions in one transaction.
    let together = Source::read("store/sqlite/together.rs");
    together.write("together.rs");
    let turn = "locked(&self.0.state).led = false;\n        self.0.over.notify_all();";
    together.with(turn, "locked(&self.0.state).led = false;").write("together_tells_nobody.rs");
    together
        .with(turn, "self.0.over.notify_all();\n        locked(&self.0.state).led = false;")
        .write("together_tells_early.rs");
    // A client's secret.
    let secret = Source::read("secret/mod.rs");
    let kept = secret.part("/// A client's secret, read or made", "/// The store and the secret of one call.");
    let keeper = Source(kept.0 + &secret.part("impl Keeper {", "/// Where things are kept. To find").0);
    keeper.write("keeper.rs");
    keeper
        .with(
            "if store.incarnation()? == found { found.wrapping_add(1) } else { 0 }",
            "store.incarnation()?.wrapping_add(1)",
        )
        .write("keeper_believes_the_second_look.rs");
    // A value for each process, and a client's connections.
    let process = Source::read("store/process.rs")
        .with("pub(super) struct PerProcess", "pub struct PerProcess")
        .with("pub const fn new()", "pub fn new()");
    process.write("process.rs");
    Source(process.0.replace("crate::once::", "crate::once_relaxed::")).write("process_published_relaxed.rs");
    Source::read("../tests/models/src/once.rs").with("Ordering::Release", "Ordering::Relaxed").write("once_relaxed.rs");
    Source::read("transport.rs").behind("/// A client's connections, per process.").write("wires.rs");
}
