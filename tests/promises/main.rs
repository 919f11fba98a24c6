//! docs/promises.md: what it quotes stands in the READMEs, what the READMEs say it quotes, and what it names is there. docs/security.md: what it
//! names is there, too, in both languages the same. docs/reliability.md: its table has the parts of tools/prove. And the parts of scripts that
//! any page names are parts of them.

mod statements;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

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

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// A row of the page: what is quoted of each README, and what holds it.
struct Promise {
    quoted: [String; 2],
    held: Vec<String>,
}

fn promises() -> Vec<Promise> {
    let page = read("docs/promises.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| README"));
    let read = |line: &str| {
        let cells: Vec<String> =
            line.trim_matches('|').split(" | ").map(|cell| cell.trim().replace("\\|", "|")).collect();
        let [english, chinese, held] =
            <[String; 3]>::try_from(cells).unwrap_or_else(|_| panic!("{line}: three cells are needed"));
        Promise { quoted: [english, chinese], held: held.split('`').skip(1).step_by(2).map(str::to_owned).collect() }
    };
    rows.map(read).collect()
}

#[test]
fn what_is_quoted_stands_in_the_readmes() {
    let readmes = READMES.map(|name| flat(&read(name)));
    let promises = promises();
    assert!(promises.len() > 90, "only {} rows were understood", promises.len());
    for Promise { quoted, held } in promises {
        for (at, quoted) in quoted.iter().enumerate() {
            assert!(readmes[at].contains(&flat(quoted)), "{} does not say: {quoted}", READMES[at]);
        }
        assert!(!held.is_empty(), "nothing holds: {}", quoted[0]);
    }
}

#[test]
fn what_is_named_is_there() {
    let cases = cases();
    for name in promises().into_iter().flat_map(|promise| promise.held) {
        is_there(&name, &cases);
    }
}

/// So that no promise is added without somebody looking for its test.
#[test]
fn what_the_readmes_say_is_quoted_or_promises_nothing() {
    let excused = read("tests/promises/no_promise.txt");
    let excused: Vec<String> =
        excused.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).map(flat).collect();
    let promises = promises();
    let (mut missed, mut used) = (Vec::new(), HashSet::new());
    for (at, name) in READMES.iter().enumerate() {
        let said = statements::of(&read(name));
        assert!(said.len() > 100, "{name}: only {} statements were found", said.len());
        for statement in said {
            let is_quoted = promises
                .iter()
                .map(|promise| flat(&promise.quoted[at]))
                .any(|quoted| statement.contains(&quoted) || quoted.contains(&statement));
            if excused.contains(&statement) {
                assert!(!is_quoted, "no_promise.txt names what docs/promises.md quotes: {statement}");
                used.insert(statement);
            } else if !is_quoted {
                missed.push(format!("{name}: {statement}"));
            }
        }
    }
    assert!(missed.is_empty(), "neither docs/promises.md nor no_promise.txt has:\n{}", missed.join("\n"));
    for line in &excused {
        assert!(used.contains(line), "no_promise.txt names what no README says: {line}");
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
        let known = LISTING.contains(&command).then(|| parts(command));
        for part in words {
            let is_there = known.as_ref().map_or_else(|| is_beside(&path, part), |known| known.contains(part));
            assert!(is_there, "{command} has no part {part}");
        }
    }
}

/// The scripts that tell by `--list` of which parts they consist.
const LISTING: [&str; 8] = [
    "tests/c/run",
    "tests/windows/run",
    "tests/memory/run",
    "tools/test",
    "tools/prove",
    "tools/bench",
    "tools/fuzz",
    "tools/conformance",
];

/// What a script tells of its parts, a line each: the name first.
fn listed(script: &str) -> String {
    let listed = Command::new(root().join(script)).arg("--list").output().unwrap();
    assert!(listed.status.success(), "{script} --list: {}", String::from_utf8_lossy(&listed.stderr));
    String::from_utf8(listed.stdout).unwrap()
}

fn parts(script: &str) -> HashSet<String> {
    listed(script).lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

/// Whether a script that tells nothing of its parts has this one in a file beside it.
fn is_beside(script: &Path, part: &str) -> bool {
    let folder = script.parent().unwrap();
    ["", ".c", "_test.py", ".py"].iter().any(|ending| folder.join(format!("{part}{ending}")).exists())
}

/// Any page may tell its reader to run a part of these.
#[test]
fn parts_that_a_page_names_are_parts() {
    let mut found = 0;
    for script in LISTING {
        let known = parts(script);
        for page in pages() {
            let text = std::fs::read_to_string(&page).unwrap();
            for called in text.split(['`', '\n']).filter_map(|code| code.strip_prefix(script)?.strip_prefix(' ')) {
                for part in called.split_whitespace().take_while(|word| is_name(word)) {
                    assert!(known.contains(part), "{}: {script} has no part {part}", page.display());
                    found += 1;
                }
            }
        }
    }
    assert!(found > 10, "only {found} were found");
}

/// And not an option, a remark, or what stands for a name.
fn is_name(word: &str) -> bool {
    let plain = word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_".contains(&c));
    plain && !word.starts_with('-')
}

/// The pages of this folder and those for whoever works here.
fn pages() -> Vec<PathBuf> {
    let folders = ["", "docs", "tests/c", "tests/windows", "tests/conformance"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap());
    files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect()
}

/// Tier and name of each part of `make prove`, in the order in which they stand.
#[test]
fn the_parts_of_make_prove_are_those_of_the_page() {
    let part = |line: &str| {
        let mut cells = line.split_whitespace().map(str::to_owned);
        let name = cells.next().unwrap();
        (cells.next().unwrap(), name)
    };
    let parts: Vec<(String, String)> = listed("tools/prove").lines().map(part).collect();
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

    let tool = read("tools/prove");
    for (_, name) in &parts {
        assert!(tool.contains(&format!("\npart_{name}() {{")), "tools/prove has no part_{name}");
    }
}
