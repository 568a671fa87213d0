//! `copydesk settle`: labels headings and site text by the codebook's table of kinds, as `0` does on the
//! screen.

use std::{collections::BTreeSet, io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use copydesk::{
    annotation::{LabelId, SettleMode},
    project::{Project, SettleRow},
    text::{Span, TextKind, count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain,
    output::ResultWriter,
    repeats::shortened,
    table::{OutputFormat, OutputRow},
    undo::complain_of_journal,
};

/// Label headings, bylines and site text by the codebook's table of kinds, as one step.
///
/// Labels only unlabelled sentences of sure kinds. `copydesk labels FOLDER --kinds` prints the table. Exit status:
/// 0 labelled, 1 nothing to label.
#[derive(Debug, Args)]
pub struct SettleArgs {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Only print the plan: label, number of sentences, kind and an example.
    #[arg(long)]
    dry_run: bool,
    /// Also label a kind that is only settled when ticked, for example `question`.
    #[arg(long, value_name = "KIND")]
    tick: Vec<String>,
    /// Leave a kind open, for example `heading`.
    #[arg(long, value_name = "KIND")]
    skip: Vec<String>,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

/// A row of the plan. `ticked` tells if the row is labelled.
#[derive(Serialize)]
struct PlanRow<'a> {
    ticked: bool,
    label: &'a str,
    letter: char,
    count: usize,
    kind: &'a str,
    #[serde(skip)]
    words: &'a str,
    example: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_open: Option<String>,
}

impl OutputRow for PlanRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let tick = match (self.ticked, &self.left_open) {
            (_, Some(_)) => "   ",
            (true, None) => "[x]",
            (false, None) => "[ ]",
        };
        let Self { letter, count, words, .. } = self;
        let tail =
            self.left_open.clone().unwrap_or_else(|| format!("“{}”", shortened(self.example)));
        let line = format!("{tick}  {letter}  {count:>4}  {words:<33}  {tail}");
        Ok(writeln!(out, "{}", visible(&line))?)
    }
}

impl SettleArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let (tick, skip) = (kinds(&self.tick)?, kinds(&self.skip)?);
        let mut project = session.loaded_project(&self.paths)?;
        let all: Vec<usize> = (0..project.len()).collect();
        let rows = project.settle_rows(&all);
        let is_ticked = |row: &SettleRow| {
            row.label.is_some()
                && !skip.contains(&row.kind)
                && (row.settle == SettleMode::Sure || tick.contains(&row.kind))
        };
        let n_all: usize = rows.iter().map(|row| row.places.len()).sum();
        let chosen: Vec<(LabelId, Vec<(usize, Span)>)> = rows
            .iter()
            .filter(|row| is_ticked(row))
            .filter_map(|row| Some((row.label.clone()?, row.places.clone())))
            .collect();
        if self.dry_run || self.json {
            let format = OutputFormat::of_flag(self.json);
            for row in &rows {
                out.row(format, &plan_row(&project, row, is_ticked(row)))?;
            }
        }
        let n: usize = chosen.iter().map(|(_, places)| places.len()).sum();
        if n == 0 {
            complain("no unlabelled sentence of a sure kind is left");
            return Ok(CommandOutcome::Nothing);
        }
        let sums = sums(&project, &chosen);
        if self.dry_run {
            if !self.json {
                let sentences = count(n_all, "sentence");
                writeln!(out, "{n} of {sentences} would be labelled: {sums}; nothing is written")?;
            }
            return Ok(CommandOutcome::Done);
        }
        self.write(&mut project, &chosen, out)?;
        if !self.json {
            writeln!(
                out,
                "labelled {}: {sums}; `copydesk undo` takes all back",
                count(n, "sentence")
            )?;
        }
        Ok(CommandOutcome::Done)
    }

    fn write(
        &self,
        project: &mut Project,
        chosen: &[(LabelId, Vec<(usize, Span)>)],
        out: &mut ResultWriter,
    ) -> anyhow::Result<()> {
        let at = copydesk::store::now()?;
        let step =
            project.settle(chosen, at).step.context("every sentence was labelled meanwhile")?;
        let articles: BTreeSet<usize> = project.articles_of(&step).into_iter().collect();
        for index in articles {
            if let Err(error) = project.save(index) {
                out.flush()?;
                bail!("{}: {error}", project.path(index));
            }
        }
        if let Some(trouble) = project.take_backup_trouble() {
            complain(&format!("saved, but {trouble}"));
        }
        complain_of_journal(project);
        Ok(())
    }
}

fn plan_row<'a>(project: &'a Project, row: &'a SettleRow, ticked: bool) -> PlanRow<'a> {
    let label = row.label.as_ref();
    let first = row.places.first();
    let example = first.and_then(|(article, span)| Some(project.article(*article)?.words(*span)));
    PlanRow {
        ticked,
        label: label.map_or("", |id| id.0.as_str()),
        letter: label.map_or(' ', |id| project.codebook().letter_of(id)),
        count: row.places.len(),
        kind: row.kind.name(),
        words: row.kind.words(),
        example: example.unwrap_or_default(),
        left_open: row.reason(),
    }
}

/// Returns the numbers of sentences for each label, for example `B 7  N 13`.
fn sums(project: &Project, chosen: &[(LabelId, Vec<(usize, Span)>)]) -> String {
    let labels = project.codebook().labels.iter();
    let sums = labels.filter_map(|label| {
        let of_label = chosen.iter().filter(|(id, _)| *id == label.id);
        let n: usize = of_label.map(|(_, places)| places.len()).sum();
        (n > 0).then(|| format!("{} {n}", label.letter))
    });
    sums.collect::<Vec<_>>().join("  ")
}

/// Parses names of kinds.
pub(super) fn kinds(names: &[String]) -> anyhow::Result<Vec<TextKind>> {
    names.iter().map(|name| kind(name)).collect()
}

/// Parses the name of a kind, for example `stating_heading`.
pub(super) fn kind(name: &str) -> anyhow::Result<TextKind> {
    let known = TextKind::from_name(&name.replace('-', "_"));
    let all: Vec<&str> = TextKind::ALL.iter().map(|kind| kind.name()).collect();
    known.with_context(|| format!("no kind {name}: the kinds are {}", all.join(", ")))
}
