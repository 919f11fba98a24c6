//! The gateway's own tables: which codes each call may answer, and in which words.
//!
//! The words are the vendor's, letter for letter, typing errors included: people paste them into a search box. Only the blanks that its web
//! pages set around Latin words (`访问 ip 与备案 ip 不符`) are left out; they are typesetting, and the replies do not have them.
//! What a code means and what to do about it stands in `meanings`, one entry per code, and one more where a service means something else.

use super::meanings::{Entry, MEANINGS, OTHER_MEANINGS};
use super::{Lang, Table};

/// The call was accepted. Every table has it, and nothing else is success.
pub const ACCEPTED: i32 = 2;
/// Failed, no reason given.
pub const FAILED: i32 = 0;
/// The account is empty.
pub const ACCOUNT_EMPTY: i32 = 401;
/// The password is empty.
pub const PASSWORD_EMPTY: i32 = 402;
/// The number is empty.
pub const MOBILE_EMPTY: i32 = 403;
/// The content is empty.
pub const CONTENT_EMPTY: i32 = 404;
/// Account and key do not belong together, or not to this service.
pub const CREDENTIALS: i32 = 405;
/// The time in the dynamic password is too old.
pub const PASSWORD_EXPIRED: i32 = 40501;
/// The dynamic password does not check out.
pub const PASSWORD_MISMATCH: i32 = 40502;
/// The number is malformed.
pub const MOBILE_FORMAT: i32 = 406;
/// SMS: the signature is malformed. Voice code: the content is not 4 to 6 digits.
pub const SIGNATURE_FORMAT: i32 = 4070;
/// The content matches no approved template.
pub const TEMPLATE_MISMATCH: i32 = 4072;
/// A template variable is too long.
pub const VARIABLE_TOO_LONG: i32 = 40722;
/// The content is too long.
pub const CONTENT_TOO_LONG: i32 = 4073;
/// The content has an emoji.
pub const EMOJI: i32 = 4074;
/// The number has had its texts for today.
pub const DAILY_LIMIT: i32 = 4082;
/// The number has had its verification texts for today.
pub const CODE_DAILY_LIMIT: i32 = 4085;

/// How a row is known. Nothing here was tried on the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The vendor's public pages carry the row.
    Pages,
    /// The vendor's document v3.3 (2018) carries the row.
    Document,
    /// Clients copied the row from the vendor's documentation.
    Copied,
    /// The vendor's document v3.3 (2018) has the code, but in place of its text a line that slipped down from the table of fields; the words
    /// are those of the other tables.
    DocumentSlip,
    /// The vendor's promotional posts carry the row.
    Posts,
    /// The vendor's promotional posts list the code without its Chinese text; the words are those of the SMS table.
    PostsCode,
    /// An old sample file of the vendor's shows it; no table has it.
    Sample,
    /// Clients met it; no table has it.
    Observed,
    /// The service has no table of its own that is public; clients read its answers by the SMS table.
    SmsTable,
}

impl Source {
    /// One clause for a reader.
    pub const fn describe(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Source::Pages, Lang::Zh) => "互亿无线公开页面",
            (Source::Pages, Lang::En) => "the vendor's public pages",
            (Source::Document, Lang::Zh) => "接口文档 v3.3（2018）",
            (Source::Document, Lang::En) => "the vendor's document v3.3 (2018)",
            (Source::Copied, Lang::Zh) => "各家程序从官方文档摘录",
            (Source::Copied, Lang::En) => "copied by clients from the vendor's documentation",
            (Source::DocumentSlip, Lang::Zh) => {
                "接口文档 v3.3（2018）有此代码，但文字误印成了字段说明，这里取其他各表的用字"
            }
            (Source::DocumentSlip, Lang::En) => {
                "the vendor's document v3.3 (2018), which misprints the text; the words are the other tables'"
            }
            (Source::Posts, Lang::Zh) => "官方推广文章",
            (Source::Posts, Lang::En) => "the vendor's promotional posts",
            (Source::PostsCode, Lang::Zh) => "官方推广文章列出了此代码，用字取自短信码表",
            (Source::PostsCode, Lang::En) => {
                "the vendor's promotional posts list the code; the words are the SMS table's"
            }
            (Source::Sample, Lang::Zh) => "官方早年的示例文件，码表里没有",
            (Source::Sample, Lang::En) => "an old sample file of the vendor's; in no table",
            (Source::Observed, Lang::Zh) => "有程序遇到过，码表里没有",
            (Source::Observed, Lang::En) => "observed by clients; in no table",
            (Source::SmsTable, Lang::Zh) => "该服务没有公开的完整码表，各家程序沿用短信码表",
            (Source::SmsTable, Lang::En) => "no complete table is public; clients use the SMS table",
        }
    }
}

