//! RON: one document, a list of rows, that `ron::from_str::<Vec<ExportRow>>` reads back as it was.
//!
//! Rows are written one after the other, so that an export takes no more room than its longest row.

use std::io::Write;

use ron::ser::PrettyConfig;

use super::{ExportError, ExportRow};

/// Writes the list.
pub(super) fn write(rows: &[ExportRow], out: &mut dyn Write) -> Result<(), ExportError> {
    let style = PrettyConfig::new()
        .new_line("\n".to_owned())
        .escape_strings(true);
    out.write_all(b"[\n")?;
    for row in rows {
        let row = ron::ser::to_string_pretty(row, style.clone()).map_err(|error| {
            ExportError::Format {
                message: error.to_string(),
            }
        })?;
        // Strings are escaped, so a line break is always one of the layout.
        for line in row.lines() {
            writeln!(out, "    {line}{}", if line == ")" { "," } else { "" })?;
        }
    }
    out.write_all(b"]\n")?;
    Ok(())
}
