//! The plan of `0`: a row for each kind with tick, label, number and example, and the sum.
//!
//! ```text
//! title   Label headings and site text
//!         69 sentences: 12 with a label stay as they are, 33 of running text stay open
//! rows    [x]  B    3  navigation, site lines             “Home » world » Peru Declares…”
//!              4  lead-ins                           may be claims: left open
//! sum     20 of these 24 sentences will be labelled: B 7  N 13
//! ```

use copydesk::{
    annotation::Role,
    project::SettleRow,
    text::{agree, count},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::sheets::sheet;
use crate::tui::{
    app::App,
    draw::{abbreviate::in_short, paint, pen::draw_rows},
    layout::Regions,
    state::settle::SettlePopup,
    theme::Part,
};

/// Columns of the words of a kind.
const KIND_COLS: usize = 33;

/// Draws the plan.
pub fn settle(buffer: &mut Buffer, app: &App, regions: &Regions, shown: &SettlePopup) {
    let theme = app.theme;
    let parts = regions.settle(shown.plan.len());
    sheet(buffer, app, parts.sheet, "Label headings and site text");
    line(buffer, parts.about, &[(&about(shown), theme.part(Part::Dim))]);
    draw_rows(buffer, app.scene(), &shown.rows, (parts.rows, 1), |buffer, at, line| {
        if let Some(row) = shown.plan.get(at) {
            plan_row(buffer, app, (row, shown.ticked.contains(&at)), line);
        }
    });
    let sum = sum(app, shown);
    line(buffer, parts.sum, &[(&sum, theme.part(Part::Heading))]);
    let (n, _) = shown.counts();
    let label = format!(" label {n}   ");
    let (key, dim) = (theme.part(Part::Key), theme.part(Part::Dim));
    let keys = [
        ("Enter", key),
        (&*label, dim),
        ("Tab", key),
        (" tick   ", dim),
        ("1–9", key),
        (" other label   ", dim),
        ("Esc", key),
        (" cancel", dim),
    ];
    line(buffer, parts.keys, &keys);
}

/// Draws words in a row, if the screen has room for the row.
fn line(buffer: &mut Buffer, row: Rect, words: &[(&str, Style)]) {
    if row.height > 0 {
        paint::words(buffer, paint::past(row, 2), words);
    }
}

/// Returns the cell of the cursor: the selected row.
pub fn cursor(regions: &Regions, shown: &SettlePopup) -> Position {
    let rows = regions.settle(shown.plan.len()).rows;
    let offset = u16::try_from(shown.rows.selected.saturating_sub(shown.rows.top));
    let y = rows.y.saturating_add(offset.unwrap_or(0)).min(rows.bottom().saturating_sub(1));
    Position::new(rows.x + 1, y)
}

fn plan_row(buffer: &mut Buffer, app: &App, (row, is_ticked): (&SettleRow, bool), line: Rect) {
    let theme = app.theme;
    let label = row.label.as_ref().and_then(|id| app.project.codebook().by_id(id));
    let tick = match (label, is_ticked) {
        (None, _) => "   ",
        (Some(_), true) => "[x]",
        (Some(_), false) => "[ ]",
    };
    let letter = label.map_or(" ".to_owned(), |label| label.letter.to_string());
    let role = label.map_or(Role::Custom, |label| label.role);
    let n = format!("{:>5}", row.places.len());
    let kind = format!("  {:<KIND_COLS$}  ", row.kind.words());
    let cols = usize::from(line.width).saturating_sub(14 + KIND_COLS + 4);
    let (tail, part) = match row.reason() {
        Some(reason) => (reason, Part::Dim),
        None => (example(app, row, cols), Part::Text),
    };
    let words = [
        (" ", theme.part(Part::Text)),
        (tick, theme.part(Part::Key)),
        ("  ", theme.part(Part::Text)),
        (&letter, theme.letter(role)),
        (&n, theme.part(Part::Text)),
        (&kind, theme.part(if label.is_some() { Part::Text } else { Part::Dim })),
        (&tail, theme.part(part)),
    ];
    paint::words(buffer, line, &words);
}

/// Returns the first sentence of a row in quotation marks.
fn example(app: &App, row: &SettleRow, cols: usize) -> String {
    let words = row.places.first().and_then(|(article, span)| {
        let article = app.project.article(*article)?;
        Some(in_short(article.words(*span), cols.saturating_sub(2)))
    });
    words.map_or(String::new(), |words| format!("“{words}”"))
}

/// Returns the number of sentences outside of the plan, for example
/// `69 sentences: 12 with a label stay as they are, 33 of running text stay open`.
fn about(shown: &SettlePopup) -> String {
    let (_, n_here) = shown.counts();
    let all = count(shown.n_sentences, "sentence");
    let n_running = shown.n_sentences.saturating_sub(n_here + shown.n_labelled);
    let labelled = match shown.n_labelled {
        0 => "none has a label".to_owned(),
        1 => "1 with a label stays as it is".to_owned(),
        n => format!("{n} with a label stay as they are"),
    };
    let stay = agree(n_running, "stays", "stay");
    format!("{all}: {labelled}, {n_running} of running text {stay} open")
}

/// Returns the sum, for example `20 of these 24 sentences will be labelled: B 7  N 13`.
fn sum(app: &App, shown: &SettlePopup) -> String {
    let (n, all) = shown.counts();
    let all = count(all, "sentence");
    let letters = shown.letters(app.project.codebook());
    if n == 0 {
        return format!("None of these {all} will be labelled · Tab ticks a kind");
    }
    format!("{n} of these {all} will be labelled: {letters}")
}
