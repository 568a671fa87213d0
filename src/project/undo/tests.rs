//! Promise S12: undo of any step, also of an earlier session or of many edits, restores exactly the
//! earlier annotations.
//!
//! The reviews begin with annotations in conflict and hold edits of one and of many passages, batches and
//! rules. A rush is a kill while several steps wait for the disk.
//!
//! Known-bad variants prove that the check notices a journal written too late, an undo that brings back
//! one version only, and an undo that believes the journal alone.

mod reviews;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

use super::*;
use crate::{
    annotation::{AnnotationId, LabelId, TypedField},
    project::{AnnotationEdit, EditTarget, ProjectOptions},
    store::{AnnotationFile, Dirs, RecordLine},
};

const FILES: [(&str, &str); 3] = [
    ("a.txt", "The bridge is closed, said Ana. It opens in May. Nobody asked why. “No,” said Bo."),
    ("b.txt", "Fees rose. Critics complain — loudly. Read more. 東京 is far away, experts say."),
    ("c/d.txt", "The bridge is closed, said Ana. Rents fell. What now? Sign up for more."),
];

/// All annotations with all their versions, exactly.
type State = BTreeMap<(String, AnnotationId), (Annotation, Vec<RecordState>)>;

struct UndoFixture {
    folder: TempDir,
    opening: ProjectOptions,
}

impl UndoFixture {
    fn new() -> Self {
        // A disk in memory, where there is one: what is tried here is order, not flushing.
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.unwrap();
        fs::create_dir_all(folder.path().join("corpus/c")).unwrap();
        for (name, text) in FILES {
            fs::write(folder.path().join("corpus").join(name), text).unwrap();
        }
        let opening = ProjectOptions {
            dirs: Dirs::below(&folder.path().join("home")),
            annotator: "ana".to_owned(),
            store: None,
            seed: 1,
        };
        Self { folder, opening }
    }

    fn open(&self, seed: u64) -> Project {
        self.open_paths(seed, &["corpus"])
    }

    fn open_paths(&self, seed: u64, names: &[&str]) -> Project {
        let opening = ProjectOptions { seed, ..self.opening.clone() };
        let paths: Vec<PathBuf> = names.iter().map(|name| self.folder.path().join(name)).collect();
        let mut project = opening.open_paths(&paths).unwrap();
        project.load_all();
        project
    }

    /// Returns the annotation files.
    fn files(&self) -> Vec<PathBuf> {
        let folder = self.folder.path().join("corpus/annotations/ana");
        ["a.txt.ron", "b.txt.ron", "c%2Fd.txt.ron", "c/d.txt.ron"]
            .map(|name| folder.join(name))
            .into_iter()
            .filter(|path| path.exists())
            .collect()
    }

    /// Begins with annotations that two people changed at once, and without a history.
    fn contest(&self) {
        let mut project = self.open(99);
        for index in 0..project.len() {
            let sentences: Vec<_> = all_sentences(&project, index).into_iter().take(3).collect();
            let step = project.edit(&sentences, &label("sourced"), second(-9)).unwrap();
            save_all(&mut project, &step);
        }
        drop(project);
        fs::remove_file(self.journal().unwrap()).unwrap();
        for path in self.files() {
            let file = AnnotationFile::read_anyones(&fs::read(&path).unwrap());
            let lines: Vec<_> = file.live().map(|line| RecordFields::clone(&line.fields)).collect();
            let note = |at: usize| Some(format!("the other side, {at}"));
            let mut rivals = Vec::new();
            for (at, fields) in lines.into_iter().take(2).enumerate() {
                let mut noted = fields.clone();
                noted.content.note = note(at);
                rivals.push(RecordLine::write(noted.clone(), ""));
                if at == 0 {
                    noted.content.note = note(2);
                    rivals.push(RecordLine::write(noted, ""));
                } else {
                    let place = (fields.start, fields.end);
                    let deleted = RecordFields::blank(fields.id, place, second(-9));
                    rivals.push(RecordLine::write(deleted, ""));
                }
            }
            fs::write(&path, file.merged(rivals).to_bytes()).unwrap();
        }
    }

