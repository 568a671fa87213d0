//! Passages of few articles, by seed and extend as in BLAST.
//!
//! Seeds are the maximal repeats (of at least one gram, 4 or 5 words by default) that stand in at most
//! [`FEW_ARTICLES`] articles and have enough bits. Seeds of two articles are chained where little text lies
//! between them. `align` extends each chain; chains that meet are merged; a chain is split where both
//! sides keep the bits of a passage; and an alignment is kept if it can link two members of a cluster.
//! For example two copies with every tenth word edited share seeds between the edits, and one alignment
//! covers both copies.

use std::ops::Range;

use super::{
    ExactRepeats,
    align::{ExactMatch, PairAligner, joined},
    frequent::{FEW_ARTICLES, FrequentPassages},
    progress::StageProgress,
    surprisal::BigramModel,
    threshold::Thresholds,
    token_range::TokenRange,
};

/// Fewest bits of a seed in a corpus of up to a million words; see [`seed_bits`].
const SEED_BITS: f64 = 20.0;

/// Most words between two matches of one alignment.
const GAP: u32 = 12;

/// Least share of equal words in the longer range of an alignment, in percent.
const EQUAL: u32 = 55;

/// First occurrences of a repeat in one article that are paired with others; also the number of the last
/// kept chains that [`merge`] compares with.
const PER_ARTICLE: usize = 4;

/// Next occurrences in other articles that each occurrence is paired with, so that the work is linear.
/// The other pairs meet in `gather`, and therefore the order of articles can change clusters.
const NEAR: usize = 6;

/// Distance in words before and behind the start of a seed in the later article at which a word is
/// prefetched.
const NEAR_WORDS: u32 = 8;

/// Most word pairs of a repeat that are prefetched.
const TOUCHED: usize = 3;

/// Repeats that a worker searches for seeds at a time.
const RUNS_AT_ONCE: usize = 1024;

/// A worker aligns the pairs of articles whose first seed stands in so many indices; the seeds of two
/// articles stay together.
const SEEDS_AT_ONCE: usize = 256;

/// Two ranges of different articles that hold the same passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PairAlignment {
    /// The range in the earlier article.
    pub a: TokenRange,
    /// The range in the later article.
    pub b: TokenRange,
    /// Bits of the shared words less the cost of gaps; a sum over the threshold of two articles counts
    /// as the threshold.
    pub bits: f64,
}

/// A run of equal words in two articles, the earlier article first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeedMatch {
    /// The earlier and the later article.
    pub articles: (u32, u32),
    /// Place of the first word in the earlier article, counted over the words of all articles.
    pub a: u32,
    /// Place of the first word in the later article, counted over the words of all articles.
    pub b: u32,
    /// Number of words.
    pub len: u32,
    /// Number of articles with these words.
    pub n_articles: u32,
}

/// Matches of two articles, in order and without overlap. `n_articles` is the largest number of any
/// seed; more articles need fewer bits, so the chain splits more easily.
#[derive(Debug)]
struct SeedChain {
    matches: Vec<ExactMatch>,
    n_articles: u32,
}

/// Returns the seeds of all pairs of articles, sorted; `None` if the caller stops a stage that has work.
pub(super) fn seeds(
    exact: &ExactRepeats<'_>,
    stage: &mut StageProgress<'_>,
) -> Option<Vec<SeedMatch>> {
    let mut seeds = Vec::new();
    let n_runs = exact.repeats.all.len();
    let of_some = |runs| seeds_of(exact, runs);
    stage.map((n_runs, RUNS_AT_ONCE), of_some, |some| seeds.extend(some))?;
    seeds.shrink_to_fit();
    seeds.sort_unstable();
    Some(seeds)
}

