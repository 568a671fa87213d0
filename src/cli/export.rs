//! `copydesk export`: all annotations in a format of other tools.

use std::{io::Write, path::PathBuf};

use clap::{Args, builder::PossibleValuesParser};
use copydesk::{
    exchange::{ExportFormat, write},
    store::{export_to, write_to},
    text::count,
};

use super::{CliSession, CommandOutcome, complain, complain_of_astray, output::ResultWriter};

/// The format that holds the articles, not their annotations.
const PASSIM: &str = "passim";

/// Write all annotations in a format of other tools; for passim, the articles.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files and folders; without any, the sample articles.
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_parser = PossibleValuesParser::new(formats()))]
    format: String,
    /// Write the annotations of all annotators, in each article yours first.
    #[arg(long)]
    all_annotators: bool,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ExportArgs {
    pub fn run(
        &self,
        session: &CliSession,
        out: &mut ResultWriter<impl Write>,
    ) -> anyhow::Result<CommandOutcome> {
        if self.format == PASSIM {
            return self.for_passim(session, out);
        }
        let Some(format) = ExportFormat::from_name(&self.format) else {
            anyhow::bail!("there is no format {}", self.format);
        };
        let project = session.loaded_project(&self.paths)?;
        complain_of_astray(&project);
        let rows = if self.all_annotators {
            project.export_rows_of_all()
        } else {
            project.export_rows()
        };
        match &self.output {
            Some(path) => {
                export_to(&session.dirs, path, format, &rows)?;
                complain(&format!(
                    "{} written to {}",
                    count(rows.len(), "annotation"),
                    path.display()
                ));
            }
            None => write(format, &rows, out.data())?,
        }
        Ok(CommandOutcome::Done)
    }

    /// Writes the articles as passim reads them.
    fn for_passim(
        &self,
        session: &CliSession,
        out: &mut ResultWriter<impl Write>,
    ) -> anyhow::Result<CommandOutcome> {
        let project = session.loaded_project(&self.paths)?;
        match &self.output {
            Some(path) => {
                let mut bytes = Vec::new();
                project.write_for_passim(&mut bytes)?;
                write_to(&session.dirs, path, &bytes)?;
                let articles = count(project.len(), "article");
                complain(&format!("{articles} written to {}", path.display()));
            }
            None => project.write_for_passim(out.data())?,
        }
        Ok(CommandOutcome::Done)
    }
}

/// Returns the names of all formats.
fn formats() -> Vec<&'static str> {
    let all = ExportFormat::ALL.into_iter().map(ExportFormat::name);
    all.chain([PASSIM]).collect()
}
