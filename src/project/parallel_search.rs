//! Runs one search, and builds one index, on several threads.
//!
//! Owns the threads only. [`crate::find`] searches a part and merges the parts, so the answer is the same
//! for any number of threads, for example 1 and 16.
//!
//! # Moving parts and how they stop
//!
//! The threads live for one search. Each takes the next free part and ends after the last part. The
//! caller's thread searches too, and only this thread calls `proceed`; the other threads read a flag. A
//! cancelled search therefore ends within the few hundred passages between two calls of `proceed`.

use std::{
    ops::Range,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::parallel;
use crate::{
    corpus::Article,
    find::{
        Concordance, ConcordanceOptions, PartialHits, PartialLines, PassageIndex, Query,
        SearchHits, SearchOptions,
    },
};

/// Returns the passages that answer a query, best first; `cancelled` is set after `proceed` said no.
pub fn search(
    passages: &PassageIndex,
    query: &Query,
    options: &SearchOptions<'_>,
    n_threads: usize,
) -> SearchHits {
    let parts = 0..passages.n_parts();
    match search_parts(passages, query, options, (parts, n_threads)) {
        Some(partials) => passages.merge(query, options.limit, partials),
        None => SearchHits { cancelled: true, ..SearchHits::default() },
    }
}

/// Searches some of the parts for [`PassageIndex::merge`]. Returns `None` if `proceed` says no at the start.
pub fn search_parts(
    passages: &PassageIndex,
    query: &Query,
    options: &SearchOptions<'_>,
    parts: (Range<usize>, usize),
) -> Option<Vec<PartialHits>> {
    let SearchOptions { limit, scattered, accept, proceed } = *options;
    on_threads(parts, proceed, |proceed, parts| {
        let options = SearchOptions { limit, scattered, accept, proceed };
        passages.search_parts(query, &options, parts)
    })
}

/// Finds the concordance lines of some of the parts for [`PartialLines::extend`].
///
/// Returns `None` if `proceed` says no at the start.
pub fn concordance_parts(
    passages: &PassageIndex,
    query: &Query,
    options: &ConcordanceOptions<'_, '_>,
    parts: (Range<usize>, usize),
) -> Option<Vec<PartialLines>> {
    let ConcordanceOptions { order, limit, context, accept, proceed } = *options;
    on_threads(parts, proceed, |proceed, parts| {
        let options = ConcordanceOptions { order, limit, context, accept, proceed };
        passages.lines(query, &options, parts)
    })
}

/// Returns the concordance of a query: each match as a line, in the order of `options`.
pub fn concordance(
    passages: &PassageIndex,
    query: &Query,
    options: &ConcordanceOptions<'_, '_>,
    n_threads: usize,
) -> Concordance {
    let parts = 0..passages.n_parts();
    let partials = concordance_parts(passages, query, options, (parts, n_threads));
    let cancelled = partials.is_none();
    let mut found = PartialLines::default();
    found.extend(partials.unwrap_or_default(), options.limit);
    let found = Concordance::of(found);
    Concordance { cancelled: cancelled || found.cancelled, ..found }
}

/// Returns the result of `work` for each thread, or `None` if `proceed` says no at the start.
fn on_threads<R: Send>(
    (parts, n_threads): (Range<usize>, usize),
    proceed: &dyn Fn() -> bool,
    work: impl Fn(&dyn Fn() -> bool, &mut dyn Iterator<Item = usize>) -> R + Sync,
) -> Option<Vec<R>> {
    // The helpers might take every part, and the caller would then never call `proceed`.
    if !proceed() {
        return None;
    }
    let n_helpers = n_threads.min(parts.len()).saturating_sub(1);
    let (next, is_ended) = (AtomicUsize::new(parts.start), AtomicBool::new(false));
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|part| *part < parts.end);
    let help = || {
        let proceed = || !is_ended.load(Ordering::Relaxed);
        work(&proceed, &mut std::iter::from_fn(take))
    };
    let proceed = || {
        let goes_on = proceed();
        is_ended.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    };
    Some(thread::scope(|scope| {
        let helpers: Vec<_> = (0..n_helpers).map(|_| scope.spawn(help)).collect();
        let mine = work(&proceed, &mut std::iter::from_fn(take));
        let theirs = helpers
            .into_iter()
            .map(|helper| helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(mine).chain(theirs).collect()
    }))
}

/// Indexes the sentences of articles, each given with its index in the corpus.
pub fn index_articles(articles: &[(usize, Arc<Article>)], n_threads: usize) -> PassageIndex {
    /// Articles per slice, enough to fill some shards.
    const SLICE: usize = 4_096;
    let size = articles.len().div_ceil(n_threads.max(1)).clamp(1, SLICE);
    let slices: Vec<_> = articles.chunks(size).collect();
    let parts = parallel::map(&slices, n_threads, |slice| {
        let mut passages = PassageIndex::default();
        for (number, article) in *slice {
            passages.add(*number, &article.text, &article.outline.sentences);
        }
        passages.close();
        passages
    });
    let mut all = PassageIndex::default();
    for part in parts {
        all.append(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::text::{Sentence, SentenceKind, Span};

    /// Eight parts with one article each.
    fn passages() -> PassageIndex {
        let mut all = PassageIndex::default();
        for article in 0..8 {
            let text = format!("The cartel of article {article}, and a cartels' treaty.");
            let sentence =
                Sentence { span: Span::new(0, text.len()), block: 0, kind: SentenceKind::Claim };
            let mut part = PassageIndex::default();
            part.add(7 - article, &text, &[sentence]);
            all.append(part);
        }
        all
    }

    const OPTIONS: SearchOptions<'static> =
        SearchOptions { limit: 5, scattered: true, accept: &|_, _| true, proceed: &|| true };

    #[test]
    fn the_answer_is_the_same_on_any_number_of_threads() {
        let passages = passages();
        assert_eq!(passages.n_parts(), 8);
        for words in ["cartel", "tr art 3", "artcle", "!3 of"] {
            let query = Query::parse(words).unwrap();
            let expected = passages.search(&query, &OPTIONS);
            assert!(!expected.hits.is_empty(), "{words}");
            for n_threads in [0, 1, 2, 3, 16] {
                assert_eq!(search(&passages, &query, &OPTIONS, n_threads), expected);
            }
        }
    }

    #[test]
    fn a_search_that_is_ended_says_so() {
        let asked = Cell::new(0);
        let options = SearchOptions {
            proceed: &|| {
                asked.set(asked.get() + 1);
                false
            },
            ..OPTIONS
        };
        let found = search(&passages(), &Query::parse("cartel").unwrap(), &options, 3);
        assert!(found.cancelled);
        assert_eq!(asked.get(), 1);
    }
}
