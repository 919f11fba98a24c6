//! What a case file may say. A misspelt word is an error and no silence.

use encoding_rs::Encoding;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// One case. `README.md` of this folder says what each part means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    /// What must hold, in words. Shown when it does not.
    pub about: String,
    /// Settings of the client, beside the sandbox's address and accounts.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// The runner's environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The charset that the client comes to, where no setting and no variable of the case says it but a file.
    pub charset: Option<String>,
    /// Files that stand in `{dir}` while the case runs.
    #[serde(default)]
    pub files: BTreeMap<String, Value>,
    /// What the sandbox is told first: `limits`, `faults`, `clock`, `templates`, `accounts` (each a body, or a list of them).
    #[serde(default)]
    pub sandbox: BTreeMap<String, Value>,
    /// Whether a client is made before the first step.
    #[serde(default = "yes")]
    pub client: bool,
    #[serde(default)]
    pub steps: Vec<Step>,
    /// In place of `steps`, where there is but one.
    pub call: Option<String>,
    #[serde(default)]
    pub with: Map<String, Value>,
    #[serde(default)]
    pub expect: Map<String, Value>,
    /// What a step answers where the machine stood still for so long that the case says nothing; then it is run again.
    #[serde(default)]
    pub late: Map<String, Value>,
    /// Every call that reached the gateway, in order; a number: how many.
    pub ledger: Option<Value>,
    /// The connections that they came over.
    pub connections: Option<usize>,
}

/// One call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub call: String,
    #[serde(default)]
    pub with: Map<String, Value>,
    #[serde(default)]
    pub expect: Map<String, Value>,
    /// What the sandbox is told before this step.
    #[serde(default)]
    pub sandbox: BTreeMap<String, Value>,
}

fn yes() -> bool {
    true
}

impl Case {
    /// The charset of the bytes that a runner with byte strings is given, and gives.
    pub fn charset(&self) -> &'static Encoding {
        let named = self.charset.as_ref();
        let named = named.or_else(|| self.settings.get("charset")).or_else(|| self.env.get("IHUYI_CHARSET"));
        let Some(name) = named else { return encoding_rs::UTF_8 };
        let found = Encoding::for_label(name.as_bytes()).unwrap_or_else(|| panic!("{}: charset {name}", self.name));
        // GBK is spoken as its superset.
        if found == encoding_rs::GBK { encoding_rs::GB18030 } else { found }
    }
}

/// Every case of every file, in the order of the files' names.
pub fn all(folder: &Path) -> Vec<Case> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.retain(|path| !["exclusions.json", "mutants.json"].iter().any(|name| path.ends_with(name)));
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let read: Vec<Case> = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        cases.extend(read);
    }
    for case in &mut cases {
        if let Some(call) = case.call.take() {
            assert!(case.steps.is_empty(), "{}: either steps or call", case.name);
            let (with, expect) = (std::mem::take(&mut case.with), std::mem::take(&mut case.expect));
            case.steps.push(Step { call, with, expect, sandbox: BTreeMap::new() });
        }
        assert!(!case.steps.is_empty(), "{}: no step", case.name);
        for step in &case.steps {
            assert!(
                !step.expect.is_empty() || ["free", "bulk_close"].contains(&step.call.as_str()),
                "{}: {} expects nothing",
                case.name,
                step.call
            );
        }
    }
    let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(twice.is_none(), "two cases are called {}", twice.unwrap()[0]);
    cases
}
