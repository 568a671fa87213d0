//! What has changed in an article since its annotations were made, where the text of then is kept.
//!
//! Without it only the words that each annotation records are known of the old text. Comparing is
//! [`crate::text`]'s; whether a kept text is the right one is the store's.

use std::sync::Arc;

use super::Project;
use crate::{
    annotation::Annotation,
    corpus::Article,
    text::{DiffPart, DiffStretch, ScalarMap, Span, stretches},
};

/// Bytes on each side of an annotation of which the differences are shown.
const AROUND: usize = 80;

/// Bytes on each side of a change that are shown with it.
const BESIDE: usize = 48;

/// Two changes with no more than this between them are one.
const NEAR: usize = 40;

/// The text that annotations were made on, compared with the text of now.
#[derive(Debug)]
pub struct TextRevision {
    article: usize,
    /// The digest of the text of then.
    digest: String,
    then: String,
    /// Of the text of then, in which annotations are recorded.
    scalars: ScalarMap,
    now: Arc<Article>,
    stretches: Vec<DiffStretch>,
}

/// One change of a text, with some words on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionChange<'a> {
    /// The line of the text of now, counted from 1.
    pub line: usize,
    /// What was and what is there.
    pub parts: Vec<DiffPart<'a>>,
}

impl TextRevision {
    fn between((digest, then): (&str, String), (article, now): (usize, Arc<Article>)) -> Self {
        Self {
            article,
            digest: digest.to_owned(),
            stretches: stretches(&then, &now.text),
            scalars: ScalarMap::new(&then),
            then,
            now,
        }
    }

    /// What became of the words of an annotation and of those around them; nothing where nothing did.
    pub fn around(&self, annotation: &Annotation) -> Vec<DiffPart<'_>> {
        let byte = |scalar| self.scalars.byte(&self.then, scalar);
        let (start, end) = (
            byte(annotation.recorded.start),
            byte(annotation.recorded.end),
        );
        // A record may say anything.
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
        let parts: Vec<_> = all
            .flat_map(|stretch| self.parts(*stretch, shown))
            .collect();
        if parts.iter().all(|part| matches!(part, DiffPart::Same(_))) {
            return Vec::new();
        }
        parts.into_iter().flat_map(cut).collect()
    }

    /// Every change, in reading order.
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
        RevisionChange {
            line: self.now.scalars.line(first.new.start),
            parts,
        }
    }

    /// What a stretch says, as far as it stands in a part of the old text.
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

/// The beginning of what is new: a text that was written anew would hide all that stands behind it.
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

/// A span with whole words on both sides, of at most so many bytes.
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
    /// Keeps the text of every article that is annotated from now on, or does not.
    pub fn keep_texts(&mut self, are_kept: bool) {
        self.store.keep_texts(are_kept);
    }

    /// Compares an article with the texts that its annotations were made on, as far as these are kept.
    pub fn look_up_texts(&mut self, index: usize) {
        let Some(now) = self.article(index).cloned() else {
            return;
        };
        let current = now.digest.short();
        let digests: Vec<String> = self
            .annotations(index)
            .iter()
            .map(|annotation| annotation.text_digest.clone())
            .filter(|digest| *digest != current)
            .collect();
        self.revisions.retain(|known| {
            let is_current = known.now.digest == now.digest && digests.contains(&known.digest);
            known.article != index || is_current
        });
        for digest in digests {
            if self.revision(index, &digest).is_none()
                && let Some(then) = self.store.text_of(&digest)
            {
                let revision = TextRevision::between((&digest, then), (index, Arc::clone(&now)));
                self.revisions.push(revision);
            }
        }
    }

    /// What changed in an article since it had this digest, once that was looked up; none where the text of
    /// then is not kept.
    pub fn revision(&self, index: usize, digest: &str) -> Option<&TextRevision> {
        let mut known = self.revisions.iter();
        known.find(|known| known.article == index && known.digest == digest)
    }

    /// Every text of an article that was looked up and is kept, with how many annotations were made on it.
    pub fn revisions(&self, index: usize) -> impl Iterator<Item = (&TextRevision, usize)> {
        let of_article = self
            .revisions
            .iter()
            .filter(move |known| known.article == index);
        of_article.map(move |revision| {
            let annotations = self.annotations(index).iter();
            let made_on_it =
                annotations.filter(|annotation| annotation.text_digest == revision.digest);
            (revision, made_on_it.count())
        })
    }
}

#[cfg(test)]
mod tests;
