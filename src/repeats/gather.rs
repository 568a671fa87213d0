//! From alignments, frequent passages and templates to clusters of occurrences.
//!
//! Single-linkage clustering: the two ranges of an alignment are one passage, and so are two ranges of
//! one article that share 60 % of the longer range. Drops clusters without an occurrence outside of
//! larger clusters. A shorter passage of more articles stays, nested inside the longer passage; for
//! example "Share your thoughts" in three articles inside the whole footer of two.

use std::collections::HashMap;

use super::{
    CorpusStats,
    disjoint_sets::DisjointSets,
    frequent::FrequentPassages,
    seed_extend::PairAlignment,
    star_clusters::star_clusters,
    template::{TemplateGroup, TemplateKind},
    threshold::{Threshold, Thresholds},
    token_range::TokenRange,
    tokenized::TokenizedCorpus,
};

/// Share of the longer range that two ranges of one passage have in common, in percent.
const SAME: u32 = 60;

/// Share of an occurrence inside another occurrence that counts as nested, in percent.
const INSIDE: u32 = 80;

/// Most overlapping neighbours that a range is compared with.
const NEIGHBOURS: usize = 256;

/// A cluster in places, before it is described.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClusterDraft {
    /// The template and its threshold; nothing for alignments and frequent passages.
    pub template: Option<(TemplateKind, Threshold)>,
    /// The ranges are linked by alignments and may be several clusters.
    pub is_linked: bool,
    /// The occurrences, in order, without overlap.
    pub ranges: Vec<TokenRange>,
    /// Index of the draft around most occurrences.
    pub inside: Option<usize>,
}

/// Builds the drafts of all clusters.
pub(super) fn gather(
    stats: &CorpusStats<'_>,
    frequent: FrequentPassages,
    alignments: &[PairAlignment],
    templates: Vec<TemplateGroup>,
) -> Vec<ClusterDraft> {
    let mut drafts: Vec<ClusterDraft> = Vec::new();
    let plain =
        |ranges, is_linked| ClusterDraft { template: None, is_linked, ranges, inside: None };
    drafts.extend(frequent.passages.into_iter().map(|ranges| plain(ranges, false)));
    let article = |range: TokenRange| stats.corpus.article_of(range.start as usize) as u32;
    let united = unite(stats.thresholds, article, alignments);
    drafts.extend(united.into_iter().map(|ranges| plain(ranges, true)));
    drafts.extend(templates.into_iter().map(|template| ClusterDraft {
        template: Some((template.kind, template.threshold)),
        is_linked: false,
        ranges: template.ranges,
        inside: None,
    }));
    drafts
}

impl ClusterDraft {
    /// Returns the clusters of the draft in two or more articles, without overlapping ranges.
    pub(super) fn parts(&self, stats: &CorpusStats<'_>) -> Vec<ClusterDraft> {
        let parts = match self.is_linked {
            true => star_clusters(stats, &self.ranges),
            false => vec![self.ranges.clone()],
        };
        let parts = parts.into_iter().map(without_overlap);
        parts
            .filter(|ranges| n_articles(stats.corpus, ranges) > 1)
            .map(|ranges| ClusterDraft { ranges, is_linked: false, ..self.clone() })
            .collect()
    }
}

/// Returns the number of articles that hold some ranges, which are in order.
pub(super) fn n_articles(corpus: &TokenizedCorpus, ranges: &[TokenRange]) -> usize {
    let mut n = 0;
    let mut end = 0;
    for range in ranges {
        if range.start as usize >= end {
            n += 1;
            end = corpus.places(corpus.article_of(range.start as usize)).end;
        }
    }
    n
}

