//! Comparing all articles beside the screen: what repeats.
//!
//! # Moving parts and how they stop
//!
//! One thread owns what is known; it takes the newest question in its inbox. It answers a question with the
//! last clusters, as far as their texts are still there, then compares all articles and answers again.
//! Each question has a number, and a newer one makes the work on the older give up at its next look at the
//! number; an answer that comes all the same is dropped by its number. The thread ends when the other end of its inbox is gone.
//! Nothing waits for it: it owns nothing that could be lost.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use copydesk::{corpus::Article, project::RepeatComparison, store::RepeatsCache};

use super::{event::Event, post};

/// The articles as they are, and the number of the question.
type Question = (Vec<Option<Arc<Article>>>, u64);

/// Asks for comparisons and makes older ones stop.
#[derive(Debug)]
pub struct Comparer {
    inbox: Sender<Question>,
    newest: Arc<AtomicU64>,
}

impl Comparer {
    /// Answers with [`Event::Repeats`], and on the way with [`Event::Comparing`].
    pub fn new(events: Sender<Event>, cache: RepeatsCache) -> Self {
        let (inbox, questions) = channel();
        let newest: Arc<AtomicU64> = Arc::default();
        let known = Arc::clone(&newest);
        thread::spawn(move || answer(&questions, &known, &events, RepeatComparison::new(cache)));
        Self { inbox, newest }
    }

    /// Compares the articles; returns at once.
    pub fn compare(&self, articles: Vec<Option<Arc<Article>>>, number: u64) {
        self.newest.store(number, Ordering::Relaxed);
        // Without the thread there are no repeats, and everything else goes on.
        let _ = self.inbox.send((articles, number));
    }
}

fn answer(
    questions: &Receiver<Question>,
    newest: &AtomicU64,
    events: &Sender<Event>,
    mut comparison: RepeatComparison,
) {
    while let Ok((articles, number)) = questions.recv() {
        let mut told = 0;
        let mut go_on = |percent: u8| {
            if newest.load(Ordering::Relaxed) != number {
                return ControlFlow::Break(());
            }
            if percent > told {
                told = percent;
                post(events, Event::Comparing(number, percent));
            }
            ControlFlow::Continue(())
        };
        if go_on(0).is_break() {
            continue;
        }
        if let Some(last) = comparison.last(&articles) {
            post(events, Event::Repeats(number, last));
        }
        if let Some(repeats) = comparison.compare(&articles, &mut go_on) {
            post(events, Event::Repeats(number, repeats));
        }
    }
}
