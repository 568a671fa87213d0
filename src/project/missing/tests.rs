//! Every way in which a record vanishes without a deletion, and every reason why nothing is told.

use std::{
    cell::Cell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::*;
use crate::{
    annotation::{LabelId, TypedField},
    project::{AnnotationEdit, EditTarget, ProjectOptions, SaveJob, tests::opening_in},
    store::WriteMode,
};

const A: &str =
    "The bridge is closed.\n\nIt opens soon.\n\nNobody asked why.\n\nFees rose.\n\nRents fell.\n";
const B: &str = "Critics complain. Read more. What now?";

struct MissingFixture {
    folder: tempfile::TempDir,
    n_opened: Cell<u64>,
}

impl MissingFixture {
    /// Three sentences of `a.txt` with labels and notes, saved one after the other.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        fs::write(folder.path().join("corpus/a.txt"), A).unwrap();
        fs::write(folder.path().join("corpus/b.txt"), B).unwrap();
        let desk = Self { folder, n_opened: Cell::new(0) };
        let mut project = desk.open();
        for sentence in 0..3 {
            desk.note(&mut project, (0, sentence), &format!("note {sentence}"));
        }
        desk
    }

    fn open_as(&self, annotator: &str) -> Project {
        // Every session has other ids, like the program.
        let seed = self.n_opened.get() + 1;
        self.n_opened.set(seed);
        let annotator = annotator.to_owned();
        let options = ProjectOptions { annotator, seed, ..opening_in(self.folder.path()) };
        let mut project = options.open_paths(&[self.folder.path().join("corpus")]).unwrap();
        project.load_all();
        project.look_for_missing();
        project
    }

    fn open(&self) -> Project {
        self.open_as("ana")
    }

    fn note(&self, project: &mut Project, (index, sentence): (usize, usize), words: &str) {
        let span = project.load(index).outline.sentences[sentence].span;
        let edits = [
            AnnotationEdit::Label(Some(LabelId("sourced".to_owned()))),
            AnnotationEdit::Text(TypedField::Note, Some(words.to_owned())),
        ];
        project.edit_all(&[EditTarget::Words(index, span)], &edits, Timestamp::now()).unwrap();
        project.save(index).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("corpus/annotations/ana/a.txt.ron")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        self.text().lines().map(str::to_owned).collect()
    }

    /// Writes the file without the lines with any of these numbers.
    fn without(&self, numbers: &[usize]) {
        let lines = self.lines().into_iter().enumerate();
        let kept = lines.filter(|(number, _)| !numbers.contains(number));
        fs::write(self.file(), kept.map(|(_, line)| line + "\n").collect::<String>()).unwrap();
    }

    /// Everything on disk, with its bytes.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        collect(self.folder.path(), &mut all);
        all
    }
}

fn collect(folder: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => collect(&path, all),
            path => drop(all.insert(path.clone(), fs::read(path).unwrap())),
        }
    }
}

/// Notes of `a.txt`, in the order of the text.
fn notes(project: &Project) -> Vec<String> {
    let notes = project.annotations(0).iter().filter_map(|one| one.content.note.clone());
    notes.collect()
}

fn missing_notes(project: &Project) -> Vec<String> {
    project.missing().map(|one| one.content.note.clone().unwrap()).collect()
}

fn places(project: &Project) -> Vec<(usize, AnnotationId)> {
    project.missing().map(|one| (one.article, one.id)).collect()
}

fn settle(project: &mut Project, places: &[(usize, AnnotationId)], choice: MissingChoice) {
    let step = project.settle_missing(places, choice, Timestamp::now()).unwrap();
    for index in project.articles_of(&step) {
        project.save(index).unwrap();
    }
}

