//! A passage: the unit that the finder returns.

use crate::text::Span;

/// A result of the finder: a sentence with its article, or two neighbouring sentences of a block
/// that contain the terms together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Passage {
    /// The article, as it was named to [`PassageIndex::add`].
    pub article: usize,
    /// Index of the (first) sentence in the article's outline.
    pub sentence: usize,
    /// The words, in bytes of the article's text.
    pub span: Span,
}
