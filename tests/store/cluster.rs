//! Three nodes of a real Redis Cluster: each prefix is one store, which is on one of them as a whole.

use crate::redis::{ask_redis, cluster, looker};
use crate::server::Server;
use crate::support::{Bench, HOUR, breaker, count, eventually, key, ms};
use ihuyi::codes::own;
use ihuyi::store::{Ask, Breaker, Count, Life, Place, Put, Spent};
use std::cell::RefCell;

/// A prefix whose store is on the nth node, and its slot.
fn prefix_on(node: &Server, n: usize) -> (String, usize) {
    let mut looker = looker(node);
    let mut found = (0..1_000).map(|try_| {
        let prefix = format!("site{try_}");
        let slot: usize = ask_redis(&mut looker, &["CLUSTER", "KEYSLOT", &format!("{{{prefix}}}:clock")]);
        (prefix, slot)
    });
    found.find(|(_, slot)| slot * 3 / 16_384 == n).unwrap()
}

fn bench(node: &Server, prefix: &str) -> Bench {
    Bench::new(&Place::Redis(node.url(&format!("?prefix={prefix}")).into()), None)
}

fn counts() -> [Count; 3] {
    [count(1, &[(1, HOUR), (5, 24 * HOUR)]), count(2, &[(30, HOUR)]), count(3, &[(10_000, HOUR)])]
}

fn stop() -> Breaker {
    breaker(4, HOUR, 100, 20)
}

/// Every call that a store has, on several keys where it takes several. A script whose keys were in two slots would be refused (CROSSSLOT).
fn everything(bench: &Bench) {
    let store = &bench.store;
    let life = Life { live: ms(HOUR), remember: ms(HOUR) };
    let ask = Ask { counts: counts().to_vec(), breaker: Some(stop()), dry: false };
    let ihuyi::store::Decision::Admitted { receipt, .. } = store.admit(&ask).unwrap() else { panic!("not admitted") };
    store.refund(&receipt).unwrap();
    store.admit(&ask).unwrap();
    store.pass(&stop()).unwrap();
    assert_eq!(store.usage(&counts()).unwrap().iter().flatten().map(|usage| usage.used).sum::<u32>(), 4);
    assert_eq!(store.tally(&stop()).unwrap(), (1, 1));
    store.admit(&Ask { counts: vec![count(7, &[(1, HOUR)])], ..Ask::default() }).unwrap();
    assert!(store.forget(key(7)).unwrap());
    let records: Vec<_> = (10..20).map(|n| (key(n), b"x".to_vec())).collect();
    assert_eq!(store.put_all(&records, life, Put::New).unwrap(), [true; 10]);
    assert!(store.put(key(20), b"x", life, Put::New).unwrap() && store.put(key(20), b"y", life, Put::Renew).unwrap());
    assert!(store.look(key(20)).unwrap().is_some());
    assert!(matches!(store.spend(key(20), 5).unwrap(), Spent::Yes(_)));
    assert!(store.take(key(10)).unwrap().is_some());
    store.take_all(&[key(11), key(12)]).unwrap();
    store.purge().unwrap();
    store.incarnation().unwrap();
}

#[test]
fn a_prefix_is_one_slot_of_three_nodes() {
    let (nodes, _) = cluster::<3>(&["--cluster-require-full-coverage", "no"]);
    let mut lookers: Vec<::redis::Connection> = nodes.iter().map(looker).collect();
    // The nodes do watch: keys of two stores in one script are refused.
    let two = ::redis::cmd("EVAL")
        .arg(["return 1", "2", "{site1}:clock", "{site2}:clock"].as_slice())
        .query::<i64>(&mut lookers[0]);
    assert_eq!(two.unwrap_err().kind(), ::redis::ErrorKind::CrossSlot);

    let places = [0, 1, 2].map(|n| prefix_on(&nodes[0], n));
    for (n, (prefix, slot)) in places.iter().enumerate() {
        // Whichever node the setting names.
        everything(&bench(&nodes[(n + 1) % 3], prefix));
        for (other, looker) in lookers.iter_mut().enumerate() {
            let here: Vec<String> = ask_redis(looker, &["KEYS", &format!("{{{prefix}}}:*")]);
            // The clock, three counts, the breaker, and eight records that are still there.
            assert_eq!(here.len(), if other == n { 13 } else { 0 }, "{prefix} on node {other}: {here:?}");
        }
        let in_the_slot: usize = ask_redis(&mut lookers[n], &["CLUSTER", "COUNTKEYSINSLOT", &slot.to_string()]);
        assert_eq!(in_the_slot, 13);
        // What one machine counted is counted for the others.
        for node in &nodes {
            assert_eq!(bench(node, prefix).no(&counts()), [(0, 0, HOUR)]);
        }
    }
    assert_eq!(lookers.iter_mut().map(|looker| ask_redis::<usize>(looker, &["DBSIZE"])).sum::<usize>(), 39);
}

/// A store whose node is gone sends nothing; the others go on, where the cluster is set so.
#[test]
fn a_node_that_is_gone_takes_its_own_prefixes_along() {
    let ([a, b, mut c], _) = cluster::<3>(&["--cluster-require-full-coverage", "no"]);
    let looker = RefCell::new(looker(&a));
    let benches = [0, 1, 2].map(|n| bench(&a, &prefix_on(&a, n).0));
    for bench in &benches {
        bench.yes(&counts()[..1], HOUR);
    }
    for node in [&a, &b] {
        node.command(&["CONFIG", "SET", "cluster-node-timeout", "500"]);
    }
    c.kill();
    eventually("a cluster that knows of its loss", || {
        let info: String = ask_redis(&mut looker.borrow_mut(), &["CLUSTER", "INFO"]);
        (!info.contains("cluster_slots_fail:0\r\n")).then_some(())
    });
    for (n, bench) in benches.iter().enumerate() {
        let ask = || bench.store.admit(&Ask { counts: counts().to_vec(), ..Ask::default() });
        match n {
            2 => assert_eq!(ask().unwrap_err().code, own::STORE),
            // For as long as the two do not hear of each other, on a machine that stands still, each is alone and answers nobody.
            _ => drop(eventually("an answer of those that are left", || ask().ok())),
        }
    }
}
