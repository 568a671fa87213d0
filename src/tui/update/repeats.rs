//! Repeats: going to them, showing all occurrences of one, labelling them in one batch.

use std::sync::Arc;

use copydesk::repeats::{Cluster, ClusterId, Repeats};

use super::{motion::Way, occurrences::Showing};
use crate::tui::{
    app::{App, Tone},
    pane::{occurrences::Subject, reader::Place},
};

impl App {
    /// Takes in how far the background is.
    pub(super) fn take_progress(&mut self, generation: u64, percent: u8) {
        if generation == self.background.comparison {
            self.background.n_compared = percent;
        }
    }

    /// Takes in what the background found.
    pub(super) fn take_repeats(&mut self, generation: u64, repeats: Arc<Repeats>) {
        if generation == self.background.comparison {
            self.background.repeats = Some(self.project.with_imported(repeats));
            self.refresh_lists();
            self.refold();
            self.offer_rules();
        }
    }

    /// The clusters at the focus, best first.
    pub fn clusters_here(&self) -> Vec<&Cluster> {
        let (Some(repeats), Some(focus)) = (&self.background.repeats, self.focus()) else {
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

    /// Moves the cursor to the next or previous sentence that stands in another article too.
    pub(super) fn go_to_repeat(&mut self, way: Way) {
        let Some(repeats) = self.background.repeats.clone() else {
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
        let words = match &self.background.repeats {
            None => "Repeats are not known yet: the articles are still being compared.",
            Some(_) => "This stands in no other article.",
        };
        self.tell(Tone::Told, words);
    }

    /// Shows all occurrences of the best repeat here; with all ticked that carry no decision of their
    /// own when they are to be labelled.
    pub(super) fn open_occurrences(&mut self, is_labelling: bool) {
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
}
