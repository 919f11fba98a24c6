//! A list: the threads of a run as they are in the library, and a journal in memory.

use crate::answer::Failure;

macro_rules! copied {
    ($($name:ident: $file:literal),*) => {$(
        pub mod $name {
            include!(concat!(env!("OUT_DIR"), "/", $file));
        }
    )*};
}
copied!(place: "place.rs", pauses: "pauses.rs", run: "run.rs");
// With a mistake each.
copied!(
    run_tells_nobody: "run_tells_nobody.rs",
    run_keeps_what_is_marked: "run_keeps_what_is_marked.rs",
    run_asks_nobody: "run_asks_nobody.rs"
);

pub use place::{Caller, Place};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Planned,
    Sending,
    Accepted,
    Refused,
    Unknown,
    LeftOut,
}

/// How many rows stand where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally([usize; 6]);

impl Tally {
    pub fn of(&self, state: State) -> usize {
        self.0[state as usize]
    }
}

#[derive(Default)]
pub struct Terms {
    pub service: (),
    pub template_id: Option<String>,
    pub schedule: Option<String>,
    pub hours: Option<Hours>,
    pub rate: u32,
    pub batch: bool,
}

impl Terms {
    pub fn together(&self) -> u32 {
        1
    }
}

#[derive(Clone, Copy)]
pub struct Hours;

impl Hours {
    pub fn wait(self, _: i64) -> i64 {
        0
    }
}

/// A journal that is not there: its path is the number of its rows.
pub struct Journal {
    path: Place,
    terms: Terms,
}

impl Journal {
    pub fn open(path: &Place) -> Result<Journal, Failure> {
        Ok(Journal { path: path.clone(), terms: Terms::default() })
    }

    pub fn path(&self) -> &Place {
        &self.path
    }

    pub fn name(&self) -> &str {
        ""
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    pub fn account(&self) -> &str {
        ""
    }

    pub fn gateway(&self) -> &str {
        ""
    }

    pub fn is_whole(&self) -> Result<(), Failure> {
        Ok(())
    }
}

pub mod ledger {
    use super::{Journal, State, Tally};
    use crate::answer::Failure;
    use std::cell::RefCell;
    use std::rc::Rc;

    #[derive(Debug, Clone)]
    pub struct Item {
        pub id: u64,
        pub mobile: String,
    }

    #[derive(Debug, Clone)]
    pub struct Job {
        pub items: Vec<Item>,
        pub began: i64,
        pub tries: u32,
        pub raw: Option<(i64, String)>,
    }

    impl Job {
        pub fn content(&self) -> &str {
            ""
        }

        pub fn local(&self, _: &str) -> String {
            String::new()
        }
    }

    #[derive(Debug, Clone)]
    pub enum End {
        Final { state: State, code: i32, id: String, zh: String, en: String, at: i64 },
        Back { until: i64 },
        Again,
    }

    #[derive(Default)]
    pub struct Want {
        pub jobs: usize,
        pub now: i64,
        pub wall: i64,
    }

    pub type Ask<'a> = dyn FnMut(&str) -> Result<Option<Failure>, Failure> + 'a;

    #[derive(Debug, Clone, Copy, Default)]
    pub struct Gone {
        pub rows: u64,
        pub segments: u64,
    }

    #[derive(Default)]
    pub struct Given {
        pub jobs: Vec<Job>,
        pub barred: Option<Failure>,
        pub due: Option<i64>,
    }

    /// What is on the disk. It looks that each row goes from planned to sending and from sending to its end, or from planned to where it is
    /// left out, and nowhere else.
    pub struct Ledger {
        rows: Vec<State>,
        gone: Gone,
        pub closed: bool,
    }

    thread_local!(static LAST: RefCell<Option<Rc<RefCell<Vec<State>>>>> = const { RefCell::new(None) });

    /// Where the rows of the journal that was closed last stand. loom runs all its threads on one.
    pub fn left() -> Vec<State> {
        LAST.with(|last| last.borrow_mut().take().expect("the journal was closed").borrow().clone())
    }

    impl Ledger {
        pub fn open(journal: &Journal, _: u32, _: &Failure, _: i64) -> Result<Ledger, Failure> {
            LAST.with(|last| *last.borrow_mut() = None);
            let rows = journal.path().to_str().and_then(|path| path.parse().ok()).expect("a number of rows");
            Ok(Ledger { rows: vec![State::Planned; rows], gone: Gone::default(), closed: false })
        }

        pub fn take_again(&mut self) -> Vec<Job> {
            Vec::new()
        }

        pub fn tally(&self) -> Tally {
            let mut tally = Tally::default();
            for row in &self.rows {
                tally.0[*row as usize] += 1;
            }
            tally
        }

        pub fn gone(&self) -> Gone {
            self.gone
        }

