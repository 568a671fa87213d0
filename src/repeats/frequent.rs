//! Frequent passages: maximal repeats of more than [`FEW_ARTICLES`] articles.
//!
//! Their occurrences are known, and aligning each pair would cost the square of their number.
//! Instead, repeats that follow each other in most of their articles are joined into one passage. A
//! passage is judged by the lower quartile of the bits of its occurrences.

use super::{
    ExactRepeats,
    disjoint_sets::DisjointSets,
    progress::StageProgress,
    token_range::TokenRange,
    tokenized::{HashKeyMap, TokenizedCorpus},
};

/// Most articles whose occurrences are aligned pairwise.
pub(super) const FEW_ARTICLES: u32 = 24;

/// Most words between two repeats that are joined.
const GAP: u32 = 2;

/// Share of the more frequent repeat's articles in which two repeats must follow each other, in
/// percent.
const TOGETHER: u32 = 70;

/// Most occurrences that judge a passage.
const JUDGED: usize = 64;

/// Frequent passages.
#[derive(Debug, Default)]
pub(super) struct FrequentPassages {
    /// The occurrences of each passage, in order, without overlap.
    pub passages: Vec<Vec<TokenRange>>,
    /// The occurrences that are whole lines; alignments do not cross them.
    pub lines: WholeLines,
}

/// Lines by article.
#[derive(Debug, Default)]
pub(super) struct WholeLines {
    /// All lines, in order.
    all: Vec<TokenRange>,
    /// The first line of each article, and the number of lines.
    starts: Vec<u32>,
}

impl WholeLines {
    fn new(mut all: Vec<TokenRange>, corpus: &TokenizedCorpus) -> WholeLines {
        all.sort_unstable();
        let mut next = 0;
        let starts = corpus.starts.iter().map(|&start| {
            next += all[next..].partition_point(|line| (line.start as usize) < start);
            next as u32
        });
        WholeLines { starts: starts.collect(), all }
    }

    /// Returns the lines of an article, in order.
    pub(super) fn of(&self, article: usize) -> &[TokenRange] {
        match self.starts.get(article..article + 2) {
            Some(&[from, to]) => &self.all[from as usize..to as usize],
            _ => &[],
        }
    }
}

/// Joins the repeats of many articles and keeps the surprising passages; nothing when `stage` is
/// stopped.
pub(super) fn frequent_passages(
    exact: &ExactRepeats<'_>,
    stage: &mut StageProgress<'_>,
) -> Option<FrequentPassages> {
    let hits = frequent_hits(exact);
    let sets = join(exact, &hits);
    let mut members: Vec<Vec<TokenRange>> = vec![Vec::new(); exact.repeats.all.len()];
    for (index, &(start, run)) in hits.iter().enumerate() {
        stage.step(index, hits.len())?;
        let end = start + exact.repeats.all[run as usize].len;
        let class = &mut members[sets[run as usize] as usize];
        match class.last_mut() {
            // Neighbours of one passage are one occurrence, unless an article ends in between.
            Some(last) if start <= last.end + GAP && is_same_article(exact, last.start, start) => {
                last.end = last.end.max(end);
            }
            _ => class.push(TokenRange { start, end }),
        }
    }
    let mut passages = Vec::new();
    let mut lines = Vec::new();
    for class in members {
        if is_surprising(exact, &class) {
            lines.extend(class.iter().filter(|range| is_line(exact, **range)));
            passages.push(class);
        }
    }
    Some(FrequentPassages { passages, lines: WholeLines::new(lines, exact.stats.corpus) })
}

/// Returns the occurrences of frequent repeats as (place, repeat), in order.
fn frequent_hits(exact: &ExactRepeats<'_>) -> Vec<(u32, u32)> {
    let mut hits = Vec::new();
    for (run, known) in exact.repeats.all.iter().enumerate() {
        if known.n_articles > FEW_ARTICLES {
            let places = exact.repeats.places(run).iter();
            hits.extend(places.map(|&place| (place, run as u32)));
        }
    }
    hits.sort_unstable();
    hits
}

/// Returns for each repeat the representative of its passage.
fn join(exact: &ExactRepeats<'_>, hits: &[(u32, u32)]) -> Vec<u32> {
    let runs = &exact.repeats.all;
    let mut together: HashKeyMap<(u32, u32, u32)> = HashKeyMap::default();
    for pair in hits.windows(2) {
        let [(start, run), (next_start, next_run)] = [pair[0], pair[1]];
        let end = start + runs[run as usize].len;
        if run != next_run && next_start <= end + GAP && is_same_article(exact, start, next_start) {
            let key = u64::from(run) << 32 | u64::from(next_run);
            together.entry(key).or_insert((run, next_run, 0)).2 += 1;
        }
    }
    let mut links: Vec<(u32, u32, u32)> = together.into_values().collect();
    links.sort_unstable();
    let mut sets = DisjointSets::new(runs.len());
    for (one, other, count) in links {
        let most = runs[one as usize].n_articles.max(runs[other as usize].n_articles);
        if u64::from(count) * 100 >= u64::from(most) * u64::from(TOGETHER) {
            sets.join(one, other);
        }
    }
    (0..runs.len() as u32).map(|run| sets.of(run)).collect()
}

fn is_same_article(exact: &ExactRepeats<'_>, one: u32, other: u32) -> bool {
    let article = exact.stats.corpus.article_of(one as usize);
    exact.stats.corpus.places(article).contains(&(other as usize))
}

fn is_surprising(exact: &ExactRepeats<'_>, class: &[TokenRange]) -> bool {
    if class.is_empty() {
        return false;
    }
    let mut bits: Vec<f64> = class
        .iter()
        .step_by(class.len().div_ceil(JUDGED))
        .map(|range| {
            let words = range.of(&exact.stats.corpus.words);
            let n = (range.start as usize + 1..range.end as usize)
                .map(|place| exact.place_bits.n_at(place))
                .max();
            exact.stats.model.of(words, n.unwrap_or(2))
        })
        .collect();
    bits.sort_unstable_by(f64::total_cmp);
    bits[bits.len() / 4] >= exact.stats.thresholds.bits(class.len())
}

/// Returns whether a range is one or more whole lines.
fn is_line(exact: &ExactRepeats<'_>, range: TokenRange) -> bool {
    exact.stats.corpus.is_line_start(range.start as usize)
        && exact.stats.corpus.is_line_start(range.end as usize)
}
