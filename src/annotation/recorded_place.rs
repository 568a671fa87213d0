//! The place of words in the text that an annotation was made on.

use crate::{corpus::Article, text::Span};

/// A place in the text that an annotation was made on, in Unicode scalars, as files count.
///
/// The place outlives that text: only accepting a new place changes the recorded one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordedPlace {
    /// The first scalar.
    pub start: usize,
    /// One past the last scalar.
    pub end: usize,
}

impl RecordedPlace {
    /// Records a place of the open text.
    pub fn new(article: &Article, span: Span) -> Self {
        let (start, end) = article.scalars_of(span);
        Self { start, end }
    }
}
