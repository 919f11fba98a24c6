//! The second request on a kept connection, which breaks before it, in the midst of it, or while it is on its way.

use super::judge::{Layout, Wire};
use super::matrix::{Ask, Matrix, Plan, Run, Way, Worker, sandbox, thinned};
use super::place::{Part, Place, records};
use super::proxy::{self, Act, Fault, Seen};
use super::tls::{PARTS, every_record};
use ihuyi::answer::Outcome;
use ihuyi::service::Service;

const SETTINGS: &[(&str, &str)] = &[("method", "post"), ("format", "json"), ("keep_alive", "60")];
const PLAIN: Way = Way::new("http", SETTINGS);
const TLS: Way = Way::new("https", SETTINGS);

/// A call that ends well, and one more on its connection, to which the plan happens.
fn second(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    worker.client = worker.client.twin();
    Plan::Nothing.arm(worker.proxy);
    let called = worker.call();
    let first = Run::new(Plan::Nothing, called, worker.proxy.seen());
    plan.arm(worker.proxy);
    let called = worker.call();
    let second = Run { kept: true, ..Run::new(plan, called, worker.proxy.seen()) };
    // It was written to the connection that there was, and no other was made.
    assert_eq!(second.seen.len(), 1, "{plan:?}: {:?}", second.answer);
    assert_ne!(second.seen[0].came[0].first(), Some(&22), "{plan:?}: {:?}", second.answer);
    vec![first, second]
}

/// The first of the two.
fn first(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    second(worker, plan).into_iter().take(1).collect()
}

fn every_offset(seen: &Seen) -> Vec<Plan> {
    let mut plans = Vec::new();
    for act in [Act::Reset, Act::Close, Act::Split] {
        for way in [proxy::Way::Request, proxy::Way::Reply] {
            let bytes = 0..=seen.passed[way as usize];
            plans.extend(bytes.map(|n| Plan::Fault(Fault { way, place: Place::Byte(n), act })));
        }
    }
    plans
}

#[test]
fn at_every_byte() {
    let sandbox = sandbox();
    for (service, stride) in Service::ALL.into_iter().zip([1, 29, 29, 29, 29]) {
        let mut matrix = Matrix { run: second, ..Matrix::new(&sandbox, Ask::Submit(service), PLAIN) };
        matrix.title += ", kept";
        let plans = thinned(every_offset(&matrix.clean()), stride);
        matrix.judge(Wire::Plain, &plans);
    }
}

#[test]
fn at_every_record() {
    let sandbox = sandbox();
    for service in Service::ALL {
        let mut matrix = Matrix { run: first, ..Matrix::new(&sandbox, Ask::Submit(service), TLS) };
        let wire = Wire::Tls(Layout::of(&matrix.clean()));
        matrix.run = second;
        matrix.title += ", kept";
        let seen = matrix.clean();
        assert_eq!(seen.came.each_ref().map(|stream| records(stream).count()), [1, 1]);
        let acts = [Act::Reset, Act::Close, Act::Split, Act::Flip(0x01)];
        let parts: Vec<Part> = PARTS.into_iter().filter(|part| *part != Part::End).collect();
        let mut plans = every_record(&seen, &acts, &parts);
        plans.extend(every_record(&seen, &acts[..3], &[Part::End]));
        matrix.judge(wire, &plans);
    }
}

/// A call whose connection breaks when its reply is whole; when that is done, one more.
fn after_the_end(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    broken(worker, plan, true)
}

/// The same, and nobody waits: the connection breaks before the next request, while it is written, or when it has left.
fn at_the_end(worker: &mut Worker, plan: Plan) -> Vec<Run> {
    broken(worker, plan, false)
}

fn broken(worker: &mut Worker, plan: Plan, wait: bool) -> Vec<Run> {
    worker.client = worker.client.twin();
    plan.arm(worker.proxy);
    let called = worker.call();
    let first = Run::new(plan, called, worker.proxy.seen());
    assert_eq!(first.answer.outcome, Outcome::Accepted, "{plan:?}: {:?}", first.answer);
    if wait {
        worker.proxy.struck();
    }
    Plan::Nothing.arm(worker.proxy);
    let called = worker.call();
    let second = Run { kept: true, sure: wait, ..Run::new(Plan::Nothing, called, worker.proxy.seen()) };
    vec![first, second]
}

/// How often the connection's end and the next request meet.
const MEETINGS: usize = 100;

#[test]
fn a_connection_that_ended_before_it() {
    let sandbox = sandbox();
    for way in [PLAIN, TLS] {
        for (run, what) in [(after_the_end as fn(&mut Worker, Plan) -> Vec<Run>, "ended"), (at_the_end, "ending")] {
            let mut matrix = Matrix { run: second, ..Matrix::new(&sandbox, Ask::Submit(Service::Sms), way) };
            matrix.title += ", ";
            matrix.title += what;
            let (wire, place) = if way.scheme == "http" {
                (Wire::Plain, Place::Whole)
            } else {
                // Of a new connection.
                matrix.run = first;
                let seen = matrix.clean();
                (Wire::Tls(Layout::of(&seen)), Place::Record(records(&seen.came[1]).count() - 1, Part::End))
            };
            matrix.run = run;
            let plans: Vec<Plan> = [Act::Reset, Act::Close]
                .into_iter()
                .map(|act| Plan::Fault(Fault { way: proxy::Way::Reply, place, act }))
                .cycle()
                .take(MEETINGS)
                .collect();
            matrix.judge(wire, &plans);
        }
    }
}
