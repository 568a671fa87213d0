//! The cursor after a label, and the way back: `Bksp`, the return to reading, undo and redo.
//!
//! - A label on an unlabelled sentence moves the cursor to the next unlabelled sentence of the article,
//!   at the end to the first. Nothing else moves the cursor, and a label never changes the article. A held
//!   label key stops at the end of the article.
//! - `Bksp` visits the sentence labelled last, again the sentence before. The next finished act there
//!   returns to where reading stood.
//! - Undo and redo restore cursor, scroll and article of before the step.

use copydesk::{
    annotation::{LabelId, Step},
    project::UndoOutcome,
    text::count,
};

use crate::tui::{
    app::App,
    draw::abbreviate::cut,
    state::reader::{ReaderPlace, ReaderView},
    views::ViewId,
};

/// Columns of a message.
const MESSAGE: usize = 78;

impl App {
    /// Goes to the sentence labelled last; from there to the sentence labelled before.
    pub(super) fn go_to_last_labelled(&mut self) {
        let view = self.reader_view();
        let project = &self.project;
        let is_labelled = |at: ReaderPlace| project.is_decided(at.article, at.sentence);
        match self.reader.labelled.visit(view, is_labelled) {
            Some(place) => self.go_to_words(place),
            None if self.reader.labelled.is_visiting(view.place) => {
                self.tell("No sentence was labelled before this one · Esc returns");
            }
            None => self.tell("No sentence was labelled yet"),
        }
    }

    /// Ends an act on the sentence at the cursor: returns from a visit to where reading stood. Returns
    /// false without a visit.
    pub(super) fn return_to_reading(&mut self) -> bool {
        if self.view != ViewId::Reader || !self.popups.is_empty() {
            return false;
        }
        let Some(view) = self.reader.labelled.leave(self.reader.place) else { return false };
        self.show_view(view);
        true
    }

    /// Returns cursor and scroll of the reader.
    pub(super) fn reader_view(&self) -> ReaderView {
        ReaderView { place: self.reader.place, top: self.reader.top }
    }

    /// Shows an article as it stood on the screen before.
    fn show_view(&mut self, view: ReaderView) {
        let told = self.message.take();
        self.move_to(view.place);
        self.reveal(view.place);
        self.move_to(view.place);
        let n_rows = self.reader.page.rows.len();
        self.reader.top = view.top.min(n_rows.saturating_sub(1));
        let height = self.reader_height();
        let first = self.focus().map_or(0, |focus| self.reader.page.rows_of(focus).start);
        // A screen of another size shows other rows.
        if !(self.reader.top..self.reader.top + height).contains(&first) {
            self.follow();
        }
        self.message = told.or(self.message.take());
    }

    /// Remembers the sentence at the cursor as labelled.
    pub(super) fn remember_labelled(&mut self) {
        self.reader.labelled.label(self.reader.place);
    }

    /// Goes on after a label on an unlabelled sentence.
    pub(super) fn go_on(&mut self) {
        let ReaderPlace { article, sentence } = self.reader.place;
        let n = self.sentences().len();
        let is_open = |at: &usize| !self.project.is_decided(article, *at) && self.is_shown(*at);
        let below = (sentence + 1..n).find(is_open);
        let above = (0..sentence.min(n)).find(is_open);
        match (below, above) {
            (Some(sentence), _) => self.jump(ReaderPlace { article, sentence }),
            (None, Some(sentence)) => {
                let n_open = (0..sentence + 1).chain(sentence + 1..n).filter(is_open).count();
                let words = count(n_open, "unlabelled sentence");
                self.jump(ReaderPlace { article, sentence });
                self.tell(format!("Back at the first of {words} · Bksp returns"));
                self.end_label_key();
            }
            (None, None) => self.tell_done(),
        }
    }

    /// Tells that every sentence of the article, or of its filter, is labelled.
    pub(super) fn tell_done(&mut self) {
        let tally = self.project.tally_of(self.reader.place.article);
        let (n_done, n) = (tally.n_decided(), tally.n_sentences());
        let is_last = self.reader.place.article + 1 == self.project.len();
        let words = match (n_done == n, is_last) {
            (false, _) => "All shown sentences are labelled · Esc shows the others".to_owned(),
            (true, true) => format!("Article done, {n} of {n} · Space O articles"),
            (true, false) => {
                format!("Article done, {n} of {n} · J next article · Space O articles")
            }
        };
        self.tell(words);
    }

    /// Returns the label of the sentence labelled last.
    pub fn last_labelled(&self) -> Option<&LabelId> {
        let label = |at: ReaderPlace| self.project.tally_of(at.article).label(at.sentence);
        self.reader.labelled.last(|at| label(at).is_some()).and_then(label)
    }

    /// Remembers the view of before a step that was just made.
    pub(super) fn remember_view(&mut self) {
        if let Some(step) = self.project.last_step() {
            self.session.step_views.insert(step, self.session.view_before);
        }
    }

    /// Shows the place of a step that was undone or redone, as it stood before the step. Returns the
    /// addition to the message if the place is elsewhere.
    pub(super) fn show_retaken(&mut self, retaken: &UndoOutcome) -> Option<String> {
        let before = self.reader.place;
        match self.session.step_views.get(&retaken.number).copied() {
            Some(view) if view.place.article < self.project.len() => {
                if view.place != before {
                    self.reader.trail.leave(before);
                }
                self.show_view(view);
            }
            _ => self.show_step(&retaken.step),
        }
        let place = self.reader.place;
        let is_elsewhere = place.article != before.article;
        is_elsewhere.then(|| {
            let article = self.project.article(place.article);
            article.map_or_else(String::new, |article| article.name().to_owned())
        })
    }

    fn show_step(&mut self, step: &Step) {
        let Some(change) = step.changes.first() else { return };
        let annotation = change.after.as_ref().or(change.before.as_ref());
        let Some(span) = annotation.map(|annotation| annotation.anchor.span) else { return };
        if let Some(article) = self.project.find_article(&change.article) {
            let sentence = self.project.load(article).outline.sentence_at(span.start);
            self.go_to_words(ReaderPlace { article, sentence });
        }
    }
}

/// Returns the message of an undo, with the article if the step was elsewhere.
pub(super) fn retaken_words(told: &str, elsewhere: Option<&str>) -> String {
    let Some(name) = elsewhere else { return told.to_owned() };
    let told = told.trim_end_matches('.');
    let rest = " · in “” · H returns";
    let room = MESSAGE.saturating_sub(told.chars().count() + rest.chars().count());
    format!("{told} · in “{}” · H returns", cut(name, room.max(8)))
}
