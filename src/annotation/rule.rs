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
    /// Time of creation, in whole seconds.
    pub created: Timestamp,
}
