//! Messages of the system to the program: signals, and the loss of the terminal.
//!
//! # Moving parts and how they stop
//!
//! The first thread takes signals in, the second waits for the terminal to hang up. Both only post
//! events, so the main loop does everything in order: decisions are saved, the terminal is given back.
//! If the main loop does not end within [`ORDERLY`], for example during a long write to a stalled
//! terminal, the thread ends the program itself; only tasks on their way to a slow disk get more time.
//! Nothing waits for the threads. Either way the exit status is 128 and the number of the signal, as a
//! shell reports a killed program.
//!
//! The second thread is needed because `SIGHUP` reaches only the foreground group of processes, and the
//! thread behind the keys does not notice a hang-up: without help `crossterm` would loop for ever.

use std::{process::exit, sync::mpsc::Sender, thread, time::Duration};

use super::{
    effect_runner::PATIENCE,
    event::{Event, HUNG_UP},
    saver::PendingTasks,
    terminal::leave_for_good,
    worker::post,
};

/// Time of the main loop for an orderly end.
const ORDERLY: Duration = Duration::from_millis(700);

/// Ends, stops and continues the program on request of the system.
///
/// The handlers are installed before this function returns. From then on every change of the terminal's
/// size is posted, so a size read later never becomes stale unnoticed.
#[cfg(unix)]
pub fn listen(events: &Sender<Event>, pending: &PendingTasks) {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
    let all = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH];
    let size = || crossterm::terminal::size().ok();
    listen_to_signals(&all, (events.clone(), pending.clone()), size);
    listen_to_the_line(events.clone(), pending.clone());
}

/// Other systems end the program with the window.
#[cfg(not(unix))]
pub fn listen(_events: &Sender<Event>, _pending: &PendingTasks) {}

#[cfg(unix)]
fn listen_to_signals(
    signals: &[i32],
    (events, pending): (Sender<Event>, PendingTasks),
    size: impl Fn() -> Option<(u16, u16)> + Send + 'static,
) {
    use signal_hook::{
        consts::{SIGCONT, SIGTSTP, SIGWINCH},
        iterator::Signals,
    };
    let Ok(mut signals) = Signals::new(signals) else { return };
    let post_size = move |events: &Sender<Event>| {
        if let Some((cols, rows)) = size() {
            post(events, Event::Resize(cols, rows));
        }
    };
    thread::spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => {
                    post(&events, Event::Stop);
                }
                SIGCONT => {
                    post(&events, Event::Continued);
                    // The system tells a new size only to programs in the foreground.
                    post_size(&events);
                }
                SIGWINCH => post_size(&events),
                _ => end((&events, &pending), u8::try_from(128 + signal).unwrap_or(u8::MAX)),
            }
        }
    });
}

/// Waits, without cost, until the terminal is gone.
#[cfg(unix)]
fn listen_to_the_line(events: Sender<Event>, pending: PendingTasks) {
    use rustix::{
        event::{PollFd, PollFlags, poll},
        io::Errno,
    };
    thread::spawn(move || {
        let stdout = std::io::stdout();
        loop {
            // With no requested event, `poll` reports only hang-ups and errors.
            let mut line = [PollFd::new(&stdout, PollFlags::empty())];
            match poll(&mut line, None) {
                Err(Errno::INTR) => {}
                Ok(_) if line[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => {
                    end((&events, &pending), HUNG_UP);
                }
                // A system without `poll` on terminals.
                _ => return,
            }
        }
    });
}

/// Lets the main loop end the program, and ends the program itself after [`ORDERLY`].
#[cfg(unix)]
fn end((events, pending): (&Sender<Event>, &PendingTasks), status: u8) {
    post(events, Event::Terminate(status));
    thread::sleep(ORDERLY);
    leave_for_good();
    pending.wait(PATIENCE);
    exit(status.into());
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::mpsc::channel;

    use signal_hook::{consts::SIGWINCH, low_level::raise};

    use super::*;

    #[test]
    fn a_resize_right_after_the_start_is_posted() {
        let (sender, events) = channel();
        let size = || Some((100, 30));
        listen_to_signals(&[SIGWINCH], (sender, PendingTasks::default()), size);
        // Nothing has read a key or drawn a frame yet.
        raise(SIGWINCH).expect("the signal is sent");
        let event = events.recv_timeout(Duration::from_secs(20));
        assert!(matches!(event, Ok(Event::Resize(100, 30))), "{event:?}");
    }
}
