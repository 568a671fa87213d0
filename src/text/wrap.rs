//! Breaks text into screen rows.
//!
//! Columns are counted as in [`super::glyphs`], so a row that fits here fits on the screen. White
//! space between two rows belongs to neither row. A row never splits a glyph; a glyph that is wider
//! than a row gets a row of its own.

use super::{Glyph, Span, glyphs};

/// Returns `text` with a space for each line break, for a row of a list.
///
/// ```
/// use copydesk::text::on_one_line;
///
/// assert_eq!(on_one_line("The fees\nrise."), "The fees rise.");
/// ```
pub fn on_one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// The rows of `within`: spans of at most `cols` columns, in order, that leave out only white space.
///
/// Breaks at white space (a line break inside the span is one), after hyphens and dashes inside
/// words, and between ideographs; a word longer than a row is broken between glyphs. `cols` of 0
/// counts as 1.
pub fn wrap(text: &str, within: Span, cols: usize) -> Vec<Span> {
    let mut rows = RowBuilder::new(within.start, cols.max(1));
    for glyph in glyphs(text, within) {
        if is_blank(&glyph) {
            rows.push_blank(&glyph);
        } else {
            rows.push(&glyph, first_char(glyph.span.of(text)));
        }
    }
    rows.finish()
}

/// The finished rows and the open row.
struct RowBuilder {
    rows: Vec<Span>,
    max_cols: usize,
    /// The open row, from its first to after its last glyph that is not blank.
    row: Span,
    /// Columns from `row.start` to the next glyph, blanks included.
    cols: usize,
    /// The last place where the row may be cut.
    cut: Option<RowBreak>,
    /// The glyph before, if it was not blank.
    before: Option<char>,
}

/// A place where a row may be cut.
#[derive(Clone, Copy)]
struct RowBreak {
    /// End of the row if broken here.
    end: usize,
    /// Start of the next row.
    next: usize,
    /// Columns of the row up to `next`.
    cols: usize,
}

impl RowBuilder {
    fn new(start: usize, max_cols: usize) -> Self {
        Self {
            rows: Vec::new(),
            max_cols,
            row: Span::new(start, start),
            cols: 0,
            cut: None,
            before: None,
        }
    }

    fn push_blank(&mut self, glyph: &Glyph<'_>) {
        self.before = None;
        if self.row.is_empty() {
            self.begin(glyph.span.end);
            return;
        }
        self.cols += glyph.cols;
        self.cut = Some(RowBreak { end: self.row.end, next: glyph.span.end, cols: self.cols });
    }

    fn push(&mut self, glyph: &Glyph<'_>, c: char) {
        if self.before.is_some_and(|before| may_cut(before, c)) {
            self.cut =
                Some(RowBreak { end: glyph.span.start, next: glyph.span.start, cols: self.cols });
        }
        if self.cols + glyph.cols > self.max_cols
            && let Some(cut) = self.cut
        {
            self.rows.push(Span::new(self.row.start, cut.end));
            self.row = Span::new(cut.next, self.row.end.max(cut.next));
            self.cols -= cut.cols;
            self.cut = None;
        }
        if self.cols + glyph.cols > self.max_cols && !self.row.is_empty() {
            self.rows.push(self.row);
            self.begin(glyph.span.start);
        }
        self.row.end = glyph.span.end;
        self.cols += glyph.cols;
        self.before = Some(c);
    }

    fn begin(&mut self, start: usize) {
        self.row = Span::new(start, start);
        self.cols = 0;
        self.cut = None;
    }

    fn finish(mut self) -> Vec<Span> {
        if !self.row.is_empty() {
            self.rows.push(self.row);
        }
        self.rows
    }
}

/// Returns `true` if the glyph is white space that may end a row. A no-break space may not.
fn is_blank(glyph: &Glyph<'_>) -> bool {
    let blank = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}');
    glyph.symbol.chars().all(blank)
}

fn first_char(cluster: &str) -> char {
    cluster.chars().next().unwrap_or_default()
}

/// Returns `true` if a row may end between two neighbouring glyphs that are not blank.
fn may_cut(before: char, after: char) -> bool {
    if before.is_ascii_alphanumeric() {
        return !after.is_ascii() && is_ideographic(after);
    }
    match before {
        '-' | '\u{2010}' | '\u{ad}' => after.is_alphabetic(),
        '–' | '—' => after.is_alphanumeric() || is_opening(after),
        _ if is_opening(before) || is_closing(after) => false,
        _ => is_ideographic(before) || is_ideographic(after),
    }
}

