//! `captcha new`, `captcha check`: the picture challenge.

use crate::args::{Captcha, CaptchaCheck, CaptchaCommand, CaptchaNew};
use crate::exit;
use crate::output::Out;
use crate::report;
use crate::settings::{self, Settings};
use crate::text;
use crate::told;
use ihuyi::answer::Failure;
use ihuyi::captcha;
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::guard::seconds;
use ihuyi::service::Service;
use serde_json::json;

pub fn run(args: &Captcha, out: &mut Out) -> Result<u8, Failure> {
    match &args.command {
        CaptchaCommand::New(args) => new(args, out),
        CaptchaCommand::Check(args) => check(args, out),
    }
}

fn new(args: &CaptchaNew, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let told = told::circumstances(&args.told)?;
    let client = Client::new(config);
    let (ruling, challenge) = client.vault().and_then(|vault| captcha::new(&vault, &client.config().guard, &told))?;
    let Some(challenge) = challenge else {
        let failure = ruling.failure.unwrap_or_else(|| Failure::new(own::LIMIT, "没有图片。", "There is no picture."));
        return Ok(report::failure(out, "captcha new", &failure));
    };
    std::fs::write(&args.file, &challenge.png).map_err(|error| {
        let file = args.file.display();
        Failure::new(own::FILE, format!("无法写入 {file}：{error}。"), format!("Cannot write {file}: {error}."))
    })?;
    if out.json {
        out.object(&json!({
            "command": "captcha new", "outcome": "ok", "code": 0, "id": challenge.id, "length": challenge.length,
            "valid": seconds(captcha::TTL), "file": args.file.display().to_string(), "exit_code": exit::OK,
        }));
    } else {
        out.result(&challenge.id);
    }
    Ok(exit::OK)
}

fn check(args: &CaptchaCheck, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let id = text::word(&args.id, out.charset(), ("编号", "the id"))?;
    let answer = text::word(&args.answer, out.charset(), ("答案", "the answer"))?;
    let client = Client::new(config);
    let checked = client.vault().and_then(|vault| captcha::check(&vault, &id, &answer));
    let (code, words) = match &checked {
        Ok(()) => (0, out.pick("正确", "Right").to_owned()),
        Err(failure) => (failure.code, failure.words(out.lang).to_owned()),
    };
    let exit = checked.as_ref().map_or_else(|failure| exit::of_code(failure.code, failure.outcome()), |()| exit::OK);
    if out.json {
        let outcome = if code == 0 { "ok" } else { "refused" };
        out.object(&json!({
            "command": "captcha check", "outcome": outcome, "code": code, "message": words, "exit_code": exit,
        }));
    } else if code == 0 {
        out.result(&words);
    } else {
        out.complaint(&format!("ihuyi captcha check: {words} ({code})"));
    }
    Ok(exit)
}
