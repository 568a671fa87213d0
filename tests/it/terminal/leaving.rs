//! Tests the promises L1 to L5: however the program ends or stops, the shell gets its terminal back and
//! the decisions are on disk.
//!
//! Each check also runs on a bad program, for example on a line for the shell that ignores `SIGTERM`, and
//! must find the fault.

use std::{fs, thread, time::Duration};

use super::pty::{Start, Terminal, TerminalDesk, log_objection};
use copydesk::testing::trials;

fn labelled(desk: &TerminalDesk) -> Terminal {
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/");
    terminal
}

#[track_caller]
fn assert_saved(desk: &TerminalDesk) {
    let file = desk.texts().join("annotations/tester/01-harbour-fees.txt.ron");
    let text = fs::read_to_string(file).expect("annotations");
    assert!(text.contains(r#"label:"sourced""#), "{text}");
    desk.open().wait_for("sentence 2/");
}

#[test]
fn quitting_restores_the_terminal() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = labelled(&desk);
    assert_eq!(terminal.press("q").wait_exit(), 0);
    terminal.assert_restored();
    assert_saved(&desk);
}

/// Signals that a shell, a session or a user may send, with the exit status: 128 and the signal's number.
const ENDING: [(&str, u32); 4] = [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)];

#[test]
fn l1_signals_end_the_program_in_order() {
    for trial in 0..trials(20, 500) {
        let desk = TerminalDesk::with_sample();
        let mut terminal = labelled(&desk);
        // The signal may come in the middle of a frame, of a key sequence or of a popup.
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
fn l1_the_check_catches_a_program_that_leaves_the_screen_on() {
    let desk = TerminalDesk::empty();
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
fn l1_the_check_catches_a_program_that_ignores_signals() {
    let desk = TerminalDesk::empty();
    let line = "trap '' TERM HUP INT QUIT; printf ready; while :; do sleep 1; done";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").signal("TERM");
    assert!(terminal.runs_on());
}

#[test]
fn l1_a_stalled_terminal_does_not_delay_the_end() {
    for trial in 0..trials(2, 50) {
        let desk = TerminalDesk::with_sample();
        let mut terminal = labelled(&desk);
        terminal.stall();
        for _ in 0..400 {
            terminal.press("jjjjGggK J");
        }
        let (signal, status) = ENDING[trial % 4];
        terminal.signal(signal);
        assert!(terminal.ends(), "trial {trial}: it waits for a stalled terminal");
        let told = Some(status);
        assert_eq!(terminal.status(), told, "trial {trial}: SIG{signal}");
        assert_saved_at(&desk, "sourced");
    }
}

#[test]
fn l2_a_closed_window_ends_the_program() {
    for _ in 0..trials(20, 2_000) {
        let desk = TerminalDesk::with_sample();
        let mut terminal = labelled(&desk);
        assert_eq!(terminal.hang_up().wait_exit(), 129);
        assert_saved_at(&desk, "sourced");
    }
}

/// Runs the program without a session that sends `SIGHUP`: the program must notice the hang-up itself.
#[cfg(target_os = "linux")]
#[test]
fn l2_a_closed_window_is_noticed_without_a_signal() {
    for _ in 0..trials(3, 100) {
        let desk = TerminalDesk::with_sample();
        let line = "trap '' HUP; setsid -w \"$COPYDESK\" texts";
        let mut terminal = Start::shell(desk.home(), line).open();
        terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/");
        terminal.hang_up();
        assert!(terminal.ends(), "it runs on without a terminal");
        assert_saved_at(&desk, "sourced");
    }
}

/// Returns the processor time that the program uses in 1.5 seconds, in hundredths of a second.
#[cfg(target_os = "linux")]
fn ticks_in_a_span(terminal: &Terminal) -> u64 {
    let before = terminal.ticks().unwrap();
    thread::sleep(Duration::from_millis(1_500));
    terminal.ticks().unwrap() - before
}

#[cfg(target_os = "linux")]
#[test]
fn l2_an_idle_program_uses_no_processor_time() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = labelled(&desk);
    // On a busy machine the work of the start takes a while: only the quietest of some spans counts.
    let used = (0..10).map(|_| ticks_in_a_span(&terminal)).find(|used| *used <= 5);
    assert!(used.is_some(), "processor time is used while nothing happens");
    terminal.press("q").wait_exit();
}

#[cfg(target_os = "linux")]
#[test]
fn l2_the_check_catches_a_busy_loop() {
    let desk = TerminalDesk::empty();
    let mut terminal = Start::shell(desk.home(), "printf ready; while :; do :; done").open();
    terminal.wait_for("ready");
    assert!((0..3).all(|_| ticks_in_a_span(&terminal) > 5));
    drop(terminal);
    let line = "trap '' HUP; printf ready; while :; do sleep 1; done";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").hang_up();
    assert!(terminal.runs_on());
}

#[track_caller]
fn assert_saved_at(desk: &TerminalDesk, label: &str) {
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
    let desk = TerminalDesk::with_sample();
    let mut terminal = labelled(&desk);
    for trial in 0..trials(20, 500) {
        // Stops the program by its key and by a signal in turn.
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
fn l3_after_sigstop_the_terminal_is_taken_again() {
    let desk = TerminalDesk::with_sample();
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
fn l3_the_check_catches_a_stop_that_keeps_the_screen() {
    let desk = TerminalDesk::empty();
    let line = "printf '\\033[?1049h\\033[?25l\\033[?1000h\\033[?2004hready'; exec sleep 60";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("ready").signal("STOP");
    wait_stopped(&terminal);
    assert!(log_objection(&terminal.raw()).is_some());
}

#[test]
fn l5_absurd_sizes_are_drawn_up_to_the_largest_size() {
    let desk = TerminalDesk::with_sample();
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
fn l5_the_program_starts_at_any_size() {
    let desk = TerminalDesk::with_sample();
    for (cols, rows) in [(65_535, 65_535), (0, 0), (1, 1)] {
        let line = format!("stty rows {rows} cols {cols}; exec \"$COPYDESK\" texts");
        let mut terminal = Start::shell(desk.home(), &line).open();
        terminal.wait_for_raw("\x1b[?1049h").press("q");
        assert!(terminal.ends(), "{cols}x{rows}");
        terminal.assert_restored();
    }
}
