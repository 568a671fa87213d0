//! Looks up saved searches; [`super::shared_edits`] saves, renames and deletes them.

use super::Project;
use crate::find::SavedSearch;

impl Project {
    /// Returns the saved searches in the order of saving.
    pub fn searches(&self) -> &[SavedSearch] {
        &self.shared.searches
    }

    /// Returns the saved search with this name.
    pub fn search_named(&self, name: &str) -> Option<&SavedSearch> {
        self.searches().iter().find(|search| search.name == name)
    }
}
