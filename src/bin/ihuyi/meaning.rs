//! What a code means and what to do, from the library's tables.

use ihuyi::codes::{self, Lang, Table};
use ihuyi::service::Service;

/// A code, explained in one language.
pub struct Meaning {
    pub meaning: &'static str,
    pub cause: &'static str,
    pub advice: &'static str,
}

/// What this code means as the answer to this command.
pub fn of(command: &str, service: Service, code: i32, lang: Lang) -> Meaning {
    let table = match command {
        "balance" | "doctor" => Table::GetNum,
        "add-template" => Table::AddTemplate,
        // It asks no gateway, so its 0 is a success and not the gateway's "failed".
        "verify check" => Table::Own,
        _ => Table::submit(service),
    };
    let explanation = codes::explain(table, code);
    Meaning { meaning: explanation.meaning(lang), cause: explanation.cause(lang), advice: explanation.advice(lang) }
}
