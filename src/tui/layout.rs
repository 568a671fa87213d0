//! The regions of the screen: pure functions of its size, shared by `update` and the views.
//!
//! ```text
//! tabs      copydesk | [Read] Articles Annotations Labels Figures      3/5 read · 41 % decided
//! rule     ------------------------------------------------------------------------------------
//! body     left (from 180 columns) | main: title line, then the text | right (from 120 columns)
//! rule     ------------------------------------------------------------------------------------
//! details  two lines about the sentence (below 120 columns, from 60x15)
//! rule     ------------------------------------------------------------------------------------
//! status   S 12  U 20  B 14 · 23      saved       sentence 31/69      autojump on
//! hints    1 sourced 2 unsourced … ? help            (from 10 rows)
//! ```

pub mod page;

use ratatui::layout::Rect;

/// Columns before the text: three letters, the count of a repeat, the mark of the current sentence.
pub const GUTTER: u16 = 7;

/// Columns of an article's name in the table of shared words.
pub const MATRIX_NAME: u16 = 28;

/// Columns of a number in the table of shared words.
pub const MATRIX_CELL: u16 = 6;

/// The smallest screen with a drawing: columns and rows.
pub const SMALLEST: (u16, u16) = (30, 8);

/// The largest screen: columns and rows. A larger terminal is drawn only up to here.
pub const LARGEST: (u16, u16) = (1000, 500);

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regions {
    pub screen: Rect,
    pub tabs: Rect,
    /// The rows between the first and the last rule, with side panes.
    pub body: Rect,
    /// The article list and its figures.
    pub left: Option<Rect>,
    /// The view itself.
    pub main: Rect,
    /// Annotations and details.
    pub right: Option<Rect>,
    /// The two lines about the sentence.
    pub details: Option<Rect>,
    pub status: Rect,
    pub hints: Option<Rect>,
}

/// Divides a screen; `None` for a screen below [`SMALLEST`].
pub fn regions(size: (u16, u16)) -> Option<Regions> {
    let (cols, rows) = (size.0.min(LARGEST.0), size.1.min(LARGEST.1));
    if cols < SMALLEST.0 || rows < SMALLEST.1 {
        return None;
    }
    let line = |y: u16| Rect::new(0, y, cols, 1);
    let hints = (rows >= 10).then(|| line(rows - 1));
    let status = line(rows - 1 - u16::from(hints.is_some()));
    let with_details = (60..120).contains(&cols) && rows >= 15;
    // The rule above the status line, and above it the details with their own rule.
    let details = with_details.then(|| Rect::new(0, status.y - 3, cols, 2));
    let last_rule = details.map_or(status.y - 1, |details| details.y - 1);
    let body = Rect::new(0, 2, cols, last_rule - 2);
    let left_cols = if cols >= 180 { 44 } else { 0 };
    let right_cols = if cols >= 120 { (cols / 3).min(56) } else { 0 };
    let pane = |x: u16, width: u16| Rect::new(x, body.y, width, body.height);
    Some(Regions {
        screen: Rect::new(0, 0, cols, rows),
        tabs: line(0),
        body,
        left: (left_cols > 0).then(|| pane(0, left_cols)),
        main: pane(left_cols, cols - left_cols - right_cols),
        right: (right_cols > 0).then(|| pane(cols - right_cols, right_cols)),
        details,
        status,
        hints,
    })
}

/// Rows of the plan of `0` that are no kind: the edge, the explanation, a blank row, the sum and the keys.
const SETTLE_FRAME: u16 = 5;

/// The parts of the plan of `0`.
#[derive(Clone, Copy, Debug)]
pub struct SettleParts {
    pub sheet: Rect,
    pub about: Rect,
    pub rows: Rect,
    pub sum: Rect,
    pub keys: Rect,
}

impl Regions {
    /// Returns the rules between the parts.
    pub fn rules(&self) -> impl Iterator<Item = Rect> {
        let after_details = self.details.map(ratatui::prelude::Rect::bottom);
        [Some(1), Some(self.body.bottom()), after_details]
            .into_iter()
            .flatten()
            .map(|y| Rect::new(0, y, self.screen.width, 1))
    }

