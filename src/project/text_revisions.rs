//! Shows the changes of a text since its annotations were made, if the store kept the earlier text.
//!
//! Without a kept text only the recorded quotes are known; [`super::AnchorExcerpt`] shows the quotes.
//! [`crate::text`] computes the diff, and the store checks the digest of a kept text.

use std::sync::Arc;

use super::Project;
use crate::{
    annotation::Annotation,
    corpus::Article,
    text::{
        DiffPart, DiffStretch, ScalarMap, Span,
        line_ends::{Recount, with_lf},
        stretches,
    },
};

/// Shown bytes of the earlier text on each side of an annotation.
const AROUND: usize = 80;

/// Bytes of unchanged text shown on each side of a change.
const BESIDE: usize = 48;

/// Most unchanged bytes between two changes that are shown as one.
const NEAR: usize = 40;

/// The diff between an earlier text of an article and the current text.
#[derive(Debug)]
pub struct TextRevision {
    /// Short digest of the earlier text.
    digest: String,
    /// The earlier text with LF alone.
    then: String,
    /// Leads from the text as it was kept to `then`.
    recount: Recount,
    /// Maps the scalars of `then` to bytes.
    scalars: ScalarMap,
    now: Arc<Article>,
    stretches: Vec<DiffStretch>,
}

/// One change of a text with some unchanged words on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionChange<'a> {
    /// Line in the current text, from 1.
    pub line: usize,
    /// The unchanged, removed and added parts in reading order.
    pub parts: Vec<DiffPart<'a>>,
}

impl TextRevision {
    fn between(digest: String, kept: &str, now: Arc<Article>) -> Self {
        let then = with_lf(kept).into_owned();
        Self {
            recount: Recount::new(kept),
            digest,
            stretches: stretches(&then, &now.text),
            scalars: ScalarMap::new(&then),
            then,
            now,
        }
    }

    /// Returns the changes of an annotation's quote and context; empty if both are unchanged.
    pub fn around(&self, annotation: &Annotation) -> Vec<DiffPart<'_>> {
        let byte = |scalar| self.scalars.byte(&self.then, self.recount.scalar(scalar));
        let recorded = &annotation.anchor.recorded;
        let (start, end) = (byte(recorded.start), byte(recorded.end));
        // A file edited by hand may have any numbers, for example an end before the start.
        let end = end.filter(|end| Some(*end) >= start);
        let (Some(start), Some(end)) = (start, end) else {
            return Vec::new();
        };
        let shown = with_words(&self.then, Span::new(start, end), AROUND);
        let touches = |stretch: &&DiffStretch| {
            stretch.old.start < shown.end && stretch.old.end > shown.start
                || stretch.old.is_empty() && shown.contains(stretch.old)
        };
        let all = self.stretches.iter().filter(touches);
        let parts: Vec<_> = all.flat_map(|stretch| self.parts(*stretch, shown)).collect();
        if parts.iter().all(|part| matches!(part, DiffPart::Same(_))) {
            return Vec::new();
        }
        parts.into_iter().flat_map(cut).collect()
    }

    /// Returns all changes in reading order.
    pub fn changes(&self) -> Vec<RevisionChange<'_>> {
        let is_near = |stretch: &DiffStretch| stretch.is_same && stretch.old.len() <= NEAR;
        let mut groups: Vec<Vec<DiffStretch>> = Vec::new();
        let mut is_open = false;
        for (at, stretch) in self.stretches.iter().enumerate() {
            let is_last = at + 1 == self.stretches.len();
            match (stretch.is_same, is_open) {
                (false, false) => groups.push(vec![*stretch]),
                (true, true) if is_near(stretch) && !is_last => {}
                (true, _) => {
                    is_open = false;
                    continue;
                }
                (false, true) => {}
            }
            if is_open && let Some(group) = groups.last_mut() {
                group.push(*stretch);
            }
            is_open = true;
        }
        groups.iter().map(|group| self.change(group)).collect()
    }

    fn change(&self, group: &[DiffStretch]) -> RevisionChange<'_> {
        let (first, last) = (group[0], group[group.len() - 1]);
        let (before, after) = (first.old.start, last.old.end);
        let shown = with_words(&self.then, Span::new(before, after), BESIDE);
        let whole = Span::new(0, self.then.len());
        let mut parts = vec![DiffPart::Same(&self.then[shown.start..before])];
        parts.extend(group.iter().flat_map(|stretch| self.parts(*stretch, whole)));
        parts.push(DiffPart::Same(&self.then[after..shown.end]));
        parts.retain(|part| !part.text().is_empty());
        RevisionChange { line: self.now.scalars.line(first.new.start), parts }
    }

    /// Returns the parts of a stretch, cut to `shown` in the earlier text.
    fn parts(&self, stretch: DiffStretch, shown: Span) -> impl Iterator<Item = DiffPart<'_>> {
        let start = stretch.old.start.max(shown.start);
        let end = stretch.old.end.min(shown.end).max(start);
        let old = &self.then[start..end];
        let new = stretch.new.of(&self.now.text);
        let parts = if stretch.is_same {
            [DiffPart::Same(old), DiffPart::Same("")]
        } else {
            [DiffPart::Gone(old), DiffPart::New(new)]
        };
        parts.into_iter().filter(|part| !part.text().is_empty())
    }
}

