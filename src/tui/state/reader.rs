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
    /// Nothing was selected yet: the words only show where the selection begins, and are never stored
    /// as a source.
    pub is_placeholder: bool,
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
            is_placeholder: false,
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

/// Cursor and scroll of the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReaderView {
    pub place: ReaderPlace,
    /// First visible row of the page.
    pub top: usize,
}

/// The sentences that were labelled, and the way back from a visit to one of them.
#[derive(Clone, Debug, Default)]
pub struct LabelTrail {
    /// Each sentence once, the sentence labelled last at the end.
    labelled: Vec<ReaderPlace>,
    visit: Option<LabelVisit>,
}

/// A visit to a labelled sentence.
#[derive(Clone, Copy, Debug)]
struct LabelVisit {
    at: ReaderPlace,
    /// The place of reading before.
    from: ReaderView,
}

impl LabelTrail {
    /// Adds a sentence that was labelled now.
    pub fn label(&mut self, place: ReaderPlace) {
        self.labelled.retain(|known| *known != place);
        self.labelled.push(place);
    }

    /// Returns the sentence labelled last among the sentences that `is_labelled` accepts.
    pub fn last(&self, is_labelled: impl Fn(ReaderPlace) -> bool) -> Option<ReaderPlace> {
        self.labelled.iter().rev().copied().find(|place| is_labelled(*place))
    }

    /// Begins a visit to the sentence labelled last; from a visit goes on to the sentence before.
    pub fn visit(
        &mut self,
        here: ReaderView,
        is_labelled: impl Fn(ReaderPlace) -> bool,
    ) -> Option<ReaderPlace> {
        let visit = self.visit.filter(|visit| visit.at == here.place);
        let known = self.labelled.iter().rposition(|place| *place == here.place);
        // From the sentence labelled last itself the way goes to the sentence before.
        let is_last = known.is_some_and(|at| at + 1 == self.labelled.len());
        let end = if visit.is_some() || is_last { known } else { None };
        let before = &self.labelled[..end.unwrap_or(self.labelled.len())];
        let place = before.iter().rev().copied().find(|place| is_labelled(*place))?;
        let from = visit.map_or(here, |visit| visit.from);
        self.visit = Some(LabelVisit { at: place, from });
        Some(place)
    }

    /// Returns true at the sentence of a visit.
    pub fn is_visiting(&self, here: ReaderPlace) -> bool {
        self.visit.is_some_and(|visit| visit.at == here)
    }

    /// Ends a visit; returns where reading stood, if the cursor is still at the visited sentence.
    pub fn leave(&mut self, here: ReaderPlace) -> Option<ReaderView> {
        let visit = self.visit.take()?;
        (visit.at == here).then_some(visit.from)
    }

    /// Moves every place to its position in a changed text.
    pub fn carry_over(&mut self, place: impl Fn(ReaderPlace) -> ReaderPlace) {
        self.labelled.iter_mut().for_each(|known| *known = place(*known));
        if let Some(visit) = &mut self.visit {
            visit.at = place(visit.at);
            visit.from.place = place(visit.from.place);
        }
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
    pub labelled: LabelTrail,
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
