//! Why the helper does not start, in words.

use ihuyi::answer::Failure;
use ihuyi::codes::own;

/// What is wrong and what to do, without a full stop: Chinese, English.
pub fn refused(zh: &str, en: &str) -> Failure {
    Failure::new(own::VALUE, format!("{zh}。没有启动。"), format!("{en}. The helper was not started."))
}

/// What cannot be listened on.
pub fn cannot(what: &str, error: &std::io::Error) -> Failure {
    refused(
        &format!("无法监听 {what}：{error}。请检查是否已被占用、本帐号有没有权限"),
        &format!("cannot listen on {what}: {error}. See whether it is taken, and this account's rights"),
    )
}
