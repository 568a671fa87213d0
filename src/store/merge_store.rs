//! Merging a second store, of a folder inside the corpus, into the store of the corpus.
//!
//! - Annotations and rules keep id, revision, history and annotator: their lines move unchanged. Only the
//!   article in the first line gets the path in the corpus. Two changes of one annotation stay a conflict.
//! - Labels, saved searches, shared records, kept texts and drafts are merged.
//! - The undo history of the second store and its backups stay behind.
//!
//! # Order of the writes
//!
//! Each file is merged and flushed on its own. The last step renames the second store, and only that step
//! makes it disappear. So a merge that was cut short anywhere has lost nothing, and a second run finds the
//! merged lines in place and goes on. The locks of both stores are held all the while.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    Dirs, Store, StoreError, WriteMode,
    annotation_file::AnnotationFile,
    annotations::{FILE_LIMIT, check_size},
    atomic_write::temporary_of,
    backup::BackupFolder,
    codebook_file::CodebookFile,
    dirs::STORE_FOLDER,
    discovery::{corpus_root, is_store, store_of},
    drafts::DraftFolder,
    list_file::ListFile,
    listing,
    path_encoding::{self, RULES},
    saved_searches::SearchFile,
    shared_records::{self, SharedFile},
    text_snapshots,
    vfs::FileKind,
    write_lock,
};
use crate::text::visible;

/// Deepest folder of a store that is looked at.
const DEPTH: usize = 64;

/// The two stores of a merge.
#[derive(Debug)]
pub struct StoreMerge {
    dirs: Dirs,
    from: StorePlace,
    into: StorePlace,
}

/// A store and the folder of its articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorePlace {
    /// The folder of the articles.
    pub root: PathBuf,
    /// The folder of the store.
    pub dir: PathBuf,
}

/// An error of naming or merging two stores.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The folder has no store.
    #[error("{} has no store", shown(.0))]
    NoStore(PathBuf),
    /// No folder around the second store has a store.
    #[error("no store above {}: name the folder of the corpus with --into", shown(.0))]
    NoCorpus(PathBuf),
    /// The second store is not inside the corpus.
    #[error("{} is not inside {}: the store of the inner folder goes into the outer", shown(.0), shown(.1))]
    NotInside(PathBuf, PathBuf),
    /// Files of one of the stores cannot be merged; nothing is written.
    #[error("{} cannot be merged, nothing is written: {problem}", shown(path))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The problem and its remedy.
        problem: String,
    },
    /// Reading or writing failed; a second run goes on.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The effect of a merge on one file, planned or done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergedFile {
    /// Path in the store of the corpus, for example `ana/d1/tram.txt.ron`.
    pub file: String,
    /// Annotations that come in; for other files the number of entries.
    pub n_new: usize,
    /// Annotations with several versions afterwards.
    pub n_conflicts: usize,
}

/// Result of a merge, or of a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// The files of the corpus that change.
    pub files: Vec<MergedFile>,
    /// Files that no store of this version has; they stay in the second store.
    pub left: Vec<PathBuf>,
    /// Sentences about labels and kinds that both stores define differently.
    pub notes: Vec<String>,
    /// Number of drafts that are taken over.
    pub n_drafts: usize,
    /// Place of the second store after the merge.
    pub aside: PathBuf,
}

/// Everything that a merge would change.
#[derive(Default)]
struct MergePlan {
    changes: Vec<Change>,
    left: Vec<PathBuf>,
    notes: Vec<String>,
}

/// A file to write: its path in the store of the corpus and its bytes.
struct Change {
    told: MergedFile,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}

