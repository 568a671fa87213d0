//! How a Rust file looks from outside: its header, its length, its name, its imports.

use super::{
    Finding,
    rust::{is_test_file, paths, production, tokens},
};

const MAX_LINES: usize = 600;

/// Every file says first what it owns.
pub(super) fn header(_path: &str, text: &str) -> Vec<Finding> {
    let first = text.lines().next().unwrap_or_default();
    if first
        .strip_prefix("//! ")
        .is_some_and(|words| !words.trim().is_empty())
    {
        return Vec::new();
    }
    vec![Finding::new(
        1,
        "begin with `//! ` and a sentence that says what the file owns",
    )]
}

/// A long file gives its reason in the header.
pub(super) fn size(_path: &str, text: &str) -> Vec<Finding> {
    let n_lines = text.lines().count();
    let header = text.lines().take_while(|line| line.starts_with("//!"));
    let explained = header
        .flat_map(str::split_whitespace)
        .any(|word| word == "long");
    if n_lines <= MAX_LINES || explained {
        return Vec::new();
    }
    let advice = format!(
        "{n_lines} lines: cut the file at a noun, or add to its header a sentence \
         \"This file is long because …\""
    );
    vec![Finding::new(1, advice)]
}

/// Names that say nothing gather code that belongs elsewhere.
pub(super) fn name(path: &str, _text: &str) -> Vec<Finding> {
    const EMPTY: [&str; 10] = [
        "util", "utils", "helper", "helpers", "common", "manager", "managers", "prelude", "misc",
        "shared",
    ];
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    if stem.ends_with("/mod") {
        return vec![Finding::new(
            1,
            "name the file after its module, beside the module's folder",
        )];
    }
    stem.split('/')
        .filter(|part| EMPTY.contains(part))
        .map(|part| {
            Finding::new(
                1,
                format!("`{part}` is no noun: put the code where it belongs"),
            )
        })
        .collect()
}

/// Imports name what they take, but for two globs that tests may use.
pub(super) fn globs(path: &str, text: &str) -> Vec<Finding> {
    let all = tokens(text);
    let for_program = if is_test_file(path) {
        Vec::new()
    } else {
        production(&all)
    };
    let tolerated =
        |segments: &[&str]| matches!(segments, ["super", "*"] | ["proptest", "prelude", "*"]);
    let everywhere = paths(&all)
        .into_iter()
        .filter(|path| !tolerated(&path.segments));
    let in_program = paths(&for_program)
        .into_iter()
        .filter(|path| tolerated(&path.segments));
    everywhere
        .chain(in_program)
        .filter(|path| path.segments.last() == Some(&"*"))
        .map(|path| {
            let glob = path.segments.join("::");
            Finding::new(path.line, format!("name what `{glob}` brings in"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "src/text/span.rs";

    #[test]
    fn a_file_without_a_header_is_told() {
        assert_eq!(header(PATH, "//! Spans.\n"), []);
        for text in [
            "", "use std::fmt;", "//!\n//! Spans.", "// Spans.", "\n//! Spans.",
        ] {
            assert_eq!(header(PATH, text).len(), 1, "{text:?}");
        }
    }

    #[test]
    fn a_long_file_without_a_reason_is_told() {
        let body = "x\n".repeat(MAX_LINES);
        assert_eq!(size(PATH, &body), []);
        assert_eq!(size(PATH, &format!("//! Spans.\n{body}")).len(), 1);
        let reason = "//! This file is long because the table is one.\n";
        assert_eq!(size(PATH, &format!("{reason}{body}")), []);
        assert_eq!(
            size(PATH, &format!("//! Spans.\nfn long() {{}}\n{body}")).len(),
            1
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_told() {
        for path in [
            "src/text/mod.rs", "src/util.rs", "src/helpers/a.rs", "tests/it/common.rs",
        ] {
            assert_eq!(name(path, "").len(), 1, "{path}");
        }
        for path in ["src/text.rs", "src/text/commonplace.rs", "src/keymap.rs"] {
            assert_eq!(name(path, ""), [], "{path}");
        }
    }

    #[test]
    fn a_glob_is_told_but_for_two_in_tests() {
        let lines = |path, text| -> Vec<usize> {
            globs(path, text)
                .into_iter()
                .map(|finding| finding.line)
                .collect()
        };
        assert_eq!(lines(PATH, "use crate::text::*;"), [1]);
        assert_eq!(lines(PATH, "\nuse super::*;"), [2]);
        assert_eq!(
            lines(PATH, "#[cfg(test)] mod tests { use super::*; }"),
            Vec::<usize>::new()
        );
        assert_eq!(
            lines(PATH, "#[cfg(test)] mod tests { use proptest::prelude::*; }"),
            Vec::<usize>::new()
        );
        assert_eq!(
            lines(PATH, "#[cfg(test)] mod tests { use crate::text::*; }"),
            [1]
        );
        assert_eq!(
            lines(
                "tests/it/a.rs",
                "use super::*; use std::io::{self, prelude::*};"
            ),
            [1]
        );
        assert_eq!(
            lines(PATH, "use crate::text::{Span, ScalarMap};"),
            Vec::<usize>::new()
        );
    }
}
