//! One annotation as a row of an export, with its columns.
//!
//! Owns the names, the order and the texts of the columns. A column for a field of the annotation has
//! the name of the [`AnnotationField`], for example `note`.
//!
//! Invariant: the order of the fields of [`ExportRow`] is the order of the columns of every format.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    annotation::{Annotation, AnnotationField, Confidence},
    corpus::Article,
};

/// A value that can be a cell of a table.
trait ExportCell {
    fn cell(&self) -> Cow<'_, str>;
}

impl ExportCell for String {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ExportCell for usize {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl ExportCell for Option<String> {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_deref().unwrap_or_default())
    }
}

impl ExportCell for Option<u8> {
    fn cell(&self) -> Cow<'_, str> {
        self.map_or(Cow::Borrowed(""), |number| Cow::Owned(number.to_string()))
    }
}

/// Defines the row, the list of its columns and its cells from one list of fields.
macro_rules! export_row {
    ($($(#[$about:meta])* $column:ident: $kind:ty,)*) => {
        /// One annotation with its words and their present place. Absent texts are empty.
        #[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
        pub struct ExportRow {
            $($(#[$about])* pub $column: $kind,)*
        }

        impl ExportRow {
            /// The names of the columns, in order.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),*];

            /// Returns the cells, in the order of [`ExportRow::COLUMNS`].
            pub fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
                [$(self.$column.cell()),*].into_iter()
            }
        }
    };
}

export_row! {
    /// The path of the article in its folder.
    article: String,
    /// The name of the label in files, for example `unsourced`. Empty for a note without a label.
    label: String,
    /// The name of the label on the screen, for example `not a claim`; the id for a label that the codebook
    /// does not have.
    #[serde(default)]
    label_name: String,
    /// The exact words.
    quote: String,
    /// The first Unicode scalar.
    start: usize,
    /// One past the last Unicode scalar.
    end: usize,
    /// The 1-based line of the first scalar.
    line: usize,
    /// The note.
    note: String,
    /// The speaker, in the words of the article.
    source: String,
    /// The name of the annotator.
    annotator: String,
    /// The time of the first decision (RFC 3339).
    created: String,
    /// The time of the last change (RFC 3339).
    modified: String,
    /// The title of the article, if there is one.
    title: Option<String>,
    /// The word that attributes, for example `says`.
    cue: String,
    /// The address of the evidence.
    evidence: String,
    /// The confidence of the annotator: 1, 2 or 3.
    confidence: Option<u8>,
    /// The state of the anchor: `kept`, `moved`, `ambiguous` or `orphan`.
    state: String,
    /// Up to 32 chars before the words.
    prefix: String,
    /// Up to 32 chars after the words.
    suffix: String,
    /// The SHA-256 of the text that the offsets count in.
    text_sha256: String,
    /// The number of other versions and annotations of the same words, while nobody has chosen. Usually
    /// 0.
    #[serde(default)]
    rivals: usize,
    /// The origin of a decision for several places, for example "labelled with 2 others".
    inherited: String,
}

impl ExportRow {
    /// Returns the row of an annotation, without `label_name`, `annotator`, `rivals` and `inherited`.
    pub fn new(article: &Article, annotation: &Annotation) -> Self {
        let anchor = &annotation.anchor;
        let content = &annotation.content;
        let words = |part: Option<&crate::annotation::AttributionPart>| {
            part.map_or_else(String::new, |part| part.quote.clone())
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let label = content.label.as_ref();
        Self {
            article: article.path.clone(),
            label: label.map_or_else(String::new, |label| label.0.clone()),
            quote: anchor.quote.clone(),
            start: article.scalar(anchor.span.start),
            end: article.scalar(anchor.span.end),
            line: article.scalars.line(anchor.span.start),
            note: text(&content.note),
            source: words(content.source.as_ref()),
            created: annotation.meta.created.to_string(),
            modified: annotation.meta.modified.to_string(),
            title: article.metadata().title.map(|title| title.value.into_owned()),
            cue: words(content.cue.as_ref()),
            evidence: text(&content.evidence),
            confidence: content.confidence.map(Confidence::number),
            state: anchor.state.name().to_owned(),
            prefix: anchor.prefix.clone(),
            suffix: anchor.suffix.clone(),
            text_sha256: article.digest.to_string(),
            ..Self::default()
        }
    }

    /// Returns the text in the column of a field, or an empty text for an absent field.
    pub fn value(&self, field: AnnotationField) -> Cow<'_, str> {
        let mut named = Self::COLUMNS.iter().zip(self.cells());
        let found = named.find(|(column, _)| **column == field.name());
        found.map_or(Cow::Borrowed(""), |(_, cell)| cell)
    }
}
