//! Repeats and sources: taking the results of a comparison, going to repeats, showing their places.

use std::sync::Arc;

use copydesk::{
    repeats::{ClusterId, Repeats},
    suggest::Ledger,
};

use super::motion::MoveDirection;
use crate::tui::{
    app::App,
    session::Tone,
    state::{
        occurrences::{OccurrenceFilter, OccurrenceSubject},
        reader::ReaderPlace,
    },
};

impl App {
    /// Takes the progress of a comparison.
    pub(super) fn take_progress(&mut self, generation: u64, percent: u8) {
        if generation == self.background.comparison {
            self.background.n_compared = percent;
        }
    }

    /// Takes the repeats of a comparison.
    pub(super) fn take_repeats(&mut self, generation: u64, repeats: Arc<Repeats>) {
        if generation == self.background.comparison {
            self.background.repeats = Some(self.project.with_imported(repeats));
            self.refresh_lists();
            self.refold();
            self.offer_rules();
        }
    }

    /// Takes the sources of a comparison.
    pub(super) fn take_sources(&mut self, generation: u64, ledger: Ledger) {
        if generation == self.background.comparison {
            self.background.ledger = Some(Arc::new(ledger));
            self.refresh_lists();
        }
    }

    /// Shows every place of a source.
    pub(super) fn show_source(&mut self, key: String) {
        self.show_subjects(vec![OccurrenceSubject::Source(key)], OccurrenceFilter::default());
    }

    /// Moves the cursor to the next or previous sentence with a copy in another article.
    pub(super) fn go_to_repeat(&mut self, way: MoveDirection) {
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
            MoveDirection::On => (here + 1..self.sentences().len()).find(repeated),
            MoveDirection::Back => (0..here).rev().find(repeated),
        };
        match (found, way) {
            (Some(sentence), _) => self.jump(ReaderPlace { article, sentence }),
            (None, MoveDirection::On) => {
                self.tell(Tone::Told, "No repeat after this in the article.");
            }
            (None, MoveDirection::Back) => {
                self.tell(Tone::Told, "No repeat before this in the article.");
            }
        }
    }

    fn tell_no_repeats(&mut self) {
        let words = match &self.background.repeats {
            None => "Repeats are not known yet: the articles are still being compared.",
            Some(_) => "This stands in no other article.",
        };
        self.tell(Tone::Told, words);
    }

    /// Shows all occurrences of the best repeat at the cursor; for a label, with every undecided
    /// occurrence ticked.
    pub(super) fn open_occurrences(&mut self, is_labelling: bool) {
        let clusters: Vec<ClusterId> =
            self.scene().clusters_here().iter().map(|known| known.id).collect();
        if clusters.is_empty() {
            return self.tell_no_repeats();
        }
        let showing = OccurrenceFilter { only: None, is_labelling };
        let subjects = clusters.into_iter().map(OccurrenceSubject::Cluster);
        self.show_subjects(subjects.collect(), showing);
    }
}
