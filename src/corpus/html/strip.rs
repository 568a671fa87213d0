//! Text out of HTML without a tree: one block per line, bullets as `- `, nothing judged.
//!
//! Writes the lines of the extractor's choice, and of whole pages that the extractor must not see
//! or finds empty.

use super::{
    entity::reference,
    tags::{HtmlPiece, is_one_of, pieces},
};

/// Returns the text of a page or of a part: one block per line.
pub(super) fn strip(page: &str) -> String {
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
}

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
        if is_one_of(name, &["td", "th"]) {
            self.widen(WordGap::Cell);
        } else if !is_one_of(name, INLINE) {
            self.widen(WordGap::Line);
            // A paragraph inside an item is still the item's line.
            self.is_item |= is_one_of(name, &["li", "item"]);
        }
    }

    fn close(&mut self, name: &str) {
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

    fn widen(&mut self, gap: WordGap) {
        self.gap = self.gap.max(gap);
    }

    fn fill_gap(&mut self) {
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

    fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: &str) {
        assert_eq!(strip(page).trim_end_matches('\n'), expected, "{page:?}");
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
