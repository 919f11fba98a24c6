//! `bulk plan`: a list becomes a journal. Nothing is sent.

use super::findings::Findings;
use super::list::{
    Cell, Form, Heading, Kind, List, Mend, Mends, Number, Row, Wanted, find_column, formula, hidden, hide, letters,
    lost, masked,
};
use super::plan_args::Plan;
use super::{plan_json, preview};
use crate::exit;
use crate::output::Out;
use crate::settings::{self, Settings};
use crate::text;
use ihuyi::answer::{Failure, Outcome};
use ihuyi::bulk::{Entry, Hours, Place, Planner, Sum, Template, Terms};
use ihuyi::client::Client;
use ihuyi::codes::{gateway, own};
use ihuyi::message::{self, mask};
use ihuyi::service::Service;
use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;

/// So many rows are shown as they will be sent.
const SHOWN: usize = 5;
/// So many are kept for that: some may turn out to be repeated.
const KEPT: usize = 50;

/// A row as it will be sent.
pub struct Sample {
    pub line: u64,
    /// Masked, in the text, too.
    pub mobile: String,
    pub content: String,
    pub characters: u32,
    /// 0: only the gateway knows.
    pub segments: u32,
}

/// How many messages are left on the account.
pub enum Balance {
    NotAsked,
    Left(i64),
    /// Why nobody could say.
    Unknown(Failure),
}

/// Everything that is told of a plan.
pub struct Report {
    pub list: PathBuf,
    pub journal: PathBuf,
    pub form: Form,
    /// The row of titles; None: there is none.
    pub title: Option<u64>,
    pub titles: Vec<String>,
    pub passed: Vec<(u64, String)>,
    pub mobile: usize,
    pub reference: Option<usize>,
    /// Columns that the text takes its words from.
    pub used: Vec<usize>,
    pub terms: Terms,
    pub account: String,
    pub samples: Vec<Sample>,
    pub findings: Findings,
    pub sum: Sum,
    /// The signature that the counts of characters include although the texts do not show it.
    pub signature: Option<String>,
    /// What is odd about the text as it was given: Chinese, English.
    pub warnings: Vec<(String, String)>,
    pub balance: Balance,
    /// Whether there is a journal now.
    pub made: bool,
}

pub fn run(args: &Plan, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, args.service, out)?;
    let word = |given: &Option<OsString>, what| match given {
        Some(given) => text::word(given, out.charset(), what).map(Some),
        None => Ok(None),
    };
    let sheet = word(&args.sheet, ("工作表名", "the sheet's name"))?;
    let delimiter = word(&args.delimiter, ("分隔符", "the delimiter"))?;
    let mobile = word(&args.mobile_column, ("列名", "the column's name"))?;
    let reference = word(&args.reference_column, ("列名", "the column's name"))?;
    let terms = terms(args)?;
    let client = Client::new(config);
    let wanted = Wanted {
        path: &args.list,
        sheet: sheet.as_deref(),
        charset: args.charset.as_deref(),
        delimiter: delimiter.as_deref(),
        mobile: mobile.as_deref(),
    };
    let mut list = List::open(&wanted)?;
    let form = list.form();
    let mut rows = list.rows()?;
    let mut heading =
        Heading::find(&mut *rows, mobile.as_deref()).map_err(|failure| with_other_sheets(failure, &form))?;
    let reference = match &reference {
        Some(name) => Some(find_column(&heading.titles, name, "--reference-column")?),
        None => None,
    };
    let (template, warnings) = template(args, out, &heading.titles)?;
    let planner = Planner::new(Place::of_command(&args.journal), terms.clone(), &client)?;
    let account = planner.account().to_owned();
    let mut reading = Reading {
        planner,
        terms: &terms,
        template: &template,
        titles: &heading.titles.clone(),
        mobile: heading.mobile,
        reference,
        signature: client.config().limits().signature,
        is_signed: false,
        text: String::new(),
        samples: Vec::new(),
        findings: Findings::default(),
    };
    let (mut row, mut last) = (Row::default(), heading.line);
    while heading.next(&mut *rows, &mut row)? {
        if let Some(last) = last {
            reading.findings.empty += row.line.saturating_sub(last + 1);
        }
        last = Some(row.line);
        reading.row(&row)?;
    }
    let signature = reading.is_signed.then(|| reading.signature.to_owned());
    let (sum, samples, findings, made) = reading.end(args.strict)?;
    // Where the balance of the v1 bulk interface could be asked is not public.
    let balance = if args.offline || !made || terms.batch { Balance::NotAsked } else { balance(&client, args.service) };
    let report = Report {
        list: args.list.clone(),
        journal: args.journal.clone(),
        form: form.shown(),
        title: heading.line,
        titles: heading.titles,
        passed: heading.passed,
        mobile: heading.mobile,
        reference,
        used: template.columns().to_vec(),
        terms,
        account,
        samples,
        findings,
        sum,
        signature,
        warnings,
        balance,
        made,
    };
    let code = if made { exit::OK } else { exit::REFUSED };
    if out.json {
        out.object(&plan_json::object(&report, out.lang, code));
    } else {
        out.result(&preview::text(&report, out.lang));
    }
    Ok(code)
}

