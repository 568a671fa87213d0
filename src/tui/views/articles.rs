//! The articles with their progress and problems, for example `✗ c.pdf  cannot be read`.

use copydesk::{
    command::Command,
    corpus::{Article, ArticleMetadata},
    diagnostic::Severity,
    find::pick,
    project::Project,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    request::ViewRequest,
    view::{CLOSE, FILTER, HELP, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    draw::{
        abbreviate::{cut, percent, short_path},
        paint,
        pen::TextPen,
    },
    layout::Regions,
    list::ViewList,
    scene::Scene,
    theme::Part,
};

/// The articles of the filter, by index.
#[derive(Debug, Default)]
pub struct ArticlesView {
    pub list: ViewList<usize>,
}

impl View for ArticlesView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let frame = self.frame(regions, format!("Articles ({})", self.list.items.len()), "");
        self.list.draw(buffer, scene, &frame, |buffer, (_, index), line| {
            article_row(buffer, scene, *index, line);
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        if let Some(index) = self.list.selected() {
            write_article(pen, scene, *index);
        }
    }

    fn hints(&self) -> &'static [Command] {
        &ARTICLE_HINTS
    }

    has_list!(filtered);

    fn refresh(&mut self, scene: Scene<'_>) {
        let rows = matching_articles(scene.project, &self.list.filter);
        self.list.replace(rows);
    }

    fn came_to_front(&mut self, scene: Scene<'_>) {
        let here = scene.reader.place.article;
        let row = self.list.items.iter().position(|index| *index == here);
        self.list.rows.select(row.unwrap_or(0));
    }

    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        read_selected(&self.list)
    }
}

/// The hint line of a list of articles.
pub const ARTICLE_HINTS: [Command; 5] = [OPEN, CLOSE, HELP, FILTER, UNDO];

/// Reads the selected article from its first undecided sentence on.
pub fn read_selected(list: &ViewList<usize>) -> Vec<ViewRequest> {
    let selected = list.selected().copied();
    selected.map(ViewRequest::ReadOn).into_iter().collect()
}

/// Returns the articles with the filter in path or title, in their order.
pub fn matching_articles(project: &Project, filter: &str) -> Vec<usize> {
    let all = 0..project.len();
    if filter.trim().is_empty() {
        return all.collect();
    }
    let name = |index| {
        let article = project.article(index);
        let title = article.and_then(|article| article.title());
        format!("{} {}", project.path(index), title.unwrap_or_default())
    };
    let names: Vec<String> = all.map(name).collect();
    let picked = pick(names.iter().map(String::as_str), filter);
    let mut found: Vec<usize> = picked.iter().map(|row| row.index).collect();
    found.sort_unstable();
    found
}

fn article_row(buffer: &mut Buffer, scene: Scene<'_>, index: usize, line: Rect) {
    let (theme, project) = (scene.theme, scene.project);
    let tally = project.tally_of(index);
    let (decided, all) = (tally.n_decided(), tally.n_sentences());
    let progress = match project.article(index) {
        None => "not read yet ".to_owned(),
        Some(_) if all == 0 => " ".to_owned(),
        Some(_) => format!("{decided:>3}/{all:<3} {:>3} % ", percent(decided, all)),
    };
    let drift = project.anchor_summary(index);
    let (sign, part) = match worst_finding(project, index) {
        Some(Severity::Error) => ("✗", Part::Bad),
        Some(Severity::Warning) => ("!", Part::Warning),
        // The text changed under its annotations.
        _ if drift.is_some_and(|drift| drift.n_displaced() > 0) => ("~", Part::Warning),
        _ if drift.is_some() => ("~", Part::Dim),
        _ if all > 0 && decided == all => ("✓", Part::Good),
        _ => (" ", Part::Dim),
    };
    let file = short_path(&project.shown_path(index), 20);
    let file = format!("{:<20}  ", copydesk::text::visible(&file));
    let name = match project.article(index) {
        Some(article) => problem(article).unwrap_or_else(|| without_stem(article)),
        None => project.shown_path(index).into_owned(),
    };
    let name = cut(&name, usize::from(line.width).saturating_sub(4 + 15 + 22));
    let words = [
        (" ", theme.part(Part::Text)),
        (sign, theme.part(part)),
        (" ", theme.part(Part::Text)),
        (&file, theme.part(Part::Dim)),
        (&name, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
    paint::right(buffer, line, &progress, theme.part(Part::Text));
}

/// Returns an article's name without the name of its file, for example `The board met` for `a: The board met`.
fn without_stem(article: &Article) -> String {
    let name = article.name();
    match name.split_once(": ") {
        Some((stem, words)) if article.title().is_none() && article.path.contains(stem) => {
            words.to_owned()
        }
        _ => name,
    }
}

/// Returns the severity of the gravest finding about an article.
fn worst_finding(project: &Project, index: usize) -> Option<Severity> {
    let path = project.path(index);
    let findings = project.findings().iter().filter(|(of, _)| of == path);
    findings.map(|(_, diagnostic)| diagnostic.severity).max()
}

/// Returns the problem of an article without text.
fn problem(article: &Article) -> Option<String> {
    let first = article.problem().or(article.diagnostics.first());
    first.filter(|_| article.outline.sentences.is_empty()).map(ToString::to_string)
}

/// Writes everything known about an article beside its text.
fn write_metadata(pen: &mut TextPen<'_>, metadata: &ArticleMetadata<'_>, style: Style) {
    let one = [
        ("title", &metadata.title),
        ("published", &metadata.published),
        ("modified", &metadata.modified),
        ("outlet", &metadata.outlet),
        ("url", &metadata.url),
        ("language", &metadata.language),
        ("saved", &metadata.saved),
    ];
    let of_one = one.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let of_authors = metadata.authors.iter().map(|author| ("author", author));
    for (name, value) in of_one.chain(of_authors) {
        pen.write(&format!("{name}: {}", value.value), style);
    }
}

/// Writes all facts of an article: front matter, progress, labels and findings.
pub fn write_article(pen: &mut TextPen<'_>, scene: Scene<'_>, index: usize) {
    let (theme, project) = (scene.theme, scene.project);
    pen.heading(scene, &project.shown_path(index));
    let Some(article) = project.article(index) else {
        return pen.write("not read yet", theme.part(Part::Dim));
    };
    let text = theme.part(Part::Text);
    write_metadata(pen, &article.metadata(), text);
    if let Some(converter) = &article.converter {
        pen.write(&format!("text made by {converter}"), theme.part(Part::Dim));
    }
    let tally = project.tally_of(index);
    let (decided, all) = (tally.n_decided(), tally.n_sentences());
    pen.write(&format!("{decided} of {all} sentences decided"), text);
    for label in &project.codebook().labels {
        let n = tally.count(&label.id);
        if n > 0 {
            pen.write(&format!("{n:>4} {}", label.name), text);
        }
    }
    let findings = project.findings().iter();
    for (_, diagnostic) in findings.filter(|(path, _)| *path == article.path) {
        pen.write(&diagnostic.to_string(), theme.part(Part::Warning));
    }
}
