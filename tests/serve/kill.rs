//! The helper killed at any moment, under load: no message goes twice, none is said to be accepted that the gateway did not accept, and what
//! nobody knows is settled by its receipt and by nothing else.

use crate::helper::*;
use crate::support::eventually;
use crate::support::http::converse;
use crate::support::sandbox::Sandbox;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const KILLS: usize = 50;
const SENDERS: usize = 8;
/// The call's time limit, and what the library adds to it before it takes a submission for one that no process still makes.
const RUNNING: Duration = Duration::from_secs(3 + 30);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Message {
    reference: String,
    mobile: String,
    content: String,
}

/// Not to be predicted, and printed by nobody: any moment will do.
fn random(below: u64) -> u64 {
    use ring::rand::{SecureRandom, SystemRandom};
    let mut bytes = [0; 8];
    SystemRandom::new().fill(&mut bytes).unwrap();
    u64::from_be_bytes(bytes) % below
}

impl Message {
    /// Half of a round's senders share one number: two messages of unknown end to it cannot be told apart.
    fn of(round: usize, sender: usize, n: usize) -> Message {
        let mobile =
            if sender >= SENDERS / 2 { format!("139000000{round:02}") } else { format!("13{sender}{round:02}{n:06}") };
        let content = format!("您的验证码是：{round:02}{sender}{n:05}。请不要把验证码泄露给其他人。");
        Message { reference: format!("order-{round}-{sender}-{n}"), mobile, content }
    }

    fn request(&self) -> Vec<u8> {
        let options = format!("reference = {}", self.reference);
        let arguments = json!({"service": "sms", "mobile": self.mobile, "content": self.content, "options": options});
        post("/call", &[], json!({"call": "submit", "arguments": arguments}).to_string().as_bytes())
    }

    /// What the helper answered; None when it was lost.
    fn ask(&self, stream: UnixStream) -> Option<Value> {
        let answer = converse(stream, &self.request());
        (answer.status != 0).then(|| serde_json::from_slice(&answer.body).ok()).flatten()
    }
}

