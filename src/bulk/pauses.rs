//! When to wait and when to stop: what each answer means for the rows that follow. Pure: the time is handed in, milliseconds of a clock that
//! is never set back.

use super::ledger::End;
use super::{Caller, State, words};
use crate::answer::{Answer, Failure, Message, Outcome};
use crate::codes::{Family, own};
use crate::message::mask;

/// The first pause after the network failed; each following is twice as long, up to the last.
const FIRST: i64 = 1000;
const LAST: i64 = 60_000;
/// What a limit of our own, or a store that is down, is waited for.
const LIMIT: i64 = 60_000;
/// So many requests in a row without a verdict are no accident, and so many in a row that a limit stopped are not about one number.
const IN_A_ROW: u32 = 20;

/// Whether the gateway, or a check of our own, says that nothing can be sent at all before somebody mends it: no or a wrong account, key or time
/// stamp, no messages left, an address that is not allowed, a setting.
fn is_about_all(answer: &Answer) -> bool {
    matches!(answer.family, Family::Account | Family::Balance | Family::Setting)
        || matches!(answer.code, own::SECRET | own::STORE_VERSION)
}

/// What keeps a run from going on, and what it has seen of late.
#[derive(Debug, Default)]
pub struct Pauses {
    /// Who reads why it pauses.
    caller: Caller,
    /// Counts the pauses: requests that left before the last one say nothing new.
    epoch: u64,
    /// Pauses in a row.
    level: u32,
    until: i64,
    why: Option<Failure>,
    /// After a pause one request goes first, and the others when it has come through.
    probing: bool,
    unknown: u32,
    /// Refused in a row by the gateway, with this code.
    refused: (u32, i32),
    limited: u32,
    limit: Option<Failure>,
    halted: Option<Failure>,
}

/// What a request may do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It may leave. The number is handed back with its answer.
    Free(u64),
    /// Another one goes first.
    After,
    /// Nothing leaves for so many milliseconds, because of this.
    Closed(i64, Failure),
    /// Nothing more leaves.
    Halted(Failure),
}

impl Pauses {
    /// Those of a run that begins.
    pub fn of(caller: Caller) -> Pauses {
        Pauses { caller, ..Pauses::default() }
    }

    /// Whether a request may leave. One that is told so has to be either begun, by [`Pauses::begin`], or forgotten.
    pub fn way(&self, now: i64) -> Way {
        if let Some(why) = &self.halted {
            return Way::Halted(why.clone());
        }
        match &self.why {
            Some(why) if now < self.until => Way::Closed(self.until - now, why.clone()),
            Some(_) if self.probing => Way::After,
            _ => Way::Free(self.epoch),
        }
    }

    /// A request leaves.
    pub fn begin(&mut self) {
        self.probing = self.why.is_some();
    }

    /// Whether nothing has come through since the last pause began.
    pub fn is_careful(&self) -> bool {
        self.why.is_some()
    }

    /// Why nothing may leave any more.
    pub fn halted(&self) -> Option<&Failure> {
        self.halted.as_ref()
    }

    /// The last thing that a limit of our own said.
    pub fn limit(&self) -> Option<&Failure> {
        self.limit.as_ref()
    }

