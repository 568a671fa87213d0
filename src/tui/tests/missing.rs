//! Journeys among annotations that copies hold and the files do not.

use std::{fs, path::Path};

use super::journey::Journey;
use crate::tui::event::Event;

const TEXT: &str =
    "It rained in the night.\n\nNobody was hurt.\n\nThe bridge is closed.\n\nFees rose.\n";

/// A reader who comes back after two of three annotations vanished from the file.
fn bereft() -> Journey {
    let mut reader = Journey::over(&[("a.txt", TEXT)]);
    reader.press("1 k i").typed("who saw it?").press("enter j 2 3 g g");
    let file = fs::read_dir(reader.path("corpus/annotations"))
        .expect("the store")
        .flatten()
        .map(|entry| entry.path().join("a.txt.ron"))
        .find(|path| path.exists())
        .expect("the file");
    let mut reader = reader.reopened();
    let text = fs::read_to_string(&file).expect("the annotations");
    let kept: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(at, _)| ![1, 3].contains(at))
        .map(|(_, line)| line)
        .collect();
    fs::write(&file, kept.join("\n") + "\n").expect("two lines vanish");
    reader = reader.reopened();
    let search = reader.app.project.missing_search().expect("there are copies");
    reader.take(Event::Missing(search.carry_out()));
    reader
}

#[test]
fn missing_annotations_are_told_at_the_start_and_on_the_status_line() {
    let mut reader = bereft();
    reader.shows("2 annotations are missing here, kept in a copy · Space b shows them.");
    reader.press("k").shows("2 missing");
    assert_eq!(reader.n_annotations(), 1);
}

#[test]
fn one_comes_back_and_the_other_is_let_go() {
    let mut reader = bereft();
    reader
        .press("space b")
        .shows("Missing here (2)")
        .shows("who saw it?")
        .shows("It rained")
        .shows("sourced · copy of 20")
        .shows("Enter bring back  d let go");
    reader.press("enter").shows("1 annotation is back; u takes it away.");
    reader.press("u").shows("1 annotation is missing again").shows("Missing here (2)");
    reader.press("U").shows("Done again: bring back").shows("Missing here (1)");
    reader.press("u enter").shows("1 annotation is back; u takes it away.");
    reader.shows("Missing here (1)").shows_not("who saw it?");
    reader.press("d").shows("1 annotation is let go; u brings it back.");
    reader.shows("Missing here (0)").press("q").press("j").shows_not("missing");
    assert_eq!(reader.n_annotations(), 2);
    let mut reader = reader.reopened();
    let search = reader.app.project.missing_search().expect("there are copies");
    assert!(search.carry_out().is_empty(), "what was let go is missed no more");
    reader.press("u").shows("Undone: let go");
    assert_eq!(reader.n_annotations(), 3);
    reader.press("u").shows("Undone: bring back");
    assert_eq!(reader.n_annotations(), 2);
}

#[test]
fn all_come_back_at_once_and_several_are_let_go_after_a_question() {
    let mut reader = bereft();
    reader.press("space b T d").shows("Let 2 missing annotations go?");
    reader.press("n").shows("Nothing is let go.").shows("Missing here (2, 2 ticked)");
    reader.press("d y").shows("2 annotations are let go; u brings them back.");
    reader.press("u");
    assert_eq!(reader.n_annotations(), 3);

    let mut reader = bereft();
    reader.press("space b T enter").shows("2 annotations are back; u takes them away.");
    assert_eq!(reader.n_annotations(), 3);
    assert_eq!(reader.saved_records(), 3);
    reader.press("enter").shows("Nothing is missing.");
}

/// A way in which decisions go from disk while the screen is open.
type LossWhileOpen = (&'static str, fn(&Path));

#[test]
fn decisions_that_went_from_disk_while_open_are_not_called_saved() {
    let losses: [LossWhileOpen; 3] = [
        ("the file is deleted", |file| fs::remove_file(file).expect("it goes")),
        ("the folder is deleted", |file| {
            fs::remove_dir_all(file.parent().expect("a folder")).expect("it goes");
        }),
        ("an older file is put back", |file| {
            let text = fs::read_to_string(file).expect("the annotations");
            let lines = text.lines().enumerate().filter(|(at, _)| *at != 1);
            let older: String = lines.map(|(_, line)| format!("{line}\n")).collect();
            fs::write(file, older).expect("an older state");
        }),
    ];
    for (why, lose) in losses {
        for answer in ["w", "q", "esc"] {
            let mut reader = Journey::over(&[("a.txt", TEXT), ("b.txt", "Nothing here.")]);
            reader.press("1 2").look_at_files();
            let file = reader.app.project.store_dir().join("ada/a.txt.ron");
            lose(&file);
            reader.look_at_files().shows("went from disk").press("k").shows("not on disk");
            reader.press("q").shows("w write again   q quit without   Esc stay");
            assert!(!reader.is_over(), "{why}");
            reader.press(answer);
            match answer {
                "w" => {
                    reader.shows_not("not on disk").press("j").shows("saved");
                    assert_eq!(reader.saved_records(), 2, "{why}");
                    assert!(!reader.is_over(), "{why}");
                    reader.press("q");
                }
                "esc" => {
                    reader.shows("Not decided").press("j").shows("not on disk");
                    reader.press("1").shows_not("not on disk");
                    assert!(reader.saved_records() >= 2, "{why}");
                    continue;
                }
                _ => {}
            }
            assert!(reader.is_over(), "{why}, {answer}");
        }
    }
}

#[test]
fn a_file_that_comes_back_as_it_was_is_saved() {
    let mut reader = Journey::over(&[("a.txt", TEXT)]);
    reader.press("1 2").look_at_files();
    let file = reader.app.project.store_dir().join("ada/a.txt.ron");
    let text = fs::read_to_string(&file).expect("the annotations");
    fs::remove_file(&file).expect("it goes");
    reader.look_at_files().press("k").shows("✗ 2 decisions not on disk");
    fs::write(&file, text).expect("it comes back");
    reader.look_at_files().press("j").shows_not("not on disk").press("q");
    assert!(reader.is_over());
}

#[test]
fn what_went_from_disk_while_open_is_told_at_the_next_start() {
    let mut reader = Journey::over(&[("a.txt", TEXT)]);
    reader.press("1 k i").typed("first").press("enter");
    let reader = reader.reopened();
    let file = reader.app.project.store_dir().join("ada/a.txt.ron");
    let older = fs::read_to_string(&file).expect("the annotations");
    let mut reader = reader;
    reader.press("g g i").typed("second").press("enter");
    assert!(reader.saved().contains("second"));
    fs::write(&file, &older).expect("an older state");
    let reader = reader.reopened();
    let search = reader.app.project.missing_search().expect("there are copies");
    assert!(!search.carry_out().is_empty(), "the last save of the session has a copy");
}