/// Cuts a long insertion, for example of a text written anew, so that later parts stay visible.
fn cut(part: DiffPart<'_>) -> impl Iterator<Item = DiffPart<'_>> {
    const SHOWN: usize = 6 * AROUND;
    let shown = match part {
        DiffPart::New(words) if words.len() > SHOWN => {
            let words = &words[..words.floor_char_boundary(SHOWN)];
            [DiffPart::New(words), DiffPart::New("…")]
        }
        part => [part, DiffPart::Same("")],
    };
    shown.into_iter().filter(|part| !part.text().is_empty())
}

/// Extends a span by whole words on both sides, at most `n_bytes` bytes on each.
fn with_words(text: &str, span: Span, n_bytes: usize) -> Span {
    let from = text.floor_char_boundary(span.start.saturating_sub(n_bytes));
    let to = text.floor_char_boundary((span.end + n_bytes).min(text.len()));
    let (before, after) = (&text[from..span.start], &text[span.end..to]);
    let start = match before.find(char::is_whitespace) {
        _ if from == 0 => from,
        Some(at) => span.start - before[at..].trim_start().len(),
        None => span.start,
    };
    let end = match after.rfind(char::is_whitespace) {
        _ if to == text.len() => to,
        Some(at) => span.end + after[..at].trim_end().len(),
        None => span.end,
    };
    Span::new(start, end)
}

impl Project {
    /// Turns keeping the texts of annotated articles in the store on or off.
    pub fn keep_texts(&mut self, are_kept: bool) {
        self.store.keep_texts(are_kept);
    }

    /// Compares an article with the kept texts of its annotations.
    pub fn look_up_texts(&mut self, index: usize) {
        let Some(now) = self.article(index).cloned() else {
            return;
        };
        let state = &mut self.articles[index];
        let current = now.digest.short();
        let digests = state.annotations.iter().map(|one| one.anchor.text_digest.clone());
        let digests: Vec<String> = digests.filter(|digest| *digest != current).collect();
        let known = &mut state.revisions;
        known.retain(|one| one.now.digest == now.digest && digests.contains(&one.digest));
        for digest in digests {
            if known.iter().all(|one| one.digest != digest)
                && let Some(then) = self.store.text_of(&digest)
            {
                known.push(TextRevision::between(digest, &then, Arc::clone(&now)));
            }
        }
    }

    /// Returns the diff since the text with this digest, if [`Self::look_up_texts`] found the text.
    pub fn revision(&self, index: usize, digest: &str) -> Option<&TextRevision> {
        let mut revisions = self.articles.get(index)?.revisions.iter();
        revisions.find(|revision| revision.digest == digest)
    }

    /// Returns all revisions that were looked up, each with the number of annotations made on its text.
    pub fn revisions(&self, index: usize) -> impl Iterator<Item = (&TextRevision, usize)> {
        let state = self.articles.get(index).into_iter();
        state.flat_map(|state| {
            state.revisions.iter().map(|revision| {
                let annotations = state.annotations.iter();
                let made_on = annotations.filter(|one| one.anchor.text_digest == revision.digest);
                (revision, made_on.count())
            })
        })
    }
}

#[cfg(test)]
mod tests;
