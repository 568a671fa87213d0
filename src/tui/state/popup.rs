//! What can lie on top of a view; the topmost gets the keys first, Esc takes it away.

use copydesk::{
    annotation::{AnnotationId, LabelId, TypedField},
    command::Command,
    exchange::ExportFormat,
    find::{FilteredItem, SavedSearch, pick},
    project::EditTarget,
};

use super::{
    finder::FinderPopup,
    occurrences::OccurrencesPopup,
    reader::{ReaderPlace, TextSelection},
    text_field::TextField,
};
use crate::tui::list::ListCursor;

/// One thing that lies on top.
#[derive(Debug)]
pub enum Popup {
    Picker(PickerPopup),
    Finder(Box<FinderPopup>),
    Occurrences(Box<OccurrencesPopup>),
    Prompt(PromptPopup),
    Confirm(ConfirmPopup),
}

/// What a picked row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickerChoice {
    /// A command to run, or to read about.
    Command(Command),
    /// A format to export to.
    Format(ExportFormat),
    /// One of several versions of an annotation: its article, the annotation, the number.
    Version(usize, AnnotationId, usize),
    /// An article to read.
    Article(usize),
    /// A label of which the annotations are shown.
    Label(LabelId),
    /// A source, by its key, of which all places are shown.
    Source(String),
    /// A filter to add to the search.
    Filter(String),
    /// Which of the filters of the search to take off.
    DropFilter(usize),
    /// A saved search, by its name.
    Search(String),
}

/// One row of a picker.
#[derive(Clone, Debug)]
pub struct PickerItem {
    pub choice: PickerChoice,
    /// What is searched first.
    pub name: String,
    /// What is shown, and searched second.
    pub words: String,
    /// The keys that do the same.
    pub keys: String,
    /// Whether it can be chosen now.
    pub available: bool,
}

/// The kinds of quick open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuickOpen {
    Commands,
    Articles,
    Labels,
    Sources,
}

impl QuickOpen {
    /// All kinds, as one key goes through them.
    pub const ALL: [QuickOpen; 4] =
        [QuickOpen::Commands, QuickOpen::Articles, QuickOpen::Labels, QuickOpen::Sources];

    /// What its picker is called.
    pub fn title(self) -> &'static str {
        match self {
            QuickOpen::Commands => "Run a command · Tab: open an article, a label, a source",
            QuickOpen::Articles => "Open an article · Tab: a label, a source, run a command",
            QuickOpen::Labels => "Annotations of a label · Tab: a source, run a command",
            QuickOpen::Sources => "Places of a source · Tab: run a command, open an article",
        }
    }
}

/// A list that is searched while typing: quick open, help, filters, saved searches, export formats.
#[derive(Debug)]
pub struct PickerPopup {
    pub title: &'static str,
    /// The kind that it is of, when it is quick open.
    pub quick: Option<QuickOpen>,
    pub field: TextField,
    pub items: Vec<PickerItem>,
    pub picked: Vec<FilteredItem>,
    pub rows: ListCursor,
}

impl PickerPopup {
    /// Quick open of a kind.
    pub fn of(quick: QuickOpen, items: Vec<PickerItem>) -> Self {
        Self { quick: Some(quick), ..Self::new(quick.title(), items) }
    }

    pub fn new(title: &'static str, items: Vec<PickerItem>) -> Self {
        let mut picker = Self {
            title,
            quick: None,
            field: TextField::default(),
            items,
            picked: Vec::new(),
            rows: ListCursor::default(),
        };
        picker.search();
        picker
    }

    /// Whether its rows are the saved searches.
    pub fn lists_searches(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| matches!(item.choice, PickerChoice::Search(_)))
    }

    /// Searches anew after the text changed: rows whose name matches stand before the others.
    pub fn search(&mut self) {
        let query = self.field.text();
        let mut by_words = pick(self.items.iter().map(|item| item.words.as_str()), query);
        if query.is_empty() {
            self.picked = by_words;
        } else {
            let names = self.items.iter().map(|item| item.name.as_str());
            let named: Vec<FilteredItem> = pick(names, query)
                .into_iter()
                .map(|FilteredItem { index, .. }| {
                    let known = by_words.iter().find(|picked| picked.index == index);
                    let marks = known.map_or(Vec::new(), |picked| picked.marks.clone());
                    FilteredItem { index, marks, is_scattered: false }
                })
                .collect();
            by_words.retain(|picked| {
                !picked.is_scattered && named.iter().all(|named| named.index != picked.index)
            });
            self.picked = named.into_iter().chain(by_words).collect();
        }
        self.rows = ListCursor { len: self.picked.len(), ..ListCursor::default() };
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&PickerItem> {
        self.picked.get(self.rows.selected).map(|picked| &self.items[picked.index])
    }
}

/// What a typed line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptPurpose {
    /// The text of a field of an annotation.
    Text(TypedField, EditTarget),
    /// Words of the article; the place where the search began.
    Find(ReaderPlace),
    /// Words to select; the selection before.
    SelectFind(TextSelection),
    FilterSentences,
    /// Which rows to show; what was shown before.
    FilterRows(String),
    ExportPath(ExportFormat),
    LabelName,
    /// The name of the search in front.
    SearchName,
    /// The new name of a saved search.
    SearchRename(String),
    Annotator,
}

/// A line to type.
#[derive(Debug)]
pub struct PromptPopup {
    pub asking: PromptPurpose,
    pub title: String,
    pub field: TextField,
}

/// A question before something large.
#[derive(Clone, Debug)]
pub struct ConfirmPopup {
    pub question: String,
    pub what: ConfirmedAction,
}

/// What is done when the answer is yes.
#[derive(Clone, Debug)]
pub enum ConfirmedAction {
    DeleteAnnotations(Vec<(usize, AnnotationId)>),
    DeleteSearch(String),
    ReplaceSearch(SavedSearch),
}
