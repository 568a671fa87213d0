//! Checking the files of a store, of all annotators, and lossless repairs.
//!
//! Checking writes nothing. A repair must read back as the same annotations:
//!
//! - Repaired: conflict markers, duplicated lines, order, and a missing first or last line while every
//!   record is readable.
//! - Kept in place: unreadable lines.
//! - Left alone: files of newer formats, files cut off inside a record, and files with more annotations
//!   in a backup.
//!
//! A file is backed up before its repair, and replaced under the lock of the store like a save.

mod inspection;
mod git_files;
mod orphaned_files;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use jiff::Timestamp;

use self::{
    git_files::at_attributes,
    inspection::{Inspection, at_annotations, at_labels, at_shared},
};
use super::{
    StoreError, WriteMode,
    annotation_file::AnnotationFile,
    atomic_write::{SafeFiles, temporary_of},
    backup::BackupFolder,
    path_encoding, process, shared_records, text_snapshots,
    vfs::FileKind,
    write_lock::{self, WriteLock},
};
use crate::diagnostic::{Diagnostic, Severity};

const FILE_LIMIT: u64 = 64 << 20;

/// Deepest nesting of folders; deeper than any path of an article.
const DEPTH: usize = 64;

/// The files of one store.
#[derive(Debug)]
pub struct StoreCheck {
    files: SafeFiles,
    dir: PathBuf,
    backups: BackupFolder,
    /// The articles of the corpus.
    articles: Vec<String>,
    /// The articles by the place of their file below an annotator; built on first use.
    by_place: OnceLock<HashMap<PathBuf, String>>,
    /// The folder of the articles.
    root: Option<PathBuf>,
}

/// One file with problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedFile {
    /// Path of the file.
    pub path: PathBuf,
    /// The article of the file, if the corpus has the article.
    pub article: Option<String>,
    /// Problems of the file.
    pub problems: Vec<Diagnostic>,
    /// Effects of a repair, in words; empty if nothing can be repaired.
    pub deeds: Vec<String>,
}

/// Result of the repair of a file, or of a dry run.
#[derive(Debug)]
pub struct RepairedFile {
    /// The file.
    pub path: PathBuf,
    /// Effects of the repair, in words.
    pub deeds: Vec<String>,
    /// Error of the repair; the file is then unchanged.
    pub failed: Option<StoreError>,
}

/// Kind of a file of the store.
enum StoreFileKind {
    Annotations(String),
    Labels,
    /// The attributes for git.
    Attributes,
    /// Facts shared by all annotators.
    SharedRecords,
    /// An annotated text, with its digest.
    Text(String),
    /// A temporary file of an ended process.
    Leftover,
}

impl StoreFileKind {
    /// Returns the path in the store of an annotation file; `None` for every other kind.
    fn annotations(&self) -> Option<&str> {
        if let Self::Annotations(name) = self { Some(name) } else { None }
    }
}

impl StoreCheck {
    pub(super) fn new(files: SafeFiles, dir: PathBuf, backups: BackupFolder) -> Self {
        Self { files, dir, backups, articles: Vec::new(), by_place: OnceLock::new(), root: None }
    }

    /// Adds the articles of the corpus and their folder. Without them a lost first line cannot be
    /// restored, and orphaned files stay unnoticed.
    #[must_use]
    pub fn knowing(
        mut self,
        articles: impl IntoIterator<Item = String>,
        root: Option<&Path>,
    ) -> Self {
        self.root = root.map(Path::to_owned);
        self.articles = articles.into_iter().collect();
        self
    }

    /// Returns the folder of the store.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns every file with problems, in order of path.
    pub fn problems(&self) -> Vec<CheckedFile> {
        let found = self.found();
        let used = self.texts_in_use(&found);
        let examined = found.into_iter().map(|(path, found)| {
            let look = match &found {
                StoreFileKind::Text(digest) => self.look_at_text(&path, used.contains(digest)),
                other => self.look(&path, other),
            };
            let name = found.annotations();
            let article = name.and_then(|name| self.article_of(name)).cloned();
            let gone = name.and_then(|name| self.gone(&path, name));
            CheckedFile {
                path,
                article,
                problems: look.problems.into_iter().chain(gone).collect(),
                deeds: look.deeds,
            }
        });
        examined.filter(|examined| !examined.problems.is_empty()).collect()
    }

