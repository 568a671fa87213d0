//! Promises of saving, on a [`SimulatedDisk`] or a damaged real disk: nothing reported as saved is lost,
//! and no damage grows.
//!
//! Each promise has a known-bad variant, for example [`Way::LoadedAnew`], to prove that its check can
//! fail.

mod damage;

mod failing;

mod kills;

mod shared_edits;

mod external_changes;

mod power;

mod races;

mod times;

use std::{path::Path, sync::Arc};

use jiff::Timestamp;

use super::{AnnotationEdit, EditTarget, Project, ProjectOptions};
use crate::{
    annotation::{LabelId, TypedField},
    store::{Dirs, vfs::FileSystem},
};

const ARTICLE: &str = "The tram is late. The depot is cold. Nobody asked why. It will run again.";

/// The way to take in changes by others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The way of the program.
    Folded,
    /// The known-bad variant: the file replaces memory.
    LoadedAnew,
}

/// Opens one article on a disk.
fn opened(disk: impl FileSystem + 'static) -> Project {
    opened_for_the(0, disk)
}

/// Returns the options for opening a folder as `ana`, with the home inside of the folder.
pub(super) fn opening_in(folder: &Path) -> ProjectOptions {
    ProjectOptions {
        dirs: Dirs::below(&folder.join("home")),
        annotator: "ana".to_owned(),
        store: None,
        seed: 1,
    }
}

/// Opens one article with other ids for new annotations at each `time`, as in the program.
fn opened_for_the(time: u64, disk: impl FileSystem + 'static) -> Project {
    let opening = ProjectOptions {
        dirs: Dirs::below(Path::new("/home")).on(Arc::new(disk)),
        annotator: "ana".to_owned(),
        store: None,
        seed: 7 + time,
    };
    let mut project = opening.open_input(ARTICLE.as_bytes()).expect("a text is read");
    // Copies are no part of what is promised here, and their unflushed writes would multiply the states.
    project.store.keep_no_copies();
    project
}

fn sentence(project: &Project, sentence: usize) -> EditTarget {
    let article = project.article(0).expect("it is loaded");
    EditTarget::Words(0, article.outline.sentences[sentence].span)
}

fn at(step: usize) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + i64::try_from(step).expect("a few steps"))
        .expect("a time")
}

/// Number of different steps of [`take_step`].
const STEPS: usize = 6;

/// Changes memory like a user; returns true if the labels need a save instead of the article.
fn change(project: &mut Project, step: usize) {
    let label = |id: &str| AnnotationEdit::Label(Some(LabelId(id.to_owned())));
    let note = |words: &str| AnnotationEdit::Text(TypedField::Note, Some(words.to_owned()));
    let (sentences, edit) = match step {
        0 => (0..1, note("who says so?")),
        1 => (1..2, label("sourced")),
        2 => (2..3, note(&"a long note. ".repeat(60))),
        3 => (0..1, note("the city says so")),
        4 => (1..2, AnnotationEdit::Delete),
        _ => (0..4, label("unsourced")),
    };
    let targets: Vec<EditTarget> = sentences.map(|at| sentence(project, at)).collect();
    project.edit(&targets, &edit, at(step)).expect("it changes something");
}

/// Returns the content of a project as text; equal content gives equal text.
fn held(project: &Project) -> String {
    let annotations = project.annotations(0).iter();
    let annotations = annotations.map(|annotation| {
        (
            annotation.anchor.span,
            &annotation.content.label,
            &annotation.content.note,
            annotation.meta.modified,
        )
    });
    format!("{:?}", annotations.collect::<Vec<_>>())
}

/// Returns the content of a project after 0, 1, … all steps.
fn held_after_each_step() -> Vec<String> {
    let mut project = opened(crate::store::vfs::tests::simulated_disk::SimulatedDisk::new());
    let mut all = vec![held(&project)];
    for step in 0..STEPS {
        change(&mut project, step);
        all.push(held(&project));
    }
    all
}
