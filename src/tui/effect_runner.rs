//! [`EffectRunner`]: carries out effects on disk, clipboard, workers and the program itself.
//!
//! Reads the state and never changes the state: outcomes come back as events. The effects of an event
//! are done, or handed to the saver or a worker, before the next event. Hence a decision is on its way
//! to the disk before the next key is read.

use std::{sync::mpsc::Sender, time::Duration};

use copydesk::{
    project::{CorpusOrigin, Project},
    store::{Dirs, ReadingPosition, corpus_id},
};

use super::{
    app::App,
    background::Landing,
    corpus_comparison::CorpusQuestion,
    effect::{Effect, Leaving},
    event::Event,
    feeds,
    passage_search::SearchMessage,
    saver::Saver,
    saver_task::SaverTask,
    worker::{Worker, feed},
};

/// Longest wait for the disk at the end of the program, also after a panic or a signal. On a slower disk
/// the last decisions may be lost; an orderly end says so.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Longest wait of a frame for the disk; enough for a fast disk.
const AT_ONCE: Duration = Duration::from_millis(6);

/// Longest pause of a key like `q` or `ctrl-z` before the screen reacts.
const MOMENT: Duration = Duration::from_millis(400);

/// The terminal as effects see it.
pub trait Terminal {
    /// Stops the program until the shell brings it back.
    fn suspend(&mut self) -> anyhow::Result<()>;
    /// Takes the terminal over again after a stop from outside, for example by `kill -STOP`.
    fn take_over(&mut self) -> anyhow::Result<()>;
    /// Makes the next frame draw every cell.
    fn redraw(&mut self) -> anyhow::Result<()>;
    /// Takes a new size and makes the next frame draw every cell.
    fn resize(&mut self, size: (u16, u16)) -> anyhow::Result<()>;
    /// Puts words on the clipboard.
    fn copy(&mut self, words: &str) -> anyhow::Result<()>;
}

/// The workers behind effects; each ends with this value.
#[derive(Debug)]
pub struct EffectWorkers {
    pub search: Worker<SearchMessage>,
    pub comparison: Worker<CorpusQuestion>,
    pub source_list: Worker<CorpusQuestion>,
    /// Sender for the articles of [`Effect::Read`].
    pub events: Sender<Event>,
}

/// Carries out effects.
#[derive(Debug)]
pub struct EffectRunner {
    dirs: Dirs,
    workers: EffectWorkers,
    saver: Saver,
    /// True if a task since the last frame met an idle saver; drafts do not count.
    is_fresh: bool,
    /// Longest wait of a frame, [`AT_ONCE`] outside tests.
    at_once: Duration,
    /// The exit status, once the program is over.
    status: Option<u8>,
}

impl EffectRunner {
    pub fn new(dirs: Dirs, workers: EffectWorkers, saver: Saver) -> Self {
        Self { dirs, workers, saver, is_fresh: false, at_once: AT_ONCE, status: None }
    }

    /// Makes frames wait for as long as the disk takes, so that a test needs no clock.
    #[cfg(test)]
    pub fn await_any_disk(&mut self) {
        self.at_once = PATIENCE * 4;
    }

    /// Returns true if the program should end.
    pub fn is_over(&self) -> bool {
        self.status.is_some()
    }

    /// Returns the exit status: 0 unless the system asked for the end.
    pub fn status(&self) -> u8 {
        self.status.unwrap_or(0)
    }

    /// Waits up to [`AT_ONCE`] for the disk, so that the next frame says `saved` already. There is no
    /// wait if the saver was busy already.
    ///
    /// Returns true after a wait: then [`Self::stored`] may have events.
    pub fn await_fast_disk(&mut self) -> bool {
        let is_fresh = std::mem::take(&mut self.is_fresh);
        if is_fresh {
            self.await_saver(self.at_once);
        }
        is_fresh
    }

    /// Waits up to `at_most` until no task is left, and returns true if none is left. A failed task
    /// counts as done.
    pub fn await_saver(&self, at_most: Duration) -> bool {
        self.saver.pending().wait(at_most)
    }

    /// Returns an event for each task carried out since the last call, with or without success. A task
    /// that a newer task replaced gives none.
    pub fn stored(&self) -> Vec<Event> {
        let done = self.saver.done();
        done.map(|done| Event::Stored(Box::new(done))).collect()
    }

    fn save(&mut self, task: SaverTask) {
        self.is_fresh |= self.await_saver(Duration::ZERO);
        self.saver.ask(task);
    }

