//! CSV as spreadsheets write it. A parser of our own, because rows have to be counted as a spreadsheet counts them, the Chinese comma parts
//! cells, too, and a quotation mark that is never closed has to be named instead of swallowing the rest of the list.

use super::charset::{Broken, Decoded, Found};
use super::{Row, Rows, failure, heading, unreadable};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use std::path::{Path, PathBuf};

/// What parts cells; the first is taken where two do equally well.
const DELIMITERS: [char; 5] = [',', '\t', ';', '|', '，'];
/// So much of a file tells which it is.
const HEAD: u64 = 256 << 10;
/// A spreadsheet's cell holds 32,767 characters.
const CELL: usize = 4 * 32_767;
/// A spreadsheet's row has no more cells.
const CELLS: usize = 16_384;

/// A delimiter in words: Chinese, English.
pub fn words(delimiter: Option<char>) -> (String, String) {
    let (zh, en) = match delimiter {
        None => ("没有（只有一列）", "none (one column)"),
        Some(',') => ("逗号", "comma"),
        Some('\t') => ("制表符", "tab"),
        Some(';') => ("分号", "semicolon"),
        Some('|') => ("竖线", "vertical bar"),
        Some('，') => ("中文逗号", "Chinese comma"),
        Some(other) => return (format!("“{other}”"), format!("\"{other}\"")),
    };
    (zh.to_owned(), en.to_owned())
}

/// A delimiter that the command line names.
pub fn named(told: &str) -> Result<char, Failure> {
    let mut characters = told.chars();
    match (told, characters.next(), characters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(c), None) if !c.is_alphanumeric() && !matches!(c, '"' | '\r' | '\n') => Ok(c),
        _ => Err(Failure::new(
            own::VALUE,
            "--delimiter 应是一个字符（不能是字母、数字或引号），制表符写 tab。没有建立计划。",
            "--delimiter takes one character, no letter, digit or quotation mark; a tab is written tab. No plan was made.",
        )),
    }
}

/// The delimiter that gives a row of titles, and of several such the one that parts it most. None: everything is in one column.
pub fn find_delimiter(path: &Path, charset: Found, mobile: Option<&str>) -> Result<Option<char>, Failure> {
    let mut best = ((false, 1), None);
    for delimiter in DELIMITERS {
        let text = Decoded::open(path, charset.encoding, Some(HEAD))?;
        let mut rows = Csv { path: path.to_owned(), text, at: 0, delimiter: Some(delimiter), line: 0, after_cr: false };
        let worth = heading::worth(&mut rows, mobile);
        if worth.1 > 1 && worth > best.0 {
            best = (worth, Some(delimiter));
        }
    }
    Ok(best.1)
}

/// A CSV file that is being read.
pub struct Csv {
    path: PathBuf,
    text: Decoded,
    /// Up to here the part at hand is read.
    at: usize,
    delimiter: Option<char>,
    /// The last row's number.
    line: u64,
    /// The last row ended with a carriage return: a line feed that follows belongs to it.
    after_cr: bool,
}

/// Where in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark within quotation marks: the end, or the first of two.
    Mark,
    /// Behind blanks that follow the last mark: nothing more of the cell may come.
    Closed,
}

impl Csv {
    pub fn open(path: &Path, charset: Found, delimiter: Option<char>) -> Result<Csv, Failure> {
        let text = Decoded::open(path, charset.encoding, None)?;
        Ok(Csv { path: path.to_owned(), text, at: 0, delimiter, line: 0, after_cr: false })
    }

    /// Makes sure that something is left to read; false: the file is over.
    fn more(&mut self) -> Result<bool, Failure> {
        if self.at < self.text.rest().len() {
            return Ok(true);
        }
        self.at = 0;
        match self.text.chunk() {
            Ok(chunk) => Ok(!chunk.is_empty()),
            Err(Broken::Disk(error)) => Err(unreadable(&self.path, &error)),
            Err(Broken::Charset) => Err(failure(
                &self.path,
                &format!("第 {} 行附近读到了不属于它的字符集的内容", self.line),
                &format!("holds something near row {} that its charset does not have", self.line),
                "文件在读取时被改动了？请再试一次",
                "try again; it may have been changed while it was read",
            )),
        }
    }

