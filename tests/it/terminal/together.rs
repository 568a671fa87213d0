//! S7 and S8 with real screens: two of one annotator, and a script that writes meanwhile.

use std::fs;

use super::pty::TerminalDesk;

#[test]
fn s7_a_second_screen_reads_only_until_the_first_has_ended() {
    let desk = TerminalDesk::empty();
    desk.write("texts/a.txt", "The tram is late. The depot is cold. Nobody asked why.");
    let mut first = desk.open();
    first.wait_for("sentence 1/3");
    let mut second = desk.open();
    let held = format!("another copydesk, pid {} on ", first.id());
    second.wait_for(&held);
    assert!(!desk.texts().join("annotations").exists(), "looking writes nothing");
    second.press("j").wait_for("read-only");
    second.press("1").wait_for(&held);
    first.press("1").wait_for("saved");
    second.wait_for("1 annotation of a.txt came in from outside");
    first.press("q");
    assert_eq!(first.wait_exit(), 0);
    second.press("G2").wait_for("saved");
    let stored = fs::read_to_string(desk.texts().join("annotations/tester/a.txt.ron"));
    assert_eq!(stored.expect("annotations").matches("op:Put").count(), 2);
    second.press("q");
    assert_eq!(second.wait_exit(), 0);
}

#[test]
fn s8_a_script_writes_while_a_screen_is_open() {
    let desk = TerminalDesk::empty();
    desk.write("texts/a.txt", "The tram is late. The depot is cold. Nobody asked why.");
    let mut screen = desk.open();
    screen.wait_for("sentence 1/3").press("1").wait_for("saved");
    desk.run(&["annotate", "texts/a.txt", "--start", "18", "--end", "36", "--label", "unsourced"]);
    screen.wait_for("1 annotation of a.txt came in from outside");
    screen.press("u").wait_for("Undone");
    screen.press("q");
    assert_eq!(screen.wait_exit(), 0);
}
