//! What a spreadsheet comes to when it is unpacked, asked before it is: a small file can stand for more than any memory holds.

use super::old::{self, Why};
use super::{failure, unreadable};
use ihuyi::answer::Failure;
use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// A sheet has fewer columns and rows than these.
pub const COLUMNS: u32 = 16_384;
pub const ROWS: u32 = 1_048_576;

/// Whatever is in it, this much is no harm.
const SMALL: u64 = 64 << 20;
/// No file of an office becomes so many times larger.
const TIMES: u64 = 200;
/// All of it.
const WHOLE: u64 = 1 << 30;
/// What of it is kept in memory: everything but the sheets of xlsx and xlsb, which are read cell by cell.
const KEPT: u64 = 512 << 20;
/// An ods or xls is unrolled at once: so many cells, so much text in them.
pub const CELLS: u64 = 4 << 20;
pub const TEXT: u64 = 256 << 20;
/// So many attributes in one tag: the reader of spreadsheets compares each with each.
const ATTRIBUTES: usize = 256;

/// Looks into a packed spreadsheet. What is no sound one is told by whoever opens it.
pub fn check(path: &Path) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let packed = file.metadata().map_err(|error| unreadable(path, &error))?.len();
    let Ok(mut archive) = ZipArchive::new(BufReader::new(file)) else { return Ok(()) };
    let (mut whole, mut kept) = (0u64, 0u64);
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(at) else { continue };
        whole = whole.saturating_add(part.size());
        if !part.name().starts_with("xl/worksheets/") {
            kept = kept.saturating_add(part.size());
        }
    }
    if whole > WHOLE || kept > KEPT || (whole > SMALL && whole / TIMES > packed) {
        return Err(too_large(path, whole));
    }
    // The sizes stand in the file itself, and need not be true. What a part is, is not told by its name.
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else { continue };
        let said = part.size();
        let mut part = BufReader::new(part.take(said.saturating_add(1)));
        let crowded = is_crowded(&mut part);
        // What cannot be unpacked is told where it is needed.
        let _ = std::io::copy(&mut part, &mut std::io::sink());
        if part.get_ref().limit() == 0 {
            return Err(untrue(path));
        }
        if crowded {
            return Err(too_crowded(path));
        }
    }
    match archive.by_name("content.xml") {
        Ok(content) => check_ods(path, BufReader::new(content)),
        Err(_) => Ok(()),
    }
}

/// Whether a tag has more attributes than any office writes. What is no XML has none, and is told by whoever reads it in earnest.
fn is_crowded(content: &mut impl BufRead) -> bool {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                // Each attribute has five characters at least.
                if tag.len() > 5 * ATTRIBUTES && attributes(&tag).count() > ATTRIBUTES {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Without a look whether two have one name, which takes longer with each.
fn attributes<'a>(tag: &'a BytesStart) -> impl Iterator<Item = Attribute<'a>> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    attributes.flatten()
}

/// How much an OpenDocument sheet becomes: a cell and a row say how often they are to be repeated.
fn check_ods(path: &Path, content: impl BufRead) -> Result<(), Failure> {
    let mut reader = Reader::from_reader(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let (mut sum, mut table, mut buffer) = (Sum::default(), Table::default(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                b"table:table" => table = Table::default(),
                b"table:table-row" => table.begin(repeats(&tag, b"table:number-rows-repeated")),
                b"table:table-cell" | b"table:covered-table-cell" => table.cell(&tag),
                b"text:s" => table.text = table.text.saturating_add(repeats(&tag, b"text:c")),
                _ => {}
            },
            Ok(Event::Text(text)) => table.text = table.text.saturating_add(text.len() as u64),
            Ok(Event::CData(text)) => table.text = table.text.saturating_add(text.len() as u64),
            Ok(Event::GeneralRef(_)) => table.text = table.text.saturating_add(4),
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                b"table:table-cell" | b"table:covered-table-cell" => table.end_cell(),
                b"table:table-row" => table.end_row(),
                b"table:table" => {
                    sum.cells = sum.cells.saturating_add(table.rows.saturating_mul(table.columns));
                    sum.text = sum.text.saturating_add(table.all);
                    table = Table::default();
                }
                _ => {}
            },
            // Whoever reads it in earnest tells what is wrong with it.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
        let beyond = table.rows > ROWS.into() || table.columns > COLUMNS.into();
        if beyond || sum.cells > CELLS || sum.text > TEXT || table.all > TEXT {
            return Err(too_many(path));
        }
    }
}

#[derive(Default)]
struct Sum {
    cells: u64,
    text: u64,
}

/// A sheet as far as it was seen.
#[derive(Default)]
struct Table {
    /// Rows up to the last with anything in it, and those that were seen.
    rows: u64,
    seen: u64,
    /// Columns of the widest row.
    columns: u64,
    /// All text in it, as often as it is repeated.
    all: u64,
    /// The row at hand: how often it stands there, its columns up to the last with anything in it, those that were seen, its text.
    times: u64,
    width: u64,
    passed: u64,
    line: u64,
    /// The cell at hand: how often it stands there, whether anything is in it, its text.
    cells: u64,
    filled: bool,
    text: u64,
}

impl Table {
    fn begin(&mut self, times: u64) {
        (self.times, self.width, self.passed, self.line) = (times, 0, 0, 0);
    }

