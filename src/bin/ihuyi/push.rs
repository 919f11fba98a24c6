//! `push`: what a body means that the gateway posted, and what must be answered.

use crate::args::Push as Args;
use crate::exit;
use crate::output::Out;
use crate::text;
use ihuyi::answer::Failure;
use ihuyi::codes::{CarrierStatus, Lang, own};
use ihuyi::message::{self, mask};
use ihuyi::push::{self, Push, Receipt, Reply, TemplateReview};
use ihuyi::service::Service;
use serde_json::{Map, Value, json};

pub fn run(args: &Args, out: &mut Out) -> Result<u8, Failure> {
    let body = read(args)?;
    // A file that an editor saved ends with a line break; a body does not.
    let push = push::parse(body.trim_ascii_end())?;
    match &push {
        Push::Receipt(Receipt { mobilephone, .. }) | Push::Reply(Reply { mobilephone, .. }) => hide(mobilephone, out),
        Push::TemplateReview(_) => {}
    }
    if out.json {
        let mut members = object(&push, out.lang);
        let frame = [
            ("command", json!("push")),
            ("outcome", json!("ok")),
            ("answer", json!(push::ANSWER)),
            ("exit_code", json!(exit::OK)),
        ];
        members.extend(frame.map(|(name, value)| (name.to_owned(), value)));
        out.object(&Value::Object(members));
        return Ok(exit::OK);
    }
    let mut words = describe(&push, out);
    let answer = push::ANSWER;
    words.push_str(&match out.lang {
        Lang::Zh => format!("\n收到推送后，正文必须只回 {answer}，否则网关会重推（共三次）。推送没有签名，请勿轻信。\n"),
        Lang::En => format!(
            "\nThe answer to a push must be the body {answer} and nothing else, or the gateway pushes again, three times in all. A push is not signed: anybody who knows the address can post one.\n"
        ),
    });
    out.result(&words);
    Ok(exit::OK)
}

/// From now on the number is masked wherever it stands, in the gateway's spelling and in those that a text can have.
fn hide(number: &str, out: &mut Out) {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    // A stranger can write any word in a number's place, and the output needs its words.
    if digits.len() < 5 {
        return;
    }
    let normal = |service| message::normalise(service, number).unwrap_or_default();
    let (mainland, international) = (normal(Service::Sms), normal(Service::International));
    let local = international.split(' ').next_back().unwrap_or_default();
    for spelling in [number, &digits, &international, &mainland, local] {
        out.hide(spelling, &mask(spelling));
    }
}

fn read(args: &Args) -> Result<Vec<u8>, Failure> {
    let Some(path) = args.file.as_ref().filter(|path| path.as_os_str() != "-") else {
        return text::read(&mut std::io::stdin().lock());
    };
    let mut file = std::fs::File::open(path).map_err(|error| {
        let path = path.display();
        Failure::new(own::FILE, format!("无法读取 {path}：{error}。"), format!("Cannot read {path}: {error}."))
    })?;
    text::read(&mut file)
}

pub fn object(push: &Push, lang: Lang) -> Map<String, Value> {
    let value = match push {
        Push::Receipt(receipt) => json!({
            "kind": "receipt",
            "code": receipt.code,
            "delivered": receipt.delivered,
            "message": receipt.msg,
            "explanation": receipt.status.map(|status| status.text(lang)),
            "advice": receipt.status.map(|status| status.advice(lang)),
            "mobile": mask(&receipt.mobilephone),
            "id": receipt.id,
            "time": receipt.report_time,
        }),
        Push::Reply(reply) => json!({
            "kind": "reply",
            "code": 0,
            "mobile": mask(&reply.mobilephone),
            "content": reply.content,
            "id": reply.smsid,
            "time": reply.reply_time,
        }),
        Push::TemplateReview(review) => json!({
            "kind": "template_review",
            "code": review.code,
            "approved": review.approved,
            "message": review.msg,
            "id": review.templateid,
        }),
    };
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Lines of `label: text`, empty ones left out.
pub struct Lines<'a> {
    pub out: &'a Out,
    pub text: String,
}

impl Lines<'_> {
    pub fn add(&mut self, zh: &str, en: &str, value: &str) {
        if !value.is_empty() {
            let (label, colon) = (self.out.pick(zh, en), self.out.pick("：", ": "));
            // What a stranger wrote is not let loose on the terminal.
            let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.text.push_str(&format!("  {label}{colon}{value}\n"));
        }
    }

    fn status(&mut self, status: Option<&CarrierStatus>, lang: Lang) {
        if let Some(status) = status {
            self.add("含义", "meaning", status.text(lang));
            self.add("处理", "what to do", status.advice(lang));
        }
    }
}

fn describe(push: &Push, out: &Out) -> String {
    let head = match push {
        Push::Receipt(Receipt { delivered: true, .. }) => out.pick("状态回执：已送达", "Receipt: delivered"),
        Push::Receipt(_) => out.pick("状态回执：未送达", "Receipt: not delivered"),
        Push::Reply(_) => out.pick("上行回复", "Reply"),
        Push::TemplateReview(TemplateReview { approved: true, .. }) => {
            out.pick("模板审核：通过", "Template review: approved")
        }
        Push::TemplateReview(_) => out.pick("模板审核：未通过", "Template review: rejected"),
    };
    let mut lines = Lines { out, text: format!("{head}\n") };
    match push {
        Push::Receipt(receipt) => {
            lines.add("状态码", "code", &receipt.code.to_string());
            lines.add("号码", "number", &mask(&receipt.mobilephone));
            lines.add("流水号", "id", receipt.id.as_deref().unwrap_or(""));
            lines.add("时间", "time", receipt.report_time.as_deref().unwrap_or(""));
            lines.add("状态说明", "status", &receipt.msg);
            lines.status(receipt.status, out.lang);
        }
        Push::Reply(Reply { mobilephone, content, smsid, reply_time, .. }) => {
            lines.add("号码", "number", &mask(mobilephone));
            lines.add("内容", "text", content);
            lines.add("所回复的流水号", "answers id", smsid.as_deref().unwrap_or(""));
            lines.add("时间", "time", reply_time.as_deref().unwrap_or(""));
        }
        Push::TemplateReview(review) => {
            lines.add("模板编号", "template", &review.templateid);
            lines.add("原因", "reason", &review.msg);
        }
    }
    lines.text
}
