//! The columns of a list, by their titles and by the letters that spreadsheets give them.

use ihuyi::answer::Failure;
use ihuyi::bulk::folded;
use ihuyi::codes::own;
use ihuyi::message::mask_name;

/// A column that the command line names, by its title or its letter.
pub fn find_column(titles: &[String], wanted: &str, option: &str) -> Result<usize, Failure> {
    let name = folded(wanted);
    let found: Vec<usize> = (0..titles.len()).filter(|at| !name.is_empty() && folded(&titles[*at]) == name).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => column(wanted).filter(|at| *at < titles.len()).ok_or_else(|| {
            let (shown, names) = (mask_name(wanted), list(titles));
            Failure::new(
                own::VALUE,
                format!("名单里没有 {option} 所指的列“{shown}”，没有建立计划。有这些列：{names}。"),
                format!(
                    "The list has no column \"{shown}\" as {option} names it; no plan was made. There are: {names}."
                ),
            )
        }),
        several => {
            let places: Vec<String> = several.iter().map(|at| letters(*at)).collect();
            let places = places.join(" ");
            Err(Failure::new(
                own::VALUE,
                format!("名单里有几列都叫“{wanted}”（{places}），没有建立计划。请给 {option} 写列的字母。"),
                format!(
                    "Several columns of the list are called \"{wanted}\" ({places}); no plan was made. Give {option} the column's letter."
                ),
            ))
        }
    }
}

/// The name of a column as spreadsheets give it: A, B, … Z, AA.
pub fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        name.push(b'A' + ((n - 1) % 26) as u8);
        n = (n - 1) / 26;
    }
    name.iter().rev().map(|b| char::from(*b)).collect()
}

/// The column of this name.
pub fn column(letters: &str) -> Option<usize> {
    let letters = letters.trim();
    let valid = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_alphabetic());
    let number = |n: usize, b: u8| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1;
    valid.then(|| letters.bytes().fold(0, number) - 1)
}

/// Titles one after the other, with their letters.
pub fn list(titles: &[String]) -> String {
    const SHOWN: usize = 20;
    let named = titles.iter().enumerate().filter(|(_, title)| !title.is_empty());
    let shown = named.take(SHOWN).map(|(at, title)| match letters(at) {
        // A list without titles has its letters for them.
        letter if letter == *title => letter,
        letter => format!("{letter} {title}"),
    });
    shown.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_titles_are_named_once() {
        let titles = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&titles(&["A", "B", "C"])), "A | B | C");
        assert_eq!(list(&titles(&["手机", "", "B"])), "A 手机 | C B");
    }

    #[test]
    fn letters_of_columns() {
        for (at, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!((letters(at).as_str(), column(name)), (name, Some(at)));
        }
        assert_eq!((column(""), column("B1"), column("ABCD")), (None, None, None));
    }

    #[test]
    fn other_columns() {
        let titles: Vec<String> = ["订单号", "x", "x"].map(str::to_owned).to_vec();
        assert_eq!(find_column(&titles, "订单号", "--reference-column").unwrap(), 0);
        assert_eq!(find_column(&titles, "c", "--reference-column").unwrap(), 2);
        for wrong in ["x", "d", "", "编号"] {
            assert_eq!(find_column(&titles, wrong, "--reference-column").unwrap_err().code, own::VALUE, "{wrong}");
        }
    }
}
