//! The Chinese help: every text that `args` has in English.

use clap::Command;

/// Where a text stands: the command (empty: the program itself, or any command), the argument (empty: the command's own line), the text.
type Row = (&'static str, &'static str, &'static str);

const TABLE: &[Row] = &[
    ("", "", "通过互亿无线网关发送短信和语音验证码"),
    ("", "json", "只在标准输出打印一个 JSON 对象，出错时也是"),
    ("", "lang", "说明和帮助的语言；默认随系统区域设置"),
    ("", "config", "存放帐号和密钥的 INI 文件"),
    ("", "account", "当前产品的帐号（控制台里的 APIID）"),
    ("", "apikey_file", "存放当前产品 APIKEY 的文件"),
    ("", "apikey", "当前产品的 APIKEY；本机其他用户能看到命令行，请优先用 --apikey-file 或 IHUYI_APIKEY"),
    ("", "gateway", "所有产品共用的网关地址：沙箱或中转"),
    ("", "timeout", "整个调用的时限，单位秒，也可写 500ms；默认 15"),
    ("", "settings", "按名字给出任何设置，如 --set charset=gbk；可重复"),
    ("", "help", "打印帮助"),
    ("", "version", "打印版本"),
    ("send", "", "发送一条短信"),
    ("send", "mobile", "手机号码；国际短信写“国家代码 空格 号码”；营销短信可用逗号分隔多个"),
    ("send", "text", "内容；写 - 则从标准输入读取；用 --template 时为变量，以 | 分隔"),
    ("send", "service", "产品：sms、voice、voice_notice、international、marketing；默认 sms"),
    ("send", "template", "已审核通过的模板编号"),
    ("send", "schedule", "定时发送（仅营销短信）：\"2026-01-31 09:30:00\"（北京时间）或 Unix 秒数"),
    ("voice", "", "拨打电话，读出验证码"),
    ("voice", "mobile", "手机号码"),
    ("voice", "code", "4 至 6 位数字；写 - 则从标准输入读取"),
    ("balance", "", "查询剩余条数"),
    ("balance", "service", "产品；默认 sms"),
    ("add-template", "", "提交短信模板审核"),
    ("add-template", "text", "模板文本，变量写成【变量】；写 - 则从标准输入读取"),
    ("segments", "", "计算一段内容的计费条数，不发送"),
    ("segments", "text", "内容；写 - 则从标准输入读取"),
    ("segments", "service", "产品；默认 sms"),
    ("explain", "", "解释状态码的含义和处理办法；不带状态码则列出全部"),
    ("explain", "code", "网关或本程序的状态码，或运营商状态如 DB:0142"),
    ("explain", "service", "只看这个产品的含义"),
    ("push", "", "解读网关的推送（回执、上行回复、模板审核结果）"),
    ("push", "file", "网关 POST 的正文所在文件；默认读标准输入"),
    ("doctor", "", "查找问题：设置、域名、TLS、时钟、帐号、余额；不发送任何内容"),
    ("doctor", "services", "产品；默认为已设置帐号的产品"),
    ("doctor", "all", "五个产品都查，不论有没有帐号"),
    ("sandbox", "", "在本机运行模拟网关，供开发和测试；不发送任何内容"),
    ("completions", "", "打印命令补全脚本"),
    ("completions", "shell", "bash、zsh、fish、powershell 或 elvish"),
    ("man", "", "打印手册页，或写出全部手册页"),
    ("man", "dir", "把 ihuyi.1 和各命令的手册页写入此目录"),
];

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
/// The words that clap itself puts into a usage line.
const USAGE: [(&str, &str); 3] = [("[OPTIONS]", "[选项]"), ("<COMMAND>", "<命令>"), ("Usage: ", "")];

/// The command line with its help in Chinese.
pub fn translate(command: Command) -> Command {
    let mut built = command.clone();
    built.build();
    let own = usage(&mut built);
    let command = local(command, "").override_usage(own).help_template(TEMPLATE).subcommand_help_heading("命令");
    built.get_subcommands_mut().fold(command, |command, sub| {
        let (name, usage) = (sub.get_name().to_owned(), usage(sub));
        command.mut_subcommand(name.clone(), |sub| local(sub, &name).override_usage(usage).help_template(TEMPLATE))
    })
}

fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    USAGE.iter().fold(usage, |usage, (english, chinese)| usage.replace(english, chinese))
}

fn local(command: Command, name: &str) -> Command {
    let command = match text(name, "") {
        Some(about) => command.about(about).long_about(None::<&str>),
        None => command,
    };
    let name = name.to_owned();
    command.mut_args(move |arg| {
        let heading = match arg.get_help_heading() {
            _ if arg.is_positional() => "参数",
            Some(_) => "设置",
            None => "选项",
        };
        let id = arg.get_id().as_str();
        // The sandbox's own --account is another thing, and its texts are in both languages already.
        let shared = if name == "sandbox" { None } else { text("", id) };
        match text(&name, id).or(shared) {
            Some(help) => arg.help(help).long_help(None::<&str>).help_heading(heading),
            None => arg.help_heading(heading),
        }
    })
}

fn text(command: &str, arg: &str) -> Option<&'static str> {
    TABLE.iter().find(|(c, a, _)| *c == command && *a == arg).map(|(.., text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn nothing_is_left_in_english() {
        let chinese = |text: Option<&clap::builder::StyledStr>| {
            text.is_some_and(|text| text.to_string().chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)))
        };
        let command = translate(crate::args::Cli::command());
        for command in std::iter::once(&command).chain(command.get_subcommands()) {
            assert!(chinese(command.get_about()), "{}", command.get_name());
            for arg in command.get_arguments() {
                let where_from = format!("{} {}", command.get_name(), arg.get_id());
                // A shell's names are a list of names in either language.
                assert!(chinese(arg.get_help()) || arg.get_id() == "shell", "{where_from}");
            }
        }
    }

    #[test]
    fn no_row_is_stale() {
        let command = crate::args::Cli::command();
        for (name, arg, _) in TABLE {
            let command = if name.is_empty() { &command } else { command.find_subcommand(name).expect(name) };
            // What stands under the program itself holds for its commands, too.
            let has = |command: &Command| command.get_arguments().any(|a| a.get_id() == arg);
            let there = has(command) || (name.is_empty() && command.get_subcommands().any(has));
            assert!(arg.is_empty() || there, "{name} {arg}");
        }
    }
}
