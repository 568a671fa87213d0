//! The journal of undo: every step of one annotator on one store, so that `u` also takes back what was
//! done yesterday.
//!
//! It lies in the platform's state folder and is never the only home of anything: annotations are in the
//! store, and a journal that is lost, damaged or newer costs only undo. This file owns reading, adding
//! and shortening it; what a line says is [`entry`]'s; whether a step can still be taken back is
//! [`crate::project`]'s.
//!
//! # How it stays whole
//!
//! A step is added and flushed *before* its annotations are saved: a program that is killed in between
//! leaves a step that was not taken, which undo notices, never a decision that cannot be undone. Lines
//! are added under a lock of their own, so that several programs (a screen and `copydesk annotate`) have
//! one history. A journal that has grown too long is replaced by a shorter one, which is on disk before
//! it takes the place of the long one.
//!
//! A program that is killed while it adds, or a power cut, leaves lines at the end that cannot be read:
//! steps that were never called saved. They are passed over, and the next step is written with the file
//! anew, so that they never look like damage.

mod entry;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use self::entry::{JournalEntry, format_of, header};
pub(crate) use self::entry::{PastChange, PastStep, StoredStep};
use super::{
    Dirs, StoreError, atomic_write::SafeFiles, corpus_id, path_encoding::short_hash,
    record::is_sealed, write_lock,
};
use crate::{
    annotation::History,
    diagnostic::{Diagnostic, Severity},
};

const FORMAT: u32 = 1;

/// A journal that has grown beyond this is shortened to half of it: some 15,000 steps.
const LENGTH_LIMIT: usize = 16 << 20;

/// The longest file that is read: one step may be a label on a million passages, some 500 bytes each.
const FILE_LIMIT: u64 = 1 << 30;

/// The steps of one annotator on one store: those on disk and those to be added.
///
/// One thread can put on disk what another one remembers; what they share is never held while the disk
/// is waited for.
#[derive(Debug)]
pub(crate) struct Journal {
    files: SafeFiles,
    path: PathBuf,
    /// Store and annotator as the first line names them, for whoever looks into the file.
    about: (String, String),
    length_limit: usize,
    shared: Mutex<JournalState>,
    /// Held while the file is written.
    writing: Mutex<()>,
}

#[derive(Debug, Default)]
struct JournalState {
    history: History<StoredStep>,
    /// The steps that this program has taken.
    own: HashSet<u64>,
    /// Entries that are not on disk yet; the history has them.
    pending: Vec<JournalEntry>,
    /// Bytes of the file when it was last read or written.
    known_len: u64,
    /// How the next entries are added.
    adding: AppendMode,
}

/// How entries can be added to the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum AppendMode {
    /// At its end.
    AtEnd,
    /// By writing the file anew: there is none, or its first line cannot be read, or its last one, which a
    /// killed program, a full disk or a power cut left.
    #[default]
    Anew,
    /// Not at all: the file is of a newer format.
    Never,
}

