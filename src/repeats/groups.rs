//! Groups: clusters of the same articles that stand beside each other, for example a reprint in another order.
//!
//! A reprint with its paragraphs in another order is one thing to decide, but no alignment holds all of its
//! passages. Two clusters are of one group if
//!
//! 1. both have exactly the same articles, at most [`MOST_ARTICLES`],
//! 2. in some article at most [`GAP`] bytes stand between them, in any order,
//! 3. neither is a label, byline, attribution or site text. A label on these is stored for other words
//!    than the passage.
//!
//! The clusters stay as they are. Each pair of neighbours is looked at once, so the work is linear.

use std::collections::BTreeMap;

use super::{Cluster, ClusterKind, disjoint_sets::DisjointSets};
use crate::text::Span;

/// Most articles of a group.
const MOST_ARTICLES: usize = 24;

/// Most bytes between two neighbours.
const GAP: usize = 60;

/// Most passages that are looked at behind a passage, since many may begin at one place.
const NEXT: usize = 8;

/// The groups of two and more clusters, by rank.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ClusterGroups {
    /// The ranks of each group, best first, by the best rank.
    members: BTreeMap<u32, Vec<u32>>,
    /// The best rank of the group of each cluster; the own rank outside of groups.
    best: Vec<u32>,
}

impl ClusterGroups {
    /// Groups `clusters`. `places` has the span and the rank of each occurrence of an article, by start.
    pub(super) fn of<'a>(
        clusters: &[Cluster],
        places: impl Iterator<Item = &'a [(Span, u32)]>,
    ) -> ClusterGroups {
        let mut sets = DisjointSets::new(clusters.len());
        let cluster = |rank: u32| &clusters[rank as usize];
        for places in places {
            let places = places.iter().filter(|(_, rank)| can_join(cluster(*rank)));
            let places: Vec<(Span, u32)> = places.copied().collect();
            for (at, (span, rank)) in places.iter().enumerate() {
                let next = places[at + 1..].iter().take(NEXT);
                for (_, other) in next.take_while(|(next, _)| next.start <= span.end + GAP) {
                    if articles(cluster(*rank)).eq(articles(cluster(*other))) {
                        sets.join(*rank, *other);
                    }
                }
            }
        }
        let best: Vec<u32> = (0..clusters.len() as u32).map(|rank| sets.of(rank)).collect();
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (rank, best) in (0..).zip(&best) {
            members.entry(*best).or_default().push(rank);
        }
        members.retain(|_, ranks| ranks.len() > 1);
        ClusterGroups { members, best }
    }

    /// Returns the ranks of the group of a cluster, best first; nothing for a cluster outside of groups.
    pub(super) fn around(&self, rank: u32) -> &[u32] {
        let best = self.best.get(rank as usize);
        best.and_then(|best| self.members.get(best)).map_or(&[], Vec::as_slice)
    }
}

/// Returns whether a cluster may be part of a group.
fn can_join(cluster: &Cluster) -> bool {
    let is_kind = match cluster.kind {
        ClusterKind::Quotation
        | ClusterKind::Copied
        | ClusterKind::Reprint
        | ClusterKind::Template => true,
        ClusterKind::Attribution
        | ClusterKind::Label
        | ClusterKind::Byline
        | ClusterKind::Chrome => false,
    };
    is_kind && cluster.n_articles <= MOST_ARTICLES
}

/// Returns the articles of a cluster, each once.
fn articles(cluster: &Cluster) -> impl Iterator<Item = usize> {
    let mut before = None;
    let articles = cluster.occurrences.iter().map(|one| one.article);
    articles.filter(move |article| before.replace(*article) != Some(*article))
}

#[cfg(test)]
mod tests {
    use crate::repeats::{Repeats, tests::repeats};

    const PARTS: [&str; 3] = [
        "Nobody saw quince barrow lantern ochre timber gravel saddle kettle marsh pewter before dawn.",
        "They sold walnut flint copper thistle amber mortar juniper cobalt bramble sorrel at noon.",
        "Bring us hazel russet linden tallow cellar harrow spindle bobbin girder anvil tomorrow.",
    ];

    /// Returns the patterns of each group, in the order of the text.
    fn groups(repeats: &Repeats) -> Vec<Vec<&str>> {
        let mut groups: Vec<Vec<&str>> = Vec::new();
        for cluster in &repeats.clusters {
            let group = repeats.group(cluster.id);
            if group.first().is_some_and(|first| first.id == cluster.id) {
                groups.push(group.iter().map(|one| one.pattern.as_str()).collect());
            }
        }
        groups
    }

    fn in_order(order: [usize; 3], between: &str) -> String {
        let parts: Vec<&str> = order.iter().map(|part| PARTS[*part]).collect();
        let lines = |word: &str| format!("{word} {word}er {word}ing {word}est.\n\n").repeat(9);
        format!("{}{}\n\n{}", lines("rain"), parts.join(between), lines("fog"))
    }

    #[test]
    fn a_reprint_in_another_order_is_one_group() {
        let texts = [in_order([0, 1, 2], "\n\n"), in_order([2, 0, 1], "\n\n")];
        let found = repeats(&[&texts[0], &texts[1]]);
        let group = groups(&found).into_iter().find(|group| group.len() > 1);
        let words = group.expect("a group").join(" ");
        assert!(words.contains("quince") && words.contains("hazel"), "{words}");
        assert!(found.group(crate::repeats::ClusterId(7)).is_empty(), "no such cluster");
    }

    #[test]
    fn clusters_of_other_articles_or_far_away_are_no_group() {
        let far = format!(
            "\n\n{}\n\n",
            "A gull cried over our empty quay while nobody listened. ".repeat(2)
        );
        let also = format!(
            "\n\n{}\n\n",
            "Two boys rowed far out and came home with a mackerel. ".repeat(2)
        );
        let texts = [in_order([0, 1, 2], &far), in_order([2, 1, 0], &also)];
        let found = repeats(&[&texts[0], &texts[1]]);
        assert!(groups(&found).iter().all(|group| group.len() < 2), "{:?}", groups(&found));
        let more = format!("Wind.\n\n{}", PARTS[0]);
        let near = [in_order([0, 1, 2], "\n\n"), in_order([2, 0, 1], "\n\n")];
        let found = repeats(&[&near[0], &near[1], &more]);
        let with_third = found.clusters.iter().find(|one| one.n_articles == 3).expect("a third");
        assert!(found.group(with_third.id).is_empty(), "the third article has no neighbour of it");
    }
}
