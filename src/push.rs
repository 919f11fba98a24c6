//! What the gateway posts to the customer's own address: delivery receipts, replies, template reviews. Pure: a body in, a [`Push`] out.
//!
//! Source: the vendor's document v3.3 (2018) and its public receiver. Each event is posted alone, as form fields, at most three times, until
//! the answer is [`ANSWER`]. Nothing in it is signed: whoever knows the address can post, so an id that was never sent proves nothing.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

use crate::answer::Failure;
use crate::codes::{CarrierStatus, Lang, carrier_status, own};
use crate::message::mask;

/// The body to answer with. Anything else makes the gateway push the event again, three times in all.
pub const ANSWER: &str = "success";

/// The largest body that is looked at, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Push {
    /// What became of one message to one number.
    Receipt(Receipt),
    /// What somebody answered to a message.
    Reply(Reply),
    /// What the vendor's review said of a template.
    TemplateReview(TemplateReview),
}

/// What became of one message to one number.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The gateway's status: 2 is delivered, anything else, 0 included, is not.
    pub code: i32,
    /// Whether the phone got it.
    pub delivered: bool,
    /// Status text: a sentence, or a carrier's status such as `DELIVRD`. Empty where the push has none.
    pub msg: String,
    /// What is known of `msg` where it is a carrier's status.
    pub status: Option<&'static CarrierStatus>,
    /// The number, as the gateway wrote it.
    pub mobilephone: String,
    /// The id that the submission returned: `smsid`, `task_id` (marketing), `voiceid` or `ismsid`. Text, never a number. None where the
    /// push has none, or an empty one, or `0`.
    pub id: Option<String>,
    /// The field that the id came under, which tells the product; empty where there is no id.
    pub field: &'static str,
    /// When the carrier reported, `YYYY-MM-DD HH:MM:SS`, presumably China time; as the gateway wrote it.
    pub report_time: Option<String>,
    /// Whether a field was not UTF-8 and was read as GB18030.
    pub gb18030: bool,
}

/// What somebody answered to a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The sender's number, as the gateway wrote it.
    pub mobilephone: String,
    /// The text; may be empty.
    pub content: String,
    /// The id of the message that is answered; "for reference only", says the vendor. None where the push has none, or an empty one, or `0`.
    pub smsid: Option<String>,
    /// When it was sent, `YYYY-MM-DD HH:MM:SS`, presumably China time; as the gateway wrote it.
    pub reply_time: Option<String>,
    /// Whether a field was not UTF-8 and was read as GB18030.
    pub gb18030: bool,
}

/// What the vendor's review said of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateReview {
    /// 2 is approved, 0 is rejected.
    pub code: i32,
    /// Whether the template may be used.
    pub approved: bool,
    /// The reason; empty where the push has none.
    pub msg: String,
    /// The template's id. Text, like every id.
    pub templateid: String,
    /// Whether a field was not UTF-8 and was read as GB18030.
    pub gb18030: bool,
}

/// Any push as one row of named texts, for callers that have one type for all of them. What a kind does not have is empty, or 0.
#[derive(Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Which kind it is.
    pub kind: Kind,
    /// The push's own code: 2 is delivered, or approved. 0 for a reply.
    pub code: i32,
    /// Delivered, or approved.
    pub success: bool,
    /// The id that the submission returned.
    pub message_id: &'a str,
    /// The number, as the gateway wrote it.
    pub mobile: &'a str,
    /// Receipt: the status text. Template review: the reason.
    pub status: &'a str,
    /// Receipt: what the carrier's status means and what to do, where something is known of it.
    pub explanation: String,
    /// When it happened, as the gateway wrote it.
    pub time: &'a str,
    /// Template review: the template's id.
    pub template_id: &'a str,
    /// Reply: the text.
    pub content: &'a str,
}

/// A kind of push. The numbers are the C header's `IHUYI_PUSH_...` and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Kind {
    /// [`Receipt`].
    Receipt = 1,
    /// [`Reply`].
    Reply = 2,
    /// [`TemplateReview`].
    TemplateReview = 3,
}

