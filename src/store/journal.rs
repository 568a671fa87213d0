//! The undo journal: the newest steps of one annotator on one store, so that `u` also undoes the steps
//! of earlier sessions.
//!
//! Lies in the platform's state folder and is never the only copy of a decision: annotations are in the
//! store. A lost, damaged or newer journal costs only undo. Owns reading, appending and shortening.
//! [`entry`] owns the lines; [`crate::project`] decides if a step can still be undone.
//!
//! # Consistency
//!
//! - A step is appended and flushed *before* its annotations are saved, so the journal may be ahead of the
//!   files by several steps when a program is killed. Undo reverts the saved part of a step, skips a step
//!   without effect, and looks for undone steps that still stand in files. A kill cannot leave a decision
//!   without undo. A failed flush does not stop the save: the user is told that the decision may have no
//!   undo after a restart.
//! - Appending takes a lock of its own, so that several programs (a screen and `copydesk annotate`)
//!   share one history. Reading takes no lock. A file system without locks gives no exclusion.
//! - A journal that has grown too long is replaced by a shorter file, which is flushed first.
//!
//! A killed program leaves at most one torn line, without a line break, at the end. A power cut can
//! leave more. Reading skips torn lines, and the next flush of any entry rewrites the file without the
//! torn end. An unreadable line in the middle stays in the file, with a warning at each start, until the
//! next rewrite.

mod entry;
mod forget;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

pub(crate) use self::entry::{JournalEntry, PastChange, PastStep, StoredStep};
use self::entry::{format_of, header};
use super::{
    Dirs, StoreError, atomic_write::SafeFiles, corpus_id, path_encoding::short_hash,
    record::is_sealed, write_lock,
};
use crate::{
    annotation::{AnnotationId, History},
    diagnostic::{Diagnostic, Severity},
    text::count,
};

const FORMAT: u32 = 1;

/// Bytes above which the file and the memory keep only the newest steps of half as many bytes, some
/// 7,500 steps.
const LENGTH_LIMIT: usize = 16 << 20;

/// Bytes of the longest file that is read. The newest step is kept whole, so a file may exceed
/// [`LENGTH_LIMIT`]: one step may label a million passages, some 500 bytes each.
const FILE_LIMIT: u64 = 1 << 30;

/// The steps of one annotator on one store, on disk and pending.
///
/// One thread can flush while another thread adds steps: `shared` is locked for memory only, so a new
/// step never waits for the disk.
#[derive(Debug)]
pub(crate) struct Journal {
    files: SafeFiles,
    path: PathBuf,
    /// Store and annotator in the first line, written for people and never compared.
    about: (String, String),
    length_limit: usize,
    shared: Mutex<JournalState>,
    /// Held while the file is written.
    writing: Mutex<()>,
}

#[derive(Debug, Default)]
struct JournalState {
    history: History<StoredStep>,
    /// Steps taken by this program.
    own: HashSet<u64>,
    /// All entries in the order of making, as `history` took them in.
    log: Vec<JournalEntry>,
    /// Entries that are not on disk yet; `history` and `log` include them.
    pending: Vec<JournalEntry>,
    /// Bytes of the file when last read or written. Another length is the only sign of a write by
    /// another program.
    known_len: u64,
    /// Mode of the next append.
    adding: AppendMode,
}

/// Ways to add entries to the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum AppendMode {
    /// Append to the file.
    AtEnd,
    /// Rewrite the file: no file is there, or its first or last line is unreadable after a crash, a full
    /// disk or a power cut.
    #[default]
    Anew,
    /// Never write while the file is of a newer format.
    Never,
}

impl Journal {
    /// Opens the journal of an annotator on the store in a folder, which need not exist. Creates
    /// nothing.
    pub(crate) fn open(
        dirs: &Dirs,
        corpus_root: Option<&Path>,
        (store, annotator): (&Path, &str),
    ) -> (Self, Vec<Diagnostic>) {
        let store = real_path(&dirs.files, store);
        let name = format!("{}\0{annotator}", store.display());
        let file = format!("journal-{}.ronl", short_hash(name.as_bytes()));
        let journal = Self {
            files: dirs.files.clone(),
            path: dirs.state.join(corpus_id(corpus_root)).join(file),
            about: (store.display().to_string(), annotator.to_owned()),
            length_limit: LENGTH_LIMIT,
            shared: Mutex::default(),
            writing: Mutex::default(),
        };
        let findings = journal.read().unwrap_or_else(|error| {
            // Forces a read before the next append.
            journal.shared().known_len = u64::MAX;
            let told = format!("{error}; earlier steps cannot be undone");
            vec![Diagnostic::new(Severity::Warning, told)]
        });
        (journal, findings)
    }

