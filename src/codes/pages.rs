//! Renders the docs pages of the codes. The pages are committed, and a test compares them with this.

use std::fmt::Write;

use super::carrier::carrier_statuses;
use super::meanings::{Entry, MEANINGS};
use super::{Lang, Table, anchor, gateway, own};

/// The words of the page itself.
struct Frame {
    head: &'static str,
    contents: &'static str,
    columns: &'static str,
    gateway: &'static str,
    gateway_intro: &'static str,
    own: &'static str,
    own_intro: &'static str,
    carrier: &'static str,
    carrier_intro: &'static str,
    carrier_columns: &'static str,
    unlisted: &'static str,
    unlisted_text: &'static str,
    vendor_columns: &'static str,
    no_words: &'static str,
    also: &'static str,
    meaning: &'static str,
    cause: &'static str,
    advice: &'static str,
    and: &'static str,
    colon: &'static str,
    family: &'static str,
}

static ZH: Frame = Frame {
    head: "# 返回码大全\n\n\
        发送失败时，程序会得到一个数字。本页逐个说明它们：实际是什么意思，通常因为什么，该怎么办。\n\n\
        - **2 是成功，其余 0 和正数都是网关的拒绝**，编号与互亿无线的文档一致；**负数是本库自己的代码**，表示网关没有给出结论。\n\
        - 「提交成功」不等于「已送达」。是否送达看回执，回执里的状态码见[文末](#carrier)。\n\
        - 任何返回码都不要写成自动重发：重复发送照样扣费，同一号码发多了还会被拉黑（[408](#code-408)）。\n\
        - 同一个数字在短信和语音里可能是两回事，例如 [4070](#code-4070)、[408](#code-408)，请连同服务一起看。\n\
        - 命令行里可以直接查：`ihuyi explain 4072`。\n\n\
        网址后面加 `#code-数字` 就能直达，例如 `#code-4072`、`#code--300`。\n\n",
    contents: "## 目录",
    columns: "| 代码 | 含义 |\n|---|---|\n",
    gateway: "网关返回码",
    gateway_intro: "「原文」照抄互亿无线的用字（包括其中的错字），方便拿返回信息来搜索；方括号里的数字是账户的限制，真实返回时会替换成实际数值。出处写明这一行从哪里来，我们没有拿真实网关逐条验证过。",
    own: "本库返回码",
    own_intro: "-1xx 是调用或设置有误，-2xx 是没有发出去（修好后可以重发），-300 是结果未知（不要直接重发），-4xx 是限额、验证码、去向和记录它们的地方，-5xx 是本机的 ihuyi 服务，-900 是库自身的缺陷。除 -300 外，都没有向网关提交任何内容。",
    carrier: "回执状态码",
    carrier_intro: "网关推送回执时，`msg` 里可能是运营商或平台的状态码。大小写、空格和冒号不影响识别；没有逐一列出的按开头两个字母归类（如 `MK:` 开头）。除注明「互亿无线公布」的以外，都是业内通用的说法，各省各运营商会有出入。",
    carrier_columns: "| 状态 | 含义 | 怎么办 | 出处 |\n|---|---|---|---|\n",
    unlisted: "没有列出的代码",
    unlisted_text: "遇到本页没有的正数：网关用了未公布的代码，以返回的 `msg` 为准，按拒绝处理，不要自动重发，记下代码、`msg` 和时间去问互亿无线客服。遇到本页没有的负数：多半是库比这页说明更新，请核对版本，弄清之前不要直接重发。",
    vendor_columns: "| 服务 | 原文 | 出处 |\n|---|---|---|\n",
    no_words: "（原文未知）",
    also: "同一代码的其他写法：",
    meaning: "含义",
    cause: "常见原因",
    advice: "怎么办",
    and: "、",
    colon: "：",
    family: " 开头",
};

