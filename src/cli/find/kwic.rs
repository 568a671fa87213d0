//! Prints a concordance: keywords in one column, with the words before and after.
//!
//! Owns the form. `copydesk::find` chooses the lines and cuts the words around a keyword.

use std::io::Write;

use copydesk::{
    find::{ConcordanceLine, around},
    text::visible,
};
use serde::Serialize;

use super::{OutputFormat, OutputRow, PassagePlace, ResultWriter};

/// The columns on each side of a keyword.
const CONTEXT_COLS: usize = 40;

#[derive(Serialize)]
struct LineRow<'a> {
    #[serde(skip)]
    number: usize,
    #[serde(skip)]
    gap: usize,
    article: &'a str,
    #[serde(skip)]
    shown: &'a str,
    sentence: usize,
    start: usize,
    end: usize,
    left: &'a str,
    hit: &'a str,
    right: &'a str,
    class: &'static str,
}

/// Prints a line of a concordance.
pub(super) fn print(
    place: &PassagePlace<'_>,
    line: &ConcordanceLine,
    format: OutputFormat,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    let shown = around(place.context, line.keyword, (CONTEXT_COLS, CONTEXT_COLS));
    let row = LineRow {
        number: place.number,
        gap: CONTEXT_COLS - shown.left_cols,
        article: place.article,
        shown: &place.shown,
        sentence: place.sentence,
        start: (place.scalar)(line.keyword.start),
        end: (place.scalar)(line.keyword.end),
        left: &shown.left,
        hit: &shown.keyword,
        right: &shown.right,
        class: line.class.name(),
    };
    out.row(format, &row)
}

impl OutputRow for LineRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let [left, hit, right] = [self.left, self.hit, self.right].map(visible);
        let (gap, article, number) = (self.gap, self.shown, self.number);
        writeln!(out, "{:gap$}{left}[{hit}]{right}  {article}:{number}", "")?;
        Ok(())
    }
}
