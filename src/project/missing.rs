//! Brings missing annotations back, and lets them go, as steps of the history.
//!
//! [`MissingSearch`] finds annotations that a copy or the journal holds and the files do not. The lost
//! lines join the lines that the next save merges, so the file gets exactly these lines back, and git
//! merges them like any other. Letting an annotation go writes its deletion, or a revision that
//! supersedes the lost version, so that the annotation is missed nowhere any more, on no machine.

mod turning;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{
        Annotation, AnnotationContent, AnnotationId, Change, Record, RecordState, Step,
        whole_seconds,
    },
    store::{
        Absence, ArticleMapping, BRING_BACK, KeptIn, MissingRecord, MissingRecords, MissingSearch,
    },
    text::{agree, count},
};

/// A missing annotation of a listed article.
#[derive(Clone, Copy, Debug)]
pub struct MissingAnnotation<'a> {
    /// Index of the article.
    pub article: usize,
    /// The annotation.
    pub id: AnnotationId,
    /// The annotated words.
    pub quote: &'a str,
    /// Label, note and the other fields of the lost version.
    pub content: &'a AnnotationContent,
    /// First Unicode scalar in the annotated text.
    pub start: usize,
    /// The place where the annotation is kept.
    pub kept_in: KeptIn,
    /// Comparison with the file.
    pub absence: Absence,
}

/// The decision about a missing annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingChoice {
    /// The lost version stands again.
    BringBack,
    /// The lost version is not missed any more.
    LetGo,
}

/// Returns the number and the places of missing annotations in words, for example "3 annotations are
/// missing here, kept in a copy"; `None` without missing annotations.
pub fn missing_words(all: impl Iterator<Item = (KeptIn, Absence)>) -> Option<String> {
    let (mut n_gone, mut n_older, mut copies, mut is_in_journal) = (0, 0, BTreeSet::new(), false);
    for (kept_in, absence) in all {
        match absence {
            Absence::Gone => n_gone += 1,
            Absence::Older => n_older += 1,
        }
        match kept_in {
            KeptIn::Copy(at) => drop(copies.insert(at)),
            KeptIn::Journal(_) => is_in_journal = true,
        }
    }
    let gone = format!("{} {} missing", count(n_gone, "annotation"), agree(n_gone, "is", "are"));
    let older = format!("{} {} older", count(n_older, "annotation"), agree(n_older, "is", "are"));
    let what = match (n_gone, n_older) {
        (0, 0) => return None,
        (_, 0) => gone,
        (0, _) => older,
        (_, _) => format!("{gone}, {n_older} {} older", agree(n_older, "is", "are")),
    };
    let kept = match (copies.len(), is_in_journal) {
        (0, _) => "the undo journal",
        (1, false) => "a copy",
        (_, false) => "copies",
        (_, true) => "copies and the undo journal",
    };
    Some(format!("{what} here, kept in {kept}"))
}

impl Project {
    /// Returns the search for missing annotations of the annotator; `None` for a store without copies.
    pub fn missing_search(&self) -> Option<MissingSearch> {
        self.missing_search_of(self.annotator())
    }

    /// Returns the search for missing annotations of any annotator. The journal of others is not read.
    pub fn missing_search_of(&self, annotator: &str) -> Option<MissingSearch> {
        let articles = self.articles.iter().map(|state| state.entry.path.clone());
        let is_own = annotator == self.annotator();
        let journal = is_own.then(|| self.history.journal.clone());
        self.store.missing_search(annotator, journal, articles.collect())
    }

    /// Takes in the result of a search of the annotator's missing annotations.
    pub fn take_missing(&mut self, found: MissingRecords) {
        let found = found.0.into_iter();
        let listed = found.filter_map(|((article, id), record)| {
            Some(((self.find_article(&article)?, id), record))
        });
        self.missing = listed.collect();
    }

    /// Looks for missing annotations now.
    pub fn look_for_missing(&mut self) {
        if let Some(search) = self.missing_search() {
            self.take_missing(search.carry_out());
        }
    }

