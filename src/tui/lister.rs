//! Listing the sources of all articles beside the screen.
//!
//! # Moving parts and how they stop
//!
//! Each listing has a thread of its own and the number of the comparison that it belongs to. An answer with
//! an older number is dropped by whoever takes it in. Nothing waits for the threads: they own nothing that
//! could be lost, and end by themselves.

use std::{
    sync::{Arc, mpsc::Sender},
    thread,
};

use copydesk::{corpus::Article, project::sources_of};

use super::{event::Event, post};

/// Starts listings.
#[derive(Debug)]
pub struct Lister {
    events: Sender<Event>,
}

impl Lister {
    /// Answers with [`Event::Sources`].
    pub fn new(events: Sender<Event>) -> Self {
        Self { events }
    }

    /// Lists the sources of the articles; returns at once.
    pub fn list(&self, articles: Vec<Option<Arc<Article>>>, number: u64) {
        let events = self.events.clone();
        thread::spawn(move || {
            post(&events, Event::Sources(number, sources_of(&articles)));
        });
    }
}
