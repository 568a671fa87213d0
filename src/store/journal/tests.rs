//! Tests of the journal on real files: what comes back, what is passed over, what is left alone.

use std::fs;

use tempfile::TempDir;

use super::*;

struct JournalFixture {
    folder: TempDir,
}

impl JournalFixture {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn open(&self) -> (Journal, Vec<Diagnostic>) {
        let dirs = Dirs::below(self.folder.path());
        Journal::open(&dirs, None, (&self.folder.path().join("store"), "ana"))
    }

    fn text(&self) -> String {
        fs::read_to_string(self.open().0.path).unwrap()
    }

    fn rewrite(&self, change: impl Fn(String) -> String) {
        fs::write(self.open().0.path, change(self.text())).unwrap();
    }
}

fn step(name: &str) -> PastStep {
    PastStep {
        at: "2026-11-03T10:00:00Z".parse().unwrap(),
        name: name.to_owned(),
        changes: vec![PastChange {
            article: "a \"b\"\n.txt".to_owned(),
            before: None,
            after: None,
            before_rivals: Vec::new(),
            after_rivals: Vec::new(),
        }],
        codebook: Vec::new(),
    }
}

fn names(steps: &[StoredStep]) -> Vec<String> {
    steps.iter().map(|past| past.read().unwrap().name).collect()
}

fn filled(desk: &JournalFixture, n: u64) -> Journal {
    let (journal, _) = desk.open();
    for number in 1..=n {
        journal.did(number, &step(&format!("step {number}")));
    }
    journal.flush().unwrap();
    journal
}

#[test]
fn looking_creates_nothing() {
    let desk = JournalFixture::new();
    let (journal, findings) = desk.open();
    journal.catch_up();
    journal.flush().unwrap();
    assert!(findings.is_empty());
    assert_eq!(fs::read_dir(desk.folder.path()).unwrap().count(), 0);
}

#[test]
fn steps_come_back_as_they_were_in_their_order() {
    let desk = JournalFixture::new();
    let journal = filled(&desk, 4);
    journal.undid(4);
    journal.undid(3);
    journal.redid(3);
    journal.flush().unwrap();
    let (again, findings) = desk.open();
    assert_eq!(findings, []);
    assert_eq!(names(&again.done()), ["step 1", "step 2", "step 3"]);
    assert_eq!(names(&again.undone()), ["step 4"]);
    assert_eq!(again.done()[0].read(), Some(step("step 1")));
    assert!(journal.is_own(1) && !again.is_own(1));
}

#[test]
fn a_new_step_forgets_what_was_undone_and_so_does_the_file() {
    let desk = JournalFixture::new();
    let journal = filled(&desk, 2);
    journal.undid(2);
    journal.did(3, &step("step 3"));
    journal.redid(2);
    journal.flush().unwrap();
    let (again, _) = desk.open();
    assert_eq!(names(&again.done()), ["step 1", "step 3"]);
    assert_eq!(again.depth(), (2, 0));
}

#[test]
fn two_programs_have_one_history() {
    let desk = JournalFixture::new();
    let screen = filled(&desk, 1);
    let (script, _) = desk.open();
    script.did(7, &step("by a script"));
    script.flush().unwrap();
    screen.did(2, &step("step 2"));
    screen.flush().unwrap();
    script.catch_up();
    for journal in [&screen, &script, &desk.open().0] {
        let known = names(&journal.done());
        assert_eq!(known, ["step 1", "by a script", "step 2"]);
    }
}

#[test]
fn a_torn_end_is_passed_over_and_damage_is_told() {
    let desk = JournalFixture::new();
    filled(&desk, 3);
    desk.rewrite(|text| text[..text.len() - 9].to_owned());
    let (journal, findings) = desk.open();
    assert_eq!(findings, [], "a killed program is nothing to tell");
    assert_eq!(journal.depth(), (2, 0));
    journal.did(4, &step("step 4"));
    journal.flush().unwrap();
    let (again, findings) = desk.open();
    assert_eq!(names(&again.done()), ["step 1", "step 2", "step 4"]);
    assert_eq!(findings, [], "nor is it later, when steps have followed");
    desk.rewrite(|text| text.replace("step 1", "step 9"));
    let (again, findings) = desk.open();
    assert_eq!(names(&again.done()), ["step 2", "step 4"]);
    let told = &findings[0];
    assert_eq!((told.severity, told.place), (Severity::Warning, Some((2, 1))));
    assert!(told.message.contains(": 1 step cannot be read"), "{told}");
}

