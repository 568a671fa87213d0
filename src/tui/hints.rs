//! The tab bar and the hint line as clickable words: their columns, keys and commands.
//!
//! Views and popups choose the commands; this file fits the words into the line.

use copydesk::command::{
    AppCommand, Command, Context, EditCommand, NavigateCommand, QueryCommand, RepeatsCommand,
};
use ratatui::layout::Position;

use super::{
    app::App,
    layout::Regions,
    state::{
        finder::{FinderFocus, FinderResults},
        popup::{PickerChoice, Popup},
    },
    views::{
        VIEWS, ViewId,
        view::{
            CLOSE, DELETE, FILTER, HELP, LABEL_ALL, NEXT, OPEN, ROW_HINTS, TICK, TICK_ALL, UNDO,
            label,
        },
    },
};

/// A command on a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// First column.
    pub x: u16,
    /// The key, empty on the tab bar.
    pub key: String,
    /// The words of the command, for example `undo`.
    pub words: String,
    pub command: Command,
}

impl Hint {
    fn cols(&self) -> u16 {
        let space = usize::from(!self.key.is_empty());
        let cols = self.key.chars().count() + space + self.words.chars().count();
        u16::try_from(cols).unwrap_or(u16::MAX)
    }
}

/// The hint line of the places of a repeat or of a source.
const PLACE_HINTS: [Command; 10] =
    [OPEN, label(1), label(2), label(3), label(4), CLOSE, HELP, TICK, TICK_ALL, UNDO];

/// The hint line of the query of a passage search.
const PASSAGE_HINTS: [Command; 8] = [
    OPEN,
    NEXT,
    CLOSE,
    TICK,
    Command::Query(QueryCommand::AddFilter),
    TICK_ALL,
    Command::Query(QueryCommand::ToggleScattered),
    Command::Query(QueryCommand::Save),
];

/// The hint line of the query of a concordance.
const LINE_HINTS: [Command; 10] = [
    OPEN,
    NEXT,
    CLOSE,
    Command::Query(QueryCommand::CycleOrder),
    Command::Query(QueryCommand::CycleMode),
    TICK,
    Command::Query(QueryCommand::AddFilter),
    TICK_ALL,
    Command::Query(QueryCommand::Save),
    Command::Query(QueryCommand::ToggleCounts),
];

/// Returns the commands of the hint line, most important first; [`line`] drops hints from the end.
fn wanted(app: &App) -> Vec<Command> {
    match app.popups.last() {
        None => app.front().hints().to_vec(),
        Some(Popup::Picker(_)) => vec![OPEN, NEXT, CLOSE],
        Some(Popup::Prompt(prompt)) if prompt.is_note() => {
            vec![OPEN, CLOSE, Command::Edit(EditCommand::Newline)]
        }
        Some(Popup::Prompt(_)) => vec![OPEN, CLOSE],
        // The question names its keys, and Enter is no answer.
        Some(Popup::Confirm(_)) => vec![CLOSE],
        Some(Popup::Occurrences(shown)) => {
            let mut hints = PLACE_HINTS.to_vec();
            if shown.subjects.len() > 1 {
                hints.insert(7, Command::Repeats(RepeatsCommand::NextCluster));
            }
            hints
        }
        Some(Popup::Settle(_)) => vec![OPEN, TICK, TICK_ALL, CLOSE, HELP],
        Some(Popup::Finder(finder)) => match (finder.focus, &finder.results) {
            (FinderFocus::Rows, _) => ROW_HINTS.to_vec(),
            (FinderFocus::Field, FinderResults::Passages { .. }) => PASSAGE_HINTS.to_vec(),
            (FinderFocus::Field, FinderResults::Lines { .. }) => LINE_HINTS.to_vec(),
        },
    }
}

/// Returns the hint line, as many hints as fit `cols` columns.
pub fn line(app: &App, cols: u16) -> Vec<Hint> {
    let context = app.context();
    let mut hints = Vec::new();
    let mut x = 1;
    let is_meant = |command: &Command| command.spec().contexts.contains(&context);
    for command in wanted(app).into_iter().filter(is_meant) {
        let Some(hint) = hint(app, context, command, x) else { continue };
        let end = x + hint.cols();
        if end > cols {
            continue;
        }
        x = end + 2;
        hints.push(hint);
    }
    hints
}

