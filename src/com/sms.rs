//! `Ihuyi.Sms`: a client with its settings, and what each thread's last call came to.
//!
//! One object may serve a whole IIS application: calls run side by side, each with the settings that held when it began.

use super::fault::{Fault, argument};
use super::guid;
use super::last::{Answers, Last};
use super::list::List;
use super::members::{Member, sms as member};
use super::object::{Automation, Object};
use super::records::Explanation;
use super::variant::{Argument, Value};
use crate::answer::{Answer, Failure, Outcome};
use crate::bulk;
use crate::client::Client;
use crate::codes::{self, Lang, Table};
use crate::config::Config;
use crate::ffi::bulk::ihuyi_bulk;
use crate::ffi::{contained, module, version};
use crate::guard;
use crate::message::{self, Options, Submission};
use crate::service::{Service, named};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use windows_sys::Win32::Foundation::DISP_E_MEMBERNOTFOUND;
use windows_sys::core::GUID;
use zeroize::Zeroizing;

/// The object.
pub struct Sms {
    /// The client; or why its settings could not be read, until `Open` finds better ones. Whoever asks the gateway takes a reference and
    /// leaves the lock alone: a change of settings waits for no call, and no call for it.
    client: RwLock<Arc<Result<Client, Failure>>>,
    answers: Arc<Answers>,
}

/// A member's answer.
pub type Settled = Result<Value, Fault>;

impl Sms {
    /// With the settings of the environment and of `ihuyi.ini` beside the DLL.
    pub fn new() -> Sms {
        Sms { client: RwLock::new(Arc::new(client(module::ini().as_deref()))), answers: Arc::default() }
    }

    fn client(&self) -> Arc<Result<Client, Failure>> {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets `ask` ask the gateway and keeps what it came to; its code, or an error where that is the caller's own.
    pub fn ask(&self, table: Table, ask: impl FnOnce(&Client) -> Result<Answer, Failure>) -> Settled {
        let answer = self.asked(ask);
        self.keep(answer, table)
    }

    /// What `ask` comes to with the settings as they are.
    pub fn asked(&self, ask: impl FnOnce(&Client) -> Result<Answer, Failure>) -> Answer {
        let client = self.client();
        contained(|| match &*client {
            Ok(client) => ask(client).unwrap_or_else(Answer::failed),
            Err(failure) => Answer::failed(failure.clone()),
        })
    }

    pub fn keep(&self, answer: Answer, table: Table) -> Settled {
        self.answers.keep(Last { answer, table, lang: self.lang() })
    }

    /// Keeps what this thread's call came to, and raises nothing.
    pub fn note(&self, answer: Answer, table: Table) {
        self.answers.note(Last { answer, table, lang: self.lang() });
    }

    pub fn lang(&self) -> Lang {
        (*self.client()).as_ref().map_or(Lang::Zh, |client| client.config().lang)
    }

    fn set(&self, name: &str, value: &str) -> Result<(), Fault> {
        let mut client = self.client.write().unwrap_or_else(PoisonError::into_inner);
        let changed = match &**client {
            Ok(client) => client.with(name, value)?,
            Err(failure) => return Err(failure.clone().into()),
        };
        *client = Arc::new(Ok(changed));
        Ok(())
    }

    fn open(&self, path: &Argument) -> Result<(), Fault> {
        // Only an argument that is left out: a variable that was never set must not open another file.
        let made = if let Argument::Missing = path {
            let Some(beside) = module::ini() else {
                let folder = module::file().and_then(|file| Some(file.parent()?.display().to_string()));
                let folder = folder.unwrap_or_default();
                return Err(Failure::new(
                    codes::own::FILE,
                    format!("{folder} 里没有 ihuyi.ini。请把它放在 ihuyi.dll 旁边（注意不要成了 ihuyi.ini.txt），或在 Open 里给出完整路径。"),
                    format!("There is no ihuyi.ini in {folder}. Put it beside ihuyi.dll (not as ihuyi.ini.txt), or give Open its whole path."),
                )
                .into());
            };
            client(Some(&beside))?
        } else {
            client(Some(Path::new(&path.text("iniPath")?)))?
        };
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Ok(made));
        Ok(())
    }

    fn submit(
        &self,
        service: Service,
        mobile: &str,
        content: &str,
        template_id: Option<&str>,
        options: &str,
    ) -> Settled {
        self.ask(Table::submit(service), |client| {
            let options = Options::parse(options)?;
            let schedule = options.schedule.as_deref();
            Ok(client.submit_with(&Submission { service, mobile, content, template_id, schedule }, &options))
        })
    }

