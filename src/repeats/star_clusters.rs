//! Splits linked occurrences into clusters around a centre (star clustering instead of single linkage).
//!
//! Links make a path from passage to passage, and the ends of a path may have no word in common. Here each
//! cluster has a centre, and each member shares words with the centre. For example of "a b c d", "b c d e"
//! and "d e f g" the first two are one cluster.
//!
//! 1. The centre is the wording with the most occurrences, then the longest, then the first.
//! 2. A member shares [`DENSITY`] percent of the longer of both with the centre. Of a longer passage only the
//!    part between the first and the last shared word is a member; the whole passage stays for other
//!    clusters.
//! 3. The link of a member is its best alignment with the centre or with one of the first [`HUBS`] members.
//!    The links together must rule out chance, as `threshold` says.
//! 4. The rest is split in the same way.

use std::collections::HashMap;

use super::{
    CorpusStats,
    align::gap_cost,
    token_range::TokenRange,
    variants::{compare, variants},
};

/// Share of the longer of two passages that both have in common, in percent.
const DENSITY: usize = 45;

/// Members that a passage is aligned with beside the centre.
const HUBS: usize = 24;

/// Share of the longer of two ranges of one article that makes both one passage, in percent.
const SAME: usize = 60;

/// A passage beside the centre.
struct Candidate {
    /// Indices of the occurrences with these words.
    occurrences: Vec<usize>,
    /// The part between the first and the last shared word, in words of the passage.
    part: std::ops::Range<usize>,
    /// The bits of the best link.
    bits: f64,
}

/// Splits linked ranges into clusters of two or more articles. Ranges of one cluster may overlap.
pub(super) fn star_clusters(
    stats: &CorpusStats<'_>,
    ranges: &[TokenRange],
) -> Vec<Vec<TokenRange>> {
    let mut rest = ranges.to_vec();
    let mut clusters = Vec::new();
    while rest.len() > 1 {
        let (centre, members) = star(stats, &rest);
        match members {
            Some(members) => {
                let len = rest.len();
                rest.retain(|range| *range != centre && !is_taken(&members, *range));
                debug_assert!(rest.len() < len);
                clusters.push(members);
            }
            None => {
                let words = centre.of(&stats.corpus.words);
                rest.retain(|range| range.of(&stats.corpus.words) != words);
            }
        }
    }
    clusters
}

/// Returns whether a range is the same passage as a member. `members` is in order.
fn is_taken(members: &[TokenRange], range: TokenRange) -> bool {
    let first = members.partition_point(|member| member.start < range.start).saturating_sub(8);
    let near = members[first..].iter().take_while(|member| member.start < range.end);
    near.into_iter().any(|member| {
        let longer = member.len().max(range.len()) as usize;
        member.shared(range) as usize * 100 >= longer * SAME
    })
}

/// Returns the centre of some ranges and the cluster around the centre, if its links rule out chance.
fn star(stats: &CorpusStats<'_>, ranges: &[TokenRange]) -> (TokenRange, Option<Vec<TokenRange>>) {
    let words = &stats.corpus.words;
    let mut all = variants(words, ranges);
    let best = (0..all.len()).max_by_key(|&at| {
        let first = all[at][0];
        (all[at].len(), ranges[first].len(), std::cmp::Reverse(first))
    });
    let own = all.swap_remove(best.unwrap_or_default());
    let centre = ranges[own[0]];
    let mut candidates: Vec<Candidate> =
        all.into_iter().filter_map(|variant| candidate(stats, ranges, centre, variant)).collect();
    let of_candidates: usize = candidates.iter().map(|one| one.occurrences.len()).sum();
    let n = (own.len() + of_candidates) as u32;
    link(stats, ranges, (centre, n), &mut candidates);
    let own_bits = stats.model.of(centre.of(words), n);
    let mut links: HashMap<usize, f64> = HashMap::new();
    let mut members: Vec<TokenRange> = Vec::new();
    let article = |range: TokenRange| stats.corpus.article_of(range.start as usize);
    for &at in &own {
        note_link(&mut links, article(ranges[at]), own_bits);
        members.push(ranges[at]);
    }
    for one in candidates.iter().filter(|one| one.bits >= stats.thresholds.link_bits()) {
        for &at in &one.occurrences {
            note_link(&mut links, article(ranges[at]), one.bits);
            let start = ranges[at].start;
            members.push(TokenRange {
                start: start + one.part.start as u32,
                end: start + one.part.end as u32,
            });
        }
    }
    links.remove(&article(centre));
    let most = stats.thresholds.bits(2);
    let spare = |bits: &f64| bits.min(most) - stats.thresholds.link_bits();
    // Sums in the order of articles, so that rounding is the same in every run.
    let mut links: Vec<(usize, f64)> = links.into_iter().collect();
    links.sort_by_key(|(article, _)| *article);
    let sum: f64 = links.iter().map(|(_, bits)| spare(bits)).sum();
    members.sort_unstable();
    let is_sure = !links.is_empty() && sum >= most - stats.thresholds.link_bits();
    (centre, is_sure.then_some(members))
}

