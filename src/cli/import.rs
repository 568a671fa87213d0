//! `copydesk import`: what another tool found, taken into the store.

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use copydesk::store::read_parts;

use super::{Ended, Session, complain, complain_of_findings, output::Output};

/// Take in what another tool found.
#[derive(Debug, Args)]
pub struct Import {
    /// What the tool wrote: a file, or a folder of parts as Spark writes it (out.json).
    found: PathBuf,
    /// Files and folders of the articles that were given to the tool.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_enum)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Clusters of passim, shown as repeats; they replace those of an earlier import.
    Passim,
}

impl Import {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let Format::Passim = self.format;
        let bytes = read_parts(&session.dirs, &self.found)?;
        let mut project = session.project(&self.paths)?;
        project.load_all();
        complain_of_findings(&project);
        let imported = project.import_passim(&bytes)?;
        for finding in &imported.findings {
            complain(&finding.message);
        }
        if imported.n_strange > 0 {
            let told = "members fit no article here: were these the articles that passim read?";
            complain(&format!("{} {told}", imported.n_strange));
        }
        writeln!(
            out,
            "{} clusters with {} members taken in; copydesk repeats and the screen show them",
            imported.n_clusters, imported.n_members
        )?;
        Ok(if imported.n_clusters > 0 {
            Ended::Done
        } else {
            Ended::Nothing
        })
    }
}
