//! The annotations whose article changed, article by article.

use copydesk::project::DisplacedAnchor;

use crate::tui::list::ViewList;

/// One row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorRow {
    /// An article whose text changed, before its annotations.
    Article(usize),
    /// One of the annotations, by its number.
    Annotation(usize),
}

/// The list with the place that is looked at.
#[derive(Debug, Default)]
pub struct AnchorsView {
    pub list: ViewList<AnchorRow>,
    pub annotations: Vec<DisplacedAnchor>,
    /// A row and which of the places of its annotation is shown.
    stepped: (usize, usize),
}

impl AnchorsView {
    /// The annotation of the selected row, and which of its places is shown.
    pub fn selected(&self) -> Option<(&DisplacedAnchor, usize)> {
        let Some(AnchorRow::Annotation(nth)) = self.list.selected() else {
            return None;
        };
        let (row, place) = self.stepped;
        let shown = if row == self.list.rows.selected {
            place
        } else {
            0
        };
        Some((self.annotations.get(*nth)?, shown))
    }

    /// Shows another of the places where the selected annotation could stand; false when there is none.
    pub fn step(&mut self, by: isize) -> bool {
        let Some((mark, shown)) = self.selected() else {
            return false;
        };
        let n = mark.places.len();
        if n < 2 {
            return false;
        }
        let next = (shown + n).saturating_add_signed(by) % n;
        self.stepped = (self.list.rows.selected, next);
        true
    }
}
