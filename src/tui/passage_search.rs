//! The worker that searches all passages.
//!
//! # Moving parts and how they stop
//!
//! One thread owns the passages of all articles. The thread runs only the newest search of its inbox,
//! part by part over the passages. Every [`FRAME`] the thread posts the hits so far with the percentage
//! of searched passages. A new message stops the search (see `tui/worker.rs`): a newer search replaces
//! an older search, and after new articles the search begins again.

use std::{
    cell::Cell,
    collections::HashMap,
    ops::Range,
    sync::{Arc, mpsc::Sender},
    time::{Duration, Instant},
};

use copydesk::{
    corpus::Article,
    find::{
        Concordance, ConcordanceOptions, Filter, LineContext, PartialHits, PartialLines, Passage,
        PassageIndex, SearchOptions,
    },
    project::{concordance_parts, n_threads, search_parts},
    text::Span,
};

use super::{
    effect::{SearchGoal, SearchRequest},
    event::Event,
    state::finder::SearchAnswer,
    worker::{Inbox, News, Worker, post},
};

/// A message to the worker that searches.
#[derive(Debug)]
pub enum SearchMessage {
    /// Makes these articles searchable; each replaces an older text of its index.
    Articles(Vec<(usize, Arc<Article>)>),
    /// Searches, and posts [`Event::Found`].
    Search(Box<SearchRequest>),
}

/// Starts the worker.
///
/// # Errors
/// An [`std::io::Error`] if the system starts no thread.
pub fn start(events: Sender<Event>) -> std::io::Result<Worker<SearchMessage>> {
    Worker::start("search", move |mut inbox: Inbox<SearchMessage>| {
        let mut searcher =
            PassageSearcher { events, passages: PassageIndex::default(), articles: HashMap::new() };
        let mut request = None;
        while let Some(batch) = inbox.wait() {
            for message in batch {
                request = searcher.take(message).or(request);
            }
            request = request.filter(|request| !searcher.search(request, &inbox.news));
        }
    })
}

struct PassageSearcher {
    events: Sender<Event>,
    passages: PassageIndex,
    /// The articles with the words around the keywords of a concordance.
    articles: HashMap<usize, Arc<Article>>,
}

impl PassageSearcher {
    fn take(&mut self, message: SearchMessage) -> Option<Box<SearchRequest>> {
        match message {
            SearchMessage::Search(request) => Some(request),
            SearchMessage::Articles(articles) => {
                for (index, article) in articles {
                    self.passages.remove(index);
                    self.passages.add(index, &article.text, &article.outline.sentences);
                    self.articles.insert(index, article);
                }
                None
            }
        }
    }

    /// Searches until done or until a message comes; returns true if done.
    fn search(&self, request: &SearchRequest, news: &News) -> bool {
        let started = Instant::now();
        let is_stopped = Cell::new(false);
        let proceed = || {
            is_stopped.set(is_stopped.get() || news.has_come());
            !is_stopped.get()
        };
        let mut gathered = Gathered::new(request.goal);
        let n_parts = self.passages.n_parts();
        let (mut done, mut size) = (0, n_threads());
        loop {
            let parts = done..(done + size).min(n_parts);
            done = parts.end;
            self.search_parts(request, parts, &proceed, &mut gathered);
            if is_stopped.get() {
                return false;
            }
            let is_last = done == n_parts;
            if is_last || started.elapsed() >= FRAME {
                let percent = (!is_last).then(|| (done * 100 / n_parts) as u8);
                let answer = gathered.answer(&self.passages, request);
                post(&self.events, Event::Found(request.generation, answer, percent));
            }
            if is_last {
                return true;
            }
            size *= 4;
        }
    }

    fn search_parts(
        &self,
        request: &SearchRequest,
        parts: Range<usize>,
        proceed: &dyn Fn() -> bool,
        gathered: &mut Gathered,
    ) {
        let accept = |filter: &Filter, passage: &Passage| {
            let facts = request.facts.as_ref();
            facts.is_some_and(|facts| facts.accept(filter, passage))
        };
        let (accept, limit) = (&accept, request.limit);
        let on = (parts, n_threads());
        match (gathered, request.goal) {
            (Gathered::Passages(known), SearchGoal::Passages { scattered }) => {
                let options = SearchOptions { limit, scattered, accept, proceed };
                known.extend(
                    search_parts(&self.passages, &request.query, &options, on).unwrap_or_default(),
                );
            }
            (Gathered::Lines(known), SearchGoal::Lines { order }) => {
                let articles = &self.articles;
                let context = |passage: &Passage| {
                    let text = articles.get(&passage.article)?.text.as_str();
                    let within = Span::new(0, text.len());
                    Some(LineContext { text, within })
                };
                let options =
                    ConcordanceOptions { order, limit, context: &context, accept, proceed };
                let found = concordance_parts(&self.passages, &request.query, &options, on);
                known.extend(found.unwrap_or_default(), limit);
            }
            // `Gathered::new` made the variant of the goal.
            (Gathered::Passages(_) | Gathered::Lines(_), _) => {}
        }
    }
}

/// Longest time between two partial answers.
const FRAME: Duration = Duration::from_millis(16);

/// The hits of the parts so far.
enum Gathered {
    Passages(Vec<PartialHits>),
    Lines(PartialLines),
}

impl Gathered {
    fn new(goal: SearchGoal) -> Self {
        match goal {
            SearchGoal::Passages { .. } => Gathered::Passages(Vec::new()),
            SearchGoal::Lines { .. } => Gathered::Lines(PartialLines::default()),
        }
    }

    fn answer(&self, passages: &PassageIndex, request: &SearchRequest) -> SearchAnswer {
        match self {
            Gathered::Passages(known) => {
                SearchAnswer::Passages(passages.merge(&request.query, request.limit, known.clone()))
            }
            Gathered::Lines(known) => SearchAnswer::Lines(Concordance::of(known.clone())),
        }
    }
}