    /// Reads one row, be it empty; false: that was the last.
    fn record(&mut self, row: &mut Row) -> Result<bool, Failure> {
        if std::mem::take(&mut self.after_cr) && self.more()? && self.text.rest()[self.at..].starts_with('\n') {
            self.at += 1;
        }
        if !self.more()? {
            return Ok(false);
        }
        self.line += 1;
        row.begin(self.line);
        row.push();
        let (mut place, mut last) = (Place::Start, 0);
        let mut broken = false;
        while self.more()? {
            let rest = &self.text.rest()[self.at..];
            let text = &mut row.cell(last).text;
            match place {
                Place::Start => {
                    let quoted = rest.starts_with('"');
                    self.at += usize::from(quoted);
                    place = if quoted { Place::Quoted } else { Place::Plain };
                }
                Place::Quoted => {
                    let end = rest.find('"');
                    let inner = &rest[..end.unwrap_or(rest.len())];
                    broken |= inner.contains(['\n', '\r']);
                    text.push_str(inner);
                    self.at += end.map_or(rest.len(), |end| end + 1);
                    place = if end.is_some() { Place::Mark } else { place };
                }
                Place::Mark if rest.starts_with('"') => {
                    text.push('"');
                    self.at += 1;
                    place = Place::Quoted;
                }
                Place::Mark | Place::Closed | Place::Plain => {
                    let end = self.end(rest);
                    let part = &rest[..end.unwrap_or(rest.len())];
                    // The mark that seems to close this cell opens another one, rows further down: a mark between them is missing.
                    if place != Place::Plain && !part.trim_matches(' ').is_empty() {
                        return Err(self.torn(broken));
                    }
                    match place {
                        Place::Plain => text.push_str(part),
                        _ => place = Place::Closed,
                    }
                    let Some(end) = end else {
                        self.at += rest.len();
                        continue;
                    };
                    let found = rest[end..].chars().next().unwrap_or('\n');
                    self.at += end + found.len_utf8();
                    if found == '\n' || found == '\r' {
                        self.after_cr = found == '\r';
                        row.broken = broken;
                        return Ok(true);
                    }
                    last += 1;
                    row.push();
                    place = Place::Start;
                }
            }
            if row.cell(last).text.len() > CELL || last >= CELLS {
                return Err(self.endless(place == Place::Quoted));
            }
        }
        row.broken = broken;
        // A partly read file ends anywhere.
        if place == Place::Quoted { Err(self.endless(true)) } else { Ok(true) }
    }

    /// Where a cell without quotation marks ends.
    fn end(&self, rest: &str) -> Option<usize> {
        match self.delimiter {
            Some(delimiter) if delimiter.is_ascii() => {
                let delimiter = delimiter as u8;
                rest.bytes().position(|b| b == delimiter || b == b'\n' || b == b'\r')
            }
            Some(delimiter) => rest.find([delimiter, '\n', '\r']),
            None => rest.find(['\n', '\r']),
        }
    }

    /// Something follows a closing quotation mark.
    fn torn(&self, broken: bool) -> Failure {
        let line = self.line;
        if broken {
            return self.endless(true);
        }
        failure(
            &self.path,
            &format!("第 {line} 行有一个引号没有成对：引号后面还有别的内容"),
            &format!("has a quotation mark in row {line} that has no partner: something follows it within the cell"),
            "请在表格软件里改正这一行再保存（引号里的引号要写两个）",
            "mend that row in a spreadsheet program and save it again (a quotation mark within such marks is written twice)",
        )
    }

    fn endless(&self, quoted: bool) -> Failure {
        let line = self.line;
        if quoted {
            return failure(
                &self.path,
                &format!("第 {line} 行有一个引号没有成对，后面的行会全被当成一个单元格"),
                &format!(
                    "has a quotation mark in row {line} that is never closed, so that what follows would be one cell"
                ),
                "请在表格软件里改正这一行再保存",
                "mend that row in a spreadsheet program and save it again",
            );
        }
        failure(
            &self.path,
            &format!("第 {line} 行太长，不像表格"),
            &format!("has a row {line} that is too long for a spreadsheet"),
            "请核对文件，或用 --delimiter 指明分隔符",
            "check the file, or name its delimiter with --delimiter",
        )
    }
}

