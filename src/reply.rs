//! The gateway's answers, XML or JSON, made into one type. Pure.
//!
//! Tolerant of the frame: any root element, any namespace, either format whatever the content type says, a byte order mark, GBK bytes.
//! Strict about the verdict: a document that is not whole, a code that is no number, or two codes are no verdict at all.

mod json;
#[cfg(all(test, target_os = "linux"))]
mod steps;
mod xml;

use std::borrow::Cow;

/// The largest reply that is read, in bytes. Real ones have some two hundred.
pub const LIMIT: usize = 64 * 1024;

/// What the gateway said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The gateway's code, 0 or above.
    pub code: i32,
    /// Its words, as they came.
    pub message: String,
    /// The submission's id, absent where the gateway sent none, an empty one or `0`.
    pub id: Option<String>,
    /// `num` of a balance query.
    pub number: Option<String>,
    /// `templateid` of AddTemplate.
    pub template_id: Option<String>,
}

/// Why a reply is no verdict: Chinese, English.
pub type Unreadable = (&'static str, &'static str);

/// The members or elements that matter, found directly under the root, in the order they came.
type Fields = Vec<(String, String)>;

/// Reads a whole reply body.
pub fn parse(body: &[u8]) -> Result<Verdict, Unreadable> {
    let text = text(body)?;
    let text = text.trim();
    let fields = match text.as_bytes().first() {
        None => return Err(("回复是空的", "the reply is empty")),
        Some(b'<') if is_page(text) => {
            return Err((
                "回复是一个网页，不是网关的结果，多半来自代理、防火墙或上网认证页",
                "the reply is a web page and no verdict, mostly a proxy's, a firewall's or a log-in page's",
            ));
        }
        Some(b'<') => xml::fields(text)?,
        Some(b'{') => json::fields(text)?,
        Some(_) => return Err(("回复既不是 XML 也不是 JSON", "the reply is neither XML nor JSON")),
    };
    verdict(&fields)
}

fn is_page(text: &str) -> bool {
    ["<!doctype html", "<html"]
        .iter()
        .any(|begin| text.get(..begin.len()).is_some_and(|t| t.eq_ignore_ascii_case(begin)))
}

/// UTF-8, or GBK where it is not: some installations declare the one and send the other.
fn text(body: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or(("回复的编码无法识别", "the reply's encoding is not understood")),
    }
}

fn verdict(fields: &Fields) -> Result<Verdict, Unreadable> {
    let one = |name: &str| -> Result<Option<&str>, Unreadable> {
        let mut found = fields.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(("回复里同一字段出现两次", "the reply has the same field twice")),
            (value, None) => Ok(value),
        }
    };
    let code = one("code")?.ok_or(("回复里没有 code", "the reply has no code"))?;
    let code = code_number(code).ok_or(("回复里的 code 不是有效的整数", "the reply's code is not a valid integer"))?;
    // The vendor's own pages disagree on the name of a voice call's id.
    let mut id = None;
    for name in ["smsid", "voiceid", "ismsid"] {
        id = id.or(one(name)?.map(clean).filter(|id| id.bytes().any(|b| b != b'0')));
    }
    Ok(Verdict {
        code,
        message: one("msg")?.map(clean).unwrap_or_default(),
        id,
        number: one("num")?.map(clean),
        template_id: one("templateid")?.map(clean).filter(|id| !id.is_empty() && id != "0"),
    })
}

