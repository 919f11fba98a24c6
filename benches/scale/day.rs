//! A day of a site that sends codes, decided by the library's own limits and breaker, on a clock that jumps from event to event.
//!
//! What is real: `guard::ask` with its keys, counts and breaker, as `verify start` asks it; the store in memory; the records of codes, spent
//! and taken as `verify check` does it; `guard::entered`. What is made up: the people, the strangers, and that every admitted message is one
//! that the gateway takes. There is no network, no thread and no chance but the seed's: two runs of a plan give the same table.

use crate::attack::{Attack, Request};
use crate::chance::{Chance, mix};
use crate::people::{self, Person};
use ihuyi::codes::own;
use ihuyi::guard::circumstances::{Circumstances, Passed};
use ihuyi::guard::{self, Ruling, rules};
use ihuyi::secret::{Secret, Vault};
use ihuyi::store::{self, Clock, Count, Key, Life, Limit, Place, Put, Spent, Store};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub const SECOND: i64 = 1_000;
pub const HOUR: i64 = 3_600 * SECOND;
/// Midnight of a day in 2027.
const START: i64 = 1_800_028_800_000;
/// As the settings of codes have them: how often one may be sent and checked, how long it lives and is remembered.
const SENDS: u32 = 5;
const CHECKS: u32 = 5;
const LIFE: Life = Life { live: Duration::from_secs(300), remember: Duration::from_secs(3_600) };
/// A message takes so long until whoever enters everything rightly has entered it.
const PROMPT: i64 = 20 * SECOND;

/// The settings of the site, from an hour on.
#[derive(Clone)]
pub struct Policy {
    pub from: usize,
    pub limits: String,
    pub breaker: &'static str,
    pub captcha: &'static str,
    /// Whether the operator unlocks the breaker then (`ihuyi guard unlock breaker`).
    pub unlocks: bool,
}

impl Policy {
    /// The settings, for one in `share` of everything: what belongs to the whole site becomes less by that.
    fn settings(&self, share: u64) -> guard::Settings {
        let said = |(_, why): (&str, &str)| -> ! { panic!("{why}") };
        let mut rules = rules::parse(&self.limits).unwrap_or_else(|why| said(why));
        for rule in rules.iter_mut().filter(|rule| rule.kind == "site") {
            rule.most = (u64::from(rule.most) / share).max(1) as u32;
        }
        let mut breaker = guard::breaker(self.breaker).unwrap_or_else(|why| said(why));
        breaker.events = (u64::from(breaker.events) / share).max(1) as u32;
        let captcha = guard::demand(self.captcha).unwrap_or_else(|why| said(why));
        guard::Settings { rules, breaker: Some(breaker), captcha, ..guard::Settings::default() }
    }
}

/// What is to be simulated.
#[derive(Clone)]
pub struct Plan {
    /// Who uses the site.
    pub users: u64,
    /// How many of them want a code that day.
    pub codes: u64,
    /// One in so many of all people, addresses and strangers is simulated, and the table is multiplied again.
    pub share: u64,
    pub policies: Vec<Policy>,
    pub attack: Option<Attack>,
    pub seed: u64,
}

/// What happened in an hour.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Hour {
    /// People who came for a code.
    pub people: u64,
    /// Their requests, and the strangers'.
    pub asked: [u64; 2],
    /// Messages that they got.
    pub sent: [u64; 2],
    /// Requests that were stopped, by what stopped them.
    pub stopped: [BTreeMap<String, u64>; 2],
    /// Codes that people entered rightly.
    pub entered: u64,
    /// People who went away because a limit or the breaker stood in their way.
    pub turned_away: u64,
    /// How often the breaker tripped, and for how many seconds nothing was sent for that.
    pub trips: u64,
    pub paused: u64,
}

impl Hour {
    pub fn stopped_by(&self, what: &str) -> u64 {
        let by = |stopped: &BTreeMap<String, u64>| -> u64 {
            stopped.iter().filter(|(name, _)| name.contains(what)).map(|(_, count)| count).sum()
        };
        self.stopped.iter().map(by).sum()
    }

    /// What one in so many stands for. Trips and pauses are the whole site's.
    fn times(mut self, share: u64) -> Hour {
        for count in [&mut self.people, &mut self.entered, &mut self.turned_away] {
            *count *= share;
        }
        let both = self.asked.iter_mut().chain(&mut self.sent);
        both.chain(self.stopped.iter_mut().flat_map(BTreeMap::values_mut)).for_each(|count| *count *= share);
        self
    }

    /// Both together.
    pub fn and(mut self, other: &Hour) -> Hour {
        for (mine, theirs) in [
            (&mut self.people, other.people),
            (&mut self.entered, other.entered),
            (&mut self.turned_away, other.turned_away),
            (&mut self.trips, other.trips),
            (&mut self.paused, other.paused),
        ] {
            *mine += theirs;
        }
        for side in 0..2 {
            self.asked[side] += other.asked[side];
            self.sent[side] += other.sent[side];
            for (name, count) in &other.stopped[side] {
                *self.stopped[side].entry(name.clone()).or_default() += count;
            }
        }
        self
    }
}

