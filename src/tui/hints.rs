//! The tab bar and the hint line as clickable words: what is shown, where, and what a click does.

use copydesk::command::{
    AnchorCommand, AppCommand, Command, Context, DecideCommand, EditCommand, HistoryCommand,
    ListCommand, MoveCommand, NavigateCommand, QueryCommand, RepeatsCommand, SelectCommand,
    ViewCommand,
};
use ratatui::layout::Position;

use super::{
    app::App,
    layout::Regions,
    pane::{
        finder::Results,
        overlay::{Asking, Overlay},
    },
    views::ViewId,
};

/// Words on a bar that stand for a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// First column.
    pub x: u16,
    /// The key, empty on the tab bar.
    pub key: String,
    /// What it does.
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

/// What the hint line names first in each context; what has no room is left out from the end.
fn choice(context: Context) -> &'static [Command] {
    match context {
        Context::Reader => &[
            Command::Decide(DecideCommand::Label(1)),
            Command::Decide(DecideCommand::Label(2)),
            Command::Decide(DecideCommand::Label(3)),
            Command::Decide(DecideCommand::Label(4)),
            Command::App(AppCommand::Help),
            Command::App(AppCommand::Menu),
            Command::Select(SelectCommand::Start),
            Command::History(HistoryCommand::Undo),
            Command::Navigate(NavigateCommand::Quit),
            Command::View(ViewCommand::Passages),
            Command::Decide(DecideCommand::EditNote),
            Command::Decide(DecideCommand::MarkSource),
            Command::Decide(DecideCommand::CycleConfidence),
        ],
        Context::Select => &[
            Command::Select(SelectCommand::WordForward),
            Command::Select(SelectCommand::WordBack),
            Command::Select(SelectCommand::Swap),
            Command::Select(SelectCommand::ClauseForward),
            Command::Select(SelectCommand::Widen),
            Command::Navigate(NavigateCommand::Close),
            Command::App(AppCommand::Help),
            Command::Decide(DecideCommand::MarkSource),
            Command::Decide(DecideCommand::MarkCue),
            Command::Decide(DecideCommand::EditNote),
        ],
        Context::List => &IN_LISTS,
        Context::Search => &[
            Command::Navigate(NavigateCommand::Open),
            Command::Move(MoveCommand::Next),
            Command::Navigate(NavigateCommand::Close),
            Command::Query(QueryCommand::CycleOrder),
            Command::Query(QueryCommand::CycleMode),
            Command::List(ListCommand::Tick),
            Command::Query(QueryCommand::AddFilter),
            Command::List(ListCommand::TickAll),
            Command::Query(QueryCommand::ToggleScattered),
            Command::Query(QueryCommand::Save),
            Command::Query(QueryCommand::ToggleCounts),
        ],
        Context::Prompt => &[
            Command::Navigate(NavigateCommand::Open),
            Command::Navigate(NavigateCommand::Close),
            Command::Edit(EditCommand::Newline),
        ],
    }
}

/// The same in lists.
const IN_LISTS: [Command; 21] = [
    Command::Navigate(NavigateCommand::Open),
    Command::Anchor(AnchorCommand::AcceptPlace),
    Command::Anchor(AnchorCommand::AcceptPlaces),
    Command::Anchor(AnchorCommand::PlaceAnew),
    Command::Decide(DecideCommand::Label(1)),
    Command::Decide(DecideCommand::Label(2)),
    Command::Decide(DecideCommand::Label(3)),
    Command::Decide(DecideCommand::Label(4)),
    Command::Repeats(RepeatsCommand::Label),
    Command::Repeats(RepeatsCommand::ApplyRules),
    Command::Navigate(NavigateCommand::Close),
    Command::App(AppCommand::Help),
    Command::Repeats(RepeatsCommand::NextCluster),
    Command::List(ListCommand::Tick),
    Command::List(ListCommand::TickAll),
    Command::List(ListCommand::Filter),
    Command::Repeats(RepeatsCommand::HideNames),
    Command::List(ListCommand::AddLabel),
    Command::Decide(DecideCommand::Delete),
    Command::History(HistoryCommand::Undo),
    Command::Decide(DecideCommand::EditNote),
];

/// The words of the hint line, as many as fit `cols` columns.
pub fn line(app: &App, cols: u16) -> Vec<Hint> {
    let context = app.context();
    let mut hints = Vec::new();
    let mut x = 1;
    let wanted: Vec<Command> = choice(context)
        .iter()
        .copied()
        .filter(|command| command.spec().contexts.contains(&context) && fits(app, *command))
        .collect();
    for command in wanted {
        let Some(hint) = hint(app, context, command, x) else {
            continue;
        };
        let end = x + hint.cols();
        if end > cols {
            continue;
        }
        x = end + 2;
        hints.push(hint);
    }
    hints
}