    /// A request that began in this epoch got an answer, while so many connections were at work: what becomes of its rows. `wall` is
    /// milliseconds since 1970.
    pub fn note(&mut self, answer: &Answer, epoch: u64, connections: u32, now: i64, wall: i64) -> End {
        let many = IN_A_ROW.max(2 * connections);
        let current = epoch == self.epoch;
        if current {
            self.probing = false;
        }
        match answer.outcome {
            Outcome::Accepted => {
                self.passed(current);
                self.refused.0 = 0;
                ended(answer, State::Accepted, wall)
            }
            Outcome::Refused if is_about_all(answer) => {
                let (zh, en) = said(answer);
                self.halted.get_or_insert(words::halted(self.caller, answer.code, &zh, &en));
                End::Back { until: now }
            }
            Outcome::Refused => {
                // A check of our own has not asked the gateway: it says nothing of the network.
                if !answer.local {
                    self.passed(current);
                    self.refused = (if self.refused.1 == answer.code { self.refused.0 + 1 } else { 1 }, answer.code);
                    if self.refused.0 >= many {
                        let (zh, en) = said(answer);
                        self.halted.get_or_insert(words::all_refused(
                            self.caller,
                            self.refused.0,
                            answer.code,
                            &zh,
                            &en,
                        ));
                    }
                }
                ended(answer, State::Refused, wall)
            }
            Outcome::Unknown => {
                self.unknown += 1;
                if self.unknown >= many {
                    let (zh, en) = said(answer);
                    self.halted.get_or_insert(words::no_verdicts(self.caller, self.unknown, &zh, &en));
                }
                ended(answer, State::Unknown, wall)
            }
            Outcome::NotSent if answer.code == own::LIMIT => {
                self.limited += 1;
                let (zh, en) = said(answer);
                let why = Failure::new(answer.code, zh, en);
                if self.limited >= many && current {
                    self.limited = 0;
                    self.pause(now, LIMIT, why.clone());
                }
                self.limit = Some(why);
                End::Back { until: now + LIMIT }
            }
            Outcome::NotSent => {
                if current {
                    let (zh, en) = said(answer);
                    let stretch = match answer.code {
                        own::STORE | own::BREAKER => LIMIT,
                        _ => (FIRST << self.level.min(6)).min(LAST),
                    };
                    self.pause(now, stretch, Failure::new(answer.code, zh, en));
                }
                End::Back { until: now }
            }
        }
    }

    /// A request that began in this epoch got no verdict, and will be made again: nothing is decided.
    pub fn undecided(&mut self, epoch: u64) {
        if epoch == self.epoch {
            self.probing = false;
        }
    }

    /// Nobody can say who has opted out: a store that is down is waited for, and anything else is for somebody to mend. Whether it is that.
    pub fn bar(&mut self, why: Failure, now: i64) -> bool {
        if why.code == own::STORE {
            self.pause(now, LIMIT, why);
            return false;
        }
        self.halt(words::halted(self.caller, why.code, &why.zh, &why.en));
        true
    }

    /// Nothing more leaves, because of this.
    pub fn halt(&mut self, why: Failure) {
        self.halted.get_or_insert(why);
    }

    fn pause(&mut self, now: i64, stretch: i64, why: Failure) {
        self.epoch += 1;
        self.level += 1;
        self.until = now + stretch;
        self.why = Some(why);
    }

    /// The gateway gave a verdict.
    fn passed(&mut self, current: bool) {
        self.unknown = 0;
        self.limited = 0;
        if current {
            self.level = 0;
            self.why = None;
        }
    }
}

/// The rows of a request that is over.
fn ended(answer: &Answer, state: State, wall: i64) -> End {
    let (zh, en) = said(answer);
    End::Final { state, code: answer.code, id: answer.id.clone(), zh, en, at: wall }
}

/// What was said, Chinese and English, as it may be written down: what the gateway says is shown to whoever asks how far it is.
pub(super) fn said(answer: &Answer) -> (String, String) {
    match &answer.message {
        Message::Gateway(words) => {
            let words = hidden(words);
            (words.clone(), words)
        }
        Message::Own(failure) => (failure.zh.clone(), failure.en.clone()),
    }
}

