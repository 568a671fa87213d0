//! Annotations of articles that changed: looking through them, accepting where they stand, placing them anew.

use copydesk::{
    annotation::{Anchored, AnnotationId},
    command::AnchorCommand,
    project::{AnnotationEdit, EditTarget},
};
use jiff::Timestamp;

use super::{Effects, motion::Way};
use crate::tui::{
    app::{App, Tone},
    pane::reader::Place,
    views::ViewId,
    views::anchors::AnchorRow,
};

impl App {
    /// Builds the list of moved annotations anew.
    pub(super) fn refresh_moved(&mut self) {
        let mut items = Vec::new();
        let mut annotations = Vec::new();
        let mut changed = Vec::new();
        for index in
            (0..self.project.len()).filter(|index| self.project.anchor_summary(*index).is_some())
        {
            items.push(AnchorRow::Article(index));
            changed.push(index);
            let displaced = self.project.displaced_anchors(index);
            items.extend(
                (annotations.len()..annotations.len() + displaced.len()).map(AnchorRow::Annotation),
            );
            annotations.extend(displaced);
        }
        changed
            .into_iter()
            .for_each(|index| self.project.look_up_texts(index));
        self.views.anchors.list.rows.resize(items.len());
        (
            self.views.anchors.list.items,
            self.views.anchors.annotations,
        ) = (items, annotations);
    }

    /// Accepts or moves the annotations of changed articles.
    pub(super) fn accept_in_list(&mut self, command: AnchorCommand, at: Timestamp) -> Effects {
        let Some(row) = self.views.anchors.list.selected().copied() else {
            return self.tell_nothing_in_list();
        };
        match command {
            AnchorCommand::AcceptPlace => return self.accept_row(row, at),
            AnchorCommand::AcceptPlaces => {
                let rows = self.views.anchors.list.items.iter();
                let articles: Vec<usize> = rows
                    .filter_map(|row| match row {
                        AnchorRow::Article(index) => Some(*index),
                        AnchorRow::Annotation(_) => None,
                    })
                    .collect();
                return self.accept_articles(&articles, at);
            }
            AnchorCommand::PlaceAnew => self.begin_placing(),
        }
        Vec::new()
    }

    /// Shows another of the places where the selected annotation could stand.
    pub(super) fn show_place(&mut self, way: Way) -> Effects {
        if self.views.anchors.list.selected().is_none() {
            return self.tell_nothing_in_list();
        }
        if !self.views.anchors.step(if way == Way::On { 1 } else { -1 }) {
            self.tell(Tone::Told, "There is no other place for this mark.");
        }
        Vec::new()
    }

    pub(super) fn delete_moved(&mut self, at: Timestamp) -> Effects {
        if self.views.anchors.list.selected().is_none() {
            return self.tell_nothing_in_list();
        }
        let Some((mark, _)) = self.views.anchors.selected() else {
            self.tell(Tone::Told, "Select one of the marks to delete it.");
            return Vec::new();
        };
        let target = EditTarget::Annotation(mark.article, mark.id);
        let effects = self.edit(&[target], &AnnotationEdit::Delete, at);
        self.tell(Tone::Told, "The annotation is deleted; u brings it back.");
        effects
    }

    fn accept_row(&mut self, row: AnchorRow, at: Timestamp) -> Effects {
        if let AnchorRow::Article(index) = row {
            return self.accept_articles(&[index], at);
        }
        let Some((displaced, shown)) = self.views.anchors.selected() else {
            return Vec::new();
        };
        let Some(place) = displaced.places.get(shown) else {
            let words = "Its words are nowhere in the text: v places it anew, d deletes it.";
            self.tell(Tone::Warned, words);
            return Vec::new();
        };
        let target = EditTarget::Annotation(displaced.article, displaced.id);
        let edit = AnnotationEdit::Place(place.span);
        let effects = self.edit(&[target], &edit, at);
        self.tell(
            Tone::Told,
            "The mark stands here from now on; u takes it back.",
        );
        effects
    }

    /// Accepts every mark with a place in some articles, as one step.
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
        let before: Vec<_> = targets
            .iter()
            .map(|target| annotation(self, target))
            .collect();
        let effects = self.edit(&targets, &AnnotationEdit::Accept, at);
        let pairs = targets.iter().zip(before);
        let n = pairs
            .filter(|(target, before)| annotation(self, target) != *before)
            .count();
        let left = match n_left {
            0 => String::new(),
            n => format!(", {n} left (ambiguous or orphan)"),
        };
        let words = match n {
            0 => format!("No mark was to be accepted{left}."),
            n => format!("{n} marks accepted{left}; u takes it back."),
        };
        self.tell(Tone::Told, words);
        effects
    }

    pub(super) fn accept_here(&mut self, at: Timestamp) -> Effects {
        let here = self.annotation_here().map(|mark| mark.id);
        let target = here.map(|id| EditTarget::Annotation(self.reader.place.article, id));
        let before = self.project.history_depth().0;
        let effects = target.map_or(Vec::new(), |target| {
            self.edit(&[target], &AnnotationEdit::Accept, at)
        });
        let words = if self.project.history_depth().0 > before {
            "The mark stands here from now on; u takes it back."
        } else {
            "No mark here was made on another text; Space m lists those that were."
        };
        self.tell(Tone::Told, words);
        effects
    }

    /// Goes to the article of the selected annotation, to choose its words.
    fn begin_placing(&mut self) {
        let Some((displaced, _)) = self.views.anchors.selected() else {
            return self.tell(Tone::Told, "Select one of the marks to place it anew.");
        };
        let annotation = (displaced.article, displaced.id);
        self.open_moved();
        self.reader.placing_anew = Some(annotation);
        let words =
            "Go to its words: Enter puts it on the sentence, v selects words first, Esc leaves it.";
        self.tell(Tone::Told, words);
    }

    /// Opens the article of the selected row where the annotation stands or could stand.
    pub(super) fn open_moved(&mut self) {
        let Some(row) = self.views.anchors.list.selected().copied() else {
            return;
        };
        let (article, byte) = match (row, self.views.anchors.selected()) {
            (AnchorRow::Article(index), _) => (index, 0),
            (_, Some((displaced, shown))) => {
                let index = displaced.article;
                let annotation = self.project.annotation(index, displaced.id);
                let place = displaced.places.get(shown).map(|place| place.span.start);
                (
                    index,
                    place
                        .or(annotation.map(|annotation| annotation.span.start))
                        .unwrap_or(0),
                )
            }
            (AnchorRow::Annotation(_), None) => return,
        };
        let sentence = self.project.load(article).outline.sentence_at(byte);
        self.show(ViewId::Reader);
        self.jump(Place { article, sentence });
    }

    pub(super) fn place_here(
        &mut self,
        (article, id): (usize, AnnotationId),
        at: Timestamp,
    ) -> Effects {
        if article != self.reader.place.article {
            let path = self.project.path(article).to_owned();
            self.tell(
                Tone::Warned,
                format!("The mark belongs to {path}; Esc leaves it."),
            );
            return Vec::new();
        }
        let Some(span) = self.focus() else {
            return Vec::new();
        };
        self.reader.placing_anew = None;
        let target = EditTarget::Annotation(article, id);
        let effects = self.edit(&[target], &AnnotationEdit::Place(span), at);
        let is_placed = self.project.annotation(article, id);
        let is_placed = is_placed.is_some_and(|mark| mark.anchored == Anchored::Kept);
        self.show(ViewId::Anchors);
        if is_placed {
            self.tell(Tone::Told, "The mark is placed anew; u takes it back.");
        }
        effects
    }
}
