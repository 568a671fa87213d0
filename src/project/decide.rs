//! Decisions: from what a key asks for to a step of the history.

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{
        Anchored, Annotation, AnnotationId, Change, Confidence, LabelId, Part, Recorded, Step,
        StrokeId, anchor, whole_seconds,
    },
    corpus::Article,
    store::{NOTE_LIMIT, QUOTE_LIMIT},
    text::Span,
};

/// What an edit is about: in which article, and which words or which annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// These words: the annotation of exactly this span, or a new one.
    Words(usize, Span),
    /// This annotation.
    Annotation(usize, AnnotationId),
}

impl Target {
    /// Index of the article.
    pub fn article(self) -> usize {
        match self {
            Target::Words(article, _) | Target::Annotation(article, _) => article,
        }
    }
}

/// A change of one property of an annotation; none takes the property away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The decision.
    Label(Option<LabelId>),
    /// The remark.
    Note(Option<String>),
    /// Who said it.
    Source(Option<Span>),
    /// The word that attributes it.
    Cue(Option<Span>),
    /// Where the evidence is.
    Evidence(Option<String>),
    /// How sure the reviewer is.
    Confidence(Option<Confidence>),
    /// The words that it is about are these from now on, as they stand in the text that is open.
    Place(Span),
    /// It stands where its words were found in the changed text; nothing for a mark without a place.
    Accept,
    /// The decisions that the label is put together with.
    Stroke(Option<StrokeId>),
    /// Everything: the annotation goes.
    Delete,
}

impl Project {
    /// The annotation that a target means, when there is one.
    pub fn annotation_of(&self, target: Target) -> Option<&Annotation> {
        match target {
            Target::Words(article, span) => self.marks.get(article)?.exactly(span),
            Target::Annotation(article, id) => self.annotation(article, id),
        }
    }

