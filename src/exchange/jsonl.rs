//! JSON Lines: one object per row, each on a line ended by LF, keys in the order of the CSV.
//!
//! Line breaks in texts are escaped, so a line is always a row; so is whatever acts on a terminal.

use std::io::Write;

use super::{ExportError, ExportRow, json};

/// Writes one line per row.
pub(super) fn write(rows: &[ExportRow], out: &mut dyn Write) -> Result<(), ExportError> {
    for row in rows {
        writeln!(out, "{}", json(row)?)?;
    }
    Ok(())
}
