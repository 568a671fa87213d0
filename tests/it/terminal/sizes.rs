//! Every size of a terminal gives a screen that answers.

use super::pty::{Start, TerminalDesk};

#[test]
fn small_and_huge_terminals_show_what_fits() {
    let desk = TerminalDesk::with_sample();
    for (size, words) in
        [((30, 8), "Marsholm"), ((500, 200), "sentence 1/30"), ((80, 24), "sentence 1/30")]
    {
        let mut terminal = desk.start().size(size.0, size.1).open();
        terminal.wait_for(words);
        assert_eq!(terminal.press("q").wait_exit(), 0, "{size:?}");
    }
}

#[test]
fn too_small_a_terminal_says_so_and_still_quits() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.start().size(20, 5).open();
    terminal.wait_for("30x8").press("q");
    assert_eq!(terminal.wait_exit(), 0);
    let mut terminal = desk.start().size(1, 1).open();
    terminal.wait_for_raw("\x1b[?1049h").press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
}

#[test]
fn a_storm_of_resizes_ends_with_the_right_screen() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/30");
    let sizes = [(1, 1), (300, 90), (30, 8), (2, 40), (160, 3), (79, 23), (500, 200), (10, 10)];
    for (cols, rows) in sizes.into_iter().cycle().take(80) {
        terminal.resize(cols, rows).press("j");
    }
    // Keys and sizes come on different paths: a key may overtake the size before it. Also, a frame of an
    // earlier size may show the same words, so the test waits for a frame of the last size.
    terminal.resize(100, 30).wait_for_full_frame().wait_for("? help");
    terminal.press("gg").wait_for("sentence 1/30");
    terminal.press("1").wait_for("sentence 2/30").press("q");
    assert_eq!(terminal.wait_exit(), 0);
}

/// A window that changes under a stopped program: only the shell in front of it is told.
#[cfg(target_os = "linux")]
#[test]
fn a_size_that_came_during_a_stop_is_drawn() {
    let desk = TerminalDesk::with_sample();
    let line = "set -m; \"$COPYDESK\" texts; printf stopped; read go; fg";
    let mut terminal = Start::shell(desk.home(), line).open();
    terminal.wait_for("sentence 1/").press("\x1a");
    terminal.wait_for("stopped").resize(100, 30);
    let n_before = terminal.raw().len();
    terminal.press("\r").wait_for_raw_since(n_before, "\x1b[30;");
    terminal.press("q");
    assert_eq!(terminal.wait_exit(), 0);
}
