//! The gateway's products, as a table: names, endpoints, the field that carries the id.
//!
//! Source of the facts: the vendor's public pages and its document v3.3; where they are silent, what many independent clients agree on.

use crate::answer::Failure;
use crate::codes::own;
use crate::message::mask_keys;

/// A product of the gateway. Each has its own account and key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Verification and notification SMS to mainland numbers (验证码通知短信).
    Sms,
    /// A voice call that reads out a code of 4 to 6 digits (语音验证码).
    Voice,
    /// A voice call that reads out an approved template (语音通知).
    VoiceNotice,
    /// SMS to numbers outside mainland China (国际短信).
    International,
    /// Marketing SMS, legacy gateway (会员营销短信).
    Marketing,
}

/// What is fixed about a product.
#[derive(Debug)]
pub struct Facts {
    /// The name used in settings, calls and the sandbox's inbox.
    pub name: &'static str,
    /// Other names that are understood: the vendor's own, and what people type.
    pub aliases: &'static [&'static str],
    /// The vendor's Chinese name.
    pub zh: &'static str,
    /// The English name.
    pub en: &'static str,
    /// Host of the legacy webservice.
    pub host: &'static str,
    /// Path of the legacy webservice.
    pub path: &'static str,
    /// What stands before `path` when all services share one base URL and the path alone does not tell them apart.
    pub prefix: &'static str,
    /// The product's name on `api.ihuyi.com`, where it is known to have one.
    pub rest: Option<&'static str>,
    /// How the vendor's account ids for this product begin.
    pub account_prefix: &'static str,
    /// Whether a submission may name a template id.
    pub templates: bool,
    /// The longest content in characters, where one is published.
    pub content_limit: usize,
}

impl Service {
    /// Every product, in the order of the vendor's documents.
    pub const ALL: [Service; 5] =
        [Service::Sms, Service::Voice, Service::VoiceNotice, Service::International, Service::Marketing];

    /// The table's row.
    pub const fn facts(self) -> &'static Facts {
        match self {
            Service::Sms => &Facts {
                name: "sms",
                aliases: &["code", "短信"],
                zh: "验证码通知短信",
                en: "SMS",
                host: "106.ihuyi.com",
                path: "/webservice/sms.php",
                prefix: "",
                rest: Some("sms"),
                account_prefix: "C",
                templates: true,
                content_limit: 500,
            },
            Service::Voice => &Facts {
                name: "voice",
                aliases: &["voice_code", "语音"],
                zh: "语音验证码",
                en: "voice code",
                host: "api.voice.ihuyi.com",
                path: "/webservice/voice.php",
                prefix: "",
                rest: None,
                account_prefix: "V",
                templates: false,
                content_limit: 6,
            },
            Service::VoiceNotice => &Facts {
                name: "voice_notice",
                aliases: &["vm", "notice", "voice-notice", "语音通知"],
                zh: "语音通知",
                en: "voice notification",
                host: "api.vm.ihuyi.com",
                path: "/webservice/voice.php",
                prefix: "/vm",
                rest: Some("vm"),
                account_prefix: "VM",
                templates: true,
                content_limit: 180,
            },
            Service::International => &Facts {
                name: "international",
                aliases: &["isms", "intl", "国际短信"],
                zh: "国际短信",
                en: "international SMS",
                host: "api.isms.ihuyi.com",
                path: "/webservice/isms.php",
                prefix: "",
                rest: Some("isms"),
                account_prefix: "I",
                templates: true,
                content_limit: 500,
            },
            Service::Marketing => &Facts {
                name: "marketing",
                aliases: &["yx", "营销短信"],
                zh: "会员营销短信",
                en: "marketing SMS",
                host: "api.yx.ihuyi.com",
                path: "/webservice/sms.php",
                prefix: "/yx",
                rest: None,
                account_prefix: "M",
                templates: false,
                content_limit: 500,
            },
        }
    }

    /// The name used in settings, calls and the sandbox's inbox.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// The product of this name or alias, upper or lower case.
    pub fn parse(text: &str) -> Option<Service> {
        let text = text.trim().to_lowercase();
        Service::ALL.into_iter().find(|s| s.facts().name == text || s.facts().aliases.contains(&text.as_str()))
    }
}

/// The service of this name, or an error that lists the names.
pub fn named(name: &str) -> Result<Service, Failure> {
    Service::parse(name).ok_or_else(|| {
        let names = Service::ALL.map(Service::name).join(" ");
        let shown = mask_keys(&name.chars().filter(|c| !c.is_control()).take(40).collect::<String>());
        Failure::new(
            own::SERVICE,
            format!("没有名为“{shown}”的产品，未发送。可用：{names}。"),
            format!("No service is called \"{shown}\"; nothing was sent. There are: {names}."),
        )
    })
}