#[test]
fn what_a_power_cut_leaves_at_the_end_is_a_note_until_the_next_step() {
    let desk = JournalFixture::new();
    filled(&desk, 4);
    // Sectors of a flush that was under way: two lines, the last of them with its end.
    desk.rewrite(|text| text.replace("step 3", "\0\0\0\0\0\0").replace("step 4", "\0\0\0\0\0\0"));
    let (journal, findings) = desk.open();
    assert_eq!(names(&journal.done()), ["step 1", "step 2"]);
    let told = &findings[0];
    assert_eq!((told.severity, told.place), (Severity::Note, Some((4, 1))), "{told}");
    journal.did(5, &step("step 5"));
    journal.flush().unwrap();
    let (again, findings) = desk.open();
    assert_eq!(names(&again.done()), ["step 1", "step 2", "step 5"]);
    assert_eq!(findings, []);
}

#[test]
fn a_torn_end_is_told_unless_it_is_one_line_without_an_end() {
    for torn in ["torn\n", "torn\ntorn"] {
        let desk = JournalFixture::new();
        filled(&desk, 1);
        desk.rewrite(|text| text + torn);
        let (journal, findings) = desk.open();
        assert_eq!(journal.depth(), (1, 0));
        let told = findings.first().map(|told| (told.severity, told.place));
        assert_eq!(told, Some((Severity::Note, Some((3, 1)))), "{torn:?}");
    }
}

#[test]
fn every_changed_byte_of_a_line_is_noticed() {
    let desk = JournalFixture::new();
    filled(&desk, 1);
    let line = desk.text().lines().nth(1).unwrap().to_owned();
    assert!(JournalEntry::read(&line).is_some());
    for at in 0..line.len() {
        let mut bytes = line.clone().into_bytes();
        bytes[at] ^= 1;
        let read = str::from_utf8(&bytes).ok().and_then(JournalEntry::read);
        assert_eq!(read, None, "byte {at}");
    }
}

#[test]
fn a_newer_format_is_neither_used_nor_written() {
    let desk = JournalFixture::new();
    filled(&desk, 2);
    desk.rewrite(|text| text.replacen("(format:1", "(format:2", 1));
    let before = desk.text();
    let (journal, findings) = desk.open();
    assert!(findings[0].message.contains("newer format"), "{}", findings[0]);
    assert_eq!(journal.depth(), (0, 0));
    journal.did(3, &step("step 3"));
    journal.flush().unwrap();
    assert_eq!(journal.depth(), (1, 0), "undo works while it is open");
    assert_eq!(desk.text(), before);
}

#[test]
fn a_newer_journal_that_is_taken_away_meanwhile_is_in_the_way_no_more() {
    let desk = JournalFixture::new();
    filled(&desk, 2);
    desk.rewrite(|text| text.replacen("(format:1", "(format:2", 1));
    let (journal, _) = desk.open();
    fs::remove_file(&journal.path).unwrap();
    journal.catch_up();
    journal.did(3, &step("step 3"));
    journal.flush().unwrap();
    assert_eq!(names(&desk.open().0.done()), ["step 3"]);
}

#[test]
fn each_store_has_a_journal_of_its_own_by_whatever_path_it_is_named() {
    let desk = JournalFixture::new();
    let dirs = Dirs::below(desk.folder.path());
    let (one, other) = (desk.folder.path().join("store"), desk.folder.path().join("other"));
    let open = |store: &Path| Journal::open(&dirs, None, (store, "ana")).0;
    let paths = || [&one, &other, &one.join("../store")].map(|store| open(store).path);
    let [first, second, _] = paths();
    assert_ne!(first, second);
    // What is not there yet has the name that it will have.
    fs::create_dir_all(&one).unwrap();
    assert_eq!(paths(), [first.clone(), second, first]);
}

