//! Carries out effects: disk, clipboard, background jobs, the end.
//!
//! Effects of one event are done before the next event is taken in: a decision is on disk before the
//! next key is read.

use std::{path::Path, sync::mpsc::Sender};

use copydesk::{
    exchange::ExportFormat,
    project::{Origin, Project},
    store::{Dirs, Place, corpus_id, export_to},
};
use jiff::Timestamp;

use super::{
    app::App,
    compare::Comparer,
    effect::{Effect, Leaving},
    event::{Event, Outcome},
    jobs::Inquiry,
};

/// What effects need of the terminal.
pub trait Terminal {
    /// Stops the program until the shell brings it back.
    fn suspend(&mut self) -> anyhow::Result<()>;
    /// Makes the next frame draw every cell.
    fn redraw(&mut self) -> anyhow::Result<()>;
    /// Puts words on the clipboard.
    fn copy(&mut self, words: &str) -> anyhow::Result<()>;
}

/// The world behind the screen.
#[derive(Debug)]
pub struct Outside {
    dirs: Dirs,
    searcher: Sender<Inquiry>,
    comparer: Comparer,
    is_over: bool,
}

impl Outside {
    pub fn new(dirs: Dirs, searcher: Sender<Inquiry>, comparer: Comparer) -> Self {
        Self {
            dirs,
            searcher,
            comparer,
            is_over: false,
        }
    }

    /// Whether the program should end.
    pub fn is_over(&self) -> bool {
        self.is_over
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
        for effect in app.update(event, at) {
            if let Some(outcome) = self.perform(app, terminal, effect)? {
                app.update(Event::Done(outcome), at);
            }
        }
        Ok(())
    }

    /// Carries out one effect.
    pub fn perform(
        &mut self,
        app: &mut App,
        terminal: &mut impl Terminal,
        effect: Effect,
    ) -> anyhow::Result<Option<Outcome>> {
        match effect {
            Effect::Save(articles) => return Ok(save(&mut app.project, &articles)),
            Effect::Search(request) => {
                let _ = self.searcher.send(Inquiry::Search(request));
            }
            Effect::Index(index) => {
                if let Some(article) = app.project.article(index) {
                    let news = Inquiry::Articles(vec![(index, article.clone())]);
                    let _ = self.searcher.send(news);
                }
            }
            Effect::FindRepeats(number) => {
                self.comparer.compare(app.project.loaded(), number);
            }
            Effect::SavePlace => return Ok(self.save_place(app)),
            Effect::SaveSettings => {
                let failed = app.settings.save(&self.dirs).err();
                return Ok(
                    failed.map(|error| Outcome::Failed(format!("Settings not saved: {error}.")))
                );
            }
            Effect::Copy(words) => terminal.copy(&words)?,
            Effect::Export(format, path) => {
                return Ok(Some(export(&mut app.project, &self.dirs, format, &path)));
            }
            Effect::Suspend => terminal.suspend()?,
            Effect::Redraw => terminal.redraw()?,
            Effect::Quit(leaving) => {
                let unsaved = app.project.unsaved().next().is_some();
                if unsaved && leaving == Leaving::WhenSaved {
                    return Ok(Some(Outcome::Stayed));
                }
                self.is_over = true;
            }
        }
        Ok(None)
    }

    /// Goes to the place where reading stopped last time.
    pub fn resume(&self, app: &mut App) {
        let Some(id) = place_id(&app.project) else {
            return;
        };
        let (place, _) = Place::load(&self.dirs, &id);
        let Some(place) = place else { return };
        let Some(index) = app.project.find_article(&place.article) else {
            return;
        };
        let article = app.project.load(index);
        let byte = article
            .scalars
            .byte(&article.text, place.start)
            .unwrap_or(0);
        app.open_article(index, article.outline.sentence_at(byte));
    }

    fn save_place(&self, app: &App) -> Option<Outcome> {
        let (id, article) = (place_id(&app.project)?, app.article()?);
        let start = app
            .sentence()
            .map_or(0, |sentence| article.scalar(sentence.span.start));
        let place = Place {
            article: article.path.clone(),
            start,
        };
        // A place that cannot be kept is no reason to disturb anybody who reads.
        let _ = place.save(&self.dirs, &id);
        None
    }
}

/// What the place of this corpus is filed under; standard input has no place to come back to.
fn place_id(project: &Project) -> Option<String> {
    match project.origin() {
        Origin::Folder(root) => Some(corpus_id(Some(root))),
        Origin::Sample => Some(corpus_id(None)),
        Origin::Input => None,
    }
}

/// Saves every article, also after one of them failed; tells the first failure.
fn save(project: &mut Project, articles: &[usize]) -> Option<Outcome> {
    let (mut told, mut failed) = (None, None);
    for index in articles {
        match project.save(*index) {
            Ok(false) => {}
            Ok(true) => {
                let words = "Changes that somebody else saved meanwhile came in.".to_owned();
                told = Some(Outcome::Told(words));
            }
            Err(error) => {
                let words = format!("Not saved, but kept here: {}.", error.in_brief());
                failed = failed.or(Some(Outcome::Failed(words)));
            }
        }
    }
    failed.or(told)
}

fn export(project: &mut Project, dirs: &Dirs, format: ExportFormat, path: &Path) -> Outcome {
    project.load_all();
    let rows = project.rows();
    match export_to(dirs, path, format, &rows) {
        Ok(()) => Outcome::Told(format!(
            "{} annotations written to {}.",
            rows.len(),
            path.display()
        )),
        Err(error) => Outcome::Failed(format!("Not exported: {error}.")),
    }
}
