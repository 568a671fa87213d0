//! Prints the lines of a concordance: keywords in one column, with the words before and after them.
//!
//! Owns the form; which lines there are and how much is shown around a place is `find`'s business.

use std::io::Write;

use copydesk::{
    find::{ConcordanceLine, around},
    text::visible,
};
use serde::Serialize;

use super::{super::output::Output, Place};

/// Columns on each side.
const CONTEXT_COLS: usize = 40;

#[derive(Serialize)]
struct Row<'a> {
    article: &'a str,
    sentence: usize,
    start: usize,
    end: usize,
    left: &'a str,
    hit: &'a str,
    right: &'a str,
    class: &'static str,
}

/// Prints a line, or an object.
pub(super) fn print(
    place: &Place<'_>,
    line: &ConcordanceLine,
    json: bool,
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    let shown = around(place.context, line.keyword, (CONTEXT_COLS, CONTEXT_COLS));
    if json {
        let row = Row {
            article: place.article,
            sentence: place.sentence,
            start: (place.scalar)(line.keyword.start),
            end: (place.scalar)(line.keyword.end),
            left: &shown.left,
            hit: &shown.keyword,
            right: &shown.right,
            class: line.class.name(),
        };
        out.json(&row)?;
    } else {
        let gap = CONTEXT_COLS - shown.left_cols;
        let (left, hit, right) = (
            visible(&shown.left),
            visible(&shown.keyword),
            visible(&shown.right),
        );
        let (article, number) = (visible(place.article), place.number);
        writeln!(out, "{:gap$}{left}[{hit}]{right}  {article}:{number}", "")?;
    }
    Ok(())
}
