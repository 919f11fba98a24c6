//! The row of titles, and the column of numbers.

use super::super::width;
use super::columns::{column, letters, list};
use super::{Number, Row, Rows, hide_digits};
use ihuyi::answer::Failure;
use ihuyi::bulk::folded;
use ihuyi::codes::own;
use ihuyi::message::{mask, normalise};
use ihuyi::service::Service;
use std::collections::VecDeque;

/// Titles stand within so many rows, or there are none.
const LOOK: usize = 50;

/// Titles of a column of mobile numbers, as [`folded`] writes them.
const MOBILE: [&str; 36] = [
    "手机号码",
    "手机号",
    "手机",
    "手机电话",
    "移动电话",
    "移动电话号码",
    "联系电话",
    "联系手机",
    "联系方式",
    "电话",
    "电话号码",
    "号码",
    "手机號碼",
    "手機號碼",
    "手機號",
    "手機",
    "電話",
    "電話號碼",
    "聯絡電話",
    "行動電話",
    "收信号码",
    "接收号码",
    "mobile",
    "mobilenumber",
    "mobileno",
    "mobilephone",
    "phone",
    "phonenumber",
    "phoneno",
    "tel",
    "telephone",
    "cell",
    "cellphone",
    "cellnumber",
    "number",
    "msisdn",
];
/// How longer titles end, as 家长手机号.
const ENDINGS: [&str; 7] = ["手机", "手机号", "手机号码", "电话", "电话号码", "移动电话", "联系方式"];
/// What such numbers are not.
const OTHERS: [&str; 5] = ["固定", "固话", "座机", "办公", "传真"];

/// What stands above the numbers.
pub struct Heading {
    /// The row of the titles; None: there is none, and columns are named by their letters.
    pub line: Option<u64>,
    /// The titles.
    pub titles: Vec<String>,
    /// Rows above that were passed over.
    pub passed: Vec<(u64, String)>,
    /// The column of numbers.
    pub mobile: usize,
    /// Rows that were read and belong to the list.
    ahead: VecDeque<Row>,
}

impl Heading {
    /// Finds the titles, and the column that the command line names or a title gives away.
    pub fn find(rows: &mut dyn Rows, wanted: Option<&str>) -> Result<Heading, Failure> {
        let mut ahead = VecDeque::new();
        let mut row = Row::default();
        while ahead.len() < LOOK && rows.next(&mut row)? {
            ahead.push_back(row.clone());
        }
        let Place { title, mobile } = locate(ahead.make_contiguous(), wanted)?;
        if let Some(title) = title {
            no_number_above(ahead.make_contiguous(), title, mobile, wanted.is_some())?;
        }
        let mut heading = Heading { line: None, titles: Vec::new(), passed: Vec::new(), mobile, ahead };
        match title {
            None => {
                let widest = heading.ahead.iter().map(|row| row.cells().len()).max().unwrap_or(0);
                heading.titles = (0..widest).map(letters).collect();
            }
            Some(title) => {
                for row in heading.ahead.drain(..title) {
                    heading.passed.push((row.line, whole(&row)));
                }
                if let Some(row) = heading.ahead.pop_front() {
                    heading.line = Some(row.line);
                    heading.titles = titles(&row);
                }
            }
        }
        Ok(heading)
    }

    /// The next row below the titles.
    pub fn next(&mut self, rows: &mut dyn Rows, row: &mut Row) -> Result<bool, Failure> {
        match self.ahead.pop_front() {
            Some(next) => {
                *row = next;
                Ok(true)
            }
            None => rows.next(row),
        }
    }
}

/// Where titles and numbers are.
struct Place {
    /// Which row; None: there are no titles.
    title: Option<usize>,
    mobile: usize,
}

/// How good these rows look: whether there are titles, and how many cells the row has that tells.
pub fn worth(rows: &mut dyn Rows, wanted: Option<&str>) -> (bool, usize) {
    let mut ahead = Vec::new();
    let mut row = Row::default();
    // What is wrong with it is told by whoever reads it in earnest.
    while ahead.len() < LOOK && rows.next(&mut row).unwrap_or(false) {
        ahead.push(row.clone());
    }
    let cells = |row: &Row| row.cells().len();
    match locate(&ahead, wanted) {
        Ok(Place { title: Some(title), .. }) => (true, cells(&ahead[title])),
        Ok(Place { title: None, .. }) => (true, ahead.iter().map(cells).min().unwrap_or(0)),
        Err(_) => (false, ahead.iter().map(cells).min().unwrap_or(0)),
    }
}

fn locate(rows: &[Row], wanted: Option<&str>) -> Result<Place, Failure> {
    match wanted {
        Some(wanted) => named(rows, wanted),
        None => told_by_title(rows),
    }
}

