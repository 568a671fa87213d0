//! `copydesk recover`: lists, compares and restores the backup copies of annotation files.

mod missing;

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use copydesk::{
    project::Project,
    store::{
        BackupContent, BackupCopy, BackupReason, BackupRecovery, ComparedAnnotation,
        CopyDifference, EarlierAnswer, RecoverableFile, RestoreMode, RestoreReport, WriteMode,
    },
    text::{agree, count, on_one_line, visible},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult,
    output::ResultWriter,
    table::{OutputFormat, OutputRow},
};

/// List backup copies of annotation files, and restore a copy.
///
/// Keeps one copy per hour for 24 hours and one copy per day for 30 days. The copies are in the state
/// folder, which `copydesk config path` prints. FILE is a path in the list, WHEN is a time in the list.
/// Without WHEN, the newest copy with annotations is used. The FILE `all` stands for every file that is
/// gone, for example after the folder was deleted and made anew.
#[derive(Debug, Args)]
pub struct RecoverArgs {
    /// The folder of the articles.
    path: PathBuf,
    /// Print the annotations of a copy, compared with the present file.
    #[arg(long, value_name = "FILE[@WHEN]", conflicts_with_all = ["restore", "let_go"])]
    show: Option<String>,
    /// Restore a copy, or those of `all` files that are gone, and keep newer annotations. The present file
    /// is copied first.
    #[arg(long, value_name = "FILE[@WHEN]", conflicts_with = "let_go")]
    restore: Option<String>,
    /// With `--restore`: restore the exact copy, and drop newer annotations.
    #[arg(long, requires = "restore")]
    as_it_was: bool,
    /// With `--restore` or `--missing`: only print the changes.
    #[arg(long)]
    dry_run: bool,
    /// Accept the loss of a file, or of `all`: begin a new file, and keep the copies.
    #[arg(long, value_name = "FILE")]
    let_go: Option<String>,
    /// List your annotations that copies or the undo journal hold and the files do not, bring them back,
    /// or let them go. One `undo` takes the step back.
    #[arg(
        long,
        value_name = "ACTION",
        num_args = 0..=1,
        default_missing_value = "list",
        conflicts_with_all = ["show", "restore", "let_go"]
    )]
    missing: Option<missing::MissingAction>,
    /// With `--missing bring-back` or `let-go`: this annotation. May be given several times.
    #[arg(long, value_name = "ID", requires = "missing", conflicts_with = "all")]
    id: Vec<String>,
    /// With `--missing bring-back` or `let-go`: all missing annotations.
    #[arg(long, requires = "missing")]
    all: bool,
    /// Print one JSON object per line.
    #[arg(long)]
    json: bool,
}

/// The name of all files that are gone.
const ALL: &str = "all";

#[derive(Serialize)]
struct CopyRow<'a> {
    #[serde(skip)]
    copied: &'a BackupContent,
    file: &'a str,
    when: String,
    reason: &'static str,
    annotations: Option<usize>,
    different: usize,
    now: Option<usize>,
}

impl RecoverArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let project = session.project(std::slice::from_ref(&self.path))?;
        if self.dry_run && self.restore.is_none() && self.missing.is_none() {
            bail!("--dry-run goes with --restore or --missing");
        }
        if self.missing.is_some() {
            return missing::run(self, project, out);
        }
        let recovery = project.recovery().context("this store keeps no copies")?;
        let names_all = |file: &Option<String>| file.as_deref() == Some(ALL);
        if names_all(&self.restore) || names_all(&self.let_go) {
            return self.answer_all(&project, &recovery, out);
        }
        match (&self.show, &self.restore, &self.let_go) {
            (Some(wanted), ..) => show(&recovery, wanted, out),
            (_, Some(wanted), _) => self.restore(&recovery, wanted, out),
            (.., Some(file)) => {
                known(&recovery, file)?;
                project.let_go(file, copydesk::store::now()?)?;
                writeln!(out, "{} begins anew; its copies stay", visible(file))?;
                Ok(CommandOutcome::Done)
            }
            _ => self.list(&recovery, out),
        }
    }

    /// Brings all files that are gone back, or lets them go.
    fn answer_all(
        &self,
        project: &Project,
        recovery: &BackupRecovery,
        out: &mut ResultWriter,
    ) -> CommandResult {
        let missing = recovery.missing();
        for (file, copy, n_live) in &missing {
            let n = count(*n_live, "annotation");
            writeln!(out, "{}: {n}, copy of {}", visible(file), copy.at)?;
        }
        let n: usize = missing.iter().map(|(.., n_live)| n_live).sum();
        let (n, files) = (count(n, "annotation"), count(missing.len(), "file"));
        if missing.is_empty() {
            writeln!(out, "no file is gone that a copy holds")?;
            return Ok(CommandOutcome::Nothing);
        }
        match (self.let_go.is_some(), self.dry_run) {
            (true, _) => {
                if let Some(job) = project.earlier_job(EarlierAnswer::LetGo, Timestamp::now()) {
                    job.carry_out()?;
                }
                writeln!(out, "{n} in {files} let go: the files begin anew, their copies stay")?;
            }
            (false, true) => writeln!(out, "{n} in {files} would come back; nothing is written")?,
            (false, false) => {
                recovery.bring_back(WriteMode::Write, Timestamp::now())?;
                writeln!(out, "{n} in {files} brought back")?;
            }
        }
        Ok(CommandOutcome::Done)
    }

    fn list(&self, recovery: &BackupRecovery, out: &mut ResultWriter) -> CommandResult {
        let all = recovery.list();
        for recoverable in &all {
            if !self.json {
                let now = match recoverable.n_now {
                    _ if recoverable.file == "project.ron" => "the labels".to_owned(),
                    None => "missing, or cannot be read whole".to_owned(),
                    Some(n) => format!("{} now", count(n, "annotation")),
                };
                writeln!(out, "{}: {now}", visible(&recoverable.file))?;
            }
            for copied in recoverable.copies.iter().rev() {
                out.row(OutputFormat::of_flag(self.json), &row(recoverable, copied))?;
            }
        }
        if all.is_empty() && !self.json {
            writeln!(out, "no copies yet: they are made when annotations are saved")?;
        }
        Ok(CommandOutcome::found(!all.is_empty()))
    }

    fn restore(
        &self,
        recovery: &BackupRecovery,
        wanted: &str,
        out: &mut ResultWriter,
    ) -> CommandResult {
        let (file, copy) = find(recovery, wanted)?;
        let how = if self.as_it_was { RestoreMode::AsItWas } else { RestoreMode::Folded };
        let mode = if self.dry_run { WriteMode::DryRun } else { WriteMode::Write };
        let restored = recovery.restore((&file, copy), how, mode, copydesk::store::now()?)?;
        let sentence = told(&file, copy, restored, mode);
        writeln!(out, "{}", visible(&sentence))?;
        Ok(CommandOutcome::Done)
    }
}

