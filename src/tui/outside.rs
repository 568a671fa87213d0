//! Carries out effects: disk, clipboard, background jobs, the end.
//!
//! Effects of one event are done, or handed to the saver, before the next event is taken in: a decision
//! is on its way to the disk before the next key is read.

use std::{sync::mpsc::Sender, time::Duration};

use anyhow::{bail, ensure};
use copydesk::{
    exchange::ExportRow,
    project::{CorpusOrigin, Project, SaveDone, SharedEdit},
    store::{Dirs, ReadingPosition, StoreError, corpus_id},
};
use jiff::Timestamp;

use super::{
    app::App,
    background::Landing,
    compare::Comparer,
    effect::{Effect, Leaving},
    event::{Event, Outcome},
    jobs::Inquiry,
    lister::Lister,
    saver::{Done, Export, Saver, Task},
    session::Tone,
};

/// How long whoever ends the program waits for the disk; what is typed after that long is not lost by
/// the program but by whatever ends it.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What a fast disk needs; a slower one holds no frame up for longer.
const AT_ONCE: Duration = Duration::from_millis(6);

/// How long a key that leaves or stops the program may seem to do nothing.
const MOMENT: Duration = Duration::from_millis(400);

/// What effects need of the terminal.
pub trait Terminal {
    /// Stops the program until the shell brings it back.
    fn suspend(&mut self) -> anyhow::Result<()>;
    /// Takes the terminal over again after a stop that was not asked for here.
    fn take_over(&mut self) -> anyhow::Result<()>;
    /// Makes the next frame draw every cell.
    fn redraw(&mut self) -> anyhow::Result<()>;
    /// Takes a new size and makes the next frame draw every cell.
    fn resize(&mut self, size: (u16, u16)) -> anyhow::Result<()>;
    /// Puts words on the clipboard.
    fn copy(&mut self, words: &str) -> anyhow::Result<()>;
}

/// The world behind the screen.
#[derive(Debug)]
pub struct Outside {
    dirs: Dirs,
    searcher: Sender<Inquiry>,
    comparer: Comparer,
    lister: Option<Lister>,
    saver: Saver,
    /// Whether something was asked of a saver that had nothing to do.
    is_fresh: bool,
    /// The status to end with, once the program is over.
    status: Option<u8>,
}

impl Outside {
    pub fn new(dirs: Dirs, searcher: Sender<Inquiry>, comparer: Comparer, saver: Saver) -> Self {
        Self {
            dirs,
            searcher,
            comparer,
            lister: None,
            saver,
            is_fresh: false,
            status: None,
        }
    }

    /// Lists sources too, whenever articles are compared.
    pub fn with(self, lister: Lister) -> Self {
        Self {
            lister: Some(lister),
            ..self
        }
    }

    /// Whether the program should end.
    pub fn is_over(&self) -> bool {
        self.status.is_some()
    }

    /// The status to end with: 0 unless the system asked for the end.
    pub fn status(&self) -> u8 {
        self.status.unwrap_or(0)
    }

    /// Takes in one event and carries out what it asks for.
    pub fn take(
        &mut self,
        app: &mut App,
        terminal: &mut impl Terminal,
        event: Event,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        if let Event::Loaded(articles) = &event {
            let _ = self.searcher.send(Inquiry::Articles(articles.clone()));
        }
        self.take_done(app);
        for effect in app.update(event, at) {
            if let Some(outcome) = self.perform(app, terminal, effect)? {
                app.update(Event::Done(outcome), at);
            }
        }
        Ok(())
    }

    /// Gives a fast disk the moment that it needs, so that the next frame says "saved" already; a key
    /// that comes while the saver is busy with earlier ones waits for nothing.
    pub fn await_fast_disk(&mut self, app: &mut App) {
        if std::mem::take(&mut self.is_fresh) {
            self.await_saver(app, AT_ONCE);
        }
    }

    fn ask(&mut self, task: Task) {
        self.is_fresh |= self.saver.pending().wait(Duration::ZERO);
        self.saver.ask(task);
    }

    /// Waits until everything is on disk, this long at the most; says whether it is.
    pub fn await_saver(&mut self, app: &mut App, at_most: Duration) -> bool {
        let is_done = self.saver.pending().wait(at_most);
        self.take_done(app);
        is_done
    }

