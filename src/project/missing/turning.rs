//! Undo and redo of bringing missing annotations back.
//!
//! The undo of most steps writes a further revision. The undo of a return takes the lines out of the file
//! again: afterwards the annotations are missing as before, and are told. A deletion would end the telling.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::MissingChoice;
use crate::{
    annotation::{AnnotationId, Step},
    project::{Project, UndoOutcome},
    store::{
        Absence, ArticleMapping, JournalEntry, KeptIn, MissingRecord, PastChange, PastStep,
        RecordLine,
    },
};

/// One annotation of a listed article, by index and id.
type Place = (usize, AnnotationId);

impl Project {
    /// Adds a return to the history, with the revisions of the lines that the files had before.
    pub(super) fn remember_return(
        &mut self,
        step: &Step,
        earlier: &HashMap<(String, AnnotationId), Vec<RecordLine>>,
        at: Timestamp,
    ) {
        let mut past = self.past_step(step, at);
        for change in &mut past.changes {
            let lines = change.id().and_then(|id| earlier.get(&(change.article.clone(), id)));
            let Some((first, others)) = lines.and_then(|lines| lines.split_first()) else {
                continue;
            };
            change.before = change.before.as_ref().map(|_| (*first.fields).clone());
            change.before_rivals = others.iter().map(|line| (*line.fields).clone()).collect();
        }
        self.remember_past(&past);
    }

    /// Makes the annotations of an undone return missing again, and returns their places.
    pub(in crate::project) fn take_away_again(&mut self, outcome: &UndoOutcome) -> BTreeSet<Place> {
        let Some(past) = self.past_of(outcome.number) else { return BTreeSet::new() };
        let kept_in = KeptIn::Journal(outcome.done_at);
        let is_meant = |place: &Place| {
            let path = self.path(place.0);
            let mut changes = outcome.step.changes.iter();
            changes.any(|change| change.id == place.1 && change.article == path)
        };
        let mut by_article: BTreeMap<usize, HashMap<AnnotationId, Vec<RecordLine>>> =
            BTreeMap::new();
        for change in &past.changes {
            let place = self.find_article(&change.article).zip(change.id()).filter(is_meant);
            if let Some((index, id)) = place {
                by_article.entry(index).or_default().insert(id, lines_before(change));
            }
        }
        let mut places = BTreeSet::new();
        for (index, earlier) in by_article {
            let ids = self.take_away_of(index, &earlier, kept_in);
            places.extend(ids.into_iter().map(|id| (index, id)));
        }
        places
    }

    fn take_away_of(
        &mut self,
        index: usize,
        earlier: &HashMap<AnnotationId, Vec<RecordLine>>,
        kept_in: KeptIn,
    ) -> Vec<AnnotationId> {
        let article = self.load(index);
        let mapping = ArticleMapping::new(&article);
        let leaving = self.store.take_away(&article, earlier.clone());
        let mut ids = Vec::new();
        for (id, lines) in leaving {
            let before = earlier.get(&id).map(Vec::as_slice).unwrap_or_default();
            let annotations = &mut self.articles[index].annotations;
            match before.split_first() {
                Some((first, others)) => {
                    let others = others.iter().map(|line| mapping.state(&line.fields)).collect();
                    annotations.adopt(id, mapping.record(&first.fields), others);
                }
                None => annotations.forget(id),
            }
            let absence = if before.is_empty() { Absence::Gone } else { Absence::Older };
            self.missing.insert((index, id), MissingRecord { lines, kept_in, absence });
            ids.push(id);
        }
        self.saves.changed(index);
        ids
    }

    /// Brings the annotations of an undone return back in their own revisions, and returns their places.
    pub(in crate::project) fn bring_back_again(
        &mut self,
        step: &Step,
        at: Timestamp,
    ) -> BTreeSet<Place> {
        let places = step.changes.iter().filter_map(|change| {
            let place = (self.find_article(&change.article)?, change.id);
            Some((place, change.after.clone()?))
        });
        let places: Vec<_> = places.collect();
        if places.iter().any(|(place, _)| !self.missing.contains_key(place)) {
            self.look_for_missing();
        }
        let mut by_article: BTreeMap<usize, Vec<(AnnotationId, MissingRecord)>> = BTreeMap::new();
        for (place, after) in places {
            let Some(record) = self.missing.get(&place).cloned() else { continue };
            let article = self.load(place.0);
            let shown = record.lines.first();
            let shown = shown.map(|line| ArticleMapping::new(&article).present(&line.fields));
            if shown.is_some_and(|shown| shown.says_the_same(&after)) {
                by_article.entry(place.0).or_default().push((place.1, record));
            }
        }
        let mut turned = BTreeSet::new();
        for (index, records) in by_article {
            turned.extend(records.iter().map(|(id, _)| (index, *id)));
            self.settle_article(index, records, MissingChoice::BringBack, at);
        }
        self.missing.retain(|place, _| !turned.contains(place));
        turned
    }

    /// Returns a step of the journal.
    fn past_of(&self, number: u64) -> Option<PastStep> {
        let log = self.history.journal.log();
        log.iter().find_map(|entry| match entry {
            JournalEntry::Did(past) if past.number == number => past.read(),
            JournalEntry::Did(_) | JournalEntry::Undid(_) | JournalEntry::Redid(_) => None,
        })
    }
}

/// Returns the lines that the file had before a return.
fn lines_before(change: &PastChange) -> Vec<RecordLine> {
    let fields = change.before.iter().chain(&change.before_rivals);
    fields.map(|fields| RecordLine::write(fields.clone(), "")).collect()
}
