//! What a plan comes to, for people: at most 80 columns, with Chinese text in it.

use super::findings::Left;
use super::list::{Form, How, Mend, columns, delimiter_words, hide_digits, letters, printable};
use super::plan::{Balance, Report, Sample};
use super::summary::csv_name;
use super::width::{beside, count, fold, one_or, pad, pad_left, rows as rows_en, width};
use crate::meaning;
use ihuyi::answer::Failure;
use ihuyi::codes::{self, Family, Lang, Table};
use std::path::Path;

/// So many row numbers of a kind are named.
const LINES: usize = 10;
/// So many left-out rows are told of.
const LEFT: usize = 20;

/// The whole text.
pub fn text(report: &Report, lang: Lang) -> String {
    let page = Page { report, zh: lang == Lang::Zh, lang };
    let parts = [page.list(), page.samples(), page.mended(), page.left(), page.sum(), page.next()];
    // Words of the list stand in it, and none of them is a command to the terminal.
    printable(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
}

/// A path as a shell takes it.
pub fn shell(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '\\' | ',' | '+' | '@');
    if !path.is_empty() && path.chars().all(plain) {
        path
    } else if cfg!(windows) {
        format!("\"{path}\"")
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

struct Page<'a> {
    report: &'a Report,
    zh: bool,
    lang: Lang,
}

impl Page<'_> {
    fn pick(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        if self.zh { zh.into() } else { en.into() }
    }

    fn field(&self, zh: &str, en: &str, text: &str) -> String {
        let (label, columns) = if self.zh { (zh, 8) } else { (en, 11) };
        beside(label, columns, text)
    }

    /// What was read, and what was found out by looking.
    fn list(&self) -> String {
        let report = self.report;
        let mut out = self.field("名单", "list", &format!("{}\n{}", report.list.display(), self.form()));
        let title = match report.title {
            None => self.pick("没有标题行，列用字母称呼", "no row of titles; columns go by their letters"),
            Some(line) => self.pick(format!("第 {line} 行"), format!("row {line}")),
        };
        let passed = report.passed.iter().map(|(line, text)| {
            self.pick(format!("略过第 {line} 行：{text}"), format!("passed over row {line}: {text}"))
        });
        let title: Vec<String> = std::iter::once(title).chain(passed).collect();
        out += &self.field("标题", "titles", &title.join("\n"));
        out += &self.field("列", "columns", &hide_digits(&columns(&report.titles)));
        out += &self.field("号码", "numbers", &self.column(report.mobile));
        if let Some(reference) = report.reference {
            out += &self.field("编号", "reference", &self.column(reference));
        }
        out += &self.field("产品", "service", &self.service());
        let terms = self.terms();
        if !terms.is_empty() {
            out += &self.field("方式", "terms", &terms.join(&self.pick("；", "; ")));
        }
        out
    }

    fn form(&self) -> String {
        match &self.report.form {
            Form::Book { kind, sheet, others } => {
                let others = match others.as_slice() {
                    [] => String::new(),
                    others => self
                        .pick(format!("；没有读：{}", others.join("、")), format!("; not read: {}", others.join(", "))),
                };
                self.pick(
                    format!("{kind}，工作表“{sheet}”，隐藏和筛选掉的行也在内{others}"),
                    format!("{kind}, sheet \"{sheet}\", hidden and filtered rows included{others}"),
                )
            }
            Form::Text { charset, delimiter } => {
                let name = charset.name();
                let (zh, en) = match charset.how {
                    How::Told => ("按指定", "as told"),
                    How::Mark => ("文件开头有标记", "by the mark at its beginning"),
                    How::Ascii => ("全是 ASCII", "all of it is ASCII"),
                    How::Valid => ("全文符合", "all of it is valid"),
                    How::Left => ("全文不是 UTF-8，按此读取", "it is no UTF-8"),
                };
                let (delimiter_zh, delimiter_en) = delimiter_words(*delimiter);
                self.pick(
                    format!("CSV，字符集 {name}（{zh}），分隔符：{delimiter_zh}"),
                    format!("CSV, charset {name} ({en}), delimiter: {delimiter_en}"),
                )
            }
        }
    }

    fn column(&self, at: usize) -> String {
        let letter = letters(at);
        match self.report.titles.get(at).filter(|title| !title.is_empty() && self.report.title.is_some()) {
            Some(title) => {
                let title = hide_digits(title);
                self.pick(format!("{letter} 列“{title}”"), format!("column {letter}, \"{title}\""))
            }
            None => self.pick(format!("{letter} 列"), format!("column {letter}")),
        }
    }

    fn service(&self) -> String {
        let (facts, account) = (self.report.terms.service.facts(), &self.report.account);
        self.pick(format!("{}，帐号 {account}", facts.zh), format!("{}, account {account}", facts.en))
    }

    fn terms(&self) -> Vec<String> {
        let terms = &self.report.terms;
        let mut said = Vec::new();
        if let Some(id) = &terms.template_id {
            said.push(self.pick(format!("模板 {id}"), format!("template {id}")));
        }
        if let Some(hours) = terms.hours {
            said.push(
                self.pick(format!("只在 {hours} 发送（北京时间）"), format!("only {hours}, China Standard Time")),
            );
        }
        if terms.rate > 0 {
            let rate = terms.rate;
            said.push(self.pick(format!("每秒最多 {rate} 条"), format!("at most {rate} a second")));
        }
        if let Some(time) = &terms.schedule {
            said.push(self.pick(format!("网关定时 {time} 发出"), format!("the gateway sends at {time}")));
        }
        if terms.together() > 1 {
            let most = count(terms.together().into());
            said.push(self.pick(
                format!("内容相同的至多 {most} 个号码一次提交"),
                format!("up to {most} numbers of one text in a request"),
            ));
        }
        if terms.repeats {
            said.push(self.pick("号码重复的每行都发", "a message for each row of a number"));
        }
        said
    }

    /// The first rows, as they will be sent.
    fn samples(&self) -> String {
        let samples = &self.report.samples;
        if samples.is_empty() {
            return String::new();
        }
        let n = samples.len();
        let (signed_zh, signed_en) = match &self.report.signature {
            None => (String::new(), String::new()),
            Some(name) => (format!("（字数含签名【{name}】）"), format!(" (counted with the signature 【{name}】)")),
        };
        let head = self.pick(
            format!("前 {n} 行将这样发出{signed_zh}："),
            format!("The first {n} as they will be sent{signed_en}:"),
        );
        let mut out = beside("", 0, &head);
        let lines: Vec<String> = samples.iter().map(|sample| self.row(sample.line)).collect();
        let line_columns = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let number_columns = samples.iter().map(|sample| width(&sample.mobile)).max().unwrap_or(0);
        for (sample, line) in samples.iter().zip(&lines) {
            let head = format!("  {}  {}", pad(line, line_columns), pad(&sample.mobile, number_columns));
            out += format!("{head}  {}", self.cost(sample)).trim_end();
            out.push('\n');
            for line in fold(&sample.content, super::width::LINE - 6) {
                out += format!("      {line}").trim_end();
                out.push('\n');
            }
        }
        out
    }

    fn row(&self, line: u64) -> String {
        self.pick(format!("第 {line} 行"), format!("row {line}"))
    }

    fn cost(&self, sample: &Sample) -> String {
        let (characters, segments) = (sample.characters, sample.segments);
        match (characters, segments) {
            (0, _) => String::new(),
            (_, 0) => self.pick(format!("{characters} 字"), format!("{characters} characters")),
            _ => self.pick(
                format!("{characters} 字，计 {segments} 条"),
                format!("{characters} characters, billed as {segments}"),
            ),
        }
    }

    /// Cells that were understood although they were not plain.
    fn mended(&self) -> String {
        let kinds: Vec<_> = self.report.findings.mended().collect();
        if kinds.is_empty() {
            return String::new();
        }
        let words = |mend: Mend| if self.zh { mend.words().0 } else { mend.words().1 };
        let columns = kinds.iter().map(|(mend, _)| width(words(*mend))).max().unwrap_or(0) + 4;
        let mut out = self.pick(
            "不规范的单元格，按下面的理解处理，请核对：\n",
            "Cells that were not plain, and how they are read. Please check:\n",
        );
        for (mend, rows) in kinds {
            let named: Vec<String> = rows.lines.iter().take(LINES).map(u64::to_string).collect();
            let more = rows.count - named.len() as u64;
            let text = match (self.zh, more) {
                (true, 0) => format!("第 {} 行", named.join("、")),
                (true, more) => format!("第 {} 行和另外 {} 行", named.join("、"), count(more)),
                (false, 0) if named.len() == 1 => format!("row {}", named.join(", ")),
                (false, 0) => format!("rows {}", named.join(", ")),
                (false, more) => format!("rows {} and {} more", named.join(", "), count(more)),
            };
            out += &beside(&format!("  {}", words(mend)), columns, &text);
        }
        out
    }

    /// Rows that were left out.
    fn left(&self) -> String {
        let findings = &self.report.findings;
        let total = findings.left_count;
        if total == 0 {
            return String::new();
        }
        let common = self.common();
        let mut out = String::new();
        let mut total = total;
        let mut shown: Vec<&Left> = findings.left.iter().collect();
        if let Some((why, rows)) = common {
            let all = count(rows);
            out += &self.pick(
                format!("内容不能发送，{all} 行都因为同一个原因：\n"),
                format!("The text cannot be sent, for one reason in {}:\n", rows_en(rows)),
            );
            out += &beside("  ", 2, why.words(self.lang));
            shown.retain(|left| left.why != *why);
            total -= rows;
            if total == 0 {
                return out;
            }
            out.push('\n');
        }
        shown.truncate(LEFT);
        let all = count(total);
        out += &match (self.zh, total as usize == shown.len()) {
            (true, true) => format!("未列入的 {all} 行，不会发送：\n"),
            (true, false) => format!("未列入的 {all} 行，不会发送。前 {} 行：\n", shown.len()),
            (false, true) => format!("Left out and not sent, {all}:\n"),
            (false, false) => format!("Left out and not sent, {all}; the first {}:\n", shown.len()),
        };
        let lines: Vec<String> = shown.iter().map(|left| self.row(left.line)).collect();
        let line_columns = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let number_columns = shown.iter().map(|left| width(&left.mobile)).max().unwrap_or(0);
        for (left, line) in shown.iter().zip(&lines) {
            let head = format!("  {}  {}  ", pad(line, line_columns), pad(&left.mobile, number_columns));
            out += &beside(&head, width(&head), left.why.words(self.lang));
        }
        if total as usize > shown.len() && self.report.made {
            out += &self.pick("全部列出：\n", "All of them:\n");
            let journal = shell(&self.report.journal);
            let csv = csv_name(&self.report.journal, &self.pick("未列入", "left-out"));
            out += &format!("  ihuyi bulk export {csv} --journal {journal} --only left_out\n");
        }
        out
    }

    /// What is wrong with the text, where that is why no row can be sent.
    fn common(&self) -> Option<(&Failure, u64)> {
        self.report.findings.text().filter(|_| self.report.sum.rows == 0)
    }

    /// Where the gateway does not know the account or the key, it will not take a message either.
    fn nothing_can_be_sent(&self, code: i32) -> Option<(String, String)> {
        let is_about_all = matches!(codes::family(Table::GetNum, code), Family::Account | Family::Setting);
        if code <= 0 || !is_about_all {
            return None;
        }
        let meaning = meaning::of("balance", self.report.terms.service, code, self.lang);
        let (meaning, advice) = (meaning.meaning, meaning.advice);
        Some((
            self.pick("注意：", "Note: "),
            self.pick(
                format!("这样开始发送，会在第一条就停下。{meaning}{advice}"),
                format!("a run would stop at its first message. {meaning} {advice}"),
            ),
        ))
    }

    fn sum(&self) -> String {
        let sum = &self.report.sum;
        let mut lines = vec![(
            self.pick("将发送", "to be sent"),
            count(sum.rows),
            self.pick("行", one_or(sum.rows, "row", "rows")),
        )];
        let out = one_or(sum.left_out, "row", "rows");
        let empty = match self.report.findings.empty {
            0 => self.pick("行", out),
            n => self.pick(format!("行；另有空行 {} 行", count(n)), format!("{out}; empty rows: {}", count(n))),
        };
        lines.push((self.pick("未列入", "left out"), count(sum.left_out), empty));
        if sum.rows > 0 {
            lines.push((self.pick("计费", "billed"), count(sum.segments), self.by_segments()));
            let (characters, line) = sum.longest;
            if characters > 0 {
                let (with_zh, with_en) = match self.report.signature {
                    None => ("", ""),
                    Some(_) => ("（含签名）", " with the signature"),
                };
                let text =
                    self.pick(format!("字{with_zh}，在第 {line} 行"), format!("characters{with_en}, in row {line}"));
                lines.push((self.pick("最长", "longest"), count(characters.into()), text));
            }
        }
        let mut notes = Vec::new();
        match &self.report.balance {
            Balance::NotAsked => {}
            Balance::Left(left) => {
                let short = i128::from(sum.segments) - i128::from(*left);
                let messages = one_or((*left).max(0) as u64, "message", "messages");
                let text = if short > 0 {
                    let short = count(short.try_into().unwrap_or(u64::MAX));
                    self.pick(
                        format!("条，还差 {short} 条，请先充值"),
                        format!("{messages} left, {short} too few; top up first"),
                    )
                } else {
                    self.pick("条，够发完".to_owned(), format!("{messages} left, which is enough"))
                };
                lines.push((self.pick("余额", "balance"), count((*left).max(0) as u64), text));
            }
            Balance::Unknown(failure) => {
                notes.push((
                    self.pick("余额没有查到：", "The balance could not be asked: "),
                    format!("{} ({})", failure.words(self.lang), failure.code),
                ));
                notes.extend(self.nothing_can_be_sent(failure.code));
            }
        }
        if self.report.terms.batch {
            notes.push((
                self.pick("注意：", "Note: "),
                self.pick(
                    "v1 批量接口（sms-yx）的回复没有公开，本程序没有在真实网关上验证过。请先用一小份名单试发，并到控制台核对；余额也请到控制台查看。",
                    "what the v1 bulk interface (sms-yx) answers is not public, and this program is unproven against the real one. Try a small list first, and look in the console, for the balance too.",
                ),
            ));
        }
        if !sum.opt_outs_asked {
            notes.push((
                self.pick("退订名单", "Opt-outs: "),
                self.pick("是空的（还没有记录过退订）。", "none were recorded yet."),
            ));
        }
        for (zh, en) in &self.report.warnings {
            notes.push((self.pick("注意：", "Note: "), self.pick(zh, en)));
        }
        let labels = lines.iter().map(|(label, ..)| width(label)).max().unwrap_or(0);
        let numbers = lines.iter().map(|(_, number, _)| width(number)).max().unwrap_or(0);
        let mut out = self.pick("合计\n", "In all\n");
        for (label, number, text) in &lines {
            let head = format!("  {}  {} ", pad(label, labels), pad_left(number, numbers));
            out += &beside(&head, width(&head), text);
        }
        for (label, text) in notes {
            out += &beside("", 2, &format!("{label}{text}"));
        }
        out
    }

    /// How many rows cost how much.
    fn by_segments(&self) -> String {
        let by = &self.report.sum.by_segments;
        let mut parts = Vec::new();
        for (segments, rows) in by.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            let (rows, rows_en) = (count(*rows), rows_en(*rows));
            parts.push(match segments {
                0 => self.pick(
                    format!("{rows} 行的条数只有网关知道，各按 1 条算"),
                    format!("{rows_en} that only the gateway can count, taken for 1 each"),
                ),
                8 => self.pick(format!("8 条及以上的 {rows} 行"), format!("{rows_en} of 8 and more")),
                n => self.pick(format!("{n} 条的 {rows} 行"), format!("{rows_en} of {n}")),
            });
        }
        let messages = one_or(self.report.sum.segments, "message", "messages");
        self.pick(format!("条：{}", parts.join("，")), format!("{messages}: {}", parts.join(", ")))
    }

    fn next(&self) -> String {
        let report = self.report;
        let journal = shell(&report.journal);
        if report.made {
            return self.pick(
                format!("任务文件已写好，还什么都没有发。开始发送：\n  ihuyi bulk run --journal {journal}\n"),
                format!(
                    "The journal is written; nothing was sent yet. To send:\n  ihuyi bulk run --journal {journal}\n"
                ),
            );
        }
        let words = if let Some((_, rows)) = self.common() {
            let (also_zh, also_en) = match rows == report.sum.left_out {
                true => ("", ""),
                false => ("和名单", " and the list"),
            };
            self.pick(
                format!("没有一行可以发送，没有生成任务文件。请按上面的原因改正内容{also_zh}，再做计划。"),
                format!("No row can be sent, so no journal was made. Mend the text{also_en} by the reasons above and plan again."),
            )
        } else if report.sum.rows == 0 {
            self.pick(
                "没有一行可以发送，没有生成任务文件。请按上面的原因改正名单，再做计划。",
                "No row can be sent, so no journal was made. Mend the list by the reasons above and plan again.",
            )
        } else {
            self.pick(
                "有未列入的行，按 --strict 没有生成任务文件。请改正名单，或去掉 --strict。",
                "Rows would be left out, so by --strict no journal was made. Mend the list, or leave --strict out.",
            )
        };
        beside("", 0, &words)
    }
}