    fn send_template(&self, mobile: &str, template_id: &Argument, variables: &Argument) -> Settled {
        let template_id = template_id.text("templateId")?;
        let content = match variables.list("variables")? {
            Some(list) => joined(&list)?,
            None => variables.text("variables")?,
        };
        // Without an id the variables would be the whole text.
        if template_id.trim().is_empty() {
            return Err(argument(
                "模板编号 templateId 是空的，未发送。编号在控制台的“模板管理”里。",
                "The templateId is empty; nothing was sent. The console lists the templates' numbers.",
            ));
        }
        self.submit(Service::Sms, mobile, &content, Some(&template_id), "")
    }

    fn balance(&self, service: &str) -> Settled {
        let service = or_sms(service)?;
        self.ask(Table::GetNum, |client| Ok(client.balance(service)))?;
        Ok(self.left())
    }

    fn left(&self) -> Value {
        Value::Number(self.answers.last().and_then(|last| last.answer.balance).unwrap_or(-1))
    }

    fn explain(&self, code: i32, service: &str, lang: &str) -> Settled {
        let lang = if lang.is_empty() { Some(self.lang()) } else { Lang::parse(lang) };
        let lang = lang.ok_or_else(codes::no_such_lang)?;
        Ok(Value::Object(Object::create(Explanation { about: codes::explain(Table::named(service)?, code), lang })))
    }

    fn count_segments(&self, content: &str, service: &str) -> Settled {
        let service = or_sms(service)?;
        let bill = match &*self.client() {
            Ok(client) => message::bill(service, content, false, &client.config().signature)?,
            Err(failure) => return Err(failure.clone().into()),
        };
        let answer = Answer::billed(bill);
        self.keep(answer, Table::Own)?;
        Ok(Value::Number(bill.segments.into()))
    }

    fn open_bulk(&self, journal: &str, options: &str) -> Settled {
        let options = bulk::Options::parse(options)?;
        let table = Table::submit(options.terms.service);
        let mut opened = None;
        self.ask(table, |client| {
            opened = Some(ihuyi_bulk::open(client, Path::new(journal), &options)?);
            Ok(Answer::done())
        })?;
        Ok(Value::Object(Object::create(List::new(opened, self.answers.clone(), table, self.lang()))))
    }

    fn credential(&self, id: i32) -> String {
        match &*self.client() {
            Ok(client) => {
                let service = if id == member::ACCOUNT { Service::Sms } else { Service::Voice };
                client.config().credentials(service).0.to_owned()
            }
            Err(_) => String::new(),
        }
    }

    fn about_last(&self, id: i32) -> Settled {
        let Some(last) = self.answers.last() else {
            return Ok(match id {
                member::OUTCOME | member::OUTCOME_TEXT | member::MESSAGE_ID | member::MESSAGE | member::ADVICE => {
                    "".into()
                }
                member::LEFT => Value::Number(-1),
                _ => Value::Number(0),
            });
        };
        let Last { answer, table, lang } = &*last;
        let lang = *lang;
        // A call that asks nobody and succeeded has no outcome.
        let outcome = (!answer.is_done()).then_some(answer.outcome);
        Ok(match id {
            member::CODE => Value::Number(answer.code.into()),
            member::OUTCOME => outcome.map_or("", Outcome::name).into(),
            member::OUTCOME_TEXT => outcome.map_or("", |outcome| outcome.words(lang)).into(),
            member::MESSAGE_ID => answer.id.as_str().into(),
            member::MESSAGE => answer.words(lang).into(),
            member::ADVICE => codes::explain(*table, answer.code).advice(lang).into(),
            member::SEGMENTS => Value::Number(answer.segments.into()),
            member::CHARACTERS => Value::Number(answer.characters.into()),
            member::RECIPIENTS => Value::Number(answer.recipients.into()),
            member::HTTP_STATUS => Value::Number(answer.http_status.into()),
            member::FLAGS => {
                let flags =
                    [(answer.local, 1), (answer.clock_corrected, 2), (answer.repeated, 8), (answer.left_out, 32)];
                Value::Number(flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).sum())
            }
            member::FAMILY => Value::Number(answer.family as i64),
            member::ELAPSED_MS => Value::Number(i64::try_from(answer.elapsed.as_millis()).unwrap_or(i64::MAX)),
            _ => Value::Number(answer.balance.unwrap_or(-1)),
        })
    }
}

