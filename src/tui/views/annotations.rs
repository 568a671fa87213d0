//! The annotations of all articles, to be read, filtered, ticked and changed together.
//!
//! A filter is a query, for example `label:sourced minister`.

use copydesk::{
    annotation::{Annotation, AnnotationId},
    command::{Command, DecideCommand, ViewCommand},
    find::{Query, pick},
    project::{AnnotationEdit, EditTarget, Project},
    text::{count, on_one_line},
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{ROW_HINTS, View, has_list},
};
use crate::tui::{
    draw::annotation_details::{annotation_letter, write_whole},
    draw::{
        abbreviate::{article_name, cut},
        paint,
        pen::TextPen,
    },
    layout::Regions,
    list::ViewList,
    scene::Scene,
    state::popup::{ConfirmPopup, ConfirmedAction},
    theme::Part,
};

/// The annotations of the filter, each with the index of its article.
#[derive(Debug, Default)]
pub struct AnnotationsView {
    pub list: ViewList<(usize, AnnotationId)>,
    /// Lists only annotations with a note, as the command `notes` asks.
    pub only_notes: bool,
}

impl View for AnnotationsView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let name = if self.only_notes { "Annotations with a note" } else { "Annotations" };
        let ticked = match self.list.ticked.len() {
            0 => String::new(),
            n => format!(", {n} ticked"),
        };
        let frame = self.frame(
            regions,
            format!("{name} ({}{ticked})", self.list.items.len()),
            "Nothing here yet: 1 to 9 in the article make annotations.",
        );
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| {
            let is_ticked = self.list.ticked.contains(row);
            annotation_row(buffer, scene, (*row, is_ticked), line);
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        if let Some(row) = self.list.selected() {
            write_whole(pen, scene, *row);
        }
    }

    fn hints(&self) -> &'static [Command] {
        &ROW_HINTS
    }

    has_list!(filtered);

    fn refresh(&mut self, scene: Scene<'_>) {
        let rows = self.matching(scene.project);
        self.list.replace(rows);
    }

    fn asked_for(&mut self, command: ViewCommand) {
        self.only_notes = command == ViewCommand::Notes;
        self.list.ticked.clear();
    }

    fn has_ticks(&self) -> bool {
        true
    }

    fn does_nothing(&self) -> Vec<ViewRequest> {
        vec![ViewRequest::tell(match self.list.items.is_empty() {
            true => "There is no annotation here.",
            false => "That does nothing in this list; ? shows the keys.",
        })]
    }

    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        let selected = self.list.selected();
        let read = selected.map(|(article, id)| ViewRequest::ReadAnnotation(*article, *id));
        read.into_iter().collect()
    }

    fn decide(&mut self, command: DecideCommand, scene: Scene<'_>) -> Vec<ViewRequest> {
        if command == DecideCommand::ChooseVersion {
            return vec![ViewRequest::OfferVersions(self.list.selected().copied())];
        }
        let targets = self.chosen(scene.project);
        let selected = self.list.selected().copied();
        let Some((article, id)) = selected.filter(|_| !targets.is_empty()) else {
            return self.does_nothing();
        };
        let request = match command {
            DecideCommand::Label(key) => ViewRequest::Label(targets, key),
            DecideCommand::EditText(field) => {
                ViewRequest::AskForWords(field, EditTarget::Annotation(article, id))
            }
            DecideCommand::CycleConfidence => ViewRequest::CycleConfidence(targets),
            DecideCommand::Delete => delete(&targets),
            DecideCommand::RepeatLabel
            | DecideCommand::LabelFurniture
            | DecideCommand::MarkSource
            | DecideCommand::MarkCue
            | DecideCommand::ChooseVersion
            | DecideCommand::ToggleAutoJump => return self.does_nothing(),
        };
        vec![request]
    }
}

