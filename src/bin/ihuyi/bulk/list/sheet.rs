//! Spreadsheets. Rows of xlsx and xlsb, which may be many, are read one by one; the older and rarer forms are read at once.

use super::{Kind, Row, Rows, failure, letters, size, unreadable};
use calamine::{
    Cell, Data, DataRef, ExcelDateTime, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx,
    open_workbook_from_rs,
};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

type Disk = BufReader<File>;

/// A spreadsheet with one sheet chosen.
pub struct Book {
    path: PathBuf,
    kind: &'static str,
    sheet: String,
    others: Vec<String>,
    content: Content,
}

enum Content {
    Xlsx(Xlsx<Disk>),
    Xlsb(Xlsb<Disk>),
    Whole(Range<Data>),
}

impl Book {
    /// Opens a spreadsheet, whatever it is called. Without a sheet's name the first that is to be seen is taken.
    pub fn open(path: &Path, sheet: Option<&str>) -> Result<Book, Failure> {
        size::check(path)?;
        let file = || File::open(path).map(BufReader::new).map_err(|error| unreadable(path, &error));
        let why = match open_workbook_from_rs::<Xlsx<Disk>, _>(file()?) {
            Ok(book) => {
                let (sheet, others) = choose(path, &book, sheet)?;
                return Ok(Book { path: path.to_owned(), kind: "xlsx", sheet, others, content: Content::Xlsx(book) });
            }
            Err(error) => error.to_string(),
        };
        if is_old(path)? {
            if !size::check_old(path)? {
                return Err(unopened(path, "xls"));
            }
            return match open_workbook_from_rs::<Xls<Disk>, _>(file()?) {
                Ok(book) => whole(path, "xls", book, sheet),
                Err(_) => Err(unopened(path, &why)),
            };
        }
        if let Ok(book) = open_workbook_from_rs::<Xlsb<Disk>, _>(file()?) {
            let (sheet, others) = choose(path, &book, sheet)?;
            return Ok(Book { path: path.to_owned(), kind: "xlsb", sheet, others, content: Content::Xlsb(book) });
        }
        if let Ok(book) = open_workbook_from_rs::<Ods<Disk>, _>(file()?) {
            return whole(path, "ods", book, sheet);
        }
        Err(unopened(path, &why))
    }

    pub fn kind(&self) -> &'static str {
        self.kind
    }

    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    pub fn others(&self) -> &[String] {
        &self.others
    }

    pub fn rows(&mut self) -> Result<Box<dyn Rows + '_>, Failure> {
        match &mut self.content {
            Content::Xlsx(book) => match book.worksheet_cells_reader(&self.sheet) {
                Ok(mut cells) => Ok(Box::new(Stream::new(&self.path, move || cells.next_cell()))),
                Err(error) => Err(damaged(&self.path, &error.to_string())),
            },
            Content::Xlsb(book) => match book.worksheet_cells_reader(&self.sheet) {
                Ok(mut cells) => Ok(Box::new(Stream::new(&self.path, move || cells.next_cell()))),
                Err(error) => Err(damaged(&self.path, &error.to_string())),
            },
            Content::Whole(range) => Ok(Box::new(Whole { range, next: 0 })),
        }
    }
}

/// Whether it is no packed file but one of the old form, which a packed one with a password has, too.
fn is_old(path: &Path) -> Result<bool, Failure> {
    let mut head = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    read.map_err(|error| unreadable(path, &error))?;
    Ok(head == *b"\xD0\xCF\x11\xE0")
}

fn whole<R: Reader<Disk>>(path: &Path, kind: &'static str, mut book: R, sheet: Option<&str>) -> Result<Book, Failure> {
    let (sheet, others) = choose(path, &book, sheet)?;
    match book.worksheet_range(&sheet) {
        Ok(range) => Ok(Book { path: path.to_owned(), kind, sheet, others, content: Content::Whole(range) }),
        Err(error) => Err(damaged(path, &format!("{error:?}"))),
    }
}

