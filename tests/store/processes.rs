//! Many processes and threads on one store; processes that are killed; processes that fork.

use crate::child::Actor;
use crate::contract::Random;
use crate::server::Server;
use crate::support::{Folder, HOUR, breaker, count, eventually, key, ms};
use ihuyi::store::{Clock, Life, Place, Put, Spent, Store, open};
use std::sync::Arc;

const PROCESSES: usize = 8;

/// A place that several processes share, as it is written, with what has to be there meanwhile.
struct Shared {
    place: String,
    _folder: Folder,
    _server: Option<Server>,
}

impl Shared {
    fn sqlite() -> Shared {
        let folder = Folder::new();
        Shared { place: format!("sqlite:{}", folder.path.join("store.db").display()), _folder: folder, _server: None }
    }

    fn redis() -> Shared {
        let server = Server::start(&[]);
        Shared { place: server.url("?timeout=30"), _folder: Folder::new(), _server: Some(server) }
    }

    fn memory() -> Shared {
        Shared { place: "memory:shared".to_owned(), _folder: Folder::new(), _server: None }
    }

    fn open(&self) -> Arc<dyn Store> {
        open(&Place::parse(&self.place).unwrap(), Clock::System).unwrap()
    }
}

fn used(store: &Arc<dyn Store>) -> u32 {
    store.usage(&[count(1, &[(u32::MAX, 10 * HOUR)])]).unwrap()[0][0].used
}

/// Sixty-four threads in eight processes want more than there is.
fn hammer(shared: &Shared, most: u32, tries: usize) {
    assert!((PROCESSES * 8 * tries) as u32 > 2 * most);
    let words = [most.to_string(), tries.to_string()];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut actors: Vec<Actor> = (0..PROCESSES).map(|_| Actor::start("hammer", &shared.place, &words)).collect();
    actors.iter_mut().for_each(|actor| drop(actor.hears("ready")));
    actors.iter_mut().for_each(Actor::go);
    let admitted: Vec<u32> = actors.iter_mut().map(|actor| actor.hears("admitted").parse().unwrap()).collect();
    assert_eq!(admitted.iter().sum::<u32>(), most, "{admitted:?}");
    actors.into_iter().for_each(|actor| assert!(actor.ends().success()));
    assert_eq!(used(&shared.open()), most);
}

#[test]
fn sqlite_admits_exactly_the_limit() {
    hammer(&Shared::sqlite(), 700, 40);
}

#[test]
fn redis_admits_exactly_the_limit() {
    hammer(&Shared::redis(), 5_000, 200);
}

/// Of all that try, one takes; of all that spend, exactly as many as may; of all that put, one.
fn race(shared: &Shared) {
    let store = shared.open();
    let life = Life { live: ms(HOUR), remember: ms(HOUR) };
    for n in 0..10 {
        assert!(store.put(key(100 + n), b"once", life, Put::New).unwrap());
    }
    assert!(store.put(key(200), b"often", life, Put::New).unwrap());
    let mut actors: Vec<Actor> = (0..PROCESSES).map(|_| Actor::start("race", &shared.place, &[])).collect();
    actors.iter_mut().for_each(|actor| drop(actor.hears("ready")));
    actors.iter_mut().for_each(Actor::go);
    let (mut took, mut spent, mut put) = (Vec::new(), Vec::new(), Vec::new());
    for actor in &mut actors {
        loop {
            let line = actor.hears("");
            let (what, number) = line.split_once(' ').unwrap_or((&line, ""));
            match what {
                "end" => break,
                "took" => took.push(number.parse::<u32>().unwrap()),
                "spent" => spent.push(number.parse::<u32>().unwrap()),
                "put" => put.push(number.parse::<u32>().unwrap()),
                other => panic!("{other}"),
            }
        }
    }
    actors.into_iter().for_each(|actor| assert!(actor.ends().success()));
    for list in [&mut took, &mut spent, &mut put] {
        list.sort_unstable();
    }
    assert_eq!(took, Vec::from_iter(0..10));
    assert_eq!(spent, Vec::from_iter(1..=25));
    assert_eq!(put, Vec::from_iter(0..10));
    assert_eq!(store.spend(key(200), 25).unwrap(), Spent::Over);
    assert_eq!(store.usage(&[count(400, &[(10_000, HOUR)])]).unwrap()[0][0].used, 0);
    assert_eq!(store.tally(&breaker(401, 10 * HOUR, 1, 1)).unwrap(), (0, 0));
}

#[test]
fn sqlite_lets_one_take_and_as_many_spend_as_may() {
    race(&Shared::sqlite());
}

