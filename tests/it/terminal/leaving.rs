//! The promises L1 to L5: however the program ends or stops, the shell gets its terminal back and the
//! decisions are on disk.
//!
//! Beside each check stands a program that breaks the promise, a line for the shell, which it catches.

use std::{fs, thread, time::Duration};

use super::pty::{Desk, Start, Terminal, log_objection};
use copydesk::testing::trials;

fn labelled(desk: &Desk) -> Terminal {
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/");
    terminal
}

#[track_caller]
fn assert_saved(desk: &Desk) {
    let file = desk.texts().join("annotations/tester/01-harbour-fees.txt.ron");
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

/// Signals that end the program, each of which a shell, a session or a user may send, with the status that
/// a shell gives a program that was ended by it.
const ENDING: [(&str, u32); 4] = [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)];

#[test]
fn l1_signals_end_it_in_order() {
    for trial in 0..trials(20, 500) {
        let desk = Desk::with_sample();
        let mut terminal = labelled(&desk);
        // At any moment: in the middle of a frame, of a sequence of keys, of something on top.
        terminal.press(["", "j", "g", " f", "/a", "jjjjjjjj", "i", "v"][trial % 8]);
        let (signal, status) = ENDING[trial % 4];
        terminal.signal(signal);
        assert!(terminal.ends(), "trial {trial}");
        assert_eq!(terminal.wait_exit(), status, "trial {trial}: SIG{signal}");
        terminal.assert_restored();
        assert_saved_at(&desk, "sourced");
    }
}

#[test]
fn l1_the_check_catches_a_program_that_dies_without_a_word() {
    let desk = Desk::empty();
    let line = "stty raw -echo; printf '\\033[?1049h\\033[?25l\\033[?1000h\\033[?2004hready'; exec sleep 60";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").signal("TERM");
    assert!(terminal.ends());
    terminal.wait_exit();
    assert!(log_objection(&terminal.raw()).is_some(), "the screen is not left");
    #[cfg(unix)]
    assert!(terminal.modes_objection().is_some(), "the modes are not put back");
}

#[test]
fn l1_the_check_catches_a_program_that_does_not_hear() {
    let desk = Desk::empty();
    let line = "trap '' TERM HUP INT QUIT; printf ready; while :; do sleep 1; done";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").signal("TERM");
    assert!(!terminal.ends());
}

#[test]
fn l1_a_terminal_that_takes_nothing_holds_no_end_up() {
    for trial in 0..trials(2, 50) {
        let desk = Desk::with_sample();
        let mut terminal = labelled(&desk);
        terminal.stall();
        for _ in 0..400 {
            terminal.press("jjjjGggK J");
        }
        let (signal, status) = ENDING[trial % 4];
        terminal.signal(signal);
        assert!(terminal.ends(), "trial {trial}: it waits for a terminal that takes nothing");
        let told = Some(status);
        assert_eq!(terminal.status(), told, "trial {trial}: SIG{signal}");
        assert_saved_at(&desk, "sourced");
    }
}

#[test]
fn l2_a_closed_window_ends_it() {
    for _ in 0..trials(20, 2_000) {
        let desk = Desk::with_sample();
        let mut terminal = labelled(&desk);
        assert_eq!(terminal.hang_up().wait_exit(), 129);
        assert_saved_at(&desk, "sourced");
    }
}

