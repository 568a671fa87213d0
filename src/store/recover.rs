//! Looking into the copies of a store's files and bringing them back.
//!
//! Bringing back is a fold: what the file holds now stays unless it is older than what the copy says.
//! Whoever wants the file as it was gets each difference as a new revision, so that a later merge does not
//! undo it. The file of now is copied before it is touched.

use std::{collections::BTreeMap, path::PathBuf};

use jiff::Timestamp;

use super::{
    StoreError,
    backup::{Backups, Copy},
    file::AnnotationFile,
    lineage::Lineage,
    lock,
    record::{Fields, Line, Op},
    save::Files,
};
use crate::annotation::AnnotationId;

/// The labels, which are no annotations.
const CODEBOOK: &str = "project.ron";

const FILE_LIMIT: u64 = 64 << 20;

/// The copies of one store.
#[derive(Debug)]
pub struct Recovery {
    files: Files,
    dir: PathBuf,
    backups: Backups,
}

/// A file of the store that has copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoverable {
    /// Its path in the store.
    pub file: String,
    /// How many annotations it holds now; none when it is missing or cannot be read whole.
    pub n_now: Option<usize>,
    /// Its copies, the newest last.
    pub copies: Vec<Copied>,
}

/// What one copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Which copy.
    pub copy: Copy,
    /// How many annotations it holds; none when it cannot be read whole.
    pub n_annotations: Option<usize>,
    /// How many annotations differ from now, or are there only now or only then.
    pub n_different: usize,
}

/// How a copy is brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// What is newer now stays.
    Folded,
    /// Everything says again what it said then.
    AsItWas,
}

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Write,
    /// It is only said what would be written.
    DryRun,
}

/// What bringing back a copy did, or would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
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
pub enum Against {
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
pub struct Compared {
    /// How it compares with now.
    pub against: Against,
    /// First Unicode scalar.
    pub start: usize,
    /// The label's id; empty for a bare note.
    pub label: String,
    /// The words.
    pub quote: String,
    /// The remark.
    pub note: String,
}

impl Recovery {
    pub(crate) fn new(files: Files, dir: PathBuf, backups: Backups) -> Self {
        Self {
            files,
            dir,
            backups,
        }
    }

    /// Every file that has copies, with how they compare with now.
    pub fn list(&self) -> Vec<Recoverable> {
        let names = self.backups.names().into_iter();
        names.map(|file| self.recoverable(file)).collect()
    }

