//! `copydesk recover FOLDER --missing`: lists annotations that copies or the journal hold and the files do
//! not, brings them back, or lets them go.

use std::{collections::BTreeSet, io::Write};

use anyhow::{bail, ensure};
use clap::ValueEnum;
use copydesk::{
    annotation::AnnotationId,
    project::{MissingAnnotation, MissingChoice, Project, missing_words},
    store::{Absence, KeptIn},
    text::{agree, count, on_one_line, visible},
};
use jiff::Timestamp;
use serde::Serialize;

use super::RecoverArgs;
use crate::cli::{
    CommandOutcome, CommandResult, complain,
    output::ResultWriter,
    table::{OutputFormat, OutputRow},
    undo::complain_of_journal,
};

/// The treatment of missing annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingAction {
    /// List the missing annotations.
    List,
    /// Put annotations into their files again.
    BringBack,
    /// Accept the loss, and miss the annotations no more.
    LetGo,
}

#[derive(Serialize)]
struct MissingRow<'a> {
    article: &'a str,
    id: String,
    label: &'a str,
    quote: &'a str,
    note: &'a str,
    /// `gone` or `older`.
    state: &'static str,
    /// `copy` or `journal`.
    kept_in: &'static str,
    when: String,
}

impl OutputRow for MissingRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let note =
            if self.note.is_empty() { String::new() } else { format!("  note: {}", self.note) };
        let state = if self.state == "older" { ", older here" } else { "" };
        let words = format!(
            "{}  {}  {:<12} “{}”{note}  ({} of {}{state})",
            self.article, self.id, self.label, self.quote, self.kept_in, self.when
        );
        Ok(writeln!(out, "{}", visible(&on_one_line(&words)))?)
    }
}

/// Lists missing annotations, or carries the choice of the arguments out.
pub fn run(args: &RecoverArgs, mut project: Project, out: &mut ResultWriter) -> CommandResult {
    project.load_all();
    project.look_for_missing();
    let choice = match args.missing {
        Some(MissingAction::BringBack) => MissingChoice::BringBack,
        Some(MissingAction::LetGo) => MissingChoice::LetGo,
        Some(MissingAction::List) | None => return list(args, &project, out),
    };
    let mut places = places(args, &project)?;
    if args.all && choice == MissingChoice::BringBack {
        let clashing = project.relabelled_meanwhile(places.iter().copied());
        places.retain(|place| !clashing.contains(place));
        tell_clashing(&project, &clashing);
    }
    let at = Timestamp::now();
    if args.dry_run {
        for missing in project.missing().filter(|one| places.contains(&(one.article, one.id))) {
            out.row(OutputFormat::of_flag(args.json), &row(&project, &missing))?;
        }
        return tell(args, (places.len(), choice), out);
    }
    let places: Vec<_> = places.into_iter().collect();
    let Some(step) = project.settle_missing(&places, choice, at) else {
        return tell(args, (0, choice), out);
    };
    for index in project.articles_of(&step) {
        project.save(index)?;
    }
    complain_of_journal(&mut project);
    tell(args, (step.changes.len(), choice), out)
}

fn list(args: &RecoverArgs, project: &Project, out: &mut ResultWriter) -> CommandResult {
    for missing in project.missing() {
        out.row(OutputFormat::of_flag(args.json), &row(project, &missing))?;
    }
    let all = project.missing().map(|missing| (missing.kept_in, missing.absence));
    if !args.json {
        let words = missing_words(all).map_or_else(
            || "no annotation is missing".to_owned(),
            |words| format!("{words}: `--missing bring-back --all` brings all back"),
        );
        writeln!(out, "{words}")?;
    }
    Ok(CommandOutcome::found(project.n_missing() > 0))
}

/// Names the annotations that `--all` leaves missing.
fn tell_clashing(project: &Project, clashing: &BTreeSet<(usize, AnnotationId)>) {
    for (index, id) in clashing {
        let path = visible(project.path(*index)).into_owned();
        complain(&format!(
            "{path}: {id} stays missing, since its words have another label now: --id {id} brings it back"
        ));
    }
}

/// Returns the annotations of `--id` and `--all`.
fn places(
    args: &RecoverArgs,
    project: &Project,
) -> anyhow::Result<BTreeSet<(usize, AnnotationId)>> {
    let all: BTreeSet<_> = project.missing().map(|one| (one.article, one.id)).collect();
    if args.all {
        return Ok(all);
    }
    if args.id.is_empty() {
        bail!("name the annotations with --id, or --all: `--missing` alone lists them");
    }
    let mut chosen = BTreeSet::new();
    for id in &args.id {
        let wanted = id.to_lowercase();
        let n_before = chosen.len();
        chosen.extend(all.iter().filter(|(_, known)| known.to_string() == wanted).copied());
        ensure!(
            chosen.len() > n_before || all.iter().any(|(_, known)| known.to_string() == wanted),
            "no missing annotation {id}: `--missing` alone lists them"
        );
    }
    Ok(chosen)
}

fn tell(
    args: &RecoverArgs,
    (n, choice): (usize, MissingChoice),
    out: &mut ResultWriter,
) -> CommandResult {
    if !args.json {
        let annotations = count(n, "annotation");
        let done = match choice {
            MissingChoice::BringBack => "brought back",
            MissingChoice::LetGo => "let go",
        };
        let is = if args.dry_run { "would be" } else { agree(n, "is", "are") };
        writeln!(out, "{annotations} {is} {done}")?;
    }
    Ok(CommandOutcome::found(n > 0))
}

fn row<'a>(project: &'a Project, missing: &MissingAnnotation<'a>) -> MissingRow<'a> {
    let (kept_in, at) = match missing.kept_in {
        KeptIn::Copy(at) => ("copy", at),
        KeptIn::Journal(at) => ("journal", at),
    };
    MissingRow {
        article: project.path(missing.article),
        id: missing.id.to_string(),
        label: missing.content.label.as_ref().map_or("", |label| label.0.as_str()),
        quote: missing.quote,
        note: missing.content.note.as_deref().unwrap_or_default(),
        state: match missing.absence {
            Absence::Gone => "gone",
            Absence::Older => "older",
        },
        kept_in,
        when: at.to_string(),
    }
}
