//! `copydesk undo`: takes back the last step, of the screen or of a script.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::project::Project;
use jiff::{Timestamp, tz::TimeZone};

use super::{CliSession, CommandOutcome, complain, output::ResultWriter};

/// Take back the last step of the annotator, whether of the screen or of a script.
///
/// Annotations that changed since then stay as they are.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The files and folders that were annotated.
    paths: Vec<PathBuf>,
    /// Redo the step that was undone last.
    #[arg(long)]
    redo: bool,
}

impl UndoArgs {
    pub fn run(
        &self,
        session: &CliSession,
        out: &mut ResultWriter<impl Write>,
    ) -> anyhow::Result<CommandOutcome> {
        let mut project = session.project(&self.paths)?;
        let at = Timestamp::now();
        let (retaken, done) = match self.redo {
            false => (project.undo(at), "Undone"),
            true => (project.redo(at), "Done again"),
        };
        let Some(retaken) = retaken else {
            complain("no step of these articles is left");
            return Ok(CommandOutcome::Nothing);
        };
        for index in project.articles_of(&retaken.step) {
            project.save(index)?;
        }
        // Also of a step that changed nothing any more: the next time is the turn of the one before.
        project.flush_journal();
        complain_of_journal(&mut project);
        let now = at.to_zoned(TimeZone::system());
        writeln!(out, "{}", retaken.words(done, &now))?;
        Ok(CommandOutcome::Done)
    }
}

/// Reports on standard error why the last change cannot be undone later, if so.
pub fn complain_of_journal(project: &mut Project) {
    if let Some(trouble) = project.take_journal_trouble() {
        complain(&format!("saved, but it cannot be undone later: {trouble}"));
    }
}
