//! The rows of the Repeats view: which clusters are listed, and what is done with a row.
//!
//! Site text comes last and stands in one line that opens, since nobody reads it twice; it is shown row by
//! row where somebody asks for its kind or for words.

use copydesk::{
    find::pick,
    repeats::{Cluster, Kind},
};

use super::occurrences::Showing;
use crate::tui::{
    app::{App, Tone},
    pane::occurrences::Subject,
    views::repeats::ClusterRow,
};

impl App {
    /// Shows every place of the selected cluster; opens or closes the line of site text.
    pub(super) fn open_cluster(&mut self, is_labelling: bool) {
        match self
            .views
            .repeats
            .list
            .items
            .get(self.views.repeats.list.rows.selected)
        {
            Some(ClusterRow::Cluster(id)) => {
                let subject = Subject::Cluster(*id);
                let showing = Showing {
                    only: None,
                    is_labelling,
                };
                self.show_subjects(vec![subject], showing);
            }
            Some(ClusterRow::SiteText { .. }) if is_labelling => self.tell(
                Tone::Told,
                "Enter opens this line; R then labels one repeat of it.",
            ),
            Some(ClusterRow::SiteText { .. }) => {
                self.views.repeats.shows_site_text = !self.views.repeats.shows_site_text;
                self.refresh_lists();
                self.follow_rows();
            }
            None => {}
        }
    }

    /// Leaves out repeats that are only names, or shows them again.
    pub(super) fn hide_names(&mut self) {
        self.views.repeats.hides_names = !self.views.repeats.hides_names;
        self.refresh_lists();
        self.follow_rows();
        let words = if self.views.repeats.hides_names {
            "Repeats that are only names are hidden; h shows them."
        } else {
            "Repeats that are only names are shown."
        };
        self.tell(Tone::Told, words);
    }

    /// The rows of the Repeats view: clusters that match the filter, best first, then those of site text.
    pub(super) fn matching_clusters(&self) -> Vec<ClusterRow> {
        let Some(repeats) = &self.background.repeats else {
            return Vec::new();
        };
        let filter = ClusterFilter::read(&self.views.repeats.list.filter);
        let accepted: Vec<&Cluster> = repeats
            .clusters
            .iter()
            .filter(|cluster| !(self.views.repeats.hides_names && is_only_names(cluster)))
            .filter(|cluster| filter.accepts(cluster) && self.has_label_of(cluster, &filter))
            .collect();
        let found = filter.with_words(&accepted);
        let (site_text, others): (Vec<&Cluster>, Vec<&Cluster>) = found
            .into_iter()
            .partition(|cluster| cluster.kind == Kind::Chrome);
        let row = |cluster: &Cluster| ClusterRow::Cluster(cluster.id);
        let mut rows: Vec<ClusterRow> = others.into_iter().map(row).collect();
        let is_folding = filter.kind.is_none() && filter.words.is_empty();
        if is_folding && !site_text.is_empty() {
            let places = site_text.iter().map(|cluster| cluster.occurrences.len());
            rows.push(ClusterRow::SiteText {
                n_passages: site_text.len(),
                n_places: places.sum(),
            });
        }
        if !is_folding || self.views.repeats.shows_site_text {
            rows.extend(site_text.into_iter().map(row));
        }
        rows
    }

    /// How many repeats are listed, those behind the line of site text too.
    pub fn n_listed_clusters(&self) -> usize {
        let n = |row: &ClusterRow| match row {
            ClusterRow::Cluster(_) => 1,
            ClusterRow::SiteText { .. } if self.views.repeats.shows_site_text => 0,
            ClusterRow::SiteText { n_passages, .. } => *n_passages,
        };
        self.views.repeats.list.items.iter().map(n).sum()
    }

    /// Whether an occurrence carries the label that the filter asks for; "none" asks for undecided ones.
    fn has_label_of(&self, cluster: &Cluster, filter: &ClusterFilter) -> bool {
        let Some(wanted) = &filter.label else {
            return true;
        };
        cluster
            .occurrences
            .iter()
            .any(|known| match self.own_decision(known) {
                Some(id) => {
                    let name = self.project.codebook().name_of(id);
                    id.0.starts_with(wanted.as_str()) || name.starts_with(wanted.as_str())
                }
                None => wanted == "none" || wanted == "undecided",
            })
    }
}

/// What the Repeats view is filtered by: `kind:label articles:3 label:none words`.
#[derive(Debug, Default)]
struct ClusterFilter {
    kind: Option<String>,
    n_articles: usize,
    label: Option<String>,
    words: String,
}

impl ClusterFilter {
    fn read(filter: &str) -> Self {
        let mut read = Self::default();
        for word in filter.split_whitespace() {
            match word.split_once(':') {
                Some(("kind", kind)) => read.kind = Some(kind.to_lowercase()),
                Some(("label", label)) => read.label = Some(label.to_lowercase()),
                Some(("articles", n)) => read.n_articles = n.parse().unwrap_or(0),
                _ => {
                    read.words.push_str(word);
                    read.words.push(' ');
                }
            }
        }
        read.words.truncate(read.words.trim_end().len());
        read
    }

    /// Those that have the words of the filter, in their order; all when it has none.
    fn with_words<'a>(&self, clusters: &[&'a Cluster]) -> Vec<&'a Cluster> {
        if self.words.is_empty() {
            return clusters.to_vec();
        }
        let text = |cluster: &&Cluster| {
            let kind = (cluster.kind.name(), kind_words(cluster.kind));
            format!("{} {} {}", kind.0, kind.1, cluster.pattern)
        };
        let texts: Vec<String> = clusters.iter().map(text).collect();
        let picked = pick(texts.iter().map(String::as_str), &self.words);
        let near = picked.iter().filter(|row| !row.is_scattered);
        let mut found: Vec<usize> = near.map(|row| row.index).collect();
        found.sort_unstable();
        found.into_iter().map(|row| clusters[row]).collect()
    }

    fn accepts(&self, cluster: &Cluster) -> bool {
        let is_kind = |kind: &String| {
            let names = [cluster.kind.name(), kind_words(cluster.kind)];
            names.iter().any(|name| name.starts_with(kind.as_str()))
        };
        cluster.n_articles >= self.n_articles && self.kind.as_ref().is_none_or(is_kind)
    }
}

/// Whether a passage of running text is nothing but capitalised words and what joins them; lines such as
/// headings have capitals for another reason.
fn is_only_names(cluster: &Cluster) -> bool {
    const JOINING: [&str; 8] = ["of", "the", "and", "de", "del", "la", "los", "⟨…⟩"];
    let is_name = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let is_running = match cluster.kind {
        Kind::Attribution | Kind::Quotation | Kind::Copied => true,
        Kind::Chrome | Kind::Byline | Kind::Label | Kind::Template | Kind::Reprint => false,
    };
    let mut words = cluster
        .pattern
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '⟨' && sign != '⟩')
        })
        .filter(|word| !word.is_empty() && !JOINING.contains(word))
        .peekable();
    is_running && words.peek().is_some() && words.all(is_name)
}

/// The words for a kind in lists: its name, but for one that is a term of the trade.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Chrome => "site text",
        kind => kind.name(),
    }
}
