//! What the reviewer decided: labels, annotations, their edits and how they hold on to the text.
//!
//! Values only: ids and times come from the caller, files are [`crate::store`]'s.

mod label;

mod anchor;

mod annotation_set;

mod history;

mod rule;

pub use self::{
    anchor::{Anchor, Anchored, Place, WordIndex, anchor, reanchor},
    annotation_set::{
        Annotation, AnnotationId, AnnotationSet, Confidence, Part, Record, RecordState, Recorded,
        whole_seconds,
    },
    history::{Change, History, Step},
    label::{Codebook, CodebookError, DeduplicatedLabels, Label, LabelId, Role},
    rule::{BatchId, Rule},
};
