//! However the program ends, the shell gets its terminal back and the decisions are on disk.

use std::fs;

use super::pty::{Desk, Terminal};

fn labelled(desk: &Desk) -> Terminal {
    let mut terminal = desk.open();
    terminal
        .wait_for("sentence 1/")
        .press("1")
        .wait_for("sentence 2/");
    terminal
}

#[track_caller]
fn assert_saved(desk: &Desk) {
    let file = desk
        .texts()
        .join("annotations/tester/01-harbour-fees.txt.ron");
    let text = fs::read_to_string(file).expect("annotations");
    assert!(text.contains(r#"label:"sourced""#), "{text}");
    desk.open().wait_for("sentence 2/");
}

#[test]
fn quitting_restores_the_terminal() {
    let desk = Desk::with_sample();
    let mut terminal = labelled(&desk);
    assert_eq!(terminal.press("q").wait_exit(), 0);
    terminal.assert_restored();
    assert_saved(&desk);
}

#[test]
fn signals_end_it_in_order() {
    for name in ["TERM", "HUP", "INT"] {
        let desk = Desk::with_sample();
        let mut terminal = labelled(&desk);
        terminal.signal(name).wait_exit();
        terminal.assert_restored();
        assert_saved(&desk);
    }
}

#[test]
fn a_closed_window_ends_it() {
    let desk = Desk::with_sample();
    let mut terminal = labelled(&desk);
    terminal.hang_up().wait_exit();
    let file = desk
        .texts()
        .join("annotations/tester/01-harbour-fees.txt.ron");
    assert!(file.exists());
}

/// The state letter of a process.
#[cfg(target_os = "linux")]
fn state(id: u32) -> Option<char> {
    let about = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    about.rsplit_once(") ")?.1.chars().next()
}

#[cfg(target_os = "linux")]
#[test]
fn a_suspended_program_gives_the_terminal_back_and_takes_it_again() {
    use std::{thread, time::Duration};
    let desk = Desk::with_sample();
    let mut terminal = labelled(&desk);
    terminal.press("\x1a").wait_for_raw("\x1b[?1049l");
    let mut tries = 0..1000;
    while state(terminal.id()) != Some('T') {
        assert!(tries.next().is_some(), "the program does not stop");
        thread::sleep(Duration::from_millis(5));
    }
    terminal.assert_restored();
    terminal.signal("CONT").wait_for("sentence 2/");
    terminal.press("j").wait_for("sentence 3/").press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
}
