//! Repeats, sources and rules: taking the results of a comparison, showing places, labelling by rules.

use std::{collections::BTreeSet, sync::Arc};

use copydesk::{
    project::{RulePlaces, SharedEdit},
    repeats::{ClusterId, Repeats},
    suggest::Ledger,
    text::{agree, count},
};
use jiff::Timestamp;

use super::motion::MoveDirection;
use crate::tui::{
    app::App,
    draw::abbreviate::in_short,
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
        let Some(repeats) = self.background.repeats.clone() else { return self.tell_no_repeats() };
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
            (None, MoveDirection::On) => self.tell("No repeat after this in the article."),
            (None, MoveDirection::Back) => self.tell("No repeat before this in the article."),
        }
    }

    fn tell_no_repeats(&mut self) {
        let words = match &self.background.repeats {
            None => "Repeats are not known yet: the articles are still being compared.",
            Some(_) => "This stands in no other article.",
        };
        self.tell(words);
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
        let repeats = self.background.repeats.as_ref();
        let best =
            |id: &ClusterId| repeats.and_then(|all| all.group(*id).first().map(|one| one.id));
        let groups: BTreeSet<ClusterId> = clusters.iter().filter_map(best).collect();
        // The passage comes first, so that R labels a group only after the reviewer has asked for it.
        let subjects = clusters.into_iter().map(OccurrenceSubject::Cluster);
        let subjects = subjects.chain(groups.into_iter().map(OccurrenceSubject::Group));
        self.show_subjects(subjects.collect(), showing);
    }

    /// Makes a rule of the last batch of decisions, else of the batch of the annotation here.
    pub(super) fn keep_rule(&mut self, at: Timestamp) {
        let here = self.annotation_here().and_then(|annotation| annotation.meta.batch);
        let Some(batch) = self.session.last_batch.or(here) else {
            let words = "A rule is kept of a label that was put on several places: R labels them.";
            return self.tell(words);
        };
        match self.project.new_rule(batch, self.background.repeats.as_deref(), at) {
            Some(rule) => self.keep(SharedEdit::KeepRule(rule)),
            None => {
                let words = "These labels are off; there is nothing to keep.";
                self.tell(words);
            }
        }
    }

    /// Returns the undecided places of all rules.
    fn rule_places(&self) -> Vec<RulePlaces> {
        let repeats = self.background.repeats.as_ref();
        repeats.map_or(Vec::new(), |repeats| self.project.rule_places(repeats))
    }

    /// Tells of new places of a rule; the user decides on the labels with `W`.
    pub(super) fn offer_rules(&mut self) {
        let places = self.rule_places();
        let n: usize = places.iter().map(|one| one.places.len()).sum();
        let (Some(first), None) = (places.first(), &self.message) else { return };
        let which = match places.len() {
            1 => format!("the rule “{}”", in_short(&first.rule.words, 30)),
            n => count(n, "rule"),
        };
        let (places, matches) = (count(n, "new place"), agree(n, "matches", "match"));
        self.tell(format!("{places} {matches} {which}: W labels {}.", agree(n, "it", "them")));
    }

    /// Labels the undecided places of all rules, as one step.
    pub(super) fn apply_rules(&mut self, at: Timestamp) {
        if self.project.rules().is_empty() {
            return self.tell("There is no rule yet: R labels all places, w then keeps it.");
        }
        let places = self.rule_places();
        let Some(step) = self.project.apply_rules(&places, at).step else {
            return self.tell("No rule matches an unlabelled occurrence");
        };
        self.save_step(&step);
        let occurrences = count(step.changes.len(), "occurrence");
        self.tell(format!("Labelled {occurrences} by rules · u undoes"));
    }
}