/// What comes next.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A person asks for a code, or asks again.
    Ask(usize),
    /// A person types the code of that number of send; wrongly at first, or rightly.
    Enter(usize, u32, bool),
    /// The strangers' next request.
    Strange(u64),
    /// A stranger enters a code rightly.
    Feed,
}

fn wants_picture(ruling: &Ruling) -> bool {
    ruling.failure.as_ref().is_some_and(|failure| failure.code == own::CAPTCHA_NEEDED)
}

const PEOPLE: usize = 0;
const STRANGERS: usize = 1;

struct World<'a> {
    plan: &'a Plan,
    clock: Arc<AtomicI64>,
    store: Arc<dyn Store>,
    secret: Secret,
    settings: guard::Settings,
    /// Settings that apply from an hour on.
    changes: VecDeque<(&'a Policy, guard::Settings)>,
    now: i64,
    coming: BinaryHeap<Reverse<(i64, u64, Event)>>,
    made: u64,
    chance: Chance,
    people: Vec<Person>,
    hours: Vec<Hour>,
    /// Until when the breaker said that it pauses; 0 while it does not.
    pause: i64,
    is_tripped: bool,
}

/// Runs a day, by the hour.
pub fn run(plan: &Plan) -> Vec<Hour> {
    let clock = Arc::new(AtomicI64::new(START));
    let store = store::open(&Place::Memory(String::new()), Clock::Set(clock.clone())).unwrap();
    let mut world = World {
        plan,
        clock,
        store,
        secret: Secret::new(b"the secret of a simulation"),
        settings: plan.policies[0].settings(plan.share),
        changes: plan.policies[1..].iter().map(|policy| (policy, policy.settings(plan.share))).collect(),
        now: 0,
        coming: BinaryHeap::new(),
        made: 0,
        chance: Chance::new(plan.seed),
        people: Vec::new(),
        hours: vec![Hour::default(); 24],
        pause: 0,
        is_tripped: false,
    };
    world.fill();
    world.go();
    world.hours.into_iter().map(|hour| hour.times(plan.share)).collect()
}

