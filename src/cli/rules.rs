//! `copydesk rules`: the decisions that go on to places which turn up later.

mod add;

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::{ArgGroup, Args, ValueEnum};
use copydesk::{
    annotation::{BatchId, Rule},
    project::{EditTarget, Project, RulePlaces, SharedEdit},
    text::visible,
};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    Ended, Session, annotate::find_label, complain, complain_of_findings, output::Output,
    progress::Progress, repeats::shortened, undo::complain_of_journal,
};

/// List the rules and the undecided places that they match, label those, make rules or take them away.
///
/// A rule labels every place of a repeat, also those that turn up later, when it is asked to (--apply).
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").args(["add", "apply", "remove"]))]
#[command(group = ArgGroup::new("repeat").args(["quote", "cluster"]))]
pub struct Rules {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Label every undecided place of a repeat, and keep that as a rule. LABEL is a label's id, name or key;
    /// --quote or --cluster says which repeat.
    #[arg(long, value_name = "LABEL", requires = "repeat")]
    add: Option<String>,
    /// The repeat that has these words; case, accents and punctuation do not matter.
    #[arg(
        long,
        value_name = "WORDS",
        allow_hyphen_values = true,
        requires = "add"
    )]
    quote: Option<String>,
    /// The repeat of this id, as `copydesk repeats` prints it in JSON and CSV.
    #[arg(long, value_name = "ID", requires = "add")]
    cluster: Option<String>,
    /// Label every undecided place that a rule matches.
    #[arg(long)]
    apply: bool,
    /// Print what --add or --apply would label, and write nothing.
    #[arg(long, requires = "change", conflicts_with = "remove")]
    dry_run: bool,
    /// Take the rule of this id away; what it labelled stays.
    #[arg(long, value_name = "ID")]
    remove: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A report to read.
    Text,
    /// One JSON object.
    Json,
}

#[derive(Serialize)]
struct Report<'a> {
    rules: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    words: &'a str,
    label: &'a str,
    created: String,
    labelled: usize,
    undecided: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    article: &'a str,
    line: usize,
    start: usize,
    end: usize,
    text: &'a str,
}

impl Rules {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut progress = Progress::new("reading");
        let mut project = session.read_project(&self.paths, &mut progress)?;
        if let Some(id) = &self.remove {
            drop(progress);
            remove(&mut project, id)?;
            return Ok(Ended::Done);
        }
        // A label that nobody knows is told before the long work.
        let label = self.add.as_deref().map(|name| find_label(&project, name));
        let label = label.transpose()?;
        let repeats = if project.rules().is_empty() && label.is_none() {
            None
        } else {
            progress.next("looking for repeats");
            project.repeats(&mut |percent| progress.tell(percent))
        };
        let repeats = repeats.unwrap_or_default();
        drop(progress);
        complain_of_findings(&project);
        if let Some(label) = label {
            return self.make(&mut project, (&repeats, label), out);
        }
        let places = project.rule_places(&repeats);
        if self.apply {
            return self.write_labels(&mut project, &places, out);
        }
        let rows: Vec<Row<'_>> = project
            .rules()
            .iter()
            .map(|rule| row(&project, rule, &places))
            .collect();
        let is_empty = rows.is_empty();
        match self.format {
            Format::Json => out.json(&Report { rules: rows })?,
            Format::Text => text(&rows, out)?,
        }
        Ok(if is_empty {
            Ended::Nothing
        } else {
            Ended::Done
        })
    }
}

fn remove(project: &mut Project, id: &str) -> anyhow::Result<()> {
    let known =
        BatchId::from_digits(id).filter(|id| project.rules().iter().any(|rule| rule.id == *id));
    let Some(known) = known else {
        bail!("no rule has the id {id}: `copydesk rules FOLDER` lists them");
    };
    project
        .edit_shared(SharedEdit::RemoveRule(known, Timestamp::now()))
        .context("the rule stays")?;
    complain("the rule is gone; what it labelled stays");
    Ok(())
}

