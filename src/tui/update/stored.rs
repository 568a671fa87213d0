//! Outcomes of the saver's tasks: takes outcomes in and tells of failures.

use copydesk::{exchange::ExportReport, project::SharedEdit, store::StoreError, text::count};

use super::Effects;
use crate::tui::{
    app::App,
    effect::{Effect, Leaving},
    saver_task::{ExportTask, TaskOutcome},
    session::{QuitState, Tone},
};

impl App {
    /// Takes one outcome in.
    pub(super) fn stored(&mut self, outcome: TaskOutcome) {
        match outcome {
            // A lost reading position is no reason to disturb a reader.
            TaskOutcome::Position | TaskOutcome::Settings(Ok(())) | TaskOutcome::Draft(Ok(())) => {}
            TaskOutcome::Draft(Err(error)) => {
                let why = error.in_brief();
                self.failed(format!("What you type is not kept until Enter: {why}."));
            }
            TaskOutcome::Settings(Err(error)) => {
                self.failed(format!("Settings not saved: {error}."));
            }
            TaskOutcome::Keep(done) => match self.project.take_shared_edit(*done) {
                (edit, Ok(())) => self.take_kept(&edit),
                (edit, Err(error)) => self.failed(not_kept(&edit, &error)),
            },
            TaskOutcome::Refreshed(done) => {
                let came_in = self.project.take_refresh(done);
                if !came_in.is_nothing() {
                    self.take_news(&came_in);
                }
            }
            TaskOutcome::Annotations(done) => {
                let was_waiting = self.project.unsaved().next().is_some();
                let saved = self.project.take_saved(done);
                self.tell_saved(saved, was_waiting);
            }
            TaskOutcome::Export(export, written) => self.tell_exported(&export, written),
        }
        if let Some(trouble) = self.project.take_journal_trouble() {
            let why = trouble.in_brief();
            self.failed(format!("u cannot take this back once you quit: {why}."));
        }
    }

    /// Tells the user of a save of an article; `Ok(true)` brought changes by other programs.
    fn tell_saved(&mut self, saved: Result<bool, StoreError>, was_waiting: bool) {
        match saved {
            Ok(false) => {
                let is_over = was_waiting && self.project.unsaved().next().is_none();
                if let Some(trouble) = self.project.take_backup_trouble() {
                    self.failed(format!("Saved, but {trouble}."));
                } else if is_over {
                    // The message `not saved` is out of date.
                    self.tell(Tone::Told, "Everything that waited is saved.");
                }
            }
            Ok(true) => {
                let words = "Changes that somebody else saved meanwhile came in.";
                self.tell(Tone::Told, words);
            }
            Err(error) => {
                let why = error.in_brief();
                self.failed(format!("Not saved, but kept here: {why}."));
            }
        }
    }

    fn tell_exported(&mut self, export: &ExportTask, written: Result<ExportReport, StoreError>) {
        match written {
            Ok(report) => {
                let exported = count(report.n_exported, export.format.subject().singular());
                let told = format!("{exported} written to {}.", export.path.display());
                let losses = report.losses.join(" ");
                self.tell(Tone::Told, format!("{told} {losses}").trim_end());
            }
            Err(error) => self.failed(format!("Not exported: {error}.")),
        }
    }

    fn failed(&mut self, words: String) {
        self.tell(Tone::Failed, words);
    }

    /// Leaves if all tasks succeeded, else stays so that the user can read the reason.
    pub(super) fn leave_or_stay(&mut self) -> Effects {
        let n = self.project.unsaved().count();
        if n == 0 {
            let has_failed = matches!(self.message, Some((Tone::Failed, _)));
            return match has_failed {
                true => Vec::new(),
                false => vec![Effect::Quit(Leaving::Anyway)],
            };
        }
        self.session.quit = QuitState::Warned;
        let reason = match self.message.take() {
            Some((Tone::Failed, words)) => format!(" {words}"),
            _ => String::new(),
        };
        self.failed(format!(
            "{} not saved; q again quits all the same.{reason}",
            count(n, "article")
        ));
        Vec::new()
    }

    /// Tells the user that the program ends as soon as the saver is done.
    pub(super) fn leave_when_saved(&mut self) {
        self.session.quit = QuitState::WhenSaved;
        let words = "Still saving; leaves when it is done. q leaves at once.";
        self.tell(Tone::Warned, words);
    }
}

fn not_kept(edit: &SharedEdit, error: &StoreError) -> String {
    let what = match edit {
        SharedEdit::AddLabel(..) => "No label was added",
        SharedEdit::SaveSearch(_) => "The search is not saved",
        SharedEdit::RenameSearch { .. } | SharedEdit::DeleteSearch(_) => "Nothing is changed",
        SharedEdit::KeepRule(_) => "No rule is kept",
        SharedEdit::RemoveRule(..) => "The rule stays",
    };
    format!("{what}: {error}.")
}
