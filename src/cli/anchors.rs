//! `copydesk anchors`: what became of the marks of articles whose text has changed.

use std::{io::Write, path::PathBuf};

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use copydesk::{
    annotation::Annotation,
    project::{
        AnchorExcerpt, AnchorSummary, AnnotationEdit, DisplacedAnchor, EditTarget, Project,
        RevisionChange, TextRevision, quote_differences,
    },
    text::{DiffPart, visible},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{Ended, Session, complain, complain_of, complain_of_astray, output::Output};

/// List marks of articles that have changed, and accept where they stand now.
///
/// Without `--accept` nothing is written. Ambiguous marks and orphans are never accepted: place them on
/// the screen (Space m).
#[derive(Debug, Args)]
pub struct Anchors {
    /// Files and folders; without any, the sample articles.
    paths: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Record every mark that has a place where it stands now.
    #[arg(long)]
    accept: bool,
    /// Say what `--accept` would record, and write nothing.
    #[arg(long, requires = "accept")]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: then, now, and what differs.
    Text,
    /// One object for each article, then one for each of its marks.
    Json,
}

#[derive(Serialize)]
struct Head<'a> {
    article: &'a str,
    marks: &'a AnchorSummary,
    /// What changed in the text since marks were made on it, where the text of then is kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeRow>,
}

/// A change of a text.
#[derive(Serialize)]
struct ChangeRow {
    /// How many marks were made before it.
    marks: usize,
    /// In the text of now.
    line: usize,
    then: String,
    now: String,
}

/// One mark that does not stand where it was made.
#[derive(Serialize)]
struct Row<'a> {
    article: &'a str,
    id: String,
    state: &'static str,
    quote: &'a str,
    /// Unicode scalars of the text that it was made on.
    recorded: [usize; 2],
    /// Where it could stand, best first.
    places: Vec<PlaceRow>,
}

#[derive(Serialize)]
struct PlaceRow {
    /// Unicode scalars of the text of now.
    start: usize,
    end: usize,
    /// How much words and surroundings are as recorded, in percent.
    alike: u8,
    words: String,
}