#[test]
fn redis_lets_one_take_and_as_many_spend_as_may() {
    race(&Shared::redis());
}

/// Kills processes at points that a seed chooses, starts others in their places, and looks: never more events than the limit, and no event
/// missing that somebody was told of.
fn killed(shared: &Shared, most: u32, seed: u64) {
    let folder = Folder::new();
    let mut random = Random(seed);
    let mut files = 0;
    let mut start = |part: &str| {
        files += 1;
        let file = folder.path.join(format!("acknowledged-{files}"));
        std::fs::write(&file, "").unwrap();
        (Actor::start(part, &shared.place, &[&most.to_string(), file.to_str().unwrap()]), file)
    };
    let acknowledged = || -> u64 {
        let files = std::fs::read_dir(&folder.path).unwrap();
        files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
    };
    let store = shared.open();
    let mut actors: Vec<_> = (0..3).map(|_| start("witness")).collect();
    for round in 0..12 {
        let which = random.below(3) as usize;
        let after = 1 + random.below(u64::from(most) / 40);
        // After so many more events of its own, or when it was too late for them; and then a little later, within the next one.
        let file = actors[which].1.clone();
        eventually("a killed process's events", || {
            let own = std::fs::metadata(&file).unwrap().len();
            (own >= after || used(&store) == most).then_some(())
        });
        for _ in 0..random.below(2_000) {
            std::hint::spin_loop();
        }
        actors[which].0.kill();
        let told = acknowledged();
        let counted = used(&store);
        assert!(u64::from(counted) >= told, "round {round}: {told} were told, {counted} are counted");
        assert!(counted <= most, "round {round}: {counted}");
        actors[which] = start("witness");
    }
    for (mut actor, _) in actors {
        actor.hears("full");
        assert!(actor.ends().success());
    }
    let told = acknowledged();
    assert!(told <= u64::from(most), "{told}");
    // What is counted and was told nobody is what a killed process was about to tell: at most one for each of its threads.
    assert!(told + 12 * 2 >= u64::from(most), "{told} of {most}");
    assert_eq!(used(&store), most);
}

#[test]
fn sqlite_loses_nothing_when_processes_are_killed() {
    killed(&Shared::sqlite(), 1_500, 1);
}

#[test]
fn redis_loses_nothing_when_processes_are_killed() {
    killed(&Shared::redis(), 20_000, 2);
}

fn forked(shared: &Shared) -> String {
    let mut actor = Actor::start("fork", &shared.place, &[]);
    let said = actor.hears("");
    assert!(actor.ends().success());
    said
}

#[test]
fn a_forked_child_counts_with_its_parent() {
    for shared in [Shared::sqlite(), Shared::redis()] {
        // Two of the parent's, then six of the child and the grandchild, then the parent's last two.
        assert_eq!(forked(&shared), "parent 4 child 6", "{}", shared.place);
        assert_eq!(used(&shared.open()), 10);
    }
}

#[test]
fn a_forked_child_has_a_memory_of_its_own() {
    assert_eq!(forked(&Shared::memory()), "parent 10 child 6");
}

#[test]
fn a_child_goes_on_with_the_file_when_its_parent_has_ended() {
    for how in ["exits", "closes"] {
        let shared = Shared::sqlite();
        let mut orphan = Actor::start("orphan", &shared.place, &[how]);
        orphan.hears("orphaned");
        // Somebody else comes and goes: as the last one with the file, as far as locks tell, it would tidy up behind itself.
        assert!(Actor::start("admit", &shared.place, &["3"]).ends().success());
        orphan.go();
        orphan.hears("done");
        assert_eq!(used(&shared.open()), 1 + 2 + 3 + 2, "{how}");
    }
}

#[test]
fn a_child_that_was_forked_amid_a_call_works_or_says_why_not() {
    for shared in [Shared::sqlite(), Shared::redis(), Shared::memory()] {
        let mut actor = Actor::start("busy", &shared.place, &[]);
        let said = actor.hears("events ");
        assert!(actor.ends().success());
        let numbers: Vec<u32> = said.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [events, worked, refused] = numbers[..] else { panic!("{said}") };
        assert_eq!(worked + refused, 60);
        if shared.place.starts_with("sqlite:") {
            assert!(refused > 0, "{said}: no child was forked amid a call");
        } else {
            assert_eq!(refused, 0, "{said}");
        }
        if !shared.place.starts_with("memory:") {
            assert_eq!(used(&shared.open()), events, "{said}");
        }
    }
}
