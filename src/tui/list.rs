//! The list that all list views share: rows, filter, ticks, selection, and the window of rows on the screen.
//!
//! A view fills [`ViewList::items`] and draws one row; [`ListCursor`] selects and scrolls.
//! Invariant: [`ListCursor::selected`] is a row of the list, or 0 in an empty list.

use std::collections::BTreeSet;

use copydesk::command::MoveCommand;

/// The rows of a view with their filter and ticks.
#[derive(Debug)]
pub struct ViewList<T> {
    pub rows: ListCursor,
    pub items: Vec<T>,
    /// Words of the wanted rows, for example `budget vote`.
    pub filter: String,
    /// Rows for the next decision.
    pub ticked: BTreeSet<T>,
}

impl<T> Default for ViewList<T> {
    fn default() -> Self {
        Self {
            rows: ListCursor::default(),
            items: Vec::new(),
            filter: String::new(),
            ticked: BTreeSet::new(),
        }
    }
}

impl<T> ViewList<T> {
    /// Returns the item of the selected row.
    pub fn selected(&self) -> Option<&T> {
        self.items.get(self.rows.selected)
    }

    /// Replaces the items; the selection stays as near as possible.
    pub fn replace(&mut self, items: Vec<T>) {
        self.rows.resize(items.len());
        self.items = items;
    }
}

impl<T: Copy> ViewList<T> {
    /// Returns the ticked rows, else the selected row.
    pub fn chosen(&self) -> Vec<T> {
        match self.ticked.is_empty() {
            true => self.selected().copied().into_iter().collect(),
            false => self.ticked.iter().copied().collect(),
        }
    }
}

/// The list of any view, for rows of any type.
pub trait AnyList {
    /// Returns selection and window.
    fn rows(&self) -> &ListCursor;

    /// Returns selection and window for a change.
    fn rows_mut(&mut self) -> &mut ListCursor;

    /// Returns the filter: words of the wanted rows.
    fn filter(&self) -> &str;

    /// Replaces the filter; the rows change only with the next
    /// [`View::refresh`](super::views::View::refresh).
    fn set_filter(&mut self, filter: String);

    /// Ticks the selected row, or takes its tick off, and selects the next row.
    fn tick(&mut self);

    /// Ticks all rows, or takes all ticks off if every row is ticked.
    fn tick_all(&mut self);
}

impl<T: Clone + Ord> AnyList for ViewList<T> {
    fn rows(&self) -> &ListCursor {
        &self.rows
    }

    fn rows_mut(&mut self) -> &mut ListCursor {
        &mut self.rows
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, filter: String) {
        self.filter = filter;
    }

    fn tick(&mut self) {
        if let Some(row) = self.selected().cloned() {
            if !self.ticked.remove(&row) {
                self.ticked.insert(row);
            }
            self.rows.go(MoveCommand::Next, 1);
        }
    }

    fn tick_all(&mut self) {
        let all: BTreeSet<T> = self.items.iter().cloned().collect();
        self.ticked = if self.ticked == all { BTreeSet::new() } else { all };
    }
}

/// Selection and scroll position of a list of `len` rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCursor {
    /// Number of rows.
    pub len: usize,
    /// The selected row; 0 in an empty list.
    pub selected: usize,
    /// The first row in the window.
    pub top: usize,
}

impl ListCursor {
    /// Sets the number of rows; the selection stays as near as possible.
    pub fn resize(&mut self, len: usize) {
        self.len = len;
        self.selected = self.selected.min(len.saturating_sub(1));
    }

    /// Selects a row; past the end, the last row.
    pub fn select(&mut self, row: usize) {
        self.selected = row.min(self.len.saturating_sub(1));
    }

    /// Moves the selection in a window of `height` rows.
    pub fn go(&mut self, command: MoveCommand, height: usize) {
        let page = height.max(1);
        let target = match command {
            MoveCommand::Next => self.selected + 1,
            MoveCommand::Previous => self.selected.saturating_sub(1),
            MoveCommand::HalfPageDown => self.selected + page.div_ceil(2),
            MoveCommand::HalfPageUp => self.selected.saturating_sub(page.div_ceil(2)),
            MoveCommand::PageDown => self.selected + page,
            MoveCommand::PageUp => self.selected.saturating_sub(page),
            MoveCommand::First => 0,
            MoveCommand::Last => self.len,
        };
        self.select(target);
    }

    /// Scrolls until the selected row is in a window of `height` rows.
    pub fn follow(&mut self, height: usize) {
        let height = height.max(1);
        self.top = self.top.clamp((self.selected + 1).saturating_sub(height), self.selected);
        self.top = self.top.min(self.len.saturating_sub(height));
    }

    /// Returns the rows in a window of `height` rows.
    pub fn seen(&self, height: usize) -> std::ops::Range<usize> {
        self.top.min(self.len)..(self.top + height).min(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_row_is_always_seen() {
        let mut rows = ListCursor { len: 100, ..ListCursor::default() };
        for command in [
            MoveCommand::PageDown,
            MoveCommand::Last,
            MoveCommand::HalfPageUp,
            MoveCommand::First,
            MoveCommand::Next,
        ] {
            rows.go(command, 10);
            rows.follow(10);
            assert!(rows.seen(10).contains(&rows.selected), "{command:?}: {rows:?}");
        }
        rows.resize(1);
        rows.follow(10);
        assert_eq!(rows, ListCursor { len: 1, selected: 0, top: 0 });
    }

    #[test]
    fn an_empty_list_has_nothing_to_go_to() {
        let mut rows = ListCursor::default();
        rows.go(MoveCommand::Last, 5);
        rows.go(MoveCommand::Next, 0);
        rows.follow(0);
        assert_eq!(rows, ListCursor::default());
    }
}
