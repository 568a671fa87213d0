//! The clusters of a corpus, best first, and an index from each article to its occurrences.
//!
//! Owns the order of clusters and the way from a place in an article to its clusters. A single cluster is
//! [`Cluster`]'s.
//!
//! Invariant: `clusters` is sorted by [`better`]. `by_article` and `by_id` hold the occurrences and the
//! names of `clusters`, and no others.

use std::cmp::Ordering;

use super::{
    Cluster, ClusterId, ClusterKind, Occurrence, RepeatInput, Threshold,
    groups::ClusterGroups,
    token::{hash_folded, mix},
    tokenized::HashKeyMap,
};
use crate::text::Span;

/// All clusters of a corpus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repeats {
    /// The clusters, best first.
    pub clusters: Vec<Cluster>,
    /// Words of all articles together.
    pub n_words: usize,
    by_article: Vec<ArticlePlaces>,
    /// The rank of each cluster.
    by_id: HashKeyMap<u32>,
    groups: ClusterGroups,
}

/// The occurrences of one article.
#[derive(Clone, Debug, Default, PartialEq)]
struct ArticlePlaces {
    /// The span of each occurrence and the rank of its cluster, by start.
    all: Vec<(Span, u32)>,
    /// Length of the longest span, in bytes.
    longest: usize,
}

impl Repeats {
    /// Sorts the clusters of `n_articles` articles with `n_words` words.
    pub(super) fn new(mut clusters: Vec<Cluster>, n_articles: usize, n_words: usize) -> Self {
        clusters.sort_by(better);
        let mut by_article = vec![ArticlePlaces::default(); n_articles];
        for (cluster, rank) in clusters.iter().zip(0..) {
            for one in &cluster.occurrences {
                let places = &mut by_article[one.article];
                places.all.push((one.span, rank));
                places.longest = places.longest.max(one.span.len());
            }
        }
        for places in &mut by_article {
            places.all.sort_unstable();
        }
        let places = by_article.iter().map(|places| places.all.as_slice());
        let groups = ClusterGroups::of(&clusters, places);
        let ids = clusters.iter().map(|cluster| cluster.id.0);
        Self { by_id: ids.zip(0..).collect(), clusters, n_words, by_article, groups }
    }

    /// Returns the clusters touching `span` of an article, by place.
    pub fn touching(&self, article: usize, span: Span) -> impl Iterator<Item = &Cluster> {
        self.places_touching(article, span).map(|(_, cluster)| cluster)
    }

    /// Returns the clusters touching `span` of an article, each with its span in the article.
    pub fn places_touching(
        &self,
        article: usize,
        span: Span,
    ) -> impl Iterator<Item = (Span, &Cluster)> {
        let (places, longest) = match self.by_article.get(article) {
            Some(places) => (places.all.as_slice(), places.longest),
            None => (&[][..], 0),
        };
        let first = places.partition_point(|(place, _)| place.start + longest <= span.start);
        places[first..]
            .iter()
            .take_while(move |(place, _)| place.start < span.end)
            .filter(move |(place, _)| place.overlaps(span))
            .map(|&(place, rank)| (place, &self.clusters[rank as usize]))
    }

    /// Returns the number of articles of the most frequent passage that touches `span`; 0 without a
    /// passage.
    pub fn n_articles_at(&self, article: usize, span: Span) -> usize {
        let clusters = self.touching(article, span);
        clusters.map(|cluster| cluster.n_articles).max().unwrap_or(0)
    }

    /// Returns the cluster with a name.
    pub fn get(&self, id: ClusterId) -> Option<&Cluster> {
        let rank = self.by_id.get(&id.0)?;
        Some(&self.clusters[*rank as usize])
    }

