//! Undoes and redoes steps of the annotator: of the current session, of earlier sessions and of other
//! programs.
//!
//! - Undo changes only annotations with the content of the step. Annotations changed since stay and are
//!   counted.
//! - Undo skips a step without any effect left, for example a step that a killed program never saved.
//! - Undo also reaches steps that a killed program had undone in the journal, but not in all files: see
//!   [`standing`].

mod standing;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use jiff::{Timestamp, Zoned};

use self::standing::{Place, StandingStep};
use super::Project;
use crate::{
    annotation::{
        Annotation, Change, CodebookChange, CodebookEdit, RecordState, Step, whole_seconds,
    },
    store::{
        ArticleMapping, BRING_BACK, Journal, JournalEntry, PastChange, PastStep, RecordFields,
        StoreError, StoredStep, live_fields, state_fields,
    },
    text::{agree, count},
};

/// Result of an undo or a redo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoOutcome {
    /// The number of the step, as [`Project::last_step`] returned the number.
    pub number: u64,
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
    /// Annotations that had come back and are missing again.
    pub n_missing_again: usize,
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
        self.step.changes.is_empty() && self.step.codebook.is_empty() && self.n_changed_since == 0
    }

    /// Returns the edits of the codebook that belong to the step. The caller writes them with
    /// [`SharedEdit::Codebook`](super::SharedEdit).
    pub fn codebook_edits(&self) -> Vec<CodebookEdit> {
        self.step.codebook.iter().map(|change| change.redo.clone()).collect()
    }

    /// Returns a full sentence, for example "Undone: label sourced on 12 passages, from 3 Nov."
    pub fn words(&self, done: &str, now: &Zoned) -> String {
        let name = &self.step.name;
        let mut words = match self.step.changes.len() {
            0 if !self.step.codebook.is_empty() => format!("{done}: {name}"),
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
        if let n @ 1.. = self.n_missing_again {
            let (annotations, are) = (count(n, "annotation"), agree(n, "is", "are"));
            words = format!("{words}; {annotations} {are} missing again");
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
    last_step: Option<u64>,
    /// False once nothing stands in the files that the journal calls undone.
    pub(super) may_stand: bool,
}

/// All versions of one annotation: the shown version, and the further versions after concurrent changes.
#[derive(Clone, Debug, Default)]
struct Versions {
    shown: Option<Annotation>,
    rivals: Vec<RecordState>,
}

impl Versions {
    fn of(
        mapping: &ArticleMapping<'_>,
        shown: Option<&RecordFields>,
        rivals: &[RecordFields],
    ) -> Self {
        Self {
            shown: shown.map(|fields| mapping.present(fields)),
            rivals: rivals.iter().map(|fields| mapping.state(fields)).collect(),
        }
    }

    fn before(mapping: &ArticleMapping<'_>, change: &PastChange) -> Self {
        Self::of(mapping, change.before.as_ref(), &change.before_rivals)
    }

    fn after(mapping: &ArticleMapping<'_>, change: &PastChange) -> Self {
        Self::of(mapping, change.after.as_ref(), &change.after_rivals)
    }

    /// Returns true if both have equal versions, in any order.
    fn says_the_same(&self, other: &Self) -> bool {
        if self.shown.is_none() || self.rivals.len() != other.rivals.len() {
            return self.shown.is_none() && other.shown.is_none();
        }
        let mut others: Vec<Option<&Annotation>> = other.all().collect();
        others.len() == self.rivals.len() + 1
            && self.all().all(|version| {
                let same = |other: &Option<&Annotation>| match (version, other) {
                    (Some(one), Some(other)) => one.says_the_same(other),
                    (one, other) => one.is_none() && other.is_none(),
                };
                let found = others.iter().position(same);
                found.map(|at| others.swap_remove(at)).is_some()
            })
    }

    /// Returns every version; `None` stands for a deletion.
    fn all(&self) -> impl Iterator<Item = Option<&Annotation>> {
        let shown = self.shown.iter().map(Some);
        shown.chain(self.rivals.iter().map(|state| match state {
            RecordState::Live(annotation) => Some(&**annotation),
            RecordState::Dead { .. } => None,
        }))
    }
}

impl History {
    pub(super) fn new(journal: Journal) -> Self {
        Self {
            journal: Arc::new(journal),
            trouble: None,
            has_decided: false,
            last_step: None,
            may_stand: true,
        }
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

    /// Returns the number of the last step that this program took, random, 64 bits; `None` before the
    /// first step.
    pub fn last_step(&self) -> Option<u64> {
        self.history.last_step
    }

    /// Returns true after the first step, undo or redo of the session.
    pub fn has_decided(&self) -> bool {
        self.history.has_decided
    }

    /// Adds a step to the history.
    pub(super) fn remember(&mut self, step: &Step, at: Timestamp) {
        let past = self.past_step(step, at);
        self.remember_past(&past);
    }

    /// Returns a step as the journal writes it.
    pub(super) fn past_step(&self, step: &Step, at: Timestamp) -> PastStep {
        let past = |annotation: &Option<Annotation>| annotation.as_ref().map(live_fields);
        let changes = step.changes.iter().map(|change| {
            let article = self.find_article(&change.article).and_then(|at| self.article(at));
            let all = |rivals: &[RecordState]| -> Vec<RecordFields> {
                let article = article.into_iter();
                let fields = article.flat_map(|article| {
                    rivals.iter().map(|state| state_fields(article, change.id, state))
                });
                fields.collect()
            };
            PastChange {
                article: change.article.clone(),
                before: past(&change.before),
                after: past(&change.after),
                before_rivals: all(&change.before_rivals),
                after_rivals: all(&change.after_rivals),
            }
        });
        PastStep {
            at,
            name: step.name.clone(),
            changes: changes.collect(),
            codebook: step.codebook.clone(),
        }
    }

    /// Adds a step to the history in the form of the journal.
    pub(super) fn remember_past(&mut self, past: &PastStep) {
        let number = self.ids.u64(..);
        self.history.journal.did(number, past);
        self.history.last_step = Some(number);
        self.history.has_decided = true;
    }

    /// Undoes the last step; `None` if the listed articles have nothing to undo.
    pub fn undo(&mut self, at: Timestamp) -> Option<UndoOutcome> {
        self.history.journal.catch_up();
        let outcome = self.next_outcome(UndoDirection::Undo)?;
        Some(self.carry_out(outcome, UndoDirection::Undo, at))
    }

    /// Does the step again that was undone last; `None` if the listed articles have nothing to redo.
    pub fn redo(&mut self, at: Timestamp) -> Option<UndoOutcome> {
        self.history.journal.catch_up();
        let outcome = self.next_outcome(UndoDirection::Redo)?;
        Some(self.carry_out(outcome, UndoDirection::Redo, at))
    }

    fn carry_out(
        &mut self,
        outcome: UndoOutcome,
        direction: UndoDirection,
        at: Timestamp,
    ) -> UndoOutcome {
        let at = whole_seconds(at);
        let turned = match (outcome.step.name.as_str(), direction) {
            (BRING_BACK, UndoDirection::Undo) => self.take_away_again(&outcome),
            (BRING_BACK, UndoDirection::Redo) => self.bring_back_again(&outcome.step, at),
            (_, UndoDirection::Undo | UndoDirection::Redo) => BTreeSet::new(),
        };
        let is_left = |change: &&Change| {
            let place = self.find_article(&change.article).map(|index| (index, change.id));
            place.is_none_or(|place| !turned.contains(&place))
        };
        let changes = outcome.step.changes.iter().filter(is_left).cloned().collect();
        self.apply(&Step { changes, ..outcome.step.clone() }, at);
        self.recount_step(&outcome.step);
        self.history.has_decided = true;
        let n_missing_again = if direction == UndoDirection::Undo { turned.len() } else { 0 };
        UndoOutcome { n_missing_again, ..outcome }
    }

    /// Marks steps in the journal as undone or redone, up to the first step that still changes something.
    fn next_outcome(&mut self, direction: UndoDirection) -> Option<UndoOutcome> {
        let steps = match direction {
            UndoDirection::Undo => self.history.journal.done(),
            UndoDirection::Redo => self.history.journal.undone(),
        };
        let standing = match direction {
            UndoDirection::Undo => self.standing_step(),
            UndoDirection::Redo => None,
        };
        let positions = if standing.is_some() { self.positions() } else { HashMap::new() };
        let is_newer = |standing: &StandingStep, past: &StoredStep| {
            positions.get(&past.number).is_none_or(|at| standing.position > *at)
        };
        for past in steps.iter().rev() {
            if standing.as_ref().is_some_and(|standing| is_newer(standing, past)) {
                break;
            }
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
        let standing = standing?;
        // The journal has the undo already. The second entry tells the next look how far undo came, where
        // an annotation has had one state several times.
        self.history.journal.undid(standing.number);
        Some(standing.outcome)
    }

    /// Returns the place of each step in the journal's log.
    fn positions(&self) -> HashMap<u64, usize> {
        let log = self.history.journal.log();
        let steps = log.iter().enumerate();
        steps.filter_map(|(at, entry)| Some((JournalEntry::step(entry)?, at))).collect()
    }

    /// Returns all versions of an annotation in memory.
    fn versions_now(&self, (index, id): Place) -> Versions {
        Versions {
            shown: self.annotation(index, id).cloned(),
            rivals: self.annotations(index).rivals(id).to_vec(),
        }
    }

    /// Returns the changes of undoing or redoing a step now.
    ///
    /// Returns `None` if no article of the step is listed, or if this version cannot read the step.
    fn outcome_of(&mut self, past: &StoredStep, direction: UndoDirection) -> Option<UndoOutcome> {
        let step = past.read()?;
        let mut outcome = UndoOutcome {
            number: past.number,
            step: Step {
                name: step.name,
                changes: Vec::new(),
                codebook: self.codebook_changes(step.codebook, direction),
            },
            done_at: step.at,
            is_own: self.history.journal.is_own(past.number),
            n_changed_since: 0,
            n_elsewhere: 0,
            n_missing_again: 0,
        };
        let same_article = |a: &PastChange, b: &PastChange| a.article == b.article;
        let mut changed = Vec::new();
        for changes in step.changes.chunk_by(same_article) {
            match self.find_article(&changes[0].article) {
                Some(index) => {
                    changed.extend(self.add_changes(index, changes, direction, &mut outcome));
                }
                None => outcome.n_elsewhere += changes.len(),
            }
        }
        // A killed program may not have written the step to these annotations at all.
        outcome.n_changed_since = changed.len() - self.without_step(past.number, &changed).len();
        let is_here = outcome.n_elsewhere < step.changes.len();
        (is_here || !outcome.step.codebook.is_empty()).then_some(outcome)
    }

    /// Returns the changes of the codebook that a step makes now, in the order of making. Changes that are
    /// made already, or that somebody else has changed since, are left out.
    fn codebook_changes(
        &self,
        changes: Vec<CodebookChange>,
        direction: UndoDirection,
    ) -> Vec<CodebookChange> {
        let changes: Vec<CodebookChange> = match direction {
            UndoDirection::Undo => changes.iter().rev().map(CodebookChange::inverse).collect(),
            UndoDirection::Redo => changes,
        };
        let is_open = |change: &CodebookChange| {
            let is_made = change.redo.inverse(self.codebook()).is_none();
            !is_made && change.undo.inverse(self.codebook()).is_none()
        };
        changes.into_iter().filter(is_open).collect()
    }

    /// Adds the changes of one article to `outcome`, and returns the annotations with another state than
    /// before and after the step.
    fn add_changes(
        &mut self,
        index: usize,
        changes: &[PastChange],
        direction: UndoDirection,
        outcome: &mut UndoOutcome,
    ) -> Vec<Place> {
        let article = self.load(index);
        let mapping = ArticleMapping::new(&article);
        let mut changed = Vec::new();
        for change in changes {
            let Some(id) = change.id() else { continue };
            let sides = (Versions::before(&mapping, change), Versions::after(&mapping, change));
            let (to, from) = match direction {
                UndoDirection::Undo => sides,
                UndoDirection::Redo => (sides.1, sides.0),
            };
            let now = self.versions_now((index, id));
            // In journals of earlier versions, a choice between versions has two equal sides.
            if !from.says_the_same(&to) && now.says_the_same(&to) {
                continue;
            }
            if !now.says_the_same(&from) {
                changed.push((index, id));
                continue;
            }
            outcome.step.changes.push(Change {
                article: self.path(index).to_owned(),
                id,
                before: now.shown,
                after: to.shown,
                before_rivals: now.rivals,
                after_rivals: to.rivals,
            });
        }
        changed
    }
}

#[cfg(test)]
mod tests;
