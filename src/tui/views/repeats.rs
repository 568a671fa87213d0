//! The passages of several articles, best first.
//!
//! Site text comes last, in a line that opens with `Enter`, since nobody reads site text twice. A filter
//! for kind or words shows site text row by row.

use std::collections::HashSet;

use copydesk::{
    command::{Command, RepeatsCommand},
    find::pick,
    repeats::{Cluster, ClusterId, ClusterKind, Repeats},
    text::count,
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, FILTER, HELP, LABEL_ALL, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    background::Background,
    draw::{paint, pen::TextPen},
    layout::Regions,
    list::ViewList,
    scene::Scene,
    state::occurrences::{OccurrenceFilter, OccurrenceSubject},
    theme::Part,
};

/// A row of the Repeats view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClusterRow {
    /// A repeated passage.
    Cluster(ClusterId),
    /// The best passage of a group, above the other passages.
    Group(ClusterId),
    /// A passage of a group below its best passage.
    Beside(ClusterId),
    /// The line for all site text.
    SiteText { n_passages: usize, n_places: usize },
}

/// The clusters of the filter, best first.
#[derive(Debug, Default)]
pub struct RepeatsView {
    pub list: ViewList<ClusterRow>,
    /// Leaves out repeats of names only, for example `Dr. Isabella Ramirez`; `h` changes the flag.
    hides_names: bool,
    /// Shows site text row by row below its line; `Enter` on the line changes the flag.
    shows_site_text: bool,
}

impl View for RepeatsView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let repeats = scene.background.repeats.as_ref();
        let title = match repeats {
            None => format!("Repeats: {}", comparing(scene.background)),
            Some(_) => {
                let n = self.n_listed();
                format!("Repeats ({n}): places in articles, kind, words")
            }
        };
        let empty = match repeats {
            None => "",
            Some(repeats) if repeats.clusters.is_empty() => "Nothing stands in two articles here.",
            Some(_) if !self.list.filter.is_empty() => {
                "No repeat matches; Esc takes the filter away."
            }
            Some(_) => "Only names repeat here; h shows them.",
        };
        let frame = self.frame(regions, title, empty);
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| match row {
            ClusterRow::Cluster(id) | ClusterRow::Group(id) | ClusterRow::Beside(id) => {
                if let Some(cluster) = repeats.and_then(|repeats| repeats.get(*id)) {
                    cluster_row(buffer, scene, (*row, cluster), line);
                }
            }
            ClusterRow::SiteText { n_passages, n_places } => {
                self.site_text_row(buffer, scene, (*n_passages, *n_places), line);
            }
        });
    }

    /// Writes the selected repeat with all its words.
    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let (theme, project) = (scene.theme, scene.project);
        let id = match self.list.selected() {
            Some(ClusterRow::Cluster(id) | ClusterRow::Group(id) | ClusterRow::Beside(id)) => *id,
            Some(ClusterRow::SiteText { .. }) => {
                let words = "What the site prints around its articles. The filter kind:chrome \
                             shows it alone; words in the filter find it too.";
                return pen.write(words, theme.part(Part::Text));
            }
            None => return,
        };
        let repeats = scene.background.repeats.as_ref();
        let Some(cluster) = repeats.and_then(|repeats| repeats.get(id)) else { return };
        pen.heading(scene, &cluster.pattern);
        for occurrence in &cluster.occurrences {
            if pen.is_full() {
                return;
            }
            let article = project.article(occurrence.article);
            let words = article.map_or("", |article| article.words(occurrence.span));
            pen.write(&project.shown_path(occurrence.article), theme.part(Part::Dim));
            pen.write(words, theme.part(Part::Text));
        }
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        self.details(&mut TextPen::beside_edge(buffer, area), scene);
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, LABEL_ALL, CLOSE, HELP, FILTER, Command::Repeats(RepeatsCommand::HideNames), UNDO]
    }

    has_list!();

    fn refresh(&mut self, scene: Scene<'_>) {
        let rows = self.matching(scene);
        self.list.replace(rows);
    }

    fn filter_title(&self) -> Option<&'static str> {
        Some("Show only what matches: words, kind:chrome, articles:3, label:none")
    }

    fn open(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        match self.list.selected() {
            Some(ClusterRow::Cluster(id) | ClusterRow::Beside(id)) => show(*id, false),
            Some(ClusterRow::Group(id)) => show_group(scene, *id, false),
            Some(ClusterRow::SiteText { .. }) => {
                self.shows_site_text = !self.shows_site_text;
                vec![ViewRequest::Refresh]
            }
            None => Vec::new(),
        }
    }

    fn label_all(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        match self.list.selected() {
            Some(ClusterRow::Cluster(id) | ClusterRow::Beside(id)) => show(*id, true),
            Some(ClusterRow::Group(id)) => show_group(scene, *id, true),
            Some(ClusterRow::SiteText { .. }) => {
                let words = "Enter opens this line; R then labels one repeat of it.";
                vec![ViewRequest::tell(words)]
            }
            None => Vec::new(),
        }
    }

    fn hide_names(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.hides_names = !self.hides_names;
        let words = match self.hides_names {
            true => "Repeats that are only names are hidden; h shows them.",
            false => "Repeats that are only names are shown.",
        };
        vec![ViewRequest::Refresh, ViewRequest::tell(words)]
    }
}