    /// Returns the text column of the article, at most `measure` columns wide.
    pub fn text(&self, measure: u16) -> Rect {
        let room = self.main.width.saturating_sub(GUTTER + 1).max(1);
        let cols = measure.min(room);
        let margin = (room - cols) / 2;
        Rect::new(
            self.main.x + margin + GUTTER,
            self.main.y + 1,
            cols,
            self.main.height.saturating_sub(1),
        )
    }

    /// Returns the rows of a list, below its heading.
    pub fn list(&self) -> Rect {
        let Rect { x, y, width, height } = self.main;
        Rect::new(x, y + 1, width, height.saturating_sub(1))
    }

    /// Returns the rows of the Anchors list, and below them the pane of the selected annotation.
    pub fn moved(&self) -> (Rect, Rect) {
        let list = self.list();
        let below = (list.height * 2 / 3).min(10);
        let rows = list.height - below;
        let part = |y: u16, height: u16| Rect { y, height, ..list };
        (part(list.y, rows), part(list.y + rows, below))
    }

    /// Returns the rows of the table of shared words, below the numbers of its columns.
    pub fn table(&self) -> Rect {
        let list = self.list();
        Rect { y: list.y + 1, height: list.height.saturating_sub(1), ..list }
    }

    /// Returns the number columns of the table of shared words, with their heads.
    pub fn cells(&self) -> Rect {
        let list = self.list();
        let name = MATRIX_NAME.min(list.width.saturating_sub(MATRIX_CELL));
        Rect { x: list.x + name, width: list.width - name, ..list }
    }

    /// Returns a box of `rows` rows in the middle of the body, for a popup.
    pub fn sheet(&self, rows: u16) -> Rect {
        let width = self.body.width.min(84);
        let height = rows.min(self.body.height);
        Rect::new((self.body.width - width) / 2, self.body.bottom() - height, width, height)
    }

    /// Returns the parts of a picker.
    pub fn picker(&self) -> Picker {
        let sheet = self.sheet(u16::MAX);
        let Rect { x, y, width, height } = sheet;
        let about = if height >= 8 { 2 } else { 0 };
        let line = |y: u16, height: u16| Rect { x, y, width, height };
        let rows = height.saturating_sub(2 + about);
        Picker {
            sheet,
            field: line(y + 1, 1),
            rows: line(y + 2, rows),
            about: line(y + 2 + rows, about),
        }
    }

    /// Returns the parts of the plan of `0` with `n` rows.
    pub fn settle(&self, n: usize) -> SettleParts {
        let wanted = u16::try_from(n).unwrap_or(u16::MAX);
        let sheet = self.sheet(wanted.saturating_add(SETTLE_FRAME));
        let Rect { x, y, width, height } = sheet;
        let line = |y: u16, height: u16| Rect { x, y, width, height };
        // On a low screen the explanation, the keys and the sum give way to the rows.
        let about = u16::from(height >= 8);
        let below = height.saturating_sub(2 + about).min(if height >= 6 { 2 } else { 0 });
        let rows = height.saturating_sub(1 + about + below);
        SettleParts {
            sheet,
            about: line(y + 1, about),
            rows: line(y + 1 + about, rows),
            sum: line(y + 1 + about + rows, below.min(1)),
            keys: line(y + 2 + about + rows, below.saturating_sub(1)),
        }
    }

    /// Returns the body with the details below: the area of the finder.
    pub fn above_status(&self) -> Rect {
        let bottom = self.details.map_or(self.body.bottom(), ratatui::prelude::Rect::bottom);
        Rect { height: bottom - self.body.y, ..self.body }
    }

