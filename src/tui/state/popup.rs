//! The popups on top of a view; the topmost gets the keys first, `Esc` takes a popup away.

use copydesk::{
    annotation::{AnnotationId, LabelId, TypedField},
    command::Command,
    exchange::ExportFormat,
    find::{FilteredItem, SavedSearch, pick},
    project::{AnnotatorChoice, EditTarget, LabelPlan},
};

use super::{
    finder::FinderPopup,
    occurrences::OccurrencesPopup,
    reader::{ReaderPlace, TextSelection},
    settle::SettlePopup,
    text_field::TextField,
};
use crate::tui::{list::ListCursor, saver_task::ExportTask};

/// One popup.
#[derive(Debug)]
pub enum Popup {
    Picker(PickerPopup),
    Finder(Box<FinderPopup>),
    Occurrences(Box<OccurrencesPopup>),
    Settle(Box<SettlePopup>),
    Prompt(PromptPopup),
    Confirm(ConfirmPopup),
}

/// The result of picking a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickerChoice {
    /// A command to run, or to read about in help.
    Command(Command),
    /// A format to export to.
    Format(ExportFormat),
    /// The annotators of an export in a format.
    ExportOf(ExportFormat, AnnotatorChoice),
    /// A version of an annotation: index of the article, id of the annotation, index of the version.
    Version(usize, AnnotationId, usize),
    /// An article to read.
    Article(usize),
    /// A label; its annotations are shown.
    Label(LabelId),
    /// A source, by its key; all its places are shown.
    Source(String),
    /// A filter for the search, for example `label:sourced`.
    Filter(String),
    /// Index of the filter to remove from the search.
    DropFilter(usize),
    /// A saved search, by its name.
    Search(String),
}

/// One row of a picker.
#[derive(Clone, Debug)]
pub struct PickerItem {
    pub choice: PickerChoice,
    /// The first text of the search.
    pub name: String,
    /// The shown words, the second text of the search.
    pub words: String,
    /// The keys with the same effect, for example `g a`.
    pub keys: String,
    /// Can be chosen now.
    pub available: bool,
}

impl PickerItem {
    /// Returns an available row without keys.
    pub fn new(choice: PickerChoice, name: impl Into<String>, words: impl Into<String>) -> Self {
        let (name, words) = (name.into(), words.into());
        Self { choice, name, words, keys: String::new(), available: true }
    }
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
    /// All kinds, in the order of `Tab`.
    pub const ALL: [QuickOpen; 4] =
        [QuickOpen::Commands, QuickOpen::Articles, QuickOpen::Labels, QuickOpen::Sources];

    /// Returns the title of the picker.
    pub fn title(self) -> &'static str {
        match self {
            QuickOpen::Commands => "Run a command · Tab: open an article, a label, a source",
            QuickOpen::Articles => "Open an article · Tab: a label, a source, run a command",
            QuickOpen::Labels => "Annotations of a label · Tab: a source, run a command",
            QuickOpen::Sources => "Places of a source · Tab: run a command, open an article",
        }
    }
}

/// A list with a search line: quick open, help, filters, saved searches, export formats.
#[derive(Debug)]
pub struct PickerPopup {
    pub title: &'static str,
    /// The kind of quick open; `None` for other pickers.
    pub quick: Option<QuickOpen>,
    pub field: TextField,
    pub items: Vec<PickerItem>,
    pub picked: Vec<FilteredItem>,
    pub rows: ListCursor,
}

impl PickerPopup {
    /// Returns the picker of a kind of quick open.
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

    /// Returns true if the rows are the saved searches.
    pub fn lists_searches(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| matches!(item.choice, PickerChoice::Search(_)))
    }

    /// Searches anew after a change of the text: rows with a match in the name stand first.
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

/// The purpose of a typed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptPurpose {
    /// The text of a field of an annotation, for example its note.
    Text(TypedField, EditTarget),
    /// Words of the article, and the cursor at the start of the search.
    Find(ReaderPlace),
    /// Words to select, and the selection at the start.
    SelectFind(TextSelection),
    FilterSentences,
    /// The filter of the rows, and the filter at the start.
    FilterRows(String),
    /// The file of an export in this format of these annotators.
    ExportPath(ExportFormat, AnnotatorChoice),
    LabelName,
    /// The new name of a label.
    LabelRename(LabelId),
    /// The label into which a label is merged.
    LabelMerge(LabelId),
    /// The name of the search in front.
    SearchName,
    /// The new name of the saved search with this name.
    SearchRename(String),
    Annotator,
}

/// A line for typed text.
#[derive(Debug)]
pub struct PromptPopup {
    pub asking: PromptPurpose,
    pub title: String,
    pub field: TextField,
}

impl PromptPopup {
    /// Returns true for the text of a note, the only text of several lines.
    pub fn is_note(&self) -> bool {
        matches!(self.asking, PromptPurpose::Text(TypedField::Note, _))
    }
}

/// A question before a large change.
#[derive(Clone, Debug)]
pub struct ConfirmPopup {
    pub question: String,
    pub what: ConfirmedAction,
}

/// The action after the answer yes.
#[derive(Clone, Debug)]
pub enum ConfirmedAction {
    DeleteAnnotations(Vec<(usize, AnnotationId)>),
    LetGo(Vec<(usize, AnnotationId)>),
    DeleteSearch(String),
    ReplaceSearch(SavedSearch),
    ReplaceExport(Box<ExportTask>),
    /// Brings the annotations of an earlier folder back (`b`), or begins anew (`N`).
    Earlier,
    /// Begins a second store of the articles (`N`).
    SecondStore,
    /// Writes decisions that went from disk again (`w`), or ends the program without them (`q`).
    OffDisk,
    ChangeLabel(Box<LabelPlan>),
}
