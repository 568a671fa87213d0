//! Changes of files that are about no single article, as values: labels, saved searches, rules.
//!
//! A [`SharedEditJob`] holds all that a change needs, so any thread can carry it out; the project takes the
//! [`SharedEditDone`] back. Memory changes only when the file is on disk, and is then what the file says, so a
//! change that fails leaves nothing to take back. The command line does both at once.

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{Codebook, CodebookError, LabelId, Rule, StrokeId},
    find::SavedSearch,
    store::{Store, StoreError},
};

/// What is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedEdit {
    /// The codebook gets a label, which these labels have.
    AddLabel(LabelId, Codebook),
    /// A search is saved; one of the same name is replaced at its place.
    SaveSearch(SavedSearch),
    /// A search gets another name; one that had that name goes.
    RenameSearch {
        /// Its name until now.
        name: String,
        /// Its name then.
        new: String,
    },
    /// The search of this name goes.
    DeleteSearch(String),
    /// A rule is made.
    KeepRule(Rule),
    /// A rule goes at this time; the labels that it put stay.
    RemoveRule(StrokeId, Timestamp),
}

/// A change, ready to be put on disk by any thread.
#[derive(Debug)]
pub struct SharedEditJob {
    store: Store,
    change: SharedEdit,
}

/// What became of a [`SharedEditJob`]; the project must take it back.
#[derive(Debug)]
#[must_use]
pub struct SharedEditDone {
    store: Store,
    change: SharedEdit,
    known: Result<SharedFile, StoreError>,
}

/// What a file says after a change.
#[derive(Debug)]
enum SharedFile {
    Labels(Codebook),
    Searches(Vec<SavedSearch>),
    Rules(Vec<Rule>),
}

impl SharedEditJob {
    /// Puts the change on disk; when this returns it is durable, or it says why not.
    pub fn carry_out(self) -> SharedEditDone {
        let Self { mut store, change } = self;
        let known = match &change {
            SharedEdit::AddLabel(_, codebook) => {
                store.save_codebook(codebook).map(SharedFile::Labels)
            }
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
        SharedEditDone {
            store,
            change,
            known,
        }
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
    /// What puts a change on disk.
    pub fn shared_edit_job(&mut self, change: SharedEdit) -> SharedEditJob {
        self.saves.n_changes += 1;
        let store = self.store.rules_part();
        SharedEditJob { store, change }
    }

    /// Takes back what became of a change, and knows it from now on when it is on disk.
    pub fn take_shared_edit(
        &mut self,
        done: SharedEditDone,
    ) -> (SharedEdit, Result<(), StoreError>) {
        self.saves.n_changes = self.saves.n_changes.saturating_sub(1);
        let kept = done.known.map(|known| match known {
            SharedFile::Labels(labels) => self.codebook = labels,
            SharedFile::Searches(searches) => self.searches = searches,
            SharedFile::Rules(rules) => {
                self.rules = rules;
                self.store.take_over(done.store);
            }
        });
        (done.change, kept)
    }

    /// Puts a change on disk and knows it from now on.
    ///
    /// # Errors
    /// Whatever kept the file from being replaced; nothing is changed then.
    pub fn edit_shared(&mut self, change: SharedEdit) -> Result<(), StoreError> {
        let job = self.shared_edit_job(change);
        self.take_shared_edit(job.carry_out()).1
    }

    /// Adds a label of the user's own to the codebook and saves it; says how it is called.
    ///
    /// # Errors
    /// A name that gives no usable label, or a codebook that cannot be saved; it is then unchanged.
    pub fn add_label(&mut self, name: &str) -> Result<String, StoreError> {
        let (id, codebook) = self.new_label(name)?;
        self.edit_shared(SharedEdit::AddLabel(id.clone(), codebook))?;
        Ok(self.label_with_key(&id))
    }

    /// A label of the user's own under this name, and the labels with it.
    ///
    /// # Errors
    /// A name that gives no usable label.
    pub fn new_label(&self, name: &str) -> Result<(LabelId, Codebook), CodebookError> {
        let mut codebook = self.codebook.clone();
        let id = codebook.add(name)?.id.clone();
        Ok((id, codebook))
    }

    /// A label as it is told of: its name and its key.
    pub fn label_with_key(&self, id: &LabelId) -> String {
        // Others may have taken the last key meanwhile; the file has the label all the same.
        let key = self
            .codebook
            .by_id(id)
            .map_or("none is free".to_owned(), |label| {
                format!("key {}", label.key)
            });
        format!("{} ({key})", self.codebook.name_of(id))
    }
}
