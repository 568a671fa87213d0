//! The Repeats view, and all occurrences of one repeat with what varies between them.

use copydesk::{
    repeats::{Cluster, Occurrence},
    text::Span,
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
    layout::{FinderShape, Regions},
    pane::overlay::Occurrences,
    theme::Part,
    update::kind_words,
};

/// How many of the words that made the score are shown.
const WHY_WORDS: usize = 24;

/// Draws the clusters, best first.
pub fn clusters(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.clusters;
    let title = match &app.repeats {
        None => "Repeats: the articles are still being compared".to_owned(),
        Some(_) => format!("Repeats ({})", list.items.len()),
    };
    lists::heading(buffer, app, regions.main, (&title, &list.filter));
    let Some(repeats) = &app.repeats else { return };
    if repeats.clusters.is_empty() {
        let area = regions.list();
        let at = Position::new(area.x + 1, area.y);
        let words = "Nothing stands in two articles here.";
        paint::put(buffer, at, area.width, words, app.theme.part(Part::Dim));
    }
    lists::rows(
        buffer,
        app,
        &list.rows,
        regions.list(),
        |buffer, row, line| {
            if let Some(cluster) = list.items.get(row).and_then(|id| repeats.get(*id)) {
                cluster_row(buffer, app, cluster, line);
            }
        },
    );
}

fn cluster_row(buffer: &mut Buffer, app: &App, cluster: &Cluster, line: Rect) {
    let theme = app.theme;
    let decided = cluster
        .occurrences
        .iter()
        .filter(|known| app.own_decision(known).is_some())
        .count();
    let (mark, part) = match decided {
        0 => (" ", Part::Dim),
        n if n == cluster.occurrences.len() => ("✓", Part::Good),
        _ => ("·", Part::Warning),
    };
    let counts = format!(
        " {:>3} in {:<3}",
        cluster.occurrences.len(),
        cluster.n_articles
    );
    let kind = format!(" {:<12}", kind_words(cluster.kind));
    let words = [
        (mark, theme.part(part)),
        (&counts, theme.part(Part::Text)),
        (&kind, theme.part(Part::Dim)),
        (&cluster.pattern, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
}

/// Draws the occurrences of one repeat over the body.
pub fn occurrences(buffer: &mut Buffer, app: &App, regions: &Regions, shown: &Occurrences) {
    let theme = app.theme;
    paint::clear(buffer, regions.above_status());
    let parts = regions.finder(FinderShape::default());
    let known = shown
        .clusters
        .get(shown.at)
        .and_then(|id| app.repeats.as_ref()?.get(*id));
    let Some(cluster) = known else { return };
    let title = format!(
        " {}: {} occurrences in {} articles",
        kind_words(cluster.kind),
        cluster.occurrences.len(),
        cluster.n_articles
    );
    let more = match shown.clusters.len() {
        1 => String::new(),
        n => format!(
            "   {} of {n} repeats here, ← → show the others",
            shown.at + 1
        ),
    };
    let heading = [
        (title.as_str(), theme.part(Part::Heading)),
        (&more, theme.part(Part::Dim)),
    ];
    paint::words(buffer, parts.field, &heading);
    let pattern = [
        (" ", theme.part(Part::Text)),
        (&cluster.pattern, theme.part(Part::Text)),
    ];
    paint::words(buffer, parts.counts, &pattern);
    lists::rows(buffer, app, &shown.rows, parts.rows, |buffer, row, line| {
        if let Some(occurrence) = cluster.occurrences.get(row) {
            let is_ticked = shown.ticked.contains(&row);
            occurrence_row(buffer, app, (occurrence, is_ticked), line);
        }
    });
    why(buffer, app, cluster, parts.preview);
}

fn occurrence_row(
    buffer: &mut Buffer,
    app: &App,
    (occurrence, is_ticked): (&Occurrence, bool),
    line: Rect,
) {
    let theme = app.theme;
    let Some(article) = app.project.article(occurrence.article) else {
        return;
    };
    let label = app.own_decision(occurrence);
    let rest = lists::passage_head(buffer, app, line, (occurrence.article, label, is_ticked));
    let slots = shift(&occurrence.slots, occurrence.span);
    let words = article.words(occurrence.span);
    marked(
        buffer,
        rest,
        words,
        &slots,
        (theme.part(Part::Text), theme.part(Part::Hit)),
    );
}

/// Why this counts as a repeat: its bits against what it needed, word by word.
fn why(buffer: &mut Buffer, app: &App, cluster: &Cluster, area: Rect) {
    let theme = app.theme;
    paint::rule(buffer, Rect { height: 1, ..area }, theme.part(Part::Rule));
    let title = format!(
        " why: {:.1} bits against chance, {:.1} were needed ",
        cluster.score_bits, cluster.needed.bits
    );
    let at = Position::new(area.x + 2, area.y);
    paint::put(
        buffer,
        at,
        area.width.saturating_sub(2),
        &title,
        theme.part(Part::Dim),
    );
    let mut words: Vec<String> = cluster
        .why
        .iter()
        .take(WHY_WORDS)
        .map(|(word, bits)| format!("{word} {bits:+.1}"))
        .collect();
    if cluster.why.len() > WHY_WORDS {
        words.push(format!("and {} more", cluster.why.len() - WHY_WORDS));
    }
    let words = words.join(" · ");
    let cols = usize::from(area.width.saturating_sub(2)).max(1);
    let rows = copydesk::text::wrap(&words, Span::new(0, words.len()), cols);
    for (row, y) in rows.into_iter().zip(area.y + 1..area.bottom()) {
        let at = Position::new(area.x + 1, y);
        paint::put(
            buffer,
            at,
            area.width,
            row.of(&words),
            theme.part(Part::Dim),
        );
    }
}

/// Where the hardware cursor sits: on the selected occurrence.
pub fn cursor(regions: &Regions, shown: &Occurrences) -> Position {
    let rows = regions.finder(FinderShape::default()).rows;
    let offset = shown.rows.selected.saturating_sub(shown.rows.top) as u16;
    Position::new(
        rows.x,
        (rows.y + offset).min(rows.bottom().saturating_sub(1)),
    )
}
