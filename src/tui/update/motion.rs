//! Motion in the reader: sentences, rows, jumps to annotations and undecided sentences.

use copydesk::{
    command::{JumpCommand, MoveCommand},
    text::{Span, count},
};

use crate::tui::{
    app::App,
    state::reader::{CursorPlacing, ReaderPlace, TextSelection},
};

/// A direction of a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveDirection {
    On,
    Back,
}

impl App {
    /// Moves the cursor through the text, sentence by sentence or by rows of the screen.
    pub(super) fn move_in_text(&mut self, command: MoveCommand) {
        let page = self.reader_height();
        match command {
            MoveCommand::Next => self.step(MoveDirection::On),
            MoveCommand::Previous => self.step(MoveDirection::Back),
            MoveCommand::HalfPageDown => self.page(MoveDirection::On, page.div_ceil(2)),
            MoveCommand::HalfPageUp => self.page(MoveDirection::Back, page.div_ceil(2)),
            MoveCommand::PageDown => self.page(MoveDirection::On, page),
            MoveCommand::PageUp => self.page(MoveDirection::Back, page),
            MoveCommand::First => self.jump(self.place_in_article(0)),
            MoveCommand::Last => self.jump(self.place_in_article(usize::MAX)),
        }
    }

    /// Moves the cursor to the next or previous object of a kind, for example the next annotation.
    pub(super) fn jump_in_text(&mut self, command: JumpCommand) {
        match command {
            JumpCommand::NextParagraph => self.paragraph(MoveDirection::On),
            JumpCommand::PreviousParagraph => self.paragraph(MoveDirection::Back),
            JumpCommand::NextArticle => self.neighbour(MoveDirection::On),
            JumpCommand::PreviousArticle => self.neighbour(MoveDirection::Back),
            JumpCommand::NextUndecided => self.undecided(MoveDirection::On),
            JumpCommand::PreviousUndecided => self.undecided(MoveDirection::Back),
            JumpCommand::NextAnnotation => self.go_to_annotation(MoveDirection::On),
            JumpCommand::PreviousAnnotation => self.go_to_annotation(MoveDirection::Back),
            JumpCommand::NextRepeat => self.go_to_repeat(MoveDirection::On),
            JumpCommand::PreviousRepeat => self.go_to_repeat(MoveDirection::Back),
            JumpCommand::Back => self.retrace(MoveDirection::Back),
            JumpCommand::Forward => self.retrace(MoveDirection::On),
            JumpCommand::LastLabelled => self.go_to_last_labelled(),
        }
    }

    fn place_in_article(&self, sentence: usize) -> ReaderPlace {
        let last = self.sentences().len().saturating_sub(1);
        ReaderPlace { sentence: sentence.min(last), ..self.reader.place }
    }

    /// Moves the cursor; `back` does not stop here.
    pub(super) fn move_to(&mut self, place: ReaderPlace) {
        self.reader.placing = CursorPlacing::Free;
        self.open_article(place.article, place.sentence);
    }

    /// Jumps; `back` returns to the place before.
    pub(super) fn jump(&mut self, place: ReaderPlace) {
        let here = self.reader.place;
        if place != here {
            self.reader.trail.leave(here);
        }
        self.move_to(place);
    }

    /// Jumps to words, and opens the fold around the words.
    pub(super) fn go_to_words(&mut self, place: ReaderPlace) {
        self.jump(place);
        if self.reader.place.article == place.article {
            self.reveal(place);
            self.move_to(place);
        }
    }

    pub(super) fn is_shown(&self, sentence: usize) -> bool {
        let shown = self.reader.shown.as_ref();
        shown.is_none_or(|shown| shown.get(sentence).copied().unwrap_or(false))
    }

    fn step(&mut self, way: MoveDirection) {
        let here = self.reader.place.sentence;
        let n_sentences = self.sentences().len();
        let target = match way {
            MoveDirection::On => {
                (self.after(here)..n_sentences).find(|sentence| self.is_shown(*sentence))
            }
            MoveDirection::Back => {
                (0..here.min(n_sentences)).rev().find(|sentence| self.is_shown(*sentence))
            }
        };
        match (target, way) {
            (Some(sentence), _) => self.move_to(self.place_in_article(sentence)),
            (None, MoveDirection::On) => {
                self.tell("End of the article; J goes to the next one.");
            }
            (None, MoveDirection::Back) => {
                self.tell("Start of the article; K goes to the previous one.");
            }
        }
    }

    fn paragraph(&mut self, way: MoveDirection) {
        let Some(block) = self.sentence().map(|sentence| sentence.block) else { return };
        let sentences = self.sentences().iter();
        let target = match way {
            MoveDirection::On => sentences
                .enumerate()
                .position(|(at, other)| other.block > block && !self.is_folded_away(at)),
            MoveDirection::Back => {
                let before = sentences.rev().map(|sentence| sentence.block);
                let goal = before.into_iter().find(|other| *other < block);
                goal.and_then(|goal| {
                    self.sentences().iter().position(|sentence| sentence.block == goal)
                })
            }
        };
        if let Some(sentence) = target {
            self.move_to(self.place_in_article(sentence));
        } else if way == MoveDirection::On {
            self.move_to(self.place_in_article(usize::MAX));
        } else {
            self.move_to(self.place_in_article(0));
        }
    }

