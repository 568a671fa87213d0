//! The start of a passage's row in a list of hits or places.

use copydesk::annotation::LabelId;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::tui::draw::{abbreviate::article_name, paint};
use crate::tui::{scene::Scene, theme::Part};

/// Columns of the article's name before a passage.
pub const NAME_COLUMNS: usize = 18;

/// Draws tick, letter of the label and article before a passage; returns the rest of the line.
///
/// The article takes `name_columns`; with 0 columns the name is left out.
pub fn passage_head(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    (line, name_columns): (Rect, usize),
    (index, label, is_ticked): (usize, Option<&LabelId>, bool),
) -> Rect {
    let theme = scene.theme;
    let (letter, style) = match label.and_then(|id| scene.label(id)) {
        Some(label) => (label.letter.to_string(), theme.letter(label.role)),
        None => ("·".to_owned(), theme.part(Part::Dim)),
    };
    let tick = if is_ticked { "▸" } else { " " };
    let name = match name_columns {
        0 => " ".to_owned(),
        cols => format!(" {:<cols$} ", article_name(scene.project, index, cols)),
    };
    let words =
        [(tick, theme.part(Part::Key)), (letter.as_str(), style), (&name, theme.part(Part::Dim))];
    paint::words(buffer, line, &words)
}
