//! JSON Lines: one object per row, each on a line ended by LF, keys in the order of the CSV.
//!
//! Line breaks in texts are escaped, so a line is always a row; so is whatever acts on a terminal.

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

    fn extension(&self) -> &'static str {
        "jsonl"
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
