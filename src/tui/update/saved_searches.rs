//! Picking filters for the finder; saving, opening, renaming and deleting searches.

use std::collections::BTreeSet;

use copydesk::{
    find::{SavedSearch, SavedView},
    project::SharedEdit,
    text::SentenceKind,
};

use crate::tui::{
    app::App,
    state::{
        finder::{FinderPopup, FinderResults},
        popup::{ConfirmPopup, ConfirmedAction, PickerChoice, PickerItem, Popup, PromptPurpose},
    },
};

/// Most sources in the picker; a filter for any other source can be typed.
const MOST_SOURCES: usize = 1_000;

impl App {
    /// Offers every filter, and first the removal of each typed filter.
    pub(super) fn pick_filter(&mut self) {
        let typed = self.finder_mut().map(|finder| finder.filters());
        let mut items = Vec::new();
        for (nth, (_, filter)) in typed.unwrap_or_default().into_iter().enumerate() {
            let name = format!("without {filter}");
            items.push(item(PickerChoice::DropFilter(nth), &name, "take it off"));
        }
        let mut offer = |filter: String, words: &str| {
            items.push(item(PickerChoice::Filter(filter.clone()), &filter, words));
        };
        for label in &self.project.codebook().labels {
            offer(filter("label", &label.name), "labelled so");
            offer(format!("!{}", filter("label", &label.name)), "not labelled so");
        }
        offer("label:undecided".to_owned(), "not decided yet");
        for kind in SentenceKind::ALL {
            offer(filter("kind", kind.name()), "sentences of this kind");
        }
        for source in self.sources() {
            offer(filter("source", &source), "said by this source");
        }
        for index in 0..self.project.len() {
            let path = self.project.path(index);
            let title = self.project.article(index).and_then(|known| known.title());
            offer(filter("in", path), title.unwrap_or("this article"));
        }
        self.pick("Show only hits that are", items);
    }

    /// Returns the sources of all annotations, each once.
    fn sources(&self) -> BTreeSet<String> {
        let annotations =
            (0..self.project.len()).flat_map(|index| self.project.annotations(index).iter());
        let named = annotations
            .filter_map(|annotation| Some(annotation.content.source.as_ref()?.quote.clone()));
        named.take(MOST_SOURCES).collect()
    }

    pub(super) fn add_filter(&mut self, filter: &str) {
        if let Some(finder) = self.finder_mut() {
            finder.add_filter(filter);
        }
        self.search_all();
    }

    pub(super) fn drop_filter(&mut self, nth: usize) {
        if let Some(finder) = self.finder_mut() {
            finder.remove_filter(nth);
        }
        self.search_all();
    }

    /// Asks for the name of the typed search, to save the search.
    pub(super) fn ask_search_name(&mut self) {
        let typed = self.finder_mut().map(|finder| finder.field.text().to_owned());
        let Some(query) = typed.filter(|typed| !typed.trim().is_empty()) else {
            return self.tell("There is nothing typed that could be saved.");
        };
        let known = self.project.searches().iter().find(|known| known.query == query);
        let known = known.map_or(query.clone(), |known| known.name.clone());
        self.prompt(PromptPurpose::SearchName, "Save this search under the name", &known);
    }

    /// Saves the search in front; asks first if another search has the name.
    pub(super) fn accept_search_name(&mut self, name: &str) {
        let Some(search) = self.finder_mut().map(|finder| as_saved(finder, name)) else { return };
        if name.is_empty() {
            return self.tell("A search without a name is not saved.");
        }
        match self.project.search_named(name) {
            Some(known) if *known != search => {
                let question = format!(
                    "Replace the saved search “{name}”? y replaces, any other key does not."
                );
                let what = ConfirmedAction::ReplaceSearch(search);
                self.popups.push(Popup::Confirm(ConfirmPopup { question, what }));
            }
            _ => self.keep(SharedEdit::SaveSearch(search)),
        }
    }

    /// Offers the saved searches.
    pub(super) fn pick_search(&mut self) {
        let items: Vec<PickerItem> = self
            .project
            .searches()
            .iter()
            .map(|search| {
                let view = match search.view {
                    SavedView::Passages => "passages",
                    SavedView::Concordance => search.mode.name(),
                };
                let choice = PickerChoice::Search(search.name.clone());
                let mut item = item(choice, &search.name, &search.query);
                view.clone_into(&mut item.keys);
                item
            })
            .collect();
        if items.is_empty() {
            let words =
                "No search is saved yet: Ctrl-K saves one from the passages or the concordance.";
            return self.tell(words);
        }
        self.pick("Saved searches · Ctrl-K renames · Ctrl-X deletes", items);
    }

    /// Opens the finder with a saved search.
    pub(super) fn open_search(&mut self, name: &str) {
        let Some(search) = self.project.search_named(name).cloned() else { return };
        self.popups.retain(|overlay| !matches!(overlay, Popup::Finder(_)));
        let results = match search.view {
            SavedView::Passages => FinderResults::passages(),
            SavedView::Concordance => FinderResults::lines(search.mode, search.order),
        };
        self.push_finder(FinderPopup::new(results, &search.query));
    }

    /// Renames or deletes the selected search of the picker; asks first.
    pub(super) fn change_saved(&mut self, act: SearchAct) {
        let Some(Popup::Picker(picker)) = self.popups.last() else { return };
        let Some(PickerChoice::Search(name)) = picker.selected().map(|item| item.choice.clone())
        else {
            return self.tell("Only a saved search can be renamed or deleted.");
        };
        match act {
            SearchAct::Rename => {
                let asking = PromptPurpose::SearchRename(name.clone());
                self.prompt(asking, "New name of this search", &name);
            }
            SearchAct::Delete => {
                let question =
                    format!("Delete the saved search “{name}”? y deletes, any other key does not.");
                let what = ConfirmedAction::DeleteSearch(name);
                self.popups.push(Popup::Confirm(ConfirmPopup { question, what }));
            }
        }
    }

    pub(super) fn accept_search_rename(&mut self, name: String, new: String) {
        if name != new && self.project.search_named(&new).is_some() {
            return self.warn(format!("Another search is called “{new}”: nothing is renamed."));
        }
        if new.is_empty() {
            return self.tell("A search must have a name.");
        }
        self.keep(SharedEdit::RenameSearch { name, new });
    }
}

/// A change of a saved search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchAct {
    Rename,
    Delete,
}

/// Returns the typed search under a name.
fn as_saved(finder: &FinderPopup, name: &str) -> SavedSearch {
    let (view, order) = match finder.results {
        FinderResults::Passages { .. } => (SavedView::Passages, Default::default()),
        FinderResults::Lines { order, .. } => (SavedView::Concordance, order),
    };
    SavedSearch {
        name: name.to_owned(),
        view,
        mode: finder.mode(),
        order,
        query: finder.field.text().trim().to_owned(),
    }
}

fn item(choice: PickerChoice, name: &str, words: &str) -> PickerItem {
    PickerItem::new(choice, name, format!("{name}  {words}"))
}

/// Returns a filter as typed by a user, with quotation marks around spaces, for example `in:"a b.txt"`.
pub(super) fn filter(field: &str, value: &str) -> String {
    if value.contains(char::is_whitespace) || value.is_empty() {
        format!("{field}:\"{}\"", value.replace(['"', '“', '”'], " ").trim())
    } else {
        format!("{field}:{value}")
    }
}
