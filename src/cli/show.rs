//! `copydesk show`: the blocks and sentences of an article.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::{
    corpus::Article,
    project::Project,
    text::{Span, on_one_line, visible},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain_of_strays,
    output::ResultWriter,
    table::OutputFormat,
    versions::{Numbered, contested, in_a_line, numbered},
};

/// Print the blocks and sentences of an article.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The file of the article. `-` reads from standard input.
    article: PathBuf,
    /// The format: each sentence with its kind, or one JSON object.
    #[arg(long, value_parser = OutputFormat::parser(&FORMATS), default_value = "text")]
    format: OutputFormat,
    /// The same as `--format json`.
    #[arg(long)]
    json: bool,
}

const FORMATS: [OutputFormat; 2] = [OutputFormat::Text, OutputFormat::Json];

#[derive(Serialize)]
struct ArticleReport<'a> {
    article: &'a str,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    date: Option<&'a str>,
    encoding: &'a str,
    chars: usize,
    sha256: String,
    blocks: Vec<BlockRow>,
    sentences: Vec<SentenceRow<'a>>,
    contested: Vec<ContestedRow>,
    inherited: Vec<InheritedRow>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct BlockRow {
    kind: &'static str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct SentenceRow<'a> {
    start: usize,
    end: usize,
    block: usize,
    kind: &'static str,
    text: &'a str,
}

/// An annotation with several versions.
#[derive(Serialize)]
struct ContestedRow {
    id: String,
    start: usize,
    end: usize,
    versions: Vec<Numbered>,
}

/// A label from a step or a rule for several places at once.
#[derive(Serialize)]
struct InheritedRow {
    id: String,
    start: usize,
    end: usize,
    label: String,
    /// The origin of the label, in words.
    from: String,
}

impl ShowArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.project(std::slice::from_ref(&self.article))?;
        project.load_named();
        let mut ended = CommandOutcome::Nothing;
        for index in project.named() {
            let article = project.load(index);
            if self.json || self.format == OutputFormat::Json {
                out.json(&shown(&article, &project, index))?;
            } else {
                let told = MarkRows {
                    contested: of_article(&article, &project, index),
                    inherited: inherited(&article, &project, index),
                };
                text(&article, &project.shown_path(index), &told, out)?;
            }
            ended = if article.outline.sentences.is_empty() { ended } else { CommandOutcome::Done };
        }
        complain_of_strays(&project);
        Ok(ended)
    }
}

fn of_article(article: &Article, project: &Project, index: usize) -> Vec<ContestedRow> {
    let all = contested(project, index).into_iter();
    let told = all.filter_map(|id| {
        let annotation = project.annotation(index, id)?;
        Some(ContestedRow {
            id: id.to_string(),
            start: article.scalar(annotation.anchor.span.start),
            end: article.scalar(annotation.anchor.span.end),
            versions: numbered(project, index, id),
        })
    });
    told.collect()
}

/// The annotations of an article in its text report.
struct MarkRows {
    contested: Vec<ContestedRow>,
    inherited: Vec<InheritedRow>,
}

fn inherited(article: &Article, project: &Project, index: usize) -> Vec<InheritedRow> {
    let annotations = project.annotations(index).iter().filter(|annotation| annotation.is_placed());
    let told = annotations.filter_map(|annotation| {
        Some(InheritedRow {
            id: annotation.id.to_string(),
            start: article.scalar(annotation.anchor.span.start),
            end: article.scalar(annotation.anchor.span.end),
            label: annotation.content.label.as_ref()?.0.clone(),
            from: project.inherited(annotation)?,
        })
    });
    told.collect()
}

fn shown<'a>(article: &'a Article, project: &Project, index: usize) -> ArticleReport<'a> {
    let words = |span: Option<Span>| span.map(|span| article.words(span));
    let blocks = article.outline.blocks.iter().map(|block| BlockRow {
        kind: block.kind.name(),
        start: article.scalar(block.span.start),
        end: article.scalar(block.span.end),
    });
    let sentences = article.outline.sentences.iter().map(|sentence| SentenceRow {
        start: article.scalar(sentence.span.start),
        end: article.scalar(sentence.span.end),
        block: sentence.block,
        kind: sentence.kind.name(),
        text: article.words(sentence.span),
    });
    ArticleReport {
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
        problems: article.diagnostics.iter().map(ToString::to_string).collect(),
    }
}

fn text(
    article: &Article,
    path: &str,
    told: &MarkRows,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    writeln!(out, "{} ({})", article.name(), path)?;
    for diagnostic in &article.diagnostics {
        writeln!(out, "! {}", visible(&diagnostic.to_string()))?;
    }
    let mut block = usize::MAX;
    for (index, sentence) in article.outline.sentences.iter().enumerate() {
        if sentence.block != block {
            block = sentence.block;
            writeln!(out, "\n[{}]", article.outline.blocks[block].kind.name())?;
        }
        let words = on_one_line(article.words(sentence.span));
        writeln!(out, "{:>4} {:<14} {}", index + 1, sentence.kind.name(), &words)?;
        let here = article.scalar(sentence.span.start)..article.scalar(sentence.span.end);
        for known in told.inherited.iter().filter(|one| here.contains(&one.start)) {
            let label = visible(&known.label);
            let head = format!("{:>4} {:<14} {label}", "↳", "inherited");
            writeln!(out, "{head}: {}", visible(&known.from))?;
        }
        for rivals in told.contested.iter().filter(|rivals| here.contains(&rivals.start)) {
            let versions = in_a_line(&rivals.versions);
            let id = &rivals.id;
            let head = format!("{:>4} {:<14} {id}", "≠", "versions");
            writeln!(out, "{head}: {}", visible(&versions))?;
        }
    }
    writeln!(out)?;
    Ok(())
}
