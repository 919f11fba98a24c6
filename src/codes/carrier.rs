//! What carriers and platforms write into a receipt: `DELIVRD`, `MK:0012`, `DB:0142`.
//!
//! The vendor has published three of them. The rest is what other vendors' public tables agree on, and each row says so: carriers differ by
//! province and over time, and no table of them is the last word.

use super::Lang;
use super::meanings::{Words, w};

/// Where the meaning of a status comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The vendor itself, on its public pages.
    Vendor,
    /// The public tables of other vendors, as far as they agree.
    Generic,
    /// One client recorded it once.
    SeenOnce,
}

impl Published {
    /// One clause for a reader.
    pub const fn describe(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Published::Vendor, Lang::Zh) => "互亿无线公布",
            (Published::Vendor, Lang::En) => "published by the vendor",
            (Published::Generic, Lang::Zh) => "业内通用说法",
            (Published::Generic, Lang::En) => "general usage",
            (Published::SeenOnce, Lang::Zh) => "仅见过一次",
            (Published::SeenOnce, Lang::En) => "seen once",
        }
    }
}

/// A receipt status, or a family of them.
#[derive(Debug, PartialEq, Eq)]
pub struct CarrierStatus {
    /// The status as it is written, `MK:0001`; of a family, what its members begin with, `MK:`.
    pub status: &'static str,
    /// Whether this row stands for every status that begins so.
    pub family: bool,
    text: Words,
    advice: Words,
    /// Where the meaning comes from.
    pub published: Published,
}

impl CarrierStatus {
    /// What it means.
    pub const fn text(&self, lang: Lang) -> &'static str {
        self.text.pick(lang)
    }

    /// What to do about it.
    pub const fn advice(&self, lang: Lang) -> &'static str {
        self.advice.pick(lang)
    }

    /// Both, as sentences.
    pub fn sentences(&self, lang: Lang) -> String {
        let stop = if lang == Lang::Zh { "。" } else { ". " };
        format!("{}{stop}{}", self.text(lang), self.advice(lang))
    }

    /// The row's anchor in `docs/codes.md`: `carrier-mk-0001`, for a family `carrier-mk-family`.
    pub fn anchor(&self) -> String {
        let mut anchor = String::from("carrier");
        for part in self.status.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()) {
            anchor.push('-');
            anchor.push_str(&part.to_ascii_lowercase());
        }
        if self.family {
            anchor.push_str("-family");
        }
        anchor
    }
}

/// The status without what writers vary: case, blanks, the colon (`mk 0001`, `MK：0001`).
fn normal(status: &str) -> impl Iterator<Item = char> {
    status.chars().filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：')).map(|c| c.to_ascii_uppercase())
}

/// What a status of a receipt means: the status itself where it is known, else its family. Case, blanks and the colon do not matter.
///
/// None for text that is neither, such as a Chinese sentence.
pub fn carrier_status(status: &str) -> Option<&'static CarrierStatus> {
    // Longer than any status; a receipt's message may be a whole sentence.
    if status.len() > 64 {
        return None;
    }
    let wanted: String = normal(status).collect();
    if wanted.is_empty() {
        return None;
    }
    let exact = CARRIER.iter().find(|row| !row.family && normal(row.status).eq(wanted.chars()));
    exact.or_else(|| {
        CARRIER.iter().filter(|row| row.family).find(|row| {
            let prefix: String = normal(row.status).collect();
            // Digits must follow: MKxxxx is a status, MADE is a word.
            wanted.strip_prefix(&prefix).is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                    && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
        })
    })
}

/// Every row: the exact ones first, then the families.
pub fn carrier_statuses() -> impl Iterator<Item = &'static CarrierStatus> {
    CARRIER.iter()
}

const fn one(status: &'static str, published: Published, text: Words, advice: Words) -> CarrierStatus {
    CarrierStatus { status, family: false, text, advice, published }
}

