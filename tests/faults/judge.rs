//! What a call may come to, by what passed the proxy and by what the gateway did.

use super::place::{Record, records, whole_message};
use super::proxy::{Seen, Way};
use ihuyi::answer::{Answer, Outcome};
use serde_json::Value;

/// How requests and replies are found in what a connection carried.
#[derive(Debug, Clone, Copy)]
pub enum Wire {
    Plain,
    /// HTTP behind a proxy's CONNECT and its answer, which are messages of their own.
    Tunnel,
    Tls(Layout),
}

/// What a call over TLS that nothing happens to looks like, on a connection of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Records of the gateway's that the client's side of the handshake needs. Fewer when a session is taken up again.
    pub flight: usize,
    /// Records of the gateway's after these: tickets for later sessions, and the reply.
    pub after: usize,
    /// Records of the client's before the request's.
    pub before_request: usize,
}

impl Layout {
    pub fn of(seen: &Seen) -> Layout {
        let request = request_record(seen).expect("a call that nothing happened to");
        let flight = flight(seen).expect("a call that nothing happened to");
        Layout {
            flight,
            after: records(&seen.came[1]).count() - flight,
            before_request: records(&seen.came[0]).take_while(|record| record.start < request.start).count(),
        }
    }
}

/// Whether the connection began with the call, with a handshake. A kept one brings one record with the reply, as [`kept`](super::kept) sees to.
fn is_new(seen: &Seen) -> bool {
    seen.came[0].first() == Some(&22)
}

/// The gateway's records that had passed when the client had done its part of the handshake.
fn flight(seen: &Seen) -> Option<usize> {
    let flight = seen.flight?;
    Some(records(&seen.came[1]).take_while(|record| record.end <= flight).count())
}

/// The longest record that holds an alert or ends a handshake.
const SHORT: usize = 80;

/// The client's record that holds the request: handshakes and alerts are short.
fn request_record(seen: &Seen) -> Option<Record> {
    records(&seen.came[0]).find(|record| record.kind == 23 && record.end - record.start > SHORT)
}

impl Wire {
    /// The client sent a byte of a request, whether it passed or not.
    fn asked(self, seen: &Seen) -> bool {
        match self {
            Wire::Plain => !seen.came[0].is_empty(),
            Wire::Tunnel => whole_message(&seen.came[0]).is_some_and(|connect| seen.came[0].len() > connect),
            Wire::Tls(_) => request_record(seen).is_some(),
        }
    }

    /// The client had all that it needs before it may write a request.
    fn could_ask(self, seen: &Seen) -> bool {
        match self {
            Wire::Plain => true,
            Wire::Tunnel => whole_message(&seen.came[1]).is_some_and(|answer| seen.passed[1] >= answer),
            // A handshake that never got so far was to be a whole one, or else it got there sooner.
            Wire::Tls(layout) => {
                !is_new(seen) || flight(seen).is_some() || whole_records(seen, Way::Reply) >= layout.flight
            }
        }
    }

    /// The gateway was sent a request to its last byte, which it may have taken.
    pub fn reached_gateway(self, seen: &Seen) -> bool {
        let end = match self {
            Wire::Plain => whole_message(&seen.came[0]),
            Wire::Tunnel => second_message(&seen.came[0]),
            Wire::Tls(_) if is_spoilt(seen, Way::Request) => None,
            Wire::Tls(_) => request_record(seen).map(|record| record.end),
        };
        end.is_some_and(|end| seen.passed[0] >= end)
    }

    /// The client was sent a reply to its last byte, which it may take.
    fn reached_client(self, seen: &Seen) -> bool {
        match self {
            Wire::Plain => whole_message(&seen.came[1]).is_some_and(|end| seen.passed[1] >= end),
            Wire::Tunnel => second_message(&seen.came[1]).is_some_and(|end| seen.passed[1] >= end),
            Wire::Tls(_) if is_spoilt(seen, Way::Reply) => false,
            Wire::Tls(_) if !is_new(seen) => whole_records(seen, Way::Reply) >= 1,
            Wire::Tls(layout) => {
                flight(seen).is_some_and(|flight| whole_records(seen, Way::Reply) >= flight + layout.after)
            }
        }
    }

