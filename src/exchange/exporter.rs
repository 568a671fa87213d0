//! The contract between the articles of a project and a format, for example CSV.
//!
//! Owns the input of a format ([`ResolvedArticle`]), its destination ([`ExportSink`]) and its report
//! ([`ExportReport`]). The registry of formats is in [`super`]. Files belong to [`crate::store`].

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use super::{CsvOptions, ExportRow};
use crate::{corpus::Article, text::count};

/// An article with its annotations, in reading order.
#[derive(Clone, Debug)]
pub struct ResolvedArticle {
    /// The article, with its text and its metadata.
    pub article: Arc<Article>,
    /// The file that holds the article, which an export never writes; `None` for a sample article.
    pub file: Option<PathBuf>,
    /// The annotations of the article. Every offset counts in the text of `article`.
    pub rows: Vec<ExportRow>,
}

/// The options of all formats. A format ignores the options of other formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// The options of CSV.
    pub csv: CsvOptions,
}

/// The result of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// The number of exported annotations or articles.
    pub n_exported: usize,
    /// Everything that the format cannot hold, in one sentence each.
    pub losses: Vec<String>,
}

/// The objects that a format exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportSubject {
    /// The annotations.
    Annotations,
    /// The articles.
    Articles,
}

impl ExportSubject {
    /// Returns the word for one object.
    pub fn singular(self) -> &'static str {
        match self {
            ExportSubject::Annotations => "annotation",
            ExportSubject::Articles => "article",
        }
    }
}

/// The layout of the output of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportLayout {
    /// One file, which can also go to standard output.
    File,
    /// A folder with several files.
    Folder,
}

/// The destination of an export.
pub trait ExportSink {
    /// Begins a file. The path is relative to the folder of the export, with `/` between its parts.
    ///
    /// # Errors
    /// Returns [`ExportError::Io`] if the file cannot be created, and [`ExportError::Format`] if the
    /// destination takes only one file and already has one.
    fn file(&mut self, path: &str) -> Result<&mut dyn Write, ExportError>;
}

/// A format for annotations or articles.
///
/// A new format is one file with an implementation, and one line in `exchange::EXPORTERS`.
pub trait Exporter: Sync {
    /// Returns the name on the command line, for example `csv`.
    fn name(&self) -> &'static str;

    /// Returns the file extension without a dot, for example `md`. The default is the name.
    fn extension(&self) -> &'static str {
        self.name()
    }

    /// Returns the result in a few words, for lists of formats.
    fn about(&self) -> &'static str;

    /// Returns the objects that the format exports.
    fn subject(&self) -> ExportSubject {
        ExportSubject::Annotations
    }

    /// Returns the layout of the output.
    fn layout(&self) -> ExportLayout {
        ExportLayout::File
    }

    /// Writes the articles, in their order.
    ///
    /// # Errors
    /// Returns [`ExportError::Io`] if `out` fails, and [`ExportError::Format`] if the format cannot hold
    /// a value.
    fn export(
        &self,
        articles: &[ResolvedArticle],
        options: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError>;
}

/// Returns the report of an export without losses.
pub(super) fn lossless(n_exported: usize) -> ExportReport {
    ExportReport { n_exported, losses: Vec::new() }
}

/// Returns the rows of all articles, in order.
pub(super) fn rows(articles: &[ResolvedArticle]) -> impl Iterator<Item = &ExportRow> + Clone {
    articles.iter().flat_map(|article| &article.rows)
}

/// Returns the annotators of the rows in the order of their first row.
pub fn annotators(articles: &[ResolvedArticle]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for row in rows(articles) {
        if !names.contains(&row.annotator.as_str()) {
            names.push(&row.annotator);
        }
    }
    names
}

/// Returns names in one phrase, for example `ana, bo and 3 others`.
pub fn in_words(names: &[&str]) -> String {
    const NAMED: usize = 3;
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] if names.len() <= NAMED => format!("{} and {last}", first.join(", ")),
        _ => {
            let others = count(names.len() - 2, "other");
            format!("{}, {} and {others}", names[0], names[1])
        }
    }
}

/// The files of an export in memory. A store can then write each file completely or not at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ExportFiles(pub Vec<(String, Vec<u8>)>);

impl ExportSink for ExportFiles {
    fn file(&mut self, path: &str) -> Result<&mut dyn Write, ExportError> {
        self.0.push((path.to_owned(), Vec::new()));
        let (_, bytes) = self.0.last_mut().expect("a file was begun");
        Ok(bytes)
    }
}

/// A stream for one file, for example standard output.
pub struct ExportStream<'a> {
    out: &'a mut dyn Write,
    is_begun: bool,
}

impl<'a> ExportStream<'a> {
    /// Returns a stream without a file.
    pub fn new(out: &'a mut dyn Write) -> Self {
        let is_begun = false;
        Self { out, is_begun }
    }
}

impl ExportSink for ExportStream<'_> {
    fn file(&mut self, _: &str) -> Result<&mut dyn Write, ExportError> {
        if std::mem::replace(&mut self.is_begun, true) {
            let message = "it has several files: name a folder for them".to_owned();
            return Err(ExportError::Format { message });
        }
        Ok(self.out)
    }
}

/// The reason of a failed export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The destination failed.
    #[error("the export could not be written: check that there is room and that it may be written")]
    Io(#[from] io::Error),
    /// The format cannot hold a value.
    #[error("the export could not be written: {message}")]
    Format {
        /// The message of the format's writer.
        message: String,
    },
}
