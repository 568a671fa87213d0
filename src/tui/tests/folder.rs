//! Journeys over folders that are moved, deleted, or made anew.

use std::fs;

use copydesk::{
    project::{AnnotationEdit, EditTarget},
    store::EarlierAnnotations,
};
use jiff::Timestamp;

use super::journey::Journey;
use crate::tui::event::Event;

const TEXT: &str = "One fact. Two facts. Three facts. Four facts.";

fn reader() -> Journey {
    Journey::over(&[("a.txt", TEXT), ("b.txt", "Another text. It is short.")])
}

#[test]
fn a_folder_that_is_moved_while_open_is_not_made_anew_and_is_saved_to_when_it_is_back() {
    for (moved, first) in [
        ("corpus", "1"),
        ("corpus", ""),
        ("corpus/annotations", "1"),
        ("corpus/annotations", "1 J 2"),
    ] {
        let mut reader = reader();
        reader.press(first);
        let (here, away) = (reader.path(moved), reader.path("away"));
        fs::rename(&here, &away).expect("the folder moves");
        reader.look_at_files();
        reader.press("2").shows("Not saved, but kept here: the folder was moved or deleted");
        reader.press("4 g g").shows("✗ 2 changes not saved: the folder");
        reader.press("space L a").typed("frame").press("enter").shows("No label was added");
        reader.press("space q").press("g a");
        assert!(!here.exists(), "{moved} after {first:?}");
        fs::rename(&away, &here).expect("the folder is back");
        let n = reader.n_annotations();
        assert!(n > 0);
        reader.look_at_files().shows_not("not saved");
        assert_eq!(reader.n_annotations(), n, "{moved} after {first:?}");
        let reader = reader.reopened();
        assert_eq!(reader.n_annotations(), n, "{moved} after {first:?}");
    }
}

#[test]
fn quitting_over_a_moved_folder_asks_and_says_why() {
    let mut reader = reader();
    reader.press("1");
    fs::rename(reader.path("corpus"), reader.path("away")).expect("the folder moves");
    reader.press("2 q").shows("1 change not saved: the folder was moved or deleted");
    assert!(!reader.is_over());
    reader.press("q");
    assert!(reader.is_over() && !reader.path("corpus").exists());
}

#[test]
fn a_folder_that_is_gone_for_good_and_made_anew_takes_the_decisions() {
    let mut reader = reader();
    reader.press("1");
    fs::rename(reader.path("corpus"), reader.path("away")).expect("the folder moves");
    reader.press("2");
    fs::create_dir_all(reader.path("corpus/annotations")).expect("a new folder");
    reader.press("4");
    assert_eq!(reader.saved_records(), 3, "what is open is no earlier folder: {}", reader.saved());
}

/// A corpus whose folder was deleted after a session and made anew with articles of the same names.
fn made_anew(files: &[(&str, &str)]) -> Journey {
    let mut reader = Journey::over(files);
    reader.press("1 2 J 3");
    let reader = reader.reopened();
    fs::remove_dir_all(reader.path("corpus")).expect("deleted on purpose");
    fs::create_dir(reader.path("corpus")).expect("a new folder");
    for (name, text) in files {
        fs::write(reader.path("corpus").join(name), text).expect("an article");
    }
    reader.reopened()
}

const FILES: [(&str, &str); 2] = [("a.txt", TEXT), ("b.txt", "Another text. It is short.")];

#[test]
fn a_new_folder_is_kept_as_new_with_one_key() {
    let mut reader = made_anew(&FILES);
    assert_eq!(reader.n_annotations(), 0);
    reader.press("4").shows("New folder, but 3 annotations in 2 files were made here until ");
    reader.shows("N keep as a new project   b bring them back").shows_not("Enter");
    reader.press("N").shows("A new project").press("g g");
    assert_eq!((reader.n_annotations(), reader.saved_records()), (1, 1), "{}", reader.saved());
    reader.press("2 K 1");
    assert_eq!(reader.saved_records(), 3, "no other article asks: {}", reader.saved());
    let mut reader = reader.reopened();
    assert_eq!(reader.n_annotations(), 3);
    reader.press("G 2").shows_not("New folder");
}

#[test]
fn what_was_decided_in_the_earlier_folder_comes_back_with_one_key() {
    let mut reader = made_anew(&FILES);
    reader.press("G 4").shows("New folder");
    reader.press("b").shows("Brought back 3 annotations").press("g g").shows_not("is gone");
    assert_eq!(reader.n_annotations(), 4);
    assert_eq!(reader.saved_records(), 4, "{}", reader.saved());
    let reader = reader.reopened();
    assert_eq!(reader.n_annotations(), 4);
}

