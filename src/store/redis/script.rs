//! The scripts: one for each decision. The server keeps them and is sent their digests.

use super::answer::{Result, Value};
use super::wire::Wire;
use super::words::Words;
use ring::digest;
use std::fmt::Display;

pub struct Scripts {
    pub admit: Script,
    pub refund: Script,
    pub pass: Script,
    pub sum: Script,
    pub usage: Script,
    pub forget: Script,
    pub put: Script,
    pub look: Script,
    pub take: Script,
    pub spend: Script,
}

const CLOCK: &str = include_str!("clock.lua");
const LOG: &str = include_str!("log.lua");
const TALLY: &str = include_str!("tally.lua");
const RECORD: &str = include_str!("record.lua");

impl Scripts {
    pub fn new() -> Scripts {
        let script = |parts: &[&str]| Script::new(parts.concat());
        Scripts {
            admit: script(&[CLOCK, LOG, TALLY, include_str!("admit.lua")]),
            refund: script(&[CLOCK, include_str!("refund.lua")]),
            pass: script(&[CLOCK, TALLY, include_str!("pass.lua")]),
            sum: script(&[CLOCK, TALLY, include_str!("sum.lua")]),
            usage: script(&[CLOCK, LOG, include_str!("usage.lua")]),
            forget: script(&[CLOCK, LOG, include_str!("forget.lua")]),
            put: script(&[CLOCK, RECORD, include_str!("put.lua")]),
            look: script(&[CLOCK, RECORD, include_str!("look.lua")]),
            take: script(&[CLOCK, RECORD, include_str!("take.lua")]),
            spend: script(&[CLOCK, RECORD, include_str!("spend.lua")]),
        }
    }
}

pub struct Script {
    text: String,
    /// What the server calls it by.
    digest: String,
}

impl Script {
    fn new(text: String) -> Script {
        let sum = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
        let digest = sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        Script { text, digest }
    }

    pub fn call(&self) -> Call<'_> {
        Call { script: self, keys: Words::default(), args: Words::default() }
    }
}

/// A script with the keys and arguments that it is to be run with.
pub struct Call<'a> {
    script: &'a Script,
    keys: Words,
    args: Words,
}

impl Call<'_> {
    pub fn key(&mut self, key: impl Display) -> &mut Self {
        self.keys.arg(key);
        self
    }

    pub fn arg(&mut self, value: impl Display) -> &mut Self {
        self.args.arg(value);
        self
    }

    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.args.word(value);
        self
    }

    /// Runs it; a server that does not know it is told it first. `asking`: on a node of a cluster that does not have the keys yet, and answers
    /// the command behind this word nevertheless.
    pub fn run(&self, wire: &mut Wire, asking: bool) -> Result<Value> {
        let mut command = Words::new("EVALSHA");
        command.arg(&self.script.digest).arg(self.keys.count()).append(&self.keys).append(&self.args);
        let run = |wire: &mut Wire| {
            if asking {
                wire.call(&Words::new("ASKING"))?;
            }
            wire.call(&command)
        };
        match run(wire) {
            Err(fault) if fault.code() == "NOSCRIPT" => {}
            done => return done,
        }
        wire.call(Words::new("SCRIPT").arg("LOAD").arg(&self.script.text))?;
        run(wire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_the_name_that_the_redis_package_gives_it() {
        for text in ["", "return 1", CLOCK] {
            assert_eq!(Script::new(text.to_owned()).digest, redis::Script::new(text).get_hash());
        }
    }
}
