//! Quick open: one picker for commands, articles, labels and sources; `Tab` goes from kind to kind.
//!
//! Each kind is a list of items with a [`PickerChoice`]. The typed text stays at a change of the kind.

use copydesk::{annotation::LabelId, text::count};

use super::next_of;
use crate::tui::{
    app::App,
    state::popup::{PickerChoice, PickerItem, PickerPopup, Popup, QuickOpen},
    views::ViewId,
};

impl App {
    /// Opens the picker on one kind.
    pub(super) fn open_quick(&mut self, quick: QuickOpen) {
        let picker = PickerPopup::of(quick, self.quick_items(quick));
        self.popups.push(Popup::Picker(picker));
    }

    /// Opens the next kind with the same typed text.
    pub(super) fn next_quick(&mut self) {
        let Some(Popup::Picker(PickerPopup { quick: Some(quick), .. })) = self.popups.last() else {
            return;
        };
        let next = next_of(&QuickOpen::ALL, *quick);
        let Some(Popup::Picker(before)) = self.popups.pop() else { return };
        let mut picker = PickerPopup::of(next, self.quick_items(next));
        picker.field = before.field;
        picker.search();
        self.popups.push(Popup::Picker(picker));
    }

    fn quick_items(&self, quick: QuickOpen) -> Vec<PickerItem> {
        match quick {
            QuickOpen::Commands => self.command_items(),
            QuickOpen::Articles => self.article_items(),
            QuickOpen::Labels => self.label_items(),
            QuickOpen::Sources => self.source_items(),
        }
    }

    fn article_items(&self) -> Vec<PickerItem> {
        let all = 0..self.project.len();
        all.map(|index| {
            let path = &*self.project.shown_path(index);
            let title = self.project.article(index).and_then(|known| known.title());
            let tally = self.project.tally_of(index);
            let words = title.map_or(path.to_owned(), |title| format!("{title}  {path}"));
            let keys = format!("{}/{}", tally.n_decided(), tally.n_sentences());
            PickerItem { keys, ..PickerItem::new(PickerChoice::Article(index), path, words) }
        })
        .collect()
    }

    fn label_items(&self) -> Vec<PickerItem> {
        let labels = self.project.codebook().labels.iter();
        labels
            .map(|label| {
                let all = 0..self.project.len();
                let n: usize = all.map(|index| self.project.tally_of(index).count(&label.id)).sum();
                let words = format!("{}  {}", label.name, label.definition);
                let keys = format!("{}  {n}", label.key);
                PickerItem {
                    keys,
                    ..PickerItem::new(PickerChoice::Label(label.id.clone()), &label.name, words)
                }
            })
            .collect()
    }

    /// Returns the sources of all read articles; empty while the ledger is in the making.
    fn source_items(&self) -> Vec<PickerItem> {
        let sources = self.background.ledger.iter().flat_map(|ledger| &ledger.sources);
        sources
            .map(|source| {
                let described = source.descriptions.first();
                let words = described.map_or("", |(words, _)| words.as_str());
                let words = format!("{}  {words}", source.name);
                let keys = count(source.n_articles, "article");
                PickerItem {
                    keys,
                    ..PickerItem::new(PickerChoice::Source(source.key.clone()), &source.name, words)
                }
            })
            .collect()
    }

    /// Goes on reading an article: at the cursor in the open article, else at the first open sentence.
    pub(super) fn go_to_article(&mut self, article: usize) {
        self.popups.clear();
        if self.reader.place.article == article {
            self.show(ViewId::Reader);
        } else {
            self.read_on(article);
        }
    }

    /// Shows the annotations of a label.
    pub(super) fn show_label(&mut self, id: &LabelId) {
        let name = self.label(id).map_or(&id.0, |label| &label.name);
        self.views.annotations.list.filter = super::saved_searches::filter("label", name);
        self.popups.clear();
        self.views.annotations.only_notes = false;
        self.views.annotations.list.ticked.clear();
        self.show(ViewId::Annotations);
    }
}
