//! The mouse: a click moves the cursor, a drag selects, the wheel scrolls, a click on a hint runs the
//! hint.
//!
//! Every action of the mouse has a key too.

use copydesk::{
    command::{Command, MoveCommand, NavigateCommand},
    text::{Span, words},
};
use jiff::Timestamp;
use ratatui::layout::{Position, Rect};

use super::motion::MoveDirection;
use crate::tui::{
    app::App,
    event::Mouse,
    hints,
    state::{
        finder::FinderFocus,
        popup::Popup,
        reader::{ReaderPlace, TextSelection},
    },
    views::ViewId,
};

/// Rows of one step of the wheel.
const WHEEL: usize = 3;

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse, col: u16, row: u16, at: Timestamp) {
        let Some(regions) = self.regions() else { return };
        let position = Position::new(col, row);
        match mouse {
            Mouse::WheelDown => self.wheel(MoveDirection::On, at),
            Mouse::WheelUp => self.wheel(MoveDirection::Back, at),
            Mouse::Release => self.session.drag = None,
            Mouse::Drag => self.drag_to(position),
            Mouse::Press => {
                self.message = None;
                self.session.pending.clear();
                let bars = [Some(regions.tabs), regions.hints].into_iter().flatten();
                if bars.into_iter().any(|bar| bar.contains(position)) {
                    let clicked = hints::at(self, &regions, position);
                    if let Some(command) = clicked {
                        self.ask(command, at);
                    }
                } else {
                    self.press(position, at);
                }
            }
        }
    }

    fn wheel(&mut self, way: MoveDirection, at: Timestamp) {
        if self.popups.is_empty() && self.view == ViewId::Reader {
            let last = self.reader.page.rows.len().saturating_sub(self.reader_height());
            self.reader.top = match way {
                MoveDirection::On => (self.reader.top + WHEEL).min(last),
                MoveDirection::Back => self.reader.top.saturating_sub(WHEEL),
            };
            return;
        }
        if self.context().takes_text() && matches!(self.popups.last(), Some(Popup::Prompt(_))) {
            return;
        }
        let command = match way {
            MoveDirection::On => MoveCommand::Next,
            MoveDirection::Back => MoveCommand::Previous,
        };
        self.ask(Command::Move(command), at);
    }

    fn press(&mut self, position: Position, at: Timestamp) {
        let Some(regions) = self.regions() else { return };
        let offset = |rect: Rect| rect.contains(position).then(|| usize::from(position.y - rect.y));
        match self.popups.last_mut() {
            Some(Popup::Finder(finder)) => {
                if let Some(row) = offset(regions.finder(finder.shape()).rows) {
                    finder.focus = FinderFocus::Rows;
                    finder.rows.select(finder.rows.top + row);
                }
            }
            Some(Popup::Picker(picker)) => {
                if let Some(row) = offset(regions.picker().rows) {
                    let target = picker.rows.top + row;
                    let again = picker.rows.selected == target;
                    picker.rows.select(target);
                    if again {
                        self.ask(Command::Navigate(NavigateCommand::Open), at);
                    }
                }
            }
            Some(Popup::Occurrences(shown)) => {
                if let Some(row) = offset(regions.places(shown.places.len()).rows) {
                    shown.rows.select(shown.rows.top + row);
                }
            }
            Some(Popup::Settle(shown)) => {
                if let Some(row) = offset(regions.settle(shown.plan.len()).rows) {
                    shown.rows.select(shown.rows.top + row);
                }
            }
            Some(_) => {}
            None if self.view == ViewId::Reader => self.press_text(position),
            None => {
                if let Some(row) = offset(self.front().area(&regions)) {
                    self.press_row(row, at);
                }
            }
        }
    }

    fn press_row(&mut self, row: usize, at: Timestamp) {
        let Some((view, _)) = self.front_mut() else { return };
        let row = row / usize::from(view.row_height());
        let Some(list) = view.list_mut() else { return };
        let rows = list.rows_mut();
        let target = rows.top + row;
        if target >= rows.len {
            return;
        }
        let again = rows.selected == target;
        rows.select(target);
        if again {
            self.ask(Command::Navigate(NavigateCommand::Open), at);
        }
    }

    /// Returns the byte of the text under a position of the screen.
    fn byte_under(&self, position: Position) -> Option<usize> {
        let text = self.regions()?.text(self.settings.measure);
        if !text.contains(position) {
            return None;
        }
        let row = self.reader.top + usize::from(position.y - text.y);
        self.reader.page.byte_at(&self.article()?.text, row, position.x - text.x)
    }

    fn press_text(&mut self, position: Position) {
        let Some(byte) = self.byte_under(position) else { return };
        let Some(article) = self.article() else { return };
        let sentence = article.outline.sentence_at(byte);
        let top = self.reader.top;
        self.move_to(ReaderPlace { sentence, ..self.reader.place });
        // The text under a pressed pointer must not scroll away.
        self.reader.top = top;
        self.session.drag = Some(byte);
    }

    fn drag_to(&mut self, position: Position) {
        let (Some(from), Some(to)) = (self.session.drag, self.byte_under(position)) else { return };
        let Some(article) = self.article().cloned() else { return };
        let word_at = |byte: usize| {
            let sentence = article.outline.sentences.get(article.outline.sentence_at(byte))?;
            let words = words(&article.text, sentence.span);
            words.into_iter().find(|word| word.end > byte)
        };
        let (Some(first), Some(last)) = (word_at(from.min(to)), word_at(from.max(to))) else {
            return;
        };
        let span = Span::new(first.start.min(last.start), last.end.max(first.end));
        let top = self.reader.top;
        self.reader.selection = Some(TextSelection::content(span));
        self.reader.top = top;
    }
}