impl Push {
    /// The push as one row, its explanation in this language.
    pub fn row(&self, lang: Lang) -> Row<'_> {
        fn some(text: &Option<String>) -> &str {
            text.as_deref().unwrap_or("")
        }
        let empty = Row {
            kind: Kind::Receipt,
            code: 0,
            success: false,
            message_id: "",
            mobile: "",
            status: "",
            explanation: String::new(),
            time: "",
            template_id: "",
            content: "",
        };
        match self {
            Push::Receipt(receipt) => Row {
                code: receipt.code,
                success: receipt.delivered,
                message_id: some(&receipt.id),
                mobile: &receipt.mobilephone,
                status: &receipt.msg,
                explanation: receipt.status.map_or(String::new(), |status| status.sentences(lang)),
                time: some(&receipt.report_time),
                ..empty
            },
            Push::Reply(reply) => Row {
                kind: Kind::Reply,
                message_id: some(&reply.smsid),
                mobile: &reply.mobilephone,
                time: some(&reply.reply_time),
                content: &reply.content,
                ..empty
            },
            Push::TemplateReview(review) => Row {
                kind: Kind::TemplateReview,
                code: review.code,
                success: review.approved,
                status: &review.msg,
                template_id: &review.templateid,
                ..empty
            },
        }
    }
}

/// Text that may quote a number or a one-time code: only its length is shown.
struct Shy<'a>(&'a str);

impl fmt::Debug for Shy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} characters>", self.0.chars().count())
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Receipt");
        out.field("code", &self.code).field("delivered", &self.delivered);
        // The text of a status is the carrier's; any other text could quote the number or the message.
        match self.status {
            Some(status) => out.field("msg", &status.status),
            None => out.field("msg", &Shy(&self.msg)),
        };
        out.field("mobilephone", &mask(&self.mobilephone))
            .field("id", &self.id)
            .field("report_time", &self.report_time);
        out.field("gb18030", &self.gb18030).finish()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("mobilephone", &mask(&self.mobilephone))
            .field("content", &Shy(&self.content))
            .field("smsid", &self.smsid)
            .field("reply_time", &self.reply_time)
            .field("gb18030", &self.gb18030)
            .finish()
    }
}

fn malformed(zh: impl fmt::Display, en: impl fmt::Display) -> Failure {
    Failure::new(
        own::PUSH,
        format!(
            "推送正文无法识别：{zh}。应为网关 POST 来的表单，例如 code=2&msg=DELIVRD&mobilephone=…&smsid=…；请传入未经处理的 POST 正文，且不要回答 success"
        ),
        format!(
            "not a push of the gateway: {en}. Expected the form it posts, such as code=2&msg=DELIVRD&mobilephone=…&smsid=…; pass the raw POST body, and do not answer success"
        ),
    )
}

