//! What is said to a caller whose send is stopped.

use crate::answer::Failure;
use crate::codes::own;
use std::time::Duration;

/// Whole seconds, rounded up, so that nobody comes back in vain.
pub fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

pub fn full(limit: &str, wait: Duration) -> Failure {
    let seconds = seconds(wait);
    Failure::new(
        own::LIMIT,
        format!("发送过于频繁（限制 {limit}），未发送。请 {seconds} 秒后再试。"),
        format!("Too many sends (limit {limit}); nothing was sent. Try again in {seconds} seconds."),
    )
}

pub fn tripped(wait: Duration) -> Failure {
    let seconds = seconds(wait);
    Failure::new(
        own::BREAKER,
        format!(
            "近来发出的验证码远多于填对的，疑似被刷，暂停发送；{seconds} 秒后再看。请检查来源，打开图片验证码，再用 ihuyi guard unlock breaker 恢复。"
        ),
        format!(
            "Far more codes went out than were entered, which looks like abuse; sending pauses and looks again in {seconds} seconds. Check where they come from, demand the picture challenge, then run ihuyi guard unlock breaker."
        ),
    )
}

pub fn long_list(most: usize) -> Failure {
    Failure::new(
        own::TOO_LARGE,
        format!("按号码限制（limits 里有 mobile）时，一次最多 {most} 个号码，未发送。请分几次发。"),
        format!(
            "With limits by number (mobile among the limits) a call takes {most} numbers at most; nothing was sent. Send several lists."
        ),
    )
}

pub fn denied() -> Failure {
    Failure::new(
        own::DENIED,
        "号码或来源在拒绝名单（设置 deny）里，未发送。",
        "The number or one of the keys is on the deny list (setting deny); nothing was sent.",
    )
}

pub fn captcha_needed() -> Failure {
    Failure::new(
        own::CAPTCHA_NEEDED,
        "请先通过图片验证码，未发送。用 ihuyi_captcha_new 取图片，下次带上 captcha_id 和 captcha_answer；别处验过的给 captcha = passed。",
        "A picture challenge comes first; nothing was sent. Get one with ihuyi_captcha_new and give captcha_id and captcha_answer next time, or captcha = passed when another service has checked.",
    )
}

pub fn captcha_wrong() -> Failure {
    Failure::new(
        own::CAPTCHA_WRONG,
        "图片验证码不对、已过期或已用过，未发送。请换一张再填。",
        "The answer to the picture is wrong, late, or was given before; nothing was sent. Show a new picture.",
    )
}

pub fn no_value() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "没有给出要解锁的值。例如 mobile 13800000000、ip 192.0.2.7，或只写 breaker。",
        "There is no value to unlock. Give mobile 13800000000, ip 192.0.2.7, or breaker alone.",
    )
}
