//! Writing an export to the file or folder named by the user.

use std::path::Path;

use super::{Dirs, StoreError};
use crate::exchange::{
    ExportFiles, ExportFormat, ExportLayout, ExportOptions, ExportReport, ResolvedArticle,
};

/// Writes articles in a format, each file atomically.
///
/// # Errors
/// [`StoreError::Io`] if a file cannot be written, or if the format cannot express a value. The former
/// content of the file stays.
pub fn export_to(
    dirs: &Dirs,
    path: &Path,
    format: ExportFormat,
    articles: &[ResolvedArticle],
) -> Result<ExportReport, StoreError> {
    let mut files = ExportFiles::default();
    let report = format
        .export(articles, &ExportOptions::default(), &mut files)
        .map_err(|error| StoreError::io("write", path)(std::io::Error::other(error)))?;
    for (name, bytes) in &files.0 {
        match format.layout() {
            ExportLayout::File => dirs.files.replace(path, bytes)?,
            ExportLayout::Folder => {
                let file = path.join(name);
                dirs.files.create_folder(file.parent().unwrap_or(path))?;
                dirs.files.replace(&file, bytes)?;
            }
        }
    }
    Ok(report)
}