/// Clusters the ranges of all alignments; keeps clusters whose links together rule out chance.
fn unite(
    thresholds: Thresholds,
    article: impl Fn(TokenRange) -> u32,
    alignments: &[PairAlignment],
) -> Vec<Vec<TokenRange>> {
    let mut nodes: Vec<TokenRange> = alignments.iter().flat_map(|one| [one.a, one.b]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let mut sets = DisjointSets::new(nodes.len());
    let node = |range: TokenRange| nodes.partition_point(|&known| known < range) as u32;
    for alignment in alignments {
        sets.join(node(alignment.a), node(alignment.b));
    }
    for (at, one) in nodes.iter().enumerate() {
        let behind = nodes[at + 1..].iter().zip(at + 1..).take(NEIGHBOURS);
        for (other, other_at) in behind.take_while(|(other, _)| other.start < one.end) {
            if is_share(one.shared(*other), one.len().max(other.len()), SAME) {
                sets.join(at as u32, other_at as u32);
            }
        }
    }
    let sets: Vec<u32> = (0..nodes.len() as u32).map(|at| sets.of(at)).collect();
    let member = |end| (sets[node(end) as usize], article(end));
    let spare = spare(thresholds, alignments, member);
    let mut clusters: Vec<Vec<TokenRange>> = vec![Vec::new(); nodes.len()];
    for (range, leader) in nodes.iter().zip(sets) {
        clusters[leader as usize].push(*range);
    }
    let least = thresholds.bits(2) - thresholds.link_bits();
    clusters
        .into_iter()
        .zip(0..)
        .filter(|(_, at)| spare.get(at).is_some_and(|spare| *spare >= least))
        .map(|(cluster, _)| cluster)
        .collect()
}

/// Returns for each cluster the bits of its links above the bits that a link needs.
///
/// Chance gives `n` articles the same passage in `places^n` ways. Each of the `n - 1` links of a
/// spanning tree is evidence against chance, so the surest links count (Kruskal's algorithm). An
/// article that is linked to a sure cluster needs fewer bits than two articles alone: only its
/// place is left to chance. `member` returns the cluster and the article of a range.
fn spare(
    thresholds: Thresholds,
    alignments: &[PairAlignment],
    member: impl Fn(TokenRange) -> (u32, u32),
) -> HashMap<u32, f64> {
    let ends = alignments.iter().flat_map(|one| [one.a, one.b]);
    let mut members: Vec<(u32, u32)> = ends.map(&member).collect();
    members.sort_unstable();
    members.dedup();
    let mut sets = DisjointSets::new(members.len());
    let number = |end: TokenRange| members.partition_point(|known| *known < member(end)) as u32;
    let mut surest: Vec<&PairAlignment> = alignments.iter().collect();
    surest.sort_by(|one, other| other.bits.total_cmp(&one.bits));
    let mut spare: HashMap<u32, f64> = HashMap::new();
    for alignment in surest {
        let (a, b) = (number(alignment.a), number(alignment.b));
        if sets.of(a) != sets.of(b) {
            sets.join(a, b);
            *spare.entry(member(alignment.a).0).or_default() +=
                alignment.bits - thresholds.link_bits();
        }
    }
    spare
}

fn is_share(part: u32, whole: u32, percent: u32) -> bool {
    u64::from(part) * 100 >= u64::from(whole) * u64::from(percent)
}

/// Keeps the longest of overlapping ranges.
fn without_overlap(mut ranges: Vec<TokenRange>) -> Vec<TokenRange> {
    ranges.sort_unstable();
    let mut kept: Vec<TokenRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match kept.last_mut() {
            Some(last) if range.start < last.end => {
                if range.len() > last.len() {
                    *last = range;
                }
            }
            _ => kept.push(range),
        }
    }
    kept
}

/// Drops clusters that add nothing and sets `inside` of the others. `draft_of` returns the draft of a
/// cluster.
pub(super) fn nest<T>(
    mut clusters: Vec<T>,
    draft_of: impl Fn(&mut T) -> &mut ClusterDraft,
) -> Vec<T> {
    let drafts: Vec<&ClusterDraft> = clusters.iter_mut().map(|one| &*draft_of(one)).collect();
    let holders = holders(&drafts);
    let mut kept_as: Vec<Option<usize>> = Vec::with_capacity(drafts.len());
    let mut n_kept = 0;
    for (index, draft) in drafts.iter().enumerate() {
        let adds_nothing = holders[index].iter().any(|&(holder, count)| {
            let other = drafts[holder];
            let is_twin = other.ranges.len() == draft.ranges.len()
                && holders[holder].contains(&(index, other.ranges.len()));
            count == draft.ranges.len()
                && other.ranges.len() <= draft.ranges.len()
                && (!is_twin || holder < index)
        });
        kept_as.push((!adds_nothing).then_some(n_kept));
        n_kept += usize::from(!adds_nothing);
    }
    let mut kept = Vec::with_capacity(n_kept);
    for (index, mut cluster) in clusters.into_iter().enumerate() {
        if kept_as[index].is_none() {
            continue;
        }
        let draft = draft_of(&mut cluster);
        let around = holders[index]
            .iter()
            .filter(|(holder, count)| {
                let is_back = holders[*holder].iter().any(|(inner, _)| *inner == index);
                kept_as[*holder].is_some() && count * 2 >= draft.ranges.len() && !is_back
            })
            .max_by_key(|(holder, count)| (*count, std::cmp::Reverse(*holder)));
        draft.inside = around.and_then(|(holder, _)| kept_as[*holder]);
        kept.push(cluster);
    }
    kept
}

