//! Other stores about articles of the corpus: which, and the command that merges each.
//!
//! A second store was made by an earlier start from another folder. Its annotations are neither read nor
//! counted until `copydesk merge-store` has merged it.

use std::path::Path;

use super::Project;
use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{SecondStore, Store, StorePosition, typed_path},
    text::count,
};

impl Project {
    /// Returns the other stores about articles of the corpus, whose annotations are not read.
    pub fn second_stores(&self) -> &[SecondStore] {
        &self.second_stores
    }

    /// Returns a finding for each second store, with the folder of the store.
    pub fn second_store_findings(&self) -> Vec<(String, Diagnostic)> {
        let finding = |second: &SecondStore| {
            let told = format!(
                "a second store{}, whose annotations are not shown here: `{}` shows what merging does",
                self.annotators_in(second),
                self.merge_command(second)
            );
            let place = typed_path(&second.dir);
            (place, Diagnostic::new(Severity::Warning, told))
        };
        self.second_stores.iter().map(finding).collect()
    }

    /// Returns the folder of the corpus as a user can type it, for example `news`, or `FOLDER` without one.
    pub fn typed_folder(&self) -> String {
        self.origin.folder().map_or_else(|| "FOLDER".to_owned(), typed_path)
    }

    /// Keeps the first decision from beginning a second store in silence.
    pub(super) fn guard_second_store(&mut self) {
        let Some(first) = self.second_stores.first().filter(|_| !self.store.has_any()) else {
            return;
        };
        let (other, command) = (first.dir.clone(), self.merge_command(first));
        self.store.keep_from_beginning(other, command);
    }

    /// Lets the next decision begin a second store.
    pub fn begin_second_store(&self) {
        self.store.begin_beside();
    }

    /// Returns the first other store, as seen from the corpus, for example `d1/annotations`.
    pub fn second_store_name(&self) -> Option<String> {
        let first = self.second_stores.first()?;
        let inside = |root: &Path| Some(first.dir.strip_prefix(root).ok()?.display().to_string());
        let name = self.origin.folder().and_then(inside);
        Some(name.unwrap_or_else(|| first.dir.display().to_string()))
    }

    /// Returns one short sentence about the second stores, for a line of the screen.
    pub fn second_stores_in_brief(&self) -> Option<String> {
        let name = self.second_store_name()?;
        Some(match self.second_stores.len() {
            1 => format!("Not shown: a second store, {name} · copydesk merge-store joins it"),
            n => format!(
                "Not shown: {}, first {name} · copydesk check lists them",
                count(n, "other store")
            ),
        })
    }

    /// Returns the annotators of a store in words, for example ` of ana, ben`.
    fn annotators_in(&self, second: &SecondStore) -> String {
        match Store::at(second.dir.clone(), "").annotators() {
            none if none.is_empty() => String::new(),
            some => format!(" of {}", some.join(", ")),
        }
    }

    /// Returns the command that merges a second store. The lower store always goes into the upper.
    fn merge_command(&self, second: &SecondStore) -> String {
        let root = self.origin.folder().unwrap_or(Path::new("."));
        let (lower, upper) = match second.position {
            StorePosition::Below => (&*second.root, root),
            StorePosition::Above => (root, &*second.root),
        };
        let into = match second.position {
            StorePosition::Below if !self.store.has_any() => {
                format!(" --into {}", typed_path(upper))
            }
            StorePosition::Below | StorePosition::Above => String::new(),
        };
        format!("copydesk merge-store {}{into}", typed_path(lower))
    }
}