    /// Returns the clusters of the group of a cluster, best first; nothing for a cluster outside of groups.
    ///
    /// Clusters of one group stand beside each other in the same articles.
    pub fn group(&self, id: ClusterId) -> Vec<&Cluster> {
        let ranks = self.by_id.get(&id.0).map_or(&[][..], |rank| self.groups.around(*rank));
        ranks.iter().map(|rank| &self.clusters[*rank as usize]).collect()
    }

    /// Adds passages of a second tool, for example `passim`, each with words and occurrences. Their
    /// score is 0 bits, so they come last.
    ///
    /// Of occurrences that overlap the first stays. A passage of fewer than two articles is left out.
    pub fn add_imported(
        &mut self,
        tool: &str,
        passages: impl IntoIterator<Item = (String, Vec<Occurrence>)>,
    ) {
        let (n_articles, n_words) = (self.by_article.len(), self.n_words);
        let mut all = std::mem::take(self);
        for (pattern, mut occurrences) in passages {
            occurrences.sort_by_key(|one| (one.article, one.span));
            occurrences.dedup_by(|next, kept| {
                next.article == kept.article && next.span.start < kept.span.end
            });
            occurrences.retain(|one| one.article < n_articles && !one.span.is_empty());
            let n_articles = count_articles(&occurrences);
            if n_articles < 2 {
                continue;
            }
            let mut id = mix(hash_folded(tool), hash_folded(&pattern));
            while all.by_id.insert(id, 0).is_some() {
                id = mix(id, 1);
            }
            all.clusters.push(Cluster {
                id: ClusterId(id),
                kind: ClusterKind::Copied,
                n_articles,
                score_bits: 0.0,
                threshold: Threshold::zero(n_articles),
                pattern,
                occurrences,
                inside: None,
                why: vec![(format!("found by {tool}"), 0.0)],
            });
        }
        *self = Repeats::new(all.clusters, n_articles, n_words);
    }

    /// Returns the clusters for a new list of articles: `to[article]` is the new index of an article, or
    /// `None` for a removed text. Drops a cluster with a single article left.
    pub fn carried_over(&self, to: &[Option<usize>], n_articles: usize) -> Repeats {
        let mut clusters = self.clusters.clone();
        clusters.retain_mut(|cluster| {
            cluster.occurrences.retain_mut(|one| {
                let now = to.get(one.article).copied().flatten();
                one.article = now.unwrap_or_default();
                now.is_some()
            });
            cluster.occurrences.sort_by_key(|one| (one.article, one.span));
            cluster.n_articles = count_articles(&cluster.occurrences);
            cluster.n_articles > 1
        });
        let mut carried = Repeats::new(clusters, n_articles, self.n_words);
        let by_id = &carried.by_id;
        for cluster in &mut carried.clusters {
            cluster.inside = cluster.inside.filter(|holder| by_id.contains_key(&holder.0));
        }
        carried
    }

    /// Returns whether every occurrence lies inside the text of its article, between two
    /// characters.
    pub fn fit(&self, articles: &[RepeatInput<'_>]) -> bool {
        let all = self.clusters.iter().flat_map(|one| &one.occurrences);
        all.clone().all(|one| {
            let text = articles.get(one.article).map(|article| article.text);
            let is_inside = |span: &Span| text.is_some_and(|text| span.get(text).is_some());
            is_inside(&one.span) && one.slots.iter().all(is_inside)
        })
    }
}

/// Returns the number of articles that hold some occurrences, which are in order.
fn count_articles(occurrences: &[Occurrence]) -> usize {
    let articles = occurrences.chunk_by(|one, other| one.article == other.article);
    articles.count()
}

/// Compares by weight, then by the first occurrence, then by name.
fn better(one: &Cluster, other: &Cluster) -> Ordering {
    let place = |cluster: &Cluster| {
        let first = cluster.occurrences.first();
        (first.map(|first| (first.article, first.span)), cluster.id)
    };
    let by_weight = other.weight().total_cmp(&one.weight());
    by_weight.then_with(|| place(one).cmp(&place(other)))
}