/// Returns for each draft the drafts around its occurrences, with the number of these occurrences.
fn holders(drafts: &[&ClusterDraft]) -> Vec<Vec<(usize, usize)>> {
    let mut all: Vec<(TokenRange, usize)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        all.extend(draft.ranges.iter().map(|&range| (range, index)));
    }
    all.sort_unstable();
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    for (at, &(one, index)) in all.iter().enumerate() {
        let behind = all[at + 1..].iter().take(NEIGHBOURS);
        for &(other, other_index) in behind.take_while(|(other, _)| other.start < one.end) {
            let shared = one.shared(other);
            if is_share(shared, one.len(), INSIDE) {
                found[index].push(other_index);
            }
            if is_share(shared, other.len(), INSIDE) {
                found[other_index].push(index);
            }
        }
    }
    let count = |mut holders: Vec<usize>| {
        holders.sort_unstable();
        let groups = holders.chunk_by(|one, other| one == other);
        groups.map(|group| (group[0], group.len())).collect()
    };
    found.into_iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(all: &[(u32, u32)]) -> Vec<TokenRange> {
        let one = |&(start, end): &(u32, u32)| TokenRange { start, end };
        all.iter().map(one).collect()
    }

    fn draft(all: &[(u32, u32)]) -> ClusterDraft {
        ClusterDraft { template: None, is_linked: false, ranges: ranges(all), inside: None }
    }

    fn nested(drafts: Vec<ClusterDraft>) -> Vec<ClusterDraft> {
        nest(drafts, |draft| draft)
    }

    #[test]
    fn the_longest_of_overlapping_stretches_stays() {
        assert_eq!(
            without_overlap(ranges(&[(0, 4), (1, 9), (9, 12), (10, 11)])),
            ranges(&[(1, 9), (9, 12)])
        );
    }

    #[test]
    fn a_part_in_the_same_articles_adds_nothing() {
        let kept = nested(vec![draft(&[(0, 10), (50, 60)]), draft(&[(2, 5), (52, 55)])]);
        assert_eq!(kept.len(), 1);
    }

    #[test]
    fn a_part_in_more_articles_is_nested() {
        let kept = nested(vec![draft(&[(0, 10), (50, 60)]), draft(&[(2, 5), (52, 55), (90, 93)])]);
        assert_eq!(kept[0].inside, None);
        assert_eq!(kept[1].inside, Some(0));
    }

    #[test]
    fn of_twins_the_first_stays() {
        let kept = nested(vec![draft(&[(0, 10), (50, 60)]), draft(&[(0, 10), (50, 59)])]);
        assert_eq!(kept, [draft(&[(0, 10), (50, 60)])]);
    }

    #[test]
    fn three_variants_are_one_cluster() {
        let sure = THRESHOLDS.bits(2);
        let clusters = united(&[
            pair((0, 12), (100, 112), sure),
            pair((0, 9), (200, 209), sure),
            pair((100, 109), (200, 209), sure),
            pair((300, 305), (400, 405), sure),
        ]);
        assert_eq!(clusters.len(), 2);
        assert_eq!(clusters[0].len(), 5);
    }

    /// Two places alone need 2 · 20 + 10 bits, each link 20 + 10.
    const THRESHOLDS: Thresholds = Thresholds { n_words: (1 << 20) as f64, margin_bits: 10.0 };

    fn pair(a: (u32, u32), b: (u32, u32), bits: f64) -> PairAlignment {
        let [a, b] = [a, b].map(|one| ranges(&[one])[0]);
        PairAlignment { a, b, bits }
    }

    /// Articles have a hundred words each.
    fn united(alignments: &[PairAlignment]) -> Vec<Vec<TokenRange>> {
        unite(THRESHOLDS, |range| range.start / 100, alignments)
    }

    #[test]
    fn a_sure_cluster_takes_in_what_two_alone_could_not_be() {
        let (one, other, third) = ((0, 12), (100, 112), (200, 212));
        let weak = pair(other, third, 31.0);
        assert_eq!(united(&[weak]), Vec::<Vec<TokenRange>>::new());
        let found = united(&[pair(one, other, 50.0), weak]);
        assert_eq!(found, [ranges(&[one, other, third])]);
    }

    #[test]
    fn links_that_are_weak_alone_bear_each_other_out() {
        let place = |article: u32| (100 * article, 100 * article + 12);
        let links = |bits| -> Vec<PairAlignment> {
            (0..3).map(|at| pair(place(at), place(at + 1), bits)).collect()
        };
        // Four articles have three links, which together need 4 · 20 + 3 · 10 bits.
        assert_eq!(united(&links(36.6)).len(), 0);
        assert_eq!(united(&links(36.7))[0].len(), 4);
    }

    #[test]
    fn an_article_that_repeats_itself_bears_nothing_out() {
        let links = [
            pair((0, 12), (100, 112), 45.0),
            pair((0, 12), (120, 132), 45.0),
            pair((20, 32), (100, 112), 45.0),
        ];
        assert_eq!(united(&links), Vec::<Vec<TokenRange>>::new());
    }
}
