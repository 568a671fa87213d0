//! `copydesk undo`: takes back the last step, of the screen or of a script.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::project::Project;
use jiff::{Timestamp, tz::TimeZone};

use super::{Ended, Session, complain, output::Output};

/// Take back the last step of the annotator, whether of the screen or of a script.
///
/// Annotations that were changed since then stay as they are.
#[derive(Debug, Args)]
pub struct Undo {
    /// The files and folders that were annotated.
    paths: Vec<PathBuf>,
    /// Do again the step that was taken back last.
    #[arg(long)]
    redo: bool,
}

impl Undo {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut project = session.project(&self.paths)?;
        let at = Timestamp::now();
        let (retaken, done) = match self.redo {
            false => (project.undo(at), "Undone"),
            true => (project.redo(at), "Done again"),
        };
        let Some(retaken) = retaken else {
            complain("no step of these articles is left");
            return Ok(Ended::Nothing);
        };
        for index in project.articles_of(&retaken.step) {
            project.save(index)?;
        }
        // Also of a step that changed nothing any more: the next time is the turn of the one before.
        project.flush_journal();
        complain_of_journal(&mut project);
        let now = at.to_zoned(TimeZone::system());
        writeln!(out, "{}", retaken.words(done, &now))?;
        Ok(Ended::Done)
    }
}

/// Says why what was just done cannot be undone later, if so.
pub fn complain_of_journal(project: &mut Project) {
    if let Some(trouble) = project.take_journal_trouble() {
        complain(&format!("saved, but it cannot be undone later: {trouble}"));
    }
}