    /// Keeps one version of every annotation, like a program that forgets the others.
    fn forget_rivals(&self) {
        for path in self.files() {
            let file = AnnotationFile::read_anyones(&fs::read(&path).unwrap());
            let counting: Vec<_> = file.winners().into_values().cloned().collect();
            let bytes = AnnotationFile::beginning_like(&file).merged(counting).to_bytes();
            fs::write(&path, bytes).unwrap();
        }
    }

    fn journal(&self) -> Option<PathBuf> {
        let folders = fs::read_dir(self.folder.path().join("home/state")).ok()?;
        let files = folders.flatten().flat_map(|folder| fs::read_dir(folder.path()).unwrap());
        let mut paths = files.flatten().map(|file| file.path());
        paths.find(|path| path.extension().is_some_and(|ending| ending == "ronl"))
    }
}

fn state(project: &Project) -> State {
    let annotations = |index: usize| {
        let path = project.path(index).to_owned();
        project.annotations(index).iter().map(move |annotation| {
            let rivals = project.annotations(index).rivals(annotation.id).to_vec();
            ((path.clone(), annotation.id), (annotation.clone(), rivals))
        })
    };
    (0..project.len()).flat_map(annotations).collect()
}

fn second(n: i64) -> Timestamp {
    Timestamp::from_second(1_795_319_306 + n).unwrap()
}

fn save_all(project: &mut Project, step: &Step) {
    for index in project.articles_of(step) {
        project.save(index).unwrap();
    }
}

#[test]
fn s12_a_deleted_or_chosen_annotation_in_conflict_comes_back_with_all_versions() {
    type Act = fn(&mut Project, AnnotationId) -> Step;
    let delete: Act = |project, id| {
        let target = EditTarget::Annotation(0, id);
        project.edit(&[target], &AnnotationEdit::Delete, second(1)).unwrap()
    };
    let note: Act = |project, id| {
        let edit = AnnotationEdit::Text(TypedField::Note, Some("mine".to_owned()));
        project.edit(&[EditTarget::Annotation(0, id)], &edit, second(1)).unwrap()
    };
    let choose: Act = |project, id| project.choose_version(0, id, 1, second(1)).unwrap();
    for act in [delete, note, choose] {
        for is_reopened in [false, true] {
            let desk = UndoFixture::new();
            desk.contest();
            let mut project = desk.open(1);
            let before = state(&project);
            let ids: Vec<_> = project.annotations(0).contested().map(|one| one.id).collect();
            for id in ids {
                let step = act(&mut project, id);
                save_all(&mut project, &step);
                if is_reopened {
                    project = desk.open(2);
                }
                let after = state(&project);
                assert_ne!(after, before);
                for (turn, wanted) in [&before, &after, &before].into_iter().enumerate() {
                    let taken =
                        if turn == 1 { project.redo(second(2)) } else { project.undo(second(2)) };
                    let taken = taken.unwrap();
                    assert_eq!(taken.n_changed_since, 0);
                    assert_eq!(&state(&project), wanted, "in memory");
                    save_all(&mut project, &taken.step);
                    assert_eq!(&state(&project), wanted, "after the save");
                    assert_eq!(&state(&desk.open(3)), wanted, "on disk");
                }
            }
        }
    }
}

#[test]
fn s12_a_conflict_that_came_after_the_step_is_not_chosen_by_undo() {
    let desk = UndoFixture::new();
    let mut project = desk.open(1);
    let step =
        project.edit(&all_sentences(&project, 0)[..1], &label("sourced"), second(0)).unwrap();
    save_all(&mut project, &step);
    drop(project);
    let path = desk.files().remove(0);
    let file = AnnotationFile::read_anyones(&fs::read(&path).unwrap());
    let mut fields = RecordFields::clone(&file.live().next().unwrap().fields);
    fields.content.note = Some("theirs".to_owned());
    let rival = RecordLine::write(fields, "");
    fs::write(&path, file.merged([rival]).to_bytes()).unwrap();
    let mut project = desk.open(2);
    let before = state(&project);
    assert_eq!(project.undo(second(1)).unwrap().n_changed_since, 1);
    assert_eq!(state(&project), before);
}

