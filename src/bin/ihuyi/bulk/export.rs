//! `bulk export`: a journal as a CSV file that Excel opens, its Chinese edition too.

use super::args::Export;
use super::summary::{PAGE, moment, name};
use super::width::{count, rows as rows_en};
use crate::exit;
use crate::output::Out;
use ihuyi::access;
use ihuyi::answer::Failure;
use ihuyi::bulk::{Journal, Order, Place, Row, State};
use ihuyi::codes::{Lang, own};
use serde_json::json;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// With it Excel takes the file for UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";
const ZH: [&str; 10] = ["行号", "手机号码", "内容", "业务编号", "结果", "状态码", "流水号", "说明", "时间", "条数"];
const EN: [&str; 10] = ["row", "number", "text", "reference", "state", "code", "id", "words", "time", "segments"];
/// More digits than this Excel rounds, and shows some of them as a power of ten.
const DIGITS: usize = 11;

pub fn run(args: &Export, out: &mut Out) -> Result<u8, Failure> {
    let journal = Journal::open(Place::of_command(&args.journal))?;
    // Before a row is read: what was on its way then is waited for by nobody, as `status` has it.
    let adrift = !journal.is_running()? && !journal.terms().batch;
    let only = args.only.as_deref().and_then(state);
    let order = match only {
        Some(State::Unknown) if adrift => Order::Adrift,
        Some(state) => Order::Of(state),
        None => Order::All,
    };
    if let Err(why) = journal.is_whole() {
        // What follows is what this file knows.
        out.complaint(&format!("{}\n", out.pick(&why.zh, &why.en)));
    }
    let show = |row: Row| {
        let row = if adrift { row.adrift() } else { row };
        Some(row).filter(|row| only.is_none_or(|only| only == row.state))
    };
    let rows = make(&args.file, |file| write(&journal, order, &show, out.lang == Lang::Zh, file))?;
    let path = args.file.display();
    if out.json {
        out.object(&json!({
            "command": "bulk export", "outcome": "ok", "code": 0, "journal": args.journal.to_string_lossy(),
            "file": args.file.to_string_lossy(), "rows": rows, "exit_code": exit::OK,
        }));
    } else {
        let (rows, rows_en) = (count(rows), rows_en(rows));
        let (zh, en) = (
            format!("已写入 {path}：{rows} 行。号码和内容是完整的，请妥善保管。"),
            format!("{path} is written: {rows_en}. Numbers and texts stand in it as they are; keep it safe."),
        );
        out.result(out.pick(&zh, &en));
    }
    Ok(exit::OK)
}

/// By the name in JSON, or by that of the tables.
fn state(given: &str) -> Option<State> {
    State::ALL.into_iter().find(|state| state.name() == given || name(*state, true) == given)
}

/// Writes a file that is there as a whole or not at all: whoever is killed meanwhile leaves a draft beside it, and half a list does not look like
/// a whole one.
fn make(path: &Path, write: impl FnOnce(File) -> Result<u64, Stopped>) -> Result<u64, Failure> {
    // Without a look through a link: whatever is there is not ours to replace.
    if path.symlink_metadata().is_ok() {
        return Err(there(path));
    }
    let Some(name) = path.file_name() else { return Err(cannot(path, &io::ErrorKind::NotFound.into())) };
    let mut draft = name.to_owned();
    draft.push(format!(".{}.part", std::process::id()));
    let draft = path.with_file_name(draft);
    let file = create(&draft).map_err(|error| cannot(path, &error))?;
    let made = write(file).and_then(|rows| place(&draft, path).map(|()| rows).map_err(Stopped::File));
    // Once it has its place it has no other.
    let _ = std::fs::remove_file(&draft);
    made.map_err(|stopped| match stopped {
        Stopped::Journal(failure) => failure,
        Stopped::File(error) if error.kind() == io::ErrorKind::AlreadyExists => there(path),
        Stopped::File(error) => cannot(path, &error),
    })
}

/// A new file that only its owner may read: the list stands in it.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives the draft its name, and fails where somebody has taken that meanwhile.
fn place(draft: &Path, path: &Path) -> io::Result<()> {
    match std::fs::hard_link(draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // A file system without links: the name is taken by an empty file of ours, and that is replaced.
            create(path)?;
            std::fs::rename(draft, path)
        }
        done => done,
    }
}

