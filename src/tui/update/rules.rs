//! Rules: keeping a batch of decisions for later places, and labelling such places.

use copydesk::{
    project::{EditTarget, RulePlaces, SharedEdit},
    text::{agree, count},
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{app::App, draw::abbreviate::in_short, session::Tone};

impl App {
    /// Makes a rule of the last batch of decisions, else of the batch of the annotation here.
    pub(super) fn keep_rule(&mut self, at: Timestamp) -> Effects {
        let here = self.annotation_here().and_then(|annotation| annotation.meta.batch);
        let Some(batch) = self.session.last_batch.or(here) else {
            let words = "A rule is kept of a label that was put on several places: R labels them.";
            self.tell(Tone::Told, words);
            return Vec::new();
        };
        match self.project.new_rule(batch, at) {
            Some(rule) => self.keep(SharedEdit::KeepRule(rule)),
            None => {
                let words = "These labels are off; there is nothing to keep.";
                self.tell(Tone::Told, words);
                Vec::new()
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
        let n: usize = places.iter().map(|one| one.targets.len()).sum();
        let (Some(first), None) = (places.first(), &self.message) else {
            return;
        };
        let which = match places.len() {
            1 => format!("the rule “{}”", in_short(&first.rule.words, 30)),
            n => count(n, "rule"),
        };
        let (match_, them) = (agree(n, "matches", "match"), agree(n, "it", "them"));
        let places = count(n, "new place");
        let words = format!("{places} {match_} {which}: W labels {them}.");
        self.tell(Tone::Told, words);
    }

    /// Labels the undecided places of all rules, as one step.
    pub(super) fn apply_rules(&mut self, at: Timestamp) -> Effects {
        if self.project.rules().is_empty() {
            self.tell(Tone::Told, "There is no rule yet: R labels all places, w then keeps it.");
            return Vec::new();
        }
        let places = self.rule_places();
        let targets: Vec<EditTarget> = places.iter().flat_map(|one| one.targets.clone()).collect();
        let Some(step) = self.project.apply_rules(&places, at) else {
            self.tell(Tone::Told, "No rule has a place that is undecided.");
            return Vec::new();
        };
        let n = targets.len();
        let effects = self.save_step(&step);
        let (places, are) = (count(n, "place"), agree(n, "is", "are"));
        self.tell(Tone::Told, format!("{places} {are} labelled by rules; u takes it back."));
        effects
    }
}
