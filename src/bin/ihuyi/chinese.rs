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
    ("", "store", "验证码和计数记在哪里：sqlite:/路径、redis://主机 或 memory:"),
    ("", "keys", "限制按什么计数，如 ip=192.0.2.7；可重复"),
    ("", "settings", "按名字给出任何设置，如 --set charset=gbk；可重复"),
    ("", "help", "打印帮助"),
    ("", "version", "打印版本"),
    ("send", "", "发送一条短信"),
    ("send", "mobile", "手机号码；国际短信写“国家代码 空格 号码”；营销短信可用逗号分隔多个"),
    ("send", "text", "内容；写 - 则从标准输入读取；用 --template 时为变量，以 | 分隔"),
    ("send", "service", "产品：sms、voice、voice_notice、international、marketing；默认 sms"),
    ("send", "template", "已审核通过的模板编号"),
    ("send", "schedule", "定时发送（仅营销短信）：\"2026-01-31 09:30:00\"（北京时间）或 Unix 秒数"),
    ("send", "reference", "业务编号，如 order-1001-paid：无论请求几次只发一条"),
    ("send", "resend", "这个业务编号的第一次发送结果未知，仍要再发"),
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
    ("verify", "", "一次性验证码：生成并发送、重发、校验"),
    ("verify start", "", "为某个用途和号码生成验证码并发送；打印校验用的编号"),
    ("verify start", "purpose", "用途，如 register"),
    ("verify start", "mobile", "手机号码"),
    ("verify start", "id", "只打印编号"),
    ("verify start", "channel", "sms、voice 或 auto；默认随设置 verify_channel"),
    ("verify resend", "", "重发同一个验证码"),
    ("verify resend", "id", "verify start 打印的编号"),
    ("verify resend", "channel", "sms、voice 或 auto；默认随设置 verify_channel，此时 auto 即语音"),
    ("verify check", "", "校验填写的验证码；只能对一次"),
    ("verify check", "id", "verify start 打印的编号"),
    ("verify check", "code", "填写的验证码；写 - 则从标准输入读取"),
    ("guard", "", "发送限制：查看用量，解除误锁"),
    ("guard status", "", "显示某个号码和其他来源的各项限制用了多少"),
    ("guard status", "mobile", "手机号码"),
    ("guard status", "service", "产品：sms、voice 等；默认 sms"),
    ("guard status", "purpose", "一次性验证码的用途"),
    ("guard unlock", "", "清除某个号码、地址或其他来源的计数，或熔断的计数"),
    ("guard unlock", "kind", "mobile、ip 或其他种类；或 breaker"),
    ("guard unlock", "value", "号码、地址等"),
    ("captcha", "", "图片验证码：生成、校验"),
    ("captcha new", "", "生成一张图片验证码；打印编号"),
    ("captcha new", "file", "图片写到哪个 PNG 文件"),
    ("captcha check", "", "校验图片的答案；只能用一次"),
    ("captcha check", "id", "captcha new 打印的编号"),
    ("captcha check", "answer", "从图片里读到的字符"),
    ("bulk", "", "批量发送：几千几万个号码，每个只发一次"),
    ("bulk plan", "", "整体检查一份名单并写入任务文件；不发送任何内容"),
    ("bulk plan", "list", "名单：电子表格（xlsx、xls、ods）或 CSV 文件"),
    ("bulk plan", "journal", "任务文件写到哪里；不能已存在"),
    ("bulk plan", "template", "内容，列名写在花括号里，如“{姓名}您好，……”"),
    ("bulk plan", "text", "内容，每个人都一样"),
    ("bulk plan", "template_id", "已审核通过的模板编号；须同时给出 --variables"),
    ("bulk plan", "variables", "模板的变量，按顺序，如“{姓名}|{金额}”"),
    ("bulk plan", "service", "产品：sms、voice、voice_notice、international、marketing；默认 sms"),
    ("bulk plan", "sheet", "读哪一张工作表；默认第一张"),
    ("bulk plan", "mobile_column", "号码所在的列，写标题或字母；默认看标题"),
    ("bulk plan", "reference_column", "每行在别处的编号所在的列，如订单号"),
    ("bulk plan", "charset", "CSV 的字符集：utf-8、gbk 等；默认看全文判断"),
    ("bulk plan", "delimiter", "CSV 的分隔符：一个字符，制表符写 tab；默认看标题行判断"),
    ("bulk plan", "hours", "只在一天的这段时间发送（北京时间），如 09:00-20:30"),
    ("bulk plan", "rate", "每秒最多几条；0 为只受连接数限制；默认 0"),
    ("bulk plan", "schedule", "仅营销短信：网关何时发出，\"2026-01-31 09:30:00\"（北京时间）或 Unix 秒数"),
    ("bulk plan", "together", "仅营销短信：内容相同的至多几行一次提交，结果相同；默认 1"),
    (
        "bulk plan",
        "batch",
        "仅营销短信：走 v1 批量接口（sms-yx），内容相同的至多 10000 行一次提交；它的回复没有公开，未在真实网关上验证",
    ),
    ("bulk plan", "repeats", "同一号码出现几行就发几条；否则只发第一行"),
    ("bulk plan", "strict", "只要有一行不能列入，就不生成任务文件"),
    ("bulk plan", "offline", "不向网关查询余额"),
    ("bulk run", "", "按新的任务文件发送"),
    ("bulk run", "journal", "bulk plan 生成的任务文件"),
    ("bulk run", "connections", "同时在途的短信数，1 到 64；默认 4"),
    ("bulk run", "rate", "每秒最多几条，不管计划里怎么写；0 为不另设限"),
    ("bulk run", "quiet", "不显示进度，只显示结果"),
    ("bulk status", "", "查看任务文件里发到了哪里"),
    ("bulk status", "journal", "任务文件"),
    ("bulk status", "settings", "终端的字符集，如 --set charset=gbk"),
    ("bulk resume", "", "从停下的地方继续发送"),
    ("bulk resume", "resend_unknown", "结果未知的也再发一次；其中有的可能早已发出"),
    ("bulk resume", "journal", "bulk plan 生成的任务文件"),
    ("bulk resume", "connections", "同时在途的短信数，1 到 64；默认 4"),
    ("bulk resume", "rate", "每秒最多几条，不管计划里怎么写；0 为不另设限"),
    ("bulk resume", "quiet", "不显示进度，只显示结果"),
    ("bulk export", "", "把任务文件里的每一行及其结果写成 CSV 文件"),
    ("bulk export", "file", "要写的 CSV 文件，UTF-8，Excel 可直接打开；不能已存在"),
    ("bulk export", "journal", "任务文件"),
    ("bulk export", "settings", "终端的字符集，如 --set charset=gbk"),
    (
        "bulk export",
        "only",
        "只要这些行：已受理、被拒绝、结果未知、待发送、在途、未列入计划；或 accepted、refused、unknown、planned、sending、left_out",
    ),
    ("bulk optout", "", "退订名单：查看、加入、移出；名单上的号码不再发送"),
    ("bulk optout check", "", "查看号码是否已退订"),
    ("bulk optout check", "numbers", "手机号码，可以有多个"),
    ("bulk optout add", "", "加入退订名单：以后的计划都剔除，还没发的也不再发"),
    ("bulk optout add", "numbers", "手机号码，可以有多个"),
    ("bulk optout remove", "", "移出退订名单，以后可以再发"),
    ("bulk optout remove", "numbers", "手机号码，可以有多个"),
    ("push", "", "解读网关的推送（回执、上行回复、模板审核结果）"),
    ("push", "file", "网关 POST 的正文所在文件；默认读标准输入"),
    ("status", "", "查询一条短信的去向：以收到的回执为准"),
    ("status", "what", "网关给的流水号、业务编号，或结果未知的那条短信的号码"),
    ("inbox", "", "查看用户的回复和模板审核结果"),
    ("inbox", "after", "只看此编号之后的；默认 0，全部"),
    ("doctor", "", "查找问题：设置、域名、TLS、时钟、帐号、余额、store；不发送任何内容"),
    ("doctor", "services", "产品；默认为已设置帐号的产品"),
    ("doctor", "all", "五个产品都查，不论有没有帐号"),
    ("call", "", "调用一次 C 接口：标准输入给出 JSON 请求，标准输出得到 JSON 答复"),
    ("serve", "", "在本机为其他程序提供本库：通过 Unix 套接字或本机端口以 JSON 调用；接收推送"),
    ("serve", "listen", "监听地址：unix:/路径、127.0.0.1:端口 或 [::1]:端口；可重复"),
    ("serve", "group", "可以使用套接字的组；其他用户一律拒绝"),
    ("serve", "token_file", "端口的令牌文件；没有则生成一个"),
    ("serve", "workers", "同时进行的调用数；默认 16"),
    ("serve", "queue", "最多多少个调用排队；默认 256"),
    ("serve", "wait", "一个调用最多排队几秒；默认 5"),
    ("serve", "read_timeout", "一个请求最多几秒到齐；默认 10"),
    ("serve", "drain", "停止时最多等几秒让进行中的调用完成；默认 20"),
    ("serve", "log", "日志写到此文件（追加）；默认写到标准错误"),
    ("serve", "push_listen", "接收网关推送的地址，如 127.0.0.1:8090；可重复"),
    ("serve", "push_secret_file", "推送路径 /push/密文 的密文所在文件；没有则生成一个"),
    ("serve", "push_from", "只接受来自此地址或网段的推送；可重复"),
    ("sandbox", "", "在本机运行模拟网关，供开发和测试，可用浏览器查看收件箱；不发送任何内容"),
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
    with(command, &mut built, "")
}

