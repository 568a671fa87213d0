//! The workers over all articles: the first finds repeats, the second lists sources.
//!
//! The comparison first answers with the stored clusters of unchanged texts. Then the worker compares
//! all articles and answers again.
//!
//! Each worker works on the newest [`CorpusQuestion`] only and drops an older question (see
//! `tui/worker.rs`). An answer carries the number of its question, and `App::update` drops an answer
//! with an older number.

use std::{
    ops::ControlFlow,
    sync::{Arc, mpsc::Sender},
};

use copydesk::{
    corpus::Article,
    project::{RepeatComparison, sources_of},
    store::RepeatsCache,
};

use super::{
    event::Event,
    worker::{Inbox, Worker, post},
};

/// All articles, `None` for an unread article, and the number of the question.
pub type CorpusQuestion = (Vec<Option<Arc<Article>>>, u64);

/// Starts the worker for repeats. The worker posts [`Event::Comparing`] on the way and
/// [`Event::Repeats`] at the end.
///
/// # Errors
/// An [`std::io::Error`] if the system starts no thread.
pub fn start_comparison(
    events: Sender<Event>,
    cache: RepeatsCache,
) -> std::io::Result<Worker<CorpusQuestion>> {
    Worker::start("comparison", move |mut inbox: Inbox<CorpusQuestion>| {
        let mut comparison = RepeatComparison::new(cache);
        while let Some((articles, number)) = inbox.wait().and_then(|mut batch| batch.pop()) {
            let mut told = 0;
            let mut progress = |percent: u8| {
                if inbox.news.has_come() {
                    return ControlFlow::Break(());
                }
                if percent > told {
                    told = percent;
                    post(&events, Event::Comparing(number, percent));
                }
                ControlFlow::Continue(())
            };
            if let Some(last) = comparison.last(&articles) {
                post(&events, Event::Repeats(number, last));
            }
            if let Some(repeats) = comparison.compare(&articles, &mut progress) {
                post(&events, Event::Repeats(number, repeats));
            }
        }
    })
}

/// Starts the worker for sources, with [`Event::Sources`] as its answer.
///
/// # Errors
/// An [`std::io::Error`] if the system starts no thread.
pub fn start_source_list(events: Sender<Event>) -> std::io::Result<Worker<CorpusQuestion>> {
    Worker::start("sources", move |mut inbox: Inbox<CorpusQuestion>| {
        while let Some((articles, number)) = inbox.wait().and_then(|mut batch| batch.pop()) {
            let news = &inbox.news;
            if let Some(ledger) = sources_of(&articles, &|| !news.has_come()) {
                post(&events, Event::Sources(number, ledger));
            }
        }
    })
}
