//! Drafts of notes and of evidence: which one belongs to what is being annotated, and when one is over.
//!
//! What was typed is remembered here at every key and put on disk by a [`DraftJob`], which any thread
//! can carry out. A draft ends in three ways: it is emptied or typed back to what the annotation holds;
//! it becomes part of an annotation, and then its file goes only after the annotation is on disk; or
//! nobody came back to it for sixty days.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{EditTarget, Project};
use crate::store::{DraftFolder, DraftJob, DraftKind, DraftTarget, NoteDraft};

/// Days after which a draft is given up.
const DAYS: i64 = 60;

/// What is typed and no annotation yet.
#[derive(Debug)]
pub(super) struct OpenDrafts {
    drafts: DraftFolder,
    known: Vec<NoteDraft>,
    /// Passages whose draft became part of an annotation of this article that is not on disk yet.
    over: BTreeMap<usize, Vec<DraftTarget>>,
}

impl OpenDrafts {
    pub(super) fn new((drafts, known): (DraftFolder, Vec<NoteDraft>)) -> Self {
        let over = BTreeMap::new();
        Self {
            drafts,
            known,
            over,
        }
    }

    /// What is to be removed once the annotations of an article are on disk.
    pub(super) fn over_with(&self, article: usize) -> Vec<DraftJob> {
        let over = self.over.get(&article).into_iter().flatten();
        over.map(|passage| self.drafts.remove(passage)).collect()
    }

    /// Forgets what was removed when the annotations of an article got to the disk.
    pub(super) fn saved(&mut self, article: usize) {
        self.over.remove(&article);
    }

    /// The draft that is being typed is not over any more.
    fn goes_on(&mut self, passage: &DraftTarget) {
        for over in self.over.values_mut() {
            over.retain(|other| other != passage);
        }
    }

    fn take_stale(&mut self, at: Timestamp) -> Vec<NoteDraft> {
        let oldest = at - SignedDuration::from_hours(DAYS * 24);
        let is_stale = |draft: &mut NoteDraft| draft.at < oldest;
        self.known.extract_if(.., is_stale).collect()
    }
}

impl Project {
    /// What was typed for a target and is not part of its annotation, and when that was.
    pub fn draft(&self, target: EditTarget, typed: DraftKind) -> Option<(&str, Timestamp)> {
        let draft = &self.drafts.known[self.known_draft(target, typed)?];
        Some((&draft.text, draft.at))
    }

    /// How many drafts there are in the listed articles; the newest one's article and words.
    pub fn newest_draft(&self) -> Option<(usize, &str, &str)> {
        let is_listed = |draft: &&NoteDraft| self.find_article(&draft.passage.article).is_some();
        let listed = self.drafts.known.iter().filter(is_listed);
        let n = listed.clone().count();
        let newest = listed.max_by_key(|draft| draft.at)?;
        Some((n, &newest.passage.article, &newest.passage.quote))
    }

    /// What an annotation holds of what can be typed.
    pub fn written(&self, target: EditTarget, typed: DraftKind) -> Option<&str> {
        let annotation = self.annotation_of(target)?;
        match typed {
            DraftKind::Note => annotation.note.as_deref(),
            DraftKind::Evidence => annotation.evidence.as_deref(),
        }
    }

    /// Remembers what stands in the field of a target now; says what that changes on disk.
    ///
    /// An empty field, and one that holds what is written already, has no draft.
    pub fn type_draft(
        &mut self,
        target: EditTarget,
        typed: DraftKind,
        text: &str,
        at: Timestamp,
    ) -> Vec<DraftJob> {
        let known = self.known_draft(target, typed);
        let words = text.trim();
        if words.is_empty() || self.written(target, typed) == Some(words) {
            let dropped = known.map(|known| self.drafts.known.remove(known));
            let jobs = dropped.map(|draft| self.drafts.drafts.remove(&draft.passage));
            return jobs.into_iter().collect();
        }
        if known.is_some_and(|known| self.drafts.known[known].text == text) {
            return Vec::new();
        }
        let passage = match known {
            Some(known) => Some(self.drafts.known.remove(known).passage),
            None => self.passage(target, typed),
        };
        let Some(passage) = passage else {
            return Vec::new();
        };
        let mut jobs: Vec<DraftJob> = self
            .drafts
            .take_stale(at)
            .iter()
            .map(|stale| self.drafts.drafts.remove(&stale.passage))
            .collect();
        self.drafts.goes_on(&passage);
        let text = text.to_owned();
        let draft = NoteDraft { passage, at, text };
        jobs.push(self.drafts.drafts.keep(&draft));
        self.drafts.known.push(draft);
        jobs
    }

    /// The draft of a target has become part of its annotation.
    pub fn end_draft(&mut self, target: EditTarget, typed: DraftKind) {
        if let Some(known) = self.known_draft(target, typed) {
            let passage = self.drafts.known.remove(known).passage;
            let over = self.drafts.over.entry(target.article()).or_default();
            over.push(passage);
        }
    }

    /// The draft of the annotation, else one of the same words that belongs to none.
    fn known_draft(&self, target: EditTarget, typed: DraftKind) -> Option<usize> {
        let passage = self.passage(target, typed)?;
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
            is_free && (other.start, &other.quote) == (passage.start, &passage.quote)
        };
        let find = |is_meant: &dyn Fn(&NoteDraft) -> bool| {
            let mut known = self.drafts.known.iter();
            known.position(|draft| same(draft) && is_meant(draft))
        };
        find(&of_annotation).or_else(|| find(&of_words))
    }

    fn passage(&self, target: EditTarget, typed: DraftKind) -> Option<DraftTarget> {
        let annotation = self.annotation_of(target);
        let span = match (annotation, target) {
            (Some(annotation), _) => annotation.span,
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
