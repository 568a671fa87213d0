//! Repeats: going to them, showing all occurrences of one, labelling them at one stroke.

use std::sync::Arc;

use copydesk::{
    command::Command,
    find::pick,
    repeats::{Cluster, ClusterId, Kind, Repeats},
};

use super::{motion::Way, occurrences::Showing};
use crate::tui::{
    app::{App, Tone},
    pane::{occurrences::Subject, reader::Place},
};

impl App {
    /// Does a repeats command of the reader; none when it is none.
    pub(super) fn run_repeats(&mut self, command: Command) -> bool {
        match command {
            Command::NextRepeat => self.go_to_repeat(Way::On),
            Command::PreviousRepeat => self.go_to_repeat(Way::Back),
            Command::ReadOnce => self.read_once(),
            Command::Repeats => self.open_occurrences(false),
            Command::LabelRepeats => self.open_occurrences(true),
            _ => return false,
        }
        true
    }

    /// Takes in what the background found.
    pub(super) fn take_repeats(&mut self, generation: u64, repeats: Arc<Repeats>) {
        if generation == self.repeats_generation {
            self.repeats = Some(self.project.with_foreign(repeats));
            self.refresh_lists();
            self.refold();
            self.offer_rules();
        }
    }

    /// The clusters at the focus, best first.
    pub fn clusters_here(&self) -> Vec<&Cluster> {
        let (Some(repeats), Some(focus)) = (&self.repeats, self.focus()) else {
            return Vec::new();
        };
        let mut here: Vec<&Cluster> = repeats.touching(self.reader.place.article, focus).collect();
        here.sort_by(|one, other| {
            other
                .weight()
                .total_cmp(&one.weight())
                .then(one.id.cmp(&other.id))
        });
        here.dedup_by_key(|cluster| cluster.id);
        here
    }

    fn go_to_repeat(&mut self, way: Way) {
        let Some(repeats) = self.repeats.clone() else {
            return self.tell_no_repeats();
        };
        let article = self.reader.place.article;
        let repeated = |index: &usize| {
            let span = self.sentences()[*index].span;
            repeats.n_articles_at(article, span) > 0 && !self.is_folded_away(*index)
        };
        let here = self.reader.place.sentence;
        let found = match way {
            Way::On => (here + 1..self.sentences().len()).find(repeated),
            Way::Back => (0..here).rev().find(repeated),
        };
        match (found, way) {
            (Some(sentence), _) => self.jump(Place { article, sentence }),
            (None, Way::On) => self.tell(Tone::Told, "No repeat after this in the article."),
            (None, Way::Back) => self.tell(Tone::Told, "No repeat before this in the article."),
        }
    }

    fn tell_no_repeats(&mut self) {
        let words = match &self.repeats {
            None => "Repeats are not known yet: the articles are still being compared.",
            Some(_) => "This stands in no other article.",
        };
        self.tell(Tone::Told, words);
    }

    /// Shows all occurrences of the best repeat here; with all ticked that carry no decision of their
    /// own when they are to be labelled.
    fn open_occurrences(&mut self, is_labelling: bool) {
        let clusters: Vec<ClusterId> = self.clusters_here().iter().map(|known| known.id).collect();
        if clusters.is_empty() {
            return self.tell_no_repeats();
        }
        let showing = Showing {
            only: None,
            is_labelling,
        };
        let subjects = clusters.into_iter().map(Subject::Cluster);
        self.show_subjects(subjects.collect(), showing);
    }

    /// Shows every place of the selected cluster.
    pub(super) fn open_cluster(&mut self, is_labelling: bool) {
        let selected = self.clusters.items.get(self.clusters.rows.selected);
        if let Some(id) = selected.copied() {
            let showing = Showing {
                only: None,
                is_labelling,
            };
            self.show_subjects(vec![Subject::Cluster(id)], showing);
        }
    }

    /// Leaves out repeats that are only names, or shows them again.
    pub(super) fn hide_names(&mut self) {
        self.hides_names = !self.hides_names;
        self.refresh_lists();
        self.follow_rows();
        let words = if self.hides_names {
            "Repeats that are only names are hidden; h shows them."
        } else {
            "Repeats that are only names are shown."
        };
        self.tell(Tone::Told, words);
    }

    /// The rows of the Repeats view: clusters that match the filter, best first, site text last.
    pub(super) fn matching_clusters(&self) -> Vec<ClusterId> {
        let Some(repeats) = &self.repeats else {
            return Vec::new();
        };
        let filter = ClusterFilter::read(&self.clusters.filter);
        let rows: Vec<&Cluster> = repeats
            .clusters
            .iter()
            .filter(|cluster| !(self.hides_names && is_only_names(&cluster.pattern)))
            .filter(|cluster| filter.accepts(cluster) && self.has_label_of(cluster, &filter))
            .collect();
        let mut found: Vec<usize> = if filter.words.is_empty() {
            (0..rows.len()).collect()
        } else {
            let texts: Vec<String> = rows
                .iter()
                .map(|cluster| format!("{} {}", kind_words(cluster.kind), cluster.pattern))
                .collect();
            let picked = pick(texts.iter().map(String::as_str), &filter.words);
            let near = picked.iter().filter(|row| !row.is_scattered);
            near.map(|row| row.index).collect()
        };
        found.sort_unstable_by_key(|row| (rows[*row].kind == Kind::Chrome, *row));
        found.into_iter().map(|row| rows[row].id).collect()
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

    fn accepts(&self, cluster: &Cluster) -> bool {
        let is_kind = |kind: &String| {
            let names = [cluster.kind.name(), kind_words(cluster.kind)];
            names.iter().any(|name| name.starts_with(kind.as_str()))
        };
        cluster.n_articles >= self.n_articles && self.kind.as_ref().is_none_or(is_kind)
    }
}

/// Whether a passage is nothing but capitalised words and what joins them.
fn is_only_names(pattern: &str) -> bool {
    const JOINING: [&str; 8] = ["of", "the", "and", "de", "del", "la", "los", "⟨…⟩"];
    let is_name = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let mut words = pattern
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '⟨' && sign != '⟩')
        })
        .filter(|word| !word.is_empty() && !JOINING.contains(word))
        .peekable();
    words.peek().is_some() && words.all(is_name) && !pattern.ends_with([':', '?', '!', '.'])
}

/// The letter that shows a kind in lists.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Chrome => "site text",
        Kind::Byline => "byline",
        Kind::Label => "label",
        Kind::Template => "template",
        Kind::Attribution => "attribution",
        Kind::Quotation => "quotation",
        Kind::Copied => "copied",
        Kind::Reprint => "reprint",
    }
}
