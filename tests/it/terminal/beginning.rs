//! Starts of the program: with a pipe, broken settings, broken keys, nothing at all.

use super::pty::{Start, TerminalDesk};

#[test]
fn an_article_comes_through_a_pipe_and_keys_from_the_terminal() {
    let desk = TerminalDesk::empty();
    let line = "printf 'It rained. It snowed. It froze.' | \"$COPYDESK\" -";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("sentence 1/3").press("1").wait_for("sentence 2/3");
    terminal.press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
}

#[test]
fn without_paths_the_sample_opens() {
    let desk = TerminalDesk::empty();
    let mut terminal = Start::new(desk.home(), &[]).open();
    terminal.wait_for("Marsholm Raises Harbour Fees");
    assert_eq!(terminal.press("q").wait_exit(), 0);
}

#[test]
fn a_missing_path_is_told_before_the_screen_is_taken() {
    let desk = TerminalDesk::empty();
    let mut terminal = Start::new(desk.home(), &["nowhere"]).open();
    assert_eq!(terminal.wait_exit(), 2);
    let raw = String::from_utf8(terminal.raw()).unwrap();
    assert!(raw.contains("nowhere does not exist") && !raw.contains('\x1b'), "{raw}");
}

#[test]
fn a_folder_without_articles_says_what_would_be_read() {
    let desk = TerminalDesk::empty();
    let mut terminal = desk.open();
    terminal.wait_for(".md");
    for key in ('!'..='~').filter(|key| *key != 'q') {
        terminal.press(&format!("{key}\r ")).press(&format!("{key}\t "));
    }
    terminal.resize(130, 40).resize(200, 60);
    let status = terminal.signal("TERM").wait_exit();
    assert!([0, 143].contains(&status), "status {status}");
    terminal.assert_restored();
}

#[test]
fn a_dumb_terminal_gets_one_line() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.start().env("TERM", "dumb").open();
    assert_eq!(terminal.wait_exit(), 2);
    let raw = String::from_utf8(terminal.raw()).unwrap();
    assert!(raw.contains("TERM=dumb") && raw.trim().lines().count() == 1, "{raw}");
}

#[test]
fn broken_settings_are_told_with_their_place_and_the_defaults_hold() {
    let desk = TerminalDesk::with_sample();
    desk.write("config/config.ron", "(\n  theme: Pink,\n)");
    let mut terminal = desk.open();
    terminal.wait_for("config.ron:2:10:").press("j").wait_for("sentence 2/");
}

#[test]
fn broken_keys_are_told_with_their_place_and_the_defaults_hold() {
    let desk = TerminalDesk::with_sample();
    desk.write("config/keys.ron", "(\n  reader: [(\"s\", 3)],\n)");
    let mut terminal = desk.open();
    terminal.wait_for("keys.ron: 2:").press("j").wait_for("sentence 2/");
    desk.write("config/keys.ron", "(reader: [(\"s\", \"no_such_command\")])");
    let mut terminal = desk.open();
    terminal.wait_for("no_such_command").press("j").wait_for("sentence 2/");
}
