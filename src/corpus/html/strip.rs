//! Text out of HTML without a tree: one block per line, bullets as `- `, nothing judged.
//!
//! Writes the lines of the extractor's choice, and of whole pages that the extractor must not see
//! or finds empty.

use super::{
    entity::reference,
    tags::{HtmlPiece, is_one_of, pieces},
};
use crate::text::BlockKind;

/// The lines of a page, each with the kind that its element says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageLines {
    /// One block per line; every line ends with a line break.
    pub(super) text: String,
    pub(super) kinds: Vec<Option<BlockKind>>,
}

/// Returns the text of a page or of a part: one block per line.
pub(super) fn strip(page: &str) -> PageLines {
    let mut lines = LineWriter::default();
    for piece in pieces(page) {
        match piece {
            HtmlPiece::Text(text) => lines.push_text(text),
            HtmlPiece::Raw { name, content } if name.eq_ignore_ascii_case("textarea") => {
                lines.push_text(content);
            }
            HtmlPiece::Raw { .. } => {}
            HtmlPiece::Open { name, .. } => lines.open(name),
            HtmlPiece::Close { name } => lines.close(name),
        }
    }
    lines.finish()
}

/// The words of the `title` element, on one line.
pub(super) fn title(page: &str) -> Option<String> {
    let content = pieces(page).find_map(|piece| match piece {
        HtmlPiece::Raw { name, content } if name.eq_ignore_ascii_case("title") => Some(content),
        _ => None,
    })?;
    let mut lines = LineWriter::default();
    lines.push_text(content);
    Some(lines.text).filter(|title| !title.is_empty())
}

/// Elements inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "input", "svg", "path", "picture", "source", "use", "hi", "ref",
];

/// LineWriter under construction.
#[derive(Default)]
struct LineWriter {
    text: String,
    /// The gap between the last word and the next word.
    gap: WordGap,
    /// `true` if the next line is a list item.
    is_item: bool,
    /// The open elements that say the kind of a line, outermost first.
    open: Vec<&'static str>,
    /// The kinds of the lines so far.
    kinds: Vec<Option<BlockKind>>,
}

/// The elements that say the kind of their lines.
const TELLING: &[&str] = &[
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "figcaption", "tr", "li", "item",
    "head", "quote", "row",
];

/// The gap due before the next word; a larger gap swallows a smaller gap.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum WordGap {
    #[default]
    None,
    Space,
    Cell,
    Line,
}

impl LineWriter {
    fn open(&mut self, name: &str) {
        if let Some(known) = telling(name) {
            // A paragraph, a row and an item end where the next one begins.
            let ends = |open: &str| open == known && ["p", "tr", "li", "item"].contains(&known);
            self.open.pop_if(|open| ends(open));
            self.open.push(known);
            self.open.truncate(DEPTH);
        }
        if is_one_of(name, &["td", "th"]) {
            self.widen(WordGap::Cell);
        } else if !is_one_of(name, INLINE) {
            self.widen(WordGap::Line);
            // A paragraph inside an item is still the item's line.
            self.is_item |= is_one_of(name, &["li", "item"]);
        }
    }

    fn close(&mut self, name: &str) {
        let innermost =
            telling(name).and_then(|known| self.open.iter().rposition(|it| *it == known));
        if let Some(at) = innermost {
            self.open.truncate(at);
        }
        if is_one_of(name, &["td", "th"]) || is_one_of(name, INLINE) {
            return;
        }
        self.widen(WordGap::Line);
        if is_one_of(name, &["li", "item", "ul", "ol"]) {
            self.is_item = false;
        }
    }

    /// Adds text, with each run of white space as one space. A no-break space stays.
    fn push_text(&mut self, mut text: &str) {
        while let Some(c) = text.chars().next() {
            if c.is_ascii_whitespace() {
                self.widen(WordGap::Space);
                text = &text[1..];
                continue;
            }
            if let Some((decoded, len)) = reference(text) {
                self.push_decoded(decoded);
                text = &text[len..];
                continue;
            }
            let ends = |c: char| c.is_ascii_whitespace() || c == '&';
            let first = c.len_utf8();
            let len = text[first..].find(ends).map_or(text.len(), |at| first + at);
            self.fill_gap();
            self.text.push_str(&text[..len]);
            text = &text[len..];
        }
    }