/// Every field that is understood, and its other spellings.
const FIELDS: [(Field, &str); 16] = [
    (Field::Code, "code"),
    (Field::Msg, "msg"),
    (Field::Mobile, "mobilephone"),
    (Field::Mobile, "mobile"),
    (Field::Smsid, "smsid"),
    (Field::TaskId, "task_id"),
    (Field::Voiceid, "voiceid"),
    (Field::Ismsid, "ismsid"),
    (Field::ReportTime, "report_time"),
    (Field::ReportTime, "reportTime"),
    (Field::Content, "content"),
    (Field::ReplyTime, "reply_time"),
    (Field::ReplyTime, "replyTime"),
    (Field::Templateid, "templateid"),
    (Field::Templateid, "template_id"),
    (Field::TaskId, "taskid"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Code,
    Msg,
    Mobile,
    Smsid,
    TaskId,
    Voiceid,
    Ismsid,
    ReportTime,
    Content,
    ReplyTime,
    Templateid,
}

/// The understood fields of a body, each with the name it came under.
struct Fields {
    found: Vec<(Field, &'static str, String)>,
    gb18030: bool,
}

impl Fields {
    fn has(&self, field: Field) -> bool {
        self.found.iter().any(|(f, _, _)| *f == field)
    }

    /// The value, taken out: every field is used once.
    fn take(&mut self, field: Field) -> Option<String> {
        let at = self.found.iter().position(|(f, _, _)| *f == field)?;
        Some(self.found.swap_remove(at).2)
    }

    /// The value without blanks around it; None where it is empty.
    fn text(&mut self, field: Field) -> Option<String> {
        self.take(field).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
    }

    /// An id. `0` is how the gateway writes that there is none.
    fn id(&mut self, field: Field) -> Option<String> {
        self.text(field).filter(|v| v != "0")
    }

    fn need(&mut self, field: Field, name: &str) -> Result<String, Failure> {
        self.text(field).ok_or_else(|| {
            malformed(format_args!("字段 {name} 缺失或为空"), format_args!("the field {name} is missing or empty"))
        })
    }

    fn code(&mut self) -> Result<i32, Failure> {
        let text = self.need(Field::Code, "code")?;
        text.parse().map_err(|_| malformed("字段 code 不是整数", "the field code is not an integer"))
    }
}

/// Text of a field, and whether it was GB18030.
fn decode<'a>(raw: &'a str, name: &str) -> Result<(Cow<'a, str>, bool), Failure> {
    // A literal + is a blank, %2B is a plus: so the order matters.
    let spaced = if raw.contains('+') { Cow::Owned(raw.replace('+', " ")) } else { Cow::Borrowed(raw) };
    let bytes: Cow<'_, [u8]> = percent_decode_str(&spaced).into();
    let (text, gb18030) = match std::str::from_utf8(&bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => {
            let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
            let text = text.ok_or_else(|| {
                Failure::new(
                    own::ENCODING,
                    format!("推送正文的字段 {name} 既不是 UTF-8 也不是 GB18030；请传入未经转码的 POST 正文"),
                    format!("the field {name} of the push body is neither UTF-8 nor GB18030; pass the raw POST body, not re-encoded"),
                )
            })?;
            (text.into_owned(), true)
        }
    };
    // A C string would end at it, and no phone can write it.
    if text.contains('\0') {
        return Err(malformed(format_args!("字段 {name} 含有 NUL 字符"), format_args!("the field {name} holds a NUL")));
    }
    Ok((Cow::Owned(text), gb18030))
}

fn fields(body: &str) -> Result<Fields, Failure> {
    let mut fields = Fields { found: Vec::new(), gb18030: false };
    for pair in body.split('&') {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        // Fields that mean nothing here are not decoded at all: what they hold cannot make a receipt unreadable.
        let name: Cow<'_, [u8]> = percent_decode_str(raw_name).into();
        let Some(&(field, name)) = FIELDS.iter().find(|(_, n)| n.as_bytes() == &*name) else { continue };
        if let Some((_, other, _)) = fields.found.iter().find(|(f, _, _)| *f == field) {
            return Err(if *other == name {
                malformed(format_args!("字段 {name} 出现了两次"), format_args!("the field {name} appears twice"))
            } else {
                malformed(
                    format_args!("字段 {other} 和 {name} 是同一项，却同时出现"),
                    format_args!("the fields {other} and {name} are the same thing and both appear"),
                )
            });
        }
        let (value, gb18030) = decode(raw_value, name)?;
        fields.gb18030 |= gb18030;
        fields.found.push((field, name, value.into_owned()));
    }
    Ok(fields)
}

/// The event that a body of the gateway's carries.
///
/// The body is `application/x-www-form-urlencoded`, passed on as it was posted. A `?` in front, blanks and line breaks around it, fields in any
/// order and fields that mean nothing are tolerated; a field given twice is not. Fields that are not UTF-8 are read as GB18030.
///
/// # Errors
///
/// [`own::TOO_LARGE`] above [`MAX_BODY`] bytes; [`own::ENCODING`] where a field is neither UTF-8 nor GB18030; [`own::PUSH`] for any other
/// body that is none of the three events. Do not answer [`ANSWER`] then.
pub fn parse(body: &[u8]) -> Result<Push, Failure> {
    if body.len() > MAX_BODY {
        return Err(Failure::new(
            own::TOO_LARGE,
            format!(
                "推送正文有 {} 字节，超过了 64 KiB 的上限；网关的推送远小于此，请检查传入的内容，并在 Web 服务器上限制正文大小",
                body.len()
            ),
            format!(
                "the push body has {} bytes, more than the 64 KiB allowed; the gateway's pushes are far smaller, so check what is passed and limit the body size in the web server",
                body.len()
            ),
        ));
    }
    let text = ascii(body);
    let text = text.trim();
    let text = text.strip_prefix('?').unwrap_or(text);
    match text.as_bytes().first() {
        None => {
            return Err(malformed(
                "正文为空（PHP 请读取 php://input）",
                "the body is empty (in PHP, read php://input)",
            ));
        }
        Some(b'{' | b'[') => return Err(malformed("看起来是 JSON", "it looks like JSON")),
        Some(b'<') => return Err(malformed("看起来是 XML 或 HTML", "it looks like XML or HTML")),
        Some(_) if text.starts_with("--") => {
            return Err(malformed("看起来是 multipart 表单", "it looks like a multipart form"));
        }
        // A form writes them as %XX. Such a one may be what a binding hands on in a NUL's place.
        Some(_) if text.bytes().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace()) => {
            return Err(malformed("正文含有控制字符", "the body holds a control character"));
        }
        Some(_) => {}
    }
    let mut fields = fields(text)?;
    let to_number = fields.has(Field::Mobile);
    if fields.has(Field::Templateid) && !to_number {
        let code = fields.code()?;
        let msg = fields.take(Field::Msg).unwrap_or_default();
        let templateid = fields.need(Field::Templateid, "templateid")?;
        return Ok(Push::TemplateReview(TemplateReview {
            code,
            approved: code == 2,
            msg,
            templateid,
            gb18030: fields.gb18030,
        }));
    }
    // A code makes a receipt, whatever else the gateway may add to it one day; but a reply time is a reply's alone.
    let answered = fields.has(Field::ReplyTime) && !fields.has(Field::ReportTime);
    if fields.has(Field::Code) && !answered {
        return receipt(fields).map(Push::Receipt);
    }
    if fields.has(Field::Content) || answered {
        return reply(fields).map(Push::Reply);
    }
    Err(malformed(
        "既没有 code（回执、模板审核），也没有 content（上行回复）",
        "neither code (receipt, template review) nor content (reply) is there",
    ))
}

