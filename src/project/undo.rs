//! Undoes and redoes steps of the annotator: of the current session, of earlier sessions and of other
//! programs.
//!
//! - Undo changes only annotations with the content of the step. Annotations changed since stay and are
//!   counted.
//! - Undo skips a step without any effect left, for example a step that a killed program never saved.
//! - Undo first completes an undo that a killed program did not write to all of its files.

use std::sync::Arc;

use jiff::{Timestamp, Zoned};

use super::Project;
use crate::{
    annotation::{Annotation, Change, Step, whole_seconds},
    store::{ArticleMapping, Journal, PastChange, PastStep, StoreError, StoredStep, live_fields},
    text::{agree, count},
};

/// Result of an undo or a redo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoOutcome {
    /// The changes made now; empty if every annotation was changed since.
    pub step: Step,
    /// Time when the step was first done.
    pub done_at: Timestamp,
    /// True for a step of the current session.
    pub is_own: bool,
    /// Annotations changed since; undo leaves them.
    pub n_changed_since: usize,
    /// Annotations of unlisted articles.
    pub n_elsewhere: usize,
}

/// Direction through the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UndoDirection {
    Undo,
    Redo,
}

impl UndoOutcome {
    /// Returns true if every annotation already was as the step would have made it.
    fn is_over(&self) -> bool {
        self.step.changes.is_empty() && self.n_changed_since == 0
    }

    /// Returns a full sentence, for example "Undone: label sourced on 12 passages, from 3 Nov."
    pub fn words(&self, done: &str, now: &Zoned) -> String {
        let name = &self.step.name;
        let mut words = match self.step.changes.len() {
            0 => format!("Left as it is: {name}"),
            1 => format!("{done}: {name}"),
            n => format!("{done}: {name} on {}", count(n, "passage")),
        };
        if !self.is_own {
            words = format!("{words}, from {}", short_time(self.done_at, now));
        }
        let rest = [
            (self.n_changed_since, "changed since then"),
            (self.n_elsewhere, "of articles that are not open"),
        ];
        for (n, why) in rest.into_iter().filter(|(n, _)| *n > 0) {
            words = format!("{words}; {n} {why} {} as before", agree(n, "stays", "stay"));
        }
        words + "."
    }
}

/// Returns a short form of a time: `14:05` today, `3 Nov` this year, else `3 Nov 2025`.
pub fn short_time(at: Timestamp, now: &Zoned) -> String {
    let at = at.to_zoned(now.time_zone().clone());
    let format = if at.date() == now.date() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    at.strftime(format).to_string()
}

/// The steps of the annotator, in all sessions.
#[derive(Debug)]
pub(super) struct History {
    pub(super) journal: Arc<Journal>,
    /// Failure of the last write to the journal, until [`Project::take_journal_trouble`].
    pub(super) trouble: Option<Box<StoreError>>,
    has_decided: bool,
}

impl History {
    pub(super) fn new(journal: Journal) -> Self {
        Self { journal: Arc::new(journal), trouble: None, has_decided: false }
    }
}

impl Project {
    /// Writes the last steps to the journal, as saving an article does first.
    pub fn flush_journal(&mut self) {
        if let Err(trouble) = self.history.journal.flush() {
            self.history.trouble = Some(Box::new(trouble));
        }
    }

    /// Returns once the reason why the last steps cannot be undone after a restart.
    pub fn take_journal_trouble(&mut self) -> Option<StoreError> {
        self.history.trouble.take().map(|trouble| *trouble)
    }

    /// Returns the number of steps that can be undone and redone, of earlier sessions too.
    pub fn history_depth(&self) -> (usize, usize) {
        self.history.journal.depth()
    }

    /// Returns true after the first step, undo or redo of the session.
    pub fn has_decided(&self) -> bool {
        self.history.has_decided
    }

    /// Adds a step to the history.
    pub(super) fn remember(&mut self, step: &Step, at: Timestamp) {
        let past = |annotation: &Option<Annotation>| annotation.as_ref().map(live_fields);
        let changes = step.changes.iter().map(|change| PastChange {
            article: change.article.clone(),
            before: past(&change.before),
            after: past(&change.after),
        });
        let past = PastStep { at, name: step.name.clone(), changes: changes.collect() };
        self.history.journal.did(self.ids.u64(..), &past);
        self.history.has_decided = true;
    }

