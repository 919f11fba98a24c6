//! Exit codes: what a script branches on. A number is never reused.

use ihuyi::answer::{Failure, Outcome};
use ihuyi::codes::{Lang, own};

/// The gateway accepted it, or what was asked is answered.
pub const OK: u8 = 0;
/// Something that should not happen: output that cannot be written, a defect where nothing is sent.
pub const UNEXPECTED: u8 = 1;
/// The command line or a setting is wrong. clap's own number for this.
pub const USAGE: u8 = 2;
/// Refused, by the gateway or by a check before any request.
pub const REFUSED: u8 = 3;
/// Nothing that the gateway could act on left this machine.
pub const NOT_SENT: u8 = 4;
/// The request left and no readable verdict came back; or a defect ended a command that sends.
pub const UNKNOWN: u8 = 5;
/// `doctor` found something to mend.
pub const FINDINGS: u8 = 6;
/// The code, or the answer to a picture, is wrong. Another code may be tried; another picture must be.
pub const WRONG: u8 = 7;
/// The code is over: expired, used, locked, or never there. Start anew.
pub const OVER: u8 = 8;

/// The exit code of an answer about a one-time code or a picture.
pub fn of_code(code: i32, outcome: Outcome) -> u8 {
    match code {
        own::CODE_WRONG | own::CAPTCHA_WRONG => WRONG,
        own::CODE_EXPIRED | own::CODE_NONE | own::CODE_LOCKED => OVER,
        _ => of(outcome),
    }
}

/// The exit code of a failure that ends a command. What limits, codes, the store and its secret say is an answer, whichever command hears it;
/// everything else is about the command line and the settings.
pub fn of_failure(failure: &Failure) -> u8 {
    if (-499..=-400).contains(&failure.code) { of_code(failure.code, failure.outcome()) } else { USAGE }
}

/// The exit code of an outcome.
pub fn of(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Accepted => OK,
        Outcome::Refused => REFUSED,
        Outcome::NotSent => NOT_SENT,
        Outcome::Unknown => UNKNOWN,
    }
}

/// Every exit code: number, Chinese, English.
const TABLE: [(u8, &str, &str); 9] = [
    (OK, "网关已受理，或所问已有答案", "accepted by the gateway, or what was asked is answered"),
    (UNEXPECTED, "意外错误（如输出无法写入）", "an unexpected failure, as output that cannot be written"),
    (USAGE, "命令行或设置有误，未发送", "the command line or a setting is wrong; nothing was sent"),
    (
        REFUSED,
        "被拒绝（网关或本地检查）；排除原因后再发",
        "refused by the gateway or a local check; mend the cause first",
    ),
    (
        NOT_SENT,
        "未发送（网络、限制、store 用不了）；排除原因后再发不会重复",
        "not sent (network, limits, a store out of use); once the cause is gone, sending again is safe",
    ),
    (UNKNOWN, "结果未知；请勿盲目重发", "outcome unknown; do not send again blindly"),
    (FINDINGS, "doctor 发现需要处理的问题", "doctor found something to mend"),
    (WRONG, "验证码或图片答案不对", "the code or the answer to the picture is wrong"),
    (
        OVER,
        "验证码已过期、用过、作废或不存在；请重新获取",
        "the code is expired, used, dead or was never there; start anew",
    ),
];

/// The table as it stands in help and man page.
pub fn table(lang: Lang) -> String {
    let mut out = String::from(if lang == Lang::Zh { "退出码：\n" } else { "Exit codes:\n" });
    for (code, zh, en) in TABLE {
        out.push_str(&format!("  {code}  {}\n", if lang == Lang::Zh { zh } else { en }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_eight() {
        for code in [own::CODE_EXPIRED, own::CODE_NONE, own::CODE_LOCKED] {
            assert_eq!(of_code(code, Outcome::Refused), OVER, "{code}");
        }
    }
}
