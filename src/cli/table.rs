//! Formats of results: rows as text or JSON lines, and tables as CSV.
//!
//! A subcommand describes its rows in one struct that serde serializes. This file writes the rows.

use std::io::Write;

use clap::{
    ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use copydesk::{corpus::Article, exchange::csv::neutralised, text::Span};
use serde::Serialize;

use super::output::ResultWriter;

/// The format of a result, as the value of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people.
    Text,
    /// For programs. Offsets count Unicode scalars.
    Json,
    /// A table for spreadsheets.
    Csv,
    /// The page in `docs/`, for example `docs/keys.md`.
    Markdown,
}

impl OutputFormat {
    /// Returns the parser of `--format` for a subcommand with these formats.
    pub fn parser(formats: &'static [Self]) -> impl TypedValueParser<Value = Self> {
        PossibleValuesParser::new(formats.iter().filter_map(Self::to_possible_value))
            .try_map(|name| Self::from_str(&name, false))
    }

    /// Returns [`OutputFormat::Json`] for `--json`, else [`OutputFormat::Text`].
    pub fn of_flag(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// A row of a result. The serialized fields are the row in JSON.
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
    /// Writes a row as text, or as JSON on its own line.
    pub fn row(&mut self, format: OutputFormat, row: &impl OutputRow) -> anyhow::Result<()> {
        match format {
            OutputFormat::Json => self.json(row),
            OutputFormat::Text | OutputFormat::Csv | OutputFormat::Markdown => row.write_text(self),
        }
    }

    /// Writes rows as CSV below a header of the field names. Formulas get an apostrophe in front, for
    /// example `'=1+1`.
    pub fn table<T: Serialize + Default>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
    ) -> anyhow::Result<()> {
        // An empty first row makes the header, even without further rows.
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
