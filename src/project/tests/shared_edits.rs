//! Promise S8 for shared files: other programs change rules, saved searches and labels of an open
//! project, in any order with own changes.
//!
//! - A kept rule stays until its removal, also after an older file is restored.
//! - Labels and searches of both sides stay.
//! - A removed rule does not return with its old line.
//! - A damaged file stays unchanged.

use std::{collections::BTreeSet, path::PathBuf};

use super::{Way, at, opened_for_the};
use crate::{
    annotation::{BatchId, LabelId, RepeatUnit, Rule},
    find::{LineOrder, SavedSearch, SavedView, SearchMode},
    project::{Project, SharedEdit},
    store::vfs::tests::simulated_disk::SimulatedDisk,
    testing::trials,
};

struct Sitting {
    disk: SimulatedDisk,
    project: Project,
    way: Way,
    rng: fastrand::Rng,
    /// Names that were kept and never removed.
    wanted: BTreeSet<String>,
    /// Removed names; none may return.
    removed: BTreeSet<String>,
    /// Earlier files of rules.
    earlier: Vec<Vec<u8>>,
    /// Earlier lines of searches.
    lines: BTreeSet<String>,
    n_made: usize,
}

fn rule(number: usize) -> Rule {
    Rule {
        id: BatchId(number as u64),
        words: format!("Passage {number}"),
        label: LabelId("boilerplate".to_owned()),
        unit: RepeatUnit::Words,
        created: at(number),
        left_out: Vec::new(),
    }
}

fn search(number: usize) -> SavedSearch {
    SavedSearch {
        name: format!("search {number}"),
        view: SavedView::Passages,
        mode: SearchMode::Words,
        order: LineOrder::default(),
        query: "tram".to_owned(),
    }
}

/// Number of own labels with a key. Two programs at once can make more labels; labels without a key stay
/// in the file unused.
const N_LABELS: usize = 5;

/// Adds a label, search or rule; returns its name if the write succeeded.
fn make(project: &mut Project, number: usize) -> Option<String> {
    let (name, change) = match number % 3 {
        0 => (search(number).name, SharedEdit::SaveSearch(search(number))),
        2 if number / 3 < N_LABELS => {
            let name = format!("label {number}");
            let (id, codebook) = project.new_label(&name).ok()?;
            (name, SharedEdit::AddLabel(id, codebook))
        }
        _ => (rule(number).words, SharedEdit::KeepRule(rule(number))),
    };
    project.edit_shared(change).ok().map(|()| name)
}

/// Returns the names of all labels, searches and rules of a project.
fn held(project: &Project) -> BTreeSet<String> {
    let rules = project.rules().iter().map(|rule| rule.words.clone());
    let searches = project.searches().iter().map(|search| search.name.clone());
    let labels = project.codebook().labels.iter().skip(4);
    let labels = labels.map(|label| label.name.clone());
    rules.chain(searches).chain(labels).collect()
}

impl Sitting {
    fn new(seed: u64, way: Way) -> Self {
        let disk = SimulatedDisk::new();
        Self {
            project: opened_for_the(seed, disk.clone()),
            disk,
            way,
            rng: fastrand::Rng::with_seed(seed),
            wanted: BTreeSet::new(),
            removed: BTreeSet::new(),
            earlier: Vec::new(),
            lines: BTreeSet::new(),
            n_made: 0,
        }
    }

    fn file(&self, name: &str) -> Option<(PathBuf, Vec<u8>)> {
        let mut files = self.disk.files().into_iter();
        files.find(|(path, _)| path.ends_with(name))
    }

