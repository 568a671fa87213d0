//! Keyword in context: every place of a hit with the words before and after it, in columns.
//!
//! Owns how much context there is and how it is cut: at the article's ends, at blank lines, and at
//! whole graphemes, so that no accent or emoji is parted. Nothing is hidden but what does not fit.

use std::io::Write;

use copydesk::text::{Span, glyphs};
use serde::Serialize;

use super::Place;

/// Columns on each side.
const CONTEXT_COLS: usize = 40;

/// Bytes on each side that are looked at for context.
const REACH: usize = 400;

#[derive(Serialize)]
struct Row<'a> {
    article: &'a str,
    sentence: usize,
    start: usize,
    end: usize,
    left: String,
    hit: String,
    right: String,
    class: &'static str,
}

/// Prints one line, or one object, for each place of a hit.
pub(super) fn print(place: &Place<'_>, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    for mark in places(place) {
        let (left, left_cols, right) = around(place, mark);
        let hit = one_line(mark.of(place.text));
        if json {
            let row = Row {
                article: place.article,
                sentence: place.sentence,
                start: (place.scalar)(mark.start),
                end: (place.scalar)(mark.end),
                left,
                hit,
                right,
                class: place.hit.class.name(),
            };
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)?;
        } else {
            let gap = CONTEXT_COLS - left_cols;
            let (article, number) = (place.article, place.number);
            writeln!(out, "{:gap$}{left} [{hit}] {right}  {article}:{number}", "")?;
        }
    }
    Ok(())
}

/// The marks, those that only spaces or signs part as one; a passage without marks is one place.
fn places(place: &Place<'_>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for &mark in &place.hit.marks {
        match all.last_mut() {
            Some(last) if is_apart(place.text, *last, mark) => all.push(mark),
            Some(last) => *last = last.join(mark),
            None => all.push(mark),
        }
    }
    if all.is_empty() {
        all.push(place.hit.passage.span);
    }
    all
}

fn is_apart(text: &str, one: Span, two: Span) -> bool {
    Span::new(one.end, two.start)
        .of(text)
        .contains(char::is_alphanumeric)
}

/// The words before and after, as far as they fit, and the columns of those before.
fn around(place: &Place<'_>, mark: Span) -> (String, usize, String) {
    let (text, within) = (place.text, place.context);
    let from = text.floor_char_boundary(mark.start.saturating_sub(REACH).max(within.start));
    let to = text.ceil_char_boundary((mark.end + REACH).min(within.end));
    let before = &text[from..mark.start];
    let before = before.rsplit("\n\n").next().unwrap_or(before);
    let after = &text[mark.end..to.max(mark.end)];
    let after = after.split("\n\n").next().unwrap_or(after);
    let (left, right) = (one_line(before), one_line(after));
    let mut known: Vec<_> = glyphs_of(&left).collect();
    known.reverse();
    let (start, cols) =
        fitting(known.into_iter()).map_or((left.len(), 0), |(last, cols)| (last.start, cols));
    let end = fitting(glyphs_of(&right)).map_or(0, |(last, _)| last.end);
    (left[start..].to_owned(), cols, right[..end].to_owned())
}

fn glyphs_of(text: &str) -> impl Iterator<Item = (Span, usize)> {
    glyphs(text, Span::new(0, text.len())).map(|glyph| (glyph.span, glyph.cols))
}

/// The last glyph that fits, and the columns up to it.
fn fitting(glyphs: impl Iterator<Item = (Span, usize)>) -> Option<(Span, usize)> {
    let sums = glyphs.scan(0, |sum, (span, cols)| {
        *sum += cols;
        Some((span, *sum))
    });
    sums.take_while(|(_, cols)| *cols <= CONTEXT_COLS).last()
}

/// The words with one space for all white space between them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