/// The first row with a title that every such list has; where none has, the first with one that ends like it. A title over the whole list,
/// as 客户联系电话, would be the latter.
fn told_by_title(rows: &[Row]) -> Result<Place, Failure> {
    let exact = |title: &str| MOBILE.contains(&title);
    let alike = |title: &str| {
        ENDINGS.iter().any(|end| title.ends_with(end)) && !OTHERS.iter().any(|other| title.contains(other))
    };
    let either = |title: &str| exact(title) || alike(title);
    let row_with =
        |is: &dyn Fn(&str) -> bool| rows.iter().position(|row| titles(row).iter().any(|title| is(&bare(title))));
    let Some(title) = row_with(&exact).or_else(|| row_with(&alike)) else { return Err(no_title(rows)) };
    let names = titles(&rows[title]);
    let found: Vec<usize> = (0..names.len()).filter(|at| either(&bare(&names[*at]))).collect();
    match found.as_slice() {
        [mobile] => Ok(Place { title: Some(title), mobile: *mobile }),
        several => Err(several_columns(rows[title].line, &names, several)),
    }
}

/// The column that the command line names, by its title or its letter.
fn named(rows: &[Row], wanted: &str) -> Result<Place, Failure> {
    let name = folded(wanted);
    let letter = column(wanted);
    let first = letter.and_then(|mobile| rows.iter().position(|row| looks_like_a_number(row.text(mobile))));
    // Below the first number of a letter's column nothing is a title: a member of the class B is none.
    let above = &rows[..first.unwrap_or(rows.len())];
    for (at, row) in above.iter().enumerate() {
        let names = titles(row);
        let found: Vec<usize> = (0..names.len()).filter(|column| folded(&names[*column]) == name).collect();
        match found.as_slice() {
            [] => {}
            [mobile] => return Ok(Place { title: Some(at), mobile: *mobile }),
            several => return Err(several_columns(row.line, &names, several)),
        }
    }
    let (Some(mobile), Some(mut first)) = (letter, first) else { return Err(no_such(rows, wanted)) };
    // The titles are what stands above the first number, be that one that is wrong.
    while first > 0 && mostly_digits(rows[first - 1].text(mobile)) {
        first -= 1;
    }
    // Rows whose number is missing may stand between; a title, though, may be missing, too.
    let titled = |row: &Row| !row.text(mobile).is_empty() && !mostly_digits(row.text(mobile));
    Ok(Place { title: rows[..first].iter().rposition(titled).or(first.checked_sub(1)), mobile })
}

/// Numbers that stand in the titles, or above them, are recipients that nobody would hear of again. Where the column was named, only its
/// own numbers count: whom to ask may stand above a list.
fn no_number_above(rows: &[Row], title: usize, mobile: usize, named: bool) -> Result<(), Failure> {
    for (at, row) in rows[..=title].iter().enumerate() {
        for (column, cell) in row.cells().iter().enumerate() {
            if at < title && named && column != mobile {
                continue;
            }
            let number = Number::read(Some(cell), Service::Sms).ok();
            let number = number.and_then(|number| normalise(Service::Sms, &number.text).ok());
            if let Some(number) = number {
                return Err(number_above(row.line, column, &mask(&number), rows[title].line));
            }
        }
    }
    Ok(())
}

