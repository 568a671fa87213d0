//! The list of marks that do not stand where they were made, article by article.

use copydesk::project::DisplacedAnchor;

use super::list::Rows;

/// One row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// An article whose text changed, before its marks.
    Article(usize),
    /// One of the marks, by its number.
    Mark(usize),
}

/// The list with the place that is looked at.
#[derive(Debug, Default)]
pub struct Moved {
    pub rows: Rows,
    pub items: Vec<Row>,
    pub marks: Vec<DisplacedAnchor>,
    /// A row and which of the places of its mark is shown.
    stepped: (usize, usize),
}

impl Moved {
    /// The selected row.
    pub fn row(&self) -> Option<Row> {
        self.items.get(self.rows.selected).copied()
    }

    /// The mark of the selected row, and which of its places is shown.
    pub fn selected(&self) -> Option<(&DisplacedAnchor, usize)> {
        let Some(Row::Mark(nth)) = self.row() else {
            return None;
        };
        let (row, place) = self.stepped;
        let shown = if row == self.rows.selected { place } else { 0 };
        Some((self.marks.get(nth)?, shown))
    }

    /// Shows another of the places where the selected mark could stand; false when there is none.
    pub fn step(&mut self, by: isize) -> bool {
        let Some((mark, shown)) = self.selected() else {
            return false;
        };
        let n = mark.places.len();
        if n < 2 {
            return false;
        }
        let next = (shown + n).saturating_add_signed(by) % n;
        self.stepped = (self.rows.selected, next);
        true
    }
}
