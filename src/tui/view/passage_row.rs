//! The start of a passage's row in a list of hits or places.

use copydesk::annotation::LabelId;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::tui::draw::{abbreviate::article_name, paint};
use crate::tui::{scene::Scene, theme::Part};

/// Columns of the article's name before a passage.
pub const NAME_COLUMNS: usize = 18;

/// The sign before a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowTick {
    None,
    /// The next label is put on the row.
    Ticked,
    /// The row has a label and gets no other here.
    Locked,
}

impl RowTick {
    pub fn new(is_ticked: bool) -> Self {
        if is_ticked { RowTick::Ticked } else { RowTick::None }
    }
}

/// Draws tick, letter of the label and article before a passage; returns the rest of the line.
///
/// The article takes `name_columns`; with 0 columns the name is left out.
pub fn passage_head(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    (line, name_columns): (Rect, usize),
    (index, label, tick): (usize, Option<&LabelId>, RowTick),
) -> Rect {
    let theme = scene.theme;
    let (letter, style) = match label.and_then(|id| scene.label(id)) {
        Some(label) => (label.letter.to_string(), theme.letter(label.role)),
        None if label.is_some() => ("?".to_owned(), theme.part(Part::Warning)),
        None => ("·".to_owned(), theme.part(Part::Dim)),
    };
    let tick = match tick {
        RowTick::None => " ",
        RowTick::Ticked => "▸",
        RowTick::Locked => "=",
    };
    let name = match name_columns {
        0 => " ".to_owned(),
        cols => format!(" {:<cols$} ", article_name(scene.project, index, cols)),
    };
    let words =
        [(tick, theme.part(Part::Key)), (letter.as_str(), style), (&name, theme.part(Part::Dim))];
    paint::words(buffer, line, &words)
}