#[test]
fn a_question_that_is_put_off_comes_again_and_every_other_key_decides_nothing() {
    let mut reader = made_anew(&FILES);
    reader.press("4").shows("New folder");
    reader.press("k").shows("Not decided");
    reader.press("2").shows("New folder");
    reader.press("3").shows("Not decided");
    assert_eq!(reader.n_annotations(), 2, "a key at the question labels nothing");
    reader.press("K 1").shows("New folder");
    reader.press("N g g");
    assert_eq!(reader.saved_records(), 3, "all that waited is saved: {}", reader.saved());
}

#[test]
fn one_file_that_is_gone_asks_in_other_words() {
    let mut reader = reader();
    reader.press("1 2 J 3");
    let reader = reader.reopened();
    fs::remove_file(reader.app.project.store_dir().join("ada/a.txt.ron")).expect("it goes");
    let mut reader = reader.reopened();
    reader
        .press("g g K G 4")
        .shows("2 annotations in 1 file went from disk")
        .shows("N let them go");
    reader.press("b").shows("Brought back 2 annotations").press("g g");
    assert_eq!(reader.saved_records(), 4, "{}", reader.saved());
}

/// Deletes a folder while the screen is open, presses keys, and begins a new folder of the same articles.
fn deleted_while_open(deleted: &str, first: &str, then: &str) -> Journey {
    let mut reader = reader();
    reader.press(first);
    fs::remove_dir_all(reader.path(deleted)).expect("it goes");
    reader.press(then);
    fs::create_dir_all(reader.path("corpus")).expect("a new folder");
    for (name, text) in FILES {
        fs::write(reader.path("corpus").join(name), text).expect("an article");
    }
    // The first sitting ends with the second, as a screen that quits before the next start.
    reader.reopened().reopened()
}

#[test]
fn every_decision_of_a_session_whose_folder_went_comes_back() {
    for (deleted, first, then, n) in [
        ("corpus", "1 2 4", "q", 3),
        ("corpus/annotations", "1 2 4", "q", 3),
        ("corpus", "1 2 4 J 3", "q", 4),
        ("corpus", "1 2", "4 q q", 3),
        ("corpus", "1", "J 3 q q", 2),
        ("corpus", "1 2 4 u", "q", 2),
    ] {
        let mut reader = deleted_while_open(deleted, first, then);
        let recovery = reader.app.project.recovery().expect("copies");
        let earlier = recovery.earlier().expect("copies of the earlier folder");
        assert_eq!(earlier.n_annotations, n, "{deleted}: {first}, then {then}");
        reader.take(Event::Earlier(earlier));
        reader.shows("New folder").press("b").shows("Brought back");
        assert_eq!(reader.n_annotations(), n, "{deleted}: {first}, then {then}");
        assert_eq!(reader.reopened().n_annotations(), n, "{deleted}: {first}, then {then}");
    }
}

#[test]
fn the_question_says_the_whole_fact_on_every_width() {
    let day = "2026-11-22T10:00:00Z".parse().expect("a time");
    for (n, cols) in [(3, 80), (12_345, 80), (1_234_567, 80), (12_345, 60), (12_345, 40)] {
        for is_all in [true, false] {
            let earlier = EarlierAnnotations { n_annotations: n, n_files: n, at: day, is_all };
            let mut reader = reader().sized(cols, 24);
            reader.take(Event::Earlier(earlier));
            let screen = reader.screen().replace('│', " ");
            let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            for fact in [format!("{n} annotations in {n} files"), "2026-11-22".to_owned()] {
                assert!(screen.contains(&fact), "{cols}: {screen}");
            }
            for key in ["N ", "b bring", "Esc"] {
                assert!(screen.contains(key), "{key} at {cols}: {screen}");
            }
        }
    }
}

