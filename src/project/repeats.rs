//! Repeats over the articles of a project, kept across starts.
//!
//! Owns when articles are compared: all of them whenever one text changed, and none while nothing changed.
//! The same articles give the same clusters, whatever was compared or changed before. The last clusters
//! are only there to be shown while a comparison runs ([`RepeatComparison::last`]).

use std::{collections::HashMap, ops::ControlFlow, sync::Arc};

use super::{Project, run_parallel};
use crate::{
    corpus::{Article, Digest},
    repeats::{CorpusRepeats, RepeatInput, RepeatOptions, Repeats, find_repeats},
    store::RepeatsCache,
    text::Outline,
};

/// Bytes of text up to which nothing is kept: comparing so few articles takes less than 0.1 s.
const SMALL: usize = 1 << 20;

/// The outline of an article that is not loaded.
static NOTHING: Outline = Outline { blocks: Vec::new(), sentences: Vec::new() };

impl Project {
    /// The articles by index, as a background thread takes them to [`RepeatComparison::compare`].
    pub fn loaded_articles(&self) -> Vec<Option<Arc<Article>>> {
        self.articles.iter().map(|state| state.article.clone()).collect()
    }

    /// The file that keeps the repeats of this corpus between starts.
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
    /// Bytes of text up to which nothing is kept.
    small: usize,
}

impl RepeatComparison {
    /// Starts without repeats; the cache is read when repeats are asked for.
    pub fn new(cache: RepeatsCache) -> Self {
        Self { cache, known: None, is_kept: false, small: SMALL }
    }

    /// The repeats of the articles; nothing when `progress` stopped the comparison.
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
            // Repeats that cannot be kept are found again at the next start.
            let written = known.to_bytes().map(|bytes| self.cache.write(&bytes));
            self.is_kept = matches!(written, Some(Ok(())));
        }
        self.known = Some(known);
        Some(repeats)
    }

    /// The last clusters as far as their texts are still there, for the time until
    /// [`RepeatComparison::compare`] answers; nothing where the answer comes at once.
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
        // A cache of the very texts whose spans do not fit them is damaged.
        self.known = kept.filter(|kept| {
            kept.digests != digests(articles) || kept.repeats.fit(&inputs(articles))
        });
        self.is_kept = self.known.is_some();
    }
}

/// The key of each article; articles that are not loaded share one.
fn digests(articles: &[Option<Arc<Article>>]) -> Vec<Digest> {
    let key = |article: &Option<Arc<Article>>| article.as_deref().map_or(Digest([0; 32]), key_of);
    articles.iter().map(key).collect()
}

/// Tells apart articles of other words or another outline.
fn key_of(article: &Article) -> Digest {
    let mut digest = article.digest;
    // The same bytes are cut into other blocks where the file is of another format.
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
