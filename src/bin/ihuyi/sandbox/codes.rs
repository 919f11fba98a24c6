//! What the gateway says for each code, in the words seen in its replies rather than those of its documents.

use super::product::Product;

/// What a request asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Submit,
    GetNum,
    AddTemplate,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Method::Submit => "Submit",
            Method::GetNum => "GetNum",
            Method::AddTemplate => "AddTemplate",
        }
    }

    pub fn from_name(name: &str) -> Option<Method> {
        [Method::Submit, Method::GetNum, Method::AddTemplate].into_iter().find(|m| m.name().eq_ignore_ascii_case(name))
    }
}

/// The account's limits that some texts name.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    pub per_day: u32,
    pub verification_per_day: u32,
    pub blacklist_after: u32,
}

/// The text that accompanies `code`. A code that no source names is answered with 未知.
pub fn text(product: Product, method: Method, code: i64, named: Named) -> String {
    let fixed = match method {
        Method::GetNum if code == 2 => "查询成功",
        Method::AddTemplate => match code {
            2 => "添加成功",
            404 => "模板内容不能为空",
            407 => "模板内容含有敏感字符",
            _ => common(code),
        },
        _ => match (product, code) {
            (Product::Sms | Product::Marketing, 406) => "手机格式不正确，格式为11位的数字.",
            (Product::Voice | Product::VoiceNotice, 404) => "语音内容不能为空",
            (Product::Voice, 4070) => "语音验证码内容必须为4-6位数字",
            (Product::VoiceNotice, 4072) => "提交的语音内容必须与报备过的模板格式相匹配",
            (Product::VoiceNotice, 40722) => "变量内容超过指的的长度",
            (Product::Voice | Product::VoiceNotice, 408) => {
                "您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。"
            }
            (Product::International, 405) => "用户名或密码错误",
            (_, 408) => return format!("发送超限({}条),已加入黑名单,可登入平台解除", named.blacklist_after),
            (_, 4082) => return format!("超出同一手机号一天之内{}条短信限制", named.per_day),
            (_, 4085) => return format!("同一手机号验证码短信发送超出{}条", named.verification_per_day),
            _ => common(code),
        },
    };
    fixed.to_owned()
}

fn common(code: i64) -> &'static str {
    match code {
        0 | 1 => "提交失败",
        2 => "提交成功",
        400 => "非法ip访问",
        401 => "帐号不能为空",
        402 => "密码不能为空",
        403 => "手机号码不能为空",
        4030 => "手机号码已被列入黑名单",
        404 => "短信内容不能为空",
        405 => "用户名或密码不正确",
        4050 => "账号被冻结",
        40501 => "动态密码已过期",
        40502 => "动态密码校验失败",
        4051 => "剩余条数不足",
        4052 => "访问ip与备案ip不符",
        4053 => "用户不存在",
        406 => "手机格式不正确",
        407 => "短信内容含有敏感字符",
        4070 => "签名格式不正确",
        4071 => "没有提交备案模板",
        4072 => "你提交过来的短信内容必须与报备过的模板格式相匹配",
        40722 => "变量内容超过指定的长度",
        4073 => "短信内容超出长度限制",
        4074 => "短信内容包含emoji符号",
        4075 => "签名未通过审核",
        4080 => "同一手机号码同一秒钟之内发送频率不能超过1条(c)",
        4086 => "手机操作过过于频繁",
        _ => "未知",
    }
}
