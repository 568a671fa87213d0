//! Export: writes resolved annotations in the formats of other tools, with one file per format.
//!
//! Owns the registry of formats and the columns of a row. The caller resolves the articles and writes
//! the files. In every format offsets count Unicode scalars of the text with LF alone, and `end` is one past
//! the last scalar. An absent text is empty. `recognise` knows the files of all formats by their content.

use std::{fmt, io::Write};

pub use self::{
    csv_options::{ByteOrderMark, CsvOptions, CsvSeparator, Formulas},
    exporter::{
        ExportError, ExportFiles, ExportLayout, ExportOptions, ExportReport, ExportSink,
        ExportStream, ExportSubject, Exporter, ResolvedArticle, annotators, in_words,
    },
    json::json,
    recognise::is_own_file,
    row::ExportRow,
};

mod csv_options;
mod exporter;
mod row;
pub mod csv;
mod json;
mod jsonl;
mod markdown;
mod ron;
mod texts;
pub mod passim;
mod recognise;

/// All formats, in the order of the help and of the screen.
static EXPORTERS: [&dyn Exporter; 8] = [
    &csv::Csv,
    &csv::CsvForExcel(CsvSeparator::Semicolon),
    &csv::CsvForExcel(CsvSeparator::Comma),
    &jsonl::JsonLines,
    &markdown::Dossier,
    &ron::Ron,
    &texts::Texts,
    &passim::Passim,
];

/// A format of the registry.
#[derive(Clone, Copy)]
pub struct ExportFormat(&'static dyn Exporter);

impl ExportFormat {
    /// Returns every format, in order.
    pub fn all() -> impl Iterator<Item = ExportFormat> {
        EXPORTERS.into_iter().map(ExportFormat)
    }

    /// Returns the format of a name or of a file extension, for example `markdown` or `md`.
    pub fn from_name(name: &str) -> Option<Self> {
        let is_named = |known: &str| name.eq_ignore_ascii_case(known);
        Self::all().find(|format| is_named(format.name()) || is_named(format.extension()))
    }

    /// Writes the articles to a stream, with the default options.
    ///
    /// ```
    /// use copydesk::{corpus::Article, exchange::{ExportFormat, ResolvedArticle}};
    /// use std::sync::Arc;
    ///
    /// let article = Arc::new(Article::read("tram.txt", b"The tram is late."));
    /// let articles = [ResolvedArticle { article, file: None, rows: Vec::new() }];
    /// let csv = ExportFormat::from_name("csv").expect("a format of the registry");
    /// let mut out = Vec::new();
    /// csv.write(&articles, &mut out)?;
    /// assert!(String::from_utf8_lossy(&out).contains("article"));
    /// # Ok::<(), copydesk::exchange::ExportError>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`ExportError::Io`] if the stream fails, and [`ExportError::Format`] if the format has
    /// several files or cannot hold a value.
    pub fn write(
        self,
        articles: &[ResolvedArticle],
        out: &mut dyn Write,
    ) -> Result<ExportReport, ExportError> {
        if self.layout() == ExportLayout::Folder {
            let message = "it has several files: name a folder for them".to_owned();
            return Err(ExportError::Format { message });
        }
        let mut stream = ExportStream::new(out);
        let report = self.export(articles, &ExportOptions::default(), &mut stream)?;
        out.flush()?;
        Ok(report)
    }
}

impl std::ops::Deref for ExportFormat {
    type Target = dyn Exporter;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl PartialEq for ExportFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for ExportFormat {}

impl fmt::Debug for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExportFormat({})", self.name())
    }
}

#[cfg(test)]
mod tests;
