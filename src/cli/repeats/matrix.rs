//! `copydesk repeats --matrix`: the number of shared words for each pair of articles.

use std::io::Write;

use copydesk::{
    project::Project,
    repeats::{Cluster, Repeats},
};
use serde::Serialize;

use crate::cli::{output::ResultWriter, table::OutputFormat};

/// The number of columns side by side in the text table. Further columns follow below.
const COLUMNS: usize = 10;

#[derive(Serialize)]
struct SharedWordsTable<'a> {
    articles: Vec<ArticleWords<'a>>,
    pairs: Vec<PairWords<'a>>,
}

#[derive(Serialize)]
struct ArticleWords<'a> {
    article: &'a str,
    words: usize,
    /// The number of words in any other article.
    shared: usize,
}

/// The number of words that two articles share. Pairs without shared words have no entry.
#[derive(Default, Serialize)]
struct PairWords<'a> {
    article: &'a str,
    other: &'a str,
    words: usize,
}

/// Writes the table from the accepted clusters.
pub(super) fn write(
    (project, repeats): (&Project, &Repeats),
    accepts: impl Fn(&Cluster) -> bool,
    format: OutputFormat,
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    match format {
        OutputFormat::Json => out.json(&table((project, repeats), accepts)),
        OutputFormat::Csv => out.table(table((project, repeats), accepts).pairs),
        OutputFormat::Text | OutputFormat::Markdown => text((project, repeats), accepts, out),
    }
}

fn table<'a>(
    (project, repeats): (&'a Project, &Repeats),
    accepts: impl Fn(&Cluster) -> bool,
) -> SharedWordsTable<'a> {
    let mut table = SharedWordsTable { articles: Vec::new(), pairs: Vec::new() };
    for index in 0..project.len() {
        let shared = project.shared_words(repeats, index).only(&accepts);
        let article = project.path(index);
        table.articles.push(ArticleWords {
            article,
            words: shared.n_words(),
            shared: shared.with(index),
        });
        let others = (0..project.len()).filter(|other| *other != index);
        let pairs = others.map(|other| PairWords {
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
    out: &mut ResultWriter,
) -> anyhow::Result<()> {
    let n_articles = project.len();
    writeln!(
        out,
        "How many words of the article of the row stand in the article of the column too; where both are\n\
         one article, in any other."
    )?;
    let columns: Vec<usize> = (0..n_articles).collect();
    for columns in columns.chunks(COLUMNS) {
        let heads: String = columns.iter().map(|column| format!("{:>7}", column + 1)).collect();
        writeln!(out, "\n{:>6}{heads}", "")?;
        for row in 0..n_articles {
            let shared = project.shared_words(repeats, row).only(&accepts);
            let numbers: String =
                columns.iter().map(|column| format!("{:>7}", shared.with(*column))).collect();
            writeln!(out, "{:>6}{numbers}   {}", row + 1, project.shown_path(row))?;
        }
    }
    Ok(())
}
