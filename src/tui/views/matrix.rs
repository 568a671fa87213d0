//! The table of shared words: one row and one column for each article.

use crate::tui::list::{ListCursor, ViewList};

/// The articles of the table: its rows, and in the same order its columns.
#[derive(Debug, Default)]
pub struct MatrixView {
    pub list: ViewList<usize>,
    pub columns: ListCursor,
}
