//! A row and its cells. One is used for the whole list, so that a million rows do not cost a million allocations.

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Text,
    /// A spreadsheet's number, written as it is stored: how it is shown there is not known here.
    Number,
    /// A spreadsheet's date or time.
    Date,
    /// Yes or no.
    Flag,
    /// A formula that failed, as `#N/A`.
    Error,
    /// A number whose last digits are lost, or that is none.
    Lost,
}

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub text: String,
    pub kind: Kind,
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// As a spreadsheet counts: from 1, with titles and empty rows.
    pub line: u64,
    /// A CSV file's cell goes over several lines, be it meant so or not.
    pub broken: bool,
    cells: Vec<Cell>,
    length: usize,
}

impl Row {
    /// Begins a new row in this one's room.
    pub fn begin(&mut self, line: u64) {
        self.line = line;
        self.broken = false;
        self.length = 0;
    }

    /// The cell at this place, empty and ready to be written; those between are empty.
    pub fn cell(&mut self, at: usize) -> &mut Cell {
        while self.length <= at {
            match self.cells.get_mut(self.length) {
                Some(cell) => {
                    cell.text.clear();
                    cell.kind = Kind::Text;
                }
                None => self.cells.push(Cell::default()),
            }
            self.length += 1;
        }
        &mut self.cells[at]
    }

    /// The cell behind the last one.
    pub fn push(&mut self) -> &mut Cell {
        self.cell(self.length)
    }

    /// The cells that are there.
    pub fn cells(&self) -> &[Cell] {
        &self.cells[..self.length]
    }

    /// A cell's text without blanks around it; beyond the row's end, nothing.
    pub fn text(&self, at: usize) -> &str {
        self.cells().get(at).map_or("", |cell| trimmed(&cell.text))
    }

    /// Whether any cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.cells().iter().all(|cell| trimmed(&cell.text).is_empty())
    }
}

/// Without blanks around it, a byte order mark among them.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_earlier_row_is_left() {
        let mut row = Row::default();
        row.begin(1);
        row.push().text.push('a');
        row.cell(2).text.push('c');
        row.cell(2).kind = Kind::Error;
        assert_eq!((row.text(0), row.text(1), row.text(2), row.text(3)), ("a", "", "c", ""));
        row.begin(2);
        assert!(row.is_empty() && row.cells().is_empty());
        row.cell(2).text.push_str("\u{FEFF} x\u{3000}");
        assert_eq!((row.text(0), row.text(2), row.cells()[2].kind), ("", "x", Kind::Text));
    }
}
