//! Finds annotations that a copy or the undo journal holds and the store does not.
//!
//! A line of a file can vanish without a deletion: by hand, by `git merge -X ours`, by `git revert`, by an
//! older file that is put back, or by a program that synchronises folders. Owns the comparison; bringing
//! an annotation back and letting it go are steps of [`crate::project`].
//!
//! - An annotation is *missing* if its file has neither the annotation nor its deletion, and *older* if a
//!   copy has a version that the file does not have and no line of the file supersedes.
//! - A deletion in the file is never told, nor is an annotation that stands in another file of the
//!   annotator, for example after its article was renamed.
//! - Of the journal only the last state of each annotation counts, so undone steps are not told. The undo
//!   of [`BRING_BACK`] is the exception: the annotation is missing again.
//!
//! # Why looking is cheap
//!
//! Only [`BackupFolder::holders`] are read, in most cases one copy. A file equal to its only copy is not
//! parsed. Steps of the journal are parsed only if they name an id that no file has.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    annotation_file::AnnotationFile,
    atomic_write::SafeFiles,
    backup::BackupFolder,
    journal::{Journal, JournalEntry, PastStep},
    lineage::{Lineage, RevisedLine, heads},
    path_encoding,
    record::{RecordFields, RecordLine, RecordOp, is_sealed},
};
use crate::annotation::AnnotationId;

const FILE_LIMIT: u64 = 64 << 20;

/// Deepest nesting of folders; deeper than any path of an article.
const DEPTH: usize = 64;

/// Name of the step that brings missing annotations back. After its undo they are missing again.
pub(crate) const BRING_BACK: &str = "bring back";

/// The place that keeps a missing annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptIn {
    /// The copy of this time.
    Copy(Timestamp),
    /// The undo journal, in a step of this time.
    Journal(Timestamp),
}

/// Comparison of a missing annotation with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The file has neither the annotation nor its deletion.
    Gone,
    /// The file has another, older version.
    Older,
}

/// One missing annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MissingRecord {
    /// The lost versions, the version that counts first.
    pub(crate) lines: Vec<RecordLine>,
    pub(crate) kept_in: KeptIn,
    pub(crate) absence: Absence,
}

/// The missing annotations of the articles of one annotator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingRecords(pub(crate) BTreeMap<(String, AnnotationId), MissingRecord>);

impl MissingRecords {
    /// Returns true if no annotation is missing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the missing annotations of each article.
    pub fn by_article(&self) -> BTreeMap<&str, Vec<(KeptIn, Absence)>> {
        let mut all: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for ((article, _), record) in &self.0 {
            all.entry(article.as_str()).or_default().push((record.kept_in, record.absence));
        }
        all
    }
}

/// A search for missing annotations, to be carried out on any thread. Writes nothing.
#[derive(Debug)]
pub struct MissingSearch {
    pub(crate) files: SafeFiles,
    /// The folder of the store.
    pub(crate) dir: PathBuf,
    pub(crate) annotator: String,
    pub(crate) backups: BackupFolder,
    /// `None` leaves the journal out.
    pub(crate) journal: Option<Arc<Journal>>,
    /// The listed articles.
    pub(crate) articles: Vec<String>,
}

impl MissingSearch {
    /// Compares the files of all listed articles with the copies and with the journal.
    pub fn carry_out(&self) -> MissingRecords {
        let mut found = BTreeMap::new();
        let mut known: HashSet<AnnotationId> = HashSet::new();
        for article in &self.articles {
            let name = self.name_of(article);
            let bytes = self.read(&self.dir.join(&name));
            known.extend(bytes.iter().flat_map(|bytes| ids_in(bytes)));
            for (id, record) in self.missing_in(&name, bytes.as_deref()) {
                found.insert((article.clone(), id), record);
            }
        }
        self.add_journal(&known, &mut found);
        // Only now, because most stores have nothing missing: annotations of other articles.
        let is_gone = |record: &MissingRecord| record.absence == Absence::Gone;
        if found.values().any(is_gone) {
            self.ids_below(
                &self.dir.join(path_encoding::folder(&self.annotator)),
                DEPTH,
                &mut known,
            );
            found.retain(|(_, id), record| !is_gone(record) || !known.contains(id));
        }
        MissingRecords(found)
    }