    /// Carries out one effect and returns its immediate events.
    ///
    /// # Errors
    /// The [`std::io::Error`] of a terminal that takes no output.
    pub fn perform(
        &mut self,
        app: &App,
        terminal: &mut impl Terminal,
        effect: Effect,
    ) -> anyhow::Result<Vec<Event>> {
        match effect {
            Effect::Save(jobs) => {
                for job in jobs {
                    self.save(SaverTask::Annotations(Box::new(job)));
                }
            }
            Effect::Keep(job) => self.save(SaverTask::Keep(job)),
            // A draft alone causes no wait of a frame.
            Effect::Draft(job) => self.saver.ask(SaverTask::Draft(job)),
            Effect::Earlier(job) => self.save(SaverTask::Earlier(job)),
            Effect::Refresh(articles, shared) => {
                let job = app.project.refresh_job(&articles, shared);
                job.into_iter().for_each(|job| self.save(SaverTask::Refresh(job)));
            }
            Effect::Search(request) => self.workers.search.send(SearchMessage::Search(request)),
            Effect::Index(articles) => self.workers.search.send(SearchMessage::Articles(articles)),
            Effect::Read(index, scope) => {
                let entry = app.project.entry(index).clone();
                let events = self.workers.events.clone();
                feed(events, feeds::article(index, entry, scope));
            }
            Effect::FindRepeats(number) => {
                let question = || (app.project.loaded_articles(), number);
                self.workers.source_list.send(question());
                self.workers.comparison.send(question());
            }
            Effect::FindRenames(search) => {
                feed(self.workers.events.clone(), feeds::renamed_articles(*search));
            }
            Effect::MoveRecords(job) => self.save(SaverTask::Rename(job)),
            Effect::SavePlace => {
                if let Some((place, id)) = place_of(app) {
                    self.save(SaverTask::Position(place, id));
                }
            }
            Effect::SaveSettings => self.save(SaverTask::Settings(app.settings.clone())),
            Effect::Copy(words) => terminal.copy(&words)?,
            Effect::Export(export) => self.save(SaverTask::Export(export)),
            Effect::Suspend => {
                // Best effort: a stopped program keeps other programs waiting for the store.
                self.await_saver(MOMENT);
                terminal.suspend()?;
                return Ok(self.stored());
            }
            Effect::TakeOver => terminal.take_over()?,
            Effect::Redraw => terminal.redraw()?,
            Effect::Resize(size) => terminal.resize(size)?,
            Effect::Quit(leaving) => return Ok(self.quit(leaving)),
        }
        Ok(Vec::new())
    }

    fn quit(&mut self, leaving: Leaving) -> Vec<Event> {
        self.status = match leaving {
            Leaving::WhenSaved => {
                let is_done = self.await_saver(MOMENT);
                let mut events = self.stored();
                events.push(if is_done { Event::SaverIdle } else { Event::SaverBusy });
                return events;
            }
            Leaving::Anyway => Some(0),
            Leaving::Asked(status) => Some(status),
        };
        Vec::new()
    }

    /// Returns the place where reading stopped last time, or the first article of the given paths if the
    /// place is in another part of the corpus.
    pub fn last_place(&self, app: &App) -> Option<(usize, Landing)> {
        let named = app.project.named();
        let first = named.first().map(|first| (*first, Landing::Sentence(0)));
        let last = || {
            let (place, _) = ReadingPosition::load(&self.dirs, &place_id(&app.project)?);
            let place = place?;
            let index = app.project.find_article(&place.article)?;
            let landing = if place.is_without_cr {
                Landing::Scalar(place.start)
            } else {
                Landing::ScalarOfFile(place.start)
            };
            Some((index, landing))
        };
        last().filter(|(index, _)| named.binary_search(index).is_ok()).or(first)
    }
}

/// Returns the reading position and the id of its corpus.
fn place_of(app: &App) -> Option<(ReadingPosition, String)> {
    let (id, article) = (place_id(&app.project)?, app.article()?);
    let start = app.sentence().map_or(0, |sentence| article.scalar(sentence.span.start));
    let article = article.path.clone();
    Some((ReadingPosition { article, start, is_without_cr: true }, id))
}

/// Returns the id of the corpus for its reading position; standard input has no id.
fn place_id(project: &Project) -> Option<String> {
    match project.origin() {
        CorpusOrigin::Folder(root) => Some(corpus_id(Some(root))),
        CorpusOrigin::Sample => Some(corpus_id(None)),
        CorpusOrigin::Input => None,
    }
}
