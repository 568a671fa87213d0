//! Keeps drafts of notes and of evidence, so a crash loses no typed text.
//!
//! Memory has the draft after every key; a [`DraftJob`] writes it to disk on any thread. A draft ends if
//!
//! - its text becomes empty, or equal to the text of the annotation,
//! - its text becomes part of an annotation; the file goes only after the annotation is on disk,
//! - nobody typed in it for `DAYS` days.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{EditTarget, Project};
use crate::{
    annotation::TypedField,
    store::{DraftFolder, DraftJob, DraftTarget, NoteDraft},
    text::line_ends::with_lf,
};

/// Days after which a draft is removed.
const DAYS: i64 = 60;

/// Drafts outside of any annotation.
#[derive(Debug)]
pub(super) struct OpenDrafts {
    folder: DraftFolder,
    open: Vec<NoteDraft>,
    /// Passages of drafts that became part of an annotation, by article, until the annotation is on disk.
    over: BTreeMap<usize, Vec<DraftTarget>>,
}

impl OpenDrafts {
    pub(super) fn new((folder, open): (DraftFolder, Vec<NoteDraft>)) -> Self {
        Self { folder, open, over: BTreeMap::new() }
    }

    /// Returns the removals to carry out once the annotations of an article are on disk.
    pub(super) fn over_with(&self, article: usize) -> Vec<DraftJob> {
        let over = self.over.get(&article).into_iter().flatten();
        over.map(|passage| self.folder.remove(passage)).collect()
    }

    /// Returns the folder of the drafts.
    pub(super) fn folder(&self) -> &DraftFolder {
        &self.folder
    }

    /// Reads the drafts on disk again, for example after articles were renamed.
    pub(super) fn read_again(&mut self) {
        self.open = self.folder.read();
    }

    /// Forgets the drafts of an article after its save.
    pub(super) fn saved(&mut self, article: usize) {
        self.over.remove(&article);
    }

    /// Keeps the file of a draft after new typing.
    fn goes_on(&mut self, passage: &DraftTarget) {
        for over in self.over.values_mut() {
            over.retain(|other| other != passage);
        }
    }

    /// Takes out the drafts that nobody typed in for `DAYS` days.
    fn take_stale(&mut self, at: Timestamp) -> Vec<NoteDraft> {
        let days = SignedDuration::from_hours(DAYS * 24);
        let oldest = at.checked_sub(days).unwrap_or(Timestamp::MIN);
        let is_stale = |draft: &mut NoteDraft| draft.at < oldest;
        self.open.extract_if(.., is_stale).collect()
    }
}

impl Project {
    /// Returns text and time of the draft of a target.
    pub fn draft(&self, target: EditTarget, typed: TypedField) -> Option<(&str, Timestamp)> {
        let draft = &self.drafts.open[self.known_draft(target, typed)?];
        Some((&draft.text, draft.at))
    }

    /// Returns the number of drafts in the listed articles, and article and words of the newest draft.
    pub fn newest_draft(&self) -> Option<(usize, &str, &str)> {
        let is_listed = |draft: &&NoteDraft| self.find_article(&draft.passage.article).is_some();
        let listed = self.drafts.open.iter().filter(is_listed);
        let n = listed.clone().count();
        let newest = listed.max_by_key(|draft| draft.at)?;
        Some((n, &newest.passage.article, &newest.passage.quote))
    }

    /// Returns the note or the evidence of a target's annotation.
    pub fn written(&self, target: EditTarget, typed: TypedField) -> Option<&str> {
        let annotation = self.annotation_of(target)?;
        annotation.content.text(typed)
    }

    /// Takes the current text of a target's field as its draft; returns the changes on disk.
    ///
    /// Empty text, or text equal to the annotation's, is no draft.
    pub fn type_draft(
        &mut self,
        target: EditTarget,
        typed: TypedField,
        text: &str,
        at: Timestamp,
    ) -> Vec<DraftJob> {
        let known = self.known_draft(target, typed);
        let words = text.trim();
        if words.is_empty() || self.written(target, typed) == Some(words) {
            let dropped = known.map(|known| self.drafts.open.remove(known));
            let jobs = dropped.map(|draft| self.drafts.folder.remove(&draft.passage));
            return jobs.into_iter().collect();
        }
        if known.is_some_and(|known| self.drafts.open[known].text == text) {
            return Vec::new();
        }
        let passage = match known {
            Some(known) => Some(self.drafts.open.remove(known).passage),
            None => self.passage(target, typed),
        };
        let Some(passage) = passage else {
            return Vec::new();
        };
        let mut jobs: Vec<DraftJob> = self
            .drafts
            .take_stale(at)
            .iter()
            .map(|stale| self.drafts.folder.remove(&stale.passage))
            .collect();
        self.drafts.goes_on(&passage);
        let text = text.to_owned();
        let draft = NoteDraft { passage, at, text };
        jobs.push(self.drafts.folder.keep(&draft));
        self.drafts.open.push(draft);
        jobs
    }

    /// Ends the draft of a target after its text became part of the annotation.
    pub fn end_draft(&mut self, target: EditTarget, typed: TypedField) {
        if let Some(known) = self.known_draft(target, typed) {
            let passage = self.drafts.open.remove(known).passage;
            let over = self.drafts.over.entry(target.article()).or_default();
            over.push(passage);
        }
    }

    /// Returns the index of the annotation's draft, else of a draft of the same words without annotation.
    fn known_draft(&self, target: EditTarget, typed: TypedField) -> Option<usize> {
        let passage = self.passage(target, typed)?;
        let article = self.article(target.article())?;
        let same = |draft: &NoteDraft| {
            let other = &draft.passage;
            (other.typed, &other.article) == (passage.typed, &passage.article)
        };
        let of_annotation = |draft: &NoteDraft| {
            passage.annotation.is_some() && draft.passage.annotation == passage.annotation
        };
        let of_words = |draft: &NoteDraft| {
            let other = &draft.passage;
            let owner = other.annotation;
            let is_free = owner.is_none_or(|id| self.annotation(target.article(), id).is_none());
            // A draft of an earlier version counts the CR of the file.
            is_free
                && with_lf(&other.quote) == passage.quote
                && (other.start == passage.start
                    || article.scalar_of_file(other.start) == passage.start)
        };
        let find = |is_meant: &dyn Fn(&NoteDraft) -> bool| {
            let mut known = self.drafts.open.iter();
            known.position(|draft| same(draft) && is_meant(draft))
        };
        find(&of_annotation).or_else(|| find(&of_words))
    }

    fn passage(&self, target: EditTarget, typed: TypedField) -> Option<DraftTarget> {
        let annotation = self.annotation_of(target);
        let span = match (annotation, target) {
            (Some(annotation), _) => annotation.anchor.span,
            (None, EditTarget::Words(_, span)) => span,
            (None, EditTarget::Annotation(..)) => return None,
        };
        let article = self.article(target.article())?;
        Some(DraftTarget {
            typed,
            article: article.path.clone(),
            annotation: annotation.map(|annotation| annotation.id),
            start: article.scalar(span.start),
            quote: article.text.get(span.start..span.end)?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
