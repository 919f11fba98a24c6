//! The clients of the callers: those of the same settings share one, and with it its connections.

use super::memories::{Memories, Memory};
use super::rights::{Caller, in_memory, memory};
use crate::call::abi::{Handle, Members};
use crate::call::base::Base;
use crate::call::request::{Client, Text};
use ring::digest::{Context, SHA256};
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use zeroize::Zeroizing;

/// Clients that are kept. A machine has a handful of sites with settings of their own.
const KEPT: usize = 32;

type Key = [u8; 32];

/// One client, and the memories that it uses.
pub struct Kept {
    handle: Handle,
    _memories: Vec<Arc<Memory>>,
}

impl Kept {
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

/// All of them; the one used last stands last.
#[derive(Default)]
pub struct Clients {
    kept: Mutex<Vec<(Key, Arc<Kept>)>>,
    memories: Memories,
}

/// Which client is asked for, and by whom. `generation` is the settings file's.
pub struct Wanted<'a> {
    pub caller: Caller,
    pub generation: u64,
    pub client: &'a Client,
    pub open: bool,
}

impl Clients {
    /// The client that is asked for, made when there is none; on failure the answer that says why.
    pub fn get(&self, base: &Base, wanted: &Wanted) -> Result<Arc<Kept>, Members> {
        let key = key(wanted);
        if let Some(kept) = found(&mut self.lock(), key) {
            return Ok(kept);
        }
        // Outside the lock: files are read.
        let made = Arc::new(self.make(base, wanted)?);
        let mut clients = self.lock();
        // Somebody else was faster.
        if let Some(kept) = found(&mut clients, key) {
            return Ok(kept);
        }
        clients.push((key, made.clone()));
        let over = clients.len().saturating_sub(KEPT);
        let gone: Vec<_> = clients.drain(..over).collect();
        drop(clients);
        drop(gone);
        Ok(made)
    }

    /// Forgets them all: the settings they were made of have changed. Calls that run keep theirs.
    pub fn clear(&self) {
        let gone = std::mem::take(&mut *self.lock());
        drop(gone);
    }

    pub fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Key, Arc<Kept>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make(&self, base: &Base, wanted: &Wanted) -> Result<Kept, Members> {
        let Wanted { caller, client, open, .. } = *wanted;
        if !in_memory(client) {
            return Ok(Kept { handle: base.client(client, open)?, _memories: Vec::new() });
        }
        let copy = |text: &Option<Text>| text.as_ref().and_then(|text| Text::new(text.bytes()));
        let owner = client.owner.as_ref().map(Text::bytes).unwrap_or_default();
        let mut memories = Vec::new();
        let mut settings = Vec::with_capacity(client.settings.len());
        for setting in &client.settings {
            let value = match memory(setting) {
                None => copy(&setting.1),
                Some(name) => {
                    let memory = self.memories.get(caller, owner, name.as_bytes(), Instant::now());
                    let value = Text::new(memory.setting().as_bytes());
                    memories.push(memory);
                    value
                }
            };
            settings.push((copy(&setting.0), value));
        }
        let private = Client { open: copy(&client.open), owner: None, settings };
        Ok(Kept { handle: base.client(&private, open)?, _memories: memories })
    }
}

fn found(clients: &mut Vec<(Key, Arc<Kept>)>, key: Key) -> Option<Arc<Kept>> {
    let at = clients.iter().position(|(known, _)| *known == key)?;
    let entry = clients.remove(at);
    let kept = entry.1.clone();
    clients.push(entry);
    Some(kept)
}

/// What tells two clients apart; no secret can be read out of it.
fn key(of: &Wanted) -> Key {
    let Wanted { caller, generation, client: wanted, open } = *of;
    let mut digest = Context::new(&SHA256);
    let mut add = |text: Option<&[u8]>| {
        let length = text.map_or(u64::MAX, |text| text.len() as u64);
        digest.update(&length.to_be_bytes());
        digest.update(text.unwrap_or_default());
    };
    add(Some(&generation.to_be_bytes()));
    add(Some(&[u8::from(open)]));
    // A file is what it holds, and that may change.
    let bytes = |text: &Option<Text>| text.as_ref().map(|text| text.bytes().to_vec());
    add(bytes(&wanted.open).as_deref());
    add(wanted.open.as_ref().and_then(content).as_ref().map(|content| content.as_slice()));
    if in_memory(wanted) {
        add(bytes(&wanted.owner).as_deref());
        add(Some(caller.to_string().as_bytes()));
    }
    for (key, value) in &wanted.settings {
        add(key.as_ref().map(Text::bytes));
        add(value.as_ref().map(Text::bytes));
    }
    digest.finish().as_ref().try_into().unwrap_or_default()
}

/// As much of a settings file as is ever read of one.
fn content(path: &Text) -> Option<Zeroizing<Vec<u8>>> {
    const LIMIT: u64 = 64 << 10;
    let mut content = Zeroizing::new(Vec::with_capacity(LIMIT as usize + 1));
    std::fs::File::open(path.letters()).ok()?.take(LIMIT + 1).read_to_end(&mut content).ok()?;
    Some(content)
}
