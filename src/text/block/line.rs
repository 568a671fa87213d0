//! Lines, list markers, and the pieces that lines are gathered into.
//!
//! A piece is what will be one block: in plain text a line, or a paragraph when the text is
//! hard-wrapped. What a piece means is decided in [`super::kind`].

use super::{BlockKind, Span};
use crate::text::span::is_border;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its words without white space around them.
    pub(super) span: Span,
    /// Whether a blank line, or the start of the text, stands before it.
    pub(super) after_blank: bool,
}

/// The words of one block to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Its words, without the marker.
    pub(super) span: Span,
    /// The marker before them.
    pub(super) marker: Option<Span>,
    /// What the markup says it is.
    pub(super) kind: Option<BlockKind>,
}

impl Piece {
    /// A piece of the given words that nothing is known of.
    pub(super) fn new(line: Line) -> Self {
        Self {
            span: line.span,
            marker: None,
            kind: None,
        }
    }

    /// The same piece, with what the markup says it is.
    pub(super) fn of_kind(self, kind: BlockKind) -> Self {
        Self {
            kind: Some(kind),
            ..self
        }
    }

    /// The piece with `marker` split off its words, unless nothing would be left or the marker is one
    /// character with what follows it.
    pub(super) fn with_marker(self, text: &str, marker: Span) -> Self {
        let span = Span::new(marker.end, self.span.end).trim(text);
        if span.is_empty() || !is_border(text, marker.end) {
            return self;
        }
        Self {
            span,
            marker: Some(marker),
            ..self
        }
    }
}

/// All lines of `text` that are not blank.
pub(super) fn lines(text: &str) -> Vec<Line> {
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
        lines.push(Line { span, after_blank });
        after_blank = false;
    }
    lines
}

/// What a list marker looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A sign that is used for nothing else ("•").
    Bullet,
    /// A dash or star, which may be plain punctuation at the start of a line.
    Dash(char),
    /// "3." or "3)".
    Number(usize),
}

/// The list marker at the start of `words` and its length in bytes; white space must follow it.
pub(super) fn marker(words: &str) -> Option<(Marker, usize)> {
    let first = words.chars().next()?;
    let (marker, len) = match first {
        '•' | '‣' | '▪' | '▫' | '◦' | '●' | '○' | '■' | '□' | '∙' | '➤' | '►' | '▶' | '✓' | '✔' => {
            (Marker::Bullet, first.len_utf8())
        }
        '-' | '–' | '—' | '*' | '+' | '·' => (Marker::Dash(first), first.len_utf8()),
        '(' | '0'..='9' => numbered(words)?,
        _ => return None,
    };
    let rest = &words[len..];
    let blank = rest.starts_with(char::is_whitespace) && !rest.trim_start().is_empty();
    // Word processors glue "•" to the word; of a dash that would be a minus or a quotation.
    let glued = marker == Marker::Bullet && rest.starts_with(char::is_alphanumeric);
    (blank || glued).then_some((marker, len))
}

/// "3.", "3)" or "(3)" with at most three figures.
fn numbered(words: &str) -> Option<(Marker, usize)> {
    let open = usize::from(words.starts_with('('));
    let figures = words[open..].bytes().take(4).take_while(u8::is_ascii_digit);
    let end = open + figures.count();
    let close = words.as_bytes().get(end)?;
    let fits = *close == b')' || (*close == b'.' && open == 0);
    let number = words[open..end].parse().ok()?;
    (fits && end - open <= 3).then_some((Marker::Number(number), end + 1))
}

/// Whether the words end like a sentence, quotation marks and brackets aside.
pub(super) fn ends_sentence(words: &str) -> bool {
    last_mark(words).is_some_and(|c| ".!?…。！？।؟".contains(c))
}

/// The last char that is no closing mark, bracket, emphasis or footnote number.
pub(super) fn last_mark(words: &str) -> Option<char> {
    let is_close = |c: char| c.is_whitespace() || "”’\"'»“‘)]*_¹²³".contains(c);
    words.trim_end_matches(is_close).chars().next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_need_white_space_behind_them() {
        assert_eq!(marker("• One").map(|found| found.1), Some(3));
        assert_eq!(marker("12) One"), Some((Marker::Number(12), 3)));
        assert_eq!(marker("(2) One"), Some((Marker::Number(2), 3)));
        assert_eq!(marker("- One"), Some((Marker::Dash('-'), 1)));
        for none in [
            "-5 degrees",
            "2020. A year",
            "3.5 percent",
            "*bold*",
            "-",
            "– ",
            "",
            "(",
        ] {
            assert_eq!(marker(none), None, "{none}");
        }
    }

    #[test]
    fn lines_know_the_blank_before_them() {
        let text = "\u{feff}a\r\nb\r\n\r\n  c \n\u{2028}d";
        let found: Vec<_> = lines(text)
            .iter()
            .map(|line| (line.span.of(text), line.after_blank))
            .collect();
        assert_eq!(
            found,
            [("\u{feff}a", true), ("b", false), ("c", true), ("d", true)]
        );
    }
}
