//! Words about one annotation: its letter, its label, and all other facts.

use copydesk::{
    annotation::{Annotation, AnnotationField, AnnotationId},
    project::Project,
};
use ratatui::style::Style;

use crate::tui::draw::{abbreviate::cut, paint, pen::TextPen};
use crate::tui::{scene::Scene, theme::Part};

/// Returns the letter of an annotation with its style.
pub fn annotation_letter(scene: Scene<'_>, annotation: &Annotation) -> (String, Style) {
    let theme = scene.theme;
    let known = annotation.content.label.as_ref().and_then(|id| scene.label(id));
    match known {
        Some(label) => (label.letter.to_string(), theme.letter(label.role)),
        None if annotation.content.label.is_some() => ("?".to_owned(), theme.part(Part::Warning)),
        None => ("+".to_owned(), theme.part(Part::Dim)),
    }
}

/// Returns the label of an annotation in words, with its style.
pub fn label_words(scene: Scene<'_>, annotation: &Annotation) -> (String, Style) {
    let theme = scene.theme;
    let Some(id) = &annotation.content.label else {
        let words = "undecided, with notes".to_owned();
        return (words, theme.part(Part::Dim));
    };
    match scene.label(id) {
        Some(label) => {
            let words = format!(" {} {} ", label.letter, label.name);
            (words, theme.letter(label.role))
        }
        None => {
            let words = format!("{} (not in the codebook)", id.0);
            (words, theme.part(Part::Warning))
        }
    }
}

/// Returns everything but label and note. With `is_elsewhere` the facts name the words of the
/// annotation, since the words in focus are different.
pub fn facts(project: &Project, annotation: &Annotation, is_elsewhere: bool) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(project.inherited(annotation));
    if is_elsewhere {
        let words = cut(&annotation.anchor.quote.replace('\n', " "), 24);
        facts.push(format!("on “{words}”"));
    }
    let fields = AnnotationField::IN_DETAILS.into_iter();
    facts.extend(fields.filter_map(|field| {
        let value = match field {
            AnnotationField::Confidence => annotation.content.confidence?.name().to_owned(),
            AnnotationField::Label | AnnotationField::Text(_) | AnnotationField::Words(_) => {
                annotation.content.value(field)?
            }
        };
        Some(format!("{}: {value}", field.name()))
    }));
    facts
}

/// Returns the facts on one line of at most `cols` columns. Source and cue stand first and are cut last;
/// `…` stands for everything that is cut.
pub fn facts_line(
    project: &Project,
    annotation: &Annotation,
    is_elsewhere: bool,
    cols: usize,
) -> String {
    let facts = facts(project, annotation, is_elsewhere);
    let is_part = |fact: &&String| fact.starts_with("source: ") || fact.starts_with("cue: ");
    let (parts, others): (Vec<&String>, Vec<&String>) = facts.iter().partition(is_part);
    let others: Vec<&str> = others.into_iter().map(String::as_str).collect();
    let long: usize = parts.iter().map(|part| paint::width(part) + 3).sum();
    if long > cols
        && let [source, cue] = &parts[..]
    {
        // Each keeps half of the row, or the room that the other leaves.
        let more = if others.is_empty() { "" } else { " · …" };
        let cols = cols.saturating_sub(3 + paint::width(more));
        let room_of_cue =
            paint::width(cue).min((cols / 2).max(cols.saturating_sub(paint::width(source))));
        let source = cut(source, cols.saturating_sub(room_of_cue));
        return format!("{source} · {}{more}", cut(cue, room_of_cue));
    }
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
    cut(&[parts, others].concat().join(" · "), cols)
}

/// Returns the conflicting versions of an annotation; `""` without a conflict.
pub fn conflict(project: &Project, article: usize, id: AnnotationId) -> String {
    let versions = project.versions(article, id);
    let others = versions.iter().skip(1);
    let others: Vec<String> = others.map(|version| project.version_summary(version)).collect();
    if others.is_empty() {
        return String::new();
    }
    format!("≠ elsewhere at once: {} · = chooses", others.join("; "))
}

/// Writes label, conflict, facts and note of an annotation.
pub fn write_annotation(
    pen: &mut TextPen<'_>,
    scene: Scene<'_>,
    (article, annotation, is_elsewhere): (usize, &Annotation, bool),
) {
    let text = scene.theme.part(Part::Text);
    let (label, style) = label_words(scene, annotation);
    pen.write(&label, style);
    let conflict = conflict(scene.project, article, annotation.id);
    if !conflict.is_empty() {
        pen.write(&conflict, scene.theme.part(Part::Warning));
    }
    for fact in facts(scene.project, annotation, is_elsewhere) {
        pen.write(&fact, text);
    }
    for line in annotation.content.note.iter().flat_map(|note| note.lines()) {
        pen.write(&format!("note: {line}"), text);
    }
}

/// Writes an annotation under a heading, with all its words.
pub fn write_whole(pen: &mut TextPen<'_>, scene: Scene<'_>, (article, id): (usize, AnnotationId)) {
    if let Some(annotation) = scene.project.annotation(article, id) {
        pen.heading(scene, "This annotation");
        write_annotation(pen, scene, (article, annotation, false));
        pen.write(&annotation.anchor.quote, scene.theme.part(Part::Text));
    }
}
