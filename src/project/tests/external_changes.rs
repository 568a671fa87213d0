//! Promise S8: other programs change files of an open project, in any order with own decisions. Memory
//! and disk together lose no decision and double none, and damaged records stay unchanged.
//!
//! The model is a set of notes. Each note has a unique name: its author and its round.

use std::{collections::BTreeSet, path::PathBuf};

use super::{Way, at, opened_for_the};
use crate::{
    annotation::TypedField,
    project::{AnnotationEdit, EditTarget, Project},
    store::vfs::tests::simulated_disk::SimulatedDisk,
    testing::trials,
    text::Span,
};

/// The broken promise after an interleaving, in words; `None` if all is well.
type Objection = Option<String>;

struct Sitting {
    disk: SimulatedDisk,
    project: Project,
    way: Way,
    rng: fastrand::Rng,
    /// Notes of all authors, saved or unsaved, that were never removed.
    wanted: BTreeSet<String>,
    /// Earlier contents of the file.
    earlier: Vec<Vec<u8>>,
    n_made: usize,
    n_came_in: usize,
}

impl Sitting {
    fn new(seed: u64, way: Way) -> Self {
        let disk = SimulatedDisk::new();
        Self {
            project: opened_for_the(1 + seed * 100, disk.clone()),
            disk,
            way,
            rng: fastrand::Rng::with_seed(seed),
            wanted: BTreeSet::new(),
            earlier: Vec::new(),
            n_made: 0,
            n_came_in: 0,
        }
    }

    fn file(&self) -> Option<PathBuf> {
        let mut files = self.disk.files().into_keys();
        files.find(|path| path.to_string_lossy().contains("/ana/"))
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        Some(self.disk.files()[&self.file()?].clone())
    }

    /// Makes a decision in memory.
    fn note_here(&mut self, by: &str) {
        self.n_made += 1;
        self.wanted.extend(note(&mut self.project, by, self.n_made));
    }

    /// Makes one random event, in memory or on disk.
    fn happen(&mut self) {
        match self.rng.u8(..12) {
            0..=2 => self.note_here("mine"),
            3 | 4 => drop(self.project.save(0)),
            5 | 6 => self.another_copydesk(),
            7 => self.older_state(),
            8 => self.another_form(),
            9 => self.damage(),
            10 => self.undo(),
            _ => self.look(),
        }
        if let Some(bytes) = self.bytes().filter(|bytes| bytes.ends_with(b"])\n")) {
            self.earlier.push(bytes);
        }
    }

    /// Opens the disk as the annotator in a second program, decides, saves.
    fn another_copydesk(&mut self) {
        // Ids of nobody else.
        let seed = (self.rng.u64(..) | 1 << 40) >> 8;
        let mut other = opened_for_the(seed, self.disk.clone());
        self.n_made += 1;
        let made = note(&mut other, "theirs", self.n_made);
        let is_saved = other.save(0).is_ok();
        self.wanted.extend(made.filter(|_| is_saved));
    }

    /// Restores an earlier file like `git checkout` or a sync program, alone or as a union with the
    /// current file.
    fn older_state(&mut self) {
        let (Some(file), Some(older)) = (self.file(), self.rng.choice(&self.earlier).cloned())
        else {
            return;
        };
        self.keep_what_is_only_there();
        let now = self.bytes().unwrap_or_default();
        let mut bytes = older.clone();
        if self.rng.bool() && now.ends_with(b"])\n") {
            bytes = union(&older, &now);
        }
        self.disk.overwrite(&file, &bytes);
    }

    /// Rewrites the file with equal lines: `\r\n`, a byte order mark, or markers of git.
    fn another_form(&mut self) {
        let (Some(file), Some(now)) = (self.file(), self.bytes()) else {
            return;
        };
        let text = String::from_utf8_lossy(&now).into_owned();
        let text = match self.rng.u8(..3) {
            0 => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            1 => format!("\u{feff}{}", text.trim_start_matches('\u{feff}')),
            _ => text.replacen("\n(id", "\n<<<<<<< HEAD\n(id", 1),
        };
        self.disk.overwrite(&file, text.as_bytes());
    }

