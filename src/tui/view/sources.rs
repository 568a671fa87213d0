//! The source ledger: who speaks, in how many articles, and how they are described.

use copydesk::suggest::Source;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{lists, paint, reader::cut};
use crate::tui::{app::App, layout::Regions, theme::Part};

/// Columns of a name.
const NAME: usize = 28;

/// Draws the sources, those of most articles first.
pub fn sources(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.views.sources.list;
    let title = match &app.background.ledger {
        None => "Sources: the articles are still being read".to_owned(),
        Some(_) => format!("Sources ({})", list.items.len()),
    };
    lists::heading(buffer, app, regions.main, (&title, &list.filter));
    let Some(ledger) = &app.background.ledger else {
        return;
    };
    if ledger.sources.is_empty() {
        let words = "Nobody is named as a source here, as far as the rules can tell.";
        lists::nothing(buffer, app, regions, words);
    }
    lists::rows(
        buffer,
        app,
        &list.rows,
        regions.list(),
        |buffer, row, line| {
            if let Some(source) = list.items.get(row).and_then(|key| ledger.get(key)) {
                source_row(buffer, app, source, line);
            }
        },
    );
}

fn source_row(buffer: &mut Buffer, app: &App, source: &Source, line: Rect) {
    let theme = app.theme;
    let name = cut(&source.name, NAME);
    let gap = " ".repeat(NAME.saturating_sub(paint::width(&name)));
    let said = source.n_quotations + source.n_statements;
    let counts = format!(" {:>3} in {:<3}", said, source.n_articles);
    let described = source.descriptions.first().map_or("", |(words, _)| words);
    let more = match source.descriptions.len() {
        0 | 1 => String::new(),
        n => format!(" (+{})", n - 1),
    };
    let words = [
        (counts.as_str(), theme.part(Part::Text)),
        ("  ", theme.part(Part::Text)),
        (&name, theme.part(Part::Heading)),
        (&gap, theme.part(Part::Text)),
        ("  ", theme.part(Part::Text)),
        (described, theme.part(Part::Dim)),
        (&more, theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
}