    /// Repairs all files, or reports the repairs of a dry run.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Unreadable`] or [`StoreError::Io`] if the store cannot be
    /// locked. An error of a single file is in [`RepairedFile::failed`].
    pub fn mend(&self, mode: WriteMode, at: Timestamp) -> Result<Vec<RepairedFile>, StoreError> {
        let to_mend = self.problems().into_iter();
        let to_mend: Vec<CheckedFile> =
            to_mend.filter(|examined| !examined.deeds.is_empty()).collect();
        if mode == WriteMode::DryRun || to_mend.is_empty() {
            let planned = to_mend.into_iter().map(|CheckedFile { path, deeds, .. }| RepairedFile {
                path,
                deeds,
                failed: None,
            });
            return Ok(planned.collect());
        }
        let lock = write_lock::acquire(self.files.vfs(), &self.dir)?;
        // The files may have changed before the lock was taken, so each is inspected again.
        let mut all = Vec::new();
        for (path, found) in self.found() {
            let look = self.look(&path, &found);
            if !look.deeds.is_empty() {
                let failed = self.mend_one((&path, &found), &look, &lock, at).err();
                all.push(RepairedFile { path, deeds: look.deeds, failed });
            }
        }
        Ok(all)
    }

    fn mend_one(
        &self,
        (path, found): (&Path, &StoreFileKind),
        look: &Inspection,
        lock: &WriteLock,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let name = match found {
            StoreFileKind::Annotations(name) => name.as_str(),
            StoreFileKind::Labels => "project.ron",
            StoreFileKind::Attributes => ".gitattributes",
            StoreFileKind::SharedRecords | StoreFileKind::Text(_) => return Ok(()),
            // Without a lock another process may be writing the file.
            StoreFileKind::Leftover if !lock.is_exclusive() => return Ok(()),
            StoreFileKind::Leftover => {
                let removed = self.files.vfs().remove(path);
                return removed.map_err(StoreError::io("remove", path));
            }
        };
        let Some((before, after)) = look.mended.as_ref() else {
            return Ok(());
        };
        self.backups.keep_before(name, before, at)?;
        self.files.replace_within(&self.dir, path, after)
    }

    fn look(&self, path: &Path, found: &StoreFileKind) -> Inspection {
        if let StoreFileKind::Leftover = found {
            let told = "left by a process that ended while saving; the saved file is whole";
            return Inspection {
                problems: vec![Diagnostic::new(Severity::Note, told)],
                deeds: vec!["removed the leftover of an ended process".to_owned()],
                mended: None,
            };
        }
        let bytes = match self.files.read(path, FILE_LIMIT) {
            Ok(Some(bytes)) => bytes,
            Ok(None) if matches!(found, StoreFileKind::Attributes) => return at_attributes(None),
            Ok(None) => return Inspection::default(),
            Err(error) => {
                return Inspection::refused(Diagnostic::new(Severity::Error, error.in_brief()));
            }
        };
        match found {
            StoreFileKind::Annotations(name) => at_annotations(&bytes, &self.context(name)),
            StoreFileKind::Labels => at_labels(&bytes),
            StoreFileKind::Attributes => at_attributes(Some(&bytes)),
            StoreFileKind::SharedRecords => at_shared(&bytes),
            StoreFileKind::Text(_) | StoreFileKind::Leftover => Inspection::default(),
        }
    }

    /// Returns the digests of all annotated texts; empty without kept texts.
    fn texts_in_use(&self, found: &BTreeMap<PathBuf, StoreFileKind>) -> HashSet<String> {
        if !found.values().any(|found| matches!(found, StoreFileKind::Text(_))) {
            return HashSet::new();
        }
        let files = found.iter().filter(|(_, found)| found.annotations().is_some());
        let bytes = files.filter_map(|(path, _)| self.files.read(path, FILE_LIMIT).ok()?);
        let digests = bytes.flat_map(|bytes| {
            let file = AnnotationFile::read_whole(&bytes);
            let lines = file.lines().iter().map(|line| line.fields.text.clone());
            lines.collect::<Vec<_>>()
        });
        digests.collect()
    }

    fn look_at_text(&self, path: &Path, is_used: bool) -> Inspection {
        let problem = if text_snapshots::read(&self.files, path).is_none() {
            let told = "it is not the text that its name says (cut off, or its line ends were changed) and is \
                        not used: take it back from version control or a copy, or delete it";
            Diagnostic::new(Severity::Warning, told)
        } else if is_used {
            return Inspection::default();
        } else {
            let told = "no annotation uses this text any more: the file may be deleted";
            Diagnostic::new(Severity::Note, told)
        };
        Inspection::refused(problem)
    }

