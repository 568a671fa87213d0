//! The source ledger: who speaks, in how many articles.

use crate::tui::list::ViewList;

/// The sources, by key.
#[derive(Debug, Default)]
pub struct SourcesView {
    pub list: ViewList<String>,
}
