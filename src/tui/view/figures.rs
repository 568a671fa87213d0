//! Progress and figures: for each article a strip with one cell per sentence, and the labels counted.

use copydesk::annotation::Role;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{bars::percent, lists, paint};
use crate::tui::{app::App, layout::Regions, theme::Part};

/// Columns of an article's name before its strip.
const NAME: usize = 20;

/// Draws the strips of all articles.
pub fn figures(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.views.figures.list;
    let (decided, all) = app.project.progress();
    let title = format!(
        "{decided} of {all} sentences decided ({} %)",
        percent(decided, all)
    );
    lists::heading(buffer, app, regions.main, (&title, &list.filter));
    lists::rows(
        buffer,
        app,
        &list.rows,
        regions.list(),
        |buffer, row, line| {
            if let Some(index) = list.items.get(row) {
                strip(buffer, app, *index, line);
            }
        },
    );
}

fn strip(buffer: &mut Buffer, app: &App, index: usize, line: Rect) {
    let tally = app.project.tally_of(index);
    let name = lists::name(app, index, NAME);
    let name = format!(" {name:<NAME$} {:>4} ", tally.n_sentences());
    let text = app.theme.part(Part::Text);
    let used = paint::put(
        buffer,
        Position::new(line.x, line.y),
        line.width,
        &name,
        text,
    );
    let counts = counts(app, index);
    let right = paint::columns(&counts) + 2;
    let room = usize::from(line.width.saturating_sub(used + right));
    let n = tally.n_sentences();
    // A long article shares a cell among several sentences; the first of them is shown.
    let cells = n.min(room);
    for (cell, x) in (0..cells).zip(line.x + used..) {
        let (letter, style) = letter(app, index, cell * n / cells.max(1));
        let mut symbol = [0; 4];
        paint::sign(
            buffer,
            Position::new(x, line.y),
            letter.encode_utf8(&mut symbol),
            style,
        );
    }
    paint::right(buffer, line, &format!("{counts} "), text);
}

fn letter(app: &App, index: usize, sentence: usize) -> (char, Style) {
    let Some(id) = app.project.tally_of(index).label(sentence) else {
        return ('·', app.theme.part(Part::Dim));
    };
    match app.label(id) {
        Some(label) => (label.letter, app.theme.letter(label.role)),
        None => ('?', app.theme.letter(Role::Custom)),
    }
}

/// The labels of an article with their numbers: "S 12 U 20".
fn counts(app: &App, index: usize) -> String {
    let tally = app.project.tally_of(index);
    let labels = app.project.codebook().labels.iter();
    let counted = labels.map(|label| (label.letter, tally.count(&label.id)));
    let shown: Vec<String> = counted
        .filter(|(_, n)| *n > 0)
        .map(|(letter, n)| format!("{letter} {n}"))
        .collect();
    shown.join(" ")
}

/// Draws how often each label stands in all articles.
pub fn totals(buffer: &mut Buffer, app: &App, area: Rect) {
    let theme = app.theme;
    let (decided, all) = app.project.progress();
    let heading = format!("All articles: {decided} of {all} decided");
    let at = Position::new(area.x, area.y);
    paint::put(buffer, at, area.width, &heading, theme.part(Part::Heading));
    let n_articles = app.project.len();
    for (label, y) in app
        .project
        .codebook()
        .labels
        .iter()
        .zip(area.y + 1..area.bottom())
    {
        let n: usize = (0..n_articles)
            .map(|index| app.project.tally_of(index).count(&label.id))
            .sum();
        let letter = label.letter.to_string();
        let words = format!(" {n:>5} {}", label.name);
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        let parts = [
            (letter.as_str(), theme.letter(label.role)),
            (&words, theme.part(Part::Text)),
        ];
        paint::words(buffer, row, &parts);
    }
}
