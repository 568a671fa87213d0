//! What runs beside the screen: reading articles, searching passages, looking for changed files.
//!
//! # Moving parts and how they stop
//!
//! One reader thread takes the listed articles in order and sends them in growing chunks: the first is
//! small, so that something can be searched at once. A chunk is read by several threads, which end with
//! it, and is sent in order. One searcher thread owns the passages; it drains
//! its inbox before every search, so the newest question wins, and looks into the inbox between chunks
//! of passages, so an old question is given up. It searches part after part; when a frame's time is
//! over it sends what it has so far, with how much of the passages that is. Both end when the other end
//! of their channel is gone. One watcher thread looks once a second at the files behind the project and sends
//! which have changed, nothing while none has; it ends with the program. A long article that the screen waits for
//! or that has changed is read by a thread of its own, and one looks at the start for annotations of articles that
//! are gone. Nothing waits for any of them, since they own nothing that could be lost.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use copydesk::{
    corpus::Article,
    find::{
        Concordance, ConcordanceOptions, Filter, LineContext, PartialHits, PartialLines, Passage,
        PassageIndex, SearchOptions,
    },
    project::{ReloadScope, concordance_parts, n_threads, search_parts},
    store::{Entry, FileWatch, StoreCheck, read},
    text::Span,
};

use super::{
    effect::{SearchRequest, Wanted},
    event::Event,
    post,
    state::finder::SearchAnswer,
};

/// What the searcher is told.
#[derive(Debug)]
pub enum Inquiry {
    /// These articles can be searched now.
    Articles(Vec<(usize, Arc<Article>)>),
    /// The screen waits for this article: read it on a thread of its own, which posts it as loaded, or as
    /// read again.
    Read(usize, Entry, Option<ReloadScope>),
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

/// Reads one article for the first time or again; returns at once.
fn read_one((index, entry): (usize, Entry), again: Option<ReloadScope>, events: Sender<Event>) {
    thread::spawn(move || {
        let article = Arc::new(read(&entry));
        let news = match again {
            None => Event::Loaded(vec![(index, article)]),
            Some(what) => Event::ReloadScope(index, article, what),
        };
        post(&events, news)
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

/// Looks again and again whether files have changed, and tells when some have; returns at once.
///
/// The first look only learns what is there.
pub fn watch_in_background(mut watch: FileWatch, events: Sender<Event>) {
    thread::spawn(move || {
        let _ = watch.changed();
        loop {
            thread::sleep(watch.pause());
            let changed = watch.changed();
            if !changed.is_empty() && !post(&events, Event::Changed(changed)) {
                return;
            }
        }
    });
}

/// Looks once for annotations of articles that are gone, and tells when there are some; returns at once.
pub fn look_for_astray(examination: StoreCheck, events: Sender<Event>) {
    thread::spawn(move || {
        let astray = examination.orphaned_files().into_iter();
        let told: Vec<_> = astray.map(|(_, told)| told).collect();
        if !told.is_empty() {
            post(&events, Event::Astray(told));
        }
    });
}

/// Starts the searcher; it answers with [`Event::Found`].
pub fn start_searcher(events: Sender<Event>) -> Sender<Inquiry> {
    let (sender, inbox) = channel();
    thread::spawn(move || {
        Searcher {
            inbox,
            events,
            passages: PassageIndex::default(),
            articles: HashMap::new(),
        }
        .run();
    });
    sender
}

struct Searcher {
    inbox: Receiver<Inquiry>,
    events: Sender<Event>,
    passages: PassageIndex,
    /// Whose words the lines of a concordance stand in.
    articles: HashMap<usize, Arc<Article>>,
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
                match self.search(&request) {
                    Ended::Done => {}
                    Ended::Over => return,
                    // Articles that come in while a search runs are no reason to forget it.
                    Ended::Interrupted(news @ (Inquiry::Articles(_) | Inquiry::Read(..))) => {
                        self.take_in(news);
                        unfinished = Some(Inquiry::Search(request));
                    }
                    Ended::Interrupted(search) => unfinished = Some(search),
                }
            }
        }
    }

    fn take_in(&mut self, inquiry: Inquiry) -> Option<Box<SearchRequest>> {
        match inquiry {
            Inquiry::Search(request) => Some(request),
            Inquiry::Read(index, entry, again) => {
                read_one((index, entry), again, self.events.clone());
                None
            }
            Inquiry::Articles(articles) => {
                for (index, article) in articles {
                    self.passages.remove(index);
                    self.passages
                        .add(index, &article.text, &article.outline.sentences);
                    self.articles.insert(index, article);
                }
                None
            }
        }
    }

    /// Searches until done or until something new is in the inbox, part after part. What the first
    /// parts brought is sent when a frame's time is over, with how much is searched.
    fn search(&self, request: &SearchRequest) -> Ended {
        let started = Instant::now();
        let interruption = std::cell::RefCell::new(None);
        let proceed = || {
            let mut known = interruption.borrow_mut();
            if known.is_none() {
                *known = self.inbox.try_recv().ok();
            }
            known.is_none()
        };
        let mut gathered = Gathered::new(request.wanted);
        let n_parts = self.passages.n_parts();
        let (mut done, mut size) = (0, n_threads());
        loop {
            let parts = done..(done + size).min(n_parts);
            done = parts.end;
            self.search_parts(request, parts, &proceed, &mut gathered);
            if let Some(news) = interruption.take() {
                return Ended::Interrupted(news);
            }
            let is_last = done == n_parts;
            if is_last || started.elapsed() >= FRAME {
                let percent = (!is_last).then(|| (done * 100 / n_parts) as u8);
                let answer = gathered.answer(&self.passages, request);
                let event = Event::Found(request.generation, answer, percent);
                if self.events.send(event).is_err() {
                    return Ended::Over;
                }
            }
            if is_last {
                return Ended::Done;
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
        match (gathered, request.wanted) {
            (Gathered::Passages(known), Wanted::Passages { scattered }) => {
                let options = SearchOptions {
                    limit,
                    scattered,
                    accept,
                    proceed,
                };
                known.extend(
                    search_parts(&self.passages, &request.query, &options, on).unwrap_or_default(),
                );
            }
            (Gathered::Lines(known), Wanted::Lines { order }) => {
                let articles = &self.articles;
                let context = |passage: &Passage| {
                    let text = articles.get(&passage.article)?.text.as_str();
                    let within = Span::new(0, text.len());
                    Some(LineContext { text, within })
                };
                let options = ConcordanceOptions {
                    order,
                    limit,
                    context: &context,
                    accept,
                    proceed,
                };
                let found = concordance_parts(&self.passages, &request.query, &options, on);
                known.extend(found.unwrap_or_default(), limit);
            }
            // What is gathered was made for what is wanted.
            (Gathered::Passages(_) | Gathered::Lines(_), _) => {}
        }
    }
}

/// How a search ended.
enum Ended {
    Done,
    Interrupted(Inquiry),
    /// Nobody waits for answers any more.
    Over,
}

/// An answer is not held back longer than this.
const FRAME: Duration = Duration::from_millis(16);

/// What the parts so far brought.
enum Gathered {
    Passages(Vec<PartialHits>),
    Lines(PartialLines),
}

impl Gathered {
    fn new(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Passages { .. } => Gathered::Passages(Vec::new()),
            Wanted::Lines { .. } => Gathered::Lines(PartialLines::default()),
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