        pub fn commit(
            &mut self,
            ended: &[(Job, End)],
            want: Want,
            _: Option<&Failure>,
            ask: &mut Ask,
        ) -> Result<Given, Failure> {
            for (job, end) in ended {
                let row = &mut self.rows[job.items[0].id as usize];
                assert_eq!(*row, State::Sending, "row {} ended and was not on its way", job.items[0].id);
                *row = match end {
                    End::Final { state, .. } => *state,
                    End::Back { .. } => State::Planned,
                    End::Again => State::Sending,
                };
            }
            let mut given = Given::default();
            for (id, row) in self.rows.iter_mut().enumerate() {
                if *row != State::Planned || given.jobs.len() >= want.jobs {
                    continue;
                }
                let item = Item { id: id as u64, mobile: format!("1380000000{id}") };
                match ask(&item.mobile) {
                    Ok(None) => {
                        *row = State::Sending;
                        given.jobs.push(Job { items: vec![item], began: 0, tries: 0, raw: None });
                    }
                    Ok(Some(_)) => {
                        *row = State::LeftOut;
                        self.gone.rows += 1;
                    }
                    Err(why) => {
                        given.barred = Some(why);
                        given.due = Some(want.now);
                        break;
                    }
                }
            }
            Ok(given)
        }

        pub fn close(&mut self) -> Result<(), Failure> {
            self.closed = true;
            LAST.with(|last| *last.borrow_mut() = Some(Rc::new(RefCell::new(self.rows.clone()))));
            Ok(())
        }

        pub fn unknown(&mut self, _: u64, _: usize) -> Result<Vec<(Item, String)>, Failure> {
            Ok(Vec::new())
        }

        pub fn settle(&mut self, _: &[(Item, End)]) -> Result<u64, Failure> {
            Ok(0)
        }

        pub fn forget_unknown(&mut self) -> Result<u64, Failure> {
            Ok(0)
        }
    }
}

/// Who wants no more messages: the store that a client has.
pub mod optout {
    use crate::answer::Failure;
    use crate::client::Client;

    pub fn vault(client: &Client) -> Result<Option<&Client>, Failure> {
        client.closed.lock().unwrap().take().map_or(Ok(Some(client)), Err)
    }

    pub fn is_out(client: &Client, number: &str) -> Result<Option<()>, Failure> {
        Ok(client.out.lock().unwrap().contains(number).then_some(()))
    }

    pub fn left_out(_: &str, _: &(), _: bool) -> Failure {
        Failure::new(0, "", "")
    }
}

pub mod lock {
    use super::Place;
    use crate::answer::Failure;

    pub struct Lock;

    impl Lock {
        pub fn take(_: &Place) -> Result<Lock, Failure> {
            Ok(Lock)
        }

        pub fn is_ours(&self, _: &Place) -> Result<(), Failure> {
            Ok(())
        }
    }
}

pub mod time {
    use crate::store::Clock;
    use std::time::Duration;

    pub struct Time;

    impl Time {
        pub fn new(_: Clock) -> Time {
            Time
        }

        pub fn micros(&self) -> i64 {
            0
        }

        pub fn now(&self) -> i64 {
            0
        }

        pub fn wall(&self) -> i64 {
            0
        }

        pub fn sleep(&self, _: i64) -> Duration {
            Duration::ZERO
        }
    }
}

pub mod whole {
    pub fn drop_planning(_: &super::Place) {}
}

/// The v1 bulk interface, which no model here goes by.
pub mod batch {
    use super::Terms;
    use crate::answer::{Answer, Failure, Outcome};

    pub const KNOWN_AGAIN: i64 = 1;
    pub const PAUSES: [i64; 1] = [0];

    pub struct Post<'a> {
        pub request_id: &'a str,
        pub mobiles: &'a [&'a str],
        pub content: &'a str,
        pub again: bool,
    }

    pub fn check(_: &Terms, _: &crate::Config) -> Result<(), Failure> {
        Ok(())
    }

    pub fn request_id(_: &str) -> String {
        String::new()
    }

    pub fn post(_: &crate::client::Client, _: &Post) -> (Answer, Option<String>) {
        (Answer::of(Outcome::Unknown, 0), None)
    }
}

pub mod words {
    use super::{Caller, Hours};
    use crate::answer::Failure;
    use std::path::Path;

    fn plain() -> Failure {
        Failure::new(0, "", "")
    }

    pub fn left() -> Failure {
        plain()
    }

    pub fn defect() -> Failure {
        plain()
    }

    pub fn halted(_: Caller, code: i32, zh: &str, en: &str) -> Failure {
        Failure::new(code, zh, en)
    }

    pub fn no_verdicts(_: Caller, _: u32, zh: &str, en: &str) -> Failure {
        Failure::new(0, zh, en)
    }

    pub fn all_refused(_: Caller, _: u32, code: i32, zh: &str, en: &str) -> Failure {
        Failure::new(code, zh, en)
    }

    pub fn again(_: u32) -> Failure {
        plain()
    }

    pub fn batch_halted(_: Caller, _: usize, _: bool, zh: &str, en: &str) -> Failure {
        Failure::new(0, zh, en)
    }

    pub fn batch_held(_: Caller, _: usize, code: i32, zh: &str, en: &str) -> Failure {
        Failure::new(code, zh, en)
    }

    pub fn unsettled(failure: &Failure) -> Failure {
        failure.clone()
    }

    pub fn hours(_: Hours) -> Failure {
        plain()
    }

    pub fn settled() -> (&'static str, &'static str) {
        ("", "")
    }

    pub fn another_account(_: &Path, _: &str, _: &str) -> Failure {
        plain()
    }

    pub fn another_gateway(_: &Path, _: &str, _: &str) -> Failure {
        plain()
    }
}
