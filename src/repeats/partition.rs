//! Radix partitioning: distributes keys to shards by hash, so that the table of each shard fits a
//! processor's cache.
//!
//! Works in rounds of some million keys. In each round, workers first scatter the keys of their
//! articles into buffers by shard; then workers gather the buffers of their shards.
//!
//! Invariant: a shard gets its keys in the order of the text, for any number of workers.

use std::ops::Range;

use super::{progress::StageProgress, tokenized::TokenizedCorpus};

/// Target size of a shard's table, in bytes.
const SHARD_BYTES: usize = 1 << 19;

/// Most shards: eight bits of a hash choose the shard.
const MOST_SHARDS: usize = 256;

/// Chunks of a round; one worker scatters a chunk.
const CHUNKS: usize = 16;

/// Size of a chunk, in bytes, and at least one article. Larger chunks load each table less often.
const CHUNK_BYTES: usize = 1 << 22;

/// Returns the number of shards for a table of `n_bytes`: a power of two.
pub(super) fn n_shards(n_bytes: usize) -> usize {
    (n_bytes / SHARD_BYTES).next_power_of_two().clamp(1, MOST_SHARDS)
}

/// Some articles, and their keys by shard.
struct PartitionChunk<'a, T> {
    articles: Range<usize>,
    buffers: Vec<ShardBuffer<'a, T>>,
}

/// The keys of one shard from one chunk.
///
/// All buffers share one allocation, which goes back to the system at the end.
pub(super) struct ShardBuffer<'a, T> {
    room: &'a mut [T],
    n: usize,
    /// Keys beyond `room`, for a shard with far more keys than others.
    more: Vec<T>,
}

impl<'a, T> ShardBuffer<'a, T> {
    fn new(room: &'a mut [T]) -> ShardBuffer<'a, T> {
        ShardBuffer { room, n: 0, more: Vec::new() }
    }

    /// Adds a key.
    pub(super) fn push(&mut self, key: T) {
        match self.room.get_mut(self.n) {
            Some(cell) => {
                *cell = key;
                self.n += 1;
            }
            None => self.more.push(key),
        }
    }

    fn clear(&mut self) {
        self.n = 0;
        self.more.clear();
    }
}

/// The two functions of a partitioning.
pub(super) struct RadixPartition<D, K> {
    /// Pushes the keys of an article into the buffers, by shard.
    pub scatter: D,
    /// Adds the keys of a buffer to a shard.
    pub gather: K,
}

impl<D, K> RadixPartition<D, K> {
    /// Partitions the keys of all articles; nothing when `stage` is stopped.
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
        // An eighth more than the average of a shard.
        let room = (n_words.min(corpus.n_words()) / n_shards * 9 / 8).max(1);
        let mut memory = vec![T::default(); CHUNKS * n_shards * room];
        let memory = memory.chunks_mut(n_shards * room);
        let mut chunks: Vec<PartitionChunk<'_, T>> = memory
            .map(|memory| PartitionChunk {
                articles: 0..0,
                buffers: memory.chunks_mut(room).map(ShardBuffer::new).collect(),
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

/// Returns articles from `first` on with about `n_words`, at least one article.
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
