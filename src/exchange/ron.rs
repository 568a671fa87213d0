//! RON: one document with a list of rows. `ron::from_str::<Vec<ExportRow>>` returns the same rows.
//!
//! Rows are written one by one, so an export needs memory only for its longest row.

use ron::ser::PrettyConfig;

use super::{
    ExportError, ExportOptions, ExportReport, ExportSink, Exporter, ResolvedArticle,
    exporter::{lossless, rows},
};

/// The format for Rust programs: one RON document.
pub struct Ron;

impl Exporter for Ron {
    fn name(&self) -> &'static str {
        "ron"
    }

    fn about(&self) -> &'static str {
        "one RON document"
    }

    fn export(
        &self,
        articles: &[ResolvedArticle],
        _: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        let out = out.file("annotations.ron")?;
        let style = PrettyConfig::new().new_line("\n".to_owned()).escape_strings(true);
        out.write_all(b"[\n")?;
        for row in rows(articles) {
            let row = ron::ser::to_string_pretty(row, style.clone());
            let row = row.map_err(|error| ExportError::Format { message: error.to_string() })?;
            // Strings are escaped, so every line break belongs to the layout.
            for line in row.lines() {
                writeln!(out, "    {line}{}", if line == ")" { "," } else { "" })?;
            }
        }
        out.write_all(b"]\n")?;
        Ok(lossless(rows(articles).count()))
    }
}
