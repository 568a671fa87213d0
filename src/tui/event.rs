//! What happened outside: the only thing that reaches [`super::app::App::update`].

use std::sync::Arc;

use copydesk::{
    corpus::Article,
    diagnostic::Diagnostic,
    keymap::Key,
    project::{ExternalChanges, ReloadScope, SharedEdit},
    repeats::Repeats,
    store::WatchedFile,
    suggest::Ledger,
};

use super::state::finder::SearchAnswer;

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
    ReloadScope(usize, Arc<Article>, ReloadScope),
    /// An answer to the search of a generation; while it is not from all passages, with the percentage
    /// of them that it is from.
    Found(u64, SearchAnswer, Option<u8>),
    /// How much of the comparison of this number is done, in percent.
    Comparing(u64, u8),
    /// What stands in several articles, with the number of the comparison.
    Repeats(u64, Arc<Repeats>),
    /// Who says what, with the number of the comparison.
    Sources(u64, Ledger),
    /// An effect was carried out, or not.
    Done(Outcome),
    /// Something that was to be put on disk is there, or is not: the saver knows.
    Saved,
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

/// How an effect ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something was done that the user should know: a full sentence.
    Told(String),
    /// Something failed: a full sentence.
    Failed(String),
    /// A label, a saved search or a rule is on disk.
    Kept(Box<SharedEdit>),
    /// Others have changed files, and it is shown.
    ExternalChanges(ExternalChanges),
    /// The program did not end, since not everything could be saved.
    Stayed,
    /// The program did not end yet: something is still on its way to the disk.
    Waits,
}