impl Automation for Sms {
    fn members(&self) -> &'static [Member] {
        member::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::SMS
    }

    fn call(&self, id: i32, arguments: &[Argument]) -> Settled {
        let text = |at: usize, name: &str| arguments[at].text(name);
        let optional = |at: usize, name: &str| {
            if arguments[at].is_absent() { Ok(String::new()) } else { arguments[at].text(name) }
        };
        match id {
            member::ACCOUNT | member::VOICE_ACCOUNT => Ok(Value::Text(self.credential(id))),
            member::OPEN => self.open(&arguments[0]).map(|()| Value::Empty),
            member::SET | member::SET_OPTION => {
                let value = Zeroizing::new(arguments[1].setting("value")?);
                self.set(&text(0, "name")?, &value).map(|()| Value::Empty)
            }
            member::SEND => self.submit(Service::Sms, &text(0, "mobile")?, &text(1, "content")?, None, ""),
            member::VOICE => self.submit(Service::Voice, &text(0, "mobile")?, &text(1, "code")?, None, ""),
            member::SEND_TEMPLATE => self.send_template(&text(0, "mobile")?, &arguments[1], &arguments[2]),
            member::SUBMIT => {
                let template_id = optional(3, "templateId")?;
                self.submit(
                    named(&text(0, "service")?)?,
                    &text(1, "mobile")?,
                    &text(2, "content")?,
                    Some(template_id.as_str()).filter(|id| !id.is_empty()),
                    &optional(4, "options")?,
                )
            }
            member::BALANCE => self.balance(&optional(0, "service")?),
            member::ADD_TEMPLATE => {
                let content = text(0, "content")?;
                self.ask(Table::AddTemplate, |client| Ok(client.add_template(&content)))
            }
            member::EXPLAIN => {
                self.explain(arguments[0].number("code")?, &optional(1, "service")?, &optional(2, "lang")?)
            }
            member::STRERROR => Ok(codes::strerror(arguments[0].number("code")?).into()),
            member::COUNT_SEGMENTS => self.count_segments(&text(0, "content")?, &optional(1, "service")?),
            member::PARSE_PUSH => self.parse_push(&arguments[0]),
            member::VERIFY_START => self.verify_start(&text(0, "purpose")?, &text(1, "mobile")?, &arguments[2]),
            member::VERIFY_RESEND => self.verify_resend(&optional(0, "id")?, &optional(1, "channel")?, &arguments[2]),
            member::VERIFY_CHECK => self.verify_check(&optional(0, "id")?, &optional(1, "code")?),
            member::GUARD_ASK => {
                self.decide(guard::ask, &optional(0, "service")?, &optional(1, "mobile")?, &arguments[2])
            }
            member::GUARD_STATUS => {
                self.decide(guard::look, &optional(0, "service")?, &optional(1, "mobile")?, &arguments[2])
            }
            member::GUARD_UNLOCK => self.unlock(&text(0, "kind")?, &optional(1, "value")?),
            member::CAPTCHA_NEW => self.captcha_new(&arguments[0]),
            member::CAPTCHA_CHECK => self.captcha_check(&optional(0, "id")?, &optional(1, "answer")?),
            member::RECORD_PUSH => self.record_push(&arguments[0]),
            member::STATUS => self.status(&text(0, "what")?),
            member::INBOX => self.inbox(&arguments[0]),
            member::OPEN_BULK => self.open_bulk(&text(0, "journal")?, &optional(1, "options")?),
            member::VERSION => Ok(env!("CARGO_PKG_VERSION").into()),
            member::ABI_VERSION => Ok(Value::Number(version::IHUYI_ABI_VERSION.into())),
            member::LIBRARY => Ok(Value::Text(module::file().map_or(String::new(), |file| file.display().to_string()))),
            member::CODE..=member::LEFT => self.about_last(id),
            _ => Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        }
    }

    fn put(&self, id: i32, value: &Argument) -> Result<(), Fault> {
        let (name, setting) = match id {
            member::ACCOUNT => ("Account", "account"),
            member::API_KEY => ("ApiKey", "apikey"),
            member::VOICE_ACCOUNT => ("VoiceAccount", "voice_account"),
            member::VOICE_API_KEY => ("VoiceApiKey", "voice_apikey"),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        };
        self.set(setting, &Zeroizing::new(value.text(name)?))
    }

    /// So that the properties never tell of an earlier call than the one that failed.
    fn failed(&self, failure: &Failure) {
        self.note(Answer::failed(failure.clone()), Table::Own);
    }
}

/// A client with the settings of a file and of the environment.
fn client(ini: Option<&Path>) -> Result<Client, Failure> {
    ini.map_or_else(Config::from_env, Config::from_file).map(Client::new)
}

fn or_sms(service: &str) -> Result<Service, Failure> {
    if service.is_empty() { Ok(Service::Sms) } else { named(service) }
}

/// The variables of a template as the gateway wants them. One that holds the separator would shift all behind it.
fn joined(variables: &[String]) -> Result<String, Fault> {
    match variables.iter().position(|variable| variable.contains('|')) {
        Some(at) => Err(argument(
            format!("第 {} 个模板变量里有分隔符“|”，未发送。请换成别的字符，例如“｜”。", at + 1),
            format!("Template variable {} holds the separator \"|\"; nothing was sent. Use another character.", at + 1),
        )),
        None => Ok(variables.join("|")),
    }
}
