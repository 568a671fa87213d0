//! `copydesk check`: reports problems in articles and annotations of all annotators, and repairs files.
//!
//! Owns the text and the order of the reports. `copydesk::store` finds and repairs damage in files.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use copydesk::{
    annotation::{AnchorState, Annotation, Contradiction},
    diagnostic::{Diagnostic, Severity},
    project::{PendingReview, Project, missing_words},
    store::{MissingRecords, RenamedArticle, RepairedFile, Settings, WriteMode, key_file},
    text::{agree, count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, chain, complain,
    open::keymap,
    output::ResultWriter,
    repeats::shortened,
    versions::{contested, in_a_line, numbered},
};

/// The most problems of one file in a report without `--all`.
const PRINTED: usize = 20;

/// Look for problems in articles and in all annotations, and repair files.
///
/// Without `--repair` nothing is changed. Exit status: 0 no problems (notes do not count), 1 problems
/// found or files to repair, 2 `check` could not run or could not repair.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and folders. The default is the sample articles.
    paths: Vec<PathBuf>,
    /// Repair damage without loss: conflict markers, duplicate lines, order, a lost first or last line.
    /// Each file is copied first (see `recover`).
    #[arg(long)]
    repair: bool,
    /// With `--repair`: only print the repairs.
    #[arg(long, requires = "repair")]
    dry_run: bool,
    /// Print every damaged line. The default is the first 20 of a file.
    #[arg(long)]
    all: bool,
    /// One JSON object per line, with every damaged line.
    #[arg(long)]
    json: bool,
}

/// A problem. A problem in a file of the store has `file` and `line`.
#[derive(Default, Serialize)]
struct ProblemRow {
    article: String,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

#[derive(Serialize)]
struct RepairRow<'a> {
    file: String,
    repaired: bool,
    deeds: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl CheckArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.open_project(&self.paths)?;
        let mut is_clean = true;
        if self.repair {
            if self.paths.iter().any(|path| path.as_os_str() == "-") {
                bail!("--repair needs the folder of the articles");
            }
            is_clean = self.repair(&project, out)?;
            drop(project);
            project = session.open_project(&self.paths)?;
        }
        project.load_all();
        let mut problems = problems(&project);
        problems.extend(of_own_files(session));
        self.print(&problems, out)?;
        let is_remark = |problem: &ProblemRow| problem.severity == severity_name(Severity::Note);
        if problems.is_empty() && !self.json {
            let articles = count(project.len(), "article");
            writeln!(out, "{articles}, no problems")?;
        }
        let is_good = is_clean && problems.iter().all(is_remark);
        Ok(CommandOutcome::found(is_good))
    }

    /// Repairs files or prints the repairs, and returns whether no repair is left.
    fn repair(&self, project: &Project, out: &mut ResultWriter) -> anyhow::Result<bool> {
        let mode = if self.dry_run { WriteMode::DryRun } else { WriteMode::Write };
        let examination = project.examination().context("this store keeps no copies")?;
        let all = examination.mend(mode, copydesk::store::now()?)?;
        for mended in &all {
            self.tell(mended, out)?;
        }
        if all.is_empty() && !self.json {
            writeln!(out, "there is nothing that can be repaired")?;
        }
        let failed = all.iter().filter_map(|mended| mended.failed.as_ref());
        let n_failed = failed.inspect(|error| complain(&error.to_string())).count();
        if n_failed > 0 {
            out.flush()?;
            bail!(
                "{} could not be repaired; {} as before",
                count(n_failed, "file"),
                agree(n_failed, "it is", "they are")
            );
        }
        Ok(mode == WriteMode::Write || all.is_empty())
    }

    fn tell(&self, mended: &RepairedFile, out: &mut ResultWriter) -> anyhow::Result<()> {
        let file = mended.path.display().to_string();
        if self.json {
            let error = mended.failed.as_ref().map(ToString::to_string);
            let repaired = !self.dry_run && error.is_none();
            out.json(&RepairRow { file, repaired, deeds: &mended.deeds, error })?;
            return Ok(());
        }
        let what = match (&mended.failed, self.dry_run) {
            (Some(_), _) => "not repaired",
            (None, true) => "would be repaired",
            (None, false) => "repaired",
        };
        let words = format!("{file}: {what}: {}", mended.deeds.join("; "));
        Ok(writeln!(out, "{}", visible(&words))?)
    }

    fn print(&self, problems: &[ProblemRow], out: &mut ResultWriter) -> anyhow::Result<()> {
        let mut n_of_file = 0;
        for (at, problem) in problems.iter().enumerate() {
            if self.json {
                out.json(problem)?;
                continue;
            }
            let is_same = |other: Option<&ProblemRow>| {
                problem.file.is_some() && other.is_some_and(|other| other.file == problem.file)
            };
            n_of_file =
                if is_same(at.checked_sub(1).map(|at| &problems[at])) { n_of_file + 1 } else { 1 };
            if self.all || n_of_file <= PRINTED {
                writeln!(out, "{}", visible(&in_words(problem)))?;
            } else if !is_same(problems.get(at + 1)) {
                let file = problem.file.as_deref().unwrap_or_default();
                let words = format!("{file}: and {} more: --all prints them", n_of_file - PRINTED);
                writeln!(out, "{}", visible(&words))?;
            }
        }
        Ok(())
    }
}

