//! Pages of the documentation name files, links and types that exist.
//!
//! A path in code font has a `/` or ends with `.rs`, for example `src/text/span.rs`, `find/top_k.rs` (below
//! `src`) or `span.rs` (the name of any file). The rules skip code blocks and patterns such as
//! `src/cli/NAME.rs`. In the glossary each row defines its types in the file of the row.

use std::collections::BTreeSet;

use regex::Regex;

use super::{Finding, TextFile, rust::tokens};

/// Folders of the repository that a path in code font can begin with.
const FOLDERS: [&str; 8] =
    ["src/", "tests/", "docs/", "benches/", "assets/", "fuzz/", ".github/", ".ci/"];

/// Returns the paths in code font that name no file and no folder. `known` has every file and folder of
/// the repository; a folder ends with `/`.
pub(super) fn missing_paths(text: &str, known: &BTreeSet<String>) -> Vec<Finding> {
    let code = Regex::new("`([^`]+)`").expect("a pattern");
    let mut found = Vec::new();
    for (line, words) in prose(text) {
        for span in code.captures_iter(words) {
            let path = &span[1];
            if is_path(path) && !is_known(path, known) {
                found.push(Finding::new(line, format!("`{path}` does not exist")));
            }
        }
    }
    found
}

/// Returns the links of a page in `folder` (empty, or ending with `/`) that lead to no file and no folder.
pub(super) fn broken_links(folder: &str, text: &str, known: &BTreeSet<String>) -> Vec<Finding> {
    let link = Regex::new(r"\]\(([^)#]+)(#[^)]*)?\)").expect("a pattern");
    let mut found = Vec::new();
    for (line, words) in prose(text) {
        for target in link.captures_iter(words).map(|link| link[1].to_owned()) {
            let path = format!("{folder}{target}");
            let is_known = known.contains(&path) || known.contains(&format!("{path}/"));
            if !target.contains("://") && !is_known {
                found.push(Finding::new(line, format!("the link to {target} is broken")));
            }
        }
    }
    found
}

/// Returns the types in the rows of `## Glossary` that the file of the row does not define. A row is
/// `| word | code | file | meaning |`.
pub(super) fn missing_types(text: &str, sources: &[TextFile]) -> Vec<Finding> {
    let name = Regex::new(r"\b[A-Z]\w*[a-z]\w*").expect("a pattern");
    let mut found = Vec::new();
    for (line, row) in glossary(text) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, _, code, file, ..] = cells[..] else {
            found.push(Finding::new(line, "a row has four cells"));
            continue;
        };
        let path = format!("src/{}", file.trim_matches('`'));
        let Some(source) = sources.iter().find(|source| source.path == path) else {
            found.push(Finding::new(line, format!("{path} does not exist")));
            continue;
        };
        let defined = defined_types(source);
        // `Command::Move` names a variant of `Command`.
        let types = code.split('`').skip(1).step_by(2).filter_map(|code| name.find(code));
        for name in types.map(|name| name.as_str()).filter(|name| !defined.contains(*name)) {
            found.push(Finding::new(line, format!("{path} does not define `{name}`")));
        }
    }
    found
}

fn defined_types(source: &TextFile) -> BTreeSet<String> {
    let tokens = tokens(&source.text);
    let defining =
        tokens.windows(2).filter(|pair| ["struct", "enum", "trait"].contains(&&*pair[0].text));
    defining.map(|pair| pair[1].text.clone()).collect()
}

/// The rows below the head of the table, each with its line number.
fn glossary(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().zip(1..).skip_while(|(line, _)| *line != "## Glossary");
    let rows = lines.skip(1).take_while(|(line, _)| !line.starts_with("## "));
    rows.filter(|(line, _)| line.starts_with('|')).skip(2).map(|(line, n)| (n, line))
}

/// The lines outside code blocks, each with its number.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut in_block = false;
    let lines = text.lines().zip(1..).filter(|(line, _)| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    });
    lines.map(|(line, n)| (n, line)).collect()
}

fn is_path(code: &str) -> bool {
    let is_pattern = code.contains(['*', '<', ' ', '…', '{']) || code.contains("NAME");
    let in_repository = FOLDERS.iter().any(|folder| code.starts_with(folder));
    !is_pattern && (in_repository || code.ends_with(".rs"))
}

fn is_known(path: &str, known: &BTreeSet<String>) -> bool {
    let any_folder = format!("/{path}");
    known.contains(path)
        || known.contains(&format!("{path}/"))
        || known.contains(&format!("src/{path}"))
        || (!path.contains('/') && known.iter().any(|known| known.ends_with(&any_folder)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> BTreeSet<String> {
        ["src/", "src/text/", "src/text/span.rs", "docs/", "docs/find.md"].map(String::from).into()
    }

    #[track_caller]
    fn check(found: &[Finding], expected: &[&str]) {
        let advice: Vec<&str> = found.iter().map(|found| found.advice.as_str()).collect();
        assert_eq!(advice, expected);
    }

    #[test]
    fn a_path_that_does_not_exist_is_found() {
        let page =
            "`src/text/`, `text/span.rs` and `span.rs`\n```\n`src/no`\n```\n`src/cli/NAME.rs`";
        check(&missing_paths(page, &known()), &[]);
        let page = "`src/text/gone.rs`, `gone.rs`, `docs/gone/`";
        let expected = ["src/text/gone.rs", "gone.rs", "docs/gone/"]
            .map(|path| format!("`{path}` does not exist"));
        check(&missing_paths(page, &known()), &expected.each_ref().map(String::as_str));
    }

    #[test]
    fn a_broken_link_is_found() {
        let page = "[a](find.md#order) [b](https://example.org/x) [c](gone.md)";
        check(&broken_links("docs/", page, &known()), &["the link to gone.md is broken"]);
    }

    #[test]
    fn a_type_of_the_glossary_that_its_file_does_not_define_is_found() {
        let text = "pub struct Span; enum SpanKind { Empty }".to_owned();
        let sources = [TextFile { path: "src/text/span.rs".to_owned(), text }];
        let page =
            |rows: &str| format!("## Glossary\n\n| a | b | c | d |\n|---|---|---|---|\n{rows}\n");
        let good = "| span | `Span`, `SpanKind::Empty` | `text/span.rs` | A `Range`. |";
        check(&missing_types(&page(good), &sources), &[]);
        let wrong_name = "| span | `Range` | `text/span.rs` | A span. |";
        check(
            &missing_types(&page(wrong_name), &sources),
            &["src/text/span.rs does not define `Range`"],
        );
        let wrong_file = "| span | `Span` | `text/gone.rs` | A span. |";
        check(&missing_types(&page(wrong_file), &sources), &["src/text/gone.rs does not exist"]);
    }
}
