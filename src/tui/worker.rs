//! The threads beside the screen: [`Worker`]s and [`feed`]s.
//!
//! # Moving parts and how they stop
//!
//! A [`Worker`] is a thread with an inbox. The thread takes all waiting messages as one batch, works on
//! the batch in steps, and posts events. Between two steps the thread can ask [`News::has_come`] and
//! give its work up after a newer message. Dropping the `Worker` counts as news too. Messages already
//! sent are still delivered; then
//! [`Inbox::wait`] returns `None`, and the thread ends.
//!
//! A [`feed`] is a thread without an inbox. A feed posts the events of an iterator until the iterator
//! ends or the screen is gone.
//!
//! No thread is joined. At its end the program waits only for the tasks of the saver (`tui/saver.rs`),
//! which is a worker too.

use std::{
    iter::once,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::event::Event;

/// Added to the number of sent messages at the drop of the worker: larger than any count, so that the
/// numbers of sent and taken messages never agree again.
const END: u64 = 1 << 63;

/// A thread with an inbox; the thread ends with this handle.
#[derive(Debug)]
pub struct Worker<M> {
    inbox: Sender<M>,
    n_sent: Arc<AtomicU64>,
}

impl<M: Send + 'static> Worker<M> {
    /// Starts a thread that runs `work` on its inbox.
    ///
    /// # Errors
    /// An [`std::io::Error`] if the system starts no thread.
    pub fn start(
        name: &str,
        work: impl FnOnce(Inbox<M>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (inbox, messages) = channel();
        let n_sent: Arc<AtomicU64> = Arc::default();
        let news = News { n_sent: Arc::clone(&n_sent), n_taken: 0 };
        let builder = thread::Builder::new().name(name.to_owned());
        builder.spawn(move || work(Inbox { messages, news }))?;
        Ok(Self { inbox, n_sent })
    }

    /// Sends a message and returns at once. [`News::has_come`] is true from now on; `work` decides to
    /// drop, keep or begin its work again. No message is lost. Sending fails only if `work` has ended: a
    /// panic ends the program by the hook of the screen.
    pub fn send(&self, message: M) {
        self.n_sent.fetch_add(1, Ordering::Relaxed);
        // A thread that panicked has ended the program.
        let _ = self.inbox.send(message);
    }
}

impl<M> Drop for Worker<M> {
    fn drop(&mut self) {
        self.n_sent.fetch_add(END, Ordering::Relaxed);
    }
}

/// Tells of messages that the thread has not taken; threads share a `News` by reference.
#[derive(Debug)]
pub struct News {
    n_sent: Arc<AtomicU64>,
    n_taken: u64,
}

impl News {
    /// Returns true if a newer message waits or the worker is no longer needed.
    pub fn has_come(&self) -> bool {
        self.n_sent.load(Ordering::Relaxed) != self.n_taken
    }
}

/// The messages of a worker, on the side of its thread.
#[derive(Debug)]
pub struct Inbox<M> {
    messages: Receiver<M>,
    pub news: News,
}

impl<M> Inbox<M> {
    /// Waits for a message and returns all waiting messages; `None` once the worker is dropped and no
    /// message waits.
    pub fn wait(&mut self) -> Option<Vec<M>> {
        let first = self.messages.recv().ok()?;
        Some(self.count(once(first)))
    }

    /// Returns the waiting messages, without a wait.
    pub fn drain(&mut self) -> Vec<M> {
        self.count(std::iter::empty())
    }

    fn count(&mut self, first: impl Iterator<Item = M>) -> Vec<M> {
        let batch: Vec<M> = first.chain(self.messages.try_iter()).collect();
        self.news.n_taken += batch.len() as u64;
        batch
    }
}

/// Posts each of the events from a thread of its own; returns at once.
pub fn feed(events: Sender<Event>, mut news: impl Iterator<Item = Event> + Send + 'static) {
    thread::spawn(move || news.all(|event| post(&events, event)));
}

/// Posts an event; returns false if the screen is gone.
pub fn post(events: &Sender<Event>, event: Event) -> bool {
    events.send(event).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts a worker that reports each batch, and an abandoned batch as such.
    fn start() -> (Worker<u32>, Receiver<Vec<u32>>) {
        let (told, heard) = channel();
        let worker = Worker::start("test", move |mut inbox| {
            while let Some(batch) = inbox.wait() {
                let _ = told.send(batch);
                // Work without an end.
                while !inbox.news.has_come() {
                    thread::yield_now();
                }
            }
        });
        (worker.expect("a thread"), heard)
    }

    #[test]
    fn a_newer_message_and_the_end_stop_work_that_would_go_on_for_ever() {
        let (worker, heard) = start();
        worker.send(1);
        assert_eq!(heard.recv(), Ok(vec![1]));
        worker.send(2);
        assert_eq!(heard.recv(), Ok(vec![2]));
        drop(worker);
        assert!(heard.recv().is_err(), "the thread has ended");
    }

    #[test]
    fn messages_that_wait_are_taken_together_and_in_order() {
        let (worker, heard) = start();
        worker.n_sent.fetch_add(3, Ordering::Relaxed);
        for message in 1..=3 {
            worker.inbox.send(message).expect("the thread listens");
        }
        let mut all = Vec::new();
        while all.len() < 3 {
            all.extend(heard.recv().expect("a batch"));
        }
        assert_eq!(all, [1, 2, 3]);
    }

    #[test]
    fn a_feed_ends_with_its_events() {
        let (events, posted) = channel();
        feed(events, [Event::Stop, Event::Continued].into_iter());
        let all: Vec<Event> = posted.iter().collect();
        assert!(matches!(all[..], [Event::Stop, Event::Continued]), "{all:?}");
    }
}
