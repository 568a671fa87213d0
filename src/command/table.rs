//! The rows of the command table, in the order of the help.

use super::{
    AnchorCommand, AppCommand, Command, CommandNeeds, CommandSpec,
    Context::{self, List, Prompt, Reader, Search, Select},
    DecideCommand, EditCommand, FindCommand, HelpHeading, HistoryCommand, JumpCommand, ListCommand,
    MoveCommand, NavigateCommand, PopupCommand, QueryCommand, ReaderCommand, RepeatsCommand,
    SelectCommand, ViewCommand,
};

/// Every command there is.
pub static COMMANDS: &[CommandSpec] = &[
    row(Command::Move(MoveCommand::Next), "next", "next", "Go to the next sentence, or the next row of a list.")
        .of(HelpHeading::Move, &[Reader, List, Search]),
    row(Command::Move(MoveCommand::Previous), "previous", "previous", "Go to the previous sentence, or the previous row of a list.")
        .of(HelpHeading::Move, &[Reader, List, Search]),
    row(Command::Jump(JumpCommand::NextParagraph), "next_paragraph", "next paragraph", "Go to the next paragraph.")
        .of(HelpHeading::Move, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Jump(JumpCommand::PreviousParagraph), "previous_paragraph", "previous paragraph", "Go to the previous paragraph.")
        .of(HelpHeading::Move, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Jump(JumpCommand::NextArticle), "next_article", "next article", "Go to the next article.")
        .of(HelpHeading::Move, &[Reader]),
    row(Command::Jump(JumpCommand::PreviousArticle), "previous_article", "previous article", "Go to the previous article.")
        .of(HelpHeading::Move, &[Reader]),
    row(Command::Jump(JumpCommand::NextUndecided), "next_undecided", "next undecided", "Go to the next undecided sentence, in the next articles too.")
        .of(HelpHeading::Move, &[Reader]),
    row(Command::Jump(JumpCommand::PreviousUndecided), "previous_undecided", "previous undecided", "Go to the previous undecided sentence, in the articles before too.")
        .of(HelpHeading::Move, &[Reader]),
    row(Command::Jump(JumpCommand::NextAnnotation), "next_annotation", "next annotation", "Go to the next annotation of the article and select its words.")
        .of(HelpHeading::Move, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Jump(JumpCommand::PreviousAnnotation), "previous_annotation", "previous annotation", "Go to the previous annotation of the article and select its words.")
        .of(HelpHeading::Move, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Move(MoveCommand::HalfPageDown), "half_page_down", "half a page down", "Go half a page down.")
        .of(HelpHeading::Move, &[Reader, List]),
    row(Command::Move(MoveCommand::HalfPageUp), "half_page_up", "half a page up", "Go half a page up.")
        .of(HelpHeading::Move, &[Reader, List]),
    row(Command::Move(MoveCommand::PageDown), "page_down", "a page down", "Go a page down.")
        .of(HelpHeading::Move, &[Reader, List, Search]),
    row(Command::Move(MoveCommand::PageUp), "page_up", "a page up", "Go a page up.")
        .of(HelpHeading::Move, &[Reader, List, Search]),
    row(Command::Move(MoveCommand::First), "first", "the top", "Go to the first sentence or row.")
        .of(HelpHeading::Move, &[Reader, List]),
    row(Command::Move(MoveCommand::Last), "last", "the end", "Go to the last sentence or row.")
        .of(HelpHeading::Move, &[Reader, List]),
    row(Command::Jump(JumpCommand::Back), "back", "back", "Go back to the place visited before.")
        .of(HelpHeading::Move, &[Reader]),
    row(Command::Jump(JumpCommand::Forward), "forward", "forward", "Go forward again through the places visited.")
        .of(HelpHeading::Move, &[Reader]),
    row(Command::Navigate(NavigateCommand::Open), "open", "open", "Open the row or what is folded, or accept what was typed or selected.")
        .of(HelpHeading::Move, &[Reader, List, Search, Prompt, Select]),
    row(Command::Navigate(NavigateCommand::Close), "close", "close", "Go one step out: end the selection, close what lies on top, leave the list.")
        .of(HelpHeading::Move, &[Reader, List, Search, Prompt, Select]),
    row(Command::Decide(DecideCommand::Label(1)), "label_1", "label 1", "Put the label of key 1 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(2)), "label_2", "label 2", "Put the label of key 2 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(3)), "label_3", "label 3", "Put the label of key 3 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(4)), "label_4", "label 4", "Put the label of key 4 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(5)), "label_5", "label 5", "Put the label of key 5 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(6)), "label_6", "label 6", "Put the label of key 6 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(7)), "label_7", "label 7", "Put the label of key 7 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(8)), "label_8", "label 8", "Put the label of key 8 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Label(9)), "label_9", "label 9", "Put the label of key 9 on the sentence or the selected words; again takes it off.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::RepeatLabel), "repeat_label", "last label again", "Put the label that was put last.")
        .of(HelpHeading::Decide, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::LabelFurniture), "label_furniture", "furniture: not a claim", "Label every undecided heading, byline, question and site line of the article 'not a claim', as one step.")
        .of(HelpHeading::Decide, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::Delete), "delete", "delete annotation", "Delete the annotation; undo brings it back.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Annotation),
    row(Command::Decide(DecideCommand::EditNote), "edit_note", "note", "Write a note on the sentence or the selected words.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::EditEvidence), "edit_evidence", "evidence", "Write the address of the evidence.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::CycleConfidence), "cycle_confidence", "confidence", "Change the confidence: low, medium, high, none.")
        .of(HelpHeading::Decide, &[Reader, Select, List])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::MarkSource), "mark_source", "source", "Mark the source: the selected words, or select them now and press Enter.")
        .of(HelpHeading::Decide, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Decide(DecideCommand::MarkCue), "mark_cue", "cue", "Mark the cue word: the selected words, or select it now and press Enter.")
        .of(HelpHeading::Decide, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
    row(Command::List(ListCommand::AddLabel), "add_label", "add a label", "Add a label of your own to the codebook (in the labels view).")
        .of(HelpHeading::Decide, &[List]),
    row(
        Command::Decide(DecideCommand::ChooseVersion),
        "choose_version",
        "choose a version",
        "Choose what counts, where several changed the same annotation at once (≠).",
    )
    .of(HelpHeading::Decide, &[Reader, List])
    .needing(CommandNeeds::Annotation),
    row(Command::History(HistoryCommand::Undo), "undo", "undo", "Undo the last decision, in whatever article and session it was made.")
        .of(HelpHeading::Decide, &[Reader, List])
        .needing(CommandNeeds::Done),
    row(Command::History(HistoryCommand::Redo), "redo", "redo", "Do again what was undone.")
        .of(HelpHeading::Decide, &[Reader, List])
        .needing(CommandNeeds::Undone),
    row(Command::Decide(DecideCommand::ToggleAutoJump), "toggle_auto_jump", "autojump", "Switch on or off that a label jumps to the next undecided sentence.")
        .of(HelpHeading::Decide, &[Reader]),
    row(Command::Anchor(AnchorCommand::AcceptPlace), "accept_place", "accept this place", "Accept where a mark of a changed article stands now; on an article, of all its marks.")
        .of(HelpHeading::Decide, &[Reader, List]),
    row(Command::Anchor(AnchorCommand::AcceptPlaces), "accept_places", "accept all places", "Accept where all marks of the article, or of the list, stand now, as one step.")
        .of(HelpHeading::Decide, &[Reader, List]),
    row(Command::Anchor(AnchorCommand::PlaceAnew), "place_anew", "place anew", "Go to the article of a mark to choose its words anew (in the list of moved marks).")
        .of(HelpHeading::Decide, &[List]),
    row(Command::Select(SelectCommand::Start), "select", "select a span", "Select a span of words instead of the sentence.")
        .of(HelpHeading::Select, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::WordForward), "select_word_forward", "a word on", "Move the end of the selection a word forward.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::WordBack), "select_word_back", "a word back", "Move the end of the selection a word back.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::ClauseForward), "select_clause_forward", "a clause on", "Move the end of the selection to the end of the clause.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::ClauseBack), "select_clause_back", "a clause back", "Move the end of the selection back by a clause.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::SentenceForward), "select_sentence_forward", "a sentence on", "Move the end of the selection to the end of the sentence, then of the next.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::SentenceBack), "select_sentence_back", "a sentence back", "Move the end of the selection back by a sentence.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Select(SelectCommand::Swap), "select_swap", "other end", "Take hold of the other end of the selection.")
        .of(HelpHeading::Select, &[Select])
        .needing(CommandNeeds::Sentence),
    row(
        Command::Select(SelectCommand::Find),
        "select_find",
        "find words",
        "Type the first letters of a word and select from there; once words were selected, up to there.",
    )
    .of(HelpHeading::Select, &[Select])
    .needing(CommandNeeds::Sentence),
    row(
        Command::Select(SelectCommand::Widen), "widen", "widen", "Widen: the sentence, the quotation with its attribution, the paragraph.")
        .of(HelpHeading::Select, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
        row(
        Command::Repeats(RepeatsCommand::Show),
        "repeats",
        "repeats of this",
        "Show every place where this passage stands, in all articles, with what differs.",
    )
    .of(HelpHeading::Repeats, &[Reader])
    .needing(CommandNeeds::Sentence),
    row(
        Command::Repeats(RepeatsCommand::Label),
        "label_repeats",
        "label all repeats",
        "Show every place of this passage with those ticked that are undecided: a label then decides all.",
    )
    .of(HelpHeading::Repeats, &[Reader, List])
    .needing(CommandNeeds::Sentence),
    row(
        Command::Jump(JumpCommand::NextRepeat),
        "next_repeat",
        "next repeat",
        "Go to the next sentence that repeats something of another article.",
    )
    .of(HelpHeading::Repeats, &[Reader])
    .needing(CommandNeeds::Sentence),
    row(
        Command::Jump(JumpCommand::PreviousRepeat),
        "previous_repeat",
        "previous repeat",
        "Go to the previous sentence that repeats something of another article.",
    )
    .of(HelpHeading::Repeats, &[Reader])
    .needing(CommandNeeds::Sentence),
    row(
        Command::Repeats(RepeatsCommand::NextCluster),
        "next_cluster",
        "other repeat",
        "Show the next repeat of the same passage, or the next place of a moved mark, where there are several; a column on in the table of shared words.",
    )
    .of(HelpHeading::Repeats, &[List]),
    row(
        Command::Repeats(RepeatsCommand::PreviousCluster),
        "previous_cluster",
        "other repeat back",
        "Show the previous repeat of the same passage, or place of a moved mark, where there are several; a column back in the table.",
    )
    .of(HelpHeading::Repeats, &[List]),
    row(
        Command::View(ViewCommand::Repeats),
        "repeat_list",
        "all repeats",
        "Show what stands in several articles, best first.",
    )
    .of(HelpHeading::Repeats, &[Reader, List]),
    row(Command::View(ViewCommand::Sources), "source_list", "all sources", "Show who is said to have said what, those of most articles first.")
        .of(HelpHeading::Repeats, &[Reader, List]),
    row(Command::View(ViewCommand::Matrix), "matrix", "shared words", "Show for each pair of articles how many words they share; Enter opens what both say.")
        .of(HelpHeading::Repeats, &[Reader, List]),
    row(Command::Reader(ReaderCommand::ReadOnce), "read_once", "read once", "Fold decided repeats of the article to one line each, which Enter opens, or show them again.")
        .of(HelpHeading::Repeats, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Repeats(RepeatsCommand::HideNames), "hide_names", "hide names", "Leave out repeats that are only names, or show them again (in the repeats view).")
        .of(HelpHeading::Repeats, &[List]),
    row(Command::Repeats(RepeatsCommand::KeepRule), "keep_rule", "keep as a rule", "Keep the label that was put on several places as a rule for places that turn up later.")
        .of(HelpHeading::Repeats, &[Reader, List]),
    row(Command::Repeats(RepeatsCommand::ApplyRules), "apply_rules", "label what rules match", "Label every undecided place that a rule matches, as one step.")
        .of(HelpHeading::Repeats, &[Reader, List]),
    row(Command::View(ViewCommand::Rules), "rule_list", "all rules", "Show the rules; d takes one away.")
        .of(HelpHeading::Repeats, &[Reader, List]),
    row(Command::Find(FindCommand::Start), "find", "find in the article", "Find words in the article while you type.")
        .of(HelpHeading::Find, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Find(FindCommand::Next), "find_next", "next hit", "Go to the next place that was found.")
        .of(HelpHeading::Find, &[Reader])
        .needing(CommandNeeds::Search),
    row(Command::Find(FindCommand::Previous), "find_previous", "previous hit", "Go to the previous place that was found.")
        .of(HelpHeading::Find, &[Reader])
        .needing(CommandNeeds::Search),
    row(Command::Find(FindCommand::Selection), "find_selection", "find these words", "Find the selected words, or the words of the annotation, in the article.")
        .of(HelpHeading::Find, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Popup(PopupCommand::Passages), "passages", "passages", "Find any passage of all articles while you type.")
        .of(HelpHeading::Find, &[Reader, List]),
    row(Command::Popup(PopupCommand::Concordance), "concordance", "concordance", "Show every place of words in all articles, each with the words around it.")
        .of(HelpHeading::Find, &[Reader, List]),
    row(Command::Query(QueryCommand::ToggleScattered), "toggle_scattered", "scattered hits", "Show or hide hits whose letters are scattered.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::Query(QueryCommand::CycleMode), "cycle_mode", "exact, phrase, regex", "Look for words, for a phrase, or for a regular expression in the concordance.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::Query(QueryCommand::CycleOrder), "cycle_order", "order", "Order the concordance by article, by the words to the left, or by those to the right.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::Query(QueryCommand::ToggleCounts), "toggle_counts", "counts", "Show the counts by article instead of the lines of the concordance, or the lines again.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::Query(QueryCommand::AddFilter), "add_filter", "add a filter", "Pick a filter for the search: label, kind, article, source.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::Query(QueryCommand::RemoveFilter), "remove_filter", "filter off", "Take the last filter off the search; among the saved searches, delete the one selected.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::Popup(PopupCommand::SavedSearches), "saved_searches", "saved searches", "Pick one of the searches that were saved under a name.")
        .of(HelpHeading::Find, &[Reader, List, Search]),
    row(Command::Query(QueryCommand::Save), "save_search", "save under a name", "Save the search under a name; among the saved searches, rename the one selected.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::List(ListCommand::Tick), "tick", "tick", "Tick the row, so that a label is put on all ticked rows.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::List(ListCommand::TickAll), "tick_all", "tick all", "Tick all rows, or none when all are ticked.")
        .of(HelpHeading::Find, &[List, Search]),
    row(Command::List(ListCommand::Filter), "filter", "filter", "Show only rows, or sentences, that match (label:unsourced, in:000, words).")
        .of(HelpHeading::Find, &[Reader, List]),
    row(Command::View(ViewCommand::Reader), "reader", "read", "Show the article.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Articles), "articles", "articles", "Show the articles with their progress and problems.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::Popup(PopupCommand::OpenArticle), "open_article", "open an article", "Find an article by its title or path and go on reading it.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::Popup(PopupCommand::OpenLabel), "open_label", "open a label", "Find a label and show its annotations.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Annotations), "annotations", "annotations", "Show the annotations of all articles.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Notes), "notes", "notes", "Show the annotations that have a note.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Anchors), "moved_marks", "moved marks", "Show the marks of articles that have changed: then, now, and what differs.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Labels), "labels", "labels", "Show the codebook: labels, their keys and when to use them.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Figures), "figures", "progress and figures", "Show progress and figures.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::View(ViewCommand::Settings), "settings", "settings", "Show and change the settings.")
        .of(HelpHeading::View, &[Reader, List]),
    row(Command::Reader(ReaderCommand::PlaceView), "place_view", "place on the screen", "Move the sentence to the middle, the top, the bottom of the screen.")
        .of(HelpHeading::View, &[Reader])
        .needing(CommandNeeds::Sentence),
    row(Command::Reader(ReaderCommand::Wider), "wider", "wider text", "Make the text wider (up to 80 columns).")
        .of(HelpHeading::View, &[Reader]),
    row(Command::Reader(ReaderCommand::Narrower), "narrower", "narrower text", "Make the text narrower (down to 60 columns).")
        .of(HelpHeading::View, &[Reader]),
    row(Command::App(AppCommand::Menu), "menu", "menu", "Show the menu: everything that can follow Space.")
        .of(HelpHeading::Program, &[Reader, List]),
    row(Command::App(AppCommand::Palette), "palette", "all commands", "Find and run any command by its name; Tab goes on to articles and labels.")
        .of(HelpHeading::Program, &[Reader, Select, List]),
    row(Command::App(AppCommand::Help), "help", "help", "Show the keys of this place; type to search.")
        .of(HelpHeading::Program, &[Reader, Select, List]),
    row(Command::Reader(ReaderCommand::Copy), "copy", "copy words", "Copy the words to the clipboard of the terminal.")
        .of(HelpHeading::Program, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
    row(Command::Reader(ReaderCommand::CopyReference), "copy_reference", "copy with reference", "Copy the words with a reference that can be cited.")
        .of(HelpHeading::Program, &[Reader, Select])
        .needing(CommandNeeds::Sentence),
    row(Command::App(AppCommand::Export), "export", "export", "Export the annotations to a file.")
        .of(HelpHeading::Program, &[Reader, List]),
    row(Command::Reader(ReaderCommand::Reload), "reload", "reload the article", "Read the article and its annotations from disk again.")
        .of(HelpHeading::Program, &[Reader]),
    row(Command::App(AppCommand::Redraw), "redraw", "redraw", "Draw the whole screen again.")
        .of(HelpHeading::Program, &[Reader, Select, List, Search, Prompt]),
    row(Command::App(AppCommand::Suspend), "suspend", "suspend", "Suspend the program; `fg` in the shell brings it back.")
        .of(HelpHeading::Program, &[Reader, Select, List, Search, Prompt]),
    row(Command::Navigate(NavigateCommand::Quit), "quit", "back, quit", "Go back to the article; from there, quit. Everything is saved already.")
        .of(HelpHeading::Program, &[Reader, Select, List]),
    row(Command::Navigate(NavigateCommand::Cancel), "cancel", "cancel", "Cancel what is going on; when nothing is, say how to quit.")
        .of(HelpHeading::Program, &[Reader, Select, List, Search, Prompt]),
    row(Command::Edit(EditCommand::Left), "text_left", "left", "Move the text cursor left.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::Right), "text_right", "right", "Move the text cursor right.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::Start), "text_start", "line start", "Move the text cursor to the start.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::End), "text_end", "line end", "Move the text cursor to the end.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::DeleteBack), "text_delete_back", "delete back", "Delete the character before the text cursor.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::Delete), "text_delete", "delete", "Delete the character at the text cursor.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::DeleteWord), "text_delete_word", "delete word", "Delete the word before the text cursor.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::Clear), "text_clear", "clear", "Delete everything before the text cursor.")
        .of(HelpHeading::Program, &[Search, Prompt]),
    row(Command::Edit(EditCommand::Newline), "text_newline", "line break", "Put a line break into a note.")
        .of(HelpHeading::Program, &[Prompt]),
];

const fn row(
    command: Command,
    name: &'static str,
    short: &'static str,
    doc: &'static str,
) -> CommandSpec {
    CommandSpec {
        command,
        name,
        short,
        doc,
        heading: HelpHeading::Program,
        contexts: &[],
        needs: CommandNeeds::Nothing,
    }
}

impl CommandSpec {
    const fn of(mut self, heading: HelpHeading, contexts: &'static [Context]) -> Self {
        self.heading = heading;
        self.contexts = contexts;
        self
    }

    const fn needing(mut self, needs: CommandNeeds) -> Self {
        self.needs = needs;
        self
    }
}
