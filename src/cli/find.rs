//! `copydesk find`: the passages finder without a screen.
//!
//! Owns where passages come from (a corpus, or the lines of standard input) and what is printed.
//! Offsets count Unicode scalars of the article; the lines of standard input are one article.

mod kwic;

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use clap::Args;
use copydesk::{
    corpus::Article,
    find::{Field, Filter, Found, Hit, Passage, Query, SearchOptions},
    project::{Lines, Project, index, n_threads, search},
    text::Span,
};
use serde::Serialize;

use super::{Ended, Session, complain_of_findings};

/// Find passages: words in any order, each exact, with a typo or as part of a word.
#[derive(Debug, Args)]
pub struct Find {
    /// A file or folder; - reads passages from standard input, one per line.
    path: PathBuf,
    /// Words, "phrases", 'exact, !not, /regex/, label:unsourced, in:NAME, note:WORD.
    query: String,
    /// At most this many passages.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Words only as whole words or word starts.
    #[arg(long, conflicts_with = "regex")]
    exact: bool,
    /// The whole query is one regular expression; case and accents never matter.
    #[arg(long)]
    regex: bool,
    /// Print every place with the words around it, one below the other.
    #[arg(long)]
    kwic: bool,
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
    sentence: usize,
    start: usize,
    end: usize,
    text: &'a str,
    score: i64,
    class: &'static str,
    hits: Vec<(usize, usize)>,
}

/// Where the passages are from.
enum Source {
    Corpus(Box<Project>),
    Input(Lines),
}

/// A hit with the text that it stands in.
struct Place<'a> {
    article: &'a str,
    /// What people count by: the scalar where the passage starts, or the line.
    number: usize,
    /// The sentence in the article, or the line.
    sentence: usize,
    text: &'a str,
    /// Where in it the words around a place may be from.
    context: Span,
    hit: &'a Hit,
    scalar: &'a dyn Fn(usize) -> usize,
}

impl Find {
    pub fn run(&self, session: &Session, out: &mut impl Write) -> anyhow::Result<Ended> {
        let query = self.query()?;
        let (source, found) = if self.path.as_os_str() == "-" {
            let lines = Lines::read(io::stdin().lock(), n_threads())?;
            let accept = |filter: &Filter, _: &Passage| {
                filter.field == Field::In && INPUT.contains(&filter.value)
            };
            let found = search(&lines.passages, &query, &self.options(&accept), n_threads());
            (Source::Input(lines), found)
        } else {
            let mut project = session.project(std::slice::from_ref(&self.path))?;
            let found = self.search_corpus(&mut project, &query);
            (Source::Corpus(Box::new(project)), found)
        };
        self.print(&source, &found, out)?;
        Ok(if found.hits.is_empty() {
            Ended::Nothing
        } else {
            Ended::Done
        })
    }

    fn query(&self) -> anyhow::Result<Query> {
        Ok(match (self.regex, self.exact) {
            (true, _) => Query::regex(&self.query)?,
            (false, true) => Query::parse(&self.query)?.exactly(),
            (false, false) => Query::parse(&self.query)?,
        })
    }

    fn options<'a>(
        &self,
        accept: &'a (dyn Fn(&Filter, &Passage) -> bool + Sync),
    ) -> SearchOptions<'a> {
        SearchOptions {
            limit: self.limit,
            scattered: self.scattered,
            accept,
            proceed: &|| true,
        }
    }

    fn search_corpus(&self, project: &mut Project, query: &Query) -> Found {
        project.load_all();
        complain_of_findings(project);
        let articles: Vec<(usize, Arc<Article>)> = (0..project.len())
            .map(|index| (index, project.load(index)))
            .collect();
        let passages = index(&articles, n_threads());
        let facts = if query.filters.is_empty() {
            None
        } else {
            Some(project.facts())
        };
        let accept = |filter: &Filter, passage: &Passage| {
            facts
                .as_ref()
                .is_some_and(|facts| facts.accept(filter, passage))
        };
        search(&passages, query, &self.options(&accept), n_threads())
    }

    fn print(&self, source: &Source, found: &Found, out: &mut impl Write) -> anyhow::Result<()> {
        for hit in &found.hits {
            let passage = &hit.passage;
            match source {
                Source::Input(lines) => {
                    let line = lines.line(passage);
                    let place = Place {
                        article: INPUT,
                        number: line,
                        sentence: line,
                        text: lines.text(passage),
                        context: passage.span,
                        hit,
                        scalar: &|byte| lines.scalar(passage, byte),
                    };
                    self.print_place(&place, out)?;
                }
                Source::Corpus(project) => {
                    let Some(article) = project.article(passage.article) else {
                        continue;
                    };
                    let place = Place {
                        article: &article.path,
                        number: article.scalar(passage.span.start),
                        sentence: passage.sentence,
                        text: &article.text,
                        context: Span::new(0, article.text.len()),
                        hit,
                        scalar: &|byte| article.scalar(byte),
                    };
                    self.print_place(&place, out)?;
                }
            }
        }
        Ok(())
    }

    fn print_place(&self, place: &Place<'_>, out: &mut impl Write) -> anyhow::Result<()> {
        if self.kwic {
            return kwic::print(place, self.json, out);
        }
        let words = place.hit.passage.span.of(place.text);
        if self.json {
            let scalars = |span: Span| ((place.scalar)(span.start), (place.scalar)(span.end));
            let (start, end) = scalars(place.hit.passage.span);
            let row = Row {
                article: place.article,
                sentence: place.sentence,
                start,
                end,
                text: words,
                score: place.hit.score,
                class: place.hit.class.name(),
                hits: place.hit.marks.iter().map(|mark| scalars(*mark)).collect(),
            };
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)?;
        } else {
            let (article, number) = (place.article, place.number);
            let words = words.replace(['\r', '\n'], " ");
            writeln!(out, "{article}:{number}: {words}")?;
        }
        Ok(())
    }
}

/// What the article is called that standard input is.
const INPUT: &str = "standard-input";
