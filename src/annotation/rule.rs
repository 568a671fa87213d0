//! Batches: decisions made together, and rules: batches that continue.

use std::fmt;

use jiff::Timestamp;

use super::LabelId;

/// Id of the decisions of one key press in several places: 64 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchId(pub u64);

impl BatchId {
    /// Parses 16 lower-case hexadecimal digits.
    pub fn from_digits(digits: &str) -> Option<Self> {
        id_from_digits(digits).map(BatchId)
    }
}

/// Parses an id of 16 lower-case hexadecimal digits, for example `00000000000000a1`.
pub(crate) fn id_from_digits(digits: &str) -> Option<u64> {
    let id = u64::from_str_radix(digits, 16).ok()?;
    (format!("{id:016x}") == digits).then_some(id)
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StrokeId({self})")
    }
}

/// The part of an article that a label on an occurrence of a repeated passage is stored for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RepeatUnit {
    /// The repeated words; the sentence if only punctuation is missing. Rules of older versions have
    /// this unit.
    #[default]
    Words,
    /// The sentences with the words.
    Sentence,
    /// The sentences with the words, and the rest of the quotation of the same speaker.
    Quotation,
    /// The sentences on the line of the words.
    Line,
}

impl RepeatUnit {
    /// All units.
    pub const ALL: [RepeatUnit; 4] =
        [RepeatUnit::Words, RepeatUnit::Sentence, RepeatUnit::Quotation, RepeatUnit::Line];

    /// Returns the name in files and options, for example `quotation`.
    pub fn name(self) -> &'static str {
        match self {
            RepeatUnit::Words => "words",
            RepeatUnit::Sentence => "sentence",
            RepeatUnit::Quotation => "quotation",
            RepeatUnit::Line => "line",
        }
    }

    /// Returns the unit with a name, for example `quotation`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// Returns the unit in words, for example "the quotation with its sentence".
    pub fn words(self) -> &'static str {
        match self {
            RepeatUnit::Words => "the repeated words",
            RepeatUnit::Sentence => "the whole sentence",
            RepeatUnit::Quotation => "the quotation with its sentence",
            RepeatUnit::Line => "the whole line",
        }
    }
}

/// A decision for every place of a repeated passage, also for places found later.
///
/// Annotations made by a rule carry the rule's batch. A rule is a batch that continues; removing a rule
/// changes no label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The continued batch.
    pub id: BatchId,
    /// The passage, in the words of its first place.
    pub words: String,
    /// The label for its places.
    pub label: LabelId,
    /// The part of the article that the label is stored for.
    pub unit: RepeatUnit,
    /// Time of creation, in whole seconds.
    pub created: Timestamp,
    /// Paths of the articles without labels of the rule: the reviewer took the tick off their places.
    pub left_out: Vec<String>,
}