/// Returns true when a command means something in the view or popup in front.
fn fits(app: &App, command: Command) -> bool {
    let in_view = |view: ViewId| app.view == view && app.overlays.is_empty();
    let in_list = app.context() == Context::List;
    let in_annotations = app.view == ViewId::Annotations || !app.overlays.is_empty();
    let places = match app.overlays.last() {
        Some(Overlay::Occurrences(shown)) => Some(shown),
        _ => None,
    };
    match command {
        Command::Anchor(_) => in_view(ViewId::Anchors),
        Command::Query(command) => fits_finder(app, command),
        Command::List(ListCommand::AddLabel) => in_view(ViewId::Labels),
        Command::List(ListCommand::Tick | ListCommand::TickAll) => {
            in_annotations && !matches!(app.overlays.last(), Some(Overlay::Picker(_)))
        }
        Command::List(ListCommand::Filter) => {
            let without = [ViewId::Labels, ViewId::Settings, ViewId::Rules];
            places.is_none() && !in_view(ViewId::Anchors) && !without.contains(&app.view)
        }
        Command::Repeats(RepeatsCommand::NextCluster) => {
            places.is_some_and(|shown| shown.subjects.len() > 1)
        }
        Command::Repeats(RepeatsCommand::Label) => {
            let views = [ViewId::Repeats, ViewId::Sources, ViewId::Matrix];
            !in_list || views.into_iter().any(in_view)
        }
        Command::Repeats(RepeatsCommand::HideNames) => in_view(ViewId::Repeats),
        Command::Repeats(RepeatsCommand::ApplyRules) => in_view(ViewId::Rules),
        Command::Decide(DecideCommand::Delete) => {
            let deletes = !in_list || in_annotations || in_view(ViewId::Anchors);
            in_view(ViewId::Rules) || (places.is_none() && deletes)
        }
        Command::Decide(DecideCommand::EditNote) => {
            places.is_none() && (!in_list || in_annotations)
        }
        Command::Decide(DecideCommand::Label(_)) => !in_list || in_annotations,
        Command::Edit(EditCommand::Newline) => match app.overlays.last() {
            Some(Overlay::Prompt(prompt)) => matches!(prompt.asking, Asking::Note(_)),
            _ => false,
        },
        Command::Move(_)
        | Command::Jump(_)
        | Command::Navigate(_)
        | Command::Decide(_)
        | Command::History(_)
        | Command::Select(_)
        | Command::Repeats(_)
        | Command::Find(_)
        | Command::View(_)
        | Command::Reader(_)
        | Command::App(_)
        | Command::Edit(_) => true,
    }
}

/// Returns true when a command means something for the search in front.
fn fits_finder(app: &App, command: QueryCommand) -> bool {
    let results = app.finder().map(|finder| &finder.results);
    match command {
        QueryCommand::CycleOrder | QueryCommand::CycleMode | QueryCommand::ToggleCounts => {
            matches!(results, Some(Results::Lines { .. }))
        }
        QueryCommand::ToggleScattered => matches!(results, Some(Results::Passages { .. })),
        QueryCommand::AddFilter | QueryCommand::Save => results.is_some(),
        QueryCommand::RemoveFilter => true,
    }
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
    Some(Hint {
        x,
        key,
        words,
        command,
    })
}

/// Returns the words of a command, shorter than in the table where the place in front says the rest.
fn words(app: &App, command: Command) -> &'static str {
    let (context, in_finder) = (app.context(), app.finder().is_some());
    let shorter = [
        (
            Command::Navigate(NavigateCommand::Open),
            context == Context::Prompt,
            "accept",
        ),
        (
            Command::Navigate(NavigateCommand::Close),
            context == Context::Select,
            "let go",
        ),
        (Command::Navigate(NavigateCommand::Close), true, "close"),
        (Command::Move(MoveCommand::Next), in_finder, "to the rows"),
        (Command::List(ListCommand::Filter), in_finder, "query"),
        (Command::Decide(DecideCommand::Delete), true, "delete"),
        (
            Command::Repeats(RepeatsCommand::ApplyRules),
            true,
            "label new places",
        ),
        (Command::Repeats(RepeatsCommand::Label), true, "label all"),
        (Command::Navigate(NavigateCommand::Quit), true, "quit"),
        (Command::History(HistoryCommand::Undo), true, "undo"),
    ];
    let found = shorter
        .into_iter()
        .find(|(known, is_here, _)| *known == command && *is_here);
    found.map_or(command.spec().short, |(_, _, words)| words)
}

/// A key as people read it on their keyboard.
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
            "backspace" => "Backspace".to_owned(),
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

/// The tabs that fit `cols` columns; the active one in brackets.
pub fn tabs(app: &App, cols: u16) -> Vec<(Hint, bool)> {
    let mut x = if cols >= 60 { 12 } else { 1 };
    let mut tabs = Vec::new();
    for (view, title, command) in ViewId::TABS {
        let active = view == app.view;
        if cols < 60 && !active {
            continue;
        }
        let words = if active {
            format!("[{title}]")
        } else {
            format!(" {title} ")
        };
        let hint = Hint {
            x,
            key: String::new(),
            words,
            command,
        };
        x += hint.cols();
        tabs.push((hint, active));
    }
    tabs
}

/// The command under a place on the tab bar or the hint line.
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
