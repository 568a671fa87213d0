//! Tests of drafts: their owner, and the removal of their file.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{
    annotation::LabelId,
    project::{AnnotationEdit, ProjectOptions},
    store::Dirs,
    text::Span,
};

const WORDS: EditTarget = EditTarget::Words(0, Span { start: 0, end: 9 });

fn at(day: i64) -> Timestamp {
    "2026-03-01T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day)
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    fs::write(folder.path().join("corpus/a.txt"), "One fact. Two facts.").unwrap();
    folder
}

fn open(folder: &TempDir) -> Project {
    let opening = ProjectOptions {
        dirs: Dirs::below(&folder.path().join("home")),
        annotator: "ana".to_owned(),
        store: None,
        seed: 1,
    };
    let mut project = opening.open_paths(&[folder.path().join("corpus")]).unwrap();
    project.load_all();
    project
}

fn type_in(project: &mut Project, target: EditTarget, text: &str, day: i64) -> usize {
    let jobs = project.type_draft(target, TypedField::Note, text, at(day));
    let n_jobs = jobs.len();
    for job in jobs {
        job.carry_out().unwrap();
    }
    n_jobs
}

fn drafted(project: &Project, target: EditTarget) -> Option<&str> {
    project.draft(target, TypedField::Note).map(|(text, _)| text)
}

fn write(project: &mut Project, target: EditTarget, text: &str) {
    let note = AnnotationEdit::Text(TypedField::Note, Some(text.to_owned()));
    project.edit(&[target], &note, at(0)).unwrap();
    project.end_draft(target, TypedField::Note);
}

#[test]
fn a_draft_of_words_is_found_by_the_annotation_that_they_get() {
    let folder = folder();
    let mut project = open(&folder);
    type_in(&mut project, WORDS, "who?", 0);
    let label = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
    project.edit(&[WORDS], &label, at(0)).unwrap();
    assert_eq!(drafted(&project, WORDS), Some("who?"));
    let other = EditTarget::Words(0, Span::new(10, 20));
    assert_eq!(drafted(&project, other), None);
    assert_eq!(project.draft(WORDS, TypedField::Evidence), None);
    project.save(0).unwrap();
    assert_eq!(drafted(&open(&folder), WORDS), Some("who?"));
}

#[test]
fn the_draft_of_an_annotation_follows_it_and_is_offered_for_no_other() {
    let folder = folder();
    let mut project = open(&folder);
    write(&mut project, WORDS, "first");
    let id = project.annotation_of(WORDS).unwrap().id;
    type_in(&mut project, EditTarget::Annotation(0, id), "first, and more", 0);
    project.save(0).unwrap();
    let text = "Before it. One fact. Two facts.";
    fs::write(folder.path().join("corpus/a.txt"), text).unwrap();
    let project = open(&folder);
    let moved = EditTarget::Words(0, Span::new(11, 20));
    assert_eq!(drafted(&project, moved), Some("first, and more"));
    assert_eq!(drafted(&project, WORDS), None);
}

#[test]
fn the_file_goes_only_after_the_annotation_is_on_disk() {
    let folder = folder();
    let mut project = open(&folder);
    type_in(&mut project, WORDS, "who", 0);
    assert_eq!(type_in(&mut project, WORDS, "who", 0), 0, "nothing changed");
    let store = project.store_dir().to_owned();
    fs::write(&store, "a file where the folder should be").unwrap();
    write(&mut project, WORDS, "who");
    assert_eq!(drafted(&project, WORDS), None);
    project.save(0).unwrap_err();
    assert_eq!(drafted(&open(&folder), WORDS), Some("who"), "the only copy");
    fs::remove_file(&store).unwrap();
    project.save(0).unwrap();
    assert_eq!(drafted(&open(&folder), WORDS), None);
}

#[test]
fn a_draft_begun_again_before_the_save_outlives_it() {
    let folder = folder();
    let mut project = open(&folder);
    type_in(&mut project, WORDS, "who", 0);
    write(&mut project, WORDS, "who");
    type_in(&mut project, WORDS, "who else", 0);
    project.save(0).unwrap();
    assert_eq!(drafted(&open(&folder), WORDS), Some("who else"));
}

#[test]
fn what_is_empty_or_written_already_is_no_draft() {
    let folder = folder();
    let mut project = open(&folder);
    assert_eq!(type_in(&mut project, WORDS, " \n", 0), 0);
    type_in(&mut project, WORDS, "w", 0);
    assert_eq!(type_in(&mut project, WORDS, "", 0), 1);
    assert_eq!(drafted(&open(&folder), WORDS), None);
    write(&mut project, WORDS, "who");
    type_in(&mut project, WORDS, "whom", 0);
    assert_eq!(type_in(&mut project, WORDS, "who ", 0), 1);
    assert_eq!(drafted(&project, WORDS), None);
    assert_eq!(drafted(&open(&folder), WORDS), None);
}

#[test]
fn after_sixty_days_a_draft_is_swept_by_the_next_one() {
    let folder = folder();
    let mut project = open(&folder);
    let other = EditTarget::Words(0, Span::new(10, 20));
    type_in(&mut project, WORDS, "old", 0);
    type_in(&mut project, other, "new", 60);
    assert_eq!(drafted(&open(&folder), WORDS), Some("old"), "not yet");
    type_in(&mut project, other, "newer", 61);
    let project = open(&folder);
    assert_eq!(drafted(&project, WORDS), None);
    assert_eq!(drafted(&project, other), Some("newer"));
}

#[test]
fn a_draft_that_counted_carriage_returns_is_offered_at_its_words() {
    let folder = folder();
    fs::write(folder.path().join("corpus/a.txt"), "One fact.\r\n\r\nTwo facts\r\nhere.\r\n")
        .unwrap();
    let mut project = open(&folder);
    let article = project.article(0).unwrap().clone();
    let start = article.text.find("Two").unwrap();
    let words = EditTarget::Words(0, Span::new(start, start + "Two facts\nhere.".len()));
    let mut passage = project.passage(words, TypedField::Note).unwrap();
    // As an earlier version wrote it: two CR before the words, and one among the words.
    passage.start += 2;
    passage.quote = "Two facts\r\nhere.".to_owned();
    let text = "half a no".to_owned();
    project.drafts.open.push(NoteDraft { passage, at: at(0), text });
    assert_eq!(drafted(&project, words), Some("half a no"));
    assert_eq!(drafted(&project, WORDS), None);
}
