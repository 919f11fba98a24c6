//! Debian's Tesseract, as it comes.

use crate::grey::Grey;
use ihuyi::captcha::picture::{ALPHABET, meant};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What it is told.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// Nothing.
    Default,
    /// That it is one line of our alphabet.
    Line,
    /// That it is one word of our alphabet.
    Word,
}

/// What it reads, as the challenge would take it: without blanks, upper case, what can only be meant for one of our characters as that.
pub fn read(pictures: &[Grey], reader: Reader) -> Vec<String> {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("captcha-{}-{call}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let files: Vec<String> = (0..pictures.len()).map(|n| folder.join(n.to_string()).display().to_string()).collect();
    for (file, picture) in files.iter().zip(pictures) {
        fs::write(file, picture.pgm()).unwrap();
    }
    // One process for each of two cores, each with a list of files: starting it costs more than a picture.
    let (first, second) = files.split_at(files.len() / 2);
    let mut pages = std::thread::scope(|scope| {
        let other = scope.spawn(|| pages(&folder.join("second"), second, reader));
        let mut pages = pages(&folder.join("first"), first, reader);
        pages.extend(other.join().unwrap());
        pages
    });
    fs::remove_dir_all(&folder).unwrap();
    let died = pages.iter().filter(|page| page.is_none()).count();
    assert!(died * 100 <= pages.len(), "tesseract died of {died} pictures of {}", pages.len());
    pages
        .drain(..)
        .map(|page| {
            let page = page.unwrap_or_default();
            page.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).map(meant).collect()
        })
        .collect()
}

/// What it prints for each of the files; nothing for one that it dies of, as Tesseract 5.3 does of a picture now and then (it divides by
/// zero).
fn pages(list: &Path, files: &[String], reader: Reader) -> Vec<Option<String>> {
    if files.is_empty() {
        return Vec::new();
    }
    fs::write(list, files.join("\n") + "\n").unwrap();
    let mut command = Command::new("tesseract");
    command.arg(list).arg("stdout").env("OMP_THREAD_LIMIT", "1").stderr(Stdio::null());
    let layout = match reader {
        Reader::Default => None,
        Reader::Line => Some("7"),
        Reader::Word => Some("8"),
    };
    if let Some(layout) = layout {
        command.args(["--psm", layout, "-c", &format!("tessedit_char_whitelist={ALPHABET}")]);
    }
    let output = command.output().expect("tesseract (tools/setup test installs it)");
    if let Some(code) = output.status.code() {
        assert_eq!(code, 0, "tesseract ended with {code}");
        let text = String::from_utf8(output.stdout).unwrap();
        // A form feed stands between two pages.
        let pages: Vec<&str> = text.split('\x0c').collect();
        assert_eq!(pages.len(), files.len(), "pages");
        return pages.into_iter().map(|page| Some(page.to_string())).collect();
    }
    // A signal. What it had printed may be short of a page; so both halves once more, down to the one picture.
    if files.len() == 1 {
        println!("tesseract, {reader:?}: {}", output.status);
        return vec![None];
    }
    let (first, second) = files.split_at(files.len() / 2);
    let mut all = pages(list, first, reader);
    all.extend(pages(list, second, reader));
    all
}
