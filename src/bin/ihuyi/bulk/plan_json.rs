//! What a plan comes to, for machines: one object.

use super::list::{Form, hide_digits, letters};
use super::plan::{Balance, Report};
use super::preview::shell;
use ihuyi::codes::Lang;
use serde_json::{Value, json};

/// The JSON object. Numbers are masked in it; the journal has them.
pub fn object(report: &Report, lang: Lang, exit_code: u8) -> Value {
    let (terms, sum, findings) = (&report.terms, &report.sum, &report.findings);
    let column =
        |at: usize| json!({ "letter": letters(at), "title": report.titles.get(at).map(|title| hide_digits(title)) });
    let used: Vec<Value> = report.used.iter().map(|at| column(*at)).collect();
    let passed: Vec<Value> = report.passed.iter().map(|(line, text)| json!({ "row": line, "text": text })).collect();
    let samples: Vec<Value> = report
        .samples
        .iter()
        .map(|sample| {
            json!({
                "row": sample.line, "mobile": sample.mobile, "text": sample.content,
                "characters": known(sample.characters), "segments": known(sample.segments),
            })
        })
        .collect();
    let mended: Vec<Value> = findings
        .mended()
        .map(|(mend, rows)| {
            let (zh, en) = mend.words();
            let words = if lang == Lang::Zh { zh } else { en };
            json!({ "kind": mend.name(), "words": words, "count": rows.count, "rows": rows.lines })
        })
        .collect();
    let left: Vec<Value> = findings
        .left
        .iter()
        .map(|left| {
            let mobile = Some(&left.mobile).filter(|mobile| !mobile.is_empty());
            json!({ "row": left.line, "mobile": mobile, "code": left.why.code, "message": left.why.words(lang) })
        })
        .collect();
    let warnings: Vec<&String> =
        report.warnings.iter().map(|(zh, en)| if lang == Lang::Zh { zh } else { en }).collect();
    let journal = report.made.then(|| report.journal.display().to_string());
    let next = report.made.then(|| format!("ihuyi bulk run --journal {}", shell(&report.journal)));
    let longest = (sum.longest.0 > 0).then(|| json!({ "characters": sum.longest.0, "row": sum.longest.1 }));
    json!({
        "command": "bulk plan",
        "outcome": if report.made { "ok" } else { "refused" },
        "code": 0,
        "journal": journal,
        "next": next,
        "list": {
            "file": report.list.display().to_string(),
            "form": form(&report.form),
            "title_row": report.title,
            "passed_over": passed,
            "titles": report.titles.iter().map(|title| hide_digits(title)).collect::<Vec<_>>(),
            "mobile_column": column(report.mobile),
            "reference_column": report.reference.map(column),
            "used_columns": used,
            "empty_rows": findings.empty,
        },
        "service": terms.service.name(),
        "account": report.account,
        "template_id": terms.template_id,
        "hours": terms.hours.map(|hours| hours.to_string()),
        "rate": terms.rate,
        "schedule": terms.schedule,
        "together": terms.together(),
        "batch": terms.batch,
        "repeats": terms.repeats,
        "samples": samples,
        "mended": mended,
        "left_out": left,
        "left_out_not_shown": findings.left_count - findings.left.len() as u64,
        "sum": {
            "rows": sum.rows,
            "left_out": sum.left_out,
            "segments": sum.segments,
            "rows_by_segments": sum.by_segments,
            "longest": longest,
        },
        "opt_outs_asked": sum.opt_outs_asked,
        "signature_counted": report.signature,
        "warnings": warnings,
        "balance": balance(report, lang),
        "exit_code": exit_code,
    })
}

fn known(n: u32) -> Option<u32> {
    Some(n).filter(|n| *n > 0)
}

fn form(form: &Form) -> Value {
    match form {
        Form::Book { kind, sheet, others } => json!({ "kind": kind, "sheet": sheet, "sheets_not_read": others }),
        Form::Text { charset, delimiter } => json!({
            "kind": "csv", "charset": charset.name(), "charset_found": charset.how.name(), "delimiter": delimiter,
        }),
    }
}

fn balance(report: &Report, lang: Lang) -> Value {
    match &report.balance {
        Balance::NotAsked => Value::Null,
        Balance::Left(left) => {
            json!({ "left": left, "enough": i128::from(*left) >= i128::from(report.sum.segments) })
        }
        Balance::Unknown(failure) => json!({ "code": failure.code, "message": failure.words(lang) }),
    }
}
