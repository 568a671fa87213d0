//! Export: resolved annotations in the formats of other tools, one file per format.
//!
//! Owns what a row says and how each format writes it. Where rows come from, and what file they go
//! to, is the caller's business. Offsets are Unicode scalars and end exclusively in every format
//! here; absent texts are empty.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

pub use self::json::json;

pub mod csv;

mod json;

mod jsonl;

mod markdown;

mod ron;

pub mod passim;

/// A format that annotations can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// A table for spreadsheets and statistics.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// A dossier to read.
    Markdown,
    /// One RON document, as Rust programs read it.
    Ron,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [ExportFormat; 4] = [
        ExportFormat::Csv,
        ExportFormat::Jsonl,
        ExportFormat::Markdown,
        ExportFormat::Ron,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Jsonl => "jsonl",
            ExportFormat::Markdown => "markdown",
            ExportFormat::Ron => "ron",
        }
    }

    /// The ending of file names, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Jsonl => "jsonl",
            ExportFormat::Markdown => "md",
            ExportFormat::Ron => "ron",
        }
    }

    /// The format of a name or a file name's ending.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| {
            [format.name(), format.extension()]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        })
    }
}

/// One annotation with its words and where they stand now.
///
/// The fields are in the order of the CSV's columns.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportRow {
    /// Path of the article in its folder.
    pub article: String,
    /// The label's name in files; empty for a bare note.
    pub label: String,
    /// The exact words.
    pub quote: String,
    /// First Unicode scalar.
    pub start: usize,
    /// One past the last Unicode scalar.
    pub end: usize,
    /// 1-based line of the first scalar.
    pub line: usize,
    /// The remark.
    pub note: String,
    /// Who said it, in the article's words.
    pub source: String,
    /// Who decided.
    pub annotator: String,
    /// When it was made (RFC 3339).
    pub created: String,
    /// When it was last changed (RFC 3339).
    pub modified: String,
    /// Title of the article, where it has one.
    pub title: Option<String>,
    /// The word that attributes the words to the source.
    pub cue: String,
    /// Where the evidence is.
    pub evidence: String,
    /// How sure the annotator is: 1, 2 or 3.
    pub confidence: Option<u8>,
    /// How the annotation holds on to its words: "kept", "moved", "ambiguous" or "orphan".
    pub state: String,
    /// Up to 32 chars before the words.
    pub prefix: String,
    /// Up to 32 chars after the words.
    pub suffix: String,
    /// SHA-256 of the text that the offsets count in.
    pub text_sha256: String,
    /// How many other versions and annotations of the same words nobody has chosen among: usually 0.
    #[serde(default)]
    pub rivals: usize,
    /// Where the decision is from, when it was not made for these words alone: "by the rule “…”",
    /// "labelled with 2 others".
    pub inherited: String,
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The place that it is written to failed.
    #[error("the export could not be written: check that there is room and that it may be written")]
    Io(#[from] io::Error),
    /// A row cannot be said in the format.
    #[error("the export could not be written: {message}")]
    Format {
        /// What the format's writer says.
        message: String,
    },
}

/// Writes the rows, in their order, in a format with its default options.
pub fn write(
    format: ExportFormat,
    rows: &[ExportRow],
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    match format {
        ExportFormat::Csv => csv::write(rows, out, csv::CsvOptions::default()),
        ExportFormat::Jsonl => jsonl::write(rows, out),
        ExportFormat::Markdown => markdown::write(rows, out),
        ExportFormat::Ron => ron::write(rows, out),
    }?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests;
