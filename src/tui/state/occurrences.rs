//! All places of one repeat, of one source, or of the words shared by two articles.

use std::collections::BTreeSet;

use copydesk::{annotation::RepeatUnit, project::UnitPlace, repeats::ClusterId, text::Span};

use crate::tui::list::ListCursor;

/// The owner of the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OccurrenceSubject {
    /// A repeated passage.
    Cluster(ClusterId),
    /// All passages of a group, by its best passage.
    Group(ClusterId),
    /// A source, by its key, for example `isabella ramirez`.
    Source(String),
}

/// The choice of places and their treatment.
#[derive(Clone, Copy, Debug, Default)]
pub struct OccurrenceFilter {
    /// Only places in these two articles.
    pub only: Option<[usize; 2]>,
    /// Ready for a label: undecided places are ticked.
    pub is_labelling: bool,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPlace {
    /// Index of the article.
    pub article: usize,
    /// The compared words.
    pub span: Span,
    /// Parts of the words with differences to other places.
    pub slots: Vec<Span>,
    /// The words for a label.
    pub target: Span,
    /// The source and the cue, if known.
    pub parts: Option<(Span, Span)>,
    /// Index of the wording among the different wordings; in a group, of the passage.
    pub variant: usize,
}

impl ShownPlace {
    /// Returns the place of a label.
    pub fn unit_place(&self) -> UnitPlace {
        UnitPlace { article: self.article, span: self.target, repeat: self.span }
    }
}

/// The places of some subjects, one subject at a time.
#[derive(Debug, Default)]
pub struct OccurrencesPopup {
    /// The subjects of the question, best first; never empty.
    pub subjects: Vec<OccurrenceSubject>,
    /// Index of the subject in front.
    pub at: usize,
    /// Only places of these two articles.
    pub only: Option<[usize; 2]>,
    pub places: Vec<ShownPlace>,
    /// Number of places of each wording, or of each passage of a group.
    pub variants: Vec<usize>,
    /// The units of a label that differ here, the unit of the next label first. Empty for a source and a group.
    pub units: Vec<RepeatUnit>,
    pub rows: ListCursor,
    /// Rows for the next label.
    pub ticked: BTreeSet<usize>,
    /// Shown for a label, after `R`: the first label then closes the popup.
    pub is_labelling: bool,
}

impl OccurrencesPopup {
    /// The subject in front.
    pub fn subject(&self) -> Option<&OccurrenceSubject> {
        self.subjects.get(self.at)
    }

    /// Returns the place beside the selected place: the first place of the most frequent other wording,
    /// else a place of another article.
    pub fn reference(&self) -> Option<&ShownPlace> {
        let selected = self.selected()?;
        let others = self.variants.iter().enumerate();
        // Two passages of a group are no wordings of each other.
        let is_group = matches!(self.subject(), Some(OccurrenceSubject::Group(_)));
        let others = others.filter(|(variant, _)| !is_group && *variant != selected.variant);
        let most = others.max_by_key(|(variant, n)| (**n, std::cmp::Reverse(*variant)));
        let mut places = self.places.iter();
        match most {
            Some((most, _)) => places.find(|place| place.variant == most),
            None => places.find(|place| {
                place.article != selected.article && place.variant == selected.variant
            }),
        }
    }

    /// Returns the place of the selected row.
    pub fn selected(&self) -> Option<&ShownPlace> {
        self.places.get(self.rows.selected)
    }
}
