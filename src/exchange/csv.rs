//! CSV as in RFC 4180: UTF-8, records with CRLF, doubled quotation marks, and always a header.
//!
//! Spreadsheets run a cell as a formula if the cell begins with `=`, `+`, `-`, `@`, or a wide or small form
//! of such a sign, for example `＝`. Some programs pass over everything before the sign that draws nothing:
//! spaces of any kind, zero-width and control characters. Some begin a new cell at a tab or a line break.
//! Articles have harmless cells of this form, for example a bullet `-`. So the export puts an apostrophe
//! before such a cell, and the spreadsheet reads the cell as text. Numbers and other text stay.
//!
//! A program that compares the words with the article removes one leading apostrophe, or uses
//! [`Formulas::AsIs`], or reads another format.

use std::{borrow::Cow, io::Write};

use csv::{Terminator, WriterBuilder};

use super::{
    ByteOrderMark, CsvOptions, CsvSeparator, ExportError, ExportOptions, ExportReport, ExportRow,
    ExportSink, Exporter, Formulas, ResolvedArticle,
    exporter::{lossless, rows},
};
use crate::text::drawable;

/// The format for statistics, and for spreadsheets that ask for the encoding.
pub struct Csv;

/// The format that Excel opens by a double click: with a byte order mark, and with the separator of the
/// system.
pub struct CsvForExcel(pub CsvSeparator);

impl Exporter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "a table for statistics"
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

impl Exporter for CsvForExcel {
    fn name(&self) -> &'static str {
        match self.0 {
            CsvSeparator::Semicolon => "excel",
            CsvSeparator::Comma => "excel-comma",
        }
    }

    fn about(&self) -> &'static str {
        match self.0 {
            CsvSeparator::Semicolon => "a table for Excel, with semicolons",
            CsvSeparator::Comma => "a table for Excel, with commas",
        }
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
        let byte_order_mark = ByteOrderMark::Write;
        let options = CsvOptions { byte_order_mark, separator: self.0, ..options.csv };
        write(rows(articles), out, options).map(lossless)
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
    let separator = match options.separator {
        CsvSeparator::Comma => b',',
        CsvSeparator::Semicolon => b';',
    };
    let mut writer = WriterBuilder::new();
    writer.terminator(Terminator::CRLF).delimiter(separator);
    let mut writer = writer.from_writer(out);
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
    if may_be_run(&cell) { Cow::Owned(format!("'{cell}")) } else { cell }
}

/// Returns true if a spreadsheet may run the cell, or begin another cell inside.
fn may_be_run(cell: &str) -> bool {
    const SIGNS: [char; 14] =
        ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '⁼', '−'];
    let words = cell.trim_start_matches(is_passed_over);
    let before = &cell[..cell.len() - words.len()];
    words.starts_with(SIGNS) || before.contains(['\t', '\r', '\n'])
}

/// Returns true for a character that draws nothing, or a blank of any kind.
fn is_passed_over(sign: char) -> bool {
    let is_blank_letter =
        matches!(sign, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    let is_hidden = || drawable(sign.encode_utf8(&mut [0; 4])).any(|(_, is_fine)| !is_fine);
    sign.is_whitespace() || is_blank_letter || is_hidden()
}

fn error(error: csv::Error) -> ExportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Io(error),
        other => ExportError::Format { message: format!("{other:?}") },
    }
}
