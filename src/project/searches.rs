//! The searches that were saved under a name: what a project knows of them.

use super::Project;
use crate::{find::SavedSearch, store::StoreError};

impl Project {
    /// The saved searches, in the order they were saved.
    pub fn searches(&self) -> &[SavedSearch] {
        &self.searches
    }

    /// The search of a name.
    pub fn search_named(&self, name: &str) -> Option<&SavedSearch> {
        self.searches.iter().find(|search| search.name == name)
    }

    /// Saves a search; one of the same name is replaced at its place.
    ///
    /// # Errors
    /// The store refuses; what is saved is then unchanged.
    pub fn save_search(&mut self, search: &SavedSearch) -> Result<(), StoreError> {
        self.searches = self.store.change_searches(|all| {
            match all.iter_mut().find(|known| known.name == search.name) {
                Some(known) => known.clone_from(search),
                None => all.push(search.clone()),
            }
        })?;
        Ok(())
    }

    /// Gives a search another name; one that had that name goes.
    ///
    /// # Errors
    /// The store refuses; what is saved is then unchanged.
    pub fn rename_search(&mut self, name: &str, new: &str) -> Result<(), StoreError> {
        self.searches = self.store.change_searches(|all| {
            if name != new && all.iter().any(|known| known.name == name) {
                all.retain(|known| known.name != new);
            }
            if let Some(known) = all.iter_mut().find(|known| known.name == name) {
                new.clone_into(&mut known.name);
            }
        })?;
        Ok(())
    }

    /// Deletes a search.
    ///
    /// # Errors
    /// The store refuses; what is saved is then unchanged.
    pub fn delete_search(&mut self, name: &str) -> Result<(), StoreError> {
        self.searches = self
            .store
            .change_searches(|all| all.retain(|known| known.name != name))?;
        Ok(())
    }
}
