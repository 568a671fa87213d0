//! Turns edits into steps of the history: an [`AnnotationEdit`] on some [`EditTarget`]s becomes a
//! [`Step`].
//!
//! Invariant: every recorded place covers whole grapheme clusters, for example `é` with its accent.

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{
        Annotation, AnnotationAnchor, AnnotationContent, AnnotationField, AnnotationId,
        AnnotationMeta, AttributionPart, BatchId, Change, CodebookChange, Confidence, LabelId,
        RecordedPlace, Step, TypedField, WordsField, whole_seconds,
    },
    corpus::Article,
    store::{NOTE_LIMIT, QUOTE_LIMIT},
    text::Span,
};

/// The object of an edit: words of an article, or an annotation. Both start with the article's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditTarget {
    /// A span of the text: the annotation of exactly this span, or a new annotation.
    Words(usize, Span),
    /// An existing annotation.
    Annotation(usize, AnnotationId),
}

impl EditTarget {
    /// Returns the index of the article.
    pub fn article(self) -> usize {
        match self {
            EditTarget::Words(article, _) | EditTarget::Annotation(article, _) => article,
        }
    }
}

/// A change of one property of an annotation; `None` removes the property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnotationEdit {
    /// The label, for example `unsourced`.
    Label(Option<LabelId>),
    /// A typed text, for example the note.
    Text(TypedField, Option<String>),
    /// Words of the article, for example the source.
    Words(WordsField, Option<Span>),
    /// The reviewer's confidence.
    Confidence(Option<Confidence>),
    /// A new place, recorded with the words of the open text.
    Place(Span),
    /// Records the place found in the changed text; no change for an annotation without a place.
    Accept,
    /// The batch of decisions that gave the label.
    Batch(Option<BatchId>),
    /// Removes the annotation.
    Delete,
}

impl Project {
    /// Returns the annotation of a target; `None` for words without an annotation.
    pub fn annotation_of(&self, target: EditTarget) -> Option<&Annotation> {
        match target {
            EditTarget::Words(article, span) => {
                let annotations = self.annotations(article);
                let exact = annotations.exactly(span);
                exact.or_else(|| annotations.exactly(self.whole(article, span)))
            }
            EditTarget::Annotation(article, id) => self.annotation(article, id),
        }
    }

