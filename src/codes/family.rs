//! Families of codes: which part of the caller's world has to be looked at. What a binding makes a class of exceptions of.

/// What a code is about. The numbers are the C header's `IHUYI_FAMILY_...` and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Family {
    /// Nothing went wrong.
    None = 0,
    /// Account, key, or the address that asks: the console's settings.
    Account = 1,
    /// No messages left.
    Balance = 2,
    /// This phone number.
    Number = 3,
    /// This text.
    Content = 4,
    /// Templates and their variables.
    Template = 5,
    /// Too many, or too fast.
    Limit = 6,
    /// Another refusal of the gateway's.
    Gateway = 7,
    /// The call itself: an argument that makes no sense, text in another charset.
    Argument = 8,
    /// A setting, or the file it stands in.
    Setting = 9,
    /// The way to the gateway; nothing was sent.
    Network = 10,
    /// Nobody knows whether it went.
    Unknown = 11,
    /// A defect of the library.
    Internal = 12,
    /// A one-time code or a picture challenge: wrong, expired, used up, or not there.
    Verify = 13,
    /// The store of codes and counts, and its secret key.
    Store = 14,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 15] = [
        Family::None,
        Family::Account,
        Family::Balance,
        Family::Number,
        Family::Content,
        Family::Template,
        Family::Limit,
        Family::Gateway,
        Family::Argument,
        Family::Setting,
        Family::Network,
        Family::Unknown,
        Family::Internal,
        Family::Verify,
        Family::Store,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Family::None => "none",
            Family::Account => "account",
            Family::Balance => "balance",
            Family::Number => "number",
            Family::Content => "content",
            Family::Template => "template",
            Family::Limit => "limit",
            Family::Gateway => "gateway",
            Family::Argument => "argument",
            Family::Setting => "setting",
            Family::Network => "network",
            Family::Unknown => "unknown",
            Family::Internal => "internal",
            Family::Verify => "verify",
            Family::Store => "store",
        }
    }
}
