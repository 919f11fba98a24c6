//! The comparison of two codes takes the same instructions however many digits match: counted by callgrind.

use ihuyi::verify::code::same;
use std::hint::black_box;
use std::process::Command;

const VARIABLE: &str = "IHUYI_TEST_COMPARE";
const RIGHT: &str = "123456";

/// Run below by callgrind, with the number of digits that match.
#[test]
fn a_comparison() {
    let Ok(matching) = std::env::var(VARIABLE) else { return };
    let matching: usize = matching.parse().unwrap();
    let entered: String = RIGHT.chars().enumerate().map(|(n, c)| if n < matching { c } else { 'x' }).collect();
    for _ in 0..1000 {
        assert_eq!(same(black_box(RIGHT), black_box(&entered)), matching == 6);
    }
}

#[test]
fn the_number_of_instructions_does_not_depend_on_the_digits() {
    let counted: Vec<u64> = (0..=6).map(instructions).collect();
    assert!(counted[0] > 1000, "nothing was counted: {counted:?}");
    assert!(counted.iter().all(|count| *count == counted[0]), "{counted:?}");
}

fn instructions(matching: usize) -> u64 {
    let out = std::env::temp_dir().join(format!("ihuyi-compare-{}-{matching}", std::process::id()));
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*verify*code*same*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "compare::a_comparison", "--test-threads=1"])
        .env(VARIABLE, matching.to_string())
        .output()
        .expect("valgrind is installed: tools/setup test");
    let text = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{text}");
    let _ = std::fs::remove_file(out);
    let line = text.lines().find_map(|line| line.split_once("Collected : ")).expect("callgrind tells a count");
    line.1.trim().parse().unwrap()
}
