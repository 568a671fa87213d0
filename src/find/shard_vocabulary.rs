//! The different words of some passages, each once, with a number.
//!
//! A query is compared with the words here and never with the passages themselves: sixty thousand
//! passages have some thirty thousand words. Numbers go by first appearance and take 16 bits, as
//! every word of every passage is kept as one.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::word_match::{LetterMask, letters};

/// The number of a word.
pub(super) type WordId = u16;

/// The id of every word beyond the capacity of a shard's vocabulary. Only a single passage with an
/// absurd number of distinct words has such a word, and the word is never found.
pub(super) const OTHER: WordId = WordId::MAX;

/// The position of a word in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TermId {
    pub(super) volume: u16,
    pub(super) word: WordId,
}

/// Capacity of a shard's vocabulary, in words.
pub(super) const MOST_WORDS: usize = OTHER as usize;

#[derive(Clone, Debug, Default)]
pub(super) struct ShardVocabulary {
    ids: HashTable<WordId>,
    hasher: DefaultHashBuilder,
    /// The words one after the other, and the end of each word in bytes.
    text: String,
    ends: Vec<u32>,
    letters: Vec<LetterMask>,
}

impl ShardVocabulary {
    /// Returns the id of a word, and adds a new word.
    pub(super) fn add(&mut self, word: &str) -> WordId {
        if self.ids.is_empty() {
            self.number();
        }
        let hash = self.hasher.hash_one(word);
        let (text, ends) = (&self.text, &self.ends);
        let known = self.ids.find(hash, |&id| word_of(text, ends, id) == word);
        if let Some(&id) = known {
            return id;
        }
        let id = self.push(word);
        if id != OTHER {
            let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
            self.ids.insert_unique(hash, id, |&id| hasher.hash_one(word_of(text, ends, id)));
        }
        id
    }

    /// Rebuilds the hash table, which a vocabulary drops between additions.
    fn number(&mut self) {
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        let hash = |id: &WordId| hasher.hash_one(word_of(text, ends, *id));
        for id in (0..OTHER).take(ends.len()) {
            self.ids.insert_unique(hash(&id), id, hash);
        }
    }

    /// Appends a word that is known to be new, without the hash table.
    pub(super) fn push(&mut self, word: &str) -> WordId {
        let id = WordId::try_from(self.ends.len()).unwrap_or(OTHER);
        let end = u32::try_from(self.text.len() + word.len()).ok();
        let Some(end) = end.filter(|_| id != OTHER) else {
            return OTHER;
        };
        self.text.push_str(word);
        self.ends.push(end);
        self.letters.push(letters(word));
        id
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words by their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..OTHER).take(self.len()).map(|id| word_of(&self.text, &self.ends, id))
    }

    /// The word of a number; none for [`OTHER`].
    pub(super) fn word(&self, id: WordId) -> &str {
        if usize::from(id) < self.ends.len() { word_of(&self.text, &self.ends, id) } else { "" }
    }

    /// Returns the ids of the words that lack at most so many of the letters, with the words' own
    /// letters.
    pub(super) fn with_letters(
        &self,
        compiled: LetterMask,
        lacking: MissingLetters,
    ) -> impl Iterator<Item = (WordId, &str, LetterMask)> {
        let is_candidate = move |letters: LetterMask| {
            let missing = compiled & !letters;
            match lacking {
                MissingLetters::Nothing => missing == 0,
                MissingLetters::One => missing & missing.wrapping_sub(1) == 0,
            }
        };
        let all = (0..OTHER).zip(&self.letters);
        all.filter(move |(_, letters)| is_candidate(**letters))
            .map(|(id, letters)| (id, word_of(&self.text, &self.ends, id), *letters))
    }

    /// The letters of a word; none for [`OTHER`].
    pub(super) fn letters(&self, id: WordId) -> LetterMask {
        self.letters.get(usize::from(id)).copied().unwrap_or(0)
    }

    /// Frees the memory that only additions need; the next addition takes the memory again.
    pub(super) fn shrink(&mut self) {
        self.ids = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.letters.shrink_to_fit();
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity()
            + self.ends.capacity() * size_of::<u32>()
            + self.letters.capacity() * size_of::<LetterMask>()
            + self.ids.allocation_size()
    }
}

/// Number of a needle's letters that a word may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MissingLetters {
    Nothing,
    One,
}

fn word_of<'t>(text: &'t str, ends: &[u32], id: WordId) -> &'t str {
    let id = usize::from(id);
    let start = id.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start as usize..ends[id] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number_when_more_come_after_the_room_was_given_back() {
        let mut distinct = ShardVocabulary::default();
        let numbers = ["one", "two"].map(|word| distinct.add(word));
        distinct.shrink();
        assert_eq!(["one", "two", "one"].map(|word| distinct.add(word)), [0, 1, 0]);
        assert_eq!(distinct.add("three"), 2);
        assert_eq!((numbers, distinct.len()), ([0, 1], 3));
    }
}
