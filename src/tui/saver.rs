//! The thread that owns the files while the screen is up: all waiting for the disk happens here.
//!
//! # Moving parts and how they stop
//!
//! Tasks are values with all their data; they come through an inbox. The thread drains the inbox before
//! every task. If [`SaverTask::replaces`] holds, only the newer task runs, so a slow disk never has more
//! than one waiting task per file. Outcomes go back over a channel of their own, and [`Event::Saved`]
//! tells the main loop to look there.
//!
//! [`PendingTasks`] counts unfinished tasks. At the end or at a stop of the program (a key, a signal, a panic,
//! `Ctrl-Z`) the program waits on this count for a bounded time. The thread itself ends with its inbox.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, Sender, TryIter, channel},
    },
    thread,
    time::Duration,
};

use copydesk::store::Dirs;

use super::{
    event::Event,
    saver_task::{SaverTask, TaskOutcome},
    worker::{Inbox, Worker, post},
};

/// The name of the thread; the panic hook knows the saver by this name.
const NAME: &str = "saver";

/// Number of unfinished tasks; clones count together.
#[derive(Clone, Debug, Default)]
pub struct PendingTasks(Arc<(Mutex<usize>, Condvar)>);

impl PendingTasks {
    fn count(&self) -> MutexGuard<'_, usize> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self) {
        *self.count() += 1;
    }

    fn take(&self, n: usize) {
        let mut count = self.count();
        *count = count.saturating_sub(n);
        self.0.1.notify_all();
    }

    /// Waits `at_most` until everything is done; returns true if everything is done.
    ///
    /// In a panic of the saver itself the wait ends at once, since the saver will do nothing more.
    pub fn wait(&self, at_most: Duration) -> bool {
        if thread::current().name() == Some(NAME) {
            return false;
        }
        let count = self.count();
        let waited = self.0.1.wait_timeout_while(count, at_most, |count| *count > 0);
        let (count, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *count == 0
    }
}

/// The saver as the screen sees the thread.
#[derive(Debug)]
pub struct Saver {
    worker: Worker<SaverTask>,
    done: Receiver<TaskOutcome>,
    pending: PendingTasks,
}

impl Saver {
    /// Starts the thread.
    ///
    /// # Errors
    /// An [`std::io::Error`] if the system starts no thread: then nothing could be saved.
    pub fn start(dirs: Dirs, events: Sender<Event>) -> std::io::Result<Self> {
        let (answers, done) = channel();
        let pending = PendingTasks::default();
        let counted = pending.clone();
        let carry_out = move |task: SaverTask| {
            // Sent before the task counts as done, so that the waiting thread finds the outcome.
            let _ = answers.send(task.carry_out(&dirs));
            counted.take(1);
            post(&events, Event::Saved);
        };
        let counted = pending.clone();
        let worker = Worker::start(NAME, move |inbox| run(inbox, &counted, carry_out))?;
        Ok(Self { worker, done, pending })
    }

    /// Sends a task; returns at once.
    pub fn ask(&self, task: SaverTask) {
        self.pending.add();
        self.worker.send(task);
    }

    /// Returns the outcomes since the last call.
    pub fn done(&self) -> TryIter<'_, TaskOutcome> {
        self.done.try_iter()
    }

    /// Returns the count of unfinished tasks.
    pub fn pending(&self) -> &PendingTasks {
        &self.pending
    }
}

/// Does the tasks of the inbox in order until the inbox ends and no task waits.
fn run(mut inbox: Inbox<SaverTask>, pending: &PendingTasks, carry_out: impl Fn(SaverTask)) {
    let mut waiting = VecDeque::new();
    loop {
        let batch = if waiting.is_empty() { inbox.wait() } else { Some(inbox.drain()) };
        let Some(batch) = batch else { return };
        for task in batch {
            let n_before = waiting.len();
            waiting.retain(|older| !SaverTask::replaces(&task, older));
            pending.take(n_before - waiting.len());
            waiting.push_back(task);
        }
        if let Some(task) = waiting.pop_front() {
            carry_out(task);
        }
    }
}

#[cfg(test)]
mod tests {
    use copydesk::store::Settings;

    use super::*;

    #[test]
    fn waiting_is_bounded_and_ends_with_the_last_task() {
        let pending = PendingTasks::default();
        assert!(pending.wait(Duration::ZERO), "nothing was asked for");
        pending.add();
        pending.add();
        pending.take(1);
        assert!(!pending.wait(Duration::from_millis(1)), "one is left");
        let other = pending.clone();
        let thread = thread::spawn(move || other.wait(Duration::from_secs(20)));
        pending.take(1);
        assert!(thread.join().expect("it ends"));
    }

    #[test]
    fn of_two_settings_the_newer_is_saved() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let dirs = Dirs::below(home.path()).on_slow_disk(Duration::from_millis(50));
        let (events, _inbox) = channel();
        let saver = Saver::start(dirs.clone(), events).expect("a thread");
        for measure in 60..=80 {
            saver.ask(SaverTask::Settings(Settings { measure, ..Settings::default() }));
        }
        assert!(saver.pending().wait(Duration::from_secs(20)));
        let n_done = saver.done().count();
        assert!(n_done < 21, "{n_done} times the same file was written");
        assert_eq!(Settings::load(&dirs).0.measure, 80);
    }
}
