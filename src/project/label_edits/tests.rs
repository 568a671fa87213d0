//! Labels and annotations checked against each other, and changes of labels as one step.

use jiff::Timestamp;

use super::*;
use crate::{
    project::{ProjectOptions, SharedEdit, tests::opening_in},
    text::TextKind,
};

const TEXT: &str = "The tram is late. Nobody said why. It came at noon.";

fn label(id: &str) -> LabelId {
    LabelId(id.to_owned())
}

/// Opens the corpus of a folder as an annotator.
fn open(folder: &std::path::Path, annotator: &str) -> Project {
    std::fs::create_dir_all(folder.join("corpus")).unwrap();
    std::fs::write(folder.join("corpus/tram.txt"), TEXT).unwrap();
    let options = ProjectOptions { annotator: annotator.to_owned(), ..opening_in(folder) };
    let mut project = options.open_paths(&[folder.join("corpus")]).unwrap();
    project.load_all();
    project
}

fn put(project: &mut Project, sentence: usize, id: &str) {
    let span = project.load(0).outline.sentences[sentence].span;
    let edit = AnnotationEdit::Label(Some(label(id)));
    project.edit(&[EditTarget::Words(0, span)], &edit, Timestamp::UNIX_EPOCH);
    project.save(0).unwrap();
}

fn make(project: &mut Project, change: &LabelChange) -> LabelPlan {
    let plan = project.plan_label_change(change).unwrap();
    project.edit_shared(SharedEdit::Codebook(plan.name.clone(), plan.codebook_edits())).unwrap();
    project.carry_out_label_plan(&plan, Timestamp::UNIX_EPOCH);
    project.save(0).unwrap();
    plan
}

/// Undoes or redoes the last step, with its changes of the codebook.
fn retake(project: &mut Project, is_undo: bool) {
    let at = Timestamp::UNIX_EPOCH;
    let outcome = if is_undo { project.undo(at) } else { project.redo(at) }.unwrap();
    project.edit_shared(SharedEdit::Codebook(String::new(), outcome.codebook_edits())).unwrap();
    project.save(0).unwrap();
}

/// Returns the labels of the codebook, and of the own annotations.
fn state(project: &Project) -> (Vec<String>, Vec<String>) {
    let codebook = project.codebook().labels.iter();
    let codebook = codebook.map(|label| format!("{}{}", label.key, label.name)).collect();
    let annotations = project.annotations(0).iter();
    let annotations = annotations
        .map(|one| one.content.label.as_ref().map_or("-".to_owned(), |label| label.0.clone()));
    (codebook, annotations.collect())
}

#[test]
fn every_change_is_one_step_of_undo_also_in_the_next_session() {
    let folder = tempfile::tempdir().unwrap();
    let mut ana = open(folder.path(), "ana");
    put(&mut ana, 0, "unsourced");
    put(&mut ana, 1, "unsourced");
    put(&mut ana, 2, "sourced");
    let before = state(&ana);
    for (change, words) in [
        (LabelChange::Rename(label("unsourced"), "nobody named".to_owned()), "2 annotations carry"),
        (LabelChange::Merge(label("unsourced"), label("sourced")), "2 annotations change"),
        (LabelChange::Delete(label("unsourced")), "2 annotations change"),
        (LabelChange::Delete(label("boilerplate")), "no annotation of yours changes"),
    ] {
        let plan = make(&mut ana, &change);
        assert!(plan.words().starts_with(words), "{change:?}: {}", plan.words());
        let after = state(&ana);
        assert_ne!(after, before, "{change:?}");
        retake(&mut ana, true);
        assert_eq!(state(&ana), before, "{change:?}: one step takes it back");
        retake(&mut ana, false);
        assert_eq!(state(&ana), after, "{change:?}: and again");
        drop(ana);
        ana = open(folder.path(), "ana");
        assert_eq!(state(&ana), after, "{change:?}: it is on disk");
        retake(&mut ana, true);
        assert_eq!(state(&ana), before, "{change:?}: in a later session");
    }
}

#[test]
fn deleting_a_label_keeps_notes_and_the_rows_of_kinds_follow() {
    let folder = tempfile::tempdir().unwrap();
    let mut ana = open(folder.path(), "ana");
    put(&mut ana, 0, "boilerplate");
    let span = ana.load(0).outline.sentences[0].span;
    let note =
        AnnotationEdit::Text(crate::annotation::TypedField::Note, Some("look here".to_owned()));
    ana.edit(&[EditTarget::Words(0, span)], &note, Timestamp::UNIX_EPOCH);
    make(&mut ana, &LabelChange::Delete(label("boilerplate")));
    assert_eq!(state(&ana).1, ["-"], "the note stays without the label");
    assert_eq!(ana.codebook().kinds.row(TextKind::Navigation).settle, SettleMode::Never);
    retake(&mut ana, true);
    assert_eq!(ana.codebook().kinds.row(TextKind::Navigation).settle, SettleMode::Sure);
    make(&mut ana, &LabelChange::Merge(label("boilerplate"), label("not_a_claim")));
    let row = ana.codebook().kinds.row(TextKind::Navigation);
    assert_eq!((row.label.clone(), row.settle), (Some(label("not_a_claim")), SettleMode::Sure));
}

