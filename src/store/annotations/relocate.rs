//! Moves the records of a renamed article to the annotation file of its new name.
//!
//! # Consistency
//!
//! 1. Every file is copied to the backups.
//! 2. Each receiving file is written durably, with its own records and the new records. From now on each
//!    record stands in one file or in two files.
//! 3. The caller moves everything else that names the article, for example steps of undo.
//! 4. Each giving file is written without the moved records; a file without records is removed.
//!
//! After a crash in between, the same move is found again, and merging records twice changes nothing. A
//! swap of two names is one move of two files: both receive before any of them gives.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use jiff::Timestamp;

use super::{FILE_LIMIT, Store, check_size, unreadable};
use crate::{
    annotation::AnnotationId,
    store::{
        StoreError, annotation_file::AnnotationFile, atomic_write::SafeFiles, clock, write_lock,
    },
};

/// The records of an article that belong to an article of another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordMove {
    /// The name in the annotation file.
    pub from: String,
    /// The name of today.
    pub to: String,
    /// The annotations to move. If they are all live annotations of the file, deletions and unreadable
    /// lines move with them.
    pub ids: BTreeSet<AnnotationId>,
}

/// Result of a [`RecordMove`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedAnnotations {
    /// The old name.
    pub from: String,
    /// The new name.
    pub to: String,
    /// Every moved record, deletions included.
    pub ids: BTreeSet<AnnotationId>,
    /// Moved annotations without deletions.
    pub n_live: usize,
    /// True if nothing is left under the old name.
    pub is_whole: bool,
}

/// An annotation file before and after a move.
struct OpenFile {
    path: PathBuf,
    before: Option<Vec<u8>>,
    was: AnnotationFile,
    /// With all received records.
    with_new: AnnotationFile,
    /// Records that another file receives.
    given: BTreeSet<AnnotationId>,
    /// True if the file gives its unreadable lines too.
    gives_all: bool,
}

impl Store {
    /// Moves records of the annotator, and calls `between` while each record stands in two files.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] if a file is damaged or of a newer format.
    /// - [`StoreError::NotFaithful`], [`StoreError::TooLong`], [`StoreError::Outside`],
    ///   [`StoreError::Busy`] and [`StoreError::Io`] as for [`Store::save`].
    /// - The error of `between`. No record is lost by any error.
    pub(crate) fn move_records(
        &mut self,
        moves: &[RecordMove],
        at: Timestamp,
        between: impl FnOnce(&[MovedAnnotations]) -> Result<(), StoreError>,
    ) -> Result<Vec<MovedAnnotations>, StoreError> {
        self.make_folder(&self.dir)?;
        let _lock = write_lock::acquire(self.files.vfs(), &self.dir)?;
        let mut open = BTreeMap::new();
        for name in moves.iter().flat_map(|one| [&one.from, &one.to]) {
            if !open.contains_key(name) {
                open.insert(name.clone(), self.open_file(name)?);
            }
        }
        self.settle_first_lines(&mut open)?;
        let moved: Vec<_> = moves.iter().filter_map(|one| give(&mut open, one)).collect();
        for (name, file) in &open {
            self.check_faithful(name, file)?;
            self.copy_before(file, at)?;
        }
        for file in open.values().filter(|file| file.with_new != file.was) {
            self.prepare(&file.path)?;
            self.files.replace_within(&self.dir, &file.path, &file.with_new.to_bytes())?;
        }
        between(&moved)?;
        for file in open.values().filter(|file| !file.given.is_empty()) {
            self.give_away(&open, file, at)?;
        }
        for name in open.keys() {
            self.known.remove(name);
            self.authored().remove(name);
        }
        Ok(moved)
    }

    /// Returns the live annotations in the file of an article name, listed or not.
    pub(crate) fn ids_of(&self, article: &str) -> BTreeSet<AnnotationId> {
        let file = self.open_file(article).ok();
        let live = |file: OpenFile| file.was.live().map(|line| line.fields.id).collect();
        file.map(live).unwrap_or_default()
    }

    fn open_file(&self, article: &str) -> Result<OpenFile, StoreError> {
        let path = self.file_of(article);
        let before = self.files.read(&path, FILE_LIMIT)?;
        let empty = AnnotationFile::new(article, &self.annotator);
        let was = before.as_ref().map_or_else(
            || empty.clone(),
            |bytes| AnnotationFile::read(bytes, article, &self.annotator),
        );
        if let Some(finding) = was.refusal() {
            return Err(unreadable(&path, finding));
        }
        let with_new = was.clone();
        Ok(OpenFile { path, before, was, with_new, given: BTreeSet::new(), gives_all: false })
    }

