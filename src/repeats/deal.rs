//! Counting in tables that are larger than a processor's cache: what articles have is dealt out to
//! shards first, each of which is small enough.
//!
//! A few million things are dealt at a time: some workers each deal out what their articles have, then
//! some workers each take what their shard was dealt. A shard gets its things in the order of the text,
//! whoever the workers are.

use std::ops::Range;

use super::{progress::Part as Stage, stream::Streams};

/// Bytes of a shard's table, about.
const SHARD_BYTES: usize = 1 << 20;

/// The most shards; a power of two.
const MOST_SHARDS: usize = 64;

/// Deals of one round; each is one worker's.
const DEALS: usize = 16;

/// Words of the articles of one deal, at least one article.
const DEALT_WORDS: usize = 1 << 18;

/// How many shards a table of so many bytes falls into; a power of two.
pub(super) fn n_shards(n_bytes: usize) -> usize {
    (n_bytes / SHARD_BYTES)
        .next_power_of_two()
        .clamp(1, MOST_SHARDS)
}

/// What some articles have, by shard.
struct Deal<T> {
    articles: Range<usize>,
    hands: Vec<Vec<T>>,
}

/// Who deals and who takes.
pub(super) struct Dealer<D, K> {
    /// Gives each shard what an article has.
    pub deal: D,
    /// Takes what a shard was dealt.
    pub take: K,
}

impl<D, K> Dealer<D, K> {
    /// Deals out what all articles have.
    pub(super) fn run<T, S>(
        &self,
        streams: &Streams,
        shards: &mut [S],
        stage: &mut Stage<'_>,
    ) -> Option<()>
    where
        T: Send + Sync,
        S: Send,
        D: Fn(usize, &mut [Vec<T>]) + Sync,
        K: Fn(&mut S, &[T]) + Sync,
    {
        let n_shards = shards.len();
        let empty = || Deal {
            articles: 0..0,
            hands: (0..n_shards).map(|_| Vec::new()).collect(),
        };
        let mut deals: Vec<Deal<T>> = std::iter::repeat_with(empty).take(DEALS).collect();
        let mut numbered: Vec<(usize, &mut S)> = shards.iter_mut().enumerate().collect();
        let mut next = 0;
        while next < streams.n_articles() {
            stage.ask(next, streams.n_articles())?;
            for deal in &mut deals {
                deal.articles = some_articles(streams, next);
                next = deal.articles.end;
            }
            stage.each(&mut deals, |deal| {
                deal.hands.iter_mut().for_each(Vec::clear);
                for article in deal.articles.clone() {
                    (self.deal)(article, &mut deal.hands);
                }
            });
            stage.each(&mut numbered, |(index, shard)| {
                for deal in &deals {
                    (self.take)(shard, &deal.hands[*index]);
                }
            });
        }
        Some(())
    }
}

/// As many articles from one on as one deal has.
fn some_articles(streams: &Streams, first: usize) -> Range<usize> {
    let n_articles = streams.n_articles();
    if first == n_articles {
        return first..first;
    }
    let most = streams.starts[first] + DEALT_WORDS;
    let n = streams.starts[first + 1..].partition_point(|&end| end <= most);
    first..(first + n.max(1)).min(n_articles)
}
