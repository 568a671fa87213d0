//! The Repeats view: the clusters, best first, and one line for all site text.

use copydesk::repeats::{Cluster, Kind};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{lists, paint};
use crate::tui::{
    app::App, layout::Regions, theme::Part, update::kind_words, views::repeats::ClusterRow,
};

/// Draws the clusters, best first.
pub fn clusters(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.views.repeats.list;
    let title = match &app.background.repeats {
        None => format!("Repeats: {}", comparing(app)),
        Some(_) => format!(
            "Repeats ({}): places in articles, kind, words",
            app.n_listed_clusters()
        ),
    };
    lists::heading(buffer, app, regions.main, (&title, &list.filter));
    let Some(repeats) = &app.background.repeats else {
        return;
    };
    if repeats.clusters.is_empty() {
        let words = "Nothing stands in two articles here.";
        lists::nothing(buffer, app, regions, words);
    } else if list.items.is_empty() && !list.filter.is_empty() {
        let words = "No repeat matches; Esc takes the filter away.";
        lists::nothing(buffer, app, regions, words);
    } else if list.items.is_empty() {
        let words = "Only names repeat here; h shows them.";
        lists::nothing(buffer, app, regions, words);
    }
    lists::rows(
        buffer,
        app,
        &list.rows,
        regions.list(),
        |buffer, row, line| match list.items.get(row) {
            Some(ClusterRow::Cluster(id)) => {
                if let Some(cluster) = repeats.get(*id) {
                    cluster_row(buffer, app, cluster, line);
                }
            }
            Some(ClusterRow::SiteText {
                n_passages,
                n_places,
            }) => site_text_row(buffer, app, (*n_passages, *n_places), line),
            None => {}
        },
    );
}

/// What to say until the repeats are known.
pub fn comparing(app: &App) -> String {
    match app.background.n_compared {
        0 => "the articles are still being compared".to_owned(),
        percent => format!("the articles are still being compared, {percent} %"),
    }
}

/// Draws the line that stands for all site text.
fn site_text_row(
    buffer: &mut Buffer,
    app: &App,
    (n_passages, n_places): (usize, usize),
    line: Rect,
) {
    let theme = app.theme;
    let (sign, does) = if app.views.repeats.shows_site_text {
        ("▾", "folds")
    } else {
        ("▸", "unfolds")
    };
    let passages = if n_passages == 1 {
        "passage"
    } else {
        "passages"
    };
    let kind = kind_words(Kind::Chrome);
    let words = format!("{kind}: {n_passages} {passages} in {n_places} places");
    let words = [
        (sign, theme.part(Part::Key)),
        (" ", theme.part(Part::Text)),
        (&words, theme.part(Part::Text)),
        (&format!(" · Enter {does}"), theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
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
