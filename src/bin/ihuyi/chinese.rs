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
    ("sandbox", "listen", "监听地址；端口 0 为任选空闲端口；默认 127.0.0.1:8088"),
    ("sandbox", "allow_remote", "允许本机以外的地址：监听和推送"),
    ("sandbox", "ca_file", "CA 证书写到何处；默认写到临时目录，结束时删除"),
    ("sandbox", "account", "增加帐号；可重复"),
    ("sandbox", "strict_accounts", "帐号只能用于自己的产品"),
    ("sandbox", "balance", "每个帐号每种产品的剩余条数；默认 10000"),
    ("sandbox", "no_md5", "不接受 md5(APIKEY) 形式的密码"),
    ("sandbox", "templates", "全文方式：lax 接受任何内容，strict 只接受与已审核模板一致的内容；默认 lax"),
    ("sandbox", "template", "增加已审核模板，如 sms:9:您的订单【变量】已发货。；可重复"),
    ("sandbox", "no_limits", "关闭发送频率限制"),
    ("sandbox", "password_window", "动态密码的时间允许相差的秒数；默认 300"),
    ("sandbox", "signature", "平台加在内容前的签名；默认 互亿无线"),
    ("sandbox", "sensitive", "含有此词的内容以 407 拒绝；可重复"),
    ("sandbox", "push_url", "回执、上行回复和模板审核结果的推送地址"),
    ("sandbox", "push_delays", "推送重试前的间隔，虚拟时钟的毫秒数；默认 60000,120000"),
    ("sandbox", "auto_receipts", "每条受理的短信都自动推送回执；须同时给出 --push-url"),
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
        match text(&name, id).or_else(|| text("", id)) {
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
    fn every_default_is_told_in_both_languages() {
        let (english, chinese) = (crate::args::Cli::command(), translate(crate::args::Cli::command()));
        for command in english.get_subcommands().chain(chinese.get_subcommands()) {
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                let defaults = arg.get_default_values();
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let told = defaults.iter().all(|default| help.contains(default.to_str().unwrap()));
                // What clap adds by itself, it adds in English.
                let hidden = arg.is_hide_default_value_set() || defaults.is_empty();
                assert!(told && hidden, "{} {}: {help}", command.get_name(), arg.get_id());
                let choices = arg.get_possible_values().is_empty() || arg.is_hide_possible_values_set();
                assert!(choices, "{} {}", command.get_name(), arg.get_id());
            }
        }
    }

    #[test]
    fn english_is_left_without_chinese() {
        for command in crate::args::Cli::command().get_subcommands() {
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                // Examples and names that are Chinese in any language.
                let help = help.replace("互亿无线", "").replace("您的订单【变量】已发货。", "").replace("变量", "");
                assert!(!help.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{help}");
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
