//! Decisions that were made together, and the rules that some of them became.

use std::fmt;

use jiff::Timestamp;

use super::LabelId;

/// Names the decisions that one key made in several places: 64 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchId(pub u64);

impl BatchId {
    /// The id of its 16 lower-case hexadecimal digits.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let id = u64::from_str_radix(digits, 16).map(BatchId).ok()?;
        (id.to_string() == digits).then_some(id)
    }
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

/// A decision that is meant for every place of a repeated passage, also those that turn up later.
///
/// What it labels carries its batch, as what was labelled when it was made does. So a rule is nothing but a
/// batch that goes on, and taking it away changes no label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The batch that it continues.
    pub id: BatchId,
    /// The passage, as it stood in the first of the places.
    pub words: String,
    /// What its places are.
    pub label: LabelId,
    /// When it was made; whole seconds.
    pub created: Timestamp,
}
