//! The scripts: one for each decision. The server keeps them and is sent their digests.

use redis::Script;

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
        let script = |parts: &[&str]| Script::new(&parts.concat());
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
