//! Forgetting the steps on annotation files that were let go, so that no undo and no redo brings decisions of
//! an earlier folder into a new one.

use std::collections::HashSet;

use super::{Journal, JournalEntry, JournalState};
use crate::store::{StoreError, path_encoding};

impl Journal {
    /// Drops the changes in these annotation files, for example `ana/2026/tram.txt.ron`, from all steps but
    /// those of this program, durably.
    ///
    /// # Errors
    /// As for [`Journal::flush`].
    pub(crate) fn forget(&self, files: &HashSet<String>) -> Result<(), StoreError> {
        let folder = path_encoding::folder(&self.about.1);
        let is_in_files = |article: &str| {
            let below = path_encoding::article_file(article);
            let parts = below.iter().map(|part| part.to_string_lossy());
            let name = parts.fold(folder.clone(), |name, part| format!("{name}/{part}"));
            files.contains(&name)
        };
        self.change_entries(&|state| without(state, &is_in_files))
    }
}

/// Returns the log without the changes of some articles; `None` if nothing goes.
fn without(state: &JournalState, is_meant: &dyn Fn(&str) -> bool) -> Option<Vec<JournalEntry>> {
    let mut dropped = HashSet::new();
    let mut kept = Vec::new();
    for entry in &state.log {
        match entry {
            JournalEntry::Did(step) if !state.own.contains(&step.number) => {
                match step.without(is_meant) {
                    Some(rest) => kept.push(JournalEntry::Did(rest)),
                    None => {
                        dropped.insert(step.number);
                    }
                }
            }
            JournalEntry::Undid(number) | JournalEntry::Redid(number)
                if dropped.contains(number) => {}
            JournalEntry::Did(_) | JournalEntry::Undid(_) | JournalEntry::Redid(_) => {
                kept.push(entry.clone());
            }
        }
    }
    (kept != state.log).then_some(kept)
}
