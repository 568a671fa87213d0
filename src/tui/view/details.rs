//! What is known of the sentence, or of the row of a list: two lines below it, or a pane at its right.

use copydesk::{
    annotation::{Annotation, AnnotationId, Confidence},
    text::{Span, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{paint, reader::cut};
use crate::tui::{
    app::App, pane::reader::Purpose, theme::Part, update::kind_words, views::ViewId,
    views::repeats::ClusterRow,
};

/// What is shown while an annotation is placed anew.
const PLACING: &str = " Enter puts the mark here · v selects words · Esc leaves it";

/// Draws the two lines below the text.
pub fn lines(buffer: &mut Buffer, app: &App, area: Rect) {
    let theme = app.theme;
    let row = |y: u16| Rect {
        y: area.y + y,
        height: 1,
        ..area
    };
    if app.view != ViewId::Reader {
        return of_list(buffer, app, area);
    }
    if app.reader.placing_anew.is_some() {
        let words = [(PLACING, theme.part(Part::Warning))];
        paint::words(buffer, row(0), &words);
        return;
    }
    let Some(annotation) = app.annotation_here() else {
        let second = match repeat(app) {
            words if words.is_empty() => (finding(app), Part::Warning),
            words => (words, Part::Key),
        };
        paint::words(
            buffer,
            row(0),
            &[
                (" ", theme.part(Part::Text)),
                (&undecided(app), theme.part(Part::Text)),
            ],
        );
        paint::words(
            buffer,
            row(1),
            &[
                (" ", theme.part(Part::Text)),
                (&second.0, theme.part(second.1)),
            ],
        );
        return;
    };
    let (label, style) = label_words(app, annotation);
    let rest = format!("  {}", facts(app, annotation).join(" · "));
    paint::words(
        buffer,
        row(0),
        &[
            (" ", theme.part(Part::Text)),
            (&label, style),
            (&rest, theme.part(Part::Text)),
        ],
    );
    let (words, part) = below(app, annotation);
    let at = Position::new(area.x, area.y + 1);
    paint::put(
        buffer,
        at,
        area.width,
        &format!(" {words}"),
        theme.part(part),
    );
}

/// Draws the two lines below a list: the selected row with more of its words than it has room for, or
/// where annotations are kept.
fn of_list(buffer: &mut Buffer, app: &App, area: Rect) {
    let area = Rect {
        x: area.x + 1,
        width: area.width - 1,
        ..area
    };
    let y = area.y;
    let mut pen = Pen { buffer, area, y };
    match app.view {
        ViewId::Repeats | ViewId::Sources | ViewId::Rules | ViewId::Matrix => {
            in_full(&mut pen, app);
        }
        ViewId::Reader
        | ViewId::Articles
        | ViewId::Annotations
        | ViewId::Anchors
        | ViewId::Labels
        | ViewId::Figures
        | ViewId::Settings => {
            let folder = format!("annotations: {}", app.project.store_dir().display());
            pen.write(&folder, app.theme.part(Part::Dim));
        }
    }
}

/// The second line below the text: what is to choose, else the note, else what else stands here.
fn below(app: &App, annotation: &Annotation) -> (String, Part) {
    let contested = contested(app, app.reader.place.article, annotation);
    if !contested.is_empty() {
        return (contested, Part::Warning);
    }
    let words = match (&annotation.note, others(app, annotation)) {
        (Some(note), _) => format!("note: {}", note.replace('\n', " / ")),
        (None, 0) => repeat(app),
        (None, n) => format!("{n} more annotations touch these words; ]a and [a go through them"),
    };
    (words, Part::Dim)
}

/// Draws the pane at the right: the sentence in focus, then the annotations of the article.
pub fn pane(buffer: &mut Buffer, app: &App, area: Rect) {
    let theme = app.theme;
    for y in area.top()..area.bottom() {
        paint::sign(
            buffer,
            Position::new(area.x, y),
            "│",
            theme.part(Part::Rule),
        );
    }
    let inner = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        ..area
    };
    let mut pen = Pen {
        buffer,
        area: inner,
        y: inner.y,
    };
    in_full(&mut pen, app);
}

/// Writes what is known of what the view has in front, as far as there is room.
fn in_full(pen: &mut Pen<'_>, app: &App) {
    let theme = app.theme;
    match app.view {
        ViewId::Reader => {
            if app.reader.placing_anew.is_some() {
                pen.write(PLACING.trim_start(), theme.part(Part::Warning));
            }
            pen.write("This sentence", theme.part(Part::Heading));
            sentence(pen, app);
            pen.y += 1;
            write_annotations(pen, app);
        }
        ViewId::Articles => {
            let row = app
                .views
                .articles
                .list
                .items
                .get(app.views.articles.list.rows.selected);
            row.into_iter().for_each(|index| article(pen, app, *index));
        }
        ViewId::Figures => {
            let row = app
                .views
                .figures
                .list
                .items
                .get(app.views.figures.list.rows.selected);
            row.into_iter().for_each(|index| article(pen, app, *index));
        }
        ViewId::Annotations => {
            let list = &app.views.annotations.list;
            let row = list.items.get(list.rows.selected);
            one_annotation(pen, app, row.copied());
        }
        ViewId::Repeats => repeat_in_full(pen, app),
        ViewId::Anchors => {
            let row = app.views.anchors.selected();
            one_annotation(pen, app, row.map(|(mark, _)| (mark.article, mark.id)));
        }
        ViewId::Sources => source_in_full(pen, app),
        ViewId::Rules => rule_in_full(pen, app),
        ViewId::Matrix => pair_in_full(pen, app),
        ViewId::Labels => {
            if let Some(label) = app
                .project
                .codebook()
                .labels
                .get(app.views.labels.list.rows.selected)
            {
                pen.write(&label.name, theme.part(Part::Heading));
                pen.write(&label.definition, theme.part(Part::Text));
                for example in &label.examples {
                    pen.write(&format!("– {example}"), theme.part(Part::Dim));
                }
            }
        }
        ViewId::Settings => {
            let folder = format!(
                "Annotations are kept in {}",
                app.project.store_dir().display()
            );
            pen.write(&folder, theme.part(Part::Dim));
        }
    }
}

/// One annotation with all its words.
fn one_annotation(pen: &mut Pen<'_>, app: &App, row: Option<(usize, AnnotationId)>) {
    let annotation = row.and_then(|(index, id)| Some((index, app.project.annotation(index, id)?)));
    if let Some((index, annotation)) = annotation {
        pen.write("This annotation", app.theme.part(Part::Heading));
        write_annotation(pen, app, (index, annotation));
        pen.write(&annotation.quote, app.theme.part(Part::Text));
    }
}

/// The two articles of the selected number, and what both say.
fn pair_in_full(pen: &mut Pen<'_>, app: &App) {
    let theme = app.theme;
    let (Some(repeats), Some([row, column])) = (&app.background.repeats, app.pair()) else {
        return;
    };
    let numbers = [
        app.views.matrix.list.rows.selected,
        app.views.matrix.columns.selected,
    ];
    for (number, article) in numbers.into_iter().zip([row, column]) {
        let name = format!("{} {}", number + 1, super::lists::name(app, article, 200));
        pen.write(&name, theme.part(Part::Heading));
    }
    let shared = app.project.shared_words(repeats, row);
    for cluster in shared.clusters_with(column) {
        pen.write(kind_words(cluster.kind), theme.part(Part::Dim));
        pen.write(&cluster.pattern, theme.part(Part::Text));
    }
}

/// The selected repeat with all its words.
fn repeat_in_full(pen: &mut Pen<'_>, app: &App) {
    let theme = app.theme;
    let list = &app.views.repeats.list;
    let id = match list.items.get(list.rows.selected) {
        Some(ClusterRow::Cluster(id)) => *id,
        Some(ClusterRow::SiteText { .. }) => {
            let words = "What the site prints around its articles. The filter kind:chrome shows it \
                         alone; words in the filter find it too.";
            return pen.write(words, theme.part(Part::Text));
        }
        None => return,
    };
    if let Some(cluster) = app
        .background
        .repeats
        .as_ref()
        .and_then(|repeats| repeats.get(id))
    {
        pen.write(&cluster.pattern, theme.part(Part::Heading));
        for occurrence in &cluster.occurrences {
            if pen.is_full() {
                return;
            }
            let words = app
                .project
                .article(occurrence.article)
                .map_or("", |article| article.words(occurrence.span));
            pen.write(app.project.path(occurrence.article), theme.part(Part::Dim));
            pen.write(words, theme.part(Part::Text));
        }
    }
}

/// The selected source with its descriptions and what it says.
fn source_in_full(pen: &mut Pen<'_>, app: &App) {
    let theme = app.theme;
    let list = &app.views.sources.list;
    let Some(source) = list
        .items
        .get(list.rows.selected)
        .and_then(|key| app.source(key))
    else {
        return;
    };
    pen.write(&source.name, theme.part(Part::Heading));
    pen.write(&source.counts(), theme.part(Part::Text));
    for (words, _) in &source.descriptions {
        pen.write(&format!("– {words}"), theme.part(Part::Dim));
    }
    for mention in &source.mentions {
        if pen.is_full() {
            return;
        }
        if let Some(article) = app.project.article(mention.article) {
            pen.write(&article.path, theme.part(Part::Dim));
            pen.write(article.words(mention.span), theme.part(Part::Text));
        }
    }
}

/// The selected rule.
fn rule_in_full(pen: &mut Pen<'_>, app: &App) {
    if let Some(rule) = app.project.rules().get(app.views.rules.list.rows.selected) {
        pen.write(
            app.project.codebook().name_of(&rule.label),
            app.theme.part(Part::Heading),
        );
        pen.write(&rule.words, app.theme.part(Part::Text));
        pen.write(&format!("kept {}", rule.created), app.theme.part(Part::Dim));
    }
}

/// What is known of the sentence in focus.
fn sentence(pen: &mut Pen<'_>, app: &App) {
    match app.annotation_here() {
        None => pen.write(&undecided(app), app.theme.part(Part::Text)),
        Some(annotation) => write_annotation(pen, app, (app.reader.place.article, annotation)),
    }
    for (words, part) in [(repeat(app), Part::Key), (finding(app), Part::Warning)] {
        if !words.is_empty() {
            pen.write(&words, app.theme.part(part));
        }
    }
}

fn write_annotation(pen: &mut Pen<'_>, app: &App, (article, annotation): (usize, &Annotation)) {
    let (label, style) = label_words(app, annotation);
    pen.write(&label, style);
    let contested = contested(app, article, annotation);
    if !contested.is_empty() {
        pen.write(&contested, app.theme.part(Part::Warning));
    }
    for fact in facts(app, annotation) {
        pen.write(&fact, app.theme.part(Part::Text));
    }
    for line in annotation.note.iter().flat_map(|note| note.lines()) {
        pen.write(&format!("note: {line}"), app.theme.part(Part::Text));
    }
}

/// What is known of an article.
fn article(pen: &mut Pen<'_>, app: &App, index: usize) {
    let theme = app.theme;
    pen.write(app.project.path(index), theme.part(Part::Heading));
    let Some(article) = app.project.article(index) else {
        return pen.write("not read yet", theme.part(Part::Dim));
    };
    let front = [
        ("title", article.front.title),
        ("byline", article.front.byline),
        ("date", article.front.date),
    ];
    for (name, span) in front {
        if let Some(span) = span {
            pen.write(
                &format!("{name}: {}", article.words(span)),
                theme.part(Part::Text),
            );
        }
    }
    let tally = app.project.tally_of(index);
    let (decided, all) = (tally.n_decided(), tally.n_sentences());
    pen.write(
        &format!("{decided} of {all} sentences decided"),
        theme.part(Part::Text),
    );
    for label in &app.project.codebook().labels {
        let n = tally.count(&label.id);
        if n > 0 {
            pen.write(&format!("{n:>4} {}", label.name), theme.part(Part::Text));
        }
    }
    let findings = app
        .project
        .findings()
        .iter()
        .filter(|(path, _)| *path == article.path);
    for (_, diagnostic) in findings {
        pen.write(&diagnostic.to_string(), theme.part(Part::Warning));
    }
}

fn write_annotations(pen: &mut Pen<'_>, app: &App) {
    let theme = app.theme;
    let annotations = app.project.annotations(app.reader.place.article);
    pen.write(
        &format!("Annotations of this article: {}", annotations.len()),
        theme.part(Part::Heading),
    );
    let here = app.annotation_here().map(|annotation| annotation.id);
    let rows = usize::from(pen.area.bottom().saturating_sub(pen.y)).max(1);
    let focus = app.focus().map_or(0, |focus| focus.start);
    let at = annotations.n_starting_before(focus);
    let first = at
        .saturating_sub(rows / 2)
        .min(annotations.len().saturating_sub(rows));
    for annotation in annotations.window(first..(first + rows).min(annotations.len())) {
        let (letter, style) = letter(app, annotation);
        let sign = if annotations.is_contested(annotation.id) {
            " ≠"
        } else {
            ""
        };
        let words = format!("{sign} {}", annotation.quote.replace(['\n', '\r'], " "));
        let row = Rect {
            y: pen.y,
            height: 1,
            ..pen.area
        };
        let words = cut(&words, usize::from(pen.area.width.saturating_sub(1)));
        let active = if here == Some(annotation.id) {
            Part::Active
        } else {
            Part::Text
        };
        paint::words(
            pen.buffer,
            row,
            &[(&letter, style), (&words, theme.part(active))],
        );
        pen.y += 1;
    }
}

/// Writes wrapped lines from the top of an area down.
struct Pen<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    y: u16,
}

