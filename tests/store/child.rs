//! Programs of their own for the tests: this test program, started again with a part to play.

use crate::support::{HOUR, breaker, count, key, ms};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::store::{Ask, Clock, Decision, Place, Spent, Store, at, open};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A child that can be told to go on, and says what it found.
pub struct Actor {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Actor {
    pub fn start(part: &str, place: &str, words: &[&str]) -> Actor {
        // On Linux the very file that runs, even when a build has put another in its place meanwhile.
        let itself = std::path::Path::new("/proc/self/exe");
        let program = if itself.exists() { itself.to_owned() } else { std::env::current_exe().unwrap() };
        let mut command = Command::new(program);
        command.args(["--ignored", "--exact", "child::plays_a_part", "--nocapture", "--quiet"]);
        command.env("STORE_PART", part).env("STORE_PLACE", place).env("STORE_WORDS", words.join("\n"));
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Actor { process, lines }
    }

    /// The rest of the next line that begins so; what the test program itself prints is passed over.
    pub fn hears(&mut self, beginning: &str) -> String {
        loop {
            let mut line = String::new();
            let n = self.lines.read_line(&mut line).unwrap();
            assert_ne!(n, 0, "the child ended before it said {beginning:?}");
            if let Some(at) = line.find(&format!("child: {beginning}")) {
                return line[at + 7 + beginning.len()..].trim().to_owned();
            }
        }
    }

    /// Lets it go on.
    pub fn go(&mut self) {
        self.process.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn ends(mut self) -> ExitStatus {
        drop(self.process.stdin.take());
        self.process.wait().unwrap()
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn say(line: &str) {
    // One write, so that lines of a forked child do not mix with the parent's.
    std::io::stdout().write_all(format!("child: {line}\n").as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

/// Waits for [`Actor::go`]. False when nobody is there any more.
fn wait_for_go() -> bool {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap() > 0
}

#[test]
#[ignore = "the other tests start it, as a program of its own"]
fn plays_a_part() {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name}: this is no test to run by hand"));
    let (part, place, words) = (variable("STORE_PART"), variable("STORE_PLACE"), variable("STORE_WORDS"));
    let place = Place::parse(&place).unwrap();
    let words: Vec<&str> = words.lines().collect();
    match part.as_str() {
        "hammer" => hammer(&place, words[0].parse().unwrap(), words[1].parse().unwrap()),
        "race" => race(&place),
        "witness" => witness(&place, words[0].parse().unwrap(), words[1]),
        "admit" => admits(&open(&place, Clock::System).unwrap(), words[0].parse().unwrap()),
        "fork" => fork::once(&place),
        "orphan" => fork::orphan(&place, words[0]),
        "busy" => fork::while_busy(&place),
        other => panic!("no such part: {other}"),
    }
}

const THREADS: usize = 8;

fn ask(most: u32) -> Ask {
    Ask { counts: vec![count(1, &[(most, 10 * HOUR)])], ..Ask::default() }
}

/// How many of so many tries were admitted.
fn admitted(store: &Arc<dyn Store>, most: u32, tries: usize) -> usize {
    let admitted = |_: &usize| match store.admit(&ask(most)) {
        Ok(Decision::Admitted { .. }) => true,
        Ok(Decision::Denied(_)) => false,
        other => panic!("{other:?}"),
    };
    (0..tries).filter(admitted).count()
}

/// Exactly so many, and none denied.
fn admits(store: &Arc<dyn Store>, times: usize) {
    assert_eq!(admitted(store, u32::MAX, times), times);
}

/// Eight threads that all want the same.
fn hammer(place: &Place, most: u32, tries: usize) {
    say("ready");
    assert!(wait_for_go());
    // Opened only now: all processes make the store at the same time.
    let total: usize = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(|| admitted(&at(place).unwrap(), most, tries))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    say(&format!("admitted {total}"));
}

/// Eight threads that take, spend, put, and take back.
fn race(place: &Place) {
    let store = at(place).unwrap();
    say("ready");
    assert!(wait_for_go());
    let mut said: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| one_racer(&store))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    said.push("end".to_owned());
    said.iter().for_each(|line| say(line));
}

fn one_racer(store: &Arc<dyn Store>) -> Vec<String> {
    let mut said = Vec::new();
    let life = ihuyi::store::Life { live: ms(HOUR), remember: ms(HOUR) };
    for n in 0..10 {
        if store.take(key(100 + n)).unwrap().is_some() {
            said.push(format!("took {n}"));
        }
        if let Spent::Yes(record) = store.spend(key(200), 25).unwrap() {
            said.push(format!("spent {}", record.spent));
        }
        if store.put(key(300 + n), b"mine", life, ihuyi::store::Put::New).unwrap() {
            said.push(format!("put {n}"));
        }
        // Admitted and taken back: nothing stays.
        let both = Ask {
            counts: vec![count(400, &[(10_000, HOUR)])],
            breaker: Some(breaker(401, 10 * HOUR, 100_000, 1)),
            dry: false,
        };
        if let Decision::Admitted { receipt, .. } = store.admit(&both).unwrap() {
            assert_eq!(receipt.events.len(), 1);
            store.refund(&receipt).unwrap();
        }
    }
    said
}

/// Two threads that count, and write down each event that was acknowledged, until there is no room; the parent may kill them at any point.
fn witness(place: &Place, most: u32, file: &str) {
    let store = at(place).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).unwrap();
                while matches!(store.admit(&ask(most)).unwrap(), Decision::Admitted { .. }) {
                    file.write_all(b".").unwrap();
                }
            });
        }
    });
    say("full");
}

