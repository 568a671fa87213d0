//! The article list beside the text on wide screens, with the figures of all articles under it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{bars::percent, figures::totals, lists::name, paint};
use crate::tui::{app::App, theme::Part};

/// Draws the article list beside the text, with its figures under it.
pub fn beside(buffer: &mut Buffer, app: &App, area: Rect) {
    let theme = app.theme;
    for y in area.top()..area.bottom() {
        let at = Position::new(area.right() - 1, y);
        paint::sign(buffer, at, "│", theme.part(Part::Rule));
    }
    let inner = Rect {
        x: area.x + 1,
        width: area.width - 3,
        ..area
    };
    let n_articles = app.project.len();
    let figures = (app.project.codebook().labels.len() as u16 + 3).min(inner.height / 2);
    let height = usize::from(inner.height - figures);
    let here = app.reader.place.article;
    let first = (here + 1)
        .saturating_sub(height)
        .min(n_articles.saturating_sub(height));
    for (index, y) in (first..n_articles).take(height).zip(inner.top()..) {
        let tally = app.project.tally_of(index);
        let progress = format!("{:>3} %", percent(tally.n_decided(), tally.n_sentences()));
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        let words = name(app, index, usize::from(inner.width) - 7);
        let part = if index == here {
            Part::Active
        } else {
            Part::Text
        };
        paint::put(
            buffer,
            Position::new(row.x, y),
            row.width,
            &words,
            theme.part(part),
        );
        paint::right(buffer, row, &progress, theme.part(Part::Dim));
    }
    let below = Rect {
        y: inner.bottom() - figures,
        height: figures,
        ..inner
    };
    totals(buffer, app, below);
}
