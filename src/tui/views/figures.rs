//! Progress and figures of every article.

use crate::tui::list::ViewList;

/// The articles, by index.
#[derive(Debug, Default)]
pub struct FiguresView {
    pub list: ViewList<usize>,
}
