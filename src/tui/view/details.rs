//! What is known of the sentence: two lines below the text, or a pane at its right.

use copydesk::{
    annotation::{Annotation, Confidence},
    text::{Span, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{paint, reader::cut};
use crate::tui::{
    app::{App, View},
    pane::reader::Purpose,
    theme::Part,
};

/// Draws the two lines below the text.
pub fn lines(buffer: &mut Buffer, app: &App, area: Rect) {
    let theme = app.theme;
    let row = |y: u16| Rect {
        y: area.y + y,
        height: 1,
        ..area
    };
    if app.view != View::Reader {
        let folder = format!(" annotations: {}", app.project.store_dir().display());
        paint::put(
            buffer,
            Position::new(area.x, area.y),
            area.width,
            &folder,
            theme.part(Part::Dim),
        );
        return;
    }
    let Some(mark) = app.annotation_here() else {
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
                (&finding(app), theme.part(Part::Warning)),
            ],
        );
        return;
    };
    let (label, style) = label_words(app, mark);
    let rest = format!("  {}", facts(app, mark).join(" · "));
    paint::words(
        buffer,
        row(0),
        &[
            (" ", theme.part(Part::Text)),
            (&label, style),
            (&rest, theme.part(Part::Text)),
        ],
    );
    let note = match (&mark.note, others(app, mark)) {
        (Some(note), _) => format!(" note: {}", note.replace('\n', " / ")),
        (None, 0) => String::new(),
        (None, n) => format!(" {n} more annotations touch these words; ]a and [a go through them"),
    };
    paint::put(
        buffer,
        Position::new(area.x, area.y + 1),
        area.width,
        &note,
        theme.part(Part::Dim),
    );
}

/// Draws the pane at the right: the sentence in focus, then the annotations of the article.
pub fn pane(buffer: &mut Buffer, app: &App, area: Rect) {
    let theme = app.theme;
    for y in area.top()..area.bottom() {
        paint::cell(
            buffer,
            Position::new(area.x, y),
            "│",
            1,
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
    pen.write("This sentence", theme.part(Part::Heading));
    match app.annotation_here() {
        None => pen.write(&undecided(app), theme.part(Part::Text)),
        Some(mark) => {
            let (label, style) = label_words(app, mark);
            pen.write(&label, style);
            for fact in facts(app, mark) {
                pen.write(&fact, theme.part(Part::Text));
            }
            if let Some(note) = &mark.note {
                note.lines()
                    .for_each(|line| pen.write(&format!("note: {line}"), theme.part(Part::Text)));
            }
        }
    }
    let finding = finding(app);
    if !finding.is_empty() {
        pen.write(&finding, theme.part(Part::Warning));
    }
    pen.y += 1;
    annotations(&mut pen, app);
}

fn annotations(pen: &mut Pen<'_>, app: &App) {
    let theme = app.theme;
    let marks = app.project.marks(app.reader.place.article);
    pen.write(
        &format!("Annotations of this article: {}", marks.len()),
        theme.part(Part::Heading),
    );
    let here = app.annotation_here().map(|mark| mark.id);
    let rows = usize::from(pen.area.bottom().saturating_sub(pen.y)).max(1);
    let focus = app.focus().map_or(0, |focus| focus.start);
    let all: Vec<&Annotation> = marks.iter().collect();
    let at = all.partition_point(|mark| mark.span.start < focus);
    let first = at
        .saturating_sub(rows / 2)
        .min(all.len().saturating_sub(rows));
    for mark in all.into_iter().skip(first).take(rows) {
        let (letter, style) = letter(app, mark);
        let words = format!(" {}", mark.quote.replace(['\n', '\r'], " "));
        let row = Rect {
            y: pen.y,
            height: 1,
            ..pen.area
        };
        let words = cut(&words, usize::from(pen.area.width.saturating_sub(1)));
        let active = if here == Some(mark.id) {
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

/// How many other annotations touch the words in focus.
fn others(app: &App, mark: &Annotation) -> usize {
    let Some(focus) = app.focus() else { return 0 };
    let marks = app.project.marks(app.reader.place.article);
    marks
        .touching(focus)
        .filter(|other| other.id != mark.id)
        .count()
}

/// The letter of an annotation with its style.
pub fn letter(app: &App, mark: &Annotation) -> (String, Style) {
    let known = mark.label.as_ref().and_then(|id| app.label(id));
    match known {
        Some(label) => (label.letter.to_string(), app.theme.letter(label.role)),
        None if mark.label.is_some() => ("?".to_owned(), app.theme.part(Part::Warning)),
        None => ("+".to_owned(), app.theme.part(Part::Dim)),
    }
}

fn label_words(app: &App, mark: &Annotation) -> (String, Style) {
    let Some(id) = &mark.label else {
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
fn facts(app: &App, mark: &Annotation) -> Vec<String> {
    let mut facts = Vec::new();
    if app.focus().is_some_and(|focus| focus != mark.span) {
        facts.push(format!("on “{}”", cut(&mark.quote.replace('\n', " "), 24)));
    }
    if let Some(source) = &mark.source {
        facts.push(format!("source: {}", source.quote));
    }
    if let Some(cue) = &mark.cue {
        facts.push(format!("cue: {}", cue.quote));
    }
    if let Some(confidence) = mark.confidence {
        let words = match confidence {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        };
        facts.push(format!("confidence: {words}"));
    }
    if let Some(evidence) = &mark.evidence {
        facts.push(format!("evidence: {evidence}"));
    }
    facts
}
