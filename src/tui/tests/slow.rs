//! Journeys on a slow disk: no key waits for it, and the status line says how it stands.

use std::{fs, time::Duration};

use jiff::Timestamp;

use super::journey::Journey;
use crate::tui::{
    effect::{Effect, Leaving},
    event::Event,
};

const FLUSH: Duration = Duration::from_millis(700);

fn slow() -> Journey {
    Journey::over_slow_disk(&[("a.txt", "One fact. Two facts. Three facts.")], FLUSH)
}

#[test]
fn s11_a_decision_made_while_another_is_saved_is_saved_after_it() {
    let mut reader = slow();
    for key in ["1", "2", "u", "4"] {
        reader.press_at_once(key);
    }
    reader.settle();
    assert_eq!(reader.saved_records(), 2, "{}", reader.saved());
    let reader = reader.reopened();
    assert_eq!(reader.n_annotations(), 2);
}

#[test]
fn s11_q_leaves_as_soon_as_everything_is_saved() {
    let mut reader = slow();
    reader.press_at_once("1 q").shows("Still saving");
    assert!(!reader.is_over(), "what is on its way would be lost");
    reader.settle();
    assert!(reader.is_over(), "it leaves by itself");
    assert_eq!(reader.saved_records(), 1);
}

#[test]
fn s11_leaving_by_itself_asks_nothing_more_of_the_disk() {
    let mut reader = slow();
    reader.app.session.quit = crate::tui::session::QuitState::WhenSaved;
    // The end of every write is such an event: one more write for each would go on for ever.
    let effects = reader.app.update(Event::Saved, Timestamp::UNIX_EPOCH);
    let only_leaves = matches!(effects[..], [Effect::Quit(Leaving::WhenSaved)]);
    assert!(only_leaves, "{effects:?}");
    let again = reader.app.update(Event::Saved, Timestamp::UNIX_EPOCH);
    assert!(again.is_empty(), "{again:?}");
}

#[test]
fn s11_another_key_takes_leaving_back() {
    let mut reader = slow();
    reader.press_at_once("1 q j").shows("saving…");
    reader.settle();
    assert!(!reader.is_over(), "the user reads on");
}

#[test]
fn s11_q_twice_leaves_at_once() {
    let mut reader = slow();
    reader.press_at_once("1 q q");
    assert!(reader.is_over());
}

#[test]
fn what_fails_on_a_slow_disk_is_told_when_it_is_known() {
    let mut reader = slow();
    let store = reader.app.project.store_dir().to_owned();
    fs::write(&store, "a file where the folder should be").expect("an obstacle");
    reader.press_at_once("1");
    reader.settle();
    reader.shows("Not saved, but kept here:");
    reader.press_at_once("g g").shows("not saved: ");
    fs::remove_file(&store).expect("the obstacle goes");
    reader.press_at_once("2");
    reader.settle();
    reader.shows("Everything that waited is saved.");
    reader.press_at_once("g g").shows("saved").shows_not("not saved");
}