/// The sheet to read, and the others.
fn choose<R: Reader<Disk>>(path: &Path, book: &R, wanted: Option<&str>) -> Result<(String, Vec<String>), Failure> {
    let sheets: Vec<_> = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    let names = || sheets.iter().map(|sheet| sheet.name.clone());
    let chosen = match wanted {
        Some(wanted) => sheets.iter().find(|sheet| sheet.name.trim() == wanted.trim()),
        None => sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible).or(sheets.first()),
    };
    if let Some(sheet) = chosen {
        return Ok((sheet.name.clone(), names().filter(|name| *name != sheet.name).collect()));
    }
    let (path, names) = (path.display(), names().collect::<Vec<_>>());
    Err(Failure::new(
        own::VALUE,
        format!(
            "表格 {path} 里没有要读的工作表，没有建立计划。有这些：{}。请用 --sheet 写其中一个。",
            names.join("、")
        ),
        format!(
            "The spreadsheet {path} has no such sheet; no plan was made. There are: {}. Name one with --sheet.",
            names.join(", ")
        ),
    ))
}

fn unopened(path: &Path, why: &str) -> Failure {
    failure(
        path,
        &format!("打不开：不是完好的 xlsx、xls 或 ods，或设了密码（{why}）"),
        &format!("cannot be opened: it is no sound xlsx, xls or ods, or is protected with a password ({why})"),
        "请在 Excel 或 WPS 里打开它，去掉密码，另存为 xlsx",
        "open it in Excel or WPS, take the password off, and save it as xlsx",
    )
}

fn damaged(path: &Path, why: &str) -> Failure {
    failure(
        path,
        &format!("读到一半出错（{why}）"),
        &format!("cannot be read to its end ({why})"),
        "请在 Excel 或 WPS 里打开它，另存为 xlsx",
        "open it in Excel or WPS and save it as xlsx",
    )
}

/// A sheet of xlsx or xlsb, cell by cell; what reads them has no name outside its crate.
struct Stream<'a, F> {
    path: &'a Path,
    cells: F,
    /// The first cell of the next row.
    ahead: Option<Cell<DataRef<'a>>>,
    /// There is no cell behind the last one, and asking for it is an error.
    ended: bool,
    /// The last row.
    last: Option<u32>,
}

impl<'a, F, E> Stream<'a, F>
where
    F: FnMut() -> Result<Option<Cell<DataRef<'a>>>, E>,
    E: Display,
{
    fn new(path: &'a Path, cells: F) -> Stream<'a, F> {
        Stream { path, cells, ahead: None, ended: false, last: None }
    }
}

impl<'a, F, E> Rows for Stream<'a, F>
where
    F: FnMut() -> Result<Option<Cell<DataRef<'a>>>, E>,
    E: Display,
{
    fn next(&mut self, row: &mut Row) -> Result<bool, Failure> {
        let mut at = None;
        loop {
            let cell = match self.ahead.take() {
                Some(cell) => Some(cell),
                None if self.ended => None,
                None => (self.cells)().map_err(|error| damaged(self.path, &error.to_string()))?,
            };
            let Some(cell) = cell else {
                self.ended = true;
                return Ok(at.is_some());
            };
            let (line, column) = cell.get_position();
            // A row of nothing but formats is none.
            if is_blank(cell.get_value()) {
                continue;
            }
            // Beyond a sheet's end there is nothing to be read, and no memory for it.
            if line >= size::ROWS || column >= size::COLUMNS {
                return Err(damaged(self.path, "cell beyond the sheet"));
            }
            match at {
                None if self.last.is_some_and(|last| line <= last) => {
                    return Err(damaged(
                        self.path,
                        &format!("row {} after row {}", line + 1, self.last.unwrap_or(0) + 1),
                    ));
                }
                None => row.begin(u64::from(line) + 1),
                Some(at) if at != line => {
                    self.ahead = Some(cell);
                    return Ok(true);
                }
                Some(_) => {}
            }
            (at, self.last) = (Some(line), Some(line));
            let to = row.cell(column as usize);
            if !to.text.is_empty() {
                return Err(damaged(self.path, &format!("{}{} twice", letters(column as usize), line + 1)));
            }
            to.kind = match cell.get_value() {
                DataRef::Int(n) => number(*n as f64, &mut to.text),
                DataRef::Float(n) => number(*n, &mut to.text),
                DataRef::String(text) => plain(text, &mut to.text),
                DataRef::SharedString(text) => plain(text, &mut to.text),
                DataRef::Bool(yes) => flag(*yes, &mut to.text),
                DataRef::DateTime(time) => date(*time, &mut to.text),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text, &mut to.text),
                DataRef::Error(error) => failed(&error.to_string(), &mut to.text),
                DataRef::Empty => Kind::Text,
            };
        }
    }
}

