//! The events that [`super::app::App::update`] takes in, the only way to change the state.

use std::sync::Arc;

use copydesk::{
    corpus::Article, diagnostic::Diagnostic, keymap::Key, project::ReloadScope, repeats::Repeats,
    store::WatchedFile, suggest::Ledger,
};

use super::{background::Landing, saver_task::TaskOutcome, state::finder::SearchAnswer};

/// The status of a program whose terminal is gone: as after SIGHUP.
pub const HUNG_UP: u8 = 129;

/// One thing that happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something at a column and a row.
    Mouse(Mouse, u16, u16),
    /// The terminal has now this many columns and rows.
    Resize(u16, u16),
    /// The background reader has read articles.
    Loaded(Vec<(usize, Arc<Article>)>),
    /// An article was read again beside the screen.
    Reread(usize, Arc<Article>, ReloadScope),
    /// An answer to the search of a generation; while it is not from all passages, with the percentage
    /// of them that it is from.
    Found(u64, SearchAnswer, Option<u8>),
    /// How much of the comparison of this number is done, in percent.
    Comparing(u64, u8),
    /// What stands in several articles, with the number of the comparison.
    Repeats(u64, Arc<Repeats>),
    /// Who says what, with the number of the comparison.
    Sources(u64, Ledger),
    /// The saver has done a task: its outcome waits and comes before this event, as `Stored`.
    Saved,
    /// The outcome of one of the saver's tasks.
    Stored(Box<TaskOutcome>),
    /// The program was about to end, but some tasks of the saver are not done.
    SaverBusy,
    /// The program was about to end, and all tasks of the saver are done, with or without success.
    SaverIdle,
    /// The screen opens: reading goes on at the place of the last time, if there was one.
    Resumed(Option<(usize, Landing)>),
    /// The first frame comes next, with a warning about settings or keys.
    Started(Option<String>),
    /// The terminal is given back; only failures from now on are told to the shell.
    TerminalLeft,
    /// There are annotations of articles that are gone: what is to be said of each article.
    Astray(Vec<Diagnostic>),
    /// These files are others on disk than they were, whoever wrote them.
    Changed(Vec<WatchedFile>),
    /// The program is asked from outside to end, with this status.
    Terminate(u8),
    /// The program is asked from outside to stop until it is continued.
    Stop,
    /// The program was continued, perhaps after a stop that it did not see coming.
    Continued,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}
