//! Writing an export to the file or folder named by the user, or to the folder of exports in the store.
//!
//! Owns the place of an export without a name, and the manners towards files that are there: an export
//! never replaces a file unnoticed, and never an article.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use super::{Dirs, StoreError, annotations::IGNORED_BY_GIT, journal::real_path};
use crate::exchange::{
    ExportFiles, ExportFormat, ExportLayout, ExportOptions, ExportReport, ExportSubject,
    ResolvedArticle,
};

/// The folder of exports in a store. No annotator has this name.
const EXPORTS: &str = "exports";

/// Size of the largest `.gitignore` that gets a further line, in bytes.
const IGNORE_LIMIT: u64 = 1 << 20;

/// The treatment of a file with the name of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingFile {
    /// Replaces the file; the outcome says so.
    Replace,
    /// Writes nothing; the outcome is [`ExportOutcome::Exists`].
    Keep,
    /// Writes beside the file, for example `annotations-2.csv`.
    Number,
}

/// The place of an export.
#[derive(Clone, Debug)]
pub struct ExportPlace {
    /// The file, or the folder for a format of several files.
    pub path: PathBuf,
    /// The treatment of a file or folder with this name.
    pub existing: ExistingFile,
    /// The store, whose folder of exports is made on demand.
    pub store: PathBuf,
}

impl ExportPlace {
    /// Returns the place of a format in the folder of exports of a store, for example
    /// `annotations/exports/annotations.csv`.
    pub fn in_store(store: &Path, format: ExportFormat) -> Self {
        let name = match (format.layout(), format.subject()) {
            (ExportLayout::Folder, _) => format.name().to_owned(),
            (ExportLayout::File, ExportSubject::Annotations) => {
                format!("annotations.{}", format.extension())
            }
            (ExportLayout::File, ExportSubject::Articles) => {
                format!("articles.{}", format.extension())
            }
        };
        let path = store.join(EXPORTS).join(name);
        Self { path, existing: ExistingFile::Number, store: store.to_owned() }
    }
}

/// The result of [`export_to`].
#[derive(Debug)]
pub enum ExportOutcome {
    /// The export is on disk.
    Written {
        /// The file or the folder.
        path: PathBuf,
        /// The report of the format.
        report: ExportReport,
        /// Number of files that were replaced.
        n_replaced: usize,
    },
    /// Nothing was written, because this file is there.
    Exists(PathBuf),
}

/// Writes articles in a format, each file atomically.
///
/// # Errors
/// [`StoreError::Io`] if a file cannot be written, if the format cannot express a value, or if a file is the
/// file of an article. The former content of the file stays, and of several files none is written if one is
/// an article.
pub fn export_to(
    dirs: &Dirs,
    place: &ExportPlace,
    format: ExportFormat,
    articles: &[ResolvedArticle],
) -> Result<ExportOutcome, StoreError> {
    let path = match place.existing {
        ExistingFile::Number => free_path(dirs, &place.path)?,
        ExistingFile::Replace | ExistingFile::Keep => place.path.clone(),
    };
    let mut files = ExportFiles::default();
    let report = format
        .export(articles, &ExportOptions::default(), &mut files)
        .map_err(|error| StoreError::io("write", &path)(io::Error::other(error)))?;
    let target = |name: &String| match format.layout() {
        ExportLayout::File => path.clone(),
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
    let mut there = files.iter().map(|(file, _)| file).filter(|file| exists(dirs, file));
    if let (ExistingFile::Keep, Some(file)) = (place.existing, there.next()) {
        return Ok(ExportOutcome::Exists(file.clone()));
    }
    let n_replaced = files.iter().filter(|(file, _)| exists(dirs, file)).count();
    if path.starts_with(place.store.join(EXPORTS)) {
        make_exports_folder(dirs, &place.store)?;
    }
    for (file, bytes) in &files {
        if format.layout() == ExportLayout::Folder {
            dirs.files.create_folder(file.parent().unwrap_or(&path))?;
        }
        dirs.files.replace(file, bytes)?;
    }
    Ok(ExportOutcome::Written { path, report, n_replaced })
}

/// Returns true if anything has the name. A name that cannot be examined counts as there.
fn exists(dirs: &Dirs, path: &Path) -> bool {
    dirs.files.exists(path).unwrap_or(true)
}

/// Returns the path, or the first numbered path that is free, for example `annotations-2.csv`.
fn free_path(dirs: &Dirs, path: &Path) -> Result<PathBuf, StoreError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    let ending = ending.unwrap_or_default();
    let mut free = path.to_owned();
    let mut number = 1_u32;
    while dirs.files.exists(&free)? {
        number += 1;
        free = path.with_file_name(format!("{stem}-{number}{ending}"));
    }
    Ok(free)
}