fn terms(args: &Plan) -> Result<Terms, Failure> {
    let hours = match &args.hours {
        None => None,
        Some(text) => Some(Hours::parse(text).ok_or_else(|| {
            Failure::new(
                own::VALUE,
                "--hours 应写成 09:00-20:30（北京时间），没有建立计划。",
                "--hours takes FROM-TO as 09:00-20:30, China Standard Time. No plan was made.",
            )
        })?),
    };
    Ok(Terms {
        service: args.service,
        template_id: args.template_id.clone(),
        schedule: args.schedule.clone(),
        hours,
        rate: args.rate,
        list: args.together,
        batch: args.batch,
        repeats: args.repeats,
    })
}

/// The text, and what is odd about it.
fn template(args: &Plan, out: &Out, titles: &[String]) -> Result<(Template, Vec<(String, String)>), Failure> {
    let read = |given| text::argument(given, out.charset(), ("内容", "the text"));
    if let Some(given) = &args.text {
        let text = read(given)?;
        return Ok((Template::plain(&text), odd(&text)));
    }
    let (Some(given), option) = (args.template.as_ref().or(args.variables.as_ref()), args.template.is_some()) else {
        // The command line's own rules see to it that one of them is there.
        return Ok((Template::plain(""), Vec::new()));
    };
    let text = read(given)?;
    let template = Template::parse(&text, titles)?;
    if template.columns().is_empty() && option {
        return Err(Failure::new(
            own::VALUE,
            "模板里没有用到任何一列，每个人收到的会完全一样，没有建立计划。若正要如此，请用 --text；否则把列名写进花括号，例如 {姓名}。",
            "The template names no column, so everybody would get the same; no plan was made. If that is meant, use --text; otherwise write a column's title in braces, as in {name}.",
        ));
    }
    Ok((template, odd(&text)))
}

/// What a shell, or a page that was copied from, may have left in a text: it would be sent to everybody.
fn odd(text: &str) -> Vec<(String, String)> {
    let mut odd = Vec::new();
    let text = text.trim();
    let mut ends = text.chars();
    if let (Some(first), Some(last)) = (ends.next(), ends.next_back()) {
        if matches!((first, last), ('\'', '\'') | ('"', '"') | ('‘', '’') | ('“', '”') | ('`', '`')) {
            odd.push((
                format!(
                    "内容以引号 {first} 开头、以 {last} 结尾，引号会照样发给每个人。若不是有意的，请去掉；Windows 的 cmd 只认双引号 \"。"
                ),
                format!(
                    "the text begins with the quotation mark {first} and ends with {last}, and everybody would get them. Take them out if they are not meant; cmd of Windows knows double ones \" only."
                ),
            ));
        }
    }
    if text.contains("\\|") {
        odd.push((
            "内容里的竖线 | 前面有反斜杠 \\，反斜杠会照样发出去。若不是有意的，请去掉它。".to_owned(),
            "a bar | of the text has a backslash \\ before it, which would be sent as it is. Take it out if it is not meant."
                .to_owned(),
        ));
    }
    odd
}

