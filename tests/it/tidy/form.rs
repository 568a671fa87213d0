//! The outside of a Rust file: its header, its length and its name.

use super::Finding;

const MAX_LINES: usize = 600;

/// Every file says first what it owns.
pub(super) fn header(_path: &str, text: &str) -> Vec<Finding> {
    let first = text.lines().next().unwrap_or_default();
    if first.strip_prefix("//! ").is_some_and(|words| !words.trim().is_empty()) {
        return Vec::new();
    }
    vec![Finding::new(1, "begin with `//! ` and a sentence that says what the file owns")]
}

/// A long file gives its reason in the header.
pub(super) fn size(_path: &str, text: &str) -> Vec<Finding> {
    let n_lines = text.lines().count();
    let header = text.lines().take_while(|line| line.starts_with("//!"));
    let explained = header.flat_map(str::split_whitespace).any(|word| word == "long");
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
    stem.split('/')
        .filter(|part| EMPTY.contains(part))
        .map(|part| Finding::new(1, format!("`{part}` is no noun: put the code where it belongs")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "src/text/span.rs";

    #[test]
    fn a_file_without_a_header_is_told() {
        assert_eq!(header(PATH, "//! Spans.\n"), []);
        for text in ["", "use std::fmt;", "//!\n//! Spans.", "// Spans.", "\n//! Spans."] {
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
        assert_eq!(size(PATH, &format!("//! Spans.\nfn long() {{}}\n{body}")).len(), 1);
    }

    #[test]
    fn a_name_that_says_nothing_is_told() {
        for path in ["src/util.rs", "src/helpers/a.rs", "tests/it/common.rs"] {
            assert_eq!(name(path, "").len(), 1, "{path}");
        }
        for path in ["src/text.rs", "src/text/commonplace.rs", "src/keymap.rs"] {
            assert_eq!(name(path, ""), [], "{path}");
        }
    }
}
