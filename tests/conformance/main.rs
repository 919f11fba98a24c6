//! The conformance suite's driver. `README.md` of this folder says what it is.
//!
//! `cargo test --test conformance` runs the cases through the Rust interface. `tools/conformance` runs all runners:
//! `-- [--library FILE] [--windows FOLDER] [--case NAME]... [--only NAME] [-v] NAME=COMMAND...`; without a runner it is the Rust interface.

mod case;
mod driver;
mod expect;
mod line;
mod mutants;
mod own;
mod places;
mod runner;
#[path = "../support/mod.rs"]
mod support;

use case::Case;
use driver::{Driver, Verdict};
use runner::Kind;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use support::sandbox::Sandbox;

/// What one language cannot express, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exclusion {
    binding: String,
    /// The word that the runner answers with.
    what: String,
    /// Why, for people.
    reason: String,
}

/// What one runner came to.
struct Row {
    name: String,
    language: String,
    passed: usize,
    failed: usize,
    excluded: BTreeMap<String, usize>,
    seconds: f64,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

fn main() -> ExitCode {
    let mut wanted: Vec<String> = Vec::new();
    let mut only: Option<String> = None;
    let mut kinds: Vec<Kind> = Vec::new();
    let mut library = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/libihuyi.so");
    let mut windows = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/windows");
    let mut show = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} wants a value"));
        match argument.as_str() {
            "--serve" => {
                own::serve();
                return ExitCode::SUCCESS;
            }
            "--library" => library = value().into(),
            "--windows" => windows = value().into(),
            "--case" => wanted.push(value()),
            "--only" => only = Some(value()),
            "-v" => show = true,
            // cargo's own, which do not concern this.
            "--nocapture" | "--quiet" | "-q" => {}
            runner => {
                let (name, command) = runner.split_once('=').unwrap_or_else(|| panic!("{runner} is no NAME=COMMAND"));
                kinds.push(Kind { name: name.into(), command: command.into(), arguments: Vec::new() });
            }
        }
    }
    if kinds.is_empty() {
        kinds.push(own_kind());
    }
    for kind in &mut kinds {
        if kind.name == "rust" {
            *kind = own_kind();
        }
    }

    let mut cases = case::all(&folder());
    if let Some(name) = &only {
        cases.retain(|case| case.name == *name);
        assert!(!cases.is_empty(), "no case is called {name}");
    } else {
        // With one case alone the library may be one of the mutants.
        mutants::check(Path::new(env!("CARGO_MANIFEST_DIR")), &cases);
    }
    if !wanted.is_empty() {
        cases.retain(|case| wanted.iter().any(|name| case.name.starts_with(name.as_str())));
        assert!(!cases.is_empty(), "no case is called {wanted:?}");
    }
    let all = wanted.is_empty() && only.is_none();
    let exclusions: Vec<Exclusion> =
        serde_json::from_str(&std::fs::read_to_string(folder().join("exclusions.json")).unwrap()).unwrap();
    let sandbox = Sandbox::with(&["--no-limits"]);
    let rows = kinds.iter().map(|kind| {
        let library = kind.windows().map_or(library.clone(), |bits| windows.join(bits).join("ihuyi.dll"));
        run(&sandbox, &library, kind, &cases, &exclusions, all, show)
    });
    let rows: Vec<Row> = rows.collect();
    drop(sandbox);
    table(&rows, cases.len())
}

fn own_kind() -> Kind {
    Kind { name: "rust".to_owned(), command: std::env::current_exe().unwrap(), arguments: vec!["--serve".to_owned()] }
}

fn run(
    sandbox: &Sandbox,
    library: &Path,
    kind: &Kind,
    cases: &[Case],
    exclusions: &[Exclusion],
    all: bool,
    show: bool,
) -> Row {
    let start = Instant::now();
    let name = &kind.name;
    let mut row = Row {
        name: name.clone(),
        language: String::new(),
        passed: 0,
        failed: 0,
        excluded: BTreeMap::new(),
        seconds: 0.0,
    };
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("conformance-{name}-{}", std::process::id()));
    let mut driver = Driver::new(sandbox, library, kind, dir.clone(), show);
    let failed = |what: &str, why: String| {
        println!("not ok - {name}: {what}: {why}");
        1
    };
    match driver.language() {
        Ok(language) => row.language = language,
        Err(why) => row.failed += failed("hello", format!("the runner {why}")),
    }
    if row.failed == 0 {
        for case in cases {
            if show {
                eprintln!("# {}", case.name);
            }
            match driver.run(case) {
                Ok(Verdict::Passed) => row.passed += 1,
                Ok(Verdict::Excluded(word)) => *row.excluded.entry(word).or_default() += 1,
                Err(why) => row.failed += failed(&case.name, format!("{why} ({})", case.about)),
            }
        }
        if let Err(why) = driver.finish() {
            row.failed += failed("end", format!("the runner {why}"));
        }
        let listed: BTreeSet<&str> = exclusions.iter().filter(|e| e.binding == *name).map(|e| &*e.what).collect();
        for e in exclusions.iter().filter(|e| e.binding == *name) {
            assert!(!e.reason.trim().is_empty(), "{name}: {} has no reason", e.what);
        }
        for word in row.excluded.keys().filter(|word| !listed.contains(word.as_str())) {
            row.failed += failed("exclusions", format!("{word} is not in exclusions.json"));
        }
        for word in listed.iter().filter(|word| all && !row.excluded.contains_key(**word)) {
            row.failed += failed("exclusions", format!("exclusions.json has {word}, and the runner could express all"));
        }
    }
    let _ = std::fs::remove_dir_all(dir);
    row.seconds = start.elapsed().as_secs_f64();
    row
}

fn table(rows: &[Row], cases: usize) -> ExitCode {
    println!(
        "\n{:<16} {:<34} {:>6} {:>6} {:>6} {:>8} {:>7}",
        "binding", "language", "cases", "passed", "failed", "excluded", "time"
    );
    for row in rows {
        let excluded: usize = row.excluded.values().sum();
        let words: Vec<String> = row.excluded.iter().map(|(word, n)| format!("{n} {word}")).collect();
        println!(
            "{:<16} {:<34} {cases:>6} {:>6} {:>6} {excluded:>8} {:>6.1}s  {}",
            row.name,
            row.language,
            row.passed,
            row.failed,
            row.seconds,
            words.join(", ")
        );
    }
    let (passed, failed) = (rows.iter().map(|r| r.passed).sum::<usize>(), rows.iter().map(|r| r.failed).sum::<usize>());
    println!("\ntest result: {}. {passed} passed; {failed} failed;", if failed == 0 { "ok" } else { "FAILED" });
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
