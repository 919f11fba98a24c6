//! A store on a Redis or Valkey server: for several machines.
//!
//! A decision is one script, and the server's clock is the clock. All keys have one hash tag, so in a cluster they are on one node. What they
//! hold is told by the scripts; from Redis 5 on they run as written here (a script's writes are replicated, not the script).
//!
//! It remembers what the server remembers: a server that keeps nothing on disk, or `appendfsync everysec` and a power loss, forgets counts.
//! It must not evict keys (`maxmemory-policy noeviction`): an evicted count is an open limit.

mod address;
mod answer;
mod pool;
mod script;
mod wire;
mod words;

use super::clock::{Clock, millis, stretch};
use super::process::PerProcess;
use super::{Ask, Breaker, Count, Decision, Full, Key, Life, Put, Receipt, Record, Spent, Store, Usage, fault, rule};
use crate::answer::Failure;
pub use address::Address;
use answer::Value;
use pool::Pool;
use script::{Call, Script, Scripts};

pub(super) struct Redis {
    address: Address,
    clock: Clock,
    scripts: Scripts,
    // A child of fork() makes its own connections.
    here: PerProcess<Pool>,
}

impl Redis {
    pub fn open(url: &str, clock: Clock) -> Result<Redis, Failure> {
        let address = Address::parse(url)
            .map_err(|(zh, en)| fault::store(format!("store 的值无效：{zh}。"), format!("The value of store {en}.")))?;
        let store = Redis { address, clock, scripts: Scripts::new(), here: PerProcess::new() };
        // Whoever opens it wants to hear now what is wrong. A look at a record is what needs the least.
        store.look(Key([0; 16]))?;
        Ok(store)
    }

    fn key(&self, kind: &str, key: Key) -> String {
        format!("{{{}}}:{kind}:{}", self.address.prefix, key.hex())
    }

    /// A call with the clock in its first places.
    fn script<'a>(&self, script: &'a Script) -> Call<'a> {
        let mut call = script.call();
        call.key(format_args!("{{{}}}:clock", self.address.prefix));
        call.arg(self.clock.set_time().map(|time| time.to_string()).unwrap_or_default());
        call
    }

    fn run(&self, call: &Call) -> Result<Value, Failure> {
        self.here.here(|_| Pool::new(&self.address))?.run(&self.address, call)
    }

    fn strange(&self) -> Failure {
        let server = format!("{}:{}", self.address.host, self.address.port);
        fault::store(
            format!("store 的 Redis 服务器 {server} 的答复无法理解；请确认它是 Redis 5 或更新的版本，或 Valkey。"),
            format!(
                "The store's Redis server {server} gave an answer that makes no sense; make sure that it is Redis 5 or newer, or Valkey."
            ),
        )
    }

    /// An answer that is a row of whole numbers from zero up.
    fn numbers(&self, call: &Call) -> Result<Vec<i64>, Failure> {
        let Value::List(values) = self.run(call)? else { return Err(self.strange()) };
        values.iter().map(|value| number(value).ok_or_else(|| self.strange())).collect()
    }

    /// An answer that is yes or no.
    fn yes(&self, call: &Call) -> Result<bool, Failure> {
        match self.run(call)? {
            Value::Int(n @ 0..=1) => Ok(n == 1),
            _ => Err(self.strange()),
        }
    }

    /// An answer that is a record or none.
    fn record(&self, call: &Call) -> Result<Option<Record>, Failure> {
        match self.run(call)? {
            Value::Nil => Ok(None),
            Value::List(values) => record(values).map(Some).ok_or_else(|| self.strange()),
            _ => Err(self.strange()),
        }
    }

    fn decision(&self, ask: &Ask, answer: &[i64]) -> Option<Decision> {
        match *answer {
            [0, wait, step, ref ids @ ..] if ask.dry || ids.len() == ask.counts.len() => {
                let wait = stretch(wait);
                if ask.dry {
                    return Some(Decision::Admitted { receipt: Receipt::default(), wait });
                }
                let events = ask.counts.iter().zip(ids).map(|(count, id)| (count.key, *id as u64)).collect();
                let breaker = ask.breaker.map(|breaker| (breaker.key, step));
                Some(Decision::Admitted { receipt: Receipt { events, breaker }, wait })
            }
            [1, ref full @ ..] if !full.is_empty() && full.len() % 3 == 0 => {
                let full = full.chunks_exact(3).map(|full| {
                    let (count, limit) = (usize::try_from(full[0]).ok()?, usize::try_from(full[1]).ok()?);
                    ask.counts.get(count)?.limits.get(limit)?;
                    Some(Full { count, limit, wait: stretch(full[2].max(1)) })
                });
                full.collect::<Option<Vec<_>>>().map(Decision::Denied)
            }
            [2, wait] => Some(Decision::Tripped(stretch(wait))),
            _ => None,
        }
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        _ => None,
    }
}

