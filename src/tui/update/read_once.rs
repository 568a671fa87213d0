//! Read once: decided repeats are folded to one line, so that only new text is read.
//!
//! Owns the choice of folded sentences and the cursor on a fold. A fold is one stop, and hidden words
//! cannot be decided. `layout/page.rs` makes a row of a fold.

use std::collections::BTreeSet;

use copydesk::{
    command::{Command, DecideCommand, HelpHeading, HistoryCommand},
    text::{count, words},
};

use crate::tui::{
    app::App, layout::page::Fold, state::reader::ReaderPlace, views::repeats::kind_words,
};

/// Least share of a folded sentence with a copy in another article, in percent.
const COVERED: usize = 80;

impl App {
    /// Folds decided repeats, or opens all folds and goes back to the cursor before the fold.
    pub(super) fn read_once(&mut self) {
        self.reader.reads_once = !self.reader.reads_once;
        self.reader.opened.clear();
        let here = self.reader.place;
        if !self.reader.reads_once {
            self.lay_out();
            // After a look at the folds alone, the article is as before.
            match self.reader.unfolded.take() {
                Some((before, top, snapped)) if snapped == here => {
                    self.reader.place = before;
                    self.reader.top = top;
                }
                _ => {}
            }
            self.follow();
            return self.tell("Everything is shown.");
        }
        let top = self.reader.top;
        self.lay_out();
        self.snap();
        self.reader.unfolded = Some((here, top, self.reader.place));
        self.follow();
        let words = match (&self.background.repeats, self.reader.page.folds.len()) {
            (None, _) => {
                "Decided repeats are folded as soon as all articles are compared.".to_owned()
            }
            (_, 0) => {
                "Nothing to fold here: no repeat of this article is decided yet; R decides them."
                    .to_owned()
            }
            _ => format!(
                "{} decided words are folded; Enter opens a line, o shows everything.",
                self.reader.page.n_folded_words()
            ),
        };
        self.tell(words);
    }

    /// Opens the fold at the cursor, or folds an opened repeat; returns false without either.
    pub(super) fn unfold(&mut self) -> bool {
        let here = self.reader.place.sentence;
        if self.reader.selection.is_some() {
            return false;
        }
        let folded = self.reader.page.fold_of(here).cloned();
        if let Some(fold) = folded {
            self.reader.opened.extend(fold.sentences);
        } else if self.reader.opened.contains(&here) {
            let opened = &self.reader.opened;
            let first = (0..=here).rev().take_while(|at| opened.contains(at)).last();
            let run = (first.unwrap_or(here)..).take_while(|at| opened.contains(at));
            let run: Vec<usize> = run.collect();
            self.reader.opened.retain(|at| !run.contains(at));
        } else {
            return false;
        }
        self.refold();
        true
    }

    /// Fits the folds to the current decisions and repeats.
    pub(super) fn refold(&mut self) {
        if self.reader.page.folds != self.folds() {
            self.lay_out();
            self.snap();
            self.follow();
        }
    }

    /// Puts the cursor on the line of the fold around the cursor.
    pub fn snap(&mut self) {
        if let Some(fold) = self.reader.page.fold_of(self.reader.place.sentence) {
            self.reader.place.sentence = fold.sentences.start;
        }
    }

    /// Opens the fold around the place of a search hit.
    pub(super) fn reveal(&mut self, place: ReaderPlace) {
        if place.article != self.reader.place.article {
            return;
        }
        if let Some(fold) = self.reader.page.fold_of(place.sentence).cloned() {
            self.reader.opened.extend(fold.sentences);
            self.lay_out();
        }
    }

    /// Returns the sentence behind a sentence or behind its fold.
    pub(super) fn after(&self, sentence: usize) -> usize {
        let fold = self.reader.page.fold_of(sentence);
        fold.map_or(sentence + 1, |fold| fold.sentences.end)
    }

    /// Returns true if a sentence is in a fold, but not the first sentence of the fold.
    pub(super) fn is_folded_away(&self, sentence: usize) -> bool {
        let fold = self.reader.page.fold_of(sentence);
        fold.is_some_and(|fold| fold.sentences.start != sentence)
    }

    /// Returns the reason against a command on a fold: nobody decides on hidden words.
    pub(super) fn objection_of_fold(&self, command: Command) -> Option<&'static str> {
        let on_fold = self.reader.page.fold_of(self.reader.place.sentence).is_some();
        let decides = matches!(command.spec().heading, HelpHeading::Decide | HelpHeading::Select);
        let is_free = matches!(
            command,
            Command::History(HistoryCommand::Undo | HistoryCommand::Redo)
                | Command::Decide(DecideCommand::ToggleAutoJump | DecideCommand::LabelFurniture)
        );
        (on_fold && decides && !is_free && self.context() == copydesk::command::Context::Reader)
            .then_some("These sentences are folded; Enter opens them.")
    }

    /// Returns the folds of the article: runs of decided repeats, without sentences opened by the user.
    pub fn folds(&self) -> Vec<Fold> {
        let (Some(_), Some(article), true) =
            (&self.background.repeats, self.article(), self.reader.reads_once)
        else {
            return Vec::new();
        };
        let sentences = &article.outline.sentences;
        let mut folds = Vec::new();
        let mut at = 0;
        while at < sentences.len() {
            let end = (at..sentences.len())
                .find(|sentence| !self.is_foldable(*sentence))
                .unwrap_or(sentences.len());
            if end > at {
                let span = sentences[at].span.join(sentences[end - 1].span);
                folds.push(Fold {
                    sentences: at..end,
                    span,
                    words: self.words_of_fold(at..end),
                    n_words: words(&article.text, span).len(),
                });
            }
            at = end + 1;
        }
        folds
    }

    fn is_foldable(&self, sentence: usize) -> bool {
        let index = self.reader.place.article;
        if !self.project.is_decided(index, sentence) || self.reader.opened.contains(&sentence) {
            return false;
        }
        let (Some(repeats), Some(known)) =
            (&self.background.repeats, self.sentences().get(sentence))
        else {
            return false;
        };
        let span = known.span;
        let (mut covered, mut reached) = (0, span.start);
        for (place, _) in repeats.places_touching(index, span) {
            covered += place.end.min(span.end).saturating_sub(place.start.max(reached));
            reached = reached.max(place.end);
        }
        covered * 100 >= span.len() * COVERED
    }

    /// Returns the words in place of the sentences, for example `‹3 sentences of site text, decided
    /// boilerplate›`.
    fn words_of_fold(&self, run: std::ops::Range<usize>) -> String {
        let index = self.reader.place.article;
        let (mut kinds, mut labels) = (BTreeSet::new(), BTreeSet::new());
        for sentence in run.clone() {
            if let (Some(repeats), Some(known)) =
                (&self.background.repeats, self.sentences().get(sentence))
            {
                let here = repeats.places_touching(index, known.span);
                // The kind of the longest cluster is the kind of the sentence.
                let longest = here.max_by_key(|(place, _)| place.len());
                kinds.extend(longest.map(|(_, cluster)| kind_words(cluster.kind)));
            }
            if let Some(id) = self.project.tally_of(index).label(sentence) {
                labels.insert(self.project.codebook().name_of(id));
            }
        }
        let listed = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(" and ");
        let sentences = count(run.len(), "sentence");
        format!("‹{sentences} of {}, decided {}›", listed(kinds), listed(labels))
    }
}