/// Returns one sentence about a restore.
fn told(file: &str, copy: BackupCopy, restored: RestoreReport, mode: WriteMode) -> String {
    let RestoreReport { n_before, n_after, n_changed, is_copied } = restored;
    if file == "project.ron" {
        return format!("the labels are those of {}", copy.at);
    }
    let before =
        n_before.map_or_else(|| "none that could be read whole".to_owned(), |n| n.to_string());
    let holds = match mode {
        WriteMode::Write => "holds",
        WriteMode::DryRun => "would hold",
    };
    let copied = if is_copied { "; what was there is kept as a copy" } else { "" };
    format!(
        "{file} {holds} {} (before: {before}), {n_changed} of them changed by the copy of {}{copied}",
        count(n_after, "annotation"),
        copy.at
    )
}

impl OutputRow for CopyRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let holds = match self.annotations {
            _ if self.file == "project.ron" => String::new(),
            None => "cannot be read whole".to_owned(),
            Some(n) => format!(
                "{}, {} {} from now",
                count(n, "annotation"),
                self.different,
                agree(self.different, "differs", "differ")
            ),
        };
        let reason = match self.copied.copy.reason {
            BackupReason::Saved => "",
            BackupReason::Before => ", made before a repair or a restore",
        };
        Ok(writeln!(out, "  {}  {holds}{reason}", self.when)?)
    }
}

fn row<'a>(recoverable: &'a RecoverableFile, copied: &'a BackupContent) -> CopyRow<'a> {
    CopyRow {
        copied,
        file: &recoverable.file,
        when: copied.copy.at.to_string(),
        reason: match copied.copy.reason {
            BackupReason::Saved => "saved",
            BackupReason::Before => "before",
        },
        annotations: copied.n_annotations,
        different: copied.n_different,
        now: recoverable.n_now,
    }
}

fn show(recovery: &BackupRecovery, wanted: &str, out: &mut ResultWriter) -> CommandResult {
    let (file, copy) = find(recovery, wanted)?;
    let entries = recovery.show(&file, copy)?;
    writeln!(out, "{} as of {}:", visible(&file), copy.at)?;
    for ComparedAnnotation { against, start, label, quote, note } in &entries {
        let sign = match against {
            CopyDifference::Same => "=",
            CopyDifference::Different => "~",
            CopyDifference::Gone => "+",
            CopyDifference::New => "-",
        };
        let note = if note.is_empty() { String::new() } else { format!("  note: {note}") };
        let words = format!("{sign} {start:>6} {label:<12} “{quote}”{note}");
        writeln!(out, "{}", visible(&on_one_line(&words)))?;
    }
    writeln!(out, "= unchanged, ~ changed since, + only in the copy, - only in the present file")?;
    Ok(CommandOutcome::Done)
}

fn known(recovery: &BackupRecovery, file: &str) -> anyhow::Result<RecoverableFile> {
    let mut all = recovery.list().into_iter();
    all.find(|recoverable| recoverable.file == file)
        .with_context(|| format!("no copies of {file}: `copydesk recover` lists the copies"))
}

/// Returns the file and the copy of `FILE@WHEN`.
fn find(recovery: &BackupRecovery, wanted: &str) -> anyhow::Result<(String, BackupCopy)> {
    let Some((file, when)) = wanted.rsplit_once('@') else {
        let recoverable = known(recovery, wanted)?;
        let newest = recovery.newest(wanted);
        let newest = newest.or_else(|| recoverable.copies.last().map(|copied| copied.copy));
        return Ok((wanted.to_owned(), newest.context("there is no copy")?));
    };
    let recoverable = known(recovery, file)?;
    let Ok(at) = when.parse::<Timestamp>() else {
        bail!("{when} is no time: write it as the list does, like 2026-11-22T09:14:05Z");
    };
    let mut copies = recoverable.copies.iter().rev().map(|copied| copied.copy);
    let copy = copies.find(|copy| copy.at == at);
    let copy = copy
        .with_context(|| format!("no copy of {file} of {when}: `copydesk recover` lists them"))?;
    Ok((file.to_owned(), copy))
}