impl Journal {
    /// The journal of an annotator on the store in a folder, which need not exist. Creates nothing.
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
            // Read again before anything is added.
            journal.shared().known_len = u64::MAX;
            let told = format!("{error}; what was done earlier cannot be undone");
            vec![Diagnostic::new(Severity::Warning, told)]
        });
        (journal, findings)
    }

    fn shared(&self) -> MutexGuard<'_, JournalState> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What can be undone, the oldest first.
    pub(crate) fn done(&self) -> Vec<StoredStep> {
        self.shared().history.done().to_vec()
    }

    /// What can be redone, the one undone last at the end.
    pub(crate) fn undone(&self) -> Vec<StoredStep> {
        self.shared().history.undone().to_vec()
    }

    /// The step that was undone last.
    pub(crate) fn last_undone(&self) -> Option<StoredStep> {
        self.shared().history.undone().last().cloned()
    }

    /// How many steps can be undone and redone.
    pub(crate) fn depth(&self) -> (usize, usize) {
        self.shared().history.depth()
    }

    /// Whether this program took a step, rather than another one or an earlier session.
    pub(crate) fn is_own(&self, number: u64) -> bool {
        self.shared().own.contains(&number)
    }

    /// Remembers a step that is being taken.
    pub(crate) fn did(&self, number: u64, step: &PastStep) {
        let mut shared = self.shared();
        shared.own.insert(number);
        shared.note(JournalEntry::Did(StoredStep::write(number, step)));
    }

    /// Remembers that a step is being taken back.
    pub(crate) fn undid(&self, number: u64) {
        self.shared().note(JournalEntry::Undid(number));
    }

    /// Remembers that a step is being taken again.
    pub(crate) fn redid(&self, number: u64) {
        self.shared().note(JournalEntry::Redid(number));
    }

    /// Puts on disk what is not there yet; when this returns without an error, it is durable.
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

    /// Reads what other programs have added, unless this one is writing just now.
    pub(crate) fn catch_up(&self) {
        if let Ok(_writing) = self.writing.try_lock() {
            // A journal that cannot be read now keeps what is known of it.
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

    /// Reads the whole file; what was not written yet is folded over it.
    fn read(&self) -> Result<Vec<Diagnostic>, StoreError> {
        let Some(bytes) = self.files.read(&self.path, FILE_LIMIT)? else {
            // Where somebody removed it, what is known is written again with the next step.
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
        // Lines that cannot be read and have none behind them that can.
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
        // One line without an end is all that a killed program leaves.
        let is_killed = torn.len() == 1 && !bytes.ends_with(b"\n");
        let torn = torn.first().filter(|_| !is_killed);
        let torn = torn.map(|line| self.cut_off(*line));
        Ok(damage.or(torn).into_iter().collect())
    }

    fn is_newer(&self) -> Diagnostic {
        let told = format!(
            "{}: the journal of undo is of a newer format: what was done with that copydesk cannot be \
             undone here, and what is done now not later",
            self.path.display()
        );
        Diagnostic::new(Severity::Warning, told)
    }

    fn damage(&self, damaged: &[usize]) -> Option<Diagnostic> {
        let first = damaged.first()?;
        let n_steps = match damaged.len() {
            1 => "1 step".to_owned(),
            n => format!("{n} steps"),
        };
        let told = format!(
            "{}: {n_steps} cannot be read and cannot be undone any more",
            self.path.display()
        );
        Some(Diagnostic::new(Severity::Warning, told).at(*first, 1))
    }

    /// What was lost here was never called saved.
    fn cut_off(&self, line: usize) -> Diagnostic {
        let told = format!(
            "{}: the last steps cannot be read, as after a power cut, and cannot be undone",
            self.path.display()
        );
        Diagnostic::new(Severity::Note, told).at(line, 1)
    }

    fn is_long(&self) -> bool {
        let shared = self.shared();
        let pending: usize = shared.pending.iter().map(JournalEntry::len).sum();
        shared.known_len + pending as u64 > self.length_limit as u64
    }

    /// Adds what is pending at the end.
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
            // Nobody knows how much of it is there: the file is read again before the next try.
            shared.known_len = u64::MAX;
            return Err(StoreError::io("write", &self.path)(error));
        }
        shared.written(pending.len());
        shared.known_len += lines.len() as u64;
        Ok(())
    }

    /// Replaces the file by one with the newest steps, as far as they fit into some bytes.
    fn rewrite(&self, limit: usize) -> Result<(), StoreError> {
        let mut text = header(FORMAT, (&self.about.0, &self.about.1));
        let (entries, n_pending) = {
            let shared = self.shared();
            let entries = shortened(&shared.history, limit);
            (entries, shared.pending.len())
        };
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
        fold(&mut self.history, entry);
    }

    /// The first pending entries are on disk; others may have come in since.
    fn written(&mut self, n_entries: usize) {
        self.pending.drain(..n_entries);
        self.adding = AppendMode::AtEnd;
    }

    /// The history of the entries of the file and of those that are still to be added.
    fn fold_anew(&mut self, entries: Vec<JournalEntry>) {
        if !self.pending.is_empty() {
            // Of entries that could not all be added some may be there.
            let there: HashSet<u64> = entries.iter().filter_map(JournalEntry::step).collect();
            let is_new =
                |entry: &JournalEntry| entry.step().is_none_or(|step| !there.contains(&step));
            self.pending.retain(is_new);
        }
        self.history = History::default();
        for entry in entries.into_iter().chain(self.pending.iter().cloned()) {
            fold(&mut self.history, entry);
        }
    }
}

/// The path without links and detours, also of what does not exist yet.
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

/// The entries that tell the newest steps of a history, at least the last one, as far as they fit into
/// some bytes.
fn shortened(history: &History<StoredStep>, limit: usize) -> Vec<JournalEntry> {
    let mut room = limit;
    let mut fits = |past: &&StoredStep| {
        let len = JournalEntry::Did((*past).clone()).len();
        let fits = len <= room || room == limit;
        room = room.saturating_sub(len);
        fits
    };
    // The step undone last is the next to be redone, so it is the newest of those.
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
