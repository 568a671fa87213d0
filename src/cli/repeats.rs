//! `copydesk repeats`: what stands in several articles.

mod matrix;

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use copydesk::{
    corpus::Article,
    exchange::csv::neutralised,
    project::Project,
    repeats::{Cluster, Kind, Occurrence, Repeats},
    text::{Span, visible},
};
use serde::Serialize;

use super::{Ended, Session, complain_of_findings, output::Output, progress::Progress};

/// Characters of a passage that a report shows.
const SHOWN: usize = 160;

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
    kind: Vec<Kind>,
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
                heading(&project, &repeats, &wanted, out)?;
                self.report(&project, &wanted, out)?;
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

fn kind_of(name: &str) -> Result<Kind, String> {
    let names = Kind::ALL.map(Kind::name).join(", ");
    Kind::from_name(name).ok_or_else(|| format!("not a kind; the kinds are {names}"))
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
        needed_bits: tenths(cluster.needed.bits),
        needed: cluster.needed.formula(),
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
        "cluster",
        "kind",
        "articles",
        "score_bits",
        "article",
        "start",
        "end",
        "text",
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

/// How much was found, and how to read it.
fn heading(
    project: &Project,
    repeats: &Repeats,
    clusters: &[&Cluster],
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    let n_articles = project.len();
    if clusters.is_empty() {
        writeln!(
            out,
            "Nothing stands in several of the {n_articles} articles."
        )?;
        return Ok(());
    }
    let n_places: usize = clusters.iter().map(|one| one.occurrences.len()).sum();
    writeln!(
        out,
        "{} passages stand in more than one of {n_articles} articles ({} words), in {n_places} places.",
        clusters.len(),
        repeats.n_words,
    )?;
    writeln!(
        out,
        "A place is FILE:LINE. ⟨…⟩ stands for words that differ from place to place; they are in [brackets]\n\
         beside each place. Bits measure how unlikely the words are to meet by chance; a passage is\n\
         listed when it has more than it needs (--why shows the sum)."
    )?;
    Ok(())
}

/// Kinds in the order of the report: what a reviewer decides on first, site furniture last.
const TITLES: [(Kind, &str); 8] = [
    (Kind::Attribution, "Attributions: who says it"),
    (Kind::Quotation, "Quotations"),
    (Kind::Copied, "Copied and edited passages"),
    (Kind::Reprint, "Reprints: large parts of an article"),
    (
        Kind::Template,
        "Templates: sentences and headings with a part that varies",
    ),
    (Kind::Label, "Labels"),
    (Kind::Byline, "Bylines"),
    (Kind::Chrome, "Site furniture"),
];

impl Repeat {
    /// The clusters by kind, best first.
    fn report(
        &self,
        project: &Project,
        clusters: &[&Cluster],
        out: &mut Output<impl Write>,
    ) -> anyhow::Result<()> {
        for (kind, title) in TITLES {
            let mut of_kind = clusters.iter().filter(|one| one.kind == kind).peekable();
            if of_kind.peek().is_some() {
                writeln!(out, "\n{title}")?;
            }
            for cluster in of_kind {
                self.write_cluster(project, cluster, out)?;
            }
        }
        Ok(())
    }

    fn write_cluster(
        &self,
        project: &Project,
        cluster: &Cluster,
        out: &mut Output<impl Write>,
    ) -> anyhow::Result<()> {
        writeln!(out, "\n  {}", shortened(&cluster.pattern))?;
        let n_places = cluster.occurrences.len();
        let places = if n_places == cluster.n_articles {
            String::new()
        } else {
            format!(", {n_places} places")
        };
        writeln!(
            out,
            "    in {} articles{places} · {:.1} bits, {:.1} needed",
            cluster.n_articles, cluster.score_bits, cluster.needed.bits,
        )?;
        if self.why {
            let words = cluster.why.iter();
            let words: Vec<String> = words
                .map(|(word, bits)| format!("{word} {bits:.1}"))
                .collect();
            let (bits, needed) = (cluster.score_bits, cluster.needed);
            writeln!(out, "    {} = {bits:.1}", words.join(" + "))?;
            writeln!(out, "    needed: {} = {:.1}", needed.formula(), needed.bits)?;
            if let Some(links) = needed.of_links() {
                writeln!(out, "    {links}")?;
            }
        }
        for occurrence in &cluster.occurrences {
            if let Some(article) = article(project, occurrence) {
                let line = article.scalars.line(occurrence.span.start);
                writeln!(
                    out,
                    "      {}:{line}{}",
                    visible(&article.path),
                    variant(article, occurrence)
                )?;
            }
        }
        Ok(())
    }
}

/// What an occurrence says where it differs; nothing where it does not.
fn variant(article: &Article, occurrence: &Occurrence) -> String {
    if occurrence.slots.is_empty() {
        return String::new();
    }
    format!("  {}", shortened(&marked(article, occurrence)))
}

/// The words of an occurrence with its slots in brackets.
fn marked(article: &Article, occurrence: &Occurrence) -> String {
    let mut words = String::new();
    let mut at = occurrence.span.start;
    for slot in &occurrence.slots {
        words.push_str(article.words(Span::new(at, slot.start)));
        words.push('[');
        words.push_str(article.words(*slot));
        words.push(']');
        at = slot.end;
    }
    words.push_str(article.words(Span::new(at, occurrence.span.end.max(at))));
    words
}

/// On one line, and not too long for it.
pub fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
