//! What is said of journals and runs.

use super::{Caller, Hours, Place};
use crate::access;
use crate::answer::{Failure, Stake};
use crate::codes::{gateway, own};
use crate::message::mask_keys;
use std::path::Path;

pub fn missing(place: &Place) -> Failure {
    let ((zh, en), path) = (plan_first(place.caller()), place.display());
    Failure::new(
        own::FILE,
        format!("没有任务文件 {path}：没有这个文件，未发送。{zh}。"),
        format!("There is no journal {path}: no such file; nothing was sent. {en}."),
    )
}

/// What to do where a journal's path leads to none.
pub fn plan_first(caller: Caller) -> (&'static str, &'static str) {
    caller.pick(
        (
            "请检查路径；还没有计划时先运行 ihuyi bulk plan",
            "Check the path; where there is no plan yet, run ihuyi bulk plan first",
        ),
        (
            "请检查路径，或换一个还没有的文件名另做计划",
            "Check the path, or take a name where nothing is yet for a new plan",
        ),
    )
}

pub fn no_path() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "journal 为空，未发送，也没有建立计划。请给出任务文件的路径：名单和每一行的结果都记在里面。",
        "journal is empty; nothing was sent, and no plan was made. Give the path of the file that keeps the list and what became of each row.",
    )
}

pub fn no_journal(place: &Place) -> Failure {
    let ((zh, en), path) = (plan_first(place.caller()), place.display());
    Failure::new(
        own::FILE,
        format!("{path} 不是任务文件，未发送。{zh}。"),
        format!("{path} is no journal of a list; nothing was sent. {en}."),
    )
}

pub fn newer(path: &Path, layout: i32, known: i32) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!(
            "任务文件 {path} 的格式是第 {layout} 版，本程序只懂到第 {known} 版，没有使用它；请升级这个程序的 ihuyi。"
        ),
        format!(
            "The journal {path} has layout {layout} and this program knows up to {known}, so it was left alone; update this program's ihuyi."
        ),
    )
}

pub fn exists(place: &Place) -> Failure {
    let path = place.display();
    let (zh, en) = place.caller().pick(
        (
            format!("请给 --journal 换一个文件名；要继续发它，运行 ihuyi bulk resume --journal {path}"),
            format!("Give --journal another name; to go on sending from it, run ihuyi bulk resume --journal {path}"),
        ),
        (
            "请换一个文件名；要继续发它，请重新打开名单".to_owned(),
            "Take another name; to go on sending from it, open the list again".to_owned(),
        ),
    );
    Failure::new(
        own::ARGUMENT,
        format!("{path} 已经存在，没有改动它。{zh}。"),
        format!("{path} is there already and was left alone. {en}."),
    )
}

/// The plan of a list is written: no row is added to it any more.
pub fn planned(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::ARGUMENT,
        format!(
            "名单 {path} 的计划已经写好，不能再加行；这一行没有加入，也没有发送。请接着 run，或换一个文件名另做一份名单。"
        ),
        format!(
            "The plan of the list {path} is written and takes no more rows; this row was not added and nothing was sent. Go on with run, or make another list under another name."
        ),
    )
}

/// A plan without a row is a query that found nothing, and written it would be over for good.
pub fn no_rows(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::ARGUMENT,
        format!("名单 {path} 里一行也没有，没有建立计划，也没有发送。请先加行，或看看数据从哪里来。"),
        format!(
            "No row was added to the list {path}, so no plan was made and nothing was sent. Add rows first, or look where they should have come from."
        ),
    )
}

/// Rows can be read once the plan is written.
pub fn unplanned(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::ARGUMENT,
        format!("名单 {path} 的计划还没有写好，读不到行。请先 run 一次；时间给 0 就只写计划，什么也不发。"),
        format!(
            "The plan of the list {path} is not written yet, so no row can be read. Call run first; with the time 0 it writes the plan and sends nothing."
        ),
    )
}

/// The plan could not be written, which was said when it happened.
pub fn lost(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!("名单 {path} 的计划没能写好，什么也没有发送。请关闭它，排除先前所报的原因，再从头做一次。"),
        format!(
            "The plan of the list {path} could not be written, and nothing was sent. Close it, mend what was told before, and begin anew."
        ),
    )
}

/// A plan that is there was made with other terms than it is opened with now.
pub fn other_terms(path: &Path, key: &str, planned: &str, said: &str) -> Failure {
    let path = path.display();
    Failure::new(
        own::VALUE,
        format!(
            "名单 {path} 已有计划，其中 {key} 是“{planned}”，这次写的是“{said}”，未发送。请去掉这个选项，或换一个文件名另做计划。"
        ),
        format!(
            "There is a plan in {path} with {key} \"{planned}\", and it was opened with \"{said}\"; nothing was sent. Leave the option out, or plan anew under another name."
        ),
    )
}

