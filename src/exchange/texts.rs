//! The texts that offsets count in: one UTF-8 file with LF for each annotated article.
//!
//! A program that reads a page, a PDF or another encoding gets other words than copydesk. With these
//! files each range of an export is a range of a file. A file has the SHA-256 of its text as name, which is
//! the column `text_sha256` of every row. `index.csv` leads from articles to files.

use super::{
    ExportError, ExportLayout, ExportOptions, ExportReport, ExportSink, ExportSubject, Exporter,
    ResolvedArticle, csv::neutralised, exporter::lossless,
};

/// The columns of the index.
pub(super) const COLUMNS: [&str; 3] = ["article", "text_sha256", "encoding"];

/// The format of the texts of annotated articles.
pub struct Texts;

impl Exporter for Texts {
    fn name(&self) -> &'static str {
        "texts"
    }

    fn about(&self) -> &'static str {
        "the texts of annotated articles, in a folder"
    }

    fn extension(&self) -> &'static str {
        "txt"
    }

    fn subject(&self) -> ExportSubject {
        ExportSubject::Articles
    }

    fn layout(&self) -> ExportLayout {
        ExportLayout::Folder
    }

    fn export(
        &self,
        articles: &[ResolvedArticle],
        _: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        let annotated = || articles.iter().filter(|article| !article.rows.is_empty());
        let mut index = csv::Writer::from_writer(Vec::new());
        let error = |error: csv::Error| ExportError::Format { message: error.to_string() };
        index.write_record(COLUMNS).map_err(error)?;
        for ResolvedArticle { article, .. } in annotated() {
            let digest = article.digest.to_string();
            let path = neutralised(article.path.as_str().into());
            index.write_record([&*path, &digest, article.encoding]).map_err(error)?;
            out.file(&format!("{digest}.txt"))?.write_all(article.text.as_bytes())?;
        }
        let index = index.into_inner().map_err(|error| ExportError::Io(error.into_error()))?;
        out.file("index.csv")?.write_all(&index)?;
        Ok(lossless(annotated().count()))
    }
}