impl AnnotationsView {
    /// Returns the ticked annotations without vanished annotations, else the selected annotation.
    fn chosen(&self, project: &Project) -> Vec<EditTarget> {
        let ticked = self.list.ticked.iter().copied();
        let live = ticked.filter(|(article, id)| project.annotation(*article, *id).is_some());
        let mut rows: Vec<(usize, AnnotationId)> = live.collect();
        if rows.is_empty() {
            rows.extend(self.list.selected());
        }
        let target = |(article, id)| EditTarget::Annotation(article, id);
        rows.into_iter().map(target).collect()
    }

    /// Returns the annotations of the filter: query filters first, then words of quotation or note.
    fn matching(&self, project: &Project) -> Vec<(usize, AnnotationId)> {
        let of_article =
            |index| project.annotations(index).iter().map(move |annotation| (index, annotation));
        let all = (0..project.len())
            .flat_map(of_article)
            .filter(|(_, annotation)| !self.only_notes || annotation.content.note.is_some());
        let id = |(index, annotation): &(usize, &Annotation)| (*index, annotation.id);
        let Ok(query) = Query::parse(&self.list.filter) else {
            return all.map(|row| id(&row)).collect();
        };
        let accepted: Vec<(usize, &Annotation)> = all
            .filter(|(index, annotation)| {
                query.filters.is_empty() || {
                    let facts = project.annotation_facts(*index, annotation);
                    let mut filters = query.filters.iter();
                    filters.all(|filter| filter.negated != facts.accept(filter, 0))
                }
            })
            .collect();
        let terms: Vec<&str> = query.terms.iter().map(|term| term.text.as_str()).collect();
        let words = terms.join(" ");
        if words.trim().is_empty() {
            return accepted.iter().map(id).collect();
        }
        let text = |(_, annotation): &(usize, &Annotation)| {
            format!(
                "{} {}",
                annotation.anchor.quote,
                annotation.content.note.as_deref().unwrap_or_default()
            )
        };
        let texts: Vec<String> = accepted.iter().map(text).collect();
        let picked = pick(texts.iter().map(String::as_str), &words);
        let mut found: Vec<usize> = picked.iter().map(|row| row.index).collect();
        found.sort_unstable();
        found.into_iter().map(|at| id(&accepted[at])).collect()
    }
}

/// Deletes a single annotation at once, and asks before it deletes several.
fn delete(targets: &[EditTarget]) -> ViewRequest {
    if let [only] = targets {
        let told = "The annotation is deleted; u brings it back.";
        return ViewRequest::Edit(*only, AnnotationEdit::Delete, told);
    }
    let annotations = targets.iter().filter_map(|target| match target {
        EditTarget::Annotation(article, id) => Some((*article, *id)),
        EditTarget::Words(..) => None,
    });
    let counted = count(targets.len(), "annotation");
    ViewRequest::Confirm(ConfirmPopup {
        question: format!("Delete {counted}? y deletes, any other key does not."),
        what: ConfirmedAction::DeleteAnnotations(annotations.collect()),
    })
}

fn annotation_row(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    ((index, id), is_ticked): ((usize, AnnotationId), bool),
    line: Rect,
) {
    let (theme, project) = (scene.theme, scene.project);
    let Some(annotation) = project.annotation(index, id) else { return };
    let (letter, style) = annotation_letter(scene, annotation);
    let lost = if annotation.is_placed() { "" } else { "(not in the text any more) " };
    let is_contested = project.annotations(index).is_contested(id);
    let file = format!("{:<18} ", article_name(project, index, 18));
    let note = annotation.content.note.as_ref();
    let note = note.map_or(String::new(), |note| format!("  — {note}"));
    // A long quotation leaves the note up to half of the row.
    let room = usize::from(line.width).saturating_sub(22 + paint::width(lost));
    let quote = on_one_line(&annotation.anchor.quote);
    let quote = cut(&quote, room - paint::width(&note).min(room / 2));
    let words = [
        (if is_ticked { "▸" } else { " " }, theme.part(Part::Key)),
        (letter.as_str(), style),
        (if is_contested { "≠" } else { " " }, theme.part(Part::Warning)),
        (&file, theme.part(Part::Dim)),
        (lost, theme.part(Part::Warning)),
        (&quote, theme.part(Part::Text)),
        (&note, theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
}
