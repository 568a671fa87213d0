//! The one way to the cells: every string is made visible on its way.

use copydesk::text::{Span, glyphs};
use ratatui::{
    buffer::Buffer,
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
    if cols <= 2 {
        return cluster(buffer, at, symbol, cols, style);
    }
    // A character that is spelled out; its letters stand in cells of their own, its marks do not.
    let mut x = at.x;
    for glyph in glyphs(symbol, Span::new(0, symbol.len())) {
        let cols = glyph.cols as u16;
        cluster(buffer, Position::new(x, at.y), &glyph.symbol, cols, style);
        x = x.saturating_add(cols);
    }
}

/// Writes what cannot be divided: into its first cell, and empties the others that it covers.
fn cluster(buffer: &mut Buffer, at: Position, symbol: &str, cols: u16, style: Style) {
    for offset in 0..cols {
        let at = Position::new(at.x.saturating_add(offset), at.y);
        let Some(cell) = buffer.cell_mut(at) else {
            return;
        };
        cell.reset();
        cell.set_style(style);
        if offset == 0 {
            cell.set_symbol(symbol);
        }
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

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;

    use super::*;

    /// The cells of one row of eight in which a text was put.
    fn check(text: &str, expected: &str) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        put(&mut buffer, Position::new(0, 0), 12, text, Style::default());
        let cells: Vec<&str> = buffer.content().iter().map(Cell::symbol).collect();
        assert_eq!(cells.join("|").trim_end_matches("| "), expected, "{text:?}");
    }

    #[test]
    fn what_is_spelled_out_takes_a_cell_for_each_letter() {
        check("\u{202e}a", "<|U|+|2|0|2|E|>|a");
        check("漢a", "漢| |a");
    }

    #[test]
    fn marks_stay_on_their_letter() {
        let eight = "\u{301}".repeat(8);
        let flood = format!("e{}x", "\u{301}".repeat(20));
        check(&flood, &format!("e{eight}|<|+|1|2|>|x"));
        check("a\u{200d}b", "a|<|U|+|2|0|0|D|>|b");
    }

    #[test]
    fn a_cluster_of_three_columns_is_one_symbol() {
        let cluster = "स\u{94d}त\u{94d}र";
        check(&format!("{cluster}a"), &format!("{cluster}| | |a"));
    }
}
