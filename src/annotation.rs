//! The decisions of a reviewer: labels, annotations, edits, and the anchors that tie annotations to the
//! text.
//!
//! Owns values only. Callers pass ids and times; files belong to [`crate::store`].

mod label_id;
mod label;
mod kind_table;
mod codebook_edit;
mod recorded_place;
mod fields;
mod anchor;
mod annotation_set;
mod contradiction;
mod history;
mod rule;

pub use self::{
    anchor::{Anchor, AnchorPlace, AnchorState, WordIndex, anchor},
    annotation_set::{
        Annotation, AnnotationAnchor, AnnotationId, AnnotationMeta, AnnotationSet, Record,
        RecordState, whole_seconds,
    },
    codebook_edit::{CodebookChange, CodebookEdit},
    contradiction::Contradiction,
    fields::{
        AnnotationContent, AnnotationField, AttributionPart, Confidence, FieldDescription,
        TypedField, WordsField,
    },
    history::{Change, History, Step},
    kind_table::{KindRow, KindTable, SettleMode},
    label::{Codebook, CodebookError, DeduplicatedLabels, Label, Role},
    label_id::LabelId,
    recorded_place::RecordedPlace,
    rule::{BatchId, RepeatUnit, Rule},
};
pub(crate) use self::{kind_table::KindLine, rule::id_from_digits};