/// The numbers may be in a sheet that was not looked at.
fn with_other_sheets(failure: Failure, form: &Form) -> Failure {
    let Form::Book { sheet, others, .. } = form else { return failure };
    if others.is_empty() {
        return failure;
    }
    let Failure { code, zh, en } = failure;
    Failure::new(
        code,
        format!("{zh}（看的是工作表“{sheet}”；另有：{}，可用 --sheet 指明。）", others.join("、")),
        format!("{en} (This is the sheet \"{sheet}\"; with --sheet there are: {}.)", others.join(", ")),
    )
}

fn balance(client: &Client, service: Service) -> Balance {
    let answer = client.balance(service);
    match (answer.outcome, answer.balance) {
        (Outcome::Accepted, Some(left)) => Balance::Left(left),
        _ => {
            let words = |lang| answer.words(lang).to_owned();
            Balance::Unknown(Failure::new(answer.code, words(ihuyi::codes::Lang::Zh), words(ihuyi::codes::Lang::En)))
        }
    }
}

/// The list on its way into the journal.
struct Reading<'a> {
    planner: Planner<'a>,
    terms: &'a Terms,
    template: &'a Template,
    titles: &'a [String],
    mobile: usize,
    reference: Option<usize>,
    signature: &'a str,
    /// Whether a text is counted with the signature, which the platform puts to it.
    is_signed: bool,
    text: String,
    samples: Vec<Sample>,
    findings: Findings,
}