impl StoreMerge {
    /// Finds the second store in `other`, the folder of a store or of its articles, and the corpus: the
    /// folder `into`, or the nearest folder around the articles with a store.
    ///
    /// # Errors
    /// - [`MergeError::NoStore`] if `other` has no store.
    /// - [`MergeError::NoCorpus`] without `into` if no folder above has a store.
    /// - [`MergeError::NotInside`] if the articles are not inside the corpus.
    pub fn find(dirs: &Dirs, other: &Path, into: Option<&Path>) -> Result<Self, MergeError> {
        let no_store = || MergeError::NoStore(other.to_owned());
        let real = other.canonicalize().map_err(|_| no_store())?;
        let is_named = real.file_name() == Some(OsStr::new(STORE_FOLDER));
        let from = if is_named && is_store(&dirs.files, &real) {
            let root = real.parent().ok_or_else(no_store)?.to_owned();
            StorePlace { root, dir: real }
        } else {
            let dir = store_of(dirs, &real).ok_or_else(no_store)?;
            StorePlace { root: real, dir }
        };
        let root = match into {
            Some(into) => into.canonicalize().map_err(StoreError::io("find", into))?,
            None => {
                let around = from.root.parent();
                let root = around.and_then(|around| corpus_root(dirs, around));
                root.ok_or_else(|| MergeError::NoCorpus(from.root.clone()))?
            }
        };
        if from.root == root || !from.root.starts_with(&root) {
            return Err(MergeError::NotInside(from.root, root));
        }
        let dir = Store::choose(Some(&root), None, dirs, "").dir().to_owned();
        Ok(Self { dirs: dirs.clone(), from, into: StorePlace { root, dir } })
    }

    /// Returns the second store.
    pub fn from(&self) -> &StorePlace {
        &self.from
    }

    /// Returns the store of the corpus.
    pub fn into(&self) -> &StorePlace {
        &self.into
    }

    /// Merges the second store, or only reports the changes. `annotator` has drafts besides the
    /// annotators of the store.
    ///
    /// # Errors
    /// - [`MergeError::Damaged`] if a file of one of the stores cannot be read whole. Nothing is written.
    /// - [`MergeError::Store`] for every error of reading and writing. A second run goes on.
    pub fn merge(
        &self,
        annotator: &str,
        mode: WriteMode,
        at: Timestamp,
    ) -> Result<MergeReport, MergeError> {
        let drafts = self.drafts(annotator);
        let aside = self.aside()?;
        if mode == WriteMode::DryRun {
            let MergePlan { changes, left, notes } = self.plan()?;
            let files = changes.into_iter().map(|change| change.told).collect();
            return Ok(MergeReport { files, left, notes, n_drafts: drafts.len(), aside });
        }
        let files = &self.dirs.files;
        let store = self.store();
        // Before the locks and their folder, so that a damaged store stays without any trace.
        self.plan()?;
        store.make_folder(&self.into.dir)?;
        let _into = write_lock::acquire(files.vfs(), &self.into.dir)?;
        let _from = write_lock::acquire(files.vfs(), &self.from.dir)?;
        let MergePlan { changes, left, notes } = self.plan()?;
        let backups = BackupFolder::of(&self.dirs, &self.into.dir);
        let mut merged = Vec::new();
        for Change { told, before, after } in changes {
            let path = self.into.dir.join(&told.file);
            check_size(&after)?;
            store.prepare(&path)?;
            if let Some(before) = &before {
                backups.keep_before(&told.file, before, at)?;
            }
            files.replace_within(&self.into.dir, &path, &after)?;
            merged.push(told);
        }
        let n_drafts = drafts.len();
        for (draft, _) in &drafts {
            draft.clone().carry_out()?;
        }
        files
            .vfs()
            .rename(&self.from.dir, &aside)
            .map_err(StoreError::io("move", &self.from.dir))?;
        files.flush_names_of(&aside)?;
        // Only now, since a merge that is cut short takes the drafts over once more.
        for (_, old) in drafts {
            old.carry_out()?;
        }
        Ok(MergeReport { files: merged, left, notes, n_drafts, aside })
    }

    fn store(&self) -> Store {
        Store::on(self.dirs.files.clone(), self.into.dir.clone(), "")
    }

    /// Returns the path of the second store's articles in the corpus, for example `2026/may`.
    fn prefix(&self) -> String {
        listing::inside(&self.from.root, &self.into.root)
    }

    /// Returns a free hidden name beside the second store, which no walk and no search for stores enters.
    fn aside(&self) -> Result<PathBuf, StoreError> {
        let name = self.from.dir.file_name().unwrap_or_default().to_string_lossy();
        let numbered = (2_usize..).map(|n| format!(".{name}-merged-{n}"));
        let names = std::iter::once(format!(".{name}-merged")).chain(numbered);
        for name in names {
            let path = self.from.dir.with_file_name(name);
            if !self.dirs.files.exists(&path)? {
                return Ok(path);
            }
        }
        Ok(self.from.dir.clone())
    }