#[test]
fn a_first_line_that_cannot_be_read_is_written_anew_with_the_steps() {
    for damage in ["", "(form", "\0\0\0\0", "(format:1,stor\n"] {
        let desk = JournalFixture::new();
        filled(&desk, 2);
        desk.rewrite(|text| damage.to_owned() + text.split_once('\n').unwrap().1);
        let (journal, _) = desk.open();
        journal.did(3, &step("step 3"));
        journal.flush().unwrap();
        let (again, findings) = desk.open();
        assert_eq!(findings, []);
        let known = names(&again.done());
        assert_eq!(known.last().unwrap(), "step 3", "{damage:?}: {known:?}");
        assert!(known.len() >= 2, "{damage:?}: {known:?}");
        let first = desk.text().lines().next().map(is_sealed);
        assert_eq!(first, Some(true), "{damage:?}");
    }
}

#[test]
fn a_journal_that_is_removed_meanwhile_is_written_again() {
    let desk = JournalFixture::new();
    let journal = filled(&desk, 2);
    fs::remove_file(&journal.path).unwrap();
    journal.undid(2);
    journal.flush().unwrap();
    assert_eq!(desk.open().0.depth(), (1, 1));
}

#[test]
fn a_long_journal_keeps_its_newest_steps() {
    let desk = JournalFixture::new();
    let (mut journal, _) = desk.open();
    journal.length_limit = 4000;
    for number in 1..=200 {
        journal.did(number, &step(&format!("step {number}")));
        if number % 10 == 0 {
            journal.undid(number);
            journal.undid(number - 1);
            journal.redid(number - 1);
        }
        journal.flush().unwrap();
        assert!(desk.text().len() <= 4000, "step {number}");
    }
    let (again, findings) = desk.open();
    assert_eq!(findings, []);
    let done = names(&again.done());
    assert_eq!(done.last().unwrap(), "step 199");
    assert_eq!(names(&again.undone()), ["step 200"]);
    assert!(done.len() >= 10, "{done:?}");
    assert_eq!(done, names(&journal.done()));
}

#[test]
fn what_is_written_stays_as_it_is_until_the_journal_is_too_long() {
    let desk = JournalFixture::new();
    let (mut journal, _) = desk.open();
    journal.length_limit = 6000;
    let (mut before, mut n_anew) = (String::new(), 0);
    for number in 1..=150 {
        journal.did(number, &step(&format!("step {number}")));
        if number % 5 == 0 {
            journal.undid(number);
        }
        journal.flush().unwrap();
        let after = desk.text();
        n_anew += usize::from(!after.starts_with(&before));
        before = after;
    }
    // Half of it goes at once, so that this is rare: a step costs its line, not all lines.
    assert!((1..=10).contains(&n_anew), "{n_anew} times");
}

#[test]
fn a_journal_just_as_long_as_it_may_be_keeps_all_and_none_is_longer() {
    // Two steps and one that is taken back, and how much the file then holds.
    let go_on = |limit: usize| {
        let desk = JournalFixture::new();
        filled(&desk, 4);
        let (mut journal, _) = desk.open();
        journal.length_limit = limit;
        journal.undid(4);
        journal.did(5, &step("step 5"));
        journal.did(6, &step("step 6"));
        journal.flush().unwrap();
        (desk.text().len(), desk.open().0.depth().0)
    };
    let (len, _) = go_on(LENGTH_LIMIT);
    assert_eq!(go_on(len), (len, 5));
    let (shorter, n_kept) = go_on(len - 1);
    assert!(shorter < len && n_kept < 5, "{shorter} of {len}, {n_kept} steps");
}

#[test]
fn a_step_longer_than_the_journal_is_kept_alone() {
    let desk = JournalFixture::new();
    let (mut journal, _) = desk.open();
    journal.length_limit = 300;
    journal.did(1, &step("short"));
    journal.flush().unwrap();
    journal.did(2, &step(&"long ".repeat(100)));
    journal.flush().unwrap();
    let (again, _) = desk.open();
    assert_eq!(again.depth(), (1, 0));
    assert_eq!(again.done()[0].number, 2);
}

