//! `copydesk export`: all annotations in a format of other tools.

use std::{io::Write, path::PathBuf};

use clap::{Args, builder::PossibleValuesParser};
use copydesk::{
    exchange::{ExportFormat, write},
    store::export_to,
};

use super::{Ended, Session, complain, complain_of_findings, output::Output};

/// Write all annotations in a format of other tools.
#[derive(Debug, Args)]
pub struct Export {
    /// Files and folders; without any, the sample articles.
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_parser = PossibleValuesParser::new(ExportFormat::ALL.map(|format| format.name())))]
    format: String,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let Some(format) = ExportFormat::from_name(&self.format) else {
            anyhow::bail!("there is no format {}", self.format);
        };
        let mut project = session.project(&self.paths)?;
        project.load_all();
        complain_of_findings(&project);
        let rows = project.rows();
        match &self.output {
            Some(path) => {
                export_to(&session.dirs, path, format, &rows)?;
                complain(&format!(
                    "{} annotations written to {}",
                    rows.len(),
                    path.display()
                ));
            }
            None => write(format, &rows, out.data())?,
        }
        Ok(Ended::Done)
    }
}