fn there(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!("{path} 已经存在，没有覆盖它。请换一个文件名，或先把它移走。"),
        format!("{path} is there already and was not overwritten. Take another name, or move it away first."),
    )
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    let (mut zh, mut en) = access::trouble(error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        let folder = folder.display();
        (zh, en) = (format!("文件夹 {folder} 不存在"), format!("there is no folder {folder}"));
    }
    let path = path.display();
    Failure::new(
        own::FILE,
        format!("无法写入 {path}：{zh}。没有导出；任务文件没有变化。"),
        format!("{path} cannot be written: {en}. Nothing was exported; the journal is as it was."),
    )
}

/// What an export can stumble over.
enum Stopped {
    Journal(Failure),
    File(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Stopped {
        Stopped::File(error)
    }
}

impl From<csv::Error> for Stopped {
    fn from(error: csv::Error) -> Stopped {
        Stopped::File(error.into())
    }
}

/// Writes row after row, each as it is shown, however many there are; says how many.
fn write(
    journal: &Journal,
    order: Order,
    show: &dyn Fn(Row) -> Option<Row>,
    zh: bool,
    file: File,
) -> Result<u64, Stopped> {
    let mut file = BufWriter::new(file);
    file.write_all(MARK)?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    csv.write_record(if zh { ZH } else { EN })?;
    let (mut rows, mut from) = (0, Some(0));
    while let Some(at) = from {
        let page = journal.rows(order, at, PAGE).map_err(Stopped::Journal)?;
        for row in page.rows.into_iter().filter_map(show) {
            csv.write_record(cells(&row, zh).iter().map(|cell| cell.as_bytes()))?;
            rows += 1;
        }
        from = page.next;
    }
    let file = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(rows)
}

fn cells(row: &Row, zh: bool) -> [Cow<'_, str>; 10] {
    let number = |number: u64| if number == 0 { Cow::Borrowed("") } else { Cow::Owned(number.to_string()) };
    // The gateway has a code 0, too; before there was an answer, there is none.
    let has_code = row.code != 0 || matches!(row.state, State::Accepted | State::Refused | State::Unknown);
    let code = if has_code { Cow::Owned(row.code.to_string()) } else { Cow::Borrowed("") };
    [
        Cow::Owned(row.line.to_string()),
        safe(&row.mobile),
        safe(&row.content),
        safe(&row.reference),
        Cow::Borrowed(if zh { name(row.state, true) } else { row.state.name() }),
        code,
        safe(&row.message_id),
        safe(if zh { &row.zh } else { &row.en }),
        moment(row.at).map_or(Cow::Borrowed(""), Cow::Owned),
        // What is billed: only what the gateway took.
        number(if row.state == State::Accepted { row.segments.into() } else { 0 }),
    ]
}

/// A cell that a spreadsheet shows as it is: nothing in it is calculated, and no digit is lost.
///
/// What would be a formula gets an apostrophe in front; what would be a number and rounded, or lose its zeros, gets a tab behind, which is not seen.
fn safe(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match () {
        () if is_formula => Cow::Owned(format!("'{text}")),
        () if is_number && (text.len() > DIGITS || text.starts_with('0') && text.len() > 1) => {
            Cow::Owned(format!("{text}\t"))
        }
        () => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that somebody takes while the file is written is theirs.
    #[test]
    fn a_name_that_is_taken_meanwhile_is_not_replaced() {
        let folder = std::env::temp_dir().join(format!("ihuyi-export-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("all.csv");
        let failure = make(&path, |mut file| {
            assert!(!path.exists(), "what is not whole has not the name of the whole");
            file.write_all(b"half")?;
            std::fs::write(&path, "theirs")?;
            Ok(1)
        })
        .unwrap_err();
        assert!(failure.en.contains("is there already"), "{failure}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "theirs");
        std::fs::remove_file(&path).unwrap();
        // What breaks off leaves nothing, and what is whole is there and nothing else.
        let broken = make(&path, |_| Err(Stopped::File(io::ErrorKind::StorageFull.into()))).unwrap_err();
        assert!(broken.zh.contains("磁盘已满") && broken.code == own::FILE, "{broken}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        assert_eq!(make(&path, |mut file| Ok(file.write_all(b"all").map(|()| 3)?)).unwrap(), 3);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "all");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn nothing_is_calculated_and_no_digit_is_lost() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+8613800000000", "'+8613800000000"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("17954733386256692744", "17954733386256692744\t"),
            ("0571", "0571\t"),
            ("13800000000", "13800000000"),
            ("0", "0"),
            ("", ""),
            ("张三=1", "张三=1"),
        ] {
            assert_eq!(safe(cell), written);
        }
    }
}