static EN: Frame = Frame {
    head: "# Codes\n\n\
        Every number a call can return: what it means in practice, what usually causes it, and what to do.\n\n\
        - **2 is success. Any other number of 0 and above is a refusal by the gateway**, numbered as in the vendor's documents. **Negative numbers are the library's own**: the gateway gave no verdict.\n\
        - Accepted is not delivered. Delivery is told by the receipt; its statuses are [at the end](#carrier).\n\
        - Never turn a code into an automatic resend: duplicates are billed, and too many blacklist the number ([408](#code-408)).\n\
        - One number may mean two things by service, such as [4070](#code-4070) and [408](#code-408).\n\
        - On the command line: `ihuyi explain 4072`.\n\n\
        Append `#code-NUMBER` to this page's address to get to an entry: `#code-4072`, `#code--300`.\n\n",
    contents: "## Contents",
    columns: "| code | meaning |\n|---|---|\n",
    gateway: "The gateway's codes",
    gateway_intro: "The Chinese words are the vendor's, letter for letter, typing errors included, so that a reply can be searched for. Numbers in brackets are the account's limits and are filled in by the gateway. The source says where a row comes from; none was tried on the live gateway.",
    own: "The library's own codes",
    own_intro: "-1xx: the call or a setting is wrong. -2xx: nothing was sent, and it may be sent again once the cause is mended. -300: the outcome is unknown; do not just resend. -4xx: limits, codes, what became of a message, and where that is kept. -5xx: the local helper. -900: a defect of the library. Except for -300, nothing was submitted to the gateway.",
    carrier: "Receipt statuses",
    carrier_intro: "The `msg` of a receipt may be a status of the carrier or the platform. Case, blanks and the colon do not matter; a status that is not listed is explained by its first letters (such as `MK:`). Unless the vendor published it, a meaning is general usage and differs between carriers and provinces.",
    carrier_columns: "| status | meaning | what to do | source |\n|---|---|---|---|\n",
    unlisted: "Codes that are not listed",
    unlisted_text: "A number of 0 and above that is not on this page: the gateway used a code that it has not published. Go by the `msg` that came with it, treat it as a refusal, do not resend automatically, and ask the vendor's support. A negative number that is not on this page: the library is probably newer than the page. Compare versions, and do not just resend until you know.",
    vendor_columns: "| service | the vendor's words | source |\n|---|---|---|\n",
    no_words: "(words unknown)",
    also: "Other words for the same code: ",
    meaning: "Meaning",
    cause: "Usual cause",
    advice: "What to do",
    and: ", ",
    colon: ": ",
    family: "…",
};

/// The docs page of all codes: `docs/codes.md` in English, `docs/codes.zh-CN.md` in Chinese.
pub fn markdown(lang: Lang) -> String {
    let frame = match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    let mut page = String::with_capacity(64 * 1024);
    page.push_str(
        "<!-- Generated from src/codes/. To change it: edit there, then IHUYI_BLESS=1 cargo test --test codes -->\n",
    );
    page.push_str(frame.head);
    contents(&mut page, frame, lang);
    heading(&mut page, "gateway", frame.gateway, frame.gateway_intro);
    for entry in MEANINGS {
        gateway_code(&mut page, frame, entry.code, lang);
    }
    heading(&mut page, "own", frame.own, frame.own_intro);
    for entry in own::OWN {
        title(&mut page, &anchor(Table::Own, entry.code), entry);
        sections(&mut page, frame, entry, lang);
    }
    heading(&mut page, "unlisted", frame.unlisted, frame.unlisted_text);
    heading(&mut page, "carrier", frame.carrier, frame.carrier_intro);
    page.push_str(frame.carrier_columns);
    for status in carrier_statuses() {
        let tail = if status.family { frame.family } else { "" };
        line(
            &mut page,
            format_args!(
                "| <a id=\"{}\"></a>`{}`{tail} | {} | {} | {} |",
                status.anchor(),
                status.status,
                status.text(lang),
                status.advice(lang),
                status.published.describe(lang)
            ),
        );
    }
    page
}

/// Writing to a String cannot fail.
fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(page, "{text}");
}

fn heading(page: &mut String, id: &str, title: &str, text: &str) {
    line(page, format_args!("<a id=\"{id}\"></a>\n## {title}\n\n{text}\n"));
}

