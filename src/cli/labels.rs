//! `copydesk labels`: lists the labels and the table of kinds, and changes them with the annotations that
//! carry a label.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use copydesk::{
    annotation::{KindRow, LabelId, SettleMode},
    project::{LabelChange, LabelPlan, Project, SharedEdit},
    text::{count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult,
    annotate::find_label,
    complain,
    output::ResultWriter,
    settle::kind,
    table::{OutputFormat, OutputRow},
    undo::complain_of_journal,
};

/// List the labels of the codebook, or change a label with the annotations that carry it.
///
/// A change says first how many annotations it touches: yours are written, those of others are counted and
/// stay. `copydesk undo` takes a change back.
#[derive(Debug, Args)]
pub struct LabelsArgs {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// List the table of kinds: the label of each kind of text, and when `settle` and `0` put the label.
    #[arg(long, group = "act")]
    kinds: bool,
    /// Add a label.
    #[arg(long, value_name = "NAME", group = "act")]
    add: Option<String>,
    /// Give a label another name. The id and the annotations stay.
    #[arg(long, num_args = 2, value_names = ["LABEL", "NAME"], group = "act")]
    rename: Option<Vec<String>>,
    /// Give your annotations of the first label the second label, and remove the first label.
    #[arg(long, num_args = 2, value_names = ["LABEL", "INTO"], group = "act")]
    merge: Option<Vec<String>>,
    /// Remove a label, also from your annotations. Notes and sources stay.
    #[arg(long, value_name = "LABEL", group = "act")]
    delete: Option<String>,
    /// Add a label again that annotations carry and the codebook does not have.
    #[arg(long, value_name = "ID", group = "act")]
    restore: Option<String>,
    /// Change a row of the table of kinds, for example `caption boilerplate ticked`. The last value is
    /// `sure`, `ticked` or `never`; the label `-` is no label.
    #[arg(long, num_args = 3, value_names = ["KIND", "LABEL", "WHEN"], allow_hyphen_values = true, group = "act")]
    set_kind: Option<Vec<String>>,
    /// Only say what a change would touch.
    #[arg(long, requires = "act")]
    dry_run: bool,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

/// A label with the numbers of its annotations. `known` is false for a label that the codebook lacks.
#[derive(Serialize)]
struct LabelRow {
    id: String,
    name: String,
    key: String,
    letter: char,
    used: usize,
    used_by_others: usize,
    known: bool,
    definition: String,
}

impl OutputRow for LabelRow {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let Self { id, name, key, letter, used, used_by_others, known, definition } = self;
        let about = if *known { definition.as_str() } else { "not in the codebook" };
        let line = format!(
            "{key:>1}  {letter}  {id:<16}  {name:<16}  {used:>5} yours {used_by_others:>5} others'  {about}"
        );
        Ok(writeln!(out, "{}", visible(line.trim_end()))?)
    }
}

/// A row of the table of kinds.
#[derive(Serialize)]
struct KindTableRow<'a> {
    kind: &'a str,
    label: &'a str,
    settle: &'a str,
    words: &'a str,
}

impl OutputRow for KindTableRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let Self { kind, label, settle, words } = self;
        let label = if label.is_empty() { "-" } else { label };
        let line = format!("{kind:<16}  {label:<16}  {settle:<6}  {words}");
        Ok(writeln!(out, "{}", visible(&line))?)
    }
}

