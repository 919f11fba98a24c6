//! Exit codes: what a script branches on. A number is never reused.

use ihuyi::answer::Outcome;
use ihuyi::codes::Lang;

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
const TABLE: [(u8, &str, &str); 7] = [
    (OK, "网关已受理，或所问已有答案", "accepted by the gateway, or what was asked is answered"),
    (UNEXPECTED, "意外错误（如输出无法写入）", "an unexpected failure, as output that cannot be written"),
    (USAGE, "命令行或设置有误，未发送", "the command line or a setting is wrong; nothing was sent"),
    (
        REFUSED,
        "被拒绝（网关或本地检查）；排除原因后再发",
        "refused by the gateway or a local check; mend the cause first",
    ),
    (NOT_SENT, "未发送（网络等原因）；稍后可以再发", "not sent; sending again later is safe"),
    (UNKNOWN, "结果未知；请勿盲目重发", "outcome unknown; do not send again blindly"),
    (FINDINGS, "doctor 发现需要处理的问题", "doctor found something to mend"),
];

/// The table as it stands in help and man page.
pub fn table(lang: Lang) -> String {
    let mut out = String::from(if lang == Lang::Zh { "退出码：\n" } else { "Exit codes:\n" });
    for (code, zh, en) in TABLE {
        out.push_str(&format!("  {code}  {}\n", if lang == Lang::Zh { zh } else { en }));
    }
    out
}
