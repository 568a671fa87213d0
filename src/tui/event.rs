//! The events that [`super::app::App::update`] takes in, the only way to change the state.

use std::sync::Arc;

use copydesk::{
    corpus::Article,
    keymap::Key,
    project::ReloadScope,
    repeats::Repeats,
    store::{EarlierAnnotations, MissingRecords, RenamedArticle, WatchedFile},
    suggest::Ledger,
};

use super::{background::Landing, saver_task::TaskOutcome, state::finder::SearchAnswer};

/// The exit status after the loss of the terminal: 128 and the number of `SIGHUP`.
pub const HUNG_UP: u8 = 129;

/// One event.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse acted at a column and a row.
    Mouse(Mouse, u16, u16),
    /// The terminal has changed to these columns and rows.
    Resize(u16, u16),
    /// The background reader has read articles.
    Loaded(Vec<(usize, Arc<Article>)>),
    /// An article was read again beside the screen, after [`Effect::Read`](super::effect::Effect::Read).
    Reread(usize, Arc<Article>, ReloadScope),
    /// An answer to the search of a generation. A percentage marks a partial answer.
    Found(u64, SearchAnswer, Option<u8>),
    /// Progress of the comparison with this number, in percent.
    Comparing(u64, u8),
    /// The repeats of the comparison with this number.
    Repeats(u64, Arc<Repeats>),
    /// The sources of the comparison with this number.
    Sources(u64, Ledger),
    /// The saver has done a task; the outcome comes first, as [`Event::Stored`].
    Saved,
    /// The outcome of a task of the saver.
    Stored(Box<TaskOutcome>),
    /// The program was about to end, but the saver has unfinished tasks.
    SaverBusy,
    /// The program was about to end, and all tasks of the saver are done, with or without success.
    SaverIdle,
    /// The screen opens at the last reading position, if known.
    Resumed(Option<(usize, Landing)>),
    /// The first frame comes next, with a warning about settings or keys.
    Started(Option<String>),
    /// The terminal is given back; from now on the shell hears of failures only.
    TerminalLeft,
    /// Annotations without an article, and the articles that they may belong to.
    Renamed(Vec<RenamedArticle>),
    /// Annotations of an earlier folder at the same place.
    Earlier(EarlierAnnotations),
    /// Annotations that copies or the journal hold and the files do not.
    Missing(MissingRecords),
    /// These files have changed on disk, by any program.
    Changed(Vec<WatchedFile>),
    /// The system asks the program to end with this exit status.
    Terminate(u8),
    /// The system asks the program to stop, for example by `SIGTSTP`.
    Stop,
    /// The program continues, perhaps after a stop by `SIGSTOP`.
    Continued,
}

/// The kinds of mouse events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}
