//! Counts the words that articles share.
//!
//! Counts row by row from the repeat clusters, so a table of 1,000 articles costs only its visible rows.
//! Invariant: a word in several clusters counts once.

use std::ops::Range;

use super::Project;
use crate::{
    repeats::{Cluster, Repeats},
    text::{Span, words},
};

/// The shared words of one article.
#[derive(Clone, Debug)]
pub struct SharedWords<'a> {
    article: usize,
    n_words: usize,
    /// Word range and cluster of each occurrence, sorted by the first word.
    places: Vec<(Range<usize>, &'a Cluster)>,
}

impl Project {
    /// Returns the shared words of an article; empty if the article is not loaded.
    pub fn shared_words<'a>(&self, repeats: &'a Repeats, article: usize) -> SharedWords<'a> {
        let mut shared = SharedWords { article, n_words: 0, places: Vec::new() };
        if let Some(known) = self.article(article) {
            let whole = Span::new(0, known.text.len());
            let all = words(&known.text, whole);
            let in_words = |place: Span| {
                let start = all.partition_point(|word| word.end <= place.start);
                start..all.partition_point(|word| word.start < place.end)
            };
            let places = repeats.places_touching(article, whole);
            shared.places = places.map(|(place, cluster)| (in_words(place), cluster)).collect();
            shared.n_words = all.len();
        }
        shared
    }
}

impl<'a> SharedWords<'a> {
    /// Returns the number of words of the article.
    pub fn n_words(&self) -> usize {
        self.n_words
    }

    /// Keeps only the clusters accepted by `accepts`.
    pub fn only(mut self, accepts: impl Fn(&Cluster) -> bool) -> Self {
        self.places.retain(|(_, cluster)| accepts(cluster));
        self
    }

    /// Returns the number of words shared with the article `other`.
    ///
    /// If `other` is `article`, counts the words shared with any article.
    pub fn with(&self, other: usize) -> usize {
        let (mut n, mut reached) = (0, 0);
        for (place, _) in self.places_with(other) {
            n += place.end.saturating_sub(place.start.max(reached));
            reached = reached.max(place.end);
        }
        n
    }

    /// Returns the clusters behind [`Self::with`], longest occurrence first.
    pub fn clusters_with(&self, other: usize) -> Vec<&'a Cluster> {
        let mut found: Vec<&(Range<usize>, &Cluster)> = self.places_with(other).collect();
        found.sort_by_key(|(place, cluster)| (std::cmp::Reverse(place.len()), cluster.id));
        let mut clusters: Vec<&Cluster> = Vec::new();
        for (_, cluster) in found {
            if clusters.iter().all(|known| known.id != cluster.id) {
                clusters.push(cluster);
            }
        }
        clusters
    }

    fn places_with(&self, other: usize) -> impl Iterator<Item = &(Range<usize>, &'a Cluster)> {
        let is_own = other == self.article;
        let is_shared = move |(_, cluster): &&(Range<usize>, &Cluster)| {
            let places = &cluster.occurrences;
            is_own || places.binary_search_by_key(&other, |place| place.article).is_ok()
        };
        self.places.iter().filter(is_shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{project::ProjectOptions, store::Dirs};

    fn project(texts: &[&str]) -> Project {
        let folder = tempfile::tempdir().expect("a folder");
        for (number, text) in texts.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{number}.txt")), text).expect("an article");
        }
        let opening = ProjectOptions {
            dirs: Dirs::below(&folder.path().join("home")),
            annotator: "ana".to_owned(),
            store: None,
            seed: 1,
        };
        let paths = [folder.path().to_owned()];
        let mut project = opening.open_paths(&paths).expect("it opens");
        project.load_all();
        project
    }

    #[test]
    fn a_word_counts_once_and_each_row_is_about_its_own_article() {
        let long = "Dredgers keep silting harbour mouths passable whenever winter storms return northwards.";
        let project = project(&[
            &format!("The mayor spoke. {long} Nobody listened."),
            &format!("{long} {long} It rained."),
            "Something else was said in another town.",
        ]);
        let repeats =
            project.repeats(&mut |_| std::ops::ControlFlow::Continue(())).expect("compared");
        let first = project.shared_words(&repeats, 0);
        assert_eq!(first.n_words(), 16);
        assert_eq!(first.with(1), 11, "each word of the sentence once");
        assert_eq!(first.with(2), 0);
        assert_eq!(first.with(0), 11, "with any other");
        let second = project.shared_words(&repeats, 1);
        assert_eq!(second.with(0), 22, "both places of the other article");
        assert!(!first.clusters_with(1).is_empty());
        assert_eq!(second.clone().only(|_| false).with(0), 0);
        assert_eq!(project.shared_words(&repeats, 9).with(0), 0);
    }
}