impl Rules {
    /// Labels places of rules, or prints which it would label.
    fn write_labels(
        &self,
        project: &mut Project,
        places: &[RulePlaces],
        out: &mut Output<impl Write>,
    ) -> anyhow::Result<Ended> {
        let n: usize = places.iter().map(|one| one.targets.len()).sum();
        if n == 0 {
            writeln!(out, "No rule matches an undecided place.")?;
            return Ok(Ended::Nothing);
        }
        for one in places {
            let name = project.codebook().name_of(&one.rule.label).to_owned();
            writeln!(out, "{}  {}", one.rule.id, visible(&name))?;
            write_places(&places_of(project, one), out)?;
        }
        let what = if n == 1 { "place" } else { "places" };
        if self.dry_run {
            writeln!(out, "{n} {what} would be labelled; nothing is written.")?;
            return Ok(Ended::Done);
        }
        apply(project, places)?;
        let is = if n == 1 { "is" } else { "are" };
        writeln!(
            out,
            "{n} {what} {is} labelled; `copydesk undo` takes that back."
        )?;
        Ok(Ended::Done)
    }
}

/// Labels places of rules as one step, and saves that.
fn apply(project: &mut Project, places: &[RulePlaces]) -> anyhow::Result<()> {
    let Some(step) = project.apply_rules(places, Timestamp::now()) else {
        return Ok(());
    };
    for index in project.articles_of(&step) {
        project.save(index)?;
        if let Some(trouble) = project.take_backup_trouble() {
            complain(&format!("saved, but {trouble}"));
        }
    }
    complain_of_journal(project);
    Ok(())
}

/// The places that a rule would label, as they are written.
fn places_of<'a>(project: &'a Project, places: &RulePlaces) -> Vec<Place<'a>> {
    let undecided = places.targets.iter().filter_map(|target| {
        let EditTarget::Words(index, span) = *target else {
            return None;
        };
        let article = project.article(index)?;
        Some(Place {
            article: &article.path,
            line: article.scalars.line(span.start),
            start: article.scalar(span.start),
            end: article.scalar(span.end),
            text: article.words(span),
        })
    });
    undecided.collect()
}

fn row<'a>(project: &'a Project, rule: &'a Rule, places: &[RulePlaces]) -> Row<'a> {
    let meant = places.iter().filter(|one| one.rule.id == rule.id);
    let undecided = meant.flat_map(|one| places_of(project, one));
    Row {
        id: rule.id.to_string(),
        words: &rule.words,
        label: &rule.label.0,
        created: rule.created.to_string(),
        labelled: project.batches().get(&rule.id).copied().unwrap_or(0),
        undecided: undecided.collect(),
    }
}

fn text(rows: &[Row<'_>], out: &mut Output<impl Write>) -> anyhow::Result<()> {
    if rows.is_empty() {
        writeln!(
            out,
            "No rule is kept. --add LABEL --quote WORDS makes one; on the screen, R and a label decide all\n\
             places of a repeat, and w keeps it."
        )?;
    }
    for row in rows {
        let words = shortened(row.words);
        let n = row.undecided.len();
        writeln!(out, "{}  {}  “{words}”", row.id, visible(row.label))?;
        writeln!(out, "    labelled {} · undecided {n}", row.labelled)?;
        write_places(&row.undecided, out)?;
    }
    if rows.iter().any(|row| !row.undecided.is_empty()) {
        writeln!(out, "--apply labels what is undecided.")?;
    }
    Ok(())
}

fn write_places(places: &[Place<'_>], out: &mut Output<impl Write>) -> anyhow::Result<()> {
    for place in places {
        let words = shortened(place.text);
        let article = visible(place.article);
        writeln!(out, "      {article}:{}  {words}", place.line)?;
    }
    Ok(())
}
