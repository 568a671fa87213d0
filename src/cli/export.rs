//! `copydesk export`: writes all annotations in a format of other tools.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, builder::PossibleValuesParser};
use copydesk::{
    exchange::{
        ExportFormat, ExportLayout, ExportReport, ExportSubject, ResolvedArticle, annotators,
        in_words,
    },
    project::{AnnotatorChoice, Project},
    store::{ExistingFile, ExportOutcome, ExportPlace, export_to},
    text::{agree, count},
};

use super::{
    CliSession, CommandOutcome, CommandResult, complain, complain_of_astray, output::ResultWriter,
};

/// Write all annotations in a format of other tools, or the articles for passim.
///
/// All annotators are in it, and each row names the annotator. Ranges count Unicode scalar values of the
/// text with LF as its only line end; `--format texts` writes these texts.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files and folders. The default is the sample articles.
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_parser = PossibleValuesParser::new(formats()))]
    format: String,
    /// With `--format csv`: write what this program opens by a double click. `excel` is a byte order mark
    /// and semicolons, `excel-comma` a byte order mark and commas.
    #[arg(long = "for", value_name = "PROGRAM", value_parser = ["excel", "excel-comma"])]
    program: Option<String>,
    /// Write only your own annotations. `--annotator NAME` writes only those of NAME.
    #[arg(long, conflicts_with = "all_annotators")]
    mine: bool,
    /// Write the annotations of all annotators, yours first in each article, also with `--annotator`.
    #[arg(long)]
    all_annotators: bool,
    /// Write to PATH: a file, or a folder for a format of several files. `-` is standard output. The default is
    /// standard output, and for a format of several files `exports/` in the folder of the annotations.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

impl ExportArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let format = self.format()?;
        let project = session.loaded_project(&self.paths)?;
        if format.subject() == ExportSubject::Annotations {
            complain_of_astray(&project);
        }
        let choice = self.choice(session, &project);
        let articles = project.resolved_articles_of(&choice);
        let report = match self.place(format, project.store_dir()) {
            Some(place) => write(session, &place, format, &articles)?,
            None => format.write(&articles, out.data())?,
        };
        tell_left_out(&project, &choice, format);
        let ExportReport { losses, .. } = report;
        losses.iter().for_each(|loss| complain(loss));
        Ok(CommandOutcome::Done)
    }

    fn format(&self) -> anyhow::Result<ExportFormat> {
        let name = match &self.program {
            Some(_) if self.format != "csv" => bail!("--for goes with --format csv"),
            Some(program) => program,
            None => &self.format,
        };
        ExportFormat::from_name(name).with_context(|| format!("there is no format {name}"))
    }

    /// Returns the annotators in the export: all, unless an option names one.
    fn choice(&self, session: &CliSession, project: &Project) -> AnnotatorChoice {
        if self.all_annotators || !(self.mine || session.names_annotator()) {
            AnnotatorChoice::Everybody
        } else {
            AnnotatorChoice::Only(project.annotator().to_owned())
        }
    }

    /// Returns the place of the export; `None` for standard output.
    fn place(&self, format: ExportFormat, store: &Path) -> Option<ExportPlace> {
        match &self.output {
            Some(path) if path.as_os_str() == "-" => None,
            Some(path) => {
                let (path, store) = (path.clone(), store.to_owned());
                Some(ExportPlace { path, existing: ExistingFile::Replace, store })
            }
            None => (format.layout() == ExportLayout::Folder)
                .then(|| ExportPlace::in_store(store, format)),
        }
    }
}

/// Writes the export, and reports on standard error the place and the annotators.
fn write(
    session: &CliSession,
    place: &ExportPlace,
    format: ExportFormat,
    articles: &[ResolvedArticle],
) -> anyhow::Result<ExportReport> {
    match export_to(&session.dirs, place, format, articles)? {
        ExportOutcome::Written { path, report, n_replaced } => {
            let replaced = match n_replaced {
                0 => String::new(),
                n => format!(", in place of {} of that name", count(n, "file")),
            };
            let written = written(format, &report, articles);
            complain(&format!("{written} written to {}{replaced}", path.display()));
            Ok(report)
        }
        ExportOutcome::Exists(path) => bail!("{} is there already", path.display()),
    }
}

/// Returns the exported objects in words, for example `28 annotations by ana and bo`.
fn written(format: ExportFormat, report: &ExportReport, articles: &[ResolvedArticle]) -> String {
    let exported = count(report.n_exported, format.subject().singular());
    match format.subject() {
        ExportSubject::Annotations if report.n_exported > 0 => {
            format!("{exported} by {}", in_words(&annotators(articles)))
        }
        ExportSubject::Annotations | ExportSubject::Articles => exported,
    }
}

/// Reports on standard error the annotations of others that the export leaves out.
fn tell_left_out(project: &Project, choice: &AnnotatorChoice, format: ExportFormat) {
    let AnnotatorChoice::Only(only) = choice else { return };
    if format.subject() != ExportSubject::Annotations {
        return;
    }
    let all = project.resolved_articles_of(&AnnotatorChoice::Everybody);
    let others = annotators(&all).into_iter().filter(|name| name != only);
    let others: Vec<&str> = others.collect();
    let rows = all.iter().flat_map(|article| &article.rows);
    let n = rows.filter(|row| row.annotator != *only).count();
    if n > 0 {
        let (annotations, are) = (count(n, "annotation"), agree(n, "is", "are"));
        let names = in_words(&others);
        complain(&format!("{annotations} by {names} {are} left out: --all-annotators writes all"));
    }
}

/// Returns the names of all formats.
fn formats() -> Vec<&'static str> {
    ExportFormat::all().map(|format| format.name()).collect()
}
