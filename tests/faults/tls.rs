//! Over TLS: cuts and splits at every record and inside it, at the bytes of the handshake, and flipped bytes.

use super::judge::{Layout, Wire};
use super::matrix::{Ask, Matrix, Plan, Run, Way, Worker, alone, sandbox, thinned};
use super::place::{Part, Place, records};
use super::proxy::{self, Act, Fault, Seen};
use ihuyi::answer::Outcome;
use ihuyi::service::Service;

const fn way(settings: &'static [(&'static str, &'static str)]) -> Way {
    Way { scheme: "https", settings }
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
    for ask in ASKS {
        for way in WAYS {
            let matrix = Matrix { run: afresh, ..Matrix::new(&sandbox, ask, way) };
            let seen = matrix.clean();
            let plans = every_record(&seen, &[Act::Reset, Act::Close, Act::Split], &PARTS);
            let stride = if ask == Ask::Submit(Service::Sms) { 1 } else { 7 };
            matrix.judge(Wire::Tls(Layout::of(&seen)), &thinned(plans, stride));
        }
    }
}

#[test]
fn every_record_of_a_session_that_is_taken_up_again() {
    let sandbox = sandbox();
    for way in WAYS {
        let mut matrix = Matrix { run: resumed, ..Matrix::new(&sandbox, Ask::Submit(Service::Sms), way) };
        matrix.title += ", resumed";
        let seen = matrix.clean();
        let whole = Matrix { run: afresh, ..Matrix::new(&sandbox, matrix.ask, way) }.clean();
        assert!(seen.flight < whole.flight, "no certificate is sent again: {:?} {:?}", seen.flight, whole.flight);
        let plans = every_record(&seen, &[Act::Reset, Act::Close, Act::Split], &PARTS);
        matrix.judge(Wire::Tls(Layout::of(&seen)), &thinned(plans, 3));
    }
}

/// Every byte until the request: of the client's and of the gateway's part.
#[test]
fn every_byte_of_the_handshake() {
    let sandbox = sandbox();
    let mut matrix = Matrix { run: afresh, ..Matrix::new(&sandbox, Ask::Submit(Service::Sms), JSON) };
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
    vec![first, Run::new(Plan::Nothing, called, worker.proxy.seen())]
}

#[test]
fn flipped_bytes() {
    // A length that is flipped makes somebody wait for bytes that never come: the client's limit ends it.
    const WAY: Way = way(&[("method", "post"), ("format", "json"), ("keep_alive", "60"), ("timeout", "1500ms")]);
    let sandbox = sandbox();
    for ask in ASKS {
        let seen = Matrix { run: afresh, ..Matrix::new(&sandbox, ask, JSON) }.clean();
        let mut matrix = Matrix { run: flipped, threads: 16, ..Matrix::new(&sandbox, ask, WAY) };
        matrix.title += ", flipped";
        let parts = [Part::Byte(0), Part::Byte(2), Part::Byte(3), Part::Byte(4), Part::Middle, Part::Last];
        let plans = every_record(&seen, &[Act::Flip(0x01), Act::Flip(0x80)], &parts);
        let stride = if ask == Ask::Submit(Service::Sms) { 1 } else { 5 };
        matrix.judge(Wire::Tls(Layout::of(&seen)), &thinned(plans, stride));
    }
}
