//! Inspecting the backups of a store's files and restoring them.
//!
//! A restore merges: newer content of the file stays ([`RestoreMode::Folded`]). To get the file back
//! exactly ([`RestoreMode::AsItWas`]), each difference becomes a new revision, so that a later merge
//! does not undo the restore. The present file is backed up first.

mod earlier;

use std::{collections::BTreeMap, path::PathBuf};

use jiff::Timestamp;

pub use self::earlier::{EarlierAnnotations, EarlierAnswer, EarlierJob};
use super::{
    StoreError,
    annotation_file::AnnotationFile,
    atomic_write::SafeFiles,
    backup::{BackupCopy, BackupFolder},
    lineage::{Lineage, RevisedLine},
    record::{RecordFields, RecordLine, RecordOp},
    write_lock,
};
use crate::annotation::AnnotationId;

/// The file of the labels, which are not annotations.
const CODEBOOK: &str = "project.ron";

const FILE_LIMIT: u64 = 64 << 20;

/// The backups of one store.
#[derive(Debug)]
pub struct BackupRecovery {
    files: SafeFiles,
    dir: PathBuf,
    backups: BackupFolder,
}

/// A file of the store with backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoverableFile {
    /// Path in the store, for example `ana/tram.txt.ron`.
    pub file: String,
    /// Number of annotations now; `None` if the file is missing or damaged.
    pub n_now: Option<usize>,
    /// The backups, the newest last.
    pub copies: Vec<BackupContent>,
}

/// Content of one backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupContent {
    /// The backup.
    pub copy: BackupCopy,
    /// Number of annotations in the backup; `None` if it is damaged.
    pub n_annotations: Option<usize>,
    /// Number of annotations that differ from the file, or are in only one of both.
    pub n_different: usize,
}

/// Way to restore a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreMode {
    /// Newer content of the file stays.
    Folded,
    /// Every annotation gets the content of the backup.
    AsItWas,
}

/// Write, or only report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// Writes the result.
    Write,
    /// Only reports the result.
    DryRun,
}

/// Result of a restore, or of a dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoreReport {
    /// Annotations before; `None` if the file was missing or damaged.
    pub n_before: Option<usize>,
    /// Annotations after.
    pub n_after: usize,
    /// Number of annotations that are new or changed after the restore.
    pub n_changed: usize,
    /// True if the former file was backed up.
    pub is_copied: bool,
}

/// Comparison of one annotation of a backup with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyDifference {
    /// Equal in the file.
    Same,
    /// Different in the file.
    Different,
    /// Missing in the file.
    Gone,
    /// Only in the file.
    New,
}

/// One annotation in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedAnnotation {
    /// Comparison with the file.
    pub against: CopyDifference,
    /// First Unicode scalar.
    pub start: usize,
    /// Id of the label; empty for a bare note.
    pub label: String,
    /// The annotated words.
    pub quote: String,
    /// The remark.
    pub note: String,
}

impl BackupRecovery {
    pub(crate) fn new(files: SafeFiles, dir: PathBuf, backups: BackupFolder) -> Self {
        Self { files, dir, backups }
    }

    /// Returns every file with backups, compared with the file.
    pub fn list(&self) -> Vec<RecoverableFile> {
        let names = self.backups.names().into_iter();
        names.map(|file| self.recoverable(file)).collect()
    }

    fn recoverable(&self, file: String) -> RecoverableFile {
        let now = self.now(&file).ok().flatten();
        let live_now = now.as_ref().map(live).unwrap_or_default();
        let copied = |copy: BackupCopy| {
            let bytes = self.backups.read(&file, copy).unwrap_or_default();
            let then = AnnotationFile::read_anyones(&bytes);
            let whole = then.refusal().is_none();
            BackupContent {
                copy,
                n_annotations: whole.then(|| then.live().count()),
                n_different: n_different(&live(&then), &live_now),
            }
        };
        let copies = self.backups.copies(&file).into_iter().map(copied).collect();
        let whole = now.filter(|now| now.refusal().is_none());
        RecoverableFile { n_now: whole.map(|now| now.live().count()), copies, file }
    }