/// Aligns pairs of articles from sorted seeds; `None` if the caller stops a stage that has work.
pub(super) fn align_seeds(
    exact: &ExactRepeats<'_>,
    frequent: &FrequentPassages,
    seeds: &[SeedMatch],
    stage: &mut StageProgress<'_>,
) -> Option<Vec<PairAlignment>> {
    let aligner = PairAligner {
        corpus: exact.stats.corpus,
        model: exact.stats.model,
        place_bits: exact.place_bits,
        threshold_bits: (0..=FEW_ARTICLES as usize)
            .map(|n| exact.stats.thresholds.bits(n))
            .collect(),
    };
    let align = |indices: Range<usize>| {
        let some = whole_pairs(seeds, indices);
        touch(&aligner, frequent, some);
        let mut alignments = Vec::new();
        for group in some.chunk_by(|one, other| one.articles == other.articles) {
            align_two(exact, (frequent, &aligner), group, &mut alignments);
        }
        alignments
    };
    let mut alignments = Vec::new();
    stage.map((seeds.len(), SEEDS_AT_ONCE), align, |some| {
        alignments.extend(some);
    })?;
    Some(alignments)
}

/// Returns all seeds of each pair of articles whose first seed lies in `indices`. A pair that begins
/// before `indices` belongs to the worker before.
fn whole_pairs(seeds: &[SeedMatch], indices: Range<usize>) -> &[SeedMatch] {
    let is_first = |at: &usize| *at == 0 || seeds[*at].articles != seeds[at - 1].articles;
    let first_from = |at| (at..seeds.len()).find(is_first).unwrap_or(seeds.len());
    &seeds[first_from(indices.start)..first_from(indices.end)]
}

/// Prefetches the memory around some seeds. Without the prefetch each access would wait for the one
/// before.
fn touch(aligner: &PairAligner<'_>, frequent: &FrequentPassages, seeds: &[SeedMatch]) {
    let words = &aligner.corpus.words;
    let touched = seeds.iter().fold(0, |touched, seed| {
        let [before, behind] = [seed.b.saturating_sub(NEAR_WORDS), seed.b + NEAR_WORDS];
        let behind = (behind as usize).min(words.len() - 1);
        let article = seed.articles.1 as usize;
        let line = frequent.lines.of(article).first().map_or(0, |line| line.start);
        let start = aligner.corpus.starts[article] as u32;
        let place_bits = aligner.place_bits.touch(seed.b as usize);
        touched ^ words[before as usize] ^ words[behind] ^ place_bits ^ line ^ start
    });
    // Keeps the compiler from removing the reads; their values have no use.
    std::hint::black_box(touched);
}

