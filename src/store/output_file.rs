//! Writing an export to the file or folder named by the user.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use super::{Dirs, StoreError, journal::real_path};
use crate::exchange::{
    ExportFiles, ExportFormat, ExportLayout, ExportOptions, ExportReport, ResolvedArticle,
};

/// Writes articles in a format, each file atomically.
///
/// # Errors
/// [`StoreError::Io`] if a file cannot be written, if the format cannot express a value, or if a file is the
/// file of an article. The former content of the file stays, and of several files none is written if one is
/// an article.
pub fn export_to(
    dirs: &Dirs,
    path: &Path,
    format: ExportFormat,
    articles: &[ResolvedArticle],
) -> Result<ExportReport, StoreError> {
    let mut files = ExportFiles::default();
    let report = format
        .export(articles, &ExportOptions::default(), &mut files)
        .map_err(|error| StoreError::io("write", path)(io::Error::other(error)))?;
    let target = |name: &String| match format.layout() {
        ExportLayout::File => path.to_owned(),
        ExportLayout::Folder => path.join(name),
    };
    let files: Vec<(PathBuf, Vec<u8>)> =
        files.0.into_iter().map(|(name, bytes)| (target(&name), bytes)).collect();
    let real = |file: &Path| real_path(&dirs.files, file);
    let of_articles: HashSet<PathBuf> =
        articles.iter().filter_map(|article| article.file.as_deref()).map(real).collect();
    if let Some((file, _)) = files.iter().find(|(file, _)| of_articles.contains(&real(file))) {
        let told = "it is an article, and articles are never changed: choose another place";
        return Err(StoreError::io("write", file)(io::Error::other(told)));
    }
    for (file, bytes) in &files {
        if format.layout() == ExportLayout::Folder {
            dirs.files.create_folder(file.parent().unwrap_or(path))?;
        }
        dirs.files.replace(file, bytes)?;
    }
    Ok(report)
}
