//! Over TLS: cuts and splits at every record and inside it, at the bytes of the handshake, and flipped bytes.

use super::judge::{Layout, Wire};
use super::matrix::{Ask, Matrix, Plan, Run, Version, Way, Worker, alone, sandbox, thinned};
use super::place::{Part, Place, records};
use super::proxy::{self, Act, Fault, Seen};
use ihuyi::answer::Outcome;
use ihuyi::service::Service;

const fn way(settings: &'static [(&'static str, &'static str)]) -> Way {
    Way::new("https", settings)
}

const JSON: Way = way(&[("method", "post"), ("format", "json")]);
const WAYS: [Way; 4] = [
    JSON,
    way(&[("method", "post"), ("format", "xml")]),
    way(&[("method", "get"), ("format", "json")]),
    way(&[("method", "get"), ("format", "xml")]),
];

const ASKS: [Ask; 7] = [
    Ask::Submit(Service::Sms),
    Ask::Submit(Service::Voice),
    Ask::Submit(Service::VoiceNotice),
    Ask::Submit(Service::International),
    Ask::Submit(Service::Marketing),
    Ask::Balance(Service::Sms),
    Ask::AddTemplate,
];

const VERSIONS: [Version; 2] = [Version::Tls13, Version::Tls12];

/// The same with a gateway that speaks this version only.
fn speaking(tls: Version, matrix: Matrix) -> Matrix {
    let title = if tls == Version::Tls12 { format!("{}, TLS 1.2", matrix.title) } else { matrix.title };
    Matrix { tls, title, ..matrix }
}

/// Borders and insides of a record.
pub const PARTS: [Part; 6] = [Part::Byte(0), Part::Byte(1), Part::Byte(5), Part::Middle, Part::Last, Part::End];

/// These acts at these parts of every record, by what passes when nothing happens.
pub fn every_record(seen: &Seen, acts: &[Act], parts: &[Part]) -> Vec<Plan> {
    let mut plans = Vec::new();
    for way in [proxy::Way::Request, proxy::Way::Reply] {
        for number in 0..records(&seen.came[way as usize]).count() {
            for part in parts {
                plans.extend(
                    acts.iter().map(|act| Plan::Fault(Fault { way, place: Place::Record(number, *part), act: *act })),
                );
            }
        }
    }
    plans
}

/// One run with a whole handshake.
fn afresh(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    worker.client = worker.client.twin();
    alone(worker, plan)
}

/// One run that takes up the TLS session of a call before it.
fn resumed(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    let mut runs = afresh(worker, Plan::Nothing);
    runs.extend(alone(worker, plan));
    runs
}

#[test]
fn every_record_of_a_new_connection() {
    let sandbox = sandbox();
    for (tls, ask) in VERSIONS.into_iter().flat_map(|tls| ASKS.map(|ask| (tls, ask))) {
        for way in WAYS {
            let matrix = Matrix { run: afresh, ..speaking(tls, Matrix::new(&sandbox, ask, way)) };
            let seen = matrix.clean();
            let plans = every_record(&seen, &[Act::Reset, Act::Close, Act::Split], &PARTS);
            let stride = if ask == Ask::Submit(Service::Sms) { 1 } else { 11 };
            matrix.judge(Wire::Tls(Layout::of(&seen)), &thinned(plans, stride));
        }
    }
}

#[test]
fn every_record_of_a_session_that_is_taken_up_again() {
    let sandbox = sandbox();
    for (tls, way) in VERSIONS.into_iter().flat_map(|tls| [WAYS[0], WAYS[3]].map(|way| (tls, way))) {
        let mut matrix = speaking(tls, Matrix::new(&sandbox, Ask::Submit(Service::Sms), way));
        matrix.title += ", resumed";
        matrix.run = afresh;
        let whole = matrix.clean();
        matrix.run = resumed;
        let seen = matrix.clean();
        assert!(seen.flight < whole.flight, "no certificate is sent again: {:?} {:?}", seen.flight, whole.flight);
        let plans = every_record(&seen, &[Act::Reset, Act::Close, Act::Split], &PARTS);
        matrix.judge(Wire::Tls(Layout::of(&seen)), &thinned(plans, 3));
    }
}

