//! The single description of an annotation's content: label, note, source, cue, evidence, confidence.
//!
//! Seven surfaces are generated from this description: the record on disk, edits, drafts, export
//! columns, the dossier, the options of `copydesk annotate` and the details pane. To add a field, extend
//! [`AnnotationContent`], one of the enums, [`AnnotationField::description`] and the orders. The field
//! of the record is in `store/record.rs`, the export column in `exchange/row.rs`.
//!
//! Invariant: the names and [`AnnotationField::ON_DISK`] are a file format and never change.

use serde::Deserialize;

use super::{LabelId, RecordedPlace};
use crate::text::Span;

/// The confidence of a reviewer in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u8")]
pub enum Confidence {
    /// 1 in files.
    Low,
    /// 2 in files.
    Medium,
    /// 3 in files.
    High,
}

impl TryFrom<u8> for Confidence {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::from_number(number).ok_or("its confidence is not 1, 2 or 3")
    }
}

impl Confidence {
    /// Returns the number in files: 1, 2 or 3.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Returns the confidence for a number in a file; `None` outside 1 to 3.
    pub fn from_number(number: u8) -> Option<Self> {
        let all = [Confidence::Low, Confidence::Medium, Confidence::High];
        all.into_iter().find(|known| known.number() == number)
    }

    /// Returns the word on the screen, for example `medium`.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// A part of an attribution with its own place, for example the source or the cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionPart {
    /// The place in the open text; empty if the words are lost.
    pub span: Span,
    /// The exact words at the time of recording.
    pub quote: String,
    /// The place of the words at the time of recording.
    pub recorded: RecordedPlace,
}

/// Everything that a reviewer decides or writes about some words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationContent {
    /// The decision. `None` for a bare note, which leaves the sentence undecided.
    pub label: Option<LabelId>,
    /// A remark; may hold line breaks.
    pub note: Option<String>,
    /// The speaker, in the words of the article.
    pub source: Option<AttributionPart>,
    /// The word that attributes the words to the source, for example "said".
    pub cue: Option<AttributionPart>,
    /// The address of the evidence.
    pub evidence: Option<String>,
    /// The confidence of the reviewer.
    pub confidence: Option<Confidence>,
}

/// A field that a reviewer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum TypedField {
    /// The remark; may hold line breaks.
    Note,
    /// The address of the evidence.
    Evidence,
}

/// A field that a reviewer selects in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordsField {
    /// The speaker.
    Source,
    /// The word that attributes.
    Cue,
}

/// A field of [`AnnotationContent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnnotationField {
    /// The decision.
    Label,
    /// A text that the reviewer types.
    Text(TypedField),
    /// Words of the article.
    Words(WordsField),
    /// The confidence, from 1 to 3.
    Confidence,
}

/// Names and texts of one field on every surface.
#[derive(Debug)]
pub struct FieldDescription {
    /// Name on disk, of the export column and of the long option of `copydesk annotate`.
    pub name: &'static str,
    /// Heading in the dossier.
    pub heading: &'static str,
    /// Title of the prompt line.
    pub prompt: &'static str,
    /// Name of the edit in the history, in the imperative, for example `write a note`.
    pub edit: &'static str,
    /// Value of the option in the help, for example `NOTE`.
    pub placeholder: &'static str,
    /// Help text of the option of `copydesk annotate`.
    pub help: &'static str,
    /// True if the value is an address, which the dossier shows as a link.
    pub is_address: bool,
    /// True if the option's value may begin with a hyphen, for example `-- said Ruiz`.
    pub is_prose: bool,
}

const LABEL: AnnotationField = AnnotationField::Label;
const NOTE: AnnotationField = AnnotationField::Text(TypedField::Note);
const SOURCE: AnnotationField = AnnotationField::Words(WordsField::Source);
const CUE: AnnotationField = AnnotationField::Words(WordsField::Cue);
const EVIDENCE: AnnotationField = AnnotationField::Text(TypedField::Evidence);
const CONFIDENCE: AnnotationField = AnnotationField::Confidence;

impl AnnotationField {
    /// Every field in the order of the record on disk and of the options of `copydesk annotate`.
    pub const ON_DISK: [AnnotationField; 6] = [LABEL, NOTE, SOURCE, CUE, EVIDENCE, CONFIDENCE];

    /// Every field except the label, in the order of the dossier and of the list of conflicting
    /// versions.
    pub const IN_PROSE: [AnnotationField; 5] = [SOURCE, CUE, NOTE, EVIDENCE, CONFIDENCE];

    /// Every field except label and note, in the order of the details pane. The pane shows label and
    /// note apart.
    pub const IN_DETAILS: [AnnotationField; 4] = [SOURCE, CUE, CONFIDENCE, EVIDENCE];

