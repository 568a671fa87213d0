//! Undo and redo: of steps of this session, of earlier ones, and of other programs of the same annotator.
//!
//! A step is taken back only where its annotations still are as it left them: what somebody has changed
//! since stays as it is and is counted. A step of which nothing is left to take back, such as one that a
//! killed program never saved, is passed over. One that was taken back, but of which the files still hold
//! something because the program was killed before it had written them all, is taken back first.

use jiff::{Timestamp, Zoned};

use super::Project;
use crate::{
    annotation::{Annotation, AnnotationId, Change, Step, whole_seconds},
    store::{ArticleMapping, PastChange, PastStep, StoredStep, live_fields},
};

/// A step that was taken back or done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoOutcome {
    /// What was changed now; without changes when nothing was left as the step knew it.
    pub step: Step,
    /// When the step was first done.
    pub done_at: Timestamp,
    /// Whether it was done in this session.
    pub is_own: bool,
    /// Annotations that somebody has changed since, which therefore stay as they are.
    pub n_changed_since: usize,
    /// Annotations of articles that are not open.
    pub n_elsewhere: usize,
}

/// Which way a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UndoDirection {
    Undo,
    Redo,
}

impl UndoOutcome {
    /// Whether everything was already as the step would have made it.
    fn is_over(&self) -> bool {
        self.step.changes.is_empty() && self.n_changed_since == 0
    }

    /// What was done, as a full sentence: "Undone: label sourced on 12 passages, from 3 Nov."
    pub fn words(&self, done: &str, now: &Zoned) -> String {
        let name = &self.step.name;
        let mut words = match self.step.changes.len() {
            0 => format!("Left as it is: {name}"),
            1 => format!("{done}: {name}"),
            n => format!("{done}: {name} on {n} passages"),
        };
        if !self.is_own {
            words = format!("{words}, from {}", short_time(self.done_at, now));
        }
        let rest = [
            (self.n_changed_since, "changed since then"),
            (self.n_elsewhere, "of articles that are not open"),
        ];
        for (n, why) in rest.into_iter().filter(|(n, _)| *n > 0) {
            let stays = if n == 1 { "stays" } else { "stay" };
            words = format!("{words}; {n} {why} {stays} as before");
        }
        words + "."
    }
}

/// A time as somebody would say it now: the hour of today, else the day, else also the year.
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

impl Project {
    /// Remembers a step that was just taken.
    pub(super) fn remember(&mut self, step: &Step, at: Timestamp) {
        let past = |annotation: &Option<Annotation>| annotation.as_ref().map(live_fields);
        let changes = step.changes.iter().map(|change| PastChange {
            article: change.article.clone(),
            before: past(&change.before),
            after: past(&change.after),
        });
        let past = PastStep {
            at,
            name: step.name.clone(),
            changes: changes.collect(),
        };
        self.journal.did(self.ids.u64(..), &past);
        self.has_decided = true;
    }

    /// Takes the last step back; none when there is nothing to undo in the articles that are listed.
    pub fn undo(&mut self, at: Timestamp) -> Option<UndoOutcome> {
        self.retake(UndoDirection::Undo, at)
    }

    /// Does again the step that was taken back last.
    pub fn redo(&mut self, at: Timestamp) -> Option<UndoOutcome> {
        self.retake(UndoDirection::Redo, at)
    }

    fn retake(&mut self, way: UndoDirection, at: Timestamp) -> Option<UndoOutcome> {
        self.journal.catch_up();
        if way == UndoDirection::Undo
            && let Some(rest) = self.rest_of_undone()
        {
            self.apply(&rest.step, whole_seconds(at));
            self.has_decided = true;
            return Some(rest);
        }
        let steps = match way {
            UndoDirection::Undo => self.journal.done(),
            UndoDirection::Redo => self.journal.undone(),
        };
        for past in steps.iter().rev() {
            // A step about articles that are not open stays where it is.
            let Some(retaken) = self.retaken(past, way) else {
                continue;
            };
            match way {
                UndoDirection::Undo => self.journal.undid(past.number),
                UndoDirection::Redo => self.journal.redid(past.number),
            }
            if !retaken.is_over() {
                self.apply(&retaken.step, whole_seconds(at));
                self.has_decided = true;
                return Some(retaken);
            }
        }
        None
    }

    /// What is still to be taken back of the step that was undone last.
    ///
    /// Only of the last one: an earlier one may have left what is there now.
    fn rest_of_undone(&mut self) -> Option<UndoOutcome> {
        let past = self.journal.last_undone()?;
        let mut rest = self.retaken(&past, UndoDirection::Undo)?;
        let is_change =
            |change: &Change| !says_the_same(change.before.as_ref(), change.after.as_ref());
        rest.step.changes.retain(is_change);
        // What is not as the step left it was taken back, or changed by others.
        rest.n_changed_since = 0;
        (!rest.step.changes.is_empty()).then_some(rest)
    }

    /// What taking a step comes to now; none for one that is about other articles only, or that this
    /// version cannot read.
    fn retaken(&mut self, past: &StoredStep, way: UndoDirection) -> Option<UndoOutcome> {
        let step = past.read()?;
        let mut retaken = UndoOutcome {
            step: Step {
                name: step.name,
                changes: Vec::new(),
            },
            done_at: step.at,
            is_own: self.journal.is_own(past.number),
            n_changed_since: 0,
            n_elsewhere: 0,
        };
        let same_article = |a: &PastChange, b: &PastChange| a.article == b.article;
        for changes in step.changes.chunk_by(same_article) {
            match self.find_article(&changes[0].article) {
                Some(index) => self.retake_in(index, changes, way, &mut retaken),
                None => retaken.n_elsewhere += changes.len(),
            }
        }
        (retaken.n_elsewhere < step.changes.len()).then_some(retaken)
    }

    fn retake_in(
        &mut self,
        index: usize,
        changes: &[PastChange],
        way: UndoDirection,
        retaken: &mut UndoOutcome,
    ) {
        let article = self.load(index);
        let ground = ArticleMapping::new(&article);
        for change in changes {
            let sides = (&change.before, &change.after);
            let (from, to) = match way {
                UndoDirection::Undo => (sides.1, sides.0),
                UndoDirection::Redo => sides,
            };
            let Some(id) = from.as_ref().or(to.as_ref()).map(|fields| fields.id) else {
                continue;
            };
            let present = |side: &Option<_>| side.as_ref().map(|fields| ground.present(fields));
            let (from, to) = (present(from), present(to));
            let now = self.annotation(index, id);
            // A choice between versions may leave the annotation as it was, and is a step all the same.
            let is_change = !says_the_same(from.as_ref(), to.as_ref());
            if is_change && says_the_same(now, to.as_ref()) {
                continue;
            }
            if says_the_same(now, from.as_ref()) {
                retaken.step.changes.push(self.changed(index, id, to));
            } else {
                retaken.n_changed_since += 1;
            }
        }
    }

    fn changed(&self, index: usize, id: AnnotationId, after: Option<Annotation>) -> Change {
        Change {
            article: self.path(index).to_owned(),
            id,
            before: self.annotation(index, id).cloned(),
            after,
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
