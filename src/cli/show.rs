//! `copydesk show`: the blocks and sentences of an article.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::{
    corpus::Article,
    project::Project,
    text::{LeftOut, Span, count, on_one_line, visible},
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
    authors: Vec<String>,
    published: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    language: Option<String>,
    encoding: &'a str,
    /// The program that made the text, with its version.
    converter: Option<&'a str>,
    chars: usize,
    sha256: String,
    blocks: Vec<BlockRow>,
    sentences: Vec<SentenceRow<'a>>,
    left_out: Vec<LeftOutRow>,
    omissions: Vec<OmissionRow<'a>>,
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

/// A stretch of a page outside of its article.
#[derive(Serialize)]
struct LeftOutRow {
    start: usize,
    end: usize,
    reason: &'static str,
    n_words: usize,
}

/// Words of a page that stand in no block, for example struck-out words.
#[derive(Serialize)]
struct OmissionRow<'a> {
    reason: &'static str,
    n_words: usize,
    words: &'a str,
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
    let metadata = article.metadata();
    let left_out = article.outline.left_out.iter().map(|stretch| LeftOutRow {
        start: article.scalar(stretch.span.start),
        end: article.scalar(stretch.span.end),
        reason: stretch.reason.name(),
        n_words: stretch.n_words,
    });
    let omissions = article.omissions.iter().map(|omission| OmissionRow {
        reason: omission.reason.name(),
        n_words: omission.n_words,
        words: &omission.words,
    });
    ArticleReport {
        article: &article.path,
        title: article.title(),
        byline: words(article.front.byline),
        date: words(article.front.date),
        published: metadata.published.map(|date| date.value.into_owned()),
        outlet: metadata.outlet.map(|outlet| outlet.value.into_owned()),
        url: metadata.url.map(|url| url.value.into_owned()),
        language: metadata.language.map(|language| language.value.into_owned()),
        authors: metadata.authors.into_iter().map(|author| author.value.into_owned()).collect(),
        encoding: article.encoding,
        converter: article.converter.as_deref(),
        chars: article.scalars.total(),
        sha256: article.digest.to_string(),
        blocks: blocks.collect(),
        sentences: sentences.collect(),
        left_out: left_out.collect(),
        omissions: omissions.collect(),
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
    if let Some(converter) = &article.converter {
        writeln!(out, "text made by {}", visible(converter))?;
    }
    for diagnostic in &article.diagnostics {
        writeln!(out, "! {}", visible(&diagnostic.to_string()))?;
    }
    let mut block = usize::MAX;
    let mut left_out = article.outline.left_out.as_slice();
    for (index, sentence) in article.outline.sentences.iter().enumerate() {
        if sentence.block != block {
            block = sentence.block;
            let n_before = left_out.partition_point(|part| part.span.start < sentence.span.start);
            let (before, after) = left_out.split_at(n_before);
            write_left_out(before, out)?;
            left_out = after;
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
    write_left_out(left_out, out)?;
    for omission in &article.omissions {
        let (words, reason) = (count(omission.n_words, "word"), omission.reason.name());
        writeln!(out, "\n[{words} left out: {reason}] {}", visible(&omission.words))?;
    }
    writeln!(out)?;
    Ok(())
}

/// Writes one line for neighbouring stretches outside of the article.
fn write_left_out(stretches: &[LeftOut], out: &mut ResultWriter) -> anyhow::Result<()> {
    if stretches.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n[{}]", LeftOut::summary(stretches))?;
    Ok(())
}