    /// Returns the article with its annotations at `name` in the store.
    fn article_of(&self, name: &str) -> Option<&String> {
        let (_, rest) = name.split_once('/')?;
        let by_place = self.by_place.get_or_init(|| {
            let places = |article: &String| {
                let places = [path_encoding::sealed_article_file, path_encoding::article_file];
                places.map(|place| (place(article), article.clone()))
            };
            self.articles.iter().flat_map(places).collect()
        });
        by_place.get(Path::new(rest))
    }

    /// Returns the context of a file, from its place in the store.
    fn context(&self, name: &str) -> inspection::FileContext {
        let folder = name.split('/').next().unwrap_or_default();
        let article = self.article_of(name);
        let first = path_encoding::unfolder(folder)
            .zip(article)
            .map(|(annotator, article)| AnnotationFile::new(article, &annotator));
        let copy = self.backups.newest(name);
        let held = copy.and_then(|(copy, _)| self.backups.read(name, copy).ok());
        inspection::FileContext {
            place: name.to_owned(),
            first,
            copy: copy.zip(held).map(|((copy, n_live), held)| {
                (copy.at, n_live, AnnotationFile::read_anyones(&held))
            }),
        }
    }

    /// Returns the files of the store, and leftovers in the store and in the state folder.
    fn found(&self) -> BTreeMap<PathBuf, StoreFileKind> {
        let mut found = BTreeMap::new();
        self.walk(&self.dir, DEPTH, &mut |path| {
            let below = path.strip_prefix(&self.dir).ok()?;
            let parts: Vec<&str> = below.iter().filter_map(OsStr::to_str).collect();
            let name = parts.join("/");
            let kind = match parts.as_slice() {
                [.., file] if temporary_of(OsStr::new(file)).is_some() => self.leftover(path)?,
                ["project.ron"] => StoreFileKind::Labels,
                [".gitattributes"] => StoreFileKind::Attributes,
                [text_snapshots::FOLDER, file] => {
                    StoreFileKind::Text(text_snapshots::digest_of(file)?.to_owned())
                }
                [shared_records::FOLDER, file] if file.ends_with(".ron") => {
                    StoreFileKind::SharedRecords
                }
                [_] | [text_snapshots::FOLDER | shared_records::FOLDER | "backup", ..] => {
                    return None;
                }
                [.., file] if file.ends_with(".ron") => StoreFileKind::Annotations(name),
                _ => return None,
            };
            found.insert(path.to_owned(), kind);
            Some(())
        });
        // `copydesk` writes both files together.
        if found.values().any(|kind| matches!(kind, StoreFileKind::Labels)) {
            found.entry(self.dir.join(".gitattributes")).or_insert(StoreFileKind::Attributes);
        }
        let state = self.backups.folder().parent().unwrap_or(self.backups.folder());
        self.walk(state, DEPTH, &mut |path| {
            found.insert(path.to_owned(), self.leftover(path)?);
            Some(())
        });
        found
    }

    /// Returns [`StoreFileKind::Leftover`] for a half-written file, unless the writing process still
    /// runs.
    fn leftover(&self, path: &Path) -> Option<StoreFileKind> {
        let id = temporary_of(path.file_name()?)?;
        // If processes cannot be looked up, only the lock of the store proves that nobody writes.
        let is_ours = path.starts_with(&self.dir);
        let is_running = process::runs(id).unwrap_or(!is_ours);
        (!is_running).then_some(StoreFileKind::Leftover)
    }

    /// Visits every file below a folder; does not follow links to folders.
    fn walk(&self, folder: &Path, depth: usize, take: &mut dyn FnMut(&Path) -> Option<()>) {
        let mut names = self.files.vfs().list(folder).unwrap_or_default();
        names.sort();
        for path in names.into_iter().map(|name| folder.join(name)) {
            let is_folder = self
                .files
                .vfs()
                .symlink_metadata(&path)
                .is_ok_and(|about| about.kind == FileKind::Folder);
            if !is_folder {
                take(&path);
            } else if depth > 0 {
                self.walk(&path, depth - 1, take);
            }
        }
    }
}

#[cfg(test)]
mod tests;
