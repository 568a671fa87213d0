//! The table of promises in `docs/reliability.md` and the tests that keep them know each other.

use std::collections::{BTreeMap, BTreeSet};

use super::TextFile;

/// Every promise that was made.
const PROMISES: [(char, &[u8]); 6] = [
    ('S', &[1, 2, 3, 4, 5, 7, 8, 11, 12]),
    ('M', &[1, 2, 3, 4]),
    ('A', &[1, 2, 3, 4, 5, 6, 7]),
    ('T', &[1, 2, 3, 4, 5]),
    ('L', &[1, 2, 3, 4, 5]),
    ('I', &[1, 2, 3, 4, 5]),
];

/// The words of a row without a test.
const NONE: &str = "no test yet";

/// Returns the differences between the page and the tests.
pub fn strangers(page: &str, files: &[TextFile]) -> Vec<String> {
    let promised: BTreeSet<String> = PROMISES
        .iter()
        .flat_map(|(letter, numbers)| numbers.iter().map(move |n| format!("{letter}{n}")))
        .collect();
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for line in page.lines() {
        let id = line.strip_prefix("| ").and_then(|line| line.split_once(" |"));
        if let Some((id, said)) = id.filter(|(id, _)| promised.contains(*id)) {
            rows.entry(id.to_owned()).or_default().push_str(said);
        }
    }
    let tested: BTreeSet<String> = files.iter().flat_map(|file| ids(&file.text)).collect();
    let mut broken: Vec<String> = Vec::new();
    for id in &promised {
        match rows.get(id) {
            None => broken.push(format!("{id} has no row")),
            Some(said) if !tested.contains(id) && !said.contains(NONE) => {
                broken.push(format!("no test begins with {}_: say {NONE:?}", id.to_lowercase()));
            }
            Some(_) => {}
        }
    }
    let unknown = tested.difference(&promised);
    broken.extend(unknown.map(|id| format!("there are tests of {id}, which nobody promised")));
    broken
}

/// The ids that names of functions begin with: `fn s1_something(`.
fn ids(text: &str) -> impl Iterator<Item = String> {
    let names = text.lines().filter_map(|line| line.trim_start().strip_prefix("fn "));
    names.filter_map(|name| {
        let (id, rest) = name.split_once('_')?;
        let (letter, number) = (id.chars().next()?, id.get(1..)?);
        let is_id = letter.is_ascii_lowercase()
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_id && rest.contains('(')).then(|| id.to_uppercase())
    })
}

#[test]
fn a_row_without_tests_and_tests_without_a_row_are_told() {
    let file = |text: &str| TextFile { path: String::new(), text: text.to_owned() };
    let mut page: String = PROMISES
        .iter()
        .flat_map(|(letter, numbers)| {
            numbers.iter().map(move |n| format!("| {letter}{n} | x | {NONE} |\n"))
        })
        .collect();
    assert_eq!(
        strangers(&page, &[file("fn s1_kept() {\nfn s1() {\nfn u64_of(")]),
        ["there are tests of U64, which nobody promised"]
    );
    page = page.replace("| S1 | x | no test yet |", "| S1 | x | 5 |").replace("| M4 |", "| M5 |");
    assert_eq!(
        strangers(&page, &[]),
        ["M4 has no row", "no test begins with s1_: say \"no test yet\""]
    );
}
