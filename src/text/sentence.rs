//! Sentences: the unit of movement and decision.
//!
//! [`cut`] says where one ends, [`kind`] what it does. A sentence lies inside one block, without white
//! space around it, and every word of a block lies in one of its sentences.

mod abbreviation;

mod cut;

mod kind;

use super::{Block, Span};

pub(super) use self::kind::is_call_to_action;

/// What a sentence does, following the kinds of the project's gold annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// A proposition about the world in declarative form.
    Claim,
    /// A headline or section heading.
    Heading,
    /// An author line.
    Byline,
    /// A question, rhetorical ones too.
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

/// One sentence of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words, without surrounding white space.
    pub span: Span,
    /// Index of its block in the outline.
    pub block: usize,
    /// What it does.
    pub kind: SentenceKind,
}

/// The sentences of all `blocks`, in reading order.
pub(super) fn sentences(text: &str, blocks: &[Block]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let next = blocks.get(index + 1).map(|block| block.kind);
        let spans = cut::cut(text, block);
        let count = spans.len();
        sentences.extend(spans.into_iter().enumerate().map(|(at, span)| Sentence {
            span,
            block: index,
            kind: kind::kind(text, span, &kind::Place::new(block, at, count, next)),
        }));
    }
    sentences
}
