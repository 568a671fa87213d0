//! Posting lists: the passages of each word of a shard.
//!
//! A rare word has a list of passages and a frequent word a [`PassageSet`], whichever is smaller.
//! Passages added after the last count have no postings yet; `shard` limits their number.

use super::{
    passage_set::PassageSet,
    shard_vocabulary::{OTHER, WordId},
};

#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// Number of counted passages.
    pub(super) n_passages: usize,
    /// Start of each word's list in `lists`, and the end of the last list.
    starts: Vec<u32>,
    lists: Vec<u16>,
    /// The frequent words, by number; their lists are empty.
    frequent: Vec<(WordId, PassageSet)>,
}

impl Postings {
    /// Counts the words of passages, given in order.
    pub(super) fn count<'w>(
        n_words: usize,
        passages: impl ExactSizeIterator<Item = &'w [WordId]> + Clone,
    ) -> Self {
        let n_passages = passages.len();
        let counts = counts(n_words, passages.clone());
        let threshold = (n_passages / 16).max(8) as u32;
        let mut postings =
            Self { n_passages, starts: Vec::with_capacity(n_words + 1), ..Self::default() };
        let mut start = 0;
        for (word, count) in (0..OTHER).zip(counts) {
            postings.starts.push(start);
            if count > threshold {
                postings.frequent.push((word, PassageSet::none(n_passages)));
            } else {
                start += count;
            }
        }
        postings.starts.push(start);
        postings.lists = vec![0; start as usize];
        postings.fill(passages);
        postings
    }

    fn fill<'w>(&mut self, passages: impl Iterator<Item = &'w [WordId]>) {
        const LIST: u16 = u16::MAX;
        let mut which = vec![LIST; self.starts.len()];
        for (at, (word, _)) in (0..LIST).zip(&self.frequent) {
            which[usize::from(*word)] = at;
        }
        // The slot for each word's next passage. The slot before detects a repeated word.
        let mut ends = self.starts.clone();
        for (at, words) in passages.enumerate() {
            let passage = at as u16;
            for &word in words.iter().filter(|word| **word != OTHER) {
                let word = usize::from(word);
                match self.frequent.get_mut(usize::from(which[word])) {
                    Some((_, bits)) => bits.set(at),
                    None => {
                        let (start, end) = (self.starts[word] as usize, ends[word] as usize);
                        if start == end || self.lists[end - 1] != passage {
                            self.lists[end] = passage;
                            ends[word] += 1;
                        }
                    }
                }
            }
        }
    }

    /// Adds the passages of a word to a set.
    pub(super) fn add_to(&self, passages: &mut PassageSet, word: WordId) {
        let word_at = usize::from(word);
        let Some(range) = self.starts.get(word_at..word_at + 2) else {
            return;
        };
        let list = &self.lists[range[0] as usize..range[1] as usize];
        for &passage in list {
            passages.set(usize::from(passage));
        }
        if list.is_empty()
            && let Ok(at) = self.frequent.binary_search_by_key(&word, |(word, _)| *word)
        {
            passages.add(&self.frequent[at].1);
        }
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let bits: usize = self.frequent.iter().map(|(_, bits)| bits.bytes()).sum();
        self.starts.capacity() * size_of::<u32>()
            + self.lists.capacity() * size_of::<u16>()
            + self.frequent.capacity() * size_of::<(WordId, PassageSet)>()
            + bits
    }
}

/// In how many passages each word stands.
fn counts<'w>(n_words: usize, passages: impl Iterator<Item = &'w [WordId]>) -> Vec<u32> {
    let mut counts = vec![0; n_words];
    let mut last = vec![u32::MAX; n_words];
    for (passage, words) in (0..).zip(passages) {
        for &word in words.iter().filter(|word| **word != OTHER) {
            let word = usize::from(word);
            counts[word] += u32::from(last[word] != passage);
            last[word] = passage;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_and_frequent_words_know_their_passages() {
        let passages: Vec<Vec<WordId>> =
            (0..1_000).map(|at| vec![0, 1 + at % 7, 0, 8 + at, 8 + at, OTHER]).collect();
        let slices = passages.iter().map(Vec::as_slice);
        let postings = Postings::count(1_008, slices);
        for word in (0..1_008).chain([5_000, OTHER]) {
            let mut found = PassageSet::none(1_000);
            postings.add_to(&mut found, word);
            let expected: Vec<_> =
                (0..1_000).filter(|at| word != OTHER && passages[*at].contains(&word)).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{word}");
        }
        assert_eq!(postings.frequent.len(), 8);
    }
}
