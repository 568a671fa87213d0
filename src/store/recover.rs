//! Looking into the copies of a store's files and bringing them back.
//!
//! Bringing back is a fold: what the file holds now stays unless it is older than what the copy says.
//! Whoever wants the file as it was gets each difference as a new revision, so that a later merge does not
//! undo it. The file of now is copied before it is touched.

use std::{collections::BTreeMap, path::PathBuf};

use jiff::Timestamp;

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

/// The labels, which are no annotations.
const CODEBOOK: &str = "project.ron";

const FILE_LIMIT: u64 = 64 << 20;

/// The copies of one store.
#[derive(Debug)]
pub struct BackupRecovery {
    files: SafeFiles,
    dir: PathBuf,
    backups: BackupFolder,
}

/// A file of the store that has copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoverableFile {
    /// Its path in the store.
    pub file: String,
    /// How many annotations it holds now; none when it is missing or cannot be read whole.
    pub n_now: Option<usize>,
    /// Its copies, the newest last.
    pub copies: Vec<BackupContent>,
}

/// What one copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupContent {
    /// Which copy.
    pub copy: BackupCopy,
    /// How many annotations it holds; none when it cannot be read whole.
    pub n_annotations: Option<usize>,
    /// How many annotations differ from now, or are there only now or only then.
    pub n_different: usize,
}

/// How a copy is brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreMode {
    /// What is newer now stays.
    Folded,
    /// Everything says again what it said then.
    AsItWas,
}

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// It is.
    Write,
    /// It is only said what would be written.
    DryRun,
}

/// What bringing back a copy did, or would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoreReport {
    /// Annotations before; none when the file was missing or could not be read whole.
    pub n_before: Option<usize>,
    /// Annotations after.
    pub n_after: usize,
    /// How many of them were not there, or said something else.
    pub n_changed: usize,
    /// Whether what was there before was copied.
    pub is_copied: bool,
}

/// How one annotation of a copy compares with now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyDifference {
    /// It says the same now.
    Same,
    /// It says something else now.
    Different,
    /// It is not there now.
    Gone,
    /// It is there only now.
    New,
}

/// One annotation in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedAnnotation {
    /// How it compares with now.
    pub against: CopyDifference,
    /// First Unicode scalar.
    pub start: usize,
    /// The label's id; empty for a bare note.
    pub label: String,
    /// The words.
    pub quote: String,
    /// The remark.
    pub note: String,
}

impl BackupRecovery {
    pub(crate) fn new(files: SafeFiles, dir: PathBuf, backups: BackupFolder) -> Self {
        Self { files, dir, backups }
    }

    /// Every file that has copies, with how they compare with now.
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

    /// The file as it is now, as much of it as can be read.
    fn now(&self, file: &str) -> Result<Option<AnnotationFile>, StoreError> {
        let bytes = self.files.read(&self.dir.join(file), FILE_LIMIT)?;
        Ok(bytes.map(|bytes| AnnotationFile::read_anyones(&bytes)))
    }

    /// The annotations of a copy, and those that are there only now.
    ///
    /// # Errors
    /// A copy that cannot be read.
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

    /// Brings back a copy of a file.
    ///
    /// # Errors
    /// A copy that cannot be read, a file of a newer format, or whatever keeps the file from being replaced.
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
        let (mut restored, written) = folded(&then, now.as_ref(), how, at);
        if mode == WriteMode::Write && known.as_deref() != Some(&written[..]) {
            if let Some(known) = known.filter(|known| !known.is_empty()) {
                self.backups.keep_before(file, &known, at)?;
                restored.is_copied = true;
            }
            self.files.replace_within(&self.dir, &path, &written)?;
        }
        Ok(restored)
    }

    /// Labels are not folded: the file is what it was.
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

    /// Remembers that files are meant to be gone: annotations then begin anew, and copies made until now
    /// stay but are not asked about.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn let_go(&self, file: &str, at: Timestamp) -> Result<(), StoreError> {
        self.backups.let_go(file, at)
    }

    /// The newest copy of a file that holds annotations.
    pub fn newest(&self, file: &str) -> Option<BackupCopy> {
        self.backups.newest(file).map(|(copy, _)| copy)
    }
}

/// What a file would hold after a copy was brought back, and how that compares with now.
fn folded(
    then: &AnnotationFile,
    now: Option<&AnnotationFile>,
    how: RestoreMode,
    at: Timestamp,
) -> (RestoreReport, Vec<u8>) {
    let empty = AnnotationFile::beginning_like(then);
    let whole = now.filter(|now| now.refusal().is_none());
    let lines = now.map(|now| now.lines().to_vec()).unwrap_or_default();
    // A file that cannot be read whole gives its lines to the copy; it is kept as a copy itself.
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

/// A new revision for everything that says something else now than in the copy.
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
