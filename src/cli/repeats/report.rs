//! `copydesk repeats` as a report in 80 columns, for readers who do not know the program.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use copydesk::{
    corpus::Article,
    project::Project,
    repeats::{Cluster, ClusterId, ClusterKind, Occurrence, Repeats},
    text::{Span, agree, count},
};

use super::article;
use crate::cli::output::ResultWriter;

/// The most characters of a passage in a report.
const SHOWN: usize = 160;

/// The most places of a passage in a report.
const PLACES: usize = 20;

/// The widest aligned name of a place, in columns.
const NAME: usize = 40;

/// The sign for the differing words of a pattern.
const SLOT: &str = "⟨…⟩";

/// The parts of a comparison beside the clusters.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportScope {
    /// True to print the words behind each score.
    pub why: bool,
    /// The number of compared words.
    pub n_words: usize,
}

/// Kinds in the order of the report: attributions first, site text last.
const TITLES: [(ClusterKind, &str); 8] = [
    (ClusterKind::Attribution, "Attributions: who says it"),
    (ClusterKind::Quotation, "Quotations"),
    (ClusterKind::Copied, "Copied and edited passages"),
    (ClusterKind::Reprint, "Reprints: large parts of an article"),
    (ClusterKind::Template, "Templates: sentences and headings with a part that varies"),
    (ClusterKind::Label, "Labels: how lines begin"),
    (ClusterKind::Byline, "Bylines"),
    (ClusterKind::Chrome, "Site text: what the site prints around its articles"),
];

/// Writes the clusters by kind, best first; a group stands together below its best cluster.
pub(super) fn write(
    project: &Project,
    (clusters, repeats): (&[&Cluster], &Repeats),
    shown: ReportScope,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    if clusters.is_empty() {
        let articles = count(project.len(), "article");
        writeln!(out, "Nothing that was asked for repeats in {articles}.")?;
        return Ok(());
    }
    heading(project, clusters, shown, out)?;
    let groups = by_group(clusters, repeats);
    for (kind, title) in TITLES {
        let of_kind: Vec<_> = groups.iter().filter(|group| group[0].kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let title = format!("{title} ({})", of_kind.len());
        let rule = "-".repeat(title.chars().count());
        writeln!(out, "\n\n{title}\n{rule}")?;
        for group in of_kind {
            for (at, cluster) in group.iter().enumerate() {
                if at == 1 {
                    writeln!(out, "\n    beside it in the same articles:")?;
                }
                passage(cluster, shown, out)?;
                places(project, cluster, out)?;
            }
        }
    }
    let screen = "`copydesk FOLDER` opens the articles: there r shows the places of a passage beside \
                  each other, and R labels them all.";
    writeln!(out)?;
    Ok(out.paragraph(screen, 0)?)
}

/// Returns the clusters by group, each with the best cluster first.
fn by_group<'a>(clusters: &[&'a Cluster], repeats: &Repeats) -> Vec<Vec<&'a Cluster>> {
    let mut groups = Vec::new();
    let wanted: HashMap<ClusterId, &Cluster> = clusters.iter().map(|one| (one.id, *one)).collect();
    let mut written: HashSet<ClusterId> = HashSet::new();
    for &cluster in clusters {
        if !written.insert(cluster.id) {
            continue;
        }
        let mut group = vec![cluster];
        for one in repeats.group(cluster.id) {
            if let Some(one) = wanted.get(&one.id)
                && written.insert(one.id)
            {
                group.push(*one);
            }
        }
        groups.push(group);
    }
    groups
}

/// Writes the totals, and an explanation of the report.
fn heading(
    project: &Project,
    clusters: &[&Cluster],
    shown: ReportScope,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    let n_places: usize = clusters.iter().map(|one| one.occurrences.len()).sum();
    let found = format!(
        "{} {} in more than one of {} ({}), in {}.",
        count(clusters.len(), "passage"),
        agree(clusters.len(), "stands", "stand"),
        count(project.len(), "article"),
        count(shown.n_words, "word"),
        count(n_places, "place"),
    );
    out.paragraph(&found, 0)?;
    let how = format!(
        "Each passage is followed by its places, as FILE:LINE. {SLOT} stands for words that differ \
         from place to place; beside each place stands what it says there (⟨⟩: nothing). Bits measure \
         how unlikely it is that two writers chose the same words by chance: a passage is listed when \
         it has more bits than it needs{}.",
        if shown.why { "" } else { " (--why shows the sum)" }
    );
    writeln!(out)?;
    Ok(out.paragraph(&how, 0)?)
}

/// Writes the words of a cluster, the number of places and the score.
fn passage(cluster: &Cluster, shown: ReportScope, out: &mut ResultWriter) -> anyhow::Result<()> {
    writeln!(out)?;
    out.paragraph(&shortened(&cluster.pattern), 2)?;
    let n_places = cluster.occurrences.len();
    let places = if n_places == cluster.n_articles {
        String::new()
    } else {
        format!(", {}", count(n_places, "place"))
    };
    let (bits, needed) = (cluster.score_bits, cluster.threshold);
    writeln!(
        out,
        "    in {}{places} · {bits:.1} bits, {:.1} needed",
        count(cluster.n_articles, "article"),
        needed.bits,
    )?;
    if shown.why {
        let words = cluster.why.iter();
        let words: Vec<String> = words.map(|(word, bits)| format!("{word} {bits:.1}")).collect();
        out.paragraph(&format!("{} = {bits:.1}", words.join(" + ")), 4)?;
        writeln!(out, "    needed: {} = {:.1}", needed.formula(), needed.bits)?;
    }
    Ok(())
}

/// Writes the places of a cluster, with their differing words.
fn places(project: &Project, cluster: &Cluster, out: &mut ResultWriter) -> anyhow::Result<()> {
    let varies = cluster.pattern.contains(SLOT);
    let places = cluster.occurrences.iter().take(PLACES);
    let places = places.filter_map(|one| Some((article(project, one)?, one)));
    let places: Vec<(String, String)> = places
        .map(|(article, one)| {
            let line = article.scalars.line(one.span.start);
            let words = if varies { differing(article, one) } else { String::new() };
            (format!("{}:{line}", project.shown_path(one.article)), words)
        })
        .collect();
    let widths = places.iter().map(|(name, _)| name.chars().count());
    let width = widths.filter(|width| *width <= NAME).max().unwrap_or(0);
    for (name, words) in places {
        let line = format!("      {name:<width$}  {words}");
        writeln!(out, "{}", line.trim_end())?;
    }
    let n_more = cluster.occurrences.len().saturating_sub(PLACES);
    if n_more > 0 {
        writeln!(out, "      and {n_more} more (--format csv has all)")?;
    }
    Ok(())
}

/// Returns the differing words of an occurrence, for example `⟨of May⟩`.
fn differing(article: &Article, occurrence: &Occurrence) -> String {
    /// The most characters of one difference.
    const ONE: usize = 60;
    let slots = occurrence.slots.iter();
    let said: Vec<String> =
        slots.map(|slot: &Span| format!("⟨{}⟩", cut(article.words(*slot), ONE))).collect();
    if said.is_empty() {
        // Only the other occurrences have words in this place.
        return "⟨⟩".to_owned();
    }
    said.join(" ")
}

/// Returns the words in one line of at most 160 characters.
pub fn shortened(words: &str) -> String {
    cut(words, SHOWN)
}

fn cut(words: &str, most: usize) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => {
            let whole = line[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &line[..whole])
        }
        None => line,
    }
}
