//! The runs of a matrix: one call each, on several threads with a proxy each, and then one look into the ledger.

use super::judge::{Case, Wire};
use super::proxy::{Act, Fault, Proxy, Seen};
use super::support::eventually;
use super::support::sandbox::{KEY, Sandbox};
use ihuyi::answer::{Answer, Outcome};
use ihuyi::client::Client;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::service::Service;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The time limit where a matrix sets none.
const PATIENT: Duration = Duration::from_secs(60);

/// Calls at once. They mostly wait for each other's bytes.
const THREADS: usize = 4;

/// Whether the whole matrix is asked for.
pub fn all() -> bool {
    std::env::var_os("IHUYI_FAULTS").is_some_and(|value| value == "all")
}

/// Every one of them, or every `n`th where the whole matrix is not asked for.
pub fn thinned<T>(all_of_them: Vec<T>, n: usize) -> Vec<T> {
    let stride = if all() { 1 } else { n };
    all_of_them.into_iter().step_by(stride).collect()
}

pub fn sandbox() -> Sandbox {
    Sandbox::with(&["--no-limits", "--balance", "100000000"])
}

/// What is asked of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Submit(Service),
    /// A submission that the gateway refuses.
    Refused(Service),
    Balance(Service),
    AddTemplate,
}

impl Ask {
    pub fn name(self) -> String {
        match self {
            Ask::Submit(service) => service.name().to_owned(),
            Ask::Refused(service) => format!("{} refused", service.name()),
            Ask::Balance(service) => format!("{} balance", service.name()),
            Ask::AddTemplate => "template".to_owned(),
        }
    }

    /// A text that no other run has: the ledger is asked about it.
    fn content(self, run: usize) -> String {
        let number = 100_000 + run;
        assert!(number < 1_000_000, "a matrix of so many runs needs longer numbers");
        match self {
            Ask::Submit(service) | Ask::Refused(service) => match service {
                Service::Sms => format!("您的验证码是：{number}。请不要把验证码泄露给其他人。"),
                Service::Voice => number.to_string(),
                Service::VoiceNotice => format!("您的订单号是：{number}。已由顺风快递发出，请注意查收。"),
                Service::International => format!("Your verification code is {number}"),
                Service::Marketing => format!("新品上市，满{number}减十。退订回T【测试】"),
            },
            Ask::AddTemplate => format!("您的订单{number}【变量】已发货。"),
            Ask::Balance(_) => String::new(),
        }
    }

    fn ask(self, client: &Client, content: &str) -> Answer {
        let send = |service, mobile| {
            client.submit(&Submission { service, mobile, content, template_id: None, schedule: None })
        };
        match self {
            Ask::Submit(Service::International) => send(Service::International, "1 2025550100"),
            Ask::Submit(service) => send(service, "13800000000"),
            Ask::Refused(Service::International) => send(Service::International, "1 19900004051"),
            Ask::Refused(service) => send(service, "19900004051"),
            Ask::Balance(service) => client.balance(service),
            Ask::AddTemplate => client.add_template(content),
        }
    }

    /// What the ledger calls it.
    fn method(self) -> &'static str {
        match self {
            Ask::Submit(_) | Ask::Refused(_) => "Submit",
            Ask::Balance(_) => "GetNum",
            Ask::AddTemplate => "AddTemplate",
        }
    }
}

/// How a client is set up for a matrix.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub scheme: &'static str,
    pub settings: &'static [(&'static str, &'static str)],
    pub through: Through,
}

/// What the client takes the faulty proxy for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    Gateway,
    Proxy,
}

impl Way {
    /// Straight to the gateway, as the client sees it.
    pub const fn new(scheme: &'static str, settings: &'static [(&'static str, &'static str)]) -> Way {
        Way { scheme, settings, through: Through::Gateway }
    }

    /// The time limit of a call.
    fn timeout(&self) -> Duration {
        let own = self.settings.iter().find_map(|(name, value)| (*name == "timeout").then(|| value.parse().unwrap()));
        own.map_or(PATIENT, Duration::from_secs)
    }