pub fn unmade(path: &Path, error: &std::io::Error) -> Failure {
    let ((zh, en), path) = (access::trouble(error), path.display());
    Failure::new(
        own::FILE,
        format!("无法建立任务文件 {path}：{zh}。请检查文件夹能否写入，以及磁盘空间。"),
        format!(
            "The journal {path} cannot be made: {en}. See that its folder can be written, and that the disk has room."
        ),
    )
}

/// Where a journal is to go, there is no folder.
pub fn no_folder(place: &Place, folder: &Path) -> Failure {
    let (path, shown) = (place.display(), folder.display());
    let (named_zh, named_en) = place.caller().pick(("（--journal）", " (--journal)"), ("", ""));
    let (zh, en) = match folder.symlink_metadata() {
        Ok(_) => ("不是文件夹", "is no folder"),
        Err(_) => ("不存在", "is not there"),
    };
    Failure::new(
        own::FILE,
        format!(
            "无法建立任务文件 {path}：文件夹 {shown} {zh}，没有建立计划。请先建好文件夹，或把任务文件{named_zh}放到别处。"
        ),
        format!(
            "The journal {path} cannot be made: the folder {shown} {en}; no plan was made. Make the folder first, or put the journal{named_en} elsewhere."
        ),
    )
}

pub fn taken(place: &Place) -> Failure {
    let path = place.display();
    let (zh, en) = place.caller().pick(
        (
            "另一个进程在用它发送或做计划。等它结束；进度用 ihuyi bulk status 看",
            "another process sends from it or plans it. Wait for it; ihuyi bulk status shows how far it is",
        ),
        (
            "另一个进程在用它发送或做计划，或者本程序里还开着同一份名单。等它结束，或先关闭它",
            "another process sends from it or plans it, or this program still has the same list open. Wait for it, or close it first",
        ),
    );
    Failure::new(
        own::FILE,
        format!("任务文件 {path} 正在别处使用，这里没有发送：{zh}。"),
        format!("The journal {path} is in use elsewhere, so nothing was sent here: {en}."),
    )
}

pub fn moved(place: &Place) -> Failure {
    let ((zh, en), path) = (place.caller().go_on(), place.display());
    Failure::new(
        own::FILE,
        format!("任务文件 {path} 在发送中被移走或替换，不再开始新的发送。请把原来的文件放回原处，再{zh}。"),
        format!(
            "The journal {path} was moved away or replaced while it was sent from, so no other row is begun. Put the file back, then {en}."
        ),
    )
}

pub fn forked(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!(
            "fork 时父进程开着名单，子进程里不能用任务文件 {path}，未发送。请在打开任何名单之前 fork，或在父进程里发送。"
        ),
        format!(
            "The parent had a list open when this process was forked off, so the journal {path} cannot be used here; nothing was sent. Fork before any list is open, or send in the parent."
        ),
    )
}

pub fn spoiled(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!("任务文件 {path} 的内容读不懂，没有使用它。它可能被别的程序改过。"),
        format!(
            "What is in the journal {path} makes no sense, so it was left alone. Another program may have changed it."
        ),
    )
}

pub fn another_account(path: &Path, planned: &str, set: &str) -> Failure {
    let (path, planned, set) = (path.display(), mask_keys(planned), mask_keys(set));
    Failure::new(
        own::VALUE,
        format!(
            "任务文件 {path} 是为帐号 {planned} 做的计划，现在设置的是 {set}，未发送。请改用原来的帐号，或为新帐号另做计划。"
        ),
        format!(
            "The journal {path} was planned for the account {planned} and the settings have {set}; nothing was sent. Set that account, or plan the list for this one."
        ),
    )
}

pub fn another_gateway(path: &Path, planned: &str, set: &str) -> Failure {
    let path = path.display();
    let told =
        |own: &str| [planned, set].map(|gateway| if gateway.is_empty() { own.to_owned() } else { gateway.to_owned() });
    let [planned_zh, set_zh] = told("互亿无线的正式网关");
    let [planned, set] = told("the vendor's own");
    Failure::new(
        own::VALUE,
        format!(
            "任务文件 {path} 是为另一个网关做的计划，未发送。计划时：{planned_zh}；现在：{set_zh}。请检查设置 gateway（环境变量 IHUYI_GATEWAY）：改回计划时的网关，或为现在的网关另做计划。"
        ),
        format!(
            "The journal {path} was planned for another gateway, so nothing was sent. Planned: {planned}; now: {set}. Look at the setting gateway (IHUYI_GATEWAY): set the planned one, or plan the list for this one."
        ),
    )
}

/// The program ended while a row was on its way.
pub fn left() -> Failure {
    Failure::unknown(Stake::Message, "程序在得到结果之前中断了", "the program ended before there was an answer")
}

