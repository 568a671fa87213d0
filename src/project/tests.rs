//! The promises of saving, on a disk that is simulated or truly damaged: nothing that was reported as
//! saved is lost, and nothing is made worse.
//!
//! Every promise stands beside a known-bad variant that shows that its check can fail.

mod damage;

mod failing;

mod kills;

mod shared_edits;

mod external_changes;

mod power;

mod races;

use std::{path::Path, sync::Arc};

use jiff::Timestamp;

use super::{AnnotationEdit, EditTarget, Project, ProjectOptions};
use crate::{
    annotation::{LabelId, TypedField},
    store::{Dirs, vfs::FileSystem},
};

const ARTICLE: &str = "The tram is late. The depot is cold. Nobody asked why. It will run again.";

/// How changes of others are taken in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As the program does.
    Folded,
    /// The known-bad variant: what stands on disk takes the place of memory.
    LoadedAnew,
}

/// One article on a disk.
fn opened(disk: impl FileSystem + 'static) -> Project {
    opened_for_the(0, disk)
}

/// How ana opens what is in a folder, with her home there.
pub(super) fn opening_in(folder: &Path) -> ProjectOptions {
    ProjectOptions {
        dirs: Dirs::below(&folder.join("home")),
        annotator: "ana".to_owned(),
        store: None,
        seed: 1,
    }
}

/// The same article; ids of new annotations are others each time, as in the program.
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

/// How many different steps [`take_step`] knows.
const STEPS: usize = 6;

/// Changes memory as a user would; true when the labels are to be saved, not the article.
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

/// What a project holds, in words that are equal when it is the same.
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

/// What a project holds after none, one, … all of the steps.
fn held_after_each_step() -> Vec<String> {
    let mut project = opened(crate::testing::simulated_disk::SimulatedDisk::new());
    let mut all = vec![held(&project)];
    for step in 0..STEPS {
        change(&mut project, step);
        all.push(held(&project));
    }
    all
}
