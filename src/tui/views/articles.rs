//! The articles with their progress and problems.

use crate::tui::list::ViewList;

/// The articles, by index.
#[derive(Debug, Default)]
pub struct ArticlesView {
    pub list: ViewList<usize>,
}
