//! The concordance: keywords in one column, the words around them, and a count for each article.
//!
//! [`super::finder`] draws the query, its filters and the counts of hits. This file owns the lines and the
//! bars, and builds only visible lines.

use copydesk::{
    corpus::Article,
    find::{ConcordanceLine, LineContext, around},
    text::{Span, count},
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::passage_row::{RowTick, passage_head};
use crate::tui::draw::{abbreviate::article_name, paint};
use crate::tui::{
    app::App,
    state::finder::{FinderPopup, FinderResults},
    theme::Part,
};

/// Least columns of a screen with article names before the lines, and the columns of a name.
const NAME: (u16, usize) = (100, 14);

/// Draws the line of a row: tick, letter of the label, the article if room is left, the words.
pub fn row(
    buffer: &mut Buffer,
    app: &App,
    (line, is_ticked): (&ConcordanceLine, bool),
    area: Rect,
) {
    let theme = app.theme;
    let Some(article) = app.project.article(line.passage.article) else { return };
    let tally = app.project.tally_of(line.passage.article);
    let label = tally.label(line.passage.sentence);
    let name_columns = if area.width >= NAME.0 { NAME.1 } else { 0 };
    let row = (line.passage.article, label, RowTick::new(is_ticked));
    let rest = passage_head(buffer, app.scene(), (area, name_columns), row);
    let (text, hit) = if label.is_some() {
        (theme.part(Part::Dim), theme.part(Part::Dim).patch(theme.part(Part::Hit)))
    } else {
        (theme.part(Part::Text), theme.part(Part::Hit))
    };
    let left = rest.width * 2 / 5;
    let cols = (usize::from(left), usize::from(rest.width - left));
    let shown = around(whole(article), line.keyword, cols);
    let words = paint::past(rest, left - (shown.left_cols as u16).min(left));
    let parts = [(shown.left.as_str(), text), (&shown.keyword, hit), (&shown.right, text)];
    paint::words(buffer, words, &parts);
}

fn whole(article: &Article) -> LineContext<'_> {
    LineContext { text: &article.text, within: Span::new(0, article.text.len()) }
}

/// Columns of the names beside the bars; the numbers have columns of their own.
const BAR_NAME: usize = 16;
const BAR_NUMBER: u16 = 7;

/// Draws a bar for each article, most lines first; the article of the selected row is marked.
pub fn counts(buffer: &mut Buffer, app: &App, finder: &FinderPopup, area: Rect) {
    let FinderResults::Lines { found, counts, .. } = &finder.results else { return };
    let theme = app.theme;
    let most = counts.first().map_or(1, |(_, n)| *n).max(1);
    let here = finder.passage(finder.rows.selected).map(|passage| passage.article);
    let room = usize::from(area.height.saturating_sub(1));
    let shown = counts.len().min(room.saturating_sub(usize::from(found.counts.len() > room)));
    let title = format!(" {} in {}", found.total, count(found.counts.len(), "article"));
    paint::text(buffer, area, &title, theme.part(Part::Heading));
    let room = area.width.saturating_sub(BAR_NAME as u16 + 3 + BAR_NUMBER);
    for ((article, n), y) in counts.iter().take(shown).zip(area.y + 1..area.bottom()) {
        let mark = if here == Some(*article) { "▸" } else { " " };
        let name = format!("{:<BAR_NAME$} ", article_name(&app.project, *article, BAR_NAME));
        // A bar of at least one cell: the article has a line.
        let cells = (*n * usize::from(room)).div_ceil(most);
        let bar = "█".repeat(cells);
        let number = format!(" {n}");
        let parts = [
            (mark, theme.part(Part::Key)),
            (&name, theme.part(Part::Dim)),
            (&bar, theme.part(Part::CursorMark)),
            (&number, theme.part(Part::Text)),
        ];
        let row = Rect { y, height: 1, ..area };
        paint::words(buffer, row, &parts);
    }
    let n_hidden = found.counts.len() - shown;
    if n_hidden > 0 && area.height > 1 {
        let below = Rect { y: area.y + 1 + shown as u16, ..area };
        let words = format!(" and {}", count(n_hidden, "more article"));
        paint::text(buffer, below, &words, theme.part(Part::Dim));
    }
}
