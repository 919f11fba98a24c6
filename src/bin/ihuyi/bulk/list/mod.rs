//! A list as an office has it: a spreadsheet or a CSV file, read row by row. What was found out about it by looking is said, never assumed.

mod cell;
mod charset;
mod columns;
mod csv;
mod heading;
mod number;
mod old;
mod sheet;
mod shown;
mod size;

pub use cell::{Cell, Kind, Row};
pub use charset::How;
pub use columns::{find_column, letters, list as columns};
pub use csv::words as delimiter_words;
pub use heading::Heading;
pub use number::{Mend, Mends, Number, formula, lost};
pub use shown::{hidden, hide, hide_digits, masked, printable};

use ihuyi::answer::Failure;
use ihuyi::codes::own;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What the command line says of the list.
pub struct Wanted<'a> {
    pub path: &'a Path,
    pub sheet: Option<&'a str>,
    pub charset: Option<&'a str>,
    pub delimiter: Option<&'a str>,
    pub mobile: Option<&'a str>,
}

/// What was found out about the file.
pub enum Form {
    Text {
        charset: charset::Found,
        /// None: one column.
        delimiter: Option<char>,
    },
    Book {
        /// `xlsx`, `xls`, `xlsb`, `ods`.
        kind: &'static str,
        sheet: String,
        /// Sheets that were not read.
        others: Vec<String>,
    },
}

impl Form {
    /// As it may be shown: a sheet, too, may be called by a number.
    pub fn shown(self) -> Form {
        let word = |name: String| printable(&hide(&name)).replace('\n', " ");
        match self {
            Form::Book { kind, sheet, others } => {
                Form::Book { kind, sheet: word(sheet), others: others.into_iter().map(word).collect() }
            }
            text => text,
        }
    }
}

/// A list that is open.
pub enum List {
    Text { path: std::path::PathBuf, charset: charset::Found, delimiter: Option<char> },
    Book(Box<sheet::Book>),
}

/// Rows one after the other, those without any content left out.
pub trait Rows {
    /// Reads the next row; false: that was the last.
    fn next(&mut self, row: &mut Row) -> Result<bool, Failure>;
}

impl List {
    /// Opens a list, and finds out what it is by what is in it; its name does not matter.
    pub fn open(wanted: &Wanted) -> Result<List, Failure> {
        let path = wanted.path;
        let kind = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        // It is read several times over.
        if !kind.is_file() {
            let (zh, en) = ("不是普通文件（是文件夹或管道？）", "is no regular file (a folder, a pipe?)");
            return Err(failure(path, zh, en, "请给出存在磁盘上的文件", "name a file on the disk"));
        }
        let mut head = [0; 512];
        let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let length = fill(&mut file, &mut head).map_err(|error| unreadable(path, &error))?;
        let head = &head[..length];
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xD0\xCF\x11\xE0") {
            refuse(wanted.charset.or(wanted.delimiter).is_some(), "--charset --delimiter", path)?;
            return sheet::Book::open(path, wanted.sheet).map(|book| List::Book(Box::new(book)));
        }
        refuse(wanted.sheet.is_some(), "--sheet", path)?;
        if length == 0 {
            return Err(failure(path, "是空的", "is empty", "请检查是不是这个文件", "check that it is the right file"));
        }
        refuse_markup(path, head)?;
        let charset = charset::find(path, wanted.charset)?;
        let delimiter = match wanted.delimiter {
            Some(told) => Some(csv::named(told)?),
            None => csv::find_delimiter(path, charset, wanted.mobile)?,
        };
        Ok(List::Text { path: path.to_owned(), charset, delimiter })
    }

    /// What it is.
    pub fn form(&self) -> Form {
        match self {
            List::Text { charset, delimiter, .. } => Form::Text { charset: *charset, delimiter: *delimiter },
            List::Book(book) => {
                Form::Book { kind: book.kind(), sheet: book.sheet().to_owned(), others: book.others().to_vec() }
            }
        }
    }

    /// Its rows, from the first on.
    pub fn rows(&mut self) -> Result<Box<dyn Rows + '_>, Failure> {
        match self {
            List::Text { path, charset, delimiter } => Ok(Box::new(csv::Csv::open(path, *charset, *delimiter)?)),
            List::Book(book) => book.rows(),
        }
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match from.read(&mut buffer[length..])? {
            0 => break,
            n => length += n,
        }
    }
    Ok(length)
}

/// What many web sites export as `.xls` is a web page.
fn refuse_markup(path: &Path, head: &[u8]) -> Result<(), Failure> {
    let start: Vec<u8> = head.iter().skip_while(|b| !b.is_ascii_graphic()).take(64).copied().collect();
    let start = String::from_utf8_lossy(&start).to_ascii_lowercase();
    if ["<html", "<table", "<!doctype", "<?xml", "<meta"].iter().any(|mark| start.starts_with(mark)) {
        return Err(failure(
            path,
            "其实是网页（HTML 或 XML），不是表格文件",
            "is a web page (HTML or XML) and no spreadsheet",
            "请用 Excel 或 WPS 打开它，另存为 xlsx 再用",
            "open it with Excel or WPS and save it as xlsx",
        ));
    }
    Ok(())
}

/// An option that says nothing about a file of this kind was meant for something else.
fn refuse(given: bool, options: &str, path: &Path) -> Result<(), Failure> {
    if !given {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::new(
        own::VALUE,
        format!("{options} 对 {path} 这种文件没有意义，没有建立计划。请去掉它，或核对文件。"),
        format!(
            "{options} means nothing for a file such as {path}; no plan was made. Leave it out, or check the file."
        ),
    ))
}

/// A file that cannot be used: what it is, and what to do; clauses without a full stop.
fn failure(path: &Path, zh: &str, en: &str, next_zh: &str, next_en: &str) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!("名单 {path} {zh}，没有建立计划。{next_zh}。"),
        format!("The list {path} {en}; no plan was made. To go on, {next_en}."),
    )
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let (zh, en) = ihuyi::access::trouble(error);
    failure(
        path,
        &format!("无法读取：{zh}"),
        &format!("cannot be read: {en}"),
        "请检查路径和权限；文件若正被打开，请先关闭",
        "check the path and its rights; if it is open in another program, close it",
    )
}
