//! The place of words in the annotated text.

use crate::{corpus::Article, text::Span};

/// A place in the annotated text, in Unicode scalars as in files.
///
/// Does not change with the article. Accepting a new place replaces the recorded place.
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
