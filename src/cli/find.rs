//! `copydesk find`: the passages finder without a screen.

use std::{io::Write, path::PathBuf};

use clap::Args;
use copydesk::find::{Class, Passages, Query, SearchOptions};
use serde::Serialize;

use super::{Ended, Session, complain_of_findings};

/// Find passages: words in any order, each exact, with a typo or as part of a word.
#[derive(Debug, Args)]
pub struct Find {
    /// A file or folder.
    path: PathBuf,
    /// Words, "phrases", 'exact, !not, /regex/, label:unsourced, in:NAME, note:WORD.
    query: String,
    /// At most this many passages.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Show also passages that hold the letters of a word scattered.
    #[arg(long)]
    scattered: bool,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    article: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
    score: i64,
    class: &'static str,
    hits: Vec<(usize, usize)>,
}

impl Find {
    pub fn run(&self, session: &Session, out: &mut impl Write) -> anyhow::Result<Ended> {
        let query = Query::parse(&self.query)?;
        let mut project = session.project(std::slice::from_ref(&self.path))?;
        project.load_all();
        complain_of_findings(&project);
        let mut passages = Passages::default();
        for index in 0..project.len() {
            let article = project.load(index);
            passages.add(index, &article.text, &article.outline.sentences);
        }
        let facts = project.facts();
        let options = SearchOptions {
            limit: self.limit,
            scattered: self.scattered,
            accept: &|filter, passage| facts.accept(filter, passage),
            proceed: &|| true,
        };
        let found = passages.search(&query, &options);
        for hit in &found.hits {
            let article = project.load(hit.passage.article);
            let scalars =
                |span: copydesk::text::Span| (article.scalar(span.start), article.scalar(span.end));
            let (start, end) = scalars(hit.passage.span);
            let row = Row {
                article: &article.path,
                start,
                end,
                text: article.words(hit.passage.span),
                score: hit.score,
                class: class_name(hit.class),
                hits: hit.marks.iter().map(|mark| scalars(*mark)).collect(),
            };
            if self.json {
                serde_json::to_writer(&mut *out, &row)?;
                writeln!(out)?;
            } else {
                let words = row.text.replace(['\r', '\n'], " ");
                writeln!(out, "{}:{start}: {}", row.article, &words)?;
            }
        }
        Ok(if found.hits.is_empty() {
            Ended::Nothing
        } else {
            Ended::Done
        })
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Exact => "exact",
        Class::Near => "near",
        Class::Scattered => "scattered",
    }
}