/// Decimal digits that fit 31 bits, and nothing else: `2.0`, `-1`, `1e3` and 2^40 are no codes of this gateway.
fn code_number(text: &str) -> Option<i32> {
    let text = text.trim();
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Text that can go into a C string and a terminal: control characters become blanks, and none is left at an end.
fn clean(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.trim().to_owned();
    }
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(inner: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SubmitResult xmlns=\"http://106.ihuyi.com/\">\n{inner}\n</SubmitResult>"
        )
    }

    fn ok(body: &str) -> Verdict {
        parse(body.as_bytes()).unwrap_or_else(|why| panic!("{body}: {why:?}"))
    }

    fn refused(body: &[u8]) -> Unreadable {
        match parse(body) {
            Err(why) => why,
            Ok(verdict) => panic!("{:?} was read as {verdict:?}", String::from_utf8_lossy(body)),
        }
    }

    #[test]
    fn replies_as_published_and_as_captured() {
        let verdict = ok(&xml("<code>2</code>\n<msg>提交成功</msg>\n<smsid>14745625541233112231</smsid>"));
        assert_eq!(
            (verdict.code, verdict.message.as_str(), verdict.id.as_deref()),
            (2, "提交成功", Some("14745625541233112231"))
        );
        let verdict = ok(r#"{"code":2,"msg":"提交成功","smsid":"16842079209571524017"}"#);
        assert_eq!((verdict.code, verdict.id.as_deref()), (2, Some("16842079209571524017")));
        let verdict = ok(r#"{"code": 2, "msg": "提交成功", "ismsid": "16236437872836"}"#);
        assert_eq!(verdict.id.as_deref(), Some("16236437872836"));
        let verdict = ok(&xml("<code>405</code>\n<msg>用户名或密码不正确</msg>\n<smsid>0</smsid>"));
        assert_eq!((verdict.code, verdict.id), (405, None));
        let verdict = ok(
            "<GetNumResult xmlns=\"http://106.ihuyi.com/\"><code>2</code><msg>查询成功</msg><num>20023</num></GetNumResult>",
        );
        assert_eq!(verdict.number.as_deref(), Some("20023"));
        assert_eq!(ok(r#"{"code":2,"msg":"ok","num":20023}"#).number.as_deref(), Some("20023"));
        assert_eq!(
            ok(&xml("<code>2</code><msg>添加成功</msg><templateid>10001</templateid>")).template_id.as_deref(),
            Some("10001")
        );
        assert_eq!(ok(&xml("<code>2</code><voiceid>60495654</voiceid>")).id.as_deref(), Some("60495654"));
    }

    #[test]
    fn the_frame_may_be_any() {
        for body in [
            "\u{FEFF}<a><code>405</code></a>".to_owned(),
            "\r\n\t <x:r xmlns:x='urn:y'><x:code> 405 </x:code></x:r>\n<!-- bye -->".to_owned(),
            "<r><other><code>1</code></other><code>405</code><msg/></r>".to_owned(),
            "<r><code><![CDATA[405]]></code></r>".to_owned(),
            r#"{"code":"405"}"#.to_owned(),
            r#"{"SubmitResult":{"code":405,"msg":null}}"#.to_owned(),
            r#"{"x":[1,{"code":2}],"code":405}"#.to_owned(),
        ] {
            assert_eq!(ok(&body).code, 405, "{body}");
        }
    }

    #[test]
    fn ids_are_text() {
        for (json, id) in [
            (r#"{"code":2,"smsid":16842079209571524017}"#, "16842079209571524017"),
            (r#"{"code":2,"smsid":184467440737095516159999999999}"#, "184467440737095516159999999999"),
            (r#"{"code":2,"smsid":"","voiceid":"7"}"#, "7"),
            (r#"{"code":2,"smsid":0,"ismsid":"00"," x":1,"voiceid":"8"}"#, "8"),
        ] {
            assert_eq!(ok(json).id.as_deref(), Some(id), "{json}");
        }
        assert_eq!(ok(r#"{"code":2,"smsid":null}"#).id, None);
    }

    #[test]
    fn control_characters_are_no_id_and_leave_no_blanks() {
        for nothing in [r"\u0001", r"0\u0001", r"\u0000 \t"] {
            let verdict = ok(&format!(r#"{{"code":2,"smsid":"{nothing}","templateid":"{nothing}"}}"#));
            assert_eq!((verdict.id, verdict.template_id), (None, None), "{nothing}");
        }
        let verdict = ok(r#"{"code":2,"msg":"a\u0001b\u0002","smsid":"12\u0003","num":"7\u0000","voiceid":"8"}"#);
        assert_eq!(
            (verdict.message.as_str(), verdict.id.as_deref(), verdict.number.as_deref()),
            ("a b", Some("12"), Some("7"))
        );
    }

    #[test]
    fn entities_and_gbk() {
        assert_eq!(ok("<r><code>4072</code><msg>a&amp;b&lt;&#x4E2D;&#25991;</msg></r>").message, "a&b<中文");
        let (gbk, _, _) = encoding_rs::GBK.encode("<r><code>405</code><msg>用户名或密码不正确</msg></r>");
        assert_eq!(parse(&gbk).unwrap().message, "用户名或密码不正确");
        assert_eq!(ok("<r><code>1</code><msg>a&#10;b\u{85}</msg></r>").message, "a b");
    }

    #[test]
    fn what_is_no_verdict() {
        let whole = xml("<code>2</code>\n<msg>提交成功</msg>\n<smsid>14745625541233112231</smsid>");
        for end in 1..whole.len() {
            refused(&whole.as_bytes()[..end]);
        }
        let whole = r#"{"code":2,"msg":"提交成功","smsid":"16842079209571524017"}"#;
        for end in 0..whole.len() {
            refused(&whole.as_bytes()[..end]);
        }
        for body in [
            "",
            "  ",
            "2",
            "ok",
            "[2]",
            "null",
            "<r/>",
            "<r><code/></r>",
            "<r><code></code></r>",
            "<r><code>two</code></r>",
            "<r><code>-2</code></r>",
            "<r><code>2.0</code></r>",
            "<r><code>1099511627776</code></r>",
            "<r><code>2</code><code>405</code></r>",
            "<r><code>2</code></r><r><code>2</code></r>",
            "<r><code>2</code></r>trailing",
            "<r><code>2</code></R>",
            "<!DOCTYPE r [<!ENTITY a '2'>]><r><code>&a;</code></r>",
            "<r><code>&a;</code></r>",
            "<html><body><code>2</code></body></html>",
            "<r><code>2<b>4</b></code></r>",
            r#"{"code":-2}"#,
            r#"{"code":2.0}"#,
            r#"{"code":2e0}"#,
            r#"{"code":true}"#,
            r#"{"code":[2]}"#,
            r#"{"code":2,"code":405}"#,
            r#"{"code":2}{"code":2}"#,
            r#"{"code":2},"#,
            r#"{"a":{"code":2},"b":1}"#,
            r#"{"codes":2}"#,
            "{\"code\":2,\"msg\":\"\u{1}\"}",
            "<br />\n<b>Warning</b>: x<?xml version=\"1.0\"?><r><code>2</code></r>",
        ] {
            refused(body.as_bytes());
        }
        assert!(refused(b"<!DOCTYPE HTML><html></html>").1.contains("web page"));
        refused(b"\xFF\xFE<\0r\0>\0");
        refused(b"\x1F\x8B\x08\0\0\0");
    }

    proptest::proptest! {
        #[test]
        fn no_input_panics(body in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = parse(&body);
        }

        #[test]
        fn no_document_panics(body in "[<>/&;#xa-c{}\":,0-9\\[\\]!?-]{0,60}") {
            let _ = parse(format!("<r>{body}</r>").as_bytes());
            let _ = parse(format!("{{{body}}}").as_bytes());
        }
    }
}
