//! The table of shared words: one row and one column for each article, and a number in every cell.
//!
//! Only cells on the screen are counted. The number says how many words of the row's article stand in the
//! column's article too; where both are one article, in any other.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{lists, paint};
use crate::tui::{
    app::App,
    layout::{MATRIX_CELL, MATRIX_NAME, Regions},
    theme::Part,
};

/// Draws the cells that are seen.
pub fn matrix(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.views.matrix.list;
    let title = match &app.background.repeats {
        None => format!("Shared words: {}", super::repeats::comparing(app)),
        Some(_) => selected(app),
    };
    lists::heading(buffer, app, regions.main, (&title, &list.filter));
    let cells = regions.cells();
    let n_cols = usize::from(cells.width / MATRIX_CELL);
    for (col, x) in app
        .views
        .matrix
        .columns
        .seen(n_cols)
        .zip((cells.x..).step_by(usize::from(MATRIX_CELL)))
    {
        let part = if col == app.views.matrix.columns.selected {
            Part::Heading
        } else {
            Part::Dim
        };
        let number = format!("{:>width$}", col + 1, width = usize::from(MATRIX_CELL) - 1);
        let at = Position::new(x, cells.y);
        paint::put(buffer, at, MATRIX_CELL, &number, app.theme.part(part));
    }
    lists::rows(
        buffer,
        app,
        &list.rows,
        regions.table(),
        |buffer, row, line| {
            if let Some(article) = list.items.get(row) {
                numbers(buffer, app, (row, *article), (line, cells));
            }
        },
    );
}

/// What the selected number means.
fn selected(app: &App) -> String {
    let (Some(repeats), Some([row, column])) = (&app.background.repeats, app.pair()) else {
        return "Shared words (no article)".to_owned();
    };
    let shared = app.project.shared_words(repeats, row);
    let (n, all) = (shared.with(column), shared.n_words());
    let name = |list: &crate::tui::list::ListCursor| list.selected + 1;
    let from = name(&app.views.matrix.list.rows);
    if row == column {
        format!("Shared words: {n} of {all} words of article {from} stand in any other")
    } else {
        let to = name(&app.views.matrix.columns);
        format!("Shared words: {n} of {all} words of article {from} stand in article {to}")
    }
}

fn numbers(buffer: &mut Buffer, app: &App, (row, article): (usize, usize), at: (Rect, Rect)) {
    let (line, cells) = at;
    let name = lists::name(app, article, usize::from(MATRIX_NAME) - 7);
    let name = format!(" {:>4} {name}", row + 1);
    let start = Position::new(line.x, line.y);
    let text = app.theme.part(Part::Text);
    paint::put(buffer, start, MATRIX_NAME, &name, text);
    let Some(repeats) = &app.background.repeats else {
        return;
    };
    let shared = app.project.shared_words(repeats, article);
    let n_cols = usize::from(cells.width / MATRIX_CELL);
    let columns = app.views.matrix.columns.seen(n_cols);
    for (col, x) in columns.zip((cells.x..).step_by(usize::from(MATRIX_CELL))) {
        let Some(other) = app.views.matrix.list.items.get(col) else {
            continue;
        };
        let n = shared.with(*other);
        let part = match n {
            0 => Part::Dim,
            _ if *other == article => Part::Dim,
            _ => Part::Text,
        };
        let is_selected =
            col == app.views.matrix.columns.selected && row == app.views.matrix.list.rows.selected;
        let number = if is_selected {
            format!("›{n:>width$}", width = usize::from(MATRIX_CELL) - 2)
        } else {
            format!("{n:>width$}", width = usize::from(MATRIX_CELL) - 1)
        };
        let part = if is_selected { Part::Heading } else { part };
        let at = Position::new(x, line.y);
        paint::put(buffer, at, MATRIX_CELL, &number, app.theme.part(part));
    }
}
