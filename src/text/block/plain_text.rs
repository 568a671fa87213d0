//! Pieces of plain text: each line, or each paragraph where lines are hard-wrapped.

use super::{
    Span,
    pieces::{BlockPiece, ListMarker, SourceLine, lines, marker},
};
use crate::text::line_shape::ends_sentence;

/// Columns that a greedy wrapper may leave free besides the first word of the next line.
const SLACK: usize = 10;

/// The pieces of `text`.
pub(super) fn pieces(text: &str) -> Vec<BlockPiece> {
    let lines = lines(text);
    let width = wrap_width(text, &lines);
    let mut pieces: Vec<BlockPiece> = Vec::new();
    let mut markers = MarkerMemory { wrapped: width.is_some(), ..MarkerMemory::default() };
    for (at, line) in lines.iter().enumerate() {
        let found = markers.read(text, &lines, at);
        if let (None, Some(width), Some(before)) = (found, width, at.checked_sub(1))
            && goes_on(text, lines[before], *line, width)
            && let Some(piece) = pieces.last_mut()
        {
            piece.span.end = line.span.end;
            continue;
        }
        let piece = BlockPiece::new(*line);
        pieces.push(found.map_or(piece, |marker| piece.with_marker(text, marker)));
    }
    pieces
}

/// Memory of list markers on the way down the lines.
#[derive(Default)]
struct MarkerMemory {
    /// The number of the last numbered item.
    number: usize,
    /// `true` after an item or a line of an item.
    in_list: bool,
    /// `true` if the lines of the text are hard-wrapped.
    wrapped: bool,
}

impl MarkerMemory {
    /// Returns the marker of line `at`, unless the character is punctuation at the start of a line.
    fn read(&mut self, text: &str, lines: &[SourceLine], at: usize) -> Option<Span> {
        let line = lines[at];
        let words = line.span.of(text);
        if line.after_blank {
            self.in_list = false;
        }
        let (found, len) = marker(words)?;
        let before = at.checked_sub(1).map(|before| lines[before].span.of(text));
        let fits = match found {
            ListMarker::Bullet => true,
            ListMarker::Number(number) => number <= 1 || number == self.number + 1,
            // Between two dashes of a wrapped line stands running text.
            ListMarker::Dash(_) if self.wrapped && !line.after_blank && !self.in_list => {
                before.is_none_or(|words| ends_sentence(words) || words.ends_with(':'))
            }
            ListMarker::Dash('—' | '–' | '·') => {
                self.in_list || has_sibling(text, lines, at, found)
            }
            ListMarker::Dash(_) => true,
        };
        if !fits || is_rule(words) {
            return None;
        }
        if let ListMarker::Number(number) = found {
            self.number = number;
        }
        self.in_list = true;
        Some(Span::new(line.span.start, line.span.start + len))
    }
}

/// Returns `true` if the line before or after begins with the same marker. A lone dash names a
/// speaker.
fn has_sibling(text: &str, lines: &[SourceLine], at: usize, found: ListMarker) -> bool {
    let is_same =
        |line: &SourceLine| marker(line.span.of(text)).is_some_and(|other| other.0 == found);
    let before = at.checked_sub(1).and_then(|before| lines.get(before));
    before.is_some_and(is_same) || lines.get(at + 1).is_some_and(is_same)
}

/// A line of dashes or stars only.
fn is_rule(words: &str) -> bool {
    words.chars().all(|c| c.is_whitespace() || "-–—*+·_=~".contains(c))
}

/// Returns the width at which the text is hard-wrapped, if any.
///
/// The test is the wrapper's own rule: a line ends because the next word did not fit. Lines that an
/// author ended fail the test, and so do texts with a paragraph on each line.
fn wrap_width(text: &str, lines: &[SourceLine]) -> Option<usize> {
    let longest = lines.iter().map(|line| line.span.len()).max()?;
    // A char has at most four bytes, so texts of long lines need no counting.
    if longest > 400 {
        return None;
    }
    let columns = |line: &SourceLine| line.span.of(text).chars().count();
    let width = lines.iter().map(columns).max()?;
    if !(40..=100).contains(&width) {
        return None;
    }
    let inner = lines.windows(2).filter(|pair| !pair[1].after_blank);
    let (mut breaks, mut tight, mut mid) = (0, 0, 0);
    for pair in inner {
        let (before, next) = (pair[0].span.of(text), pair[1].span.of(text));
        breaks += 1;
        if is_tight(before, next, width) {
            tight += 1;
            mid += usize::from(!ends_sentence(before));
        }
    }
    let lower = lines
        .windows(2)
        .filter(|pair| !pair[1].after_blank)
        .filter(|pair| pair[1].span.of(text).starts_with(char::is_lowercase))
        .count();
    // A poem or a list of names seldom goes on in lower case.
    let is_wrapped = tight * 4 >= breaks * 3 && mid >= 1 && lower * 4 >= breaks;
    (breaks > 0 && is_wrapped).then_some(width)
}

/// Returns `true` if the first word of `next` did not fit behind `before`.
fn is_tight(before: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    before.chars().count() + 1 + word.chars().count() + SLACK > width
}

/// Returns `true` if `line` continues the paragraph of the line before.
fn goes_on(text: &str, before: SourceLine, line: SourceLine, width: usize) -> bool {
    let (before, next) = (before.span.of(text), line.span.of(text));
    if line.after_blank || is_rule(before) || is_rule(next) {
        return false;
    }
    next.starts_with(char::is_lowercase) || is_tight(before, next, width)
}
