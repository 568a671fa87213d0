//! `copydesk import`: takes the findings of another tool into the store.

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use copydesk::{
    store::read_parts,
    text::{agree, count},
};

use super::{CliSession, CommandOutcome, CommandResult, complain, output::ResultWriter};

/// Import the findings of another tool.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The output of the tool: a file, or a folder of parts from Spark, for example `out.json`.
    found: PathBuf,
    /// The files and folders that the tool read.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_enum)]
    format: ImportFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ImportFormat {
    /// Clusters of `passim`, shown as repeats. They replace the clusters of an earlier import.
    Passim,
}

impl ImportArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let ImportFormat::Passim = self.format;
        let bytes = read_parts(&session.dirs, &self.found)?;
        let mut project = session.loaded_project(&self.paths)?;
        project.load_all();
        let imported = project.import_passim(&bytes)?;
        for finding in &imported.findings {
            complain(&finding.message);
        }
        if imported.n_strange > 0 {
            let n = imported.n_strange;
            complain(&format!(
                "{} {} no article here: were these the articles that passim read?",
                count(n, "member"),
                agree(n, "fits", "fit")
            ));
        }
        writeln!(
            out,
            "{} with {} taken in; copydesk repeats and the screen show them",
            count(imported.n_clusters, "cluster"),
            count(imported.n_members, "member")
        )?;
        Ok(CommandOutcome::found(imported.n_clusters > 0))
    }
}