    /// Returns the changes of the files of the corpus, and everything that stays behind.
    fn plan(&self) -> Result<MergePlan, MergeError> {
        let MergePlan { mut changes, mut left, mut notes } = MergePlan::default();
        let mut paths = Vec::new();
        self.walk(&self.from.dir, DEPTH, &mut paths)?;
        for path in paths {
            let below = path.strip_prefix(&self.from.dir).unwrap_or(&path);
            let parts: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
            let parts = parts.unwrap_or_default();
            let change = match parts[..] {
                [.., name] if temporary_of(OsStr::new(name)).is_some() => continue,
                [".lock" | ".gitattributes" | ".gitignore"] | [_, ".lock"] => continue,
                ["project.ron"] => {
                    self.list::<CodebookFile>(&path, "project.ron", |file, other| {
                        notes = file.absorb(other)?;
                        Ok(())
                    })?
                }
                ["searches.ron"] => {
                    self.list::<SearchFile>(&path, "searches.ron", |file, other| {
                        file.absorb(other);
                        Ok(())
                    })?
                }
                [shared_records::FOLDER, name] if name.ends_with(".ron") => {
                    let file = format!("{}/{name}", shared_records::FOLDER);
                    self.list::<SharedFile>(&path, &file, |file, other| {
                        file.absorb(other);
                        Ok(())
                    })?
                }
                [text_snapshots::FOLDER, name] => self.copy(&path, name)?,
                [_, _, ..] if path.extension() == Some(OsStr::new("ron")) => {
                    self.annotations(&path, &parts)?
                }
                _ => {
                    left.push(path);
                    continue;
                }
            };
            changes.extend(change);
        }
        // The labels first: `prepare` would give a new store the built-in ones.
        changes.sort_by_key(|change: &Change| change.told.file.contains('/'));
        Ok(MergePlan { changes, left, notes })
    }

    fn walk(&self, folder: &Path, depth: usize, to: &mut Vec<PathBuf>) -> Result<(), StoreError> {
        let vfs = self.dirs.files.vfs();
        let mut names = vfs.list(folder).map_err(StoreError::io("list", folder))?;
        names.sort();
        for path in names.into_iter().map(|name| folder.join(name)) {
            let about = vfs.symlink_metadata(&path).map_err(StoreError::io("look at", &path))?;
            match about.kind {
                FileKind::Folder if depth > 0 => self.walk(&path, depth - 1, to)?,
                FileKind::Folder | FileKind::File | FileKind::Other => to.push(path),
            }
        }
        Ok(())
    }

    /// Returns the change of one file of annotations or rules.
    fn annotations(&self, path: &Path, parts: &[&str]) -> Result<Option<Change>, MergeError> {
        let bytes = self.dirs.files.read(path, FILE_LIMIT)?.unwrap_or_default();
        let other = AnnotationFile::read_anyones(&bytes);
        let Some((article, annotator)) = other.says().filter(|_| other.refusal().is_none()) else {
            return Err(damaged(path, other.refusal().map(ToString::to_string)));
        };
        let prefix = self.prefix();
        let (name, article) = match parts {
            [_, file] if path_encoding::rules_file() == Path::new(file) => {
                (parts.join("/"), RULES.to_owned())
            }
            [folder, rest @ ..] => {
                let around = prefix.split('/').map(path_encoding::folder);
                let name: Vec<String> = std::iter::once((*folder).to_owned())
                    .chain(around)
                    .chain(rest.iter().map(|part| (*part).to_owned()))
                    .collect();
                (name.join("/"), format!("{prefix}/{article}"))
            }
            [] => return Ok(None),
        };
        let target = self.into.dir.join(&name);
        let before = self.dirs.files.read(&target, FILE_LIMIT)?;
        let known = match &before {
            Some(bytes) => AnnotationFile::read(bytes, &article, &annotator),
            None => AnnotationFile::new(&article, &annotator),
        };
        if let Some(finding) = known.refusal() {
            return Err(damaged(&target, Some(finding.to_string())));
        }
        let lives =
            |file: &AnnotationFile| -> Vec<_> { file.live().map(|line| line.fields.id).collect() };
        let there = lives(&known);
        let merged = known.with_unreadable_of(&other).merged(other.lines().iter().cloned());
        let after = merged.to_bytes();
        let read = AnnotationFile::read(&after, &article, &annotator);
        if !read.holds_the_same(&merged) || read.refusal().is_some() {
            return Err(StoreError::NotFaithful { path: target }.into());
        }
        let n_new = lives(&merged).iter().filter(|id| !there.contains(id)).count();
        let told = MergedFile { file: name, n_new, n_conflicts: merged.rivals().len() };
        Ok((before.as_ref() != Some(&after)).then_some(Change { told, before, after }))
    }

