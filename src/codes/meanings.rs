//! What the gateway's codes mean in practice, what usually causes them, and what to do. Data only.

use super::Table::{AddTemplate, GetNum, International, Marketing, Voice, VoiceNotice};
use super::{Family, Table};

/// The same words in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub zh: &'static str,
    pub en: &'static str,
}

/// One meaning of one code.
#[derive(Debug)]
pub(crate) struct Entry {
    pub code: i32,
    /// The C constant.
    pub name: &'static str,
    pub family: Family,
    /// A few words: the headline.
    pub text: Words,
    pub meaning: Words,
    pub cause: Words,
    pub advice: Words,
}

pub(crate) const fn w(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

const UNPUBLISHED_TEXT: Words = w("网关未公布此代码的含义", "the gateway's meaning is not published");
const UNPUBLISHED: Words = w(
    "有程序在语音通知的 JSON 接口上收到过此代码，并把它当作明确的拒绝；互亿无线的公开资料里没有它的文字说明，这里不猜。",
    "Clients have met this code on the JSON interface of voice notifications and take it for a definite refusal. No public text of the vendor's says what it means, and this page does not guess.",
);
const UNPUBLISHED_CAUSE: Words = w(
    "未公布。网关随代码返回的 msg 是唯一的线索。",
    "Not published. The msg that came with the code is the only clue.",
);
const UNPUBLISHED_ADVICE: Words = w(
    "按拒绝处理，不要自动重发；记下代码、msg 和时间，向互亿无线客服询问。",
    "Treat it as a refusal and do not resend automatically. Note code, msg and time and ask the vendor's support.",
);

/// One meaning per code, in the vendor's order. Where nothing else is said it is the SMS table's.
pub(crate) static MEANINGS: &[Entry] = &[
    Entry {
        code: 0,
        name: "IHUYI_CODE_FAILED",
        family: Family::Gateway,
        text: w("提交失败", "submission failed"),
        meaning: w(
            "网关没有受理这次请求，也没有给出具体原因。注意区分：不向网关发请求的函数（设置、分段计算等）返回 0 表示成功。",
            "The gateway did not take the request and gave no closer reason. Not to be confused with functions that do not ask the gateway (settings, segment counts): their 0 means OK.",
        ),
        cause: w(
            "网关内部故障，或某个参数它无法处理；msg 有时会多说一句。",
            "A fault inside the gateway, or a parameter it could not handle. The msg sometimes says a little more.",
        ),
        advice: w(
            "按失败处理，不要自动重发；先看 msg 和控制台的发送记录，稍后再由人工重试，持续出现就带上时间联系客服。",
            "Treat it as failed and do not resend automatically. Look at msg and at the console's records, try again later by hand, and ask the vendor's support if it goes on.",
        ),
    },
    Entry {
        code: 1,
        name: "IHUYI_CODE_FAILED_JSON",
        family: Family::Gateway,
        text: w("提交失败（JSON 接口）", "submission failed (JSON interface)"),
        meaning: w(
            "国际短信和语音通知的 JSON 接口用 1 表示提交失败，相当于其他接口的 0。",
            "The JSON interfaces of international SMS and voice notifications say 1 where the others say 0: submission failed.",
        ),
        cause: w("与 0 相同：网关没有给出具体原因。", "As for 0: the gateway gave no reason."),
        advice: w(
            "按失败处理，不要自动重发；看 msg 和控制台的发送记录，持续出现就联系客服。",
            "Treat it as failed and do not resend automatically. Look at msg and at the console's records; ask the vendor's support if it goes on.",
        ),
    },
    Entry {
        code: 2,
        name: "IHUYI_ACCEPTED",
        family: Family::None,
        text: w("提交成功", "accepted"),
        meaning: w(
            "网关已受理并返回流水号。这只是「提交成功」，不是「已送达」；是否到达手机以回执推送为准。",
            "The gateway took the message and gave it an id. That is submission, not delivery: whether the phone got it is told by the receipt.",
        ),
        cause: w("一切正常。", "All is well."),
        advice: w(
            "保存返回的流水号（按文本保存，不要转成数字），用来与回执核对；不要重发。",
            "Keep the id (as text, never as a number) to match the receipt with. Do not resend.",
        ),
    },
    Entry {
        code: 400,
        name: "IHUYI_CODE_ILLEGAL_IP",
        family: Family::Account,
        text: w("非法 IP 访问", "request from an illegal IP"),
        meaning: w(
            "网关拒绝来自这台服务器出口 IP 的请求。",
            "The gateway refuses requests from this server's public address.",
        ),
        cause: w(
            "服务器出口 IP 被网关封禁，或走了代理、NAT 后的共享 IP。",
            "The server's public address is banned, or the request came through a proxy or a shared NAT address.",
        ),
        advice: w(
            "查出服务器真正的出口 IP（不是内网地址），到控制台核对 IP 设置，仍不行就把这个 IP 报给客服。",
            "Find the server's real public address (not the internal one), compare it with the IP settings in the console, and give it to the vendor's support if that does not help.",
        ),
    },
    Entry {
        code: 401,
        name: "IHUYI_CODE_ACCOUNT_EMPTY",
        family: Family::Account,
        text: w("帐号为空", "the account is empty"),
        meaning: w("请求里没有 account（APIID）。", "The request carried no account (APIID)."),
        cause: w(
            "配置项没有填写，或程序没有读到配置文件。",
            "The setting was left out, or the program did not find its configuration file.",
        ),
        advice: w(
            "在配置里填入控制台「产品总览」中的 APIID；注意每个产品的 APIID 不同。",
            "Set the APIID shown in the console's product overview. Each product has its own.",
        ),
    },
    Entry {
        code: 402,
        name: "IHUYI_CODE_PASSWORD_EMPTY",
        family: Family::Account,
        text: w("密码为空", "the password is empty"),
        meaning: w(
            "请求里没有 password（APIKEY 或由它算出的动态密码）。",
            "The request carried no password (the APIKEY, or the dynamic password made from it).",
        ),
        cause: w(
            "APIKEY 没有填写，或程序没有读到配置文件。",
            "The APIKEY was left out, or the program did not find its configuration file.",
        ),
        advice: w(
            "在配置里填入控制台「产品总览」中的 APIKEY；它不是登录控制台的密码。",
            "Set the APIKEY shown in the console's product overview. It is not the password of the console.",
        ),
    },
    Entry {
        code: 403,
        name: "IHUYI_CODE_MOBILE_EMPTY",
        family: Family::Number,
        text: w("手机号码为空", "the mobile number is empty"),
        meaning: w("请求里没有 mobile。", "The request carried no mobile."),
        cause: w(
            "表单字段名写错、变量未赋值，或用户没有填写就提交了。",
            "A misspelt form field, an unset variable, or a form sent without a number.",
        ),
        advice: w(
            "调用前检查号码非空；表单里把号码设为必填。",
            "Check that there is a number before the call, and make the form field required.",
        ),
    },
    Entry {
        code: 4030,
        name: "IHUYI_CODE_MOBILE_BLACKLISTED",
        family: Family::Number,
        text: w("手机号码在黑名单中", "the number is blacklisted"),
        meaning: w(
            "平台把这个号码列入了黑名单，不会再向它发送；其他号码不受影响。",
            "The platform has this number on its blacklist and sends nothing to it. Other numbers are not affected.",
        ),
        cause: w(
            "机主退订或投诉过，或短时间内发送过多被自动拉黑（见 408）。",
            "Its owner opted out or complained, or it was sent too much in a short time (see 408).",
        ),
        advice: w(
            "不要重试；到控制台的黑名单里查看并解除，解除不了就联系客服；请用户换号码或换验证方式。",
            "Do not retry. Look for it in the console's blacklist and release it there, or ask the vendor's support; offer the user another number or another way.",
        ),
    },
    Entry {
        code: 404,
        name: "IHUYI_CODE_CONTENT_EMPTY",
        family: Family::Content,
        text: w("短信内容为空", "the content is empty"),
        meaning: w(
            "请求里没有 content，或解码后为空。",
            "The request carried no content, or nothing was left of it after decoding.",
        ),
        cause: w(
            "变量未赋值；内容没有做 URL 编码，被 & 或 # 截断；编码转换失败后得到空串。",
            "An unset variable; content that was not URL-encoded and was cut at & or #; a failed charset conversion that left nothing.",
        ),
        advice: w(
            "调用前检查内容非空；模板方式下 content 填变量的值，不能省略。",
            "Check the content before the call. With a template id, content carries the variables' values and cannot be left out.",
        ),
    },
    Entry {
        code: 405,
        name: "IHUYI_CODE_CREDENTIALS",
        family: Family::Account,
        text: w("APIID 或 APIKEY 不正确", "APIID or APIKEY is wrong"),
        meaning: w(
            "帐号与密钥对不上，或它们不属于所调用的产品。",
            "Account and key do not belong together, or belong to another product than the one called.",
        ),
        cause: w(
            "最常见：把短信（C 开头）的 APIID 用在语音（V、VM 开头）或国际短信（I 开头）上；其次是填成了登录密码，或复制时带了空格。",
            "Most often an SMS account (C…) used for voice (V…, VM…) or international SMS (I…); then the console's password in place of the APIKEY, or a blank that was copied along.",
        ),
        advice: w(
            "到控制台对应产品的「产品总览」重新复制 APIID 和 APIKEY，每个产品一对，首尾不留空格；密钥重置过就更新配置。",
            "Copy APIID and APIKEY again from the overview of the very product that is called - one pair per product, no blanks - and update the setting if the key was reset.",
        ),
    },
    Entry {
        code: 4050,
        name: "IHUYI_CODE_ACCOUNT_FROZEN",
        family: Family::Account,
        text: w("账号被冻结", "the account is frozen"),
        meaning: w(
            "这个产品账号已被平台冻结，任何号码都发不出去。",
            "The platform has frozen this product's account; nothing can be sent to anybody.",
        ),
        cause: w(
            "内容违规、投诉过多、疑似被刷，或资质未通过。",
            "Forbidden content, complaints, suspected abuse, or papers that were not accepted.",
        ),
        advice: w(
            "停止发送，登录控制台查看通知并联系客服解冻；若是被刷，先加图形验证码和频率限制再恢复。",
            "Stop sending, read the notices in the console and ask the vendor's support to lift it. After abuse, put a captcha and limits in front first.",
        ),
    },
    Entry {
        code: 40501,
        name: "IHUYI_CODE_PASSWORD_EXPIRED",
        family: Family::Account,
        text: w("动态密码已过期", "the dynamic password has expired"),
        meaning: w(
            "请求里的 time 与网关时间相差太多。允许的误差官方没有公布。",
            "The time in the request is too far from the gateway's clock. How far is allowed is not published.",
        ),
        cause: w(
            "服务器时钟不准；或 time 用了毫秒、用了错时区的本地时间；或签好名后隔了很久才发出。",
            "The server's clock is wrong; or time was in milliseconds or in local time; or the request was signed long before it was sent.",
        ),
        advice: w(
            "给服务器开启时间同步（NTP），time 用 10 位 Unix 秒；本库遇到 40501 会按网关的时间校正（与本机相差两天以内）后再提交一次，仍然失败才返回它。",
            "Turn on time synchronisation (NTP); time is Unix seconds, ten digits. On 40501 the library corrects itself by the gateway's clock, if it is within two days of this machine's, and submits once more, so seeing it means that did not help either.",
        ),
    },
    Entry {
        code: 40502,
        name: "IHUYI_CODE_PASSWORD_MISMATCH",
        family: Family::Account,
        text: w("动态密码校验失败", "the dynamic password does not check out"),
        meaning: w(
            "网关按同样的公式算出的动态密码与请求里的不一致。",
            "The gateway computed another dynamic password than the one in the request.",
        ),
        cause: w(
            "用本库时通常是 APIKEY 填错；自己拼签名时多半是内容按 GBK 参与计算、用了 URL 编码后的文本，或参与计算的内容与发送的内容不同。",
            "With this library, usually a wrong APIKEY. With signing code of one's own: content hashed as GBK, hashed after URL-encoding, or not the content that was sent.",
        ),
        advice: w(
            "到控制台对应产品里重新复制 APIKEY，首尾不留空格，并确认 APIID 也是这个产品的。不用本库、自己签名的程序：md5(account+APIKEY+mobile+content+time)，UTF-8、URL 编码之前的原文、32 位小写。",
            "Copy the APIKEY again from that product's page in the console, without blanks at its ends, and check that the APIID is that product's too. Programs that sign without this library: md5(account+APIKEY+mobile+content+time), UTF-8, the text before URL-encoding, 32 lower-case digits.",
        ),
    },
    Entry {
        code: 40505,
        name: "IHUYI_CODE_UNPUBLISHED_40505",
        family: Family::Gateway,
        text: UNPUBLISHED_TEXT,
        meaning: UNPUBLISHED,
        cause: UNPUBLISHED_CAUSE,
        advice: UNPUBLISHED_ADVICE,
    },
    Entry {
        code: 4051,
        name: "IHUYI_CODE_BALANCE",
        family: Family::Balance,
        text: w("剩余条数不足", "not enough messages left"),
        meaning: w(
            "账户余额不够发送这一条。长短信按多条计费。",
            "The balance does not cover this message. A long one costs several.",
        ),
        cause: w(
            "余额用完；或内容加签名超过 70 字，按每 67 字一条计费后不够；赠送的测试条数也会用完。",
            "The balance is used up; or content plus signature exceed 70 characters and count as one message per 67; free test messages run out too.",
        ),
        advice: w(
            "到控制台充值，并设置余额预警；充值前不要反复重试。每个产品的余额分开计算。",
            "Top up in the console and set its low-balance alert; do not keep trying before that. Each product has its own balance.",
        ),
    },
    Entry {
        code: 4052,
        name: "IHUYI_CODE_IP_NOT_REGISTERED",
        family: Family::Account,
        text: w("访问 IP 与备案 IP 不符", "the client's IP is not the registered one"),
        meaning: w(
            "账户启用了 IP 白名单，而请求来自名单以外的 IP。",
            "The account has an IP allow-list and the request came from elsewhere.",
        ),
        cause: w(
            "换了服务器或线路、多台服务器只登记了一台、走了代理，或在本地电脑上调试。",
            "A new server or line, several servers of which one is registered, a proxy, or a test run from a desk.",
        ),
        advice: w(
            "把服务器的出口 IP 加入控制台的 IP 白名单；出口 IP 不固定时换成固定出口或关闭白名单。",
            "Add the server's public address to the allow-list in the console; where it changes, get a fixed one or switch the list off.",
        ),
    },
    Entry {
        code: 4053,
        name: "IHUYI_CODE_NO_SUCH_USER",
        family: Family::Account,
        text: w("用户不存在", "no such user"),
        meaning: w(
            "网关不认识这个 account。官方码表没有列出，只见于早年的示例。",
            "The gateway does not know this account. No official table has the code; an old sample shows it.",
        ),
        cause: w("APIID 填错，或账号已注销。", "A mistyped APIID, or an account that was closed."),
        advice: w(
            "到控制台核对 APIID；确认无误仍出现就联系客服。",
            "Compare the APIID with the console; if it is right, ask the vendor's support.",
        ),
    },
    Entry {
        code: 406,
        name: "IHUYI_CODE_MOBILE_FORMAT",
        family: Family::Number,
        text: w("手机号码格式不正确", "the mobile number is malformed"),
        meaning: w(
            "国内短信只接受一个 11 位的大陆手机号码，不接受逗号列表。",
            "Domestic SMS takes exactly one mainland mobile number of 11 digits, no comma list.",
        ),
        cause: w(
            "位数不对、混入了字母或全角数字、带区号，或一次传了多个号码。",
            "Wrong length, letters or full-width digits in it, an area code, or several numbers at once.",
        ),
        advice: w(
            "校验用户输入为 1 开头的 11 位数字；境外号码改用国际短信服务；群发请逐个提交。",
            "Check that input is 11 digits beginning with 1. Use the international service for foreign numbers, and one call per number.",
        ),
    },
    Entry {
        code: 407,
        name: "IHUYI_CODE_SENSITIVE_WORDS",
        family: Family::Content,
        text: w("内容含有敏感字符", "the content has sensitive words"),
        meaning: w(
            "内容（包括变量的值）触发了平台的敏感词过滤。",
            "The content, its variables included, was caught by the platform's word filter.",
        ),
        cause: w(
            "内容里有违禁词，或把用户填写的昵称、备注原样带进了短信。",
            "A forbidden word, or a nickname or remark of a user's that was passed on as it was.",
        ),
        advice: w(
            "改写内容；不要把用户可以任意填写的文字放进变量；不清楚是哪个词时请客服查询。",
            "Rephrase it, and keep text that users type freely out of the variables. The vendor's support can tell which word it was.",
        ),
    },
    Entry {
        code: 4070,
        name: "IHUYI_CODE_SIGNATURE_FORMAT",
        family: Family::Content,
        text: w("签名格式不正确", "the signature is malformed"),
        meaning: w(
            "短信签名不符合要求。签名由平台附加，内容里不应再写【】。",
            "The signature is not as required. The platform adds it; the content should have no 【】 of its own.",
        ),
        cause: w(
            "内容里自带了【签名】；签名不是 2–30 个字，或含有 -.+# 之类的符号；账户没有可用签名。",
            "The content brings its own 【…】; the signature is not 2-30 characters long or has symbols such as -.+#; the account has no usable signature.",
        ),
        advice: w(
            "去掉内容里的【】，到控制台检查签名；新账户测试时只能用默认签名。",
            "Remove 【】 from the content and look at the signature in the console. A new account may only use the default one.",
        ),
    },
    Entry {
        code: 4071,
        name: "IHUYI_CODE_NO_TEMPLATE",
        family: Family::Template,
        text: w("没有已备案的模板", "no registered template"),
        meaning: w(
            "实际含义是账户还没有提交备案模板，与签名无关：公开页面上的「签名格式不正确」应是误抄，接口文档 v3.3（2018）写的是「没有提交备案模板」。",
            "In practice: the account has no registered template; this is not about the signature. The public pages' words for 4071 are a copying slip; the vendor's document v3.3 (2018) has 没有提交备案模板, no template submitted for registration.",
        ),
        cause: w(
            "账户下没有任何模板，或指定的 templateid 不属于这个账户。",
            "The account has no template at all, or the template id belongs to another account.",
        ),
        advice: w(
            "到控制台添加短信模板并等待审核（工作日约 15–30 分钟）；测试阶段先用默认模板「您的验证码是：【变量】。请不要把验证码泄露给其他人。」",
            "Add a template in the console and wait for its review (15-30 minutes on working days). While testing, use the default one: 您的验证码是：【变量】。请不要把验证码泄露给其他人。",
        ),
    },
    Entry {
        code: 4072,
        name: "IHUYI_CODE_TEMPLATE_MISMATCH",
        family: Family::Template,
        text: w("内容与审核通过的模板不匹配", "the content matches no approved template"),
        meaning: w(
            "实际含义是短信内容与任何一个审核通过的模板都对不上，与签名无关：公开页面上的「签名格式不正确」应是误抄，接口文档 v3.3（2018）写的是「提交的短信内容与审核通过的模板内容不匹配」，网关真实返回的 msg 也是这个意思。",
            "In practice: the content matches none of the approved templates; this is not about the signature. The public pages' words for 4072 are a copying slip; the vendor's document v3.3 (2018) has 提交的短信内容与审核通过的模板内容不匹配, and real replies say the same.",
        ),
        cause: w(
            "多半差在标点或空格：模板用全角「：」「。」，程序里写成了半角；其次是多了签名、换行，或以 GBK 发送变成了乱码。",
            "Mostly punctuation or a blank: the template has full-width ： and 。, the program has ASCII ones. Then a signature or line break too many, or text sent as GBK that arrives as garbage.",
        ),
        advice: w(
            "从控制台复制模板原文，只替换变量处，标点、空格一字不差，不写签名；用 templateid 只传变量值最省事。",
            "Copy the template from the console and change nothing but its variables, every mark and blank included, without a signature. A template id with the values alone is the easiest way.",
        ),
    },
    Entry {
        code: 40722,
        name: "IHUYI_CODE_VARIABLE_TOO_LONG",
        family: Family::Template,
        text: w("变量内容超过指定长度", "a variable is too long"),
        meaning: w(
            "某个变量的值超过了允许的长度。原文【】里的数字是账户的限制，公开资料里是 8。",
            "The value of a template variable is longer than allowed. The number in 【】 is the account's limit; the public text has 8.",
        ),
        cause: w(
            "把网址、长商品名、整句话放进了一个变量。",
            "An address, a long product name or a whole sentence in one variable.",
        ),
        advice: w(
            "缩短变量的值，或把固定文字写进模板重新报审；限制可以请客服调整。",
            "Shorten the value, or move the fixed words into the template and have it reviewed again. The vendor's support can raise the limit.",
        ),
    },
    Entry {
        code: 4073,
        name: "IHUYI_CODE_CONTENT_TOO_LONG",
        family: Family::Content,
        text: w("内容超出长度限制", "the content is too long"),
        meaning: w(
            "内容超过了一次提交的字数上限：短信现行 500 字（2018 年文档为 300 字），语音通知 180 字。",
            "The content exceeds what one submission may hold: 500 characters for SMS today (300 in the document of 2018), 180 for voice notifications.",
        ),
        cause: w(
            "把整篇通知放进了一条短信，或变量里带了大段文字。",
            "A whole notice in one message, or a variable full of text.",
        ),
        advice: w(
            "缩短内容，或拆成几条；超过 70 字本来就按多条计费。",
            "Shorten it or split it. Beyond 70 characters it is billed as several messages anyway.",
        ),
    },
    Entry {
        code: 4074,
        name: "IHUYI_CODE_EMOJI",
        family: Family::Content,
        text: w("内容包含 emoji 符号", "the content has an emoji"),
        meaning: w("短信内容不允许出现 emoji 表情。", "SMS content must not have emoji."),
        cause: w(
            "用户昵称、商品名或手机输入法带进来的表情。",
            "A nickname, a product name or a phone keyboard brought it in.",
        ),
        advice: w(
            "提交前去掉 emoji；昵称之类的变量最容易混入，先过滤再使用。",
            "Take emoji out before submitting; nicknames and the like are where they come from, so filter those.",
        ),
    },
    Entry {
        code: 4075,
        name: "IHUYI_CODE_SIGNATURE_UNAPPROVED",
        family: Family::Content,
        text: w("签名未通过审核", "the signature is not approved"),
        meaning: w(
            "账户使用的签名还没有通过平台审核，或已被驳回。",
            "The account's signature has not passed the platform's review, or was rejected.",
        ),
        cause: w(
            "新签名还在审核，或刚刚改过签名、资质材料不全。",
            "A new signature is still under review, one was changed, or papers are missing.",
        ),
        advice: w(
            "到控制台查看签名状态和驳回原因，通过之前改用已审核的签名。",
            "Look at the signature's state and the reason in the console, and use an approved one until then.",
        ),
    },
    Entry {
        code: 4077,
        name: "IHUYI_CODE_UNPUBLISHED_4077",
        family: Family::Gateway,
        text: UNPUBLISHED_TEXT,
        meaning: UNPUBLISHED,
        cause: UNPUBLISHED_CAUSE,
        advice: UNPUBLISHED_ADVICE,
    },
    Entry {
        code: 408,
        name: "IHUYI_CODE_NUMBER_LIMIT",
        family: Family::Limit,
        text: w("发送超限，号码已被拉黑", "over the send limit; the number is now blacklisted"),
        meaning: w(
            "向这个号码发送的条数超过了账户的限制（公开资料里是 20），平台已把号码加入黑名单；账户本身没有冻结。",
            "More was sent to this number than the account allows (20 in the public text) and the platform has blacklisted the number. The account itself is not frozen.",
        ),
        cause: w(
            "验证码被人刷、失败后循环重发，或反复拿同一个号码测试。",
            "Somebody abuses the form, a loop resends after failures, or one number is used for all tests.",
        ),
        advice: w(
            "立即停止向该号码发送，登录平台在黑名单里解除；给发送入口加图形验证码、60 秒间隔和每日上限。",
            "Stop sending to it at once and release it from the blacklist in the console. Put a captcha, a 60-second pause and a daily limit in front of the form.",
        ),
    },
    Entry {
        code: 4080,
        name: "IHUYI_CODE_TOO_FAST",
        family: Family::Limit,
        text: w("同一号码一秒内超过 1 条", "more than one message a second to one number"),
        meaning: w(
            "同一秒钟内向同一号码提交了不止一次，后面的被拒绝。",
            "More than one submission to one number within a second; the later ones were refused.",
        ),
        cause: w(
            "按钮被连点、程序并发重复提交，或群发名单里有重复号码。",
            "A double click, two workers submitting the same thing, or duplicates in a list.",
        ),
        advice: w(
            "前一条可能已经发出，先查重再决定；确需再发时至少隔 1 秒，验证码请隔 60 秒。",
            "The first one has probably gone out: look for the duplicate first. If another is really due, wait a second at least, and a minute for codes.",
        ),
    },
    Entry {
        code: 4081,
        name: "IHUYI_CODE_UNPUBLISHED_4081",
        family: Family::Gateway,
        text: UNPUBLISHED_TEXT,
        meaning: UNPUBLISHED,
        cause: UNPUBLISHED_CAUSE,
        advice: UNPUBLISHED_ADVICE,
    },
    Entry {
        code: 4082,
        name: "IHUYI_CODE_DAILY_LIMIT",
        family: Family::Limit,
        text: w("超出同一号码一天的短信条数", "over the day's messages to one number"),
        meaning: w(
            "这个号码当天收到的短信已达账户上限（默认 5 条），当天不会再发。",
            "This number has had the day's messages that the account allows (5 by default); no more today.",
        ),
        cause: w(
            "同一用户频繁触发通知，或反复拿同一个号码测试。",
            "One user triggers many notices, or one number is used for all tests.",
        ),
        advice: w(
            "当天不要再发，次日自动恢复；业务确有需要时请客服调高上限。",
            "Send no more today; it clears by itself tomorrow. The vendor's support can raise the limit.",
        ),
    },
    Entry {
        code: 4085,
        name: "IHUYI_CODE_CODE_DAILY_LIMIT",
        family: Family::Limit,
        text: w("同一号码验证码条数超限", "over the verification codes to one number"),
        meaning: w(
            "这个号码当天的验证码短信已达账户上限（默认 5 条），当天不会再发验证码。",
            "This number has had the day's verification messages that the account allows (5 by default).",
        ),
        cause: w(
            "用户收不到就不停点「重发」，有人恶意刷，或测试时只用一个号码。",
            "A user who keeps pressing resend, abuse, or tests with a single number.",
        ),
        advice: w(
            "当天改用语音验证码或其他方式；给重发按钮加 60 秒间隔；上限可以请客服调整。",
            "Use a voice code or another way for today, and put a 60-second pause on the resend button. The vendor's support can raise the limit.",
        ),
    },
    Entry {
        code: 4086,
        name: "IHUYI_CODE_TOO_FREQUENT",
        family: Family::Limit,
        text: w("操作过于频繁", "too frequent"),
        meaning: w(
            "网关认为这个号码的操作过于频繁。官方码表没有列出，是程序在真实返回里见到的。",
            "The gateway finds this number used too often. No official table has the code; it was seen in a real reply.",
        ),
        cause: w("短时间内向同一号码多次提交。", "Several submissions to one number in a short time."),
        advice: w(
            "停一段时间再发，不要循环重试；按额度类拒绝处理，必要时问客服具体限制。",
            "Pause, and do not retry in a loop. Treat it as a quota, and ask the vendor's support for the limit.",
        ),
    },
];

/// Where a table means something else by a code than [`MEANINGS`] says.
pub(crate) static OTHER_MEANINGS: &[(&[Table], Entry)] = &[
    (
        &[GetNum],
        Entry {
            code: 2,
            name: "IHUYI_ACCEPTED",
            family: Family::None,
            text: w("查询成功", "query answered"),
            meaning: w(
                "查询成功，num 是这个产品剩余的条数。",
                "The query was answered; num is how many messages of this product are left.",
            ),
            cause: w("一切正常。", "All is well."),
            advice: w(
                "偶尔查询即可，不要在每次发送前都查：既多一次往返，又防不住并发。",
                "Ask now and then, not before each message: that costs a round trip and does not stop a race.",
            ),
        },
    ),
    (
        &[AddTemplate],
        Entry {
            code: 2,
            name: "IHUYI_ACCEPTED",
            family: Family::None,
            text: w("添加成功", "added"),
            meaning: w(
                "模板已提交并得到模板 ID，但还要等人工审核，结果由推送告知。",
                "The template was submitted and has an id, but people review it first; a push tells the result.",
            ),
            cause: w("一切正常。", "All is well."),
            advice: w(
                "保存模板 ID，收到审核通过的推送（code=2）之后再使用。",
                "Keep the id, and use it once the push says approved (code=2).",
            ),
        },
    ),
    (
        &[Voice, VoiceNotice],
        Entry {
            code: 404,
            name: "IHUYI_CODE_CONTENT_EMPTY",
            family: Family::Content,
            text: w("语音内容为空", "the voice content is empty"),
            meaning: w(
                "没有要播报的内容：语音验证码的 content 是 4–6 位数字，语音通知的 content 是全文或变量的值。",
                "There is nothing to read out. The content of a voice code is its 4-6 digits, that of a voice notification the text or the variables' values.",
            ),
            cause: w(
                "变量未赋值，或验证码存成了数字、被当作空值。",
                "An unset variable, or a code kept as a number and taken for empty.",
            ),
            advice: w(
                "调用前检查内容非空；验证码请用文本保存，免得丢掉开头的 0。",
                "Check the content before the call, and keep codes as text so that leading zeros survive.",
            ),
        },
    ),
    (
        &[AddTemplate],
        Entry {
            code: 404,
            name: "IHUYI_CODE_CONTENT_EMPTY",
            family: Family::Content,
            text: w("模板内容为空", "the template text is empty"),
            meaning: w("添加模板的请求里没有 content。", "The request to add a template carried no content."),
            cause: w("变量未赋值，或字段名写成了别的。", "An unset variable, or another field name."),
            advice: w(
                "把模板全文放进 content，可变之处写【变量】，不写签名。",
                "Put the whole template into content, 【变量】 where it varies, no signature.",
            ),
        },
    ),
    (
        &[VoiceNotice],
        Entry {
            code: 406,
            name: "IHUYI_CODE_MOBILE_FORMAT",
            family: Family::Number,
            text: w("号码格式不正确", "the number is malformed"),
            meaning: w(
                "语音通知接受一个 11 位手机号码，或区号直接连着号码的座机，中间没有横线。",
                "A voice notification takes one mobile number of 11 digits, or a landline with its area code and no dash.",
            ),
            cause: w(
                "座机缺区号或带了横线、位数不对，或一次传了多个号码。",
                "A landline without area code or with a dash, a wrong length, or several numbers at once.",
            ),
            advice: w(
                "手机填 11 位；座机写成区号加号码，例如 02100000000；多个号码逐个提交。",
                "Give a mobile as 11 digits and a landline as area code plus number, such as 02100000000; one call per number.",
            ),
        },
    ),
    (
        &[International],
        Entry {
            code: 406,
            name: "IHUYI_CODE_MOBILE_FORMAT",
            family: Family::Number,
            text: w("国际号码格式不正确", "the international number is malformed"),
            meaning: w(
                "国际短信的号码写成「国家代码 空格 号码」，例如 1 2025550100。",
                "An international number is written as country code, one blank, number: 1 2025550100.",
            ),
            cause: w(
                "带了 + 或 00、缺了中间的空格，或把大陆号码（86）发到了国际接口。",
                "A + or 00 in front, no blank in between, or a mainland number (86) sent to the international interface.",
            ),
            advice: w(
                "去掉 + 和 00，国家代码后留一个半角空格；大陆号码用国内短信服务。",
                "Drop + and 00 and keep one ASCII blank after the country code. Mainland numbers go through the domestic service.",
            ),
        },
    ),
    (
        &[AddTemplate],
        Entry {
            code: 407,
            name: "IHUYI_CODE_SENSITIVE_WORDS",
            family: Family::Content,
            text: w("模板内容含有敏感字符", "the template has sensitive words"),
            meaning: w(
                "模板文字触发了敏感词过滤，模板没有添加成功。",
                "The template was caught by the word filter and was not added.",
            ),
            cause: w(
                "模板里有营销、贷款、彩票等不允许的内容，或个别违禁词。",
                "Marketing, loans, lotteries or another thing that is not allowed, or a single forbidden word.",
            ),
            advice: w(
                "改写模板后重新提交；验证码通知账户不能发营销内容。",
                "Rephrase it and submit again. An account for codes and notices cannot carry marketing.",
            ),
        },
    ),
    (
        &[Voice],
        Entry {
            code: 4070,
            name: "IHUYI_CODE_VOICE_DIGITS",
            family: Family::Content,
            text: w("语音验证码必须是 4–6 位数字", "a voice code must be 4 to 6 digits"),
            meaning: w(
                "语音验证码的 content 只能是 4 到 6 位数字本身。此码在短信里是另一个意思（签名格式不正确）。",
                "The content of a voice code is 4 to 6 digits and nothing else. For SMS the same code means something else (the signature).",
            ),
            cause: w(
                "把整句短信文字传给了语音接口，验证码含字母，或验证码按数字保存丢掉了开头的 0。",
                "A whole sentence given to the voice interface, letters in the code, or a code kept as a number that lost its leading zeros.",
            ),
            advice: w(
                "只传 4–6 位数字的文本，例如 0421；要播报整句话请用语音通知。",
                "Pass the digits alone, as text, such as 0421. To have a sentence read out, use a voice notification.",
            ),
        },
    ),
    (
        &[VoiceNotice],
        Entry {
            code: 4071,
            name: "IHUYI_CODE_NO_TEMPLATE",
            family: Family::Template,
            text: w("没有已备案的语音模板", "no registered voice template"),
            meaning: w(
                "账户还没有提交语音通知模板。语音通知的每个模板都要审核，除测试模板外没有公共模板。",
                "The account has no voice template. Each one is reviewed; beyond the one for tests there is no shared one.",
            ),
            cause: w(
                "新开通的账户没有模板，或 templateid 不属于这个账户。",
                "A new account without a template, or a template id of another account.",
            ),
            advice: w(
                "到控制台添加语音通知模板，审核通过后再发。",
                "Add a voice template in the console and send once it is approved.",
            ),
        },
    ),
    (
        &[VoiceNotice],
        Entry {
            code: 4072,
            name: "IHUYI_CODE_TEMPLATE_MISMATCH",
            family: Family::Template,
            text: w("语音内容与备案模板不匹配", "the voice content matches no registered template"),
            meaning: w(
                "要播报的文字与任何一个备案模板都对不上。",
                "The text to read out matches none of the registered templates.",
            ),
            cause: w(
                "标点或空格与模板不同（全角、半角），或变量个数不对。",
                "Punctuation or blanks differ from the template (full-width or ASCII), or the number of variables does.",
            ),
            advice: w(
                "从控制台复制模板原文，只替换变量处；或用 templateid，只传用 | 隔开的变量值。",
                "Copy the template from the console and change its variables only; or give the template id and just the values, joined with |.",
            ),
        },
    ),
    (
        &[Voice, VoiceNotice],
        Entry {
            code: 408,
            name: "IHUYI_CODE_VOICE_FROZEN",
            family: Family::Account,
            text: w("账户疑被恶意利用，已自动冻结", "the account looks abused and was frozen"),
            meaning: w(
                "平台怀疑账户被恶意利用，自动冻结了整个账户，任何号码都打不出去；短信的 408 只拉黑一个号码。",
                "The platform suspects abuse and froze the whole account: no call goes out to anybody. The 408 of SMS concerns one number only.",
            ),
            cause: w(
                "发送入口被人刷，短时间内对许多号码或同一号码大量拨打。",
                "Somebody abuses the form: many calls in a short time, to many numbers or to one.",
            ),
            advice: w(
                "停止调用，堵住被刷的入口（图形验证码、IP 与号码限频），然后联系客服解冻。",
                "Stop calling, close the hole (captcha, limits per address and number), then ask the vendor's support to lift it.",
            ),
        },
    ),
    (
        &[Marketing],
        Entry {
            code: 406,
            name: "IHUYI_CODE_MOBILE_FORMAT",
            family: Family::Number,
            text: w("手机号码格式不正确", "a mobile number is malformed"),
            meaning: w(
                "营销短信接受用半角逗号隔开的 11 位大陆手机号码。",
                "Marketing SMS takes mainland mobile numbers of 11 digits, joined with ASCII commas.",
            ),
            cause: w(
                "用了全角逗号、换行或分号分隔，或名单里混入了不合格的号码。",
                "Full-width commas, line breaks or semicolons between them, or a bad number in the list.",
            ),
            advice: w(
                "用半角逗号分隔，发送前去掉空行、重复和不合格的号码。",
                "Join with ASCII commas, and clean the list of blanks, duplicates and bad numbers first.",
            ),
        },
    ),
];

/// What is said of a gateway code that no table has.
pub(crate) static UNLISTED: Entry = Entry {
    code: 0,
    name: "",
    family: Family::Gateway,
    text: w(
        "网关返回了未公布的代码；请以网关返回的 msg 为准，不要自动重发，并向互亿无线客服询问",
        "a code that the gateway has not published; go by the msg that came with it, do not resend automatically, ask the vendor's support",
    ),
    meaning: w(
        "互亿无线的公开资料里没有这个代码，别的程序也没有记录过。除 2 以外的代码都不是成功。",
        "None of the vendor's public tables has this code and no client is known to have met it. Nothing but 2 is success.",
    ),
    cause: w(
        "未公布。网关随代码返回的 msg 是唯一的线索。",
        "Not published. The msg that came with the code is the only clue.",
    ),
    advice: w(
        "按拒绝处理，不要自动重发；记下代码、msg 和时间，向互亿无线客服询问。",
        "Treat it as a refusal and do not resend automatically. Note code, msg and time and ask the vendor's support.",
    ),
};

/// What is said of a negative number that this version does not use.
pub(crate) static UNLISTED_OWN: Entry = Entry {
    code: -1,
    name: "",
    family: Family::Internal,
    text: w(
        "本版本没有这个代码；它可能来自更新的版本，请核对库的版本，不要直接重发",
        "this version has no such code; it may come from a newer one, compare the library's version, do not just resend",
    ),
    meaning: w(
        "负数是本库自己的代码，但这个版本没有定义它：多半是库比说明文档或绑定更新。",
        "Negative numbers are the library's own, but this version does not define this one: most likely the library is newer than the binding or the page.",
    ),
    cause: w(
        "库与绑定、头文件的版本不一致，或数值在转换时被截断。",
        "Library, binding and header of different versions, or a number that was cut in a conversion.",
    ),
    advice: w(
        "核对库的版本，用同一版本的说明；在弄清含义前按「结果未知」处理，不要直接重发。",
        "Compare the versions and read the page of the same one. Until then treat it as an unknown outcome and do not just resend.",
    ),
};
