//! `segments`: what a text would cost. Asks nobody.

use crate::args::Segments;
use crate::exit;
use crate::output::Out;
use crate::settings::{self, Settings};
use crate::text;
use ihuyi::answer::Failure;
use ihuyi::codes::Lang;
use ihuyi::message;
use serde_json::json;

pub fn run(args: &Segments, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, args.service, out)?;
    let text = text::argument(&args.text, out.charset(), ("内容", "the text"))?;
    let bill = message::bill(args.service, &text, false, &config.signature)?;
    let known = bill.segments > 0;
    if out.json {
        out.object(&json!({
            "command": "segments",
            "outcome": "ok",
            "code": 0,
            "service": args.service.name(),
            "segments": known.then_some(bill.segments),
            "characters": bill.characters,
            "signature": config.signature,
            "exit_code": exit::OK,
        }));
        return Ok(exit::OK);
    }
    let (segments, characters, signature) = (bill.segments, bill.characters, &config.signature);
    let facts = args.service.facts();
    out.result(&match (out.lang, known) {
        (Lang::Zh, true) => {
            format!("{}：计费 {segments} 条，共 {characters} 字（签名按【{signature}】计，除非内容自带）", facts.zh)
        }
        (Lang::En, true) => format!(
            "{}: billed as {segments}, {characters} characters (signature counted as 【{signature}】 unless the text has its own)",
            facts.en
        ),
        (Lang::Zh, false) => format!("{}：{characters} 字；网关没有公布这个产品的计费规则", facts.zh),
        (Lang::En, false) => {
            format!("{}: {characters} characters; no rule of billing is published for this service", facts.en)
        }
    });
    Ok(exit::OK)
}
