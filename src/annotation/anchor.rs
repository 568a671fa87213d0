//! How an annotation holds on to its words when the article changes.
//!
//! The selectors are those of the W3C Web Annotation Data Model: exact quote with 32 chars before and
//! after (text quote selector) and position (text position selector).

use crate::text::Span;

/// How an annotation holds on to the text that is open now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anchored {
    /// The exact words stand at the recorded place.
    #[default]
    Kept,
    /// The words were found elsewhere.
    Moved,
    /// The words stand in several places that are equally likely.
    Ambiguous,
    /// The words are not in the text.
    Orphan,
}

/// What is recorded so that words can be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Where the words stood.
    pub span: Span,
    /// The exact words.
    pub quote: String,
    /// Up to 32 chars before them.
    pub prefix: String,
    /// Up to 32 chars after them.
    pub suffix: String,
}
