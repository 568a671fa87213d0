//! Puts the texts of a page together to blocks, by the white space rules of the HTML standard.
//!
//! White space collapses over the borders of inline elements. A no-break space stays. A soft hyphen and a
//! zero width space draw nothing and are left out.

use super::block::{PageBlockKind, Rendered, RenderedBlock};
use crate::text::Span;

/// The elements around a text, as far as a block counts them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextRole {
    pub(super) is_link: bool,
    pub(super) is_byline: bool,
    pub(super) is_time: bool,
    /// `pre`: white space stays.
    pub(super) is_preformatted: bool,
}

/// A block under construction.
#[derive(Debug, Default)]
struct OpenBlock {
    start: usize,
    marker_len: usize,
    n_words: usize,
    n_letters: usize,
    n_link_letters: usize,
    n_byline_letters: usize,
    n_time_letters: usize,
    in_word: bool,
}

/// The text so far, and the block under construction.
#[derive(Debug, Default)]
pub(super) struct LineBuilder {
    pub(super) page: Rendered,
    open: Option<OpenBlock>,
    /// A blank is due before the next letter.
    needs_blank: bool,
    /// Cell borders are due before the next letter.
    n_cells_due: usize,
    /// A line break was the last content.
    after_break: bool,
    marker: Option<String>,
    kind: Option<PageBlockKind>,
    container: usize,
}

/// Longest text that is replaced.
const MAX_REPLACED_BYTES: usize = 64;

/// Longest byline, in letters.
const MAX_BYLINE_LETTERS: usize = 200;

impl LineBuilder {
    /// Sets the kind and the box of the blocks that begin from now on.
    pub(super) fn begin(&mut self, kind: PageBlockKind, container: usize) {
        self.kind = Some(kind);
        self.container = container;
    }

    /// Sets the marker before the next block, or takes it back.
    pub(super) fn set_marker(&mut self, marker: Option<String>) {
        self.marker = marker;
    }

    /// Returns the number of blocks that have begun.
    pub(super) fn n_begun(&self) -> usize {
        self.page.blocks.len() + usize::from(self.open.is_some())
    }

    /// Returns the number of bytes so far, for [`LineBuilder::replace_since`].
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.page.blocks.len(), self.page.text.len())
    }

    /// Replaces the text since a mark in the same block, keeping a blank at its start.
    pub(super) fn replace_since(
        &mut self,
        mark: (usize, usize),
        new: impl Fn(&str) -> Option<String>,
    ) {
        if mark.0 != self.page.blocks.len() || self.open.is_none() {
            return;
        }
        let start = mark.1.max(self.open.as_ref().map_or(0, |open| open.start + open.marker_len));
        let Some(raised) = self.page.text.get(start..) else { return };
        // Nested elements would read a long text again and again.
        if raised.len() > MAX_REPLACED_BYTES {
            return;
        }
        let n_blank = raised.len() - raised.trim_start().len();
        if let Some(new) = new(raised.trim_start()) {
            self.page.text.truncate(start + n_blank);
            self.page.text.push_str(&new);
        }
    }

    /// Returns `true` if the last content was a letter, without white space behind it.
    pub(super) fn ends_with_letter(&self) -> bool {
        self.open.is_some() && !self.needs_blank && !self.page.text.ends_with(' ')
    }

    pub(super) fn push_blank(&mut self) {
        self.needs_blank |= self.open.is_some();
    }

    /// Adds the border before a cell of a row.
    pub(super) fn push_cell_border(&mut self) {
        self.n_cells_due += 1;
    }

    /// Adds a line break; the second in a row ends the block.
    pub(super) fn push_break(&mut self, role: TextRole) {
        if role.is_preformatted {
            if let Some(open) = &mut self.open {
                open.in_word = false;
                self.page.text.push('\n');
            }
        } else if self.after_break {
            self.end_block();
        } else {
            self.push_blank();
            self.after_break = self.open.is_some();
        }
    }

    /// Adds the text of a node.
    pub(super) fn push_text(&mut self, text: &str, role: TextRole) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' if role.is_preformatted => {
                    if let Some(open) = &mut self.open {
                        open.in_word = false;
                        self.page.text.push(if c == '\r' || c == '\u{c}' { '\n' } else { c });
                    }
                }
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.push_blank(),
                '\u{ad}' | '\u{200b}' | '\0' => {}
                _ => self.push_char(c, role),
            }
        }
    }

    /// Adds a sign that is not the page's own, for example a mark of quotation.
    pub(super) fn push_char(&mut self, c: char, role: TextRole) {
        self.after_break = false;
        self.fill_gap();
        let Some(open) = &mut self.open else { return };
        self.page.text.push(c);
        let n_letters = n_letters(c);
        open.n_letters += n_letters;
        open.n_link_letters += n_letters * usize::from(role.is_link);
        open.n_byline_letters += n_letters * usize::from(role.is_byline);
        open.n_time_letters += n_letters * usize::from(role.is_time);
        // Ideographs have no white space between words; two of them are about a word.
        if c.is_whitespace() {
            open.in_word = false;
        } else if !open.in_word {
            open.in_word = n_letters < 2;
            open.n_words += 1;
        }
    }

    fn fill_gap(&mut self) {
        let start = self.page.text.len();
        let is_new = self.open.is_none();
        let open = self.open.get_or_insert_with(|| OpenBlock { start, ..OpenBlock::default() });
        if is_new {
            if let Some(marker) = self.marker.take() {
                self.page.text.push_str(&marker);
                open.marker_len = marker.len();
            }
        } else if self.n_cells_due > 0 {
            for _ in 0..self.n_cells_due {
                self.page.text.push_str(" |");
            }
            self.page.text.push(' ');
            open.in_word = false;
        } else if self.needs_blank {
            self.page.text.push(' ');
            open.in_word = false;
        }
        self.needs_blank = false;
        self.n_cells_due = 0;
    }

    /// Ends the block under construction, if it has words.
    pub(super) fn end_block(&mut self) {
        self.needs_blank = false;
        self.n_cells_due = 0;
        self.after_break = false;
        let Some(open) = self.open.take() else { return };
        let words = self.page.text[open.start..].trim_end();
        let end = open.start + words.len();
        self.page.text.truncate(end);
        self.page.text.push('\n');
        let kind = self.kind_of(&open);
        self.page.blocks.push(RenderedBlock {
            span: Span::new(open.start, end),
            marker_len: open.marker_len,
            kind,
            container: self.container,
            n_words: open.n_words,
            n_letters: open.n_letters,
            n_link_letters: open.n_link_letters,
        });
    }

    fn kind_of(&self, open: &OpenBlock) -> PageBlockKind {
        let kind = self.kind.unwrap_or(PageBlockKind::Paragraph);
        let is_plain = matches!(kind, PageBlockKind::Paragraph | PageBlockKind::ListItem);
        if !is_plain || open.n_letters == 0 || open.n_letters > MAX_BYLINE_LETTERS {
            kind
        } else if 2 * open.n_byline_letters >= open.n_letters {
            PageBlockKind::Byline
        } else if 5 * open.n_time_letters >= 3 * open.n_letters {
            PageBlockKind::Time
        } else {
            kind
        }
    }
}

/// Returns the weight of a character as a letter: 0, 1, or 2 for scripts without blanks between words.
pub(super) fn n_letters(c: char) -> usize {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => 1,
        '\0'..='\u{7f}' => 0,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => 2,
        c => usize::from(c.is_alphanumeric()),
    }
}
