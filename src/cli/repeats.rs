//! `copydesk repeats`: prints passages of several articles.

mod matrix;
mod report;

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use clap::Args;
use copydesk::{
    corpus::Article,
    project::Project,
    repeats::{Cluster, ClusterKind, Occurrence, Repeats},
};
use serde::Serialize;

pub use self::report::shortened;
use super::{
    CliSession, CommandOutcome, CommandResult, complain_of_findings,
    output::ResultWriter,
    progress::ProgressLine,
    table::{OutputFormat, TextRange},
};

/// Find passages of several articles: site text, bylines, labels, attributions, copies.
#[derive(Debug, Args)]
pub struct RepeatsArgs {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format: a report, one JSON object, or one CSV row per occurrence.
    #[arg(long, value_parser = OutputFormat::parser(&FORMATS), default_value = "text")]
    format: OutputFormat,
    /// Print only these kinds.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind_of)]
    kind: Vec<ClusterKind>,
    /// Print only passages in at least N articles.
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_articles: usize,
    /// Print the number of shared words for each pair of articles instead.
    #[arg(long, conflicts_with = "why")]
    matrix: bool,
    /// Print the words behind each score, with their bits.
    #[arg(long)]
    why: bool,
}

const FORMATS: [OutputFormat; 3] = [OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv];

#[derive(Serialize)]
struct ClusterRow<'a> {
    id: String,
    /// The best cluster of the group; nothing for a cluster outside of groups.
    group: Option<String>,
    kind: &'static str,
    articles: usize,
    score_bits: f64,
    needed_bits: f64,
    needed: String,
    pattern: &'a str,
    occurrences: Vec<OccurrenceRow<'a>>,
}

#[derive(Serialize)]
struct OccurrenceRow<'a> {
    article: &'a str,
    #[serde(flatten)]
    range: TextRange<'a>,
}

/// A CSV row: an occurrence with its cluster.
#[derive(Default, Serialize)]
struct OccurrenceCells<'a> {
    cluster: String,
    group: String,
    kind: &'a str,
    articles: usize,
    score_bits: String,
    article: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
}

impl RepeatsArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let mut progress = ProgressLine::new("reading");
        let project = session.read_project(&self.paths, &mut progress)?;
        progress.next("looking for repeats");
        let found = project.repeats(&mut |percent| progress.tell(percent));
        drop(progress);
        complain_of_findings(&project);
        let repeats = found.unwrap_or_default();
        let named: HashSet<usize> = project.named().into_iter().collect();
        let accepts = |cluster: &Cluster| {
            cluster.occurrences.iter().any(|one| named.contains(&one.article))
                && (self.kind.is_empty() || self.kind.contains(&cluster.kind))
                && cluster.n_articles >= self.min_articles
        };
        let clusters = repeats.clusters.iter();
        let wanted: Vec<&Cluster> = clusters.filter(|cluster| accepts(cluster)).collect();
        match self.format {
            format if self.matrix => matrix::write((&project, &repeats), accepts, format, out)?,
            OutputFormat::Text | OutputFormat::Markdown => {
                let shown = report::ReportScope { why: self.why, n_words: repeats.n_words };
                report::write(&project, (&wanted, &repeats), shown, out)?;
            }
            OutputFormat::Json => {
                let clusters = wanted.iter().map(|cluster| row(&project, &repeats, cluster));
                out.json(&BTreeMap::from([("clusters", clusters.collect::<Vec<_>>())]))?;
            }
            OutputFormat::Csv => {
                let rows = wanted.iter().map(|cluster| row(&project, &repeats, cluster));
                out.table(rows.flat_map(cells))?;
            }
        }
        Ok(CommandOutcome::found(!wanted.is_empty()))
    }
}

fn kind_of(name: &str) -> Result<ClusterKind, String> {
    let names = ClusterKind::ALL.map(ClusterKind::name).join(", ");
    ClusterKind::from_name(name).ok_or_else(|| format!("not a kind; the kinds are {names}"))
}

fn article<'a>(project: &'a Project, occurrence: &Occurrence) -> Option<&'a Article> {
    project.article(occurrence.article).map(AsRef::as_ref)
}

fn row<'a>(project: &'a Project, repeats: &Repeats, cluster: &'a Cluster) -> ClusterRow<'a> {
    let places = cluster.occurrences.iter().filter_map(|occurrence| {
        let article = article(project, occurrence)?;
        Some(OccurrenceRow {
            article: &article.path,
            range: TextRange::new(article, occurrence.span),
        })
    });
    ClusterRow {
        id: cluster.id.to_string(),
        group: repeats.group(cluster.id).first().map(|best| best.id.to_string()),
        kind: cluster.kind.name(),
        articles: cluster.n_articles,
        score_bits: tenths(cluster.score_bits),
        needed_bits: tenths(cluster.threshold.bits),
        needed: cluster.threshold.formula(),
        pattern: &cluster.pattern,
        occurrences: places.collect(),
    }
}

/// Rounds to one decimal, for example `12.3`, because further digits mean nothing.
fn tenths(bits: f64) -> f64 {
    (bits * 10.0).round() / 10.0
}

/// Returns the CSV rows of a cluster.
fn cells(row: ClusterRow<'_>) -> impl Iterator<Item = OccurrenceCells<'_>> {
    let ClusterRow { id, group, kind, articles, score_bits, occurrences, .. } = row;
    occurrences.into_iter().map(move |occurrence| OccurrenceCells {
        cluster: id.clone(),
        group: group.clone().unwrap_or_default(),
        kind,
        articles,
        score_bits: format!("{score_bits:.1}"),
        article: occurrence.article,
        start: occurrence.range.start,
        end: occurrence.range.end,
        text: occurrence.range.text,
    })
}
