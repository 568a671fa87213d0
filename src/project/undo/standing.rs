//! Finds steps that files still hold although the journal calls the steps undone.
//!
//! The journal is written before the annotation files, and a save writes the newest state of an article.
//! A program that is killed while several steps wait for the disk therefore leaves files that are older
//! than the journal: for example two labels and their undo are in the journal, and the file has both
//! labels. The journal alone would then name nothing to undo.
//!
//! A [`Life`] replays the states of one annotation in the order of the journal, each with the steps that
//! stand in it. If an entry of the journal begins at an earlier state, a killed program had left this
//! earlier state behind, and the life goes on from there. The newest state that equals the state of now
//! tells the steps that stand on the annotation. An annotation without such a state was changed by
//! others, and has nothing to find.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{UndoDirection, UndoOutcome, Versions};
use crate::{
    annotation::{AnnotationId, Change, Step},
    project::Project,
    store::{ArticleMapping, JournalEntry, PastStep, StoredStep},
};

/// Most undone steps that are looked at, the newest. A slow disk leaves some hundred steps waiting.
const LOOKED_AT: usize = 1000;

/// One annotation of a listed article, by index and id.
pub(super) type Place = (usize, AnnotationId);

/// A step that stands, and its changes back.
pub(super) struct StandingStep {
    /// Place of the step in the journal's log.
    pub(super) position: usize,
    pub(super) number: u64,
    pub(super) outcome: UndoOutcome,
}

/// The side of a step that an entry of the journal leaves behind.
#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// One event in the life of an annotation.
struct TraceEvent {
    step: u64,
    /// Number of the change in the step.
    change: usize,
    side: Side,
}

/// The events of some annotations, each with the steps of the events.
#[derive(Default)]
struct Traces {
    steps: HashMap<u64, PastStep>,
    /// Place of each step in the log.
    positions: HashMap<u64, usize>,
    events: BTreeMap<Place, Vec<TraceEvent>>,
}

impl Traces {
    /// Replays the events of one annotation.
    fn life(&self, mapping: &ArticleMapping<'_>, events: &[TraceEvent]) -> Life {
        let mut life = Life::default();
        for event in events {
            let step = self.steps.get(&event.step);
            let Some(change) = step.and_then(|step| step.changes.get(event.change)) else {
                continue;
            };
            let (before, after) =
                (Versions::before(mapping, change), Versions::after(mapping, change));
            match event.side {
                Side::After => life.add((before, after), event.step),
                Side::Before => life.take_back((after, before), event.step),
            }
        }
        life
    }
}

/// The states of one annotation, the oldest first, each with the standing steps, the newest last.
#[derive(Default)]
struct Life(Vec<(Versions, Vec<u64>)>);

impl Life {
    /// Adds a step from one state to another.
    fn add(&mut self, (from, to): (Versions, Versions), step: u64) {
        let mut steps = self.standing(&from).cloned().unwrap_or_default();
        if self.0.is_empty() {
            self.0.push((from, Vec::new()));
        }
        steps.push(step);
        self.0.push((to, steps));
    }

    /// Adds the undo of a step, from the newest state on which the step stands.
    ///
    /// Undo also marks steps that it passed over, since they had no effect left. Such a mark changes nothing:
    /// the step may stand on no state, or on an older state than another step with the same words.
    fn take_back(&mut self, (from, to): (Versions, Versions), step: u64) {
        let mut newest = self.0.iter().rev();
        let found =
            newest.find(|(state, steps)| steps.contains(&step) && state.says_the_same(&from));
        if let Some((_, steps)) = found {
            let steps = steps.iter().copied().filter(|other| *other != step).collect();
            self.0.push((to, steps));
        }
    }

    /// Returns the steps that stand in the newest state equal to `now`.
    fn standing(&self, now: &Versions) -> Option<&Vec<u64>> {
        let mut newest = self.0.iter().rev();
        newest.find(|(state, _)| state.says_the_same(now)).map(|(_, steps)| steps)
    }
}

impl Project {
    /// Returns the newest standing step that the journal calls undone, with its changes back.
    ///
    /// Only the first calls of a session look: memory is never behind the journal.
    pub(super) fn standing_step(&mut self) -> Option<StandingStep> {
        if !self.history.may_stand {
            return None;
        }
        // A step below a standing step that the journal calls done has its turn later.
        self.history.may_stand = false;
        self.newest_standing()
    }

