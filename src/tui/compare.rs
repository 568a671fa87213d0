//! Comparing all articles beside the screen: what repeats.
//!
//! # Moving parts and how they stop
//!
//! Each comparison has a thread of its own and a number. A newer one makes the older give up at its next
//! look at the number; an answer that comes all the same is dropped by its number. Nothing waits for
//! the threads: they own nothing that could be lost.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::Sender,
    },
    thread,
};

use copydesk::{corpus::Article, project::repeats_in};

use super::{event::Event, post};

/// Starts comparisons and makes older ones stop.
#[derive(Debug)]
pub struct Comparer {
    events: Sender<Event>,
    newest: Arc<AtomicU64>,
}

impl Comparer {
    /// Answers with [`Event::Repeats`].
    pub fn new(events: Sender<Event>) -> Self {
        Self {
            events,
            newest: Arc::default(),
        }
    }

    /// Compares the articles; returns at once.
    pub fn compare(&self, articles: Vec<Option<Arc<Article>>>, number: u64) {
        self.newest.store(number, Ordering::Relaxed);
        let (events, newest) = (self.events.clone(), Arc::clone(&self.newest));
        thread::spawn(move || {
            let mut go_on = |_percent: u8| match newest.load(Ordering::Relaxed) == number {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            };
            if let Some(repeats) = repeats_in(&articles, &mut go_on) {
                post(&events, Event::Repeats(number, repeats));
            }
        });
    }
}
