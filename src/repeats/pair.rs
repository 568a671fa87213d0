//! Passages of few articles, found by aligning two articles at a time from the runs that they share.

use std::ops::Range;

use super::{
    Found, Scale,
    align::{Aligner, Match, joined},
    class::{Classes, FEW_ARTICLES, Stretch},
    progress::Part as Stage,
    surprise::Surprise,
};

/// The least bits of a run that is worth an alignment.
const SEED_BITS: f64 = 20.0;

/// Words between two matches of one alignment.
const GAP: u32 = 12;

/// Share of a passage that must be equal words, in percent.
const EQUAL: u32 = 55;

/// Occurrences of a run in one article that are looked at.
const PER_ARTICLE: usize = 4;

/// Occurrences that each is aligned with, of those behind it: clusters join through their members.
const NEAR: usize = 6;

/// Words around a seed that are looked at first.
const NEAR_WORDS: u32 = 8;

/// Pairs of words of a run that are looked at most often.
const TOUCHED: usize = 3;

/// Runs that one worker looks through at a time.
const RUNS_AT_ONCE: usize = 1024;

/// Seeds that one worker aligns at a time, but never only some of two articles.
const SEEDS_AT_ONCE: usize = 256;

/// Two stretches of different articles that hold the same passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Alignment {
    /// In the earlier article.
    pub a: Stretch,
    /// In the later one.
    pub b: Stretch,
    /// What it is worth, up to what two places need that stand alone.
    pub bits: f64,
}

/// Equal words in two articles, the earlier one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seed {
    /// The articles.
    pub articles: (u32, u32),
    /// Where the words begin in the one.
    pub a: u32,
    /// Where they begin in the other.
    pub b: u32,
    /// How many words.
    pub len: u32,
    /// In how many articles they stand.
    pub n_articles: u32,
}

/// An alignment that grows.
#[derive(Debug)]
struct Chain {
    matches: Vec<Match>,
    n_articles: u32,
}

/// The seeds of every two articles that share a run that only few articles have, sorted.
pub(super) fn seeds(found: &Found<'_>, stage: &mut Stage<'_>) -> Option<Vec<Seed>> {
    let mut seeds = Vec::new();
    let n_runs = found.runs.runs.len();
    let of_some = |runs| seeds_of(found, runs);
    stage.map((n_runs, RUNS_AT_ONCE), of_some, |some| seeds.extend(some))?;
    seeds.shrink_to_fit();
    seeds.sort_unstable();
    Some(seeds)
}

/// Aligns articles two by two from seeds, which are sorted.
pub(super) fn align_seeds(
    found: &Found<'_>,
    classes: &Classes,
    seeds: &[Seed],
    stage: &mut Stage<'_>,
) -> Option<Vec<Alignment>> {
    let aligner = Aligner {
        streams: found.known.streams,
        surprise: found.known.surprise,
        worth: found.worth,
        thresholds: (0..=FEW_ARTICLES as usize)
            .map(|n| found.known.scale.threshold(n))
            .collect(),
    };
    let align = |range: Range<usize>| {
        // A group belongs to the worker that has its first seed.
        let is_same = |at: usize| {
            at > 0
                && seeds
                    .get(at)
                    .is_some_and(|seed| seed.articles == seeds[at - 1].articles)
        };
        let border = |at: &usize| !is_same(*at);
        let start = (range.start..seeds.len())
            .find(border)
            .unwrap_or(seeds.len());
        let end = (range.end..seeds.len()).find(border).unwrap_or(seeds.len());
        let mut alignments = Vec::new();
        let groups = seeds.get(start..end).unwrap_or_default();
        touch(&aligner, classes, groups);
        for group in groups.chunk_by(|one, other| one.articles == other.articles) {
            align_two(found, (classes, &aligner), group, &mut alignments);
        }
        alignments
    };
    let mut alignments = Vec::new();
    stage.map((seeds.len(), SEEDS_AT_ONCE), align, |some| {
        alignments.extend(some);
    })?;
    Some(alignments)
}