impl Anchors {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut project = session.project(&self.paths)?;
        project.load_all();
        for (path, found) in project.findings() {
            complain_of(path, found);
        }
        let changed: Vec<usize> = (0..project.len())
            .filter(|index| project.anchor_summary(*index).is_some())
            .collect();
        for index in &changed {
            project.look_up_texts(*index);
            if let Some(drift) = project.anchor_summary(*index) {
                self.article(&project, (*index, drift), out)?;
            }
        }
        if changed.is_empty() && self.format == Format::Text {
            writeln!(out, "no article has changed under its marks")?;
        }
        let n_astray = complain_of_astray(&project);
        if self.accept {
            self.accept(&mut project, &changed)?;
        }
        let left = changed
            .iter()
            .filter_map(|index| project.anchor_summary(*index));
        let is_left = n_astray + left.map(AnchorSummary::n_displaced).sum::<usize>() > 0;
        Ok(if is_left { Ended::Nothing } else { Ended::Done })
    }

    fn article(
        &self,
        project: &Project,
        (index, drift): (usize, &AnchorSummary),
        out: &mut Output<impl Write>,
    ) -> anyhow::Result<()> {
        let path = project.path(index);
        match self.format {
            Format::Text => {
                writeln!(out, "{}: {drift}", visible(path))?;
                for (revision, n_marks) in project.revisions(index) {
                    print_changes(revision, n_marks, out)?;
                }
            }
            Format::Json => {
                out.json(&Head {
                    article: path,
                    marks: drift,
                    changes: changes(project, index),
                })?;
            }
        }
        for displaced in project.displaced_anchors(index) {
            let Some(mark) = project.annotation(index, displaced.id) else {
                continue;
            };
            match self.format {
                Format::Text => print(project, mark, &displaced, out)?,
                Format::Json => {
                    out.json(&row(project, mark, &displaced))?;
                }
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
        let step = project.edit(&targets, &AnnotationEdit::Accept, Timestamp::now());
        let n = step.as_ref().map_or(0, |step| step.changes.len());
        if self.dry_run {
            complain(&format!(
                "{n} marks would be recorded where they stand now; nothing is written"
            ));
            return Ok(());
        }
        let mut failed = None;
        for index in step
            .iter()
            .flat_map(|step| project.articles_of(step))
            .collect::<Vec<_>>()
        {
            failed = failed.or(project.save(index).err());
        }
        match failed {
            Some(error) => Err(anyhow!(error)),
            None => {
                complain(&format!("{n} marks are recorded where they stand now"));
                Ok(())
            }
        }
    }
}

fn row<'a>(project: &'a Project, mark: &'a Annotation, displaced: &DisplacedAnchor) -> Row<'a> {
    let index = displaced.article;
    let places = displaced.places.iter().filter_map(|place| {
        let (start, end) = project.article(index)?.scalars_of(place.span);
        Some(PlaceRow {
            start,
            end,
            alike: percent(place.score),
            words: project.excerpt(index, place.span)?.words,
        })
    });
    Row {
        article: project.path(index),
        id: mark.id.to_string(),
        state: mark.anchored.name(),
        quote: &mark.quote,
        recorded: [mark.recorded.start, mark.recorded.end],
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
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    let index = displaced.article;
    let then = AnchorExcerpt::recorded(mark);
    writeln!(
        out,
        "  {:<9}  {}  {}",
        mark.anchored.name(),
        mark.id,
        one_line(&shown(&then))
    )?;
    for place in &displaced.places {
        if let (Some(now), Some(article)) =
            (project.excerpt(index, place.span), project.article(index))
        {
            let line = article.scalars.line(place.span.start);
            let alike = percent(place.score);
            writeln!(
                out,
                "    line {line}, {alike} % alike: {}",
                one_line(&told(&then, &now))
            )?;
        }
    }
    if !displaced.places.is_empty() {
        return Ok(());
    }
    let instead = match project.revision(index, &mark.text_digest) {
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

/// The recorded words in brackets between what stood around them.
fn shown(then: &AnchorExcerpt) -> String {
    format!("…{}[{}]{}…", then.before, then.words, then.after)
}

fn told(then: &AnchorExcerpt, now: &AnchorExcerpt) -> String {
    let (then, now) = (then.whole(), now.whole());
    as_wdiff(&quote_differences(&then, &now))
}

/// What differs, as `wdiff` writes it.
fn as_wdiff(parts: &[DiffPart<'_>]) -> String {
    let parts = parts.iter().map(|part| match part {
        DiffPart::Same(words) => (*words).to_owned(),
        DiffPart::Gone(words) => format!("[-{words}-]"),
        DiffPart::New(words) => format!("{{+{words}+}}"),
    });
    parts.collect()
}

/// What changed in an article since so many marks were made on it.
fn print_changes(
    revision: &TextRevision,
    n_marks: usize,
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    let marks = if n_marks == 1 {
        "mark was"
    } else {
        "marks were"
    };
    writeln!(out, "  since {n_marks} {marks} made the text has changed:")?;
    for RevisionChange { line, parts } in revision.changes() {
        writeln!(out, "    line {line}: …{}…", one_line(&as_wdiff(&parts)))?;
    }
    Ok(())
}

fn changes(project: &Project, index: usize) -> Vec<ChangeRow> {
    let words = |parts: &[DiffPart<'_>], is_meant: fn(&DiffPart<'_>) -> bool| {
        let parts = parts.iter().copied().filter(is_meant);
        parts.map(DiffPart::text).collect::<String>()
    };
    let revisions = project.revisions(index);
    let rows = revisions.flat_map(|(revision, marks)| {
        let changes = revision.changes().into_iter();
        changes.map(move |RevisionChange { line, parts }| ChangeRow {
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
