//! `copydesk find`: the passages finder without a screen.
//!
//! Owns the source of the passages (a corpus, or the lines of standard input) and the printed form.
//! Offsets count Unicode scalars of the article. All lines of standard input form one article.

mod kwic;
mod saved;

use std::{
    borrow::Cow,
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use copydesk::{
    corpus::Article,
    find::{
        Concordance, ConcordanceOptions, Filter, FilterField, LineContext, LineOrder, Passage,
        PassageIndex, Query, SavedSearch, SavedView, SearchHit, SearchHits, SearchMode,
        SearchOptions,
    },
    project::{
        FilterFacts, Project, StdinPassages, concordance, index_articles, n_threads, search,
    },
    text::{Span, on_one_line},
};
use serde::Serialize;

use super::{
    CliSession, CommandOutcome, CommandResult, complain_of_findings,
    output::ResultWriter,
    table::{OutputFormat, OutputRow},
};

/// Find passages: words in any order, each exact, with a typo or as part of a word.
#[derive(Debug, Args)]
pub struct FindArgs {
    /// A file or folder. `-` reads passages from standard input, one per line.
    path: PathBuf,
    /// For example `fog`, `"thick fog"`, `'exact`, `!not`, `/regex/`, `label:unsourced`, `in:NAME`,
    /// `note:WORD`.
    #[arg(required_unless_present_any = ["saved", "list_saved", "delete_saved"])]
    query: Option<String>,
    /// The most passages or lines of a concordance. 0 prints all.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Match only whole words and starts of words.
    #[arg(long, conflicts_with_all = ["regex", "phrase"])]
    exact: bool,
    /// Match the words side by side, in their order.
    #[arg(long, conflicts_with = "regex")]
    phrase: bool,
    /// Match a regular expression, with filters before or after. Case and accents never matter.
    #[arg(long)]
    regex: bool,
    /// Print a concordance: every match with the words around, one per line.
    #[arg(long)]
    kwic: bool,
    /// The order of a concordance: by the words to the left or to the right. The default is by article.
    #[arg(long, value_name = "ORDER")]
    sort: Option<SortOrder>,
    /// Also print scattered matches: the letters of a word in order, with gaps.
    #[arg(long)]
    scattered: bool,
    /// Run a saved search.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "exact", "phrase", "regex"])]
    saved: Option<String>,
    /// Save the search under a new name for all users of the corpus, and find nothing.
    #[arg(long, value_name = "NAME", conflicts_with = "saved")]
    save: Option<String>,
    /// List the saved searches.
    #[arg(long, conflicts_with_all = ["query", "saved", "save"])]
    list_saved: bool,
    /// Delete a saved search.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "saved", "save", "list_saved"])]
    delete_saved: Option<String>,
    /// Print one JSON object per line.
    #[arg(long)]
    json: bool,
}

/// The order of a concordance on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SortOrder {
    Left,
    Right,
    Article,
}

#[derive(Serialize)]
struct HitRow<'a> {
    #[serde(skip)]
    number: usize,
    article: &'a str,
    #[serde(skip)]
    shown: &'a str,
    sentence: usize,
    start: usize,
    end: usize,
    text: &'a str,
    score: i64,
    class: &'static str,
    hits: Vec<(usize, usize)>,
}

/// The origin of the passages.
enum PassageSource {
    Corpus(Box<Project>),
    Input(StdinPassages),
}

/// Returns true if a filter accepts a passage.
type AcceptPassage<'f> = dyn Fn(&Filter, &Passage) -> bool + Sync + 'f;

/// Returns the text around a passage.
type ContextOf<'f, 'text> = dyn Fn(&Passage) -> Option<LineContext<'text>> + Sync + 'f;

/// The results of a search.
enum SearchAnswer {
    Passages(SearchHits),
    Lines(Concordance),
}

