//! One case with one runner: set the sandbox up, make the calls, compare the answers and what the gateway saw.

use crate::case::{Case, Step};
use crate::expect;
use crate::places::{self, Places};
use crate::runner::{Kind, Runner};
use crate::support::closed::closed_port;
use crate::support::eventually;
use crate::support::sandbox::{KEY, Sandbox};
use encoding_rs::{Encoding, UTF_8};
use ihuyi::ffi::version::IHUYI_ABI_VERSION;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The client's settings that every case begins with: the accounts that the sandbox knows.
const ACCOUNTS: [(&str, &str); 10] = [
    ("account", "C00000000"),
    ("apikey", KEY),
    ("voice_account", "V00000000"),
    ("voice_apikey", KEY),
    ("voice_notice_account", "VM00000000"),
    ("voice_notice_apikey", KEY),
    ("international_account", "I00000000"),
    ("international_apikey", KEY),
    ("marketing_account", "M00000000"),
    ("marketing_apikey", KEY),
];

/// The runners of languages that have none. Every other interface raises its errors. The COM object raises what is the caller's fault and
/// nothing else; its runner holds the error against the object's properties, which tell all that can be told.
const WITHOUT_EXCEPTIONS: [&str; 6] = ["rust", "c", "c-win32", "c-win64", "com-win32", "com-win64"];

/// How a case ended.
pub enum Verdict {
    Passed,
    /// The language cannot say what the case says: the word for it.
    Excluded(String),
}

/// How often a case is run before it is the library that is late.
const TRIES: usize = 20;

/// One binding's runner, and the sandbox.
pub struct Driver<'a> {
    sandbox: &'a Sandbox,
    library: &'a Path,
    kind: &'a Kind,
    dir: PathBuf,
    show: bool,
    /// What the case's steps have come to.
    places: Places,
    /// The process that answers all cases without an environment of their own.
    common: Option<Runner>,
}

