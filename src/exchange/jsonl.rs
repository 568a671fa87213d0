//! JSON Lines: one object per row, each on a line ended by LF, keys in the order of the CSV.
//!
//! Line breaks in texts are escaped, so a line is always a row.

use std::io::Write;

use super::{ExportError, Row};

/// Writes one line per row.
pub(super) fn write(rows: &[Row], out: &mut dyn Write) -> Result<(), ExportError> {
    for row in rows {
        serde_json::to_writer(&mut *out, row).map_err(|error| match error.io_error_kind() {
            Some(kind) => ExportError::Io(kind.into()),
            None => ExportError::Format {
                message: error.to_string(),
            },
        })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