/// Characters of scripts that are written without spaces between words and may be cut anywhere.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3001}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Punctuation that may not end a row, for example an opening bracket.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '“'
            | '‘'
            | '«'
            | '„'
            | '‚'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '（'
            | '［'
            | '｛'
            | '｢'
    )
}

/// Punctuation and small signs that may not begin a row.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '.'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '%'
            | '…'
            | '、'
            | '。'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '々'
            | '〻'
            | 'ゝ'
            | 'ゞ'
            | '゛'
            | '゜'
            | '・'
            | 'ー'
            | 'ヽ'
            | 'ヾ'
            | '！'
            | '％'
            | '）'
            | '，'
            | '．'
            | '：'
            | '；'
            | '？'
            | '］'
            | '｝'
            | '｡'
            | '｣'
            | '､'
            | 'ｰ'
            | 'ﾞ'
            | 'ﾟ'
            | 'ぁ'
            | 'ぃ'
            | 'ぅ'
            | 'ぇ'
            | 'ぉ'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RowBuilder are written with `|` between them.
    fn check(cols: usize, text: &str, expected: &str) {
        let rows = wrap(text, Span::new(0, text.len()), cols);
        let words: Vec<&str> = rows.iter().map(|row| row.of(text)).collect();
        assert_eq!(words.join("|"), expected, "{text:?} in {cols} columns");
    }

    #[test]
    fn rows_break_at_white_space() {
        check(10, "the quick brown fox", "the quick|brown fox");
        check(9, "the quick brown fox", "the quick|brown fox");
        check(8, "the quick brown fox", "the|quick|brown|fox");
        check(5, "  a   b  ", "a   b");
        check(3, "aaa \t bbb", "aaa|bbb");
        check(20, "hard\nwrapped\r\nlines", "hard\nwrapped\r\nlines");
        check(9, "hard\nwrapped", "hard|wrapped");
    }

    #[test]
    fn nothing_gives_no_row() {
        check(10, "", "");
        check(10, " \n ", "");
    }

    #[test]
    fn words_break_after_hyphens_and_dashes() {
        check(6, "well-known", "well-|known");
        check(6, "in 20-30", "in|20-30");
        check(7, "gone—he said", "gone—he|said");
        check(5, "gone—he said", "gone—|he|said");
        check(5, "gone—” x", "gone—|” x");
        check(4, "a -b c", "a -b|c");
    }

    #[test]
    fn long_words_break_between_glyphs() {
        check(4, "abcdefghij kl", "abcd|efgh|ij|kl");
        check(1, "ab", "a|b");
        check(0, "ab", "a|b");
        check(1, "漢a", "漢|a");
        check(3, "e\u{301}e\u{301}e\u{301}e\u{301}", "e\u{301}e\u{301}e\u{301}|e\u{301}");
        check(4, "x\u{202e}y", "x|\u{202e}|y");
    }

    #[test]
    fn ideographs_break_anywhere_but_at_punctuation() {
        check(6, "漢字漢字", "漢字漢|字");
        check(4, "漢字。漢", "漢|字。|漢");
        check(4, "「漢字」", "「漢|字」");
        check(5, "ab漢字", "ab漢|字");
    }

    #[test]
    fn a_no_break_space_holds() {
        check(6, "at 10\u{a0}km", "at|10\u{a0}km");
    }

    #[test]
    fn only_the_span_is_wrapped() {
        let text = "skip these words";
        let rows = wrap(text, Span::new(5, 10), 3);
        assert_eq!(rows, [Span::new(5, 8), Span::new(8, 10)]);
        assert!(wrap("é", Span::new(1, 2), 5).is_empty());
    }

    proptest! {
        #[test]
        fn rows_fit_and_leave_out_only_white_space(
            text in "([a-c]| |\n|\r\n|-|—|”|漢|。|\\PC|\u{301}|\u{200d}|\t|\0){0,80}",
            cols in 1..20_usize,
        ) {
            let rows = wrap(&text, Span::new(0, text.len()), cols);
            let mut at = 0;
            for row in rows {
                prop_assert!(row.start >= at && !row.is_empty());
                prop_assert!(text[at..row.start].chars().all(char::is_whitespace));
                let widths: Vec<usize> = glyphs(&text, row).map(|glyph| glyph.cols).collect();
                prop_assert!(widths.len() == 1 || widths.iter().sum::<usize>() <= cols);
                at = row.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
