//! `copydesk repeats`: what stands in several articles.

mod matrix;

mod report;

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use copydesk::{
    corpus::Article,
    exchange::csv::neutralised,
    project::Project,
    repeats::{Cluster, ClusterKind, Occurrence},
};
use serde::Serialize;

pub use self::report::shortened;
use super::{Ended, Session, complain_of_findings, output::Output, progress::Progress};

/// Find passages that stand in several articles: site furniture, bylines, labels, attributions, copies.
#[derive(Debug, Args)]
pub struct Repeat {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only these kinds.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind_of)]
    kind: Vec<ClusterKind>,
    /// Only what stands in at least this many articles.
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_articles: usize,
    /// Write instead how many words each pair of articles shares.
    #[arg(long, conflicts_with = "why")]
    matrix: bool,
    /// Show the words that made each score, with their bits.
    #[arg(long)]
    why: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A report to read.
    Text,
    /// One JSON object.
    Json,
    /// One line for each occurrence.
    Csv,
}

#[derive(Serialize)]
struct Report<'a> {
    clusters: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    kind: &'static str,
    articles: usize,
    score_bits: f64,
    needed_bits: f64,
    needed: String,
    pattern: &'a str,
    occurrences: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    article: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
}

impl Repeat {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let mut progress = Progress::new("reading");
        let project = session.read_project(&self.paths, &mut progress)?;
        progress.next("looking for repeats");
        let found = project.repeats(&mut |percent| progress.tell(percent));
        drop(progress);
        complain_of_findings(&project);
        let repeats = found.unwrap_or_default();
        let accepts = |cluster: &Cluster| {
            (self.kind.is_empty() || self.kind.contains(&cluster.kind))
                && cluster.n_articles >= self.min_articles
        };
        let clusters = repeats.clusters.iter();
        let wanted: Vec<&Cluster> = clusters.filter(|cluster| accepts(cluster)).collect();
        match self.format {
            format if self.matrix => matrix::write((&project, &repeats), accepts, format, out)?,
            Format::Text => {
                let shown = report::Shown {
                    why: self.why,
                    n_words: repeats.n_words,
                };
                report::write(&project, &wanted, shown, out)?;
            }
            Format::Json => {
                let clusters = wanted
                    .iter()
                    .map(|cluster| row(&project, cluster))
                    .collect();
                out.json(&Report { clusters })?;
            }
            Format::Csv => csv(&project, &wanted, out.data())?,
        }
        Ok(if wanted.is_empty() {
            Ended::Nothing
        } else {
            Ended::Done
        })
    }
}

fn kind_of(name: &str) -> Result<ClusterKind, String> {
    let names = ClusterKind::ALL.map(ClusterKind::name).join(", ");
    ClusterKind::from_name(name).ok_or_else(|| format!("not a kind; the kinds are {names}"))
}

fn article<'a>(project: &'a Project, occurrence: &Occurrence) -> Option<&'a Article> {
    project.article(occurrence.article).map(AsRef::as_ref)
}

fn row<'a>(project: &'a Project, cluster: &'a Cluster) -> Row<'a> {
    let places = cluster.occurrences.iter().filter_map(|occurrence| {
        let article = article(project, occurrence)?;
        Some(Place {
            article: &article.path,
            start: article.scalar(occurrence.span.start),
            end: article.scalar(occurrence.span.end),
            text: article.words(occurrence.span),
        })
    });
    Row {
        id: cluster.id.to_string(),
        kind: cluster.kind.name(),
        articles: cluster.n_articles,
        score_bits: tenths(cluster.score_bits),
        needed_bits: tenths(cluster.threshold.bits),
        needed: cluster.threshold.formula(),
        pattern: &cluster.pattern,
        occurrences: places.collect(),
    }
}

/// Rounded to one decimal, so that files do not differ in digits that mean nothing.
fn tenths(bits: f64) -> f64 {
    (bits * 10.0).round() / 10.0
}

fn csv(
    project: &Project,
    clusters: &[&Cluster],
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "cluster", "kind", "articles", "score_bits", "article", "start", "end", "text",
    ])?;
    for cluster in clusters {
        let row = row(project, cluster);
        for place in &row.occurrences {
            table.write_record([
                row.id.as_str(),
                row.kind,
                &row.articles.to_string(),
                &format!("{:.1}", row.score_bits),
                &*neutralised(place.article.into()),
                &place.start.to_string(),
                &place.end.to_string(),
                &*neutralised(place.text.into()),
            ])?;
        }
    }
    table.flush()?;
    Ok(())
}