/// A passage with its text.
struct PassagePlace<'a> {
    article: &'a str,
    /// Name of the article for people, different from all other names.
    shown: Cow<'a, str>,
    /// The first scalar of the passage in its article, or the line of standard input.
    number: usize,
    /// The sentence in the article, or the line.
    sentence: usize,
    context: LineContext<'a>,
    scalar: &'a dyn Fn(usize) -> usize,
}

impl FindArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        if self.path.as_os_str() == "-" {
            let search = self.typed();
            if self.saved.is_some() || self.keeps() {
                anyhow::bail!("standard input has no saved searches: name a folder");
            }
            let source =
                PassageSource::Input(StdinPassages::read(io::stdin().lock(), n_threads())?);
            return self.answer(source, &search, out);
        }
        let mut project = session.project(std::slice::from_ref(&self.path))?;
        if self.keeps() {
            return saved::run(self, &mut project, out);
        }
        let search = match &self.saved {
            Some(name) => saved::named(&project, name)?,
            None => self.typed(),
        };
        self.answer(PassageSource::Corpus(Box::new(project)), &search, out)
    }

    /// Returns true if the command lists or changes saved searches.
    fn keeps(&self) -> bool {
        self.save.is_some() || self.list_saved || self.delete_saved.is_some()
    }

    /// Returns the search that the arguments describe.
    fn typed(&self) -> SavedSearch {
        SavedSearch {
            name: self.save.clone().unwrap_or_default(),
            view: if self.kwic { SavedView::Concordance } else { SavedView::Passages },
            mode: self.mode(),
            order: self.order().unwrap_or_default(),
            query: self.query.clone().unwrap_or_default(),
        }
    }

    fn format(&self) -> OutputFormat {
        OutputFormat::of_flag(self.json)
    }

    fn order(&self) -> Option<LineOrder> {
        self.sort.map(|sort| match sort {
            SortOrder::Left => LineOrder::Left,
            SortOrder::Right => LineOrder::Right,
            SortOrder::Article => LineOrder::Article,
        })
    }

    fn mode(&self) -> SearchMode {
        match (self.regex, self.phrase, self.exact) {
            (true, ..) => SearchMode::Regex,
            (_, true, _) => SearchMode::Phrase,
            (.., true) => SearchMode::Exact,
            (false, false, false) => SearchMode::Words,
        }
    }

    fn answer(
        &self,
        mut source: PassageSource,
        asked: &SavedSearch,
        out: &mut ResultWriter,
    ) -> CommandResult {
        let query = Query::read(&asked.query, asked.mode)?;
        let order = match asked.view {
            SavedView::Concordance => Some(self.order().unwrap_or(asked.order)),
            SavedView::Passages if self.kwic => Some(self.order().unwrap_or_default()),
            SavedView::Passages => None,
        };
        if self.sort.is_some() && order.is_none() {
            anyhow::bail!("--sort orders a concordance: give --kwic too");
        }
        let wanted = (&query, order);
        let answer = match &mut source {
            PassageSource::Input(lines) => {
                let accept = |filter: &Filter, _: &Passage| {
                    filter.field == FilterField::In && INPUT.contains(&filter.value)
                };
                let context = |passage: &Passage| {
                    Some(LineContext { text: lines.text(passage), within: passage.span })
                };
                self.search(&lines.passages, wanted, (&accept, &context))
            }
            PassageSource::Corpus(project) => self.search_corpus(project, wanted),
        };
        let is_empty = match &answer {
            SearchAnswer::Passages(found) => found.hits.is_empty(),
            SearchAnswer::Lines(found) => found.lines.is_empty(),
        };
        self.print(&source, &answer, out)?;
        Ok(CommandOutcome::found(!is_empty))
    }

    fn search_corpus(
        &self,
        project: &mut Project,
        wanted: (&Query, Option<LineOrder>),
    ) -> SearchAnswer {
        project.load_named();
        complain_of_findings(project);
        let articles: Vec<(usize, Arc<Article>)> =
            project.named().into_iter().map(|index| (index, project.load(index))).collect();
        let passages = index_articles(&articles, n_threads());
        let facts: Option<FilterFacts> =
            (!wanted.0.filters.is_empty()).then(|| project.filter_facts());
        let accept = |filter: &Filter, passage: &Passage| {
            facts.as_ref().is_some_and(|facts| facts.accept(filter, passage))
        };
        let context = |passage: &Passage| {
            let at = articles.binary_search_by_key(&passage.article, |(index, _)| *index).ok()?;
            Some(whole(&articles[at].1.text))
        };
        self.search(&passages, wanted, (&accept, &context))
    }

    fn search<'a>(
        &self,
        passages: &PassageIndex,
        (query, order): (&Query, Option<LineOrder>),
        (accept, context): (&AcceptPassage<'_>, &ContextOf<'_, 'a>),
    ) -> SearchAnswer {
        let limit = if self.limit == 0 { usize::MAX } else { self.limit };
        if let Some(order) = order {
            let options = ConcordanceOptions { order, limit, context, accept, proceed: &|| true };
            return SearchAnswer::Lines(concordance(passages, query, &options, n_threads()));
        }
        let options = SearchOptions { limit, scattered: self.scattered, accept, proceed: &|| true };
        SearchAnswer::Passages(search(passages, query, &options, n_threads()))
    }

    fn print(
        &self,
        source: &PassageSource,
        answer: &SearchAnswer,
        out: &mut ResultWriter,
    ) -> anyhow::Result<()> {
        match answer {
            SearchAnswer::Passages(found) => {
                for hit in &found.hits {
                    source.with_place(&hit.passage, |place| self.print_hit(place, hit, out))?;
                }
            }
            SearchAnswer::Lines(found) => {
                for line in &found.lines {
                    source.with_place(&line.passage, |place| {
                        kwic::print(place, line, self.format(), out)
                    })?;
                }
            }
        }
        Ok(())
    }

    fn print_hit(
        &self,
        place: &PassagePlace<'_>,
        hit: &SearchHit,
        out: &mut ResultWriter,
    ) -> anyhow::Result<()> {
        let scalars = |span: Span| ((place.scalar)(span.start), (place.scalar)(span.end));
        let (start, end) = scalars(hit.passage.span);
        let row = HitRow {
            number: place.number,
            article: place.article,
            shown: &place.shown,
            sentence: place.sentence,
            start,
            end,
            text: hit.passage.span.of(place.context.text),
            score: hit.score,
            class: hit.class.name(),
            hits: hit.marks.iter().map(|mark| scalars(*mark)).collect(),
        };
        out.row(self.format(), &row)
    }
}