    fn cell(&mut self, tag: &BytesStart) {
        self.cells = repeats(tag, b"table:number-columns-repeated");
        (self.filled, self.text) = (false, 0);
        for attribute in attributes(tag) {
            let key = attribute.key.as_ref();
            if key.starts_with(b"office:") || key == b"table:formula" {
                self.filled = true;
                self.text = self.text.saturating_add(attribute.value.len() as u64);
            }
        }
    }

    fn end_cell(&mut self) {
        self.passed = self.passed.saturating_add(self.cells);
        if self.filled {
            self.width = self.passed;
            self.line = self.line.saturating_add(self.text.saturating_mul(self.cells));
        }
    }

    fn end_row(&mut self) {
        self.seen = self.seen.saturating_add(self.times);
        if self.width > 0 {
            self.rows = self.seen;
            self.columns = self.columns.max(self.width);
            self.all = self.all.saturating_add(self.line.saturating_mul(self.times));
        }
    }
}

/// How often something stands there. What is no number is told by whoever reads it in earnest.
fn repeats(tag: &BytesStart, name: &[u8]) -> u64 {
    let found = attributes(tag).find(|attribute| attribute.key.as_ref() == name);
    let Some(found) = found else { return 1 };
    // 1 is also written +1 and &#49;: what is not plain digits counts as more than there may be.
    let digits = std::str::from_utf8(&found.value).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).unwrap_or(u64::from(u32::MAX))
}

/// The same for an old spreadsheet, as far as the file is one. Ok(false): it is damaged.
pub fn check_old(path: &Path) -> Result<bool, Failure> {
    const MOST: u64 = 128 << 20;
    let mut file = Vec::new();
    let read = File::open(path).and_then(|from| from.take(MOST + 1).read_to_end(&mut file));
    read.map_err(|error| unreadable(path, &error))?;
    if file.len() as u64 > MOST {
        return Err(too_large(path, MOST));
    }
    match old::check(&file) {
        Ok(()) => Ok(true),
        Err(Why::Damaged) => Ok(false),
        Err(Why::TooMany) => Err(too_many(path)),
    }
}

fn too_large(path: &Path, bytes: u64) -> Failure {
    let megabytes = bytes >> 20;
    failure(
        path,
        &format!("解开后有 {megabytes} MB，不像一份名单"),
        &format!("comes to {megabytes} MB when it is unpacked, which no list does"),
        "请在 Excel 或 WPS 里只留下名单那张工作表，另存为 xlsx 或 CSV",
        "keep nothing but the list's own sheet in it in Excel or WPS, and save it as xlsx or CSV",
    )
}

fn untrue(path: &Path) -> Failure {
    failure(
        path,
        "解开后比它自己写的还大，文件已损坏",
        "comes to more than it says itself when it is unpacked, and is damaged",
        "请在 Excel 或 WPS 里打开它，另存为 xlsx",
        "open it in Excel or WPS and save it as xlsx",
    )
}

fn too_crowded(path: &Path) -> Failure {
    failure(
        path,
        "里有一个标记带着几百个属性，没有哪个办公软件会这样写",
        "has a tag with hundreds of attributes, as no office writes it",
        "请在 Excel 或 WPS 里打开它，另存为 xlsx",
        "open it in Excel or WPS and save it as xlsx",
    )
}

fn too_many(path: &Path) -> Failure {
    failure(
        path,
        "里有重复太多次的行或单元格，展开后放不进内存",
        "has rows or cells that are repeated so often that no memory holds them",
        "请在 Excel 或 WPS 里删去名单下方和右侧的内容，另存为 xlsx",
        "delete what stands below the list and beside it in Excel or WPS, and save it as xlsx",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ods(rows: &str) -> Result<(), Failure> {
        let head = "<office:spreadsheet><table:table table:name=\"a\">";
        let content = format!("{head}{rows}</table:table></office:spreadsheet>");
        check_ods(Path::new("list.ods"), content.as_bytes())
    }

    fn row(times: u64, cells: &str) -> String {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    }

    fn cell(times: &str, text: &str) -> String {
        let kind = if text.is_empty() { "" } else { "office:value-type=\"string\"" };
        format!(
            "<table:table-cell {kind} table:number-columns-repeated=\"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    }

    #[test]
    fn repeats_of_an_office_are_no_harm() {
        let list = row(3, "<table:table-cell/>") + &row(20_000, &(cell("3", "张三") + &cell("16381", "")));
        assert!(ods(&(list + &row(1_000_000, "<table:table-cell table:number-columns-repeated=\"16384\"/>"))).is_ok());
    }

    #[test]
    fn repeats_that_no_memory_holds_are_refused() {
        let long = "x".repeat(1000);
        for rows in [
            row(1, &cell("20000", "x")),
            row(1, &cell("4000000000", "x")),
            row(1, &cell("&#49;000000000", "x")),
            row(1, &(cell("4000000000", "") + &cell("1", "x"))),
            row(2_000_000, &cell("1", "x")),
            row(u64::MAX, &cell("16384", "x")),
            row(1, &cell("1", "x")) + &row(2_000_000, "") + &row(1, &cell("1", "x")),
            row(500_000, &cell("100", "x")),
            row(1, &cell("16384", "x")) + &row(1000, "") + &row(1, &cell("1", "x")),
            row(300_000, &cell("1", &long)),
            row(1, &cell("1", "<text:s text:c=\"4000000000\"/>")),
            row(1, "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"90000\"/>"),
        ] {
            assert!(ods(&rows).is_err_and(|failure| failure.zh.contains("list.ods")), "{rows:.200}");
        }
    }
}
