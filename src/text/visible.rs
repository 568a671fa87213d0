//! The filter between foreign text and the screen.
//!
//! Foreign text (articles, file names, titles, notes, messages that quote them) is drawn through
//! [`glyphs`] or [`visible`], never directly. Ratatui drops some control characters on some paths
//! and none on others, and counts no width for dropped characters.
//!
//! Invariant: the output holds no control, bidirectional, zero-width, format, tag, private or
//! unassigned character and no over-long run of combining marks. A joiner or a variation selector
//! stays where a script or an emoji needs it, for example in `👩‍🚀`. The text itself is never
//! changed: each glyph keeps the bytes that the glyph stands for.
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
    /// `true` if `symbol` is a spelling, which deserves another style.
    pub escaped: bool,
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
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let all = Glyphs { rest: text, at: 0, place: GlyphTarget::Name };
    let mut changed: Option<String> = None;
    for glyph in all {
        match (&mut changed, glyph.symbol) {
            (Some(line), symbol) => line.push_str(&symbol),
            (None, Cow::Borrowed(symbol)) if symbol == glyph.span.of(text) => {}
            (None, symbol) => changed = Some(format!("{}{symbol}", &text[..glyph.span.start])),
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
    Glyph { span, symbol: Cow::Borrowed(cluster), cols, escaped: false }
}

/// A cluster that something else is drawn for.
fn escaped<'a>(span: Span, symbol: impl Into<Cow<'a, str>>) -> Glyph<'a> {
    let symbol = symbol.into();
    Glyph { span, cols: spell::cols(&symbol), symbol, escaped: true }
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
    match spell::spell(cluster) {
        Cow::Borrowed(symbol) => plain(span, symbol, spell::cols(symbol)),
        Cow::Owned(symbol) => escaped(span, symbol),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{objection, trials};

    /// The symbols of a text joined by `|`, escaped ones in brackets.
    fn drawn(text: &str) -> String {
        let symbols = glyphs(text, Span::new(0, text.len())).map(|glyph| match glyph.escaped {
            true => format!("[{}]", glyph.symbol),
            false => glyph.symbol.into_owned(),
        });
        symbols.collect::<Vec<_>>().join("|")
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(drawn(text), expected, "{text:?}");
    }

    fn cols(text: &str) -> Vec<usize> {
        glyphs(text, Span::new(0, text.len())).map(|glyph| glyph.cols).collect()
    }

    #[test]
    fn plain_text_is_drawn_as_it_is() {
        check("It’s é—", "I|t|’|s| |é|—");
        check("e\u{301}a", "e\u{301}|a");
        check("漢字", "漢|字");
        check("", "");
    }

    #[test]
    fn escape_sequences_are_spelled() {
        check("\u{1b}[2J", "[␛]|[|2|J");
        check("\u{7f}\0\u{9b}", "[␡]|[␀]|[<U+009B>]");
        check("a\u{202e}b", "a|[<U+202E>]|b");
        check("\u{feff}\u{200b}", "[<U+FEFF>]|[<U+200B>]");
        check("\u{e0041}x\u{e000}", "[<U+E0041>]|x|[<U+E000>]");
        check("soft\u{ad}ly", "s|o|f|t|[¬]|l|y");
    }

    #[test]
    fn line_breaks_and_tabs_have_their_own_forms() {
        check("a\nb\r\nc\td\re", "a| |b| |c|[    ]|d|[␍]|e");
        assert_eq!(visible("a\nb\r\nc\td\re"), "a␤b␤c d␍e");
        assert_eq!(visible("\u{2028}"), "<U+2028>");
    }

    #[test]
    fn joiners_stay_where_they_work() {
        check("👩\u{200d}🚀", "👩\u{200d}🚀");
        check("می\u{200c}خواهم", "م|ی\u{200c}|خ|و|ا|ه|م");
        check("a\u{200d}b", "[a<U+200D>]|b");
        check("👩\u{200d}", "[👩<U+200D>]");
        check("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष");
        check("क\u{94d}\u{200d}\u{200d}ष", "[क\u{94d}\u{200d}<U+200D>ष]");
    }

    #[test]
    fn variation_selectors_stay_on_emoji_and_ideographs() {
        check("❤\u{fe0f}", "❤\u{fe0f}");
        check("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}");
        check("葛\u{e0100}", "葛\u{e0100}");
        check("a\u{fe0f}", "[a<U+FE0F>]");
        check("❤\u{fe0f}\u{fe0f}", "[❤\u{fe0f}<U+FE0F>]");
    }

    #[test]
    fn marks_have_an_end() {
        let eight = "\u{301}".repeat(8);
        check(&format!("a{eight}"), &format!("a{eight}"));
        check(&format!("a{}", "\u{301}".repeat(100_000)), &format!("[a{eight}<+99992>]"));
        check("\u{301}", "[◌\u{301}]");
        let first = "\u{1100}".repeat(16);
        check(&"\u{1100}".repeat(20), &format!("[{first}<+4>]"));
        let smuggled: String = "\u{fe01}".repeat(50);
        check(&format!("x{smuggled}"), "[x<U+FE01><U+FE01><U+FE01><U+FE01><+46>]");
    }

    #[test]
    fn odd_widths_are_those_of_the_symbol() {
        assert_eq!(cols("a漢🇩🇪각"), [1, 2, 2, 2]);
        assert_eq!(cols("👩\u{200d}❤\u{fe0f}\u{200d}👨"), [2]);
        assert_eq!(cols("🇩 1\u{fe0f}\u{20e3}"), [1, 1, 2]);
        assert_eq!(cols("स\u{94d}त\u{94d}र"), [3]);
        assert_eq!(cols("ｶﾞ"), [3]);
        check("ﾊﾟ", "[ﾊ\u{309c}]");
        assert_eq!(cols("\u{1161}"), [8]);
        assert_eq!(cols("\u{202e}\t"), [8, 4]);
    }

    #[test]
    fn a_span_that_does_not_fit_draws_nothing() {
        assert_eq!(glyphs("aé", Span::new(0, 2)).count(), 0);
        assert_eq!(glyphs("aé", Span::new(2, 9)).count(), 0);
    }

    #[test]
    fn what_has_a_shape_and_leaves_its_neighbours_alone_is_drawable() {
        let is_drawable = |text: &str| drawable(text).all(|(_, is_fine)| is_fine);
        assert!(is_drawable("aé漢“\u{301}"));
        for c in ["\u{1b}", "\u{9b}", "\n", "\u{200d}", "\u{202e}", "\u{e000}"] {
            assert!(!is_drawable(c), "{c:?}");
        }
        assert!(is_drawable(&format!("a{}", "\u{301}".repeat(8))));
        assert!(!is_drawable(&format!("a{}", "\u{301}".repeat(9))));
    }

    #[test]
    fn nothing_changes_nothing_is_copied() {
        assert!(matches!(visible("Müller’s 漢字 👍🏽.txt"), Cow::Borrowed(_)));
        assert!(matches!(visible("a\u{200b}"), Cow::Owned(_)));
    }

    #[test]
    fn plain_characters_need_no_tables() {
        for c in '\0'..=char::MAX {
            let pair = format!("{c}a");
            let Some((len, cols)) = spell::plain_at_start(&pair) else {
                continue;
            };
            assert_eq!(len, cluster_len(&pair), "{c:?}");
            assert_eq!(cluster_len(&format!("a{c}")), 1, "{c:?}");
            assert_eq!(
                draw(Span::new(0, len), &pair[..len], GlyphTarget::Text),
                plain(Span::new(0, len), &pair[..len], cols)
            );
        }
    }

    /// The first of many texts that the judge of the tests objects to, with what the filter makes of it.
    fn objection_to<'a>(
        texts: impl Iterator<Item = String> + 'a,
        filter: fn(&str) -> String,
    ) -> Option<String> {
        let texts: Vec<String> = texts.map(|text| filter(&text)).collect();
        // All at once, since judging one by one would take minutes; one by one only to name the culprit.
        objection(&texts.join("|"))?;
        texts.into_iter().find(|text| objection(text).is_some())
    }

    fn as_name(text: &str) -> String {
        visible(text).into_owned()
    }

    fn as_text(text: &str) -> String {
        let symbols = glyphs(text, Span::new(0, text.len())).map(|glyph| glyph.symbol);
        symbols.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn t1_every_code_point_is_safe_by_every_way_and_in_every_company() {
        let companies: [fn(char) -> String; 6] = [
            |c| format!("a{c}b"),
            |c| format!("{c}"),
            |c| format!("漢{c}"),
            |c| format!("ক{c}ষ"),
            |c| format!("❤{c}❤"),
            |c| format!("\u{e0041}{c}"),
        ];
        for company in companies.into_iter().take(trials(1, 6)) {
            for filter in [as_name, as_text] {
                let all = ('\0'..=char::MAX).map(company);
                assert_eq!(objection_to(all, filter), None);
            }
        }
    }

    #[test]
    fn t1_the_check_catches_a_filter_that_knows_control_characters_only() {
        let naive = |text: &str| text.replace(char::is_control, "?");
        let all = ('\0'..=char::MAX).map(|c| format!("a{c}b"));
        assert!(objection_to(all, naive).is_some());
    }

    proptest! {
        #[test]
        fn glyphs_cover_the_text_and_have_columns(text in "(\\PC|[\0-\u{ff}]|[\u{300}-\u{36f}\u{200b}-\u{200f}\u{fe0f}👩❤🇩가क्]){0,60}") {
            let mut at = 0;
            for glyph in glyphs(&text, Span::new(0, text.len())) {
                prop_assert_eq!(glyph.span.start, at);
                prop_assert!(glyph.cols >= 1, "{:?}", glyph);
                prop_assert_eq!(glyph.cols, spell::cols(&glyph.symbol));
                prop_assert!(!glyph.symbol.chars().any(char::is_control));
                at = glyph.span.end;
            }
            prop_assert_eq!(at, text.len());
        }

        #[test]
        fn visible_is_idempotent(text in "(\\PC|[\0-\u{ff}]){0,60}") {
            let once = visible(&text).into_owned();
            prop_assert_eq!(visible(&once), once.as_str());
        }
    }
}
