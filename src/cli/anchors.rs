//! `copydesk anchors`: the annotations of changed articles.

use std::{io::Write, path::PathBuf};

use anyhow::anyhow;
use clap::Args;
use copydesk::{
    annotation::Annotation,
    project::{
        AnchorExcerpt, AnchorSummary, AnnotationEdit, DisplacedAnchor, EditTarget, Project,
        RevisionChange, TextRevision, quote_differences,
    },
    text::{DiffPart, agree, count},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain, complain_of, complain_of_astray,
    output::ResultWriter, table::OutputFormat,
};

/// List marks of changed articles, and accept their present places.
///
/// Without `--accept` nothing is written. Ambiguous marks and orphans are never accepted: place them on
/// the screen (`Space m`).
#[derive(Debug, Args)]
pub struct AnchorsArgs {
    /// Files and folders. The default is the sample articles.
    paths: Vec<PathBuf>,
    /// The format: `text` with the old words, the new words and the differences, or `json` with one
    /// object per article and per mark.
    #[arg(long, value_parser = OutputFormat::parser(&FORMATS), default_value = "text")]
    format: OutputFormat,
    /// Record the present place of every mark that has a place.
    #[arg(long)]
    accept: bool,
    /// Print the effect of `--accept`, and write nothing.
    #[arg(long, requires = "accept")]
    dry_run: bool,
}

const FORMATS: [OutputFormat; 2] = [OutputFormat::Text, OutputFormat::Json];

#[derive(Serialize)]
struct ArticleAnchorsRow<'a> {
    article: &'a str,
    marks: &'a AnchorSummary,
    /// The changes of the text, if a copy of the old text is kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<TextChangeRow>,
}

/// A change of a text.
#[derive(Serialize)]
struct TextChangeRow {
    /// The number of marks from before the change.
    marks: usize,
    /// The line in the present text.
    line: usize,
    then: String,
    now: String,
}

/// A mark with a present place that differs from the recorded place.
#[derive(Serialize)]
struct AnchorRow<'a> {
    article: &'a str,
    id: String,
    state: &'static str,
    quote: &'a str,
    /// The first and one past the last Unicode scalar in the recorded text.
    recorded: [usize; 2],
    /// Possible places, best first.
    places: Vec<AnchorPlaceRow>,
}

#[derive(Serialize)]
struct AnchorPlaceRow {
    /// The first Unicode scalar in the present text.
    start: usize,
    end: usize,
    /// The likeness to the recorded words and their surroundings, in percent.
    alike: u8,
    words: String,
}

impl AnchorsArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut project = session.project(&self.paths)?;
        project.load_named();
        for (path, found) in project.findings() {
            complain_of(path, found);
        }
        let named = project.named().into_iter();
        let changed: Vec<usize> =
            named.filter(|index| project.anchor_summary(*index).is_some()).collect();
        for index in &changed {
            project.look_up_texts(*index);
            if let Some(drift) = project.anchor_summary(*index) {
                self.article(&project, (*index, drift), out)?;
            }
        }
        if changed.is_empty() && self.format != OutputFormat::Json {
            writeln!(out, "no article has changed under its marks")?;
        }
        let n_astray = complain_of_astray(&project);
        if self.accept {
            self.accept(&mut project, &changed)?;
        }
        let left = changed.iter().filter_map(|index| project.anchor_summary(*index));
        let is_left = n_astray + left.map(AnchorSummary::n_displaced).sum::<usize>() > 0;
        Ok(CommandOutcome::found(!is_left))
    }

    fn article(
        &self,
        project: &Project,
        (index, drift): (usize, &AnchorSummary),
        out: &mut ResultWriter,
    ) -> anyhow::Result<()> {
        let path = project.path(index);
        let in_json = self.format == OutputFormat::Json;
        if in_json {
            out.json(&ArticleAnchorsRow {
                article: path,
                marks: drift,
                changes: changes(project, index),
            })?;
        } else {
            writeln!(out, "{}: {drift}", project.shown_path(index))?;
            for (revision, n_marks) in project.revisions(index) {
                print_changes(revision, n_marks, out)?;
            }
        }
        for displaced in project.displaced_anchors(index) {
            let Some(mark) = project.annotation(index, displaced.id) else {
                continue;
            };
            if in_json {
                out.json(&row(project, mark, &displaced))?;
            } else {
                print(project, mark, &displaced, out)?;
            }
        }
        Ok(())
    }

    fn accept(&self, project: &mut Project, changed: &[usize]) -> anyhow::Result<()> {
        let targets: Vec<EditTarget> = changed
            .iter()
            .flat_map(|index| {
                project
                    .annotations(*index)
                    .iter()
                    .map(|mark| EditTarget::Annotation(*index, mark.id))
            })
            .collect();
        let step = project.edit(&targets, &AnnotationEdit::Accept, copydesk::store::now()?);
        let n = step.as_ref().map_or(0, |step| step.changes.len());
        if self.dry_run {
            complain(&format!(
                "{} would be recorded where {} now; nothing is written",
                count(n, "mark"),
                agree(n, "it stands", "they stand")
            ));
            return Ok(());
        }
        let articles = step.iter().flat_map(|step| project.articles_of(step));
        let mut failed = None;
        for index in articles.collect::<Vec<_>>() {
            failed = failed.or(project.save(index).err());
        }
        match failed {
            Some(error) => Err(anyhow!(error)),
            None => {
                complain(&format!(
                    "{} {} recorded where {} now",
                    count(n, "mark"),
                    agree(n, "is", "are"),
                    agree(n, "it stands", "they stand")
                ));
                Ok(())
            }
        }
    }
}