impl World<'_> {
    fn fill(&mut self) {
        let (codes, users) = (self.plan.codes / self.plan.share, self.plan.users / self.plan.share);
        for hour in 0..24 {
            for _ in 0..people::of_the_hour(hour, codes) {
                let at = hour as i64 * HOUR + self.chance.below(HOUR as u64) as i64;
                let user = self.chance.below(users);
                self.comes(at, user);
            }
        }
        if let Some(attack) = &self.plan.attack {
            let from = attack.from as i64 * HOUR;
            if let Some(owner) = attack.owner() {
                // Whose number it is wants a code, too, while it lasts.
                self.comes(from + HOUR / 2, owner);
            }
            self.later(from, Event::Strange(0));
        }
    }

    fn comes(&mut self, at: i64, user: u64) {
        self.people.push(Person::new(user, self.plan.users / self.plan.share));
        self.later(at, Event::Ask(self.people.len() - 1));
        self.hours[(at / HOUR) as usize].people += 1;
    }

    fn later(&mut self, at: i64, event: Event) {
        self.made += 1;
        self.coming.push(Reverse((at, self.made, event)));
    }

    fn go(&mut self) {
        while let Some(Reverse((at, _, event))) = self.coming.pop() {
            if at >= 24 * HOUR {
                return;
            }
            self.now = at;
            self.clock.store(START + at, Ordering::SeqCst);
            let hour = (at / HOUR) as usize;
            while self.changes.front().is_some_and(|(policy, _)| policy.from <= hour) {
                let (policy, settings) = self.changes.pop_front().unwrap();
                self.settings = settings;
                if policy.unlocks {
                    guard::unlock(&self.vault(), &self.settings, "breaker", "").unwrap();
                    self.pause = 0;
                }
            }
            match event {
                Event::Ask(person) => self.person(person),
                Event::Enter(person, send, wrongly) => self.enter(person, send, wrongly),
                Event::Strange(n) => self.stranger(n),
                Event::Feed => guard::entered(&self.vault(), &self.settings, ""),
            }
        }
    }

    fn vault(&self) -> Vault<'_> {
        Vault { store: self.store.clone(), secret: &self.secret }
    }

    fn hour(&mut self) -> &mut Hour {
        &mut self.hours[(self.now / HOUR) as usize]
    }

    /// Asks as `verify start` does, with a limit on the sends of a code that is this one's own.
    fn ask(&mut self, side: usize, mobile: &str, told: &Circumstances, code: Key) -> Ruling {
        let key = self.secret.key(&["verify sends", &code.hex()]);
        let limits = vec![Limit { most: SENDS, window: Duration::from_secs(86_400) }];
        let request = guard::Request {
            scope: "sms",
            purpose: "register",
            mobiles: &[mobile],
            told,
            extra: vec![("verify_sends", Count { key, limits })],
            is_code: true,
        };
        let ruling = guard::ask(&self.vault(), &self.settings, &request).unwrap();
        self.hour().asked[side] += 1;
        self.note(side, &ruling);
        ruling
    }

    fn note(&mut self, side: usize, ruling: &Ruling) {
        let now = self.now;
        if ruling.failure.is_none() {
            self.hour().sent[side] += 1;
            self.is_tripped = false;
            return;
        }
        let what = if wants_picture(ruling) { "captcha" } else { &ruling.limit };
        *self.hour().stopped[side].entry(what.to_owned()).or_default() += 1;
        if ruling.limit == "breaker" {
            let until = now + ruling.wait.as_millis() as i64;
            let more = until - now.max(self.pause);
            if more > 0 {
                self.hour().paused += (more / SECOND) as u64;
                self.pause = until;
            }
            let again = !self.is_tripped;
            self.hour().trips += u64::from(again);
            self.is_tripped = true;
        }
    }

    fn code(&self, person: usize, send: u32) -> Key {
        self.secret.key(&["verify", &format!("{person}-{send}")])
    }

    fn person(&mut self, who: usize) {
        let Person { mobile, told, sent, waits, .. } = self.people[who].clone();
        let code = self.code(who, sent);
        let ruling = self.ask(PEOPLE, &mobile, &told, code);
        if ruling.failure.is_none() {
            assert!(self.store.put(code, &[0; 96], LIFE, Put::New).unwrap());
            self.people[who].sent += 1;
            let (now, chance) = (self.now, &mut self.chance);
            if chance.percent(people::LOST) && sent + 1 < people::PATIENCE {
                // It never comes, and the page's button is free again after a minute.
                let at = now + 60 * SECOND + chance.below(60 * SECOND as u64) as i64;
                self.later(at, Event::Ask(who));
            } else if !chance.percent(people::FORGETS) {
                let at = now + 10 * SECOND + chance.below(50 * SECOND as u64) as i64;
                let (wrongly, impatient) = (chance.percent(people::MISTYPES), chance.percent(people::IMPATIENT));
                let early = now + 5 * SECOND + chance.below(30 * SECOND as u64) as i64;
                self.later(at, Event::Enter(who, sent, wrongly));
                if impatient {
                    // Asks twice, though the first is on its way.
                    self.later(early, Event::Ask(who));
                }
            }
            return;
        }
        if wants_picture(&ruling) {
            // A picture from another service, which a person passes and most programs do not.
            self.people[who].told.captcha = Passed::Elsewhere;
            self.later(self.now + 8 * SECOND, Event::Ask(who));
        } else if sent > 0 {
            // A code is there already, or one too many was asked for: nothing is lost but a wait.
        } else if waits < people::PATIENCE && ruling.wait <= people::LONGEST {
            self.people[who].waits += 1;
            let at = self.now + ruling.wait.as_millis() as i64 + self.chance.below(30 * SECOND as u64) as i64;
            self.later(at, Event::Ask(who));
        } else {
            self.hour().turned_away += 1;
        }
    }

    /// Counts before it compares, as `verify check` does; the right code takes the record out.
    fn enter(&mut self, who: usize, send: u32, wrongly: bool) {
        let code = self.code(who, send);
        if !matches!(self.store.spend(code, CHECKS).unwrap(), Spent::Yes(_)) {
            return;
        }
        if wrongly {
            return self.later(self.now + 10 * SECOND, Event::Enter(who, send, false));
        }
        if self.store.take(code).unwrap().is_some() {
            guard::entered(&self.vault(), &self.settings, "");
            self.hour().entered += 1;
        }
    }

    fn stranger(&mut self, n: u64) {
        let attack = self.plan.attack.as_ref().unwrap();
        let share = self.plan.share;
        let Request { mobile, address, enters } = attack.request(n, share);
        let mut told = Circumstances::parse(&format!("ip = {address}")).unwrap();
        if mix(self.plan.seed ^ mix(n)) % 100 < attack.solves {
            told.captcha = Passed::Elsewhere;
        }
        let code = self.secret.key(&["strange", &n.to_string()]);
        if self.ask(STRANGERS, &mobile, &told, code).failure.is_none() && enters {
            self.later(self.now + PROMPT, Event::Feed);
        }
        let next = attack.from as i64 * HOUR + attack.at(n + 1, share);
        if next < (attack.from + attack.hours) as i64 * HOUR {
            self.later(next, Event::Strange(n + 1));
        }
    }
}
