//! What `OpenBulk` returns: a list of thousands, each sent once.
//!
//! What a call came to stands in the properties of the `Ihuyi.Sms` that opened the list, as after each call of its own. How far the list is, its own
//! properties tell at any time and on any thread. Rows are read by one thread at a time.

use super::fault::{Fault, argument};
use super::guid;
use super::last::{Answers, Last};
use super::members::{Member, bulk as member};
use super::object::Automation;
use super::records::seconds;
use super::sms::Settled;
use super::track::number;
use super::variant::{Argument, Value};
use crate::answer::{Answer, Failure};
use crate::bulk::{Phase, Row, State};
use crate::codes::{Lang, Table, own};
use crate::ffi::bulk::ihuyi_bulk;
use crate::ffi::contained;
use crate::track::china;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use windows_sys::Win32::Foundation::DISP_E_MEMBERNOTFOUND;
use windows_sys::core::GUID;

/// The object.
pub struct List {
    /// None: it could not be opened, or was closed. Whoever works on it takes a reference: closing waits for nobody.
    open: RwLock<Option<Arc<ihuyi_bulk>>>,
    /// The row that was read last.
    row: Mutex<Option<Row>>,
    answers: Arc<Answers>,
    table: Table,
    lang: Lang,
}

impl List {
    pub fn new(opened: Option<ihuyi_bulk>, answers: Arc<Answers>, table: Table, lang: Lang) -> List {
        List { open: RwLock::new(opened.map(Arc::new)), row: Mutex::default(), answers, table, lang }
    }

    fn open(&self) -> Option<Arc<ihuyi_bulk>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn last(&self, answer: Answer) -> Last {
        Last { answer, table: self.table, lang: self.lang }
    }

    /// Lets `ask` ask the list and keeps what it came to.
    fn ask(&self, ask: impl FnOnce(&ihuyi_bulk) -> Result<Answer, Failure>) -> Settled {
        let open = self.open();
        let answer = contained(|| {
            let list = open.as_deref().ok_or_else(closed);
            list.and_then(ask).unwrap_or_else(Answer::failed)
        });
        self.answers.keep(self.last(answer))
    }

    fn add(&self, mobile: &Argument, content: &Argument, reference: &Argument) -> Settled {
        let (mobile, content) = (entry(mobile, "mobile")?, entry(content, "content")?);
        let reference = if reference.is_absent() { Ok("".into()) } else { entry(reference, "reference")? };
        self.ask(|list| Ok(list.add(mobile, content, reference)))
    }

    fn run(&self, budget: i32) -> Settled {
        let mut phase = "";
        self.ask(|list| {
            phase = name(list.run(budget, "milliseconds")?.phase);
            Ok(Answer::done())
        })?;
        Ok(phase.into())
    }

    fn next_row(&self, state: &Argument, after: &Argument) -> Settled {
        let wanted = if state.is_absent() { None } else { wanted(&state.text("state")?)? };
        let after = number(after)?;
        let mut row = None;
        // The row before is gone whatever becomes of this call.
        let told = self.ask(|list| {
            row = list.next(wanted, after)?;
            Ok(Answer::done())
        });
        let is_there = row.is_some();
        *self.row.lock().unwrap_or_else(PoisonError::into_inner) = row;
        told.map(|_| Value::Truth(is_there))
    }

    fn close(&self) -> Settled {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        drop(open);
        Ok(Value::Empty)
    }

    fn about_row(&self, id: i32) -> Value {
        let row = self.row.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(row) = &*row else {
            return if id < member::ROW_STATE { Value::Number(0) } else { "".into() };
        };
        match id {
            member::ROW_NUMBER => count(row.id),
            member::ROW_LINE => count(row.line),
            member::ROW_CODE => Value::Number(row.code.into()),
            member::ROW_SEGMENTS => Value::Number(row.segments.into()),
            member::ROW_STATE => row.state.name().into(),
            member::ROW_MOBILE => row.mobile.as_str().into(),
            member::ROW_REFERENCE => row.reference.as_str().into(),
            member::ROW_MESSAGE_ID => row.message_id.as_str().into(),
            member::ROW_TIME if row.at == 0 => "".into(),
            member::ROW_TIME => Value::Text(china(row.at)),
            _ => row.words(self.lang).into(),
        }
    }

    fn about(&self, id: i32) -> Value {
        let Some(list) = self.open() else {
            return if matches!(id, member::STATE | member::MESSAGE) { "".into() } else { Value::Number(0) };
        };
        let standing = list.standing();
        let (tally, why) = (&standing.tally, standing.why.as_ref());
        match id {
            member::STATE => name(standing.phase).into(),
            member::CODE => Value::Number(why.map_or(0, |why| why.code).into()),
            member::MESSAGE => why.map_or("", |why| why.words(self.lang)).into(),
            member::WAIT => seconds(standing.wait),
            member::ROWS => count(tally.total()),
            member::PLANNED => count(tally.of(State::Planned)),
            member::SENDING => count(tally.of(State::Sending)),
            member::ACCEPTED => count(tally.of(State::Accepted)),
            member::REFUSED => count(tally.of(State::Refused)),
            member::UNKNOWN => count(tally.of(State::Unknown)),
            member::LEFT_OUT => count(tally.of(State::LeftOut)),
            member::SEGMENTS => count(standing.segments),
            _ => count(tally.segments),
        }
    }
}

impl Automation for List {
    fn members(&self) -> &'static [Member] {
        member::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::BULK
    }

    fn call(&self, id: i32, arguments: &[Argument]) -> Settled {
        match id {
            member::STATE..=member::ACCEPTED_SEGMENTS => Ok(self.about(id)),
            member::ROW_NUMBER..=member::ROW_MESSAGE => Ok(self.about_row(id)),
            member::ADD => self.add(&arguments[0], &arguments[1], &arguments[2]),
            member::RUN => self.run(arguments[0].number("milliseconds")?),
            member::NEXT_ROW => self.next_row(&arguments[0], &arguments[1]),
            member::CLOSE => self.close(),
            _ => Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        }
    }

    /// So that the properties never tell of an earlier call than the one that failed.
    fn failed(&self, failure: &Failure) {
        self.answers.note(self.last(Answer::failed(failure.clone())));
    }
}

/// A text of a row. What is half a text is the row's fault, which then is left out; what is none is the caller's.
fn entry(text: &Argument, name: &str) -> Result<Result<Cow<'static, str>, Failure>, Fault> {
    match text.text(name) {
        Ok(text) => Ok(Ok(text.into())),
        Err(Fault::Raised(why)) if why.code == own::ENCODING => Ok(Err(why)),
        Err(fault) => Err(fault),
    }
}

/// Which rows; None: all.
fn wanted(state: &str) -> Result<Option<State>, Fault> {
    let found = State::ALL.into_iter().find(|known| known.name() == state);
    if found.is_some() || state.is_empty() {
        return Ok(found);
    }
    let names = State::ALL.map(State::name).join("、");
    Err(argument(
        format!("参数 state 是“{state}”，应为空（全部）或 {names} 之一。"),
        format!("The argument state is \"{state}\": leave it empty for all rows, or give one of {names}."),
    ))
}

const fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Planning => "planning",
        Phase::Ready => "ready",
        Phase::Paused => "paused",
        Phase::Halted => "halted",
        Phase::Done => "done",
    }
}

fn count(number: u64) -> Value {
    Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn closed() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "名单没有打开，或者已经关闭，未发送。请用 OpenBulk 打开；没有打开的原因见当时的 Message。",
        "The list is not open, or was closed; nothing was sent. Open it with OpenBulk; why it was not opened, Message said.",
    )
}