fn contents(page: &mut String, frame: &Frame, lang: Lang) {
    line(page, format_args!("{}\n", frame.contents));
    for (id, title) in
        [("gateway", frame.gateway), ("own", frame.own), ("unlisted", frame.unlisted), ("carrier", frame.carrier)]
    {
        line(page, format_args!("- [{title}](#{id})"));
    }
    line(page, format_args!("\n{}", frame.columns.trim_end()));
    for entry in MEANINGS {
        let mut texts: Vec<&str> = Vec::new();
        for (_, entry) in meanings_of(entry.code) {
            if !texts.contains(&entry.text.pick(lang)) {
                texts.push(entry.text.pick(lang));
            }
        }
        let sep = if lang == Lang::Zh { "；" } else { "; " };
        line(page, format_args!("| [{0}](#code-{0}) | {1} |", entry.code, texts.join(sep)));
    }
    for entry in own::OWN {
        line(
            page,
            format_args!("| [{}](#{}) | {} |", entry.code, anchor(Table::Own, entry.code), headline(entry, lang)),
        );
    }
    page.push('\n');
}

/// An own code's text up to the advice in it, for the contents.
fn headline(entry: &Entry, lang: Lang) -> &'static str {
    let text = entry.text.pick(lang);
    text.split(['；', ';']).next().unwrap_or(text)
}

fn title(page: &mut String, anchor: &str, entry: &Entry) {
    line(page, format_args!("<a id=\"{anchor}\"></a>\n### {} `{}`\n", entry.code, entry.name));
}

fn sections(page: &mut String, frame: &Frame, entry: &Entry, lang: Lang) {
    line(page, format_args!("**{}**\n", entry.text.pick(lang)));
    for (label, words) in [(frame.meaning, entry.meaning), (frame.cause, entry.cause), (frame.advice, entry.advice)] {
        line(page, format_args!("- **{label}**{}{}", frame.colon, words.pick(lang)));
    }
    page.push('\n');
}

/// The meanings of a code, each with the tables that share it, in the tables' order.
fn meanings_of(code: i32) -> Vec<(Vec<Table>, &'static Entry)> {
    let mut all: Vec<(Vec<Table>, &'static Entry)> = Vec::new();
    for table in Table::ALL {
        let Some(found) = gateway::find(table, code) else { continue };
        match all.iter_mut().find(|(_, e)| std::ptr::eq(*e, found.entry)) {
            Some((tables, _)) => tables.push(table),
            None => all.push((vec![table], found.entry)),
        }
    }
    all
}

fn titles(tables: &[Table], frame: &Frame, lang: Lang) -> String {
    tables.iter().map(|t| t.title(lang)).collect::<Vec<_>>().join(frame.and)
}

fn gateway_code(page: &mut String, frame: &Frame, code: i32, lang: Lang) {
    let meanings = meanings_of(code);
    let mut names: Vec<&str> = Vec::new();
    for (_, entry) in &meanings {
        if !names.contains(&entry.name) {
            names.push(entry.name);
        }
    }
    let names = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" ");
    line(page, format_args!("<a id=\"code-{code}\"></a>\n### {code} {names}\n"));
    for (tables, entry) in &meanings {
        // Say for which service it holds only where that makes a difference.
        if meanings.len() > 1 {
            line(page, format_args!("#### {}\n", titles(tables, frame, lang)));
        }
        sections(page, frame, entry, lang);
    }
    page.push_str(frame.vendor_columns);
    let mut rows: Vec<(Vec<Table>, &str, gateway::Source)> = Vec::new();
    let mut variants: Vec<&str> = Vec::new();
    for table in Table::ALL {
        let Some(found) = gateway::find(table, code) else { continue };
        for words in found.row.variants {
            if !variants.contains(words) {
                variants.push(words);
            }
        }
        match rows.iter_mut().find(|(_, vendor, source)| *vendor == found.row.vendor && *source == found.source) {
            Some((tables, _, _)) => tables.push(table),
            None => rows.push((vec![table], found.row.vendor, found.source)),
        }
    }
    // What another service says in its own row need not be said again.
    variants.retain(|variant| rows.iter().all(|(_, vendor, _)| vendor != variant));
    for (tables, vendor, source) in rows {
        let vendor = if vendor.is_empty() { frame.no_words } else { vendor };
        line(page, format_args!("| {} | {vendor} | {} |", titles(&tables, frame, lang), source.describe(lang)));
    }
    page.push('\n');
    if !variants.is_empty() {
        let quoted = variants.iter().map(|v| format!("「{v}」")).collect::<Vec<_>>().join(frame.and);
        line(page, format_args!("{}{quoted}\n", frame.also));
    }
}