    /// Cuts the file; half of the time the file is whole again after a refresh.
    fn damage(&mut self) {
        let (Some(file), Some(now)) = (self.file(), self.bytes()) else {
            return;
        };
        self.keep_what_is_only_there();
        let cut = self.rng.usize(..now.len().max(1));
        self.disk.overwrite(&file, &now[..cut]);
        self.look();
        let is_refused = !now[..cut].trim_ascii_end().ends_with(b"])");
        if is_refused {
            self.note_here("mine");
            let saved = self.project.save(0);
            assert!(saved.is_err(), "a file that was cut off is written to");
            assert_eq!(self.disk.files()[&file], &now[..cut], "a damaged file is another");
        }
        self.disk.overwrite(&file, &now);
    }

    /// Refreshes before an earlier state is restored by hand. Unseen changes of others would be lost by
    /// their own doing.
    fn keep_what_is_only_there(&mut self) {
        self.look();
    }

    fn undo(&mut self) {
        let before = notes(&self.project);
        if self.project.undo(at(500 + self.n_made)).is_some() {
            for note in before.difference(&notes(&self.project)) {
                self.wanted.remove(note);
            }
        }
    }

    /// Refreshes, like the file watcher.
    fn look(&mut self) {
        let before = notes(&self.project);
        match self.way {
            Way::Folded => {
                let unsaved = self.project.unsaved().next().is_some();
                if unsaved {
                    drop(self.project.save(0));
                }
                if let Some(job) = self.project.refresh_job(&[0], true) {
                    let _ = self.project.take_refresh(job.carry_out());
                }
            }
            Way::LoadedAnew => {
                let article = self.project.load(0);
                self.project.admit(0, &article);
            }
        }
        self.n_came_in += usize::from(notes(&self.project) != before);
    }

    /// Returns the missing or doubled notes of memory, and after a save the missing notes of the file.
    fn objection(&mut self) -> Objection {
        self.look();
        let held = notes(&self.project);
        let lost: Vec<_> = self.wanted.difference(&held).collect();
        if !lost.is_empty() {
            return Some(format!("memory lost {lost:?}"));
        }
        if held.len() != self.project.annotations(0).len() {
            return Some("memory holds something twice".to_owned());
        }
        self.note_here("last");
        let saved = self.project.save(0);
        let held = notes(&self.project);
        if let Err(error) = saved {
            return Some(format!("not saved: {error}"));
        }
        let there = opened_for_the(0, self.disk.clone());
        let stored = notes(&there);
        let told = there.annotations(0).contested().count();
        (stored != held || !self.wanted.is_subset(&stored) || told > 0)
            .then(|| format!("on disk {stored:?}, here {held:?}, {told} contested"))
    }
}

/// Makes a note with a unique text on words without a note.
fn note(project: &mut Project, by: &str, number: usize) -> Option<String> {
    let start = (number * 2) % 60;
    let target = EditTarget::Words(0, Span::new(start, start + 2 + number / 30));
    let words = format!("{by} {number}");
    let edit = AnnotationEdit::Text(TypedField::Note, Some(words.clone()));
    project.edit(&[target], &edit, at(number)).map(|_| words)
}

/// Returns the lines of both files between the first and the last line, like a union merge of git.
fn union(one: &[u8], other: &[u8]) -> Vec<u8> {
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
    };
    let (mut all, others) = (lines(one), lines(other));
    let end = all.len() - 1;
    let new = others[1..others.len() - 1].iter().filter(|line| !all.contains(line)).cloned();
    let new: Vec<_> = new.collect();
    all.splice(end..end, new);
    all.concat()
}

fn notes(project: &Project) -> BTreeSet<String> {
    project.annotations(0).iter().filter_map(|annotation| annotation.content.note.clone()).collect()
}

/// Returns the broken promises of `n` interleavings, and the number of incoming changes.
fn tried(n: usize, way: Way) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    let mut n_came_in = 0;
    for seed in 0..n {
        let mut sitting = Sitting::new(seed as u64, way);
        for _ in 0..sitting.rng.usize(4..24) {
            sitting.happen();
        }
        wrong.extend(sitting.objection().map(|told| format!("{seed}: {told}")));
        n_came_in += sitting.n_came_in;
    }
    (wrong, n_came_in)
}

#[test]
fn s8_changes_from_outside_and_own_decisions_lose_nothing_in_any_order() {
    let n = trials(200, 10_000);
    let (wrong, n_came_in) = tried(n, Way::Folded);
    assert_eq!(wrong, Vec::<String>::new());
    assert!(n_came_in * 2 > n, "something came in {n_came_in} times only");
}

#[test]
fn s8_the_check_catches_loading_the_file_over_memory() {
    let (wrong, _) = tried(100, Way::LoadedAnew);
    assert!(wrong.len() > 20, "only {} of 100 were caught", wrong.len());
}
