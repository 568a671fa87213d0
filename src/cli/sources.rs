//! `copydesk sources`: who is said to have said what, in how many articles.

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use copydesk::{
    corpus::Article,
    exchange::csv::neutralised,
    project::Project,
    suggest::{Ledger, Mention, Source},
    text::{Span, visible},
};
use serde::Serialize;

use super::{
    Ended, Session, complain_of_findings, output::Output, progress::Progress, repeats::shortened,
};

/// List who is said to have said what: every source with its descriptions and places.
#[derive(Debug, Args)]
pub struct Sources {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only sources that speak in at least this many articles.
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_articles: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A report to read.
    Text,
    /// One JSON object.
    Json,
    /// One line for each place.
    Csv,
}

#[derive(Serialize)]
struct Report<'a> {
    sources: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    articles: usize,
    quotations: usize,
    statements: usize,
    descriptions: Vec<Described<'a>>,
    places: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Described<'a> {
    text: &'a str,
    times: usize,
}

#[derive(Serialize)]
struct Place<'a> {
    article: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
    rule: &'static str,
    source: Words<'a>,
    cue: Words<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Words<'a>>,
    quotations: Vec<Words<'a>>,
}

/// Words with their place.
#[derive(Serialize)]
struct Words<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

impl Sources {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut progress = Progress::new("reading");
        let project = session.read_project(&self.paths, &mut progress)?;
        drop(progress);
        complain_of_findings(&project);
        let Ledger { mut sources } = project.sources();
        sources.retain(|source| source.n_articles >= self.min_articles);
        match self.format {
            Format::Text => text(&project, &sources, out)?,
            Format::Json => {
                let rows = sources.iter().map(|source| row(&project, source));
                let sources = rows.collect();
                out.json(&Report { sources })?;
            }
            Format::Csv => csv(&project, &sources, out.data())?,
        }
        Ok(if sources.is_empty() {
            Ended::Nothing
        } else {
            Ended::Done
        })
    }
}

fn text(project: &Project, sources: &[Source], out: &mut Output<impl Write>) -> anyhow::Result<()> {
    let n_articles = project.len();
    if sources.is_empty() {
        writeln!(out, "No source is named in {n_articles} articles.")?;
        return Ok(());
    }
    let heading = format!(
        "{} named sources speak in {n_articles} articles, those of most articles first: name, \
         descriptions, and every place (FILE:LINE) with what is said there. Found by rules from the \
         words of saying and the names around them: a help to read, not a verdict.",
        sources.len()
    );
    out.paragraph(&heading, 0)?;
    for source in sources {
        writeln!(out, "\n{}: {}", visible(&source.name), source.counts())?;
        for (description, times) in &source.descriptions {
            let times = if *times > 1 {
                format!(" ({times} times)")
            } else {
                String::new()
            };
            out.paragraph(&format!("{}{times}", shortened(description)), 4)?;
        }
        for mention in &source.mentions {
            if let Some(article) = project.article(mention.article) {
                let line = article.scalars.line(mention.span.start);
                writeln!(out, "      {}:{line}", visible(&article.path))?;
                out.paragraph(&shortened(article.words(mention.span)), 8)?;
            }
        }
    }
    Ok(())
}

fn row<'a>(project: &'a Project, source: &'a Source) -> Row<'a> {
    let places = source.mentions.iter();
    Row {
        name: &source.name,
        articles: source.n_articles,
        quotations: source.n_quotations,
        statements: source.n_statements,
        descriptions: source
            .descriptions
            .iter()
            .map(|(text, times)| Described {
                text,
                times: *times,
            })
            .collect(),
        places: places
            .filter_map(|mention| Some(place(project.article(mention.article)?, mention)))
            .collect(),
    }
}

fn place<'a>(article: &'a Article, mention: &'a Mention) -> Place<'a> {
    let words = |span: Span| Words {
        start: article.scalar(span.start),
        end: article.scalar(span.end),
        text: article.words(span),
    };
    let found = &mention.attribution;
    Place {
        article: &article.path,
        start: article.scalar(mention.span.start),
        end: article.scalar(mention.span.end),
        text: article.words(mention.span),
        rule: found.rule.name(),
        source: words(found.source),
        cue: words(found.cue),
        description: found.description.map(words),
        quotations: found.quotations.iter().copied().map(words).collect(),
    }
}

fn csv(project: &Project, sources: &[Source], out: &mut Output<impl Write>) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "name", "articles", "article", "start", "end", "rule", "source", "cue", "description",
        "quotations", "text",
    ])?;
    for source in sources {
        for place in row(project, source).places {
            let cells = [
                source.name.as_str(),
                &source.n_articles.to_string(),
                place.article,
                &place.start.to_string(),
                &place.end.to_string(),
                place.rule,
                place.source.text,
                place.cue.text,
                place.description.map_or("", |words| words.text),
                &place.quotations.len().to_string(),
                place.text,
            ];
            table.write_record(cells.map(|cell| neutralised(cell.into()).into_owned()))?;
        }
    }
    table.flush()?;
    Ok(())
}
