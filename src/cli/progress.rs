//! Shows the progress of long work on standard error, and stops the work on `Ctrl-C`.
//!
//! # Stopping
//!
//! On Unix a thread waits for `SIGINT`. The thread reports the end on standard error and ends the
//! program at once, with status 130. Nothing is written while the progress line is shown, so the report
//! says "nothing was written". Later the report only says "stopped": files are replaced as a whole and
//! are never half written. Other systems end the program without this thread.

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// The progress of one piece of work. Only a terminal gets the line.
pub struct ProgressLine {
    what: &'static str,
    is_watched: bool,
    told: Option<u8>,
    /// True during the work. Nothing is written before the work ends.
    goes_on: Arc<AtomicBool>,
}

impl ProgressLine {
    /// Begins to listen for `Ctrl-C`. `what` names the work, for example "looking for repeats".
    pub fn new(what: &'static str) -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        listen(Arc::clone(&goes_on));
        Self { goes_on, what, is_watched: io::stderr().is_terminal(), told: None }
    }

    /// Begins the next piece of work.
    pub fn next(&mut self, what: &'static str) {
        self.what = what;
        self.told = None;
    }

    /// Writes the percentage of the work if it has changed.
    pub fn tell(&mut self, percent: u8) -> ControlFlow<()> {
        if self.is_watched && self.told != Some(percent) {
            self.told = Some(percent);
            let _ = write!(io::stderr(), "\r\x1b[K{}: {percent} %", self.what);
        }
        ControlFlow::Continue(())
    }
}

impl Drop for ProgressLine {
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
            let line = if io::stderr().is_terminal() { "\r\x1b[K" } else { "" };
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
