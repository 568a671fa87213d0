//! The commands: one enum for each group, and the rows of the command table in the order of the help.

use super::{
    CommandNeeds, CommandSpec,
    Context::{List, Prompt, Reader, Search, Select},
    HelpHeading,
};
use crate::annotation::TypedField;

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
            #[expect(missing_docs, reason = "the rows document every command")]
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
        Back, Forward, LastLabelled,
    }
    /// Opens or leaves the article, list or popup in front.
    Navigate: enum NavigateCommand {
        Open, Close, Quit, Cancel,
    }
    /// Changes annotations: labels, notes, sources. `Label` has the key of the label, 1 to 9; `EditText`
    /// has the field.
    Decide: enum DecideCommand {
        Label(u8), RepeatLabel, LabelFurniture, Delete, EditText(TypedField),
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
        Show, Label, ChangeUnit, HideNames, KeepRule, ApplyRules, NextCluster,
        PreviousCluster,
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
        Tick, TickAll, Filter, AddLabel, MergeLabel,
    }
    /// Shows another view.
    View: enum ViewCommand {
        Reader, Articles, Annotations, Notes, Labels, Repeats, Anchors, Renames, Sources, Rules,
        Matrix, Figures, Settings, Missing,
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

/// Defines [`COMMANDS`] from rows below their headings. A row has the name, the short words, the command, its
/// contexts, its precondition and its documentation.
macro_rules! commands {
    ($($heading:ident {
        $($name:literal, $short:literal, $group:ident($command:expr), $contexts:expr, $needs:ident,
            $doc:literal;)*
    })*) => {
        /// All commands, in the order of the help.
        pub static COMMANDS: &[CommandSpec] = &[$($(CommandSpec {
            command: Command::$group($command),
            name: $name,
            short: $short,
            doc: $doc,
            heading: HelpHeading::$heading,
            contexts: &$contexts,
            needs: CommandNeeds::$needs,
        },)*)*];
    };
}

commands! {
    Move {
        "next", "next", Move(MoveCommand::Next), [Reader, List, Search], Nothing,
            "Go to the next sentence, or the next row of a list.";
        "previous", "previous", Move(MoveCommand::Previous), [Reader, List, Search], Nothing,
            "Go to the previous sentence, or the previous row of a list.";
        "next_paragraph", "next paragraph", Jump(JumpCommand::NextParagraph), [Reader], Sentence,
            "Go to the next paragraph.";
        "previous_paragraph", "previous paragraph", Jump(JumpCommand::PreviousParagraph), [Reader], Sentence,
            "Go to the previous paragraph.";
        "next_article", "next article", Jump(JumpCommand::NextArticle), [Reader], Nothing,
            "Go to the next article.";
        "previous_article", "previous article", Jump(JumpCommand::PreviousArticle), [Reader], Nothing,
            "Go to the previous article.";
        "next_undecided", "next undecided", Jump(JumpCommand::NextUndecided), [Reader], Nothing,
            "Go to the next undecided sentence, in the next articles too.";
        "previous_undecided", "previous undecided", Jump(JumpCommand::PreviousUndecided), [Reader], Nothing,
            "Go to the previous undecided sentence, in the articles before too.";
        "next_annotation", "next annotation", Jump(JumpCommand::NextAnnotation), [Reader], Sentence,
            "Go to the next annotation of the article and select its words.";
        "previous_annotation", "previous annotation", Jump(JumpCommand::PreviousAnnotation), [Reader], Sentence,
            "Go to the previous annotation of the article and select its words.";
        "half_page_down", "half a page down", Move(MoveCommand::HalfPageDown), [Reader, List], Nothing,
            "Go half a page down.";
        "half_page_up", "half a page up", Move(MoveCommand::HalfPageUp), [Reader, List], Nothing,
            "Go half a page up.";
        "page_down", "a page down", Move(MoveCommand::PageDown), [Reader, List, Search], Nothing,
            "Go a page down.";
        "page_up", "a page up", Move(MoveCommand::PageUp), [Reader, List, Search], Nothing,
            "Go a page up.";
        "first", "the top", Move(MoveCommand::First), [Reader, List], Nothing,
            "Go to the first sentence or row.";
        "last", "the end", Move(MoveCommand::Last), [Reader, List], Nothing,
            "Go to the last sentence or row.";
        "back", "back", Jump(JumpCommand::Back), [Reader], Nothing,
            "Go back to the place visited before.";
        "forward", "forward", Jump(JumpCommand::Forward), [Reader], Nothing,
            "Go forward again through the places visited.";
        "last_labelled", "last labelled", Jump(JumpCommand::LastLabelled), [Reader], Nothing,
            "Go back to the sentence labelled last, again to the one before; the next label, note, evidence, confidence or source there, or Esc, returns to where reading stood.";
        "open", "open", Navigate(NavigateCommand::Open), [Reader, List, Search, Prompt, Select], Nothing,
            "Open the row or the folded lines, or accept the typed text or the selection.";
        "close", "close", Navigate(NavigateCommand::Close), [Reader, List, Search, Prompt, Select], Nothing,
            "Go one step out: end the selection, close the popup on top, leave the list.";
    }
    Decide {
        "label_1", "label 1", Decide(DecideCommand::Label(1)), [Reader, Select, List], Sentence,
            "Put the label of key 1 on the sentence or the selected words, or take the label off again.";
        "label_2", "label 2", Decide(DecideCommand::Label(2)), [Reader, Select, List], Sentence,
            "Put the label of key 2 on the sentence or the selected words, or take the label off again.";
        "label_3", "label 3", Decide(DecideCommand::Label(3)), [Reader, Select, List], Sentence,
            "Put the label of key 3 on the sentence or the selected words, or take the label off again.";
        "label_4", "label 4", Decide(DecideCommand::Label(4)), [Reader, Select, List], Sentence,
            "Put the label of key 4 on the sentence or the selected words, or take the label off again.";
        "label_5", "label 5", Decide(DecideCommand::Label(5)), [Reader, Select, List], Sentence,
            "Put the label of key 5 on the sentence or the selected words, or take the label off again.";
        "label_6", "label 6", Decide(DecideCommand::Label(6)), [Reader, Select, List], Sentence,
            "Put the label of key 6 on the sentence or the selected words, or take the label off again.";
        "label_7", "label 7", Decide(DecideCommand::Label(7)), [Reader, Select, List], Sentence,
            "Put the label of key 7 on the sentence or the selected words, or take the label off again.";
        "label_8", "label 8", Decide(DecideCommand::Label(8)), [Reader, Select, List], Sentence,
            "Put the label of key 8 on the sentence or the selected words, or take the label off again.";
        "label_9", "label 9", Decide(DecideCommand::Label(9)), [Reader, Select, List], Sentence,
            "Put the label of key 9 on the sentence or the selected words, or take the label off again.";
        "repeat_label", "last label again", Decide(DecideCommand::RepeatLabel), [Reader, Select], Sentence,
            "Put the label that was put last.";
        "label_furniture", "label headings, site text", Decide(DecideCommand::LabelFurniture), [Reader], Sentence,
            "Show the unlabelled headings, bylines and site text of the article, and label them by the table of kinds.";
        "delete", "delete annotation", Decide(DecideCommand::Delete), [Reader, Select, List], Annotation,
            "Delete the annotation; undo brings it back.";
        "edit_note", "note", Decide(DecideCommand::EditText(TypedField::Note)), [Reader, Select, List], Sentence,
            "Write a note on the sentence or the selected words.";
        "edit_evidence", "evidence", Decide(DecideCommand::EditText(TypedField::Evidence)), [Reader, Select, List], Sentence,
            "Write the address of the evidence.";
        "cycle_confidence", "confidence", Decide(DecideCommand::CycleConfidence), [Reader, Select, List], Sentence,
            "Change the confidence: low, medium, high, none.";
        "mark_source", "source", Decide(DecideCommand::MarkSource), [Reader, Select], Sentence,
            "Mark the source: the selected words, or select them now and press Enter.";
        "mark_cue", "cue", Decide(DecideCommand::MarkCue), [Reader, Select], Sentence,
            "Mark the cue word: the selected words, or select it now and press Enter.";
        "add_label", "add a label", List(ListCommand::AddLabel), [List], Nothing,
            "Add a label of your own to the codebook (in the labels view).";
        "merge_label", "merge label", List(ListCommand::MergeLabel), [List], Nothing,
            "Merge a label of the codebook into another label, with its annotations.";
        "choose_version", "choose a version", Decide(DecideCommand::ChooseVersion), [Reader, List], Annotation,
            "Choose a version of an annotation that several people changed at once (≠).";
        "undo", "undo", History(HistoryCommand::Undo), [Reader, List], Done,
            "Undo the last decision, also of another article or session.";
        "redo", "redo", History(HistoryCommand::Redo), [Reader, List], Undone,
            "Redo the last undone decision.";
        "toggle_auto_jump", "autojump", Decide(DecideCommand::ToggleAutoJump), [Reader], Nothing,
            "Switch on or off that a label jumps to the next undecided sentence.";
        "accept_place", "accept this place", Anchor(AnchorCommand::AcceptPlace), [Reader, List], Nothing,
            "Accept where a mark of a changed article stands now; on an article, of all its marks.";
        "accept_places", "accept all places", Anchor(AnchorCommand::AcceptPlaces), [Reader, List], Nothing,
            "Accept where all marks of the article, or of the list, stand now, as one step.";
        "place_anew", "place anew", Anchor(AnchorCommand::PlaceAnew), [List], Nothing,
            "Go to the article of a mark to choose its words anew (in the list of moved marks).";
    }
    Select {
        "select", "select a span", Select(SelectCommand::Start), [Reader], Sentence,
            "Select a span of words instead of the sentence.";
        "select_word_forward", "a word on", Select(SelectCommand::WordForward), [Select], Sentence,
            "Move the end of the selection a word forward.";
        "select_word_back", "a word back", Select(SelectCommand::WordBack), [Select], Sentence,
            "Move the end of the selection a word back.";
        "select_clause_forward", "a clause on", Select(SelectCommand::ClauseForward), [Select], Sentence,
            "Move the end of the selection to the end of the clause.";
        "select_clause_back", "a clause back", Select(SelectCommand::ClauseBack), [Select], Sentence,
            "Move the end of the selection back by a clause.";
        "select_sentence_forward", "a sentence on", Select(SelectCommand::SentenceForward), [Select], Sentence,
            "Move the end of the selection to the end of the sentence, then of the next.";
        "select_sentence_back", "a sentence back", Select(SelectCommand::SentenceBack), [Select], Sentence,
            "Move the end of the selection back by a sentence.";
        "select_swap", "other end", Select(SelectCommand::Swap), [Select], Sentence,
            "Take hold of the other end of the selection.";
        "select_find", "find words", Select(SelectCommand::Find), [Select], Sentence,
            "Type the first letters of a word and select from there; once words were selected, up to there.";
        "widen", "widen", Select(SelectCommand::Widen), [Reader, Select], Sentence,
            "Widen: the sentence, the quotation with its attribution, the paragraph.";
    }
    Repeats {
        "repeats", "repeats of this", Repeats(RepeatsCommand::Show), [Reader], Sentence,
            "Show every place of this passage in all articles, with the differences.";
        "label_repeats", "label all repeats", Repeats(RepeatsCommand::Label), [Reader, List], Sentence,
            "Show every place of this passage and tick the unlabelled places: a label then labels all.";
        "change_unit", "label more or less", Repeats(RepeatsCommand::ChangeUnit), [List], Nothing,
            "Change what a label on the places of a repeat is stored for: the quotation with its sentence, the whole line, the whole sentence, the repeated words.";
        "next_repeat", "next repeat", Jump(JumpCommand::NextRepeat), [Reader], Sentence,
            "Go to the next sentence that repeats something of another article.";
        "previous_repeat", "previous repeat", Jump(JumpCommand::PreviousRepeat), [Reader], Sentence,
            "Go to the previous sentence that repeats something of another article.";
        "next_cluster", "other repeat", Repeats(RepeatsCommand::NextCluster), [List], Nothing,
            "Show the next repeat of the same passage, or the next place of a moved mark, where there are several; a column on in the table of shared words.";
        "previous_cluster", "other repeat back", Repeats(RepeatsCommand::PreviousCluster), [List], Nothing,
            "Show the previous repeat of the same passage, or place of a moved mark, where there are several; a column back in the table.";
        "repeat_list", "all repeats", View(ViewCommand::Repeats), [Reader, List], Nothing,
            "Show passages of several articles, best first.";
        "source_list", "all sources", View(ViewCommand::Sources), [Reader, List], Nothing,
            "Show the named sources with their statements, most articles first.";
        "matrix", "shared words", View(ViewCommand::Matrix), [Reader, List], Nothing,
            "Show the number of shared words for each pair of articles; Enter opens their shared passages.";
        "read_once", "read once", Reader(ReaderCommand::ReadOnce), [Reader], Sentence,
            "Fold each decided repeat of the article to one line (Enter opens the line), or unfold all.";
        "hide_names", "hide names", Repeats(RepeatsCommand::HideNames), [List], Nothing,
            "Leave out repeats that are only names, or show them again (in the repeats view).";
        "keep_rule", "keep as a rule", Repeats(RepeatsCommand::KeepRule), [Reader, List], Nothing,
            "Keep the label that was put on several places as a rule for places that turn up later.";
        "apply_rules", "label what rules match", Repeats(RepeatsCommand::ApplyRules), [Reader, List], Nothing,
            "Label every undecided place that a rule matches, as one step.";
        "rule_list", "all rules", View(ViewCommand::Rules), [Reader, List], Nothing,
            "Show the rules; d takes one away.";
    }
    Find {
        "find", "find in the article", Find(FindCommand::Start), [Reader], Sentence,
            "Find words in the article while you type.";
        "find_next", "next hit", Find(FindCommand::Next), [Reader], Search,
            "Go to the next place that was found.";
        "find_previous", "previous hit", Find(FindCommand::Previous), [Reader], Search,
            "Go to the previous place that was found.";
        "find_selection", "find these words", Find(FindCommand::Selection), [Reader, Select], Sentence,
            "Find the selected words, or the words of the annotation, in the article.";
        "passages", "passages", Popup(PopupCommand::Passages), [Reader, List], Nothing,
            "Find any passage of all articles while you type.";
        "concordance", "concordance", Popup(PopupCommand::Concordance), [Reader, List], Nothing,
            "Show every place of words in all articles, each with the words around it.";
        "toggle_scattered", "scattered hits", Query(QueryCommand::ToggleScattered), [List, Search], Nothing,
            "Show or hide hits whose letters are scattered.";
        "cycle_mode", "exact, phrase, regex", Query(QueryCommand::CycleMode), [List, Search], Nothing,
            "Look for words, for a phrase, or for a regular expression in the concordance.";
        "cycle_order", "order", Query(QueryCommand::CycleOrder), [List, Search], Nothing,
            "Order the concordance by article, by the words to the left, or by the words to the right.";
        "toggle_counts", "counts", Query(QueryCommand::ToggleCounts), [List, Search], Nothing,
            "Show the counts by article instead of the lines of the concordance, or the lines again.";
        "add_filter", "add a filter", Query(QueryCommand::AddFilter), [List, Search], Nothing,
            "Pick a filter for the search: label, kind, article, source.";
        "remove_filter", "filter off", Query(QueryCommand::RemoveFilter), [List, Search], Nothing,
            "Take the last filter off the search; among the saved searches, delete the one selected.";
        "saved_searches", "saved searches", Popup(PopupCommand::SavedSearches), [Reader, List, Search], Nothing,
            "Pick one of the searches that were saved under a name.";
        "save_search", "save under a name", Query(QueryCommand::Save), [List, Search], Nothing,
            "Save the search under a name; among the saved searches, rename the one selected.";
        "tick", "tick", List(ListCommand::Tick), [List, Search], Nothing,
            "Tick the row, so that a label is put on all ticked rows.";
        "tick_all", "tick all", List(ListCommand::TickAll), [List, Search], Nothing,
            "Tick all rows, or none when all are ticked.";
        "filter", "filter", List(ListCommand::Filter), [Reader, List], Nothing,
            "Show only rows, or sentences, that match (label:unsourced, in:000, words).";
    }
    View {
        "reader", "read", View(ViewCommand::Reader), [Reader, List], Nothing,
            "Show the article.";
        "articles", "articles", View(ViewCommand::Articles), [Reader, List], Nothing,
            "Show the articles with their progress and problems.";
        "open_article", "open an article", Popup(PopupCommand::OpenArticle), [Reader, List], Nothing,
            "Find an article by its title or path and go on reading it.";
        "open_label", "open a label", Popup(PopupCommand::OpenLabel), [Reader, List], Nothing,
            "Find a label and show its annotations.";
        "annotations", "annotations", View(ViewCommand::Annotations), [Reader, List], Nothing,
            "Show the annotations of all articles.";
        "notes", "notes", View(ViewCommand::Notes), [Reader, List], Nothing,
            "Show the annotations that have a note.";
        "moved_marks", "moved marks", View(ViewCommand::Anchors), [Reader, List], Nothing,
            "Show the marks of changed articles: then, now, and the differences.";
        "renamed_articles", "renamed articles", View(ViewCommand::Renames), [Reader, List], Nothing,
            "Show annotations of renamed articles and where to they can move: p moves one, P all.";
        "missing", "missing annotations", View(ViewCommand::Missing), [Reader, List], Nothing,
            "Show annotations that copies hold and the files do not, to bring back or let go.";
        "labels", "labels", View(ViewCommand::Labels), [Reader, List], Nothing,
            "Show the codebook: labels, their keys and when to use them.";
        "figures", "progress and figures", View(ViewCommand::Figures), [Reader, List], Nothing,
            "Show progress and figures.";
        "settings", "settings", View(ViewCommand::Settings), [Reader, List], Nothing,
            "Show and change the settings.";
        "place_view", "place on the screen", Reader(ReaderCommand::PlaceView), [Reader], Sentence,
            "Move the sentence to the middle, the top, the bottom of the screen.";
        "wider", "wider text", Reader(ReaderCommand::Wider), [Reader], Nothing,
            "Make the text wider (up to 80 columns).";
        "narrower", "narrower text", Reader(ReaderCommand::Narrower), [Reader], Nothing,
            "Make the text narrower (down to 60 columns).";
    }
    Program {
        "menu", "menu", App(AppCommand::Menu), [Reader, List], Nothing,
            "Show the menu: everything that can follow Space.";
        "palette", "all commands", App(AppCommand::Palette), [Reader, Select, List], Nothing,
            "Find and run any command by its name; Tab goes on to articles and labels.";
        "help", "help", App(AppCommand::Help), [Reader, Select, List], Nothing,
            "Show the keys of this place; type to search.";
        "copy", "copy words", Reader(ReaderCommand::Copy), [Reader, Select], Sentence,
            "Copy the words to the clipboard of the terminal.";
        "copy_reference", "copy with reference", Reader(ReaderCommand::CopyReference), [Reader, Select], Sentence,
            "Copy the words with a reference that can be cited.";
        "export", "export", App(AppCommand::Export), [Reader, List], Nothing,
            "Export the annotations to a file.";
        "reload", "reload the article", Reader(ReaderCommand::Reload), [Reader], Nothing,
            "Read the article and its annotations from disk again.";
        "redraw", "redraw", App(AppCommand::Redraw), [Reader, Select, List, Search, Prompt], Nothing,
            "Draw the whole screen again.";
        "suspend", "suspend", App(AppCommand::Suspend), [Reader, Select, List, Search, Prompt], Nothing,
            "Suspend the program; `fg` in the shell brings it back.";
        "quit", "back, quit", Navigate(NavigateCommand::Quit), [Reader, Select, List], Nothing,
            "Go back to the article; from there, quit. Everything is saved already.";
        "cancel", "cancel", Navigate(NavigateCommand::Cancel), [Reader, Select, List, Search, Prompt], Nothing,
            "Cancel the present action; without one, explain how to quit.";
        "text_left", "left", Edit(EditCommand::Left), [Search, Prompt], Nothing,
            "Move the text cursor left.";
        "text_right", "right", Edit(EditCommand::Right), [Search, Prompt], Nothing,
            "Move the text cursor right.";
        "text_start", "line start", Edit(EditCommand::Start), [Search, Prompt], Nothing,
            "Move the text cursor to the start.";
        "text_end", "line end", Edit(EditCommand::End), [Search, Prompt], Nothing,
            "Move the text cursor to the end.";
        "text_delete_back", "delete back", Edit(EditCommand::DeleteBack), [Search, Prompt], Nothing,
            "Delete the character before the text cursor.";
        "text_delete", "delete", Edit(EditCommand::Delete), [Search, Prompt], Nothing,
            "Delete the character at the text cursor.";
        "text_delete_word", "delete word", Edit(EditCommand::DeleteWord), [Search, Prompt], Nothing,
            "Delete the word before the text cursor.";
        "text_clear", "clear", Edit(EditCommand::Clear), [Search, Prompt], Nothing,
            "Delete everything before the text cursor.";
        "text_newline", "line break", Edit(EditCommand::Newline), [Prompt], Nothing,
            "Put a line break into a note.";
    }
}
