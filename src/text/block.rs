//! Finds the blocks of an article: headline, byline, paragraph, bullet, site chrome.
//!
//! Blocks come first and sentences second, because every segmenter gets worse on raw files.
//! [`plain_text`] or [`markdown`] gathers lines into pieces, and [`classify_blocks`] decides the kind of each
//! piece.
//!
//! Invariant: every char but white space lies in a block or in the marker of a block (in Markdown
//! also in the `>` that a quotation repeats on each line). Blocks are in order and never overlap.

mod classify_blocks;
mod markdown;
mod pieces;
mod plain_text;

use super::Span;

/// The notation in which a source writes structure, for example a heading as `## Title`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Plain text: one block per line, or per group of hard-wrapped lines.
    Plain,
    /// Markdown: `#` headings, `-`/`*`/`1.` items, `>` quotations, YAML front matter.
    Markdown,
}

/// The function of a block on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// "Home » world » …".
    Breadcrumb,
    /// The title of the article.
    Headline,
    /// "by James Carter Senior News Editor".
    Byline,
    /// A section heading.
    Heading,
    /// Running text.
    Paragraph,
    /// A bullet or numbered item; the marker is outside the span.
    ListItem,
    /// A question of a question-and-answer part.
    Question,
    /// The answer to a question.
    Answer,
    /// A call-out with a run-in label: "Pro Tip: …", "Did you know? …".
    CallOut,
    /// A line that announces a list, for example "Key findings:".
    LeadIn,
    /// An image caption or credit.
    Caption,
    /// A block quotation, for example a post of somebody.
    Quote,
    /// A row of a table.
    Row,
    /// Site furniture: "Leave a Comment".
    Chrome,
}

impl BlockKind {
    /// The name used in every file that leaves the program (snake case).
    pub fn name(self) -> &'static str {
        match self {
            BlockKind::Breadcrumb => "breadcrumb",
            BlockKind::Headline => "headline",
            BlockKind::Byline => "byline",
            BlockKind::Heading => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::ListItem => "list_item",
            BlockKind::Question => "question",
            BlockKind::Answer => "answer",
            BlockKind::CallOut => "call_out",
            BlockKind::LeadIn => "lead_in",
            BlockKind::Caption => "caption",
            BlockKind::Quote => "quote",
            BlockKind::Row => "row",
            BlockKind::Chrome => "chrome",
        }
    }
}

/// A block: a range of words with its kind and marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Function on the page.
    pub kind: BlockKind,
    /// The words without list marker and surrounding white space, in bytes of the text.
    pub span: Span,
    /// The list marker or heading marks before the words ("•", "- ", "## "), without indentation.
    pub marker: Option<Span>,
    /// The run-in label at its start ("Pro Tip:", "Q:"), without trailing space.
    pub run_in: Option<Span>,
}

pub(super) use self::classify_blocks::mark_call_outs;

/// The blocks of a text, in reading order.
pub(super) fn blocks(text: &str, markup: Markup) -> Vec<Block> {
    let pieces = match markup {
        Markup::Plain => plain_text::pieces(text),
        Markup::Markdown => markdown::pieces(text),
    };
    classify_blocks::classify(text, &pieces)
}
