//! A search under a name, as it is kept for a corpus.

use serde::{Deserialize, Serialize};

use super::{Mode, Order};

/// What a saved search shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedView {
    /// The best passages.
    #[default]
    Passages,
    /// Every place.
    Concordance,
}

/// A search that can be asked for by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its name, unlike that of any other.
    pub name: String,
    /// What it shows.
    #[serde(default)]
    pub view: SavedView,
    /// How the query is meant.
    #[serde(default = "plain")]
    pub mode: Mode,
    /// The order of a concordance.
    #[serde(default)]
    pub order: Order,
    /// What was typed.
    pub query: String,
}

/// A hand-written entry that says nothing else is words in any order, as in the passages.
fn plain() -> Mode {
    Mode::Words
}
