//! [`ViewRequest`]: a wish of a view beyond its own rows, carried out by `update`.

use copydesk::{
    annotation::{AnnotationId, BatchId, TypedField},
    project::{AnnotationEdit, EditTarget, LabelChange, MissingChoice},
    store::{RecordMove, Settings},
};

use crate::tui::{
    session::Tone,
    state::{
        occurrences::{OccurrenceFilter, OccurrenceSubject},
        popup::{ConfirmPopup, PromptPurpose},
    },
};

/// One request of a view.
#[derive(Clone, Debug)]
pub enum ViewRequest {
    /// Show a sentence on the status line.
    Tell(Tone, String),
    /// Open a line for text, with its title and its first text.
    Ask(PromptPurpose, &'static str, String),
    /// Ask a question before a large change.
    Confirm(ConfirmPopup),
    /// Read an article from its first undecided sentence on.
    ReadOn(usize),
    /// Read an article at a byte of its text.
    ReadAt(usize, usize),
    /// Read an annotation in its article.
    ReadAnnotation(usize, AnnotationId),
    /// Show the places of some subjects.
    ShowPlaces(Vec<OccurrenceSubject>, OccurrenceFilter),
    /// Build the rows anew and keep the selected row on the screen.
    Refresh,
    /// Put the label of a key, `1` to `9`, on some targets.
    Label(Vec<EditTarget>, u8),
    /// Open the line for a note or for the address of evidence.
    AskForWords(TypedField, EditTarget),
    /// Offer the versions of an annotation.
    OfferVersions(Option<(usize, AnnotationId)>),
    /// Change the confidence of some targets.
    CycleConfidence(Vec<EditTarget>),
    /// Make one edit on a target and tell the user.
    Edit(EditTarget, AnnotationEdit, &'static str),
    /// Accept the place of every annotation of some articles.
    AcceptPlaces(Vec<usize>),
    /// Wait for new words of an annotation.
    PlaceAnew(usize, AnnotationId),
    /// Move annotations of renamed articles.
    MoveRecords(Vec<RecordMove>),
    /// Bring missing annotations back, or let them go.
    SettleMissing(Vec<(usize, AnnotationId)>, MissingChoice),
    /// Change a label or a kind of text.
    ChangeLabel(LabelChange),
    /// Take a rule away.
    RemoveRule(BatchId),
    /// Use and save these settings.
    Set(Settings),
}

impl ViewRequest {
    /// Returns the request to show a plain sentence.
    pub fn tell(words: impl Into<String>) -> Self {
        Self::Tell(Tone::Told, words.into())
    }
}
