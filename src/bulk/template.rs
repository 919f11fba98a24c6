//! A text with named columns in it: `{姓名}您好，…`. Pure.

use crate::answer::Failure;

/// A text with places for columns.
#[derive(Debug, Clone)]
pub struct Template;

impl Template {
    /// Reads a text; `columns` are the list's titles. A name that is no column is an error that lists the columns. `{{` and `}}` are braces.
    pub fn parse(_text: &str, _columns: &[String]) -> Result<Template, Failure> {
        todo!()
    }

    /// Which columns it uses, as indexes into the titles.
    pub fn columns(&self) -> &[usize] {
        todo!()
    }

    /// The text with a row's cells in it, written into `out`, which is emptied first. Err: the index of a column whose cell is empty.
    pub fn fill(&self, _cells: &[&str], _out: &mut String) -> Result<(), usize> {
        todo!()
    }
}