impl Reading<'_> {
    fn row(&mut self, row: &Row) -> Result<(), Failure> {
        let raw = row.text(self.mobile);
        let mut mends = Mends::default();
        let number = match Number::read(row.cells().get(self.mobile), self.terms.service) {
            Ok(number) => number,
            Err(why) => return self.leave_out(row.line, raw, why),
        };
        if let Err(why) = self.fill(row, &mut mends) {
            // A number that is none is worse than a name that is missing.
            let why = message::normalise(self.terms.service, &number.text).err().unwrap_or(why);
            return self.leave_out(row.line, raw, why);
        }
        let signed = match self.planner.as_sent(&self.text) {
            Cow::Owned(signed) => Some(signed),
            Cow::Borrowed(_) => None,
        };
        self.text = signed.unwrap_or_else(|| std::mem::take(&mut self.text));
        if let Some(cell) = self.reference.and_then(|at| row.cells().get(at)).filter(|cell| cell.kind == Kind::Lost) {
            return self.leave_out(row.line, raw, lost(&cell.text));
        }
        let reference = self.reference.map_or("", |column| row.text(column));
        let entry = Entry { line: row.line, mobile: &number.text, content: &self.text, reference };
        if let Err(why) = self.planner.add(&entry)? {
            if !matches!(why.code, gateway::MOBILE_EMPTY | gateway::MOBILE_FORMAT | own::DENIED) {
                self.findings.refuse_text(&why);
            }
            self.findings.leave_out(row.line, masked(raw), why);
            return Ok(());
        }
        mends.join(number.mends);
        if row.broken {
            mends.add(Mend::Lines);
        }
        self.findings.mend(row.line, mends);
        if self.samples.len() < KEPT {
            let sample = self.sample(row.line, raw, &number.text);
            self.samples.push(sample);
        }
        Ok(())
    }

    fn leave_out(&mut self, line: u64, raw: &str, why: Failure) -> Result<(), Failure> {
        self.planner.leave_out(line, raw, "", &why)?;
        self.findings.leave_out(line, masked(raw), hidden(why));
        Ok(())
    }

    /// Writes the row's text, and what was understood of its cells.
    fn fill(&mut self, row: &Row, mends: &mut Mends) -> Result<(), Failure> {
        let columns = self.template.columns();
        for column in columns {
            let Some(cell) = row.cells().get(*column) else { continue };
            self.look(cell, *column, mends)?;
        }
        let cells: Vec<&str> = match columns.iter().max() {
            Some(last) => (0..=*last).map(|column| row.text(column)).collect(),
            None => Vec::new(),
        };
        self.template.fill(&cells, &mut self.text).map_err(|column| {
            let title = &self.titles[column];
            Failure::new(
                own::ARGUMENT,
                format!("“{title}”列（{}）是空的，内容拼不完整，未列入。请填上再做计划。", letters(column)),
                format!(
                    "The cell of \"{title}\" ({}) is empty, so there is no whole text; left out. Fill it in and plan again.",
                    letters(column)
                ),
            )
        })
    }

    fn look(&self, cell: &Cell, column: usize, mends: &mut Mends) -> Result<(), Failure> {
        match cell.kind {
            Kind::Error => return Err(formula(&cell.text)),
            Kind::Lost => return Err(lost(&cell.text)),
            Kind::Text if is_error(cell.text.trim()) => return Err(formula(cell.text.trim())),
            Kind::Number | Kind::Flag => mends.add(Mend::TextNumber),
            Kind::Date => mends.add(Mend::TextDate),
            // An empty cell is told as that.
            Kind::Text if cell.text.trim().len() != cell.text.len() && !cell.text.trim().is_empty() => {
                mends.add(Mend::TextBlanks);
            }
            Kind::Text => {}
        }
        if self.terms.template_id.is_some() && cell.text.contains('|') {
            let title = &self.titles[column];
            return Err(Failure::new(
                own::ARGUMENT,
                format!("“{title}”列里有竖线 |，网关会把它当作变量之间的分隔，未列入。请去掉它。"),
                format!(
                    "The cell of \"{title}\" holds a bar |, which parts variables for the gateway; left out. Take it out."
                ),
            ));
        }
        Ok(())
    }

    fn sample(&mut self, line: u64, raw: &str, number: &str) -> Sample {
        let service = self.terms.service;
        let normal = message::normalise(service, number).unwrap_or_default();
        let shown = mask(&normal);
        let mut content = self.text.clone();
        for secret in [raw, number, &normal] {
            if secret.chars().count() >= 7 {
                content = content.replace(secret, &shown);
            }
        }
        let content = hide(&content);
        let bill = message::bill(service, &self.text, self.terms.template_id.is_some(), self.signature);
        let bill = bill.unwrap_or_default();
        self.is_signed |= bill.characters as usize > self.text.chars().count();
        Sample { line, mobile: shown, content, characters: bill.characters, segments: bill.segments }
    }

    /// The list is over: what it comes to, and whether there is a journal of it.
    fn end(self, strict: bool) -> Result<(Sum, Vec<Sample>, Findings, bool), Failure> {
        let Reading { mut planner, mut samples, mut findings, .. } = self;
        let sum = planner.settle(&mut |row| {
            samples.retain(|sample| sample.line != row.line);
            findings.leave_out(row.line, row.mobile.clone(), row.why.clone());
        })?;
        let made = sum.rows > 0 && !(strict && sum.left_out > 0);
        if made {
            planner.finish(&mut |_, _| ())?;
        }
        samples.truncate(SHOWN);
        Ok((sum, samples, findings, made))
    }
}

/// What a spreadsheet shows where a formula failed or a column is too narrow: in a CSV file that is all that is left of the cell.
fn is_error(text: &str) -> bool {
    matches!(text, "#N/A" | "#VALUE!" | "#REF!" | "#DIV/0!" | "#NUM!" | "#NAME?" | "#NULL!")
        || (text.len() > 2 && text.bytes().all(|b| b == b'#'))
}
