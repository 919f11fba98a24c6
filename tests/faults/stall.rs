//! What stalls ends by the client's own time limit: at the borders of each part, all at once.

use super::judge::{Layout, Wire};
use super::matrix::{Ask, Matrix, Plan, Way, sandbox};
use super::place::{Part, Place};
use super::proxy::{self, Act, Fault, Seen};
use super::tls::every_record;
use ihuyi::answer::Outcome;
use ihuyi::service::Service;

const SETTINGS: &[(&str, &str)] = &[("method", "post"), ("format", "json"), ("timeout", "1")];
const PATIENT: &[(&str, &str)] = &[("method", "post"), ("format", "json")];

/// Before and after the first byte, the first line, the head, and before and after the last byte.
fn borders(seen: &Seen) -> Vec<Plan> {
    let mut plans = Vec::new();
    for way in [proxy::Way::Request, proxy::Way::Reply] {
        let bytes = &seen.came[way as usize];
        let after = |what: &[u8]| bytes.windows(what.len()).position(|part| part == what).unwrap() + what.len();
        let mut places = vec![0, 1, after(b"\r\n"), after(b"\r\n\r\n") - 1, after(b"\r\n\r\n"), bytes.len() - 1];
        if way == proxy::Way::Request {
            places.push(bytes.len());
        }
        plans.extend(places.into_iter().map(|n| Plan::Fault(Fault { way, place: Place::Byte(n), act: Act::Stall })));
    }
    plans
}

fn drive(scheme: &'static str, plans: fn(&Seen) -> Vec<Plan>, wire: fn(&Seen) -> Wire) {
    // It is waiting that takes the time.
    std::thread::scope(|scope| {
        for service in Service::ALL {
            scope.spawn(move || stalled(scheme, Ask::Submit(service), plans, wire));
        }
    });
}

fn stalled(scheme: &'static str, ask: Ask, plans: fn(&Seen) -> Vec<Plan>, wire: fn(&Seen) -> Wire) {
    let sandbox = sandbox();
    let seen = Matrix::new(&sandbox, ask, Way::new(scheme, PATIENT)).clean();
    let plans = plans(&seen);
    let mut matrix = Matrix { threads: plans.len(), ..Matrix::new(&sandbox, ask, Way::new(scheme, SETTINGS)) };
    matrix.title += ", stalled";
    for run in matrix.judge(wire(&seen), &plans) {
        // Nothing that stalls comes to a verdict.
        let none = matches!(run.answer.outcome, Outcome::NotSent | Outcome::Unknown);
        assert!(none, "{}: {:?}: {:?}", matrix.title, run.plan, run.answer);
    }
}

#[test]
fn over_http() {
    drive("http", borders, |_| Wire::Plain);
}

#[test]
fn over_tls() {
    let plans: fn(&Seen) -> Vec<Plan> = |seen| {
        let mut plans = every_record(seen, &[Act::Stall], &[Part::Byte(0), Part::Middle, Part::Last]);
        let request = Place::Record(Layout::of(seen).before_request, Part::End);
        plans.push(Plan::Fault(Fault { way: proxy::Way::Request, place: request, act: Act::Stall }));
        plans
    };
    drive("https", plans, |seen| Wire::Tls(Layout::of(seen)));
}
