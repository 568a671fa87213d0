//! Repeats over the articles of a project, kept across starts.
//!
//! Compares all articles after any text changed, and no article while all texts are unchanged. Equal
//! articles give equal clusters, independent of earlier comparisons. The last clusters serve only for
//! display while a comparison runs ([`RepeatComparison::last`]).

use std::{collections::HashMap, ops::ControlFlow, sync::Arc};

use super::{Project, run_parallel};
use crate::{
    corpus::{Article, Digest},
    repeats::{CorpusRepeats, RepeatInput, RepeatOptions, Repeats, find_repeats},
    store::RepeatsCache,
    text::Outline,
};

/// Bytes of text up to which no cache is kept, because a comparison takes less than 0.1 s.
const SMALL: usize = 1 << 20;

/// The outline of an article that is not loaded.
static NOTHING: Outline =
    Outline { blocks: Vec::new(), sentences: Vec::new(), left_out: Vec::new() };

impl Project {
    /// The articles by index, for [`RepeatComparison::compare`] on a background thread.
    pub fn loaded_articles(&self) -> Vec<Option<Arc<Article>>> {
        self.articles.iter().map(|state| state.article.clone()).collect()
    }

    /// Cache file with the repeats of the corpus.
    pub fn repeats_cache(&self) -> &RepeatsCache {
        &self.repeats_cache
    }

    /// Compares all loaded articles, unless the cache knows their repeats. Returns nothing when `progress`
    /// stopped the comparison.
    ///
    /// Articles keep their index. An article that is not loaded counts as empty.
    pub fn repeats(&self, progress: &mut dyn FnMut(u8) -> ControlFlow<()>) -> Option<Arc<Repeats>> {
        let mut comparison = RepeatComparison::new(self.repeats_cache.clone());
        let found = comparison.compare(&self.loaded_articles(), progress)?;
        Some(self.with_imported(found))
    }
}

/// The last comparison of all articles, and the cache behind it.
#[derive(Debug)]
pub struct RepeatComparison {
    cache: RepeatsCache,
    known: Option<CorpusRepeats>,
    /// The cache holds `known`.
    is_kept: bool,
    /// Bytes of text up to which no cache is kept.
    small: usize,
}

impl RepeatComparison {
    /// Starts without repeats; the cache is read when repeats are asked for.
    pub fn new(cache: RepeatsCache) -> Self {
        Self { cache, known: None, is_kept: false, small: SMALL }
    }

    /// Returns the repeats of the articles; `None` if `progress` stopped the comparison.
    pub fn compare(
        &mut self,
        articles: &[Option<Arc<Article>>],
        progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
    ) -> Option<Arc<Repeats>> {
        self.recall(articles);
        let digests = digests(articles);
        let known = self.known.take_if(|known| known.digests == digests);
        let known = match known {
            Some(known) => known,
            None => {
                let options = RepeatOptions::default();
                let found = find_repeats(&inputs(articles), options, &run_parallel, progress)?;
                self.is_kept = false;
                CorpusRepeats { digests, repeats: Arc::new(found) }
            }
        };
        let repeats = Arc::clone(&known.repeats);
        if !self.is_kept && n_bytes(articles) > self.small {
            // Without a cache the next start compares again.
            let written = known.to_bytes().map(|bytes| self.cache.write(&bytes));
            self.is_kept = matches!(written, Some(Ok(())));
        }
        self.known = Some(known);
        Some(repeats)
    }

    /// Returns the last clusters with a place in the current texts, for display while
    /// [`RepeatComparison::compare`] runs; `None` if the comparison takes no time.
    pub fn last(&mut self, articles: &[Option<Arc<Article>>]) -> Option<Arc<Repeats>> {
        self.recall(articles);
        let digests = digests(articles);
        let is_slow = n_bytes(articles) > self.small;
        let known = self.known.as_ref().filter(|_| is_slow)?;
        if known.digests == digests {
            return None;
        }
        let mut waiting: HashMap<Digest, Vec<usize>> = HashMap::new();
        for (index, digest) in digests.into_iter().enumerate().rev() {
            waiting.entry(digest).or_default().push(index);
        }
        let mut find = |digest: &Digest| waiting.get_mut(digest).and_then(Vec::pop);
        let to: Vec<Option<usize>> = known.digests.iter().map(&mut find).collect();
        let carried = known.repeats.carried_over(&to, articles.len());
        carried.fit(&inputs(articles)).then(|| Arc::new(carried))
    }

    /// Reads the cache, when nothing is known yet.
    fn recall(&mut self, articles: &[Option<Arc<Article>>]) {
        if self.known.is_some() || n_bytes(articles) <= self.small {
            return;
        }
        let bytes = self.cache.read();
        let kept = bytes.as_deref().and_then(CorpusRepeats::from_bytes);
        // Spans outside of unchanged texts prove a damaged cache.
        self.known = kept.filter(|kept| {
            kept.digests != digests(articles) || kept.repeats.fit(&inputs(articles))
        });
        self.is_kept = self.known.is_some();
    }
}

/// The key of each article; unloaded articles share a key.
fn digests(articles: &[Option<Arc<Article>>]) -> Vec<Digest> {
    let key = |article: &Option<Arc<Article>>| article.as_deref().map_or(Digest([0; 32]), key_of);
    articles.iter().map(key).collect()
}

/// Distinguishes articles by words and outline.
fn key_of(article: &Article) -> Digest {
    let mut digest = article.digest;
    // Equal bytes have different blocks in different formats, for example `.html` and `.txt`.
    digest.0[0] ^= article.format as u8;
    digest
}

fn n_bytes(articles: &[Option<Arc<Article>>]) -> usize {
    let loaded = articles.iter().flatten();
    loaded.map(|article| article.text.len()).sum()
}

fn input(article: Option<&Article>) -> RepeatInput<'_> {
    match article {
        Some(article) => RepeatInput { text: &article.text, outline: &article.outline },
        None => RepeatInput { text: "", outline: &NOTHING },
    }
}

fn inputs(articles: &[Option<Arc<Article>>]) -> Vec<RepeatInput<'_>> {
    articles.iter().map(|article| input(article.as_deref())).collect()
}

#[cfg(test)]
mod tests;
