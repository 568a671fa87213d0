//! JSON Lines: one object per row, each on a line that ends with LF, with the keys in the order of the
//! CSV.
//!
//! Line breaks and control characters in texts are escaped, so every line is exactly one row.

use super::{
    ExportError, ExportOptions, ExportReport, ExportSink, Exporter, ResolvedArticle,
    exporter::{lossless, rows},
    json,
};

/// The format of one JSON object per line.
pub struct JsonLines;

impl Exporter for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "one JSON object for each row"
    }

    fn export(
        &self,
        articles: &[ResolvedArticle],
        _: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        let out = out.file("annotations.jsonl")?;
        for row in rows(articles) {
            writeln!(out, "{}", json(row)?)?;
        }
        Ok(lossless(rows(articles).count()))
    }
}
