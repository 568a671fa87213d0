//! The share of annotated words that stand in another text, by runs of four words.
//!
//! The text that was annotated is gone, but each record has its words with 32 characters on both sides.
//! A run of four words rarely stands in two articles by chance, and a small edit of an article spoils
//! at most four runs. All articles are read once, whatever the number of annotation files.

use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
};

use crate::store::record::RecordLine;

/// Words of a run.
const RUN: usize = 4;

/// Least share of runs of a likely article, in percent.
const LEAST: u8 = 60;

/// Share by which the best article is ahead of all others, in percentage points.
const AHEAD: u8 = 20;

/// Least number of runs for a judgement, for example of one sentence of eight words.
const LEAST_RUNS: usize = 5;

/// Recorded characters on each side, unless the text ends earlier.
const SIDE_CHARS: usize = 32;

/// Returns the recorded passages of some lines, without the words that are cut at their ends.
pub(super) fn passages(lines: &[RecordLine]) -> Vec<String> {
    let passage = |line: &RecordLine| {
        let fields = &line.fields;
        let is_cut = |side: &str| side.chars().count() >= SIDE_CHARS;
        let before = fields.prefix.split_once(char::is_whitespace);
        let before =
            before.filter(|_| is_cut(&fields.prefix)).map_or(&*fields.prefix, |(_, rest)| rest);
        let after = fields.suffix.rsplit_once(char::is_whitespace);
        let after =
            after.filter(|_| is_cut(&fields.suffix)).map_or(&*fields.suffix, |(rest, _)| rest);
        format!("{before}{}{after}", fields.quote)
    };
    lines.iter().map(passage).collect()
}

/// The wanted runs of several annotation files, and the articles with some of the runs.
pub(super) struct Likeness {
    /// The files that want a run.
    wanted: HashMap<u64, Vec<usize>>,
    /// The number of wanted runs of each file.
    n_wanted: Vec<usize>,
    /// For each file the articles with their number of wanted runs.
    n_found: Vec<HashMap<usize, usize>>,
}

impl Likeness {
    /// Takes the passages of each file.
    pub(super) fn new(files: impl Iterator<Item = Vec<String>>) -> Self {
        let mut likeness =
            Self { wanted: HashMap::new(), n_wanted: Vec::new(), n_found: Vec::new() };
        for (file, passages) in files.enumerate() {
            let all: HashSet<u64> = passages.iter().flat_map(|passage| runs(passage)).collect();
            likeness.n_wanted.push(all.len());
            likeness.n_found.push(HashMap::new());
            for run in all {
                likeness.wanted.entry(run).or_default().push(file);
            }
        }
        likeness
    }

    /// Counts the wanted runs of an article.
    pub(super) fn compare(&mut self, article: usize, text: &str) {
        let there: HashSet<u64> =
            runs(text).into_iter().filter(|run| self.wanted.contains_key(run)).collect();
        for file in there.iter().flat_map(|run| &self.wanted[run]) {
            *self.n_found[*file].entry(article).or_default() += 1;
        }
    }

    /// Returns for each file the likely articles with their share in percent, best first: one if the
    /// best is clear, else all that are about as good.
    pub(super) fn found(self) -> Vec<Vec<(usize, u8)>> {
        let files = self.n_wanted.into_iter().zip(self.n_found);
        let likely = files.map(|(n_wanted, found)| {
            let percent = |n: usize| u8::try_from(n * 100 / n_wanted.max(1)).unwrap_or(100);
            let shares = found.into_iter().map(|(article, n)| (article, percent(n)));
            let mut likely: Vec<_> = shares.filter(|(_, share)| *share >= LEAST).collect();
            likely.sort_by_key(|(article, share)| (u8::MAX - share, *article));
            let best = likely.first().map_or(0, |(_, share)| *share);
            likely.retain(|(_, share)| n_wanted >= LEAST_RUNS && share + AHEAD > best);
            likely
        });
        likely.collect()
    }
}

/// Returns the hashes of all runs of words, without case and signs.
fn runs(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<u64> = words.map(hash_of).collect();
    words.windows(RUN).map(hash_of).collect()
}

fn hash_of<T: WordHash + ?Sized>(of: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.add_to(&mut hasher);
    hasher.finish()
}

/// A word, or a run of hashed words.
trait WordHash {
    fn add_to(&self, hasher: &mut DefaultHasher);
}

impl WordHash for str {
    fn add_to(&self, hasher: &mut DefaultHasher) {
        self.chars().flat_map(char::to_lowercase).for_each(|c| c.hash(hasher));
    }
}

impl WordHash for [u64] {
    fn add_to(&self, hasher: &mut DefaultHasher) {
        self.hash(hasher);
    }
}