#[test]
fn what_cannot_be_written_is_kept_and_tried_again() {
    let desk = JournalFixture::new();
    let (journal, _) = desk.open();
    let state = desk.folder.path().join("state");
    fs::write(&state, "a file where the folder should be").unwrap();
    journal.did(1, &step("step 1"));
    assert!(journal.flush().is_err());
    fs::remove_file(&state).unwrap();
    journal.did(2, &step("step 2"));
    journal.flush().unwrap();
    assert_eq!(names(&desk.open().0.done()), ["step 1", "step 2"]);
}

#[test]
fn lines_that_are_there_already_are_not_added_twice() {
    let desk = JournalFixture::new();
    let journal = filled(&desk, 1);
    journal.did(2, &step("step 2"));
    let mut lines = String::new();
    journal.shared().pending[0].write(&mut lines);
    // As after a flush that failed although the bytes were written.
    desk.rewrite(|text| text + &lines);
    journal.shared().known_len = u64::MAX;
    journal.did(3, &step("step 3"));
    journal.flush().unwrap();
    assert_eq!(names(&desk.open().0.done()), ["step 1", "step 2", "step 3"]);
}

/// Appends the first `n_bytes` of the pending entries to the file, as an append whose flush fails.
fn fail_to_flush(desk: &JournalFixture, journal: &Journal, n_bytes: usize) {
    let mut lines = String::new();
    let pending = journal.shared().pending.clone();
    pending.iter().for_each(|entry| entry.write(&mut lines));
    desk.rewrite(|text| text + &lines[..n_bytes.min(lines.len())]);
    journal.shared().known_len = u64::MAX;
}

#[test]
fn entries_of_a_failed_flush_are_taken_in_once() {
    type Act = fn(&Journal);
    let undo_redo_and_new: Act = |journal| {
        journal.undid(2);
        journal.redid(2);
        journal.did(4, &step("step 4"));
    };
    let below_the_top: Act = |journal| {
        journal.undid(1);
        journal.redid(1);
        journal.undid(3);
    };
    let in_turn: Act = |journal| {
        for number in [3, 2] {
            journal.undid(number);
        }
        for number in [3, 2] {
            journal.redid(number);
        }
    };
    let acts = [undo_redo_and_new, below_the_top, in_turn];
    for act in acts {
        let wanted = {
            let desk = JournalFixture::new();
            let journal = filled(&desk, 3);
            act(&journal);
            (names(&journal.done()), names(&journal.undone()))
        };
        for n_bytes in (0..1200).step_by(7) {
            let desk = JournalFixture::new();
            let journal = filled(&desk, 3);
            act(&journal);
            fail_to_flush(&desk, &journal, n_bytes);
            journal.flush().unwrap();
            let again = desk.open().0;
            for known in [&journal, &again] {
                let state = (names(&known.done()), names(&known.undone()));
                assert_eq!(state, wanted, "after {n_bytes} bytes");
            }
        }
    }
}

#[test]
fn entries_of_a_failed_rewrite_are_taken_in_once() {
    let desk = JournalFixture::new();
    let mut journal = filled(&desk, 9);
    journal.length_limit = 1500;
    journal.undid(9);
    journal.redid(9);
    journal.did(10, &step("step 10"));
    journal.undid(10);
    let wanted = [vec!["step 8", "step 9"], vec!["step 10"]];
    // The rewrite reaches the disk, and its flush fails.
    let pending = journal.shared().pending.clone();
    journal.flush().unwrap();
    journal.shared().pending = pending;
    journal.shared().known_len = u64::MAX;
    journal.flush().unwrap();
    let done = names(&journal.done());
    assert_eq!(done[done.len() - 2..], wanted[0]);
    assert_eq!(names(&journal.undone()), wanted[1]);
    assert_eq!(
        (names(&desk.open().0.done()), names(&desk.open().0.undone())),
        (done, names(&journal.undone()))
    );
}
