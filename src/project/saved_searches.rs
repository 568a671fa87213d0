//! The searches that were saved under a name: what a project knows of them.

use super::Project;
use crate::find::SavedSearch;

impl Project {
    /// The saved searches, in the order they were saved.
    pub fn searches(&self) -> &[SavedSearch] {
        &self.searches
    }

    /// The search of a name.
    pub fn search_named(&self, name: &str) -> Option<&SavedSearch> {
        self.searches.iter().find(|search| search.name == name)
    }
}
