//! The tables: what every number means, in Chinese and English, and what to do about it.
//!
//! Numbers of 0 and above are the gateway's ([`gateway`]), numbers below 0 are the library's own ([`own`]), and what carriers write into
//! receipts stands in [`carrier`]. One table feeds [`strerror`], [`explain`], the C header ([`constants`]) and the docs ([`markdown`]).

pub mod carrier;
mod family;
pub mod gateway;
mod meanings;
pub mod own;
mod pages;

use crate::answer::Failure;
use crate::service::{Service, named};
pub use carrier::{CarrierStatus, Published, carrier_status};
pub use family::Family;
use meanings::{Entry, Words};
pub use pages::markdown;

/// A language of the explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chinese, simplified. The default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// From a tag or a locale: `zh`, `zh-CN`, `zh_CN.UTF-8`, `en`, `en_US`; `C` and `POSIX` are English. None for any other language.
    pub fn parse(text: &str) -> Option<Lang> {
        let tag = text.trim().split(['-', '_', '.', '@']).next().unwrap_or("");
        match tag.to_ascii_lowercase().as_str() {
            "zh" | "chinese" | "中文" => Some(Lang::Zh),
            "en" | "english" | "c" | "posix" => Some(Lang::En),
            _ => None,
        }
    }

    /// The tag: `zh` or `en`.
    pub const fn name(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

/// The failure for a language that [`Lang::parse`] does not know.
pub fn no_such_lang() -> Failure {
    Failure::new(own::VALUE, "lang 应为 zh 或 en。", "lang is neither zh nor en.")
}

impl Words {
    pub(crate) const fn pick(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// One table of codes: a call of the gateway, or the library's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// SMS, Submit.
    Sms,
    /// Voice code, Submit.
    Voice,
    /// Voice notification, Submit.
    VoiceNotice,
    /// International SMS, Submit.
    International,
    /// Marketing SMS, Submit. No table is public; clients use the SMS table.
    Marketing,
    /// GetNum, of every service.
    GetNum,
    /// AddTemplate.
    AddTemplate,
    /// The library's own codes, below zero, and its 0.
    Own,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 8] = [
        Table::Sms,
        Table::Voice,
        Table::VoiceNotice,
        Table::International,
        Table::Marketing,
        Table::GetNum,
        Table::AddTemplate,
        Table::Own,
    ];

    /// The table that a submission through this service answers from.
    pub const fn submit(service: Service) -> Table {
        match service {
            Service::Sms => Table::Sms,
            Service::Voice => Table::Voice,
            Service::VoiceNotice => Table::VoiceNotice,
            Service::International => Table::International,
            Service::Marketing => Table::Marketing,
        }
    }

    /// The table for the name of a service; `balance` and `template` are the answers of those two calls, and no name is SMS.
    pub fn named(service: &str) -> Result<Table, Failure> {
        match service.trim() {
            "" => Ok(Table::submit(Service::Sms)),
            "balance" => Ok(Table::GetNum),
            "template" => Ok(Table::AddTemplate),
            name => named(name).map(Table::submit),
        }
    }

    /// What a reader calls it.
    pub const fn title(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Table::Sms, Lang::Zh) => "短信",
            (Table::Sms, Lang::En) => "SMS",
            (Table::Voice, Lang::Zh) => "语音验证码",
            (Table::Voice, Lang::En) => "voice code",
            (Table::VoiceNotice, Lang::Zh) => "语音通知",
            (Table::VoiceNotice, Lang::En) => "voice notification",
            (Table::International, Lang::Zh) => "国际短信",
            (Table::International, Lang::En) => "international SMS",
            (Table::Marketing, Lang::Zh) => "营销短信",
            (Table::Marketing, Lang::En) => "marketing SMS",
            (Table::GetNum, Lang::Zh) => "查询余额",
            (Table::GetNum, Lang::En) => "balance",
            (Table::AddTemplate, Lang::Zh) => "添加模板",
            (Table::AddTemplate, Lang::En) => "add template",
            (Table::Own, Lang::Zh) => "本库",
            (Table::Own, Lang::En) => "this library",
        }
    }
}

