//! `copydesk rules`: lists, adds, applies and removes rules. A rule labels all places of a repeat, also
//! future places.

mod add;

use std::{borrow::Cow, collections::BTreeMap, io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::{
    ArgGroup, Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use copydesk::{
    annotation::{BatchId, RepeatUnit, Rule},
    project::{Project, RulePlaces, SharedEdit},
    text::{agree, count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult,
    annotate::find_label,
    complain, complain_of_findings,
    output::ResultWriter,
    progress::ProgressLine,
    repeats::shortened,
    table::{OutputFormat, TextRange},
    undo::complain_of_journal,
};

/// List the rules with their undecided places, label these places, add or remove rules.
///
/// A rule labels every place of a repeat. `--apply` labels new places.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").args(["add", "apply", "remove"]))]
#[command(group = ArgGroup::new("repeat").args(["quote", "cluster"]))]
pub struct RulesArgs {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format: a report, or one JSON object.
    #[arg(long, value_parser = OutputFormat::parser(&FORMATS), default_value = "text")]
    format: OutputFormat,
    /// Label every undecided place of a repeat, and keep a rule. LABEL is the id, name or key of a
    /// label. `--quote` or `--cluster` names the repeat.
    #[arg(long, value_name = "LABEL", requires = "repeat")]
    add: Option<String>,
    /// The repeat with these words. Case, accents and punctuation do not matter.
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true, requires = "add")]
    quote: Option<String>,
    /// The repeat with this id, as printed by `copydesk repeats` in JSON and CSV.
    #[arg(long, value_name = "ID", requires = "add")]
    cluster: Option<String>,
    /// The part of the article that the new rule labels. The default follows the kind of the repeat: of an
    /// attribution the quotation with its sentence, and the source is filled in; of site text, a byline or
    /// a label the whole line; else the sentence if every place has most of it, else the words.
    #[arg(long, value_name = "UNIT", value_parser = unit_parser(), requires = "add")]
    unit: Option<RepeatUnit>,
    /// Label every undecided place of all rules.
    #[arg(long)]
    apply: bool,
    /// Print the places for `--add` or `--apply`, and write nothing.
    #[arg(long, requires = "change", conflicts_with = "remove")]
    dry_run: bool,
    /// Remove the rule with this id. Its labels stay.
    #[arg(long, value_name = "ID")]
    remove: Option<String>,
}

/// Reads the name of a unit, for example `quotation`.
fn unit_parser() -> impl TypedValueParser<Value = RepeatUnit> {
    let names = PossibleValuesParser::new(RepeatUnit::ALL.map(RepeatUnit::name));
    names.map(|name| RepeatUnit::from_name(&name).unwrap_or_default())
}

const FORMATS: [OutputFormat; 2] = [OutputFormat::Text, OutputFormat::Json];

#[derive(Serialize)]
struct RuleRow<'a> {
    id: String,
    words: &'a str,
    label: &'a str,
    unit: &'a str,
    created: String,
    labelled: usize,
    undecided: Vec<RulePlaceRow<'a>>,
}

#[derive(Serialize)]
struct RulePlaceRow<'a> {
    article: &'a str,
    #[serde(skip)]
    shown: Cow<'a, str>,
    line: usize,
    #[serde(flatten)]
    range: TextRange<'a>,
}

impl RulesArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut progress = ProgressLine::new("reading");
        let mut project = session.read_project(&self.paths, &mut progress)?;
        if let Some(id) = &self.remove {
            drop(progress);
            remove(&mut project, id)?;
            return Ok(CommandOutcome::Done);
        }
        // Fails on an unknown label before the long work.
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
        let rows: Vec<RuleRow<'_>> =
            project.rules().iter().map(|rule| row(&project, rule, &places)).collect();
        let is_empty = rows.is_empty();
        if self.format == OutputFormat::Json {
            out.json(&BTreeMap::from([("rules", rows)]))?;
        } else {
            text(&rows, out)?;
        }
        Ok(CommandOutcome::found(!is_empty))
    }
}

