//! The different words of all passages, each once, with a number.
//!
//! A query is compared with the words here and never with the passages themselves: a hundred
//! thousand passages have a few ten thousand words. Words stay when their passages go; they cost
//! little, and their numbers must not change.

use std::collections::HashMap;

use super::grade::{Letters, letters};

/// The number of a word.
pub(super) type WordId = u32;

#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    ids: HashMap<Box<str>, WordId>,
    /// The words one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    letters: Vec<Letters>,
}

impl Lexicon {
    /// The number of a word, which it gets now if it is new.
    pub(super) fn add(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = WordId::try_from(self.ends.len()).unwrap_or(WordId::MAX);
        self.ids.insert(word.into(), id);
        self.text.push_str(word);
        self.ends.push(self.text.len());
        self.letters.push(letters(word));
        id
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a number.
    pub(super) fn word(&self, id: usize) -> &str {
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[id]]
    }

    /// Every word with its letters, in order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &str, Letters)> {
        let mut start = 0;
        self.ends
            .iter()
            .zip(&self.letters)
            .enumerate()
            .map(move |(id, (&end, &letters))| {
                let word = &self.text[start..end];
                start = end;
                (id, word, letters)
            })
    }
}
