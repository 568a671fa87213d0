//! `copydesk merge-store`: merges a second store into the store of the corpus.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::{
    store::{MergeReport, MergedFile, StoreMerge, WriteMode},
    text::{agree, count, visible},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult,
    output::ResultWriter,
    table::{OutputFormat, OutputRow},
};

/// Merge a second store, made by a start from a folder inside the corpus, into the store of the corpus.
///
/// Annotations keep their ids, revisions and annotators, and get the path in the corpus. Labels, rules,
/// saved searches, shared records and drafts are merged too; an annotation that both changed keeps
/// both versions. A label that both define differently keeps the definition of the corpus; the output
/// names the other definition. The second store is moved aside at the end, under a hidden name beside its old place.
/// Without `--yes` only prints the changes, with exit status 1.
#[derive(Debug, Args)]
pub struct MergeStoreArgs {
    /// The second store, or the folder of its articles, for example `news/may`.
    other: PathBuf,
    /// The folder of the corpus. The default is the nearest folder above with a store.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Merge the stores.
    #[arg(long)]
    yes: bool,
    /// Only print the changes. This is the default.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Print one JSON object per changed file, and per label that both stores define differently.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct MergedRow<'a> {
    file: &'a str,
    new: usize,
    conflicts: usize,
    merged: bool,
}

/// A difference of the labels.
#[derive(Serialize)]
struct NoteRow<'a> {
    file: &'static str,
    note: &'a str,
}

impl MergeStoreArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        if session.options.store.is_some() {
            anyhow::bail!("--store names no corpus: give --into the folder of the articles");
        }
        let merge = StoreMerge::find(&session.dirs, &self.other, self.into.as_deref())?;
        let mode = if self.yes { WriteMode::Write } else { WriteMode::DryRun };
        let report = merge.merge(&session.annotator()?, mode, Timestamp::now())?;
        for file in &report.files {
            let MergedFile { file, n_new, n_conflicts } = file;
            let row = MergedRow { file, new: *n_new, conflicts: *n_conflicts, merged: self.yes };
            out.row(OutputFormat::of_flag(self.json), &row)?;
        }
        for note in &report.notes {
            out.row(OutputFormat::of_flag(self.json), &NoteRow { file: "project.ron", note })?;
        }
        if !self.json {
            self.tell(&merge, &report, out)?;
        }
        Ok(CommandOutcome::found(self.yes))
    }

    fn tell(
        &self,
        merge: &StoreMerge,
        report: &MergeReport,
        out: &mut ResultWriter,
    ) -> anyhow::Result<()> {
        let MergeReport { files, left, notes: _, n_drafts, aside } = report;
        let shown = |path: &PathBuf| visible(&path.display().to_string()).into_owned();
        if *n_drafts > 0 {
            writeln!(out, "{} too", count(*n_drafts, "draft"))?;
        }
        for path in left {
            writeln!(out, "{}: not merged, moves aside with the store", shown(path))?;
        }
        let files = count(files.len(), "file");
        let (into, from) = (shown(&merge.into().dir), shown(&merge.from().dir));
        if self.yes {
            writeln!(out, "merged into {into}: {files}")?;
            writeln!(out, "the second store is now {}: delete it when all is well", shown(aside))?;
        } else {
            writeln!(out, "{from} would be merged into {into}: {files}; nothing is written")?;
            writeln!(out, "--yes merges")?;
        }
        Ok(())
    }
}

impl OutputRow for NoteRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        Ok(writeln!(out, "{}: {}", self.file, visible(self.note))?)
    }
}

impl OutputRow for MergedRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let file = visible(self.file);
        let noun = if self.file.contains('/') { "annotation" } else { "line" };
        let new = count(self.new, noun);
        let conflicts = match self.conflicts {
            0 => String::new(),
            n => {
                format!(", {} {} several versions", count(n, "annotation"), agree(n, "has", "have"))
            }
        };
        Ok(writeln!(out, "{file}: {new} new{conflicts}")?)
    }
}
