//! The finder: query, filters, counts, hits, and the selected hit in its context.
//!
//! [`super::concordance`] draws the lines of a concordance.

use copydesk::{
    find::{LineOrder, Passage, SearchHit, SearchMode},
    text::{Span, count, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    concordance,
    passage_row::{NAME_COLUMNS, RowTick, passage_head},
    sheets::{marked, seen_part, shift},
};
use crate::tui::draw::paint;
use crate::tui::{
    app::App,
    layout::Regions,
    state::finder::{FinderFocus, FinderPopup, FinderResults},
    theme::Part,
};

/// Draws the finder over the body.
pub fn finder(buffer: &mut Buffer, app: &App, regions: &Regions, finder: &FinderPopup) {
    let theme = app.theme;
    let parts = regions.finder(finder.shape());
    paint::clear(buffer, regions.above_status());
    typed(buffer, app, finder, parts.field);
    if let Some(row) = parts.chips {
        chips(buffer, app, finder, row);
    }
    status(buffer, app, finder, parts.counts);
    if let Some(area) = parts.side {
        concordance::counts(buffer, app, finder, area);
    }
    if matches!(finder.results, FinderResults::Lines { shows_counts: true, .. })
        && parts.side.is_none()
    {
        concordance::counts(buffer, app, finder, parts.rows);
    } else {
        for (row, y) in finder.rows.seen(usize::from(parts.rows.height)).zip(parts.rows.y..) {
            let line = Rect { y, height: 1, ..parts.rows };
            draw_row(buffer, app, finder, (row, line));
            if row == finder.rows.selected {
                let part =
                    if finder.focus == FinderFocus::Rows { Part::Active } else { Part::Cursor };
                paint::tint(buffer, line, theme.part(part));
            }
        }
    }
    if let Some((passage, marks)) = selected(finder) {
        preview(buffer, app, (&passage, &marks), parts.preview);
    }
}

/// Returns the passage of the selected row and its matches.
fn selected(finder: &FinderPopup) -> Option<(Passage, Vec<Span>)> {
    let row = finder.rows.selected;
    match &finder.results {
        FinderResults::Passages { found, .. } => {
            let hit = found.hits.get(row)?;
            Some((hit.passage, hit.marks.clone()))
        }
        FinderResults::Lines { found, .. } => {
            let line = found.lines.get(row)?;
            Some((line.passage, vec![line.keyword]))
        }
    }
}

fn draw_row(buffer: &mut Buffer, app: &App, finder: &FinderPopup, (row, line): (usize, Rect)) {
    let is_ticked = finder.sentence(row).is_some_and(|known| finder.ticked.contains(&known));
    match &finder.results {
        FinderResults::Passages { found, .. } => {
            if let Some(hit) = found.hits.get(row) {
                hit_row(buffer, app, (hit, is_ticked), line);
            }
        }
        FinderResults::Lines { found, .. } => {
            if let Some(known) = found.lines.get(row) {
                concordance::row(buffer, app, (known, is_ticked), line);
            }
        }
    }
}

/// Returns the title and the sign before the query, for example ` Passages` and ` › `.
fn prompt(finder: &FinderPopup) -> (&'static str, &'static str) {
    let title = match finder.results {
        FinderResults::Passages { .. } => " Passages",
        FinderResults::Lines { .. } => " Concordance",
    };
    match finder.focus {
        FinderFocus::Field => (title, " › "),
        FinderFocus::Rows => (title, "   "),
    }
}

/// Draws the query; of a long query, the part before the cursor.
fn typed(buffer: &mut Buffer, app: &App, finder: &FinderPopup, row: Rect) {
    let theme = app.theme;
    let (title, sign) = prompt(finder);
    let how = match finder.results {
        FinderResults::Passages { .. } => String::new(),
        FinderResults::Lines { mode, order, .. } => {
            format!(" {} · by {} ", mode.name(), order_words(order))
        }
    };
    let room = row.width.saturating_sub(paint::columns(&how));
    let line = Rect { width: room, ..row };
    let cut = cut(finder, line);
    let words = [
        (title, theme.part(Part::Heading)),
        (sign, theme.part(Part::Key)),
        (&finder.field.text()[cut..], theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
    paint::right(buffer, row, &how, theme.part(Part::Dim));
}

/// Returns the first visible byte of the query, so that its cursor is visible.
fn cut(finder: &FinderPopup, line: Rect) -> usize {
    let (title, sign) = prompt(finder);
    let room = usize::from(line.width).saturating_sub(paint::width(title) + paint::width(sign));
    seen_part(finder.field.before_cursor(), room.max(1))
}

fn order_words(order: LineOrder) -> &'static str {
    match order {
        LineOrder::Article => "article",
        LineOrder::Left => "words to the left",
        LineOrder::Right => "words to the right",
    }
}

/// Draws the filters of the query.
fn chips(buffer: &mut Buffer, app: &App, finder: &FinderPopup, row: Rect) {
    let theme = app.theme;
    let mut parts = vec![(" only ".to_owned(), Part::Dim)];
    for (_, filter) in finder.filters() {
        let not = if filter.negated { "not " } else { "" };
        parts.push((format!(" {not}{}:{} ", filter.field.name(), filter.value), Part::Active));
        parts.push((" ".to_owned(), Part::Text));
    }
    let words: Vec<(&str, _)> =
        parts.iter().map(|(words, part)| (words.as_str(), theme.part(*part))).collect();
    paint::words(buffer, row, &words);
}

/// Draws the number of hits, or the progress of a long search.
fn status(buffer: &mut Buffer, app: &App, finder: &FinderPopup, row: Rect) {
    let (words, part) = counts(app, finder);
    let rest = paint::text(buffer, paint::past(row, 1), &words, app.theme.part(part));
    let Some(percent) = finder.percent else { return };
    let words = format!(" searching… {percent:>2} % ");
    let rest = paint::text(buffer, rest, &words, app.theme.part(Part::Warning));
    let gauge = rest.width.min(20);
    for cell in 0..gauge {
        let is_done = u32::from(cell) * 100 < u32::from(percent) * u32::from(gauge);
        let (symbol, part) = if is_done { ("━", Part::CursorMark) } else { ("─", Part::Rule) };
        let at = Position::new(rest.x + cell, row.y);
        paint::sign(buffer, at, symbol, app.theme.part(part));
    }
}

fn counts(app: &App, finder: &FinderPopup) -> (String, Part) {
    if let Some(error) = &finder.error {
        return (format!("not clear yet: {error}"), Part::Warning);
    }
    if finder.field.text().trim().is_empty() {
        return (what_to_type(finder.mode()).to_owned(), Part::Dim);
    }
    let (mut words, all) = match &finder.results {
        FinderResults::Passages { found, scattered } => {
            let mut words = format!("{} exact · {} near", found.exact, found.near);
            let mut all = found.exact + found.near;
            if *scattered {
                words.push_str(&format!(" · {} scattered", found.scattered));
                all += found.scattered;
            }
            (words, all)
        }
        FinderResults::Lines { found, .. } => (
            format!("{} in {}", count(found.total, "line"), count(found.counts.len(), "article")),
            found.total,
        ),
    };
    if all > finder.rows.len {
        words.push_str(&format!(" · the first {} are shown", finder.rows.len));
    }
    if !finder.ticked.is_empty() {
        words.push_str(&format!(" · {} ticked", finder.ticked.len()));
    }
    if app.project.n_waiting() > 0 {
        let waiting = count(app.project.n_waiting(), "article");
        words.push_str(&format!(" · {waiting} still to read"));
    }
    (words, Part::Dim)
}

fn what_to_type(mode: SearchMode) -> &'static str {
    match mode {
        SearchMode::Words => {
            "words in any order · \"a phrase\" · 'exact · !not · label:unsourced · in:000"
        }
        SearchMode::Exact => {
            "words or word starts, one line for each place · !not · label:unsourced"
        }
        SearchMode::Phrase => "words side by side, as they stand · in:000 before or after them",
        SearchMode::Regex => "a regular expression; case and accents never matter: says? \\w+",
    }
}

fn hit_row(buffer: &mut Buffer, app: &App, (hit, is_ticked): (&SearchHit, bool), line: Rect) {
    let theme = app.theme;
    let (index, sentence) = (hit.passage.article, hit.passage.sentence);
    // The article may have changed since the search.
    let Some(article) = app.project.article(index) else { return };
    if hit.passage.span.get(&article.text).is_none() {
        return;
    }
    let label = app.project.tally_of(index).label(sentence);
    let rest = passage_head(
        buffer,
        app.scene(),
        (line, NAME_COLUMNS),
        (index, label, RowTick::new(is_ticked)),
    );
    let part = if label.is_some() { Part::Dim } else { Part::Text };
    let from = window_start(article, hit, usize::from(rest.width));
    let span = Span::new(from, hit.passage.span.end);
    let marks = shift(&hit.marks, span);
    let (words, lead) = (article.words(span), if from > hit.passage.span.start { "…" } else { "" });
    let rest = paint::text(buffer, rest, lead, theme.part(Part::Dim));
    marked(buffer, rest, words, &marks, (theme.part(part), theme.part(Part::Hit)));
}

/// Returns the first visible byte of a long passage, so that its first hit is visible.
fn window_start(article: &copydesk::corpus::Article, hit: &SearchHit, room: usize) -> usize {
    let start = hit.passage.span.start;
    let Some(first) = hit.marks.first() else { return start };
    let before = article.words(Span::new(start, first.start));
    // A wide or combined character takes a few bytes a column; the slack suffices.
    let is_near = before.len() < room * 16;
    if is_near && paint::width(before) + paint::width(article.words(*first)) < room {
        return start;
    }
    let words = before.char_indices().rev().filter(|(_, c)| c.is_whitespace());
    words.map(|(at, _)| start + at + 1).nth(2).unwrap_or(first.start)
}

/// Returns the part of a block around a place, enough for any screen: a block may have megabytes.
fn around(text: &str, block: Span, place: usize) -> Span {
    const REACH: usize = 4_000;
    let start = text.floor_char_boundary(place.saturating_sub(REACH).max(block.start));
    let end = text.ceil_char_boundary((place + REACH).min(block.end));
    Span::new(start, end.max(start))
}

/// Draws the block of the selected hit, with its matches marked.
fn preview(buffer: &mut Buffer, app: &App, (passage, marks): (&Passage, &[Span]), area: Rect) {
    let theme = app.theme;
    let Some(article) = app.project.article(passage.article) else { return };
    let edge = Rect { height: 1, ..area };
    paint::rule(buffer, edge, theme.part(Part::Rule));
    let title = format!(" {} ", article.name());
    paint::text(buffer, paint::past(area, 2), &title, theme.part(Part::Dim));
    let sentence = article.outline.sentences.get(passage.sentence);
    let Some(block) = sentence.map(|sentence| article.outline.blocks[sentence.block].span) else {
        return;
    };
    let cols = usize::from(area.width.saturating_sub(4)).clamp(1, 80);
    let height = usize::from(area.height.saturating_sub(1));
    let focus = marks.first().map_or(passage.span.start, |mark| mark.start);
    let rows = wrap(&article.text, around(&article.text, block, focus), cols);
    let row_of = |byte: usize| rows.iter().position(|row| row.end > byte).unwrap_or(0);
    // From the line before the passage on, unless the matches would be out of sight.
    let (first, hit) = (row_of(passage.span.start), row_of(focus));
    let top = if hit < first + height.saturating_sub(1) {
        first.saturating_sub(1)
    } else {
        hit.saturating_sub(height / 2)
    };
    let top = top.min(rows.len().saturating_sub(height));
    for (row, y) in rows.into_iter().skip(top).zip(area.y + 1..area.bottom()) {
        let line = Rect { y, height: 1, ..paint::past(area, 2) };
        let part = if row.overlaps(passage.span) { Part::Text } else { Part::Dim };
        let marks = shift(marks, row);
        let styles = (theme.part(part), theme.part(Part::Hit));
        marked(buffer, line, article.words(row), &marks, styles);
    }
}

/// Returns the cell of the hardware cursor: in the query, or on the selected row.
pub fn cursor(regions: &Regions, finder: &FinderPopup) -> Position {
    let parts = regions.finder(finder.shape());
    if finder.focus == FinderFocus::Rows {
        let offset = finder.rows.selected.saturating_sub(finder.rows.top) as u16;
        let last = parts.rows.bottom().saturating_sub(1);
        return Position::new(parts.rows.x, (parts.rows.y + offset).min(last));
    }
    let (title, sign) = prompt(finder);
    let before = &finder.field.before_cursor()[cut(finder, parts.field)..];
    let cols = paint::columns(title) + paint::columns(sign) + paint::columns(before);
    let last = parts.field.right() - 1;
    Position::new((parts.field.x + cols).min(last), parts.field.y)
}
