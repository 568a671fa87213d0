//! The filter between foreign text and the screen.
//!
//! Foreign text (articles, file names, titles, notes, messages that quote them) is drawn through
//! [`glyphs`] or [`visible`], never directly. Ratatui drops some control characters on some paths
//! and none on others, and counts no width for dropped characters.
//!
//! Invariant: the output holds no control, bidirectional, zero-width, format, tag, private or
//! unassigned character and no over-long run of combining marks. A joiner or a variation selector
//! stays where a script or an emoji needs it, for example in `👩‍🚀`. A blank that is no space, for
//! example a no-break space, becomes `␣` of the same width. The text itself is never changed: each
//! glyph keeps the bytes that the glyph stands for.
//!
//! [`spell`] classifies single characters and spells the clusters that a terminal must not get.

mod spell;

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// The drawing of one grapheme cluster of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// The bytes of the cluster in the text.
    pub span: Span,
    /// Symbol to draw, safe for a terminal: the cluster itself or its visible spelling, for example
    /// `␛`.
    pub symbol: Cow<'a, str>,
    /// Terminal columns of `symbol` as counted by ratatui; at least 1.
    pub cols: usize,
    /// Relation between `symbol` and the cluster, which decides the style.
    pub form: GlyphForm,
}

/// The relation between a drawn symbol and its cluster of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlyphForm {
    /// The cluster itself, or a space for a line break.
    Itself,
    /// `␣` for a blank that is no space. Blanks are common, for example before `»`, so they deserve
    /// a quiet style.
    Blank,
    /// A spelling of something hidden, for example `␛`, which deserves a loud style.
    Spelled,
}

/// Returns the glyphs of `within`, in order, one per grapheme cluster; none if `within` does not
/// fit.
///
/// A line break becomes one space, which keeps the words of a hard-wrapped paragraph apart; a tab
/// becomes four. No glyph is empty, and the glyphs cover all bytes of `within`.
pub fn glyphs(text: &str, within: Span) -> impl Iterator<Item = Glyph<'_>> {
    Glyphs {
        rest: within.get(text).unwrap_or_default(),
        at: within.start,
        place: GlyphTarget::Text,
    }
}

/// Returns `text` as one line that is safe to draw or print: for names, titles and messages.
///
/// A tab becomes one space, a line break `␤`. The result borrows `text` when nothing changes.
///
/// ```
/// use copydesk::text::visible;
///
/// assert_eq!(visible("a \u{1b}[2J"), "a ␛[2J");
/// assert_eq!(visible("right\u{202e}left"), "right<U+202E>left");
/// assert_eq!(visible("10\u{a0}km"), "10␣km");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    joined(text, |glyph| glyph.symbol)
}

/// Returns `text` as [`visible`] does, but with its blanks unchanged: for words that leave the
/// program through the clipboard, where `␣` would spoil the words.
pub fn without_hidden(text: &str) -> Cow<'_, str> {
    joined(text, |glyph| match glyph.form {
        GlyphForm::Blank => Cow::Borrowed(glyph.span.of(text)),
        GlyphForm::Itself | GlyphForm::Spelled => glyph.symbol,
    })
}

/// Joins the words for all glyphs of a name; borrows `text` when nothing changes.
fn joined<'a>(text: &'a str, words: impl Fn(Glyph<'a>) -> Cow<'a, str>) -> Cow<'a, str> {
    let all = Glyphs { rest: text, at: 0, place: GlyphTarget::Name };
    let mut changed: Option<String> = None;
    for glyph in all {
        let span = glyph.span;
        match (&mut changed, words(glyph)) {
            (Some(line), words) => line.push_str(&words),
            (None, Cow::Borrowed(words)) if words == span.of(text) => {}
            (None, words) => changed = Some(format!("{}{words}", &text[..span.start])),
        }
    }
    changed.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Returns each character of a text, and whether a terminal may get the character among any
/// neighbours.
///
/// A drawable character has a shape of its own, does not affect neighbouring cells and does not
/// extend an over-long run of combining marks. A combining mark has a shape; joiners and selectors
/// have none.
pub fn drawable(text: &str) -> impl Iterator<Item = (char, bool)> {
    text.chars().scan(0, |n_marks, c| {
        *n_marks = if spell::is_mark(c) { *n_marks + 1 } else { 0 };
        let is_fine = !c.is_control() && !spell::is_hidden(c) && *n_marks <= spell::MAX_MARKS;
        Some((c, is_fine))
    })
}

/// The target of glyphs, which decides the drawing of tabs and line breaks.
#[derive(Clone, Copy)]
enum GlyphTarget {
    /// In the rows of an article.
    Text,
    /// On one line, for example a name or a message.
    Name,
}

/// The glyphs of what is left of a text.
struct Glyphs<'a> {
    rest: &'a str,
    /// Byte of the whole text where `rest` begins.
    at: usize,
    place: GlyphTarget,
}

impl<'a> Iterator for Glyphs<'a> {
    type Item = Glyph<'a>;

    fn next(&mut self) -> Option<Glyph<'a>> {
        let alone = spell::plain_at_start(self.rest);
        let len = alone.map_or_else(|| cluster_len(self.rest), |(len, _)| len);
        if len == 0 {
            return None;
        }
        let (cluster, rest) = self.rest.split_at(len);
        let span = Span::new(self.at, self.at + len);
        self.rest = rest;
        self.at = span.end;
        Some(match alone {
            Some((_, cols)) => plain(span, cluster, cols),
            None => draw(span, cluster, self.place),
        })
    }
}

/// Bytes of the first grapheme cluster.
fn cluster_len(text: &str) -> usize {
    text.graphemes(true).next().map_or(0, str::len)
}

/// Returns a cluster drawn unchanged.
fn plain(span: Span, cluster: &str, cols: usize) -> Glyph<'_> {
    Glyph { span, symbol: Cow::Borrowed(cluster), cols, form: GlyphForm::Itself }
}

/// A cluster that something else is drawn for.
fn escaped<'a>(span: Span, symbol: impl Into<Cow<'a, str>>) -> Glyph<'a> {
    let symbol = symbol.into();
    Glyph { span, cols: spell::cols(&symbol), symbol, form: GlyphForm::Spelled }
}

/// The glyph of any cluster.
fn draw(span: Span, cluster: &str, place: GlyphTarget) -> Glyph<'_> {
    match (cluster, place) {
        ("\n" | "\r\n", GlyphTarget::Text) => return plain(span, " ", 1),
        ("\n" | "\r\n", GlyphTarget::Name) => return escaped(span, "␤"),
        ("\t", GlyphTarget::Text) => return escaped(span, "    "),
        ("\t", GlyphTarget::Name) => return escaped(span, " "),
        _ => {}
    }
    if let Some(symbol) = spell::blank(cluster) {
        return Glyph { form: GlyphForm::Blank, ..escaped(span, symbol) };
    }
    match spell::spell(cluster) {
        Cow::Borrowed(symbol) => plain(span, symbol, spell::cols(symbol)),
        Cow::Owned(symbol) => escaped(span, symbol),
    }
}

#[cfg(test)]
mod tests;
