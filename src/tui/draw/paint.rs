//! The only way to the cells: every string is made visible on its way.
//!
//! Invariant: cells hold only symbols of [`glyphs`]. Their widths equal the widths of ratatui's
//! comparison of frames, so no cell of an earlier frame stays. No other file sets a symbol; a rule of
//! `tests/it/tidy` checks the invariant.

use copydesk::text::{Glyph, GlyphForm, Span, glyphs};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
};

use crate::tui::layout::LARGEST;

/// Writes `text` from a position on, in at most `cols` columns; returns the columns used.
///
/// Hidden characters are shown as symbols, for example `␤`, and line breaks as spaces.
pub fn put(buffer: &mut Buffer, at: Position, cols: u16, text: &str, style: Style) -> u16 {
    let mut used = 0;
    for shown in glyphs(text, Span::new(0, text.len())) {
        let width = shown.cols as u16;
        if used + width > cols {
            break;
        }
        let style = match shown.form {
            GlyphForm::Itself => style,
            GlyphForm::Blank => style.add_modifier(Modifier::DIM),
            GlyphForm::Spelled => style.add_modifier(Modifier::REVERSED),
        };
        glyph(buffer, Position::new(at.x + used, at.y), &shown, style);
        used += width;
    }
    used
}

/// Writes a sign of one column, for example `▌`; a sign of several columns leaves the cell as before.
pub fn sign(buffer: &mut Buffer, at: Position, sign: &str, style: Style) {
    put(buffer, at, 1, sign, style);
}

/// Writes one glyph of a text.
pub fn glyph(buffer: &mut Buffer, at: Position, glyph: &Glyph<'_>, style: Style) {
    if glyph.cols <= 2 && glyph.form == GlyphForm::Itself {
        return cluster(buffer, at, &glyph.symbol, glyph.cols as u16, style);
    }
    // A spelled character: its letters stand in cells of their own, its marks do not.
    let mut x = at.x;
    for part in glyphs(&glyph.symbol, Span::new(0, glyph.symbol.len())) {
        let cols = part.cols as u16;
        cluster(buffer, Position::new(x, at.y), &part.symbol, cols, style);
        x = x.saturating_add(cols);
    }
}

/// Writes an indivisible symbol into its first cell and empties the other cells below the symbol.
fn cluster(buffer: &mut Buffer, at: Position, symbol: &str, cols: u16, style: Style) {
    for offset in 0..cols {
        let at = Position::new(at.x.saturating_add(offset), at.y);
        let Some(cell) = buffer.cell_mut(at) else { return };
        cell.reset();
        cell.set_style(style);
        if offset == 0 {
            cell.set_symbol(symbol);
        }
    }
}

/// Writes words one after the other in the first row of an area, each with its style. Words that have no room
/// end in `…`.
///
/// Returns the area behind the words.
pub fn words(buffer: &mut Buffer, area: Rect, words: &[(&str, Style)]) -> Rect {
    let mut rest = area;
    for (at, (words_here, style)) in words.iter().enumerate() {
        let behind = words[at + 1..].iter().map(|(words, _)| *words);
        let cols = usize::from(rest.width);
        if is_wider(std::iter::once(*words_here).chain(behind), cols)
            && is_wider([*words_here].into_iter(), cols.saturating_sub(1))
        {
            return cut(buffer, rest, words_here, *style);
        }
        rest = past(rest, put(buffer, rest.as_position(), rest.width, words_here, *style));
    }
    rest
}

/// Writes a text of one style in the first row of an area; a text that has no room ends in `…`. Returns the
/// area behind the text.
pub fn text(buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> Rect {
    words(buffer, area, &[(text, style)])
}

/// Returns true if texts, without blanks at their end, take more than `cols` columns.
fn is_wider<'a>(texts: impl Iterator<Item = &'a str>, cols: usize) -> bool {
    let (mut used, mut blank) = (0, 0);
    for text in texts {
        for glyph in glyphs(text, Span::new(0, text.len())) {
            match &*glyph.symbol {
                " " => blank += glyph.cols,
                _ => used += std::mem::take(&mut blank) + glyph.cols,
            }
            if used > cols {
                return true;
            }
        }
    }
    false
}

/// Writes the beginning of a text and `…` in the first row of an area; returns the empty area behind. One
/// column alone has the text.
fn cut(buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> Rect {
    if area.width < 2 {
        return past(area, put(buffer, area.as_position(), area.width, text, style));
    }
    let used = put(buffer, area.as_position(), area.width.saturating_sub(1), text, style);
    let rest = past(area, used);
    put(buffer, rest.as_position(), rest.width, "…", style);
    Rect { x: area.right(), width: 0, ..area }
}

/// Returns an area without its first columns.
pub fn past(area: Rect, cols: u16) -> Rect {
    Rect { x: area.x.saturating_add(cols), width: area.width.saturating_sub(cols), ..area }
}

/// Writes words with their last column at the right end of a row.
pub fn right(buffer: &mut Buffer, row: Rect, text: &str, style: Style) {
    let cols = columns(text).min(row.width);
    put(buffer, Position::new(row.right() - cols, row.y), cols, text, style);
}

/// Returns the width of a text in columns.
pub fn width(text: &str) -> usize {
    glyphs(text, Span::new(0, text.len())).map(|glyph| glyph.cols).sum()
}

/// Returns the width of a text on a screen in columns, at most the width of [`LARGEST`]. Sums of
/// positions therefore never overflow, even after the paste of a megabyte.
pub fn columns(text: &str) -> u16 {
    u16::try_from(width(text)).map_or(LARGEST.0, |cols| cols.min(LARGEST.0))
}

/// Draws a rule across a row.
pub fn rule(buffer: &mut Buffer, row: Rect, style: Style) {
    for x in row.left()..row.right() {
        sign(buffer, Position::new(x, row.y), "─", style);
    }
}

/// Empties an area before a popup is drawn on top.
pub fn clear(buffer: &mut Buffer, area: Rect) {
    for position in area.intersection(buffer.area).positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.reset();
        }
    }
}

/// Adds a style to the cells of an area.
pub fn tint(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area, style);
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;

    use super::*;

    /// Compares the cells of a row after `put` with `expected`, for example `a|b`.
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
    fn words_without_room_end_in_a_sign() {
        let check = |pieces: &[&str], expected: &str| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
            let pieces: Vec<_> = pieces.iter().map(|piece| (*piece, Style::default())).collect();
            words(&mut buffer, Rect::new(0, 0, 6, 1), &pieces);
            let cells: String = buffer.content().iter().map(Cell::symbol).collect();
            assert_eq!(cells.trim_end(), expected, "{pieces:?}");
        };
        check(&["abcdef"], "abcdef");
        check(&["abcdefg"], "abcde…");
        check(&["abc", "defg"], "abcde…");
        check(&["abcdef", "g"], "abcde…");
        check(&["abcdef", "   "], "abcdef");
        check(&["abcdef  "], "abcdef");
        check(&["abcd", "漢漢"], "abcd…");
        check(&["漢漢漢漢"], "漢 漢 …");
        check(&[], "");
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