    /// Returns the field with a name on disk.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ON_DISK.into_iter();
        all.find(|field| field.description().name == name)
    }

    /// Returns the name on disk, for example `source`.
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// Returns the names and texts of the field.
    pub fn description(self) -> &'static FieldDescription {
        match self {
            AnnotationField::Label => &FieldDescription {
                name: "label",
                heading: "Label",
                prompt: "Label",
                edit: "take off the label",
                placeholder: "LABEL",
                help: "The label's id, name or key",
                is_address: false,
                is_prose: false,
            },
            AnnotationField::Text(TypedField::Note) => &FieldDescription {
                name: "note",
                heading: "Note",
                prompt: "Note",
                edit: "write a note",
                placeholder: "NOTE",
                help: "A note. An empty value removes the note, here and in the options below",
                is_address: false,
                is_prose: true,
            },
            AnnotationField::Text(TypedField::Evidence) => &FieldDescription {
                name: "evidence",
                heading: "Evidence",
                prompt: "Address of the evidence",
                edit: "write the evidence",
                placeholder: "EVIDENCE",
                help: "The address of the evidence",
                is_address: true,
                is_prose: false,
            },
            AnnotationField::Words(WordsField::Source) => &FieldDescription {
                name: "source",
                heading: "Source",
                prompt: "Source",
                edit: "mark the source",
                placeholder: "SOURCE",
                help: "The source: words of the annotation, or any words of the article",
                is_address: false,
                is_prose: true,
            },
            AnnotationField::Words(WordsField::Cue) => &FieldDescription {
                name: "cue",
                heading: "Cue",
                prompt: "Cue",
                edit: "mark the cue",
                placeholder: "CUE",
                help: "The cue: words like --source",
                is_address: false,
                is_prose: true,
            },
            AnnotationField::Confidence => &FieldDescription {
                name: "confidence",
                heading: "Confidence",
                prompt: "Confidence",
                edit: "change the confidence",
                placeholder: "CONFIDENCE",
                help: "The confidence: 1 low, 2 medium, 3 high",
                is_address: false,
                is_prose: false,
            },
        }
    }
}

impl TypedField {
    /// Every field that a reviewer types.
    pub const ALL: [TypedField; 2] = [TypedField::Note, TypedField::Evidence];

    /// Returns the title of the line in which the text is typed.
    pub fn prompt(self) -> &'static str {
        AnnotationField::Text(self).description().prompt
    }
}

impl AnnotationContent {
    /// Returns true if no field is filled.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the text of a field.
    pub fn text(&self, field: TypedField) -> Option<&str> {
        match field {
            TypedField::Note => self.note.as_deref(),
            TypedField::Evidence => self.evidence.as_deref(),
        }
    }

    /// Returns the text of a field, mutable.
    pub fn text_mut(&mut self, field: TypedField) -> &mut Option<String> {
        match field {
            TypedField::Note => &mut self.note,
            TypedField::Evidence => &mut self.evidence,
        }
    }

    /// Returns the words of a field.
    pub fn words(&self, field: WordsField) -> Option<&AttributionPart> {
        match field {
            WordsField::Source => self.source.as_ref(),
            WordsField::Cue => self.cue.as_ref(),
        }
    }

    /// Returns the words of a field, mutable.
    pub fn words_mut(&mut self, field: WordsField) -> &mut Option<AttributionPart> {
        match field {
            WordsField::Source => &mut self.source,
            WordsField::Cue => &mut self.cue,
        }
    }

    /// Returns the value of a field as text: the label's id, the text, the words, or the number from 1
    /// to 3.
    pub fn value(&self, field: AnnotationField) -> Option<String> {
        match field {
            AnnotationField::Label => self.label.as_ref().map(|label| label.0.clone()),
            AnnotationField::Text(field) => self.text(field).map(str::to_owned),
            AnnotationField::Words(field) => self.words(field).map(|part| part.quote.clone()),
            AnnotationField::Confidence => self.confidence.map(|known| known.number().to_string()),
        }
    }

    /// Returns the texts of the filled [`TypedField`]s.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        TypedField::ALL.into_iter().filter_map(|field| self.text(field))
    }

    /// Returns the filled [`WordsField`]s.
    pub fn parts(&self) -> impl Iterator<Item = &AttributionPart> {
        [&self.source, &self.cue].into_iter().flatten()
    }

    /// Returns the filled [`WordsField`]s, mutable.
    pub fn parts_mut(&mut self) -> impl Iterator<Item = &mut AttributionPart> {
        [&mut self.source, &mut self.cue].into_iter().flatten()
    }

    /// Returns the content without the places in the open text, which no file holds.
    #[must_use]
    pub fn as_recorded(&self) -> Self {
        let mut content = self.clone();
        content.parts_mut().for_each(|part| part.span = Span::default());
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_holds_every_field() {
        for field in AnnotationField::ON_DISK {
            assert_eq!(AnnotationField::from_name(field.name()), Some(field));
            let in_prose = AnnotationField::IN_PROSE.contains(&field);
            assert_eq!(in_prose, field != LABEL, "{field:?}");
            let in_details = AnnotationField::IN_DETAILS.contains(&field);
            assert_eq!(in_details, field != LABEL && field != NOTE, "{field:?}");
        }
    }
}
