//! `explain`: what a code means and what to do, and the whole table.

use crate::args::Explain;
use crate::exit;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::codes::{self, CarrierStatus, Explanation, Table, own};
use ihuyi::service::Service;
use serde_json::{Value, json};

pub fn run(args: &Explain, out: &Out) -> Result<u8, Failure> {
    let Some(asked) = args.code.as_deref().map(str::trim) else {
        table(args.service, out);
        return Ok(exit::OK);
    };
    match (asked.parse::<i32>(), codes::carrier_status(asked)) {
        (Ok(code), _) => one(code, args.service, out),
        (Err(_), Some(status)) => carrier(asked, status, out),
        (Err(_), None) => {
            let shown: String = asked.chars().filter(|c| !c.is_control()).take(40).collect();
            return Err(Failure::new(
                own::ARGUMENT,
                format!("“{shown}”不是状态码，也不是已知的运营商状态。状态码是整数，如 4072、-300；不带参数列出全部。"),
                format!(
                    "\"{shown}\" is no code and no known status of a carrier. A code is an integer, as 4072 or -300; without one, all are listed."
                ),
            ));
        }
    }
    Ok(exit::OK)
}

/// One code: as one service means it, or as each table that has it.
fn one(code: i32, service: Option<Service>, out: &Out) {
    let explanations = meanings(code, service);
    if out.json {
        let list: Vec<Value> = explanations.iter().map(|(tables, e)| object(tables, e, out)).collect();
        out.object(&json!({
            "command": "explain",
            "outcome": "ok",
            "code": code,
            "message": explanations.first().map(|(_, e)| e.text(out.lang)),
            "explanations": list,
            "exit_code": exit::OK,
        }));
        return;
    }
    let texts: Vec<String> = explanations.iter().map(|(tables, e)| text(tables, e, out)).collect();
    out.result(&texts.join("\n"));
}

/// The meanings of a code, with the tables that share each.
fn meanings(code: i32, service: Option<Service>) -> Vec<(Vec<Table>, Explanation)> {
    if let Some(service) = service {
        let table = Table::submit(service);
        return vec![(vec![table], codes::explain(table, code))];
    }
    let mut found: Vec<(Vec<Table>, Explanation)> = Vec::new();
    for table in Table::ALL {
        let explanation = codes::explain(table, code);
        // Own codes are known to every table; they stand in one.
        if !explanation.known || (code < 0 && table != Table::Own) {
            continue;
        }
        match found.iter_mut().find(|(_, e)| e.meaning_en == explanation.meaning_en) {
            Some((tables, _)) => tables.push(table),
            None => found.push((vec![table], explanation)),
        }
    }
    if found.is_empty() {
        let table = if code < 0 { Table::Own } else { Table::Sms };
        found.push((Vec::new(), codes::explain(table, code)));
    }
    found
}

fn text(tables: &[Table], e: &Explanation, out: &Out) -> String {
    let lang = out.lang;
    let titles: Vec<&str> = tables.iter().map(|table| table.title(lang)).collect();
    let titles = titles.join(out.pick("、", ", "));
    let mut text = format!("{}  {}", e.code, e.text(lang));
    if !titles.is_empty() {
        text.push_str(&if lang == codes::Lang::Zh { format!("（{titles}）") } else { format!("  ({titles})") });
    }
    text.push('\n');
    let mut line = |zh: &str, en: &str, words: &str| {
        if !words.is_empty() {
            text.push_str(&format!("  {}{}{words}\n", out.pick(zh, en), out.pick("：", ": ")));
        }
    };
    if let Some(table) = e.borrowed {
        let from = table.title(lang);
        line(
            "注意",
            "Mind",
            &if lang == codes::Lang::Zh {
                format!("这个产品的码表里没有它，以下是{from}的说明")
            } else {
                format!("the table of this service lacks it; this is what it means for {from}")
            },
        );
    }
    line("公开码表的原文", "The published table says", e.vendor);
    line("旧文档或实际回复", "In its document or in replies", &e.variants.join(out.pick("；", "; ")));
    line("含义", "Meaning", e.meaning(lang));
    line("常见原因", "Usual cause", e.cause(lang));
    line("处理", "What to do", e.advice(lang));
    if let Some(source) = e.source {
        line("出处", "Source", source.describe(lang));
    }
    text
}

fn object(tables: &[Table], e: &Explanation, out: &Out) -> Value {
    let lang = out.lang;
    json!({
        "code": e.code,
        "name": e.name,
        "tables": tables.iter().map(|table| table.title(lang)).collect::<Vec<_>>(),
        "services": tables.iter().filter_map(|table| service(*table)).map(Service::name).collect::<Vec<_>>(),
        "known": e.known,
        "text": e.text(lang),
        "vendor": e.vendor,
        "variants": e.variants,
        "explanation": e.meaning(lang),
        "cause": e.cause(lang),
        "advice": e.advice(lang),
        "anchor": e.anchor,
    })
}

fn service(table: Table) -> Option<Service> {
    Service::ALL.into_iter().find(|service| Table::submit(*service) == table)
}

/// Every code of every table, or of one service's.
fn table(only: Option<Service>, out: &Out) {
    let wanted = |table: Table| only.is_none_or(|service| table == Table::submit(service) || table == Table::Own);
    let rows: Vec<(Table, Explanation)> = codes::all()
        .filter(|(table, _)| wanted(*table))
        .map(|(table, code)| (table, codes::explain(table, code)))
        .collect();
    if out.json {
        let list: Vec<Value> = rows.iter().map(|(table, e)| object(&[*table], e, out)).collect();
        out.object(&json!({ "command": "explain", "outcome": "ok", "code": 0, "codes": list, "exit_code": exit::OK }));
        return;
    }
    let lang = out.lang;
    let mut text = String::new();
    let mut last = None;
    for (table, e) in &rows {
        if last != Some(*table) {
            let gap = if last.is_some() { "\n" } else { "" };
            text.push_str(&format!("{gap}{}\n", table.title(lang)));
            last = Some(*table);
        }
        text.push_str(&format!("  {:>6}  {}\n", e.code, e.text(lang)));
    }
    text.push_str(
        out.pick("\n某个状态码的详细说明：ihuyi explain 状态码\n", "\nMore about one of them: ihuyi explain CODE\n"),
    );
    out.result(&text);
}

fn carrier(asked: &str, status: &CarrierStatus, out: &Out) {
    let lang = out.lang;
    let (text, advice) = (status.text(lang), status.advice(lang));
    if out.json {
        out.object(&json!({
            "command": "explain",
            "outcome": "ok",
            "code": null,
            "status": asked,
            "explanation": text,
            "advice": advice,
            "exit_code": exit::OK,
        }));
        return;
    }
    let todo = out.pick("处理：", "What to do: ");
    out.result(&format!("{asked}  {text}\n  {todo}{advice}"));
}
