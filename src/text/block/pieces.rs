//! Lines, list markers, and the pieces that lines are gathered into.
//!
//! A piece becomes one block: in plain text a line, or a paragraph of hard-wrapped lines.
//! [`super::classify_blocks`] decides the kind of a piece.

use super::{BlockKind, Span};
use crate::text::span::is_border;

/// A line with words.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceLine {
    /// The words without white space around them.
    pub(super) span: Span,
    /// `true` after a blank line and at the start of the text.
    pub(super) after_blank: bool,
}

/// The words of a future block.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockPiece {
    /// The words, without the marker.
    pub(super) span: Span,
    /// The marker before the words.
    pub(super) marker: Option<Span>,
    /// The kind according to the markup.
    pub(super) kind: Option<BlockKind>,
}

impl BlockPiece {
    /// A piece of the given words that nothing is known of.
    pub(super) fn new(line: SourceLine) -> Self {
        Self { span: line.span, marker: None, kind: None }
    }

    /// Returns the piece with a kind from the markup.
    pub(super) fn of_kind(self, kind: BlockKind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// Returns the piece with `marker` split off, unless no words would be left or the marker
    /// shares a grapheme cluster with the next character.
    pub(super) fn with_marker(self, text: &str, marker: Span) -> Self {
        let span = Span::new(marker.end, self.span.end).trim(text);
        if span.is_empty() || !is_border(text, marker.end) {
            return self;
        }
        Self { span, marker: Some(marker), ..self }
    }
}

/// All lines of `text` that are not blank.
pub(super) fn lines(text: &str) -> Vec<SourceLine> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut after_blank = true;
    let is_break = |c: char| matches!(c, '\n' | '\r' | '\u{c}' | '\u{2028}' | '\u{2029}');
    for part in text.split_inclusive(is_break) {
        let span = Span::new(start, start + part.len()).trim(text);
        start += part.len();
        if span.is_empty() {
            // The second half of CR LF is no blank line.
            after_blank |= !(part == "\n" && text[..start].ends_with("\r\n"));
            continue;
        }
        lines.push(SourceLine { span, after_blank });
        after_blank = false;
    }
    lines
}

/// The form of a list marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListMarker {
    /// A sign that is used for nothing else ("•").
    Bullet,
    /// A dash or star, which may be plain punctuation at the start of a line.
    Dash(char),
    /// "3." or "3)".
    Number(usize),
}

/// Returns the list marker at the start of `words` with its length in bytes. White space must
/// follow the marker.
pub(super) fn marker(words: &str) -> Option<(ListMarker, usize)> {
    let first = words.chars().next()?;
    let (marker, len) = match first {
        '•' | '‣' | '▪' | '▫' | '◦' | '●' | '○' | '■' | '□' | '∙' | '➤' | '►' | '▶' | '✓' | '✔' => {
            (ListMarker::Bullet, first.len_utf8())
        }
        '-' | '–' | '—' | '*' | '+' | '·' => (ListMarker::Dash(first), first.len_utf8()),
        '(' | '0'..='9' => numbered(words)?,
        _ => return None,
    };
    let rest = &words[len..];
    let blank = rest.starts_with(char::is_whitespace) && !rest.trim_start().is_empty();
    // Word processors glue "•" to the word; of a dash that would be a minus or a quotation.
    let glued = marker == ListMarker::Bullet && rest.starts_with(char::is_alphanumeric);
    (blank || glued).then_some((marker, len))
}

/// "3.", "3)" or "(3)" with at most three figures.
fn numbered(words: &str) -> Option<(ListMarker, usize)> {
    let open = usize::from(words.starts_with('('));
    let figures = words[open..].bytes().take(4).take_while(u8::is_ascii_digit);
    let end = open + figures.count();
    let close = words.as_bytes().get(end)?;
    let fits = *close == b')' || (*close == b'.' && open == 0);
    let number = words[open..end].parse().ok()?;
    (fits && end - open <= 3).then_some((ListMarker::Number(number), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_need_white_space_behind_them() {
        assert_eq!(marker("• One").map(|found| found.1), Some(3));
        assert_eq!(marker("12) One"), Some((ListMarker::Number(12), 3)));
        assert_eq!(marker("(2) One"), Some((ListMarker::Number(2), 3)));
        assert_eq!(marker("- One"), Some((ListMarker::Dash('-'), 1)));
        for none in ["-5 degrees", "2020. A year", "3.5 percent", "*bold*", "-", "– ", "", "("] {
            assert_eq!(marker(none), None, "{none}");
        }
    }

    #[test]
    fn lines_know_the_blank_before_them() {
        let text = "\u{feff}a\r\nb\r\n\r\n  c \n\u{2028}d";
        let found: Vec<_> =
            lines(text).iter().map(|line| (line.span.of(text), line.after_blank)).collect();
        assert_eq!(found, [("\u{feff}a", true), ("b", false), ("c", true), ("d", true)]);
    }
}
