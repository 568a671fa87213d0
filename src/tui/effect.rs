//! The effects that [`super::app::App::update`] returns; [`super::effect_runner`] carries them out.

use std::sync::Arc;

use copydesk::{
    corpus::Article,
    find::{LineOrder, Query},
    project::{FilterFacts, ReloadScope, SaveJob, SharedEditJob},
    store::DraftJob,
};

use super::saver_task::ExportTask;

/// One thing to do.
#[derive(Debug)]
pub enum Effect {
    /// Put annotations on disk, those of one article for each job.
    Save(Vec<SaveJob>),
    /// Put a label, a saved search or a rule on disk, or take it from there.
    Keep(Box<SharedEditJob>),
    /// Keep the draft of a note that is being typed, or delete it.
    Draft(Box<DraftJob>),
    /// Read the annotations of these articles from disk again and, where that is said, what all share.
    Refresh(Vec<usize>, bool),
    /// Search all passages and answer with this generation.
    Search(Box<SearchRequest>),
    /// Read this long article beside the screen: for the first time, answered with
    /// [`super::event::Event::Loaded`], or again, answered with [`super::event::Event::Reread`].
    Read(usize, Option<ReloadScope>),
    /// Search these articles too, from now on.
    Index(Vec<(usize, Arc<Article>)>),
    /// Compare all articles and answer with this number.
    FindRepeats(u64),
    /// Remember the place in this corpus.
    SavePlace,
    /// Write the settings.
    SaveSettings,
    /// Put words on the clipboard of the terminal.
    Copy(String),
    /// Write all annotations to a file.
    Export(Box<ExportTask>),
    /// Stop until the shell brings the program back.
    Suspend,
    /// Take the terminal over again: something else may have used it meanwhile.
    TakeOver,
    /// Draw every cell again.
    Redraw,
    /// Draw every cell again on a terminal of this many columns and rows.
    Resize((u16, u16)),
    /// End.
    Quit(Leaving),
}

/// Whether the program ends with decisions that could not be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Only when all is on disk; as soon as it is.
    WhenSaved,
    /// In any case: the user was told.
    Anyway,
    /// In any case, since the system asks for it, with this status: nobody is there to be told.
    Asked(u8),
}

/// A search over all passages, with all data that the worker needs.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    pub generation: u64,
    pub query: Query,
    pub goal: SearchGoal,
    /// How many hits are wanted at the most.
    pub limit: usize,
    /// What filters ask about; none when the query has no filter.
    pub facts: Option<Arc<FilterFacts>>,
}

/// The kind of hits that a search should bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchGoal {
    /// The best passages.
    Passages { scattered: bool },
    /// Every place, in an order.
    Lines { order: LineOrder },
}