/// A program that no session tells of the hang-up: it has to notice by itself.
#[cfg(target_os = "linux")]
#[test]
fn l2_a_closed_window_is_noticed_without_a_signal() {
    for _ in 0..trials(3, 100) {
        let desk = Desk::with_sample();
        let line = "trap '' HUP; setsid -w \"$COPYDESK\" texts";
        let mut terminal = Start::shell(desk.home(), line).open();
        terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/");
        terminal.hang_up();
        assert!(terminal.ends(), "it runs on without a terminal");
        assert_saved_at(&desk, "sourced");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn l2_an_idle_program_uses_no_processor_time() {
    let desk = Desk::with_sample();
    let mut terminal = labelled(&desk);
    thread::sleep(Duration::from_millis(500));
    let before = terminal.ticks().unwrap();
    thread::sleep(Duration::from_millis(1_500));
    let used = terminal.ticks().unwrap() - before;
    assert!(used <= 5, "{used} hundredths of a second while nothing happens");
    terminal.press("q").wait_exit();
}

#[cfg(target_os = "linux")]
#[test]
fn l2_the_check_catches_a_program_that_turns_in_a_circle() {
    let desk = Desk::empty();
    let mut terminal = Start::shell(desk.home(), "printf ready; while :; do :; done").open();
    terminal.wait_for("ready");
    let before = terminal.ticks().unwrap();
    thread::sleep(Duration::from_millis(1_500));
    assert!(terminal.ticks().unwrap() - before > 5);
    drop(terminal);
    let line = "trap '' HUP; printf ready; while :; do sleep 1; done";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").hang_up();
    assert!(!terminal.ends());
}

#[track_caller]
fn assert_saved_at(desk: &Desk, label: &str) {
    let file = desk.texts().join("annotations/tester/01-harbour-fees.txt.ron");
    let text = fs::read_to_string(file).expect("annotations");
    assert!(text.contains(&format!("label:\"{label}\"")), "{text}");
}

/// The state letter of a process.
#[cfg(target_os = "linux")]
fn state(id: u32) -> Option<char> {
    let about = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    about.rsplit_once(") ")?.1.chars().next()
}

#[cfg(target_os = "linux")]
#[track_caller]
fn wait_stopped(terminal: &Terminal) {
    let mut tries = 0..1_000;
    while state(terminal.id()) != Some('T') {
        assert!(tries.next().is_some(), "the program does not stop");
        thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn l3_a_stopped_program_gives_the_terminal_back_and_takes_it_again() {
    let desk = Desk::with_sample();
    let mut terminal = labelled(&desk);
    for trial in 0..trials(20, 500) {
        // By its key, and by whoever asks it from outside.
        if trial % 2 == 0 {
            terminal.press("\x1a");
        } else {
            terminal.signal("TSTP");
        }
        wait_stopped(&terminal);
        terminal.wait_restored();
        let n_before = terminal.raw().len();
        terminal.signal("CONT").wait_for_raw_since(n_before, "sentence");
        assert!(terminal.modes_objection().is_some(), "keys are read one by one again");
        let number = trial % 20 + 3;
        if number == 3 && trial > 0 {
            terminal.press("ggj").wait_for("sentence 2/");
        }
        terminal.press("j").wait_for(&format!("sentence {number}/"));
    }
    terminal.press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
}

#[cfg(target_os = "linux")]
#[test]
fn l3_a_stop_that_nobody_announced_is_made_good() {
    let desk = Desk::with_sample();
    let mut terminal = labelled(&desk);
    for _ in 0..trials(5, 100) {
        terminal.signal("STOP");
        wait_stopped(&terminal);
        let n_before = terminal.raw().len();
        terminal.signal("CONT").wait_for_raw_since(n_before, "\x1b[?1049h");
        terminal.wait_for_raw_since(n_before, "sentence");
    }
    terminal.press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
}

#[cfg(target_os = "linux")]
#[test]
fn l3_the_check_catches_a_program_that_stops_as_it_is() {
    let desk = Desk::empty();
    let line = "printf '\\033[?1049h\\033[?25l\\033[?1000h\\033[?2004hready'; exec sleep 60";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").signal("STOP");
    wait_stopped(&terminal);
    assert!(log_objection(&terminal.raw()).is_some());
}

#[test]
fn l5_absurd_sizes_are_drawn_on_as_far_as_anybody_can_see() {
    let desk = Desk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/");
    for (cols, rows) in
        [(65_535, 65_535), (0, 0), (1, 65_535), (65_535, 1), (1, 1), (5_000, 5_000), (0, 24)]
    {
        terminal.claim_size(cols, rows).press("j");
    }
    terminal.resize(100, 30).press("gg").wait_for("sentence 1/");
    let drawn = terminal.raw().len();
    assert!(drawn < 40_000_000, "{drawn} bytes for seven sizes");
    terminal.press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
}

#[test]
fn l5_it_starts_at_any_size() {
    let desk = Desk::with_sample();
    for (cols, rows) in [(65_535, 65_535), (0, 0), (1, 1)] {
        let line = format!("stty rows {rows} cols {cols}; exec \"$COPYDESK\" texts");
        let mut terminal = Start::shell(desk.home(), &line).open();
        terminal.wait_for_raw("\x1b[?1049h").press("q");
        assert!(terminal.ends(), "{cols}x{rows}");
        terminal.assert_restored();
    }
}