fn remove(project: &mut Project, id: &str) -> anyhow::Result<()> {
    let known =
        BatchId::from_digits(id).filter(|id| project.rules().iter().any(|rule| rule.id == *id));
    let Some(known) = known else {
        bail!("no rule has the id {id}: `copydesk rules {}` lists them", project.typed_folder());
    };
    project
        .edit_shared(SharedEdit::RemoveRule(known, copydesk::store::now()?))
        .context("the rule stays")?;
    complain("the rule is removed; its labels stay");
    Ok(())
}

impl RulesArgs {
    /// Labels the places of rules, or only prints the places.
    fn write_labels(
        &self,
        project: &mut Project,
        places: &[RulePlaces],
        out: &mut ResultWriter,
    ) -> CommandResult {
        let n: usize = places.iter().map(|one| one.places.len()).sum();
        if n == 0 {
            writeln!(out, "No rule matches an undecided place.")?;
            return Ok(CommandOutcome::Nothing);
        }
        for one in places {
            let name = project.codebook().name_of(&one.rule.label).to_owned();
            writeln!(out, "{}  {}", one.rule.id, visible(&name))?;
            write_places(&places_of(project, one), out)?;
        }
        if self.dry_run {
            let places = count(n, "place");
            writeln!(out, "{places} would be labelled; nothing is written.")?;
            return Ok(CommandOutcome::Done);
        }
        write_labelled(apply(project, places)?, out)?;
        Ok(CommandOutcome::Done)
    }
}

/// Prints the number of labelled places.
fn write_labelled(n: usize, out: &mut impl Write) -> anyhow::Result<()> {
    let places = places_are(n);
    Ok(writeln!(out, "{places} labelled; `copydesk undo` takes the labels back.")?)
}

fn places_are(n: usize) -> String {
    format!("{} {}", count(n, "place"), agree(n, "is", "are"))
}

/// Labels places of rules as one step, saves the articles, and returns the number of labelled places.
fn apply(project: &mut Project, places: &[RulePlaces]) -> anyhow::Result<usize> {
    let Some(step) = project.apply_rules(places, copydesk::store::now()?).step else {
        return Ok(0);
    };
    for index in project.articles_of(&step) {
        project.save(index)?;
        if let Some(trouble) = project.take_backup_trouble() {
            complain(&format!("saved, but {trouble}"));
        }
    }
    complain_of_journal(project);
    Ok(step.changes.len())
}

/// Returns the rows of the undecided places of a rule.
fn places_of<'a>(project: &'a Project, places: &RulePlaces) -> Vec<RulePlaceRow<'a>> {
    let undecided = places.places.iter().filter_map(|place| {
        let article = project.article(place.article)?;
        Some(RulePlaceRow {
            article: &article.path,
            shown: project.shown_path(place.article),
            line: article.scalars.line(place.span.start),
            range: TextRange::new(article, place.span),
        })
    });
    undecided.collect()
}

fn row<'a>(project: &'a Project, rule: &'a Rule, places: &[RulePlaces]) -> RuleRow<'a> {
    let meant = places.iter().filter(|one| one.rule.id == rule.id);
    let undecided = meant.flat_map(|one| places_of(project, one));
    RuleRow {
        id: rule.id.to_string(),
        words: &rule.words,
        label: &rule.label.0,
        unit: rule.unit.name(),
        created: rule.created.to_string(),
        labelled: project.batches().get(&rule.id).copied().unwrap_or(0),
        undecided: undecided.collect(),
    }
}

fn text(rows: &[RuleRow<'_>], out: &mut ResultWriter) -> anyhow::Result<()> {
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
        writeln!(out, "    labels {} · labelled {} · undecided {n}", row.unit, row.labelled)?;
        write_places(&row.undecided, out)?;
    }
    if rows.iter().any(|row| !row.undecided.is_empty()) {
        writeln!(out, "--apply labels the undecided places.")?;
    }
    Ok(())
}

fn write_places(places: &[RulePlaceRow<'_>], out: &mut ResultWriter) -> anyhow::Result<()> {
    for place in places {
        let words = shortened(place.range.text);
        writeln!(out, "      {}:{}  {words}", place.shown, place.line)?;
    }
    Ok(())
}
