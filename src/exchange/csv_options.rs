//! The options of CSV, as [`super::ExportOptions`] holds them.

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