const fn family(status: &'static str, published: Published, text: Words, advice: Words) -> CarrierStatus {
    CarrierStatus { status, family: true, text, advice, published }
}

use Published::{Generic, SeenOnce, Vendor};

const NUMBER: Words =
    w("号码问题：空号、停机、关机或无法接通", "a problem of the number: not in use, suspended, off, out of reach");
const NUMBER_ADVICE: Words = w(
    "请用户核对号码、确认手机开机有信号后再试；同一号码一直失败就从名单里去掉。",
    "Have the user check the number and that the phone is on, then try again; drop a number that keeps failing.",
);
const BLACKLIST: Words = w("号码在通道的黑名单里", "the number is on the channel's blacklist");
const BLACKLIST_ADVICE: Words = w(
    "不要重发；到控制台查看黑名单，解除不了就联系客服，并请机主确认愿意接收。",
    "Do not resend. Look at the blacklist in the console, ask the vendor's support if it cannot be released there, and make sure that the owner wants the messages.",
);
const SLOWER: Words = w(
    "放慢对同一号码的发送，验证码至少隔 60 秒并设每日上限；当天先换语音等其他方式。",
    "Send less to one number: a minute between codes and a daily limit. Use voice or another way for today.",
);
const SAME_SOON: Words = w("相同内容发送间隔太短，被移动拦截", "the same text again too soon; stopped by China Mobile");
const HOURLY: Words =
    w("同一号码一小时内超过 4 条，被移动拦截", "more than 4 an hour to one number; stopped by China Mobile");
const DAILY: Words =
    w("同一号码一天内超过 10 条，被移动拦截", "more than 10 a day to one number; stopped by China Mobile");
const WORDING: Words = w(
    "检查内容有无违禁词、网址或营销用语，改写后再发；不清楚是哪个词时请客服查询。",
    "Look for forbidden words, links or marketing in the text, rephrase it, and ask the vendor's support which word it was.",
);
const REFUSED: Words = w("被运营商或短信中心拒绝", "refused by the carrier or its message centre");
const REFUSED_ADVICE: Words = w(
    "先检查内容有无敏感词；电信号码也可能是关机或空号，换个号码试发以区分。",
    "Check the text for sensitive words first. With China Telecom it may also be a phone that is off or a number not in use; a trial to another number tells.",
);

