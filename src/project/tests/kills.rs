//! Promise S1: decisions reported as saved survive `SIGKILL` at any moment.
//!
//! The killed process is the test binary itself. An environment variable makes the binary decide and
//! save without end, and print each decision after its save.

use std::{
    collections::HashMap,
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use tempfile::TempDir;

use super::{AnnotationEdit, EditTarget, Project, ProjectOptions};
use crate::{
    annotation::TypedField,
    project::parallel::{self, n_threads},
    store::Dirs,
    testing::trials,
};

/// Variable with the working folder of the child; unset in the parent.
const FOLDER: &str = "COPYDESK_TEST_SAVE_IN";

/// Variable with the number of the run, part of every note.
const RUN: &str = "COPYDESK_TEST_SAVE_RUN";

/// Variable for the known-bad variant: the child prints before the save.
const CARELESS: &str = "COPYDESK_TEST_SAVE_CARELESS";

const ARTICLES: [&str; 2] = ["a.txt", "b.txt"];

fn opened(folder: &Path, seed: u64) -> Project {
    let opening = ProjectOptions {
        dirs: Dirs::below(&folder.join("home")),
        annotator: "ana".to_owned(),
        store: None,
        seed,
    };
    let mut project = opening.open_paths(&[folder.join("texts")]).expect("it opens");
    project.load_all();
    project
}

/// Returns the place of a decision; the places repeat in turn.
fn target(project: &Project, number: usize) -> EditTarget {
    let index = number % ARTICLES.len();
    let sentences = &project.article(index).expect("it is loaded").outline.sentences;
    let sentence = number / ARTICLES.len() % sentences.len();
    EditTarget::Words(index, sentences[sentence].span)
}

#[test]
fn a_child_that_saves_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let run: u64 = env::var(RUN).expect("a run").parse().expect("a number");
    let is_careless = env::var_os(CARELESS).is_some();
    let mut project = opened(Path::new(&folder), run);
    for number in 0.. {
        let target = target(&project, number);
        let note = AnnotationEdit::Text(TypedField::Note, Some(format!("{run} {number}")));
        project.edit(&[target], &note, Timestamp::now()).expect("it changes");
        let print = || {
            println!("\nsaved {number}");
            std::io::stdout().flush().expect("somebody listens");
        };
        if is_careless {
            print();
        }
        project.save(target.article()).expect("nothing fails");
        if !is_careless {
            print();
        }
    }
}

/// Starts the child and kills the child after some decisions. Returns the numbers reported as saved.
fn kill_once(folder: &Path, run: usize, is_careless: bool, rng: &mut fastrand::Rng) -> Vec<usize> {
    let mut command = Command::new(env::current_exe().expect("this test binary"));
    let test = "project::tests::kills::a_child_that_saves_until_it_is_killed";
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder).env(RUN, run.to_string());
    if is_careless {
        command.env(CARELESS, "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut saved = lines.map_while(Result::ok).filter_map(|line| {
        let number = line.strip_prefix("saved ")?;
        number.parse::<usize>().ok()
    });
    let enough = rng.usize(1..8);
    let mut numbers: Vec<usize> = saved.by_ref().take(enough).collect();
    assert_eq!(numbers.len(), enough, "the child ended by itself");
    thread::sleep(Duration::from_micros(rng.u64(..4_000)));
    child.kill().expect("it can be killed");
    numbers.extend(saved);
    child.wait().expect("it is gone");
    numbers
}

/// Returns the number of lost decisions among the decisions that a run reported as saved.
fn n_lost(folder: &Path, run: usize, saved: &[usize]) -> usize {
    let project = opened(folder, 0);
    // A kill can cut the journal's line of a step that was not called saved: nothing to tell.
    assert_eq!(project.findings(), [], "something is damaged");
    // A place may have been decided again since, also by a decision that was not called saved any more.
    let mut newest = HashMap::new();
    for number in saved {
        let target = target(&project, *number);
        newest.insert(format!("{target:?}"), (target, *number));
    }
    let is_lost = |(target, number): &(EditTarget, usize)| {
        let note = project
            .annotation_of(*target)
            .and_then(|annotation| annotation.content.note.as_deref());
        let found = note.and_then(|note| note.split_once(' '));
        !found.is_some_and(|(of, found)| {
            of == run.to_string() && found.parse::<usize>().is_ok_and(|found| found >= *number)
        })
    };
    newest.values().filter(|decided| is_lost(decided)).count()
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("texts")).expect("a folder");
    for name in ARTICLES {
        let sentences = (0..30).map(|n| format!("The {n} trams of {name} are late. "));
        let text: String = sentences.collect();
        fs::write(folder.path().join("texts").join(name), text).expect("an article");
    }
    folder
}

/// Kills `n` children, on several processors; returns the number of lost decisions.
fn kill(n_kills: usize, is_careless: bool) -> usize {
    let n_threads = n_threads().min(4);
    let part = |&thread: &usize| {
        let mut rng = fastrand::Rng::with_seed(thread as u64);
        let folder = folder();
        let mut n_lost_here = 0;
        for run in (thread..n_kills).step_by(n_threads) {
            let saved = kill_once(folder.path(), run + 1, is_careless, &mut rng);
            n_lost_here += n_lost(folder.path(), run + 1, &saved);
        }
        assert_nothing_stays(folder.path());
        n_lost_here
    };
    let all: Vec<usize> = (0..n_threads).collect();
    parallel::map(&all, n_threads, part).into_iter().sum()
}

/// The next save removes the temporary files of killed processes.
fn assert_nothing_stays(folder: &Path) {
    let mut project = opened(folder, u64::MAX);
    for number in 0..ARTICLES.len() {
        let target = target(&project, number);
        let note = AnnotationEdit::Text(TypedField::Note, Some("the last".to_owned()));
        project.edit(&[target], &note, Timestamp::now()).expect("it changes");
        project.save(number).expect("nothing fails");
    }
    let mut left = Vec::new();
    for below in [project.store_dir(), &folder.join("home")] {
        collect_left(below, &mut left);
    }
    assert!(left.is_empty(), "{left:?}");
}

/// Collects every temporary file below a folder: of the store, the journal and backups.
fn collect_left(folder: &Path, left: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a name").path();
        if path.is_dir() {
            collect_left(&path, left);
        } else if path.extension().is_some_and(|ending| ending == "tmp") {
            left.push(path);
        }
    }
}

#[test]
fn s1_what_was_called_saved_survives_sigkill() {
    assert_eq!(kill(trials(200, 100_000), false), 0, "decisions were lost");
}

#[test]
fn s1_the_check_catches_calling_it_saved_too_early() {
    assert!(kill(40, true) > 0, "40 kills and nothing noticed");
}
