//! [`Session`]: keys of an unfinished sequence, the last label, the last search.

use std::collections::BTreeMap;

use copydesk::{
    annotation::{BatchId, LabelId},
    command::DecideCommand,
    find::{LineOrder, SearchMode},
    keymap::Key,
    project::LabelPlan,
};
use jiff::{SignedDuration, Timestamp};

use super::state::reader::{ReaderPlace, ReaderView};

/// The tone of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Told,
    Warned,
    Failed,
}

/// The last search, the first text of the next finder.
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
    /// The user was warned: the next `q` leaves unsaved decisions behind.
    Warned,
    /// The user was warned, and the program ends as soon as everything is on disk.
    WhenSaved,
}

/// A label that finished an article: its key, held down, changes nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishingLabel {
    pub place: ReaderPlace,
    pub label: LabelId,
}

/// Longest pause between two presses that a held key sends: the delay before a keyboard repeats a key is at
/// most a second.
const HELD: SignedDuration = SignedDuration::from_secs(1);

/// The label key pressed last. A held key is pressed again and again without another command.
#[derive(Clone, Debug)]
pub struct LabelKey {
    command: DecideCommand,
    at: Timestamp,
    /// The last press came from a held key, or from two very fast presses.
    pub is_held: bool,
    /// The message since the work of the key is at an end, for example at the end of the article. The held
    /// key does nothing more.
    end: Option<String>,
}

impl LabelKey {
    /// Returns the key after a press, with the key pressed before.
    pub fn press(before: Option<Self>, command: DecideCommand, at: Timestamp) -> Self {
        let held = before.filter(|key| key.command == command && at.duration_since(key.at) < HELD);
        let is_held = held.is_some();
        Self { command, at, is_held, end: held.and_then(|key| key.end) }
    }

    /// Returns the message for a press that does nothing more.
    pub fn ended(&self) -> Option<&str> {
        self.end.as_deref()
    }

    /// Ends the work of the key while it is held.
    pub fn end(&mut self, told: String) {
        self.end = Some(told);
    }
}

/// Memory until the program ends.
#[derive(Debug, Default)]
pub struct Session {
    /// Keys of an incomplete sequence, for example `g`.
    pub pending: Vec<Key>,
    /// The newest label put on words.
    pub last_label: Option<LabelId>,
    /// The label of the last key, if the label finished its article.
    pub finishing: Option<FinishingLabel>,
    /// The label key pressed last, if no other command came since.
    pub label_key: Option<LabelKey>,
    /// Cursor and scroll before the event in hand.
    pub view_before: ReaderView,
    /// Cursor and scroll before each step of this session, by the number of the step.
    pub step_views: BTreeMap<u64, ReaderView>,
    /// The newest batch of decisions.
    pub last_batch: Option<BatchId>,
    pub asked: LastSearch,
    /// Byte where the mouse was pressed.
    pub drag: Option<usize>,
    pub quit: QuitState,
    /// The message about annotations that were brought back, until the next key.
    pub brought_back: Option<String>,
    /// The message about missing annotations at the start.
    pub missing_told: Option<String>,
    /// Another screen of the same annotator has the store, so this screen decides nothing.
    pub reads_only: bool,
    /// The change of a label that is being written, with its time.
    pub label_plan: Option<(LabelPlan, Timestamp)>,
    /// The environment has `NO_COLOR` set.
    pub no_color: bool,
}
