//! Over HTTP: a cut, orderly or not, and a split, at every byte offset of request and reply.

use super::judge::Wire;
use super::matrix::{Ask, Matrix, Plan, Way, sandbox, thinned};
use super::place::Place;
use super::proxy::{self, Act, Fault, Seen};
use ihuyi::answer::Outcome;
use ihuyi::service::Service;

const fn way(settings: &'static [(&'static str, &'static str)]) -> Way {
    Way::new("http", settings)
}

const WAYS: [Way; 4] = [
    way(&[("method", "post"), ("format", "json")]),
    way(&[("method", "post"), ("format", "xml")]),
    way(&[("method", "get"), ("format", "json")]),
    way(&[("method", "get"), ("format", "xml")]),
];
const REST: Way = way(&[("api", "rest"), ("method", "post"), ("format", "json")]);

/// Every fault at every offset, by what passes when nothing happens.
pub fn every_offset(seen: &Seen) -> Vec<Plan> {
    let mut plans = vec![Plan::AtOnce(Act::Reset), Plan::AtOnce(Act::Close)];
    for act in [Act::Reset, Act::Close, Act::Split] {
        for way in [proxy::Way::Request, proxy::Way::Reply] {
            for n in 0..=seen.passed[way as usize] {
                plans.push(Plan::Fault(Fault { way, place: Place::Byte(n), act }));
            }
        }
    }
    plans
}

/// `stride`: where the whole matrix is not asked for, so many offsets make one run.
fn drive(ask: Ask, ways: &[Way], stride: usize) {
    let sandbox = sandbox();
    for way in ways {
        let matrix = Matrix::new(&sandbox, ask, *way);
        let plans = thinned(every_offset(&matrix.clean()), stride);
        let runs = matrix.judge(Wire::Plain, &plans);
        // The proxy did what it was told to.
        let cut = runs.iter().filter(|run| run.answer.outcome == Outcome::Unknown).count();
        assert!(cut > plans.len() / 2, "{}: {cut} of {}", matrix.title, plans.len());
    }
}

#[test]
fn sms_posted() {
    drive(Ask::Submit(Service::Sms), &WAYS[..2], 1);
}

#[test]
fn sms_by_get() {
    drive(Ask::Submit(Service::Sms), &WAYS[2..], 1);
}

#[test]
fn sms_that_is_refused() {
    drive(Ask::Refused(Service::Sms), &WAYS[..2], 7);
}

#[test]
fn the_other_services() {
    for service in Service::ALL.into_iter().filter(|service| *service != Service::Sms) {
        drive(Ask::Submit(service), &WAYS, 13);
    }
}

#[test]
fn the_rest_door() {
    for service in Service::ALL.into_iter().filter(|service| service.facts().rest.is_some()) {
        drive(Ask::Submit(service), &[REST], 13);
    }
}

#[test]
fn balances() {
    for service in Service::ALL {
        drive(Ask::Balance(service), &WAYS, 23);
    }
}

#[test]
fn templates() {
    drive(Ask::AddTemplate, &WAYS, 13);
}