    /// Undoes the last step; `None` if the listed articles have nothing to undo.
    pub fn undo(&mut self, at: Timestamp) -> Option<UndoOutcome> {
        self.history.journal.catch_up();
        let outcome = self.rest_of_undone();
        let outcome = outcome.or_else(|| self.next_outcome(UndoDirection::Undo))?;
        Some(self.carry_out(outcome, at))
    }

    /// Does the step again that was undone last; `None` if the listed articles have nothing to redo.
    pub fn redo(&mut self, at: Timestamp) -> Option<UndoOutcome> {
        self.history.journal.catch_up();
        let outcome = self.next_outcome(UndoDirection::Redo)?;
        Some(self.carry_out(outcome, at))
    }

    fn carry_out(&mut self, outcome: UndoOutcome, at: Timestamp) -> UndoOutcome {
        self.apply(&outcome.step, whole_seconds(at));
        self.history.has_decided = true;
        outcome
    }

    /// Marks steps in the journal as undone or redone, up to the first step that still changes something.
    fn next_outcome(&mut self, direction: UndoDirection) -> Option<UndoOutcome> {
        let steps = match direction {
            UndoDirection::Undo => self.history.journal.done(),
            UndoDirection::Redo => self.history.journal.undone(),
        };
        for past in steps.iter().rev() {
            // A step of unlisted articles stays unchanged in the journal.
            let Some(outcome) = self.outcome_of(past, direction) else {
                continue;
            };
            match direction {
                UndoDirection::Undo => self.history.journal.undid(past.number),
                UndoDirection::Redo => self.history.journal.redid(past.number),
            }
            if !outcome.is_over() {
                return Some(outcome);
            }
        }
        None
    }

    /// Returns the changes that the last undo, in a killed program, did not write to all files.
    ///
    /// Looks at the last undo only: the state of now may be the work of an earlier undo.
    fn rest_of_undone(&mut self) -> Option<UndoOutcome> {
        let past = self.history.journal.last_undone()?;
        let mut rest = self.outcome_of(&past, UndoDirection::Undo)?;
        let is_change =
            |change: &Change| !says_the_same(change.before.as_ref(), change.after.as_ref());
        rest.step.changes.retain(is_change);
        // The other annotations were undone already, or changed by others.
        rest.n_changed_since = 0;
        (!rest.step.changes.is_empty()).then_some(rest)
    }

    /// Returns the changes of undoing or redoing a step now.
    ///
    /// Returns `None` if no article of the step is listed, or if this version cannot read the step.
    fn outcome_of(&mut self, past: &StoredStep, direction: UndoDirection) -> Option<UndoOutcome> {
        let step = past.read()?;
        let mut outcome = UndoOutcome {
            step: Step { name: step.name, changes: Vec::new() },
            done_at: step.at,
            is_own: self.history.journal.is_own(past.number),
            n_changed_since: 0,
            n_elsewhere: 0,
        };
        let same_article = |a: &PastChange, b: &PastChange| a.article == b.article;
        for changes in step.changes.chunk_by(same_article) {
            match self.find_article(&changes[0].article) {
                Some(index) => self.add_changes(index, changes, direction, &mut outcome),
                None => outcome.n_elsewhere += changes.len(),
            }
        }
        (outcome.n_elsewhere < step.changes.len()).then_some(outcome)
    }

    /// Adds the changes of one article to `outcome`.
    fn add_changes(
        &mut self,
        index: usize,
        changes: &[PastChange],
        direction: UndoDirection,
        outcome: &mut UndoOutcome,
    ) {
        let article = self.load(index);
        let mapping = ArticleMapping::new(&article);
        for change in changes {
            let (from, to) = match direction {
                UndoDirection::Undo => (&change.after, &change.before),
                UndoDirection::Redo => (&change.before, &change.after),
            };
            let Some(id) = from.as_ref().or(to.as_ref()).map(|fields| fields.id) else {
                continue;
            };
            let present = |side: &Option<_>| side.as_ref().map(|fields| mapping.present(fields));
            let (from, to) = (present(from), present(to));
            let now = self.annotation(index, id);
            // A choice between versions is a step even without a change of the annotation.
            let is_change = !says_the_same(from.as_ref(), to.as_ref());
            if is_change && says_the_same(now, to.as_ref()) {
                continue;
            }
            if says_the_same(now, from.as_ref()) {
                outcome.step.changes.push(Change {
                    article: self.path(index).to_owned(),
                    id,
                    before: now.cloned(),
                    after: to,
                });
            } else {
                outcome.n_changed_since += 1;
            }
        }
    }
}

fn says_the_same(one: Option<&Annotation>, other: Option<&Annotation>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.says_the_same(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

#[cfg(test)]
mod tests;
