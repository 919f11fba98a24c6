//! `status` and `inbox`: what became of a message, and what users and reviewers answered, as far as pushes told.

use crate::args::{Inbox, Status};
use crate::exit;
use crate::guard::stored;
use crate::output::Out;
use crate::push;
use crate::settings::{self, Settings};
use crate::text;
use ihuyi::answer::Failure;
use ihuyi::client::Client;
use ihuyi::codes::{Lang, own};
use ihuyi::message::mask;
use ihuyi::push::Push;
use ihuyi::service::Service;
use ihuyi::track::{self, Delivery, Item, State};
use serde_json::{Value, json};

pub fn status(args: &Status, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let what = text::word(&args.what, out.charset(), ("编号", "the id"))?;
    let client = Client::new(config);
    let (store, exists) = stored(client.config())?;
    if !exists {
        return Err(nothing_kept(&store));
    }
    let found = track::status(&client.vault()?, client.config().track.ttl, &what);
    let delivery = found.map_err(|failure| with_place(failure, &store))?;
    if out.json {
        out.object(&json!({
            "command": "status", "outcome": "ok", "code": 0, "delivery": object(&delivery, out.lang), "store": store,
            "exit_code": exit::OK,
        }));
    } else {
        out.result(&describe(&delivery, out));
    }
    Ok(exit::OK)
}

/// Whoever asks in another store than the sender's sees it by the place.
fn with_place(failure: Failure, store: &str) -> Failure {
    if failure.code != own::NO_STATUS {
        return failure;
    }
    let Failure { code, zh, en } = failure;
    Failure::new(code, format!("{zh}（查的是 store：{store}）"), format!("{en} (The store asked is {store}.)"))
}

pub fn inbox(args: &Inbox, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let client = Client::new(config);
    let (store, exists) = stored(client.config())?;
    let mut items = Vec::new();
    if exists {
        let vault = client.vault()?;
        let mut last = args.after;
        while let Some(item) = track::after(&vault, &client.config().track, last)? {
            last = item.number;
            items.push(item);
        }
    }
    if out.json {
        let shown: Vec<Value> = items.iter().map(|item| entry(item, out.lang)).collect();
        let last = items.last().map_or(args.after, |item| item.number);
        out.object(&json!({
            "command": "inbox", "outcome": "ok", "code": 0, "items": shown, "last": last, "store": store,
            "exit_code": exit::OK,
        }));
    } else if items.is_empty() {
        out.result(&match out.lang {
            Lang::Zh => format!("没有回复，也没有模板审核结果（store: {store}）。"),
            Lang::En => format!("No replies and no template reviews (store: {store})."),
        });
    } else {
        let all: Vec<String> = items.iter().map(|item| line(item, out.lang)).collect();
        out.result(&all.join("\n"));
    }
    Ok(exit::OK)
}

fn nothing_kept(store: &str) -> Failure {
    Failure::new(
        own::NO_STATUS,
        format!(
            "store {store} 还不存在，没有任何短信的记录。网站用的若是别的帐号或别的 store，请以那个帐号运行（sudo -u 帐号 ihuyi status …），或给出 --store；发送时要有 track = on。"
        ),
        format!(
            "There is no store {store} yet, and so no record of any message. Where the site runs as another account or has another store, run this as that account (sudo -u ACCOUNT ihuyi status ...), or give --store; messages have to be sent with track = on."
        ),
    )
}

/// The state's name in JSON.
fn name(state: State) -> &'static str {
    match state {
        State::Accepted => "accepted",
        State::Delivered => "delivered",
        State::Failed => "failed",
        State::Unknown => "unknown",
    }
}

fn object(delivery: &Delivery, lang: Lang) -> Value {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let has_receipt = delivery.delivered + delivery.failed > 0;
    json!({
        "state": name(delivery.state),
        "code": has_receipt.then_some(delivery.code),
        "settled": delivery.settled,
        "recipients": delivery.recipients,
        "delivered": delivery.delivered,
        "failed": delivery.failed,
        "service": delivery.service,
        "id": text(&delivery.id),
        "mobile": text(&delivery.mobile),
        "status": text(&delivery.status),
        "explanation": text(&delivery.explanation(lang)),
        "submitted": text(&delivery.submitted),
        "reported": text(&delivery.reported),
    })
}

fn describe(delivery: &Delivery, out: &Out) -> String {
    let head = match delivery.state {
        State::Accepted => out.pick("已受理，回执还没有到", "Accepted; the receipt has not come yet"),
        State::Delivered => out.pick("已送达", "Delivered"),
        State::Failed => out.pick("未送达", "Not delivered"),
        State::Unknown => out.pick("结果未知，请勿盲目重发", "Outcome unknown, do not resend blindly"),
    };
    let mut lines = push::Lines { out, text: format!("{head}\n") };
    lines.add("号码", "number", &delivery.mobile);
    lines.add("流水号", "id", &delivery.id);
    lines.add("产品", "service", &delivery.service);
    lines.add("提交", "submitted", &delivery.submitted);
    lines.add("回执", "reported", &delivery.reported);
    lines.add("状态说明", "status", &delivery.status);
    lines.add("含义", "meaning", &delivery.explanation(out.lang));
    if delivery.recipients > 1 {
        let (all, good, bad) = (delivery.recipients, delivery.delivered, delivery.failed);
        let (zh, en) = (format!("共 {all}，送达 {good}，未达 {bad}"), format!("{all}, delivered {good}, failed {bad}"));
        lines.add("号码数", "numbers", out.pick(&zh, &en));
    }
    if delivery.settled {
        lines.add(
            "说明",
            "note",
            out.pick("发送时结果未知，流水号由回执得知", "it had ended unknown; the id was learned from the receipt"),
        );
    }
    lines.text
}

/// An entry for machines: who answers must be known to whoever acts on it, so the number is whole.
fn entry(item: &Item, lang: Lang) -> Value {
    let mut members = push::object(&item.push, lang);
    members.insert("number".to_owned(), item.number.into());
    if let Push::Reply(reply) = &item.push {
        members.insert("mobile".to_owned(), reply.mobilephone.clone().into());
    }
    Value::Object(members)
}

/// An entry for people: one line, the number masked.
fn line(item: &Item, lang: Lang) -> String {
    // What a stranger wrote is not let loose on the terminal.
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let number = item.number;
    match &item.push {
        Push::Reply(reply) => {
            let time = plain(reply.reply_time.as_deref().unwrap_or(""));
            format!("{number}  {time}  {}  {}", mask(&reply.mobilephone), plain(&reply.content))
        }
        Push::TemplateReview(review) => {
            let verdict = match (review.approved, lang) {
                (true, Lang::Zh) => "模板通过",
                (false, Lang::Zh) => "模板未通过",
                (true, Lang::En) => "template approved",
                (false, Lang::En) => "template rejected",
            };
            format!("{number}  {verdict}  {}  {}", plain(&review.templateid), plain(&review.msg))
        }
        // Receipts are no part of the inbox.
        Push::Receipt(_) => String::new(),
    }
}
