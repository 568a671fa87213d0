//! Every default key and every row of the command table does something that can be seen.
//!
//! Each context has a table of rows: a command, the keys that lead to a suitable state, and what must
//! be different afterwards. Every binding of the default keymap is pressed in a journey of its own; a
//! command without a key is run from the palette. A command that has no row here fails by its name.

mod list;

mod reader;

mod select;

mod typing;

use copydesk::{
    command::{COMMANDS, Command, Context},
    keymap::{Keymap, show_keys},
    text::Span,
};

use super::journey::Journey;
use crate::tui::{
    state::{finder::FinderFocus, popup::Popup, reader::SelectionEnd},
    views::ViewId,
};

/// The part of a moment that a user sees.
struct Seen {
    place: (usize, usize),
    view: ViewId,
    focus: Span,
    held: Option<SelectionEnd>,
    top: usize,
    screen: String,
    message: String,
    n_annotations: usize,
    annotations: String,
    n_overlays: usize,
    /// Selected row of the list in front.
    row: usize,
    /// True if the keys go to the hits of the finder.
    in_hits: bool,
    n_ticked: usize,
    /// The typed text, and its part before the cursor.
    field: (String, String),
    measure: u16,
    auto_jump: bool,
    n_copied: usize,
    n_suspended: usize,
    n_redrawn: usize,
    is_over: bool,
}

impl Seen {
    fn of(journey: &Journey) -> Self {
        let app = &journey.app;
        let all = 0..app.project.len();
        let annotations = all.map(|index| format!("{:?}", app.project.annotations(index)));
        let (row, in_hits, n_ticked, field) = front(journey);
        Self {
            place: journey.place(),
            view: app.view,
            focus: app.focus().unwrap_or_default(),
            held: app.reader.selection.map(|selection| selection.held),
            top: app.reader.top,
            screen: journey.screen(),
            message: journey.message().to_owned(),
            n_annotations: journey.n_annotations(),
            annotations: annotations.collect(),
            n_overlays: app.popups.len(),
            row,
            in_hits,
            n_ticked,
            field,
            measure: app.settings.measure,
            auto_jump: app.settings.auto_jump,
            n_copied: journey.terminal.copied.len(),
            n_suspended: journey.terminal.n_suspended,
            n_redrawn: journey.terminal.n_redrawn,
            is_over: journey.is_over(),
        }
    }

    fn shows(&self, words: &str) -> bool {
        self.screen.contains(words)
    }

    fn says(&self, words: &str) -> bool {
        self.message.starts_with(words)
    }

    fn is_selected(&self) -> bool {
        self.held.is_some()
    }
}

/// Row, focus, ticks and typed text of what lies in front.
fn front(journey: &Journey) -> (usize, bool, usize, (String, String)) {
    let typed = |field: &crate::tui::state::text_field::TextField| {
        (field.text().to_owned(), field.before_cursor().to_owned())
    };
    let nothing = (String::new(), String::new());
    match journey.app.popups.last() {
        Some(Popup::Finder(finder)) => (
            finder.rows.selected,
            finder.focus == FinderFocus::Rows,
            finder.ticked.len(),
            typed(&finder.field),
        ),
        Some(Popup::Occurrences(shown)) => (shown.rows.selected, true, shown.ticked.len(), nothing),
        Some(Popup::Settle(shown)) => (shown.rows.selected, true, shown.ticked.len(), nothing),
        Some(Popup::Picker(picker)) => (picker.rows.selected, false, 0, typed(&picker.field)),
        Some(Popup::Prompt(prompt)) => (0, false, 0, typed(&prompt.field)),
        Some(Popup::Confirm(_)) => (0, false, 0, nothing),
        None => {
            let annotations = &journey.app.views.annotations;
            let row = annotations.list.rows.selected;
            (row, false, annotations.list.ticked.len(), nothing)
        }
    }
}

/// A command in a context: its name, keys to a state that shows its effect, and the condition that
/// must hold between before and after.
type Row = (&'static str, &'static str, fn(&Seen, &Seen) -> bool);

fn rows(context: Context) -> &'static [Row] {
    match context {
        Context::Reader => reader::ROWS,
        Context::Select => select::ROWS,
        Context::List => list::ROWS,
        Context::Search => typing::SEARCH,
        Context::Prompt => typing::PROMPT,
    }
}

/// A journey in the context: on the fifth sentence, on two words of it, in a list of six annotations, in
/// the passages finder, in a note.
fn begin(context: Context) -> Journey {
    let mut journey = Journey::sample();
    match context {
        Context::Reader => journey.press("j j j j"),
        Context::Select => journey.press("j j j j v w"),
        Context::List => journey.press("1 2 3 4 1 2 space a j"),
        Context::Search => journey.press("space f type:harbour"),
        Context::Prompt => journey.press("i").typed("ab cd").press("left"),
    };
    journey
}

#[track_caller]
fn check(context: Context, keys: Option<&str>, (name, there, holds): Row) {
    let mut journey = begin(context);
    journey.press(there);
    assert_eq!(
        journey.app.context(),
        context,
        "{name}: {there:?} leads elsewhere than to {}",
        context.name()
    );
    let was = Seen::of(&journey);
    match keys {
        Some(keys) => journey.press(keys),
        None => journey.press("ctrl-p").typed(name).press("enter"),
    };
    let is = Seen::of(&journey);
    let keys = keys.unwrap_or("the palette");
    assert!(
        holds(&was, &is),
        "{}: {keys} ({name}) does not do what its row says; before:\n{}\nafter ({:?}):\n{}",
        context.name(),
        was.screen,
        is.message,
        is.screen
    );
}

/// Presses every key of a context, and runs from the palette what has none.
fn check_all(context: Context) {
    let keymap = Keymap::default();
    let row = |command: Command| {
        let name = command.spec().name;
        let row = rows(context).iter().find(|(other, ..)| *other == name);
        *row.unwrap_or_else(|| panic!("{name} has no row among those of {}", context.name()))
    };
    for (keys, command) in keymap.bindings(context) {
        check(context, Some(&show_keys(keys)), row(command));
    }
    let here = COMMANDS.iter().filter(|spec| spec.contexts.contains(&context));
    for spec in here.filter(|spec| keymap.keys_of(context, spec.command).is_empty()) {
        check(context, None, row(spec.command));
    }
}

#[test]
fn every_key_of_the_reader_acts() {
    check_all(Context::Reader);
}

#[test]
fn every_key_of_a_selection_acts() {
    check_all(Context::Select);
}

#[test]
fn every_key_of_a_list_acts() {
    check_all(Context::List);
}

#[test]
fn every_key_of_a_search_acts() {
    check_all(Context::Search);
}

#[test]
fn every_key_of_a_prompt_acts() {
    check_all(Context::Prompt);
}

#[test]
fn no_row_is_left_over_and_none_stands_twice() {
    for context in Context::ALL {
        for (index, (name, ..)) in rows(context).iter().enumerate() {
            let command = Command::from_name(name);
            let known = command.is_some_and(|command| command.spec().contexts.contains(&context));
            assert!(known, "{name} is no command of {}", context.name());
            let twice = rows(context)[..index].iter().any(|(other, ..)| other == name);
            assert!(!twice, "{name} has two rows in {}", context.name());
        }
    }
}
