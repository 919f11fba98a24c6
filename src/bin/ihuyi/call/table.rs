//! Every call that can be asked for as JSON, with the arguments of the C function behind it.

/// What the C function wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A text, or NULL.
    Text,
    /// An `int32_t`.
    Number,
    /// A `uint32_t`.
    Count,
}

/// Which C function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    Send,
    Voice,
    Strerror,
    New,
    Open,
    Submit,
    Balance,
    AddTemplate,
    Explain,
    Segments,
    PushParse,
    PushRecord,
    Status,
    Inbox,
    VerifyStart,
    VerifyResend,
    VerifyCheck,
    GuardAsk,
    GuardStatus,
    GuardUnlock,
    CaptchaNew,
    CaptchaCheck,
    Version,
}

/// One call.
pub struct Call {
    /// As the request names it: the C function without its `ihuyi_`.
    pub name: &'static str,
    pub function: Function,
    /// The parameters of the C function, in its order; handles and results are none.
    pub arguments: &'static [(&'static str, Kind)],
    /// Whether it needs a client.
    pub client: bool,
    /// Whether it asks the gateway for something that must not be asked twice.
    pub sends: bool,
}

const fn call(
    name: &'static str,
    function: Function,
    arguments: &'static [(&'static str, Kind)],
    client: bool,
    sends: bool,
) -> Call {
    Call { name, function, arguments, client, sends }
}

use Kind::{Count, Number, Text};

pub static CALLS: &[Call] = &[
    call(
        "send",
        Function::Send,
        &[("account", Text), ("password", Text), ("mobile", Text), ("content", Text)],
        false,
        true,
    ),
    call(
        "voice",
        Function::Voice,
        &[("account", Text), ("password", Text), ("mobile", Text), ("code", Text)],
        false,
        true,
    ),
    call("strerror", Function::Strerror, &[("code", Number)], false, false),
    call("new", Function::New, &[], true, false),
    call("open", Function::Open, &[], true, false),
    call(
        "submit",
        Function::Submit,
        &[("service", Text), ("mobile", Text), ("content", Text), ("template_id", Text), ("options", Text)],
        true,
        true,
    ),
    call("balance", Function::Balance, &[("service", Text)], true, false),
    call("add_template", Function::AddTemplate, &[("content", Text)], true, true),
    call("explain", Function::Explain, &[("service", Text), ("code", Number), ("lang", Text)], true, false),
    call("segments", Function::Segments, &[("service", Text), ("content", Text)], true, false),
    call("push_parse", Function::PushParse, &[("body", Text)], true, false),
    call("push_record", Function::PushRecord, &[("body", Text)], true, false),
    call("status", Function::Status, &[("what", Text)], true, false),
    call("inbox", Function::Inbox, &[("after", Count)], true, false),
    call("verify_start", Function::VerifyStart, &[("purpose", Text), ("mobile", Text), ("keys", Text)], true, true),
    call("verify_resend", Function::VerifyResend, &[("id", Text), ("channel", Text), ("keys", Text)], true, true),
    call("verify_check", Function::VerifyCheck, &[("id", Text), ("code", Text)], true, false),
    call("guard_ask", Function::GuardAsk, &[("service", Text), ("mobile", Text), ("keys", Text)], true, false),
    call("guard_status", Function::GuardStatus, &[("service", Text), ("mobile", Text), ("keys", Text)], true, false),
    call("guard_unlock", Function::GuardUnlock, &[("kind", Text), ("value", Text)], true, false),
    call("captcha_new", Function::CaptchaNew, &[("keys", Text)], true, false),
    call("captcha_check", Function::CaptchaCheck, &[("id", Text), ("answer", Text)], true, false),
    call("version", Function::Version, &[], false, false),
];

/// The call of this name.
pub fn find(name: &str) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.name == name)
}

/// Another name that an argument goes by: the header calls it `what` because it may be more than an id.
pub fn also(argument: &str) -> Option<&'static str> {
    (argument == "what").then_some("id")
}

/// The names of the calls, for an error.
pub fn names() -> String {
    CALLS.iter().map(|call| call.name).collect::<Vec<_>>().join(" ")
}