    fn shared(&self) -> MutexGuard<'_, JournalState> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the steps that are not undone, the oldest first. Some may no longer apply.
    pub(crate) fn done(&self) -> Vec<StoredStep> {
        self.shared().history.done().to_vec()
    }

    /// Returns the undone steps, the last undone step at the end. Some may no longer apply.
    pub(crate) fn undone(&self) -> Vec<StoredStep> {
        self.shared().history.undone().to_vec()
    }

    /// Returns all entries, the oldest first, with steps that no redo reaches any more.
    pub(crate) fn log(&self) -> Vec<JournalEntry> {
        self.shared().log.clone()
    }

    /// Returns the numbers of steps that can be undone and redone.
    pub(crate) fn depth(&self) -> (usize, usize) {
        self.shared().history.depth()
    }

    /// Returns true if this program took the step, not another program or an earlier session.
    pub(crate) fn is_own(&self, number: u64) -> bool {
        self.shared().own.contains(&number)
    }

    /// Adds a step that is being taken. A new step, also of another program, drops all undone steps;
    /// `number` is random, 64 bits.
    pub(crate) fn did(&self, number: u64, step: &PastStep) {
        let mut shared = self.shared();
        shared.own.insert(number);
        shared.note(JournalEntry::Did(StoredStep::write(number, step)));
    }

    /// Adds the undo of a step, which may be any step that is not undone. An unknown number is ignored.
    pub(crate) fn undid(&self, number: u64) {
        self.shared().note(JournalEntry::Undid(number));
    }

    /// Adds the redo of a step.
    pub(crate) fn redid(&self, number: u64) {
        self.shared().note(JournalEntry::Redid(number));
    }

