//! The one way to the cells: every string is made visible on its way.

use copydesk::text::{Span, glyphs};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::{Modifier, Style},
};

/// Writes `text` from a place on, in at most `cols` columns; returns the columns used.
///
/// Characters that must not reach the terminal are shown as symbols, line breaks as spaces.
pub fn put(buffer: &mut Buffer, at: Position, cols: u16, text: &str, style: Style) -> u16 {
    let mut used = 0;
    for glyph in glyphs(text, Span::new(0, text.len())) {
        let width = glyph.cols as u16;
        if used + width > cols {
            break;
        }
        let style = if glyph.escaped {
            style.add_modifier(Modifier::REVERSED)
        } else {
            style
        };
        let at = Position::new(at.x + used, at.y);
        cell(buffer, at, &glyph.symbol, width, style);
        used += width;
    }
    used
}

/// Writes one symbol of known width, which must have been made visible.
pub fn cell(buffer: &mut Buffer, at: Position, symbol: &str, cols: u16, style: Style) {
    if symbol.is_ascii() {
        // The name of a character that is not shown, or a single letter.
        for (offset, letter) in (0..cols).zip(symbol.chars()) {
            set(buffer, Position::new(at.x + offset, at.y), style, |cell| {
                cell.set_char(letter);
            });
        }
        return;
    }
    if cols > 0 {
        set(buffer, at, style, |cell| {
            cell.set_symbol(symbol);
        });
    }
    for offset in 1..cols {
        set(buffer, Position::new(at.x + offset, at.y), style, |_| {});
    }
}

fn set(buffer: &mut Buffer, at: Position, style: Style, change: impl FnOnce(&mut Cell)) {
    if let Some(cell) = buffer.cell_mut(at) {
        cell.reset();
        change(cell);
        cell.set_style(style);
    }
}

/// Writes words one after the other, each with its style, in one row.
pub fn words(buffer: &mut Buffer, row: Rect, words: &[(&str, Style)]) -> u16 {
    let mut x = row.x;
    for (text, style) in words {
        let room = row.right().saturating_sub(x);
        x += put(buffer, Position::new(x, row.y), room, text, *style);
    }
    x
}

/// Writes words that end at the right end of a row.
pub fn right(buffer: &mut Buffer, row: Rect, text: &str, style: Style) {
    let cols = (width(text) as u16).min(row.width);
    put(
        buffer,
        Position::new(row.right() - cols, row.y),
        cols,
        text,
        style,
    );
}

/// The columns that a text takes.
pub fn width(text: &str) -> usize {
    glyphs(text, Span::new(0, text.len()))
        .map(|glyph| glyph.cols)
        .sum()
}

/// Draws a rule across a row.
pub fn rule(buffer: &mut Buffer, row: Rect, style: Style) {
    for x in row.left()..row.right() {
        cell(buffer, Position::new(x, row.y), "─", 1, style);
    }
}

/// Empties an area, so that what lies on top covers what is below.
pub fn clear(buffer: &mut Buffer, area: Rect) {
    for position in area.intersection(buffer.area).positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.reset();
        }
    }
}

/// Gives a row of cells a style on top of theirs.
pub fn tint(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area, style);
}
