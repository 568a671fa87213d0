//! `copydesk undo`: undoes the last step, of the screen or of a script.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::project::{Project, SharedEdit};
use jiff::tz::TimeZone;

use super::{CliSession, CommandOutcome, CommandResult, complain, output::ResultWriter};

/// Undo the last step of the annotator, of the screen or of a script.
///
/// Annotations with later changes stay as they are.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The annotated files and folders.
    paths: Vec<PathBuf>,
    /// Redo the last undone step.
    #[arg(long)]
    redo: bool,
}

impl UndoArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.project(&self.paths)?;
        let at = copydesk::store::now()?;
        let (retaken, done) = match self.redo {
            false => (project.undo(at), "Undone"),
            true => (project.redo(at), "Done again"),
        };
        let Some(retaken) = retaken else {
            complain("no step of these articles is left");
            return Ok(CommandOutcome::Nothing);
        };
        let codebook = retaken.codebook_edits();
        if !codebook.is_empty() {
            project.edit_shared(SharedEdit::Codebook(String::new(), codebook))?;
        }
        for index in project.articles_of(&retaken.step) {
            project.save(index)?;
        }
        // Also records a step without effect, so that the next `undo` takes the step before.
        project.flush_journal();
        complain_of_journal(&mut project);
        let now = at.to_zoned(TimeZone::system());
        writeln!(out, "{}", retaken.words(done, &now))?;
        Ok(CommandOutcome::Done)
    }
}

/// Reports on standard error if the last change cannot be undone later.
pub fn complain_of_journal(project: &mut Project) {
    if let Some(trouble) = project.take_journal_trouble() {
        complain(&format!("saved, but it cannot be undone later: {trouble}"));
    }
}
