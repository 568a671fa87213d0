//! Repeats over the articles of a project, kept in step with the articles and across starts.
//!
//! Owns when all articles are compared and when one change is enough. A small corpus is compared as a
//! whole each time, which takes no time. In a large one, articles that changed are followed one by one until
//! they are a tenth of it; the clusters may then differ a little from a comparison of all, which a
//! report always is ([`Project::repeats`]).

use std::{collections::HashMap, ops::ControlFlow, sync::Arc};

use super::{Project, run_parallel};
use crate::{
    corpus::{Article, Digest},
    repeats::{Packed, RepeatIndex, RepeatInput, RepeatOptions, Repeats, find_repeats},
    store::RepeatsCache,
    text::Outline,
};

/// Bytes of text up to which all articles are compared whenever one changed, and nothing is kept.
const SMALL: usize = 1 << 20;

/// One word in so many may change before all articles are compared again.
const STALE: usize = 10;

/// What stands in an article's place while it is not loaded.
static NOTHING: Outline = Outline {
    blocks: Vec::new(),
    sentences: Vec::new(),
};

impl Project {
    /// The articles by index, as a background thread takes them to [`RepeatComparison::follow`].
    pub fn loaded_articles(&self) -> Vec<Option<Arc<Article>>> {
        self.articles.clone()
    }

    /// Where the repeats of this corpus are kept between starts.
    pub fn repeats_cache(&self) -> &RepeatsCache {
        &self.repeats_cache
    }

    /// What stands in several of the loaded articles; nothing when `progress` stopped it.
    ///
    /// Articles keep their index; one that is not loaded counts as empty. All articles are compared,
    /// unless just that was kept from an earlier start.
    pub fn repeats(&self, progress: &mut dyn FnMut(u8) -> ControlFlow<()>) -> Option<Arc<Repeats>> {
        let mut comparison = RepeatComparison::new(self.repeats_cache.clone());
        let found = comparison.all(self.loaded_articles(), progress)?;
        Some(self.with_imported(found))
    }
}

/// The repeats of some articles, and how to follow their changes.
#[derive(Debug)]
pub struct RepeatComparison {
    cache: RepeatsCache,
    articles: Vec<Option<Arc<Article>>>,
    repeats: Option<Arc<Repeats>>,
    index: Option<RepeatIndex>,
    /// Words that came or went since all articles were compared.
    n_changed: usize,
    /// Whether the cache has what is known.
    is_kept: bool,
    /// Bytes of text up to which nothing is followed or kept.
    small: usize,
}

impl RepeatComparison {
    /// Nothing is known yet; the cache is read when something is asked for.
    pub fn new(cache: RepeatsCache) -> Self {
        Self {
            cache,
            articles: Vec::new(),
            repeats: None,
            index: None,
            n_changed: 0,
            is_kept: false,
            small: SMALL,
        }
    }

    /// The repeats of the articles as a comparison of all finds them; nothing when `progress` stopped it.
    pub fn all(
        &mut self,
        articles: Vec<Option<Arc<Article>>>,
        progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
    ) -> Option<Arc<Repeats>> {
        self.recall(&articles);
        // Articles without words make no change when they go, but there are fewer articles then.
        let is_same = articles.len() == self.articles.len() && self.changed(&articles).is_empty();
        if self.n_changed > 0 || !is_same || self.repeats.is_none() {
            self.compare(articles, progress)?;
        }
        self.keep();
        self.repeats.clone()
    }

    /// The repeats of the articles, from what is known and what changed where that is less work.
    pub fn follow(
        &mut self,
        articles: Vec<Option<Arc<Article>>>,
        progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
    ) -> Option<Arc<Repeats>> {
        self.recall(&articles);
        let changed = self.changed(&articles);
        let n_bytes = n_bytes(&articles);
        let moved = changed.iter().map(|&index| {
            let size = |articles: &[Option<Arc<Article>>]| text(articles, index).len();
            size(&articles) + size(&self.articles)
        });
        let moved: usize = moved.sum();
        let is_little = n_bytes > self.small && moved * STALE <= n_bytes && !self.is_stale();
        if self.repeats.is_none() || (!changed.is_empty() && !is_little) {
            self.compare(articles, progress)?;
        } else if !changed.is_empty() {
            self.change(&articles, &changed, progress)?;
        }
        self.keep();
        self.repeats.clone()
    }

    fn is_stale(&self) -> bool {
        let n_words = self.repeats.as_ref().map_or(0, |repeats| repeats.n_words);
        self.n_changed * STALE > n_words
    }

    /// The articles whose text is another than the one that was compared.
    fn changed(&self, articles: &[Option<Arc<Article>>]) -> Vec<usize> {
        let n = articles.len().max(self.articles.len());
        let key = |articles: &[Option<Arc<Article>>], index: usize| {
            let article = articles.get(index).and_then(Option::as_ref);
            article
                .filter(|article| !article.text.is_empty())
                .map(|article| key_of(article))
        };
        (0..n)
            .filter(|&index| key(articles, index) != key(&self.articles, index))
            .collect()
    }