    fn happen(&mut self) {
        match self.rng.u8(..10) {
            0..=2 => {
                self.n_made += 1;
                let made = make(&mut self.project, self.n_made);
                self.wanted.extend(made);
            }
            3 | 4 => {
                self.n_made += 1;
                let mut other = opened_for_the(0, self.disk.clone());
                self.wanted.extend(make(&mut other, self.n_made));
            }
            5 if self.rng.bool() => self.remove(),
            5 => self.remove_search(),
            6 if self.rng.bool() => self.older_state(),
            6 => self.union_of_searches(),
            7 => self.another_form(),
            8 => self.damage(),
            _ => self.look(),
        }
        if let Some((_, bytes)) =
            self.file("~rules.ron").filter(|(_, bytes)| bytes.ends_with(b"])\n"))
        {
            self.earlier.push(bytes);
        }
        if let Some((_, bytes)) = self.file("searches.ron") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let lines = text.lines().map(str::trim_end);
            let lines = lines.filter(|line| line.starts_with("(name:"));
            self.lines.extend(lines.map(str::to_owned));
        }
    }

    fn remove(&mut self) {
        let Some(rule) = self.rng.choice(self.project.rules()).cloned() else {
            return;
        };
        let removal = SharedEdit::RemoveRule(rule.id, at(self.n_made));
        if self.project.edit_shared(removal).is_ok() {
            self.wanted.remove(&rule.words);
            self.removed.insert(rule.words);
        }
    }

    fn remove_search(&mut self) {
        let Some(search) = self.rng.choice(self.project.searches()).cloned() else {
            return;
        };
        let removal = SharedEdit::DeleteSearch(search.name.clone());
        if self.project.edit_shared(removal).is_ok() {
            self.wanted.remove(&search.name);
            self.removed.insert(search.name);
        }
    }

    /// Restores an earlier line, like a union merge of git.
    fn union_of_searches(&mut self) {
        let line = self.rng.choice(&self.lines).cloned();
        let (Some((file, now)), Some(line)) = (self.file("searches.ron"), line) else {
            return;
        };
        let text = String::from_utf8_lossy(&now).into_owned();
        if let Some((first, rest)) = text.split_once('\n') {
            let text = format!("{first}\n{line}\n{rest}");
            self.disk.overwrite(&file, text.as_bytes());
        }
    }

    fn older_state(&mut self) {
        self.look();
        let known = self.file("~rules.ron");
        if let (Some((file, _)), Some(older)) = (known, self.rng.choice(&self.earlier)) {
            self.disk.overwrite(&file, older);
        }
    }

    /// Rewrites the file with equal lines: `\r\n`, a byte order mark, or markers of git.
    fn another_form(&mut self) {
        let name = self.rng.choice(["~rules.ron", "searches.ron", "project.ron"]);
        let Some((file, now)) = self.file(name.unwrap_or_default()) else {
            return;
        };
        let text = String::from_utf8_lossy(&now).into_owned();
        let text = match self.rng.u8(..3) {
            0 => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            1 => format!("\u{feff}{}", text.trim_start_matches('\u{feff}')),
            _ => text.replacen("\n(", "\n<<<<<<< HEAD\n(", 1),
        };
        self.disk.overwrite(&file, text.as_bytes());
    }

    /// Cuts a file in its first line; the file is whole again after a refresh.
    fn damage(&mut self) {
        let name = self.rng.choice(["~rules.ron", "searches.ron", "project.ron"]);
        let Some((file, now)) = self.file(name.unwrap_or_default()) else {
            return;
        };
        self.look();
        self.disk.overwrite(&file, &now[..5]);
        self.look();
        let before = held(&self.project);
        // One of each kind, of which one cannot be written.
        for _ in 0..3 {
            self.n_made += 1;
            let made = make(&mut self.project, self.n_made);
            self.wanted.extend(made);
        }
        let left = &self.disk.files()[&file];
        assert_eq!(left, &now[..5], "what cannot be read whole is written to");
        assert!(before.is_subset(&held(&self.project)));
        self.disk.overwrite(&file, &now);
    }

    /// Refreshes, like the file watcher.
    fn look(&mut self) {
        match self.way {
            Way::Folded => {
                let job = self.project.refresh_job(&[], true).expect("what all share");
                let _ = self.project.take_refresh(job.carry_out());
            }
            Way::LoadedAnew => self.project = opened_for_the(0, self.disk.clone()),
        }
    }

    fn objection(&mut self) -> Option<String> {
        self.look();
        let last = rule(self.n_made + 1);
        self.wanted.insert(last.words.clone());
        if let Err(error) = self.project.edit_shared(SharedEdit::KeepRule(last)) {
            return Some(format!("not kept: {error}"));
        }
        let there = held(&opened_for_the(0, self.disk.clone()));
        let held = held(&self.project);
        let lost: Vec<_> = self.wanted.difference(&held).collect();
        let back: Vec<_> = self.removed.intersection(&held).collect();
        let is_right = lost.is_empty() && back.is_empty() && there == held;
        (!is_right)
            .then(|| format!("lost {lost:?}, back {back:?}, here {held:?}, on disk {there:?}"))
    }
}

fn tried(n: usize, way: Way) -> Vec<String> {
    let one = |seed| {
        let mut sitting = Sitting::new(seed, way);
        for _ in 0..sitting.rng.usize(4..24) {
            sitting.happen();
        }
        let told = sitting.objection()?;
        Some(format!("{seed}: {told}"))
    };
    (0..n as u64).filter_map(one).collect()
}

#[test]
fn s8_rules_searches_and_labels_of_everybody_stay_in_any_order() {
    assert_eq!(tried(trials(200, 10_000), Way::Folded), [""; 0]);
}

#[test]
fn s8_the_check_catches_rules_that_are_loaded_over_memory() {
    let wrong = tried(100, Way::LoadedAnew);
    assert!(wrong.len() > 10, "only {} of 100 were caught", wrong.len());
}
