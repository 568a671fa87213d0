//! Title, byline and date of an article, as its own text gives them.
//!
//! Reads the blocks of [`super::block`] and the front matter of Markdown. Nothing is invented: an
//! article without a headline has no title.

use super::{Block, BlockKind, Span, dates::date, line_shape::is_date_line};

/// Title, byline and date of an article, each only where the text has it; nothing is invented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontSpans {
    /// The words of the title in the text.
    pub title: Option<Span>,
    /// The byline ("by James Carter …").
    pub byline: Option<Span>,
    /// The date line or date words.
    pub date: Option<Span>,
}

/// The front of an article with these blocks.
pub fn front(text: &str, outline_blocks: &[Block]) -> FrontSpans {
    let first = |kind: BlockKind, fits: &dyn Fn(Span) -> bool| {
        let mut spans = outline_blocks.iter().filter(|block| block.kind == kind);
        spans.find(|block| fits(block.span)).map(|block| block.span)
    };
    let dated = |span: Span| date(text, span);
    let only_a_date = |span: Span| dated(span).is_some() && is_date_line(span.of(text));
    let matter = |key: &str| front_matter(text, outline_blocks, key);
    let date_block = first(BlockKind::Byline, &|span| dated(span).is_some());
    FrontSpans {
        title: matter("title").or_else(|| first(BlockKind::Headline, &|_| true)),
        byline: matter("author")
            .or_else(|| matter("byline"))
            .or_else(|| first(BlockKind::Byline, &|span| !only_a_date(span))),
        date: matter("date").or_else(|| date_block.and_then(dated)),
    }
}

/// The value of `key` in the front matter, which is the chrome between the first two `---`.
fn front_matter(text: &str, blocks: &[Block], key: &str) -> Option<Span> {
    let is_fence = |block: &Block| {
        let words = block.span.of(text).trim_start_matches('\u{feff}');
        block.kind == BlockKind::Chrome && words == "---"
    };
    let (first, rest) = blocks.split_first()?;
    if !is_fence(first) {
        return None;
    }
    rest.iter()
        .take_while(|block| block.kind == BlockKind::Chrome && !is_fence(block))
        .find_map(|block| value_of(text, block.span, key))
}

/// The value of `key: value`, without quotation marks.
fn value_of(text: &str, line: Span, key: &str) -> Option<Span> {
    let words = line.of(text);
    let (name, value) = words.split_once(':')?;
    if !name.trim().eq_ignore_ascii_case(key) {
        return None;
    }
    let value = Span::new(line.end - value.len(), line.end).trim(text);
    let inner = value.of(text);
    let is_quoted =
        |mark: char| inner.len() > 2 && inner.starts_with(mark) && inner.ends_with(mark);
    let value = if is_quoted('"') || is_quoted('\'') {
        Span::new(value.start + 1, value.end - 1).trim(text)
    } else {
        value
    };
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Markup, outline};

    fn read(text: &str, markup: Markup) -> [Option<&str>; 3] {
        let outline = outline(text, markup);
        let front = front(text, &outline.blocks);
        [front.title, front.byline, front.date].map(|span| span.map(|span| span.of(text)))
    }

    #[test]
    fn title_byline_and_date_are_read() {
        let text = "Home » Sea » Harbour Opens\n\nHarbour Opens\n\nBy Ann Lee\n\nJanuary 5, 2024\n\n\
                    The harbour opened on Friday after a year of work.\n";
        assert_eq!(
            read(text, Markup::Plain),
            [Some("Harbour Opens"), Some("By Ann Lee"), Some("January 5, 2024")]
        );
    }

    #[test]
    fn a_text_without_headline_has_no_title() {
        let text = "The harbour opened on Friday.\nWhat Comes Next\nFerries sail again in May.";
        assert_eq!(read(text, Markup::Plain), [None, None, None]);
    }

    #[test]
    fn front_matter_is_used() {
        let text = "---\ntitle: \"Harbour Opens\"\nauthor: Ann Lee\ndate: 2024-01-05\n---\n\n\
                    The harbour opened.\n";
        assert_eq!(
            read(text, Markup::Markdown),
            [Some("Harbour Opens"), Some("Ann Lee"), Some("2024-01-05")]
        );
    }
}
