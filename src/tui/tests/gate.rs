//! S11 without a clock: a disk that takes nothing until the test lets it, and frames drawn meanwhile.
//!
//! The disk knows which thread writes. One that takes keys and draws would wait there for as long as the
//! disk likes, so it must never be the one; here it is let through and counted.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, ThreadId},
    time::Duration,
};

use copydesk::store::DiskAccess;

use super::journey::Journey;

/// Longer than any machine needs; reached only when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// The way to the disk: open, or shut for every thread but that of the keys.
#[derive(Clone)]
struct Gate(Arc<(Mutex<State>, Condvar)>);

struct State {
    is_shut: bool,
    n_waiting: usize,
    keys: ThreadId,
    /// Calls of the disk by the thread of the keys.
    by_keys: Vec<DiskAccess>,
}

impl Gate {
    fn new() -> Self {
        let state = State {
            is_shut: false,
            n_waiting: 0,
            keys: thread::current().id(),
            by_keys: Vec::new(),
        };
        Self(Arc::new((Mutex::new(state), Condvar::new())))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().expect("no thread panicked")
    }

    fn pass(&self, touch: DiskAccess) {
        let mut state = self.state();
        if thread::current().id() == state.keys {
            state.by_keys.push(touch);
            return;
        }
        state.n_waiting += 1;
        self.0.1.notify_all();
        let waited = self.0.1.wait_timeout_while(state, PATIENCE, |state| state.is_shut);
        waited.expect("no thread panicked").0.n_waiting -= 1;
    }

    fn shut(&self, is_shut: bool) {
        self.state().is_shut = is_shut;
        self.0.1.notify_all();
    }

    /// Waits until somebody wants to write.
    fn await_writer(&self, keys: (&str, &str), reader: &Journey) {
        let state = self.state();
        let none = |state: &mut State| state.n_waiting == 0;
        let (state, _) = self.0.1.wait_timeout_while(state, PATIENCE, none).expect("no panic");
        assert!(state.n_waiting > 0, "{keys:?} write nothing:\n{}", reader.screen());
    }

    /// Returns true if the thread of the keys would have waited.
    fn objection(&self) -> Option<String> {
        let by_keys = &self.state().by_keys;
        (!by_keys.is_empty()).then(|| format!("the thread of the keys did {by_keys:?}"))
    }
}

/// Two articles with a passage in common.
const FILES: [(&str, &str); 2] = [
    ("a.txt", "Share your thoughts on this article in the comments below. One fact. Two facts."),
    ("b.txt", "Share your thoughts on this article in the comments below. Three facts. Four."),
];

fn reader(gate: &Gate) -> Journey {
    let passes = gate.clone();
    Journey::over_disk(&FILES, |dirs| dirs.on_disk_that(move |touch| passes.pass(touch)))
}

/// Everything that is put on disk from the screen: the keys that lead there, those that write, and what is
/// told once it is there.
const WRITES: [(&str, &str, &str); 12] = [
    ("", "1", "saved"),
    ("1", "u", "saved"),
    ("i", "w h o", "Note"),
    ("space L a type:odd", "enter", "Added the label odd (key 5)."),
    ("space f type:fact ctrl-k", "enter", "Saved as “fact”"),
    ("space f type:fact ctrl-k enter ctrl-g ctrl-k", "s enter", "is now called “facts”"),
    ("space f type:fact ctrl-k enter ctrl-g ctrl-x", "y", "The saved search “fact” is deleted."),
    ("R 3", "w", "Kept: later places of"),
    ("R 3 w space w", "d", "The rule is gone"),
    ("", ",", "autojump off"),
    ("", "+", ""),
    ("1 space e enter ctrl-u type:OUT", "enter", "written to"),
];

#[test]
fn s11_every_key_has_its_frame_while_the_disk_takes_nothing() {
    for (before, writes, told) in WRITES {
        let gate = Gate::new();
        let mut reader = reader(&gate);
        let out = reader.path("out.csv").display().to_string();
        match before.split_once("OUT") {
            Some((before, _)) => reader.press(before).typed(&out),
            None => reader.press(before),
        };
        gate.shut(true);
        reader.press_at_once(writes);
        gate.await_writer((before, writes), &reader);
        // The next key and its frame, while the write still stands at the gate.
        reader.press_at_once("ctrl-l");
        assert!(gate.state().n_waiting > 0, "{writes:?} did not wait for the disk");
        gate.shut(false);
        reader.settle();
        reader.shows(told);
        assert_eq!(gate.objection(), None, "after {before:?}: {writes:?}");
    }
}

#[test]
fn s11_the_status_line_says_saving_until_it_is_saved() {
    let gate = Gate::new();
    let mut reader = reader(&gate);
    gate.shut(true);
    reader.press_at_once("1 2").shows("saving…").shows_not("saved");
    assert_eq!(reader.saved_records(), 0, "the first write still stands at the gate");
    gate.shut(false);
    reader.settle();
    reader.shows("saved").shows_not("saving…");
    assert_eq!(reader.saved_records(), 2);
}

#[test]
fn s11_the_frame_of_a_label_says_saved_on_a_disk_that_answers() {
    let gate = Gate::new();
    let mut reader = reader(&gate);
    let frame = reader.frame_after("1", true);
    assert!(frame.contains("saved") && !frame.contains("saving"), "{frame}");
    assert!(!reader.would_wait(), "one frame waits for one key");
    // A key without a task, and a frame that does not look, are not the reason.
    assert!(!reader.frame_after("k", true).contains("saving"));
    reader.press_at_once("2").shows("saving…");
}

#[test]
fn s11_no_frame_waits_for_a_busy_disk_or_for_a_draft() {
    let gate = Gate::new();
    let mut reader = reader(&gate);
    gate.shut(true);
    let frame = reader.frame_after("1", false);
    assert!(frame.contains("saving…"), "{frame}");
    reader.press_at_once("2");
    assert!(!reader.would_wait(), "the saver is busy with the first label");
    gate.shut(false);
    reader.settle();
    reader.press_at_once("i w");
    assert!(!reader.would_wait(), "a draft alone");
    reader.settle();
    reader.press_at_once("enter");
    assert!(reader.would_wait(), "the note itself");
}

#[test]
fn a_draft_is_kept_without_a_wait_of_the_keys() {
    let gate = Gate::new();
    let mut reader = reader(&gate);
    gate.shut(true);
    reader.press_at_once("i w h o").shows("who");
    gate.await_writer(("i", "w h o"), &reader);
    gate.shut(false);
    reader.settle();
    assert_eq!(gate.objection(), None);
    let mut reader = reader.reopened();
    reader.press("i").shows("draft from").shows("who");
}

#[test]
fn s11_the_check_catches_a_label_that_is_saved_by_the_thread_of_the_keys() {
    let gate = Gate::new();
    let mut reader = reader(&gate);
    reader.app.project.add_label("odd").expect("it is added");
    assert!(gate.objection().is_some());
}