/// One row of one table.
#[derive(Debug)]
pub(crate) struct Row {
    pub code: i32,
    /// The vendor's words; empty where none are known.
    pub vendor: &'static str,
    pub source: Source,
    /// Other words for the same code in this table: of the document, and of replies that clients recorded.
    pub variants: &'static [&'static str],
}

const fn row(code: i32, vendor: &'static str, source: Source) -> Row {
    Row { code, vendor, source, variants: &[] }
}

const fn also(code: i32, vendor: &'static str, source: Source, variants: &'static [&'static str]) -> Row {
    Row { code, vendor, source, variants }
}

use Source::{Copied, Document, DocumentSlip, Observed, Pages, Posts, PostsCode, Sample};

/// SMS, Submit. The row order of every table is the vendor's.
static SMS: &[Row] = &[
    row(0, "提交失败", Pages),
    row(2, "提交成功", Pages),
    row(400, "非法ip访问", Pages),
    row(401, "帐号不能为空", Pages),
    row(402, "密码不能为空", Pages),
    row(403, "手机号码不能为空", Pages),
    also(4030, "手机号码已被列入黑名单", Pages, &["BLACK-Y"]),
    row(404, "短信内容不能为空", Pages),
    also(405, "API ID或API KEY不正确", Pages, &["用户名或密码不正确"]),
    row(4050, "账号被冻结", Pages),
    row(40501, "动态密码已过期", Pages),
    row(40502, "动态密码校验失败", Pages),
    row(4051, "剩余条数不足", Pages),
    row(4052, "访问ip与备案ip不符", Pages),
    row(4053, "用户不存在", Sample),
    also(406, "手机格式不正确", Pages, &["手机号码格式不正确", "手机格式不正确，格式为11位的数字."]),
    row(407, "短信内容含有敏感字符", Pages),
    row(4070, "签名格式不正确", Pages),
    also(4071, "签名格式不正确", Pages, &["没有提交备案模板"]),
    also(
        4072,
        "签名格式不正确",
        Pages,
        &["提交的短信内容与审核通过的模板内容不匹配", "你提交过来的短信内容必须与报备过的模板格式相匹配"],
    ),
    also(40722, "变量内容超过指定的长度【8】", Pages, &["变量内容超过指定的长度"]),
    row(4073, "短信内容超出长度限制", Pages),
    row(4074, "短信内容包含emoji符号", Pages),
    row(4075, "签名未通过审核", Pages),
    row(408, "发送超限([20]条),已加入黑名单,可登入平台解除", Pages),
    also(
        4080,
        "同一手机号码同一秒钟之内发送频率不能超过1条",
        Pages,
        &["同一手机号码同一秒钟之内发送频率不能超过1条(c)"],
    ),
    also(4082, "超出同一手机号一天之内【5】条短信限制", Pages, &["超出同一手机号一天之内5条短信限制"]),
    also(
        4085,
        "同一手机号验证码短信发送超出【5】条",
        Pages,
        &["同一手机号验证码短信发送超出5条", "验证码短信每天每个手机号码只能发5条"],
    ),
    row(4086, "手机操作过过于频繁", Observed),
];

/// Voice code, Submit.
static VOICE: &[Row] = &[
    row(0, "提交失败", Pages),
    row(2, "提交成功", Pages),
    row(400, "非法ip访问", Pages),
    row(401, "帐号不能为空", Pages),
    row(402, "密码不能为空", Pages),
    row(403, "手机号码不能为空", Pages),
    row(4030, "手机号码已被列入黑名单", Pages),
    row(404, "语音内容不能为空", Pages),
    row(405, "用户名或密码不正确", Pages),
    row(4050, "账号被冻结", Pages),
    row(4051, "剩余条数不足", Pages),
    row(4052, "访问ip与备案ip不符", Pages),
    row(406, "手机格式不正确", Pages),
    row(407, "短信内容含有敏感字符", Pages),
    row(4070, "语音验证码内容必须为4-6位数字", Pages),
    row(408, "您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。", Pages),
];

/// Voice notification, Submit. The rows without words were met on the JSON interface only.
static VOICE_NOTICE: &[Row] = &[
    row(0, "提交失败", Copied),
    row(1, "", Observed),
    row(2, "提交成功", Copied),
    row(400, "非法ip访问", Copied),
    row(401, "帐号不能为空", Copied),
    row(402, "密码不能为空", Copied),
    row(403, "手机号码不能为空", Copied),
    row(4030, "手机号码已被列入黑名单", Copied),
    also(404, "语音内容不能为空", Copied, &["语音通知内容不能为空"]),
    row(405, "用户名或密码不正确", Copied),
    row(4050, "账号被冻结", Copied),
    row(40505, "", Observed),
    row(4051, "剩余条数不足", Copied),
    row(4052, "访问ip与备案ip不符", Copied),
    row(406, "手机格式不正确", Copied),
    row(407, "", Observed),
    row(4071, "没有提交备案模板", Copied),
    also(
        4072,
        "提交的语音内容必须与报备过的模板格式相匹配",
        Copied,
        &["你提交过来语音内容必须与报备过的模板格式相匹配"],
    ),
    row(40722, "变量内容超过指的的长度", Copied),
    row(4073, "短信内容超出长度限制", Copied),
    row(4077, "", Observed),
    row(408, "您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。", Copied),
    row(4080, "", Observed),
    row(4081, "", Observed),
    row(4086, "", Observed),
];

/// International, Submit: what the vendor's posts list. Any other code is looked up in the SMS table, as clients do.
static INTERNATIONAL: &[Row] = &[
    row(1, "提交失败", Posts),
    row(2, "提交成功", Posts),
    row(400, "非法ip访问", PostsCode),
    row(401, "帐号不能为空", PostsCode),
    row(402, "密码不能为空", PostsCode),
    row(403, "手机号码不能为空", PostsCode),
    row(405, "用户名或密码错误", Posts),
    row(4051, "剩余条数不足", PostsCode),
    row(406, "手机格式不正确", Posts),
    row(407, "短信内容含有敏感字符", PostsCode),
    also(4072, "签名格式不正确", PostsCode, &["提交的短信内容与审核通过的模板内容不匹配"]),
    row(40722, "变量内容超过指定的长度【8】", PostsCode),
];

/// GetNum of SMS and of voice codes; the others are taken to be alike.
static GET_NUM: &[Row] = &[
    row(2, "查询成功", Document),
    row(400, "非法ip访问", Document),
    row(401, "帐号不能为空", Document),
    row(402, "密码不能为空", Document),
    row(405, "用户名或密码不正确", Document),
    row(4050, "账号被冻结", Document),
    row(4053, "用户不存在", Sample),
];

/// AddTemplate. The document prints 提交状态描述 for 400 and 添加成功则返回模板ID for 401: two lines that slipped down from the table of fields
/// above. What the other tables say for these codes stands here, and the slip among the variants.
static ADD_TEMPLATE: &[Row] = &[
    row(2, "添加成功", Document),
    also(400, "非法ip访问", DocumentSlip, &["提交状态描述"]),
    also(401, "帐号不能为空", DocumentSlip, &["添加成功则返回模板ID"]),
    row(402, "密码不能为空", Document),
    row(404, "模板内容不能为空", Document),
    row(405, "用户名或密码不正确", Document),
    row(4050, "账号被冻结", Document),
    row(407, "模板内容含有敏感字符", Document),
];

/// A row as a table shows it, with what it means there.
pub(crate) struct Found {
    pub row: &'static Row,
    pub source: Source,
    pub entry: &'static Entry,
}

/// The rows a table has of its own, and the rows it takes over from the SMS table because nothing better is public.
fn rows(table: Table) -> (&'static [Row], &'static [Row]) {
    match table {
        Table::Sms => (SMS, &[]),
        Table::Voice => (VOICE, &[]),
        Table::VoiceNotice => (VOICE_NOTICE, &[]),
        Table::International => (INTERNATIONAL, SMS),
        Table::Marketing => (&[], SMS),
        Table::GetNum => (GET_NUM, &[]),
        Table::AddTemplate => (ADD_TEMPLATE, &[]),
        Table::Own => (&[], &[]),
    }
}

/// The row of this code in this table, and nothing from any other.
pub(crate) fn find(table: Table, code: i32) -> Option<Found> {
    let (own, taken) = rows(table);
    let at = |rows: &'static [Row]| rows.iter().find(|r| r.code == code);
    let (row, source) = match at(own) {
        Some(row) => (row, row.source),
        None => (at(taken)?, Source::SmsTable),
    };
    let entry = entry(table, code)?;
    Some(Found { row, source, entry })
}

/// What the code means in this table.
pub(crate) fn entry(table: Table, code: i32) -> Option<&'static Entry> {
    let other = OTHER_MEANINGS.iter().find(|(tables, e)| e.code == code && tables.contains(&table)).map(|(_, e)| e);
    other.or_else(|| MEANINGS.iter().find(|e| e.code == code))
}

/// The codes of a table, in the order of [`MEANINGS`], which is the vendor's.
pub(crate) fn codes(table: Table) -> impl Iterator<Item = i32> {
    let (own, taken) = rows(table);
    MEANINGS.iter().map(|e| e.code).filter(move |code| own.iter().chain(taken).any(|r| r.code == *code))
}