impl RepeatsView {
    /// Returns the rows: clusters of the filter, best first, then the clusters of site text.
    fn matching(&self, scene: Scene<'_>) -> Vec<ClusterRow> {
        let Some(repeats) = &scene.background.repeats else { return Vec::new() };
        let filter = ClusterFilter::read(&self.list.filter);
        let accepted: Vec<&Cluster> = repeats
            .clusters
            .iter()
            .filter(|cluster| !(self.hides_names && is_only_names(cluster)))
            .filter(|cluster| filter.accepts(cluster) && filter.accepts_label(scene, cluster))
            .collect();
        let found = filter.with_words(&accepted);
        let (site_text, others): (Vec<&Cluster>, Vec<&Cluster>) =
            found.into_iter().partition(|cluster| cluster.kind == ClusterKind::Chrome);
        let row = |cluster: &Cluster| ClusterRow::Cluster(cluster.id);
        let mut rows = by_group(repeats, &others);
        let is_folding = filter.kind.is_none() && filter.words.is_empty();
        if is_folding && !site_text.is_empty() {
            let places = site_text.iter().map(|cluster| cluster.occurrences.len());
            rows.push(ClusterRow::SiteText { n_passages: site_text.len(), n_places: places.sum() });
        }
        if !is_folding || self.shows_site_text {
            rows.extend(site_text.into_iter().map(row));
        }
        rows
    }

    /// Returns the number of repeats listed, together with repeats behind the line of site text.
    fn n_listed(&self) -> usize {
        let n = |row: &ClusterRow| match row {
            ClusterRow::Cluster(_) | ClusterRow::Group(_) | ClusterRow::Beside(_) => 1,
            ClusterRow::SiteText { .. } if self.shows_site_text => 0,
            ClusterRow::SiteText { n_passages, .. } => *n_passages,
        };
        self.list.items.iter().map(n).sum()
    }

    /// Draws the line for all site text.
    fn site_text_row(
        &self,
        buffer: &mut Buffer,
        scene: Scene<'_>,
        (n_passages, n_places): (usize, usize),
        line: Rect,
    ) {
        let theme = scene.theme;
        let (sign, does) = if self.shows_site_text { ("▾", "folds") } else { ("▸", "unfolds") };
        let kind = kind_words(ClusterKind::Chrome);
        let (passages, places) = (count(n_passages, "passage"), count(n_places, "place"));
        let words = [
            (sign, theme.part(Part::Key)),
            (" ", theme.part(Part::Text)),
            (&format!("{kind}: {passages} in {places}"), theme.part(Part::Text)),
            (&format!(" · Enter {does}"), theme.part(Part::Dim)),
        ];
        paint::words(buffer, line, &words);
    }
}

fn show(id: ClusterId, is_labelling: bool) -> Vec<ViewRequest> {
    let showing = OccurrenceFilter { only: None, is_labelling };
    vec![ViewRequest::ShowPlaces(vec![OccurrenceSubject::Cluster(id)], showing)]
}

/// Shows the places of a whole group, and then of each of its passages.
fn show_group(scene: Scene<'_>, id: ClusterId, is_labelling: bool) -> Vec<ViewRequest> {
    let showing = OccurrenceFilter { only: None, is_labelling };
    let repeats = scene.background.repeats.as_ref();
    let group = repeats.map_or(Vec::new(), |repeats| repeats.group(id));
    let passages = group.iter().map(|cluster| OccurrenceSubject::Cluster(cluster.id));
    let subjects = [OccurrenceSubject::Group(id)].into_iter().chain(passages);
    vec![ViewRequest::ShowPlaces(subjects.collect(), showing)]
}

/// Returns the rows of some clusters: each group stands together at the place of its best cluster.
///
/// Only a group with all of its clusters among `clusters` is one, since `R` labels the whole group.
fn by_group(repeats: &Repeats, clusters: &[&Cluster]) -> Vec<ClusterRow> {
    let listed: HashSet<ClusterId> = clusters.iter().map(|cluster| cluster.id).collect();
    let mut rows = Vec::new();
    for cluster in clusters {
        let group = repeats.group(cluster.id);
        if group.is_empty() || group.iter().any(|one| !listed.contains(&one.id)) {
            rows.push(ClusterRow::Cluster(cluster.id));
        } else if group[0].id == cluster.id {
            rows.push(ClusterRow::Group(cluster.id));
            rows.extend(group[1..].iter().map(|one| ClusterRow::Beside(one.id)));
        }
    }
    rows
}

/// Returns the title of a view of repeats before the end of the comparison.
pub fn comparing(background: &Background) -> String {
    match background.n_compared {
        0 => "the articles are still being compared".to_owned(),
        percent => format!("the articles are still being compared, {percent} %"),
    }
}