fn record(values: Vec<Value>) -> Option<Record> {
    let [Value::Bytes(value), Value::Int(spent), Value::Int(life)] = <[Value; 3]>::try_from(values).ok()? else {
        return None;
    };
    Some(Record { value, spent: spent.try_into().ok()?, life: stretch(life) })
}

/// The limits of counts, as the scripts take them.
fn limits(call: &mut Call, counts: &[Count]) {
    for count in counts {
        call.arg(count.limits.len());
        for limit in &count.limits {
            call.arg(limit.most).arg(rule::window(limit));
        }
    }
}

impl Store for Redis {
    fn incarnation(&self) -> Result<u64, Failure> {
        self.here.here(|_| Pool::new(&self.address))?.incarnation(&self.address)
    }

    fn admit(&self, ask: &Ask) -> Result<Decision, Failure> {
        let mut call = self.script(&self.scripts.admit);
        for count in &ask.counts {
            call.key(self.key("e", count.key));
        }
        call.arg(i32::from(ask.dry));
        match &ask.breaker {
            Some(breaker) => {
                call.key(self.key("t", breaker.key));
                call.arg(breaker.step_length()).arg(breaker.events).arg(breaker.percent);
            }
            None => {
                call.arg(0).arg(0).arg(0);
            }
        }
        limits(&mut call, &ask.counts);
        let answer = self.numbers(&call)?;
        self.decision(ask, &answer).ok_or_else(|| self.strange())
    }

    fn refund(&self, receipt: &Receipt) -> Result<(), Failure> {
        let mut call = self.script(&self.scripts.refund);
        call.arg(receipt.breaker.map(|(_, step)| step.to_string()).unwrap_or_default());
        for (key, id) in &receipt.events {
            call.key(self.key("e", *key)).arg(format!("{id:016}"));
        }
        if let Some((key, _)) = receipt.breaker {
            call.key(self.key("t", key));
        }
        self.yes(&call).map(|_| ())
    }

    fn pass(&self, breaker: &Breaker) -> Result<(), Failure> {
        let mut call = self.script(&self.scripts.pass);
        call.key(self.key("t", breaker.key)).arg(breaker.step_length());
        self.yes(&call).map(|_| ())
    }

    fn usage(&self, counts: &[Count]) -> Result<Vec<Vec<Usage>>, Failure> {
        let mut call = self.script(&self.scripts.usage);
        for count in counts {
            call.key(self.key("e", count.key));
        }
        limits(&mut call, counts);
        let answer = self.numbers(&call)?;
        let mut pairs = answer.chunks_exact(2);
        let mut usages = Vec::with_capacity(counts.len());
        for count in counts {
            let usage = count.limits.iter().map(|_| match pairs.next() {
                Some(&[used, wait]) => u32::try_from(used).ok().map(|used| Usage { used, wait: stretch(wait) }),
                _ => None,
            });
            usages.push(usage.collect::<Option<Vec<_>>>().ok_or_else(|| self.strange())?);
        }
        Ok(usages)
    }

    fn tally(&self, breaker: &Breaker) -> Result<(u32, u32), Failure> {
        let mut call = self.script(&self.scripts.sum);
        call.key(self.key("t", breaker.key)).arg(breaker.step_length());
        match *self.numbers(&call)? {
            [events, passed] => Ok(rule::told((events, passed))),
            _ => Err(self.strange()),
        }
    }

    fn forget(&self, key: Key) -> Result<bool, Failure> {
        let mut call = self.script(&self.scripts.forget);
        call.key(self.key("e", key)).key(self.key("t", key));
        self.yes(&call)
    }

    fn put(&self, key: Key, value: &[u8], life: Life, how: Put) -> Result<bool, Failure> {
        let mut call = self.script(&self.scripts.put);
        call.key(self.key("r", key)).arg(i32::from(how == Put::Renew)).bytes(value);
        call.arg(millis(life.live)).arg(millis(life.remember));
        self.yes(&call)
    }

    fn look(&self, key: Key) -> Result<Option<Record>, Failure> {
        let mut call = self.script(&self.scripts.look);
        call.key(self.key("r", key));
        self.record(&call)
    }

    fn spend(&self, key: Key, most: u32) -> Result<Spent, Failure> {
        let mut call = self.script(&self.scripts.spend);
        call.key(self.key("r", key)).arg(most);
        let Value::List(mut answer) = self.run(&call)? else { return Err(self.strange()) };
        let kind = answer.first().and_then(number);
        match (kind, answer.len()) {
            (Some(0), 1) => Ok(Spent::None),
            (Some(1), 1) => Ok(Spent::Expired),
            (Some(2), 1) => Ok(Spent::Over),
            (Some(3), 4) => record(answer.split_off(1)).map(Spent::Yes).ok_or_else(|| self.strange()),
            _ => Err(self.strange()),
        }
    }

    fn take(&self, key: Key) -> Result<Option<Record>, Failure> {
        let mut call = self.script(&self.scripts.take);
        call.key(self.key("r", key));
        self.record(&call)
    }

    fn purge(&self) -> Result<u64, Failure> {
        Ok(0)
    }
}
