//! What was found in a list, row by row: cells that were understood although they were not plain, and rows that were left out.

use super::list::{Mend, Mends};
use ihuyi::answer::Failure;

/// So many rows of a kind are remembered; of the others only how many there are. The journal has them all.
pub const REMEMBERED: usize = 1000;

/// Rows with something in common.
#[derive(Default)]
pub struct Rows {
    pub count: u64,
    /// The first of them.
    pub lines: Vec<u64>,
}

impl Rows {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.lines.len() < REMEMBERED {
            self.lines.push(line);
        }
    }
}

/// A row that was left out.
pub struct Left {
    pub line: u64,
    /// Masked; empty where there was none.
    pub mobile: String,
    pub why: Failure,
}

/// Everything that was found.
#[derive(Default)]
pub struct Findings {
    mended: [Rows; Mend::ALL.len()],
    pub left: Vec<Left>,
    pub left_count: u64,
    /// Rows without anything in them, between others.
    pub empty: u64,
    text: Texts,
}

/// Why texts cannot be sent, whatever their rows' numbers.
#[derive(Default)]
enum Texts {
    #[default]
    Fine,
    /// So many of them, and one reason for all.
    One(Failure, u64),
    Several,
}

impl Findings {
    pub fn mend(&mut self, line: u64, mends: Mends) {
        for (mend, rows) in Mend::ALL.iter().zip(&mut self.mended) {
            if mends.has(*mend) {
                rows.add(line);
            }
        }
    }

    /// The kinds that were met, in their order.
    pub fn mended(&self) -> impl Iterator<Item = (Mend, &Rows)> {
        Mend::ALL.into_iter().zip(&self.mended).filter(|(_, rows)| rows.count > 0)
    }

    /// A row's text cannot be sent; that the row is left out is told apart.
    pub fn refuse_text(&mut self, why: &Failure) {
        match &mut self.text {
            Texts::Fine => self.text = Texts::One(why.clone(), 1),
            Texts::One(one, count) if one == why => *count += 1,
            _ => self.text = Texts::Several,
        }
    }

    /// The one reason why no text can be sent, and of how many rows: what all of them have is wrong with what they were made of.
    pub fn text(&self) -> Option<(&Failure, u64)> {
        match &self.text {
            Texts::One(why, count) if *count > 1 => Some((why, *count)),
            _ => None,
        }
    }

    /// A row was left out. Those that stand first in the list are remembered, in whatever order they come.
    pub fn leave_out(&mut self, line: u64, mobile: String, why: Failure) {
        self.left_count += 1;
        let at = self.left.partition_point(|left| left.line < line);
        if at < REMEMBERED {
            self.left.insert(at, Left { line, mobile, why });
            self.left.truncate(REMEMBERED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_are_remembered_and_all_are_counted() {
        let mut findings = Findings::default();
        let why = || Failure::new(406, "", "");
        for line in (2..3002).rev() {
            findings.leave_out(line, String::new(), why());
            let mut mends = Mends::default();
            mends.add(Mend::Blanks);
            findings.mend(line, mends);
        }
        findings.leave_out(1, "138****0000".to_owned(), why());
        assert_eq!((findings.left_count, findings.left.len()), (3001, REMEMBERED));
        assert_eq!((findings.left[0].line, findings.left[999].line), (1, 1000));
        assert_eq!((findings.left[0].mobile.as_str(), findings.left[1].mobile.as_str()), ("138****0000", ""));
        let kinds: Vec<_> = findings.mended().map(|(mend, rows)| (mend, rows.count, rows.lines.len())).collect();
        assert_eq!(kinds, [(Mend::Blanks, 3000, REMEMBERED)]);
    }

    #[test]
    fn one_reason_for_all_texts_is_the_texts_own() {
        let mut findings = Findings::default();
        let said = |findings: &Findings| findings.text().map(|(why, count)| (why.code, count));
        findings.refuse_text(&Failure::new(4070, "", "no signature"));
        assert_eq!(said(&findings), None, "a row may be its own cell's fault");
        findings.refuse_text(&Failure::new(4070, "", "no signature"));
        assert_eq!(said(&findings), Some((4070, 2)));
        findings.refuse_text(&Failure::new(4070, "", "another"));
        findings.refuse_text(&Failure::new(4070, "", "no signature"));
        assert_eq!(said(&findings), None);
    }
}
