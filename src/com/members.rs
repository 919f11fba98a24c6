//! What the objects have, by name and number: the same as in `ihuyi.idl`, as a test sees to.
//!
//! The numbers are a promise: programs that bound early call by them.

#![cfg_attr(not(any(windows, test)), allow(dead_code))]

/// A property or a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its number (DISPID). 0 is the object's default value.
    pub id: i32,
    /// Its name; upper and lower case are the same.
    pub name: &'static str,
    /// How it may be used.
    pub kind: Kind,
    /// A method's parameters, by name.
    pub parameters: &'static [&'static str],
    /// How many of the parameters must be given; the others may be left out.
    pub needed: usize,
}

/// How a member may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Called.
    Method,
    /// Read.
    Get,
    /// Written.
    Put,
    /// Read and written.
    Both,
}

const fn property(id: i32, name: &'static str, kind: Kind) -> Member {
    Member { id, name, kind, parameters: &[], needed: 0 }
}

const fn get(id: i32, name: &'static str) -> Member {
    property(id, name, Kind::Get)
}

const fn method(id: i32, name: &'static str, parameters: &'static [&'static str], needed: usize) -> Member {
    Member { id, name, kind: Kind::Method, parameters, needed }
}

/// The members of `Ihuyi.Sms`.
pub mod sms {
    use super::{Kind, Member, get, method, property};

    pub const ACCOUNT: i32 = 1;
    pub const API_KEY: i32 = 2;
    pub const VOICE_ACCOUNT: i32 = 3;
    pub const VOICE_API_KEY: i32 = 4;
    pub const OPEN: i32 = 5;
    pub const SET: i32 = 6;
    pub const SET_OPTION: i32 = 7;
    pub const SEND: i32 = 10;
    pub const VOICE: i32 = 11;
    pub const SEND_TEMPLATE: i32 = 12;
    pub const SUBMIT: i32 = 13;
    pub const BALANCE: i32 = 14;
    pub const ADD_TEMPLATE: i32 = 15;
    pub const EXPLAIN: i32 = 20;
    pub const STRERROR: i32 = 21;
    pub const COUNT_SEGMENTS: i32 = 22;
    pub const PARSE_PUSH: i32 = 23;
    pub const VERIFY_START: i32 = 24;
    pub const VERIFY_RESEND: i32 = 25;
    pub const VERIFY_CHECK: i32 = 26;
    pub const CODE: i32 = 30;
    pub const OUTCOME: i32 = 31;
    pub const OUTCOME_TEXT: i32 = 32;
    pub const MESSAGE_ID: i32 = 33;
    pub const MESSAGE: i32 = 34;
    pub const ADVICE: i32 = 35;
    pub const SEGMENTS: i32 = 36;
    pub const CHARACTERS: i32 = 37;
    pub const RECIPIENTS: i32 = 38;
    pub const HTTP_STATUS: i32 = 39;
    pub const FLAGS: i32 = 40;
    pub const FAMILY: i32 = 41;
    pub const ELAPSED_MS: i32 = 42;
    pub const LEFT: i32 = 43;
    pub const VERSION: i32 = 50;
    pub const ABI_VERSION: i32 = 51;
    pub const LIBRARY: i32 = 52;
    pub const GUARD_ASK: i32 = 60;
    pub const GUARD_STATUS: i32 = 61;
    pub const GUARD_UNLOCK: i32 = 62;
    pub const CAPTCHA_NEW: i32 = 63;
    pub const CAPTCHA_CHECK: i32 = 64;
    pub const RECORD_PUSH: i32 = 65;
    pub const STATUS: i32 = 66;
    pub const INBOX: i32 = 67;
    pub const OPEN_BULK: i32 = 68;

    pub const MEMBERS: &[Member] = &[
        property(ACCOUNT, "Account", Kind::Both),
        property(API_KEY, "ApiKey", Kind::Put),
        property(VOICE_ACCOUNT, "VoiceAccount", Kind::Both),
        property(VOICE_API_KEY, "VoiceApiKey", Kind::Put),
        method(OPEN, "Open", &["iniPath"], 0),
        method(SET, "Set", &["name", "value"], 2),
        method(SET_OPTION, "SetOption", &["name", "value"], 2),
        method(SEND, "Send", &["mobile", "content"], 2),
        method(VOICE, "Voice", &["mobile", "code"], 2),
        method(SEND_TEMPLATE, "SendTemplate", &["mobile", "templateId", "variables"], 3),
        method(SUBMIT, "Submit", &["service", "mobile", "content", "templateId", "options"], 3),
        method(BALANCE, "Balance", &["service"], 0),
        method(ADD_TEMPLATE, "AddTemplate", &["content"], 1),
        method(EXPLAIN, "Explain", &["code", "service", "lang"], 1),
        method(STRERROR, "Strerror", &["code"], 1),
        method(COUNT_SEGMENTS, "CountSegments", &["content", "service"], 1),
        method(PARSE_PUSH, "ParsePush", &["body"], 1),
        method(VERIFY_START, "VerifyStart", &["purpose", "mobile", "keys"], 2),
        method(VERIFY_RESEND, "VerifyResend", &["id", "channel", "keys"], 1),
        method(VERIFY_CHECK, "VerifyCheck", &["id", "code"], 2),
        get(CODE, "Code"),
        get(OUTCOME, "Outcome"),
        get(OUTCOME_TEXT, "OutcomeText"),
        get(MESSAGE_ID, "MessageId"),
        get(MESSAGE, "Message"),
        get(ADVICE, "Advice"),
        get(SEGMENTS, "Segments"),
        get(CHARACTERS, "Characters"),
        get(RECIPIENTS, "Recipients"),
        get(HTTP_STATUS, "HttpStatus"),
        get(FLAGS, "Flags"),
        get(FAMILY, "Family"),
        get(ELAPSED_MS, "ElapsedMs"),
        get(LEFT, "Left"),
        get(VERSION, "Version"),
        get(ABI_VERSION, "AbiVersion"),
        get(LIBRARY, "Library"),
        method(GUARD_ASK, "GuardAsk", &["service", "mobile", "keys"], 2),
        method(GUARD_STATUS, "GuardStatus", &["service", "mobile", "keys"], 2),
        method(GUARD_UNLOCK, "GuardUnlock", &["kind", "value"], 1),
        method(CAPTCHA_NEW, "CaptchaNew", &["keys"], 0),
        method(CAPTCHA_CHECK, "CaptchaCheck", &["id", "answer"], 2),
        method(RECORD_PUSH, "RecordPush", &["body"], 1),
        method(STATUS, "Status", &["what"], 1),
        method(INBOX, "Inbox", &["after"], 0),
        method(OPEN_BULK, "OpenBulk", &["journal", "options"], 1),
    ];
}

/// The members of what `Explain` returns.
pub mod explanation {
    use super::{Member, get};

    pub const PARAGRAPH: i32 = 0;
    pub const CODE: i32 = 1;
    pub const KNOWN: i32 = 2;
    pub const FAMILY: i32 = 3;
    pub const NAME: i32 = 4;
    pub const TEXT: i32 = 5;
    pub const MEANING: i32 = 6;
    pub const CAUSE: i32 = 7;
    pub const ADVICE: i32 = 8;

    pub const MEMBERS: &[Member] = &[
        get(PARAGRAPH, "Paragraph"),
        get(CODE, "Code"),
        get(KNOWN, "Known"),
        get(FAMILY, "Family"),
        get(NAME, "Name"),
        get(TEXT, "Text"),
        get(MEANING, "Meaning"),
        get(CAUSE, "Cause"),
        get(ADVICE, "Advice"),
    ];
}

/// The members of what `ParsePush`, `RecordPush` and `Inbox` return.
pub mod push {
    use super::{Member, get};

    pub const KIND: i32 = 0;
    pub const CODE: i32 = 1;
    pub const SUCCESS: i32 = 2;
    pub const MESSAGE_ID: i32 = 3;
    pub const MOBILE: i32 = 4;
    pub const STATUS: i32 = 5;
    pub const EXPLANATION: i32 = 6;
    pub const TIME: i32 = 7;
    pub const TEMPLATE_ID: i32 = 8;
    pub const CONTENT: i32 = 9;
    pub const ANSWER: i32 = 10;
    pub const NUMBER: i32 = 11;

    pub const MEMBERS: &[Member] = &[
        get(KIND, "Kind"),
        get(CODE, "Code"),
        get(SUCCESS, "Success"),
        get(MESSAGE_ID, "MessageId"),
        get(MOBILE, "Mobile"),
        get(STATUS, "Status"),
        get(EXPLANATION, "Explanation"),
        get(TIME, "Time"),
        get(TEMPLATE_ID, "TemplateId"),
        get(CONTENT, "Content"),
        get(ANSWER, "Answer"),
        get(NUMBER, "Number"),
    ];
}

/// The members of what `VerifyStart`, `VerifyResend` and `VerifyCheck` return.
pub mod verification {
    use super::{Member, get};

    pub const OK: i32 = 0;
    pub const STATUS: i32 = 1;
    pub const ID: i32 = 2;
    pub const CHANNEL: i32 = 3;
    pub const DIGITS: i32 = 4;
    pub const WAIT: i32 = 5;
    pub const VALID: i32 = 6;
    pub const LEFT: i32 = 7;
    pub const MOBILE: i32 = 8;
    pub const PURPOSE: i32 = 9;
    pub const LIMIT: i32 = 10;

    pub const MEMBERS: &[Member] = &[
        get(OK, "Ok"),
        get(STATUS, "Status"),
        get(ID, "Id"),
        get(CHANNEL, "Channel"),
        get(DIGITS, "Digits"),
        get(WAIT, "Wait"),
        get(VALID, "Valid"),
        get(LEFT, "Left"),
        get(MOBILE, "Mobile"),
        get(PURPOSE, "Purpose"),
        get(LIMIT, "Limit"),
    ];
}

/// The members of what `GuardAsk` and `GuardStatus` return.
pub mod decision {
    use super::{Member, get};

    pub const ALLOWED: i32 = 0;
    pub const WAIT: i32 = 1;
    pub const LIMIT: i32 = 2;

    pub const MEMBERS: &[Member] = &[get(ALLOWED, "Allowed"), get(WAIT, "Wait"), get(LIMIT, "Limit")];
}

/// The members of what `CaptchaNew` returns.
pub mod captcha {
    use super::{Member, get};

    pub const ID: i32 = 0;
    pub const DATA_URI: i32 = 1;
    pub const PNG: i32 = 2;
    pub const LENGTH: i32 = 3;
    pub const VALID: i32 = 4;

    pub const MEMBERS: &[Member] =
        &[get(ID, "Id"), get(DATA_URI, "DataUri"), get(PNG, "Png"), get(LENGTH, "Length"), get(VALID, "Valid")];
}

/// The members of what `Status` returns.
pub mod delivery {
    use super::{Member, get};

    pub const STATE: i32 = 0;
    pub const CODE: i32 = 1;
    pub const SETTLED: i32 = 2;
    pub const RECIPIENTS: i32 = 3;
    pub const DELIVERED: i32 = 4;
    pub const FAILED: i32 = 5;
    pub const SERVICE: i32 = 6;
    pub const MESSAGE_ID: i32 = 7;
    pub const MOBILE: i32 = 8;
    pub const STATUS: i32 = 9;
    pub const EXPLANATION: i32 = 10;
    pub const SUBMITTED: i32 = 11;
    pub const REPORTED: i32 = 12;

    pub const MEMBERS: &[Member] = &[
        get(STATE, "State"),
        get(CODE, "Code"),
        get(SETTLED, "Settled"),
        get(RECIPIENTS, "Recipients"),
        get(DELIVERED, "Delivered"),
        get(FAILED, "Failed"),
        get(SERVICE, "Service"),
        get(MESSAGE_ID, "MessageId"),
        get(MOBILE, "Mobile"),
        get(STATUS, "Status"),
        get(EXPLANATION, "Explanation"),
        get(SUBMITTED, "Submitted"),
        get(REPORTED, "Reported"),
    ];
}

/// The members of what `OpenBulk` returns.
pub mod bulk {
    use super::{Member, get, method};

    pub const STATE: i32 = 0;
    pub const WAIT: i32 = 1;
    pub const CODE: i32 = 2;
    pub const MESSAGE: i32 = 3;
    pub const ROWS: i32 = 4;
    pub const PLANNED: i32 = 5;
    pub const SENDING: i32 = 6;
    pub const ACCEPTED: i32 = 7;
    pub const REFUSED: i32 = 8;
    pub const UNKNOWN: i32 = 9;
    pub const LEFT_OUT: i32 = 10;
    pub const SEGMENTS: i32 = 11;
    pub const ACCEPTED_SEGMENTS: i32 = 12;
    pub const ADD: i32 = 20;
    pub const RUN: i32 = 21;
    pub const NEXT_ROW: i32 = 22;
    pub const CLOSE: i32 = 23;
    // The numbers first, then the texts.
    pub const ROW_NUMBER: i32 = 30;
    pub const ROW_LINE: i32 = 31;
    pub const ROW_CODE: i32 = 32;
    pub const ROW_SEGMENTS: i32 = 33;
    pub const ROW_STATE: i32 = 34;
    pub const ROW_MOBILE: i32 = 35;
    pub const ROW_REFERENCE: i32 = 36;
    pub const ROW_MESSAGE_ID: i32 = 37;
    pub const ROW_TIME: i32 = 38;
    pub const ROW_MESSAGE: i32 = 39;

    pub const MEMBERS: &[Member] = &[
        get(STATE, "State"),
        get(WAIT, "Wait"),
        get(CODE, "Code"),
        get(MESSAGE, "Message"),
        get(ROWS, "Rows"),
        get(PLANNED, "Planned"),
        get(SENDING, "Sending"),
        get(ACCEPTED, "Accepted"),
        get(REFUSED, "Refused"),
        get(UNKNOWN, "Unknown"),
        get(LEFT_OUT, "LeftOut"),
        get(SEGMENTS, "Segments"),
        get(ACCEPTED_SEGMENTS, "AcceptedSegments"),
        method(ADD, "Add", &["mobile", "content", "reference"], 2),
        method(RUN, "Run", &["milliseconds"], 1),
        method(NEXT_ROW, "NextRow", &["state", "after"], 2),
        method(CLOSE, "Close", &[], 0),
        get(ROW_NUMBER, "RowNumber"),
        get(ROW_LINE, "RowLine"),
        get(ROW_CODE, "RowCode"),
        get(ROW_SEGMENTS, "RowSegments"),
        get(ROW_STATE, "RowState"),
        get(ROW_MOBILE, "RowMobile"),
        get(ROW_REFERENCE, "RowReference"),
        get(ROW_MESSAGE_ID, "RowMessageId"),
        get(ROW_TIME, "RowTime"),
        get(ROW_MESSAGE, "RowMessage"),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Every interface of the type library, and its members.
    const INTERFACES: [(&str, &[Member]); 8] = [
        ("ISms", sms::MEMBERS),
        ("IExplanation", explanation::MEMBERS),
        ("IPush", push::MEMBERS),
        ("IVerification", verification::MEMBERS),
        ("IDecision", decision::MEMBERS),
        ("ICaptcha", captcha::MEMBERS),
        ("IDelivery", delivery::MEMBERS),
        ("IBulk", bulk::MEMBERS),
    ];
    const IDL: &str = include_str!("ihuyi.idl");

    /// One line of the type library's source: its number, whether it is a property's reading or writing, its name, its parameters.
    struct Line {
        id: i32,
        kind: Kind,
        name: String,
        parameters: Vec<(String, bool)>,
    }

    fn line(text: &str) -> Option<Line> {
        let rest = text.trim().strip_prefix("[id(")?;
        let (id, rest) = rest.split_once(')').unwrap();
        let (attributes, declaration) = rest.split_once("] ").unwrap();
        let kind = match attributes {
            _ if attributes.contains("propget") => Kind::Get,
            _ if attributes.contains("propput") => Kind::Put,
            _ => Kind::Method,
        };
        let (head, parameters) = declaration.split_once('(').unwrap();
        let parameters = parameters.trim_end_matches(");").split("[in").filter(|part| !part.is_empty());
        let parameters = parameters.map(|part| {
            let (attributes, declaration) = part.split_once(']').unwrap();
            let name = declaration.trim().trim_end_matches(',').rsplit(' ').next().unwrap();
            (name.to_owned(), attributes.contains("optional"))
        });
        Some(Line {
            id: id.parse().unwrap(),
            kind,
            name: head.rsplit(' ').next().unwrap().to_owned(),
            parameters: parameters.collect(),
        })
    }

    /// The members that the type library gives an interface.
    fn declared(interface: &str) -> Vec<(i32, String, Kind, Vec<String>, usize)> {
        let start = IDL.find(&format!("dispinterface {interface}\n")).unwrap();
        let block = &IDL[start..start + IDL[start..].find("    };").unwrap()];
        let mut members: BTreeMap<i32, (String, Kind, Vec<String>, usize)> = BTreeMap::new();
        for Line { id, kind, name, parameters } in block.lines().filter_map(line) {
            if let Some(known) = members.get_mut(&id) {
                assert_eq!((&known.0, known.1, kind), (&name, Kind::Get, Kind::Put), "{id} is twice");
                known.1 = Kind::Both;
                continue;
            }
            let (names, needed) = if kind == Kind::Put {
                assert_eq!(parameters, [("value".to_owned(), false)]);
                (Vec::new(), 0)
            } else {
                let needed = parameters.iter().take_while(|(_, optional)| !optional).count();
                assert!(parameters[needed..].iter().all(|(_, optional)| *optional), "{name}");
                (parameters.into_iter().map(|(name, _)| name).collect(), needed)
            };
            members.insert(id, (name, kind, names, needed));
        }
        members.into_iter().map(|(id, (name, kind, parameters, needed))| (id, name, kind, parameters, needed)).collect()
    }

    #[test]
    fn the_type_library_has_the_same_members() {
        let declared_there = IDL.matches("dispinterface I").count() - IDL.matches("[default] dispinterface I").count();
        assert_eq!(declared_there, INTERFACES.len());
        for (interface, members) in INTERFACES {
            let ours = members.iter().map(|member| {
                let parameters = member.parameters.iter().map(|name| (*name).to_owned()).collect();
                (member.id, member.name.to_owned(), member.kind, parameters, member.needed)
            });
            assert_eq!(declared(interface), ours.collect::<Vec<_>>(), "{interface}");
        }
    }

    #[test]
    fn names_are_ascii_and_once() {
        for (_, members) in INTERFACES {
            let mut names: Vec<String> = members.iter().map(|member| member.name.to_ascii_lowercase()).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
            assert!(names.iter().all(|name| name.is_ascii()));
        }
    }
}