fn in_words(problem: &ProblemRow) -> String {
    let ProblemRow { article, severity, message, file, line, column } = problem;
    let place = match (line, column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    };
    let words = match file {
        Some(file) => format!("{file}{place}: {severity}: {message}"),
        None => format!("{article}: {severity}: {message}"),
    };
    words.trim_start_matches(": ").to_owned()
}

/// Returns all problems: of articles, of files in the store, and of annotations with several versions.
fn problems(project: &Project) -> Vec<ProblemRow> {
    let files = of_files(project);
    // `files` reports every line of a damaged file, so the same findings of articles are left out.
    let told: Vec<&str> = files.iter().filter_map(|problem| problem.file.as_deref()).collect();
    let is_told = |found: &Diagnostic| told.iter().any(|file| found.message.starts_with(file));
    let findings = project.findings().iter();
    let mut problems: Vec<ProblemRow> = findings
        .filter(|(_, found)| !is_told(found))
        .map(|(article, found)| about(article, severity_name(found.severity), found.to_string()))
        .collect();
    problems.extend(files);
    let second = project.second_store_findings().into_iter().map(|(file, found)| ProblemRow {
        file: Some(file),
        ..about("", severity_name(found.severity), found.message)
    });
    problems.extend(second);
    for index in 0..project.len() {
        problems.extend(of_annotations(project, index));
    }
    problems.extend((0..project.len()).flat_map(|at| contradictions_of_others(project, at)));
    problems.extend(project.pending_reviews().iter().map(of_others));
    problems.extend(
        project
            .label_findings()
            .into_iter()
            .map(|found| about("", severity_name(found.severity), found.message)),
    );
    let search = project.rename_search();
    let renamed = search.map(|search| search.carry_out()).unwrap_or_default();
    problems.extend(renamed.iter().filter(|one| one.is_reused).map(of_reused_name));
    problems.extend(missing(project));
    problems
}

/// Returns the problem of annotations whose article has another name now, while another text stands
/// under the old name. Annotations of missing articles are problems of their files.
fn of_reused_name(renamed: &RenamedArticle) -> ProblemRow {
    let n = count(renamed.ids.len(), "annotation");
    let names: Vec<&str> = renamed.targets.iter().map(|one| one.article.as_str()).collect();
    let (annotator, names) = (&renamed.annotator, names.join(" or "));
    let message = format!(
        "{n} by {annotator} were made on the text that is {names} now: `copydesk renames` moves them"
    );
    about(&renamed.from, "warning", message)
}

/// Returns the problems of the user's own files: the settings and the keys.
fn of_own_files(session: &CliSession) -> Vec<ProblemRow> {
    let settings = session.settings_findings.iter().map(|found| ProblemRow {
        file: Some(Settings::path(&session.dirs).display().to_string()),
        line: found.place.map(|(line, _)| line),
        column: found.place.map(|(_, column)| column),
        ..about("", "error", found.message.clone())
    });
    let keys = keymap(session).err().map(|error| ProblemRow {
        file: Some(key_file(&session.dirs).display().to_string()),
        ..about("", "error", chain(&error))
    });
    settings.chain(keys).collect()
}

fn of_files(project: &Project) -> Vec<ProblemRow> {
    let examined = project.examination().map(|all| all.problems());
    let all = examined.into_iter().flatten();
    all.flat_map(|examined| {
        let file = examined.path.display().to_string();
        let article = examined.article.unwrap_or_default();
        examined.problems.into_iter().map(move |found| ProblemRow {
            file: Some(file.clone()),
            line: found.place.map(|(line, _)| line),
            column: found.place.map(|(_, column)| column),
            ..about(&article, severity_name(found.severity), found.message)
        })
    })
    .collect()
}

