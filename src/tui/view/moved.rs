//! The list of moved annotations, and below it what was recorded, what stands there now, and what differs: in the
//! recorded words or, where the old text is kept, in the text around them.

use copydesk::{
    annotation::Anchored,
    project::{AnchorExcerpt, DisplacedAnchor, RevisionChange, quote_differences},
    text::{DiffPart, Span, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{details::letter, lists, paint, reader::cut};
use crate::tui::{app::App, layout::Regions, theme::Part, views::anchors::AnchorRow};

/// Draws the list and the selected annotation then and now.
pub fn moved(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let (list, below) = regions.moved();
    lists::heading(buffer, app, regions.main, (&title(app), ""));
    if app.views.anchors.list.items.is_empty() {
        let at = Position::new(list.x + 1, list.y);
        let words = "Every mark stands on the text that it was made on.";
        paint::put(buffer, at, list.width, words, app.theme.part(Part::Dim));
        return;
    }
    lists::rows(
        buffer,
        app,
        &app.views.anchors.list.rows,
        list,
        |buffer, row, line| match app.views.anchors.list.items.get(row) {
            Some(AnchorRow::Article(index)) => article_row(buffer, app, *index, line),
            Some(AnchorRow::Annotation(nth)) => {
                annotation_row(buffer, app, &app.views.anchors.annotations[*nth], line);
            }
            None => {}
        },
    );
    match (
        app.views.anchors.list.selected().copied(),
        app.views.anchors.selected(),
    ) {
        (_, Some((displaced, shown))) => then_and_now(buffer, app, (displaced, shown), below),
        (Some(AnchorRow::Article(index)), None) => changes(buffer, app, index, below),
        (Some(AnchorRow::Annotation(_)) | None, None) => {}
    }
}

/// What changed in the text of an article since its annotations were made, where the text of then is kept.
fn changes(buffer: &mut Buffer, app: &App, index: usize, area: Rect) {
    let all = app.project.revisions(index);
    let all: Vec<RevisionChange<'_>> = all.flat_map(|(revision, _)| revision.changes()).collect();
    if all.is_empty() {
        return;
    }
    let about = match all.len() {
        1 => " 1 change of the text ".to_owned(),
        n => format!(" {n} changes of the text "),
    };
    let rest = headed(buffer, app, &about, area);
    let mut pen = Pen { buffer, area: rest };
    for RevisionChange { line, parts } in &all {
        pen.differences(app, &format!("line {line}  "), parts);
    }
}

/// Draws the heading of the lower part and gives what is left below it.
fn headed(buffer: &mut Buffer, app: &App, about: &str, area: Rect) -> Rect {
    let theme = app.theme;
    paint::rule(buffer, Rect { height: 1, ..area }, theme.part(Part::Rule));
    let at = Position::new(area.x + 2, area.y);
    let cols = area.width.saturating_sub(2);
    paint::put(buffer, at, cols, about, theme.part(Part::Heading));
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// How many there are of each, so that none is out of sight.
fn title(app: &App) -> String {
    let drifts = app
        .views
        .anchors
        .list
        .items
        .iter()
        .filter_map(|row| match row {
            AnchorRow::Article(index) => app.project.anchor_summary(*index),
            AnchorRow::Annotation(_) => None,
        });
    let (mut n, mut counts) = (0, [0; 4]);
    for drift in drifts {
        n += 1;
        let more = [drift.kept, drift.moved, drift.ambiguous, drift.orphan];
        counts
            .iter_mut()
            .zip(more)
            .for_each(|(count, more)| *count += more);
    }
    let [kept, moved, ambiguous, orphan] = counts;
    format!(
        "Changed articles ({n}): {moved} marks moved, {ambiguous} ambiguous, {orphan} orphan, {kept} kept"
    )
}

fn article_row(buffer: &mut Buffer, app: &App, index: usize, line: Rect) {
    let theme = app.theme;
    let drift = app.project.anchor_summary(index);
    let told = drift.map_or_else(String::new, ToString::to_string);
    let name = format!(" {}  ", lists::name(app, index, 24));
    let words = [
        (name.as_str(), theme.part(Part::Heading)),
        (&told, theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
}

fn annotation_row(buffer: &mut Buffer, app: &App, displaced: &DisplacedAnchor, line: Rect) {
    let theme = app.theme;
    let Some(annotation) = app.project.annotation(displaced.article, displaced.id) else {
        return;
    };
    let state = format!("   {:<10}", annotation.anchored.name());
    let part = match annotation.anchored {
        Anchored::Kept | Anchored::Moved => Part::Good,
        Anchored::Ambiguous => Part::Warning,
        Anchored::Orphan => Part::Bad,
    };
    let (letter, style) = letter(app, annotation);
    let places = match displaced.places.as_slice() {
        [] => "          ".to_owned(),
        [one] => format!(" {:>3} %    ", percent(one.score)),
        many => format!(" {:>2} places ", many.len()),
    };
    let room = usize::from(line.width).saturating_sub(26);
    let quote = cut(&annotation.quote.replace(['\n', '\r'], " "), room);
    let words = [
        (state.as_str(), theme.part(part)),
        (&letter, style),
        (&places, theme.part(Part::Dim)),
        (&quote, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
}

fn percent(score: f64) -> u8 {
    (score * 100.0) as u8
}

/// The words then, the words now, and what differs in them and around them.
fn then_and_now(
    buffer: &mut Buffer,
    app: &App,
    (displaced, shown): (&DisplacedAnchor, usize),
    area: Rect,
) {
    let Some(annotation) = app.project.annotation(displaced.article, displaced.id) else {
        return;
    };
    let then = AnchorExcerpt::recorded(annotation);
    let place = displaced.places.get(shown);
    let now = match place {
        Some(place) => app.project.excerpt(displaced.article, place.span),
        None => app
            .project
            .replacement_excerpt(displaced.article, annotation),
    };
    let about = match (place, displaced.places.len()) {
        (Some(place), 1) => format!(" {} % alike ", percent(place.score)),
        (Some(_), n) => format!(" place {} of {n}: ← → show the others ", shown + 1),
        (None, _) if now.is_some() => " gone; this stands there now ".to_owned(),
        (None, _) => " gone, and so is what stood around it ".to_owned(),
    };
    let rest = headed(buffer, app, &about, area);
    let mut pen = Pen { buffer, area: rest };
    pen.excerpt(app, "then  ", &then);
    if let Some(now) = &now {
        pen.excerpt(app, "now   ", now);
    }
    let recorded = now.map(|now| (then.whole(), now.whole()));
    let revision = app
        .project
        .revision(displaced.article, &annotation.text_digest);
    let parts = match (revision, &recorded) {
        (Some(revision), _) => revision.around(annotation),
        (None, Some((then, now))) => quote_differences(then, now),
        (None, None) => Vec::new(),
    };
    let is_change = |part: &DiffPart<'_>| !matches!(part, DiffPart::Same(_));
    if parts.iter().any(is_change) {
        pen.differences(app, "diff  ", &parts);
    }
}

/// Writes wrapped words of several styles from the top of an area down.
struct Pen<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
}

impl Pen<'_> {
    fn excerpt(&mut self, app: &App, name: &str, excerpt: &AnchorExcerpt) {
        let theme = app.theme;
        self.write(&[
            (name.to_owned(), theme.part(Part::Key)),
            (excerpt.before.clone(), theme.part(Part::Dim)),
            (format!("▌{}▐", excerpt.words), theme.part(Part::Text)),
            (excerpt.after.clone(), theme.part(Part::Dim)),
        ]);
    }

    /// As `wdiff` writes it, so that no colour is needed.
    fn differences(&mut self, app: &App, name: &str, parts: &[DiffPart<'_>]) {
        let theme = app.theme;
        let words = parts.iter().map(|part| match part {
            DiffPart::Same(words) => ((*words).to_owned(), theme.part(Part::Text)),
            DiffPart::Gone(words) => (format!("[-{words}-]"), theme.part(Part::Bad)),
            DiffPart::New(words) => (format!("{{+{words}+}}"), theme.part(Part::Good)),
        });
        let name = (name.to_owned(), theme.part(Part::Key));
        self.write(&std::iter::once(name).chain(words).collect::<Vec<_>>());
    }

    fn write(&mut self, words: &[(String, Style)]) {
        let plain = |words: &str| words.replace(['\n', '\r'], " ");
        let words: Vec<(String, Style)> = words
            .iter()
            .map(|(words, style)| (plain(words), *style))
            .collect();
        let text: String = words.iter().map(|(words, _)| words.as_str()).collect();
        let cols = usize::from(self.area.width.saturating_sub(2)).max(1);
        for row in wrap(&text, Span::new(0, text.len()), cols) {
            if self.area.height == 0 {
                return;
            }
            let mut start = 0;
            let pieces = words.iter().filter_map(|(words, style)| {
                let span = Span::new(start, start + words.len());
                start = span.end;
                let (from, to) = (span.start.max(row.start), span.end.min(row.end));
                (from < to).then(|| (&text[from..to], *style))
            });
            let line = Rect {
                x: self.area.x + 1,
                width: self.area.width.saturating_sub(1),
                height: 1,
                ..self.area
            };
            paint::words(self.buffer, line, &pieces.collect::<Vec<_>>());
            self.area.y += 1;
            self.area.height -= 1;
        }
    }
}