fn hint(app: &App, context: Context, command: Command, x: u16) -> Option<Hint> {
    let (key, words) = if command == Command::App(AppCommand::Menu) {
        ("Space".to_owned(), "menu".to_owned())
    } else if let Some(label_key) = command.label_key() {
        let label = app.project.codebook().by_key(label_key)?;
        (label_key.to_string(), label.name.clone())
    } else {
        let key = app.keymap.keys_of(context, command).into_iter().next()?;
        (show_key(&key), words(app, command).to_owned())
    };
    Some(Hint { x, key, words, command })
}

/// Returns true while the versions of an annotation in conflict are offered.
fn chooses_version(app: &App) -> bool {
    let Some(Popup::Picker(picker)) = app.popups.last() else { return false };
    picker.items.iter().all(|item| matches!(item.choice, PickerChoice::Version(..)))
}

/// Returns the words of a command, shorter than in the table if the view says the rest.
fn words(app: &App, command: Command) -> &'static str {
    let (context, in_finder) = (app.context(), app.finder().is_some());
    let is_view = |view| app.view == view && app.popups.is_empty();
    let in_plan = matches!(app.popups.last(), Some(Popup::Settle(_)));
    let shorter = [
        (OPEN, chooses_version(app), "keep this version"),
        (OPEN, is_view(ViewId::Missing), "bring back"),
        (DELETE, is_view(ViewId::Missing), "let go"),
        (OPEN, is_view(ViewId::Renames), "read"),
        (OPEN, context == Context::Prompt, "accept"),
        (OPEN, in_plan, "label the ticked kinds"),
        (CLOSE, context == Context::Select, "let go"),
        (CLOSE, true, "close"),
        (NEXT, in_finder, "to the rows"),
        (FILTER, in_finder, "query"),
        (DELETE, true, "delete"),
        (Command::Repeats(RepeatsCommand::ApplyRules), true, "label new places"),
        (LABEL_ALL, true, "label all"),
        (Command::Navigate(NavigateCommand::Quit), true, "quit"),
        (UNDO, true, "undo"),
    ];
    let found = shorter.into_iter().find(|(known, is_here, _)| *known == command && *is_here);
    found.map_or(command.spec().short, |(_, _, words)| words)
}

/// Returns keys as a keyboard shows them, for example `Ctrl-K` for `ctrl-k`.
pub fn show_key(keys: &str) -> String {
    keys.split(' ')
        .map(|key| match key {
            "space" => "Space".to_owned(),
            "enter" => "Enter".to_owned(),
            "esc" => "Esc".to_owned(),
            "tab" => "Tab".to_owned(),
            "down" => "↓".to_owned(),
            "up" => "↑".to_owned(),
            "left" => "←".to_owned(),
            "right" => "→".to_owned(),
            "shift-tab" => "Shift-Tab".to_owned(),
            "backspace" => "Bksp".to_owned(),
            "delete" => "Del".to_owned(),
            "home" => "Home".to_owned(),
            "end" => "End".to_owned(),
            "pageup" => "PgUp".to_owned(),
            "pagedown" => "PgDn".to_owned(),
            other => match other.strip_prefix("ctrl-") {
                Some(rest) => format!("Ctrl-{rest}"),
                None => other.to_owned(),
            },
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns the tabs for `cols` columns; `true` marks the tab of the view in front.
pub fn tabs(app: &App, cols: u16) -> Vec<(Hint, bool)> {
    let mut x = if cols >= 60 { 12 } else { 1 };
    let mut tabs = Vec::new();
    for (view, commands, title) in VIEWS.iter().filter(|(.., title)| !title.is_empty()) {
        let active = *view == app.view;
        if cols < 60 && !active {
            continue;
        }
        let words = if active { format!("[{title}]") } else { format!(" {title} ") };
        let hint = Hint { x, key: String::new(), words, command: Command::View(commands[0]) };
        x += hint.cols();
        tabs.push((hint, active));
    }
    tabs
}

/// Returns the command at a position of the tab bar or the hint line.
pub fn at(app: &App, regions: &Regions, position: Position) -> Option<Command> {
    let cols = regions.screen.width;
    let hints: Vec<Hint> = if regions.tabs.contains(position) {
        tabs(app, cols).into_iter().map(|(hint, _)| hint).collect()
    } else {
        line(app, cols)
    };
    let under = |hint: &&Hint| (hint.x..hint.x + hint.cols()).contains(&position.x);
    hints.iter().find(under).map(|hint| hint.command)
}