impl Pen<'_> {
    fn is_full(&self) -> bool {
        self.y >= self.area.bottom()
    }

    fn write(&mut self, text: &str, style: Style) {
        let cols = usize::from(self.area.width).max(1);
        for span in wrap(text, Span::new(0, text.len()), cols) {
            if self.y < self.area.bottom() {
                let at = Position::new(self.area.x, self.y);
                paint::put(self.buffer, at, self.area.width, span.of(text), style);
                self.y += 1;
            }
        }
    }
}

/// In how many articles the passage here stands, and what to do about it.
fn repeat(app: &App) -> String {
    let clusters = app.clusters_here();
    let Some(best) = clusters.first() else {
        return String::new();
    };
    format!(
        "in {} articles: “{}” · r shows, R labels all",
        best.n_articles,
        cut(&best.pattern, 36)
    )
}

/// What to say of words without annotation.
fn undecided(app: &App) -> String {
    match app.reader.selection.map(|selection| selection.purpose) {
        Some(Purpose::Source(_)) => return "select the source, then Enter".to_owned(),
        Some(Purpose::Cue(_)) => return "select the cue word, then Enter".to_owned(),
        Some(Purpose::Content) => return "selected words · 1 to 9 labels them".to_owned(),
        None => {}
    }
    let Some(sentence) = app.sentence() else {
        return String::new();
    };
    format!("undecided · {}", sentence.kind.name().replace('_', " "))
}