#[test]
fn s12_undo_comes_to_an_end_where_an_annotation_had_one_state_several_times() {
    let desk = UndoFixture::new();
    let mut project = desk.open(1);
    let target = [all_sentences(&project, 0)[0]];
    for (n, id) in ["sourced", "unsourced", "sourced", "unsourced", "sourced"].iter().enumerate() {
        let step = project.edit(&target, &label(id), second(n as i64)).unwrap();
        save_all(&mut project, &step);
    }
    for _ in 0..4 {
        project.undo(second(9)).unwrap();
    }
    project.flush_journal();
    let mut project = desk.open(2);
    let mut n_undone = 0;
    while let Some(undone) = project.undo(second(11)) {
        save_all(&mut project, &undone.step);
        project = desk.open(3);
        n_undone += 1;
        assert!(n_undone < 20, "undo without end");
    }
    assert_eq!(state(&project), State::new());
}

#[test]
fn s12_after_a_kill_within_a_save_undo_reaches_every_label_that_stands() {
    for seed in 0..40 {
        let desk = UndoFixture::new();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut project = desk.open(seed);
        // Fast keys: labels, undo of some, perhaps one more label. Only the journal gets everything.
        let n_labels = random.usize(1..4);
        for n in 0..n_labels {
            let targets = all_sentences(&project, n);
            let step = project.edit(&targets, &label("sourced"), second(n as i64)).unwrap();
            save_all(&mut project, &step);
        }
        let n_undone = random.usize(1..=n_labels);
        for _ in 0..n_undone {
            project.undo(second(9)).unwrap();
        }
        if random.bool() {
            project.edit(&all_sentences(&project, 1)[..1], &label("unsourced"), second(10));
        }
        project.flush_journal();
        let mut project = desk.open(seed + 100);
        assert!(!state(&project).is_empty());
        while let Some(undone) = project.undo(second(11)) {
            assert_eq!(undone.n_changed_since, 0, "a key that takes nothing back");
            assert!(!undone.step.changes.is_empty());
            save_all(&mut project, &undone.step);
        }
        assert_eq!(state(&project), State::new(), "seed {seed}");
    }
}

#[test]
fn times_are_said_as_somebody_would_now() {
    let now: Zoned = "2026-11-22T14:00:00+01:00[+01:00]".parse().unwrap();
    let said = |at: &str| short_time(at.parse().unwrap(), &now);
    assert_eq!(said("2026-11-22T08:15:59Z"), "09:15");
    assert_eq!(said("2026-11-21T23:30:00Z"), "00:30");
    assert_eq!(said("2026-11-03T12:00:00Z"), "3 Nov");
    assert_eq!(said("2025-11-22T12:00:00Z"), "22 Nov 2025");
}

fn label(id: &str) -> AnnotationEdit {
    AnnotationEdit::Label(Some(LabelId(id.to_owned())))
}

fn all_sentences(project: &Project, index: usize) -> Vec<EditTarget> {
    let article = project.article(index).unwrap();
    let sentences = article.outline.sentences.iter();
    sentences.map(|sentence| EditTarget::Words(index, sentence.span)).collect()
}

#[test]
fn a_bulk_step_of_another_day_says_what_and_when_and_leaves_what_changed_since() {
    let desk = UndoFixture::new();
    let mut project = desk.open(1);
    let all: Vec<EditTarget> = (0..3).flat_map(|index| all_sentences(&project, index)).collect();
    let step = project.edit(&all, &label("sourced"), second(0)).unwrap();
    save_all(&mut project, &step);
    // Somebody else, without this journal, changes two of them.
    let home = desk.folder.path().join("elsewhere");
    let elsewhere = ProjectOptions { dirs: Dirs::below(&home), ..desk.opening.clone() };
    let mut other = elsewhere.open_paths(&[desk.folder.path().join("corpus")]).unwrap();
    other.load_all();
    let two = &all_sentences(&other, 1)[..2];
    let theirs = other.edit(two, &label("unsourced"), second(9)).unwrap();
    save_all(&mut other, &theirs);
    let mut project = desk.open(2);
    let undone = project.undo(second(86_400 * 3)).unwrap();
    let now = second(86_400 * 3).to_zoned(jiff::tz::TimeZone::UTC);
    let n = all.len() - 2;
    assert_eq!(
        undone.words("Undone", &now),
        format!(
            "Undone: label sourced on {n} passages, from 22 Nov; 2 changed since then stay as before."
        )
    );
    save_all(&mut project, &undone.step);
    let left: Vec<_> = state(&desk.open(3))
        .into_values()
        .map(|(annotation, _)| annotation.content.label)
        .collect();
    assert_eq!(left, vec![Some(LabelId("unsourced".to_owned())); 2]);
}

