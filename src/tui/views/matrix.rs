//! The table of shared words: one row and one column for each article, and a number in every cell.
//!
//! Only cells on the screen are counted. The number counts words of the row's article with a copy in the
//! column's article; on the diagonal, with a copy in any other article.

use copydesk::{
    command::{Command, MoveCommand},
    text::{agree, count},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    articles::matching_articles,
    repeats::{comparing, kind_words},
    request::ViewRequest,
    view::{CLOSE, FILTER, HELP, LABEL_ALL, OPEN, RowSide, UNDO, View, has_list},
};
use crate::tui::{
    draw::{abbreviate::article_name, paint, pen::TextPen},
    layout::{MATRIX_CELL, MATRIX_NAME, Regions},
    list::{ListCursor, ViewList},
    scene::Scene,
    state::occurrences::{OccurrenceFilter, OccurrenceSubject},
    theme::Part,
};

/// The articles of the table: its rows, and in the same order its columns.
#[derive(Debug, Default)]
pub struct MatrixView {
    pub list: ViewList<usize>,
    columns: ListCursor,
}

impl View for MatrixView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let title = match &scene.background.repeats {
            None => format!("Shared words: {}", comparing(scene.background)),
            Some(_) => self.selected_in_words(scene),
        };
        let frame = self.frame(regions, title, "");
        let cells = regions.cells();
        for (column, x) in self.columns_of(cells) {
            let part = if column == self.columns.selected { Part::Heading } else { Part::Dim };
            let number = format!("{:>width$}", column + 1, width = usize::from(MATRIX_CELL) - 1);
            let at = Position::new(x, cells.y);
            paint::put(buffer, at, MATRIX_CELL, &number, scene.theme.part(part));
        }
        self.list.draw(buffer, scene, &frame, |buffer, (row, article), line| {
            self.numbers(buffer, scene, (row, *article), (line, cells));
        });
    }

    /// Writes the two articles of the selected number, and the passages of both.
    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let (Some(repeats), Some([row, column])) = (&scene.background.repeats, self.pair()) else {
            return;
        };
        let numbers = [self.list.rows.selected, self.columns.selected];
        for (number, article) in numbers.into_iter().zip([row, column]) {
            let name = article_name(scene.project, article, 200);
            pen.heading(scene, &format!("{} {name}", number + 1));
        }
        let shared = scene.project.shared_words(repeats, row);
        for cluster in shared.clusters_with(column) {
            pen.write(kind_words(cluster.kind), scene.theme.part(Part::Dim));
            pen.write(&cluster.pattern, scene.theme.part(Part::Text));
        }
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        self.details(&mut TextPen::beside_edge(buffer, area), scene);
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, LABEL_ALL, CLOSE, HELP, FILTER, UNDO]
    }

    has_list!(filtered);

    fn area(&self, regions: &Regions) -> Rect {
        regions.table()
    }

    fn refresh(&mut self, scene: Scene<'_>) {
        let rows = matching_articles(scene.project, &self.list.filter);
        self.columns.resize(rows.len());
        self.list.replace(rows);
    }

    fn open(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        self.show_pair(scene, false)
    }

    fn label_all(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        self.show_pair(scene, true)
    }

    fn step_aside(&mut self, side: RowSide, scene: Scene<'_>) -> Vec<ViewRequest> {
        let step = match side {
            RowSide::Right => MoveCommand::Next,
            RowSide::Left => MoveCommand::Previous,
        };
        self.columns.go(step, 1);
        let cells = scene.regions().map_or(MATRIX_CELL, |regions| regions.cells().width);
        self.columns.follow(usize::from(cells / MATRIX_CELL));
        Vec::new()
    }
}

impl MatrixView {
    /// Returns the articles of the selected cell: first the row's article, then the column's article.
    fn pair(&self) -> Option<[usize; 2]> {
        let column = self.list.items.get(self.columns.selected)?;
        Some([*self.list.selected()?, *column])
    }

    /// Returns the columns on the screen, each with the first screen column of its cells.
    fn columns_of(&self, cells: Rect) -> impl Iterator<Item = (usize, u16)> {
        let seen = self.columns.seen(usize::from(cells.width / MATRIX_CELL));
        seen.zip((cells.x..).step_by(usize::from(MATRIX_CELL)))
    }

    /// Returns the meaning of the selected number, for example `12 of 90 words of article 1 stand in
    /// article 2`.
    fn selected_in_words(&self, scene: Scene<'_>) -> String {
        let (Some(repeats), Some([row, column])) = (&scene.background.repeats, self.pair()) else {
            return "Shared words (no article)".to_owned();
        };
        let shared = scene.project.shared_words(repeats, row);
        let (n, all) = (shared.with(column), shared.n_words());
        let (from, to) = (self.list.rows.selected + 1, self.columns.selected + 1);
        let (words, stand) = (count(all, "word"), agree(n, "stands", "stand"));
        if row == column {
            format!("Shared words: {n} of {words} of article {from} {stand} in any other")
        } else {
            format!("Shared words: {n} of {words} of article {from} {stand} in article {to}")
        }
    }

    /// Draws one row of the table: the article's name and its numbers.
    fn numbers(
        &self,
        buffer: &mut Buffer,
        scene: Scene<'_>,
        (row, article): (usize, usize),
        (line, cells): (Rect, Rect),
    ) {
        let name = article_name(scene.project, article, usize::from(MATRIX_NAME) - 7);
        let name = format!(" {:>4} {name}", row + 1);
        let at = line.as_position();
        paint::put(buffer, at, MATRIX_NAME, &name, scene.theme.part(Part::Text));
        let Some(repeats) = &scene.background.repeats else { return };
        let shared = scene.project.shared_words(repeats, article);
        let width = usize::from(MATRIX_CELL) - 1;
        for (column, x) in self.columns_of(cells) {
            let Some(other) = self.list.items.get(column) else { continue };
            let n = shared.with(*other);
            let is_selected = column == self.columns.selected && row == self.list.rows.selected;
            let (number, part) = match is_selected {
                true => (format!("›{n:>width$}", width = width - 1), Part::Heading),
                false if n == 0 || *other == article => (format!("{n:>width$}"), Part::Dim),
                false => (format!("{n:>width$}"), Part::Text),
            };
            let at = Position::new(x, line.y);
            paint::put(buffer, at, MATRIX_CELL, &number, scene.theme.part(part));
        }
    }

    /// Shows the passages in both articles of the selected cell.
    fn show_pair(&self, scene: Scene<'_>, is_labelling: bool) -> Vec<ViewRequest> {
        let (Some(repeats), Some([row, column])) = (&scene.background.repeats, self.pair()) else {
            return Vec::new();
        };
        let shared = scene.project.shared_words(repeats, row);
        let clusters = shared.clusters_with(column);
        if clusters.is_empty() {
            return vec![ViewRequest::tell(match row == column {
                true => "Nothing of this article stands in another one.",
                false => "These two articles share nothing.",
            })];
        }
        let showing =
            OccurrenceFilter { only: (row != column).then_some([row, column]), is_labelling };
        let subjects = clusters.iter().map(|known| OccurrenceSubject::Cluster(known.id));
        vec![ViewRequest::ShowPlaces(subjects.collect(), showing)]
    }
}
