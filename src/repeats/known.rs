//! What is known of a corpus: its clusters, best first, and which of them stand where.
//!
//! Owns how clusters are kept, so that one of a hundred thousand articles can come, change or go without
//! the others being touched. What a cluster is belongs to [`Cluster`].
//!
//! Invariant: every occurrence of a cluster in the order is in `places` of its article, and nothing else
//! is; `order` is sorted by [`better`].

use std::{cmp::Ordering, ops::Index};

use super::{
    Cluster, ClusterId, Kind, Needed, Occurrence,
    stream::HashedMap,
    token::{hash_folded, mix},
};
use crate::text::Span;

/// What it means for the clusters that one article is another now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// The article; all its old occurrences are gone.
    pub article: usize,
    /// Its occurrences of clusters that are known.
    pub joined: Vec<(ClusterId, Occurrence)>,
    /// Clusters that are new.
    pub new: Vec<Cluster>,
    /// Words of all articles together.
    pub n_words: usize,
}

/// Clusters, best first.
///
/// A cluster keeps its slot as long as it is there; the order is a list of slots, which costs
/// little to change.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    slots: Vec<Cluster>,
    order: Vec<u32>,
    by_id: HashedMap<u32>,
    /// Slots that no cluster has.
    free: Vec<u32>,
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
            free: Vec::new(),
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

impl Repeats {
    /// Adds a passage that another tool found; it has no bits, so it comes last.
    ///
    /// `pattern` is what its first occurrence says. A passage of fewer than two articles is none.
    pub fn add_foreign(&mut self, tool: &str, pattern: String, mut occurrences: Vec<Occurrence>) {
        occurrences.sort_by_key(|one| (one.article, one.span));
        // Occurrences do not overlap; the first of those that do stands for them.
        occurrences
            .dedup_by(|next, kept| next.article == kept.article && next.span.start < kept.span.end);
        occurrences.retain(|one| one.article < self.places.len() && !one.span.is_empty());
        let n_articles = occurrences
            .chunk_by(|one, other| one.article == other.article)
            .count();
        if n_articles > 1 {
            self.add(Cluster {
                id: ClusterId(mix(hash_folded(tool), hash_folded(&pattern))),
                kind: Kind::Copied,
                n_articles,
                score_bits: 0.0,
                needed: Needed::nothing(n_articles),
                pattern,
                occurrences,
                inside: None,
                why: vec![(format!("found by {tool}"), 0.0)],
            });
        }
    }

    /// Applies a change; scores of clusters that were there before stay as they are.
    pub fn apply(&mut self, change: Change) {
        self.n_words = change.n_words;
        if self.places.len() <= change.article {
            self.places.resize(change.article + 1, Places::default());
        }
        self.forget(change.article);
        for (id, occurrence) in change.joined {
            self.join(id, occurrence);
        }
        for cluster in change.new {
            self.add(cluster);
        }
    }

    /// Takes all occurrences of an article out; a cluster of one article is none.
    fn forget(&mut self, article: usize) {
        let places = std::mem::take(&mut self.places[article]);
        let mut slots: Vec<u32> = places.all.iter().map(|place| place.1).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            let mut rest = Vec::new();
            self.clusters.change(slot, |cluster| {
                cluster.occurrences.retain(|one| one.article != article);
                cluster.n_articles -= 1;
                if cluster.n_articles < 2 {
                    rest = std::mem::take(&mut cluster.occurrences);
                }
            });
            if self.clusters.slots[slot as usize].n_articles < 2 {
                self.clusters.remove(slot);
                self.clear(slot, &rest);
            }
        }
    }

    /// Takes the last occurrences of a cluster out, and what lay inside it lies in nothing.
    fn clear(&mut self, slot: u32, rest: &[Occurrence]) {
        let id = self.clusters.slots[slot as usize].id;
        for one in rest {
            let here = &mut self.places[one.article];
            here.all.retain(|place| place.1 != slot);
            here.sort();
            for &(_, other) in &here.all {
                let other = &mut self.clusters.slots[other as usize];
                other.inside = other.inside.filter(|holder| *holder != id);
            }
        }
    }

    fn join(&mut self, id: ClusterId, occurrence: Occurrence) {
        let Some(&slot) = self.clusters.by_id.get(&id.0) else {
            return;
        };
        let here = &mut self.places[occurrence.article];
        let is_taken = |place: &(Span, u32)| place.1 == slot && place.0.overlaps(occurrence.span);
        if here.all.iter().any(is_taken) {
            return;
        }
        here.all.push((occurrence.span, slot));
        here.sort();
        self.clusters.change(slot, |cluster| {
            let place = (occurrence.article, occurrence.span);
            let all = &mut cluster.occurrences;
            let at = all.partition_point(|one| (one.article, one.span) < place);
            let is_here = |one: &Occurrence| one.article == occurrence.article;
            let neighbours = [
                at.checked_sub(1).and_then(|before| all.get(before)),
                all.get(at),
            ];
            let is_known = neighbours.into_iter().flatten().any(is_here);
            cluster.n_articles += usize::from(!is_known);
            all.insert(at, occurrence);
        });
    }

    fn add(&mut self, mut cluster: Cluster) {
        while self.clusters.by_id.contains_key(&cluster.id.0) {
            cluster.id = ClusterId(mix(cluster.id.0, 1));
        }
        let places: Vec<(usize, Span)> = cluster
            .occurrences
            .iter()
            .map(|one| (one.article, one.span))
            .collect();
        let slot = self.clusters.add(cluster);
        for (article, span) in places {
            self.places[article].all.push((span, slot));
            self.places[article].sort();
        }
    }
}

impl Clusters {
    /// The rank of the cluster in a slot, or the one that it should have.
    fn rank(&self, slot: u32) -> usize {
        let cluster = &self.slots[slot as usize];
        let is_before = |other: &u32| better(&self.slots[*other as usize], cluster).is_lt();
        self.order.partition_point(is_before)
    }

    /// Changes the cluster in a slot and moves it to its new rank.
    fn change(&mut self, slot: u32, change: impl FnOnce(&mut Cluster)) {
        let old = self.rank(slot);
        change(&mut self.slots[slot as usize]);
        let cluster = &self.slots[slot as usize];
        let is_before = |other: &u32| better(&self.slots[*other as usize], cluster).is_lt();
        let new = self.order[..old].partition_point(is_before);
        if new < old {
            self.order[new..=old].rotate_right(1);
        } else {
            let new = old + self.order[old + 1..].partition_point(is_before);
            self.order[old..=new].rotate_left(1);
        }
    }

    fn remove(&mut self, slot: u32) {
        let rank = self.rank(slot);
        self.order.remove(rank);
        self.by_id.remove(&self.slots[slot as usize].id.0);
        self.free.push(slot);
    }

    fn add(&mut self, cluster: Cluster) -> u32 {
        let id = cluster.id;
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = cluster;
                slot
            }
            None => {
                self.slots.push(cluster);
                self.slots.len() as u32 - 1
            }
        };
        self.by_id.insert(id.0, slot);
        let rank = self.rank(slot);
        self.order.insert(rank, slot);
        slot
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
