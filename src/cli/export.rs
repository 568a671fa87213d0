//! `copydesk export`: writes all annotations in a format of other tools.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, builder::PossibleValuesParser};
use copydesk::{
    exchange::{ExportFormat, ExportReport, ExportSubject},
    store::export_to,
    text::count,
};

use super::{
    CliSession, CommandOutcome, CommandResult, complain, complain_of_astray, output::ResultWriter,
};

/// Write all annotations in a format of other tools, or the articles for passim.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files and folders. The default is the sample articles.
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_parser = PossibleValuesParser::new(formats()))]
    format: String,
    /// Write the annotations of all annotators, yours first in each article.
    #[arg(long)]
    all_annotators: bool,
    /// Write to PATH: a file, or a folder for a format of several files. The default, also `-`, is standard output.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

impl ExportArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let format = ExportFormat::from_name(&self.format)
            .with_context(|| format!("there is no format {}", self.format))?;
        let project = session.loaded_project(&self.paths)?;
        if format.subject() == ExportSubject::Annotations {
            complain_of_astray(&project);
        }
        let articles = if self.all_annotators {
            project.resolved_articles_of_all()
        } else {
            project.resolved_articles()
        };
        let is_file = |path: &&PathBuf| path.as_os_str() != "-";
        let report = match self.output.as_ref().filter(is_file) {
            Some(path) => {
                let report = export_to(&session.dirs, path, format, &articles)?;
                let exported = count(report.n_exported, format.subject().singular());
                complain(&format!("{exported} written to {}", path.display()));
                report
            }
            None => format.write(&articles, out.data())?,
        };
        let ExportReport { losses, .. } = report;
        losses.iter().for_each(|loss| complain(loss));
        Ok(CommandOutcome::Done)
    }
}

/// Returns the names of all formats.
fn formats() -> Vec<&'static str> {
    ExportFormat::all().map(|format| format.name()).collect()
}