    fn push_decoded(&mut self, decoded: char) {
        if decoded.is_ascii_whitespace() {
            self.widen(WordGap::Space);
        } else {
            self.fill_gap();
            self.text.push(decoded);
        }
    }

    /// Returns the kind that the open elements say.
    fn kind(&self) -> Option<BlockKind> {
        let has = |names: &[&str]| self.open.iter().any(|open| names.contains(open));
        let innermost = self.open.last().copied().unwrap_or_default();
        if has(&["figcaption"]) {
            Some(BlockKind::Caption)
        } else if has(&["blockquote", "quote"]) {
            Some(BlockKind::Quote)
        } else if has(&["tr", "row"]) && innermost != "p" {
            Some(BlockKind::Row)
        } else if has(&["h1", "h2", "h3", "h4", "h5", "h6"]) || innermost == "head" {
            Some(BlockKind::Heading)
        } else if self.is_item || has(&["li", "item"]) {
            Some(BlockKind::ListItem)
        } else {
            (innermost == "p").then_some(BlockKind::Paragraph)
        }
    }

    fn widen(&mut self, gap: WordGap) {
        self.gap = self.gap.max(gap);
    }

    fn fill_gap(&mut self) {
        if self.text.is_empty() || self.gap == WordGap::Line {
            self.kinds.push(self.kind());
        }
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                WordGap::None => "",
                WordGap::Space => " ",
                WordGap::Cell if self.text.ends_with('\n') => "",
                WordGap::Cell => " | ",
                WordGap::Line => "\n",
            });
        }
        if self.is_item {
            self.text.push_str("- ");
        }
        self.is_item = false;
        self.gap = WordGap::None;
    }

    fn finish(mut self) -> PageLines {
        let lines = self.text.lines().zip(&mut self.kinds);
        for (line, kind) in lines.filter(|(_, kind)| **kind == Some(BlockKind::Row)) {
            // Tables also place running text on a page.
            if !line.contains(" | ") && line.split_whitespace().count() > CELL_WORDS {
                *kind = None;
            }
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        PageLines { text: self.text, kinds: self.kinds }
    }
}

/// The most words of a row with a single cell.
const CELL_WORDS: usize = 8;

/// The most open elements that are followed.
const DEPTH: usize = 100;

/// Returns the name of an element that says the kind of its lines.
fn telling(name: &str) -> Option<&'static str> {
    TELLING.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: &str) {
        assert_eq!(strip(page).text.trim_end_matches('\n'), expected, "{page:?}");
    }

    #[test]
    fn each_block_is_a_line() {
        check("<h1>A  b</h1>\n<p>c\n d <b>e</b>f</p>", "A b\nc d ef");
        check("<div>a<div>b</div>c</div>d<br>e", "a\nb\nc\nd\ne");
        check("<p>a</p><p> </p><p>b", "a\nb");
    }

    #[test]
    fn lists_keep_their_bullets() {
        check("<ul><li>a</li><li><p>b</p></li><li></li></ul>c", "- a\n- b\nc");
        check("<ol><li>a<ul><li>b</ul><li>c</ol>", "- a\n- b\n- c");
    }

    #[test]
    fn table_rows_are_lines() {
        check("<table><tr><td>a<td>b</tr><tr><td>c</td></tr></table>", "a | b\nc");
    }

    #[test]
    fn scripts_and_titles_are_no_text() {
        check("<title>t</title><script>x</script>a<style>y</style>b", "a\nb");
        assert_eq!(title("<title> a &amp;\n b </title>").as_deref(), Some("a & b"));
        assert_eq!(title("<p>x"), None);
    }

    #[test]
    fn references_are_decoded() {
        check("Caf&eacute; &amp; R&#233;my&#x2019;s &lsquo;x&rsquo;", "Café & Rémy’s ‘x’");
        check("a&nbsp;b", "a\u{a0}b");
        check("AT&T & co &nosuch; &", "AT&T & co &nosuch; &");
        check("2 < 3", "2 < 3");
    }
}