/// Makes the folder of exports, and adds the folder to the store's `.gitignore`. Every other line stays.
fn make_exports_folder(dirs: &Dirs, store: &Path) -> Result<(), StoreError> {
    dirs.files.create_folder(store)?;
    dirs.files.create_folder(&store.join(EXPORTS))?;
    let path = store.join(".gitignore");
    let Some(mut bytes) = dirs.files.read(&path, IGNORE_LIMIT)? else {
        return dirs.files.replace_within(store, &path, IGNORED_BY_GIT);
    };
    let is_ours = |line: &[u8]| {
        let line = String::from_utf8_lossy(line);
        line.trim().trim_matches('/') == EXPORTS
    };
    if bytes.split(|byte| *byte == b'\n').any(is_ours) {
        return Ok(());
    }
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(format!("{EXPORTS}/\n").as_bytes());
    dirs.files.replace_within(store, &path, &bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn wrote(dirs: &Dirs, place: &ExportPlace) -> (PathBuf, usize) {
        let format = ExportFormat::from_name("csv").unwrap();
        match export_to(dirs, place, format, &[]).unwrap() {
            ExportOutcome::Written { path, n_replaced, .. } => (path, n_replaced),
            ExportOutcome::Exists(path) => panic!("{} is there", path.display()),
        }
    }

    #[test]
    fn exports_of_a_store_are_numbered_and_ignored_by_git() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(&folder.path().join("home"));
        let format = ExportFormat::from_name("csv").unwrap();
        for (name, before) in [
            ("new", None),
            ("old", Some(".lock\n# mine\n*.bak")),
            ("has", Some("a\r\n/exports\r\n")),
        ] {
            let store = folder.path().join(name);
            if let Some(before) = before {
                fs::create_dir(&store).unwrap();
                fs::write(store.join(".gitignore"), before).unwrap();
            }
            let place = ExportPlace::in_store(&store, format);
            let names = ["annotations.csv", "annotations-2.csv", "annotations-3.csv"];
            for file in names {
                assert_eq!(wrote(&dirs, &place), (store.join("exports").join(file), 0));
            }
            let ignored = fs::read_to_string(store.join(".gitignore")).unwrap();
            assert!(ignored.starts_with(before.unwrap_or(".lock\n")), "{ignored:?}");
            assert_eq!(ignored.matches("exports").count(), 1, "{ignored:?}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_kept_or_counted() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(&folder.path().join("home"));
        let path = folder.path().join("mine.csv");
        fs::write(&path, "mine").unwrap();
        let store = folder.path().join("annotations");
        let place = ExportPlace { path: path.clone(), existing: ExistingFile::Keep, store };
        let format = ExportFormat::from_name("csv").unwrap();
        let kept = export_to(&dirs, &place, format, &[]).unwrap();
        assert!(matches!(kept, ExportOutcome::Exists(file) if file == path));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        let place = ExportPlace { existing: ExistingFile::Replace, ..place };
        assert_eq!(wrote(&dirs, &place), (path, 1));
        assert!(!folder.path().join("annotations").exists(), "another place needs no folder");
    }
}