/// The first finding about the article in the reader.
fn finding(app: &App) -> String {
    let Some(article) = app.article() else {
        return String::new();
    };
    let mut findings = app
        .project
        .findings()
        .iter()
        .filter(|(path, _)| *path == article.path);
    findings
        .next()
        .map_or_else(String::new, |(_, diagnostic)| diagnostic.to_string())
}

/// What else is said of the same words, where several decided at once.
fn contested(app: &App, article: usize, annotation: &Annotation) -> String {
    let versions = app.project.versions(article, annotation.id);
    let others: Vec<String> = versions
        .iter()
        .skip(1)
        .map(|version| app.project.version_summary(version))
        .collect();
    if others.is_empty() {
        return String::new();
    }
    format!("≠ elsewhere at once: {} · = chooses", others.join("; "))
}

/// How many other annotations touch the words in focus.
fn others(app: &App, annotation: &Annotation) -> usize {
    let Some(focus) = app.focus() else { return 0 };
    let annotations = app.project.annotations(app.reader.place.article);
    annotations
        .touching(focus)
        .filter(|other| other.id != annotation.id)
        .count()
}

/// The letter of an annotation with its style.
pub fn letter(app: &App, annotation: &Annotation) -> (String, Style) {
    let known = annotation.label.as_ref().and_then(|id| app.label(id));
    match known {
        Some(label) => (label.letter.to_string(), app.theme.letter(label.role)),
        None if annotation.label.is_some() => ("?".to_owned(), app.theme.part(Part::Warning)),
        None => ("+".to_owned(), app.theme.part(Part::Dim)),
    }
}

