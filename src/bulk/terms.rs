//! What holds for every row, as it stands in the journal.

use super::{Hours, Terms};
use crate::answer::Failure;
use crate::codes::own;
use crate::service::Service;
use serde_json::{Value, json};

/// Fails where they do not go together.
pub fn check(terms: &Terms) -> Result<(), Failure> {
    if terms.list > 1 && terms.service != Service::Marketing {
        return Err(Failure::new(
            own::UNSUPPORTED,
            "只有会员营销短信（marketing）能在一次请求里发给多个号码，没有建立计划。请去掉 list，或换成 marketing。",
            "Only marketing SMS takes several numbers in one request; no plan was made. Leave list out, or take the service marketing.",
        ));
    }
    if terms.list > 1 && terms.batch {
        return Err(Failure::new(
            own::UNSUPPORTED,
            "list 和 batch 不能同时用，没有建立计划：batch 自己会把相同内容的号码合在一起。请去掉一个。",
            "list and batch exclude each other; no plan was made. batch puts numbers of one text together by itself. Leave one out.",
        ));
    }
    Ok(())
}

/// As the journal keeps it.
pub fn written(terms: &Terms) -> String {
    json!({
        "service": terms.service.name(),
        "template_id": terms.template_id,
        "schedule": terms.schedule,
        "hours": terms.hours.map(|hours| [hours.from, hours.to]),
        "rate": terms.rate,
        "list": terms.list,
        "batch": terms.batch,
        "repeats": terms.repeats,
    })
    .to_string()
}

/// None where it is something else.
pub fn read(text: &str) -> Option<Terms> {
    let value: Value = serde_json::from_str(text).ok()?;
    let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
    let words = |value: &Value| value.as_str().map(str::to_owned);
    let minute = |value: &Value| number(value).and_then(|minute| u16::try_from(minute).ok());
    let hours = match &value["hours"] {
        Value::Null => None,
        hours => Some(Hours { from: minute(&hours[0])?, to: minute(&hours[1])? }),
    };
    Some(Terms {
        service: Service::parse(value["service"].as_str()?)?,
        template_id: words(&value["template_id"]),
        schedule: words(&value["schedule"]),
        hours,
        rate: number(&value["rate"])?,
        list: number(&value["list"])?,
        // Of a plan that is older than the interface: not by it.
        batch: value["batch"].as_bool().unwrap_or(false),
        repeats: value["repeats"].as_bool()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let bare = Terms::plain(Service::Sms);
        let full = Terms {
            service: Service::Marketing,
            template_id: Some("309".to_owned()),
            schedule: Some("2026-01-31 09:30:00".to_owned()),
            hours: Some(Hours { from: 540, to: 1230 }),
            rate: 20,
            list: 500,
            batch: true,
            repeats: true,
        };
        for terms in [bare, full] {
            assert_eq!(read(&written(&terms)), Some(terms));
        }
        for other in ["", "{}", "[]", r#"{"service": "pigeon", "rate": 0, "list": 1, "repeats": false}"#] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
