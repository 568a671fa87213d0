//! Tasks for the saver and their outcomes: edits of labels, searches and rules, failures of every task.

use copydesk::{project::SharedEdit, store::StoreError, text::count};

use crate::tui::{
    app::App,
    draw::abbreviate::in_short,
    effect::{Effect, Leaving},
    saver_task::TaskOutcome,
    session::{QuitState, Tone},
    state::popup::{ConfirmedAction, Popup},
};

impl App {
    /// Takes one outcome in.
    pub(super) fn stored(&mut self, outcome: TaskOutcome) {
        match outcome {
            // A lost reading position is no reason to disturb a reader.
            TaskOutcome::Position | TaskOutcome::Settings(Ok(())) | TaskOutcome::Draft(Ok(())) => {}
            TaskOutcome::Draft(Err(error)) => {
                let why = error.in_brief();
                self.fail(format!("What you type is not kept until Enter: {why}."));
            }
            TaskOutcome::Settings(Err(error)) => self.fail(format!("Settings not saved: {error}.")),
            TaskOutcome::Keep(done) => match self.project.take_shared_edit(*done) {
                (edit, Ok(())) => self.take_kept(&edit),
                (edit, Err(error)) => {
                    self.session.label_plan = None;
                    self.fail(not_kept(&edit, &error));
                }
            },
            TaskOutcome::Renamed(done) => self.take_moved(*done),
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
            TaskOutcome::Earlier(answer, done) => self.earlier_is_answered(answer, done),
            TaskOutcome::Export(export, written) => self.tell_exported(export, written),
        }
        if let Some(trouble) = self.project.take_journal_trouble() {
            let why = trouble.in_brief();
            self.fail(format!("u cannot take this back once you quit: {why}."));
        }
    }

    /// Tells the user of a save of an article; `Ok(true)` brought changes by other programs.
    fn tell_saved(&mut self, saved: Result<bool, StoreError>, was_waiting: bool) {
        match saved {
            // The saves after an answer are part of the answer.
            Ok(_) if self.session.brought_back.is_some() => {
                self.message = self.session.brought_back.clone().map(|words| (Tone::Told, words));
            }
            Ok(false) => {
                let is_over = was_waiting && self.project.unsaved().next().is_none();
                if let Some(trouble) = self.project.take_backup_trouble() {
                    self.fail(format!("Saved, but {trouble}."));
                } else if is_over {
                    // The message `not saved` is out of date.
                    self.tell("Everything that waited is saved.");
                }
            }
            Ok(true) => self.tell("Changes that somebody else saved meanwhile came in."),
            Err(error) => {
                let why = error.in_brief();
                self.fail(format!("Not saved, but kept here: {why}."));
                self.ask_about_withheld();
            }
        }
    }

    /// Leaves if all tasks succeeded, else stays so that the user can read the reason.
    pub(super) fn leave_or_stay(&mut self) {
        let n = self.project.unsaved().count();
        if n == 0 {
            if !self.session.reads_only && self.project.off_disk().next().is_some() {
                return self.ask_about_off_disk();
            }
            if !matches!(self.message, Some((Tone::Failed, _))) {
                self.effects.push(Effect::Quit(Leaving::Anyway));
            }
            return;
        }
        // The question would take the second `q`.
        self.popups.pop_if(|top| {
            let Popup::Confirm(confirm) = top else { return false };
            matches!(confirm.what, ConfirmedAction::Earlier | ConfirmedAction::SecondStore)
        });
        self.session.quit = QuitState::Warned;
        let why =
            self.project.why_unsaved().map_or(String::new(), |why| format!(": {}", why.brief));
        let changes = count(self.project.n_unsaved_changes().max(n), "change");
        self.fail(format!("{changes} not saved{why} · q quits all the same"));
    }

    /// Tells the user that the program ends as soon as the saver is done.
    pub(super) fn leave_when_saved(&mut self) {
        self.session.quit = QuitState::WhenSaved;
        let words = "Still saving; leaves when it is done. q leaves at once.";
        self.warn(words);
    }

    /// Writes an edit of a label, a saved search or a rule.
    ///
    /// An edit is shown only once the edit is on disk: see [`copydesk::project::SharedEditJob`].
    pub(super) fn keep(&mut self, change: SharedEdit) {
        let job = self.project.shared_edit_job(change);
        self.effects.push(Effect::Keep(Box::new(job)));
    }

    /// Shows and tells an edit after its write.
    pub(super) fn take_kept(&mut self, change: &SharedEdit) {
        let words = match change {
            SharedEdit::AddLabel(id, _) => {
                format!("Added the label {}.", self.project.label_with_key(id))
            }
            SharedEdit::Codebook(words, _) => self.label_change_written(words),
            SharedEdit::SaveSearch(search) => {
                format!("Saved as “{}”; Space F shows all.", search.name)
            }
            SharedEdit::RenameSearch { name, new } => format!("“{name}” is now called “{new}”."),
            SharedEdit::DeleteSearch(name) => format!("The saved search “{name}” is deleted."),
            SharedEdit::KeepRule(rule) => {
                let words = in_short(&rule.words, 24);
                match rule.left_out.len() {
                    0 => format!("Kept: later places of “{words}” are offered; Space w lists."),
                    n => {
                        let articles = count(n, "article");
                        format!(
                            "Kept: later places are offered · {articles} left out · Space w lists"
                        )
                    }
                }
            }
            SharedEdit::RemoveRule(..) => "The rule is gone; what it labelled stays.".to_owned(),
        };
        match change {
            SharedEdit::RenameSearch { .. } | SharedEdit::DeleteSearch(_) => {
                self.show_saved_again();
            }
            SharedEdit::SaveSearch(_) => {}
            SharedEdit::AddLabel(..)
            | SharedEdit::Codebook(..)
            | SharedEdit::KeepRule(_)
            | SharedEdit::RemoveRule(..) => {
                self.refresh_lists();
            }
        }
        self.tell(words);
    }

    /// Offers the saved searches anew in a picker of saved searches.
    fn show_saved_again(&mut self) {
        let is_of_searches = |top: &mut Popup| match top {
            Popup::Picker(picker) => picker.lists_searches(),
            _ => false,
        };
        if self.popups.pop_if(is_of_searches).is_some() && !self.project.searches().is_empty() {
            self.pick_search();
        }
    }
}

fn not_kept(edit: &SharedEdit, error: &StoreError) -> String {
    let what = match edit {
        SharedEdit::AddLabel(..) => "No label was added",
        SharedEdit::Codebook(..) => "The codebook is not changed",
        SharedEdit::SaveSearch(_) => "The search is not saved",
        SharedEdit::RenameSearch { .. } | SharedEdit::DeleteSearch(_) => "Nothing is changed",
        SharedEdit::KeepRule(_) => "No rule is kept",
        SharedEdit::RemoveRule(..) => "The rule stays",
    };
    format!("{what}: {error}.")
}
