//! CSV as RFC 4180 has it: UTF-8, records ended by CRLF, quotation marks doubled, a header always.
//!
//! Spreadsheets take a cell that begins with certain signs for a formula and run it, and articles
//! hold such cells without meaning harm: a bullet is a `-`. So a cell that begins with `=`, `+`, `-`,
//! `@`, a tab, a line break, or a full-width `＝`, `＋`, `－`, `＠` gets an apostrophe in front, the
//! sign by which spreadsheets know text. Programs that compare the words with the article take one
//! leading apostrophe off, or ask for [`Formulas::AsIs`], or read another format.

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

    fn extension(&self) -> &'static str {
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

/// Writes the header and one record per row; returns the number of rows.
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

/// The cell with an apostrophe in front if a spreadsheet would run it.
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