impl OutputRow for HitRow<'_> {
    fn write_text(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let words = on_one_line(self.text);
        Ok(writeln!(out, "{}:{}: {words}", self.shown, self.number)?)
    }
}

impl PassageSource {
    /// Calls `print` with the place of a passage. Skips a passage without an article.
    fn with_place(
        &self,
        passage: &Passage,
        print: impl FnOnce(&PassagePlace<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match self {
            PassageSource::Input(lines) => {
                let line = lines.line(passage);
                print(&PassagePlace {
                    article: INPUT,
                    shown: INPUT.into(),
                    number: line,
                    sentence: line,
                    context: LineContext { text: lines.text(passage), within: passage.span },
                    scalar: &|byte| lines.scalar(passage, byte),
                })
            }
            PassageSource::Corpus(project) => {
                let Some(article) = project.article(passage.article) else {
                    return Ok(());
                };
                print(&PassagePlace {
                    article: &article.path,
                    shown: project.shown_path(passage.article),
                    number: article.scalar(passage.span.start),
                    sentence: passage.sentence,
                    context: whole(&article.text),
                    scalar: &|byte| article.scalar(byte),
                })
            }
        }
    }
}

/// Returns the whole text as the context of a passage.
fn whole(text: &str) -> LineContext<'_> {
    LineContext { text, within: Span::new(0, text.len()) }
}

/// The article name for standard input.
const INPUT: &str = "standard-input";
