//! The sources of the articles of a project.

use std::sync::Arc;

use super::{Project, parallel};
use crate::{
    corpus::Article,
    suggest::{Ledger, mentions},
};

impl Project {
    /// Who says what in the loaded articles.
    pub fn sources(&self) -> Ledger {
        sources_of(&self.articles)
    }
}

/// Who says what in `articles`; one that is not loaded counts as empty.
pub fn sources_of(articles: &[Option<Arc<Article>>]) -> Ledger {
    let numbered: Vec<(usize, &Article)> = articles
        .iter()
        .enumerate()
        .filter_map(|(index, article)| Some((index, article.as_deref()?)))
        .collect();
    let found = parallel::map(&numbered, parallel::n_threads(), |(index, article)| {
        mentions(*index, &article.text, &article.outline)
    });
    Ledger::new(found.into_iter().flatten())
}