    /// Writes the pending entries durably; does nothing beside a file of a newer format. After an error
    /// the entries stay pending, and the next flush tries again.
    ///
    /// # Errors
    /// - [`StoreError::Busy`] if another program holds the journal's lock for 5 seconds.
    /// - [`StoreError::Unreadable`] if the journal or its lock is not a regular file, or if the journal
    ///   is larger than 1 GiB.
    /// - [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shared().pending.is_empty() {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        self.files.create_folder(folder)?;
        self.files.sweep_abandoned(folder);
        let lock = self.path.with_extension("lock");
        let _lock = write_lock::acquire_file(self.files.vfs(), &lock)?;
        self.read_news()?;
        let adding = self.shared().adding;
        match adding {
            AppendMode::Never => {
                self.shared().pending.clear();
                Ok(())
            }
            _ if self.is_long() => self.rewrite(self.length_limit / 2),
            AppendMode::Anew => self.rewrite(self.length_limit),
            AppendMode::AtEnd => self.append(),
        }
    }

    /// Reads entries of other programs, unless another thread is writing.
    pub(crate) fn catch_up(&self) {
        if let Ok(_writing) = self.writing.try_lock() {
            // An unreadable journal keeps the known history.
            let _ = self.read_news();
        }
    }

    fn read_news(&self) -> Result<(), StoreError> {
        let about = self.files.vfs().metadata(&self.path);
        let len = about.map_or(0, |about| about.len);
        let known_len = self.shared().known_len;
        if len != known_len {
            self.read()?;
        }
        Ok(())
    }

    /// Reads the whole file and replays the pending entries.
    fn read(&self) -> Result<Vec<Diagnostic>, StoreError> {
        let Some(bytes) = self.files.read(&self.path, FILE_LIMIT)? else {
            // The user removed the file; the next step writes the known steps again.
            let mut shared = self.shared();
            (shared.known_len, shared.adding) = (0, AppendMode::Anew);
            return Ok(Vec::new());
        };
        let mut lines = bytes.split(|byte| *byte == b'\n').zip(1..);
        let text = |line| str::from_utf8(line).ok();
        let first = lines.next().and_then(|(line, _)| text(line));
        let format = first.and_then(format_of);
        if format.is_some_and(|format| format > FORMAT) {
            let mut shared = self.shared();
            (shared.known_len, shared.adding) = (bytes.len() as u64, AppendMode::Never);
            return Ok(vec![self.is_newer()]);
        }
        let mut damaged = Vec::new();
        let mut entries = Vec::new();
        // Unreadable lines without a readable line after them.
        let mut torn = Vec::new();
        for (line, number) in lines.filter(|(line, _)| !line.is_empty()) {
            match text(line).and_then(JournalEntry::read) {
                Some(entry) => {
                    entries.push(entry);
                    damaged.append(&mut torn);
                }
                None => torn.push(number),
            }
        }
        let is_whole = format.is_some() && first.is_some_and(is_sealed);
        let is_ended = torn.is_empty() && bytes.ends_with(b"\n");
        let adding = if is_whole && is_ended { AppendMode::AtEnd } else { AppendMode::Anew };
        let mut shared = self.shared();
        shared.fold_anew(entries);
        (shared.known_len, shared.adding) = (bytes.len() as u64, adding);
        let damage = self.damage(&damaged);
        // A killed program leaves exactly one line without a line break.
        let is_killed = torn.len() == 1 && !bytes.ends_with(b"\n");
        let torn = torn.first().filter(|_| !is_killed);
        let torn = torn.map(|line| self.cut_off(*line));
        Ok(damage.or(torn).into_iter().collect())
    }

    fn is_newer(&self) -> Diagnostic {
        let told = format!(
            "{}: the undo journal is of a newer format: its steps cannot be undone here, and new \
             steps cannot be undone later",
            self.path.display()
        );
        Diagnostic::new(Severity::Warning, told)
    }

    fn damage(&self, damaged: &[usize]) -> Option<Diagnostic> {
        let first = damaged.first()?;
        let n_steps = count(damaged.len(), "step");
        let told = format!("{}: {n_steps} cannot be read or undone", self.path.display());
        Some(Diagnostic::new(Severity::Warning, told).at(*first, 1))
    }

    /// Reports torn steps at the end, which were never reported as saved.
    fn cut_off(&self, line: usize) -> Diagnostic {
        let told = format!(
            "{}: the last steps cannot be read or undone, for example after a power cut",
            self.path.display()
        );
        Diagnostic::new(Severity::Note, told).at(line, 1)
    }

    fn is_long(&self) -> bool {
        let shared = self.shared();
        let pending: usize = shared.pending.iter().map(JournalEntry::len).sum();
        shared.known_len + pending as u64 > self.length_limit as u64
    }

    /// Appends the pending entries.
    fn append(&self) -> Result<(), StoreError> {
        let pending = self.shared().pending.clone();
        let mut lines = String::new();
        for entry in &pending {
            entry.write(&mut lines);
        }
        let file = self.files.vfs().open_append(&self.path);
        let added = file.and_then(|mut file| {
            file.write_all(lines.as_bytes())?;
            file.flush_to_disk()
        });
        let mut shared = self.shared();
        if let Err(error) = added {
            // An unknown part was written, so the next try reads the file first.
            shared.known_len = u64::MAX;
            return Err(StoreError::io("write", &self.path)(error));
        }
        shared.written(pending.len());
        shared.known_len += lines.len() as u64;
        Ok(())
    }

    /// Gives the changes of moved annotations the new names of their articles, durably. `new_name`
    /// returns the new name of an annotation of an article.
    ///
    /// # Errors
    /// As for [`Journal::flush`].
    pub(crate) fn rename_articles(
        &self,
        new_name: &dyn Fn(&str, AnnotationId) -> Option<String>,
    ) -> Result<(), StoreError> {
        self.change_entries(&|state| {
            let entries = shortened(&state.history, self.length_limit);
            let renamed: Vec<_> = entries.iter().map(|entry| entry.renamed(new_name)).collect();
            (renamed != entries).then_some(renamed)
        })
    }

    /// Replaces the entries, durably, by the entries that `change` returns; `None` changes nothing.
    ///
    /// # Errors
    /// As for [`Journal::flush`].
    fn change_entries(
        &self,
        change: &dyn Fn(&JournalState) -> Option<Vec<JournalEntry>>,
    ) -> Result<(), StoreError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        if self.shared().history.depth() == (0, 0) && !self.files.exists(&self.path)? {
            return Ok(());
        }
        self.files.create_folder(folder)?;
        let _lock = write_lock::acquire_file(self.files.vfs(), &self.path.with_extension("lock"))?;
        self.read_news()?;
        if self.shared().adding == AppendMode::Never {
            return Ok(());
        }
        let (entries, n_pending) = {
            let shared = self.shared();
            (change(&shared), shared.pending.len())
        };
        entries.map_or(Ok(()), |entries| self.replace_by(entries, n_pending))
    }

    /// Replaces the file by the newest steps that fit into `limit` bytes.
    fn rewrite(&self, limit: usize) -> Result<(), StoreError> {
        let (entries, n_pending) = {
            let shared = self.shared();
            let len: usize = shared.log.iter().map(JournalEntry::len).sum();
            // A killed program may have left the changes of a step in a file, although the step was
            // undone and dropped, so such steps stay while there is room.
            let entries = match len <= limit {
                true => shared.log.clone(),
                false => shortened(&shared.history, limit),
            };
            (entries, shared.pending.len())
        };
        self.replace_by(entries, n_pending)
    }

    /// Replaces the file by some entries, with the first pending entries among them.
    fn replace_by(&self, entries: Vec<JournalEntry>, n_pending: usize) -> Result<(), StoreError> {
        let mut text = header(FORMAT, (&self.about.0, &self.about.1));
        for entry in &entries {
            entry.write(&mut text);
        }
        self.files.replace(&self.path, text.as_bytes())?;
        let mut shared = self.shared();
        shared.written(n_pending);
        shared.fold_anew(entries);
        shared.known_len = text.len() as u64;
        Ok(())
    }
}