impl Rows for Csv {
    fn next(&mut self, row: &mut Row) -> Result<bool, Failure> {
        while self.record(row)? {
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::super::charset;
    use super::*;

    struct Place(PathBuf);

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn file(name: &str, bytes: &[u8]) -> Place {
        let path = std::env::temp_dir().join(format!("ihuyi-csv-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Place(path)
    }

    fn rows(name: &str, bytes: &[u8], delimiter: Option<char>) -> Result<Vec<(u64, Vec<String>)>, Failure> {
        let place = file(name, bytes);
        let charset = charset::find(&place.0, None)?;
        let mut csv = Csv::open(&place.0, charset, delimiter)?;
        let (mut row, mut all) = (Row::default(), Vec::new());
        while csv.next(&mut row)? {
            all.push((row.line, row.cells().iter().map(|cell| cell.text.clone()).collect()));
        }
        Ok(all)
    }

    #[test]
    fn cells_rows_and_their_numbers() {
        let text = "a,b\r\n\r\n\"x,\"\"1\"\"\r\ny\",2\n,,\n3,\"4z\" \r5\n";
        let wanted = [(1, vec!["a", "b"]), (3, vec!["x,\"1\"\r\ny", "2"]), (5, vec!["3", "4z"]), (6, vec!["5"])];
        let wanted: Vec<(u64, Vec<String>)> =
            wanted.into_iter().map(|(n, row)| (n, row.into_iter().map(str::to_owned).collect())).collect();
        assert_eq!(rows("cells", text.as_bytes(), Some(',')).unwrap(), wanted);
        let chinese = text.replace("\"x,", "\"x，").replace([','], "，");
        let found = rows("chinese", chinese.as_bytes(), Some('，')).unwrap();
        assert_eq!((found.len(), found[0].1.len(), found[1].1[0].as_str()), (4, 2, "x，\"1\"\r\ny"));
    }

    #[test]
    fn every_cut_between_parts_is_the_same() {
        // Parts have 64 KiB: a row is moved over the border byte by byte.
        for shift in 0..40 {
            let first = "a".repeat(65_536 - 20 - shift);
            let text = format!("{first}\n\"张\"\"三\",李，四\r\n13800000000,x");
            let found = rows("cut", text.as_bytes(), Some(',')).unwrap();
            assert_eq!(found[1].1, ["张\"三", "李，四"], "{shift}");
            assert_eq!(found[2], (3, vec!["13800000000".to_owned(), "x".to_owned()]), "{shift}");
        }
    }

    #[test]
    fn a_mark_that_is_never_closed_is_named_by_its_row() {
        let failure = rows("open", "a,b\n1,2\n\"3,4\n5,6\n".as_bytes(), Some(',')).unwrap_err();
        assert!(failure.zh.contains("第 3 行有一个引号") && failure.en.contains("in row 3"), "{failure}");
        let long = format!("a,b\n\"{}", "1,2\n".repeat(100_000));
        assert!(rows("long", long.as_bytes(), Some(',')).unwrap_err().en.contains("in row 2"));
    }

    #[test]
    fn a_mark_that_is_missing_swallows_no_rows() {
        // The mark that opens row 4's name seems to close row 2's.
        let text = "a,b\n1,\"Bob\n2,Carl\n3,\"Eve\n4,Fay\n";
        let failure = rows("torn", text.as_bytes(), Some(',')).unwrap_err();
        assert!(failure.zh.contains("第 2 行有一个引号没有成对") && failure.en.contains("in row 2"), "{failure}");
        for (text, line) in [("a,b\n1,\"B\"x\n", 2), ("\"a\" \"b\"\n", 1), ("a\n\"\"\"b\"c", 2)] {
            let failure = rows("stray", text.as_bytes(), Some(',')).unwrap_err();
            assert!(failure.en.contains(&format!("in row {line} ")), "{text}: {failure}");
        }
        // Blanks do no harm, and a mark within a plain cell is a mark.
        assert_eq!(rows("blank", b"\"a\"  ,5\"\n\"b\"", Some(',')).unwrap()[0].1, ["a", "5\""]);
        // Parts have 64 KiB: a cut may fall behind the closing mark and behind a blank.
        for shift in 0..6 {
            let text = format!("{}\n\"a\"  x,1\n", "a".repeat(65_536 - 8 + shift));
            assert!(rows("cut-torn", text.as_bytes(), Some(',')).is_err(), "{shift}");
        }
    }

    #[test]
    fn cells_over_several_lines_are_known_by_their_row() {
        let place = file("lines", b"a,b\n\"1\n2\",3\n4,\"5\"\n\"6\r7\",8");
        let mut csv = Csv::open(&place.0, charset::find(&place.0, None).unwrap(), Some(',')).unwrap();
        let (mut row, mut broken) = (Row::default(), Vec::new());
        while csv.next(&mut row).unwrap() {
            broken.push(row.broken);
        }
        assert_eq!(broken, [false, true, false, true]);
    }

    #[test]
    fn the_delimiter_is_found_by_the_titles() {
        let found = |name: &str, text: &str| {
            let place = file(name, text.as_bytes());
            find_delimiter(&place.0, charset::find(&place.0, None).unwrap(), None).unwrap()
        };
        for delimiter in DELIMITERS {
            let text = "2026,名;单\t一|览，表\n姓名#手机号#备注;1\n张三#13800000000#a,b,c,d,e\n"
                .replace('#', &delimiter.to_string());
            assert_eq!(found("found", &text), Some(delimiter), "{text}");
        }
        assert_eq!(found("one", "手机号\n13800000000\n"), None);
        assert_eq!(found("quoted", "\"姓名;a;b\",手机号\n"), Some(','));
    }

    #[test]
    fn delimiters_by_name() {
        assert_eq!((named("tab").unwrap(), named("，").unwrap(), named("|").unwrap()), ('\t', '，', '|'));
        for wrong in ["", "a", "\"", ",,", "1"] {
            assert_eq!(named(wrong).unwrap_err().code, own::VALUE, "{wrong}");
        }
    }
}