fn note_link(links: &mut HashMap<usize, f64>, article: usize, bits: f64) {
    let best = links.entry(article).or_insert(bits);
    *best = best.max(bits);
}

/// Returns a passage as a candidate, if it shares enough words with the centre.
fn candidate(
    stats: &CorpusStats<'_>,
    ranges: &[TokenRange],
    centre: TokenRange,
    occurrences: Vec<usize>,
) -> Option<Candidate> {
    let words = &stats.corpus.words;
    let other = ranges[occurrences[0]].of(words);
    let main = centre.of(words);
    if may_share(main, other) * 100 < main.len() * DENSITY {
        return None;
    }
    let pairs = compare(main, other);
    let (first, last) = (pairs.first()?.1, pairs.last()?.1 + 1);
    let part = if other.len() > main.len() { first..last } else { 0..other.len() };
    let is_dense = pairs.len() * 100 >= main.len().max(part.len()) * DENSITY;
    is_dense.then_some(Candidate { occurrences, part, bits: 0.0 })
}

/// Returns an upper limit for the number of words that two passages share.
fn may_share(one: &[u32], other: &[u32]) -> usize {
    let [one, other] = [one, other].map(|words| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    });
    let (mut a, mut b, mut n) = (0, 0, 0);
    while a < one.len() && b < other.len() {
        match one[a].cmp(&other[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, n) = (a + 1, b + 1, n + 1),
        }
    }
    n
}

/// Sets the bits of the best link of each candidate, and puts the surest first.
fn link(
    stats: &CorpusStats<'_>,
    ranges: &[TokenRange],
    (centre, n): (TokenRange, u32),
    candidates: &mut [Candidate],
) {
    let words = &stats.corpus.words;
    let part_of = |one: &Candidate| &ranges[one.occurrences[0]].of(words)[one.part.clone()];
    for one in candidates.iter_mut() {
        one.bits = link_bits(stats, (centre.of(words), part_of(one)), n);
    }
    candidates.sort_by(|one, other| {
        other.bits.total_cmp(&one.bits).then(one.occurrences.cmp(&other.occurrences))
    });
    let most = stats.thresholds.bits(2);
    for at in 0..candidates.len() {
        if candidates[at].bits >= most {
            continue;
        }
        let (hubs, this) = candidates.split_at_mut(at);
        let hubs = hubs.iter().filter(|hub| hub.bits >= stats.thresholds.link_bits()).take(HUBS);
        for hub in hubs {
            let bits = link_bits(stats, (part_of(hub), part_of(&this[0])), n);
            this[0].bits = this[0].bits.max(bits);
        }
    }
}

/// Returns the bits of the words that two passages share, less the cost of gaps.
fn link_bits(stats: &CorpusStats<'_>, (one, other): (&[u32], &[u32]), n: u32) -> f64 {
    let pairs = compare(one, other);
    let mut bits = 0.0;
    let mut before: Option<(usize, usize)> = None;
    for (at, there) in pairs {
        bits += match before {
            Some((one_before, two_before)) if one_before + 1 == at && two_before + 1 == there => {
                stats.model.after(one[at - 1], one[at], n)
            }
            Some((one_before, two_before)) => {
                let gap = (at - one_before - 1).max(there - two_before - 1);
                stats.model.alone(one[at], n) - gap_cost(gap as f64)
            }
            None => stats.model.alone(one[at], n),
        };
        before = Some((at, there));
    }
    bits
}
