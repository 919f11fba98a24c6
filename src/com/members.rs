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

/// The members of what `ParsePush` returns.
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
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

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
        for (interface, members) in
            [("ISms", sms::MEMBERS), ("IExplanation", explanation::MEMBERS), ("IPush", push::MEMBERS)]
        {
            let ours = members.iter().map(|member| {
                let parameters = member.parameters.iter().map(|name| (*name).to_owned()).collect();
                (member.id, member.name.to_owned(), member.kind, parameters, member.needed)
            });
            assert_eq!(declared(interface), ours.collect::<Vec<_>>(), "{interface}");
        }
    }

    #[test]
    fn names_are_ascii_and_once() {
        for members in [sms::MEMBERS, explanation::MEMBERS, push::MEMBERS] {
            let mut names: Vec<String> = members.iter().map(|member| member.name.to_ascii_lowercase()).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
            assert!(names.iter().all(|name| name.is_ascii()));
        }
    }
}
