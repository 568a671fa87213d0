//! Memory of this session: keys of an unfinished sequence, the last label, the last search.

use copydesk::{
    annotation::{BatchId, LabelId},
    find::{LineOrder, SearchMode},
    keymap::Key,
};

/// The tone of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Told,
    Warned,
    Failed,
}

/// The last search, with which the finder begins the next time.
#[derive(Debug, Default)]
pub struct LastSearch {
    pub passages: String,
    pub lines: String,
    pub mode: SearchMode,
    pub order: LineOrder,
}

/// The way out of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuitState {
    /// Nobody asked to quit, or another command came since.
    #[default]
    Stays,
    /// The user was warned: quitting again leaves unsaved decisions behind.
    Warned,
    /// The user was warned, and the program ends as soon as everything is on disk.
    WhenSaved,
}

/// Memory until the program ends.
#[derive(Debug, Default)]
pub struct Session {
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Key>,
    /// The label that was put last.
    pub last_label: Option<LabelId>,
    /// The batch of decisions that was made last.
    pub last_batch: Option<BatchId>,
    pub asked: LastSearch,
    /// Byte where the mouse was pressed.
    pub drag: Option<usize>,
    pub quit: QuitState,
    /// Another screen of the same annotator has the store, so this screen decides nothing.
    pub reads_only: bool,
    /// The environment asks for no colours, with `NO_COLOR`.
    pub no_color: bool,
}