fn label_words(app: &App, annotation: &Annotation) -> (String, Style) {
    let Some(id) = &annotation.label else {
        return (
            "undecided, with notes".to_owned(),
            app.theme.part(Part::Dim),
        );
    };
    match app.label(id) {
        Some(label) => (
            format!(" {} {} ", label.letter, label.name),
            app.theme.letter(label.role),
        ),
        None => (
            format!("{} (not in the codebook)", id.0),
            app.theme.part(Part::Warning),
        ),
    }
}

/// What is known of an annotation beside label and note.
fn facts(app: &App, annotation: &Annotation) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(app.project.inherited(annotation));
    let in_reader = app.view == ViewId::Reader;
    if in_reader && app.focus().is_some_and(|focus| focus != annotation.span) {
        facts.push(format!(
            "on “{}”",
            cut(&annotation.quote.replace('\n', " "), 24)
        ));
    }
    if let Some(source) = &annotation.source {
        facts.push(format!("source: {}", source.quote));
    }
    if let Some(cue) = &annotation.cue {
        facts.push(format!("cue: {}", cue.quote));
    }
    if let Some(confidence) = annotation.confidence {
        let words = match confidence {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        };
        facts.push(format!("confidence: {words}"));
    }
    if let Some(evidence) = &annotation.evidence {
        facts.push(format!("evidence: {evidence}"));
    }
    facts
}
