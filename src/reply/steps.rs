//! How much work the largest replies are: the instructions that callgrind counts grow as their length does, whatever stands in them.

use super::{LIMIT, parse};
use std::hint::black_box;
use std::process::Command;

const VARIABLE: &str = "IHUYI_TEST_REPLY";

/// What is repeated in a reply, between what begins it and what ends it; and what stands at the end once for each.
const KINDS: [(&str, [&str; 4]); 9] = [
    ("attributes", ["<r ", "a='' ", "><code>405</code></r>", ""]),
    ("long attributes", ["<r><code ", "abcdefgh=\"0123456789\" ", ">405</code></r>", ""]),
    ("nesting", ["<r><code>405</code>", "<a>", "</r>", "</a>"]),
    ("fields", ["<r><code>405</code>", "<a/>", "</r>", ""]),
    ("references", ["<r><code>405</code><msg>", "&#65;", "</msg></r>", ""]),
    ("comments", ["<r><code>405</code>", "<!---->", "</r>", ""]),
    ("members", ["{\"code\":405", ",\"a\":1", "}", ""]),
    ("lists", ["{\"code\":405,\"a\":", "[", "}", "]"]),
    ("escapes", ["{\"code\":405,\"msg\":\"", "\\u4e2d", "\"}", ""]),
];

/// A reply of this kind, of that many bytes at most.
fn reply(kind: &str, most: usize) -> String {
    let (_, [begin, each, end, last]) = KINDS.iter().find(|(name, _)| *name == kind).unwrap();
    let times = (most - begin.len() - end.len()) / (each.len() + last.len());
    [begin, each.repeat(times).as_str(), last.repeat(times).as_str(), end].concat()
}

/// Run below by callgrind, with a kind and a length.
#[test]
fn a_reply() {
    let Ok(what) = std::env::var(VARIABLE) else { return };
    let (kind, length) = what.split_once(':').unwrap();
    let reply = reply(kind, length.parse().unwrap());
    assert!(reply.len() > 9 * LIMIT / 20, "{kind}: {}", reply.len());
    // Nesting in JSON is refused; all else is read as what it is.
    assert!(
        black_box(parse(black_box(reply.as_bytes()))).map_or(kind == "lists", |verdict| verdict.code == 405),
        "{kind}"
    );
}

#[test]
fn the_work_grows_as_the_length_does() {
    for (kind, _) in KINDS {
        let [half, whole] = [LIMIT / 2, LIMIT].map(|length| instructions(kind, length));
        assert!(whole > 1000, "{kind}: nothing was counted");
        assert!(whole < 23 * half / 10, "{kind}: {half} for a half, {whole} for the whole");
        // A hundred million are a tenth of a second at most, also as slow as tests are built.
        assert!(whole < 100_000_000, "{kind}: {whole}");
    }
}

fn instructions(kind: &str, length: usize) -> u64 {
    let out = std::env::temp_dir().join(format!("ihuyi-reply-{}-{length}", std::process::id()));
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=ihuyi::reply::parse"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "reply::steps::a_reply", "--test-threads=1"])
        .env(VARIABLE, format!("{kind}:{length}"))
        .output()
        .expect("valgrind is installed: tools/setup test");
    let text = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{kind}: {text}{}", String::from_utf8_lossy(&run.stdout));
    let _ = std::fs::remove_file(out);
    let line = text.lines().find_map(|line| line.split_once("Collected : ")).expect("callgrind tells a count");
    line.1.trim().parse().unwrap()
}