fn cluster_row(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    (row, cluster): (ClusterRow, &Cluster),
    line: Rect,
) {
    let theme = scene.theme;
    let n = cluster.occurrences.len();
    let occurrences = cluster.occurrences.iter();
    let unit = scene.project.default_unit(cluster);
    let decided = occurrences.filter(|known| scene.label_over_occurrence(known, unit).is_some());
    let (sign, part) = match decided.count() {
        0 => (" ", Part::Dim),
        n_decided if n_decided == n => ("✓", Part::Good),
        _ => ("·", Part::Warning),
    };
    let counts = format!(" {n:>3} in {:<3}", cluster.n_articles);
    let kind = format!(" {:<12}", kind_words(cluster.kind));
    let beside = if matches!(row, ClusterRow::Beside(_)) { "└ " } else { "" };
    let words = [
        (sign, theme.part(part)),
        (&counts, theme.part(Part::Text)),
        (&kind, theme.part(Part::Dim)),
        (beside, theme.part(Part::Dim)),
        (&cluster.pattern, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
}

/// The filter of the Repeats view, for example `kind:label articles:3 label:none words`.
#[derive(Debug, Default)]
struct ClusterFilter {
    kind: Option<String>,
    n_articles: usize,
    label: Option<String>,
    words: String,
}

impl ClusterFilter {
    fn read(filter: &str) -> Self {
        let mut read = Self::default();
        let mut words = Vec::new();
        for word in filter.split_whitespace() {
            match word.split_once(':') {
                Some(("kind", kind)) => read.kind = Some(kind.to_lowercase()),
                Some(("label", label)) => read.label = Some(label.to_lowercase()),
                Some(("articles", n)) => read.n_articles = n.parse().unwrap_or(0),
                _ => words.push(word),
            }
        }
        read.words = words.join(" ");
        read
    }

    /// Returns the clusters with the words of the filter, in their order; all clusters without words.
    fn with_words<'a>(&self, clusters: &[&'a Cluster]) -> Vec<&'a Cluster> {
        if self.words.is_empty() {
            return clusters.to_vec();
        }
        let text = |cluster: &&Cluster| {
            let kind = (cluster.kind.name(), kind_words(cluster.kind));
            format!("{} {} {}", kind.0, kind.1, cluster.pattern)
        };
        let texts: Vec<String> = clusters.iter().map(text).collect();
        let picked = pick(texts.iter().map(String::as_str), &self.words);
        let near = picked.iter().filter(|row| !row.is_scattered);
        let mut found: Vec<usize> = near.map(|row| row.index).collect();
        found.sort_unstable();
        found.into_iter().map(|row| clusters[row]).collect()
    }

    fn accepts(&self, cluster: &Cluster) -> bool {
        let is_kind = |kind: &String| {
            let names = [cluster.kind.name(), kind_words(cluster.kind)];
            names.iter().any(|name| name.starts_with(kind.as_str()))
        };
        cluster.n_articles >= self.n_articles && self.kind.as_ref().is_none_or(is_kind)
    }

    /// Returns true if an occurrence carries the label of the filter; `none` asks for undecided
    /// occurrences.
    fn accepts_label(&self, scene: Scene<'_>, cluster: &Cluster) -> bool {
        let Some(wanted) = self.label.as_deref() else { return true };
        let unit = scene.project.default_unit(cluster);
        let occurrences = cluster.occurrences.iter();
        let mut labels = occurrences.map(|known| scene.label_over_occurrence(known, unit));
        labels.any(|label| match label {
            Some(id) => {
                let name = scene.project.codebook().name_of(id);
                id.0.starts_with(wanted) || name.starts_with(wanted)
            }
            None => wanted == "none" || wanted == "undecided",
        })
    }
}

/// Returns true for a passage of running text with only capitalised words and joining words, for example
/// `University of the Andes`. Headings are no running text: their capitals have another reason.
fn is_only_names(cluster: &Cluster) -> bool {
    const JOINING: [&str; 8] = ["of", "the", "and", "de", "del", "la", "los", "⟨…⟩"];
    let is_name = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let is_running = match cluster.kind {
        ClusterKind::Attribution | ClusterKind::Quotation | ClusterKind::Copied => true,
        ClusterKind::Chrome
        | ClusterKind::Byline
        | ClusterKind::Label
        | ClusterKind::Template
        | ClusterKind::Reprint => false,
    };
    let is_edge = |sign: char| !sign.is_alphanumeric() && sign != '⟨' && sign != '⟩';
    let words = cluster.pattern.split_whitespace();
    let mut words = words
        .map(|word| word.trim_matches(is_edge))
        .filter(|word| !word.is_empty() && !JOINING.contains(word))
        .peekable();
    is_running && words.peek().is_some() && words.all(is_name)
}

/// Returns the name of a kind for readers: `site text` for chrome, a term of web design, else the kind's own
/// name.
pub fn kind_words(kind: ClusterKind) -> &'static str {
    match kind {
        ClusterKind::Chrome => "site text",
        ClusterKind::Attribution
        | ClusterKind::Quotation
        | ClusterKind::Copied
        | ClusterKind::Byline
        | ClusterKind::Label
        | ClusterKind::Template
        | ClusterKind::Reprint => kind.name(),
    }
}
