//! An INI file.
#![no_main]

use ihuyi::codes::own;
use ihuyi::config::{Config, Ini};
use ihuyi_fuzz::texts;

ihuyi_fuzz::target!(one);

fn one(data: &[u8]) {
    let path = ihuyi_fuzz::folder().join("ihuyi.ini");
    std::fs::write(&path, data).expect("a file can be written");
    let lines = String::from_utf8_lossy(data).lines().count();

    let entries = Ini::read(&path).map(|ini| ini.entries);
    match &entries {
        Ok(entries) => {
            let numbers: Vec<usize> = entries.iter().map(|entry| entry.line).collect();
            assert!(numbers.is_sorted_by(|a, b| a < b), "entries out of order: {numbers:?}");
            assert!(numbers.iter().all(|line| (1..=lines).contains(line)), "{numbers:?} of {lines} lines");
            for entry in entries {
                assert!(!entry.key.contains(['\n', '=']) && !entry.value.contains('\n'), "an entry of two lines");
            }
        }
        Err(failure) => placed(failure, lines, data),
    }
    match Config::from_file(&path) {
        Ok(config) => {
            assert!(entries.is_ok(), "what cannot be read was applied");
            let again = Config::from_file(&path).expect("the same file");
            assert_eq!(format!("{config:?}"), format!("{again:?}"), "the same file means two things");
        }
        Err(failure) => placed(&failure, lines, data),
    }
}

/// The line that is to blame is one of the file's; a file that is no text at all, or none, has none.
fn placed(failure: &ihuyi::answer::Failure, lines: usize, data: &[u8]) {
    assert!(
        [own::INI, own::VALUE, own::SETTING, own::FILE, own::TOO_LARGE, own::CONTROL_CHARACTER].contains(&failure.code),
        "{failure}"
    );
    texts::shows_no_number(failure, &String::from_utf8_lossy(data));
    let Some((_, rest)) = failure.en.split_once("ihuyi.ini, line ") else { return };
    let line = rest.split(':').next().and_then(|n| n.parse::<usize>().ok()).expect("a line is a number");
    assert!((1..=lines).contains(&line), "line {line} of {lines}: {failure}");
    assert!(failure.zh.contains(&format!("第 {line} 行")), "{failure}");
}
