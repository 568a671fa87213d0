//! The source ledger: each speaker with the number of articles and descriptions, for example `the
//! mayor`.

use copydesk::{
    command::Command,
    find::pick,
    suggest::{Ledger, Source},
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, FILTER, HELP, LABEL_ALL, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    draw::{abbreviate::cut, paint, pen::TextPen},
    layout::Regions,
    list::ViewList,
    scene::Scene,
    state::occurrences::{OccurrenceFilter, OccurrenceSubject},
    theme::Part,
};

/// Columns of a name.
const NAME_COLUMNS: usize = 28;

/// The sources of the filter, by key.
#[derive(Debug, Default)]
pub struct SourcesView {
    pub list: ViewList<String>,
}

impl View for SourcesView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let ledger = scene.background.ledger.as_ref();
        let title = match ledger {
            None => "Sources: the articles are still being read".to_owned(),
            Some(_) => format!("Sources ({})", self.list.items.len()),
        };
        let is_empty = ledger.is_some_and(|ledger| ledger.sources.is_empty());
        let empty = match is_empty {
            true => "Nobody is named as a source here, as far as the rules can tell.",
            false => "",
        };
        let frame = self.frame(regions, title, empty);
        self.list.draw(buffer, scene, &frame, |buffer, (_, key), line| {
            if let Some(source) = scene.source(key) {
                source_row(buffer, scene, source, line);
            }
        });
    }

    /// Writes the selected source with its descriptions and statements.
    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let theme = scene.theme;
        let Some(source) = self.list.selected().and_then(|key| scene.source(key)) else { return };
        pen.heading(scene, &source.name);
        pen.write(&source.counts(), theme.part(Part::Text));
        for (words, _) in &source.descriptions {
            pen.write(&format!("– {words}"), theme.part(Part::Dim));
        }
        for mention in &source.mentions {
            if pen.is_full() {
                return;
            }
            if let Some(article) = scene.project.article(mention.article) {
                pen.write(&article.path, theme.part(Part::Dim));
                pen.write(article.words(mention.span), theme.part(Part::Text));
            }
        }
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        self.details(&mut TextPen::beside_edge(buffer, area), scene);
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, LABEL_ALL, CLOSE, HELP, FILTER, UNDO]
    }

    has_list!(filtered);

    fn refresh(&mut self, scene: Scene<'_>) {
        let ledger = scene.background.ledger.as_ref();
        let rows = ledger.map(|ledger| matching_sources(ledger, self.list.filter.trim()));
        self.list.replace(rows.unwrap_or_default());
    }

    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.show_selected(false)
    }

    fn label_all(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.show_selected(true)
    }
}

impl SourcesView {
    fn show_selected(&self, is_labelling: bool) -> Vec<ViewRequest> {
        let showing = OccurrenceFilter { only: None, is_labelling };
        let key = self.list.selected().cloned();
        let show = |key| ViewRequest::ShowPlaces(vec![OccurrenceSubject::Source(key)], showing);
        key.map(show).into_iter().collect()
    }
}

/// Returns the keys of the sources of a filter, sources of most articles first.
fn matching_sources(ledger: &Ledger, filter: &str) -> Vec<String> {
    let all = &ledger.sources;
    if filter.is_empty() {
        return all.iter().map(|source| source.key.clone()).collect();
    }
    let text = |source: &Source| {
        let described = source.descriptions.iter().map(|(words, _)| words.as_str());
        let described: Vec<&str> = described.collect();
        format!("{} {}", source.name, described.join(" "))
    };
    let texts: Vec<String> = all.iter().map(text).collect();
    let picked = pick(texts.iter().map(String::as_str), filter);
    let near = picked.iter().filter(|row| !row.is_scattered);
    let mut found: Vec<usize> = near.map(|row| row.index).collect();
    found.sort_unstable();
    let keys = found.into_iter().map(|index| all[index].key.clone());
    keys.collect()
}

fn source_row(buffer: &mut Buffer, scene: Scene<'_>, source: &Source, line: Rect) {
    let theme = scene.theme;
    let name = cut(&source.name, NAME_COLUMNS);
    let gap = " ".repeat(NAME_COLUMNS.saturating_sub(paint::width(&name)) + 2);
    let n_said = source.n_quotations + source.n_statements;
    let counts = format!(" {n_said:>3} in {:<3}  ", source.n_articles);
    let described = source.descriptions.first().map_or("", |(words, _)| words);
    let more = match source.descriptions.len() {
        0 | 1 => String::new(),
        n => format!(" (+{})", n - 1),
    };
    let words = [
        (counts.as_str(), theme.part(Part::Text)),
        (&name, theme.part(Part::Heading)),
        (&gap, theme.part(Part::Text)),
        (described, theme.part(Part::Dim)),
        (&more, theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
}