impl<'a> Driver<'a> {
    pub fn new(sandbox: &'a Sandbox, library: &'a Path, kind: &'a Kind, dir: PathBuf, show: bool) -> Driver<'a> {
        Driver { sandbox, library, kind, dir, show, places: Places::default(), common: None }
    }

    /// What the runner calls its language.
    pub fn language(&mut self) -> Result<String, String> {
        let runner = self.common()?;
        for name in ["binding", "language", "strings", "exceptions", "library", "version", "abi"] {
            runner.hello.plain(name).filter(|value| !value.is_empty()).ok_or(format!("hello has no {name}"))?;
        }
        let (name, version) = (self.kind.name.clone(), env!("CARGO_PKG_VERSION"));
        let (library, kind) = (self.library, self.kind);
        let runner = self.common()?;
        let hello = |field| runner.hello.plain(field).unwrap_or("");
        if hello("binding") != name || hello("version") != version {
            return Err(format!(
                "is {} for library {}, expected {name} and {version}",
                hello("binding"),
                hello("version")
            ));
        }
        // What would make the suite easier, or test something else, is not the runner's to say.
        let raises = if WITHOUT_EXCEPTIONS.contains(&name.as_str()) { "no" } else { "yes" };
        if hello("exceptions") != raises {
            return Err(format!("says exceptions={}, expected {raises}", hello("exceptions")));
        }
        if hello("abi") != IHUYI_ABI_VERSION.to_string() {
            return Err(format!("speaks ABI {}, expected {IHUYI_ABI_VERSION}", hello("abi")));
        }
        // A runner without a library of its own says by which way it goes to one.
        if let Some(way) = kind.way()
            && hello("way") != way
        {
            return Err(format!("goes by way of {}, expected {way}", hello("way")));
        }
        let (loaded, asked) = (hello("library"), library.display());
        let real = |path: &Path| path.canonicalize().ok();
        if name != "rust" && kind.way().is_none() && real(&kind.file(loaded)) != real(library) {
            return Err(format!("loaded {loaded}, expected {asked}"));
        }
        Ok(hello("language").to_owned())
    }

    fn common(&mut self) -> Result<&mut Runner, String> {
        if self.common.is_none() {
            self.common = Some(self.start(&BTreeMap::new())?);
        }
        Ok(self.common.as_mut().unwrap())
    }

    fn start(&self, env: &BTreeMap<String, String>) -> Result<Runner, String> {
        let mut all = BTreeMap::from([
            ("IHUYI_LIBRARY".to_owned(), self.kind.called(self.library)),
            ("IHUYI_GATEWAY".to_owned(), self.sandbox.url.clone()),
        ]);
        if self.kind.way().is_some() {
            // It stands beside the library.
            all.insert("IHUYI_PROGRAM".to_owned(), self.library.with_file_name("ihuyi").display().to_string());
        }
        all.extend(env.iter().map(|(name, value)| (name.clone(), self.fill(value))));
        Runner::start(self.kind, &all, self.show)
    }

    /// The text with its places filled in.
    fn fill(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let closed = format!("http://{}", closed_port());
        let (ca, dir) = (self.kind.called(Path::new(&self.sandbox.ca_file)), self.kind.called(&self.dir));
        let places = [
            ("{url}", self.sandbox.url.as_str()),
            ("{tls}", self.sandbox.tls_url.as_str()),
            ("{ca}", ca.as_str()),
            ("{closed}", closed.as_str()),
            ("{key}", KEY),
            ("{dir}", dir.as_str()),
        ];
        let text = places.iter().fold(text.to_owned(), |text, (place, value)| text.replace(place, value));
        self.places.fill(&text)
    }

    /// Runs one case, again where the machine was too late for it. An error says what did not hold.
    pub fn run(&mut self, case: &Case) -> Result<Verdict, String> {
        for _ in 0..TRIES {
            if let Some(verdict) = self.once(case)? {
                return Ok(verdict);
            }
            // With a runner and files of its own, as the first time.
            self.common = None;
            let _ = std::fs::remove_dir_all(&self.dir);
        }
        Err(format!("answers each of {TRIES} times what it may when it is late: {}", json!(case.late)))
    }

    /// Nothing where the machine stood still for so long that nothing is seen of what the case is about.
    fn once(&mut self, case: &Case) -> Result<Option<Verdict>, String> {
        self.sandbox.reset();
        self.places = Places::default();
        self.tell(&case.sandbox);
        std::fs::create_dir_all(&self.dir).unwrap();
        for (name, content) in &case.files {
            let bytes = self.bytes(content, UTF_8).expect("a file is not null");
            std::fs::write(self.dir.join(name), bytes).unwrap();
        }
        let verdict = if case.env.is_empty() {
            let mut runner = match self.common.take() {
                Some(runner) => runner,
                None => self.start(&BTreeMap::new())?,
            };
            let verdict = self.steps(&mut runner, case);
            // One that failed may be out of step; the next case gets a new one.
            if verdict.is_ok() && runner.ask("free", &[]).is_ok() {
                self.common = Some(runner);
            }
            verdict
        } else {
            let mut runner = self.start(&case.env)?;
            let verdict = self.steps(&mut runner, case)?;
            runner.finish().map(|()| verdict)
        };
        for name in case.files.keys() {
            let _ = std::fs::remove_file(self.dir.join(name));
        }
        let verdict = verdict?;
        if matches!(verdict, Some(Verdict::Passed)) {
            self.seen(case)?;
        }
        Ok(verdict)
    }

    /// Ends the common process; how it ends counts.
    pub fn finish(&mut self) -> Result<(), String> {
        self.common.take().map_or(Ok(()), Runner::finish)
    }

    fn tell(&self, what: &BTreeMap<String, Value>) {
        for (name, value) in what {
            let one = [value.clone()];
            let all: &[Value] = value.as_array().map_or(&one[..], |list| list);
            for body in all {
                self.sandbox.post(name, body);
            }
        }
    }

    fn steps(&mut self, runner: &mut Runner, case: &Case) -> Result<Option<Verdict>, String> {
        // Text goes as the runner's language has it: a byte string in the client's charset, or Unicode.
        let unicode = runner.hello.plain("strings") == Some("unicode");
        let charset = if unicode { UTF_8 } else { case.charset() };
        // What stands between the runner and the library may not even start in an environment that is wrong.
        if let Some(word) = runner.hello.plain("inexpressible") {
            let justified = word == "environment" && !case.env.is_empty();
            return if justified {
                Ok(Some(Verdict::Excluded(word.to_owned())))
            } else {
                Err(format!("the runner says {word}"))
            };
        }
        // Where each call has a process of its own, nothing that one process remembers is there for the next.
        let forgets = runner.hello.plain("memory") == Some("no");
        if forgets && remembers(case) {
            return Ok(Some(Verdict::Excluded("memory".to_owned())));
        }
        if case.client {
            self.make_client(runner, case, forgets)?;
        }
        let mut client = case.client;
        // Where no charset stands between the language and the library, bytes in one cannot be meant.
        let borderless = runner.hello.plain("charset") == Some("none") && case.charset() != UTF_8;
        for (n, step) in case.steps.iter().enumerate() {
            if borderless && step.with.values().any(raw) {
                return Ok(Some(Verdict::Excluded("charset".to_owned())));
            }
            self.tell(&step.sandbox);
            let at = format!("step {} ({})", n + 1, step.call);
            self.answer_of(case, step)?;
            let arguments: Vec<_> =
                step.with.iter().map(|(name, value)| (name.clone(), self.argument(value, case, unicode))).collect();
            places::filled(step, &arguments).map_err(|e| format!("{at}: {e}"))?;
            let answer = runner.ask(&step.call, &arguments).map_err(|e| format!("{at}: the runner {e}"))?;
            if let Some(word) = answer.plain("inexpressible") {
                justified(word, step, case.charset(), client).map_err(|e| format!("{at}: {e}"))?;
                return Ok(Some(Verdict::Excluded(word.to_owned())));
            }
            client = match step.call.as_str() {
                "new" | "open" => answer.plain("ok").is_some(),
                "free" => false,
                _ => client,
            };
            let exceptions = runner.hello.plain("exceptions") == Some("yes");
            if !case.late.is_empty() && expect::fields(&case.late, &answer, charset).is_ok() {
                return Ok(None);
            }
            let expect = self.fill_all(&step.expect);
            self.places.after(&step.call, &answer, self.sandbox);
            expect::fields(&expect, &answer, charset)
                .and_then(|()| expect::raised(&step.call, &answer, exceptions))
                .and_then(|()| self.places.hidden(&step.call, &answer))
                .and_then(|()| places::picture(&step.call, &answer))
                .map_err(|e| format!("{at}: {e}; the answer was {}", expect::show(&answer, charset)))?;
        }
        Ok(Some(Verdict::Passed))
    }

    fn make_client(&self, runner: &mut Runner, case: &Case, forgets: bool) -> Result<(), String> {
        let made = runner.ask("new", &[])?;
        if made.plain("ok") != Some("1") {
            return Err(format!("no client: {}", expect::show(&made, UTF_8)));
        }
        let base = ACCOUNTS.iter().map(|(key, value)| (*key, (*value).to_owned()));
        let own = case.settings.iter().map(|(key, value)| (key.as_str(), self.fill(value)));
        // The charset last: what is set before it is in UTF-8.
        let (charset, own): (Vec<_>, Vec<_>) = own.partition(|(key, _)| *key == "charset");
        // A store of the case's own: what one case counted stops no other.
        let mut always = vec![("gateway", self.sandbox.url.clone())];
        if forgets {
            always.push(("store", format!("sqlite:{}/{}.db", self.dir.display(), case.name)));
            always.push(("secret_file", format!("{}/secret.key", self.dir.display())));
        } else {
            always.push(("store", format!("memory:{}", case.name)));
        }
        for (key, value) in base.chain(always).chain(own).chain(charset) {
            let arguments = [("key".to_owned(), Some(key.into())), ("value".to_owned(), Some(value.into_bytes()))];
            let set = runner.ask("set", &arguments)?;
            if set.plain("code") != Some("0") || set.plain("raised").is_some() {
                return Err(format!("cannot set {key}: {}", expect::show(&set, UTF_8)));
            }
        }
        Ok(())
    }

    /// The right answer to the newest picture, where a step gives it: found by trying what the case's store holds, for nobody else knows it.
    fn answer_of(&mut self, case: &Case, step: &Step) -> Result<(), String> {
        if !step.with.values().any(|value| value.as_str().is_some_and(|text| text.contains("{answer}"))) {
            return Ok(());
        }
        let setting = |key: &str| case.settings.get(key).ok_or(format!("{{answer}} wants the setting {key}"));
        let store = setting("store")?.strip_prefix("sqlite:{dir}/").ok_or("{answer} wants a store in {dir}")?;
        self.places.solve(&self.dir.join(store), setting("secret")?)
    }

    /// An argument as this runner gets it. Bytes for a runner whose strings are Unicode are the text that becomes those bytes at the
    /// library's border, where there is one; otherwise they are given as they are, for the runner to find that they are no text.
    fn argument(&self, value: &Value, case: &Case, unicode: bool) -> Option<Vec<u8>> {
        let charset = case.charset();
        if unicode && raw(value) {
            let bytes = self.bytes(value, charset)?;
            let text = charset.decode_without_bom_handling_and_without_replacement(&bytes);
            let text = text.map(|text| text.into_owned().into_bytes());
            assert!(text.is_some() || std::str::from_utf8(&bytes).is_err(), "{}: {value} is text after all", case.name);
            return Some(text.unwrap_or(bytes));
        }
        self.bytes(value, if unicode { UTF_8 } else { charset })
    }

    /// The bytes of an argument, in this charset where it is text.
    fn bytes(&self, value: &Value, charset: &'static Encoding) -> Option<Vec<u8>> {
        let in_charset = |text: &str, charset: &'static Encoding| {
            let text = self.fill(text);
            let (bytes, _, lost) = charset.encode(&text);
            assert!(!lost, "{text} is not {}", charset.name());
            bytes.into_owned()
        };
        let encoded = |text: &str| in_charset(text, charset);
        let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_else(|| panic!("{value}: a text"));
        match value {
            Value::Null => None,
            Value::String(text) => Some(encoded(text)),
            Value::Number(number) => Some(number.to_string().into_bytes()),
            Value::Object(object) => {
                let (rule, value) = object.iter().next().filter(|_| object.len() == 1).expect("one rule");
                Some(match rule.as_str() {
                    "hex" => unhex(&text(value)),
                    "gbk" => in_charset(&text(value), encoding_rs::GB18030),
                    "utf8" => in_charset(&text(value), UTF_8),
                    "repeat" => {
                        let (text, times) = (text(&value[0]), value[1].as_u64().expect("a number"));
                        encoded(&text.repeat(times as usize))
                    }
                    "join" => {
                        let parts = value.as_array().expect("join is a list");
                        parts.iter().filter_map(|part| self.bytes(part, charset)).flatten().collect()
                    }
                    other => panic!("no such rule for an argument: {other}"),
                })
            }
            other => panic!("{other} is no argument"),
        }
    }

