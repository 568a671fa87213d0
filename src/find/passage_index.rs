//! The index: every sentence of the open articles, folded, cut into words, each word a number.
//!
//! Owns the assignment of articles to [`Shard`](super::shard::Shard)s. Articles come and go in any
//! order, and hits are in corpus order in any case. The text of an article is needed only while the
//! article is added; hits refer to its bytes.

use std::ops::Range;

use hashbrown::HashMap;

use super::{shard::Shard, vocabulary::Vocabulary};
use crate::text::Sentence;

/// Every passage of the corpus, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct PassageIndex {
    pub(super) shards: Vec<Shard>,
    pub(super) vocabulary: Vocabulary,
    /// The first and the last shard of each article that has passages.
    homes: HashMap<usize, (u32, u32)>,
    len: usize,
}

impl PassageIndex {
    /// Adds the sentences of an article, and replaces its earlier sentences.
    pub fn add(&mut self, article: usize, text: &str, sentences: &[Sentence]) {
        self.remove(article);
        self.extend(article, text, sentences.iter().copied().enumerate());
    }

    /// Adds further sentences of an article, given with their indices, in order; earlier sentences stay.
    ///
    /// A long text can be added in parts on several threads, each to its own index, and joined with
    /// [`PassageIndex::append`].
    pub fn extend(
        &mut self,
        article: usize,
        text: &str,
        sentences: impl Iterator<Item = (usize, Sentence)>,
    ) {
        let first = self.shards.len().saturating_sub(1);
        let mut before: Option<Sentence> = None;
        for (sentence, known) in sentences {
            if known.span.get(text).is_none_or(str::is_empty) {
                continue;
            }
            let follows = before.is_some_and(|before| before.block == known.block);
            let has_room = self.shards.last().is_some_and(|shard| {
                shard.has_room(known.span.len(), !follows)
                    && (before.is_none() || shard.reaches(known.span))
            });
            if !has_room {
                self.close();
                self.shards.push(Shard::default());
            }
            let n_shards = self.shards.len();
            let Some(shard) = self.shards.last_mut() else {
                return;
            };
            if before.is_none() || !has_room {
                shard.begin(article, known.span.start);
                let last = u32::try_from(n_shards - 1).unwrap_or(u32::MAX);
                self.homes.entry(article).or_insert((last, last)).1 = last;
            }
            shard.push(text, (sentence, known), follows && has_room);
            self.len += 1;
            before = Some(known);
        }
        if let Some(shard) = self.shards.last_mut() {
            shard.settle();
        }
        self.look_up(first..self.shards.len());
    }

    /// Looks up the words of some shards in the vocabulary, as a search needs.
    fn look_up(&mut self, shards: Range<usize>) {
        for shard in &mut self.shards[shards] {
            shard.look_up(&mut self.vocabulary);
        }
    }

    /// Ends a run of additions: the next search is as fast as possible.
    pub fn close(&mut self) {
        if let Some(shard) = self.shards.last_mut() {
            shard.close();
        }
    }

    /// Appends all passages of another index. An article in both indexes has the passages of both.
    pub fn append(&mut self, mut other: PassageIndex) {
        let shift = u32::try_from(self.shards.len()).unwrap_or(u32::MAX);
        for shard in &mut other.shards {
            shard.term_ids.clear();
        }
        let n_before = self.shards.len();
        self.shards.append(&mut other.shards);
        self.look_up(n_before..self.shards.len());
        for (article, (first, last)) in other.homes {
            let home = self.homes.entry(article).or_insert((first + shift, last + shift));
            home.1 = last + shift;
        }
        self.len += other.len;
    }

    /// Forgets an article.
    pub fn remove(&mut self, article: usize) {
        if let Some((first, last)) = self.homes.remove(&article) {
            let homes = first as usize..last as usize + 1;
            for shard in &mut self.shards[homes.clone()] {
                self.len -= shard.forget(article);
            }
            self.look_up(homes);
        }
    }

    /// Returns the number of passages.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns `true` without any passage.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let shards: usize = self.shards.iter().map(Shard::bytes).sum();
        shards
            + self.vocabulary.bytes()
            + self.shards.capacity() * size_of::<Shard>()
            + self.homes.allocation_size()
    }
}
