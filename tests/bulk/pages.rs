//! What the pages say of `ihuyi bulk`, against the program.

use crate::desk::{Desk, arg};
use serde_json::json;

fn page(name: &str) -> String {
    std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The options that a text names.
fn options(text: &str) -> Vec<String> {
    let names = text.match_indices("--").map(|(at, _)| {
        let rest = &text[at + 2..];
        rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').map_or(rest, |end| &rest[..end])
    });
    names.filter(|name| name.len() > 1 && !name.starts_with('-')).map(str::to_owned).collect()
}

/// The names of an object's members, and of theirs.
fn members(value: &serde_json::Value, names: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        names.push(name.clone());
        members(value, names);
    }
    for value in value.as_array().into_iter().flatten() {
        members(value, names);
    }
}

#[test]
fn every_option_of_the_pages_is_one() {
    let desk = Desk::new();
    let helps = ["plan", "run", "resume", "status", "export"].map(|name| desk.ihuyi(&["bulk", name, "--help"]).out);
    let sandbox = desk.ihuyi(&["sandbox", "--help"]).out;
    let push = desk.ihuyi(&["push", "--help"]).out;
    let all = helps.join("") + &sandbox + &push;
    for name in ["docs/bulk.md", "docs/bulk.zh-CN.md"] {
        let named = options(&page(name));
        assert!(named.len() > 10, "{named:?}");
        for option in named {
            assert!(
                all.contains(&format!("--{option} ")) || all.contains(&format!("--{option}\n")),
                "{name}: --{option}"
            );
        }
    }
    // And none of them is left unsaid.
    for help in &helps {
        let own = help.split("Settings:").next().unwrap();
        for option in options(own).iter().filter(|option| !["json", "lang", "help"].contains(&option.as_str())) {
            for name in ["docs/bulk.md", "docs/bulk.zh-CN.md"] {
                assert!(page(name).contains(&format!("--{option}")), "{name} does not tell of --{option}");
            }
        }
    }
}

#[test]
fn every_member_is_explained_and_every_state_too() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 1);
    for args in [
        &["bulk", "status", "--journal", arg(&journal), "--json"][..],
        &["bulk", "run", "--journal", arg(&journal), "--json"],
        &["bulk", "export", "all.csv", "--journal", arg(&journal), "--json"],
    ] {
        let object = desk.ihuyi(args).json();
        let rows = object["rows"].as_object().into_iter().flatten();
        let names: Vec<&String> = object.as_object().unwrap().keys().chain(rows.map(|(name, _)| name)).collect();
        assert!(names.len() > 6, "{object}");
        for name in names {
            for file in ["docs/json.md", "docs/json.zh-CN.md"] {
                assert!(page(file).contains(&format!("`{name}`")), "{file}: {name}");
            }
        }
    }
    // A plan's members have members of their own.
    std::fs::write(desk.path("list.csv"), "手机号,姓名\n１３８００００００００,张三\n13800000001,李四\n1,王五\n")
        .unwrap();
    let object =
        desk.ihuyi(&["bulk", "plan", "list.csv", "--template", "{姓名}", "--journal", "new.journal", "--json"]).json();
    let mut names = Vec::new();
    members(&object, &mut names);
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        for file in ["docs/json.md", "docs/json.zh-CN.md"] {
            assert!(page(file).contains(&format!("`{name}`")), "{file}: {name}");
        }
    }
    for state in ihuyi::bulk::State::ALL {
        for file in ["docs/bulk.md", "docs/bulk.zh-CN.md"] {
            assert!(page(file).contains(&format!("`{}`", state.name())), "{file}: {}", state.name());
        }
    }
}

/// What stands in the page between these marks, each time.
fn blocks<'a>(page: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(mark).skip(1).map(|rest| rest.split("```").next().unwrap())
}

/// A command line as a shell parts it; quotation marks are single ones.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let parted = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    parted.collect()
}