/// What one code of one table means. Every text is there in both languages and never empty, but for `vendor`.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The number that was asked for.
    pub code: i32,
    /// The C constant, where there is one. A number that means two things by service may have two: 4070 and 408.
    pub name: Option<&'static str>,
    /// What the code is about.
    pub family: Family,
    /// Whether this very table lists the code.
    pub known: bool,
    /// Where `known` is false but another table has the code: the table whose explanation this is. Say so to the reader.
    pub borrowed: Option<Table>,
    /// The vendor's words, letter for letter; empty for own codes and where none are known.
    pub vendor: &'static str,
    /// Other words of the vendor's for the same code: its document's, and those of real replies.
    pub variants: &'static [&'static str],
    /// How the row is known; None for own codes and unlisted ones.
    pub source: Option<gateway::Source>,
    /// A few words, Chinese.
    pub text_zh: &'static str,
    /// A few words, English.
    pub text_en: &'static str,
    /// What it means in practice, Chinese.
    pub meaning_zh: &'static str,
    /// What it means in practice, English.
    pub meaning_en: &'static str,
    /// The usual cause, Chinese.
    pub cause_zh: &'static str,
    /// The usual cause, English.
    pub cause_en: &'static str,
    /// What to do, Chinese.
    pub advice_zh: &'static str,
    /// What to do, English.
    pub advice_en: &'static str,
    /// The anchor in `docs/codes.md` and `docs/codes.zh-CN.md`: `code-4072`, `code--300`; `unlisted` where the page has no entry.
    pub anchor: String,
}

impl Explanation {
    /// A few words.
    pub const fn text(&self, lang: Lang) -> &'static str {
        Words { zh: self.text_zh, en: self.text_en }.pick(lang)
    }

    /// What it means in practice.
    pub const fn meaning(&self, lang: Lang) -> &'static str {
        Words { zh: self.meaning_zh, en: self.meaning_en }.pick(lang)
    }

    /// The usual cause.
    pub const fn cause(&self, lang: Lang) -> &'static str {
        Words { zh: self.cause_zh, en: self.cause_en }.pick(lang)
    }

    /// What to do.
    pub const fn advice(&self, lang: Lang) -> &'static str {
        Words { zh: self.advice_zh, en: self.advice_en }.pick(lang)
    }

    /// The vendor's own Chinese words where it has some, or a few words in this language.
    pub fn title(&self, lang: Lang) -> &'static str {
        if self.vendor.is_empty() { self.text(lang) } else { self.vendor }
    }

    /// All of it, to be read: the code in a few words, and a line each for what it means, its cause and what to do. Not the vendor's words:
    /// some of its tables have the wrong ones.
    pub fn paragraph(&self, lang: Lang) -> String {
        let (means, cause, advice) = match lang {
            Lang::Zh => ("含义：", "常见原因：", "处理："),
            Lang::En => ("Meaning: ", "Usual cause: ", "What to do: "),
        };
        format!(
            "{} {}\n{means}{}\n{cause}{}\n{advice}{}",
            self.code,
            self.text(lang),
            self.meaning(lang),
            self.cause(lang),
            self.advice(lang)
        )
    }

    fn of(entry: &Entry, known: bool, anchor: String) -> Explanation {
        Explanation {
            code: entry.code,
            name: if entry.name.is_empty() { None } else { Some(entry.name) },
            family: entry.family,
            known,
            borrowed: None,
            vendor: "",
            variants: &[],
            source: None,
            text_zh: entry.text.zh,
            text_en: entry.text.en,
            meaning_zh: entry.meaning.zh,
            meaning_en: entry.meaning.en,
            cause_zh: entry.cause.zh,
            cause_en: entry.cause.en,
            advice_zh: entry.advice.zh,
            advice_en: entry.advice.en,
            anchor,
        }
    }
}

/// The anchor of a code that the page explains.
fn anchor(table: Table, code: i32) -> String {
    // 0 is the one number that both the gateway and the library use.
    if table == Table::Own && code == own::OK { "code-ok".to_owned() } else { format!("code-{code}") }
}

fn own_entry(code: i32) -> Option<&'static Entry> {
    own::OWN.iter().find(|e| e.code == code)
}

