//! Keyword in context: every place of a hit with the words before and after it, in columns.
//!
//! Owns how much context there is and how it is cut: at the article's ends, at blank lines, and at
//! whole graphemes, so that no accent or emoji is parted. Nothing is hidden but what does not fit.

use std::io::Write;

use copydesk::text::{Span, glyphs};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::Place;
use crate::cli::for_reader;

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
        let (left, right) = around(place.text, mark);
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
            let [left, hit, right] = [left, hit, right].map(|part| for_reader(&part));
            let gap = CONTEXT_COLS.saturating_sub(left.width());
            let (article, number) = (for_reader(place.article), place.number);
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

/// The words before and after, as far as they fit.
fn around(text: &str, mark: Span) -> (String, String) {
    let from = text.floor_char_boundary(mark.start.saturating_sub(REACH));
    let to = text.ceil_char_boundary((mark.end + REACH).min(text.len()));
    let before = &text[from..mark.start];
    let before = before.rsplit("\n\n").next().unwrap_or(before);
    let after = &text[mark.end..to];
    let after = after.split("\n\n").next().unwrap_or(after);
    let (left, right) = (one_line(before), one_line(after));
    let pieces: Vec<Span> = glyphs(&left, Span::new(0, left.len()))
        .map(|glyph| glyph.span)
        .collect();
    let mut cols = 0;
    let fits = |span: &&Span| {
        cols += span.of(&left).width();
        cols <= CONTEXT_COLS
    };
    let start = pieces.iter().rev().take_while(fits).last();
    let left = start.map_or("", |span| &left[span.start..]);
    let mut cols = 0;
    let end = glyphs(&right, Span::new(0, right.len()))
        .take_while(|glyph| {
            cols += glyph.span.of(&right).width();
            cols <= CONTEXT_COLS
        })
        .last();
    let right = end.map_or("", |glyph| &right[..glyph.span.end]);
    (left.to_owned(), right.to_owned())
}

/// The words with one space for all white space between them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
