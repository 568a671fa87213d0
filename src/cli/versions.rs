//! Versions of annotations that several people changed at once, for `check`, `show` and `annotate
//! --take`.

use copydesk::{annotation::AnnotationId, project::Project};
use serde::Serialize;

/// A version in words, with its number for `annotate --take`.
#[derive(Serialize)]
pub struct Numbered {
    number: usize,
    says: String,
    at: String,
}

/// Returns the versions of an annotation, the shown version first. Empty without a conflict.
pub fn numbered(project: &Project, index: usize, id: AnnotationId) -> Vec<Numbered> {
    let versions = project.versions(index, id).into_iter();
    let numbered = (1..).zip(versions).map(|(number, version)| Numbered {
        number,
        says: project.version_summary(&version),
        at: version.at.to_string(),
    });
    numbered.collect()
}

/// Returns the versions in one line, for example `1: unsourced (…, shown); 2: opinion (…)`.
pub fn in_a_line(versions: &[Numbered]) -> String {
    let words = versions.iter().map(|version| {
        let Numbered { number, says, at } = version;
        let shown = if *number == 1 { ", shown" } else { "" };
        format!("{number}: {says} ({at}{shown})")
    });
    words.collect::<Vec<_>>().join("; ")
}

/// Returns the smallest id of each group of contested annotations of an article.
pub fn contested(project: &Project, index: usize) -> Vec<AnnotationId> {
    let annotations = project.annotations(index);
    let first = annotations.contested().filter(|annotation| {
        annotations.doubles(annotation.id).all(|double| annotation.id < double.id)
    });
    first.map(|annotation| annotation.id).collect()
}
