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
        Change {
            before: self.after.clone(),
            after: self.before.clone(),
            ..self.clone()
        }
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

/// The steps done and the steps taken back.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Records a step that was just done; what had been undone can no longer be redone.
    pub fn push(&mut self, step: Step) {
        self.undone.clear();
        self.done.push(step);
    }

    /// Takes the last step for undoing; apply its [`Step::inverse`].
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// Takes the last undone step for redoing; apply it as it is.
    pub fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }

    /// How many steps can be undone and redone.
    pub fn depth(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }
}