/// Every byte until the request: of the client's and of the gateway's part.
#[test]
fn every_byte_of_the_handshake() {
    let sandbox = sandbox();
    for tls in VERSIONS {
        let mut matrix = speaking(tls, Matrix::new(&sandbox, Ask::Submit(Service::Sms), JSON));
        matrix.run = afresh;
        matrix.title += ", handshake";
        let seen = matrix.clean();
        let layout = Layout::of(&seen);
        let ends = [
            records(&seen.came[0]).nth(layout.before_request).unwrap().start,
            records(&seen.came[1]).nth(layout.flight - 1).unwrap().end,
        ];
        let mut plans = vec![Plan::AtOnce(Act::Reset), Plan::AtOnce(Act::Close)];
        for act in [Act::Reset, Act::Close, Act::Split] {
            for way in [proxy::Way::Request, proxy::Way::Reply] {
                let bytes = 0..ends[way as usize];
                plans.extend(bytes.map(|n| Plan::Fault(Fault { way, place: Place::Byte(n), act })));
            }
        }
        let runs = matrix.judge(Wire::Tls(layout), &thinned(plans, 11));
        let not_sent = runs.iter().filter(|run| run.answer.outcome == Outcome::NotSent).count();
        assert!(not_sent > runs.len() / 2, "{not_sent}");
    }
}

/// One call in which a byte is flipped, and one more by the same client, which keeps its connections.
fn flipped(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    worker.client = worker.client.twin();
    plan.arm(worker.proxy);
    let called = worker.call();
    // Only a connection on which nothing went wrong may be used again: any other ends here, and what the second call carries is its own.
    let accepted = called.1.outcome == Outcome::Accepted;
    let seen = if accepted { worker.proxy.seen() } else { worker.proxy.seen_at_the_end() };
    let first = Run::new(plan, called, seen);
    Plan::Nothing.arm(worker.proxy);
    let called = worker.call();
    // On a machine that has too much to do, this one may come to the time limit, too.
    vec![first, Run { sure: false, ..Run::new(Plan::Nothing, called, worker.proxy.seen()) }]
}

/// A flipped length makes somebody wait for bytes that never come: the client's time limit ends it.
const HASTY: Way = way(&[("method", "post"), ("format", "json"), ("keep_alive", "60"), ("timeout", "2")]);

#[test]
fn flipped_bytes() {
    // Much of it is waiting.
    std::thread::scope(|scope| {
        for ask in ASKS {
            scope.spawn(move || VERSIONS.map(|tls| flip(tls, ask)));
        }
    });
}

fn flip(tls: Version, ask: Ask) {
    let sandbox = sandbox();
    let seen = Matrix { run: afresh, ..speaking(tls, Matrix::new(&sandbox, ask, JSON)) }.clean();
    let mut matrix = Matrix { run: flipped, threads: 8, ..speaking(tls, Matrix::new(&sandbox, ask, HASTY)) };
    matrix.title += ", flipped";
    let parts = [Part::Byte(0), Part::Byte(2), Part::Byte(3), Part::Byte(4), Part::Byte(5), Part::Middle, Part::Last];
    let plans = every_record(&seen, &[Act::Flip(0x01), Act::Flip(0x80)], &parts);
    let stride = if ask == Ask::Submit(Service::Sms) { 1 } else { 9 };
    let plans = thinned(plans, stride);
    let runs = matrix.judge(Wire::Tls(Layout::of(&seen)), &plans);
    let spoilt = runs.iter().filter(|run| run.answer.outcome != Outcome::Accepted).count();
    assert!(spoilt > plans.len() / 2, "{}: {spoilt} of {}", matrix.title, plans.len());
}
