//! Promise S7: two screens of one annotator and a script run at once, on a real disk with real locks.
//! Only one screen decides at a time, and no decision is lost or doubled.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use super::at;
use crate::{
    annotation::TypedField,
    project::{AnnotationEdit, EditTarget, Project, ProjectOptions},
    store::{Dirs, SessionClaim},
    testing::trials,
    text::Span,
};

const DECISIONS: usize = 3;

/// True for a screen, false for a script.
const PARTICIPANTS: [bool; 3] = [true, true, false];

/// The way a participant saves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The way of the program.
    Folded,
    /// The known-bad variant: replaces the file without locks or merging.
    Overwriting,
}

/// Shared state of the participants: folders, corpus, and the number of screens that may decide.
struct Race<'a> {
    root: &'a Path,
    way: Way,
    n_deciding: AtomicUsize,
    n_at_once: AtomicUsize,
    n_refused: AtomicUsize,
    /// Starts all participants after all have opened the project.
    start: Barrier,
}

impl Race<'_> {
    fn open(&self, who: usize, store: &Path) -> Project {
        let opening = ProjectOptions {
            dirs: Dirs::below(&self.root.join("home")),
            annotator: "ana".to_owned(),
            store: Some(store.to_owned()),
            seed: 7 + who as u64,
        };
        let articles = [self.root.join("a.txt")];
        let mut project = opening.open_paths(&articles).expect("it opens");
        project.load_all();
        project
    }

    fn store(&self) -> std::path::PathBuf {
        self.root.join("annotations")
    }

    /// Takes part from opening to the end.
    fn take_part(&self, who: usize, is_screen: bool) {
        let own = match self.way {
            Way::Folded => self.store(),
            Way::Overwriting => self.root.join(format!("store-{who}")),
        };
        let mut project = self.open(who, &own);
        let mut holds = false;
        self.start.wait();
        for number in 0..DECISIONS {
            while is_screen && !holds && self.way == Way::Folded {
                holds = project.claim_session(at(number)) == SessionClaim::Mine;
                if holds {
                    let n = self.n_deciding.fetch_add(1, Ordering::SeqCst);
                    self.n_at_once.fetch_max(n + 1, Ordering::SeqCst);
                } else {
                    self.n_refused.fetch_add(1, Ordering::SeqCst);
                    thread::sleep(Duration::from_micros(300));
                }
            }
            let start = (who * DECISIONS + number) * 2;
            let target = EditTarget::Words(0, Span::new(start, start + 2));
            let edit = AnnotationEdit::Text(TypedField::Note, Some(format!("{who} {number}")));
            project.edit(&[target], &edit, at(number)).expect("it is new");
            project.save(0).expect("it is saved");
            if self.way == Way::Overwriting {
                let file = Path::new("ana/a.txt.ron");
                let all = self.store().join("ana");
                fs::create_dir_all(&all).expect("a folder");
                fs::copy(own.join(file), self.store().join(file)).expect("a copy");
            }
        }
        if holds {
            self.n_deciding.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Returns the broken promise after the race, in words.
    fn objection(&self) -> Option<String> {
        let project = self.open(9, &self.store());
        let notes =
            project.annotations(0).iter().filter_map(|annotation| annotation.content.note.clone());
        let notes: Vec<String> = notes.collect();
        let apart: BTreeSet<&String> = notes.iter().collect();
        let wanted = PARTICIPANTS.len() * DECISIONS;
        let at_once = self.n_at_once.load(Ordering::SeqCst);
        let is_right = notes.len() == wanted && apart.len() == wanted && at_once <= 1;
        (!is_right).then(|| format!("{at_once} at once, and on disk are {notes:?}"))
    }
}

/// Returns the broken promises of `n` races, and the number of refused screens.
fn raced(n: usize, way: Way) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    let mut n_refused = 0;
    for _ in 0..n {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.txt"), super::ARTICLE).expect("an article");
        let race = Race {
            root: folder.path(),
            way,
            n_deciding: AtomicUsize::new(0),
            n_at_once: AtomicUsize::new(0),
            n_refused: AtomicUsize::new(0),
            start: Barrier::new(PARTICIPANTS.len()),
        };
        thread::scope(|scope| {
            for (who, is_screen) in PARTICIPANTS.into_iter().enumerate() {
                let race = &race;
                scope.spawn(move || race.take_part(who, is_screen));
            }
        });
        wrong.extend(race.objection());
        n_refused += race.n_refused.load(Ordering::SeqCst);
    }
    (wrong, n_refused)
}

#[test]
fn s7_two_screens_and_a_script_at_once_lose_and_double_nothing() {
    let n = trials(50, 1_000);
    let (wrong, n_refused) = raced(n, Way::Folded);
    assert_eq!(wrong, Vec::<String>::new());
    assert!(n_refused > 0, "no screen was ever kept out: nothing raced");
}

#[test]
fn s7_the_check_catches_programs_that_overwrite_each_other() {
    let (wrong, _) = raced(5, Way::Overwriting);
    assert!(wrong.len() >= 4, "only {} of 5 were caught", wrong.len());
}