fn row<'a>(
    project: &'a Project,
    mark: &'a Annotation,
    displaced: &DisplacedAnchor,
) -> AnchorRow<'a> {
    let index = displaced.article;
    let places = displaced.places.iter().filter_map(|place| {
        let (start, end) = project.article(index)?.scalars_of(place.span);
        Some(AnchorPlaceRow {
            start,
            end,
            alike: percent(place.score),
            words: project.excerpt(index, place.span)?.words,
        })
    });
    AnchorRow {
        article: project.path(index),
        id: mark.id.to_string(),
        state: mark.anchor.state.name(),
        quote: &mark.anchor.quote,
        recorded: [mark.anchor.recorded.start, mark.anchor.recorded.end],
        places: places.collect(),
    }
}

fn percent(score: f64) -> u8 {
    (score * 100.0) as u8
}

fn print(
    project: &Project,
    mark: &Annotation,
    displaced: &DisplacedAnchor,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    let index = displaced.article;
    let then = AnchorExcerpt::recorded(mark);
    writeln!(out, "  {:<9}  {}  {}", mark.anchor.state.name(), mark.id, one_line(&shown(&then)))?;
    for place in &displaced.places {
        if let (Some(now), Some(article)) =
            (project.excerpt(index, place.span), project.article(index))
        {
            let line = article.scalars.line(place.span.start);
            let alike = percent(place.score);
            writeln!(out, "    line {line}, {alike} % alike: {}", one_line(&told(&then, &now)))?;
        }
    }
    if !displaced.places.is_empty() {
        return Ok(());
    }
    let instead = match project.revision(index, &mark.anchor.text_digest) {
        Some(revision) => Some(as_wdiff(&revision.around(mark))),
        None => {
            let now = project.replacement_excerpt(index, mark);
            now.map(|now| told(&then, &now))
        }
    };
    if let Some(instead) = instead {
        writeln!(out, "    instead: {}", one_line(&instead))?;
    }
    Ok(())
}

/// Returns the recorded words in brackets, between their surroundings.
fn shown(then: &AnchorExcerpt) -> String {
    format!("…{}[{}]{}…", then.before, then.words, then.after)
}

fn told(then: &AnchorExcerpt, now: &AnchorExcerpt) -> String {
    let (then, now) = (then.whole(), now.whole());
    as_wdiff(&quote_differences(&then, &now))
}

/// Returns the differences in the notation of `wdiff`, for example `[-old-] {+new+}`.
fn as_wdiff(parts: &[DiffPart<'_>]) -> String {
    let parts = parts.iter().map(|part| match part {
        DiffPart::Same(words) => (*words).to_owned(),
        DiffPart::Gone(words) => format!("[-{words}-]"),
        DiffPart::New(words) => format!("{{+{words}+}}"),
    });
    parts.collect()
}

/// Prints the changes of an article since `n_marks` marks were made.
fn print_changes(
    revision: &TextRevision,
    n_marks: usize,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    let (marks, were) = (count(n_marks, "mark"), agree(n_marks, "was", "were"));
    writeln!(out, "  since {marks} {were} made the text has changed:")?;
    for RevisionChange { line, parts } in revision.changes() {
        writeln!(out, "    line {line}: …{}…", one_line(&as_wdiff(&parts)))?;
    }
    Ok(())
}

fn changes(project: &Project, index: usize) -> Vec<TextChangeRow> {
    let words = |parts: &[DiffPart<'_>], is_meant: fn(&DiffPart<'_>) -> bool| {
        let parts = parts.iter().copied().filter(is_meant);
        parts.map(DiffPart::text).collect::<String>()
    };
    let revisions = project.revisions(index);
    let rows = revisions.flat_map(|(revision, marks)| {
        let changes = revision.changes().into_iter();
        changes.map(move |RevisionChange { line, parts }| TextChangeRow {
            marks,
            line,
            then: words(&parts, |part| !matches!(part, DiffPart::New(_))),
            now: words(&parts, |part| !matches!(part, DiffPart::Gone(_))),
        })
    });
    rows.collect()
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
