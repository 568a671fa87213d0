//! What differs between two texts, word by word.
//!
//! White space of any kind is the same, so a text with other line breaks differs in nothing.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference<'a> {
    /// It stands in both, as the new text has it.
    Same(&'a str),
    /// Only the old text has it.
    Gone(&'a str),
    /// Only the new text has it.
    New(&'a str),
}

/// The stretches of two texts in reading order, what is gone before what is new.
///
/// Meant for passages: time grows with the words and with how much differs.
pub fn word_diff<'a>(old: &'a str, new: &'a str) -> Vec<Difference<'a>> {
    let (before, after) = (tokens(old), tokens(new));
    let keys = |tokens: &[(usize, &'a str)]| -> Vec<&'a str> {
        let key =
            |(_, token): &(usize, &'a str)| if token.trim().is_empty() { " " } else { *token };
        tokens.iter().map(key).collect()
    };
    let words = |text: &'a str, tokens: &[(usize, &str)], from: usize, len: usize| {
        let start = tokens.get(from).map_or(text.len(), |(at, _)| *at);
        let end = tokens.get(from + len).map_or(text.len(), |(at, _)| *at);
        &text[start..end]
    };
    let changes = capture_diff_slices(Algorithm::Myers, &keys(&before), &keys(&after));
    let parts = changes.into_iter().flat_map(|change| {
        let (_, old_range, new_range) = change.as_tag_tuple();
        let gone = words(old, &before, old_range.start, old_range.len());
        let there = words(new, &after, new_range.start, new_range.len());
        match change {
            DiffOp::Equal { .. } => [Difference::Same(there), Difference::Same("")],
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                [Difference::Gone(gone), Difference::New(there)]
            }
        }
    });
    parts.filter(|part| !part.text().is_empty()).collect()
}

impl<'a> Difference<'a> {
    /// The words of the stretch.
    pub fn text(self) -> &'a str {
        match self {
            Difference::Same(text) | Difference::Gone(text) | Difference::New(text) => text,
        }
    }
}

/// Words, runs of white space, and single other signs, with their offsets.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let kind = |sign: char| match sign {
        _ if sign.is_alphanumeric() => 0,
        _ if sign.is_whitespace() => 1,
        _ => 2,
    };
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut last = 2;
    for (at, sign) in text.char_indices() {
        let here = kind(sign);
        let end = at + sign.len_utf8();
        match found.last_mut() {
            Some((start, token)) if here == last && here != 2 => *token = &text[*start..end],
            _ => found.push((at, &text[at..end])),
        }
        last = here;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let parts = word_diff(old, new).into_iter();
        let shown = parts.map(|part| match part {
            Difference::Same(text) => text.to_owned(),
            Difference::Gone(text) => format!("[-{text}-]"),
            Difference::New(text) => format!("{{+{text}+}}"),
        });
        shown.collect()
    }

    #[test]
    fn words_differ_as_wholes() {
        assert_eq!(
            shown(
                "It ended on Monday, he said.",
                "It ended on Tuesday, she said."
            ),
            "It ended on [-Monday-]{+Tuesday+}, [-he-]{+she+} said."
        );
        assert_eq!(shown("one two", "one"), "one[- two-]");
        assert_eq!(shown("", "Zürich 2"), "{+Zürich 2+}");
    }

    #[test]
    fn line_breaks_are_no_difference() {
        assert_eq!(shown("one\n two", "one two"), "one two");
        assert_eq!(shown("", ""), "");
    }
}
