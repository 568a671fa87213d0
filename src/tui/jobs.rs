//! What runs beside the screen: reading articles and searching passages.
//!
//! # Moving parts and how they stop
//!
//! One reader thread takes the listed articles in order and sends them in growing chunks: the first is
//! small, so that something can be searched at once. A chunk is read by several threads, which end with
//! it, and is sent in order. One searcher thread owns the passages; it drains
//! its inbox before every search, so the newest question wins, and looks into the inbox between chunks
//! of passages, so an old question is given up. Both end when the other end of their channel is gone;
//! nothing waits for them, since they own nothing that could be lost.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use copydesk::{
    corpus::Article,
    find::{Filter, Found, Passage, Passages, SearchOptions},
    project::{n_threads, search},
    store::{Entry, read},
};

use super::{effect::SearchRequest, event::Event};

/// What the searcher is told.
#[derive(Debug)]
pub enum Inquiry {
    /// These articles can be searched now.
    Articles(Vec<(usize, Arc<Article>)>),
    /// Somebody wants to know.
    Search(Box<SearchRequest>),
}

/// Reads the entries in order and sends them; returns at once.
pub fn read_in_background(entries: Vec<(usize, Entry)>, events: Sender<Event>) {
    thread::spawn(move || {
        let mut rest = entries.as_slice();
        let mut size = 8;
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(size.min(rest.len()));
            if events.send(Event::Loaded(read_chunk(chunk))).is_err() {
                return;
            }
            rest = after;
            size = (size * 2).min(256);
        }
    });
}

/// Reads some articles, in order, on all processors but one, which is left to the screen.
fn read_chunk(chunk: &[(usize, Entry)]) -> Vec<(usize, Arc<Article>)> {
    let n_processors = thread::available_parallelism().map_or(1, usize::from);
    let n_readers = n_processors.saturating_sub(1).clamp(1, 8);
    let read_part = |part: &[(usize, Entry)]| -> Vec<_> {
        let articles = part.iter();
        articles
            .map(|(index, entry)| (*index, Arc::new(read(entry))))
            .collect()
    };
    thread::scope(|scope| {
        let parts = chunk.chunks(chunk.len().div_ceil(n_readers).max(1));
        let readers: Vec<_> = parts
            .map(|part| scope.spawn(move || read_part(part)))
            .collect();
        let parts = readers.into_iter().map(thread::ScopedJoinHandle::join);
        parts
            .flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Starts the searcher; it answers with [`Event::Found`].
pub fn start_searcher(events: Sender<Event>) -> Sender<Inquiry> {
    let (sender, inbox) = channel();
    thread::spawn(move || {
        Searcher {
            inbox,
            events,
            passages: Passages::default(),
        }
        .run();
    });
    sender
}

struct Searcher {
    inbox: Receiver<Inquiry>,
    events: Sender<Event>,
    passages: Passages,
}

impl Searcher {
    fn run(mut self) {
        let mut unfinished: Option<Inquiry> = None;
        while let Some(first) = unfinished.take().or_else(|| self.inbox.recv().ok()) {
            let mut newest = self.take_in(first);
            while let Ok(next) = self.inbox.try_recv() {
                newest = self.take_in(next).or(newest);
            }
            if let Some(request) = newest {
                let (found, interruption) = self.search(&request);
                match interruption {
                    // Articles that come in while a search runs are no reason to forget it.
                    Some(Inquiry::Articles(articles)) => {
                        self.take_in(Inquiry::Articles(articles));
                        unfinished = Some(Inquiry::Search(request));
                    }
                    Some(search) => unfinished = Some(search),
                    None if self
                        .events
                        .send(Event::Found(request.generation, found))
                        .is_err() =>
                    {
                        return;
                    }
                    None => {}
                }
            }
        }
    }

    fn take_in(&mut self, inquiry: Inquiry) -> Option<Box<SearchRequest>> {
        match inquiry {
            Inquiry::Search(request) => Some(request),
            Inquiry::Articles(articles) => {
                for (index, article) in articles {
                    self.passages.remove(index);
                    self.passages
                        .add(index, &article.text, &article.outline.sentences);
                }
                None
            }
        }
    }

    /// Searches until done or until something new is in the inbox.
    fn search(&self, request: &SearchRequest) -> (Found, Option<Inquiry>) {
        let interruption = std::cell::RefCell::new(None);
        let proceed = || {
            let mut known = interruption.borrow_mut();
            if known.is_none() {
                *known = self.inbox.try_recv().ok();
            }
            known.is_none()
        };
        let facts = request.facts.as_ref();
        let accept = |filter: &Filter, passage: &Passage| {
            facts.is_some_and(|facts| facts.accept(filter, passage))
        };
        let options = SearchOptions {
            limit: request.limit,
            scattered: request.scattered,
            accept: &accept,
            proceed: &proceed,
        };
        let found = search(&self.passages, &request.query, &options, n_threads());
        (found, interruption.into_inner())
    }
}