    /// Begins a new file where two names lead to one file, for example on a disk without upper and
    /// lower case; refuses any other file with the name of another article.
    fn settle_first_lines(&self, open: &mut BTreeMap<String, OpenFile>) -> Result<(), StoreError> {
        let names: Vec<String> = open.keys().cloned().collect();
        for name in names {
            let file = &open[&name];
            let Some((other, _)) = file.was.says().filter(|(of, _)| *of != name) else { continue };
            if !open.get(&other).is_some_and(|other| is_one_file(&self.files, file, other)) {
                let problem = format!("the file names {other:?}");
                return Err(StoreError::Unreadable { path: file.path.clone(), problem });
            }
            if let Some(file) = open.get_mut(&name) {
                file.with_new = AnnotationFile::new(&name, &self.annotator);
            }
        }
        Ok(())
    }

    fn check_faithful(&self, article: &str, file: &OpenFile) -> Result<(), StoreError> {
        let bytes = file.with_new.to_bytes();
        check_size(&bytes)?;
        let read = AnnotationFile::read(&bytes, article, &self.annotator);
        if !read.holds_the_same(&file.with_new) || read.refusal().is_some() {
            return Err(StoreError::NotFaithful { path: file.path.clone() });
        }
        Ok(())
    }

    fn copy_before(&self, file: &OpenFile, at: Timestamp) -> Result<(), StoreError> {
        let backups = self.copying().zip(self.name_of(&file.path));
        match (backups, &file.before) {
            (Some((copying, name)), Some(bytes)) => copying.keep_before(&name, bytes, at),
            _ => Ok(()),
        }
    }

    /// Writes a file without the records that others have received.
    fn give_away(
        &self,
        open: &BTreeMap<String, OpenFile>,
        file: &OpenFile,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if open.values().any(|other| is_one_file(&self.files, file, other)) {
            return Ok(());
        }
        let received: BTreeSet<AnnotationId> = received(open, file);
        let is_gone = |id: AnnotationId| file.given.contains(&id) && !received.contains(&id);
        let after = file.with_new.clone().without(is_gone);
        let is_empty = after.lines().is_empty() && (file.gives_all || after.n_kept() == 0);
        if let Some((copying, name)) = self.copying().zip(self.name_of(&file.path)) {
            // Older copies hold the moved records, which would seem to be lost here. A copy may have been
            // made after the move was asked for.
            copying.let_go(&name, clock::now().map_or(at, |now| now.max(at)))?;
        }
        if is_empty {
            return self.files.remove(&file.path);
        }
        self.files.replace_within(&self.dir, &file.path, &after.to_bytes())
    }
}

/// Returns the records that a file has received.
fn received(open: &BTreeMap<String, OpenFile>, file: &OpenFile) -> BTreeSet<AnnotationId> {
    let own: BTreeSet<AnnotationId> = file.was.lines().iter().map(|line| line.fields.id).collect();
    let others = open.values().filter(|other| other.path != file.path);
    let given = others.flat_map(|other| other.given.iter().copied());
    let there: BTreeSet<AnnotationId> =
        file.with_new.lines().iter().map(|line| line.fields.id).collect();
    given.filter(|id| there.contains(id) && !own.contains(id)).collect()
}

/// Returns true if two names lead to one file, for example on a disk without upper and lower case.
fn is_one_file(files: &SafeFiles, one: &OpenFile, other: &OpenFile) -> bool {
    let real = |file: &OpenFile| files.vfs().real_path(&file.path).ok();
    one.path != other.path && real(one).is_some_and(|path| Some(path) == real(other))
}

/// Gives the records of a move from one file to another; `None` if there are none.
fn give(open: &mut BTreeMap<String, OpenFile>, one: &RecordMove) -> Option<MovedAnnotations> {
    let giver = open.get_mut(&one.from)?;
    let live: BTreeSet<AnnotationId> = giver.was.live().map(|line| line.fields.id).collect();
    let is_whole = live.is_subset(&one.ids);
    let all = giver.was.lines().iter().map(|line| line.fields.id);
    let ids: BTreeSet<AnnotationId> = all.filter(|id| is_whole || one.ids.contains(id)).collect();
    if one.from == one.to || ids.is_empty() {
        return None;
    }
    giver.given.extend(&ids);
    giver.gives_all |= is_whole;
    let was = giver.was.clone();
    let taker = open.get_mut(&one.to)?;
    taker.with_new = taker.with_new.clone().absorbing(&was, is_whole, |id| ids.contains(&id));
    let n_live = ids.intersection(&live).count();
    let (from, to) = (one.from.clone(), one.to.clone());
    Some(MovedAnnotations { from, to, ids, n_live, is_whole })
}

#[cfg(test)]
mod tests;