    fn compare(
        &mut self,
        articles: Vec<Option<Arc<Article>>>,
        progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
    ) -> Option<()> {
        let found = find_repeats(
            &inputs(&articles),
            RepeatOptions::default(),
            &run_parallel,
            progress,
        )?;
        self.articles = articles;
        self.repeats = Some(Arc::new(found));
        self.index = None;
        self.n_changed = 0;
        self.is_kept = false;
        Some(())
    }

    /// Follows changes one by one.
    fn change(
        &mut self,
        articles: &[Option<Arc<Article>>],
        changed: &[usize],
        progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
    ) -> Option<()> {
        let mut repeats = self.repeats.clone()?;
        let mut index = match self.index.take() {
            Some(index) => index,
            None => {
                let known = inputs(&self.articles);
                RepeatIndex::learn(&known, repeats.n_words, RepeatOptions::default(), progress)?
            }
        };
        let before = index.n_moved();
        self.articles
            .resize(articles.len().max(self.articles.len()), None);
        for &article in changed {
            let now = articles.get(article).cloned().flatten();
            let texts = |other: usize| input(self.articles[other].as_deref());
            let pair = (texts(article), input(now.as_deref()));
            let change = index.change(&repeats, article, pair, &texts);
            Arc::make_mut(&mut repeats).apply(change);
            self.articles[article] = now;
        }
        self.n_changed += index.n_moved() - before;
        self.articles.truncate(articles.len());
        self.repeats = Some(repeats);
        self.index = Some(index);
        self.is_kept = false;
        Some(())
    }

    /// Takes over what an earlier start kept, when nothing is known yet.
    fn recall(&mut self, articles: &[Option<Arc<Article>>]) {
        if self.repeats.is_some() || n_bytes(articles) <= self.small {
            return;
        }
        let Some(packed) = self.cache.read().as_deref().and_then(Packed::from_bytes) else {
            return;
        };
        let mut waiting: HashMap<Digest, Vec<usize>> = HashMap::new();
        for (index, article) in articles.iter().enumerate().rev() {
            if let Some(article) = article {
                waiting.entry(key_of(article)).or_default().push(index);
            }
        }
        let mut find = |digest: &Digest| waiting.get_mut(digest).and_then(Vec::pop);
        let to: Vec<Option<usize>> = packed.digests.iter().map(&mut find).collect();
        let mut known: Vec<Option<Arc<Article>>> = vec![None; articles.len()];
        for &index in to.iter().flatten() {
            known[index].clone_from(&articles[index]);
        }
        // Another order is a change, if of nobody's words: a comparison of all may decide ties otherwise.
        let is_same = to
            .iter()
            .enumerate()
            .all(|(before, now)| *now == Some(before));
        let n_gone = to.iter().filter(|now| now.is_none()).count();
        let n_words_gone = packed.repeats.n_words * n_gone / to.len().max(1);
        self.n_changed = packed.n_changed + n_words_gone + usize::from(!is_same);
        self.repeats = packed.over(&to, &inputs(articles)).map(Arc::new);
        self.is_kept = is_same;
        if self.repeats.is_some() {
            self.articles = known;
        } else {
            self.n_changed = 0;
        }
    }

    /// Keeps what is known for the next start.
    fn keep(&mut self) {
        let Some(repeats) = self.repeats.as_deref().filter(|_| !self.is_kept) else {
            return;
        };
        if n_bytes(&self.articles) <= self.small {
            return;
        }
        let nothing = || Digest([0; 32]);
        let digest =
            |article: &Option<Arc<Article>>| article.as_deref().map_or_else(nothing, key_of);
        let packed = Packed {
            digests: self.articles.iter().map(digest).collect(),
            repeats: repeats.clone(),
            n_changed: self.n_changed,
        };
        // What cannot be kept is found again at the next start.
        self.is_kept = self.cache.write(&packed.to_bytes()).is_ok();
    }
}

/// What tells whether an article's words and outline are those of another start.
fn key_of(article: &Article) -> Digest {
    let mut digest = article.digest;
    // The same bytes are cut into other blocks where the file is of another format.
    digest.0[0] ^= article.format as u8;
    digest
}

fn n_bytes(articles: &[Option<Arc<Article>>]) -> usize {
    (0..articles.len())
        .map(|index| text(articles, index).len())
        .sum()
}

fn text(articles: &[Option<Arc<Article>>], index: usize) -> &str {
    let article = articles.get(index).and_then(Option::as_ref);
    article.map_or("", |article| article.text.as_str())
}

fn input(article: Option<&Article>) -> RepeatInput<'_> {
    match article {
        Some(article) => RepeatInput {
            text: &article.text,
            outline: &article.outline,
        },
        None => RepeatInput {
            text: "",
            outline: &NOTHING,
        },
    }
}

fn inputs(articles: &[Option<Arc<Article>>]) -> Vec<RepeatInput<'_>> {
    articles
        .iter()
        .map(|article| input(article.as_deref()))
        .collect()
}

#[cfg(test)]
mod tests;
