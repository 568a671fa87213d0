//! The source ledger: which sources are listed, and their places.

use std::sync::Arc;

use copydesk::{find::pick, suggest::Ledger};

use super::occurrences::Showing;
use crate::tui::{app::App, pane::occurrences::Subject};

impl App {
    /// Takes in what the background found.
    pub(super) fn take_sources(&mut self, generation: u64, ledger: Ledger) {
        if generation == self.background.comparison {
            self.background.ledger = Some(Arc::new(ledger));
            self.refresh_lists();
        }
    }

    /// The keys of the sources that match the filter, those of most articles first.
    pub(super) fn matching_sources(&self) -> Vec<String> {
        let Some(ledger) = &self.background.ledger else {
            return Vec::new();
        };
        let filter = self.views.sources.list.filter.trim();
        let all = &ledger.sources;
        if filter.is_empty() {
            return all.iter().map(|source| source.key.clone()).collect();
        }
        let texts: Vec<String> = all
            .iter()
            .map(|source| {
                let described = source.descriptions.iter().map(|(words, _)| words.as_str());
                let described: Vec<&str> = described.collect();
                format!("{} {}", source.name, described.join(" "))
            })
            .collect();
        let mut found: Vec<usize> = pick(texts.iter().map(String::as_str), filter)
            .iter()
            .filter(|row| !row.is_scattered)
            .map(|row| row.index)
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|index| all[index].key.clone())
            .collect()
    }

    /// Shows every place of the selected source.
    pub(super) fn open_source(&mut self, is_labelling: bool) {
        let key = self
            .views
            .sources
            .list
            .items
            .get(self.views.sources.list.rows.selected)
            .cloned();
        if let Some(key) = key {
            self.show_source(key, is_labelling);
        }
    }

    /// Shows every place of a source.
    pub(super) fn show_source(&mut self, key: String, is_labelling: bool) {
        let showing = Showing {
            only: None,
            is_labelling,
        };
        self.show_subjects(vec![Subject::Source(key)], showing);
    }
}