    fn newest_standing(&mut self) -> Option<StandingStep> {
        let log = self.history.journal.log();
        let done = self.history.journal.done();
        let done: HashSet<u64> = done.iter().map(|past| past.number).collect();
        let undone = steps_of(&log).rev().filter(|(_, past)| !done.contains(&past.number));
        let ids: HashSet<AnnotationId> =
            undone.take(LOOKED_AT).flat_map(|(_, past)| past.ids()).collect();
        let traces = self.traces(&log, &ids);
        let mut tops: Vec<(usize, u64, Place)> = Vec::new();
        for (place, standing) in self.standing_on(&traces) {
            self.history.may_stand |= standing.iter().any(|step| !done.contains(step));
            let top = standing.last().filter(|step| !done.contains(step));
            let position = top.and_then(|step| traces.positions.get(step));
            tops.extend(top.zip(position).map(|(step, position)| (*position, *step, place)));
        }
        let (position, number, _) = *tops.iter().max_by_key(|(position, ..)| *position)?;
        let places = tops.iter().filter(|(_, step, _)| *step == number).map(|(.., place)| *place);
        let places: BTreeSet<Place> = places.collect();
        let outcome = self.taken_back(&traces, number, &places)?;
        Some(StandingStep { position, number, outcome })
    }

    /// Returns the places on which the step does not stand, of places that the step would leave as
    /// changed since.
    pub(super) fn without_step(&mut self, number: u64, places: &[Place]) -> BTreeSet<Place> {
        if places.is_empty() {
            return BTreeSet::new();
        }
        let log = self.history.journal.log();
        let ids = places.iter().map(|(_, id)| *id).collect();
        let traces = self.traces(&log, &ids);
        let standing = self.standing_on(&traces).into_iter();
        let without = standing.filter(|(_, steps)| !steps.contains(&number));
        without.map(|(place, _)| place).filter(|place| places.contains(place)).collect()
    }

    /// Returns the traces of some annotations in listed articles.
    fn traces(&self, log: &[JournalEntry], ids: &HashSet<AnnotationId>) -> Traces {
        let mut traces = Traces::default();
        if ids.is_empty() {
            return traces;
        }
        for (position, past) in steps_of(log) {
            if past.ids().any(|id| ids.contains(&id))
                && let Some(step) = past.read()
            {
                traces.steps.insert(past.number, step);
                traces.positions.insert(past.number, position);
            }
        }
        for entry in log {
            let (number, side) = match entry {
                JournalEntry::Did(past) => (past.number, Side::After),
                JournalEntry::Undid(number) => (*number, Side::Before),
                JournalEntry::Redid(number) => (*number, Side::After),
            };
            let Some(step) = traces.steps.get(&number) else { continue };
            for (change, past) in step.changes.iter().enumerate() {
                let id = past.id().filter(|id| ids.contains(id));
                if let Some(place) = self.find_article(&past.article).zip(id) {
                    let event = TraceEvent { step: number, change, side };
                    traces.events.entry(place).or_default().push(event);
                }
            }
        }
        traces
    }

    /// Returns the steps that stand on each annotation, the newest last.
    fn standing_on(&mut self, traces: &Traces) -> Vec<(Place, Vec<u64>)> {
        let all: Vec<(&Place, &Vec<TraceEvent>)> = traces.events.iter().collect();
        let mut found = Vec::new();
        for of_article in all.chunk_by(|a, b| a.0.0 == b.0.0) {
            let article = self.load(of_article[0].0.0);
            let mapping = ArticleMapping::new(&article);
            for (place, events) in of_article {
                let now = self.versions_now(**place);
                let life = traces.life(&mapping, events);
                found.extend(life.standing(&now).map(|steps| (**place, steps.clone())));
            }
        }
        found
    }

    /// Returns the undo of a step on some annotations.
    fn taken_back(
        &mut self,
        traces: &Traces,
        number: u64,
        places: &BTreeSet<Place>,
    ) -> Option<UndoOutcome> {
        let step = traces.steps.get(&number)?;
        let codebook = self.codebook_changes(step.codebook.clone(), UndoDirection::Undo);
        let mut changes = Vec::new();
        for past in &step.changes {
            let place = self.find_article(&past.article).zip(past.id());
            let Some(place) = place.filter(|place| places.contains(place)) else { continue };
            let article = self.load(place.0);
            let before = Versions::before(&ArticleMapping::new(&article), past);
            let now = self.versions_now(place);
            changes.push(Change {
                article: past.article.clone(),
                id: place.1,
                before: now.shown,
                after: before.shown,
                before_rivals: now.rivals,
                after_rivals: before.rivals,
            });
        }
        Some(UndoOutcome {
            number,
            step: Step { name: step.name.clone(), changes, codebook },
            done_at: step.at,
            is_own: self.history.journal.is_own(number),
            n_changed_since: 0,
            n_elsewhere: 0,
            n_missing_again: 0,
        })
    }
}

/// Returns the steps of a log with their places, the oldest first.
fn steps_of(log: &[JournalEntry]) -> impl DoubleEndedIterator<Item = (usize, &StoredStep)> {
    log.iter().enumerate().filter_map(|(at, entry)| match entry {
        JournalEntry::Did(past) => Some((at, past)),
        JournalEntry::Undid(_) | JournalEntry::Redid(_) => None,
    })
}
