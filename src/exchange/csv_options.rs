//! The options of CSV in [`super::ExportOptions`].

/// The treatment of cells that a spreadsheet would run, for example `=1+1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Formulas {
    /// Writes an apostrophe in front, for example `'=1+1`.
    #[default]
    Neutralise,
    /// Writes the cell unchanged, for programs that never open the file in a spreadsheet.
    AsIs,
}

/// The start of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByteOrderMark {
    /// No byte order mark, as most programs expect.
    #[default]
    Omit,
    /// A byte order mark. Some spreadsheets need the mark to recognise UTF-8.
    Write,
}

/// The sign between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvSeparator {
    /// A comma, as most programs expect.
    #[default]
    Comma,
    /// A semicolon, as Excel expects where the comma is the decimal sign.
    Semicolon,
}

/// The options of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// The treatment of cells that a spreadsheet would run.
    pub formulas: Formulas,
    /// The start of the file.
    pub byte_order_mark: ByteOrderMark,
    /// The sign between two cells.
    pub separator: CsvSeparator,
}
