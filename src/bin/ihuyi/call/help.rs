//! What `ihuyi call --help` says of the protocol.

use super::table::CALLS;
use crate::lang::pick;
use ihuyi::codes::Lang;

pub fn text(lang: Lang) -> String {
    let mut calls = String::new();
    for call in CALLS {
        let names: Vec<&str> = call.arguments.iter().map(|(name, _)| *name).collect();
        calls.push_str(format!("  {:<14}{}\n", call.name, names.join(" ")).trim_end());
        calls.push('\n');
    }
    format!("{}\n{calls}{}", pick(lang, HEAD_ZH, HEAD_EN), pick(lang, TAIL_ZH, TAIL_EN))
}

const HEAD_ZH: &str = "\
请求（一个 JSON 对象，UTF-8，至多 1 MiB）：
  {\"call\": \"submit\",
   \"client\": {\"open\": \"/路径/ihuyi.ini\", \"settings\": [[\"设置名\", \"值\"]]},
   \"arguments\": {\"service\": \"sms\", \"mobile\": \"…\", \"content\": \"…\"}}
client 可以不写：那就用本程序的设置（IHUYI_*、INI 文件）。不写或写 null 的参数
就是 C 的 NULL。不是 UTF-8 的文本写成 {\"base64\": \"…\"}。

call 与 arguments：";

const HEAD_EN: &str = "\
The request (one JSON object in UTF-8, 1 MiB at most):
  {\"call\": \"submit\",
   \"client\": {\"open\": \"/path/ihuyi.ini\", \"settings\": [[\"key\", \"value\"]]},
   \"arguments\": {\"service\": \"sms\", \"mobile\": \"…\", \"content\": \"…\"}}
Without client the settings are the program's own (IHUYI_*, INI file). An argument
that is absent or null is NULL of C. A text that is no UTF-8 is {\"base64\": \"…\"}.

Values of call, and its arguments:";

const TAIL_ZH: &str = "
答复：returned 是 C 函数的返回值，result 是 ihuyi_result 的各成员；另有 verification、
decision、captcha、explanation、push、delivery、text、version、charset，随 call 而定。

退出码：0 有答复（成败看答复）；2 请求看不懂，没有执行。没有答复就结束的，会发送的
call 按“结果未知”处理，请勿盲目重发。
";

const TAIL_EN: &str = "
The answer: returned is what the C function returned, result has the members of
ihuyi_result; with it verification, decision, captcha, explanation, push, delivery,
text, version or charset, by the call.

Exit codes: 0 there is an answer, which says how it went; 2 the request is not
understood and nothing was done. Where it ends without an answer, take what sends
for unknown, and do not send it again blindly.
";