#[test]
fn undo_and_redo_reach_no_decision_of_a_folder_that_was_let_go() {
    for (first, answer) in [
        ("1 2 J 3", "N"),
        ("1 2 J 3 g g d", "N"),
        ("1 2 4 J 3 g g d K g g d", "N"),
        ("1 2 J 3 u", "N"),
        ("1 2 J 3 u u", "N"),
        ("1 2 J 3", "b"),
    ] {
        let mut reader = reader();
        reader.press(first);
        let reader = reader.reopened();
        fs::remove_dir_all(reader.path("corpus")).expect("deleted on purpose");
        fs::create_dir(reader.path("corpus")).expect("a new folder");
        for (name, text) in FILES {
            fs::write(reader.path("corpus").join(name), text).expect("an article");
        }
        let mut reader = reader.reopened_with_seed(8);
        let recovery = reader.app.project.recovery().expect("copies");
        let earlier = recovery.earlier().expect("copies of the earlier folder");
        reader.take(Event::Earlier(earlier));
        reader.shows("New folder").press(answer).press("G 4 g g");
        if answer == "b" {
            let n = reader.n_annotations();
            reader.press("u u");
            assert!(reader.n_annotations() + 1 < n, "undo reaches what came back");
            continue;
        }
        assert_eq!(reader.n_annotations(), 1, "{first}");
        reader.press("u");
        assert_eq!(reader.n_annotations(), 0, "the own step: {first}");
        reader.press("u u u u");
        assert_eq!(reader.n_annotations(), 0, "undo after {first}: {}", reader.saved());
        reader.press("U");
        assert_eq!(reader.n_annotations(), 1, "the own step again: {first}");
        reader.press("U U U");
        assert_eq!(reader.n_annotations(), 1, "redo after {first}: {}", reader.saved());
        let mut reader = reader.reopened();
        reader.press("u");
        assert_eq!(reader.n_annotations(), 0, "a later session knows the step: {first}");
        reader.press("u u u u");
        assert_eq!(reader.n_annotations(), 0, "a later session: {first}");
    }
}

/// A reader above the only store, which is in `d1`.
fn above_a_store() -> Journey {
    let reader = Journey::over(&[("top.txt", TEXT)]);
    let d1 = reader.path("corpus/d1");
    fs::create_dir(&d1).expect("a folder below");
    fs::write(d1.join("a.txt"), "The bridge is closed. It opens soon.").expect("an article");
    let mut below = reader.options().open_paths(&[d1]).expect("the folder opens");
    let span = below.load(0).outline.sentences[0].span;
    let label = AnnotationEdit::Label(Some(below.codebook().labels[0].id.clone()));
    below.edit(&[EditTarget::Words(0, span)], &label, Timestamp::UNIX_EPOCH).expect("a label");
    below.save(0).expect("saved");
    reader.reopened()
}

#[test]
fn a_start_above_the_only_store_asks_before_a_second_one_begins() {
    let mut reader = above_a_store();
    let store = reader.path("corpus/annotations");
    reader.press("G K 1").shows("but d1/annotations has annotations");
    reader.shows("N begin a second store here   Esc later");
    reader.press("esc").shows("Not saved").press("j").shows("another store has these articles");
    assert!(!store.exists());
    reader.press("q").shows("1 change not saved: another store").shows_not("N begin");
    reader.press("2").shows("N begin a second store here").press("n").shows("Not saved");
    assert!(!store.exists(), "every other key begins nothing");
    reader.press("3").press("N").shows("Everything that waited is saved.");
    assert_eq!(reader.saved_records(), reader.n_annotations());
    reader.press("1").shows_not("second store here").press("q");
    assert!(reader.is_over());
    let mut reader = reader.reopened();
    reader.press("2").shows_not("second store here");
}

#[test]
fn a_question_about_a_save_leaves_the_second_q_alone() {
    for mut reader in [above_a_store(), made_anew(&FILES)] {
        reader.press("G 1 esc q").shows("not saved").shows_not("Esc later");
        assert!(!reader.is_over());
        reader.press("q");
        assert!(reader.is_over());
    }
}

#[test]
fn one_loss_is_told_once() {
    for is_question_first in [true, false] {
        let mut reader = reader();
        reader.press("1 2 J 3");
        let reader = reader.reopened();
        fs::remove_file(reader.app.project.store_dir().join("ada/a.txt.ron")).expect("it goes");
        let mut reader = reader.reopened();
        let recovery = reader.app.project.recovery().expect("there are copies");
        let search = reader.app.project.missing_search().expect("there are copies");
        let question = Event::Earlier(recovery.earlier().expect("a file is gone"));
        let message = Event::Missing(search.carry_out());
        let events = if is_question_first { [question, message] } else { [message, question] };
        events.into_iter().for_each(|event| reader.take(event));
        reader.shows("2 annotations in 1 file went from disk").shows_not("missing here");
        reader.press("esc k").shows("2 missing");
    }
}
