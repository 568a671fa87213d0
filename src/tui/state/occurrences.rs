//! All places of one repeat, of one source, or of what two articles share.

use std::collections::BTreeSet;

use copydesk::{repeats::ClusterId, text::Span};

use crate::tui::list::ListCursor;

/// What has the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OccurrenceSubject {
    /// A repeated passage.
    Cluster(ClusterId),
    /// A source, by its key.
    Source(String),
}

/// How the places of subjects are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct OccurrenceFilter {
    /// Only places in these two articles.
    pub only: Option<[usize; 2]>,
    /// Ready to be labelled: undecided places are ticked.
    pub is_labelling: bool,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPlace {
    /// Index of the article.
    pub article: usize,
    /// The words that are compared.
    pub span: Span,
    /// Parts of them that differ elsewhere.
    pub slots: Vec<Span>,
    /// The words that a label is put on.
    pub target: Span,
    /// Who says it and which word attributes it, where that is known.
    pub parts: Option<(Span, Span)>,
    /// Which of the different wordings it is.
    pub variant: usize,
}

/// The places of some subjects, one subject at a time.
#[derive(Debug, Default)]
pub struct OccurrencesPopup {
    /// The subjects that were asked about, best first; never empty.
    pub subjects: Vec<OccurrenceSubject>,
    /// Which of them is shown.
    pub at: usize,
    /// Only places of these two articles.
    pub only: Option<[usize; 2]>,
    pub places: Vec<ShownPlace>,
    /// How many places each wording has.
    pub variants: Vec<usize>,
    pub rows: ListCursor,
    /// Rows that a label is put on.
    pub ticked: BTreeSet<usize>,
    /// Whether they are shown to be labelled: one label then ends it.
    pub is_labelling: bool,
}

impl OccurrencesPopup {
    /// The subject in front.
    pub fn subject(&self) -> Option<&OccurrenceSubject> {
        self.subjects.get(self.at)
    }

    /// The place that the selected one is compared with: the first of the most frequent other wording,
    /// else one of another article.
    pub fn reference(&self) -> Option<&ShownPlace> {
        let selected = self.selected()?;
        let others = self.variants.iter().enumerate();
        let others = others.filter(|(variant, _)| *variant != selected.variant);
        let most = others.max_by_key(|(variant, n)| (**n, std::cmp::Reverse(*variant)));
        let mut places = self.places.iter();
        match most {
            Some((most, _)) => places.find(|place| place.variant == most),
            None => places.find(|place| place.article != selected.article),
        }
    }

    /// The place of the selected row.
    pub fn selected(&self) -> Option<&ShownPlace> {
        self.places.get(self.rows.selected)
    }
}