    /// Reads the file, as far as readable.
    fn now(&self, file: &str) -> Result<Option<AnnotationFile>, StoreError> {
        let bytes = self.files.read(&self.dir.join(file), FILE_LIMIT)?;
        Ok(bytes.map(|bytes| AnnotationFile::read_anyones(&bytes)))
    }

    /// Returns the annotations of a backup, and the annotations that are only in the file.
    ///
    /// # Errors
    /// - [`StoreError::NoCopy`] if the backup does not exist.
    /// - [`StoreError::Unreadable`] and [`StoreError::Io`] if the backup or the file cannot be read.
    pub fn show(
        &self,
        file: &str,
        copy: BackupCopy,
    ) -> Result<Vec<ComparedAnnotation>, StoreError> {
        let then = AnnotationFile::read_anyones(&self.backups.read(file, copy)?);
        let now = self.now(file)?;
        let (then, now) = (live(&then), now.as_ref().map(live).unwrap_or_default());
        let of_then = then.iter().map(|(id, fields)| {
            let against = match now.get(id) {
                Some(known) if known.say_the_same(fields) => CopyDifference::Same,
                Some(_) => CopyDifference::Different,
                None => CopyDifference::Gone,
            };
            entry(against, fields)
        });
        let new = now.iter().filter(|(id, _)| !then.contains_key(id));
        let mut entries: Vec<ComparedAnnotation> =
            of_then.chain(new.map(|(_, fields)| entry(CopyDifference::New, fields))).collect();
        entries.sort_by_key(|entry| entry.start);
        Ok(entries)
    }

    /// Restores a backup of a file.
    ///
    /// # Errors
    /// - [`StoreError::NoCopy`] if the backup does not exist.
    /// - [`StoreError::Unreadable`] if the backup is damaged, or the file is of a newer format.
    /// - [`StoreError::Busy`], [`StoreError::Outside`] and [`StoreError::Io`] as for
    ///   [`Store::save`](super::Store::save).
    pub fn restore(
        &self,
        (file, copy): (&str, BackupCopy),
        how: RestoreMode,
        mode: WriteMode,
        at: Timestamp,
    ) -> Result<RestoreReport, StoreError> {
        let path = self.dir.join(file);
        let bytes = self.backups.read(file, copy)?;
        let then = AnnotationFile::read_anyones(&bytes);
        if file == CODEBOOK {
            return self.restore_codebook(&bytes, mode, at);
        }
        if let Some(finding) = then.refusal() {
            let problem = format!("this copy cannot be read whole ({finding})");
            return Err(StoreError::Unreadable { path, problem });
        }
        self.restore_state((file, &then), how, mode, at)
    }

    /// Restores the state `then` of a file.
    fn restore_state(
        &self,
        (file, then): (&str, &AnnotationFile),
        how: RestoreMode,
        mode: WriteMode,
        at: Timestamp,
    ) -> Result<RestoreReport, StoreError> {
        let path = self.dir.join(file);
        let _lock = match mode {
            WriteMode::Write => {
                let folder = path.parent().unwrap_or(&self.dir);
                self.files.create_folder(folder)?;
                Some(write_lock::acquire(self.files.vfs(), &self.dir)?)
            }
            WriteMode::DryRun => None,
        };
        let known = self.files.read(&path, FILE_LIMIT)?;
        let now = known.as_deref().map(AnnotationFile::read_anyones);
        if now.as_ref().is_some_and(AnnotationFile::is_of_another_format) {
            let problem = "it is of a newer format than this copydesk writes".to_owned();
            return Err(StoreError::Unreadable { path, problem });
        }
        let (mut restored, written) = folded(then, now.as_ref(), how, at);
        if mode == WriteMode::Write && known.as_deref() != Some(&written[..]) {
            if let Some(known) = known.filter(|known| !known.is_empty()) {
                self.backups.keep_before(file, &known, at)?;
                restored.is_copied = true;
            }
            self.files.replace_within(&self.dir, &path, &written)?;
        }
        Ok(restored)
    }

