//! `copydesk rules --add`: makes a rule from a script. On the screen `R`, a label and `w` do the same.

use std::io::Write;

use anyhow::{Context, bail};
use copydesk::{
    annotation::{LabelId, Rule},
    project::{Project, SharedEdit},
    repeats::{Cluster, Repeats},
    text::{count, fold},
};

use super::{RulesArgs, apply, places_are, places_of, write_labelled, write_places};
use crate::cli::{
    CommandOutcome, CommandResult, complain, output::ResultWriter, repeats::shortened,
};

/// The most repeats in an error message.
const LISTED: usize = 10;

impl RulesArgs {
    /// Makes a rule of the named repeat, or prints its effect.
    pub(super) fn make(
        &self,
        project: &mut Project,
        (repeats, label): (&Repeats, LabelId),
        out: &mut ResultWriter,
    ) -> CommandResult {
        let cluster = match &self.cluster {
            Some(id) => of_id(project, repeats, id)?,
            None => of_words(project, repeats, self.quote.as_deref().unwrap_or_default())?,
        };
        let at = copydesk::store::now()?;
        let rule = project.rule_for(cluster, (label, self.unit), at);
        let rule = rule.context("the articles of this repeat are gone")?;
        let known = |one: &&Rule| {
            (&one.words, &one.label, one.unit) == (&rule.words, &rule.label, rule.unit)
        };
        if let Some(known) = project.rules().iter().find(known) {
            complain(&format!("this rule is kept already: {}", known.id));
            return Ok(CommandOutcome::Nothing);
        }
        let places = project.places_for(&rule, repeats);
        let name = project.codebook().name_of(&rule.label);
        writeln!(out, "{name}: “{}”", shortened(&rule.words))?;
        writeln!(out, "The label is stored for {}.", rule.unit.words())?;
        write_places(&places_of(project, &places), out)?;
        let n = places.places.len();
        let n_decided = cluster.occurrences.len().saturating_sub(n);
        if n_decided > 0 {
            writeln!(out, "{} decided already and left alone.", places_are(n_decided))?;
        }
        if self.dry_run {
            writeln!(out, "The rule would label {n} of these; nothing is written.")?;
            return Ok(CommandOutcome::Done);
        }
        let id = rule.id;
        project.edit_shared(SharedEdit::KeepRule(rule)).context("no rule is kept")?;
        let labelled = apply(project, &[places]);
        let n = labelled.context("the rule is kept, but its places are not labelled")?;
        write_labelled(n, out)?;
        writeln!(out, "The rule is {id}; --remove {id} removes the rule.")?;
        Ok(CommandOutcome::Done)
    }
}

fn of_id<'a>(project: &Project, repeats: &'a Repeats, id: &str) -> anyhow::Result<&'a Cluster> {
    let mut clusters = repeats.clusters.iter();
    let found = clusters.find(|cluster| cluster.id.to_string() == id);
    found.with_context(|| {
        let folder = project.typed_folder();
        format!("no repeat has the id {id}: `copydesk repeats {folder} --format json` prints them")
    })
}

/// Returns the only repeat with these words in an occurrence, or the only repeat of exactly these words.
///
/// # Errors
/// Fails if no repeat has the words. Fails if several repeats have the words, and lists them on standard
/// error.
fn of_words<'a>(
    project: &Project,
    repeats: &'a Repeats,
    words: &str,
) -> anyhow::Result<&'a Cluster> {
    let wanted = plain(words);
    if wanted.is_empty() {
        bail!("--quote has no words");
    }
    let mut found = Vec::new();
    let mut exact = Vec::new();
    for cluster in &repeats.clusters {
        let texts = cluster.occurrences.iter().filter_map(|one| {
            let article = project.article(one.article)?;
            Some(plain(article.words(one.span)))
        });
        let texts: Vec<String> = texts.collect();
        if texts.iter().any(|text| text.contains(&wanted)) {
            found.push(cluster);
        }
        if texts.contains(&wanted) {
            exact.push(cluster);
        }
    }
    match (&exact[..], &found[..]) {
        ([only], _) | ([], [only]) => Ok(only),
        (_, []) => bail!(
            "no repeat has “{words}”: `copydesk repeats {}` prints the repeats",
            project.typed_folder()
        ),
        (_, several) => {
            list(several);
            bail!(
                "{} have “{words}”: give more words, or the id of one to --cluster",
                count(several.len(), "repeat")
            )
        }
    }
}

/// Returns the folded words, with single spaces and without other signs, for example `thick fog`.
fn plain(words: &str) -> String {
    let folded = fold(words).text;
    let words = folded.split(|sign: char| !sign.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Lists on standard error the repeats to choose from.
fn list(clusters: &[&Cluster]) {
    for cluster in clusters.iter().take(LISTED) {
        let words = shortened(&cluster.pattern);
        complain(&format!("{}  in {}  {words}", cluster.id, count(cluster.n_articles, "article")));
    }
    if clusters.len() > LISTED {
        complain(&format!("and {} more", clusters.len() - LISTED));
    }
}
