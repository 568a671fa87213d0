//! Reads the annotations of other annotators from the store.
//!
//! Annotations are read on first use, and again after their file or the text of their article has
//! changed.
//! [`crate::store`] anchors the annotations in the open text. Invariant: nothing here is written to
//! disk, undone, or counted in a [`super::Tally`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::Project;
use crate::{
    annotation::{AnchorState, AnnotationSet},
    corpus::Digest,
    store::{FileStamp, file_stamp},
};

/// Annotations of other annotators by name and article, from the last read.
#[derive(Debug, Default)]
pub(super) struct OtherAnnotators(Mutex<HashMap<(String, usize), ReadAnnotations>>);

#[derive(Debug)]
struct ReadAnnotations {
    /// State of the file before it was read.
    stamp: FileStamp,
    /// Digest of the text of the anchors.
    text: Digest,
    annotations: Arc<AnnotationSet>,
}

/// Pending choices of another annotator in one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingReview {
    /// Name of the annotator.
    pub annotator: String,
    /// Path of the article.
    pub article: String,
    /// Annotations in conflict.
    pub n_conflicts: usize,
    /// Annotations found at one other place.
    pub n_moved: usize,
    /// Annotations found at several places.
    pub n_ambiguous: usize,
    /// Annotations found nowhere.
    pub n_orphans: usize,
}

impl PendingReview {
    /// Returns true if no annotation needs a choice.
    pub fn is_empty(&self) -> bool {
        self.n_conflicts + self.n_moved + self.n_ambiguous + self.n_orphans == 0
    }
}

impl Project {
    /// Returns the names of the other annotators with a folder in the store, sorted.
    pub fn annotators(&self) -> Vec<String> {
        let mut names = self.store.annotators();
        names.retain(|name| name != self.annotator());
        names
    }

    /// Returns the annotations of another annotator on an article; empty if the article is not loaded.
    ///
    /// Looks at the file's time and length in each call, and reads the file only after a change.
    pub fn annotations_of(&self, index: usize, annotator: &str) -> Arc<AnnotationSet> {
        let Some(article) = self.article(index) else {
            return Arc::default();
        };
        let stamp = file_stamp(&self.store.seen_by(annotator).file_of(&article.path));
        let key = (annotator.to_owned(), index);
        let mut read = self.others.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = |known: &&ReadAnnotations| {
            stamp.is_some() && known.stamp == stamp && known.text == article.digest
        };
        if let Some(known) = read.get(&key).filter(is_current) {
            return Arc::clone(&known.annotations);
        }
        let (annotations, _) = self.store.annotations_by(annotator, article);
        let annotations = Arc::new(annotations);
        let known =
            ReadAnnotations { stamp, text: article.digest, annotations: Arc::clone(&annotations) };
        read.insert(key, known);
        annotations
    }

    /// Returns the pending choices of the other annotators in the loaded articles, by article and name.
    pub fn pending_reviews(&self) -> Vec<PendingReview> {
        let annotators = self.annotators();
        let loaded = self.articles.loaded();
        let mut all: Vec<PendingReview> = loaded
            .flat_map(|(index, _, _)| annotators.iter().map(move |name| (index, name)))
            .map(|(index, name)| self.pending_review(index, name))
            .filter(|review| !review.is_empty())
            .collect();
        all.sort_by(|a, b| (&a.article, &a.annotator).cmp(&(&b.article, &b.annotator)));
        all
    }

    fn pending_review(&self, index: usize, annotator: &str) -> PendingReview {
        let annotations = self.annotations_of(index, annotator);
        let n = |state| annotations.iter().filter(|one| one.anchor.state == state).count();
        PendingReview {
            annotator: annotator.to_owned(),
            article: self.path(index).to_owned(),
            n_conflicts: annotations.contested().count(),
            n_moved: n(AnchorState::Moved),
            n_ambiguous: n(AnchorState::Ambiguous),
            n_orphans: n(AnchorState::Orphan),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::Timestamp;

    use super::*;
    use crate::{
        annotation::TypedField,
        project::{AnnotationEdit, EditTarget, ProjectOptions, tests::opening_in},
    };

    const TEXT: &str = "The tram is late. Nobody said why.";

    /// Opens the folder as `annotator`.
    fn open(folder: &std::path::Path, annotator: &str) -> Project {
        let options = ProjectOptions { annotator: annotator.to_owned(), ..opening_in(folder) };
        let mut project = options.open_paths(&[folder.join("corpus")]).unwrap();
        project.load_all();
        project
    }

    /// Writes a note on a sentence and saves.
    fn note(project: &mut Project, sentence: usize, words: &str) {
        let span = project.load(0).outline.sentences[sentence].span;
        let edit = AnnotationEdit::Text(TypedField::Note, Some(words.to_owned()));
        project.edit(&[EditTarget::Words(0, span)], &edit, Timestamp::UNIX_EPOCH);
        project.save(0).unwrap();
    }

    /// Returns the notes of an annotator with their words in the open text.
    fn notes(project: &Project, annotator: &str) -> Vec<String> {
        let article = project.article(0).unwrap();
        let all = project.annotations_of(0, annotator);
        let note = |one: &crate::annotation::Annotation| {
            let words = article.words(one.anchor.span);
            format!("{}: {words}", one.content.note.as_deref().unwrap_or_default())
        };
        all.iter().map(note).collect()
    }

    #[test]
    fn annotations_of_others_are_read_again_after_a_change_and_stay_apart_from_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("corpus/tram.txt");
        fs::create_dir(folder.path().join("corpus")).unwrap();
        fs::write(&file, TEXT).unwrap();
        let mut ana = open(folder.path(), "ana");
        assert_eq!(ana.annotators(), [""; 0]);
        let mut ben = open(folder.path(), "ben");
        note(&mut ben, 1, "who?");

        // Ana sees the note of Ben, and has none herself.
        assert_eq!(ana.annotators(), ["ben"]);
        assert_eq!(notes(&ana, "ben"), ["who?: Nobody said why."]);
        assert_eq!((ana.progress(), ana.history_depth()), ((0, 2), (0, 0)));
        assert!(ana.annotations(0).is_empty() && ana.export_rows().is_empty());

        // An unchanged file is not read again, a changed one is.
        let before = ana.annotations_of(0, "ben");
        assert!(Arc::ptr_eq(&before, &ana.annotations_of(0, "ben")));
        note(&mut ben, 0, "since when?");
        let both = ["since when?: The tram is late.", "who?: Nobody said why."];
        assert_eq!(notes(&ana, "ben"), both);

        // The anchors follow the text that Ana has open.
        fs::write(&file, format!("Breaking: {TEXT}")).unwrap();
        ana.reload(0, crate::project::ReloadScope::All);
        assert_eq!(notes(&ana, "ben"), both);
        assert_eq!(ana.pending_reviews()[0].n_moved, 2);

        // Undo and save of Ana leave the file of Ben alone.
        let file_of_ben = folder.path().join("corpus/annotations/ben/tram.txt.ron");
        let bytes = fs::read(&file_of_ben).unwrap();
        note(&mut ana, 1, "mine");
        assert!(ana.undo(Timestamp::UNIX_EPOCH).is_some());
        assert!(ana.undo(Timestamp::UNIX_EPOCH).is_none());
        ana.save(0).unwrap();
        assert_eq!(fs::read(&file_of_ben).unwrap(), bytes);
    }
}