    fn neighbour(&mut self, way: MoveDirection) {
        let here = self.reader.place.article;
        let target = match way {
            MoveDirection::On => Some(here + 1).filter(|next| *next < self.project.len()),
            MoveDirection::Back => here.checked_sub(1),
        };
        match target {
            Some(article) => self.jump(ReaderPlace { article, sentence: 0 }),
            None if way == MoveDirection::On => self.tell("This is the last article."),
            None => self.tell("This is the first article."),
        }
    }

    fn page(&mut self, way: MoveDirection, rows: usize) {
        let Some(article) = self.article().cloned() else { return };
        let Some(focus) = self.focus() else { return };
        let row = self.reader.page.row_of(focus.start);
        let last = self.reader.page.rows.len().saturating_sub(1);
        let (target, top) = match way {
            MoveDirection::On => ((row + rows).min(last), self.reader.top + rows),
            MoveDirection::Back => (row.saturating_sub(rows), self.reader.top.saturating_sub(rows)),
        };
        self.reader.top = top;
        let byte = self.reader.page.rows.get(target).map_or(0, |row| row.span.start);
        let mut sentence = article.outline.sentence_at(byte);
        // A page may begin and end inside one sentence: always move on.
        if way == MoveDirection::On && sentence <= self.reader.place.sentence {
            sentence = self.after(self.reader.place.sentence);
        }
        self.move_to(self.place_in_article(sentence));
    }

    fn undecided(&mut self, way: MoveDirection) {
        match self.find_undecided(way) {
            Some(place) => self.jump_telling(place),
            None => self.tell("Every sentence of every article is decided."),
        }
    }

    /// Jumps, and tells the user of another article.
    pub(super) fn jump_telling(&mut self, place: ReaderPlace) {
        let left = self.reader.place.article;
        self.jump(place);
        if place.article != left {
            let tally = self.project.tally_of(left);
            let open = tally.n_sentences() - tally.n_decided();
            let words = match open {
                0 => "That article is decided; this is the next one with work.".to_owned(),
                1 => "One sentence further up is undecided; this is the next article.".to_owned(),
                n => format!(
                    "{} further up are undecided; this is the next article.",
                    count(n, "sentence")
                ),
            };
            self.tell(words);
        }
    }

    /// Returns the nearest undecided sentence, over all articles and round the ends.
    pub(super) fn find_undecided(&mut self, way: MoveDirection) -> Option<ReaderPlace> {
        let ReaderPlace { article: here, sentence } = self.reader.place;
        let n_articles = self.project.len();
        if n_articles == 0 {
            return None;
        }
        for distance in 0..=n_articles {
            let index = match way {
                MoveDirection::On => (here + distance) % n_articles,
                MoveDirection::Back => (here + n_articles * 2 - distance) % n_articles,
            };
            let n_sentences = self.project.load(index).outline.sentences.len();
            let range = match (distance, way) {
                (0, MoveDirection::On) => sentence + 1..n_sentences,
                (0, MoveDirection::Back) => 0..sentence.min(n_sentences),
                (last, MoveDirection::On) if last == n_articles => {
                    0..(sentence + 1).min(n_sentences)
                }
                (last, MoveDirection::Back) if last == n_articles => {
                    sentence.min(n_sentences)..n_sentences
                }
                _ => 0..n_sentences,
            };
            let is_open = |sentence: &usize| {
                !self.project.is_decided(index, *sentence)
                    && (index != here || self.is_shown(*sentence))
            };
            let mut range = range;
            let found = match way {
                MoveDirection::On => range.find(is_open),
                MoveDirection::Back => range.rfind(is_open),
            };
            if let Some(sentence) = found {
                return Some(ReaderPlace { article: index, sentence });
            }
        }
        None
    }

    fn go_to_annotation(&mut self, way: MoveDirection) {
        let Some(focus) = self.focus() else { return };
        let here = self.reader.selection.and_then(|selection| selection.annotation);
        let key = |span: Span, id| (span, id);
        let annotations = self.project.annotations(self.reader.place.article);
        let placed: Vec<_> =
            annotations.iter().filter(|annotation| annotation.is_placed()).collect();
        let found = match way {
            MoveDirection::On => placed.iter().find(|annotation| match here {
                Some(id) => key(annotation.anchor.span, annotation.id) > key(focus, id),
                None => {
                    annotation.anchor.span.start > focus.start
                        || (annotation.anchor.span.start == focus.start
                            && annotation.anchor.span != focus)
                }
            }),
            MoveDirection::Back => placed.iter().rev().find(|annotation| match here {
                Some(id) => key(annotation.anchor.span, annotation.id) < key(focus, id),
                None => annotation.anchor.span < focus,
            }),
        };
        let found = found.map(|annotation| (annotation.id, annotation.anchor.span));
        let Some((id, span)) = found else {
            let words = if way == MoveDirection::On {
                "No annotation after this."
            } else {
                "No annotation before this."
            };
            return self.tell(words);
        };
        let Some(article) = self.article() else { return };
        let sentence = article.outline.sentence_at(span.start);
        self.go_to_words(self.place_in_article(sentence));
        self.reader.selection =
            Some(TextSelection { annotation: Some(id), ..TextSelection::content(span) });
        self.follow();
    }

    fn retrace(&mut self, way: MoveDirection) {
        let here = self.reader.place;
        let place = match way {
            MoveDirection::Back => self.reader.trail.back(here),
            MoveDirection::On => self.reader.trail.forward(here),
        };
        match place {
            Some(place) => self.move_to(place),
            None => self.tell("No place to go to that way."),
        }
    }
}
