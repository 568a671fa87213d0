//! The blocks of a rendered page.
//!
//! Owns the values that the rendering hands to the selection: blocks with their kind and counts, the boxes
//! around blocks, and the words that are left out inside blocks.

use super::elements::LeftOutReason;
use crate::text::Span;

/// The kind of a block, from its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageBlockKind {
    /// `h1` to `h6`.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list; the marker is part of the text.
    ListItem,
    /// A part of a `blockquote`.
    Quotation,
    /// `figcaption`, `caption`, and boxes with such a class.
    Caption,
    /// A row of a table, its cells parted by " | ".
    Row,
    /// `pre`: line breaks stand as in the page.
    Preformatted,
    /// A line of authors.
    Byline,
    /// A date alone.
    Time,
    /// A footnote or endnote; its mark is part of the text.
    Note,
}

/// A block of a page: everything between two block borders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RenderedBlock {
    /// Place in the text of the page, marker included.
    pub(super) span: Span,
    /// Bytes of the list marker with its blank.
    pub(super) marker_len: usize,
    pub(super) kind: PageBlockKind,
    /// The innermost box around the block.
    pub(super) container: usize,
    pub(super) n_words: usize,
    /// Letters and digits; ideographs and syllables of Korean and Japanese count twice.
    pub(super) n_letters: usize,
    /// Letters inside links.
    pub(super) n_link_letters: usize,
}

/// A box of the page that can hold blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Container {
    /// Number of the box around, smaller than its own; the outermost box is its own parent.
    pub(super) parent: usize,
    pub(super) hints: ContainerHints,
    /// The blocks inside, as half-open numbers.
    pub(super) first_block: usize,
    pub(super) end_block: usize,
}

/// The judgements on a box that follow from its element alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ContainerHints {
    /// The reason to leave the box out, from its element or class.
    pub(super) bad: Option<LeftOutReason>,
    /// `article`, `main` or a box that calls itself the body of an article.
    pub(super) is_body: bool,
    /// A box with a name of its own for its content, for example `article` or `section`.
    pub(super) is_article: bool,
    /// `body` and `html` never count as bad.
    pub(super) is_frame: bool,
}

/// Words of a page that stand in no block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omission {
    /// The reason.
    pub reason: LeftOutReason,
    /// Number of words.
    pub n_words: usize,
    /// The words, at most 4096 bytes.
    pub words: String,
    /// Number of blocks that begin before the words.
    pub after_blocks: usize,
}

/// A page as drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Rendered {
    /// The blocks, each ended by a line feed.
    pub(super) text: String,
    pub(super) blocks: Vec<RenderedBlock>,
    pub(super) containers: Vec<Container>,
    pub(super) omissions: Vec<Omission>,
}

impl Rendered {
    pub(super) fn words(&self, block: &RenderedBlock) -> &str {
        block.span.of(&self.text)
    }
}
