//! [`Reader`]: the open article, the cursor, the selection, the search.

use std::{collections::BTreeSet, sync::Arc};

use copydesk::{
    annotation::AnnotationId,
    corpus::Article,
    text::{Folded, Span},
};

use crate::tui::layout::page::Page;

/// A sentence of the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReaderPlace {
    /// Index of the article.
    pub article: usize,
    /// Index of the sentence.
    pub sentence: usize,
}

/// The moving end of a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionEnd {
    Start,
    End,
}

/// The purpose of a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionPurpose {
    /// The words for a label.
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
    /// The annotation with these words, if the cursor went to the annotation.
    pub annotation: Option<AnnotationId>,
    /// The selection was only begun; a search then moves both ends.
    pub is_fresh: bool,
}

impl TextSelection {
    /// Returns a selection for a label.
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
    /// The hits in the open article.
    pub hits: Vec<Span>,
}

/// Visited places, for `back` and `forward`.
#[derive(Clone, Debug, Default)]
pub struct VisitTrail {
    back: Vec<ReaderPlace>,
    forward: Vec<ReaderPlace>,
}

impl VisitTrail {
    /// Remembers a place before a jump.
    pub fn leave(&mut self, place: ReaderPlace) {
        self.forward.clear();
        if self.back.last() != Some(&place) {
            self.back.push(place);
        }
    }

    /// Returns the place before, if any; [`VisitTrail::forward`] then returns to `here`.
    pub fn back(&mut self, here: ReaderPlace) -> Option<ReaderPlace> {
        let place = self.back.pop()?;
        self.forward.push(here);
        Some(place)
    }

    /// Returns the place before the last [`VisitTrail::back`].
    pub fn forward(&mut self, here: ReaderPlace) -> Option<ReaderPlace> {
        let place = self.forward.pop()?;
        self.back.push(here);
        Some(place)
    }

    /// Moves every place to its position in a changed text.
    pub fn carry_over(&mut self, place: impl Fn(ReaderPlace) -> ReaderPlace) {
        let places = self.back.iter_mut().chain(&mut self.forward);
        places.for_each(|known| *known = place(*known));
    }
}

/// The last placement of the sentence on the screen, changed by `z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CursorPlacing {
    #[default]
    Free,
    Middle,
    Top,
    Bottom,
}

/// The state of the reader.
#[derive(Debug, Default)]
pub struct Reader {
    pub place: ReaderPlace,
    pub selection: Option<TextSelection>,
    /// First visible row of the page.
    pub top: usize,
    /// The article broken into rows for the current width.
    pub page: Page,
    pub search: Option<ArticleSearch>,
    /// The folded text of the article with the last search.
    pub folded: Option<(Arc<Article>, Folded)>,
    pub trail: VisitTrail,
    pub placing: CursorPlacing,
    /// An annotation in search of new words, after `v` in Anchors.
    pub placing_anew: Option<(usize, AnnotationId)>,
    /// For each sentence, true if the filter shows the sentence; `None` without a filter.
    pub shown: Option<Vec<bool>>,
    /// Sentences of decided repeats, opened by the user.
    pub opened: BTreeSet<usize>,
    /// Decided repeats are folded.
    pub reads_once: bool,
    /// Cursor and first row before the fold of repeats, and the cursor after the fold.
    pub unfolded: Option<(ReaderPlace, usize, ReaderPlace)>,
}