fn of_annotations(project: &Project, index: usize) -> Vec<ProblemRow> {
    let article = project.path(index);
    let versions = contested(project, index).into_iter().map(|id| {
        let versions = in_a_line(&numbered(project, index, id));
        format!(
            "annotation {id} has several versions, choose with `annotate --id {id} --take N`: {versions}"
        )
    });
    let lost = project.annotations(index).iter().filter_map(|annotation| {
        let state = match annotation.anchor.state {
            AnchorState::Kept => return None,
            AnchorState::Moved => "moved: its words stand elsewhere in the changed text",
            AnchorState::Ambiguous => "ambiguous: its words stand in several places",
            AnchorState::Orphan => "orphan: its words are not in the text any more",
        };
        Some(format!("annotation {} is {state}: “{}”", annotation.id, annotation.anchor.quote))
    });
    let contradictions = project.annotations(index).contradictions();
    let contradictions = contradictions.map(|found| contradiction_words(project, index, found));
    let drift = project.anchor_summary(index);
    let drift =
        drift.map(|drift| about(article, severity_name(drift.severity()), drift.to_string()));
    let annotations = versions.chain(lost).chain(contradictions);
    let annotations = annotations.map(|message| about(article, "warning", message));
    drift.into_iter().chain(annotations).collect()
}

/// Returns the common words of two annotations, with both labels.
fn contradiction_words(project: &Project, index: usize, found: Contradiction<'_>) -> String {
    let article = project.article(index);
    let words = article.map_or("", |article| article.words(found.common));
    let label = |annotation: &Annotation| {
        let label = annotation.content.label.as_ref();
        let name = label.map_or("", |label| project.codebook().name_of(label));
        format!("{name} (annotation {})", annotation.id)
    };
    let (first, second) = (label(found.first), label(found.second));
    format!("labels contradict each other on “{}”: {first} and {second}", shortened(words))
}

/// Returns the contradictions of the other annotators in an article.
fn contradictions_of_others(project: &Project, index: usize) -> Vec<ProblemRow> {
    let mut rows = Vec::new();
    for annotator in project.annotators() {
        let annotations = project.annotations_of(index, &annotator);
        let words = annotations
            .contradictions()
            .map(|found| format!("of {annotator}: {}", contradiction_words(project, index, found)));
        rows.extend(words.map(|words| about(project.path(index), "warning", words)));
    }
    rows
}

/// Returns the missing annotations: a warning for the annotator, and a note for every other annotator,
/// who alone can bring them back.
fn missing(project: &Project) -> Vec<ProblemRow> {
    let others = project.annotators();
    let all = std::iter::once(project.annotator()).chain(others.iter().map(String::as_str));
    let mut rows = Vec::new();
    for annotator in all {
        let found = project.missing_search_of(annotator).map(|search| search.carry_out());
        for (article, records) in found.iter().flat_map(MissingRecords::by_article) {
            let Some(words) = missing_words(records.into_iter()) else { continue };
            rows.push(if annotator == project.annotator() {
                let folder = project.typed_folder();
                let told = format!("{words}: `copydesk recover {folder} --missing` lists");
                about(article, "warning", told)
            } else {
                about(article, "note", format!("of the annotations by {annotator}: {words}"))
            });
        }
    }
    rows
}

fn of_others(waiting: &PendingReview) -> ProblemRow {
    let counts = [
        (waiting.n_conflicts, "has several versions", "have several versions"),
        (waiting.n_moved, "moved", "moved"),
        (waiting.n_ambiguous, "is ambiguous", "are ambiguous"),
        (waiting.n_orphans, "is an orphan", "are orphans"),
    ];
    let counts = counts.into_iter().filter(|(n, ..)| *n > 0);
    let counts: Vec<String> =
        counts.map(|(n, one, many)| format!("{n} {}", agree(n, one, many))).collect();
    let message = format!("of the annotations by {}: {}", waiting.annotator, counts.join(", "));
    about(&waiting.article, "warning", message)
}

fn about(article: &str, severity: &'static str, message: String) -> ProblemRow {
    ProblemRow { article: article.to_owned(), severity, message, ..ProblemRow::default() }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
