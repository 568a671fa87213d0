//! The groups of commands: one enum for each part of the program that handles commands.
//!
//! Owns the variants only. Names, documentation and contexts of the commands stand in
//! [`COMMANDS`](super::COMMANDS).

#![expect(missing_docs, reason = "the table documents every command for users and readers")]

/// Goes through sentences or rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MoveCommand {
    Next,
    Previous,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    First,
    Last,
}

/// Goes through the article and to other articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JumpCommand {
    NextParagraph,
    PreviousParagraph,
    NextArticle,
    PreviousArticle,
    NextUndecided,
    PreviousUndecided,
    NextAnnotation,
    PreviousAnnotation,
    NextRepeat,
    PreviousRepeat,
    Back,
    Forward,
}

/// Opens or leaves the article, list or popup in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NavigateCommand {
    Open,
    Close,
    Quit,
    Cancel,
}

/// Changes annotations: labels, notes, sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DecideCommand {
    /// Puts the label of the key, 1 to 9.
    Label(u8),
    RepeatLabel,
    LabelFurniture,
    Delete,
    EditNote,
    EditEvidence,
    CycleConfidence,
    MarkSource,
    MarkCue,
    ChooseVersion,
    ToggleAutoJump,
}

/// Takes decisions back and makes them again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HistoryCommand {
    Undo,
    Redo,
}

/// Settles where the annotations of a changed article stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnchorCommand {
    AcceptPlace,
    AcceptPlaces,
    PlaceAnew,
}

/// Selects words of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SelectCommand {
    Start,
    WordForward,
    WordBack,
    ClauseForward,
    ClauseBack,
    SentenceForward,
    SentenceBack,
    Swap,
    Find,
    Widen,
}

/// Shows, filters and decides repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RepeatsCommand {
    Show,
    Label,
    HideNames,
    KeepRule,
    ApplyRules,
    NextCluster,
    PreviousCluster,
}

/// Finds words in the open article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindCommand {
    Start,
    Next,
    Previous,
    Selection,
}

/// Changes the search of the finder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueryCommand {
    ToggleScattered,
    CycleMode,
    CycleOrder,
    ToggleCounts,
    AddFilter,
    RemoveFilter,
    Save,
}

/// Ticks, filters and extends the rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListCommand {
    Tick,
    TickAll,
    Filter,
    AddLabel,
}

/// Shows another view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ViewCommand {
    Reader,
    Articles,
    Annotations,
    Notes,
    Labels,
    Repeats,
    Anchors,
    Sources,
    Rules,
    Matrix,
    Figures,
    Settings,
}

/// Shows a popup over the view, to find or to choose something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PopupCommand {
    OpenArticle,
    OpenLabel,
    Passages,
    Concordance,
    SavedSearches,
}

/// Changes or copies the text in the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReaderCommand {
    PlaceView,
    Wider,
    Narrower,
    ReadOnce,
    Copy,
    CopyReference,
    Reload,
}

/// Concerns the program and its terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AppCommand {
    Menu,
    Palette,
    Help,
    Export,
    Redraw,
    Suspend,
}

/// Edits a line of typed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EditCommand {
    Left,
    Right,
    Start,
    End,
    DeleteBack,
    Delete,
    DeleteWord,
    Clear,
    Newline,
}
