//! What the outside should do: the only thing that [`super::app::App::update`] returns.

use std::{path::PathBuf, sync::Arc};

use copydesk::{
    exchange::ExportFormat,
    find::{LineOrder, Query},
    project::{FilterFacts, ReloadScope, SharedEdit},
    store::DraftJob,
};

/// One thing to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Put the annotations of these articles on disk.
    Save(Vec<usize>),
    /// Put a label, a saved search or a rule on disk, or take it from there.
    Keep(Box<SharedEdit>),
    /// Keep what is being typed, or let it go.
    Draft(Box<DraftJob>),
    /// Read the annotations of these articles from disk again and, where that is said, what all share.
    Refresh(Vec<usize>, bool),
    /// Search all passages and answer with this generation.
    Search(Box<SearchRequest>),
    /// Read this article, which takes a while, and answer with [`super::event::Event::Loaded`].
    Read(usize),
    /// Read this article, which takes a while, again and answer with [`super::event::Event::ReloadScope`].
    ReloadScope(usize, ReloadScope),
    /// This article was read again: search its new text.
    Index(usize),
    /// Compare all articles and answer with this number.
    FindRepeats(u64),
    /// Remember the place in this corpus.
    SavePlace,
    /// Write the settings.
    SaveSettings,
    /// Put words on the clipboard of the terminal.
    Copy(String),
    /// Write all annotations to a file.
    Export(ExportFormat, PathBuf),
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

/// A search over all passages, with all that the worker needs to know.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    pub generation: u64,
    pub query: Query,
    pub wanted: Wanted,
    /// How many hits are wanted at the most.
    pub limit: usize,
    /// What filters ask about; none when the query has no filter.
    pub facts: Option<Arc<FilterFacts>>,
}

/// What a search should bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The best passages.
    Passages { scattered: bool },
    /// Every place, in an order.
    Lines { order: LineOrder },
}
