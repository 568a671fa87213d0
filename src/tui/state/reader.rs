//! The state of the reader: which article, which sentence, what is selected, what was searched.

use std::{collections::BTreeSet, sync::Arc};

use copydesk::{
    annotation::AnnotationId,
    corpus::Article,
    text::{Folded, Span},
};

use crate::tui::layout::page::Page;

/// A place in the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReaderPlace {
    /// Index of the article.
    pub article: usize,
    /// Index of the sentence.
    pub sentence: usize,
}

/// Which end of a selection moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionEnd {
    Start,
    End,
}

/// What the selected words will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionPurpose {
    /// The words that a label is put on.
    Content,
    /// The source of the annotation of these words.
    Source(Span),
    /// The cue of the annotation of these words.
    Cue(Span),
}

/// Selected words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSelection {
    pub span: Span,
    pub held: SelectionEnd,
    pub purpose: SelectionPurpose,
    /// The annotation that was gone to, whose words these are.
    pub annotation: Option<AnnotationId>,
    /// Whether the words were only begun with: a search then moves both ends.
    pub is_fresh: bool,
}

impl TextSelection {
    /// Words that a label can be put on.
    pub fn content(span: Span) -> Self {
        Self {
            span,
            held: SelectionEnd::End,
            purpose: SelectionPurpose::Content,
            annotation: None,
            is_fresh: false,
        }
    }
}

/// A search inside the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleSearch {
    pub words: String,
    /// Where they stand in the article that is open.
    pub hits: Vec<Span>,
}

/// Places visited, for going back and forward.
#[derive(Clone, Debug, Default)]
pub struct VisitTrail {
    back: Vec<ReaderPlace>,
    forward: Vec<ReaderPlace>,
}

impl VisitTrail {
    /// Remembers a place before a jump away from it.
    pub fn leave(&mut self, place: ReaderPlace) {
        self.forward.clear();
        if self.back.last() != Some(&place) {
            self.back.push(place);
        }
    }

    /// The place before, when there is one; `here` can be come back to.
    pub fn back(&mut self, here: ReaderPlace) -> Option<ReaderPlace> {
        let place = self.back.pop()?;
        self.forward.push(here);
        Some(place)
    }

    /// The place that [`VisitTrail::back`] left.
    pub fn forward(&mut self, here: ReaderPlace) -> Option<ReaderPlace> {
        let place = self.forward.pop()?;
        self.back.push(here);
        Some(place)
    }
}

impl VisitTrail {
    /// Brings every place to where it is in a text that changed.
    pub fn carry_over(&mut self, place: impl Fn(ReaderPlace) -> ReaderPlace) {
        let places = self.back.iter_mut().chain(&mut self.forward);
        places.for_each(|known| *known = place(*known));
    }
}

/// Where on the screen the sentence was put last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CursorPlacing {
    #[default]
    Free,
    Middle,
    Top,
    Bottom,
}

/// The reader.
#[derive(Debug, Default)]
pub struct Reader {
    pub place: ReaderPlace,
    pub selection: Option<TextSelection>,
    /// First row of the page that is seen.
    pub top: usize,
    /// The article broken into rows for the current width.
    pub page: Page,
    pub search: Option<ArticleSearch>,
    /// The fold of the article that was searched last.
    pub folded: Option<(Arc<Article>, Folded)>,
    pub trail: VisitTrail,
    pub placing: CursorPlacing,
    /// An annotation that the user is looking for a place for.
    pub placing_anew: Option<(usize, AnnotationId)>,
    /// Sentences that the filter lets through; none when nothing is filtered.
    pub shown: Option<Vec<bool>>,
    /// Sentences of decided repeats that are shown all the same.
    pub opened: BTreeSet<usize>,
    /// Whether decided repeats are folded.
    pub reads_once: bool,
    /// Where the cursor and the first row were before repeats were folded, and where the cursor went then.
    pub unfolded: Option<(ReaderPlace, usize, ReaderPlace)>,
}
