//! Choosing among what several people, or one on several machines, said of the same words at once.
//!
//! Nothing is chosen without the user: until then all versions stay in the file, one is shown, and every
//! list, export and check says that there are others.

use jiff::Timestamp;

use super::Project;
use crate::annotation::{
    Annotation, AnnotationId, AnnotationSet, Change, RecordState, Step, whole_seconds,
};

/// One of several things said of the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationVersion {
    /// Of which annotation; two people may each have made one.
    pub id: AnnotationId,
    /// What it says; none says that the annotation is deleted.
    pub says: Option<Annotation>,
    /// When it was said.
    pub at: Timestamp,
}

impl AnnotationVersion {
    fn live(annotation: &Annotation) -> Self {
        Self {
            id: annotation.id,
            says: Some(annotation.clone()),
            at: annotation.modified,
        }
    }

    fn of(id: AnnotationId, state: &RecordState) -> Self {
        match state {
            RecordState::Live(annotation) => Self::live(annotation),
            RecordState::Dead { at, .. } => Self {
                id,
                says: None,
                at: *at,
            },
        }
    }
}

impl Project {
    /// What can be chosen from, where an annotation is contested: what is shown first, then its other
    /// versions, then other annotations of the same words with theirs. Empty where nothing is contested.
    pub fn versions(&self, index: usize, id: AnnotationId) -> Vec<AnnotationVersion> {
        let annotations = self.annotations(index);
        let Some(shown) = annotations.get(id).filter(|_| annotations.is_contested(id)) else {
            return Vec::new();
        };
        let all = std::iter::once(shown).chain(annotations.doubles(id));
        all.flat_map(|annotation| {
            let others = annotations.rivals(annotation.id).iter();
            std::iter::once(AnnotationVersion::live(annotation))
                .chain(others.map(|state| AnnotationVersion::of(annotation.id, state)))
        })
        .collect()
    }

    /// What a version says, in a few words: label, note, and what else tells versions apart.
    pub fn version_summary(&self, version: &AnnotationVersion) -> String {
        let Some(annotation) = &version.says else {
            return "deleted".to_owned();
        };
        let label = annotation
            .label
            .as_ref()
            .map(|id| self.codebook.name_of(id).to_owned());
        let quoted = |name: &str, words: Option<&str>| {
            words.map(|words| format!("{name} “{}”", words.replace(['\n', '\r'], " ")))
        };
        let source = annotation.source.as_ref().map(|part| part.quote.as_str());
        let cue = annotation.cue.as_ref().map(|part| part.quote.as_str());
        let confidence = annotation
            .confidence
            .map(|known| format!("confidence {}", known.number()));
        let parts = [
            Some(label.unwrap_or_else(|| "no label".to_owned())),
            quoted("source", source),
            quoted("cue", cue),
            quoted("note", annotation.note.as_deref()),
            quoted("evidence", annotation.evidence.as_deref()),
            confidence,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// How many annotations of an article somebody has to choose about.
    pub fn n_conflicts(&self, index: usize) -> usize {
        self.annotations(index).contested().count()
    }

    /// Makes one of the [versions](Project::versions) the only one, as one step; none when there is no
    /// such version.
    pub fn choose_version(
        &mut self,
        index: usize,
        id: AnnotationId,
        which: usize,
        at: Timestamp,
    ) -> Option<Step> {
        let at = whole_seconds(at);
        let chosen = self.versions(index, id).into_iter().nth(which)?;
        let annotations: &AnnotationSet = self.annotations(index);
        let article = self.path(index).to_owned();
        let all =
            std::iter::once(id).chain(annotations.doubles(id).map(|annotation| annotation.id));
        let changes = all.map(|id| {
            let says = chosen.says.as_ref().filter(|_| id == chosen.id);
            Change {
                article: article.clone(),
                id,
                before: annotations.get(id).cloned(),
                after: says.map(|annotation| Annotation {
                    modified: at,
                    ..annotation.clone()
                }),
            }
        });
        let step = Step {
            name: "choose a version".to_owned(),
            changes: changes.collect(),
        };
        self.apply(&step, at);
        self.remember(&step, at);
        Some(step)
    }
}