/// What a code means, coming from the call that `table` names.
///
/// A negative number is the library's own in every table. A code that the table lacks is explained from another table that has it, with
/// `known` false and `borrowed` naming that table; a code that none has gets an honest general explanation.
pub fn explain(table: Table, code: i32) -> Explanation {
    if code < 0 || (table == Table::Own && code == own::OK) {
        return match own_entry(code) {
            Some(entry) => Explanation::of(entry, true, anchor(Table::Own, code)),
            None => Explanation { code, ..Explanation::of(&meanings::UNLISTED_OWN, false, "unlisted".to_owned()) },
        };
    }
    let found = gateway::find(table, code).map(|found| (table, found));
    let found = found.or_else(|| Table::ALL.into_iter().find_map(|t| gateway::find(t, code).map(|found| (t, found))));
    let Some((from, found)) = found else {
        return Explanation { code, ..Explanation::of(&meanings::UNLISTED, false, "unlisted".to_owned()) };
    };
    let known = from == table;
    Explanation {
        borrowed: if known { None } else { Some(from) },
        vendor: if known { found.row.vendor } else { "" },
        variants: if known { found.row.variants } else { &[] },
        source: known.then_some(found.source),
        ..Explanation::of(found.entry, known, anchor(from, code))
    }
}

/// What a code is about, coming from the call that `table` names.
pub fn family(table: Table, code: i32) -> Family {
    explain(table, code).family
}

/// Every code of every table.
pub fn all() -> impl Iterator<Item = (Table, i32)> {
    let gateway = Table::ALL.into_iter().flat_map(|table| gateway::codes(table).map(move |code| (table, code)));
    gateway.chain(own::OWN.iter().map(|e| (Table::Own, e.code)))
}

/// Chinese words for any number, never empty: the vendor's own for its codes, and both meanings where a code has two by service.
///
/// The words are static; a caller that knows the service does better with [`explain`].
pub fn strerror(code: i32) -> &'static str {
    match code {
        0 => "提交失败（不向网关发请求的函数返回 0 则表示成功）",
        404 => "短信：短信内容不能为空；语音：语音内容不能为空；添加模板：模板内容不能为空",
        405 => "短信：API ID或API KEY不正确；语音、查询余额、添加模板：用户名或密码不正确",
        407 => "短信、语音：短信内容含有敏感字符；添加模板：模板内容含有敏感字符",
        4070 => "短信：签名格式不正确；语音验证码：语音验证码内容必须为4-6位数字",
        408 => {
            "短信：发送超限([20]条),已加入黑名单,可登入平台解除；语音：您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。"
        }
        40505 | 4077 | 4081 => {
            "网关未公布此代码的含义，按拒绝处理，不要自动重发；请记下代码、msg 和时间，向互亿无线客服询问"
        }
        _ if code < 0 => own_entry(code).map_or(meanings::UNLISTED_OWN.text.zh, |e| e.text.zh),
        _ => {
            let mut words = Table::ALL.into_iter().filter_map(|t| gateway::find(t, code)).map(|found| found.row.vendor);
            words.find(|words| !words.is_empty()).unwrap_or(meanings::UNLISTED.text.zh)
        }
    }
}

/// A constant of the C header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constant {
    /// The C name.
    pub name: &'static str,
    /// Its value. Two names may share one: 0, 408 and 4070 mean two things.
    pub value: i32,
    /// A few words in English, one line.
    pub comment: &'static str,
    /// A few words in Chinese, one line.
    pub comment_zh: &'static str,
}

/// The constants of the C header in their order: the library's success, the gateway's codes as the vendor orders them, the library's own.
pub fn constants() -> impl Iterator<Item = Constant> {
    let other = |code: i32, name: &'static str| {
        let other = gateway_entries().filter(move |e| e.code == code && e.name != name);
        // One constant per name, whatever number of tables use it.
        let mut seen: Vec<&'static Entry> = Vec::new();
        for entry in other {
            if seen.iter().all(|e| e.name != entry.name) {
                seen.push(entry);
            }
        }
        seen
    };
    let gateway = meanings::MEANINGS.iter().flat_map(move |e| std::iter::once(e).chain(other(e.code, e.name)));
    let (ok, errors) = own::OWN.split_at(1);
    ok.iter().chain(gateway).chain(errors).map(|e| Constant {
        name: e.name,
        value: e.code,
        comment: e.text.en,
        comment_zh: e.text.zh,
    })
}

/// Every meaning of every gateway code.
fn gateway_entries() -> impl Iterator<Item = &'static Entry> {
    meanings::MEANINGS.iter().chain(meanings::OTHER_MEANINGS.iter().map(|(_, e)| e))
}
