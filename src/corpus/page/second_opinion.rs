//! The opinion of another extractor about the blocks of a page.

use super::block::Rendered;

/// Returns for each block if the other extractor takes the block for a part of the article.
pub(super) fn second_opinion(_source: &str, _page: &Rendered) -> Option<Vec<bool>> {
    None
}
