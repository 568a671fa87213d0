//! Edits the files that belong to no single article: labels, saved searches, rules.
//!
//! A [`SharedEditJob`] can run on any thread; the project then takes the [`SharedEditDone`] back.
//! Invariant: memory changes only after the file is on disk, and then equals the file. A failed edit
//! therefore leaves nothing to undo. [`Project::edit_shared`] does both steps at once.

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{BatchId, Codebook, CodebookEdit, CodebookError, LabelId, Rule},
    diagnostic::Diagnostic,
    find::SavedSearch,
    store::{Store, StoreError},
};

/// Names of the files in the findings of a project.
const LABELS: &str = "project.ron";
const SEARCHES: &str = "searches.ron";
const RULES: &str = "~rules.ron";

/// Labels, saved searches and rules, as last read from or written to their files.
#[derive(Debug)]
pub(super) struct SharedState {
    pub(super) codebook: Codebook,
    pub(super) searches: Vec<SavedSearch>,
    pub(super) rules: Vec<Rule>,
}

/// Findings of the labels (`project.ron`), searches and rules, in order, each with the name of its file.
pub(super) type SharedFindings = [(&'static str, Vec<Diagnostic>); 3];

impl SharedState {
    /// Reads the three files.
    pub(super) fn read(store: &mut Store) -> (Self, SharedFindings) {
        let (codebook, of_codebook) = store.codebook();
        let (searches, of_searches) = store.searches();
        let (rules, of_rules) = store.rules();
        let state = Self { codebook, searches, rules };
        let findings = [(LABELS, of_codebook), (SEARCHES, of_searches), (RULES, of_rules)];
        (state, findings)
    }
}

/// One edit of the labels, the saved searches or the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedEdit {
    /// Adds the label with this id; the codebook already has the label.
    AddLabel(LabelId, Codebook),
    /// Changes labels and rows of the table of kinds, for the named purpose.
    Codebook(String, Vec<CodebookEdit>),
    /// Saves a search; replaces a search with an equal name in place.
    SaveSearch(SavedSearch),
    /// Renames a search; deletes another search with the new name.
    RenameSearch {
        /// The old name.
        name: String,
        /// The new name.
        new: String,
    },
    /// Deletes the search with this name.
    DeleteSearch(String),
    /// Adds a rule.
    KeepRule(Rule),
    /// Removes a rule at a time; the rule's labels stay.
    RemoveRule(BatchId, Timestamp),
}

/// An edit to write to disk on any thread.
#[derive(Debug)]
pub struct SharedEditJob {
    store: Store,
    change: SharedEdit,
}

/// Result of a [`SharedEditJob`] for [`Project::take_shared_edit`].
#[derive(Debug)]
#[must_use]
pub struct SharedEditDone {
    store: Store,
    change: SharedEdit,
    known: Result<SharedFile, StoreError>,
}

/// Content of the edited file.
#[derive(Debug)]
enum SharedFile {
    Labels(Codebook),
    Searches(Vec<SavedSearch>),
    Rules(Vec<Rule>),
}

impl SharedEditJob {
    /// Writes the edit to disk; returns after the write is durable or has failed.
    pub fn carry_out(self) -> SharedEditDone {
        let Self { mut store, change } = self;
        let known = match &change {
            SharedEdit::AddLabel(_, codebook) => {
                store.save_codebook(codebook).map(SharedFile::Labels)
            }
            SharedEdit::Codebook(_, edits) => store.change_codebook(edits).map(SharedFile::Labels),
            SharedEdit::SaveSearch(search) => {
                let all = store.change_searches(|all| save(all, search));
                all.map(SharedFile::Searches)
            }
            SharedEdit::RenameSearch { name, new } => {
                let all = store.change_searches(|all| rename(all, name, new));
                all.map(SharedFile::Searches)
            }
            SharedEdit::DeleteSearch(name) => {
                let all = store.change_searches(|all| all.retain(|known| known.name != *name));
                all.map(SharedFile::Searches)
            }
            SharedEdit::KeepRule(rule) => {
                let all = store.save_rule(rule.id, Some(rule), rule.created);
                all.map(SharedFile::Rules)
            }
            SharedEdit::RemoveRule(id, at) => {
                store.save_rule(*id, None, *at).map(SharedFile::Rules)
            }
        };
        SharedEditDone { store, change, known }
    }
}

fn save(all: &mut Vec<SavedSearch>, search: &SavedSearch) {
    match all.iter_mut().find(|known| known.name == search.name) {
        Some(known) => known.clone_from(search),
        None => all.push(search.clone()),
    }
}

fn rename(all: &mut Vec<SavedSearch>, name: &str, new: &str) {
    if name != new && all.iter().any(|known| known.name == name) {
        all.retain(|known| known.name != new);
    }
    if let Some(known) = all.iter_mut().find(|known| known.name == name) {
        new.clone_into(&mut known.name);
    }
}

impl Project {
    /// Prepares an edit for [`SharedEditJob::carry_out`].
    pub fn shared_edit_job(&mut self, change: SharedEdit) -> SharedEditJob {
        self.saves.n_shared_edits += 1;
        let store = self.store.rules_part();
        SharedEditJob { store, change }
    }

    /// Takes over the content of a written file; returns the edit with its result.
    ///
    /// # Errors
    /// The inner result has the error of [`Self::edit_shared`]. Memory then stays unchanged.
    pub fn take_shared_edit(
        &mut self,
        done: SharedEditDone,
    ) -> (SharedEdit, Result<(), StoreError>) {
        self.saves.n_shared_edits = self.saves.n_shared_edits.saturating_sub(1);
        let kept = done.known.map(|known| match known {
            SharedFile::Labels(labels) => self.shared.codebook = labels,
            SharedFile::Searches(searches) => self.shared.searches = searches,
            SharedFile::Rules(rules) => {
                self.shared.rules = rules;
                self.store.take_over(done.store);
            }
        });
        (done.change, kept)
    }

    /// Writes an edit to disk and takes over the new content.
    ///
    /// # Errors
    /// Memory stays unchanged after an error.
    ///
    /// - [`StoreError::Unreadable`] for a damaged or newer file.
    /// - [`StoreError::Codebook`] for labels that clash.
    /// - [`StoreError::Busy`] if another program holds the lock for 5 seconds.
    /// - [`StoreError::Outside`] if a link leads out of the store.
    /// - [`StoreError::Io`] if the file system refuses a call.
    pub fn edit_shared(&mut self, change: SharedEdit) -> Result<(), StoreError> {
        let job = self.shared_edit_job(change);
        self.take_shared_edit(job.carry_out()).1
    }

    /// Adds a label to the codebook and saves it; returns name and key, for example `rumour (key 5)`.
    ///
    /// # Errors
    /// - [`StoreError::Codebook`] as for [`Self::new_label`].
    /// - [`StoreError::Unreadable`], [`StoreError::Busy`], [`StoreError::Outside`] and
    ///   [`StoreError::Io`] if the labels cannot be written; the codebook is unchanged.
    pub fn add_label(&mut self, name: &str) -> Result<String, StoreError> {
        let (id, codebook) = self.new_label(name)?;
        self.edit_shared(SharedEdit::AddLabel(id.clone(), codebook))?;
        Ok(self.label_with_key(&id))
    }

    /// Returns the id of a new label with this name, and a codebook with the label.
    ///
    /// # Errors
    /// - [`CodebookError::Bad`] for an empty name, or if no key or letter is free.
    /// - [`CodebookError::Shared`] if a label has the name.
    pub fn new_label(&self, name: &str) -> Result<(LabelId, Codebook), CodebookError> {
        let mut codebook = self.shared.codebook.clone();
        let id = codebook.add(name)?.id.clone();
        Ok((id, codebook))
    }

    /// Returns the name and the key of a label, for example `rumour (key 5)`.
    pub fn label_with_key(&self, id: &LabelId) -> String {
        let key = self.codebook().by_id(id).map(|label| format!("key {}", label.key));
        // Another annotator may have taken the last key; the file still has the label.
        let key = key.unwrap_or("none is free".to_owned());
        format!("{} ({key})", self.codebook().name_of(id))
    }
}
