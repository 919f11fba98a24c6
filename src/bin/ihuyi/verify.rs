//! `verify start`, `verify resend`, `verify check`: one-time codes.

use crate::args::{Verify, VerifyCheck, VerifyCommand, VerifyResend, VerifyStart};
use crate::exit;
use crate::output::Out;
use crate::report::{self, Asked};
use crate::settings::{self, Settings};
use crate::submit;
use crate::text;
use crate::told;
use ihuyi::answer::{Answer, Failure, Message, Outcome};
use ihuyi::client::Client;
use ihuyi::codes::{Lang, own};
use ihuyi::guard::seconds;
use ihuyi::service::Service;
use ihuyi::verify::{self, Verification, Way};
use serde_json::{Value, json};

const ID: (&str, &str) = ("编号", "the id");

pub fn run(args: &Verify, out: &mut Out) -> Result<u8, Failure> {
    match &args.command {
        VerifyCommand::Start(args) => start(args, out),
        VerifyCommand::Resend(args) => resend(args, out),
        VerifyCommand::Check(args) => check(args, out),
    }
}

fn start(args: &VerifyStart, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let purpose = text::word(&args.purpose, out.charset(), ("用途", "the purpose"))?;
    let mobile = text::word(&args.mobile, out.charset(), ("手机号码", "the number"))?;
    let mut told = told::circumstances(&args.told)?;
    told.channel = args.channel.clone().or(told.channel);
    submit::hide(&mobile, out);
    let (verification, answer) = in_our_words(verify::start(&Client::new(config), &purpose, &mobile, &told));
    if args.id && !out.json && !verification.id.is_empty() {
        out.result(&verification.id);
        return Ok(exit::of(answer.outcome));
    }
    Ok(sent(out, "verify start", submit::mask(&mobile), &verification, &answer))
}

fn resend(args: &VerifyResend, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let id = text::word(&args.id, out.charset(), ID)?;
    let told = told::circumstances(&args.told)?;
    let (verification, answer) =
        in_our_words(verify::resend(&Client::new(config), &id, args.channel.as_deref(), &told));
    Ok(sent(out, "verify resend", String::new(), &verification, &answer))
}

fn check(args: &VerifyCheck, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let id = text::word(&args.id, out.charset(), ID)?;
    let entered = text::argument(&args.code, out.charset(), ("验证码", "the code"))?;
    let (verification, answer) = verify::check(&Client::new(config), &id, &entered);
    let code = exit::of_code(answer.code, answer.outcome);
    let (mobile, purpose) = (&verification.mobile, &verification.purpose);
    if out.json {
        print(out, "verify check", String::new(), &verification, &answer, code);
    } else if answer.outcome == Outcome::Accepted {
        out.result(&match out.lang {
            Lang::Zh => format!("正确：{mobile}（{purpose}）"),
            Lang::En => format!("Right: {mobile} ({purpose})"),
        });
    } else {
        out.complaint(&format!("ihuyi verify check: {} ({})", answer.words(out.lang), answer.code));
    }
    Ok(code)
}

/// What a site's program does by functions is done by commands here.
fn in_our_words((verification, answer): (Verification, Answer)) -> (Verification, Answer) {
    if answer.code != own::CAPTCHA_NEEDED {
        return (verification, answer);
    }
    let failure = Failure::new(
        own::CAPTCHA_NEEDED,
        "请先通过图片验证码，未发送。用 ihuyi captcha new 图片.png 生成图片并得到编号，再加上 --key captcha_id=编号 --key captcha_answer=图片里的字符；别处验过的加 --key captcha=passed。",
        "A picture challenge comes first; nothing was sent. Make one with ihuyi captcha new FILE, which prints its id, and add --key captcha_id=ID --key captcha_answer=TEXT, or --key captcha=passed when another service has checked.",
    );
    (verification, Answer { message: Message::Own(failure), ..answer })
}

/// Reports a send: the id, and how long until the next.
fn sent(out: &Out, command: &str, mobile: String, verification: &Verification, answer: &Answer) -> u8 {
    let code = exit::of_code(answer.code, answer.outcome);
    if out.json {
        print(out, command, mobile, verification, answer, code);
        return code;
    }
    if !matches!(answer.outcome, Outcome::Accepted) {
        let asked = Asked { command, service: service(verification), mobile, secret: None };
        out.complaint(&report::failed(out.lang, &asked, answer));
    }
    if !verification.id.is_empty() {
        let (id, wait, valid) = (&verification.id, seconds(verification.wait), seconds(verification.valid));
        let way = service(verification).facts();
        out.result(&match out.lang {
            Lang::Zh => format!("{id}\n  {}，{} 位，{valid} 秒内有效；{wait} 秒后可重发", way.zh, verification.digits),
            Lang::En => {
                format!(
                    "{id}\n  {}, {} digits, good for {valid} s; may be sent again in {wait} s",
                    way.en, verification.digits
                )
            }
        });
    }
    code
}

fn service(verification: &Verification) -> Service {
    if verification.way == Way::Voice { Service::Voice } else { Service::Sms }
}

fn print(out: &Out, command: &str, mobile: String, verification: &Verification, answer: &Answer, code: u8) {
    let asked = Asked { command, service: service(verification), mobile, secret: None };
    let mut object = report::object(out.lang, &asked, answer);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let told = json!({
        "id": text(&verification.id),
        "channel": text(verification.way.name()),
        "digits": verification.digits,
        "wait": seconds(verification.wait),
        "valid": seconds(verification.valid),
        "left": verification.left,
        "limit": text(&verification.limit),
        "mobile": text(&verification.mobile),
        "purpose": text(&verification.purpose),
    });
    if answer.is_done() {
        object.insert("outcome".to_owned(), json!("ok"));
    }
    if answer.code == own::CAPTCHA_NEEDED {
        object.insert("advice".to_owned(), json!(answer.words(out.lang)));
    }
    object.insert("verification".to_owned(), told);
    object.insert("exit_code".to_owned(), json!(code));
    out.object(&Value::Object(object));
}