fn code_of<T>(result: &Result<T, Failure>) -> i32 {
    result.as_ref().err().map_or(0, |failure| failure.code)
}

mod fork {
    use super::*;

    /// The child's process id, or 0 in the child, which has to end with [`end`].
    fn fork() -> libc::pid_t {
        let child = unsafe { libc::fork() };
        assert!(child >= 0, "{}", std::io::Error::last_os_error());
        if child == 0 {
            // One that hangs is killed, and its parent sees that.
            unsafe { libc::alarm(60) };
        }
        child
    }

    /// Runs `f` in a forked child; its answer, from 0 to 100.
    fn in_child(f: impl FnOnce() -> i32) -> i32 {
        let child = fork();
        if child == 0 {
            let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).unwrap_or(101);
            end(answer);
        }
        wait(child)
    }

    fn end(answer: i32) -> ! {
        unsafe { libc::_exit(answer) }
    }

    fn wait(child: libc::pid_t) -> i32 {
        let mut status = 0;
        assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
        assert!(libc::WIFEXITED(status), "the forked child was ended by signal {}", libc::WTERMSIG(status));
        libc::WEXITSTATUS(status)
    }

    /// Parent, child and grandchild count in turn.
    pub fn once(place: &Place) {
        let store = at(place).unwrap();
        let mut here = admitted(&store, 10, 2);
        let there = in_child(|| {
            // By the store of before, and by the one that is found again.
            let mut mine = admitted(&store, 10, 2) + admitted(&at(place).unwrap(), 10, 1);
            // What is dropped in the child is not the parent's.
            let forgotten = open(place, Clock::System).unwrap();
            drop(forgotten);
            mine += in_child(|| admitted(&at(place).unwrap(), 10, 1) as i32 + admitted(&store, 10, 1) as i32) as usize;
            mine += admitted(&store, 10, 1);
            mine as i32
        });
        here += admitted(&store, 10, 20);
        here += admitted(&at(place).unwrap(), 10, 20);
        say(&format!("parent {here} child {there}"));
    }

    /// The parent ends; its child goes on with the store that it inherited.
    pub fn orphan(place: &Place, how: &str) {
        let store = open(place, Clock::System).unwrap();
        admits(&store, 1);
        let mut ends = [0; 2];
        assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0);
        if fork() != 0 {
            if how == "closes" {
                drop(store);
            }
            end(0);
        }
        // Nothing is ever written; it is at its end when the parent is gone.
        unsafe { libc::close(ends[1]) };
        let mut byte = 0_u8;
        assert_eq!(unsafe { libc::read(ends[0], (&raw mut byte).cast(), 1) }, 0);
        admits(&store, 2);
        say("orphaned");
        assert!(wait_for_go());
        admits(&store, 2);
        say("done");
        end(0);
    }

    /// Forks while another thread uses the store all the time. A child counts, or says that it cannot; it never hangs.
    pub fn while_busy(place: &Place) {
        let store = at(place).unwrap();
        let stop = AtomicBool::new(false);
        let (mut worked, mut refused) = (0, 0);
        let mut events = 0;
        std::thread::scope(|scope| {
            let busy = scope.spawn(|| {
                let mut events = 0;
                while !stop.load(Ordering::SeqCst) {
                    admits(&store, 1);
                    events += 1;
                }
                events
            });
            for _ in 0..60 {
                let answer = in_child(|| {
                    let first = at(place).and_then(|store| store.admit(&ask(u32::MAX)));
                    let second = store.admit(&ask(u32::MAX));
                    match (code_of(&first), code_of(&second)) {
                        (0, 0) => 2,
                        (own::STORE, own::STORE) => 0,
                        _ => 99,
                    }
                });
                match answer {
                    2 => worked += 1,
                    0 => refused += 1,
                    other => panic!("the forked child says {other}"),
                }
                events += answer as usize;
            }
            stop.store(true, Ordering::SeqCst);
            events += busy.join().unwrap();
        });
        say(&format!("events {events} worked {worked} refused {refused}"));
    }
}
