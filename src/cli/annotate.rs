//! `copydesk annotate`: a label, note or source from a script.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use copydesk::{
    annotation::{Confidence, LabelId, Step},
    corpus::Article,
    project::{Edit, Project, Target},
    text::Span,
};
use jiff::Timestamp;

use super::{Ended, Session, complain};

/// Add or change an annotation from a script, by its words or by its range.
#[derive(Debug, Args)]
pub struct Annotate {
    /// The folder of the articles, or one article's file.
    path: PathBuf,
    /// The article's path inside the folder; not needed for one file.
    #[arg(long)]
    article: Option<String>,
    /// The exact words, which must stand in the article once.
    #[arg(long, conflicts_with_all = ["start", "end"])]
    quote: Option<String>,
    /// First Unicode scalar.
    #[arg(long, requires = "end")]
    start: Option<usize>,
    /// One past the last Unicode scalar.
    #[arg(long, requires = "start")]
    end: Option<usize>,
    /// The label's id, name or key.
    #[arg(long)]
    label: Option<String>,
    /// A note.
    #[arg(long)]
    note: Option<String>,
    /// The source: words inside the annotated ones or anywhere in the article.
    #[arg(long)]
    source: Option<String>,
    /// The cue: words like --source.
    #[arg(long)]
    cue: Option<String>,
    /// The address of the evidence.
    #[arg(long)]
    evidence: Option<String>,
    /// How sure: 1 low, 2 medium, 3 high.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3))]
    confidence: Option<u8>,
    /// Delete the annotation of these words.
    #[arg(long, conflicts_with_all = ["label", "note", "source", "cue", "evidence", "confidence"])]
    delete: bool,
}

impl Annotate {
    pub fn run(&self, session: &Session, out: &mut impl Write) -> anyhow::Result<Ended> {
        let mut project = session.project(std::slice::from_ref(&self.path))?;
        let index = self.find_article(&project)?;
        let article = project.load(index);
        let span = self.span(&article)?;
        let edits = self.edits(&project, &article, span)?;
        if edits.is_empty() {
            bail!("nothing to write: give --label, --note, --source, --evidence or --delete");
        }
        let at = Timestamp::now();
        let target = Target::Words(index, span);
        if let Some(words) = edits
            .iter()
            .find_map(|edit| project.objection(target, edit))
        {
            bail!("{words}");
        }
        let steps: Vec<Step> = edits
            .iter()
            .filter_map(|edit| project.edit(&[target], edit, at))
            .collect();
        if steps.is_empty() {
            complain("nothing changed");
            return Ok(Ended::Nothing);
        }
        project.save(index)?;
        let (start, end) = (article.scalar(span.start), article.scalar(span.end));
        let id = steps[0].changes[0].id;
        writeln!(out, "{id} {}:{start}-{end}", article.path)?;
        Ok(Ended::Done)
    }

    fn find_article(&self, project: &Project) -> anyhow::Result<usize> {
        match &self.article {
            Some(path) => project.find_article(path).with_context(|| {
                format!("no article {path} here: `copydesk list` prints their paths")
            }),
            None if project.len() == 1 => Ok(0),
            None => bail!(
                "there are {} articles: name one with --article",
                project.len()
            ),
        }
    }

    fn span(&self, article: &Article) -> anyhow::Result<Span> {
        let span = match (&self.quote, self.start, self.end) {
            (Some(quote), ..) => only_place(article, quote)?,
            (None, Some(start), Some(end)) if start < end => {
                article.span_of_scalars(start, end).with_context(|| {
                    format!(
                        "{start}..{end} is outside the article's {} characters",
                        article.scalars.total()
                    )
                })?
            }
            (None, Some(start), Some(end)) => bail!("--start {start} is not before --end {end}"),
            _ => bail!("say which words: --quote, or --start and --end"),
        };
        Ok(span)
    }

    fn edits(&self, project: &Project, article: &Article, span: Span) -> anyhow::Result<Vec<Edit>> {
        if self.delete {
            return Ok(vec![Edit::Delete]);
        }
        let mut edits = Vec::new();
        if let Some(label) = &self.label {
            edits.push(Edit::Label(Some(find_label(project, label)?)));
        }
        if let Some(note) = &self.note {
            edits.push(Edit::Note(
                Some(note.clone()).filter(|note| !note.is_empty()),
            ));
        }
        if let Some(source) = &self.source {
            edits.push(Edit::Source(Some(place_near(article, source, span)?)));
        }
        if let Some(cue) = &self.cue {
            edits.push(Edit::Cue(Some(place_near(article, cue, span)?)));
        }
        if let Some(evidence) = &self.evidence {
            edits.push(Edit::Evidence(
                Some(evidence.clone()).filter(|words| !words.is_empty()),
            ));
        }
        if let Some(confidence) = self.confidence {
            edits.push(Edit::Confidence(Confidence::from_number(confidence)));
        }
        Ok(edits)
    }
}

fn find_label(project: &Project, wanted: &str) -> anyhow::Result<LabelId> {
    let labels = &project.codebook().labels;
    let found = labels.iter().find(|label| {
        label.id.0 == wanted || label.name == wanted || label.key.to_string() == wanted
    });
    let known: Vec<&str> = labels.iter().map(|label| label.id.0.as_str()).collect();
    let label =
        found.with_context(|| format!("no label {wanted}: the labels are {}", known.join(", ")))?;
    Ok(label.id.clone())
}

/// The one place where the words stand.
fn only_place(article: &Article, words: &str) -> anyhow::Result<Span> {
    if words.is_empty() {
        bail!("the words to annotate are empty");
    }
    let mut places = article.text.match_indices(words);
    let Some((at, _)) = places.next() else {
        bail!(
            "these words are not in {}: quotes and spaces count too",
            article.path
        );
    };
    let others = places.count();
    if others > 0 {
        bail!(
            "these words stand {} times in {}: give --start and --end",
            others + 1,
            article.path
        );
    }
    Ok(Span::new(at, at + words.len()))
}

/// Where the words stand inside the annotated ones, else their only place in the article.
fn place_near(article: &Article, words: &str, span: Span) -> anyhow::Result<Span> {
    let inside = article
        .words(span)
        .find(words)
        .filter(|_| !words.is_empty());
    match inside {
        Some(at) => Ok(Span::new(span.start + at, span.start + at + words.len())),
        None => only_place(article, words),
    }
}
