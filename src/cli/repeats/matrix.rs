//! `copydesk repeats --matrix`: how many words each pair of articles shares.

use std::io::Write;

use copydesk::{
    exchange::csv::neutralised,
    project::Project,
    repeats::{Cluster, Repeats},
    text::visible,
};
use serde::Serialize;

use super::Format;
use crate::cli::output::Output;

/// Numbers beside each other in the text table; further columns follow below.
const COLUMNS: usize = 10;

#[derive(Serialize)]
struct Table<'a> {
    articles: Vec<Named<'a>>,
    pairs: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    article: &'a str,
    words: usize,
    /// How many stand in any other article.
    shared: usize,
}

/// Words of one article that stand in another; pairs that share nothing have no entry.
#[derive(Serialize)]
struct Pair<'a> {
    article: &'a str,
    other: &'a str,
    words: usize,
}

/// Writes the table, counted from the clusters that are accepted.
pub(super) fn write(
    (project, repeats): (&Project, &Repeats),
    accepts: impl Fn(&Cluster) -> bool,
    format: Format,
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    match format {
        Format::Text => text((project, repeats), accepts, out),
        Format::Json => Ok(out.json(&table((project, repeats), accepts))?),
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(out.data());
            csv.write_record(["article", "other", "words"])?;
            for pair in table((project, repeats), accepts).pairs {
                let names = [pair.article, pair.other].map(|name| neutralised(name.into()));
                let n = pair.words.to_string();
                csv.write_record([&*names[0], &*names[1], &n])?;
            }
            csv.flush()?;
            Ok(())
        }
    }
}

fn table<'a>(
    (project, repeats): (&'a Project, &Repeats),
    accepts: impl Fn(&Cluster) -> bool,
) -> Table<'a> {
    let mut table = Table {
        articles: Vec::new(),
        pairs: Vec::new(),
    };
    for index in 0..project.len() {
        let shared = project.shared_words(repeats, index).only(&accepts);
        let article = project.path(index);
        table.articles.push(Named {
            article,
            words: shared.n_words(),
            shared: shared.with(index),
        });
        let others = (0..project.len()).filter(|other| *other != index);
        let pairs = others.map(|other| Pair {
            article,
            other: project.path(other),
            words: shared.with(other),
        });
        table.pairs.extend(pairs.filter(|pair| pair.words > 0));
    }
    table
}

fn text(
    (project, repeats): (&Project, &Repeats),
    accepts: impl Fn(&Cluster) -> bool,
    out: &mut Output<impl Write>,
) -> anyhow::Result<()> {
    let n_articles = project.len();
    writeln!(
        out,
        "How many words of the article of the row stand in the article of the column too; where both are\n\
         one article, in any other."
    )?;
    let columns: Vec<usize> = (0..n_articles).collect();
    for columns in columns.chunks(COLUMNS) {
        let heads: String = columns
            .iter()
            .map(|column| format!("{:>7}", column + 1))
            .collect();
        writeln!(out, "\n{:>6}{heads}", "")?;
        for row in 0..n_articles {
            let shared = project.shared_words(repeats, row).only(&accepts);
            let numbers: String = columns
                .iter()
                .map(|column| format!("{:>7}", shared.with(*column)))
                .collect();
            writeln!(
                out,
                "{:>6}{numbers}   {}",
                row + 1,
                visible(project.path(row))
            )?;
        }
    }
    Ok(())
}
