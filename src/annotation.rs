//! What the reviewer decided: labels, annotations, their edits and how they hold on to the text.
//!
//! Values only: ids and times come from the caller, files are [`crate::store`]'s.

mod label;

mod anchor;

mod marks;

mod history;

mod rule;

pub use self::{
    anchor::{Anchor, Anchored, Place, WordIndex, anchor, reanchor},
    history::{Change, History, Step},
    label::{Codebook, CodebookError, Label, LabelId, Role, Settled},
    marks::{
        Annotation, AnnotationId, Confidence, Marks, Part, Record, RecordState, Recorded,
        whole_seconds,
    },
    rule::{Rule, StrokeId},
};
