//! Takes a page apart.

use crate::flat;

/// What a page says, one by one: its sentences, the rows of its tables, and what its examples say of themselves.
pub fn of(page: &str) -> Vec<String> {
    let (mut found, mut paragraph, mut code) = (Vec::new(), String::new(), false);
    for line in page.lines().chain([""]) {
        let numbered = line.split_once(". ").filter(|(number, _)| number.bytes().all(|c| c.is_ascii_digit()));
        let fence = line.starts_with("```");
        if code || fence || line.is_empty() || line.starts_with(['|', '#', '!']) || numbered.is_some() {
            found.extend(sentences(&std::mem::take(&mut paragraph)));
        }
        if fence {
            code = !code;
        } else if code {
            found.extend(line.split_once(" # ").map(|(_, comment)| comment.trim().to_owned()));
        } else if line.starts_with("|---") {
            // What stood before was the table's head.
            found.pop();
        } else if line.starts_with('|') {
            found.push(flat(line));
        } else if !line.starts_with(['#', '!']) {
            paragraph.push_str(numbered.map_or(line, |(_, text)| text));
            paragraph.push('\n');
        }
    }
    found
}

/// The sentences of a paragraph, in either language, but for those that only lead to another page.
fn sentences(paragraph: &str) -> Vec<String> {
    let marked = flat(paragraph).replace("。", "。\n").replace(". ", ".\n").replace("? ", "?\n");
    let sentences = marked.lines().map(str::trim).filter(|line| !line.is_empty() && !only_leads_on(line));
    sentences.map(str::to_owned).collect()
}

fn only_leads_on(sentence: &str) -> bool {
    let mut left = String::new();
    for (at, part) in sentence.split('[').enumerate() {
        left.push_str(if at == 0 { part } else { part.split_once(')').map_or(part, |(_, after)| after) });
    }
    ["", "See", "见", "详见"].contains(&left.trim_matches([' ', '.', '。', '·']))
}
