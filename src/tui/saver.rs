//! The thread that owns the files while the screen is up: whatever waits for the disk waits there.
//!
//! # Moving parts and how they stop
//!
//! Tasks are values with all that they need; they come through an inbox. The thread drains the inbox
//! before every task, and of two tasks that put the same thing on disk only the newer one is carried
//! out, so a slow disk never has more than one of each waiting. What became of a task goes back over a
//! channel of its own, and [`Event::Saved`] tells the main loop to look there.
//!
//! [`Pending`] counts what is not done yet. Whoever ends or stops the program waits on it for a bounded
//! time: leaving by a key, a signal, a panic, Ctrl-Z. The thread itself ends with its inbox.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, Sender, TryIter, channel},
    },
    thread,
    time::Duration,
};

use copydesk::{
    exchange::{ExportFormat, ExportRow},
    project::{RefreshDone, RefreshJob, SaveDone, SaveJob, SharedEditDone, SharedEditJob},
    store::{Dirs, DraftJob, ReadingPosition, Settings, StoreError, export_to},
};

use super::{event::Event, post};

/// The name of the thread, by which a panic in it is told from others.
const NAME: &str = "saver";

/// One thing to put on disk.
#[derive(Debug)]
pub enum Task {
    /// The annotations of an article.
    AnnotationSet(Box<SaveJob>),
    /// A label, a saved search or a rule.
    Keep(Box<SharedEditJob>),
    /// What others have written about some articles, to be read.
    Refresh(RefreshJob),
    /// Where reading goes on, in the corpus of this id.
    ReadingPosition(ReadingPosition, String),
    Settings(Settings),
    Draft(Box<DraftJob>),
    Export(Box<Export>),
}

/// All annotations as they were when the export was asked for.
#[derive(Debug)]
pub struct Export {
    pub format: ExportFormat,
    pub path: PathBuf,
    pub rows: Vec<ExportRow>,
}

/// What became of a task.
#[derive(Debug)]
pub enum Done {
    AnnotationSet(SaveDone),
    Keep(Box<SharedEditDone>),
    RefreshDone(RefreshDone),
    /// A place that could not be kept is no reason to disturb anybody who reads.
    ReadingPosition,
    Settings(Result<(), StoreError>),
    Draft(Result<(), StoreError>),
    Export(Box<Export>, Result<(), StoreError>),
}

impl Task {
    /// Whether this task makes an older one needless.
    fn replaces(&self, older: &Task) -> bool {
        match (self, older) {
            (Task::AnnotationSet(job), Task::AnnotationSet(older)) => job.replaces(older),
            (Task::ReadingPosition(_, id), Task::ReadingPosition(_, older)) => id == older,
            (Task::Settings(_), Task::Settings(_)) => true,
            (Task::Draft(job), Task::Draft(older)) => job.replaces(older),
            (
                Task::AnnotationSet(_)
                | Task::Keep(_)
                | Task::Refresh(_)
                | Task::ReadingPosition(..)
                | Task::Settings(_)
                | Task::Draft(_)
                | Task::Export(_),
                _,
            ) => false,
        }
    }

    fn carry_out(self, dirs: &Dirs) -> Done {
        match self {
            Task::AnnotationSet(job) => Done::AnnotationSet(job.carry_out()),
            Task::Keep(job) => Done::Keep(Box::new(job.carry_out())),
            Task::Refresh(job) => Done::RefreshDone(job.carry_out()),
            Task::ReadingPosition(place, id) => {
                let _ = place.save(dirs, &id);
                Done::ReadingPosition
            }
            Task::Settings(settings) => Done::Settings(settings.save(dirs)),
            Task::Draft(job) => Done::Draft(job.carry_out()),
            Task::Export(export) => {
                let Export { format, path, rows } = &*export;
                let written = export_to(dirs, path, *format, rows);
                Done::Export(export, written)
            }
        }
    }
}

/// How many tasks are not done; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Pending(Arc<(Mutex<usize>, Condvar)>);

impl Pending {
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

    /// Waits until everything is done, this long at the most; says whether it is.
    ///
    /// In the saver itself, which panics and will do nothing more, nothing is waited for.
    pub fn wait(&self, at_most: Duration) -> bool {
        if thread::current().name() == Some(NAME) {
            return false;
        }
        let count = self.count();
        let waited = self
            .0
            .1
            .wait_timeout_while(count, at_most, |count| *count > 0);
        let (count, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *count == 0
    }
}

/// The thread as the screen sees it.
#[derive(Debug)]
pub struct Saver {
    inbox: Sender<Task>,
    done: Receiver<Done>,
    pending: Pending,
}

impl Saver {
    /// Starts the thread.
    ///
    /// # Errors
    /// A system that gives no thread: then nothing could be saved.
    pub fn start(dirs: Dirs, events: Sender<Event>) -> std::io::Result<Self> {
        let (inbox, tasks) = channel();
        let (answers, done) = channel();
        let pending = Pending::default();
        let worker = Worker {
            dirs,
            tasks,
            answers,
            events,
            pending: pending.clone(),
        };
        let thread = thread::Builder::new().name(NAME.to_owned());
        thread.spawn(move || worker.run())?;
        Ok(Self {
            inbox,
            done,
            pending,
        })
    }

    /// Asks for a task; returns at once.
    pub fn ask(&self, task: Task) {
        self.pending.add();
        // The thread ends with its inbox or in a panic, which ends the program.
        let _ = self.inbox.send(task);
    }

    /// What was done since the last look.
    pub fn done(&self) -> TryIter<'_, Done> {
        self.done.try_iter()
    }

    /// What is not done yet.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }
}

struct Worker {
    dirs: Dirs,
    tasks: Receiver<Task>,
    answers: Sender<Done>,
    events: Sender<Event>,
    pending: Pending,
}

impl Worker {
    fn run(self) {
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match self.tasks.recv() {
                    Ok(task) => waiting.push_back(task),
                    Err(_) => return,
                }
            }
            for task in self.tasks.try_iter() {
                let n_before = waiting.len();
                waiting.retain(|older| !task.replaces(older));
                self.pending.take(n_before - waiting.len());
                waiting.push_back(task);
            }
            if let Some(task) = waiting.pop_front() {
                let done = task.carry_out(&self.dirs);
                // Before it is counted, so that whoever waited finds the answer.
                let _ = self.answers.send(done);
                self.pending.take(1);
                post(&self.events, Event::Saved);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_bounded_and_ends_with_the_last_task() {
        let pending = Pending::default();
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
            saver.ask(Task::Settings(Settings {
                measure,
                ..Settings::default()
            }));
        }
        assert!(saver.pending().wait(Duration::from_secs(20)));
        let n_done = saver.done().count();
        assert!(n_done < 21, "{n_done} times the same file was written");
        assert_eq!(Settings::load(&dirs).0.measure, 80);
    }
}