    /// Returns the missing annotations in corpus order, as found by the last search, without annotations
    /// that came back since.
    pub fn missing(&self) -> impl Iterator<Item = MissingAnnotation<'_>> {
        let mut found: Vec<_> = self.missing.keys().filter_map(|at| self.missing_at(*at)).collect();
        found.sort_by_key(|missing| (missing.article, missing.start, missing.id));
        found.into_iter()
    }

    /// Returns one missing annotation.
    pub fn missing_at(&self, place: (usize, AnnotationId)) -> Option<MissingAnnotation<'_>> {
        let record = self.missing.get(&place).filter(|record| self.is_missing(place, record))?;
        let fields = &record.lines.first()?.fields;
        Some(MissingAnnotation {
            article: place.0,
            id: place.1,
            quote: &fields.quote,
            content: &fields.content,
            start: fields.start,
            kept_in: record.kept_in,
            absence: record.absence,
        })
    }

    /// Returns the number of missing annotations.
    pub fn n_missing(&self) -> usize {
        self.missing.iter().filter(|(place, record)| self.is_missing(**place, record)).count()
    }

    fn is_missing(&self, (index, id): (usize, AnnotationId), record: &MissingRecord) -> bool {
        let is_known = self.annotations(index).record(id).is_some();
        match record.absence {
            Absence::Gone => !is_known,
            Absence::Older => true,
        }
    }

    /// Returns the missing annotations among `places` whose words have another label meanwhile. Their
    /// return would make a contradiction.
    pub fn relabelled_meanwhile(
        &self,
        places: impl IntoIterator<Item = (usize, AnnotationId)>,
    ) -> BTreeSet<(usize, AnnotationId)> {
        let contradicts = |place: &(usize, AnnotationId)| {
            let lines = self.missing.get(place).map(|record| record.lines.as_slice());
            let Some((line, article)) =
                lines.unwrap_or_default().first().zip(self.article(place.0))
            else {
                return false;
            };
            let lost = ArticleMapping::new(article).present(&line.fields);
            let mut others = self.annotations(place.0).contradicting(&lost);
            others.any(|other| other.id != place.1)
        };
        places.into_iter().filter(contradicts).collect()
    }

    /// Brings missing annotations back or lets them go, as one step; `None` if none of them is missing.
    pub fn settle_missing(
        &mut self,
        places: &[(usize, AnnotationId)],
        choice: MissingChoice,
        at: Timestamp,
    ) -> Option<Step> {
        let at = whole_seconds(at);
        let mut by_article: BTreeMap<usize, Vec<(AnnotationId, MissingRecord)>> = BTreeMap::new();
        for place in places {
            let record = self.missing.get(place).filter(|record| self.is_missing(*place, record));
            if let Some(record) = record.cloned() {
                self.missing.remove(place);
                by_article.entry(place.0).or_default().push((place.1, record));
            }
        }
        let (mut changes, mut earlier) = (Vec::new(), HashMap::new());
        for (index, records) in by_article {
            let article = self.load(index);
            earlier.extend(
                records.iter().map(|(id, _)| {
                    ((article.path.clone(), *id), self.store.lines_of(&article, *id))
                }),
            );
            changes.extend(self.settle_article(index, records, choice, at));
        }
        if changes.is_empty() {
            return None;
        }
        let name = match choice {
            MissingChoice::BringBack => BRING_BACK,
            MissingChoice::LetGo => "let go",
        };
        let step = Step { name: name.to_owned(), changes, codebook: Vec::new() };
        self.recount_step(&step);
        match choice {
            MissingChoice::BringBack => self.remember_return(&step, &earlier, at),
            MissingChoice::LetGo => self.remember(&step, at),
        }
        Some(step)
    }

    fn settle_article(
        &mut self,
        index: usize,
        records: Vec<(AnnotationId, MissingRecord)>,
        choice: MissingChoice,
        at: Timestamp,
    ) -> Vec<Change> {
        let article = self.load(index);
        let mapping = ArticleMapping::new(&article);
        let lines = records.iter().flat_map(|(_, record)| record.lines.iter().cloned());
        let versions = self.store.take_lines(&article, lines.collect());
        let mut changes = Vec::new();
        for (id, _) in records {
            let Some(lines) = versions.get(&id) else { continue };
            let Some((first, others)) = lines.split_first() else { continue };
            let lost = mapping.record(&first.fields);
            let others = others.iter().map(|line| mapping.state(&line.fields)).collect();
            changes.push(self.settle_one(index, (id, lost, others), choice, at));
        }
        self.saves.changed(index);
        self.articles[index].recount();
        changes
    }

    /// Puts a lost version into memory, and for [`MissingChoice::LetGo`] the version of now after it.
    fn settle_one(
        &mut self,
        index: usize,
        (id, lost, others): (AnnotationId, Record, Vec<RecordState>),
        choice: MissingChoice,
        at: Timestamp,
    ) -> Change {
        let article = self.path(index).to_owned();
        let annotations = &mut self.articles[index].annotations;
        let now = annotations.get(id).cloned();
        let rivals = annotations.rivals(id).to_vec();
        annotations.adopt(id, lost, others);
        let (back, back_rivals) = (annotations.get(id).cloned(), annotations.rivals(id).to_vec());
        let side = |shown: Option<Annotation>, rivals: Vec<RecordState>| (shown, rivals);
        let (before, after) = match choice {
            MissingChoice::BringBack => (side(now, rivals), side(back, back_rivals)),
            MissingChoice::LetGo => {
                annotations.put_versions(id, now.clone(), rivals.clone(), at);
                // Undo puts the lost version on the screen, where the user sees it.
                (side(back, back_rivals), side(now, rivals))
            }
        };
        Change {
            article,
            id,
            before: before.0,
            after: after.0,
            before_rivals: before.1,
            after_rivals: after.1,
        }
    }
}

#[cfg(test)]
mod tests;
