//! The list of annotations that do not stand where they were made, article by article.

use copydesk::project::DisplacedAnchor;

use super::list::Rows;

/// One row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// An article whose text changed, before its annotations.
    Article(usize),
    /// One of the annotations, by its number.
    Annotation(usize),
}

/// The list with the place that is looked at.
#[derive(Debug, Default)]
pub struct Moved {
    pub rows: Rows,
    pub items: Vec<Row>,
    pub annotations: Vec<DisplacedAnchor>,
    /// A row and which of the places of its annotation is shown.
    stepped: (usize, usize),
}

impl Moved {
    /// The selected row.
    pub fn row(&self) -> Option<Row> {
        self.items.get(self.rows.selected).copied()
    }

    /// The annotation of the selected row, and which of its places is shown.
    pub fn selected(&self) -> Option<(&DisplacedAnchor, usize)> {
        let Some(Row::Annotation(nth)) = self.row() else {
            return None;
        };
        let (row, place) = self.stepped;
        let shown = if row == self.rows.selected { place } else { 0 };
        Some((self.annotations.get(nth)?, shown))
    }

    /// Shows another of the places where the selected annotation could stand; false when there is none.
    pub fn step(&mut self, by: isize) -> bool {
        let Some((annotation, shown)) = self.selected() else {
            return false;
        };
        let n = annotation.places.len();
        if n < 2 {
            return false;
        }
        let next = (shown + n).saturating_add_signed(by) % n;
        self.stepped = (self.rows.selected, next);
        true
    }
}