    fn fill_all(&self, expect: &Map<String, Value>) -> Map<String, Value> {
        expect.iter().map(|(name, value)| (name.clone(), self.fill_any(value))).collect()
    }

    fn fill_any(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill(text)),
            Value::Object(parts) => Value::Object(self.fill_all(parts)),
            Value::Array(parts) => parts.iter().map(|part| self.fill_any(part)).collect(),
            other => other.clone(),
        }
    }

    /// What the gateway saw is what the case says.
    fn seen(&self, case: &Case) -> Result<(), String> {
        let wanted = match &case.ledger {
            Some(Value::Array(calls)) => calls.len(),
            Some(Value::Number(number)) => number.as_u64().unwrap_or_default() as usize,
            _ => 0,
        };
        let mut ledger = self.sandbox.ledger();
        if !case.late.is_empty() {
            // What its caller has given up may still be on its way to the gateway.
            eventually("the calls that left", || {
                ledger = self.sandbox.ledger();
                (ledger.len() >= wanted).then_some(())
            });
        }
        let shown = || {
            let parts = ["service", "method", "mobile", "content", "accepted", "code", "account", "template_id"];
            let short = |entry: &Value| parts.map(|part| json!({part: entry[part]}).to_string()).join(" ");
            ledger.iter().map(short).collect::<Vec<_>>().join("; ")
        };
        match &case.ledger {
            None => {}
            Some(Value::Number(number)) if number.as_u64() == Some(ledger.len() as u64) => {}
            Some(Value::Number(number)) => {
                return Err(format!("the gateway saw {} calls, expected {number}: {}", ledger.len(), shown()));
            }
            Some(Value::Array(expected)) => {
                if expected.len() != ledger.len() {
                    let counts = (ledger.len(), expected.len());
                    return Err(format!("the gateway saw {} calls, expected {}: {}", counts.0, counts.1, shown()));
                }
                for (n, (expected, found)) in expected.iter().zip(&ledger).enumerate() {
                    let expected = expected.as_object().expect("an entry of the ledger is an object");
                    expect::entry(&self.fill_all(expected), found)
                        .map_err(|e| format!("ledger, call {}: {e}", n + 1))?;
                }
            }
            Some(other) => panic!("{}: the ledger is a list or a number, not {other}", case.name),
        }
        let connections = self.sandbox.connections().into_iter().filter(|one| one["requests"] != 0).count();
        match case.connections {
            Some(expected) if expected != connections => {
                Err(format!("{connections} connections carried requests, expected {expected}"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether the case is about what the process remembers from one call to the next: its connections, the gateway's clock.
fn remembers(case: &Case) -> bool {
    let several = case.steps.len() > 1;
    several && (case.sandbox.contains_key("clock") || case.connections.is_some_and(|all| all < case.steps.len() - 1))
}

/// Whether this step has in it what the runner says its language cannot express.
fn justified(word: &str, step: &Step, charset: &'static Encoding, client: bool) -> Result<(), String> {
    let any = |test: &dyn Fn(&Value) -> bool| step.with.values().any(test);
    let is = match word {
        "null" => any(&Value::is_null) || !client,
        "bytes" => any(&|value| raw(value) && (charset != UTF_8 || no_text(value))),
        "nul" => any(&|value| value.as_str().is_some_and(|text| text.contains('\0'))),
        // What no name of a service or a language is, where those are an enum's.
        "name" => any(&|value| value.as_str().is_some()),
        // Account and password in the call itself.
        "box" => ["send", "voice"].contains(&step.call.as_str()),
        // A length of time that has no sign.
        "range" => any(&|value| value.as_i64().is_some_and(|number| number < 0)),
        "bulk" => step.call.starts_with("bulk_"),
        "options" => step.with.contains_key("options"),
        "cut" => step.expect.get("flags").and_then(Value::as_array).is_some_and(|flags| flags.contains(&json!("cut"))),
        _ => false,
    };
    if is {
        Ok(())
    } else {
        Err(format!("the runner says inexpressible={word}, and there is no such thing in the step"))
    }
}

/// Bytes given as they are, alone or as a part.
fn raw(value: &Value) -> bool {
    let part = |parts: &Vec<Value>| parts.iter().any(raw);
    ["hex", "gbk", "utf8"].iter().any(|rule| value.get(rule).is_some())
        || value.get("join").and_then(Value::as_array).is_some_and(part)
}

/// Bytes given as they are that are not UTF-8, alone or as a part.
fn no_text(value: &Value) -> bool {
    let hex = |rule: &str| value.get(rule).and_then(Value::as_str);
    hex("hex").is_some_and(|hex| String::from_utf8(unhex(hex)).is_err())
        || hex("gbk").is_some_and(|text| std::str::from_utf8(&encoding_rs::GB18030.encode(text).0).is_err())
        || value.get("join").and_then(Value::as_array).is_some_and(|parts| parts.iter().any(no_text))
}

pub fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).expect("hex digits");
    digits.chunks(2).map(pair).collect()
}