    /// Restores the labels, which are not merged: the backup replaces the file.
    fn restore_codebook(
        &self,
        bytes: &[u8],
        mode: WriteMode,
        at: Timestamp,
    ) -> Result<RestoreReport, StoreError> {
        let path = self.dir.join(CODEBOOK);
        let known = self.files.read(&path, FILE_LIMIT)?.filter(|known| !known.is_empty());
        if mode == WriteMode::Write {
            let _lock = write_lock::acquire(self.files.vfs(), &self.dir)?;
            if let Some(known) = &known {
                self.backups.keep_before(CODEBOOK, known, at)?;
            }
            self.files.replace_within(&self.dir, &path, bytes)?;
        }
        Ok(RestoreReport {
            n_before: Some(0),
            n_after: 0,
            n_changed: 0,
            is_copied: known.is_some(),
        })
    }

    /// Records that a file is meant to be gone: annotations begin anew, and older backups stay but are
    /// no longer offered.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub fn let_go(&self, file: &str, at: Timestamp) -> Result<(), StoreError> {
        // A clock that was set back would leave the newest copy behind the answer.
        let newest = self.backups.copies(file).into_iter().map(|copy| copy.at).max();
        self.backups.let_go(file, newest.map_or(at, |newest| newest.max(at)))
    }

    /// Returns the newest backup of a file with annotations.
    pub fn newest(&self, file: &str) -> Option<BackupCopy> {
        self.backups.newest(file).map(|(copy, _)| copy)
    }
}

/// Returns the content of a file after a restore, and the comparison with the present file.
fn folded(
    then: &AnnotationFile,
    now: Option<&AnnotationFile>,
    how: RestoreMode,
    at: Timestamp,
) -> (RestoreReport, Vec<u8>) {
    let empty = AnnotationFile::beginning_like(then);
    let whole = now.filter(|now| now.refusal().is_none());
    let lines = now.map(|now| now.lines().to_vec()).unwrap_or_default();
    // A damaged file gives its lines to the backup; the damaged file itself is backed up.
    let base = whole.unwrap_or(&empty).clone();
    let mut merged = base.merged(then.lines().iter().cloned()).merged(lines);
    if how == RestoreMode::AsItWas {
        let again = said_again(then, &merged, at);
        merged = merged.merged(again);
    }
    let (live_now, after) = (now.map(live).unwrap_or_default(), live(&merged));
    let restored = RestoreReport {
        n_before: whole.map(|now| now.live().count()),
        n_after: after.len(),
        n_changed: n_different(&after, &live_now),
        is_copied: false,
    };
    (restored, merged.to_bytes())
}

/// Returns a new revision for every annotation that differs from the backup.
fn said_again(then: &AnnotationFile, now: &AnnotationFile, at: Timestamp) -> Vec<RecordLine> {
    let then = live(then);
    let lines = now.by_id().into_iter().filter_map(|(id, lines)| {
        let winner = lines.iter().max_by_key(|line| line.precedence())?;
        let wanted = match then.get(&id) {
            Some(fields) => (*fields).clone(),
            None => RecordFields { op: RecordOp::Del, ..winner.fields.without_words() },
        };
        let alone = lines.len() == 1;
        let same = wanted.say_the_same(&winner.fields)
            || (wanted.op == RecordOp::Del && winner.fields.op == RecordOp::Del);
        (!(alone && same)).then(|| {
            let fields = RecordFields {
                rev: winner.fields.rev.saturating_add(1),
                at: crate::annotation::whole_seconds(at),
                was: Lineage::over(lines.iter().copied(), std::iter::empty()),
                ..wanted
            };
            RecordLine::write(fields, &winner.extra())
        })
    });
    lines.collect()
}

fn live(file: &AnnotationFile) -> BTreeMap<AnnotationId, &RecordFields> {
    file.live().map(|line| (line.fields.id, &*line.fields)).collect()
}

fn n_different(
    a: &BTreeMap<AnnotationId, &RecordFields>,
    b: &BTreeMap<AnnotationId, &RecordFields>,
) -> usize {
    let changed =
        a.iter().filter(|(id, fields)| b.get(id).is_none_or(|other| !other.say_the_same(fields)));
    let only_there = b.keys().filter(|id| !a.contains_key(id));
    changed.count() + only_there.count()
}

fn entry(against: CopyDifference, fields: &RecordFields) -> ComparedAnnotation {
    ComparedAnnotation {
        against,
        start: fields.start,
        label: fields.content.label.as_ref().map(|label| label.0.clone()).unwrap_or_default(),
        quote: fields.quote.clone(),
        note: fields.content.note.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
