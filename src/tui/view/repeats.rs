//! The Repeats view: the clusters, best first.

use copydesk::repeats::Cluster;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{lists, paint};
use crate::tui::{app::App, layout::Regions, theme::Part, update::kind_words};

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
        let words = "Nothing stands in two articles here.";
        lists::nothing(buffer, app, regions, words);
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
