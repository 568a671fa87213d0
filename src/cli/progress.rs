//! How far long work is, on standard error, and the way to stop it.
//!
//! # How it stops
//!
//! A thread waits for Ctrl-C. It says on standard error what became of the work and ends the program with
//! the shell's status for it, whatever the work is doing at that moment: nothing is written while
//! progress is shown. What a subcommand writes afterwards the thread cannot know, so it does not say;
//! files are replaced as a whole and so are never left half done. Other systems end the program by
//! themselves.

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// The progress of one piece of work; only a terminal is told.
pub struct Progress {
    what: &'static str,
    is_watched: bool,
    told: Option<u8>,
    /// Whether the work goes on, during which nothing is written.
    goes_on: Arc<AtomicBool>,
}

impl Progress {
    /// Begins to listen for Ctrl-C; `what` names the work ("looking for repeats").
    pub fn new(what: &'static str) -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        listen(Arc::clone(&goes_on));
        Self {
            goes_on,
            what,
            is_watched: io::stderr().is_terminal(),
            told: None,
        }
    }

    /// Goes on to another piece of work.
    pub fn next(&mut self, what: &'static str) {
        self.what = what;
        self.told = None;
    }

    /// Says how far the work is, when that has changed by a percent.
    pub fn tell(&mut self, percent: u8) -> ControlFlow<()> {
        if self.is_watched && self.told != Some(percent) {
            self.told = Some(percent);
            let _ = write!(io::stderr(), "\r\x1b[K{}: {percent} %", self.what);
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.goes_on.store(false, Ordering::SeqCst);
        if self.told.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(unix)]
fn listen(goes_on: Arc<AtomicBool>) {
    use signal_hook::{consts::SIGINT, iterator::Signals};
    let Ok(mut signals) = Signals::new([SIGINT]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let line = if io::stderr().is_terminal() {
                "\r\x1b[K"
            } else {
                ""
            };
            let words = if goes_on.load(Ordering::SeqCst) {
                "stopped: nothing was written"
            } else {
                "stopped"
            };
            let _ = writeln!(io::stderr(), "{line}copydesk: {words}");
            std::process::exit(128 + signal);
        }
    });
}

#[cfg(not(unix))]
fn listen(_goes_on: Arc<AtomicBool>) {}