#[test]
fn killed_at_any_moment() {
    let sandbox = Sandbox::with(&["--no-limits", "--balance", "1000000"]);
    // So that there is always something on its way.
    sandbox.fault(json!({"kind": "delay", "ms": 25, "times": 0}));
    let folder = Arc::new(Folder::new());
    let push_file = folder.path("push");
    let start = || {
        let plan = Plan::of(&sandbox.url).with(&["--workers", "8", "--push-listen", "127.0.0.1:0"]);
        let plan = plan.with(&["--push-secret-file", &push_file]).env("IHUYI_TIMEOUT", "3");
        Helper::start_in(folder.clone(), plan)
    };
    // What each message came to, as far as its sender knows: an answer, or nothing.
    let mut known: BTreeMap<Message, Option<Value>> = BTreeMap::new();
    let mut helper = start();
    for round in 0..KILLS {
        let answered = AtomicUsize::new(0);
        let told = Mutex::new(Vec::new());
        let socket = helper.socket();
        thread::scope(|scope| {
            for sender in 0..SENDERS {
                let (answered, told, socket) = (&answered, &told, &socket);
                scope.spawn(move || {
                    for n in 0.. {
                        // No connection: the helper was not asked.
                        let Ok(stream) = UnixStream::connect(socket) else { return };
                        let message = Message::of(round, sender, n);
                        let answer = message.ask(stream);
                        let lost = answer.is_none();
                        told.lock().unwrap().push((message, answer));
                        answered.fetch_add(1, Ordering::Relaxed);
                        if lost {
                            return;
                        }
                    }
                });
            }
            let enough = random(24) as usize;
            eventually("some answers", || (answered.load(Ordering::Relaxed) >= enough).then_some(()));
            thread::sleep(Duration::from_micros(random(8_000)));
            helper.signal(libc::SIGKILL);
        });
        helper.ended();
        helper = start();
        // Whoever lost his answer asks again with the same reference.
        for (message, answer) in told.into_inner().unwrap() {
            let answer = answer.or_else(|| message.ask(helper.connect()));
            known.insert(message, answer);
        }
    }
    let over = Instant::now() + RUNNING + Duration::from_secs(2);

    let inbox = sandbox.inbox();
    let mut accepted: HashMap<&str, &str> = HashMap::new();
    for message in &inbox {
        let (content, id) = (message["content"].as_str().unwrap(), message["id"].as_str().unwrap());
        assert!(accepted.insert(content, id).is_none(), "{content} went twice");
    }
    let mut unknown: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
    for (message, answer) in &known {
        let answer = answer.as_ref().unwrap_or_else(|| panic!("{message:?} has no answer from a helper that lives"));
        match answer["returned"].as_i64() {
            Some(2) => {
                let id = answer["result"]["message_id"].as_str();
                assert_eq!(id, accepted.get(message.content.as_str()).copied(), "{message:?}");
            }
            Some(-300) => unknown.entry(&message.mobile).or_default().push(message),
            // Held back while it was busy, or until its time was over: then it is not there.
            _ if answer["result"]["outcome"] == 3 => {
                assert!(!accepted.contains_key(message.content.as_str()), "{message:?}: {answer}");
            }
            other => panic!("{other:?}: {message:?}: {answer}"),
        }
    }
    let (single, several): (Vec<_>, Vec<_>) = unknown.values().partition(|messages| messages.len() == 1);
    let single: Vec<&Message> = single.into_iter().flatten().copied().collect();
    let several: Vec<&Message> = several.into_iter().flatten().copied().collect();
    let taken = |message: &Message| accepted.get(message.content.as_str()).copied();
    println!(
        "{} messages, {} accepted; unknown: {} alone at their number, {} of them accepted; {} that cannot be told apart",
        known.len(),
        accepted.len(),
        single.len(),
        single.iter().filter(|message| taken(message).is_some()).count(),
        several.len(),
    );
    assert!(single.iter().any(|message| taken(message).is_some()), "no kill hit a message on its way");

    // Now their receipts come, in no particular order and each twice.
    let path = format!("/push/{}", std::fs::read_to_string(&push_file).unwrap().trim());
    for message in single.iter().chain(&several).chain(single.iter().rev()).chain(&several) {
        let Some(id) = taken(message) else { continue };
        let body = crate::support::http::encode(&[
            ("code", "2"),
            ("msg", "DELIVRD"),
            ("mobilephone", &message.mobile),
            ("smsid", id),
        ]);
        let answer = converse(TcpStream::connect(&helper.push).unwrap(), &post(&path, &[], body.as_bytes()));
        assert_eq!((answer.status, answer.text().as_str()), (200, "success"));
    }
    // A submission may be on its way for so long, however its helper ended; before that nothing is settled.
    while let Some(left) = over.checked_duration_since(Instant::now()) {
        thread::sleep(left);
    }
    let state = |message: &Message| {
        let told = helper.call(&json!({"call": "status", "arguments": {"what": message.reference}}));
        let (delivery, again) = (told["delivery"].clone(), message.ask(helper.connect()).unwrap());
        (
            delivery["state"].clone(),
            delivery["flags"].clone(),
            again["returned"].clone(),
            again["result"]["message_id"].as_str().unwrap().to_owned(),
        )
    };
    // Killed between taking the reference and writing the submission down, which is before it leaves: of that one there is no record.
    let unwritten = (json!(0), json!(0), json!(-300), String::new());
    let untold = (json!(4), json!(0), json!(-300), String::new());
    for message in &single {
        let found = state(message);
        match taken(message) {
            // Delivered, settled; and who asks again is told so.
            Some(id) => {
                // What had been answered before the kill, and was written down but for the reference, had not to be settled.
                let flags = if found.1 == 0 { 0 } else { 16 };
                assert_eq!(found, (json!(2), json!(flags), json!(2), id.to_owned()), "{message:?}");
            }
            None => assert!(found == untold || found == unwritten, "{found:?}: {message:?}"),
        }
    }
    let mut left_alone = 0;
    for group in unknown.values().filter(|group| group.len() > 1) {
        let found: Vec<_> = group.iter().map(|message| state(message)).collect();
        // As above: its answer was written down, but for the reference, and nothing of it had to be found out.
        let answered = |found: &(Value, Value, Value, String)| found.0 == 2 && found.1 == 0;
        let written = found.iter().filter(|found| **found != unwritten && !answered(found)).count();
        for (message, found) in group.iter().zip(found) {
            let settled = taken(message).map(|id| (json!(2), found.1.clone(), json!(2), id.to_owned()));
            if found == unwritten {
                assert!(settled.is_none(), "{message:?}");
            } else if written == 1 || answered(&found) {
                // The other one never left, so that this one is alone after all.
                assert_eq!(found, settled.unwrap_or(untold.clone()), "{message:?}");
            } else {
                assert_eq!(found, untold, "{message:?}");
                left_alone += 1;
            }
        }
    }
    assert!(left_alone > 0, "no kill hit two messages to one number");
    assert_eq!(sandbox.inbox().len(), inbox.len(), "asking again sent nothing");
}