    /// The last wait, when the terminal is given back and nobody can press a key any more.
    ///
    /// # Errors
    /// What could not be saved within that time, or at all.
    pub fn finish(mut self, app: &mut App) -> anyhow::Result<()> {
        app.message = None;
        let is_done = self.await_saver(app, PATIENCE);
        let seconds = PATIENCE.as_secs();
        ensure!(
            is_done,
            "the disk did not answer for {seconds} seconds: the last decisions may be lost"
        );
        let n = app.project.unsaved().count();
        ensure!(
            n == 0,
            "the last decisions on {n} articles could not be saved"
        );
        match app.message.take() {
            Some((Tone::Failed, words)) => bail!(words),
            _ => Ok(()),
        }
    }

    /// Takes back what the saver did, and tells what did not go as it should.
    fn take_done(&mut self, app: &mut App) {
        for done in self.saver.done() {
            if let Some(outcome) = told(&mut app.project, done) {
                app.take_outcome(outcome);
            }
            if let Some(trouble) = app.project.take_journal_trouble() {
                let why = trouble.in_brief();
                let words = format!("u cannot take this back once you quit: {why}.");
                app.take_outcome(Outcome::Failed(words));
            }
        }
    }

    /// Carries out one effect.
    pub fn perform(
        &mut self,
        app: &mut App,
        terminal: &mut impl Terminal,
        effect: Effect,
    ) -> anyhow::Result<Option<Outcome>> {
        match effect {
            Effect::Save(articles) => {
                let jobs = articles
                    .into_iter()
                    .filter_map(|index| app.project.save_job(index));
                jobs.for_each(|job| self.ask(Task::AnnotationSet(Box::new(job))));
            }
            Effect::Keep(change) => {
                let job = app.project.shared_edit_job(*change);
                self.ask(Task::Keep(Box::new(job)));
            }
            // No frame waits for it, not even a moment.
            Effect::Draft(job) => self.saver.ask(Task::Draft(job)),
            Effect::Refresh(articles, shared) => {
                let job = app.project.refresh_job(&articles, shared);
                job.into_iter().for_each(|job| self.ask(Task::Refresh(job)));
            }
            Effect::Search(request) => {
                let _ = self.searcher.send(Inquiry::Search(request));
            }
            Effect::Read(index) => {
                app.background.to_read = Some(index);
                self.read_awaited(app);
            }
            Effect::ReloadScope(index, what) => {
                let entry = app.project.entry(index).clone();
                let _ = self.searcher.send(Inquiry::Read(index, entry, Some(what)));
            }
            Effect::Index(index) => {
                if let Some(article) = app.project.article(index) {
                    let news = Inquiry::Articles(vec![(index, article.clone())]);
                    let _ = self.searcher.send(news);
                }
            }
            Effect::FindRepeats(number) => {
                if let Some(lister) = &self.lister {
                    lister.list(app.project.loaded_articles(), number);
                }
                self.comparer.compare(app.project.loaded_articles(), number);
            }
            Effect::SavePlace => {
                if let Some((place, id)) = place_of(app) {
                    self.ask(Task::ReadingPosition(place, id));
                }
            }
            Effect::SaveSettings => self.ask(Task::Settings(app.settings.clone())),
            Effect::Copy(words) => terminal.copy(&words)?,
            Effect::Export(format, path) => {
                let rows = rows_of_all(&mut app.project);
                let export = Export { format, path, rows };
                self.ask(Task::Export(Box::new(export)));
            }
            Effect::Suspend => {
                // A stopped program would keep others waiting for the store.
                self.await_saver(app, MOMENT);
                terminal.suspend()?;
            }
            Effect::TakeOver => terminal.take_over()?,
            Effect::Redraw => terminal.redraw()?,
            Effect::Resize(size) => terminal.resize(size)?,
            Effect::Quit(leaving) => return Ok(self.quit(app, leaving)),
        }
        Ok(None)
    }

    fn quit(&mut self, app: &mut App, leaving: Leaving) -> Option<Outcome> {
        if leaving == Leaving::WhenSaved {
            if !self.await_saver(app, MOMENT) {
                return Some(Outcome::Waits);
            }
            if app.project.unsaved().next().is_some() {
                return Some(Outcome::Stayed);
            }
            // What failed just now is to be read before the screen goes.
            if matches!(app.message, Some((Tone::Failed, _))) {
                return None;
            }
        }
        self.status = Some(match leaving {
            Leaving::WhenSaved | Leaving::Anyway => 0,
            Leaving::Asked(status) => status,
        });
        None
    }

    /// Goes to the place where reading stopped last time, else to the first article.
    pub fn resume(&self, app: &mut App) {
        let (index, landing) = self.last_place(app).unwrap_or((0, Landing::Sentence(0)));
        app.land(index, landing);
        self.read_awaited(app);
        app.tell_of_drafts();
    }

