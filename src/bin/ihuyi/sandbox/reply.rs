//! The gateway's reply, byte for byte: XML with one element to a line, or JSON with code, msg and id in this order.

use super::codes::Method;

/// How a value is written where JSON distinguishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(String),
    Text(String),
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub root: String,
    pub namespace: String,
    pub json: bool,
    /// In order. Faults add to, take from and distort this list.
    pub fields: Vec<(&'static str, Value)>,
}

impl Reply {
    pub fn new(method: Method, host: &str, json: bool, code: i64, msg: String, last: (&'static str, Value)) -> Reply {
        Reply {
            root: format!("{}Result", method.name()),
            namespace: format!("http://{host}/"),
            json,
            fields: vec![("code", Value::Number(code.to_string())), ("msg", Value::Text(msg)), last],
        }
    }

    pub fn content_type(&self) -> &'static str {
        if self.json { "application/json; charset=utf-8" } else { "text/xml; charset=utf-8" }
    }

    pub fn body(&self) -> String {
        if self.json { self.as_json() } else { self.as_xml() }
    }

    fn as_xml(&self) -> String {
        let mut text =
            format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{} xmlns=\"{}\">\n", self.root, self.namespace);
        for (name, value) in &self.fields {
            let (Value::Number(value) | Value::Text(value)) = value;
            let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            text.push_str(&format!("<{name}>{value}</{name}>\n"));
        }
        text.push_str(&format!("</{}>", self.root));
        text
    }

    fn as_json(&self) -> String {
        let members: Vec<String> = self
            .fields
            .iter()
            .map(|(name, value)| match value {
                Value::Number(literal) => format!("\"{name}\":{literal}"),
                Value::Text(text) => format!("\"{name}\":{}", serde_json::Value::from(text.as_str())),
            })
            .collect();
        format!("{{{}}}", members.join(","))
    }

    /// Replaces the value of a field, the position kept.
    pub fn replace(&mut self, name: &str, value: Value) {
        for field in &mut self.fields {
            if field.0 == name {
                field.1 = value.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(json: bool, code: i64, msg: &str, id: &str) -> String {
        let last = ("smsid", Value::Text(id.to_owned()));
        Reply::new(Method::Submit, "106.ihuyi.com", json, code, msg.to_owned(), last).body()
    }

    #[test]
    fn xml_is_laid_out_as_captured() {
        assert_eq!(
            reply(false, 2, "提交成功", "16842079209571524017"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SubmitResult xmlns=\"http://106.ihuyi.com/\">\n<code>2</code>\n\
             <msg>提交成功</msg>\n<smsid>16842079209571524017</smsid>\n</SubmitResult>"
        );
    }

    #[test]
    fn json_is_laid_out_as_captured() {
        assert_eq!(
            reply(true, 406, "手机格式不正确，格式为11位的数字.", "0"),
            r#"{"code":406,"msg":"手机格式不正确，格式为11位的数字.","smsid":"0"}"#
        );
    }
}