/// Chains the seeds of two articles, grows and merges the chains, splits each where both sides keep the
/// bits of a passage, and keeps the alignments that can link two members of a cluster.
fn align_two(
    exact: &ExactRepeats<'_>,
    (frequent, aligner): (&FrequentPassages, &PairAligner<'_>),
    seeds: &[SeedMatch],
    alignments: &mut Vec<PairAlignment>,
) {
    let (one, other) = seeds[0].articles;
    let mut chains = chain(aligner, seeds);
    for chain in &mut chains {
        let [a, b] = ranges(&chain.matches);
        let within = (room(exact, frequent, (one, a)), room(exact, frequent, (other, b)));
        aligner.grow(&mut chain.matches, within);
    }
    for chain in merge(aligner, chains) {
        let needed_bits = aligner.needed_bits(exact.stats.thresholds, chain.n_articles);
        if chain.matches.len() == 1 {
            alignments.extend(accept(aligner, &chain.matches, exact.stats.thresholds));
            continue;
        }
        let parts = aligner.part(&joined(&chain.matches), needed_bits);
        let accepted =
            parts.iter().filter_map(|part| accept(aligner, part, exact.stats.thresholds));
        alignments.extend(accepted);
    }
}

/// Returns the seeds of some repeats.
fn seeds_of(exact: &ExactRepeats<'_>, indices: Range<usize>) -> Vec<SeedMatch> {
    prefetch_pairs(exact, indices.clone());
    let needed_bits = seed_bits(exact.stats.model);
    let mut seeds = Vec::new();
    let mut places: Vec<(u32, u32)> = Vec::new();
    for index in indices {
        let repeat = exact.repeats.all[index];
        if repeat.n_articles > FEW_ARTICLES || !is_surprising(exact, index, needed_bits) {
            continue;
        }
        places.clear();
        for &place in exact.repeats.places(index) {
            let article = exact.stats.corpus.article_of(place as usize) as u32;
            let last = places.iter().rev();
            if last.take_while(|known| known.0 == article).count() < PER_ARTICLE {
                places.push((article, place));
            }
        }
        for (at, &(article, a)) in places.iter().enumerate() {
            let others = places[at + 1..].iter();
            let others = others.filter(|(other, _)| *other != article).take(NEAR);
            seeds.extend(others.map(|&(other, b)| SeedMatch {
                articles: (article, other),
                a,
                b,
                len: repeat.len,
                n_articles: repeat.n_articles,
            }));
        }
    }
    seeds
}

/// Prefetches the counters of the first word pairs of some repeats.
fn prefetch_pairs(exact: &ExactRepeats<'_>, indices: Range<usize>) {
    let words = |index| exact.repeats.words(exact.stats.corpus, index);
    let pairs = indices.flat_map(|index| words(index).windows(2).take(TOUCHED));
    let touched =
        pairs.fold(0, |touched, pair| touched ^ exact.stats.model.touch(pair[0], pair[1]));
    std::hint::black_box(touched);
}

/// Returns `true` if a repeat has `needed_bits`, and caches the bits of the words of its first
/// occurrence until the sum suffices. Occurrences of the repeat itself do not count as evidence for its
/// words.
fn is_surprising(exact: &ExactRepeats<'_>, index: usize, needed_bits: f64) -> bool {
    let places = exact.repeats.places(index);
    let (first, n) = (places[0] as usize, places.len() as u32);
    let words = exact.repeats.words(exact.stats.corpus, index);
    let mut sum = 0.0;
    let mut all_bits = exact.stats.model.each(words, n).zip(first..);
    all_bits.any(|(bits, place)| {
        if place > first {
            exact.place_bits.note(place, n, bits);
        }
        sum += bits;
        sum >= needed_bits
    })
}

/// Returns the bits that a seed needs.
///
/// A corpus of N words has `N² / 2` pairs of places. With log2 N bits, N / 2 of them pass by chance, so
/// the work for each word is constant.
fn seed_bits(model: &BigramModel) -> f64 {
    let places = (model.n_words().max(1)) as f64;
    SEED_BITS.max(places.log2())
}

/// Chains the seeds of two articles where at most [`GAP`] words lie between them.
fn chain(aligner: &PairAligner<'_>, seeds: &[SeedMatch]) -> Vec<SeedChain> {
    let mut chains: Vec<SeedChain> = Vec::new();
    let mut first_open = 0;
    for seed in seeds {
        while chains.get(first_open).is_some_and(|chain| end_of(chain).a_end() + GAP < seed.a) {
            first_open += 1;
        }
        let nearest = chains[first_open..]
            .iter_mut()
            .filter_map(|chain| Some((distance(end_of(chain), seed)?, chain)))
            .min_by_key(|(distance, _)| *distance);
        match nearest {
            Some((_, chain)) => link(aligner, chain, seed),
            None => chains.push(SeedChain {
                matches: vec![ExactMatch { a: seed.a, b: seed.b, len: seed.len }],
                n_articles: seed.n_articles,
            }),
        }
    }
    chains
}

fn end_of(chain: &SeedChain) -> ExactMatch {
    chain.matches[chain.matches.len() - 1]
}

/// Returns the distance in words from the last match of a chain to a seed behind it, 0 if the seed
/// touches the match on the same diagonal; `None` if the seed cannot follow.
fn distance(last: ExactMatch, seed: &SeedMatch) -> Option<u32> {
    let is_same_diagonal =
        i64::from(last.a) - i64::from(last.b) == i64::from(seed.a) - i64::from(seed.b);
    // Seeds on one diagonal never nest (each gram is in one repeat), so the seed ends behind the match.
    if is_same_diagonal && seed.a <= last.a_end() {
        return Some(0);
    }
    let overlap = overlap(last, seed);
    if overlap >= seed.len || seed.a < last.a || seed.b < last.b {
        return None;
    }
    let gap_a = seed.a + overlap - last.a_end();
    let gap_b = seed.b + overlap - last.b_end();
    (gap_a <= GAP && gap_b <= GAP).then_some(1 + gap_a + gap_b)
}

/// Returns the number of words at the start of a seed that the last match covers: the larger number of
/// both articles.
fn overlap(last: ExactMatch, seed: &SeedMatch) -> u32 {
    let a = last.a_end().saturating_sub(seed.a);
    a.max(last.b_end().saturating_sub(seed.b))
}

fn link(aligner: &PairAligner<'_>, chain: &mut SeedChain, seed: &SeedMatch) {
    chain.n_articles = chain.n_articles.max(seed.n_articles);
    let at = chain.matches.len() - 1;
    let last = &mut chain.matches[at];
    let is_same_diagonal =
        i64::from(last.a) - i64::from(last.b) == i64::from(seed.a) - i64::from(seed.b);
    // Seeds on one diagonal never nest (each gram is in one repeat), so the seed ends behind the match.
    if is_same_diagonal && seed.a <= last.a_end() {
        last.len = last.len.max(seed.a + seed.len - last.a);
        return;
    }
    let overlap = overlap(*last, seed);
    let next = ExactMatch { a: seed.a + overlap, b: seed.b + overlap, len: seed.len - overlap };
    let between = aligner.between(*last, next);
    chain.matches.extend(between);
    chain.matches.push(next);
}

/// Returns the range in which an alignment may grow: its article, up to the nearest frequent line that
/// the range does not touch. A line that the range touches or covers does not stop growth.
fn room(
    exact: &ExactRepeats<'_>,
    frequent: &FrequentPassages,
    (article, range): (u32, TokenRange),
) -> TokenRange {
    let places = exact.stats.corpus.places(article as usize);
    let lines = frequent.lines.of(article as usize);
    let next = lines.partition_point(|line| line.start < range.end);
    let end = lines.get(next).map_or(u32::MAX, |line| line.start);
    let before = lines[..next].iter().rev().find(|line| line.end <= range.start);
    TokenRange {
        start: before.map_or(0, |line| line.end).max(places.start as u32),
        end: end.min(places.end as u32),
    }
}

/// Joins and drops chains, each compared with the last [`PER_ARTICLE`] kept chains.
///
/// Two chains are joined if they do not overlap and at most [`GAP`] words lie between them in both
/// articles. A chain is dropped if both of its ranges lie inside the ranges of another chain.
fn merge(aligner: &PairAligner<'_>, mut chains: Vec<SeedChain>) -> Vec<SeedChain> {
    if chains.len() == 1 {
        return chains;
    }
    chains.sort_by_key(|chain| (chain.matches[0].a, chain.matches[0].b));
    let mut kept: Vec<SeedChain> = Vec::new();
    for chain in chains {
        let first = chain.matches[0];
        let last = end_of(&chain);
        let recent = kept.iter_mut().rev().take(PER_ARTICLE);
        let mut rest = Some(chain);
        for known in recent {
            let end = end_of(known);
            if last.a_end() <= end.a_end()
                && last.b_end() <= end.b_end()
                && first.b >= known.matches[0].b
            {
                rest = None;
                break;
            }
            let is_behind = first.a >= end.a_end() && first.b >= end.b_end();
            if is_behind && first.a - end.a_end() <= GAP && first.b - end.b_end() <= GAP {
                known.matches.extend(aligner.between(end, first));
                if let Some(chain) = rest.take() {
                    known.matches.extend(chain.matches);
                    known.n_articles = known.n_articles.max(chain.n_articles);
                }
                break;
            }
        }
        kept.extend(rest);
    }
    kept
}

/// Returns the ranges that matches cover in both articles; `matches` is not empty.
fn ranges(matches: &[ExactMatch]) -> [TokenRange; 2] {
    let [first, last] = [matches[0], matches[matches.len() - 1]];
    let range = |start, end| TokenRange { start, end };
    [range(first.a, last.a_end()), range(first.b, last.b_end())]
}

/// Returns the alignment of some matches if at least [`EQUAL`] percent of its words are equal and its
/// bits can link two members of a cluster.
fn accept(
    aligner: &PairAligner<'_>,
    matches: &[ExactMatch],
    thresholds: Thresholds,
) -> Option<PairAlignment> {
    let [a, b] = ranges(matches);
    let equal: u32 = matches.iter().map(|one| one.len).sum();
    let is_dense = equal * 100 >= a.len().max(b.len()) * EQUAL;
    if !is_dense {
        return None;
    }
    let bits = aligner.bits_up_to(matches, thresholds.bits(2));
    (bits >= thresholds.link_bits()).then_some(PairAlignment { a, b, bits })
}