    /// Returns the parts of a popup with `n` places.
    pub fn places(&self, n: usize) -> Places {
        let Rect { x, y, width, height } = self.above_status();
        let why = match height {
            0..10 => 0,
            10..16 => 3,
            _ => 4,
        };
        let unit = u16::from(height >= 10);
        let room = height.saturating_sub(2 + unit + why);
        let wanted = u16::try_from(n).unwrap_or(u16::MAX).max(1);
        let rows = match room {
            0..6 => room,
            _ => wanted.min(room / 2),
        };
        let part = |y: u16, height: u16| Rect::new(x, y, width, height);
        Places {
            title: part(y, 1),
            pattern: part(y + 1, 1),
            rows: part(y + 2, rows),
            unit: part(y + 2 + rows, unit),
            compare: part(y + 2 + rows + unit, room - rows),
            why: part(y + 2 + unit + room, why),
        }
    }

    /// Returns the parts of the finder.
    pub fn finder(&self, shape: FinderShape) -> Finder {
        let Rect { x, y, width, height } = self.above_status();
        let chips = u16::from(shape.has_chips && height > 5);
        let head = 2 + chips;
        let most = if shape.has_counts { 6 } else { 12 };
        let preview = (height * 2 / 5).min(most);
        let list = height.saturating_sub(head + preview);
        let side = if shape.has_counts && width >= COUNTS_FROM { (width / 4).min(48) } else { 0 };
        let (top, rows) = (y + head, width - side);
        Finder {
            field: Rect::new(x, y, width, 1),
            chips: (chips > 0).then(|| Rect::new(x, y + 1, width, 1)),
            counts: Rect::new(x, y + 1 + chips, width, 1),
            rows: Rect::new(x, top, rows, list),
            side: (side > 0).then(|| Rect::new(x + rows + 1, top, side - 1, list)),
            preview: Rect::new(x, top + list, width, height.saturating_sub(head + list)),
        }
    }
}

/// The parts of a picker, from top to bottom; the first line of the sheet is its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picker {
    pub sheet: Rect,
    pub field: Rect,
    pub rows: Rect,
    /// All words of the selected row.
    pub about: Rect,
}

/// The parts of a popup with places, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub title: Rect,
    pub pattern: Rect,
    pub rows: Rect,
    /// The words for a label.
    pub unit: Rect,
    pub compare: Rect,
    pub why: Rect,
}

/// The contents of the finder with an effect on its layout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FinderShape {
    /// The query has filters, for example `in:a.txt`.
    pub has_chips: bool,
    /// The finder counts hits by article.
    pub has_counts: bool,
}

/// Least columns of a screen with counts by article beside the lines of a concordance.
pub const COUNTS_FROM: u16 = 120;

/// The parts of the finder, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finder {
    pub field: Rect,
    /// The filters.
    pub chips: Option<Rect>,
    pub counts: Rect,
    pub rows: Rect,
    /// Counts by article, at the right of the rows.
    pub side: Option<Rect>,
    pub preview: Rect,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_lies_on_the_screen_and_none_on_another() {
        for cols in (1..220).chain([5000, u16::MAX]) {
            for rows in (1..70).chain([5000, u16::MAX]) {
                let Some(regions) = regions((cols, rows)) else {
                    assert!(cols < SMALLEST.0 || rows < SMALLEST.1);
                    continue;
                };
                let parts = [Some(regions.tabs), Some(regions.body), regions.details];
                let lines = [Some(regions.status), regions.hints];
                let rules = regions.rules().map(Some);
                let all: Vec<Rect> =
                    parts.into_iter().chain(lines).chain(rules).flatten().collect();
                let area: u32 = all.iter().map(|rect| rect.area()).sum();
                assert_eq!(area, regions.screen.area(), "{cols}x{rows}: gaps or overlaps");
                let text = regions.text(72);
                assert_eq!(text.intersection(regions.main), text, "{cols}x{rows}: text");
                assert!(regions.body.height >= 2, "{cols}x{rows}: no room for the text");
            }
        }
    }

    #[test]
    fn the_text_keeps_its_measure() {
        for cols in [80, 120, 200] {
            let text = regions((cols, 40)).expect("large enough").text(72);
            assert!((60..=80).contains(&text.width), "{cols}: {text:?}");
        }
    }
}
