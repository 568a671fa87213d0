//! CSV as RFC 4180 has it: UTF-8, records ended by CRLF, quotation marks doubled, a header always.
//!
//! Spreadsheets take a cell that begins with certain signs for a formula and run it, and articles
//! hold such cells without meaning harm: a bullet is a `-`. So a cell that begins with `=`, `+`, `-`,
//! `@`, a tab, a line break, or a full-width `＝`, `＋`, `－`, `＠` gets an apostrophe in front, the
//! sign by which spreadsheets know text. Programs that compare the words with the article take one
//! leading apostrophe off, or ask for [`Formulas::AsIs`], or read another format.

use std::{borrow::Cow, io::Write};

use csv::{Terminator, WriterBuilder};

use super::{ExportError, ExportRow};

/// What happens to cells that a spreadsheet would run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Formulas {
    /// They get an apostrophe in front.
    #[default]
    Neutralise,
    /// They stay as they are: only for programs that never show them in a spreadsheet.
    AsIs,
}

/// Whether the file begins with a byte order mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByteOrderMark {
    /// It does not, as most programs want it.
    #[default]
    Omit,
    /// It does: some spreadsheets know UTF-8 only by it.
    Write,
}

/// How CSV is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// What happens to cells that a spreadsheet would run.
    pub formulas: Formulas,
    /// Whether the file begins with a byte order mark.
    pub byte_order_mark: ByteOrderMark,
}

/// The columns, in the order of the fields of [`ExportRow`].
pub const COLUMNS: [&str; 21] = [
    "article", "label", "quote", "start", "end", "line", "note", "source", "annotator", "created",
    "modified", "title", "cue", "evidence", "confidence", "state", "prefix", "suffix",
    "text_sha256", "rivals", "inherited",
];

/// Writes the header and one record per row.
pub fn write(
    rows: &[ExportRow],
    out: &mut dyn Write,
    options: CsvOptions,
) -> Result<(), ExportError> {
    if options.byte_order_mark == ByteOrderMark::Write {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    writer.write_record(COLUMNS).map_err(error)?;
    for row in rows {
        let cells = cells(row).map(|cell| match options.formulas {
            Formulas::Neutralise => neutralised(cell),
            Formulas::AsIs => cell,
        });
        writer
            .write_record(cells.iter().map(AsRef::as_ref))
            .map_err(error)?;
    }
    Ok(writer.flush()?)
}

/// The cells of a row in the order of [`COLUMNS`].
fn cells(row: &ExportRow) -> [Cow<'_, str>; COLUMNS.len()] {
    fn text(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }
    let number = |number: usize| Cow::Owned(number.to_string());
    [
        text(&row.article),
        text(&row.label),
        text(&row.quote),
        number(row.start),
        number(row.end),
        number(row.line),
        text(&row.note),
        text(&row.source),
        text(&row.annotator),
        text(&row.created),
        text(&row.modified),
        text(row.title.as_deref().unwrap_or_default()),
        text(&row.cue),
        text(&row.evidence),
        row.confidence
            .map_or(text(""), |confidence| number(confidence.into())),
        text(&row.state),
        text(&row.prefix),
        text(&row.suffix),
        text(&row.text_sha256),
        number(row.rivals),
        text(&row.inherited),
    ]
}

/// The cell with an apostrophe in front if a spreadsheet would run it.
pub fn neutralised(cell: Cow<'_, str>) -> Cow<'_, str> {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(SIGNS) {
        Cow::Owned(format!("'{cell}"))
    } else {
        cell
    }
}

fn error(error: csv::Error) -> ExportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Io(error),
        other => ExportError::Format {
            message: format!("{other:?}"),
        },
    }
}