/// A way in which records vanish, and the number of vanished records.
type Loss = (&'static str, fn(&MissingFixture), usize);

const LOSSES: [Loss; 9] = [
    ("one line is deleted by hand", |desk| desk.without(&[2]), 1),
    ("a merge keeps one side", |desk| desk.without(&[1, 3]), 2),
    ("the records are deleted, the frame stays", |desk| desk.without(&[1, 2, 3]), 3),
    (
        "an older file is put back",
        |desk| {
            let old = desk.text();
            let mut project = desk.open();
            desk.note(&mut project, (0, 3), "note 3");
            desk.note(&mut project, (0, 4), "note 4");
            drop(project);
            fs::write(desk.file(), old).unwrap();
        },
        2,
    ),
    (
        "an older file with an older note is put back",
        |desk| {
            let old = desk.text();
            let mut project = desk.open();
            desk.note(&mut project, (0, 1), "a better note");
            drop(project);
            fs::write(desk.file(), old).unwrap();
        },
        1,
    ),
    ("the file is deleted", |desk| fs::remove_file(desk.file()).unwrap(), 3),
    ("the file is emptied", |desk| fs::write(desk.file(), "").unwrap(), 3),
    (
        "the file is cut off",
        |desk| {
            let text = desk.text();
            fs::write(desk.file(), &text[..text.find("note 1").unwrap()]).unwrap();
        },
        2,
    ),
    (
        "one is lost, and another one is new",
        |desk| {
            desk.without(&[1]);
            let mut project = desk.open();
            desk.note(&mut project, (0, 4), "note 4");
        },
        1,
    ),
];

#[test]
fn every_vanished_record_is_told_and_looking_writes_nothing() {
    for (why, lose, n) in LOSSES {
        let desk = MissingFixture::new();
        assert_eq!(desk.open().n_missing(), 0, "nothing is lost yet");
        lose(&desk);
        let before = desk.everything();
        let project = desk.open();
        assert_eq!(project.n_missing(), n, "{why}: {:?}", missing_notes(&project));
        drop(project);
        assert!(desk.everything() == before, "{why}: looking wrote");
        let others = desk.open_as("ben");
        assert_eq!(others.n_missing(), 0, "{why}: each annotator is told of the own ones");
    }
}

#[test]
fn every_vanished_record_comes_back_with_one_step() {
    for (why, lose, _) in LOSSES {
        let desk = MissingFixture::new();
        lose(&desk);
        let mut project = desk.open();
        let lost = missing_notes(&project);
        let places = places(&project);
        settle(&mut project, &places, MissingChoice::BringBack);
        assert_eq!(project.n_missing(), 0, "{why}");
        drop(project);
        let project = desk.open();
        assert_eq!(project.n_missing(), 0, "{why}: on disk");
        let back = notes(&project);
        assert!(lost.iter().all(|note| back.contains(note)), "{why}: {back:?}");
        assert_eq!(project.n_conflicts(0), 0, "{why}");
    }
}

/// Undoes or redoes the last step and saves.
fn turn_back(project: &mut Project, is_undo: bool) -> usize {
    let at = Timestamp::now();
    let outcome = if is_undo { project.undo(at) } else { project.redo(at) }.unwrap();
    assert_eq!(outcome.n_changed_since, 0);
    for index in project.articles_of(&outcome.step) {
        project.save(index).unwrap();
    }
    outcome.step.changes.len()
}

#[test]
fn undone_bringing_back_leaves_the_records_missing_and_told() {
    for (why, lose, n) in LOSSES {
        for (is_new_session, is_in_journal_alone) in [(false, false), (true, false), (true, true)] {
            let why = format!("{why}, {is_new_session}, {is_in_journal_alone}");
            let desk = MissingFixture::new();
            lose(&desk);
            let mut project = desk.open();
            let (lost, here) = (missing_notes(&project), notes(&project));
            if is_in_journal_alone && !project.missing().all(|one| one.absence == Absence::Gone) {
                continue;
            }
            let places = places(&project);
            settle(&mut project, &places, MissingChoice::BringBack);
            let back = notes(&project);
            if is_new_session {
                drop(project);
                if is_in_journal_alone {
                    fs::remove_dir_all(backups(&desk)).unwrap();
                }
                project = desk.open();
            }
            assert_eq!(turn_back(&mut project, true), n, "{why}");
            assert_eq!(
                (missing_notes(&project), notes(&project)),
                (lost.clone(), here.clone()),
                "{why}"
            );
            drop(project);
            let mut project = desk.open();
            assert_eq!((missing_notes(&project), notes(&project)), (lost, here), "{why}: on disk");
            assert_eq!(turn_back(&mut project, false), n, "{why}");
            drop(project);
            let mut project = desk.open();
            assert_eq!((project.n_missing(), notes(&project)), (0, back), "{why}: redone");
            assert_eq!(project.n_conflicts(0), 0, "{why}");
            // A change of an annotation that came back is the newest version everywhere.
            desk.note(&mut project, (0, 1), "a change");
            assert_eq!(desk.open().n_missing(), 0, "{why}: changed");
        }
    }
}

#[test]
fn lines_leave_the_file_however_the_saves_overlap() {
    for is_saved_first in [true, false] {
        let desk = MissingFixture::new();
        let whole = desk.text();
        desk.without(&[2]);
        let lacking = desk.text();
        let mut project = desk.open();
        let places = places(&project);
        project.settle_missing(&places, MissingChoice::BringBack, Timestamp::now()).unwrap();
        let first = project.save_job(0).unwrap();
        let mut done = Vec::new();
        let first = if is_saved_first {
            done.push(first.carry_out());
            None
        } else {
            Some(first)
        };
        project.undo(Timestamp::now()).unwrap();
        let second = project.save_job(0).unwrap();
        done.extend(first.map(SaveJob::carry_out));
        assert_eq!(desk.text(), whole, "the return is on disk");
        done.push(second.carry_out());
        for done in done {
            project.take_saved(done).unwrap();
        }
        assert_eq!(desk.text(), lacking);
        assert_eq!(missing_notes(&desk.open()), ["note 1"]);
    }
}

#[test]
fn a_line_that_somebody_else_brought_back_stays() {
    let desk = MissingFixture::new();
    let whole = desk.text();
    desk.without(&[2]);
    let mut project = desk.open();
    let places = places(&project);
    settle(&mut project, &places, MissingChoice::BringBack);
    turn_back(&mut project, true);
    fs::write(desk.file(), &whole).unwrap();
    desk.note(&mut project, (0, 4), "note 4");
    assert_eq!(notes(&desk.open()).len(), 4);
}

#[test]
fn every_vanished_record_can_be_let_go_for_ever() {
    for (why, lose, n) in LOSSES {
        let desk = MissingFixture::new();
        lose(&desk);
        let mut project = desk.open();
        let (lost, here) = (missing_notes(&project), notes(&project));
        let mut left = n;
        for place in places(&project) {
            settle(&mut project, &[place], MissingChoice::LetGo);
            left -= 1;
            assert_eq!(project.n_missing(), left, "{why}: one by one");
        }
        drop(project);
        let mut project = desk.open();
        assert_eq!((notes(&project), project.n_missing()), (here.clone(), 0), "{why}");
        // A merge with a clone that still has the lines brings nothing back.
        let words = notes(&project);
        assert!(lost.iter().all(|note| !words.contains(note)), "{why}");
        // The same words can be annotated again.
        desk.note(&mut project, (0, 1), "once more");
        drop(project);
        let mut project = desk.open();
        assert_eq!(project.n_missing(), 0, "{why}: after a new decision");
        // `u` brings back what was let go.
        for _ in 0..=n {
            let undone = project.undo(Timestamp::now()).unwrap();
            assert_eq!(undone.n_changed_since, 0, "{why}");
        }
        project.save(0).unwrap();
        let back = notes(&desk.open());
        assert!(lost.iter().all(|note| back.contains(note)), "{why}: {back:?}");
    }
}

#[test]
fn a_lost_record_is_told_for_as_long_as_it_is_lost() {
    let desk = MissingFixture::new();
    desk.without(&[2]);
    for turn in 0..4 {
        let mut project = desk.open();
        assert_eq!(missing_notes(&project), ["note 1"], "turn {turn}");
        desk.note(&mut project, (0, 3), &format!("another note {turn}"));
        desk.note(&mut project, (1, 0), &format!("elsewhere {turn}"));
    }
    // A second loss adds to the first.
    let lines = desk.lines();
    let gone = lines.iter().position(|line| line.contains("note 2")).unwrap();
    desk.without(&[gone]);
    assert_eq!(missing_notes(&desk.open()), ["note 1", "note 2"]);
}

#[test]
fn nothing_that_was_meant_is_told() {
    type Meant = (&'static str, fn(&MissingFixture));
    let meant: [Meant; 7] = [
        ("a deletion", |desk| {
            let mut project = desk.open();
            let id = project.annotations(0).iter().next().unwrap().id;
            let target = [EditTarget::Annotation(0, id)];
            project.edit(&target, &AnnotationEdit::Delete, Timestamp::now()).unwrap();
            project.save(0).unwrap();
        }),
        ("an undo", |desk| {
            let mut project = desk.open();
            project.undo(Timestamp::now()).unwrap();
            project.undo(Timestamp::now()).unwrap();
            project.save(0).unwrap();
        }),
        ("a step that was undone before it was saved", |desk| {
            let mut project = desk.open();
            let span = project.load(0).outline.sentences[3].span;
            let edit = AnnotationEdit::Text(TypedField::Note, Some("odd".to_owned()));
            project.edit(&[EditTarget::Words(0, span)], &edit, Timestamp::now()).unwrap();
            project.undo(Timestamp::now()).unwrap();
            project.flush_journal();
        }),
        ("a change", |desk| {
            let mut project = desk.open();
            desk.note(&mut project, (0, 1), "a better note");
        }),
        ("a renamed article with its annotations", |desk| {
            let corpus = desk.folder.path().join("corpus");
            fs::rename(corpus.join("a.txt"), corpus.join("new.txt")).unwrap();
            let text = desk.text().replace("\"a.txt\"", "\"new.txt\"");
            fs::write(desk.file().with_file_name("new.txt.ron"), text).unwrap();
            fs::remove_file(desk.file()).unwrap();
            fs::write(corpus.join("a.txt"), "A new article of the old name.").unwrap();
        }),
        ("a file that was let go", |desk| {
            let project = desk.open();
            let recovery = project.recovery().unwrap();
            fs::remove_file(desk.file()).unwrap();
            recovery.let_go("ana/a.txt.ron", Timestamp::now()).unwrap();
        }),
        ("line ends of another system", |desk| {
            fs::write(desk.file(), desk.text().replace('\n', "\r\n")).unwrap();
        }),
    ];
    for (why, mean) in meant {
        let desk = MissingFixture::new();
        mean(&desk);
        let project = desk.open();
        assert_eq!(missing_notes(&project), [""; 0], "{why}");
    }
}

#[test]
fn the_journal_has_what_no_copy_has() {
    let desk = MissingFixture::new();
    // A program that is killed writes the copies of its last five minutes no more.
    fs::remove_dir_all(backups(&desk)).unwrap();
    desk.without(&[1, 2]);
    let mut project = desk.open();
    assert_eq!(missing_notes(&project), ["note 0", "note 1"]);
    let is_of_journal = |one: MissingAnnotation<'_>| matches!(one.kept_in, KeptIn::Journal(_));
    assert!(project.missing().all(is_of_journal));
    let places = places(&project);
    settle(&mut project, &places[..1], MissingChoice::BringBack);
    settle(&mut project, &places[1..], MissingChoice::LetGo);
    let project = desk.open();
    assert_eq!((notes(&project), project.n_missing()), (vec!["note 0".into(), "note 2".into()], 0));
}

fn backups(desk: &MissingFixture) -> PathBuf {
    let state = fs::read_dir(desk.folder.path().join("home/state")).unwrap().flatten();
    let mut folders = state.map(|entry| entry.path().join("backup"));
    folders.find(|path| path.is_dir()).unwrap()
}

#[test]
fn a_damaged_file_is_copied_before_annotations_come_back() {
    let desk = MissingFixture::new();
    let text = desk.text();
    let cut = &text[..text.find("note 1").unwrap()];
    fs::write(desk.file(), cut).unwrap();
    let mut project = desk.open();
    let places = places(&project);
    settle(&mut project, &places, MissingChoice::BringBack);
    let copies = fs::read_dir(backups(&desk).join("ana/a.txt.ron")).unwrap().flatten();
    let before = copies.filter(|entry| entry.file_name().to_string_lossy().contains("-before"));
    let before: Vec<Vec<u8>> = before.map(|entry| fs::read(entry.path()).unwrap()).collect();
    assert_eq!(before, [cut.as_bytes()]);
    assert!(desk.text().ends_with("])\n"));
}

#[test]
fn the_words_fit_the_counts() {
    let at = Timestamp::UNIX_EPOCH;
    let (copy, journal) = (KeptIn::Copy(at), KeptIn::Journal(at));
    let words = |all: &[(KeptIn, Absence)]| missing_words(all.iter().copied());
    assert_eq!(words(&[]), None);
    let one = words(&[(copy, Absence::Gone)]).unwrap();
    assert_eq!(one, "1 annotation is missing here, kept in a copy");
    let all = [(copy, Absence::Gone), (journal, Absence::Gone), (copy, Absence::Older)];
    let all = words(&all).unwrap();
    assert_eq!(
        all,
        "2 annotations are missing, 1 is older here, kept in copies and the undo journal"
    );
}

#[test]
fn the_question_about_a_gone_file_counts_and_brings_back_what_is_missing() {
    let desk = MissingFixture::new();
    // A copy holds the vanished note, and the newest copy has one note more.
    desk.without(&[2]);
    let mut project = desk.open();
    desk.note(&mut project, (0, 4), "note 4");
    drop(project);
    fs::remove_file(desk.file()).unwrap();
    let project = desk.open();
    let recovery = project.recovery().unwrap();
    let n = recovery.earlier().unwrap().n_annotations;
    assert_eq!((n, project.n_missing()), (4, 4), "one loss has one number");
    recovery.bring_back(WriteMode::Write, Timestamp::now()).unwrap();
    let project = desk.open();
    assert_eq!((notes(&project).len(), project.n_missing()), (4, 0));
}

#[test]
fn a_gone_file_of_deleted_annotations_is_no_loss() {
    let desk = MissingFixture::new();
    let mut project = desk.open();
    let targets: Vec<EditTarget> =
        project.annotations(0).iter().map(|one| EditTarget::Annotation(0, one.id)).collect();
    project.edit(&targets, &AnnotationEdit::Delete, Timestamp::now()).unwrap();
    project.save(0).unwrap();
    drop(project);
    fs::remove_file(desk.file()).unwrap();
    let mut project = desk.open();
    assert_eq!((project.n_missing(), project.recovery().unwrap().earlier()), (0, None));
    desk.note(&mut project, (0, 0), "a new decision");
}
