//! Writing exported annotations to a file that the user names.

use std::path::Path;

use super::{Dirs, StoreError};
use crate::exchange::{ExportFormat, ExportRow, write};

/// Writes bytes to a file: whole, or not at all.
///
/// # Errors
/// Whatever keeps the file from being written; what stood there before is then still there.
pub fn write_to(dirs: &Dirs, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    dirs.files.replace(path, bytes)
}

/// Writes the rows to a file: whole, or not at all.
///
/// # Errors
/// Whatever keeps the file from being written; what stood there before is then still there.
pub fn export_to(
    dirs: &Dirs,
    path: &Path,
    format: ExportFormat,
    rows: &[ExportRow],
) -> Result<(), StoreError> {
    let mut bytes = Vec::new();
    write(format, rows, &mut bytes)
        .map_err(|error| StoreError::io("write", path)(std::io::Error::other(error)))?;
    dirs.files.replace(path, &bytes)
}