#[test]
fn annotations_of_others_are_named_and_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut bo = open(folder.path(), "bo");
    put(&mut bo, 0, "unsourced");
    let file = folder.path().join("corpus/annotations/bo/tram.txt.ron");
    let bytes = std::fs::read(&file).unwrap();
    let mut ana = open(folder.path(), "ana");
    put(&mut ana, 0, "unsourced");
    let plan = make(&mut ana, &LabelChange::Merge(label("unsourced"), label("sourced")));
    assert_eq!(plan.words(), "1 annotation changes · 1 of bo stays as it is");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    let findings: Vec<String> = ana.label_findings().iter().map(ToString::to_string).collect();
    assert_eq!(findings.len(), 1);
    let told = "1 annotation of bo has the label unsourced, which the codebook does not have";
    assert!(findings[0].starts_with(told), "{findings:?}");
}

#[test]
fn a_label_that_went_by_hand_is_found_and_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut ana = open(folder.path(), "ana");
    put(&mut ana, 0, "unsourced");
    put(&mut ana, 1, "unsourced");
    assert!(ana.label_findings().is_empty());
    let file = folder.path().join("corpus/annotations/project.ron");
    let text = std::fs::read_to_string(&file).unwrap();
    let without: Vec<&str> =
        text.lines().filter(|line| !line.contains("id:\"unsourced\"")).collect();
    std::fs::write(&file, without.join("\n")).unwrap();
    let mut ana = open(folder.path(), "ana");
    assert_eq!(
        ana.unknown_labels()[0].words(),
        "2 annotations have the label unsourced, which the codebook does not have"
    );
    assert!(ana.is_decided(0, 0), "the reviewer has decided the sentence");
    make(&mut ana, &LabelChange::Restore(label("unsourced")));
    assert!(ana.label_findings().is_empty());
    let given = ana.codebook().by_id(&label("unsourced")).unwrap();
    assert_eq!((given.key, given.letter), ('2', 'U'), "the built-in label with its key");
    assert!(ana.plan_label_change(&LabelChange::Restore(label("unsourced"))).is_err());
}

#[test]
fn rules_and_searches_with_a_label_that_is_gone_are_found() {
    use crate::{
        annotation::{BatchId, RepeatUnit, Rule},
        find::SavedSearch,
    };
    let folder = tempfile::tempdir().unwrap();
    let mut ana = open(folder.path(), "ana");
    let rule = Rule {
        id: BatchId(1),
        words: "Share".to_owned(),
        label: label("ghost"),
        unit: RepeatUnit::Words,
        created: Timestamp::UNIX_EPOCH,
        left_out: Vec::new(),
    };
    ana.edit_shared(SharedEdit::KeepRule(rule)).unwrap();
    let search: SavedSearch = ron::from_str("(name:\"mine\",query:\"tram label:ghost\")").unwrap();
    ana.edit_shared(SharedEdit::SaveSearch(search)).unwrap();
    let good: SavedSearch = ron::from_str("(name:\"good\",query:\"label:unsou\")").unwrap();
    ana.edit_shared(SharedEdit::SaveSearch(good)).unwrap();
    let findings: Vec<String> = ana.label_findings().iter().map(ToString::to_string).collect();
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings[0].contains("the rule 0000000000000001 has the label ghost"));
    assert!(findings[1].contains("the saved search “mine” asks for the label ghost"));
}

#[test]
fn changes_without_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ana = open(folder.path(), "ana");
    for change in [
        LabelChange::Rename(label("unsourced"), "sourced".to_owned()),
        LabelChange::Rename(label("unsourced"), " ".to_owned()),
        LabelChange::Rename(label("unsourced"), "unsourced".to_owned()),
        LabelChange::Rename(label("ghost"), "x".to_owned()),
        LabelChange::Merge(label("unsourced"), label("unsourced")),
        LabelChange::Merge(label("unsourced"), label("ghost")),
        LabelChange::Delete(label("ghost")),
        LabelChange::Restore(label("Not An Id")),
    ] {
        assert!(ana.plan_label_change(&change).is_err(), "{change:?}");
    }
}