    pub fn client(&self, sandbox: &Sandbox, proxy: &Proxy) -> Client {
        let mut config = Config::default();
        for service in Service::ALL {
            let prefix = if service == Service::Sms { String::new() } else { format!("{}_", service.name()) };
            config.set(&format!("{prefix}account"), &format!("{}00000000", service.facts().account_prefix)).unwrap();
            config.set(&format!("{prefix}apikey"), KEY).unwrap();
        }
        let (gateway, through) = match self.through {
            Through::Gateway => (format!("{}://{}", self.scheme, proxy.authority), "none".to_owned()),
            Through::Proxy => (sandbox.url.clone(), format!("http://{}", proxy.authority)),
        };
        // No run is to end by these limits but those that stall, which set their own.
        let common = [("gateway", gateway.as_str()), ("ca_file", &sandbox.ca_file), ("keep_alive", "0")];
        let through = [("proxy", through.as_str())];
        let seconds = PATIENT.as_secs().to_string();
        let patient = [("timeout", seconds.as_str()), ("connect_timeout", &seconds)];
        for (key, value) in common.iter().chain(&through).chain(&patient).chain(self.settings) {
            config.set(key, value).unwrap();
        }
        Client::new(config)
    }
}

/// What happens in a run.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    Nothing,
    /// The connection is broken as soon as it is there.
    AtOnce(Act),
    Fault(Fault),
}

impl Plan {
    pub fn arm(self, proxy: &Proxy) {
        match self {
            Plan::Nothing => proxy.arm(None),
            Plan::AtOnce(act) => proxy.arm_at_once(act),
            Plan::Fault(fault) => proxy.arm(Some(fault)),
        }
    }
}

/// One call and what came of it.
pub struct Run {
    pub plan: Plan,
    pub content: String,
    pub answer: Answer,
    pub seen: Vec<Seen>,
    /// There was a kept connection when it began.
    pub kept: bool,
    /// Nothing happened to it: it comes to the gateway's verdict.
    pub sure: bool,
}

impl Run {
    pub fn new(plan: Plan, (content, answer): (String, Answer), seen: Vec<Seen>) -> Run {
        let sure = matches!(plan, Plan::Nothing | Plan::Fault(Fault { act: Act::Split, .. }));
        Run { plan, content, answer, seen, kept: false, sure }
    }
}

/// A thread's own client and proxy.
pub struct Worker<'a> {
    pub ask: Ask,
    pub client: Client,
    pub proxy: &'a Proxy,
    runs: &'a AtomicUsize,
}

impl Worker<'_> {
    /// Calls once, with a text of its own.
    pub fn call(&self) -> (String, Answer) {
        let content = self.ask.content(self.runs.fetch_add(1, Ordering::Relaxed));
        let answer = self.ask.ask(&self.client, &content);
        (content, answer)
    }
}

/// One run on a connection of its own.
pub fn alone(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    plan.arm(worker.proxy);
    let called = worker.call();
    vec![Run::new(plan, called, worker.proxy.seen_at_the_end())]
}

/// A matrix: what is asked, in what way, and what a run is.
pub struct Matrix<'a> {
    pub title: String,
    pub sandbox: &'a Sandbox,
    pub ask: Ask,
    pub way: Way,
    pub run: fn(&mut Worker, Plan) -> Vec<Run>,
    pub threads: usize,
    /// The TLS that the gateway speaks, where it speaks any.
    pub tls: Version,
    /// What the faulty proxy stands before, where that is not the gateway itself.
    pub before: Option<String>,
}

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Tls12,
    Tls13,
}

