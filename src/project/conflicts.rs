//! Resolves conflicts: several versions of an annotation, made at once by people or on several machines.
//!
//! Invariant: only the user chooses. Until then all versions stay in the file, one version is shown, and
//! each list, export and check counts the conflict.

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{
        Annotation, AnnotationField, AnnotationId, Change, RecordState, Step, whole_seconds,
    },
    text::on_one_line,
};

/// One version of an annotation in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationVersion {
    /// Id of the annotation; two people may each have annotated the same words.
    pub id: AnnotationId,
    /// The annotation; `None` if the version deletes the annotation.
    pub says: Option<Annotation>,
    /// Time of the version.
    pub at: Timestamp,
}

impl AnnotationVersion {
    fn live(annotation: &Annotation) -> Self {
        Self { id: annotation.id, says: Some(annotation.clone()), at: annotation.meta.modified }
    }

    fn of(id: AnnotationId, state: &RecordState) -> Self {
        match state {
            RecordState::Live(annotation) => Self::live(annotation),
            RecordState::Dead { at, .. } => Self { id, says: None, at: *at },
        }
    }
}

impl Project {
    /// Returns the versions of an annotation to choose from; empty without a conflict.
    ///
    /// The order: the shown version, further versions of `id`, then the versions of further annotations
    /// on equal words.
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

    /// Returns a version in a few words, for example "unsourced, note “who?”, confidence 2".
    pub fn version_summary(&self, version: &AnnotationVersion) -> String {
        let Some(annotation) = &version.says else {
            return "deleted".to_owned();
        };
        let label = annotation.content.label.as_ref();
        let label = label.map_or("no label", |id| self.codebook().name_of(id));
        let fields = AnnotationField::IN_PROSE.into_iter().filter_map(|field| {
            let value = annotation.content.value(field)?;
            let name = field.name();
            Some(match field {
                AnnotationField::Confidence => format!("{name} {value}"),
                AnnotationField::Label | AnnotationField::Text(_) | AnnotationField::Words(_) => {
                    format!("{name} “{}”", on_one_line(&value))
                }
            })
        });
        let parts = std::iter::once(label.to_owned()).chain(fields);
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Returns the number of annotations of an article in conflict.
    pub fn n_conflicts(&self, index: usize) -> usize {
        self.annotations(index).contested().count()
    }

    /// Resolves a conflict by one of the [versions](Project::versions), counted from 0, as one step.
    ///
    /// Returns `None` if `version` is out of range.
    pub fn choose_version(
        &mut self,
        index: usize,
        id: AnnotationId,
        which: usize,
        at: Timestamp,
    ) -> Option<Step> {
        let at = whole_seconds(at);
        let chosen = self.versions(index, id).into_iter().nth(which)?;
        let annotations = self.annotations(index);
        let article = self.path(index).to_owned();
        let all =
            std::iter::once(id).chain(annotations.doubles(id).map(|annotation| annotation.id));
        let changes = all.map(|id| {
            let says = chosen.says.as_ref().filter(|_| id == chosen.id);
            Change {
                article: article.clone(),
                id,
                before: annotations.get(id).cloned(),
                before_rivals: annotations.rivals(id).to_vec(),
                after_rivals: Vec::new(),
                after: says.cloned().map(|mut annotation| {
                    annotation.meta.modified = at;
                    annotation
                }),
            }
        });
        let step = Step {
            name: "choose a version".to_owned(),
            changes: changes.collect(),
            codebook: Vec::new(),
        };
        self.apply(&step, at);
        self.remember(&step, at);
        Some(step)
    }
}