    /// Returns the path of an article's annotation file in the store, with `/` between components.
    fn name_of(&self, article: &str) -> String {
        let file = path_encoding::article_file(article);
        let parts = file.iter().filter_map(|part| part.to_str());
        let folder = path_encoding::folder(&self.annotator);
        std::iter::once(folder.as_str()).chain(parts).collect::<Vec<_>>().join("/")
    }

    /// Reads a file; an unreadable file is reported elsewhere and counts as missing.
    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        self.files.read(path, FILE_LIMIT).ok().flatten()
    }

    /// Returns the annotations that copies hold and the file does not.
    fn missing_in(
        &self,
        name: &str,
        bytes: Option<&[u8]>,
    ) -> BTreeMap<AnnotationId, MissingRecord> {
        let copies = self.backups.holders(name).into_iter();
        let copies = copies.filter_map(|copy| Some((copy.at, self.backups.read(name, copy).ok()?)));
        let copies = copies.filter(|(_, copied)| Some(copied.as_slice()) != bytes);
        let copies: Vec<(Timestamp, AnnotationFile)> = copies
            .map(|(at, copied)| (at, AnnotationFile::read_anyones(&copied)))
            .filter(|(_, copied)| !copied.is_of_another_format())
            .collect();
        if copies.is_empty() {
            return BTreeMap::new();
        }
        let here = bytes.map(AnnotationFile::read_anyones);
        if here.as_ref().is_some_and(AnnotationFile::is_of_another_format) {
            return BTreeMap::new();
        }
        missing_of(here.as_ref(), &copies)
    }

    /// Adds annotations whose last state in the journal is live, and which stand nowhere.
    fn add_journal(
        &self,
        known: &HashSet<AnnotationId>,
        found: &mut BTreeMap<(String, AnnotationId), MissingRecord>,
    ) {
        let Some(journal) = &self.journal else { return };
        let listed: HashSet<&str> = self.articles.iter().map(String::as_str).collect();
        let mut let_go: HashMap<String, Option<Timestamp>> = HashMap::new();
        for ((article, _), (fields, at)) in last_states(&journal.log(), known) {
            let Some(fields) = fields.filter(|_| listed.contains(article.as_str())) else {
                continue;
            };
            let gone_at = let_go.entry(article.clone());
            let gone_at =
                gone_at.or_insert_with(|| self.backups.let_go_at(&self.name_of(&article)));
            if gone_at.is_none_or(|gone_at| gone_at < at) {
                let known = found.get(&(article.clone(), fields.id));
                if let Some(record) = newer_in_journal(&fields, at, known) {
                    found.insert((article, fields.id), record);
                }
            }
        }
    }

    /// Adds the ids of all annotation files below a folder.
    fn ids_below(&self, folder: &Path, depth: usize, ids: &mut HashSet<AnnotationId>) {
        let names = self.files.vfs().list(folder).unwrap_or_default();
        for path in names.into_iter().map(|name| folder.join(name)) {
            if path.extension().is_some_and(|ending| ending == "ron") {
                ids.extend(self.read(&path).iter().flat_map(|bytes| ids_in(bytes)));
            } else if depth > 0 && self.files.is_folder(&path).unwrap_or(false) {
                self.ids_below(&path, depth - 1, ids);
            }
        }
    }
}

/// Returns the ids in the undamaged lines of a file, without parsing the lines.
fn ids_in(bytes: &[u8]) -> Vec<AnnotationId> {
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| str::from_utf8(line).ok());
    let whole = lines.map(|line| line.strip_suffix('\r').unwrap_or(line));
    let digits = whole.filter_map(|line| line.strip_prefix("(id:\"")?.get(..16).zip(Some(line)));
    let digits = digits.filter(|(_, line)| is_sealed(line));
    let ids = digits.filter_map(|(digits, _)| u64::from_str_radix(digits, 16).ok());
    ids.map(AnnotationId).collect()
}

