//! Going about in the reader.

use copydesk::{
    command::{JumpCommand, MoveCommand},
    text::Span,
};

use crate::tui::{
    app::App,
    pane::reader::{Place, Placing, Selection},
    session::Tone,
};

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    On,
    Back,
}

impl App {
    /// Moves the cursor through the text, sentence by sentence or by rows of the screen.
    pub(super) fn move_in_text(&mut self, command: MoveCommand) {
        let page = self.reader_height();
        match command {
            MoveCommand::Next => self.step(Way::On),
            MoveCommand::Previous => self.step(Way::Back),
            MoveCommand::HalfPageDown => self.page(Way::On, page.div_ceil(2)),
            MoveCommand::HalfPageUp => self.page(Way::Back, page.div_ceil(2)),
            MoveCommand::PageDown => self.page(Way::On, page),
            MoveCommand::PageUp => self.page(Way::Back, page),
            MoveCommand::First => self.jump(self.place_in_article(0)),
            MoveCommand::Last => self.jump(self.place_in_article(usize::MAX)),
        }
    }

    /// Moves the cursor to the next or previous thing of a kind, for example the next annotation.
    pub(super) fn jump_in_text(&mut self, command: JumpCommand) {
        match command {
            JumpCommand::NextParagraph => self.paragraph(Way::On),
            JumpCommand::PreviousParagraph => self.paragraph(Way::Back),
            JumpCommand::NextArticle => self.neighbour(Way::On),
            JumpCommand::PreviousArticle => self.neighbour(Way::Back),
            JumpCommand::NextUndecided => self.undecided(Way::On),
            JumpCommand::PreviousUndecided => self.undecided(Way::Back),
            JumpCommand::NextAnnotation => self.go_to_annotation(Way::On),
            JumpCommand::PreviousAnnotation => self.go_to_annotation(Way::Back),
            JumpCommand::NextRepeat => self.go_to_repeat(Way::On),
            JumpCommand::PreviousRepeat => self.go_to_repeat(Way::Back),
            JumpCommand::Back => self.retrace(Way::Back),
            JumpCommand::Forward => self.retrace(Way::On),
        }
    }

    fn place_in_article(&self, sentence: usize) -> Place {
        let last = self.sentences().len().saturating_sub(1);
        Place {
            sentence: sentence.min(last),
            ..self.reader.place
        }
    }

    /// Moves the cursor without leaving a place to come back to.
    pub(super) fn move_to(&mut self, place: Place) {
        self.reader.placing = Placing::Free;
        self.open_article(place.article, place.sentence);
    }

    /// Goes far: the place left can be come back to.
    pub(super) fn jump(&mut self, place: Place) {
        let here = self.reader.place;
        if place != here {
            self.reader.trail.leave(here);
        }
        self.move_to(place);
    }

    /// Goes far to words that are to be seen, also where they are folded.
    pub(super) fn go_to_words(&mut self, place: Place) {
        self.jump(place);
        if self.reader.place.article == place.article {
            self.reveal(place);
            self.move_to(place);
        }
    }

    fn is_shown(&self, sentence: usize) -> bool {
        let shown = self.reader.shown.as_ref();
        shown.is_none_or(|shown| shown.get(sentence).copied().unwrap_or(false))
    }

    fn step(&mut self, way: Way) {
        let here = self.reader.place.sentence;
        let n_sentences = self.sentences().len();
        let target = match way {
            Way::On => (self.after(here)..n_sentences).find(|sentence| self.is_shown(*sentence)),
            Way::Back => (0..here.min(n_sentences))
                .rev()
                .find(|sentence| self.is_shown(*sentence)),
        };
        match (target, way) {
            (Some(sentence), _) => self.move_to(self.place_in_article(sentence)),
            (None, Way::On) => self.tell(Tone::Told, "End of the article; J goes to the next one."),
            (None, Way::Back) => {
                self.tell(
                    Tone::Told,
                    "Start of the article; K goes to the previous one.",
                );
            }
        }
    }

    fn paragraph(&mut self, way: Way) {
        let Some(block) = self.sentence().map(|sentence| sentence.block) else {
            return;
        };
        let sentences = self.sentences().iter();
        let target = match way {
            Way::On => sentences
                .enumerate()
                .position(|(at, other)| other.block > block && !self.is_folded_away(at)),
            Way::Back => {
                let before = sentences.rev().map(|sentence| sentence.block);
                let goal = before.into_iter().find(|other| *other < block);
                goal.and_then(|goal| {
                    self.sentences()
                        .iter()
                        .position(|sentence| sentence.block == goal)
                })
            }
        };
        if let Some(sentence) = target {
            self.move_to(self.place_in_article(sentence));
        } else if way == Way::On {
            self.move_to(self.place_in_article(usize::MAX));
        } else {
            self.move_to(self.place_in_article(0));
        }
    }

    fn neighbour(&mut self, way: Way) {
        let here = self.reader.place.article;
        let target = match way {
            Way::On => Some(here + 1).filter(|next| *next < self.project.len()),
            Way::Back => here.checked_sub(1),
        };
        match target {
            Some(article) => self.jump(Place {
                article,
                sentence: 0,
            }),
            None if way == Way::On => self.tell(Tone::Told, "This is the last article."),
            None => self.tell(Tone::Told, "This is the first article."),
        }
    }