fn receipt(mut fields: Fields) -> Result<Receipt, Failure> {
    let code = fields.code()?;
    let mobilephone = fields.need(Field::Mobile, "mobilephone")?;
    let named =
        [(Field::Smsid, "smsid"), (Field::TaskId, "task_id"), (Field::Voiceid, "voiceid"), (Field::Ismsid, "ismsid")];
    let found = named.into_iter().find_map(|(field, name)| Some((fields.id(field)?, name)));
    let (id, field) = found.map_or((None, ""), |(id, name)| (Some(id), name));
    let msg = fields.take(Field::Msg).unwrap_or_default();
    let report_time = fields.text(Field::ReportTime);
    let status = carrier_status(&msg);
    Ok(Receipt {
        code,
        delivered: code == 2,
        msg,
        status,
        mobilephone,
        id,
        field,
        report_time,
        gb18030: fields.gb18030,
    })
}

fn reply(mut fields: Fields) -> Result<Reply, Failure> {
    let mobilephone = fields.need(Field::Mobile, "mobilephone")?;
    let content = fields
        .take(Field::Content)
        .ok_or_else(|| malformed("上行回复缺少字段 content", "a reply lacks the field content"))?;
    let smsid = fields.id(Field::Smsid);
    let reply_time = fields.text(Field::ReplyTime);
    Ok(Reply { mobilephone, content, smsid, reply_time, gb18030: fields.gb18030 })
}

/// The body as ASCII: bytes beyond it, which some tools leave unescaped, are percent-encoded, so that each field is decoded on its own.
fn ascii(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    percent_encoding::percent_encode(body, &percent_encoding::AsciiSet::EMPTY).into()
}
