//! Snippets: the words around a place, as far as they fit on a line.
//!
//! All white space becomes one space; no space is added, for example before a comma. Snippets are
//! cut between grapheme clusters, so that no accent or emoji is split, and end at blank lines. A
//! snippet may still hold unsafe characters: the surfaces make the words visible.

use super::concordance::{LineContext, after, before};
use crate::text::{Span, glyphs};

/// A place with the words before and behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The words before the place, with a final space if the text has white space there.
    pub left: String,
    /// The terminal columns of `left`.
    pub left_cols: usize,
    /// The words of the place.
    pub keyword: String,
    /// The words after the place, with a leading space if the text has white space there.
    pub right: String,
}

/// Longer places are cut: no line shows more.
const LONGEST_KEYWORD: usize = 1_000;

/// Maximum number of bytes of a column, combining marks included.
const BYTES_A_COLUMN: usize = 8;

/// The words around a place, in at most so many columns on each side.
pub fn around(context: LineContext<'_>, place: Span, (left, right): (usize, usize)) -> Snippet {
    let words = place.get(context.text).unwrap_or_default();
    let words = &words[..words.floor_char_boundary(LONGEST_KEYWORD)];
    let reach = |cols: usize| (cols + 2) * BYTES_A_COLUMN;
    let before = one_line(before(context, place, reach(left)));
    let after = one_line(after(context, place, reach(right)));
    let mut known: Vec<_> = glyphs_of(before.trim_start()).collect();
    known.reverse();
    let shown = before.trim_start();
    let (start, left_cols) = match fitting(known.into_iter(), left) {
        Some((last, cols)) => (last.start, cols),
        None => (shown.len(), 0),
    };
    let end = fitting(glyphs_of(&after), right).map_or(0, |(last, _)| last.end);
    Snippet {
        left: shown[start..].to_owned(),
        left_cols,
        keyword: one_line(words).trim().to_owned(),
        right: after[..end].trim_end().to_owned(),
    }
}

fn glyphs_of(text: &str) -> impl Iterator<Item = (Span, usize)> {
    glyphs(text, Span::new(0, text.len())).map(|glyph| (glyph.span, glyph.cols))
}

/// Returns the end of the last glyph that fits, and the columns up to there.
fn fitting(glyphs: impl Iterator<Item = (Span, usize)>, room: usize) -> Option<(Span, usize)> {
    let sums = glyphs.scan(0, |sum, (span, cols)| {
        *sum += cols;
        Some((span, *sum))
    });
    sums.take_while(|(_, cols)| *cols <= room).last()
}

/// The words with one space for all white space, also at the ends.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for sign in text.chars() {
        if !sign.is_whitespace() {
            line.push(sign);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place is marked in the text; shows what is kept in so many columns on each side.
    #[track_caller]
    fn check(marked: &str, cols: usize, expected: &str) {
        let start = marked.find("[[").unwrap();
        let text = marked.replace("[[", "").replace("]]", "");
        let place = Span::new(start, marked.find("]]").unwrap() - 2);
        let context = LineContext { text: &text, within: Span::new(0, text.len()) };
        let Snippet { left, keyword, right, .. } = around(context, place, (cols, cols));
        assert_eq!(format!("{left}[{keyword}]{right}"), expected, "{marked:?}");
    }

    #[test]
    fn spaces_stand_only_where_the_text_has_them() {
        check("said [[Ramirez]], who", 40, "said [Ramirez], who");
        check("the “[[weapon]]” of", 40, "the “[weapon]” of");
        check("a\n  [[b\n c]]\t d", 40, "a [b c] d");
        check("[[all]]", 40, "[all]");
    }

    #[test]
    fn context_ends_at_paragraphs_and_where_it_does_not_fit() {
        check("Before.\n\nthe [[word]] here\n\nAfter.", 40, "the [word] here");
        check("Before.\r\n\r\nthe [[word]]\r\n\r\nAfter.", 40, "the [word]");
        check("one two [[x]] three four", 5, " two [x] thre");
        check("[[x]] yz", 0, "[x]");
    }

    #[test]
    fn wide_and_combined_characters_stay_whole() {
        check("漢漢漢[[x]]漢漢漢", 5, "漢漢[x]漢漢");
        check("e\u{301}e\u{301}[[x]]e\u{301}e\u{301}", 1, "e\u{301}[x]e\u{301}");
        check("👩\u{200d}🚀[[x]]👩\u{200d}🚀", 1, "[x]");
        check("a\0[[x]]\u{1b}[b", 9, "a\0[x]\u{1b}[b");
    }
}