#[test]
fn s12_of_an_undo_that_was_cut_short_the_rest_is_taken_back_first() {
    let desk = UndoFixture::new();
    let mut project = desk.open(1);
    let first = project.edit(&all_sentences(&project, 0)[..1], &label("sourced"), second(0));
    save_all(&mut project, &first.unwrap());
    let before = state(&project);
    let all: Vec<EditTarget> = (0..3).flat_map(|index| all_sentences(&project, index)).collect();
    let bulk = project.edit(&all, &label("unsourced"), second(1)).unwrap();
    save_all(&mut project, &bulk);
    let after = state(&project);
    // The program is killed when one of three files is written.
    project.undo(second(2)).unwrap();
    project.save(0).unwrap();
    let mut project = desk.open(2);
    assert!(![&before, &after].contains(&&state(&project)));
    let rest = project.undo(second(3)).unwrap();
    assert_eq!((&*rest.step.name, rest.n_changed_since), ("label unsourced", 0));
    save_all(&mut project, &rest.step);
    let mut project = desk.open(3);
    assert_eq!(state(&project), before);
    let redone = project.redo(second(4)).unwrap();
    save_all(&mut project, &redone.step);
    assert_eq!(state(&project), after);
    for _ in 0..2 {
        let undone = project.undo(second(5)).unwrap();
        save_all(&mut project, &undone.step);
    }
    assert_eq!(state(&desk.open(4)), State::new());
    assert_eq!(desk.open(5).undo(second(6)), None);
}

#[test]
fn a_step_is_found_again_in_an_article_that_was_edited_since() {
    let desk = UndoFixture::new();
    let mut project = desk.open(1);
    let step =
        project.edit(&all_sentences(&project, 0)[..2], &label("sourced"), second(0)).unwrap();
    save_all(&mut project, &step);
    let step =
        project.edit(&all_sentences(&project, 0)[..2], &AnnotationEdit::Delete, second(1)).unwrap();
    save_all(&mut project, &step);
    let file = desk.folder.path().join("corpus/a.txt");
    fs::write(&file, format!("New words first. {}", FILES[0].1)).unwrap();
    let mut project = desk.open(2);
    let undone = project.undo(second(2)).unwrap();
    assert_eq!(undone.step.changes.len(), 2);
    let article = project.article(0).unwrap().clone();
    for annotation in project.annotations(0).iter() {
        let anchor = &annotation.anchor;
        assert_eq!(article.words(anchor.span), anchor.quote);
        assert!(anchor.span.start >= 17, "{annotation:?}");
    }
}

#[test]
fn steps_of_articles_that_are_not_open_wait() {
    let desk = UndoFixture::new();
    let mut project = desk.open(1);
    for index in 0..2 {
        let step =
            project.edit(&all_sentences(&project, index), &label("sourced"), second(0)).unwrap();
        save_all(&mut project, &step);
    }
    let [here, away] = ["corpus/b.txt", "b.txt"].map(|name| desk.folder.path().join(name));
    fs::rename(&here, &away).unwrap();
    let only_first = desk.open(2);
    assert_eq!(only_first.store_dir(), project.store_dir());
    let mut only_first = only_first;
    let undone = only_first.undo(second(1)).unwrap();
    assert!(undone.step.changes.iter().all(|change| change.article == "a.txt"));
    save_all(&mut only_first, &undone.step);
    assert_eq!(only_first.undo(second(2)), None);
    fs::rename(&away, &here).unwrap();
    let mut project = desk.open(3);
    let undone = project.undo(second(3)).unwrap();
    assert!(undone.step.changes.iter().all(|change| change.article == "b.txt"));
}