fn is_blank(value: &DataRef) -> bool {
    match value {
        DataRef::Empty => true,
        DataRef::String(text) => text.trim().is_empty(),
        DataRef::SharedString(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A sheet that was read at once.
struct Whole<'a> {
    range: &'a Range<Data>,
    next: usize,
}

impl Rows for Whole<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Failure> {
        let (first, left) = self.range.start().unwrap_or_default();
        while self.next < self.range.height() {
            let at = self.next;
            self.next += 1;
            row.begin(u64::from(first) + at as u64 + 1);
            for column in 0..self.range.width() {
                let to = row.cell(left as usize + column);
                to.kind = match self.range.get((at, column)) {
                    None | Some(Data::Empty) => Kind::Text,
                    Some(Data::Int(n)) => number(*n as f64, &mut to.text),
                    Some(Data::Float(n)) => number(*n, &mut to.text),
                    Some(Data::String(text)) => plain(text, &mut to.text),
                    Some(Data::Bool(yes)) => flag(*yes, &mut to.text),
                    Some(Data::DateTime(time)) => date(*time, &mut to.text),
                    Some(Data::DateTimeIso(text) | Data::DurationIso(text)) => iso(text, &mut to.text),
                    Some(Data::Error(error)) => failed(&error.to_string(), &mut to.text),
                };
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn plain(text: &str, out: &mut String) -> Kind {
    out.push_str(text);
    Kind::Text
}

fn flag(yes: bool, out: &mut String) -> Kind {
    out.push_str(if yes { "TRUE" } else { "FALSE" });
    Kind::Flag
}

fn failed(error: &str, out: &mut String) -> Kind {
    out.push_str(error);
    Kind::Error
}

/// As OpenDocument has it: `2026-01-31` or `2026-01-31T09:30:00`.
fn iso(text: &str, out: &mut String) -> Kind {
    out.push_str(&text.replace('T', " "));
    Kind::Date
}

/// As a spreadsheet would show it without a format: at most 15 digits are meant, what is behind them is the computer's own noise. A whole
/// number that has more of them has lost the others.
fn number(n: f64, out: &mut String) -> Kind {
    if !n.is_finite() || n.abs() >= 1e15 {
        out.push_str(&if n.is_finite() { format!("{n:.3E}") } else { n.to_string() });
        return Kind::Lost;
    }
    let rounded = format!("{n:.14e}").parse().unwrap_or(n);
    out.push_str(&f64::to_string(&rounded));
    Kind::Number
}

/// A date, a time, or both, as far as there is anything of them.
fn date(time: ExcelDateTime, out: &mut String) -> Kind {
    // A number that merely has a date's format: no date lies that far ahead.
    if !(0.0..2_958_466.0).contains(&time.as_f64()) {
        return number(time.as_f64(), out);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let clock =
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") };
    let whole = time.as_f64().fract() == 0.0;
    match (time.as_f64() < 1.0 || time.is_duration(), whole) {
        (true, _) => out.push_str(&clock),
        (false, true) => out.push_str(&format!("{year}-{month:02}-{day:02}")),
        (false, false) => out.push_str(&format!("{year}-{month:02}-{day:02} {clock}")),
    }
    Kind::Date
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_as_they_are_meant() {
        for (n, text) in [
            (13_800_000_000.0, "13800000000"),
            (0.1 + 0.2, "0.3"),
            (12.5, "12.5"),
            (999_999_999_999_999.0, "999999999999999"),
            (-3.0, "-3"),
        ] {
            let mut out = String::new();
            assert_eq!((number(n, &mut out), out.as_str()), (Kind::Number, text));
        }
        for (n, text) in
            [(1e15, "1.000E15"), (-1_234_567_890_123_456_789.0, "-1.235E18"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")]
        {
            let mut out = String::new();
            assert_eq!((number(n, &mut out), out.as_str()), (Kind::Lost, text));
            out.clear();
            date(ExcelDateTime::new(n, ExcelDateTimeType::DateTime, false), &mut out);
            assert_eq!(out, text, "with a date's format");
        }
    }

    #[test]
    fn dates_as_far_as_they_go() {
        for (n, text) in [
            (46_053.0, "2026-01-31"),
            (46_053.395_833_333_336, "2026-01-31 09:30"),
            (0.5, "12:00"),
            (13_800_000_000.0, "13800000000"),
        ] {
            let mut out = String::new();
            date(ExcelDateTime::new(n, ExcelDateTimeType::DateTime, false), &mut out);
            assert_eq!(out, text);
        }
    }
}
