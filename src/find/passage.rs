//! A passage: the unit that the finder returns.

use crate::text::Span;

/// A result of the finder: a sentence with its article, or two neighbouring sentences of a block that
/// contain the terms together (see [`super::HitClass::Near`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Passage {
    /// The article, as it was named to [`PassageIndex::add`](super::PassageIndex::add).
    pub article: usize,
    /// Index of the (first) sentence in the article's outline.
    pub sentence: usize,
    /// The bytes of the passage in [`Article::text`](crate::corpus::Article::text).
    pub span: Span,
}