/// One command and its subcommands; `path` is its name without the program's.
fn with(command: Command, built: &mut Command, path: &str) -> Command {
    let own = usage(built);
    let command = local(command, path).override_usage(own).help_template(TEMPLATE).subcommand_help_heading("命令");
    built.get_subcommands_mut().fold(command, |command, sub| {
        let name = sub.get_name().to_owned();
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command.mut_subcommand(name, |command| with(command, sub, &path))
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
    let mut place = 0;
    command.mut_args(move |arg| {
        // Under a heading of their own they would be sorted by name.
        let arg = if arg.is_positional() {
            place += 1;
            arg.display_order(place)
        } else {
            arg
        };
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

    /// Every subcommand, and theirs.
    fn all(command: &Command) -> Vec<&Command> {
        command.get_subcommands().flat_map(|sub| std::iter::once(sub).chain(all(sub))).collect()
    }

    #[test]
    fn nothing_is_left_in_english() {
        let chinese = |text: Option<&clap::builder::StyledStr>| {
            text.is_some_and(|text| text.to_string().chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)))
        };
        let command = translate(crate::args::Cli::command());
        for command in std::iter::once(&command).chain(all(&command)) {
            assert!(chinese(command.get_about()), "{}", command.get_name());
            for arg in command.get_arguments() {
                let where_from = format!("{} {}", command.get_name(), arg.get_id());
                // A shell's names are a list of names in either language.
                assert!(chinese(arg.get_help()) || arg.get_id() == "shell", "{where_from}");
            }
        }
    }

    #[test]
    fn arguments_stand_in_their_order() {
        let mut command = translate(crate::args::Cli::command());
        let start = command.find_subcommand_mut("verify").unwrap().find_subcommand_mut("start").unwrap();
        let help = start.render_help().to_string();
        let arguments = help.split("参数").nth(1).unwrap();
        assert!(arguments.find("<PURPOSE>").unwrap() < arguments.find("<MOBILE>").unwrap(), "{help}");
    }

    #[test]
    fn every_default_is_told_in_both_languages() {
        let (english, chinese) = (crate::args::Cli::command(), translate(crate::args::Cli::command()));
        for command in all(&english).into_iter().chain(all(&chinese)) {
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
        for command in all(&crate::args::Cli::command()) {
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
            let command = name
                .split(' ')
                .filter(|name| !name.is_empty())
                .fold(&command, |command, name| command.find_subcommand(name).unwrap_or_else(|| panic!("{name}")));
            // What stands under the program itself holds for its commands, too.
            let has = |command: &Command| command.get_arguments().any(|a| a.get_id() == arg);
            let there = has(command) || (name.is_empty() && all(command).into_iter().any(has));
            assert!(arg.is_empty() || there, "{name} {arg}");
        }
    }
}