    /// Returns the change of a list file, for example of the labels.
    fn list<F: ListFile>(
        &self,
        path: &Path,
        name: &str,
        join: impl FnOnce(&mut F, F) -> Result<(), StoreError>,
    ) -> Result<Option<Change>, MergeError> {
        let files = &self.dirs.files;
        let target = self.into.dir.join(name);
        let read = |path: &Path| {
            F::load(files, path).map_err(|found| damaged(path, Some(found.to_string())))
        };
        let Some(other) = read(path)? else { return Ok(None) };
        let before = files.read(&target, F::LIMIT)?;
        let n_before = before.as_ref().map_or(0, |bytes| n_lines(bytes));
        let known = read(&target)?;
        // Another layout of the same content is no change.
        let known_bytes = known.as_ref().map(ListFile::to_bytes);
        let after = match known {
            Some(mut file) => {
                join(&mut file, other)?;
                file.to_bytes()
            }
            None => other.to_bytes(),
        };
        let n_new = n_lines(&after).saturating_sub(n_before);
        let told = MergedFile { file: name.to_owned(), n_new, n_conflicts: 0 };
        Ok((known_bytes.as_ref() != Some(&after)).then_some(Change { told, before, after }))
    }

    /// Returns the copy of a kept text; `None` if the corpus has a file of the name.
    fn copy(&self, path: &Path, name: &str) -> Result<Option<Change>, MergeError> {
        let file = format!("{}/{name}", text_snapshots::FOLDER);
        if self.dirs.files.exists(&self.into.dir.join(&file))? {
            return Ok(None);
        }
        let Some(after) = self.dirs.files.read(path, FILE_LIMIT)? else { return Ok(None) };
        let told = MergedFile { file, n_new: 1, n_conflicts: 0 };
        Ok(Some(Change { told, before: None, after }))
    }

    /// Returns the jobs that take each draft over and remove the old one. A newer draft of the corpus
    /// stays.
    fn drafts(&self, annotator: &str) -> Vec<(super::DraftJob, super::DraftJob)> {
        let store = Store::on(self.dirs.files.clone(), self.from.dir.clone(), "");
        let mut annotators = store.annotators();
        annotators.push(annotator.to_owned());
        annotators.sort();
        annotators.dedup();
        let open = |place: &StorePlace, name: &str| {
            DraftFolder::open(&self.dirs, Some(&place.root), (&place.dir, name))
        };
        let mut jobs = Vec::new();
        for name in annotators {
            let (old, drafts) = open(&self.from, &name);
            let (new, known) = open(&self.into, &name);
            for draft in drafts {
                let remove = old.remove(&draft.passage);
                let mut moved = draft;
                moved.passage.article = format!("{}/{}", self.prefix(), moved.passage.article);
                let mut same = known.iter().filter(|one| one.passage == moved.passage);
                if same.all(|one| one.at < moved.at) {
                    jobs.push((new.keep(&moved), remove));
                }
            }
        }
        jobs
    }
}

fn n_lines(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').filter(|line| line.ends_with(b"),")).count()
}

fn damaged(path: &Path, problem: Option<String>) -> MergeError {
    let problem = problem.unwrap_or_else(|| "its first line cannot be read".to_owned());
    let problem = format!("{problem}; `copydesk check --repair` may repair it");
    MergeError::Damaged { path: path.to_owned(), problem }
}

#[cfg(test)]
mod tests;