    fn page(&mut self, way: Way, rows: usize) {
        let Some(article) = self.article().cloned() else {
            return;
        };
        let Some(focus) = self.focus() else { return };
        let row = self.reader.page.row_of(focus.start);
        let last = self.reader.page.rows.len().saturating_sub(1);
        let (target, top) = match way {
            Way::On => ((row + rows).min(last), self.reader.top + rows),
            Way::Back => (
                row.saturating_sub(rows),
                self.reader.top.saturating_sub(rows),
            ),
        };
        self.reader.top = top;
        let byte = self
            .reader
            .page
            .rows
            .get(target)
            .map_or(0, |row| row.span.start);
        let mut sentence = article.outline.sentence_at(byte);
        // A page may end inside the sentence that it began with: always make way.
        if way == Way::On && sentence <= self.reader.place.sentence {
            sentence = self.after(self.reader.place.sentence);
        }
        self.move_to(self.place_in_article(sentence));
    }

    fn undecided(&mut self, way: Way) {
        match self.find_undecided(way) {
            Some(place) => self.jump_telling(place),
            None => self.tell(Tone::Told, "Every sentence of every article is decided."),
        }
    }

    /// Jumps and says so when the article changes.
    pub(super) fn jump_telling(&mut self, place: Place) {
        let left = self.reader.place.article;
        self.jump(place);
        if place.article != left {
            let tally = self.project.tally_of(left);
            let open = tally.n_sentences() - tally.n_decided();
            let words = match open {
                0 => "That article is decided; this is the next one with work.".to_owned(),
                1 => "One sentence further up is undecided; this is the next article.".to_owned(),
                n => format!("{n} sentences further up are undecided; this is the next article."),
            };
            self.tell(Tone::Told, words);
        }
    }

    /// The nearest undecided sentence, over all articles and round the ends.
    pub(super) fn find_undecided(&mut self, way: Way) -> Option<Place> {
        let Place {
            article: here,
            sentence,
        } = self.reader.place;
        let n_articles = self.project.len();
        if n_articles == 0 {
            return None;
        }
        for distance in 0..=n_articles {
            let index = match way {
                Way::On => (here + distance) % n_articles,
                Way::Back => (here + n_articles * 2 - distance) % n_articles,
            };
            let n_sentences = self.project.load(index).outline.sentences.len();
            let range = match (distance, way) {
                (0, Way::On) => sentence + 1..n_sentences,
                (0, Way::Back) => 0..sentence.min(n_sentences),
                (last, Way::On) if last == n_articles => 0..(sentence + 1).min(n_sentences),
                (last, Way::Back) if last == n_articles => sentence.min(n_sentences)..n_sentences,
                _ => 0..n_sentences,
            };
            let is_open = |sentence: &usize| {
                !self.project.is_decided(index, *sentence)
                    && (index != here || self.is_shown(*sentence))
            };
            let mut range = range;
            let found = match way {
                Way::On => range.find(is_open),
                Way::Back => range.rfind(is_open),
            };
            if let Some(sentence) = found {
                return Some(Place {
                    article: index,
                    sentence,
                });
            }
        }
        None
    }

    fn go_to_annotation(&mut self, way: Way) {
        let Some(focus) = self.focus() else { return };
        let here = self
            .reader
            .selection
            .and_then(|selection| selection.annotation);
        let key = |span: Span, id| (span, id);
        let annotations = self.project.annotations(self.reader.place.article);
        let placed: Vec<_> = annotations
            .iter()
            .filter(|annotation| annotation.is_placed())
            .collect();
        let found = match way {
            Way::On => placed.iter().find(|annotation| match here {
                Some(id) => key(annotation.span, annotation.id) > key(focus, id),
                None => {
                    annotation.span.start > focus.start
                        || (annotation.span.start == focus.start && annotation.span != focus)
                }
            }),
            Way::Back => placed.iter().rev().find(|annotation| match here {
                Some(id) => key(annotation.span, annotation.id) < key(focus, id),
                None => annotation.span < focus,
            }),
        };
        let found = found.map(|annotation| (annotation.id, annotation.span));
        let Some((id, span)) = found else {
            let words = if way == Way::On {
                "No annotation after this."
            } else {
                "No annotation before this."
            };
            return self.tell(Tone::Told, words);
        };
        let Some(article) = self.article() else {
            return;
        };
        let sentence = article.outline.sentence_at(span.start);
        self.go_to_words(self.place_in_article(sentence));
        self.reader.selection = Some(Selection {
            annotation: Some(id),
            ..Selection::content(span)
        });
        self.follow();
    }

    fn retrace(&mut self, way: Way) {
        let here = self.reader.place;
        let place = match way {
            Way::Back => self.reader.trail.back(here),
            Way::On => self.reader.trail.forward(here),
        };
        match place {
            Some(place) => self.move_to(place),
            None => self.tell(Tone::Told, "No place to go to that way."),
        }
    }
}
