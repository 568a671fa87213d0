//! Names of types, and numbers with their nouns.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::{
    Finding, TextFile,
    rust::{is_test_file, production, tokens},
};

/// Returns the type names that more than one file defines, with the files.
pub(super) fn names_of_several_files(files: &[TextFile]) -> BTreeMap<String, BTreeSet<&str>> {
    let mut places: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for file in files.iter().filter(|file| !is_test_file(&file.path)) {
        for pair in production(&tokens(&file.text)).windows(2) {
            let defines = matches!(pair[0].text.as_str(), "struct" | "enum" | "trait" | "union");
            if defines && pair[1].text.starts_with(char::is_uppercase) {
                places.entry(pair[1].text.clone()).or_default().insert(&file.path);
            }
        }
    }
    places.retain(|_, files| files.len() > 1);
    places
}

/// A number in a message takes its noun from `text::count`, so that 1 has the singular.
pub(super) fn counted_nouns(path: &str, text: &str) -> Vec<Finding> {
    if is_test_file(path) || path == "src/text/count.rs" {
        return Vec::new();
    }
    let plural = Regex::new(
        r"(?x) \{(n|n_\w+|\w+\.len\(\))?\} \ (more\ |new\ |older\ |other\ |undecodable\ )?
        (annotations|articles|changes|clusters|copies|decisions|drafts|entries|files|headings|hits|labels
        |lines|marks|members|passages|places|records|repeats|revisions|rules|searches|sentences|sources
        |statements|steps|versions|wordings|words)\b",
    )
    .expect("a pattern");
    let program = production(&tokens(text));
    let literals = program.iter().filter(|token| token.is_literal);
    let found = literals.filter_map(|token| {
        let found = plural.find(&token.text)?;
        let advice = format!("`{}`: text::count has the singular for 1", found.as_str());
        Some(Finding::new(token.line, advice))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_files_is_found() {
        let file =
            |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file("src/a.rs", "struct Row; #[cfg(test)] mod tests { enum Case {} }"),
            file("src/b.rs", "enum Row {} trait Case {}"),
        ];
        let found = names_of_several_files(&files);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["Row"]);
    }

    #[test]
    fn a_number_with_a_fixed_plural_is_found() {
        let n = |text| counted_nouns("src/cli/show.rs", text).len();
        assert_eq!(n("fn f() { format!(\"{n_found} articles\") }"), 1);
        assert_eq!(n("fn f() { format!(\"{} places\", 3) }"), 1);
        assert_eq!(n("fn f() { format!(\"{n} more records\") }"), 1);
        assert_eq!(n("fn f() { format!(\"{} written\", count(n, \"article\")) }"), 0);
    }
}