    fn recoverable(&self, file: String) -> Recoverable {
        let now = self.now(&file).ok().flatten();
        let live_now = now.as_ref().map(live).unwrap_or_default();
        let copied = |copy: Copy| {
            let bytes = self.backups.read(&file, copy).unwrap_or_default();
            let then = AnnotationFile::read_anyones(&bytes);
            let whole = then.refusal().is_none();
            Copied {
                copy,
                n_annotations: whole.then(|| then.live().count()),
                n_different: n_different(&live(&then), &live_now),
            }
        };
        let copies = self.backups.copies(&file).into_iter().map(copied).collect();
        let whole = now.filter(|now| now.refusal().is_none());
        Recoverable {
            n_now: whole.map(|now| now.live().count()),
            copies,
            file,
        }
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
    pub fn show(&self, file: &str, copy: Copy) -> Result<Vec<Compared>, StoreError> {
        let then = AnnotationFile::read_anyones(&self.backups.read(file, copy)?);
        let now = self.now(file)?;
        let (then, now) = (live(&then), now.as_ref().map(live).unwrap_or_default());
        let of_then = then.iter().map(|(id, fields)| {
            let against = match now.get(id) {
                Some(known) if known.say_the_same(fields) => Against::Same,
                Some(_) => Against::Different,
                None => Against::Gone,
            };
            entry(against, fields)
        });
        let new = now.iter().filter(|(id, _)| !then.contains_key(id));
        let mut entries: Vec<Compared> = of_then
            .chain(new.map(|(_, fields)| entry(Against::New, fields)))
            .collect();
        entries.sort_by_key(|entry| entry.start);
        Ok(entries)
    }

    /// Brings back a copy of a file.
    ///
    /// # Errors
    /// A copy that cannot be read, a file of a newer format, or whatever keeps the file from being replaced.
    pub fn restore(
        &self,
        (file, copy): (&str, Copy),
        how: How,
        mode: Mode,
        at: Timestamp,
    ) -> Result<Restored, StoreError> {
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
            Mode::Write => {
                let folder = path.parent().unwrap_or(&self.dir);
                self.files.create_folder(folder)?;
                Some(lock::acquire(self.files.layer(), &self.dir)?)
            }
            Mode::DryRun => None,
        };
        let known = self.files.read(&path, FILE_LIMIT)?;
        let now = known.as_deref().map(AnnotationFile::read_anyones);
        if now
            .as_ref()
            .is_some_and(AnnotationFile::is_of_another_format)
        {
            let problem = "it is of a newer format than this copydesk writes".to_owned();
            return Err(StoreError::Unreadable { path, problem });
        }
        let (mut restored, written) = folded(&then, now.as_ref(), how, at);
        if mode == Mode::Write && known.as_deref() != Some(&written[..]) {
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
        mode: Mode,
        at: Timestamp,
    ) -> Result<Restored, StoreError> {
        let path = self.dir.join(CODEBOOK);
        let known = self
            .files
            .read(&path, FILE_LIMIT)?
            .filter(|known| !known.is_empty());
        if mode == Mode::Write {
            let _lock = lock::acquire(self.files.layer(), &self.dir)?;
            if let Some(known) = &known {
                self.backups.keep_before(CODEBOOK, known, at)?;
            }
            self.files.replace_within(&self.dir, &path, bytes)?;
        }
        Ok(Restored {
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
    pub fn newest(&self, file: &str) -> Option<Copy> {
        self.backups.newest(file).map(|(copy, _)| copy)
    }
}

/// What a file would hold after a copy was brought back, and how that compares with now.
fn folded(
    then: &AnnotationFile,
    now: Option<&AnnotationFile>,
    how: How,
    at: Timestamp,
) -> (Restored, Vec<u8>) {
    let empty = AnnotationFile::beginning_like(then);
    let whole = now.filter(|now| now.refusal().is_none());
    let lines = now.map(|now| now.lines().to_vec()).unwrap_or_default();
    // A file that cannot be read whole gives its lines to the copy; it is kept as a copy itself.
    let base = whole.unwrap_or(&empty).clone();
    let mut merged = base.merged(then.lines().iter().cloned()).merged(lines);
    if how == How::AsItWas {
        let again = said_again(then, &merged, at);
        merged = merged.merged(again);
    }
    let (live_now, after) = (now.map(live).unwrap_or_default(), live(&merged));
    let restored = Restored {
        n_before: whole.map(|now| now.live().count()),
        n_after: after.len(),
        n_changed: n_different(&after, &live_now),
        is_copied: false,
    };
    (restored, merged.to_bytes())
}

/// A new revision for everything that says something else now than in the copy.
fn said_again(then: &AnnotationFile, now: &AnnotationFile, at: Timestamp) -> Vec<Line> {
    let then = live(then);
    let lines = now.by_id().into_iter().filter_map(|(id, lines)| {
        let winner = lines.iter().max_by_key(|line| line.precedence())?;
        let wanted = match then.get(&id) {
            Some(fields) => (*fields).clone(),
            None => Fields {
                op: Op::Del,
                ..winner.fields.without_words()
            },
        };
        let alone = lines.len() == 1;
        let same = wanted.say_the_same(&winner.fields)
            || (wanted.op == Op::Del && winner.fields.op == Op::Del);
        (!(alone && same)).then(|| {
            let fields = Fields {
                rev: winner.fields.rev.saturating_add(1),
                at: crate::annotation::whole_seconds(at),
                was: Lineage::over(lines.iter().copied(), std::iter::empty()),
                ..wanted
            };
            Line::write(fields, &winner.extra())
        })
    });
    lines.collect()
}

fn live(file: &AnnotationFile) -> BTreeMap<AnnotationId, &Fields> {
    file.live()
        .map(|line| (line.fields.id, &*line.fields))
        .collect()
}

fn n_different(a: &BTreeMap<AnnotationId, &Fields>, b: &BTreeMap<AnnotationId, &Fields>) -> usize {
    let changed = a
        .iter()
        .filter(|(id, fields)| b.get(id).is_none_or(|other| !other.say_the_same(fields)));
    let only_there = b.keys().filter(|id| !a.contains_key(id));
    changed.count() + only_there.count()
}

fn entry(against: Against, fields: &Fields) -> Compared {
    Compared {
        against,
        start: fields.start,
        label: fields
            .label
            .as_ref()
            .map(|label| label.0.clone())
            .unwrap_or_default(),
        quote: fields.quote.clone(),
        note: fields.note.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