    /// Why an edit cannot be kept in a file and is therefore not made, in a full sentence.
    ///
    /// Memory must never hold what no file can: all that is decided later in the same article would
    /// stay unsaved with it.
    pub fn objection(&self, target: Target, edit: &Edit) -> Option<&'static str> {
        let words = match (edit, target, self.annotation_of(target)) {
            (Edit::Source(Some(span)) | Edit::Cue(Some(span)) | Edit::Place(span), ..) => {
                span.len()
            }
            (Edit::Accept, _, Some(mark)) => mark.span.len(),
            (_, Target::Words(_, span), None) => span.len(),
            _ => 0,
        };
        let typed = match edit {
            Edit::Note(Some(words)) | Edit::Evidence(Some(words)) => words.len(),
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

    /// Makes the same edit on all targets as one step; none when nothing would change.
    ///
    /// Targets with an [objection](Project::objection) are left as they are.
    pub fn edit(&mut self, targets: &[Target], edit: &Edit, at: Timestamp) -> Option<Step> {
        self.edit_all(targets, std::slice::from_ref(edit), at)
    }

    /// Makes the same edits on all targets as one step; none when nothing would change.
    pub fn edit_all(&mut self, targets: &[Target], edits: &[Edit], at: Timestamp) -> Option<Step> {
        let each: Vec<(Target, Vec<Edit>)> = targets
            .iter()
            .map(|target| (*target, edits.to_vec()))
            .collect();
        self.edit_each(&each, at)
    }

    /// Makes edits of its own on each target, all as one step; none when nothing would change.
    pub fn edit_each(&mut self, each: &[(Target, Vec<Edit>)], at: Timestamp) -> Option<Step> {
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
        for name in each
            .iter()
            .flat_map(|(_, edits)| edits)
            .filter_map(|edit| self.name_of(edit))
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let step = Step {
            name: names.join(", "),
            changes,
        };
        self.apply(&step, at);
        self.remember(&step, at);
        Some(step)
    }

    /// A name for decisions that are made together.
    pub fn new_stroke(&mut self) -> StrokeId {
        StrokeId(self.ids.u64(..))
    }

    /// What an edit does, in the imperative; nothing of what nobody asks for by itself.
    fn name_of(&self, edit: &Edit) -> Option<String> {
        Some(match edit {
            Edit::Label(Some(id)) => format!("label {}", self.codebook.name_of(id)),
            Edit::Label(None) => "take off the label".to_owned(),
            Edit::Note(_) => "write a note".to_owned(),
            Edit::Source(_) => "mark the source".to_owned(),
            Edit::Cue(_) => "mark the cue".to_owned(),
            Edit::Evidence(_) => "write the evidence".to_owned(),
            Edit::Confidence(_) => "change the confidence".to_owned(),
            Edit::Place(_) => "place a mark anew".to_owned(),
            Edit::Accept => "accept where marks stand now".to_owned(),
            Edit::Stroke(_) => return None,
            Edit::Delete => "delete".to_owned(),
        })
    }

    pub(super) fn apply(&mut self, step: &Step, at: Timestamp) {
        for change in &step.changes {
            if let Some(index) = self.find_article(&change.article) {
                self.marks[index].put(change.id, change.after.clone(), at);
                self.saves.changed(index);
            }
        }
        self.tally_step(step);
    }

    fn change(&mut self, target: Target, edits: &[Edit], at: Timestamp) -> Option<Change> {
        let before = self.annotation_of(target).cloned();
        let mut after = match (&before, target) {
            (Some(annotation), _) => annotation.clone(),
            (None, Target::Words(article, span)) => self.blank(article, span, at)?,
            (None, Target::Annotation(..)) => return None,
        };
        for edit in edits {
            self.set(target.article(), &mut after, edit);
        }
        after.modified = at;
        let id = after.id;
        let after = (!edits.contains(&Edit::Delete) && !after.is_blank()).then_some(after);
        let same = match (&before, &after) {
            (Some(before), Some(after)) => {
                *before
                    == Annotation {
                        modified: before.modified,
                        ..after.clone()
                    }
            }
            (None, None) => true,
            _ => false,
        };
        let article = self.path(target.article()).to_owned();
        (!same).then_some(Change {
            article,
            id,
            before,
            after,
        })
    }

    fn set(&self, article: usize, annotation: &mut Annotation, edit: &Edit) {
        let part = |span: &Option<Span>| {
            let article = self.article(article)?;
            let span = (*span)?.whole(&article.text);
            Some(Part {
                span,
                quote: span.get(&article.text)?.to_owned(),
                recorded: recorded(article, span),
            })
        };
        match edit {
            Edit::Label(label) => {
                annotation.label.clone_from(label);
                // A label is put for these words alone, unless it is said that it is not.
                annotation.stroke = None;
            }
            Edit::Note(note) => annotation.note.clone_from(note),
            Edit::Source(span) => annotation.source = part(span),
            Edit::Cue(span) => annotation.cue = part(span),
            Edit::Evidence(evidence) => annotation.evidence.clone_from(evidence),
            Edit::Confidence(confidence) => annotation.confidence = *confidence,
            Edit::Stroke(stroke) => annotation.stroke = *stroke,
            Edit::Place(span) => self.place(article, annotation, *span),
            Edit::Accept if annotation.is_placed() => {
                let now = annotation.span;
                self.place(article, annotation, now);
            }
            Edit::Accept | Edit::Delete => {}
        }
    }

    /// Records a mark, its source and its cue as they stand in the text that is open.
    fn place(&self, index: usize, annotation: &mut Annotation, span: Span) {
        let article = self.article(index);
        let Some(article) = article.filter(|article| span.get(&article.text).is_some()) else {
            return;
        };
        let words = anchor(&article.text, span);
        annotation.span = span;
        annotation.recorded = recorded(article, span);
        (annotation.quote, annotation.prefix, annotation.suffix) =
            (words.quote, words.prefix, words.suffix);
        annotation.text_digest = article.digest.short();
        annotation.anchored = Anchored::Kept;
        let parts = [&mut annotation.source, &mut annotation.cue];
        // What is lost stays recorded where it was.
        for part in parts
            .into_iter()
            .flatten()
            .filter(|part| !part.span.is_empty())
        {
            part.recorded = recorded(article, part.span);
        }
    }

    fn blank(&mut self, index: usize, span: Span, at: Timestamp) -> Option<Annotation> {
        let article = self.articles[index].as_ref()?;
        span.get(&article.text).filter(|words| !words.is_empty())?;
        let words = anchor(&article.text, span);
        let text_digest = article.digest.short();
        Some(Annotation {
            id: AnnotationId(self.ids.u64(..)),
            span,
            recorded: recorded(article, span),
            quote: words.quote,
            prefix: words.prefix,
            suffix: words.suffix,
            label: None,
            note: None,
            source: None,
            cue: None,
            evidence: None,
            confidence: None,
            stroke: None,
            created: at,
            modified: at,
            text_digest,
            anchored: Anchored::Kept,
        })
    }
}

/// A place of the text that is open, as it is recorded.
fn recorded(article: &Article, span: Span) -> Recorded {
    let (start, end) = article.scalars_of(span);
    Recorded { start, end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{project::Opening, store::Dirs};

    #[test]
    fn times_are_whole_seconds_in_memory_as_in_files() {
        let opening = Opening {
            dirs: Dirs::below(std::path::Path::new("nowhere")),
            annotator: "ana".to_owned(),
            store: Some("nowhere".into()),
            seed: 1,
        };
        let mut project = opening.sample();
        let span = project.load(0).outline.sentences[0].span;
        let edit = Edit::Note(Some("odd".to_owned()));
        let at: Timestamp = "2026-11-22T09:15:24.257Z".parse().expect("a time");
        project.edit(&[Target::Words(0, span)], &edit, at);
        assert_eq!(project.rows()[0].created, "2026-11-22T09:15:24Z");
    }
}
