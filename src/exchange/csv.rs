//! CSV as in RFC 4180: UTF-8, records with CRLF, doubled quotation marks, and always a header.
//!
//! Spreadsheets run a cell as a formula if the cell begins with `=`, `+`, `-`, `@`, a tab, a line break,
//! or a full-width `＝`, `＋`, `－`, `＠`. Articles have harmless cells of this form, for example a bullet
//! `-`. So the export puts an apostrophe before such a cell, and the spreadsheet reads the cell as text.
//! A program that compares the words with the article removes one leading apostrophe, or uses
//! [`Formulas::AsIs`], or reads another format.

use std::{borrow::Cow, io::Write};

use csv::{Terminator, WriterBuilder};

use super::{
    ByteOrderMark, CsvOptions, ExportError, ExportOptions, ExportReport, ExportRow, ExportSink,
    Exporter, Formulas, ResolvedArticle,
    exporter::{lossless, rows},
};

/// The format for spreadsheets and statistics.
pub struct Csv;

impl Exporter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn export(
        &self,
        articles: &[ResolvedArticle],
        options: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        let out = out.file("annotations.csv")?;
        write(rows(articles), out, options.csv).map(lossless)
    }
}

/// Writes the header and one record per row, and returns the number of rows.
fn write<'a>(
    rows: impl Iterator<Item = &'a ExportRow>,
    out: &mut dyn Write,
    options: CsvOptions,
) -> Result<usize, ExportError> {
    if options.byte_order_mark == ByteOrderMark::Write {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(ExportRow::COLUMNS).map_err(error)?;
    let mut n_rows = 0;
    for row in rows {
        n_rows += 1;
        let cells = row.cells().map(|cell| match options.formulas {
            Formulas::Neutralise => neutralised(cell),
            Formulas::AsIs => cell,
        });
        let cells: Vec<_> = cells.collect();
        let cells = cells.iter().map(|cell| cell.as_bytes());
        writer.write_record(cells).map_err(error)?;
    }
    writer.flush()?;
    Ok(n_rows)
}

/// Returns the cell, with an apostrophe in front if a spreadsheet would run the cell.
pub fn neutralised(cell: Cow<'_, str>) -> Cow<'_, str> {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(SIGNS) { Cow::Owned(format!("'{cell}")) } else { cell }
}

fn error(error: csv::Error) -> ExportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Io(error),
        other => ExportError::Format { message: format!("{other:?}") },
    }
}
