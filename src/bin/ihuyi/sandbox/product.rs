//! The gateway's products: how each is named on the wire and by which account.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    Sms,
    Voice,
    VoiceNotice,
    International,
    Marketing,
}

impl Product {
    pub const ALL: [Product; 5] =
        [Product::Sms, Product::Voice, Product::VoiceNotice, Product::International, Product::Marketing];

    pub fn name(self) -> &'static str {
        match self {
            Product::Sms => "sms",
            Product::Voice => "voice",
            Product::VoiceNotice => "voice_notice",
            Product::International => "international",
            Product::Marketing => "marketing",
        }
    }

    pub fn from_name(name: &str) -> Option<Product> {
        Product::ALL.into_iter().find(|product| product.name() == name)
    }

    /// The console's name of the product.
    pub fn title(self) -> &'static str {
        match self {
            Product::Sms => "验证码通知短信",
            Product::Voice => "语音验证码",
            Product::VoiceNotice => "语音通知",
            Product::International => "国际短信",
            Product::Marketing => "会员营销短信",
        }
    }

    /// The serial number's field in a reply to Submit.
    pub fn id_field(self) -> &'static str {
        match self {
            Product::Sms | Product::Marketing => "smsid",
            Product::Voice | Product::VoiceNotice => "voiceid",
            Product::International => "ismsid",
        }
    }

    /// The serial number's field in a pushed receipt.
    pub fn receipt_field(self) -> &'static str {
        match self {
            Product::Marketing => "task_id",
            other => other.id_field(),
        }
    }

    /// The product that an account's prefix belongs to. `VM` is looked at before `V`.
    pub fn of_account(account: &str) -> Option<Product> {
        let account = account.to_ascii_uppercase();
        [
            ("VM", Product::VoiceNotice),
            ("V", Product::Voice),
            ("C", Product::Sms),
            ("I", Product::International),
            ("M", Product::Marketing),
        ]
        .into_iter()
        .find(|(prefix, _)| account.starts_with(prefix))
        .map(|(_, product)| product)
    }

    /// Whether the message carries a signature that the platform puts there.
    pub fn signed_by_platform(self) -> bool {
        self == Product::Sms
    }

    /// Whether template mode (`templateid`) exists.
    pub fn has_templates(self) -> bool {
        matches!(self, Product::Sms | Product::VoiceNotice | Product::International)
    }
}
