//! The contract between the articles of a project and a format, for example CSV.
//!
//! Owns what a format receives ([`ResolvedArticle`]), where it writes ([`ExportSink`]) and what it
//! reports ([`ExportReport`]). The registry of formats stands in [`super`]; files belong to
//! [`crate::store`].

use std::{
    io::{self, Write},
    sync::Arc,
};

use super::{CsvOptions, ExportRow};
use crate::corpus::Article;

/// An article with its annotations, in reading order.
#[derive(Clone, Debug)]
pub struct ResolvedArticle {
    /// The article, with its text and its metadata.
    pub article: Arc<Article>,
    /// The annotations of the article; every offset counts in its text.
    pub rows: Vec<ExportRow>,
}

/// The options of all formats; a format ignores the options of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// The options of CSV.
    pub csv: CsvOptions,
}

/// What a format says about an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// The number of exported annotations or articles.
    pub n_exported: usize,
    /// Everything that the format cannot hold, one sentence each, for the user.
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
    /// Begins a file; the path is relative to the folder of the export, with `/` between its parts.
    ///
    /// # Errors
    /// Returns [`ExportError::Io`] if the file cannot be begun, and [`ExportError::Format`] if the
    /// destination takes one file only and has it.
    fn file(&mut self, path: &str) -> Result<&mut dyn Write, ExportError>;
}

/// A format that annotations or articles can be written in.
///
/// A new format is one file with an implementation, and one line in `exchange::EXPORTERS`.
pub trait Exporter: Sync {
    /// Returns the name on the command line, for example `csv`.
    fn name(&self) -> &'static str;

    /// Returns the ending of file names, without a dot.
    fn extension(&self) -> &'static str;

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
    /// Returns [`ExportError::Io`] if `out` fails, and [`ExportError::Format`] if the format cannot say a
    /// value.
    fn export(
        &self,
        articles: &[ResolvedArticle],
        options: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError>;
}

/// The report of an export that loses nothing.
pub(super) fn lossless(n_exported: usize) -> ExportReport {
    ExportReport { n_exported, losses: Vec::new() }
}

/// The rows of all articles, in order.
pub(super) fn rows(articles: &[ResolvedArticle]) -> impl Iterator<Item = &ExportRow> + Clone {
    articles.iter().flat_map(|article| &article.rows)
}

/// The files of an export in memory, so that a store can write each file whole or not at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ExportFiles(pub Vec<(String, Vec<u8>)>);

impl ExportSink for ExportFiles {
    fn file(&mut self, path: &str) -> Result<&mut dyn Write, ExportError> {
        self.0.push((path.to_owned(), Vec::new()));
        let (_, bytes) = self.0.last_mut().expect("a file was begun");
        Ok(bytes)
    }
}

/// A stream that takes one file, for example standard output.
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

/// The reason why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The destination failed.
    #[error("the export could not be written: check that there is room and that it may be written")]
    Io(#[from] io::Error),
    /// The format cannot say a value.
    #[error("the export could not be written: {message}")]
    Format {
        /// The message of the format's writer.
        message: String,
    },
}
