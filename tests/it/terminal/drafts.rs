//! A note that is being typed survives SIGKILL and a lost connection.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use super::pty::{Terminal, TerminalDesk};

const WORDS: &str = "who-told-the-paper-this";

fn desk() -> TerminalDesk {
    let desk = TerminalDesk::empty();
    desk.write("texts/a.txt", "One fact. Two facts. Three facts.");
    desk
}

/// The program with the line for a note open.
fn noting(desk: &TerminalDesk) -> Terminal {
    let mut terminal = desk.open();
    terminal.wait_for("undecided").press("i").wait_for(" › ");
    terminal
}

/// Returns the content of the files of drafts.
fn drafts(desk: &TerminalDesk) -> String {
    let corpora = fs::read_dir(desk.home().join("state"));
    let folders = corpora.into_iter().flatten().flatten();
    let drafts = folders.filter_map(|corpus| fs::read_dir(corpus.path().join("drafts")).ok());
    let drafts = drafts.flatten().flatten();
    drafts.filter_map(|draft| fs::read_to_string(draft.path()).ok()).collect()
}

/// Waits until the words are kept; a key that is seen on the screen is on its way there.
fn wait_kept(desk: &TerminalDesk, words: &str) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !drafts(desk).contains(&format!("text:\"{words}\"")) {
        assert!(Instant::now() < deadline, "{words:?} is not kept");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Returns the text that the line offers the next time.
fn offered(desk: &TerminalDesk) -> String {
    let screen = noting(desk).screen();
    let line = screen.lines().find_map(|line| line.split_once(" › "));
    let offered = line.expect("the line").1.trim();
    assert_eq!(screen.contains("Note: draft from "), !offered.is_empty(), "{screen}");
    offered.to_owned()
}

#[test]
fn what_is_typed_survives_sigkill_after_any_key() {
    for n_typed in [1, 6, WORDS.len()] {
        let desk = desk();
        let mut terminal = noting(&desk);
        terminal.press(&WORDS[..n_typed]);
        wait_kept(&desk, &WORDS[..n_typed]);
        terminal.signal("KILL");
        assert_eq!(offered(&desk), WORDS[..n_typed]);
    }
}

#[test]
fn sigkill_while_a_key_is_kept_leaves_what_stood_before_it() {
    for micros in [0, 700, 3_000, 9_000] {
        let desk = desk();
        let mut terminal = noting(&desk);
        terminal.press(&WORDS[..5]);
        wait_kept(&desk, &WORDS[..5]);
        terminal.press(&WORDS[5..]);
        thread::sleep(Duration::from_micros(micros));
        terminal.signal("KILL");
        let offered = offered(&desk);
        assert!(
            WORDS.starts_with(&offered) && offered.len() >= 5,
            "{offered:?} is not what was typed"
        );
    }
}

#[test]
fn what_is_typed_survives_a_lost_connection() {
    let desk = desk();
    let mut terminal = noting(&desk);
    terminal.press("who-told").wait_for("who-told");
    terminal.signal("HUP");
    terminal.wait_exit();
    assert_eq!(offered(&desk), "who-told");
}
