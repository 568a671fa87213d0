//! The effects that [`super::app::App::update`] returns; [`super::effect_runner`] carries them out.

use std::sync::Arc;

use copydesk::{
    corpus::Article,
    find::{LineOrder, Query},
    project::{FilterFacts, ReloadScope, RenameJob, RenameSearch, SaveJob, SharedEditJob},
    store::{DraftJob, EarlierJob},
};

use super::saver_task::ExportTask;

/// One thing to do.
#[derive(Debug)]
pub enum Effect {
    /// Puts annotations on disk, one job for each article.
    Save(Vec<SaveJob>),
    /// Writes or deletes a label, a saved search or a rule on disk.
    Keep(Box<SharedEditJob>),
    /// Keeps the draft of a note in the making, or deletes the draft.
    Draft(Box<DraftJob>),
    /// Brings the annotations of an earlier folder back, or lets them go.
    Earlier(Box<EarlierJob>),
    /// Reads the annotations of these articles from disk again; with `true` also codebook, searches and
    /// rules.
    Refresh(Vec<usize>, bool),
    /// Searches all passages; the answer carries the generation of the request.
    Search(Box<SearchRequest>),
    /// Reads a long article beside the screen. The answer is
    /// [`Event::Loaded`](super::event::Event::Loaded) at the first time and
    /// [`Event::Reread`](super::event::Event::Reread) with a [`ReloadScope`].
    Read(usize, Option<ReloadScope>),
    /// Adds these articles to the search, or replaces their older texts.
    Index(Vec<(usize, Arc<Article>)>),
    /// Compares all articles; the answer carries this number.
    FindRepeats(u64),
    /// Searches for the articles of annotations without an article, beside the screen.
    FindRenames(Box<RenameSearch>),
    /// Moves annotations of renamed articles on disk.
    MoveRecords(Box<RenameJob>),
    /// Remembers the reading position of this corpus.
    SavePlace,
    /// Writes the settings to the configuration folder.
    SaveSettings,
    /// Puts words on the clipboard of the terminal.
    Copy(String),
    /// Writes all annotations to a file.
    Export(Box<ExportTask>),
    /// Stops until the shell brings the program back, for example by `fg`.
    Suspend,
    /// Takes the terminal over again, for example after `SIGCONT`.
    TakeOver,
    /// Draws every cell again.
    Redraw,
    /// Draws every cell again on a terminal of these columns and rows.
    Resize((u16, u16)),
    /// Ends the program.
    Quit(Leaving),
}

/// The treatment of unsaved decisions at the end of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Ends as soon as everything is on disk, and only then.
    WhenSaved,
    /// Ends in any case, after a warning to the user.
    Anyway,
    /// Ends in any case with this exit status, for example 143 after `SIGTERM`; nobody can be warned.
    Asked(u8),
}

/// A search over all passages, with all data for the worker.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    pub generation: u64,
    pub query: Query,
    pub goal: SearchGoal,
    /// Most hits of an answer.
    pub limit: usize,
    /// Facts for filters, for example the labels of `label:sourced`; `None` for a query without filters.
    pub facts: Option<Arc<FilterFacts>>,
}

/// The kind of hits to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchGoal {
    /// The best passages; `scattered` allows words far from each other.
    Passages { scattered: bool },
    /// Every place, in an order.
    Lines { order: LineOrder },
}