/// Returns the annotations with a live version in a copy that the file neither has nor supersedes.
fn missing_of(
    here: Option<&AnnotationFile>,
    copies: &[(Timestamp, AnnotationFile)],
) -> BTreeMap<AnnotationId, MissingRecord> {
    let by_id = here.map(AnnotationFile::by_id).unwrap_or_default();
    let mut copied: BTreeMap<AnnotationId, Vec<&RecordLine>> = BTreeMap::new();
    for line in copies.iter().flat_map(|(_, file)| file.lines()) {
        copied.entry(line.fields.id).or_default().push(line);
    }
    let missing = copied.into_iter().filter_map(|(id, lines)| {
        let present = by_id.get(&id).map(Vec::as_slice).unwrap_or_default();
        let is_deleted = |lines: &[&RecordLine]| {
            let winner = lines.iter().max_by_key(|line| line.precedence());
            winner.is_some_and(|line| line.fields.op == RecordOp::Del)
        };
        if is_deleted(present) {
            return None;
        }
        let heads = heads::<RecordLine, _>(present.iter().copied().chain(lines).collect());
        if is_deleted(&heads) {
            return None;
        }
        let is_lost = |line: &&&RecordLine| {
            let is_here = |known: &&RecordLine| known.fields.say_the_same(&line.fields);
            line.fields.op == RecordOp::Put && !present.iter().any(is_here)
        };
        let lost: Vec<&RecordLine> = heads.iter().filter(is_lost).copied().collect();
        let first = lost.first()?;
        let mut newest = copies.iter().rev();
        let (at, _) = newest.find(|(_, file)| file.lines().contains(first))?;
        let absence = if present.is_empty() { Absence::Gone } else { Absence::Older };
        let lines = lost.into_iter().cloned().collect();
        Some((id, MissingRecord { lines, kept_in: KeptIn::Copy(*at), absence }))
    });
    missing.collect()
}

type LastState = (Option<RecordFields>, Timestamp);

/// Returns the last state of each annotation that no file has, by article and id.
fn last_states(
    log: &[JournalEntry],
    known: &HashSet<AnnotationId>,
) -> BTreeMap<(String, AnnotationId), LastState> {
    let mut steps: HashMap<u64, PastStep> = HashMap::new();
    let mut states = BTreeMap::new();
    for entry in log {
        let (number, is_done) = match entry {
            JournalEntry::Did(past) => {
                let is_new = |id: &AnnotationId| !known.contains(id) && id.0 != past.number;
                if let Some(step) = past.ids().find(is_new).and_then(|_| past.read()) {
                    steps.insert(past.number, step);
                }
                (past.number, true)
            }
            JournalEntry::Undid(number) => (*number, false),
            JournalEntry::Redid(number) => (*number, true),
        };
        let Some(step) = steps.get(&number) else { continue };
        for change in &step.changes {
            let Some(id) = change.id().filter(|id| !known.contains(id)) else { continue };
            // The undo of a return deletes nothing: the journal still holds the annotation.
            let is_after = is_done || step.name == BRING_BACK;
            let state = if is_after { &change.after } else { &change.before };
            states.insert((change.article.clone(), id), (state.clone(), step.at));
        }
    }
    states
}

/// Returns the annotation as the journal has it, unless the copy has the same.
fn newer_in_journal(
    fields: &RecordFields,
    at: Timestamp,
    copied: Option<&MissingRecord>,
) -> Option<MissingRecord> {
    let lines = copied.map(|record| record.lines.as_slice()).unwrap_or_default();
    if lines.iter().any(|line| line.fields.say_the_same(fields) || line.fields.at > fields.at) {
        return None;
    }
    let rev = lines.iter().map(|line| line.fields.rev).max().unwrap_or(0).saturating_add(1);
    let was = Lineage::over(lines.iter(), std::iter::empty());
    let line = RecordLine::write(RecordFields { rev, was, ..fields.clone() }, "");
    let kept_in = KeptIn::Journal(at);
    Some(MissingRecord { lines: vec![line], kept_in, absence: Absence::Gone })
}
