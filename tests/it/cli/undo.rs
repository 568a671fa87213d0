//! `undo`: steps of earlier runs, what others changed since, what cannot be kept.

use std::fs;

use super::CliDesk;

const ANNOTATE: [&str; 5] = ["annotate", "texts/a.txt", "--quote", "Intro.", "--label"];

const STORED: &str = "texts/annotations/tester/a.txt.ron";

fn label(desk: &CliDesk, label: &str) {
    desk.done(&[&ANNOTATE[..], &[label]].concat());
}

fn labels(desk: &CliDesk) -> String {
    desk.done(&["export", "texts", "--format", "csv"])
}

#[test]
fn steps_of_earlier_runs_are_taken_back_and_done_again() {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "Intro.\n\nMore.\n");
    label(&desk, "sourced");
    label(&desk, "unsourced");
    let told = desk.done(&["undo", "texts"]);
    assert!(told.starts_with("Undone: label unsourced, from ") && told.ends_with(".\n"), "{told}");
    assert!(labels(&desk).contains(",sourced,"), "{}", labels(&desk));
    desk.done(&["undo", "texts"]);
    assert_eq!(labels(&desk).lines().count(), 1);
    let ran = desk.copydesk(&["undo", "texts"]);
    assert_eq!(ran.status, 1);
    assert!(ran.told.contains("no step of these articles is left"), "{}", ran.told);
    let told = desk.done(&["undo", "--redo", "texts"]);
    assert!(told.starts_with("Done again: label sourced, from "), "{told}");
    assert!(labels(&desk).contains(",sourced,"));
}

#[test]
fn undo_keeps_later_changes() {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "Intro.\n\nMore.\n");
    label(&desk, "sourced");
    label(&desk, "unsourced");
    // The same annotator changes the label on another machine, which has another journal.
    let [here, elsewhere] = ["home", "elsewhere"].map(|name| desk.path(name));
    fs::rename(&here, &elsewhere).unwrap();
    label(&desk, "boilerplate");
    fs::remove_dir_all(&here).unwrap();
    fs::rename(&elsewhere, &here).unwrap();
    let changed = desk.read(STORED);
    let told = desk.done(&["undo", "texts"]);
    assert!(told.starts_with("Left as it is: label unsourced, from "), "{told}");
    assert!(told.contains("1 changed since then stays as before"), "{told}");
    assert_eq!(desk.read(STORED), changed);
}

#[test]
fn undo_reaches_a_label_that_an_older_file_brings_back() {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "Intro.\n\nMore.\n");
    label(&desk, "sourced");
    label(&desk, "unsourced");
    let with_both = desk.read(STORED);
    desk.done(&["undo", "texts"]);
    desk.done(&[&ANNOTATE[..4], &["--note", "by hand"]].concat());
    desk.write(STORED, &with_both);
    let told = desk.done(&["undo", "texts"]);
    assert!(told.starts_with("Undone: label unsourced, from "), "{told}");
    assert!(labels(&desk).contains(",sourced,"), "{}", labels(&desk));
}

#[test]
fn a_step_without_journal_is_saved_and_reported() {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "Intro.\n\nMore.\n");
    desk.write("home/state", "a file where the folder should be");
    let ran = desk.copydesk(&[&ANNOTATE[..], &["sourced"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.told);
    assert!(ran.told.contains("saved, but it cannot be undone later"), "{}", ran.told);
    assert!(labels(&desk).contains(",sourced,"));
}
