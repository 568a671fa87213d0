//! What can lie on top of a view; the topmost gets the keys first, Esc takes it away.

use std::collections::BTreeSet;

use copydesk::{
    annotation::AnnotationId,
    command::Command,
    exchange::ExportFormat,
    find::{Found, Picked, pick},
    project::Target,
    repeats::ClusterId,
};

use super::{
    field::Field,
    list::Rows,
    reader::{Place, Selection},
};

/// One thing that lies on top.
#[derive(Debug)]
pub enum Overlay {
    Picker(Picker),
    Passages(Box<Passages>),
    Occurrences(Box<Occurrences>),
    Prompt(Prompt),
    Confirm(Confirm),
}

/// What a picked row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A command to run, or to read about.
    Command(Command),
    /// A format to export to.
    Format(ExportFormat),
    /// One of several versions of an annotation: its article, the annotation, the number.
    Version(usize, AnnotationId, usize),
}

/// One row of a picker.
#[derive(Clone, Debug)]
pub struct Item {
    pub choice: Choice,
    /// What is searched first.
    pub name: String,
    /// What is shown, and searched second.
    pub words: String,
    /// The keys that do the same.
    pub keys: String,
    /// Whether it can be chosen now.
    pub available: bool,
}

/// A list that is searched while typing: palette, help, export formats, versions.
#[derive(Debug)]
pub struct Picker {
    pub title: &'static str,
    pub field: Field,
    pub items: Vec<Item>,
    pub picked: Vec<Picked>,
    pub rows: Rows,
}

impl Picker {
    pub fn new(title: &'static str, items: Vec<Item>) -> Self {
        let mut picker = Self {
            title,
            field: Field::default(),
            items,
            picked: Vec::new(),
            rows: Rows::default(),
        };
        picker.search();
        picker
    }

    /// Searches anew after the text changed: rows whose name matches stand before the others.
    pub fn search(&mut self) {
        let query = self.field.text();
        let mut by_words = pick(self.items.iter().map(|item| item.words.as_str()), query);
        if query.is_empty() {
            self.picked = by_words;
        } else {
            let names = self.items.iter().map(|item| item.name.as_str());
            let named: Vec<Picked> = pick(names, query)
                .into_iter()
                .map(|Picked { index, .. }| {
                    let known = by_words.iter().find(|picked| picked.index == index);
                    let marks = known.map_or(Vec::new(), |picked| picked.marks.clone());
                    Picked {
                        index,
                        marks,
                        is_scattered: false,
                    }
                })
                .collect();
            by_words.retain(|picked| {
                !picked.is_scattered && named.iter().all(|named| named.index != picked.index)
            });
            self.picked = named.into_iter().chain(by_words).collect();
        }
        self.rows = Rows {
            len: self.picked.len(),
            ..Rows::default()
        };
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Item> {
        self.picked
            .get(self.rows.selected)
            .map(|picked| &self.items[picked.index])
    }
}

/// Whether keys are typed into the query or act on the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    Field,
    Rows,
}

/// The passages finder.
#[derive(Debug, Default)]
pub struct Passages {
    pub field: Field,
    pub focus: Focus,
    pub found: Found,
    pub rows: Rows,
    /// Ticked passages: article and sentence.
    pub ticked: BTreeSet<(usize, usize)>,
    pub scattered: bool,
    /// What is wrong with the query.
    pub error: Option<String>,
    /// The search that was asked for last; older answers are dropped.
    pub generation: u64,
    /// Whether the answer to it is still to come.
    pub waiting: bool,
}

/// All places of one repeat.
#[derive(Debug)]
pub struct Occurrences {
    /// The repeats at the place that was asked about, best first; never empty.
    pub clusters: Vec<ClusterId>,
    /// Which of them is shown.
    pub at: usize,
    pub rows: Rows,
    /// Rows that a label is put on.
    pub ticked: BTreeSet<usize>,
    /// Whether they are shown to be labelled: one label then ends it.
    pub is_labelling: bool,
}

/// What a typed line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    Note(Target),
    Evidence(Target),
    /// Words of the article; the place where the search began.
    Find(Place),
    /// Words to select; the selection before.
    SelectFind(Selection),
    FilterSentences,
    /// Which rows to show; what was shown before.
    FilterRows(String),
    ExportPath(ExportFormat),
    LabelName,
    Annotator,
}

/// A line to type.
#[derive(Debug)]
pub struct Prompt {
    pub asking: Asking,
    pub title: String,
    pub field: Field,
}

/// A question before something large.
#[derive(Clone, Debug)]
pub struct Confirm {
    pub question: String,
    pub delete: Vec<(usize, AnnotationId)>,
}
