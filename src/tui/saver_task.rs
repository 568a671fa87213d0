//! Tasks of the saver thread, each a value that holds all its data, and their outcomes.

use copydesk::{
    exchange::{ExportFormat, ResolvedArticle},
    project::{
        RefreshDone, RefreshJob, RenameJob, RenamesDone, SaveDone, SaveJob, SharedEditDone,
        SharedEditJob,
    },
    store::{
        Dirs, DraftJob, EarlierAnnotations, EarlierAnswer, EarlierJob, ExportOutcome, ExportPlace,
        ReadingPosition, Settings, StoreError, export_to,
    },
};

/// One task for the disk.
#[derive(Debug)]
pub enum SaverTask {
    /// The annotations of an article.
    Annotations(Box<SaveJob>),
    /// A label, a saved search or a rule.
    Keep(Box<SharedEditJob>),
    /// Reads the changes of other programs to some articles.
    Refresh(RefreshJob),
    /// Moves of the annotations of renamed articles.
    Rename(Box<RenameJob>),
    /// The reading position in the corpus of this id.
    Position(ReadingPosition, String),
    Settings(Settings),
    Draft(Box<DraftJob>),
    Earlier(Box<EarlierJob>),
    Export(Box<ExportTask>),
}

/// All annotations at the moment of the export command.
#[derive(Clone, Debug)]
pub struct ExportTask {
    pub format: ExportFormat,
    pub place: ExportPlace,
    pub articles: Vec<ResolvedArticle>,
}

/// The outcome of a task.
#[derive(Debug)]
pub enum TaskOutcome {
    Annotations(SaveDone),
    Keep(Box<SharedEditDone>),
    Refreshed(RefreshDone),
    Renamed(Box<RenamesDone>),
    /// A reading position was or was not written; a failure here disturbs no reader.
    Position,
    Settings(Result<(), StoreError>),
    Draft(Result<(), StoreError>),
    Earlier(EarlierAnswer, Result<Option<EarlierAnnotations>, StoreError>),
    Export(Box<ExportTask>, Result<ExportOutcome, StoreError>),
}

impl SaverTask {
    /// Returns true if this task makes an older task needless, for example two saves of one article.
    pub fn replaces(&self, older: &SaverTask) -> bool {
        match (self, older) {
            (SaverTask::Annotations(job), SaverTask::Annotations(older)) => job.replaces(older),
            (SaverTask::Position(_, id), SaverTask::Position(_, older)) => id == older,
            (SaverTask::Settings(_), SaverTask::Settings(_)) => true,
            (SaverTask::Draft(job), SaverTask::Draft(older)) => job.replaces(older),
            (
                SaverTask::Annotations(_)
                | SaverTask::Keep(_)
                | SaverTask::Refresh(_)
                | SaverTask::Rename(_)
                | SaverTask::Position(..)
                | SaverTask::Settings(_)
                | SaverTask::Draft(_)
                | SaverTask::Earlier(_)
                | SaverTask::Export(_),
                _,
            ) => false,
        }
    }

    pub fn carry_out(self, dirs: &Dirs) -> TaskOutcome {
        match self {
            SaverTask::Annotations(job) => TaskOutcome::Annotations(job.carry_out()),
            SaverTask::Keep(job) => TaskOutcome::Keep(Box::new(job.carry_out())),
            SaverTask::Refresh(job) => TaskOutcome::Refreshed(job.carry_out()),
            SaverTask::Rename(job) => TaskOutcome::Renamed(Box::new(job.carry_out(dirs))),
            SaverTask::Position(place, id) => {
                let _ = place.save(dirs, &id);
                TaskOutcome::Position
            }
            SaverTask::Settings(settings) => TaskOutcome::Settings(settings.save(dirs)),
            SaverTask::Draft(job) => TaskOutcome::Draft(job.carry_out()),
            SaverTask::Earlier(job) => TaskOutcome::Earlier(job.answer(), job.carry_out()),
            SaverTask::Export(export) => {
                let ExportTask { format, place, articles } = &*export;
                let written = export_to(dirs, place, *format, articles);
                TaskOutcome::Export(export, written)
            }
        }
    }
}
