//! Collects the quoted sources of the articles, for example “the ministry”, with [`crate::suggest`].

use std::sync::Arc;

use super::{Project, parallel};
use crate::{
    corpus::Article,
    suggest::{Ledger, mentions},
};

impl Project {
    /// Returns each source of the loaded articles with its mentions.
    pub fn sources(&self) -> Ledger {
        sources_of(&self.loaded_articles(), &|| true).unwrap_or_default()
    }
}

/// Returns each source of `articles` with its mentions; `None` counts as an empty article.
///
/// Asks `proceed` before each article and returns `None` once the answer was no.
pub fn sources_of(
    articles: &[Option<Arc<Article>>],
    proceed: &(dyn Fn() -> bool + Sync),
) -> Option<Ledger> {
    let numbered: Vec<(usize, &Article)> = articles
        .iter()
        .enumerate()
        .filter_map(|(index, article)| Some((index, article.as_deref()?)))
        .collect();
    let found = parallel::map(&numbered, parallel::n_threads(), |(index, article)| {
        proceed().then(|| mentions(*index, &article.text, &article.outline))
    });
    let found: Option<Vec<_>> = found.into_iter().collect();
    Some(Ledger::new(found?.into_iter().flatten()))
}
