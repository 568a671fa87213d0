//! The annotations that a copy or the undo journal holds and the files do not: one row for each, to be
//! read, ticked, brought back or let go.

use copydesk::{
    annotation::{AnnotationId, Role},
    command::{Command, DecideCommand},
    project::{MissingAnnotation, MissingChoice},
    store::{Absence, KeptIn},
    text::{count, on_one_line},
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, DELETE, HELP, OPEN, TICK, TICK_ALL, UNDO, View, has_list},
};
use crate::tui::{
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

/// Article and id of a missing annotation.
type Place = (usize, AnnotationId);

/// The missing annotations in corpus order.
#[derive(Debug, Default)]
pub struct MissingView {
    pub list: ViewList<Place>,
}

impl View for MissingView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let ticked = match self.list.ticked.len() {
            0 => String::new(),
            n => format!(", {n} ticked"),
        };
        let n = self.list.items.len();
        let frame = self.frame(
            regions,
            format!("Missing here ({n}{ticked}); Enter brings back, d lets go"),
            "Nothing is missing: the files have all that copies and journal hold.",
        );
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| {
            if let Some(missing) = missing_at(scene, *row) {
                let is_ticked = self.list.ticked.contains(row);
                missing_row(buffer, scene, (&missing, is_ticked), line);
            }
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let selected = self.list.selected();
        let Some(missing) = selected.and_then(|row| missing_at(scene, *row)) else { return };
        let (text, dim) = (scene.theme.part(Part::Text), scene.theme.part(Part::Dim));
        let label = label_name(scene, &missing);
        pen.heading(scene, label);
        pen.write(missing.quote, text);
        if let Some(note) = &missing.content.note {
            pen.write(&format!("— {note}"), text);
        }
        pen.write(&scene.project.shown_path(missing.article), dim);
        pen.write(&kept_words(missing.kept_in), dim);
        let absence = match missing.absence {
            Absence::Gone => "The file has neither the annotation nor its deletion.",
            Absence::Older => "The file has an older version of the annotation.",
        };
        pen.write(absence, dim);
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        let selected = self.list.selected();
        let Some(missing) = selected.and_then(|row| missing_at(scene, *row)) else { return };
        let (text, dim) = (scene.theme.part(Part::Text), scene.theme.part(Part::Dim));
        let label = label_name(scene, &missing);
        let note =
            missing.content.note.as_ref().map_or(String::new(), |note| format!("  — {note}"));
        let path = scene.project.shown_path(missing.article);
        let room = usize::from(area.width).saturating_sub(2);
        let about = format!("{label} · {} · {path}", kept_words(missing.kept_in));
        let words = on_one_line(&format!("{}{note}", missing.quote));
        let mut pen = TextPen::beside_edge(buffer, area);
        pen.write(&cut(&about, room), dim);
        pen.write(&cut(&words, room), text);
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, DELETE, TICK, TICK_ALL, CLOSE, HELP, UNDO]
    }

    has_list!();

    fn refresh(&mut self, scene: Scene<'_>) {
        let rows: Vec<Place> =
            scene.project.missing().map(|missing| (missing.article, missing.id)).collect();
        self.list.ticked.retain(|row| rows.contains(row));
        self.list.replace(rows);
    }

    fn has_ticks(&self) -> bool {
        true
    }

    fn does_nothing(&self) -> Vec<ViewRequest> {
        vec![ViewRequest::tell(match self.list.items.is_empty() {
            true => "Nothing is missing.",
            false => "Enter brings back, d lets go, Tab ticks several.",
        })]
    }

    /// Runs `Enter`: brings the ticked annotations back, else the selected annotation.
    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        match self.list.chosen() {
            rows if rows.is_empty() => self.does_nothing(),
            rows => vec![ViewRequest::SettleMissing(rows, MissingChoice::BringBack)],
        }
    }

    fn decide(&mut self, command: DecideCommand, _scene: Scene<'_>) -> Vec<ViewRequest> {
        let rows = self.list.chosen();
        if command != DecideCommand::Delete || rows.is_empty() {
            return self.does_nothing();
        }
        if rows.len() == 1 {
            return vec![ViewRequest::SettleMissing(rows, MissingChoice::LetGo)];
        }
        let n = count(rows.len(), "missing annotation");
        vec![ViewRequest::Confirm(ConfirmPopup {
            question: format!("Let {n} go? y lets go, any other key does not."),
            what: ConfirmedAction::LetGo(rows),
        })]
    }
}

fn missing_at<'a>(scene: Scene<'a>, place: Place) -> Option<MissingAnnotation<'a>> {
    scene.project.missing_at(place)
}

fn label_name<'a>(scene: Scene<'a>, missing: &MissingAnnotation<'a>) -> &'a str {
    let label = missing.content.label.as_ref();
    label.map_or("no label", |id| scene.project.codebook().name_of(id))
}

/// Returns the place of a missing annotation, for example "copy of 2026-11-22T09:14:05Z".
fn kept_words(kept_in: KeptIn) -> String {
    match kept_in {
        KeptIn::Copy(at) => format!("copy of {at}"),
        KeptIn::Journal(at) => format!("undo journal of {at}"),
    }
}

fn missing_row(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    (missing, is_ticked): (&MissingAnnotation<'_>, bool),
    line: Rect,
) {
    let theme = scene.theme;
    let label = missing.content.label.as_ref();
    let letter = label.map_or(' ', |id| scene.project.codebook().letter_of(id)).to_string();
    let role = label.and_then(|id| scene.label(id)).map_or(Role::Custom, |label| label.role);
    let file = format!(" {:<18} ", article_name(scene.project, missing.article, 18));
    let kept = match (missing.absence, missing.kept_in) {
        (Absence::Older, _) => "older    ",
        (Absence::Gone, KeptIn::Copy(_)) => "copy     ",
        (Absence::Gone, KeptIn::Journal(_)) => "journal  ",
    };
    let note = missing.content.note.as_ref();
    let note = note.map_or(String::new(), |note| format!("  — {}", on_one_line(note)));
    let room = usize::from(line.width).saturating_sub(31);
    let quote = on_one_line(missing.quote);
    let quote = cut(&quote, room - paint::width(&note).min(room / 2));
    let words = [
        (if is_ticked { "▸" } else { " " }, theme.part(Part::Key)),
        (letter.as_str(), theme.letter(role)),
        (&file, theme.part(Part::Dim)),
        (kept, theme.part(Part::Warning)),
        (&quote, theme.part(Part::Text)),
        (&note, theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
}
