//! The `password` field: the key in clear, its MD5, or the dynamic password. Pure.
//!
//! Source: the vendor's document v3.3, section 8, and every independent client that was read.
//! Plain concatenation, UTF-8 bytes, values exactly as sent before URL encoding, 32 lower-case hexadecimal digits.

use md5::{Digest, Md5};

/// What travels in the `password` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PasswordMode {
    /// `md5(account + APIKEY + mobile + content + time)`: the key itself never travels. The default.
    #[default]
    Dynamic,
    /// The APIKEY as it is.
    Plain,
    /// `md5(APIKEY)`, the form of the vendor's oldest documents.
    Md5,
}

fn hex(parts: &[&str]) -> String {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part.as_bytes());
    }
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The dynamic password of a submission. `time` is the decimal string that is sent; a template id is not part of it.
pub fn submission(account: &str, apikey: &str, mobile: &str, content: &str, time: &str) -> String {
    hex(&[account, apikey, mobile, content, time])
}

/// The dynamic password of a balance query.
pub fn query(account: &str, apikey: &str, time: &str) -> String {
    hex(&[account, apikey, time])
}

/// The old static form, the only hidden form that AddTemplate documents.
pub fn key_digest(apikey: &str) -> String {
    hex(&[apikey])
}

/// The signature of the v1 bulk interface: its public parameters and the key, sorted by name. What is asked for is not part of it.
pub fn batch(api_id: &str, api_key: &str, request_id: &str, timestamp: &str) -> String {
    let named = [("api_id=", api_id), ("&api_key=", api_key), ("&request_id=", request_id), ("&timestamp=", timestamp)];
    let parts: Vec<&str> = named.into_iter().flat_map(|(name, value)| [name, value]).collect();
    hex(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "C00000000";
    const KEY: &str = "0123456789abcdef0123456789abcdef";
    const MOBILE: &str = "13800000000";
    const TIME: &str = "1700000000";

    #[test]
    fn published_vectors_of_submissions() {
        let content = "您的验证码是：1234。请不要把验证码泄露给其他人。";
        for (account, mobile, content, expected) in [
            (ACCOUNT, MOBILE, content, "680adc17eee8876563df6588a1551578"),
            (ACCOUNT, MOBILE, &content.replace('：', ":"), "31a54fdb9b567b340a59f034c8e763ad"),
            (ACCOUNT, MOBILE, "1234", "4f7f9ee4be5ead83d492579aeaf075d6"),
            (ACCOUNT, MOBILE, "20180515006|张三|100元", "cd1148446532fb3b7962c6211c60f138"),
            ("V00000000", MOBILE, "1125", "df814cde9cd0493f7664e20cab34acaa"),
            ("I00000000", "1 2025550100", "Your verification code is 1125", "6897e09a5e938f80892f606fc5ac0230"),
            (
                "M00000000",
                "13800000000,13800000001",
                "新品上市，全场八折。退订回T【测试】",
                "7fc8760201f1f31f0475b45a7ca90403",
            ),
        ] {
            assert_eq!(submission(account, KEY, mobile, content, TIME), expected, "{account} {content}");
        }
    }

    #[test]
    fn published_vector_of_a_query() {
        assert_eq!(query(ACCOUNT, KEY, TIME), "6715321f9e52d26f945b0894c0346b76");
    }

    #[test]
    fn gbk_bytes_give_another_password() {
        // Why a caller's encoding matters: the same text as GBK bytes is what 40502 looks like.
        let (gbk, _, _) = encoding_rs::GBK.encode("您的验证码是：1234。请不要把验证码泄露给其他人。");
        let mut hash = Md5::new();
        for part in [ACCOUNT.as_bytes(), KEY.as_bytes(), MOBILE.as_bytes(), &gbk, TIME.as_bytes()] {
            hash.update(part);
        }
        assert_eq!(format!("{:x}", hash.finalize()), "90dbcd356626ec8ac8794a4e3dafd83f");
    }

    #[test]
    fn worked_examples_of_the_vendors_document() {
        let key = "784322ba1d9bb88d50cf5cdfd89k7d";
        let content = "您的验证码是：2546。请不要把验证码泄露给其他人。";
        assert_eq!(submission("test1q", key, "138xxxxxxxx", content, "1451544941"), "3f19bada7461877eecfba089147a3773");
        assert_eq!(query("test1q", key, "1451544941"), "73f6e7a36e0fd30ad7eea940ca1896b2");
    }

    #[test]
    fn the_vector_of_the_bulk_interface() {
        assert_eq!(
            batch("sms-yx-00000000", KEY, "00000000-0000-4000-8000-000000000000", TIME),
            "552c965963a2fbcd07f089c1f8baa4af"
        );
    }
}