impl JournalState {
    fn note(&mut self, entry: JournalEntry) {
        if self.adding != AppendMode::Never {
            self.pending.push(entry.clone());
        }
        self.log.push(entry.clone());
        fold(&mut self.history, entry);
    }

    /// Notes that the first `n_entries` pending entries are on disk. Another thread may have added more.
    fn written(&mut self, n_entries: usize) {
        self.pending.drain(..n_entries);
        self.adding = AppendMode::AtEnd;
    }

    /// Rebuilds the history from the file's entries and the pending entries.
    fn fold_anew(&mut self, entries: Vec<JournalEntry>) {
        let n_known = self.log.len().saturating_sub(self.pending.len());
        let n_there = n_written(&entries, &self.pending, n_known);
        self.pending.drain(..n_there);
        self.history = History::default();
        self.log.clear();
        for entry in entries.into_iter().chain(self.pending.iter().cloned()) {
            self.log.push(entry.clone());
            fold(&mut self.history, entry);
        }
    }
}

/// Returns the number of `pending` entries that a failed write has put into the file after all.
///
/// A failed append or rewrite leaves the first entries of `pending`, directly after the `n_known` entries
/// of the last good read or write. After a rewrite of a long journal, which drops old entries, the newest
/// step in the file tells the number.
fn n_written(entries: &[JournalEntry], pending: &[JournalEntry], n_known: usize) -> usize {
    let alike = |there: &[JournalEntry], mine: &[JournalEntry]| {
        there.iter().zip(mine).take_while(|(there, mine)| there == mine).count()
    };
    let n_alike = entries.get(n_known..).map_or(0, |there| alike(there, pending));
    let newest = pending.iter().enumerate().rev().find_map(|(at, entry)| {
        let step = entry.step()?;
        Some((at, entries.iter().rposition(|there| there.step() == Some(step))?))
    });
    let n_to_newest =
        newest.map_or(0, |(at, there)| at + alike(&entries[there..], &pending[at..]).max(1));
    n_alike.max(n_to_newest)
}

/// Returns the path without links and `..`, also for a path that does not exist yet.
pub(super) fn real_path(files: &SafeFiles, path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |part: &Path| files.vfs().real_path(part).ok();
    let found = whole.ancestors().find_map(|part| Some((part, real(part)?)));
    let Some((existing, real)) = found else {
        return whole;
    };
    let missing = whole.strip_prefix(existing).unwrap_or(Path::new(""));
    missing.iter().fold(real, |path, name| path.join(name))
}

fn fold(history: &mut History<StoredStep>, entry: JournalEntry) {
    let place = |steps: &[StoredStep], number| steps.iter().rposition(|step| step.number == number);
    match entry {
        JournalEntry::Did(past) => history.push(past),
        JournalEntry::Undid(number) => {
            if let Some(at) = place(history.done(), number) {
                history.take_back(at);
            }
        }
        JournalEntry::Redid(number) => {
            if let Some(at) = place(history.undone(), number) {
                history.do_again(at);
            }
        }
    }
}

/// Returns the entries of the newest steps that fit into `limit` bytes. A longer step is kept only while
/// the step is the newest.
fn shortened(history: &History<StoredStep>, limit: usize) -> Vec<JournalEntry> {
    let mut room = limit;
    let mut fits = |past: &&StoredStep| {
        let len = JournalEntry::Did((*past).clone()).len();
        let fits = len <= room || room == limit;
        room = room.saturating_sub(len);
        fits
    };
    // The last undone step is redone first, so it counts as the newest.
    let undone = history.undone().iter().rev();
    let undone: Vec<&StoredStep> = undone.take_while(&mut fits).collect();
    let done = history.done().iter().rev();
    let done: Vec<&StoredStep> = done.take_while(&mut fits).collect();
    let did = done.iter().rev().chain(&undone);
    let did = did.map(|past| JournalEntry::Did((*past).clone()));
    let undid = undone.iter().rev().map(|past| JournalEntry::Undid(past.number));
    did.chain(undid).collect()
}

#[cfg(test)]
mod tests;
