//! Counting in tables that are larger than a processor's cache: what articles have is dealt out to
//! shards first, each of which is small enough.
//!
//! Some millions of things are dealt at a time: some workers each deal out what their articles have, then
//! some workers each take what their shard was dealt. A shard gets its things in the order of the text,
//! whoever the workers are.

use std::ops::Range;

use super::{progress::StageProgress, tokenized::TokenizedCorpus};

/// Bytes of a shard's table, about.
const SHARD_BYTES: usize = 1 << 19;

/// The most shards: as many as eight bits of a hash tell apart.
const MOST_SHARDS: usize = 256;

/// Deals of one round; each is one worker's.
const CHUNKS: usize = 16;

/// Bytes of one deal, at least what one article has: the more, the less often each table is fetched.
const CHUNK_BYTES: usize = 1 << 22;

/// How many shards a table of so many bytes falls into; a power of two.
pub(super) fn n_shards(n_bytes: usize) -> usize {
    (n_bytes / SHARD_BYTES)
        .next_power_of_two()
        .clamp(1, MOST_SHARDS)
}

/// What some articles have, by shard.
struct PartitionChunk<'a, T> {
    articles: Range<usize>,
    buffers: Vec<ShardBuffer<'a, T>>,
}

/// What one shard gets of one deal.
///
/// All hands share one piece of memory, which the system gets back when the dealing is done.
pub(super) struct ShardBuffer<'a, T> {
    room: &'a mut [T],
    n: usize,
    /// What there was no room for, where one shard gets far more than others.
    more: Vec<T>,
}

impl<T> ShardBuffer<'_, T> {
    /// Adds one thing.
    pub(super) fn push(&mut self, thing: T) {
        match self.room.get_mut(self.n) {
            Some(cell) => {
                *cell = thing;
                self.n += 1;
            }
            None => self.more.push(thing),
        }
    }

    fn clear(&mut self) {
        self.n = 0;
        self.more.clear();
    }
}

/// Who deals and who takes.
pub(super) struct RadixPartition<D, K> {
    /// Gives each shard what an article has.
    pub scatter: D,
    /// Takes what a shard was dealt.
    pub gather: K,
}

impl<D, K> RadixPartition<D, K> {
    /// Deals out what all articles have.
    pub(super) fn run<T, S>(
        &self,
        corpus: &TokenizedCorpus,
        shards: &mut [S],
        stage: &mut StageProgress<'_>,
    ) -> Option<()>
    where
        T: Clone + Default + Send + Sync,
        S: Send,
        D: Fn(usize, &mut [ShardBuffer<'_, T>]) + Sync,
        K: Fn(&mut S, &[T]) + Sync,
    {
        let n_shards = shards.len();
        let n_words = CHUNK_BYTES / size_of::<T>();
        // An eighth more than a shard gets on average.
        let room = (n_words.min(corpus.n_words()) / n_shards * 9 / 8).max(1);
        let mut memory = vec![T::default(); CHUNKS * n_shards * room];
        let buffer = |room| ShardBuffer {
            room,
            n: 0,
            more: Vec::new(),
        };
        let mut chunks: Vec<PartitionChunk<'_, T>> = memory
            .chunks_mut(n_shards * room)
            .map(|memory| PartitionChunk {
                articles: 0..0,
                buffers: memory.chunks_mut(room).map(buffer).collect(),
            })
            .collect();
        let mut numbered: Vec<(usize, &mut S)> = shards.iter_mut().enumerate().collect();
        let mut next = 0;
        while next < corpus.n_articles() {
            stage.ask(next, corpus.n_articles())?;
            for chunk in &mut chunks {
                chunk.articles = some_articles(corpus, next, n_words);
                next = chunk.articles.end;
            }
            stage.each(&mut chunks, |chunk| {
                chunk.buffers.iter_mut().for_each(ShardBuffer::clear);
                for article in chunk.articles.clone() {
                    (self.scatter)(article, &mut chunk.buffers);
                }
            });
            stage.each(&mut numbered, |(index, shard)| {
                for chunk in &chunks {
                    let buffer = &chunk.buffers[*index];
                    (self.gather)(shard, &buffer.room[..buffer.n]);
                    (self.gather)(shard, &buffer.more);
                }
            });
        }
        Some(())
    }
}

/// The articles from one on that have so many words, at least one.
fn some_articles(corpus: &TokenizedCorpus, first: usize, n_words: usize) -> Range<usize> {
    let n_articles = corpus.n_articles();
    if first == n_articles {
        return first..first;
    }
    let most = corpus.starts[first] + n_words;
    let n = corpus.starts[first + 1..].partition_point(|&end| end <= most);
    first..(first + n.max(1)).min(n_articles)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::repeats::progress::{RunProgress, sequential};

    #[test]
    fn a_shard_gets_its_things_in_order_however_many_there_are() {
        let mut corpus = TokenizedCorpus::default();
        corpus.words = (0..1000).collect();
        corpus.starts = vec![0, 10, 10, 700, 1000];
        let is_rare = |word: &u32| word.is_multiple_of(10);
        let partition = RadixPartition {
            scatter: |article: usize, buffers: &mut [ShardBuffer<'_, u32>]| {
                for word in &corpus.words[corpus.places(article)] {
                    buffers[usize::from(is_rare(word))].push(*word);
                }
            },
            gather: |shard: &mut Vec<u32>, words: &[u32]| shard.extend(words),
        };
        let mut shards = vec![Vec::new(); 4];
        let mut go_on = |_| ControlFlow::Continue(());
        let mut progress = RunProgress::new(&mut go_on, &sequential);
        let done = partition.run(&corpus, &mut shards, &mut progress.part(0..1));
        assert_eq!(done, Some(()));
        let (rare, usual): (Vec<u32>, Vec<u32>) = (0..1000).partition(is_rare);
        assert_eq!(shards, [usual, rare, Vec::new(), Vec::new()]);
    }
}
