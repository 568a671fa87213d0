//! The folder of a real screen is moved while it is open, deleted, and made anew.

use std::fs;

use super::pty::TerminalDesk;

const TEXT: &str = "The tram is late. The depot is cold. Nobody asked why.";

fn desk() -> TerminalDesk {
    let desk = TerminalDesk::empty();
    desk.write("texts/a.txt", TEXT);
    desk
}

fn n_saved(desk: &TerminalDesk) -> usize {
    let stored = fs::read_to_string(desk.texts().join("annotations/tester/a.txt.ron"));
    stored.map_or(0, |stored| stored.matches("op:Put").count())
}

#[test]
fn a_folder_moved_while_the_screen_is_open_is_not_made_anew() {
    let desk = desk();
    let away = desk.home().join("away");
    let mut screen = desk.open();
    screen.wait_for("sentence 1/3").press("1").wait_for("saved");
    fs::rename(desk.texts(), &away).expect("the folder moves");
    screen.press("2").wait_for("the folder was moved or deleted");
    screen.press("gg").wait_for("1 change not saved");
    assert!(!desk.texts().exists(), "nothing is made at the old place");
    // The program notices by itself that the folder is back.
    fs::rename(&away, desk.texts()).expect("the folder is back");
    screen.wait_for("saved");
    screen.press("q");
    assert_eq!(screen.wait_exit(), 0);
    assert_eq!(n_saved(&desk), 2);
}

#[test]
fn the_last_line_says_why_decisions_were_not_saved() {
    let desk = desk();
    let mut screen = desk.open();
    screen.wait_for("sentence 1/3").press("1").wait_for("saved");
    fs::rename(desk.texts(), desk.home().join("away")).expect("the folder moves");
    screen.press("2").wait_for("the folder was moved or deleted");
    screen.press("q").wait_for("q quits all the same").press("q");
    assert_eq!(screen.wait_exit(), 2);
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    assert!(raw.contains("the last decisions on 1 article could not be saved"), "{raw}");
    assert!(raw.contains("is gone: it was moved or deleted"), "{raw}");
    assert!(!desk.texts().exists());
}

#[test]
fn a_new_folder_at_the_place_of_a_deleted_one_asks_at_the_start() {
    for (key, told, n) in [("N", "A new project", 1), ("b", "Brought back 1 annotation", 2)] {
        let desk = desk();
        let mut screen = desk.open();
        screen.wait_for("sentence 1/3").press("1").wait_for("saved");
        screen.press("q");
        assert_eq!(screen.wait_exit(), 0);
        fs::remove_dir_all(desk.texts()).expect("deleted on purpose");
        desk.write("texts/a.txt", TEXT);
        let mut screen = desk.open();
        screen.wait_for("New folder, but 1 annotation in 1 file was made here");
        screen.press(key).wait_for(told).press("G2").wait_for("saved");
        screen.press("q");
        assert_eq!(screen.wait_exit(), 0);
        assert_eq!(n_saved(&desk), n, "{key}");
    }
}
