//! What doctor has to say: something to know, or something to mend, always with what to do.

use ihuyi::answer::Failure;
use ihuyi::codes::{self, Lang, Table};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Good to know; nothing is wrong.
    Note,
    /// Works, and should be mended.
    Warning,
    /// Does not work.
    Problem,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Problem => "problem",
        }
    }

    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Level::Note, Lang::Zh) => "提示",
            (Level::Warning, Lang::Zh) => "警告",
            (Level::Problem, Lang::Zh) => "问题",
            (level, Lang::En) => level.name(),
        }
    }
}

/// One thing that was found.
pub struct Finding {
    pub level: Level,
    /// To what: a setting, a file, a host, a service.
    pub about: String,
    pub what: String,
    /// What to do about it.
    pub advice: String,
}

/// All that was found, in one language.
pub struct Findings {
    pub lang: Lang,
    pub list: Vec<Finding>,
}

impl Findings {
    pub fn new(lang: Lang) -> Findings {
        Findings { lang, list: Vec::new() }
    }

    /// Adds a finding: what it is (Chinese, English) and what to do (Chinese, English).
    pub fn add(&mut self, level: Level, about: &str, what: (&str, &str), advice: (&str, &str)) {
        let pick = |(zh, en): (&str, &str)| crate::lang::pick(self.lang, zh, en).to_owned();
        self.list.push(Finding { level, about: about.to_owned(), what: pick(what), advice: pick(advice) });
    }

    /// Adds a failure of the library: its words say what happened and what to do.
    pub fn failure(&mut self, about: &str, failure: &Failure) {
        let what = format!("{} ({})", failure.words(self.lang), failure.code);
        // Where a gateway's code stands for a check of our own, its table has it.
        let table = if failure.code < 0 { Table::Own } else { Table::GetNum };
        let advice = codes::explain(table, failure.code).advice(self.lang).to_owned();
        self.list.push(Finding { level: Level::Problem, about: about.to_owned(), what, advice });
    }

    /// How many of them are to be mended.
    pub fn to_mend(&self) -> usize {
        self.list.iter().filter(|finding| finding.level != Level::Note).count()
    }
}
