//! The one way to the cells: every string is made visible on its way.

use std::borrow::Cow;

use copydesk::text::{Span, glyphs};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
};

/// Writes `text` from a place on, in at most `cols` columns; returns the columns used.
///
/// Line breaks take a space; characters that must not reach the terminal are shown as symbols.
pub fn put(buffer: &mut Buffer, at: Position, cols: u16, text: &str, style: Style) -> u16 {
    let mut used = 0;
    for glyph in glyphs(text, Span::new(0, text.len())) {
        let symbol = match glyph.symbol {
            Cow::Borrowed("") if glyph.span.of(text).contains('\n') => Cow::Borrowed(" "),
            symbol => symbol,
        };
        let width = if symbol == " " { 1 } else { glyph.cols as u16 };
        if used + width > cols {
            break;
        }
        let style = if glyph.escaped {
            style.add_modifier(Modifier::REVERSED)
        } else {
            style
        };
        cell(
            buffer,
            Position::new(at.x + used, at.y),
            &symbol,
            width,
            style,
        );
        used += width;
    }
    used
}

/// Writes one symbol of known width, which must have been made visible.
pub fn cell(buffer: &mut Buffer, at: Position, symbol: &str, cols: u16, style: Style) {
    if cols == 0 || !buffer.area.contains(at) {
        return;
    }
    if cols > 2 || symbol.len() > 64 {
        // A symbol of several characters, each one column: a code point that is not shown itself.
        for (offset, character) in (0..cols).zip(symbol.chars()) {
            let at = Position::new(at.x + offset, at.y);
            if let Some(cell) = buffer.cell_mut(at) {
                cell.reset();
                cell.set_char(character).set_style(style);
            }
        }
        return;
    }
    if let Some(cell) = buffer.cell_mut(at) {
        cell.reset();
        cell.set_symbol(symbol).set_style(style);
    }
    if cols == 2
        && let Some(cell) = buffer.cell_mut(Position::new(at.x + 1, at.y))
    {
        cell.reset();
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
