//! Runs: neighbouring grams of which each always follows the other, so that all of them have one and
//! the same set of occurrences.
//!
//! Linear in the text, whatever the number of copies: no pair of occurrences is looked at.

use super::{gram::NONE, gram::RepeatedGrams, tokenized::TokenizedCorpus};

/// One run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MaximalRepeat {
    /// Its first gram.
    pub gram: u32,
    /// Its words.
    pub len: u32,
    /// How many articles hold it.
    pub n_articles: u32,
}

/// All runs of two or more articles.
#[derive(Debug, Default)]
pub(super) struct MaximalRepeats {
    /// The runs, in the order of their first occurrence.
    pub all: Vec<MaximalRepeat>,
    /// Where each run begins: `starts[run]..starts[run + 1]` of `places`.
    starts: Vec<usize>,
    places: Vec<u32>,
}

/// Several grams follow.
const MANY: u32 = NONE - 1;

/// Nothing is known yet.
const UNSEEN: u32 = NONE - 2;

impl MaximalRepeats {
    /// Joins the grams.
    pub(super) fn join(corpus: &TokenizedCorpus, grams: &RepeatedGrams) -> MaximalRepeats {
        let next = followers(corpus, grams);
        let mut is_inner = vec![false; next.len()];
        for &follower in &next {
            if follower < UNSEEN {
                is_inner[follower as usize] = true;
            }
        }
        let mut repeats = MaximalRepeats::default();
        let mut run_of = vec![NONE; next.len()];
        for (gram, &n_articles) in grams.n_articles.iter().enumerate() {
            if n_articles < 2 || is_inner[gram] {
                continue;
            }
            let (mut last, mut len) = (gram, grams.len as u32);
            while next[last] < UNSEEN {
                last = next[last] as usize;
                len += 1;
            }
            run_of[gram] = repeats.all.len() as u32;
            repeats.all.push(MaximalRepeat {
                gram: gram as u32,
                len,
                n_articles,
            });
        }
        repeats.place(grams, &run_of);
        repeats
    }

    /// The first places of a run's occurrences, in order.
    pub(super) fn places(&self, run: usize) -> &[u32] {
        &self.places[self.starts[run]..self.starts[run + 1]]
    }

    /// Sorts the occurrences of first grams by run.
    fn place(&mut self, grams: &RepeatedGrams, run_of: &[u32]) {
        self.starts = vec![0];
        for run in &self.all {
            let before = self.starts[self.starts.len() - 1];
            self.starts
                .push(before + grams.counts[run.gram as usize] as usize);
        }
        self.places = vec![0; self.starts[self.all.len()]];
        let mut filled = self.starts.clone();
        for (place, &gram) in grams.at.iter().enumerate() {
            if gram == NONE || run_of[gram as usize] == NONE {
                continue;
            }
            let run = run_of[gram as usize] as usize;
            self.places[filled[run]] = place as u32;
            filled[run] += 1;
        }
    }
}

/// For each gram the one that follows all its occurrences and follows nothing else, where there is one.
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
