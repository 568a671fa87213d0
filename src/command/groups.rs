//! The groups of commands: one enum for each part of the program that handles commands.
//!
//! Owns [`Command`] and the enums. Names, documentation and contexts of the commands are in
//! [`COMMANDS`](super::COMMANDS).

#![expect(missing_docs, reason = "the table documents every command for users and readers")]

/// Defines [`Command`] and the enum of each group.
macro_rules! command_groups {
    ($($(#[$about:meta])* $group:ident: enum $name:ident {
        $($command:ident $(($value:ty))?,)*
    })*) => {
        /// Everything a user can ask for, by the part of the program that handles the command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $($(#[$about])* $group($name),)*
        }

        $(
            $(#[$about])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub enum $name {
                $($command $(($value))?,)*
            }
        )*
    };
}

command_groups! {
    /// Goes through sentences or rows.
    Move: enum MoveCommand {
        Next, Previous, HalfPageDown, HalfPageUp, PageDown, PageUp, First, Last,
    }
    /// Goes through the article and to other articles.
    Jump: enum JumpCommand {
        NextParagraph, PreviousParagraph, NextArticle, PreviousArticle, NextUndecided,
        PreviousUndecided, NextAnnotation, PreviousAnnotation, NextRepeat, PreviousRepeat,
        Back, Forward,
    }
    /// Opens or leaves the article, list or popup in front.
    Navigate: enum NavigateCommand {
        Open, Close, Quit, Cancel,
    }
    /// Changes annotations: labels, notes, sources. `Label` has the key of the label, 1 to 9.
    Decide: enum DecideCommand {
        Label(u8), RepeatLabel, LabelFurniture, Delete, EditNote, EditEvidence,
        CycleConfidence, MarkSource, MarkCue, ChooseVersion, ToggleAutoJump,
    }
    /// Takes decisions back and makes them again.
    History: enum HistoryCommand {
        Undo, Redo,
    }
    /// Settles where the annotations of a changed article stand.
    Anchor: enum AnchorCommand {
        AcceptPlace, AcceptPlaces, PlaceAnew,
    }
    /// Selects words of a sentence.
    Select: enum SelectCommand {
        Start, WordForward, WordBack, ClauseForward, ClauseBack, SentenceForward,
        SentenceBack, Swap, Find, Widen,
    }
    /// Shows, filters and decides repeats.
    Repeats: enum RepeatsCommand {
        Show, Label, HideNames, KeepRule, ApplyRules, NextCluster, PreviousCluster,
    }
    /// Finds words in the open article.
    Find: enum FindCommand {
        Start, Next, Previous, Selection,
    }
    /// Changes the search of the finder.
    Query: enum QueryCommand {
        ToggleScattered, CycleMode, CycleOrder, ToggleCounts, AddFilter, RemoveFilter, Save,
    }
    /// Ticks, filters and extends the rows of a list.
    List: enum ListCommand {
        Tick, TickAll, Filter, AddLabel,
    }
    /// Shows another view.
    View: enum ViewCommand {
        Reader, Articles, Annotations, Notes, Labels, Repeats, Anchors, Sources, Rules,
        Matrix, Figures, Settings,
    }
    /// Shows a popup over the view, to find or to choose something.
    Popup: enum PopupCommand {
        OpenArticle, OpenLabel, Passages, Concordance, SavedSearches,
    }
    /// Changes or copies the text in the reader.
    Reader: enum ReaderCommand {
        PlaceView, Wider, Narrower, ReadOnce, Copy, CopyReference, Reload,
    }
    /// Concerns the program and its terminal.
    App: enum AppCommand {
        Menu, Palette, Help, Export, Redraw, Suspend,
    }
    /// Edits a line of typed text.
    Edit: enum EditCommand {
        Left, Right, Start, End, DeleteBack, Delete, DeleteWord, Clear, Newline,
    }
}
