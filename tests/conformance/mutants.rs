//! The table of mutants: for each case the change to the library that it notices. `tools/mutants` tries them; here its form is checked.

use crate::case::Case;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    /// The case that notices it.
    case: String,
    /// A source of the library.
    file: String,
    /// What stands there, once.
    from: String,
    /// What the mutant has in its place.
    to: String,
    /// What goes wrong then, for people.
    what: String,
}

/// Panics where a case has no mutant, a mutant no case, or a mutant cannot be made.
pub fn check(root: &Path, cases: &[Case]) {
    let path = root.join("tests/conformance/mutants.json");
    let mutants: Vec<Mutant> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let mut killed = BTreeSet::new();
    let mut sources: BTreeMap<&str, String> = BTreeMap::new();
    let mut uses: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for Mutant { case, file, from, to, what } in &mutants {
        assert!(names.contains(case.as_str()), "mutants.json: no case is called {case}");
        assert!(killed.insert(case.as_str()), "mutants.json: two mutants for {case}");
        assert!(file.starts_with("src/") && from != to && !what.is_empty(), "mutants.json: {case} has no mutant");
        let source = sources.entry(file).or_insert_with(|| std::fs::read_to_string(root.join(file)).unwrap());
        let found = source.matches(from.as_str()).count();
        assert!(found == 1, "mutants.json: {case}: {file} has this {found} times: {from}");
        let used = uses.entry((file, from, to)).or_default();
        *used += 1;
        assert!(*used <= 2, "mutants.json: {case}: a third case for the same mutant");
    }
    let missing: Vec<_> = names.difference(&killed).collect();
    assert!(missing.is_empty(), "mutants.json: no mutant for {missing:?}");
}
