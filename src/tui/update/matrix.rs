//! The table of shared words: which pair is selected, and what both articles of it have in common.

use copydesk::command::MoveCommand;

use super::{motion::Way, occurrences::Showing};
use crate::tui::{
    app::{App, Tone},
    layout::MATRIX_CELL,
    pane::occurrences::Subject,
};

impl App {
    /// The articles of the selected cell: that of the row, then that of the column.
    pub fn pair(&self) -> Option<[usize; 2]> {
        let items = &self.views.matrix.list.items;
        let row = items.get(self.views.matrix.list.rows.selected)?;
        Some([*row, *items.get(self.views.matrix.columns.selected)?])
    }

    /// Goes a column to the side.
    pub(super) fn go_aside(&mut self, way: Way) {
        let step = match way {
            Way::On => MoveCommand::Next,
            Way::Back => MoveCommand::Previous,
        };
        self.views.matrix.columns.go(step, 1);
        self.follow_columns();
    }

    /// Scrolls so that the selected column is seen.
    pub(super) fn follow_columns(&mut self) {
        let cols = self.regions().map_or(1, |regions| {
            usize::from(regions.cells().width / MATRIX_CELL)
        });
        self.views.matrix.columns.follow(cols);
    }

    /// Shows what both articles of the selected cell say.
    pub(super) fn open_pair(&mut self, is_labelling: bool) {
        let (Some(repeats), Some([row, column])) = (self.background.repeats.clone(), self.pair())
        else {
            return;
        };
        let shared = self.project.shared_words(&repeats, row);
        let clusters = shared.clusters_with(column);
        if clusters.is_empty() {
            let words = if row == column {
                "Nothing of this article stands in another one."
            } else {
                "These two articles share nothing."
            };
            return self.tell(Tone::Told, words);
        }
        let showing = Showing {
            only: (row != column).then_some([row, column]),
            is_labelling,
        };
        let subjects = clusters.iter().map(|known| Subject::Cluster(known.id));
        self.show_subjects(subjects.collect(), showing);
    }
}
