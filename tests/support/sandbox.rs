//! A sandbox gateway for the length of a test: the program itself, on a port of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The APIKEY of every default account.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";

pub struct Sandbox {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// `https://127.0.0.1:PORT`
    pub tls_url: String,
    /// The authority that signed the TLS side's certificate.
    pub ca_file: String,
    /// Kept open: the program's later output must find a reader.
    _stdout: BufReader<std::process::ChildStdout>,
}

impl Sandbox {
    /// With the limits as published.
    pub fn start() -> Sandbox {
        Sandbox::with(&[])
    }

    /// With further options, for example `["--no-limits"]`.
    pub fn with(options: &[&str]) -> Sandbox {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ihuyi"))
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = || {
            let mut line = String::new();
            stdout.read_line(&mut line).expect("the sandbox speaks");
            line.trim_end().to_owned()
        };
        let url = line();
        let second = line();
        assert!(url.starts_with("http://127.0.0.1:"), "the first line is the base URL: {url:?}");
        let (tls_url, ca_file) = second.split_once(" ca=").expect("the second line names the CA file");
        Sandbox { child, url, tls_url: tls_url.to_owned(), ca_file: ca_file.to_owned(), _stdout: stdout }
    }

    /// `host:port`
    pub fn authority(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    pub fn get(&self, name: &str) -> Value {
        answer(agent().get(self.control(name)).call())
    }

    /// Posts to the control API and expects it to agree.
    pub fn post(&self, name: &str, body: &Value) -> Value {
        let value = self.try_post(name, body);
        assert!(value.get("error").is_none(), "/_sandbox/{name} {body}: {value}");
        value
    }

    /// Posts to the control API, whatever it answers.
    pub fn try_post(&self, name: &str, body: &Value) -> Value {
        answer(agent().post(self.control(name)).content_type("application/json").send(body.to_string()))
    }

    fn control(&self, name: &str) -> String {
        format!("{}/_sandbox/{name}", self.url)
    }

    /// What phones received.
    pub fn inbox(&self) -> Vec<Value> {
        list(self.get("inbox"))
    }

    /// Every call that reached the gateway.
    pub fn ledger(&self) -> Vec<Value> {
        list(self.get("ledger"))
    }

    /// The submissions among them that the gateway took.
    pub fn accepted(&self) -> usize {
        self.ledger().iter().filter(|entry| entry["accepted"] == true).count()
    }

    /// Connections other than those that only asked the control API.
    pub fn connections(&self) -> Vec<Value> {
        let all = list(self.get("connections"));
        all.into_iter().filter(|one| one["control_requests"] == 0 || one["requests"] != 0).collect()
    }

    pub fn pushes(&self) -> Vec<Value> {
        list(self.get("pushes"))
    }

    pub fn reset(&self) {
        self.post("reset", &json!({}));
    }

    /// Adds a fault, or a list of them.
    pub fn fault(&self, fault: Value) {
        self.post("faults", &fault);
    }

    pub fn clear_faults(&self) {
        answer(agent().delete(self.control("faults")).call());
    }

    /// Moves the virtual clock: `{"now": …}`, `{"advance": …}`, `{"offset": …}`, `{"stop": …}`.
    pub fn clock(&self, change: Value) -> Value {
        self.post("clock", &change)
    }

    pub fn limits(&self, change: Value) {
        self.post("limits", &change);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.ca_file);
    }
}

/// A connection of its own for each call, and errors as answers.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_idle_connections(0);
    config.build().new_agent()
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
    let text = result
        .and_then(|mut response| response.body_mut().with_config().limit(1 << 30).read_to_string())
        .expect("the control API answers");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("the control API answers JSON: {text}"))
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        other => panic!("a list was expected: {other}"),
    }
}