impl<'a> Matrix<'a> {
    pub fn new(sandbox: &'a Sandbox, ask: Ask, way: Way) -> Matrix<'a> {
        // The rest of the settings is the test's business.
        let named = way.settings.iter().filter(|(name, _)| ["api", "method", "format"].contains(name));
        let settings: Vec<&str> = named.map(|(_, value)| *value).collect();
        let title = format!("{} {}, {}", way.scheme, ask.name(), settings.join(" "));
        Matrix { title, sandbox, ask, way, run: alone, threads: THREADS, tls: Version::Tls13, before: None }
    }

    /// What passes when nothing happens: of the last call of such a run.
    pub fn clean(&self) -> Seen {
        let runs = self.go(&[Plan::Nothing]);
        let last = runs.into_iter().next_back().unwrap();
        let expected = if matches!(self.ask, Ask::Refused(_)) { Outcome::Refused } else { Outcome::Accepted };
        assert_eq!(last.answer.outcome, expected, "{}: {:?}", self.title, last.answer);
        last.seen.into_iter().next().unwrap()
    }

    fn go(&self, plans: &[Plan]) -> Vec<Run> {
        self.sandbox.reset();
        self.sandbox.fault(json!({"tls": if self.tls == Version::Tls12 { "only_tls12" } else { "only_tls13" }}));
        let before = self.before.as_deref().unwrap_or(self.sandbox.authority());
        let (next, runs, done) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..self.threads.min(plans.len()) {
                scope.spawn(|| {
                    let proxy = Proxy::before(before);
                    let client = self.way.client(self.sandbox, &proxy);
                    let mut worker = Worker { ask: self.ask, client, proxy: &proxy, runs: &runs };
                    while let Some(plan) = plans.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let run = (self.run)(&mut worker, *plan);
                        done.lock().unwrap().extend(run);
                    }
                });
            }
        });
        done.into_inner().unwrap()
    }

    /// Runs them all, holds each against the ledger, and says how many came to what.
    pub fn judge(&self, wire: Wire, plans: &[Plan]) -> Vec<Run> {
        let runs = self.go(plans);
        // What was cut off while the gateway was at work on it is in the ledger when the connection has ended.
        eventually("the gateway's connections end", || {
            self.sandbox.connections().iter().all(|one| !one["closed"].is_null()).then_some(())
        });
        let spoken = if self.tls == Version::Tls12 { "1.2" } else { "1.3" };
        let versions = self.sandbox.connections().into_iter().map(|one| one["tls_version"].clone());
        assert!(versions.filter(|version| !version.is_null()).all(|version| version == spoken), "{}", self.title);
        let mut ledger: HashMap<String, Vec<Value>> = HashMap::new();
        for entry in self.sandbox.ledger() {
            assert_eq!(entry["method"], self.ask.method(), "{}: {entry}", self.title);
            ledger.entry(entry["content"].as_str().unwrap().to_owned()).or_default().push(entry);
        }
        let limit = self.way.timeout();
        let mut wrong = Vec::new();
        for run in &runs {
            let by_content = !matches!(self.ask, Ask::Balance(_));
            let entries = ledger.get(&run.content).map_or(&[][..], Vec::as_slice);
            let case = Case {
                answer: &run.answer,
                seen: &run.seen,
                ledger: by_content.then_some(entries),
                kept: run.kept,
                late: run.answer.elapsed >= limit,
            };
            let sure = matches!(run.answer.outcome, Outcome::Accepted | Outcome::Refused) || !run.sure;
            let judged = if sure { case.judge(wire) } else { Err("nothing happened to it") };
            if let Err(why) = judged {
                let passed: Vec<_> = run.seen.iter().map(|seen| (seen.passed, seen.came[0].len())).collect();
                let ledger: Vec<_> = entries.iter().take(3).map(|entry| (&entry["code"], &entry["id"])).collect();
                wrong.push(format!(
                    "{why}\n    {:?}\n    passed {passed:?}\n    {:?}\n    ledger {ledger:?}",
                    run.plan, run.answer
                ));
            }
        }
        self.say(&runs);
        assert!(
            wrong.is_empty(),
            "{}: {} of {} runs are wrong, among them\n{}",
            self.title,
            wrong.len(),
            runs.len(),
            wrong.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n")
        );
        if matches!(self.ask, Ask::Balance(_)) {
            // Nothing tells one question from another, so they are counted.
            let calls = ledger.values().map(Vec::len).sum::<usize>();
            let answered = runs.iter().filter(|run| run.answer.outcome == Outcome::Accepted).count();
            let asked = runs.iter().filter(|run| run.seen.iter().any(|seen| wire.reached_gateway(seen))).count();
            assert!((answered..=asked).contains(&calls), "{}: {answered} to {asked}, and {calls}", self.title);
        }
        runs
    }

    /// Straight to the standard output: counts are worth seeing when nothing fails, too.
    fn say(&self, runs: &[Run]) {
        let count = |outcome| runs.iter().filter(|run| run.answer.outcome == outcome).count();
        let line = format!(
            "faults: {:<40} {:>6} runs: {:>5} accepted, {:>5} refused, {:>5} not sent, {:>5} unknown\n",
            self.title,
            runs.len(),
            count(Outcome::Accepted),
            count(Outcome::Refused),
            count(Outcome::NotSent),
            count(Outcome::Unknown)
        );
        let _ = std::io::stdout().write_all(line.as_bytes());
    }
}
