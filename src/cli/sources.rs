//! `copydesk sources`: the named sources with their statements and descriptions.

use std::{
    collections::{BTreeMap, HashSet},
    io::Write,
    path::PathBuf,
};

use clap::Args;
use copydesk::{
    corpus::Article,
    project::Project,
    suggest::{Ledger, Mention, Source},
    text::{agree, count, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain_of_findings,
    output::ResultWriter,
    progress::ProgressLine,
    repeats::shortened,
    table::{OutputFormat, TextRange},
};

/// List the named sources: descriptions, statements and their places.
#[derive(Debug, Args)]
pub struct SourcesArgs {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format: a report, one JSON object, or one CSV row per place.
    #[arg(long, value_parser = OutputFormat::parser(&FORMATS), default_value = "text")]
    format: OutputFormat,
    /// Print only sources with statements in at least N articles.
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_articles: usize,
}

const FORMATS: [OutputFormat; 3] = [OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv];

#[derive(Serialize)]
struct SourceRow<'a> {
    name: &'a str,
    articles: usize,
    quotations: usize,
    statements: usize,
    descriptions: Vec<DescriptionRow<'a>>,
    places: Vec<MentionRow<'a>>,
}

#[derive(Serialize)]
struct DescriptionRow<'a> {
    text: &'a str,
    times: usize,
}

#[derive(Serialize)]
struct MentionRow<'a> {
    article: &'a str,
    #[serde(flatten)]
    range: TextRange<'a>,
    rule: &'static str,
    source: TextRange<'a>,
    cue: TextRange<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<TextRange<'a>>,
    quotations: Vec<TextRange<'a>>,
}

/// A CSV row: a place with its source.
#[derive(Default, Serialize)]
struct MentionCells<'a> {
    name: &'a str,
    articles: usize,
    article: &'a str,
    start: usize,
    end: usize,
    rule: &'a str,
    source: &'a str,
    cue: &'a str,
    description: &'a str,
    quotations: usize,
    text: &'a str,
}

impl SourcesArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut progress = ProgressLine::new("reading");
        let project = session.read_project(&self.paths, &mut progress)?;
        drop(progress);
        complain_of_findings(&project);
        let Ledger { mut sources } = project.sources();
        let named: HashSet<usize> = project.named().into_iter().collect();
        sources.retain(|source| {
            source.n_articles >= self.min_articles
                && source.mentions.iter().any(|mention| named.contains(&mention.article))
        });
        match self.format {
            OutputFormat::Text | OutputFormat::Markdown => text(&project, &sources, out)?,
            OutputFormat::Json => {
                let rows = sources.iter().map(|source| row(&project, source));
                out.json(&BTreeMap::from([("sources", rows.collect::<Vec<_>>())]))?;
            }
            OutputFormat::Csv => {
                let rows = sources.iter().map(|source| row(&project, source));
                out.table(rows.flat_map(cells))?;
            }
        }
        Ok(CommandOutcome::found(!sources.is_empty()))
    }
}

fn text(project: &Project, sources: &[Source], out: &mut ResultWriter) -> anyhow::Result<()> {
    let articles = count(project.len(), "article");
    if sources.is_empty() {
        writeln!(out, "No source is named in {articles}.")?;
        return Ok(());
    }
    let heading = format!(
        "{} {} in {articles}, those of most articles first: name, \
         descriptions, and every place (FILE:LINE) with what is said there. Found by rules from the \
         words of saying and the names around them: a help to read, not a verdict.",
        count(sources.len(), "named source"),
        agree(sources.len(), "speaks", "speak")
    );
    out.paragraph(&heading, 0)?;
    for source in sources {
        writeln!(out, "\n{}: {}", visible(&source.name), source.counts())?;
        for (description, times) in &source.descriptions {
            let times = if *times > 1 { format!(" ({times} times)") } else { String::new() };
            out.paragraph(&format!("{}{times}", shortened(description)), 4)?;
        }
        for mention in &source.mentions {
            if let Some(article) = project.article(mention.article) {
                let line = article.scalars.line(mention.span.start);
                writeln!(out, "      {}:{line}", project.shown_path(mention.article))?;
                out.paragraph(&shortened(article.words(mention.span)), 8)?;
            }
        }
    }
    Ok(())
}

fn row<'a>(project: &'a Project, source: &'a Source) -> SourceRow<'a> {
    let places = source.mentions.iter();
    SourceRow {
        name: &source.name,
        articles: source.n_articles,
        quotations: source.n_quotations,
        statements: source.n_statements,
        descriptions: source
            .descriptions
            .iter()
            .map(|(text, times)| DescriptionRow { text, times: *times })
            .collect(),
        places: places
            .filter_map(|mention| Some(place(project.article(mention.article)?, mention)))
            .collect(),
    }
}

fn place<'a>(article: &'a Article, mention: &'a Mention) -> MentionRow<'a> {
    let range = |span| TextRange::new(article, span);
    let found = &mention.attribution;
    MentionRow {
        article: &article.path,
        range: range(mention.span),
        rule: found.rule.name(),
        source: range(found.source),
        cue: range(found.cue),
        description: found.description.map(range),
        quotations: found.quotations.iter().copied().map(range).collect(),
    }
}

/// Returns the CSV rows of a source.
fn cells(row: SourceRow<'_>) -> Vec<MentionCells<'_>> {
    let places = row.places.into_iter();
    let cells = places.map(|place| MentionCells {
        name: row.name,
        articles: row.articles,
        article: place.article,
        start: place.range.start,
        end: place.range.end,
        rule: place.rule,
        source: place.source.text,
        cue: place.cue.text,
        description: place.description.map_or("", |words| words.text),
        quotations: place.quotations.len(),
        text: place.range.text,
    });
    cells.collect()
}
