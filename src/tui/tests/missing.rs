//! Journeys among annotations that copies hold and the files do not.

use std::fs;

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
        .shows("sourced · copy of 20");
    reader.press("enter").shows("1 annotation is back; u takes it away.");
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
