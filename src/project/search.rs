//! One search, and one index, on several threads.
//!
//! Owns the threads and nothing else: what is searched and how the parts are put together is `find`'s
//! business, so the answer is the same for any number of threads.
//!
//! # Moving parts and how they stop
//!
//! The threads live for one search. Each takes the next part that none has taken; when none is left
//! they end. The caller's thread works too, and it alone asks whether to go on; the others look at a
//! flag that it sets. So a search ends within the few hundred passages between two looks.

use std::{
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::threads;
use crate::{
    corpus::Article,
    find::{Found, Passages, Query, SearchOptions},
};

/// The passages that answer a query, best first, searched on so many threads.
pub fn search(
    passages: &Passages,
    query: &Query,
    options: &SearchOptions<'_>,
    n_threads: usize,
) -> Found {
    // Asked before the helpers begin: they could take every part and leave the caller nothing to ask at.
    if !(options.proceed)() {
        return Found {
            cancelled: true,
            ..Found::default()
        };
    }
    let n_parts = passages.n_parts();
    let n_helpers = n_threads.min(n_parts).saturating_sub(1);
    let (next, is_ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|part| *part < n_parts);
    let (limit, scattered, accept) = (options.limit, options.scattered, options.accept);
    let help = || {
        let options = SearchOptions {
            limit,
            scattered,
            accept,
            proceed: &|| !is_ended.load(Ordering::Relaxed),
        };
        passages.search_parts(query, &options, &mut std::iter::from_fn(take))
    };
    let proceed = || {
        let goes_on = (options.proceed)();
        is_ended.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    };
    let options = SearchOptions {
        proceed: &proceed,
        ..*options
    };
    let partials = thread::scope(|scope| {
        let helpers: Vec<_> = (0..n_helpers).map(|_| scope.spawn(help)).collect();
        let mine = passages.search_parts(query, &options, &mut std::iter::from_fn(take));
        let theirs = helpers
            .into_iter()
            .map(|helper| helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(mine).chain(theirs).collect()
    });
    passages.merge(query, limit, partials)
}

/// The passages of articles, given with their numbers.
pub fn index(articles: &[(usize, Arc<Article>)], n_threads: usize) -> Passages {
    /// So many articles are indexed at a time: enough to fill some shards.
    const SLICE: usize = 4_096;
    let size = articles.len().div_ceil(n_threads.max(1)).clamp(1, SLICE);
    let slices: Vec<_> = articles.chunks(size).collect();
    let parts = threads::map(&slices, n_threads, |slice| {
        let mut passages = Passages::default();
        for (number, article) in *slice {
            passages.add(*number, &article.text, &article.outline.sentences);
        }
        passages.close();
        passages
    });
    let mut all = Passages::default();
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

    /// Passages of several parts, one article each.
    fn passages() -> Passages {
        let mut all = Passages::default();
        for article in 0..8 {
            let text = format!("The cartel of article {article}, and a cartels' treaty.");
            let sentence = Sentence {
                span: Span::new(0, text.len()),
                block: 0,
                kind: SentenceKind::Claim,
            };
            let mut part = Passages::default();
            part.add(7 - article, &text, &[sentence]);
            all.append(part);
        }
        all
    }

    const OPTIONS: SearchOptions<'static> = SearchOptions {
        limit: 5,
        scattered: true,
        accept: &|_, _| true,
        proceed: &|| true,
    };

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
