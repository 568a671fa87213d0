//! The passages finder: query, counts, hits, and the selected hit in its context.

use copydesk::{
    find::Hit,
    text::{Span, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    lists, paint,
    sheets::{marked, shift},
};
use crate::tui::{
    app::App,
    layout::Regions,
    pane::overlay::{Focus, Passages},
    theme::Part,
};

/// Draws the finder over the body.
pub fn passages(buffer: &mut Buffer, app: &App, regions: &Regions, passages: &Passages) {
    let theme = app.theme;
    let parts = regions.finder();
    paint::clear(buffer, regions.above_status());
    let prompt = if passages.focus == Focus::Field {
        " › "
    } else {
        "   "
    };
    let words = [
        (" Passages", theme.part(Part::Heading)),
        (prompt, theme.part(Part::Key)),
        (passages.field.text(), theme.part(Part::Text)),
    ];
    paint::words(buffer, parts.field, &words);
    let (words, part) = counts(app, passages);
    let at = Position::new(parts.counts.x + 1, parts.counts.y);
    paint::put(buffer, at, parts.counts.width - 1, &words, theme.part(part));
    for (row, y) in passages
        .rows
        .seen(usize::from(parts.rows.height))
        .zip(parts.rows.y..)
    {
        let line = Rect {
            y,
            height: 1,
            ..parts.rows
        };
        hit_row(buffer, app, passages, (row, line));
        if row == passages.rows.selected {
            let part = if passages.focus == Focus::Rows {
                Part::Active
            } else {
                Part::Cursor
            };
            paint::tint(buffer, line, theme.part(part));
        }
    }
    if let Some(hit) = passages.found.hits.get(passages.rows.selected) {
        preview(buffer, app, hit, parts.preview);
    }
}

fn counts(app: &App, passages: &Passages) -> (String, Part) {
    let found = &passages.found;
    if let Some(error) = &passages.error {
        return (format!("not clear yet: {error}"), Part::Warning);
    }
    if passages.field.is_empty() {
        let words = "words in any order · \"a phrase\" · 'exact · !not · label:unsourced · in:000";
        return (words.to_owned(), Part::Dim);
    }
    let mut words = format!("{} exact · {} near", found.exact, found.near);
    if passages.scattered {
        words.push_str(&format!(" · {} scattered", found.scattered));
    }
    let all = found.exact
        + found.near
        + if passages.scattered {
            found.scattered
        } else {
            0
        };
    if all > found.hits.len() {
        words.push_str(&format!(" · the first {} are shown", found.hits.len()));
    }
    if !passages.ticked.is_empty() {
        words.push_str(&format!(" · {} ticked", passages.ticked.len()));
    }
    if app.project.n_waiting() > 0 {
        words.push_str(&format!(
            " · {} articles still to read",
            app.project.n_waiting()
        ));
    }
    (words, Part::Dim)
}

fn hit_row(buffer: &mut Buffer, app: &App, passages: &Passages, (row, line): (usize, Rect)) {
    let theme = app.theme;
    let hit = &passages.found.hits[row];
    let (index, sentence) = (hit.passage.article, hit.passage.sentence);
    let Some(article) = app.project.article(index) else {
        return;
    };
    let label = app.project.tally_of(index).label(sentence);
    let is_ticked = passages.ticked.contains(&(index, sentence));
    let rest = lists::passage_head(buffer, app, line, (index, label, is_ticked));
    let part = if label.is_some() {
        Part::Dim
    } else {
        Part::Text
    };
    let from = window_start(article, hit, usize::from(rest.width));
    let span = Span::new(from, hit.passage.span.end);
    let marks = shift(&hit.marks, span);
    let (words, lead) = (
        article.words(span),
        if from > hit.passage.span.start {
            "…"
        } else {
            ""
        },
    );
    let x = paint::words(buffer, rest, &[(lead, theme.part(Part::Dim))]);
    let rest = Rect {
        x,
        width: rest.right().saturating_sub(x),
        ..rest
    };
    marked(
        buffer,
        rest,
        words,
        &marks,
        (theme.part(part), theme.part(Part::Hit)),
    );
}

/// The byte from which a long passage is shown, so that its first hit is seen.
fn window_start(article: &copydesk::corpus::Article, hit: &Hit, room: usize) -> usize {
    let start = hit.passage.span.start;
    let Some(first) = hit.marks.first() else {
        return start;
    };
    let before = article.words(Span::new(start, first.start));
    if paint::width(before) + paint::width(article.words(*first)) < room {
        return start;
    }
    let words = before
        .char_indices()
        .rev()
        .filter(|(_, c)| c.is_whitespace());
    words
        .map(|(at, _)| start + at + 1)
        .nth(2)
        .unwrap_or(first.start)
}

/// Draws the block of the selected hit, with the hit's places marked.
fn preview(buffer: &mut Buffer, app: &App, hit: &Hit, area: Rect) {
    let theme = app.theme;
    let Some(article) = app.project.article(hit.passage.article) else {
        return;
    };
    let edge = Rect { height: 1, ..area };
    paint::rule(buffer, edge, theme.part(Part::Rule));
    let title = format!(" {} ", article.name());
    let at = Position::new(area.x + 2, area.y);
    paint::put(
        buffer,
        at,
        area.width.saturating_sub(2),
        &title,
        theme.part(Part::Dim),
    );
    let sentence = article.outline.sentences.get(hit.passage.sentence);
    let Some(block) = sentence.map(|sentence| article.outline.blocks[sentence.block].span) else {
        return;
    };
    let cols = usize::from(area.width.saturating_sub(4)).clamp(1, 80);
    let rows = wrap(&article.text, block, cols);
    let first = rows
        .iter()
        .position(|row| row.end > hit.passage.span.start)
        .unwrap_or(0);
    let height = usize::from(area.height.saturating_sub(1));
    let top = first
        .saturating_sub(1)
        .min(rows.len().saturating_sub(height));
    for (row, y) in rows.into_iter().skip(top).zip(area.y + 1..area.bottom()) {
        let line = Rect {
            x: area.x + 2,
            y,
            width: area.width.saturating_sub(2),
            height: 1,
        };
        let part = if row.overlaps(hit.passage.span) {
            Part::Text
        } else {
            Part::Dim
        };
        let marks = shift(&hit.marks, row);
        let styles = (theme.part(part), theme.part(Part::Hit));
        marked(buffer, line, article.words(row), &marks, styles);
    }
}

/// Where the hardware cursor sits: in the query, or on the selected row.
pub fn cursor(regions: &Regions, passages: &Passages) -> Position {
    let parts = regions.finder();
    if passages.focus == Focus::Rows {
        let offset = passages.rows.selected.saturating_sub(passages.rows.top) as u16;
        return Position::new(parts.rows.x, parts.rows.y + offset);
    }
    let cols = 12 + paint::columns(passages.field.before_cursor());
    Position::new(
        (parts.field.x + cols).min(parts.field.right() - 1),
        parts.field.y,
    )
}