    fn last_place(&self, app: &App) -> Option<(usize, Landing)> {
        let (place, _) = ReadingPosition::load(&self.dirs, &place_id(&app.project)?);
        let place = place?;
        let index = app.project.find_article(&place.article)?;
        Some((index, Landing::Scalar(place.start)))
    }

    /// Has the article read that the screen waits for.
    fn read_awaited(&self, app: &mut App) {
        if let Some(index) = app.background.to_read.take() {
            let entry = app.project.entry(index).clone();
            let _ = self.searcher.send(Inquiry::Read(index, entry, None));
        }
    }
}

/// The place where reading goes on, and what it is filed under.
fn place_of(app: &App) -> Option<(ReadingPosition, String)> {
    let (id, article) = (place_id(&app.project)?, app.article()?);
    let start = app
        .sentence()
        .map_or(0, |sentence| article.scalar(sentence.span.start));
    let article = article.path.clone();
    Some((ReadingPosition { article, start }, id))
}

/// What the place of this corpus is filed under; standard input has no place to come back to.
fn place_id(project: &Project) -> Option<String> {
    match project.origin() {
        CorpusOrigin::Folder(root) => Some(corpus_id(Some(root))),
        CorpusOrigin::Sample => Some(corpus_id(None)),
        CorpusOrigin::Input => None,
    }
}

/// What the user should know of something that was to be put on disk.
fn told(project: &mut Project, done: Done) -> Option<Outcome> {
    match done {
        Done::ReadingPosition | Done::Settings(Ok(())) | Done::Draft(Ok(())) => None,
        Done::Draft(Err(error)) => {
            let why = error.in_brief();
            Some(Outcome::Failed(format!(
                "What you type is not kept until Enter: {why}."
            )))
        }
        Done::Settings(Err(error)) => {
            Some(Outcome::Failed(format!("Settings not saved: {error}.")))
        }
        Done::Keep(done) => Some(match project.take_shared_edit(*done) {
            (change, Ok(())) => Outcome::Kept(Box::new(change)),
            (change, Err(error)) => Outcome::Failed(not_kept(&change, &error)),
        }),
        Done::RefreshDone(refreshed) => {
            let came_in = project.take_refresh(refreshed);
            (!came_in.is_nothing()).then_some(Outcome::ExternalChanges(came_in))
        }
        Done::AnnotationSet(done) => annotations_told(project, done),
        Done::Export(export, written) => Some(exported(&export, written)),
    }
}

/// What the user should know of annotations that were to be put on disk.
fn annotations_told(project: &mut Project, done: SaveDone) -> Option<Outcome> {
    let was_waiting = project.unsaved().next().is_some();
    match project.take_saved(done) {
        Ok(false) => {
            let trouble = project.take_backup_trouble();
            let trouble = trouble.map(|words| Outcome::Failed(format!("Saved, but {words}.")));
            // What was said of it is not true any more.
            let is_over = was_waiting && project.unsaved().next().is_none();
            let over = || Outcome::Told("Everything that waited is saved.".to_owned());
            trouble.or_else(|| is_over.then(over))
        }
        Ok(true) => {
            let words = "Changes that somebody else saved meanwhile came in.".to_owned();
            Some(Outcome::Told(words))
        }
        Err(error) => {
            let words = format!("Not saved, but kept here: {}.", error.in_brief());
            Some(Outcome::Failed(words))
        }
    }
}

fn not_kept(change: &SharedEdit, error: &StoreError) -> String {
    let what = match change {
        SharedEdit::AddLabel(..) => "No label was added",
        SharedEdit::SaveSearch(_) => "The search is not saved",
        SharedEdit::RenameSearch { .. } | SharedEdit::DeleteSearch(_) => "Nothing is changed",
        SharedEdit::KeepRule(_) => "No rule is kept",
        SharedEdit::RemoveRule(..) => "The rule stays",
    };
    format!("{what}: {error}.")
}

fn rows_of_all(project: &mut Project) -> Vec<ExportRow> {
    project.load_all();
    project.export_rows()
}

fn exported(export: &Export, written: Result<(), StoreError>) -> Outcome {
    match written {
        Ok(()) => Outcome::Told(format!(
            "{} annotations written to {}.",
            export.rows.len(),
            export.path.display()
        )),
        Err(error) => Outcome::Failed(format!("Not exported: {error}.")),
    }
}
