//! Sentences: the unit of movement and decision.
//!
//! [`boundaries`] finds the ends of sentences, [`classify_sentences`] their kinds. Every word of a block lies in
//! exactly one sentence of the block, and a sentence has no white space around its words.

mod abbreviation;
mod boundaries;
mod classify_sentences;

use super::{Block, Span};

/// The function of a sentence, in the categories of the project's gold annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// A proposition about the world in declarative form.
    Claim,
    /// A headline or section heading.
    Heading,
    /// An author line.
    Byline,
    /// A question, rhetorical questions included.
    Question,
    /// A short call-out label that stands alone ("Did you know?").
    Label,
    /// A line that announces a list and says nothing by itself.
    LeadIn,
    /// A list item without a proposition.
    Fragment,
    /// Something the reader of the page is asked to do.
    CallToAction,
    /// Site furniture, credits, disclaimers.
    Chrome,
}

impl SentenceKind {
    /// All kinds.
    pub const ALL: [SentenceKind; 9] = [
        SentenceKind::Claim,
        SentenceKind::Heading,
        SentenceKind::Byline,
        SentenceKind::Question,
        SentenceKind::Label,
        SentenceKind::LeadIn,
        SentenceKind::Fragment,
        SentenceKind::CallToAction,
        SentenceKind::Chrome,
    ];

    /// The name used in every file that leaves the program (snake case).
    pub fn name(self) -> &'static str {
        match self {
            SentenceKind::Claim => "claim",
            SentenceKind::Heading => "heading",
            SentenceKind::Byline => "byline",
            SentenceKind::Question => "question",
            SentenceKind::Label => "label",
            SentenceKind::LeadIn => "lead_in",
            SentenceKind::Fragment => "fragment",
            SentenceKind::CallToAction => "call_to_action",
            SentenceKind::Chrome => "chrome",
        }
    }
}

/// A sentence of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The words, without surrounding white space, in bytes of the text.
    pub span: Span,
    /// Index of the block in the outline.
    pub block: usize,
    /// Function of the sentence.
    pub kind: SentenceKind,
}

/// The sentences of all `blocks`, in reading order.
pub(super) fn sentences(text: &str, blocks: &[Block]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let next = blocks.get(index + 1).map(|block| block.kind);
        let spans = boundaries::boundaries(text, block);
        let count = spans.len();
        sentences.extend(spans.into_iter().enumerate().map(|(at, span)| Sentence {
            span,
            block: index,
            kind: classify_sentences::kind(
                text,
                span,
                &classify_sentences::SentencePosition::new(block, at, count, next),
            ),
        }));
    }
    sentences
}
