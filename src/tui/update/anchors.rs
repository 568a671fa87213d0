//! Annotations of changed articles: accepting their places, and moving them to new words.

use copydesk::{
    annotation::{AnchorState, AnnotationId},
    project::{AnnotationEdit, EditTarget},
    text::count,
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{app::App, session::Tone, views::ViewId};

impl App {
    /// Accepts the place of every annotation of some articles, as one step.
    pub(super) fn accept_articles(&mut self, articles: &[usize], at: Timestamp) -> Effects {
        let all = articles.iter().flat_map(|index| {
            let annotations = self.project.annotations(*index).iter();
            annotations.map(|annotation| EditTarget::Annotation(*index, annotation.id))
        });
        let targets: Vec<EditTarget> = all.collect();
        let is_open = |target: &&EditTarget| {
            let annotation = self.project.annotation_of(**target);
            annotation.is_some_and(|annotation| !annotation.is_placed())
        };
        let n_left = targets.iter().filter(is_open).count();
        let annotation =
            |app: &Self, target: &EditTarget| app.project.annotation_of(*target).cloned();
        let before: Vec<_> = targets.iter().map(|target| annotation(self, target)).collect();
        let effects = self.edit(&targets, &AnnotationEdit::Accept, at);
        let pairs = targets.iter().zip(before);
        let n = pairs.filter(|(target, before)| annotation(self, target) != *before).count();
        let left = match n_left {
            0 => String::new(),
            n => format!(", {n} left (ambiguous or orphan)"),
        };
        let words = match n {
            0 => format!("No mark was to be accepted{left}."),
            n => format!("{} accepted{left}; u takes it back.", count(n, "mark")),
        };
        self.tell(Tone::Told, words);
        effects
    }

    /// Accepts the place of the annotation with the cursor.
    pub(super) fn accept_here(&mut self, at: Timestamp) -> Effects {
        let here = self.annotation_here().map(|annotation| annotation.id);
        let target = here.map(|id| EditTarget::Annotation(self.reader.place.article, id));
        let before = self.project.history_depth().0;
        let effects =
            target.map_or(Vec::new(), |target| self.edit(&[target], &AnnotationEdit::Accept, at));
        let words = if self.project.history_depth().0 > before {
            "The mark stands here from now on; u takes it back."
        } else {
            "No mark here was made on another text; Space m lists those that were."
        };
        self.tell(Tone::Told, words);
        effects
    }

    /// Puts an annotation on the words in focus.
    pub(super) fn place_here(
        &mut self,
        (article, id): (usize, AnnotationId),
        at: Timestamp,
    ) -> Effects {
        if article != self.reader.place.article {
            let path = self.project.path(article);
            let words = format!("The mark belongs to {path}; Esc leaves it.");
            self.tell(Tone::Warned, words);
            return Vec::new();
        }
        let Some(span) = self.focus() else {
            return Vec::new();
        };
        self.reader.placing_anew = None;
        let target = EditTarget::Annotation(article, id);
        let effects = self.edit(&[target], &AnnotationEdit::Place(span), at);
        let placed = self.project.annotation(article, id);
        let is_placed =
            placed.is_some_and(|annotation| annotation.anchor.state == AnchorState::Kept);
        self.show(ViewId::Anchors);
        if is_placed {
            self.tell(Tone::Told, "The mark is placed anew; u takes it back.");
        }
        effects
    }
}
