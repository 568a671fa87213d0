//! Undo and redo without limit, across articles.
//!
//! A step is what one key did: any number of changes, each with both sides, so its inverse is the
//! same step with the sides swapped. The history knows nothing of files or of the screen.

use super::{Annotation, AnnotationId};

/// One annotation before and after; none means that it did not, or does not any more, exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path of the article.
    pub article: String,
    /// Which annotation.
    pub id: AnnotationId,
    /// The side that undo brings back.
    pub before: Option<Annotation>,
    /// The side that redo brings back.
    pub after: Option<Annotation>,
}

impl Change {
    fn inverse(&self) -> Change {
        Change { before: self.after.clone(), after: self.before.clone(), ..self.clone() }
    }
}

/// What one key did, named for the status line ("label sourced").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done, in the imperative, lower case.
    pub name: String,
    /// The changes, in the order they were made.
    pub changes: Vec<Change>,
}

impl Step {
    /// The step that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Step {
        Step {
            name: self.name.clone(),
            changes: self.changes.iter().rev().map(Change::inverse).collect(),
        }
    }
}

/// The steps done and the steps taken back, each remembered as an `S`; the last ones stand last.
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
    /// Records a step that was just done; what had been undone can no longer be redone.
    pub fn push(&mut self, step: S) {
        self.undone.clear();
        self.done.push(step);
    }

    /// What can be undone, the oldest first.
    pub fn done(&self) -> &[S] {
        &self.done
    }

    /// What can be redone, the one undone last at the end.
    pub fn undone(&self) -> &[S] {
        &self.undone
    }

    /// Moves a done step to those taken back. It need not be the last one: what cannot be undone here
    /// is passed over.
    pub fn take_back(&mut self, at: usize) {
        if at < self.done.len() {
            let step = self.done.remove(at);
            self.undone.push(step);
        }
    }

    /// Moves a step that was taken back to those done.
    pub fn do_again(&mut self, at: usize) {
        if at < self.undone.len() {
            let step = self.undone.remove(at);
            self.done.push(step);
        }
    }

    /// How many steps can be undone and redone.
    pub fn depth(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }
}