impl LabelsArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.project(&self.paths)?;
        project.load_all();
        if let Some(name) = &self.add {
            if self.dry_run {
                let (id, _) = project.new_label(name)?;
                writeln!(out, "the label {} would be added; nothing is written", id.0)?;
            } else {
                writeln!(out, "added {}", visible(&project.add_label(name)?))?;
            }
            return Ok(CommandOutcome::Done);
        }
        let Some(change) = self.change(&project)? else {
            return if self.kinds {
                self.list_kinds(&project, out)
            } else {
                self.list(&project, out)
            };
        };
        let plan = project.plan_label_change(&change)?;
        if self.dry_run {
            let words = format!("{}: {}; nothing is written", plan.name, plan.words());
            writeln!(out, "{}", visible(&words))?;
            return Ok(CommandOutcome::Done);
        }
        carry_out(&mut project, &plan)?;
        let words = format!("{}: {} · `copydesk undo` takes it back", plan.name, plan.words());
        writeln!(out, "{}", visible(&words))?;
        Ok(CommandOutcome::Done)
    }

    fn change(&self, project: &Project) -> anyhow::Result<Option<LabelChange>> {
        if let Some([label, name]) = self.rename.as_deref() {
            return Ok(Some(LabelChange::Rename(find_label(project, label)?, name.clone())));
        }
        if let Some([from, into]) = self.merge.as_deref() {
            let from = find_used(project, from)?;
            return Ok(Some(LabelChange::Merge(from, find_label(project, into)?)));
        }
        if let Some(label) = &self.delete {
            return Ok(Some(LabelChange::Delete(find_used(project, label)?)));
        }
        if let Some(id) = &self.restore {
            return Ok(Some(LabelChange::Restore(LabelId(id.clone()))));
        }
        let Some([name, label, when]) = self.set_kind.as_deref() else { return Ok(None) };
        let kind = kind(name)?;
        let label = (label != "-").then(|| find_label(project, label)).transpose()?;
        let settle = SettleMode::ALL.into_iter().find(|mode| mode.name() == when);
        let settle = settle.with_context(|| format!("{when} is not sure, ticked or never"))?;
        if label.is_none() && settle != SettleMode::Never {
            bail!("a kind without a label is never settled: write `{name} - never`");
        }
        Ok(Some(LabelChange::Kind(KindRow { kind, label, settle, rev: 0 })))
    }

    fn list(&self, project: &Project, out: &mut ResultWriter) -> CommandResult {
        let format = OutputFormat::of_flag(self.json);
        let (own, others) = (project.label_uses(), project.label_uses_of_others());
        let used = |id: &LabelId| own.get(id).copied().unwrap_or_default();
        let by_others =
            |id: &LabelId| others.get(id).map_or(0, |uses| uses.iter().map(|(_, n)| n).sum());
        for label in &project.codebook().labels {
            let row = LabelRow {
                id: label.id.0.clone(),
                name: label.name.clone(),
                key: label.key.to_string(),
                letter: label.letter,
                used: used(&label.id),
                used_by_others: by_others(&label.id),
                known: true,
                definition: label.definition.clone(),
            };
            out.row(format, &row)?;
        }
        let unknown = project.unknown_labels();
        for label in &unknown {
            let id = &label.id;
            let row = LabelRow {
                id: id.0.clone(),
                name: id.0.clone(),
                key: String::new(),
                letter: '?',
                used: used(id),
                used_by_others: by_others(id),
                known: false,
                definition: String::new(),
            };
            out.row(format, &row)?;
        }
        if !unknown.is_empty() {
            let labels = count(unknown.len(), "label");
            complain(&format!("{labels} not in the codebook: --restore ID adds one again"));
        }
        Ok(CommandOutcome::Done)
    }

    fn list_kinds(&self, project: &Project, out: &mut ResultWriter) -> CommandResult {
        let format = OutputFormat::of_flag(self.json);
        for row in project.codebook().kinds.rows() {
            let line = KindTableRow {
                kind: row.kind.name(),
                label: row.label.as_ref().map_or("", |id| id.0.as_str()),
                settle: row.settle.name(),
                words: row.kind.words(),
            };
            out.row(format, &line)?;
        }
        Ok(CommandOutcome::Done)
    }
}

/// Returns a label of the codebook, or the id of a label that only annotations have.
fn find_used(project: &Project, wanted: &str) -> anyhow::Result<LabelId> {
    let unknown = project.unknown_labels().into_iter().find(|label| label.id.0 == wanted);
    unknown.map_or_else(|| find_label(project, wanted), |label| Ok(label.id))
}

/// Writes the codebook, and then the annotations.
fn carry_out(project: &mut Project, plan: &LabelPlan) -> anyhow::Result<()> {
    let at = copydesk::store::now()?;
    let edits = plan.codebook_edits();
    if !edits.is_empty() {
        project.edit_shared(SharedEdit::Codebook(plan.name.clone(), edits))?;
    }
    let step = project.carry_out_label_plan(plan, at);
    for index in project.articles_of(&step) {
        project.save(index)?;
    }
    project.flush_journal();
    if let Some(trouble) = project.take_backup_trouble() {
        complain(&format!("saved, but {trouble}"));
    }
    complain_of_journal(project);
    Ok(())
}
