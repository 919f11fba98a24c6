//! What is said when the program itself fails in a way that it must not: a panic.

use crate::args::Command;
use crate::exit;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::codes::{Lang, own};
use serde_json::{Value, json};

/// Prints what a panic in this command means, and says with which exit code. No command: the command line was not yet read.
pub fn report(out: &Out, command: Option<&Command>) -> u8 {
    let (code, failure) = verdict(command);
    if out.json {
        out.object(&object(command, code, &failure, out.lang));
    } else {
        let name = command.map(|command| format!(" {}", command.name())).unwrap_or_default();
        out.complaint(&format!("ihuyi{name}: {} ({})", failure.words(out.lang), failure.code));
    }
    code
}

fn object(command: Option<&Command>, code: u8, failure: &Failure, lang: Lang) -> Value {
    json!({
        "command": command.map(Command::name),
        "outcome": failure.outcome().name(),
        "code": failure.code,
        "message": failure.words(lang),
        "local": false,
        "exit_code": code,
    })
}

/// Where in a call it happened, nobody knows: of a message, the outcome is unknown.
fn verdict(command: Option<&Command>) -> (u8, Failure) {
    if command.is_some_and(Command::sends) {
        let failure = Failure::new(
            own::UNKNOWN,
            "程序内部错误，结果未知，请勿盲目重发：请等回执或到控制台核对。请把版本和操作步骤报告给开发者。",
            "A defect of the program; the outcome is unknown. Do not send again blindly: wait for the receipt, or look in the console. Please report it with the version and the steps.",
        );
        return (exit::UNKNOWN, failure);
    }
    let failure = Failure::new(
        own::PANIC,
        "程序内部错误，没有发送任何内容。请把版本和操作步骤报告给开发者。",
        "A defect of the program; nothing was sent. Please report it with the version and the steps.",
    );
    (exit::UNEXPECTED, failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    #[test]
    fn only_of_what_sends_the_outcome_is_unknown() {
        for line in [
            "send 1 x",
            "voice 1 x",
            "add-template x",
            "balance",
            "segments x",
            "explain",
            "verify start login 1",
            "verify resend x",
            "verify check x 1",
            "guard status",
            "guard unlock breaker",
            "captcha new x.png",
            "captcha check x y",
            "bulk plan x.csv --journal x --text x",
            "bulk run --journal x",
            "bulk status --journal x",
            "bulk resume --journal x",
            "bulk export x.csv --journal x",
            "bulk optout check 1",
            "bulk optout add 1",
            "bulk optout remove 1",
            "push",
            "status x",
            "inbox",
            "doctor",
            "call",
            "serve --listen 127.0.0.1:0",
            "sandbox",
            "completions bash",
            "man",
        ] {
            let cli = Cli::try_parse_from(["ihuyi"].into_iter().chain(line.split(' '))).expect(line);
            let name = cli.command.name();
            let (code, failure) = verdict(Some(&cli.command));
            let object = object(Some(&cli.command), code, &failure, Lang::En);
            let shown = ["command", "outcome", "code", "exit_code"].map(|member| object[member].clone());
            const SENDS: [&str; 8] =
                ["send", "voice", "add-template", "verify start", "verify resend", "bulk run", "bulk resume", "call"];
            let sends = SENDS.contains(&name);
            let expected = if sends { json!([name, "unknown", -300, 5]) } else { json!([name, "not_sent", -900, 1]) };
            assert_eq!(json!(shown), expected);
            assert_eq!(failure.zh.contains("请勿盲目重发"), sends, "{line}");
            assert_eq!(failure.en.contains("Do not send again blindly"), sends, "{line}");
        }
        assert_eq!(verdict(None).0, 1);
    }
}
