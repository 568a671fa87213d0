//! Tests of annotations on changed articles, and promise A4: orphans are always counted.

use std::{fs, path::Path};

use fastrand::Rng;

use super::*;
use crate::{
    annotation::{LabelId, TypedField},
    project::{AnnotationEdit, EditTarget, ReloadOutcome, ReloadScope, tests::opening_in},
    testing::trials,
};

const STORY: &str = "The harbour board met on Monday. Nobody had expected a long evening there. \
    The fees will rise by a tenth, said Ana Ruiz. Critics of the plan left the room early. \
    A second vote is planned for the spring of next year.";

fn open(folder: &Path) -> Project {
    let mut project = opening_in(folder).open_paths(&[folder.join("corpus")]).unwrap();
    project.load_all();
    project
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_793_700_000 + second).unwrap()
}

/// Returns a folder with one article with some labelled sentences.
fn annotated(text: &str, sentences: &[usize]) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    write(folder.path(), text);
    let mut project = open(folder.path());
    let article = project.load(0);
    let label = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
    for sentence in sentences {
        let span = article.outline.sentences[*sentence].span;
        project.edit(&[EditTarget::Words(0, span)], &label, at(0)).unwrap();
    }
    project.save(0).unwrap();
    (folder, project)
}

fn write(folder: &Path, text: &str) {
    fs::write(folder.join("corpus/a.txt"), text).unwrap();
}

fn all_annotations(project: &Project) -> Vec<EditTarget> {
    let annotations = project.annotations(0).iter();
    annotations.map(|annotation| EditTarget::Annotation(0, annotation.id)).collect()
}

#[test]
fn a_silent_edit_is_told_with_its_date_also_when_all_marks_are_kept() {
    let (folder, project) = annotated(STORY, &[0, 1]);
    assert_eq!(project.anchor_summary(0), None);
    write(folder.path(), &format!("{STORY} The end."));
    let told = open(folder.path()).anchor_summary(0).unwrap().to_string();
    assert_eq!(told, "text changed since 3 Nov 2026: all 2 marks kept");
    write(folder.path(), &format!("UPDATED. {}", STORY.replace("Nobody had", "No one had")));
    let project = open(folder.path());
    let told = project.anchor_summary(0).unwrap().to_string();
    assert_eq!(told, "text changed since 3 Nov 2026: of 2 marks 2 moved");
}

#[test]
fn accepting_is_one_step_that_leaves_ambiguous_marks_and_orphans_alone() {
    let (folder, _) = annotated(STORY, &[0, 1, 3]);
    write(
        folder.path(),
        &format!(
            "UPDATED. {}",
            STORY.replace("Critics of the plan left the room early.", "It rained.")
        ),
    );
    let mut project = open(folder.path());
    let file = folder.path().join("corpus/annotations/ana/a.txt.ron");
    let before = fs::read_to_string(&file).unwrap();
    project.save(0).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), before, "nothing is accepted by itself");

    let step = project.edit(&all_annotations(&project), &AnnotationEdit::Accept, at(9)).unwrap();
    assert_eq!(step.changes.len(), 2);
    let drift = *project.anchor_summary(0).unwrap();
    assert_eq!((drift.kept, drift.moved, drift.orphan), (2, 0, 1));
    project.save(0).unwrap();
    let again = open(folder.path());
    assert_eq!(*again.anchor_summary(0).unwrap(), drift);
    let text = &again.article(0).unwrap().text;
    for annotation in again.annotations(0).iter().filter(|annotation| annotation.is_placed()) {
        assert_eq!(annotation.anchor.span.of(text), annotation.anchor.quote);
    }

    project.undo(at(10)).unwrap();
    assert_eq!(project.anchor_summary(0).unwrap().moved, 2);
    project.save(0).unwrap();
    write(folder.path(), STORY);
    assert_eq!(open(folder.path()).anchor_summary(0), None, "the first anchors are back");
}

#[test]
fn an_orphan_can_be_placed_anew() {
    let (folder, _) = annotated(STORY, &[3]);
    write(
        folder.path(),
        &STORY.replace("Critics of the plan left the room early.", "It rained on the harbour."),
    );
    let mut project = open(folder.path());
    let annotation = project.displaced_anchors(0)[0].clone();
    assert!(annotation.places.is_empty());
    let instead =
        project.replacement_excerpt(0, project.annotation(0, annotation.id).unwrap()).unwrap();
    assert_eq!(instead.words.trim(), "It rained on the harbour.");
    let start = project.article(0).unwrap().text.find("It rained").unwrap();
    let span = Span::new(start, start + "It rained on the harbour.".len());
    let target = EditTarget::Annotation(0, annotation.id);
    project.edit(&[target], &AnnotationEdit::Place(span), at(1)).unwrap();
    assert_eq!(project.anchor_summary(0), None);
    assert_eq!(
        project.annotation(0, annotation.id).unwrap().anchor.quote,
        "It rained on the harbour."
    );
    project.save(0).unwrap();
    assert_eq!(open(folder.path()).anchor_summary(0), None);
}

