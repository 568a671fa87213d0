//! Journeys through drafts: what stands in the line of a note or of evidence is never lost unasked.

use std::fs;

use super::journey::Journey;
use crate::tui::event::Event;

fn reader() -> Journey {
    Journey::over(&[("a.txt", "One fact. Two facts. Three facts.")])
}

/// Files of drafts on disk.
fn n_files(reader: &Journey) -> usize {
    let corpora = fs::read_dir(reader.path("home/state"));
    let folders = corpora.into_iter().flatten().flatten();
    let drafts = folders.filter_map(|corpus| fs::read_dir(corpus.path().join("drafts")).ok());
    drafts.flatten().flatten().count()
}

#[test]
fn after_every_key_the_next_sitting_offers_what_was_typed() {
    let mut reader = reader();
    let words = "who-said-so?";
    for (n_typed, character) in (1..).zip(words.chars()) {
        reader.press("i").typed(&character.to_string());
        // No farewell: the sitting ends with the line open.
        reader = reader.reopened();
        reader.shows("A draft is kept on “One fact.” in a.txt.");
        reader.press("i").shows("Note: draft from ").shows(&words[..n_typed]);
        reader.press("esc");
    }
    reader.press("i enter").shows(words);
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some(words));
    assert_eq!(n_files(&reader), 0, "what is written is no draft");
    let mut reader = reader.reopened();
    reader.press("i").shows(words).shows_not("draft");
}

#[test]
fn esc_keeps_the_draft_and_an_emptied_line_drops_it() {
    let mut reader = reader();
    reader.press("1 k i type:first enter i type:,more esc");
    reader.shows("The draft is kept and offered again here; empty the line to drop it.");
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("first"));
    reader.press("esc esc i").shows("draft from").shows("first,more");
    reader.press("ctrl-u esc").shows("Nothing is changed, and no draft is kept.");
    reader.press("i").shows("first").shows_not("draft");
    assert_eq!(n_files(&reader), 0);
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("first"));
}

#[test]
fn a_line_that_is_opened_and_closed_leaves_nothing() {
    let mut reader = reader();
    reader.press("i esc").shows_not("draft");
    reader.press("i type:a backspace esc").shows_not("draft");
    reader.press("i type:a ctrl-u enter").shows_not("draft");
    assert_eq!((n_files(&reader), reader.n_annotations()), (0, 0));
}

#[test]
fn note_and_evidence_of_each_sentence_have_their_own_draft() {
    let mut reader = reader();
    reader.press("i type:remark esc e type:https://x.example esc j i type:other esc");
    assert_eq!(n_files(&reader), 3);
    let mut reader = reader.reopened();
    reader.shows("3 drafts are kept, the last on “Two facts.” in a.txt.");
    reader.press("g g i").shows("remark").shows("draft").press("esc");
    reader.press("e").shows("Address of the evidence: draft from").shows("https://x.example");
    reader.press("enter");
    assert_eq!(reader.annotations()[0].content.evidence.as_deref(), Some("https://x.example"));
    assert_eq!(n_files(&reader), 2);
    reader.press("i").shows("remark").press("esc j i").shows("other");
}

#[test]
fn what_is_too_long_to_be_written_stays_a_draft() {
    let mut reader = reader();
    reader.press("i");
    reader.take(Event::Paste("long ".repeat(210_000)));
    reader.press("enter").shows("longer than 1 MiB");
    assert_eq!((n_files(&reader), reader.n_annotations()), (1, 0));
    reader.press("i").shows("draft from").shows("long long");
}

#[test]
fn a_draft_that_cannot_be_kept_is_told_and_typing_goes_on() {
    let mut reader = reader();
    let state = reader.path("home/state");
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(reader.path("home")).expect("a folder");
    fs::write(&state, "a file where the folder should be").expect("an obstacle");
    reader.press("i type:w").shows("What you type is not kept until Enter:");
    reader.press("type:ho enter");
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("who"));
}
