//! Sentences: the unit of movement and decision.

use super::Span;

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
