//! docs/promises.md: what it quotes stands in the README, and what it names is there. docs/security.md: what it names is there, too, in both
//! languages the same. docs/reliability.md: its table has the parts of tools/prove.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// On one line each, so that a quotation may go over the end of one.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("**", "")
}

/// The page's rows: what is quoted, and what holds it.
fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| README"));
    let read = |line: &str| {
        let [quoted, held] = <[String; 2]>::try_from(cells(line)).unwrap_or_else(|_| panic!("{line}: two cells"));
        (quoted, held.split('`').skip(1).step_by(2).map(str::to_owned).collect())
    };
    rows.map(read).collect()
}

#[test]
fn what_is_quoted_stands_in_the_readme() {
    let readme = flat(&read("README.md"));
    let rows = rows(&read("docs/promises.md"));
    assert!(rows.len() > 40, "only {} rows were understood", rows.len());
    for (quoted, held) in rows {
        assert!(readme.contains(&flat(&quoted)), "README.md does not say: {quoted}");
        assert!(!held.is_empty(), "nothing holds: {quoted}");
    }
}

#[test]
fn what_is_named_is_there() {
    let cases = cases();
    for name in rows(&read("docs/promises.md")).into_iter().flat_map(|(_, held)| held) {
        is_there(&name, &cases);
    }
}

/// The pages about security, and what their tables call the column that names tests.
const SECURITY: [(&str, [&str; 2]); 2] =
    [("docs/security.md", ["shown by", "test"]), ("docs/security.zh-CN.md", ["由什么证明", "测试"])];

/// The rows of all tables that name tests in their last column: the row, and what it names.
fn shown<'a>(page: &'a str, headings: &[&str]) -> Vec<(&'a str, Vec<&'a str>)> {
    let last = |line: &'a str| line.trim_end_matches('|').rsplit(" | ").next().map(str::trim).unwrap_or_default();
    let (mut found, mut inside, mut before) = (Vec::new(), false, "");
    for line in page.lines() {
        if !line.starts_with('|') {
            inside = false;
        } else if line.starts_with("|---") {
            inside = headings.contains(&last(before));
        } else if inside {
            found.push((line, last(line).split('`').skip(1).step_by(2).collect()));
        }
        before = line;
    }
    found
}

#[test]
fn what_the_pages_about_security_name_is_there() {
    let cases = cases();
    let [english, chinese] = SECURITY.map(|(page, headings)| {
        let text = read(page);
        let rows = shown(&text, &headings);
        assert!(rows.len() > 130, "{page}: only {} rows were understood", rows.len());
        for (row, names) in &rows {
            let says_none = row.ends_with("| - |");
            assert!(says_none == names.is_empty(), "{page}: a dash or a test, and not both or neither: {row}");
            for name in names {
                is_there(name, &cases);
            }
        }
        rows.into_iter().map(|(_, names)| names.join(", ")).collect::<Vec<_>>()
    });
    for (at, pair) in english.iter().zip(&chinese).enumerate() {
        assert_eq!(pair.0, pair.1, "row {at} of the two pages");
    }
    assert_eq!(english.len(), chinese.len());
}

/// All conformance cases, as they are written.
fn cases() -> String {
    let mut cases = String::new();
    for entry in std::fs::read_dir(root().join("tests/conformance")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") && !path.ends_with("mutants.json") {
            cases.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    cases
}

/// Fails where there is no such test, case, command, or part of one.
fn is_there(name: &str, cases: &str) {
    if let Some((file, test)) = name.split_once("::") {
        let source = read(file);
        let is_there = ["fn ", "def ", "function "].iter().any(|word| source.contains(&format!("{word}{test}(")));
        assert!(is_there, "{file} has no test {test}");
    } else if let Some(case) = name.strip_prefix("conformance ") {
        let is_there = [format!("\"name\": \"{case}\""), format!("\"name\": \"{case}.")];
        assert!(is_there.iter().any(|name| cases.contains(name)), "no case is called {case}");
    } else if let Some((file, test)) = name.split_once(".test_") {
        // As tests/wordpress/run calls them.
        let file = file.strip_prefix("tests/wordpress/run ").unwrap_or(file);
        let file = format!("tests/wordpress/{file}_test.py");
        assert!(read(&file).contains(&format!("\ndef test_{test}(")), "{file} has no test_{test}");
    } else {
        let mut words = name.split(' ');
        let command = words.next().unwrap();
        let path = root().join(command);
        assert!(path.exists(), "there is no {command}");
        for part in words {
            assert!(has_part(&path, part), "{command} has no part {part}");
        }
    }
}

/// Whether a script knows a part by this name: as a word of its own, or as a file beside it.
fn has_part(script: &Path, part: &str) -> bool {
    let folder = script.parent().unwrap();
    let beside = ["", ".c", "_test.py", ".py"].iter().any(|ending| folder.join(format!("{part}{ending}")).exists());
    let runner = root().join("bindings").join(part.split('-').next().unwrap_or(part)).exists();
    let fuzzed = script.ends_with("tools/fuzz") && root().join(format!("fuzz/fuzz_targets/{part}.rs")).exists();
    let source = std::fs::read_to_string(script).unwrap();
    let is_word = source.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == part);
    beside || runner || fuzzed || is_word
}

/// Tier and name of each part of `make prove`, in the order in which they stand.
#[test]
fn the_parts_of_make_prove_are_those_of_the_page() {
    let tool = read("tools/prove");
    let table = tool.split("<<'TABLE'\n").nth(1).and_then(|rest| rest.split("\nTABLE\n").next()).unwrap();
    let part = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    let parts: Vec<(String, String)> =
        table.lines().map(part).map(|cells| (cells[1].clone(), cells[0].clone())).collect();
    assert!(parts.len() > 10, "only {} parts were understood", parts.len());

    let page = read("docs/reliability.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| part | what it shows | command |"));
    let (mut tier, mut named) = (String::new(), Vec::new());
    for line in rows.skip(2).take_while(|line| line.starts_with('|')) {
        let cell = line.split('|').nth(1).unwrap().trim();
        match cell.strip_prefix("**") {
            Some(name) => tier = name.trim_end_matches("**").to_owned(),
            None => named.push((tier.clone(), cell.trim_matches('`').to_owned())),
        }
    }
    assert_eq!(named, parts, "the table of docs/reliability.md, and what tools/prove --list says");

    for (_, name) in &parts {
        assert!(tool.contains(&format!("\npart_{name}() {{")), "tools/prove has no part_{name}");
    }
}