/// The account, or a setting: nothing can be sent before somebody mends it.
pub fn halted(caller: Caller, code: i32, zh: &str, en: &str) -> Failure {
    let (zh, en, (next_zh, next_en)) = (clause(zh), clause(en), caller.go_on());
    Failure::new(
        code,
        format!("已停止：{zh}（{code}）。这一行没有发出，仍在等待；排除原因后{next_zh}。"),
        format!("Stopped: {en} ({code}). This row was not sent and waits; mend the cause, then {next_en}."),
    )
}

/// Going on would use the list up for nothing.
pub fn no_verdicts(caller: Caller, requests: u32, zh: &str, en: &str) -> Failure {
    let (zh, en, (next_zh, next_en)) = (clause(zh), clause(en), caller.go_on());
    Failure::new(
        own::UNKNOWN,
        format!(
            "已停止：连续 {requests} 次请求都没有得到网关的结果，再发下去只会把名单耗光。最后一次：{zh}。请检查网络和网关地址，稍后{next_zh}；结果未知的行不会自动重发。"
        ),
        format!(
            "Stopped: {requests} requests in a row got no verdict from the gateway, and going on would only use the list up. The last: {en}. Check the network and the gateway's address, then {next_en}; rows of unknown end are not sent again by themselves."
        ),
    )
}

/// The gateway refuses every row for one reason.
pub fn all_refused(caller: Caller, requests: u32, code: i32, zh: &str, en: &str) -> Failure {
    let (zh, en, (next_zh, next_en)) = (clause(zh), clause(en), caller.go_on());
    let (refused_zh, refused_en) = caller.pick(
        (
            "用 ihuyi bulk export --only refused 导出，另做计划",
            "export them with ihuyi bulk export --only refused and plan them anew",
        ),
        (
            "在程序里读出这些行，改好后另做一份名单",
            "read them in your program, mend them and make another list of them",
        ),
    );
    Failure::new(
        code,
        format!(
            "已停止：网关连续 {requests} 次以同一原因拒绝：{zh}（{code}），再发下去只会把名单耗光。其余的行仍在等待；排除原因后{next_zh}。被拒绝的行没有发出，也不会再发：{refused_zh}。"
        ),
        format!(
            "Stopped: the gateway refused {requests} requests in a row for one reason: {en} ({code}), and going on would only use the list up. The other rows wait; mend the cause, then {next_en}. The refused ones were not sent and will not be: {refused_en}."
        ),
    )
}

/// A request of the v1 bulk interface is repeated.
pub fn again(tries: u32) -> Failure {
    Failure::new(
        own::UNKNOWN,
        format!(
            "v1 批量接口的一次请求没有得到结果，稍后用同一个 request_id 再问（第 {tries} 次）；网关两小时内会去重，不会重复发送。"
        ),
        format!(
            "A request of the v1 bulk interface got no verdict, and is made again with the same request_id (time {tries}); the gateway knows it for two hours, and sends nothing twice."
        ),
    )
}

/// The v1 bulk interface refused a request, or told nothing that is known here: whoever started the run has a look first.
pub fn batch_halted(caller: Caller, rows: usize, is_refused: bool, zh: &str, en: &str) -> Failure {
    let (zh, en, (next_zh, next_en)) = (clause(zh), clause(en), caller.go_on());
    let (shown_zh, shown_en) = caller.pick(("（ihuyi bulk status）", " (ihuyi bulk status)"), ("", ""));
    let rows_en = if rows == 1 { "one row".to_owned() } else { format!("{rows} rows") };
    if is_refused {
        return Failure::new(
            gateway::FAILED,
            format!("已停止：v1 批量接口拒绝了一次请求（{rows} 行）：{zh}。其余的行仍在等待；排除原因后{next_zh}。"),
            format!(
                "Stopped: the v1 bulk interface refused a request of {rows_en}: {en}. The other rows wait; mend the cause, then {next_en}."
            ),
        );
    }
    Failure::new(
        own::UNKNOWN,
        format!(
            "已停止：v1 批量接口的一次请求（{rows} 行）重复几次后仍没有结果：{zh}。这个接口的回复没有公开，原文留在任务文件里{shown_zh}；请先到控制台核对，其余的行仍在等待，确认后{next_zh}。"
        ),
        format!(
            "Stopped: a request of {rows_en} to the v1 bulk interface has no verdict even after it was repeated: {en}. What this interface answers is not public, and is kept in the journal as it came{shown_en}. Look in the console first; the other rows wait. Then {next_en}."
        ),
    )
}

