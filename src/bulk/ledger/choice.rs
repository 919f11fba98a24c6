//! Which rows leave next: not those whose numbers have opted out since the plan was made.

use super::rows::item_of;
use super::{Ask, Item, Job, Ledger, Want};
use crate::answer::Failure;
use rusqlite::OptionalExtension;
use std::collections::{HashSet, VecDeque};

/// So many rows are read ahead of those that are sent.
const READ_AHEAD: usize = 256;
/// The gateway takes one message a second to one number: a row for a number waits for so many milliseconds after the end of the one before. When
/// the gateway got that one is not known before its end; a disk or a network that is slow would bring two together that began apart.
pub const BETWEEN: i64 = 1100;

/// So many rows at most are left out in one commit.
const GONE: usize = 1000;

/// Rows for one number, when it may get several.
pub struct Behind {
    /// This one waits for its time.
    first: u64,
    /// And these for their turn.
    rest: VecDeque<u64>,
}

/// What a commit is about to mark.
#[derive(Default)]
pub struct Choice {
    pub jobs: Vec<Job>,
    /// Rows for numbers that have just got a message.
    pub deferred: Vec<(i64, u64)>,
    /// The numbers of these requests, where one may stand in several rows.
    numbers: HashSet<String>,
    /// Rows for numbers that nothing is sent to any more, and why.
    pub gone: Vec<(Item, Failure)>,
    /// Why nobody could say whether a number has opted out.
    pub barred: Option<Failure>,
}

impl Choice {
    /// The rows of the request that is being put together.
    fn last(&mut self) -> &mut Vec<Item> {
        if self.jobs.is_empty() {
            self.jobs.push(Job { items: Vec::new(), began: 0, tries: 0, raw: None });
        }
        let last = self.jobs.len() - 1;
        &mut self.jobs[last].items
    }

    /// Whether no further row is looked at, although more requests are wanted.
    pub fn is_over(&self) -> bool {
        self.barred.is_some() || self.gone.len() >= GONE
    }
}

impl Ledger {
    /// When the first of the rows that wait may be sent.
    pub(super) fn due(&self) -> Option<i64> {
        self.later.first().map(|(until, _)| *until)
    }

    /// Rows that are not marked after all.
    pub(super) fn put_back(&mut self, choice: Choice) {
        self.later.extend(choice.deferred);
        for job in choice.jobs.into_iter().rev() {
            for item in job.items.into_iter().rev() {
                self.ahead.push_front(item);
            }
        }
        for (item, _) in choice.gone.into_iter().rev() {
            self.ahead.push_front(item);
        }
    }

    /// The requests that leave next: first rows that came back and have waited, then the list in its order.
    pub(super) fn choose(&mut self, want: Want, ask: &mut Ask, choice: &mut Choice) -> Result<(), Failure> {
        while choice.jobs.len() < want.jobs && !choice.is_over() {
            let Some(first) = self.next(want.now, choice)? else { break };
            let Some(first) = self.asked(first, ask, choice) else { continue };
            choice.jobs.push(Job { items: vec![first], began: want.wall, tries: 0, raw: None });
            while choice.last().len() < self.together && !choice.is_over() {
                let Some(item) = self.next(want.now, choice)? else { break };
                let items = choice.last();
                if items.first().is_some_and(|first| first.content != item.content) {
                    choice.numbers.remove(&item.mobile);
                    self.ahead.push_front(item);
                    break;
                }
                let Some(item) = self.asked(item, ask, choice) else { continue };
                let items = choice.last();
                let content = items.first().map_or_else(|| item.content.clone(), |first| first.content.clone());
                items.push(Item { content, ..item });
            }
            // A request that is made again has its rows in the same order.
            choice.last().sort_by_key(|item| item.id);
        }
        Ok(())
    }

    /// The row, if its number may still be written to.
    fn asked(&mut self, item: Item, ask: &mut Ask, choice: &mut Choice) -> Option<Item> {
        let answer = ask(&item.mobile);
        if !matches!(answer, Ok(None)) {
            choice.numbers.remove(&item.mobile);
        }
        match answer {
            Ok(None) => return Some(item),
            Ok(Some(why)) => choice.gone.push((item, why)),
            Err(why) => {
                self.ahead.push_front(item);
                choice.barred = Some(why);
            }
        }
        None
    }

    /// The next row that may be sent now.
    fn next(&mut self, now: i64, choice: &mut Choice) -> Result<Option<Item>, Failure> {
        loop {
            let Some(item) = self.any(now)? else { return Ok(None) };
            if !self.repeats {
                return Ok(Some(item));
            }
            let taken = choice.numbers.contains(&item.mobile) || self.under_way.contains(&item.mobile);
            let taken = taken.then_some(now);
            let last = taken.or(self.recent.get(&item.mobile).copied());
            match last.map(|last| last + BETWEEN).filter(|until| *until > now) {
                Some(until) => match self.behind.get_mut(&item.mobile) {
                    Some(behind) if behind.first != item.id => behind.rest.push_back(item.id),
                    Some(_) => choice.deferred.push((until, item.id)),
                    None => {
                        choice.deferred.push((until, item.id));
                        self.behind.insert(item.mobile, Behind { first: item.id, rest: VecDeque::new() });
                    }
                },
                None => {
                    choice.numbers.insert(item.mobile.clone());
                    return Ok(Some(item));
                }
            }
        }
    }

    /// A row leaves: if others wait behind it, the first of them comes up next.
    pub(super) fn follow(&mut self, item: &Item, until: i64) {
        let Some(behind) = self.behind.get_mut(&item.mobile).filter(|behind| behind.first == item.id) else { return };
        match behind.rest.pop_front() {
            Some(next) => {
                behind.first = next;
                self.later.insert((until, next));
            }
            None => drop(self.behind.remove(&item.mobile)),
        }
    }

    fn any(&mut self, now: i64) -> Result<Option<Item>, Failure> {
        if let Some((until, id)) = self.later.first().copied().filter(|(until, _)| *until <= now) {
            let item = self.read(|db| {
                let mut select = db.prepare_cached("SELECT id, mobile, content, segments FROM row WHERE id = ?")?;
                select.query_row([id as i64], item_of).optional()
            })?;
            self.later.remove(&(until, id));
            return Ok(item);
        }
        if self.ahead.is_empty() {
            let cursor = self.cursor as i64;
            let read = self.read(|db| {
                let mut select = db.prepare_cached(
                    "SELECT id, mobile, content, segments FROM row
                     WHERE id > ? AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.id = row.id) ORDER BY id LIMIT ?",
                )?;
                select.query_map((cursor, READ_AHEAD as i64), item_of)?.collect::<rusqlite::Result<Vec<Item>>>()
            })?;
            self.cursor = read.last().map_or(self.cursor, |item| item.id);
            self.ahead.extend(read);
        }
        Ok(self.ahead.pop_front())
    }
}
