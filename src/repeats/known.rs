//! What is known of a corpus: its clusters, best first, and which of them stand where.
//!
//! Owns how clusters are kept, so that one of a hundred thousand articles can come, change or go without
//! the others being touched. What a cluster is belongs to [`Cluster`].
//!
//! Invariant: every occurrence of a cluster in the order is in `places` of its article, and nothing else
//! is; `order` is sorted by [`better`].

use std::{cmp::Ordering, ops::Index};

use super::{Cluster, ClusterId, Occurrence, stream::HashedMap};
use crate::text::Span;

/// Clusters, best first.
///
/// A cluster keeps its slot as long as it is there; the order is a list of slots, which costs
/// little to change.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    slots: Vec<Cluster>,
    order: Vec<u32>,
    by_id: HashedMap<u32>,
}

impl Clusters {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// All, best first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Cluster> + ExactSizeIterator + Clone {
        self.order.iter().map(|&slot| &self.slots[slot as usize])
    }
}

impl Index<usize> for Clusters {
    type Output = Cluster;

    /// The cluster at a rank, the best at 0.
    fn index(&self, rank: usize) -> &Cluster {
        &self.slots[self.order[rank] as usize]
    }
}

impl PartialEq for Clusters {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// All clusters of a corpus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repeats {
    /// The clusters, best first.
    pub clusters: Clusters,
    /// Words of all articles together.
    pub n_words: usize,
    /// For each article its occurrences.
    places: Vec<Places>,
}

/// The occurrences of one article.
#[derive(Clone, Debug, Default)]
struct Places {
    /// By start, as (span, slot of the cluster).
    all: Vec<(Span, u32)>,
    /// Bytes of the longest.
    longest: usize,
}

impl PartialEq for Places {
    /// Which slot a cluster has is nobody's business.
    fn eq(&self, other: &Self) -> bool {
        let spans = |places: &Self| places.all.iter().map(|place| place.0).collect::<Vec<_>>();
        spans(self) == spans(other)
    }
}

impl Places {
    fn sort(&mut self) {
        self.all.sort_unstable();
        let lengths = self.all.iter().map(|(span, _)| span.len());
        self.longest = lengths.max().unwrap_or(0);
    }
}

impl Repeats {
    /// The clusters of `n_articles` articles with `n_words` words, in any order.
    pub(super) fn new(clusters: Vec<Cluster>, n_articles: usize, n_words: usize) -> Self {
        let mut places = vec![Places::default(); n_articles];
        for (slot, cluster) in clusters.iter().enumerate() {
            for occurrence in &cluster.occurrences {
                places[occurrence.article]
                    .all
                    .push((occurrence.span, slot as u32));
            }
        }
        places.iter_mut().for_each(Places::sort);
        let ids = clusters.iter().map(|cluster| cluster.id.0);
        let mut order: Vec<u32> = (0..clusters.len() as u32).collect();
        order.sort_by(|one, other| better(&clusters[*one as usize], &clusters[*other as usize]));
        let clusters = Clusters {
            by_id: ids.zip(0..).collect(),
            slots: clusters,
            order,
        };
        Self {
            clusters,
            n_words,
            places,
        }
    }

    /// The clusters that share at least one byte with `span` of an article, by place.
    pub fn touching(&self, article: usize, span: Span) -> impl Iterator<Item = &Cluster> {
        self.places_touching(article, span)
            .map(|(_, cluster)| cluster)
    }

    /// The same with the place of each.
    pub fn places_touching(
        &self,
        article: usize,
        span: Span,
    ) -> impl Iterator<Item = (Span, &Cluster)> {
        let (places, longest) = match self.places.get(article) {
            Some(places) => (places.all.as_slice(), places.longest),
            None => (&[][..], 0),
        };
        let first = places.partition_point(|(place, _)| place.start + longest <= span.start);
        places[first..]
            .iter()
            .take_while(move |(place, _)| place.start < span.end)
            .filter(move |(place, _)| place.overlaps(span))
            .map(|&(place, slot)| (place, &self.clusters.slots[slot as usize]))
    }

    /// In how many articles the most frequent passage stands that touches `span`; 0 for none.
    pub fn n_articles_at(&self, article: usize, span: Span) -> usize {
        self.touching(article, span)
            .map(|cluster| cluster.n_articles)
            .max()
            .unwrap_or(0)
    }

    /// The cluster with this name.
    pub fn get(&self, id: ClusterId) -> Option<&Cluster> {
        let slot = self.clusters.by_id.get(&id.0)?;
        Some(&self.clusters.slots[*slot as usize])
    }
}

/// Order of the list: weight, then the first occurrence.
fn better(one: &Cluster, other: &Cluster) -> Ordering {
    let place = |cluster: &Cluster| {
        let first = cluster.occurrences.first();
        (
            first.map(|first: &Occurrence| (first.article, first.span)),
            cluster.id,
        )
    };
    let by_weight = other.weight().total_cmp(&one.weight());
    by_weight.then_with(|| place(one).cmp(&place(other)))
}
