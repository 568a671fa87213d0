//! Formats of results: rows as text or JSON lines, and tables as CSV.
//!
//! A subcommand describes its rows once, as a struct that serde serializes. This file owns how the rows
//! are written.

use std::io::Write;

use clap::{
    ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use copydesk::{corpus::Article, exchange::csv::neutralised, text::Span};
use serde::Serialize;

use super::output::ResultWriter;

/// The format of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people.
    Text,
    /// For programs, with offsets in Unicode scalars.
    Json,
    /// A table for spreadsheets.
    Csv,
    /// The page in `docs/`.
    Markdown,
}

impl OutputFormat {
    /// Returns the parser of `--format` for a subcommand that has only these formats.
    pub fn parser(formats: &'static [Self]) -> impl TypedValueParser<Value = Self> {
        PossibleValuesParser::new(formats.iter().filter_map(Self::to_possible_value))
            .try_map(|name| Self::from_str(&name, false))
    }

    /// Returns the format that `--json` asks for, or text.
    pub fn of_flag(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// A row of a result. Its serialized fields are the row in JSON.
pub trait OutputRow: Serialize {
    /// Writes the row for people.
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()>;
}

/// Words of an article, in Unicode scalars from `start` to before `end`.
#[derive(Serialize)]
pub struct TextRange<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
}

impl<'a> TextRange<'a> {
    pub fn new(article: &'a Article, span: Span) -> Self {
        Self {
            start: article.scalar(span.start),
            end: article.scalar(span.end),
            text: article.words(span),
        }
    }
}

impl<W: Write> ResultWriter<W> {
    /// Writes a row as text, or as JSON on a line of its own.
    pub fn row(&mut self, format: OutputFormat, row: &impl OutputRow) -> anyhow::Result<()> {
        match format {
            OutputFormat::Json => self.json(row),
            OutputFormat::Text | OutputFormat::Csv | OutputFormat::Markdown => row.write_text(self),
        }
    }

    /// Writes rows as CSV below a header of the field names. A cell that a spreadsheet would run as a
    /// formula gets an apostrophe in front.
    pub fn table<T: Serialize + Default>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
    ) -> anyhow::Result<()> {
        // An empty row before the others brings the header, also where there is no row.
        let mut plain = csv::Writer::from_writer(Vec::new());
        plain.serialize(T::default())?;
        for row in rows {
            plain.serialize(row)?;
        }
        let plain = plain.into_inner()?;
        let mut table = csv::Writer::from_writer(self.data());
        let mut records = csv::Reader::from_reader(&plain[..]);
        table.write_record(records.headers()?)?;
        for record in records.records().skip(1) {
            let cells = record?;
            table.write_record(cells.iter().map(|cell| neutralised(cell.into()).into_owned()))?;
        }
        Ok(table.flush()?)
    }
}