/// Asks for the memory around all of some seeds at once: each would be waited for alone otherwise.
fn touch(aligner: &Aligner<'_>, classes: &Classes, seeds: &[Seed]) {
    let words = &aligner.streams.words;
    let touched = seeds.iter().fold(0, |touched, seed| {
        let [before, behind] = [seed.b.saturating_sub(NEAR_WORDS), seed.b + NEAR_WORDS];
        let behind = (behind as usize).min(words.len() - 1);
        let article = seed.articles.1 as usize;
        let line = classes
            .lines
            .of(article)
            .first()
            .map_or(0, |line| line.start);
        let start = aligner.streams.starts[article] as u32;
        let worth = aligner.worth.touch(seed.b as usize);
        touched ^ words[before as usize] ^ words[behind] ^ worth ^ line ^ start
    });
    // What was read is of no use; that it was read is.
    std::hint::black_box(touched);
}

/// Aligns two articles from their seeds.
fn align_two(
    found: &Found<'_>,
    (classes, aligner): (&Classes, &Aligner<'_>),
    seeds: &[Seed],
    alignments: &mut Vec<Alignment>,
) {
    let (one, other) = seeds[0].articles;
    let mut chains = chain(aligner, seeds);
    for chain in &mut chains {
        let [a, b] = stretches(&chain.matches);
        let within = (
            room(found, classes, (one, a)),
            room(found, classes, (other, b)),
        );
        aligner.grow(&mut chain.matches, within);
    }
    for chain in merge(aligner, chains) {
        let needed = aligner.needed(found.known.scale, chain.n_articles);
        if chain.matches.len() == 1 {
            alignments.extend(accept(aligner, &chain.matches, found.known.scale));
            continue;
        }
        let parts = aligner.part(&joined(&chain.matches), needed);
        let accepted = parts
            .iter()
            .filter_map(|part| accept(aligner, part, found.known.scale));
        alignments.extend(accepted);
    }
}

/// The seeds of some runs.
fn seeds_of(found: &Found<'_>, runs: Range<usize>) -> Vec<Seed> {
    let streams = found.known.streams;
    let needed = seed_bits(found.known.surprise);
    let mut seeds = Vec::new();
    let mut places: Vec<(u32, u32)> = Vec::new();
    let words_of = |index: usize| {
        let first = found.runs.places(index)[0] as usize;
        &streams.words[first..first + found.runs.runs[index].len as usize]
    };
    let pairs = runs
        .clone()
        .flat_map(|index| words_of(index).windows(2).take(TOUCHED));
    let touched = pairs.fold(0, |touched, pair| {
        touched ^ found.known.surprise.touch(pair[0], pair[1])
    });
    std::hint::black_box(touched);
    for index in runs {
        let run = found.runs.runs[index];
        if run.n_articles > FEW_ARTICLES {
            continue;
        }
        let all = found.runs.places(index);
        let (first, words) = (all[0] as usize, words_of(index));
        let n = all.len() as u32;
        let mut places_bits = found.known.surprise.each(words, n).zip(first..);
        let mut sum = 0.0;
        let is_worth = places_bits.any(|(bits, place)| {
            if place > first {
                found.worth.note(place, n, bits);
            }
            sum += bits;
            sum >= needed
        });
        if !is_worth {
            continue;
        }
        places.clear();
        for &place in all {
            let article = streams.article_of(place as usize) as u32;
            let n_here = places
                .iter()
                .rev()
                .take_while(|(known, _)| *known == article);
            if n_here.count() < PER_ARTICLE {
                places.push((article, place));
            }
        }
        for (at, &(article, a)) in places.iter().enumerate() {
            let others = places[at + 1..].iter();
            let others = others.filter(|(other, _)| *other != article).take(NEAR);
            seeds.extend(others.map(|&(other, b)| Seed {
                articles: (article, other),
                a,
                b,
                len: run.len,
                n_articles: run.n_articles,
            }));
        }
    }
    seeds
}

/// The bits from which on words are rare enough to begin with.
///
/// `N² / 2 · 2^-bits` chance pairs of places are expected to pass; with log2 N bits that is one for two
/// places, so that aligning them costs as much for each word whatever the size of the corpus.
fn seed_bits(surprise: &Surprise) -> f64 {
    let places = (surprise.n_words().max(1)) as f64;
    SEED_BITS.max(places.log2())
}

/// Strings seeds of two articles together where little stands between them.
fn chain(aligner: &Aligner<'_>, seeds: &[Seed]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let mut first_open = 0;
    for seed in seeds {
        while chains
            .get(first_open)
            .is_some_and(|chain| end_of(chain).a_end() + GAP < seed.a)
        {
            first_open += 1;
        }
        let nearest = chains[first_open..]
            .iter_mut()
            .filter_map(|chain| Some((distance(end_of(chain), seed)?, chain)))
            .min_by_key(|(distance, _)| *distance);
        match nearest {
            Some((_, chain)) => link(aligner, chain, seed),
            None => chains.push(Chain {
                matches: vec![Match {
                    a: seed.a,
                    b: seed.b,
                    len: seed.len,
                }],
                n_articles: seed.n_articles,
            }),
        }
    }
    chains
}

fn end_of(chain: &Chain) -> Match {
    chain.matches[chain.matches.len() - 1]
}

/// How far a seed is from the last match of a chain, if it can follow.
fn distance(last: Match, seed: &Seed) -> Option<u32> {
    let is_same_diagonal =
        i64::from(last.a) - i64::from(last.b) == i64::from(seed.a) - i64::from(seed.b);
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

/// Words at the start of a seed that the last match has already, on either side.
fn overlap(last: Match, seed: &Seed) -> u32 {
    let a = last.a_end().saturating_sub(seed.a);
    a.max(last.b_end().saturating_sub(seed.b))
}

fn link(aligner: &Aligner<'_>, chain: &mut Chain, seed: &Seed) {
    chain.n_articles = chain.n_articles.max(seed.n_articles);
    let at = chain.matches.len() - 1;
    let last = &mut chain.matches[at];
    let is_same_diagonal =
        i64::from(last.a) - i64::from(last.b) == i64::from(seed.a) - i64::from(seed.b);
    if is_same_diagonal && seed.a <= last.a_end() {
        last.len = last.len.max(seed.a + seed.len - last.a);
        return;
    }
    let overlap = overlap(*last, seed);
    let next = Match {
        a: seed.a + overlap,
        b: seed.b + overlap,
        len: seed.len - overlap,
    };
    let gap_a = Stretch {
        start: last.a_end(),
        end: next.a,
    };
    let gap_b = Stretch {
        start: last.b_end(),
        end: next.b,
    };
    chain.matches.extend(aligner.common(gap_a, gap_b));
    chain.matches.push(next);
}

/// Where an alignment may grow: inside its article, up to the lines that the whole site has.
fn room(found: &Found<'_>, classes: &Classes, (article, stretch): (u32, Stretch)) -> Stretch {
    let places = found.known.streams.places(article as usize);
    let lines = classes.lines.of(article as usize);
    let next = lines.partition_point(|line| line.start < stretch.end);
    let end = lines.get(next).map_or(u32::MAX, |line| line.start);
    let before = lines[..next]
        .iter()
        .rev()
        .find(|line| line.end <= stretch.start);
    Stretch {
        start: before.map_or(0, |line| line.end).max(places.start as u32),
        end: end.min(places.end as u32),
    }
}

/// Joins chains that grew towards each other and drops those that lie inside another.
fn merge(aligner: &Aligner<'_>, mut chains: Vec<Chain>) -> Vec<Chain> {
    if chains.len() == 1 {
        return chains;
    }
    chains.sort_by_key(|chain| (chain.matches[0].a, chain.matches[0].b));
    let mut kept: Vec<Chain> = Vec::new();
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
                let gap_a = Stretch {
                    start: end.a_end(),
                    end: first.a,
                };
                let gap_b = Stretch {
                    start: end.b_end(),
                    end: first.b,
                };
                known.matches.extend(aligner.common(gap_a, gap_b));
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

/// What matches reach over in the one article and in the other; there is at least one.
fn stretches(matches: &[Match]) -> [Stretch; 2] {
    let [first, last] = [matches[0], matches[matches.len() - 1]];
    let stretch = |start, end| Stretch { start, end };
    [
        stretch(first.a, last.a_end()),
        stretch(first.b, last.b_end()),
    ]
}

/// The alignment, when it can be a link of a cluster.
fn accept(aligner: &Aligner<'_>, matches: &[Match], scale: Scale) -> Option<Alignment> {
    let [a, b] = stretches(matches);
    let equal: u32 = matches.iter().map(|one| one.len).sum();
    let is_dense = equal * 100 >= a.len().max(b.len()) * EQUAL;
    if !is_dense {
        return None;
    }
    let bits = aligner.bits_up_to(matches, scale.threshold(2));
    (bits >= scale.link()).then_some(Alignment { a, b, bits })
}