/// Without what is different each time: how long it took.
fn timeless(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.parse::<f64>() {
        Ok(_) if word.contains('.') => "…",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_walk_of_each_page_comes_out_as_it_says() {
    for (name, list, lang) in [("docs/bulk.md", "customers.csv", "en"), ("docs/bulk.zh-CN.md", "顾客.csv", "zh")] {
        let desk = Desk::new();
        desk.sandbox.post("accounts", &json!({ "id": "C00000000", "balance": 10_000, "service": "sms" }));
        let page = page(name);
        std::fs::write(desk.path(list), blocks(&page, "```csv\n").next().unwrap()).unwrap();
        let mut compared = 0;
        for block in blocks(&page, "```console\n") {
            let (command, told) = block.split_once('\n').unwrap();
            let words = words(command.strip_prefix("$ ihuyi ").unwrap());
            let args: Vec<&str> = words.iter().map(String::as_str).chain(["--lang", lang]).collect();
            // What is only named is run all the same, but for the other commands of its block.
            let done = desk.ihuyi(&args);
            if !told.is_empty() && !told.starts_with("$ ") {
                assert_eq!(timeless(&done.out), timeless(told), "{name}: {command}: {}", done.err);
                compared += 1;
            }
        }
        assert_eq!(compared, 2, "{name}");
    }
}

/// Who practises puts nobody on the list of those who have really opted out.
#[test]
fn what_a_page_sets_for_practice_has_a_store_of_its_own() {
    for name in ["docs/bulk.md", "docs/bulk.zh-CN.md"] {
        let page = page(name);
        let blocks = page.split("```").skip(1).step_by(2).filter(|block| block.contains("IHUYI_GATEWAY"));
        let kinds: Vec<&str> = blocks
            .map(|block| {
                assert!(block.contains("IHUYI_STORE") && block.contains("IHUYI_LANG"), "{name}: {block}");
                block.lines().next().unwrap()
            })
            .collect();
        assert_eq!(kinds, ["sh", "bat", "powershell"], "{name}");
    }
}

/// Commands of the pages that stand without their output: for cmd of Windows, where only double quotation marks count, and of a template's variables.
#[test]
fn each_plan_of_a_page_is_one() {
    for (name, list) in [("docs/bulk.md", "customers.csv"), ("docs/bulk.zh-CN.md", "顾客.csv")] {
        let desk = Desk::new();
        let page = page(name);
        std::fs::write(desk.path(list), blocks(&page, "```csv\n").next().unwrap()).unwrap();
        let mut plans = 0;
        for (mark, quote) in [("```sh\n", '\''), ("```bat\n", '"')] {
            let commands = blocks(&page, mark).flat_map(str::lines).filter(|line| line.starts_with("ihuyi bulk plan "));
            for command in commands {
                assert!(!command.contains(if quote == '"' { '\'' } else { '"' }), "{name}: {command}");
                let words = words(&command.strip_prefix("ihuyi ").unwrap().replace(quote, "'"));
                let args: Vec<&str> = words.iter().map(String::as_str).chain(["--json"]).collect();
                let object = desk.ihuyi(&args).json();
                let told = (&object["exit_code"], &object["sum"]["rows"], &object["warnings"]);
                assert_eq!(told, (&json!(0), &json!(4), &json!([])), "{name}: {command}: {object}");
                plans += 1;
            }
        }
        assert_eq!(plans, 2, "{name}");
    }
}

#[test]
fn the_words_of_the_table_of_states_select_rows() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 3);
    let page = page("docs/bulk.zh-CN.md");
    let table = page.split("\n## 每一行的结果\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        Some((*cells.get(1)?, cells.get(2)?.strip_prefix('`')?.strip_suffix('`')?))
    });
    let mut states = 0;
    for (zh, en) in rows {
        let written = [zh, en].map(|word| {
            let file = format!("{word}.csv");
            let args = ["bulk", "export", &file, "--only", word, "--journal", arg(&journal), "--json"];
            desk.ihuyi(&args).json()["rows"].clone()
        });
        assert_eq!(written, if en == "planned" { [json!(3), json!(3)] } else { [json!(0), json!(0)] }, "{zh} {en}");
        states += 1;
    }
    assert_eq!(states, ihuyi::bulk::State::ALL.len());
}
