//! `copydesk rules`: the decisions that go on to places which turn up later.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use copydesk::{
    annotation::{Rule, StrokeId},
    project::{Change, Project, RulePlaces, Target},
    text::visible,
};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    Ended, Session, complain, complain_of_findings, output::Output, progress::Progress,
    repeats::shortened, undo::complain_of_journal,
};

/// List the rules and the undecided places that they match, label those, or take rules away.
///
/// A rule is made on the screen: R and a label decide all places of a repeat, w keeps that as a rule.
#[derive(Debug, Args)]
pub struct Rules {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Label every undecided place that a rule matches.
    #[arg(long)]
    apply: bool,
    /// Take the rule of this id away; what it labelled stays.
    #[arg(long, value_name = "ID", conflicts_with = "apply")]
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
        let places = if project.rules().is_empty() {
            Vec::new()
        } else {
            progress.next("looking for repeats");
            let found = project.repeats(&mut |percent| progress.tell(percent));
            found.map_or(Vec::new(), |repeats| project.rule_places(&repeats))
        };
        drop(progress);
        complain_of_findings(&project);
        if self.apply {
            return apply(&mut project, &places, out);
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
        StrokeId::from_digits(id).filter(|id| project.rules().iter().any(|rule| rule.id == *id));
    let Some(known) = known else {
        bail!("no rule has the id {id}: `copydesk rules FOLDER` lists them");
    };
    project
        .keep(Change::RemoveRule(known, Timestamp::now()))
        .context("the rule stays")?;
    complain("the rule is gone; what it labelled stays");
    Ok(())
}

fn apply(
    project: &mut Project,
    places: &[RulePlaces],
    out: &mut Output<impl Write>,
) -> anyhow::Result<Ended> {
    let Some(step) = project.apply_rules(places, Timestamp::now()) else {
        writeln!(out, "No rule matches an undecided place.")?;
        return Ok(Ended::Nothing);
    };
    for index in project.articles_of(&step) {
        project.save(index)?;
        if let Some(trouble) = project.take_trouble() {
            complain(&format!("saved, but {trouble}"));
        }
    }
    complain_of_journal(project);
    let n = step.changes.len();
    let places = if n == 1 { "place is" } else { "places are" };
    writeln!(out, "{n} {places} labelled.")?;
    Ok(Ended::Done)
}

fn row<'a>(project: &'a Project, rule: &'a Rule, places: &[RulePlaces]) -> Row<'a> {
    let meant = places.iter().filter(|one| one.rule.id == rule.id);
    let undecided = meant.flat_map(|one| &one.targets).filter_map(|target| {
        let Target::Words(index, span) = *target else {
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
    Row {
        id: rule.id.to_string(),
        words: &rule.words,
        label: &rule.label.0,
        created: rule.created.to_string(),
        labelled: project.strokes().get(&rule.id).copied().unwrap_or(0),
        undecided: undecided.collect(),
    }
}

fn text(rows: &[Row<'_>], out: &mut Output<impl Write>) -> anyhow::Result<()> {
    if rows.is_empty() {
        writeln!(
            out,
            "No rule is kept: on the screen, R and a label decide all places of a repeat, w keeps it."
        )?;
    }
    for row in rows {
        let words = shortened(row.words);
        let n = row.undecided.len();
        writeln!(out, "{}  {}  “{words}”", row.id, visible(row.label))?;
        writeln!(out, "    labelled {} · undecided {n}", row.labelled)?;
        for place in &row.undecided {
            let words = shortened(place.text);
            writeln!(
                out,
                "      {}:{}  {words}",
                visible(place.article),
                place.line
            )?;
        }
    }
    if rows.iter().any(|row| !row.undecided.is_empty()) {
        writeln!(out, "--apply labels what is undecided.")?;
    }
    Ok(())
}
