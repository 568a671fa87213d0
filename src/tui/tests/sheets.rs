//! Journeys over what lies on top: palette, help, which-key box, and the ways out.

use copydesk::command::{COMMANDS, Context};

use super::journey::Journey;
use crate::tui::views::ViewId;

#[test]
fn the_palette_finds_and_runs_commands_by_name() {
    let mut reader = Journey::sample();
    reader.press(":").shows("Run a command");
    reader.press("type:unlab backspace backspace backspace backspace backspace");
    reader.press("type:label_2 enter");
    assert_eq!(reader.label_of(0, 0), Some("unsourced"));
    reader.press("ctrl-p type:articles enter");
    assert_eq!(reader.view(), ViewId::Articles);
    reader.press("space : type:figures enter");
    assert_eq!(reader.view(), ViewId::Figures);
}

#[test]
fn the_palette_holds_every_command_of_the_place() {
    for (keys, context) in
        [("", Context::Reader), ("v", Context::Select), ("space O", Context::List)]
    {
        let mut reader = Journey::sample();
        reader.press(keys).press(":");
        for spec in COMMANDS.iter().filter(|spec| spec.contexts.contains(&context)) {
            reader.press("ctrl-u").typed(spec.name);
            reader.shows(spec.name);
        }
    }
}

#[test]
fn the_help_is_searched_and_runs_what_is_chosen() {
    let mut reader = Journey::sample();
    reader.press("?").shows("Keys in the article");
    reader.typed("undecided").shows("next_undecided").shows("Tab");
    reader.press("esc");
    reader.press("space ? esc v ?").shows("Keys while words are selected");
    reader.press("esc");
    assert!(reader.app.reader.selection.is_some(), "the selection is still there");
    reader.press("esc space O ?").shows("Keys in a list");
}

#[test]
fn nothing_found_in_the_palette_is_nothing_to_run() {
    let mut reader = Journey::sample();
    reader.press(": type:qqqqqq enter");
    assert!(!reader.is_over());
    reader.press("esc esc esc");
    assert!(reader.app.popups.is_empty());
}

#[test]
fn the_space_key_shows_what_can_follow() {
    let mut reader = Journey::sample();
    reader
        .press("space")
        .shows("passages")
        .shows("articles")
        .shows("annotations")
        .shows("settings");
    reader.press("esc").shows_not("progress and figures");
    reader.press("]").shows("next annotation");
    reader.press("esc : type:menu enter").shows("passages").press("O");
    assert_eq!(reader.view(), ViewId::Articles, "the menu of the palette takes the next key");
}

#[test]
fn esc_never_quits_and_ctrl_c_says_how() {
    let mut reader = Journey::sample();
    reader.press("esc esc esc");
    assert!(!reader.is_over());
    reader.press("ctrl-c").shows("q quits; everything is saved already.");
    assert!(!reader.is_over());
    reader.press("q");
    assert!(reader.is_over());
}

#[test]
fn esc_goes_out_one_step_at_a_time() {
    let mut reader = Journey::sample();
    reader.press("f type:harbour enter / type:fees enter v");
    reader.press("esc");
    assert!(reader.app.reader.selection.is_none());
    assert!(reader.app.reader.search.is_some());
    reader.press("esc");
    assert!(reader.app.reader.search.is_none());
    assert!(reader.app.reader.shown.is_some());
    reader.press("esc");
    assert!(reader.app.reader.shown.is_none());
}

#[test]
fn ctrl_z_suspends_and_ctrl_l_redraws_wherever_the_keys_go() {
    let mut reader = Journey::sample();
    let places = ["", "v", "esc space O", "?", "esc q i", "esc space f type:x", "down"];
    for (n, place) in places.into_iter().enumerate() {
        reader.press(place).press("ctrl-z ctrl-l");
        assert_eq!(reader.terminal.n_suspended, n + 1, "{place}");
        assert_eq!(reader.terminal.n_redrawn, n + 1, "{place}");
    }
}

#[test]
fn the_line_is_edited_like_lines_everywhere() {
    let mut reader = Journey::sample();
    reader.press("i").typed("one two three");
    reader.press("ctrl-w ctrl-h ctrl-a delete type:T left right end type:!");
    reader.press("home right ctrl-e left backspace enter");
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("Tne tw!"));
}

#[test]
fn a_long_line_shows_its_end_while_it_is_typed() {
    let mut reader = Journey::sample();
    let long = "word ".repeat(40);
    reader.press("i").typed(&long).typed("END").shows("END");
    reader.press("home").shows("› word word");
}
