//! The search in the open article, and the filter of its sentences.

use copydesk::{
    command::FindCommand,
    find::{PassageIndex, Query, SearchOptions},
    text::{Span, agree, count},
};

use super::motion::MoveDirection;
use crate::tui::{
    app::App,
    state::{
        popup::{Popup, PromptPopup, PromptPurpose},
        reader::{ArticleSearch, ReaderPlace},
        text_field::TextField,
    },
};

impl App {
    /// Finds words in the article.
    pub(super) fn run_find(&mut self, command: FindCommand) {
        match command {
            FindCommand::Start => {
                self.prompt(PromptPurpose::Find(self.reader.place), "Find in this article", "");
            }
            FindCommand::Next => self.go_to_hit(MoveDirection::On),
            FindCommand::Previous => self.go_to_hit(MoveDirection::Back),
            FindCommand::Selection => self.find_selection(),
        }
    }

    /// Opens a line to type.
    pub(super) fn prompt(&mut self, asking: PromptPurpose, title: &str, known: &str) {
        let field = TextField::new(known);
        self.popups.push(Popup::Prompt(PromptPopup { asking, title: title.to_owned(), field }));
    }

    /// Searches during typing, and goes to the first hit at or behind the start of the search; without a
    /// hit, back to the start.
    pub(super) fn find_typed(&mut self, words: &str, began: ReaderPlace) {
        self.move_to(began);
        self.reader.search = Some(ArticleSearch { words: words.to_owned(), hits: Vec::new() });
        self.search_again();
        let from = self.sentence().map_or(0, |sentence| sentence.span.start);
        let hits = self.hits();
        let hit = hits.iter().find(|hit| hit.start >= from).or(hits.first()).copied();
        if let Some(hit) = hit {
            self.show_hit(hit);
        }
    }

    fn hits(&self) -> &[Span] {
        self.reader.search.as_ref().map_or(&[], |search| &search.hits)
    }

    fn show_hit(&mut self, hit: Span) {
        let Some(article) = self.article() else { return };
        let sentence = article.outline.sentence_at(hit.start);
        let place = ReaderPlace { sentence, ..self.reader.place };
        self.reveal(place);
        self.move_to(place);
        // The hit may stand in a later row of a long sentence.
        let row = self.reader.page.row_of(hit.start);
        let height = self.reader_height();
        if row >= self.reader.top + height {
            self.reader.top = row + 1 - height;
        }
    }

    fn go_to_hit(&mut self, way: MoveDirection) {
        let Some(here) = self.sentence().map(|sentence| sentence.span) else { return };
        let hits = self.hits();
        let target = match way {
            MoveDirection::Back => {
                hits.iter().rev().find(|hit| hit.start < here.start).or(hits.last())
            }
            MoveDirection::On => hits.iter().find(|hit| hit.start >= here.end).or(hits.first()),
        };
        let Some((hit, n)) = target.map(|hit| (*hit, hits.len())) else {
            let words = self.reader.search.as_ref().map_or("", |search| &search.words).to_owned();
            return self.warn(format!("“{words}” is not in this article."));
        };
        let at = hits.iter().position(|other| *other == hit).unwrap_or(0) + 1;
        self.show_hit(hit);
        self.tell(format!("Hit {at} of {n}; Esc ends the search."));
    }

    fn find_selection(&mut self) {
        let selected = self.reader.selection.map(|selection| selection.span);
        let span =
            selected.or_else(|| self.annotation_here().map(|annotation| annotation.anchor.span));
        let (Some(article), Some(span)) = (self.article(), span.or_else(|| self.focus())) else {
            return;
        };
        let words = article.words(span).replace('"', " ");
        self.reader.selection = None;
        self.reader.search = Some(ArticleSearch { words, hits: Vec::new() });
        self.search_again();
        self.go_to_hit(MoveDirection::On);
    }

    /// Shows only the sentences of a query; an empty query shows all again.
    pub(super) fn filter_sentences(&mut self, words: &str) {
        let Some(article) = self.article().cloned() else { return };
        if words.trim().is_empty() {
            self.reader.shown = None;
            return self.tell("All sentences are shown.");
        }
        let query = match Query::parse(words) {
            Ok(query) => query,
            Err(error) => {
                return self.warn(format!("The filter is not clear: {error}."));
            }
        };
        let index = self.reader.place.article;
        let mut passages = PassageIndex::default();
        passages.add(index, &article.text, &article.outline.sentences);
        let facts = self.project.article_facts(index);
        let n_sentences = article.outline.sentences.len();
        let options = SearchOptions {
            limit: n_sentences,
            scattered: false,
            accept: &|filter, passage| facts.accept(filter, passage.sentence),
            proceed: &|| true,
        };
        let found = passages.search(&query, &options);
        let mut shown = vec![false; n_sentences];
        for hit in &found.hits {
            shown[hit.passage.sentence] = true;
        }
        let n = found.hits.len();
        let first = shown.iter().position(|shown| *shown);
        self.reader.shown = Some(shown);
        let (all, match_) = (count(n_sentences, "sentence"), agree(n, "matches", "match"));
        self.tell(format!("{n} of {all} {match_}; Esc shows all."));
        if let Some(sentence) = first {
            self.jump(ReaderPlace { sentence, ..self.reader.place });
        }
    }
}