/// A row's cells as titles: without blanks around them and without line breaks.
fn titles(row: &Row) -> Vec<String> {
    let mut names: Vec<String> =
        (0..row.cells().len()).map(|at| row.text(at).split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

/// A title as it is compared, without what forms put behind it: 手机号（必填）*.
fn bare(title: &str) -> String {
    let title = folded(title);
    let title = title.split(['(', '[', '【', ':']).next().unwrap_or("");
    title.trim_matches(['*', '#', '.']).to_owned()
}

/// What a row says, in one line, long digits masked.
fn whole(row: &Row) -> String {
    let cells: Vec<&str> = (0..row.cells().len()).map(|at| row.text(at)).filter(|text| !text.is_empty()).collect();
    let text = cells.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    hide_digits(&text)
}

fn looks_like_a_number(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits >= 7 && text.chars().count() <= digits + 8
}

/// Whether a cell was meant for a number, although it may be none: 手机1 and 2nd are not.
fn mostly_digits(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    2 * digits > text.chars().count()
}

fn several_columns(line: u64, names: &[String], found: &[usize]) -> Failure {
    let shown: Vec<String> = found.iter().map(|at| format!("{} {}", letters(*at), names[*at])).collect();
    let (zh, en, first) = (shown.join("、"), shown.join(", "), letters(found[0]));
    Failure::new(
        own::VALUE,
        format!(
            "第 {line} 行有 {} 列都像手机号码：{zh}。不知道该用哪一列，没有建立计划。请用 --mobile-column 指明，例如 --mobile-column {first}。",
            found.len()
        ),
        format!(
            "{} columns in row {line} could hold the numbers: {en}. Which is meant is not known; no plan was made. Name it with --mobile-column, as in --mobile-column {first}.",
            found.len()
        ),
    )
}

fn number_above(line: u64, column: usize, number: &str, title: u64) -> Failure {
    let letter = letters(column);
    Failure::new(
        own::VALUE,
        format!(
            "第 {title} 行看起来是标题，可是第 {line} 行 {letter} 列已经是号码 {number}，会被漏掉，没有建立计划。请用 --mobile-column 写号码所在列的字母，例如 --mobile-column {letter}；若仍不行，请在名单最上面加一行标题，或删去标题上方的行。"
        ),
        format!(
            "Row {title} looks like the titles, but row {line} has the number {number} in column {letter} and would be passed over; no plan was made. Give --mobile-column the letter of the column of numbers, as in --mobile-column {letter}; where that does not help, put a row of titles above the list, or delete what stands above the titles."
        ),
    )
}

fn no_title(rows: &[Row]) -> Failure {
    let Some(first) = rows.first() else {
        return Failure::new(
            own::VALUE,
            "名单里一行内容也没有，没有建立计划。请核对文件；表格若有几张工作表，用 --sheet 指明。",
            "The list has no row with anything in it; no plan was made. Check the file; if the spreadsheet has several sheets, name one with --sheet.",
        );
    };
    let shown = hide_digits(&list(&titles(first)));
    Failure::new(
        own::VALUE,
        format!(
            "前 {} 行里没有哪个标题像手机号码（如“手机号”“联系电话”），没有建立计划。第 {} 行是：{shown}。请用 --mobile-column 指明号码所在的列，写标题或字母，例如 --mobile-column B。",
            rows.len(),
            first.line
        ),
        format!(
            "No title in the first {} names a mobile number (as 手机号, 联系电话 or mobile); no plan was made. Row {} is: {shown}. Name the column of numbers with --mobile-column, by its title or letter, as in --mobile-column B.",
            width::rows(rows.len() as u64),
            first.line
        ),
    )
}

fn no_such(rows: &[Row], wanted: &str) -> Failure {
    if rows.is_empty() {
        return no_title(rows);
    }
    let shown = ihuyi::message::mask_name(wanted);
    Failure::new(
        own::VALUE,
        format!(
            "前 {} 行里没有名为“{shown}”的列，这一列里也没有号码，没有建立计划。请核对 --mobile-column：写标题，或列的字母。",
            rows.len()
        ),
        format!(
            "There is no column called \"{shown}\" in the first {}, and no number in one of this letter; no plan was made. Check --mobile-column: a title, or a column's letter.",
            width::rows(rows.len() as u64)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Given(VecDeque<Row>);

    impl Rows for Given {
        fn next(&mut self, row: &mut Row) -> Result<bool, Failure> {
            let next = self.0.pop_front();
            Ok(next.map(|next| *row = next).is_some())
        }
    }

    fn find(rows: &[&[&str]], wanted: Option<&str>) -> Result<(Heading, u64), Failure> {
        let mut given = Given(VecDeque::new());
        for (at, cells) in rows.iter().enumerate() {
            let mut row = Row::default();
            row.begin(at as u64 + 1);
            cells.iter().for_each(|cell| row.push().text.push_str(cell));
            given.0.push_back(row);
        }
        let mut heading = Heading::find(&mut given, wanted)?;
        let mut row = Row::default();
        let first = heading.next(&mut given, &mut row)?;
        Ok((heading, if first { row.line } else { 0 }))
    }

    const DATA: &[&str] = &["张三", "13800000000"];

    #[test]
    fn titles_of_offices() {
        for title in
            ["手机号", "手机号码（必填）", "*联系电话", " 手 机 ", "Mobile Phone", "ＴＥＬ", "家长手机号", "电话:"]
        {
            let (heading, first) = find(&[&["2026 年名单"], &["姓名", title], DATA], None).unwrap();
            assert_eq!((heading.line, heading.mobile, first), (Some(2), 1, 3), "{title}");
            assert_eq!(heading.passed, [(1, "2026 年名单".to_owned())]);
        }
        for title in ["手机型号", "固定电话", "办公电话", "姓名", ""] {
            assert!(find(&[&["姓名", title], DATA], None).is_err(), "{title}");
        }
    }

    #[test]
    fn a_title_over_the_list_is_not_taken_for_a_column() {
        let (heading, _) = find(&[&["客户联系电话"], &["手机号", "姓名"], &["13800000000", "张三"]], None).unwrap();
        assert_eq!((heading.line, heading.mobile), (Some(2), 0));
    }

    #[test]
    fn what_is_passed_over_shows_no_number() {
        let (heading, _) = find(&[&["联系人 13800000000"], &["手机"], &["13800000000"]], None).unwrap();
        assert_eq!(heading.passed[0].1, "联系人 138****0000");
        let failure = find(&[DATA], None).err().unwrap();
        assert!(!failure.zh.contains("13800000000") && failure.zh.contains("--mobile-column"), "{failure}");
    }

    #[test]
    fn two_columns_are_not_guessed_between() {
        let failure = find(&[&["手机", "姓名", "联系电话"], &["1", "2", "3"]], None).err().unwrap();
        assert!(failure.zh.contains("A 手机、C 联系电话") && failure.en.contains("A 手机, C 联系电话"), "{failure}");
        let (heading, _) = find(&[&["手机", "姓名", "联系电话"], &["1", "2", "3"]], Some("联系电话")).unwrap();
        assert_eq!(heading.mobile, 2);
        assert!(find(&[&["手机", "手机"], &["1", "2"]], Some("手机")).is_err());
    }

    #[test]
    fn columns_by_their_letters() {
        let (heading, first) = find(&[&["x"], &["谁", "往哪"], DATA], Some("b")).unwrap();
        assert_eq!((heading.line, heading.titles.join(" ").as_str(), first), (Some(2), "谁 往哪", 3));
        let (heading, first) = find(&[DATA, DATA], Some("B")).unwrap();
        assert_eq!((heading.line, heading.titles.join(" ").as_str(), first), (None, "A B", 1));
        assert!(find(&[DATA], Some("A")).is_err() && find(&[DATA], Some("C")).is_err() && find(&[], None).is_err());
    }

    #[test]
    fn nobody_is_passed_over() {
        // A remark that reads like a title.
        let rows: &[&[&str]] = &[DATA, &["李四", "13800000001"], &["王五", "13800000002", "phone"]];
        let failure = find(rows, None).err().unwrap();
        assert!(failure.zh.contains("第 3 行看起来是标题") && failure.zh.contains("第 1 行 B 列"), "{failure}");
        assert!(failure.en.contains("138****0000") && failure.en.contains("--mobile-column B"), "{failure}");
        let (heading, first) = find(rows, Some("B")).unwrap();
        assert_eq!((heading.line, first), (None, 1));
        // Named, it is still no title: a number stands beside it.
        assert!(find(rows, Some("phone")).is_err() && find(&rows[2..], None).is_err());
        // A number as a spreadsheet spoils it is one, too.
        assert!(find(&[&["13800000000.0", "x"], &["手机", "姓名"], DATA], None).is_err());
    }

    #[test]
    fn whom_to_ask_may_stand_above() {
        let rows: &[&[&str]] = &[&["联系人", "x", "13900000000"], &["姓名", "手机"], DATA];
        assert!(find(rows, None).is_err());
        for wanted in ["手机", "B"] {
            let (heading, first) = find(rows, Some(wanted)).unwrap();
            assert_eq!((heading.line, first), (Some(2), 3), "{wanted}");
        }
        assert!(find(&[&["x", "13900000000"], &["姓名", "手机"], DATA], Some("手机")).is_err());
    }

    #[test]
    fn a_wrong_number_is_no_title() {
        let short: &[&str] = &["李四", "138000"];
        let (heading, first) = find(&[short, DATA], Some("B")).unwrap();
        assert_eq!((heading.line, first), (None, 1));
        let (heading, first) = find(&[&["姓名", "手机1"], short, &["x", "138000O"], DATA], Some("B")).unwrap();
        assert_eq!((heading.line, first), (Some(1), 2));
        // A number that is missing is no title, either; a title that is missing still is one.
        let (heading, first) = find(&[&["姓名", "号"], &["李四", ""], DATA], Some("B")).unwrap();
        assert_eq!((heading.line, first), (Some(1), 2));
        let (heading, first) = find(&[&["姓名", ""], DATA], Some("B")).unwrap();
        assert_eq!((heading.line, first, heading.titles[0].as_str()), (Some(1), 2, "姓名"));
    }

    #[test]
    fn a_cell_that_is_a_letter_is_no_title_below_the_numbers() {
        let rows: &[&[&str]] =
            &[&["姓名", "往哪", "等级"], &["张三", "13800000000", "A"], &["李四", "13800000001", "B"]];
        let (heading, first) = find(rows, Some("B")).unwrap();
        assert_eq!((heading.line, heading.mobile, first), (Some(1), 1, 2));
        let (heading, first) = find(&rows[1..], Some("B")).unwrap();
        assert_eq!((heading.line, heading.mobile, first, heading.passed.len()), (None, 1, 1, 0));
        // Above them it is one.
        let (heading, _) = find(&[&["B", "A"], &["13800000000", "张三"]], Some("b")).unwrap();
        assert_eq!((heading.line, heading.mobile), (Some(1), 0));
    }
}