/// A request of the v1 bulk interface that may have left before could not be made again: what keeps it back now says nothing of that.
pub fn batch_held(caller: Caller, rows: usize, code: i32, zh: &str, en: &str) -> Failure {
    let ((zh, en), (next_zh, next_en)) = (cause(zh, en), caller.go_on());
    let rows_en = if rows == 1 { "one row".to_owned() } else { format!("{rows} rows") };
    Failure::new(
        code,
        format!(
            "已停止：v1 批量接口的一次请求（{rows} 行）早先可能已经发出，这次要用同一个 request_id 再问，没有问成：{zh}（{code}）。这些行仍是在途；请在第一次请求之后 110 分钟内排除原因，{next_zh}。过后再问可能会重复发送，就不再问，算作结果未知。"
        ),
        format!(
            "Stopped: a request of {rows_en} to the v1 bulk interface may have left before, and could not be made again now with its request_id: {en} ({code}). Its rows stay on their way; within 110 minutes of the first request mend the cause, then {next_en}. Later it is not asked for again, which might send twice, and they are of unknown end."
        ),
    )
}

/// Receipts could not be looked up, once the rows had been sent.
pub fn unsettled(failure: &Failure) -> Failure {
    let (zh, en) = cause(&failure.zh, &failure.en);
    Failure::new(
        failure.code,
        format!("没能查到回执，结果未知的行仍是结果未知，不会自动重发：{zh}。"),
        format!(
            "Receipts could not be looked up, so rows of unknown end stay so, and none of them is sent again by itself: {en}."
        ),
    )
}

/// Nothing is sent at this hour.
pub fn hours(hours: Hours) -> Failure {
    Failure::new(
        own::LIMIT,
        format!("现在不在计划的发送时段 {hours}（北京时间）内，暂停发送。"),
        format!("It is outside the planned hours {hours} (China Standard Time); sending pauses."),
    )
}

/// A receipt told what became of a row.
pub fn settled() -> (&'static str, &'static str) {
    ("回执表明已发出", "a receipt tells that it was sent")
}

/// Without the stop at its end, to stand within a sentence.
fn clause(sentence: &str) -> &str {
    sentence.trim_end_matches(['。', '.', ' '])
}

/// What a failure says, without its stop, and without what it says of its own attempt: what left before that is another matter.
fn cause(zh: &str, en: &str) -> (String, String) {
    let en = [" and nothing was sent", "; nothing was sent", "; nothing was"]
        .iter()
        .fold(clause(en).to_owned(), |en, own| en.replace(own, ""));
    (clause(zh).replace("，未发送", ""), en)
}

pub fn defect() -> Failure {
    Failure::new(own::PANIC, "程序内部错误，未发送。", "A defect of the library; nothing was sent.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that is said where a command line and a program differ.
    fn said(place: &Place) -> Vec<Failure> {
        let caller = place.caller();
        vec![
            missing(place),
            no_journal(place),
            exists(place),
            no_folder(place, Path::new("none")),
            taken(place),
            moved(place),
            halted(caller, 405, "帐号或密码不正确。", "wrong account."),
            no_verdicts(caller, 20, "超时。", "timed out."),
            all_refused(caller, 20, 4072, "模板不匹配。", "no such template."),
            batch_halted(caller, 1, true, "拒绝", "refused"),
            batch_halted(caller, 2, false, "没有结果", "no verdict"),
            batch_held(caller, 2, -122, "证书文件里没有证书。", "no certificate."),
        ]
    }

    /// What keeps a later attempt back says that it sent nothing, which is not so of the one before it.
    #[test]
    fn what_may_have_left_is_not_called_unsent() {
        let plain = Failure::new(
            own::PLAIN_HTTP,
            "网关地址是不加密的 http，未发送。请改用 https。",
            "It is plain http, where others can read what is sent; nothing was. Use https.",
        );
        let closed = Failure::new(
            own::STORE,
            "store 打不开，未发送：磁盘已满。",
            "The store was not used and nothing was sent: the disk is full.",
        );
        let held = batch_held(Caller::default(), 2, plain.code, &plain.zh, &plain.en);
        for failure in [held, unsettled(&closed), unsettled(&plain)] {
            assert!(!failure.zh.contains("未发送") && !failure.en.contains("nothing"), "{failure}");
        }
        assert!(unsettled(&closed).en.ends_with("The store was not used: the disk is full."), "{}", unsettled(&closed));
    }

    #[test]
    fn a_message_names_what_its_reader_can_do() {
        let path = Path::new("june.db");
        for failure in said(&path.into()) {
            for command in ["ihuyi bulk", "--"] {
                assert!(!failure.zh.contains(command) && !failure.en.contains(command), "{failure}");
            }
        }
        for failure in said(&Place::of_command(path)) {
            assert!(!failure.zh.contains("程序里") && !failure.en.contains("program"), "{failure}");
            assert!(failure.zh.contains("ihuyi bulk") || failure.zh.contains("--journal"), "{failure}");
            assert!(failure.en.contains("ihuyi bulk") || failure.en.contains("--journal"), "{failure}");
        }
    }
}