static CARRIER: &[CarrierStatus] = &[
    one(
        "DELIVRD",
        Generic,
        w("已送达手机", "delivered to the phone"),
        w(
            "无需处理；用户仍说没收到，请他查看手机的拦截箱。",
            "Nothing to do. A user who has not seen it should look into the phone's spam folder.",
        ),
    ),
    one(
        "UNDELIV",
        Generic,
        w(
            "未送达：关机、停机或不在服务区，少数是内容或黑名单所致",
            "not delivered: off, suspended or out of service, sometimes content or blacklist",
        ),
        NUMBER_ADVICE,
    ),
    one(
        "EXPIRED",
        Generic,
        w(
            "超过有效期仍未送达：手机长时间关机或无信号",
            "not delivered within its validity: the phone was off or out of coverage for long",
        ),
        w(
            "请用户开机、到有信号的地方后重新获取；过期的验证码不要补发。",
            "Have the user turn the phone on and ask again; do not send an expired code again.",
        ),
    ),
    one("REJECTD", Generic, REFUSED, REFUSED_ADVICE),
    one("REJECT", Generic, REFUSED, REFUSED_ADVICE),
    one("DB:0140", Generic, SAME_SOON, SLOWER),
    one("DB:0141", Generic, HOURLY, SLOWER),
    one("DB:0142", Vendor, w("超过移动每天允许的下发条数", "over China Mobile's maximum of messages a day"), SLOWER),
    one(
        "AP:17",
        Vendor,
        w("签名无效，由平台拦截", "the signature is invalid; stopped by the platform"),
        w(
            "到控制台检查签名是否通过审核、是否被停用，换用有效签名后再发。",
            "Look in the console whether the signature is approved and in use, and send with one that is.",
        ),
    ),
    one(
        "CL26:-37",
        Vendor,
        w("同一号码一天超过 10 条，由平台拦截", "more than 10 a day to one number; stopped by the platform"),
        SLOWER,
    ),
    one("BLACK", Generic, BLACKLIST, BLACKLIST_ADVICE),
    one("BLOCKED", Generic, BLACKLIST, BLACKLIST_ADVICE),
    one(
        "BLACK-Y",
        SeenOnce,
        w(
            "号码在黑名单里（见于提交返回 4030 时的 msg）",
            "the number is blacklisted (seen as the message of submission code 4030)",
        ),
        BLACKLIST_ADVICE,
    ),
    one("HD:0001", Generic, BLACKLIST, BLACKLIST_ADVICE),
    one(
        "00138",
        Generic,
        w("短信没有签名，被移动拦截", "no signature; stopped by China Mobile"),
        w(
            "到控制台检查账户的签名设置，补上签名后再发。",
            "Look at the account's signature in the console and send with one.",
        ),
    ),
    one(
        "00139",
        Generic,
        w("签名被移动屏蔽", "the signature is blocked by China Mobile"),
        w(
            "换用其他已审核的签名，并请客服核实被屏蔽的原因。",
            "Use another approved signature and ask the vendor's support why this one is blocked.",
        ),
    ),
    one("00140", Generic, SAME_SOON, SLOWER),
    one("00141", Generic, HOURLY, SLOWER),
    one("00142", Generic, DAILY, SLOWER),
    one("ID:0076", Generic, w("被运营商的关键词过滤拦截", "stopped by the carrier's keyword filter"), WORDING),
    one("MK:0001", Generic, NUMBER, NUMBER_ADVICE),
    one("MK:0012", Generic, NUMBER, NUMBER_ADVICE),
    one("MI:0059", Generic, NUMBER, NUMBER_ADVICE),
    one("MA:0001", Generic, BLACKLIST, BLACKLIST_ADVICE),
    one(
        "MA:0022",
        Generic,
        w("对同一号码发送过于频繁，由网关拦截", "too frequent to one number; stopped by the gateway"),
        SLOWER,
    ),
    family("MK:", Generic, NUMBER, NUMBER_ADVICE),
    family("MN:", Generic, NUMBER, NUMBER_ADVICE),
    family("MI:", Generic, NUMBER, NUMBER_ADVICE),
    family("LT:", Generic, NUMBER, NUMBER_ADVICE),
    family(
        "MA:",
        Generic,
        w(
            "网关侧拦截：关键词、黑名单、频率或路由",
            "stopped on the gateway's side: keyword, blacklist, frequency or route",
        ),
        w(
            "与手机无关，换时间重发多半无用；先检查内容和发送频率，再把状态码和号码报给客服。",
            "It is not the phone, and another try seldom helps. Check text and frequency, then give status and number to the vendor's support.",
        ),
    ),
    family(
        "DB:",
        Generic,
        w("移动侧拦截，多与条数、频率或内容有关", "stopped by China Mobile, mostly for number, frequency or content"),
        SLOWER,
    ),
    family("ID:", Generic, w("运营商侧拦截，多与关键词有关", "stopped by the carrier, mostly for keywords"), WORDING),
    family(
        "AP:",
        Generic,
        w("平台侧拒绝，手机没有收到", "refused on the platform's side; the phone got nothing"),
        w(
            "先检查签名和内容，再把状态码和时间报给客服查询。",
            "Check signature and text, then give status and time to the vendor's support.",
        ),
    ),
    family(
        "HD:",
        Generic,
        w("网关侧拦截，多为黑名单或频率限制", "stopped by the gateway, mostly blacklist or frequency"),
        BLACKLIST_ADVICE,
    ),
];
