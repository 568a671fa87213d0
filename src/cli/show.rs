//! `copydesk show`: blocks and sentences of an article, for people or for programs.

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use copydesk::{
    corpus::Article,
    project::Project,
    text::{Span, visible},
};
use serde::Serialize;

use super::{
    Ended, Session, complain_of,
    output::Output,
    versions::{Numbered, contested, in_a_line, numbered},
};

/// Print the blocks and sentences of an article.
#[derive(Debug, Args)]
pub struct Show {
    /// The article's file; - reads it from standard input.
    article: PathBuf,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as --format json.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One sentence per line, with its kind.
    Text,
    /// Blocks and sentences with offsets in Unicode scalars, half-open.
    Json,
}

#[derive(Serialize)]
struct Shown<'a> {
    article: &'a str,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    date: Option<&'a str>,
    encoding: &'a str,
    chars: usize,
    sha256: String,
    blocks: Vec<ShownBlock>,
    sentences: Vec<ShownSentence<'a>>,
    contested: Vec<Contested>,
    inherited: Vec<Inherited>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct ShownBlock {
    kind: &'static str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct ShownSentence<'a> {
    start: usize,
    end: usize,
    block: usize,
    kind: &'static str,
    text: &'a str,
}

/// An annotation that several changed at once.
#[derive(Serialize)]
struct Contested {
    id: String,
    start: usize,
    end: usize,
    versions: Vec<Numbered>,
}

/// A label that was not put on its words alone.
#[derive(Serialize)]
struct Inherited {
    id: String,
    start: usize,
    end: usize,
    label: String,
    /// Where it comes from, in words.
    from: String,
}

impl Show {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut project = session.project(std::slice::from_ref(&self.article))?;
        project.load_all();
        let mut ended = Ended::Nothing;
        for index in 0..project.len() {
            let article = project.load(index);
            if self.json || self.format == Format::Json {
                out.json(&shown(&article, &project, index))?;
            } else {
                let told = Told {
                    contested: of_article(&article, &project, index),
                    inherited: inherited(&article, &project, index),
                };
                text(&article, &told, out)?;
            }
            ended = if article.outline.sentences.is_empty() {
                ended
            } else {
                Ended::Done
            };
        }
        let findings = project.findings().iter();
        for (path, found) in findings.filter(|(path, _)| project.find_article(path).is_none()) {
            complain_of(path, found);
        }
        Ok(ended)
    }
}

fn of_article(article: &Article, project: &Project, index: usize) -> Vec<Contested> {
    let all = contested(project, index).into_iter();
    let told = all.filter_map(|id| {
        let annotation = project.annotation(index, id)?;
        Some(Contested {
            id: id.to_string(),
            start: article.scalar(annotation.span.start),
            end: article.scalar(annotation.span.end),
            versions: numbered(project, index, id),
        })
    });
    told.collect()
}

/// What is told of the annotations of an article.
struct Told {
    contested: Vec<Contested>,
    inherited: Vec<Inherited>,
}

fn inherited(article: &Article, project: &Project, index: usize) -> Vec<Inherited> {
    let annotations = project
        .annotations(index)
        .iter()
        .filter(|annotation| annotation.is_placed());
    let told = annotations.filter_map(|annotation| {
        Some(Inherited {
            id: annotation.id.to_string(),
            start: article.scalar(annotation.span.start),
            end: article.scalar(annotation.span.end),
            label: annotation.label.as_ref()?.0.clone(),
            from: project.inherited(annotation)?,
        })
    });
    told.collect()
}

fn shown<'a>(article: &'a Article, project: &Project, index: usize) -> Shown<'a> {
    let words = |span: Option<Span>| span.map(|span| article.words(span));
    let blocks = article.outline.blocks.iter().map(|block| ShownBlock {
        kind: block.kind.name(),
        start: article.scalar(block.span.start),
        end: article.scalar(block.span.end),
    });
    let sentences = article
        .outline
        .sentences
        .iter()
        .map(|sentence| ShownSentence {
            start: article.scalar(sentence.span.start),
            end: article.scalar(sentence.span.end),
            block: sentence.block,
            kind: sentence.kind.name(),
            text: article.words(sentence.span),
        });
    Shown {
        article: &article.path,
        title: article.title(),
        byline: words(article.front.byline),
        date: words(article.front.date),
        encoding: article.encoding,
        chars: article.scalars.total(),
        sha256: article.digest.to_string(),
        blocks: blocks.collect(),
        sentences: sentences.collect(),
        contested: of_article(article, project, index),
        inherited: inherited(article, project, index),
        problems: article
            .diagnostics
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

fn text(article: &Article, told: &Told, out: &mut Output<impl Write>) -> anyhow::Result<()> {
    writeln!(out, "{} ({})", article.name(), visible(&article.path))?;
    for diagnostic in &article.diagnostics {
        writeln!(out, "! {}", visible(&diagnostic.to_string()))?;
    }
    let mut block = usize::MAX;
    for (index, sentence) in article.outline.sentences.iter().enumerate() {
        if sentence.block != block {
            block = sentence.block;
            writeln!(out, "\n[{}]", article.outline.blocks[block].kind.name())?;
        }
        let words = article.words(sentence.span).replace(['\r', '\n'], " ");
        writeln!(
            out,
            "{:>4} {:<14} {}",
            index + 1,
            sentence.kind.name(),
            &words
        )?;
        let here = article.scalar(sentence.span.start)..article.scalar(sentence.span.end);
        for known in told
            .inherited
            .iter()
            .filter(|one| here.contains(&one.start))
        {
            let label = visible(&known.label);
            let head = format!("{:>4} {:<14} {label}", "↳", "inherited");
            writeln!(out, "{head}: {}", visible(&known.from))?;
        }
        for rivals in told
            .contested
            .iter()
            .filter(|rivals| here.contains(&rivals.start))
        {
            let versions = in_a_line(&rivals.versions);
            let id = &rivals.id;
            let head = format!("{:>4} {:<14} {id}", "≠", "versions");
            writeln!(out, "{head}: {}", visible(&versions))?;
        }
    }
    writeln!(out)?;
    Ok(())
}
