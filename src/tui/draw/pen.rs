//! Writes wrapped text from the top of an area down, and the rows of a list.

use copydesk::text::{Span, on_one_line, wrap};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::paint;
use crate::tui::{
    list::{ListCursor, ViewList},
    scene::Scene,
    theme::Part,
};

/// A place for wrapped text; the area left shrinks with every row.
pub struct TextPen<'a> {
    pub buffer: &'a mut Buffer,
    /// The rows left.
    pub area: Rect,
}

impl<'a> TextPen<'a> {
    /// Returns a pen that leaves the first column of an area free.
    pub fn beside_edge(buffer: &'a mut Buffer, area: Rect) -> Self {
        Self { buffer, area: paint::past(area, 1) }
    }

    /// Returns true if no row is left.
    pub fn is_full(&self) -> bool {
        self.area.height == 0
    }

    /// Takes a row for the caller; without a caller the row stays empty.
    pub fn next_row(&mut self) -> Rect {
        let height = self.area.height.min(1);
        let row = Rect { height, ..self.area };
        self.area.y += height;
        self.area.height -= height;
        row
    }

    /// Writes a text of one style. A text without room for all of its rows ends in `…`.
    pub fn write(&mut self, text: &str, style: Style) {
        let cols = usize::from(self.area.width).max(1);
        for span in wrap(text, Span::new(0, text.len()), cols) {
            if self.is_full() {
                return;
            }
            let end = self.end_of_row(span, text);
            let row = self.next_row();
            paint::text(self.buffer, row, Span::new(span.start, end).of(text), style);
        }
    }

    /// Returns the end of the words for a row: in the last row all words that are left.
    fn end_of_row(&self, row: Span, text: &str) -> usize {
        if self.area.height == 1 { text.len() } else { row.end }
    }

    /// Writes a heading.
    pub fn heading(&mut self, scene: Scene<'_>, text: &str) {
        self.write(text, scene.theme.part(Part::Heading));
    }

    /// Writes words of several styles as one text; line breaks become spaces.
    pub fn write_words(&mut self, words: &[(String, Style)]) {
        let text: String = words.iter().map(|(words, _)| on_one_line(words)).collect();
        let cols = usize::from(self.area.width).saturating_sub(1).max(1);
        for row in wrap(&text, Span::new(0, text.len()), cols) {
            if self.is_full() {
                return;
            }
            let end = self.end_of_row(row, &text);
            let mut start = 0;
            let pieces = words.iter().filter_map(|(words, style)| {
                let span = Span::new(start, start + words.len());
                start = span.end;
                let (from, to) = (span.start.max(row.start), span.end.min(end));
                (from < to).then(|| (&text[from..to], *style))
            });
            let pieces: Vec<_> = pieces.collect();
            let line = self.next_row();
            paint::words(self.buffer, line, &pieces);
        }
    }
}

/// The frame of a list: everything around its rows.
pub struct ListFrame {
    /// The whole region of the view.
    pub main: Rect,
    /// The region of the rows.
    pub rows: Rect,
    pub row_height: u16,
    pub title: String,
    /// A sentence in place of the rows if the list is empty.
    pub empty: &'static str,
}

impl<T> ViewList<T> {
    /// Draws heading, filter and the rows in the window, the selected row tinted. `draw` gets the number
    /// of a row, its item and its lines.
    pub fn draw(
        &self,
        buffer: &mut Buffer,
        scene: Scene<'_>,
        frame: &ListFrame,
        mut draw: impl FnMut(&mut Buffer, (usize, &T), Rect),
    ) {
        let theme = scene.theme;
        let filter = match self.filter.as_str() {
            "" => String::new(),
            filter => format!("   filter: {filter}"),
        };
        let heading = [
            (" ", theme.part(Part::Text)),
            (&*frame.title, theme.part(Part::Heading)),
            (&filter, theme.part(Part::Warning)),
        ];
        let row = Rect { height: 1, ..frame.main };
        paint::words(buffer, row, &heading);
        if self.items.is_empty() {
            paint::text(buffer, paint::past(frame.rows, 1), frame.empty, theme.part(Part::Dim));
        }
        let by = frame.row_height;
        draw_rows(buffer, scene, &self.rows, (frame.rows, by), |buffer, index, line| {
            if let Some(item) = self.items.get(index) {
                draw(buffer, (index, item), line);
            }
        });
    }
}

/// Calls `draw` for each row in the window with its number and its lines, and tints the selected row.
pub fn draw_rows(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    rows: &ListCursor,
    (area, height): (Rect, u16),
    mut draw: impl FnMut(&mut Buffer, usize, Rect),
) {
    let seen = rows.seen(usize::from(area.height / height));
    for (index, y) in seen.zip((area.top()..).step_by(usize::from(height))) {
        draw(buffer, index, Rect { y, height, ..area });
        if index == rows.selected {
            let first = Rect { y, height: 1, ..area };
            paint::tint(buffer, first, scene.theme.part(Part::Active));
        }
    }
}
