//! The memories of the callers: one for each caller, owner and name, whichever settings his clients have besides. A client comes and goes; what it has counted and sent stays.

use super::rights::Caller;
use ihuyi::store::{self, Place};
use ring::digest::{Context, SHA256};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Memories that are kept. One has a few kilobytes, unless its owner sends a lot.
const KEPT: usize = 1024;
/// How long one is kept that nobody asks for: as long as the longest of the usual limits counts.
const IDLE: Duration = Duration::from_secs(86_400);

/// A store in memory, which ends with the last client that has it and not before it is forgotten here.
pub struct Memory {
    name: String,
}

impl Memory {
    fn new() -> Memory {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        Memory { name: format!("helper {}", COUNT.fetch_add(1, Ordering::Relaxed)) }
    }

    /// The setting that means it.
    pub fn setting(&self) -> String {
        format!("memory:{}", self.name)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        store::forget(&Place::Memory(std::mem::take(&mut self.name)));
    }
}

type Key = [u8; 32];

struct Entry {
    key: Key,
    memory: Arc<Memory>,
    used: Instant,
}

/// All of them; the one used last stands last.
#[derive(Default)]
pub struct Memories(Mutex<Vec<Entry>>);

impl Memories {
    /// The memory of this caller's, for this owner, of this name.
    pub fn get(&self, caller: Caller, owner: &[u8], name: &[u8], now: Instant) -> Arc<Memory> {
        let key = key(caller, owner, name);
        let mut memories = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = memories.iter().position(|entry| entry.key == key);
        let memory = known.map_or_else(|| Arc::new(Memory::new()), |at| memories.remove(at).memory);
        let mut over = (memories.len() + 1).saturating_sub(KEPT);
        let mut gone = Vec::new();
        memories.retain(|entry| {
            // One that a client still has would be another one next time, while this one is written to.
            let is_free = Arc::strong_count(&entry.memory) == 1;
            let goes = is_free && (over > 0 || now.saturating_duration_since(entry.used) >= IDLE);
            if goes {
                over = over.saturating_sub(1);
                gone.push(entry.memory.clone());
            }
            !goes
        });
        memories.push(Entry { key, memory: memory.clone(), used: now });
        drop(memories);
        drop(gone);
        memory
    }
}

/// What tells two of them apart; nothing of what was given can be read out of it.
fn key(caller: Caller, owner: &[u8], name: &[u8]) -> Key {
    let mut digest = Context::new(&SHA256);
    for part in [caller.to_string().as_bytes(), owner, name] {
        digest.update(&(part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finish().as_ref().try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Caller = Caller::Trusted(0);

    #[test]
    fn a_memory_is_one_callers_owners_and_names() {
        let memories = Memories::default();
        let now = Instant::now();
        let name =
            |caller, owner: &str, name: &str| memories.get(caller, owner.as_bytes(), name.as_bytes(), now).setting();
        let mine = name(ME, "a", "b");
        assert_eq!(name(ME, "a", "b"), mine);
        for other in [name(Caller::Trusted(1), "a", "b"), name(ME, "ab", ""), name(ME, "", "ab"), name(ME, "a", "")] {
            assert_ne!(other, mine);
        }
    }

    #[test]
    fn those_that_nobody_has_go_and_the_others_stay() {
        let memories = Memories::default();
        let begin = Instant::now();
        let get = |n: usize, now| memories.get(ME, b"me", n.to_string().as_bytes(), now);
        let held = get(0, begin);
        let free = get(1, begin).setting();
        for n in 2..KEPT + 10 {
            get(n, begin);
        }
        assert_eq!(memories.0.lock().unwrap().len(), KEPT);
        assert!(Arc::ptr_eq(&get(0, begin), &held));
        assert_ne!(get(1, begin).setting(), free);
        let kept = get(KEPT + 9, begin).setting();
        assert_eq!(get(KEPT + 9, begin + IDLE / 2).setting(), kept);
        // A day after it was used last, and whoever has one has it still.
        get(1, begin + IDLE);
        assert_eq!(memories.0.lock().unwrap().len(), 3);
        assert_eq!(get(KEPT + 9, begin + IDLE).setting(), kept);
        assert!(Arc::ptr_eq(&get(0, begin + 3 * IDLE), &held));
        assert_ne!(get(KEPT + 9, begin + 3 * IDLE).setting(), kept);
    }
}