    /// The client was sent a reply as the gateway wrote it, which it has to take.
    fn reached_client_untouched(self, seen: &Seen) -> bool {
        seen.flipped.is_none() && self.reached_client(seen)
    }
}

/// A byte of this direction was changed that TLS protects: any but a record's type and version, which it leaves to those at both ends to
/// look at or not.
fn is_spoilt(seen: &Seen, there: Way) -> bool {
    const UNPROTECTED: usize = 3;
    seen.flipped.filter(|(way, _)| *way == there).is_some_and(|(way, byte)| {
        let mut all = records(&seen.came[way as usize]);
        all.find(|record| byte < record.end).is_none_or(|record| byte - record.start >= UNPROTECTED)
    })
}

/// Where the second HTTP message of a stream ends.
fn second_message(stream: &[u8]) -> Option<usize> {
    let first = whole_message(stream)?;
    Some(first + whole_message(stream.get(first..)?)?)
}

fn whole_records(seen: &Seen, way: Way) -> usize {
    records(&seen.came[way as usize]).take_while(|record| record.end <= seen.passed[way as usize]).count()
}

/// A call, and all that is known of it.
pub struct Case<'a> {
    pub answer: &'a Answer,
    /// What each connection carried for it.
    pub seen: &'a [Seen],
    /// The gateway's ledger about it; None where that cannot tell this call from others.
    pub ledger: Option<&'a [Value]>,
    /// There was a kept connection when it began, which may have been written to when it was dead already.
    pub kept: bool,
    /// Its time was over, so that a reply that had come may have come too late: on a machine that stands still any may.
    pub late: bool,
}

impl Case<'_> {
    /// What is wrong with the outcome, if anything is.
    pub fn judge(&self, wire: Wire) -> Result<(), &'static str> {
        let any = |what: fn(Wire, &Seen) -> bool| self.seen.iter().any(|seen| what(wire, seen));
        let asked = self.seen.iter().filter(|seen| wire.asked(seen)).count();
        let entries = self.ledger.unwrap_or_default();
        let accepted = entries.iter().filter(|entry| entry["accepted"] == true).count();
        let fail_if = |wrong: bool, why: &'static str| if wrong { Err(why) } else { Ok(()) };
        fail_if(asked > 1, "the request was written twice")?;
        fail_if(entries.len() > 1, "the gateway got the request twice")?;
        fail_if(!entries.is_empty() && !any(Wire::reached_gateway), "the gateway acted on a part of a request")?;
        let verdict = |wrong: fn(&Answer, &Value) -> bool| {
            self.ledger.is_some_and(|entries| entries.first().is_none_or(|entry| wrong(self.answer, entry)))
        };
        match self.answer.outcome {
            Outcome::Accepted => {
                fail_if(!any(Wire::reached_client), "accepted without a whole reply")?;
                fail_if(verdict(|answer, entry| entry["code"] != 2 || entry["id"] != answer.id), "falsely accepted")
            }
            Outcome::Refused => {
                fail_if(self.answer.local, "refused before it was sent")?;
                fail_if(!any(Wire::reached_client), "refused without a whole reply")?;
                fail_if(accepted > 0 || verdict(|answer, entry| entry["code"] != answer.code), "falsely refused")
            }
            Outcome::NotSent => {
                fail_if(asked > 0, "not sent, and a byte of the request was seen")?;
                fail_if(!entries.is_empty(), "not sent, and the gateway has it")
            }
            Outcome::Unknown => {
                fail_if(!self.late && any(Wire::reached_client_untouched), "unknown, and the whole reply was there")?;
                fail_if(!self.kept && !any(Wire::could_ask), "unknown, and there was no connection to ask on")
            }
        }
    }
}
