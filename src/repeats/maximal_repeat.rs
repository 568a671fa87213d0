//! Maximal repeats: runs of neighbouring grams that always follow each other.
//!
//! All grams of a run have the same set of occurrences, so a run is one passage with its exact
//! occurrences. For example the grams of a line of site text in 300 articles are one run with 300
//! places. This is the compaction of paths in a de Bruijn graph. Time is linear in the text; no
//! pair of occurrences is compared.

use super::{gram::NONE, gram::RepeatedGrams, tokenized::TokenizedCorpus};

/// A word sequence that two or more articles share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MaximalRepeat {
    /// The first gram.
    pub gram: u32,
    /// Number of words.
    pub len: u32,
    /// Number of articles.
    pub n_articles: u32,
}

/// All maximal repeats.
#[derive(Debug, Default)]
pub(super) struct MaximalRepeats {
    /// The repeats, in the order of their first occurrence.
    pub all: Vec<MaximalRepeat>,
    /// The occurrences of repeat `r` are `places[starts[r]..starts[r + 1]]`.
    starts: Vec<usize>,
    places: Vec<u32>,
}

/// More than one gram follows.
const MANY: u32 = NONE - 1;

/// No occurrence was seen yet.
const UNSEEN: u32 = NONE - 2;

impl MaximalRepeats {
    /// Joins grams that always follow each other.
    pub(super) fn join(corpus: &TokenizedCorpus, grams: &RepeatedGrams) -> MaximalRepeats {
        let next = followers(corpus, grams);
        let mut is_inner = vec![false; next.len()];
        for &follower in &next {
            if follower < UNSEEN {
                is_inner[follower as usize] = true;
            }
        }
        let mut repeats = MaximalRepeats::default();
        let mut repeat_of = vec![NONE; next.len()];
        for (gram, &n_articles) in grams.n_articles.iter().enumerate() {
            if n_articles < 2 || is_inner[gram] {
                continue;
            }
            let (mut last, mut len) = (gram, grams.len as u32);
            while next[last] < UNSEEN {
                last = next[last] as usize;
                len += 1;
            }
            repeat_of[gram] = repeats.all.len() as u32;
            repeats.all.push(MaximalRepeat { gram: gram as u32, len, n_articles });
        }
        repeats.place(grams, &repeat_of);
        repeats
    }

    /// Returns the first places of a repeat's occurrences, in order.
    pub(super) fn places(&self, repeat: usize) -> &[u32] {
        &self.places[self.starts[repeat]..self.starts[repeat + 1]]
    }

    /// Returns the words of a repeat.
    pub(super) fn words<'a>(&self, corpus: &'a TokenizedCorpus, repeat: usize) -> &'a [u32] {
        let first = self.places(repeat)[0] as usize;
        &corpus.words[first..first + self.all[repeat].len as usize]
    }

    /// Sorts the occurrences of first grams by repeat.
    fn place(&mut self, grams: &RepeatedGrams, repeat_of: &[u32]) {
        self.starts = vec![0];
        for run in &self.all {
            let before = self.starts[self.starts.len() - 1];
            self.starts.push(before + grams.counts[run.gram as usize] as usize);
        }
        self.places = vec![0; self.starts[self.all.len()]];
        let mut filled = self.starts.clone();
        for (place, &gram) in grams.at.iter().enumerate() {
            if gram == NONE || repeat_of[gram as usize] == NONE {
                continue;
            }
            let run = repeat_of[gram as usize] as usize;
            self.places[filled[run]] = place as u32;
            filled[run] += 1;
        }
    }
}

/// Returns for each gram the only gram that follows it everywhere and follows no other gram.
fn followers(corpus: &TokenizedCorpus, grams: &RepeatedGrams) -> Vec<u32> {
    let mut next = vec![UNSEEN; grams.counts.len()];
    for article in 0..corpus.n_articles() {
        let at = &grams.at[corpus.places(article)];
        for (offset, &gram) in at.iter().enumerate() {
            if gram == NONE {
                continue;
            }
            let follower = at.get(offset + 1).copied().unwrap_or(NONE);
            let known = &mut next[gram as usize];
            *known = match *known {
                UNSEEN if follower == NONE => MANY,
                UNSEEN => follower,
                same if same == follower => same,
                _ => MANY,
            };
        }
    }
    for (follower, &count) in next.iter_mut().zip(&grams.counts) {
        let is_exact = *follower < UNSEEN && grams.counts[*follower as usize] == count;
        if !is_exact {
            *follower = MANY;
        }
    }
    next
}