/// The gateway's words without what could be a number or a key.
fn hidden(words: &str) -> String {
    /// A code has four digits at most, and no country's numbers are shorter than this.
    const NUMBER: usize = 7;
    /// A key has 32 hexadecimal digits, and no word so many of their letters.
    const KEY: usize = 11;
    let is_part = |c: char| c.is_numeric() || c.is_ascii_hexdigit();
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(is_part) {
        let (before, run) = rest.split_at(at);
        let (run, behind) = run.split_at(run.find(|c| !is_part(c)).unwrap_or(run.len()));
        let digits = run.chars().filter(|c| c.is_numeric()).count();
        out.push_str(before);
        match run.chars().count() {
            length if digits == length && digits >= NUMBER => out.push_str(&mask(run)),
            length if digits >= NUMBER || length >= KEY => out.extend(run.chars().take(4).chain(['…'])),
            _ => out.push_str(run),
        }
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Table;

    fn answer(outcome: Outcome, code: i32) -> Answer {
        Answer { outcome, local: false, ..Answer::failed(Failure::new(code, "原因。", "why.")).of(Table::Sms) }
    }

    /// A request that begins now, and its answer.
    fn request(pauses: &mut Pauses, now: i64, answer: &Answer) -> End {
        let Way::Free(epoch) = pauses.way(now) else { panic!("closed at {now}: {:?}", pauses.way(now)) };
        pauses.begin();
        pauses.note(answer, epoch, 4, now, 0)
    }

    fn closed(pauses: &Pauses, now: i64) -> i64 {
        match pauses.way(now) {
            Way::Closed(wait, _) => wait,
            Way::Free(_) => 0,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_failure_of_the_network_pauses_once_however_many_requests_it_hit() {
        let mut pauses = Pauses::default();
        let down = answer(Outcome::NotSent, own::CONNECT);
        let Way::Free(epoch) = pauses.way(0) else { panic!() };
        for now in [0, 10, 900] {
            assert!(matches!(pauses.note(&down, epoch, 4, now, 0), End::Back { until } if until == now));
        }
        assert_eq!(closed(&pauses, 900), 100);
        // After it one goes first.
        assert!(matches!(pauses.way(1000), Way::Free(_)));
        pauses.begin();
        assert_eq!(pauses.way(1000), Way::After);
    }

    #[test]
    fn what_comes_through_ends_the_pauses_and_the_next_is_short_again() {
        let mut pauses = Pauses::default();
        let down = answer(Outcome::NotSent, own::CONNECT);
        let mut now = 0;
        for wait in [1000, 2000, 4000] {
            request(&mut pauses, now, &down);
            assert_eq!(closed(&pauses, now), wait);
            now += wait;
        }
        request(&mut pauses, now, &answer(Outcome::Refused, 406));
        assert_eq!((pauses.is_careful(), closed(&pauses, now)), (false, 0));
        request(&mut pauses, now, &down);
        assert_eq!(closed(&pauses, now), 1000);
        // A request that left before the pause says nothing about now.
        let Way::Closed(..) = pauses.way(now) else { panic!() };
        pauses.note(&answer(Outcome::Accepted, 2), 0, 4, now, 0);
        assert_eq!(closed(&pauses, now), 1000);
    }

    #[test]
    fn a_probe_without_a_verdict_lets_another_one_try() {
        let mut pauses = Pauses::default();
        request(&mut pauses, 0, &answer(Outcome::NotSent, own::CONNECT));
        for outcome in [(Outcome::Unknown, own::UNKNOWN), (Outcome::NotSent, own::LIMIT)] {
            request(&mut pauses, 1000, &answer(outcome.0, outcome.1));
            assert!(pauses.is_careful() && matches!(pauses.way(1000), Way::Free(_)), "{outcome:?}");
        }
    }

    #[test]
    fn a_store_that_is_down_is_waited_for() {
        let mut pauses = Pauses::default();
        let end = request(&mut pauses, 5, &answer(Outcome::NotSent, own::STORE));
        assert!(matches!(end, End::Back { until: 5 }));
        assert_eq!(closed(&pauses, 5), 60_000);
    }

    #[test]
    fn what_is_about_the_account_or_the_settings_halts() {
        for code in
            [400, 401, 402, 405, 4050, 4051, 4052, 40501, 40502, own::PLAIN_HTTP, own::SECRET, own::STORE_VERSION]
        {
            let mut pauses = Pauses::default();
            let table = if code < 0 { Table::Own } else { Table::Sms };
            let answer = answer(Outcome::Refused, code).of(table);
            assert!(matches!(request(&mut pauses, 0, &answer), End::Back { .. }), "{code}");
            assert!(matches!(pauses.way(0), Way::Halted(why) if why.code == code), "{code}");
        }
        for code in [0, 403, 404, 406, 407, 408, 4030, 4070, 4072, 4080, 4082, 4085, own::DENIED] {
            let mut pauses = Pauses::default();
            let end = request(&mut pauses, 0, &answer(Outcome::Refused, code));
            assert!(matches!(end, End::Final { state: State::Refused, .. }), "{code}");
            assert!(matches!(pauses.way(0), Way::Free(_)), "{code}");
        }
    }

    #[test]
    fn a_gateway_that_refuses_everything_for_one_reason_halts() {
        let refused = |code| answer(Outcome::Refused, code);
        let mut pauses = Pauses::default();
        let mut note = |code, times: u32, connections| {
            for _ in 0..times {
                let answer = if code == 2 { answer(Outcome::Accepted, 2) } else { refused(code) };
                pauses.note(&answer, 0, connections, 0, 0);
            }
            pauses.halted().cloned()
        };
        // Another code, or an acceptance, and the count begins anew.
        for code in [4072, 0, 2, 4072, 2] {
            assert_eq!(note(code, 19, 10), None, "{code}");
        }
        assert_eq!(note(0, 39, 20), None);
        let why = note(0, 1, 20).unwrap();
        assert!(why.code == 0 && why.en.contains("40 requests") && why.en.contains("why (0)"), "{why}");
        // What a check of our own refuses is about that row.
        let mut pauses = Pauses::default();
        for _ in 0..100 {
            pauses.note(&Answer { local: true, ..refused(406) }, 0, 4, 0, 0);
        }
        assert_eq!(pauses.halted(), None);
    }

    #[test]
    fn many_connections_may_each_fail_twice_before_it_is_no_accident() {
        let mut pauses = Pauses::default();
        let unknown = answer(Outcome::Unknown, own::UNKNOWN);
        for _ in 0..63 {
            pauses.note(&unknown, 0, 32, 0, 0);
        }
        assert_eq!(pauses.halted(), None);
        pauses.note(&unknown, 0, 32, 0, 0);
        let why = pauses.halted().unwrap();
        assert_eq!(why.code, own::UNKNOWN);
        assert!(why.en.contains("64 requests") && why.en.contains("why. Check"), "{why}");
    }

    #[test]
    fn the_gateways_words_are_kept_without_numbers_and_keys() {
        for (words, kept) in [
            ("号码13800000000在黑名单", "号码138****0000在黑名单"),
            ("to 13800000000,8613800000001", "to 138****0000,861****0001"),
            ("1 2025550100: no route", "1 202****0100: no route"),
            ("key 0123456789abcdef0123456789ABCDEF of C00000000", "key 0123… of C000…"),
            ("１３８００００００００", "138****0000"),
            ("4051 at 2026-01-31 09:30, balance 999999", "4051 at 2026-01-31 09:30, balance 999999"),
            ("accepted; a bad facade", "accepted; a bad facade"),
            ("", ""),
        ] {
            let answer = Answer { message: Message::Gateway(words.to_owned()), ..answer(Outcome::Refused, 4072) };
            let End::Final { zh, en, .. } = Pauses::default().note(&answer, 0, 4, 0, 0) else { panic!("{words}") };
            assert_eq!((zh.as_str(), en.as_str()), (kept, kept));
            let answer = Answer { code: 4051, ..answer }.of(Table::Sms);
            let mut pauses = Pauses::default();
            assert!(matches!(pauses.note(&answer, 0, 4, 0, 0), End::Back { .. }));
            assert!(pauses.halted().unwrap().en.contains(kept));
        }
    }
}
