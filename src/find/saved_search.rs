//! A search with a name, kept in the store of a corpus.

use serde::{Deserialize, Serialize};

use super::{LineOrder, SearchMode};

/// The view of a saved search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedView {
    /// The best passages.
    #[default]
    Passages,
    /// Every place.
    Concordance,
}

/// A search with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Unique name.
    pub name: String,
    /// View of the results.
    #[serde(default)]
    pub view: SavedView,
    /// Interpretation of the query.
    #[serde(default = "plain")]
    pub mode: SearchMode,
    /// The order of a concordance.
    #[serde(default)]
    pub order: LineOrder,
    /// The typed text.
    pub query: String,
}

/// A hand-written entry without a `mode` means [`SearchMode::Words`].
fn plain() -> SearchMode {
    SearchMode::Words
}