    /// Returns the reason, a full sentence, why a file cannot hold an edit, for example a note beyond
    /// `NOTE_LIMIT`.
    ///
    /// Such an edit is refused: in memory it would keep every later decision on the article from being
    /// saved.
    pub fn objection(&self, target: EditTarget, edit: &AnnotationEdit) -> Option<&'static str> {
        let words = match (edit, target, self.annotation_of(target)) {
            (AnnotationEdit::Words(_, Some(span)) | AnnotationEdit::Place(span), ..) => *span,
            (AnnotationEdit::Accept, _, Some(annotation)) => annotation.anchor.span,
            (_, EditTarget::Words(_, span), None) => span,
            _ => Span::default(),
        };
        let words = self.whole(target.article(), words).len();
        let typed = match edit {
            AnnotationEdit::Text(_, Some(words)) => words.len(),
            _ => 0,
        };
        if words > QUOTE_LIMIT {
            Some("These words are longer than 64 KiB, more than a mark can hold: select fewer.")
        } else if typed > NOTE_LIMIT {
            Some("This is longer than 1 MiB, more than a note can hold: make it shorter.")
        } else {
            None
        }
    }

    /// Makes one edit on all targets as one step; `None` if nothing would change.
    ///
    /// Skips targets with an [objection](Project::objection).
    pub fn edit(
        &mut self,
        targets: &[EditTarget],
        edit: &AnnotationEdit,
        at: Timestamp,
    ) -> Option<Step> {
        self.edit_all(targets, std::slice::from_ref(edit), at)
    }

    /// Makes the same edits on all targets as one step; `None` if nothing would change.
    pub fn edit_all(
        &mut self,
        targets: &[EditTarget],
        edits: &[AnnotationEdit],
        at: Timestamp,
    ) -> Option<Step> {
        let each: Vec<(EditTarget, Vec<AnnotationEdit>)> =
            targets.iter().map(|target| (*target, edits.to_vec())).collect();
        self.edit_each(&each, at)
    }

    /// Makes separate edits on each target, all as one step; `None` if nothing would change.
    pub fn edit_each(
        &mut self,
        each: &[(EditTarget, Vec<AnnotationEdit>)],
        at: Timestamp,
    ) -> Option<Step> {
        let at = whole_seconds(at);
        let changes: Vec<Change> = each
            .iter()
            .filter_map(|(target, edits)| {
                let mut edits_here = edits.iter();
                let allowed = edits_here.all(|edit| self.objection(*target, edit).is_none());
                allowed.then(|| self.change(*target, edits, at)).flatten()
            })
            .collect();
        if changes.is_empty() {
            return None;
        }
        let mut names: Vec<String> = Vec::new();
        for name in each.iter().flat_map(|(_, edits)| edits).filter_map(|edit| self.name_of(edit)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Some(self.take_step((names.join(", "), Vec::new()), changes, at))
    }

    /// Makes separate edits on each target, as one step with this name and these changes of the codebook,
    /// which must be on disk.
    pub(super) fn edit_as(
        &mut self,
        each: &[(EditTarget, Vec<AnnotationEdit>)],
        about: (String, Vec<CodebookChange>),
        at: Timestamp,
    ) -> Step {
        let at = whole_seconds(at);
        let changes =
            each.iter().filter_map(|(target, edits)| self.change(*target, edits, at)).collect();
        self.take_step(about, changes, at)
    }

    fn take_step(
        &mut self,
        (name, codebook): (String, Vec<CodebookChange>),
        changes: Vec<Change>,
        at: Timestamp,
    ) -> Step {
        let step = Step { name, changes, codebook };
        self.apply(&step, at);
        self.remember(&step, at);
        step
    }

    /// Returns a new id for decisions made together.
    pub fn new_batch(&mut self) -> BatchId {
        BatchId(self.ids.u64(..))
    }

    /// Names an edit in the imperative, for example `label sourced`; `None` for
    /// [`AnnotationEdit::Batch`] alone.
    fn name_of(&self, edit: &AnnotationEdit) -> Option<String> {
        let of_field = |field: AnnotationField| field.description().edit.to_owned();
        Some(match edit {
            AnnotationEdit::Label(Some(id)) => format!("label {}", self.codebook().name_of(id)),
            AnnotationEdit::Label(None) => of_field(AnnotationField::Label),
            AnnotationEdit::Text(field, _) => of_field(AnnotationField::Text(*field)),
            AnnotationEdit::Words(field, _) => of_field(AnnotationField::Words(*field)),
            AnnotationEdit::Confidence(_) => of_field(AnnotationField::Confidence),
            AnnotationEdit::Place(_) => "place a mark anew".to_owned(),
            AnnotationEdit::Accept => "accept where marks stand now".to_owned(),
            AnnotationEdit::Batch(_) => return None,
            AnnotationEdit::Delete => "delete".to_owned(),
        })
    }

    pub(super) fn apply(&mut self, step: &Step, at: Timestamp) {
        for change in &step.changes {
            if let Some(index) = self.find_article(&change.article) {
                let annotations = &mut self.articles[index].annotations;
                let rivals = change.after_rivals.clone();
                annotations.put_versions(change.id, change.after.clone(), rivals, at);
                self.saves.changed(index);
            }
        }
        self.recount_step(step);
    }

    fn change(
        &mut self,
        target: EditTarget,
        edits: &[AnnotationEdit],
        at: Timestamp,
    ) -> Option<Change> {
        let before = self.annotation_of(target).cloned();
        let mut after = match (&before, target) {
            (Some(annotation), _) => annotation.clone(),
            (None, EditTarget::Words(article, span)) => self.blank(article, span, at)?,
            (None, EditTarget::Annotation(..)) => return None,
        };
        for edit in edits {
            self.set(target.article(), &mut after, edit);
        }
        after.meta.modified = at;
        let id = after.id;
        let after = (!edits.contains(&AnnotationEdit::Delete) && !after.content.is_blank())
            .then_some(after);
        let same = match (&before, &after) {
            (Some(before), Some(after)) => {
                let mut after = after.clone();
                after.meta.modified = before.meta.modified;
                *before == after
            }
            (None, None) => true,
            _ => false,
        };
        let article = self.path(target.article()).to_owned();
        (!same).then(|| Change {
            article,
            id,
            before,
            after,
            before_rivals: self.annotations(target.article()).rivals(id).to_vec(),
            after_rivals: Vec::new(),
        })
    }

    fn set(&self, article: usize, annotation: &mut Annotation, edit: &AnnotationEdit) {
        let part = |span: &Option<Span>| {
            let span = span.filter(|span| !span.is_empty())?;
            let span = self.whole(article, span);
            let article = self.article(article)?;
            Some(AttributionPart {
                span,
                quote: span.get(&article.text)?.to_owned(),
                recorded: RecordedPlace::new(article, span),
            })
        };
        match edit {
            AnnotationEdit::Label(label) => {
                annotation.content.label.clone_from(label);
                // A label is put for these words alone, unless it is said that it is not.
                annotation.meta.batch = None;
            }
            AnnotationEdit::Text(field, text) => {
                annotation.content.text_mut(*field).clone_from(text);
            }
            AnnotationEdit::Words(field, span) => {
                *annotation.content.words_mut(*field) = part(span);
            }
            AnnotationEdit::Confidence(confidence) => annotation.content.confidence = *confidence,
            AnnotationEdit::Batch(batch) => annotation.meta.batch = *batch,
            AnnotationEdit::Place(span) => self.place(article, annotation, *span),
            AnnotationEdit::Accept if annotation.is_placed() => {
                let now = annotation.anchor.span;
                self.place(article, annotation, now);
            }
            AnnotationEdit::Accept | AnnotationEdit::Delete => {}
        }
    }

    /// Records the words of an annotation, its source and its cue from the open text.
    fn place(&self, index: usize, annotation: &mut Annotation, span: Span) {
        let span = self.whole(index, span);
        let has_words = |article: &&Article| {
            let words = span.get(&article.text);
            words.is_some_and(|words| !words.is_empty())
        };
        let Some(article) = self.article(index).map(|article| &**article).filter(has_words) else {
            return;
        };
        annotation.anchor = AnnotationAnchor::new(article, span);
        let parts = annotation.content.parts_mut();
        // What is lost stays recorded where it was.
        for part in parts.filter(|part| !part.span.is_empty()) {
            part.span = self.whole(index, part.span);
            part.recorded = RecordedPlace::new(article, part.span);
            part.quote = article.words(part.span).to_owned();
        }
    }

    /// Extends a span to whole grapheme clusters: the reviewer saw and marked whole ones.
    pub(super) fn whole(&self, index: usize, span: Span) -> Span {
        let text = self.article(index).map_or("", |article| &article.text);
        let words = span.get(text).filter(|words| !words.is_empty());
        words.map_or(span, |_| span.whole(text))
    }

    fn blank(&mut self, index: usize, span: Span, at: Timestamp) -> Option<Annotation> {
        let span = self.whole(index, span);
        let article = self.article(index)?.clone();
        span.get(&article.text).filter(|words| !words.is_empty())?;
        Some(Annotation {
            id: AnnotationId(self.ids.u64(..)),
            anchor: AnnotationAnchor::new(&article, span),
            content: AnnotationContent::default(),
            meta: AnnotationMeta { batch: None, created: at, modified: at },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{project::ProjectOptions, repeats::Occurrence, store::Dirs};

    fn opened(text: &str) -> Project {
        let opening = ProjectOptions {
            dirs: Dirs::below(std::path::Path::new("nowhere")),
            annotator: "ana".to_owned(),
            store: Some("nowhere".into()),
            seed: 1,
        };
        opening.open_input(text.as_bytes()).expect("a text is read")
    }

    /// Panics unless every recorded place covers whole grapheme clusters and quotes its words.
    fn check_places(project: &Project) {
        let article = project.article(0).expect("it is loaded");
        let text = article.text.as_str();
        for annotation in project.annotations(0).iter() {
            let part = |part: &AttributionPart| (part.span, part.recorded, part.quote.clone());
            let parts = annotation.content.parts().map(part);
            let own = (
                annotation.anchor.span,
                annotation.anchor.recorded,
                annotation.anchor.quote.clone(),
            );
            for (span, place, quote) in parts.chain([own]) {
                assert_eq!(span.whole(text), span, "{annotation:?}");
                assert_eq!(span.get(text), Some(quote.as_str()), "{annotation:?}");
                assert_eq!(place, RecordedPlace::new(article, span), "{annotation:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_place_that_is_recorded_parts_a_grapheme_cluster(
            text in "[ab ,.“\u{301}\u{345}\u{600}\u{200d}👩🇩🇪\n]{1,40}",
            cuts in prop::array::uniform8(0..160_usize),
        ) {
            let mut project = opened(&text);
            let text = project.load(0).text.clone();
            let at = |cut: usize| text.floor_char_boundary(cut % (text.len() + 1));
            let span = |one: usize, other: usize| {
                let (one, other) = (at(cuts[one]), at(cuts[other]));
                Span::new(one.min(other), one.max(other))
            };
            let now = Timestamp::UNIX_EPOCH;
            let words = EditTarget::Words(0, span(0, 1));
            let edits = [
                AnnotationEdit::Text(TypedField::Note, Some("odd".to_owned())),
                AnnotationEdit::Words(WordsField::Source, Some(span(2, 3))),
                AnnotationEdit::Words(WordsField::Cue, Some(span(4, 5))),
            ];
            let is_made = project.edit_all(&[words], &edits, now).is_some();
            prop_assert_eq!(is_made, !span(0, 1).is_empty());
            check_places(&project);
            // The same words mean the same annotation, and a place anew is as whole as a first one.
            prop_assert_eq!(project.annotation_of(words).is_some(), is_made);
            project.edit(&[words], &AnnotationEdit::Place(span(6, 7)), now);
            check_places(&project);
            let place = Occurrence { article: 0, span: span(0, 1), slots: Vec::new() };
            let decided = project.decision_span(&place);
            prop_assert_eq!(decided.whole(&text), decided);
        }
    }

    #[test]
    fn a_mark_that_parts_a_cluster_is_whole_once_it_is_accepted() {
        let mut project = opened("The cafe\u{301} is closed.");
        let words = Span::new(4, project.load(0).text.len());
        project.edit(
            &[EditTarget::Words(0, words)],
            &AnnotationEdit::Text(TypedField::Note, Some("odd".to_owned())),
            Timestamp::UNIX_EPOCH,
        );
        let mut annotation = project.annotations(0).iter().next().expect("it is there").clone();
        // As an earlier version wrote them.
        annotation.anchor.span = Span::new(4, 8);
        annotation.anchor.quote = "cafe".to_owned();
        annotation.content.source = Some(AttributionPart {
            span: annotation.anchor.span,
            quote: annotation.anchor.quote.clone(),
            recorded: annotation.anchor.recorded,
        });
        let target = EditTarget::Annotation(0, annotation.id);
        project.articles[0].annotations.put(annotation.id, Some(annotation), Timestamp::UNIX_EPOCH);
        assert!(project.annotation_of(EditTarget::Words(0, Span::new(4, 8))).is_some());
        project.edit(&[target], &AnnotationEdit::Accept, Timestamp::UNIX_EPOCH);
        check_places(&project);
    }

    #[test]
    fn times_are_whole_seconds_in_memory_as_in_files() {
        let opening = ProjectOptions {
            dirs: Dirs::below(std::path::Path::new("nowhere")),
            annotator: "ana".to_owned(),
            store: Some("nowhere".into()),
            seed: 1,
        };
        let mut project = opening.open_sample();
        let span = project.load(0).outline.sentences[0].span;
        let edit = AnnotationEdit::Text(TypedField::Note, Some("odd".to_owned()));
        let at: Timestamp = "2026-11-22T09:15:24.257Z".parse().expect("a time");
        project.edit(&[EditTarget::Words(0, span)], &edit, at);
        assert_eq!(project.export_rows()[0].created, "2026-11-22T09:15:24Z");
    }
}
