//! Undo and redo without limit, across articles.
//!
//! A [`Step`] holds the changes of one key press. Each [`Change`] has both sides, so the inverse of a
//! step swaps the sides. Knows neither files nor the screen.

use super::{Annotation, AnnotationId, CodebookChange, RecordState};

/// One annotation before and after a step. `None` means that the annotation does not exist on this side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path of the article.
    pub article: String,
    /// The annotation.
    pub id: AnnotationId,
    /// The side that undo restores.
    pub before: Option<Annotation>,
    /// The side that redo restores.
    pub after: Option<Annotation>,
    /// The further versions of an annotation in conflict before, best first.
    pub before_rivals: Vec<RecordState>,
    /// The further versions after; empty for every change but an undo.
    pub after_rivals: Vec<RecordState>,
}

impl Change {
    fn inverse(&self) -> Change {
        Change {
            before: self.after.clone(),
            after: self.before.clone(),
            before_rivals: self.after_rivals.clone(),
            after_rivals: self.before_rivals.clone(),
            ..self.clone()
        }
    }
}

/// The changes of one key press, with a name for the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name in the imperative, lower case, for example `label sourced`.
    pub name: String,
    /// The changes in the order of making.
    pub changes: Vec<Change>,
    /// The changes of labels and of the table of kinds.
    pub codebook: Vec<CodebookChange>,
}

impl Step {
    /// Returns the step that undoes this step.
    #[must_use]
    pub fn inverse(&self) -> Step {
        Step {
            name: self.name.clone(),
            changes: self.changes.iter().rev().map(Change::inverse).collect(),
            codebook: self.codebook.iter().rev().map(CodebookChange::inverse).collect(),
        }
    }
}

/// Done and undone steps, each stored as an `S`; the newest last.
#[derive(Clone, Debug)]
pub struct History<S> {
    done: Vec<S>,
    undone: Vec<S>,
}

impl<S> Default for History<S> {
    fn default() -> Self {
        Self { done: Vec::new(), undone: Vec::new() }
    }
}

impl<S> History<S> {
    /// Adds a new step and drops all undone steps.
    pub fn push(&mut self, step: S) {
        self.undone.clear();
        self.done.push(step);
    }

    /// Returns the steps that can be undone, the oldest first.
    pub fn done(&self) -> &[S] {
        &self.done
    }

    /// Returns the steps that can be redone, the last undone step at the end.
    pub fn undone(&self) -> &[S] {
        &self.undone
    }

    /// Moves a done step to the undone steps. `at` need not be the last index: undo skips steps that no
    /// longer apply.
    pub fn take_back(&mut self, at: usize) {
        if at < self.done.len() {
            let step = self.done.remove(at);
            self.undone.push(step);
        }
    }

    /// Moves an undone step back to the done steps.
    pub fn do_again(&mut self, at: usize) {
        if at < self.undone.len() {
            let step = self.undone.remove(at);
            self.done.push(step);
        }
    }

    /// Returns the numbers of steps that can be undone and redone.
    pub fn depth(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }
}
