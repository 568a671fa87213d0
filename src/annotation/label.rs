//! The codebook: labels are data, with definition, example and key.

use serde::{Deserialize, Serialize};

/// A label's name in files: lower case, words joined by `_` ("not_a_claim").
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LabelId(pub String);

/// Which of the theme's label styles a label is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Attributed to somebody.
    Sourced,
    /// Nobody, or nobody in particular, said it.
    Unsourced,
    /// Repeated text.
    Boilerplate,
    /// Not a proposition.
    NotAClaim,
    /// The user's own labels.
    Custom,
}

/// One label of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Name in files.
    pub id: LabelId,
    /// Name on the screen ("not a claim").
    pub name: String,
    /// The key that puts it: `1` to `9`.
    pub key: char,
    /// The letter that shows it in the gutter; one column wide.
    pub letter: char,
    /// Its style.
    pub role: Role,
    /// When to use it.
    pub definition: String,
    /// Sentences that carry it.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// Why a codebook is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodebookError {
    /// Two labels share an id, key or letter.
    #[error("labels {first:?} and {second:?} share {what}: give one of them another")]
    Shared {
        /// Id of the first.
        first: String,
        /// Id of the second.
        second: String,
        /// What they share, with its value.
        what: String,
    },
    /// A label's id, key or letter is not usable.
    #[error("label {id:?}: {problem}")]
    Bad {
        /// Its id.
        id: String,
        /// What is wrong with it and what to do.
        problem: String,
    },
}
