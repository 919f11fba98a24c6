//! What a code means and what to do, from the library's tables.

use ihuyi::answer::Words;
use ihuyi::codes::{self, Explanation, Lang, Table};
use ihuyi::service::Service;

/// A code, explained in one language.
pub struct Meaning {
    pub meaning: &'static str,
    pub advice: &'static str,
}

/// The tables' language.
pub fn lang(words: Words) -> Lang {
    match words {
        Words::Zh => Lang::Zh,
        Words::En => Lang::En,
    }
}

/// What this code means as the answer to this command.
pub fn of(command: &str, service: Service, code: i32, words: Words) -> Meaning {
    let table = match command {
        "balance" | "doctor" => Table::GetNum,
        "add-template" => Table::AddTemplate,
        _ => Table::submit(service),
    };
    of_table(&codes::explain(table, code), words)
}

fn of_table(explanation: &Explanation, words: Words) -> Meaning {
    let lang = lang(words);
    Meaning { meaning: explanation.meaning(lang), advice: explanation.advice(lang) }
}