#[test]
fn reading_again_keeps_what_is_not_saved_and_a_text_that_is_gone() {
    let (folder, mut project) = annotated(STORY, &[0]);
    let span = project.article(0).unwrap().outline.sentences[2].span;
    let note = AnnotationEdit::Text(TypedField::Note, Some("who?".to_owned()));
    project.edit(&[EditTarget::Words(0, span)], &note, at(3)).unwrap();
    let under_way = project.save_job(0).unwrap();
    write(folder.path(), &format!("UPDATED. {STORY}"));
    assert_eq!(project.reload(0, ReloadScope::All), ReloadOutcome::Read);
    assert_eq!(project.annotations(0).len(), 2);
    let text = &project.article(0).unwrap().text;
    for annotation in project.annotations(0).iter() {
        assert_eq!(
            (annotation.anchor.state, annotation.anchor.span.of(text)),
            (AnchorState::Moved, annotation.anchor.quote.as_str())
        );
    }
    project.take_saved(under_way.carry_out()).unwrap();
    assert_eq!(project.anchor_summary(0).unwrap().moved, 2);
    fs::remove_file(folder.path().join("corpus/a.txt")).unwrap();
    assert!(matches!(project.reload(0, ReloadScope::All), ReloadOutcome::Lost(_)));
    assert!(project.article(0).unwrap().text.starts_with("UPDATED."));
    assert_eq!(project.annotations(0).len(), 2);
    project.save(0).unwrap();
    assert_eq!(project.undo(at(5)).unwrap().step.changes.len(), 1);
    assert_eq!(
        project.annotations(0).len(),
        1,
        "what was decided on the old text can be undone on the new"
    );
}

/// Numbers of annotations by state, in the order of [`AnchorState`].
type Count = fn(&Project) -> [usize; 4];

/// Counts from [`AnchorSummary`], as in `list` and `check`.
fn by_drift(project: &Project) -> [usize; 4] {
    match project.anchor_summary(0) {
        Some(drift) => [drift.kept, drift.moved, drift.ambiguous, drift.orphan],
        None => [project.annotations(0).len(), 0, 0, 0],
    }
}

/// Counts from the export rows.
fn by_rows(project: &Project) -> [usize; 4] {
    let rows = project.export_rows();
    ["kept", "moved", "ambiguous", "orphan"]
        .map(|state| rows.iter().filter(|row| row.state == state).count())
}

/// Counts from the list of displaced annotations.
fn by_list(project: &Project) -> [usize; 4] {
    let listed = project.displaced_anchors(0);
    let state = |displaced: &DisplacedAnchor| {
        project.annotation(0, displaced.id).map(|annotation| annotation.anchor.state)
    };
    let count = |wanted| listed.iter().filter(|displaced| state(displaced) == Some(wanted)).count();
    let displaced = [AnchorState::Moved, AnchorState::Ambiguous, AnchorState::Orphan].map(count);
    [project.annotations(0).len() - listed.len(), displaced[0], displaced[1], displaced[2]]
}

/// Returns true if `count` counts every annotation under its state after random edits.
fn counts_all(n_articles: usize, count: Count) -> bool {
    let random = &mut Rng::with_seed(11);
    let sentences: Vec<&str> = STORY.split_inclusive(". ").collect();
    let (folder, mut project) = annotated(STORY, &[0, 1, 2, 3, 4]);
    (0..n_articles).all(|_| {
        let mut edited = sentences.clone();
        for _ in 0..random.usize(0..4) {
            let (from, to) = (random.usize(..edited.len()), random.usize(..edited.len()));
            match random.u8(..3) {
                0 => edited[to] = "It rained. ",
                1 => edited[to] = edited[from],
                _ => edited.swap(from, to),
            }
        }
        write(folder.path(), &edited.concat());
        project.reload(0, ReloadScope::All);
        let counted = count(&project);
        let truth =
            [AnchorState::Kept, AnchorState::Moved, AnchorState::Ambiguous, AnchorState::Orphan]
                .map(|state| {
                    project
                        .annotations(0)
                        .iter()
                        .filter(|annotation| annotation.anchor.state == state)
                        .count()
                });
        counted == truth && counted.iter().sum::<usize>() == 5
    })
}

#[test]
fn a4_every_mark_is_counted_on_every_surface() {
    for (name, count) in [("drift", by_drift as Count), ("rows", by_rows), ("list", by_list)] {
        assert!(counts_all(trials(300, 30_000), count), "{name}");
    }
}

#[test]
fn a4_the_check_catches_a_surface_that_leaves_orphans_out() {
    let only_placed: Count = |project| {
        let [kept, moved, ..] = by_rows(project);
        [kept, moved, 0, 0]
    };
    assert!(!counts_all(30, only_placed));
}
