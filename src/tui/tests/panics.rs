//! The promise L4: a panic in any thread gives the terminal back and ends the program.
//!
//! No switch of the program makes it panic. The test starts its own executable again in a
//! pseudo-terminal, where [`panics_on_a_real_terminal`] takes the terminal over as the program does and
//! then panics where it is told to.

use std::{
    env,
    io::Read,
    thread,
    time::{Duration, Instant},
};

use copydesk::{
    keymap::Keymap,
    store::Settings,
    testing::{audit, trials},
};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::journey::opening;
use crate::tui::{app::App, saver::PendingTasks, terminal::Screen};

/// The place of a panic. The first is the known-bad variant, which does not take the hook.
const PLACES: [&str; 5] = ["unhooked", "main", "thread", "two threads", "drawing"];

const CHOICE: &str = "COPYDESK_TEST_PANICS";

/// Words of others, as a message of the standard library quotes them.
const WORDS: &str = "\u{1b}]0;owned\u{7}\u{202e}evil";

#[test]
#[ignore = "started by the tests below, in a terminal of its own"]
fn panics_on_a_real_terminal() {
    let Ok(place) = env::var(CHOICE) else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = opening(&folder).open_sample();
    let mut screen = Screen::enter(PendingTasks::default()).expect("a terminal");
    let app = App::new(project, Keymap::default(), Settings::default(), screen.size());
    screen.draw(&app).expect("a frame");
    let fall = || panic!("{WORDS}");
    match place.as_str() {
        "unhooked" => {
            drop(std::panic::take_hook());
            thread::spawn(fall);
        }
        "main" => fall(),
        "thread" => drop(thread::spawn(fall)),
        "two threads" => (0..2).for_each(|_| drop(thread::spawn(fall))),
        // In the middle of a frame, while the main thread draws one after the other.
        "drawing" => {
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(20));
                fall();
            });
            for _ in 0..2_000 {
                screen.draw(&app).expect("a frame");
            }
        }
        _ => panic!("there is no such place"),
    }
    // The thread that panics must end the program, not this sleep.
    thread::sleep(Duration::from_secs(60));
}

/// The rest of a run: its log, its status, and its time after the first screen.
fn run(place: &str) -> (Vec<u8>, Option<u32>) {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(env::current_exe().expect("this executable"));
    let name = "tui::tests::panics::panics_on_a_real_terminal";
    command.args(["--exact", name, "--ignored", "--nocapture", "--quiet"]);
    command.env(CHOICE, place);
    command.env("TERM", "xterm-256color");
    command.env("RUST_BACKTRACE", "0");
    let mut child = pair.slave.spawn_command(command).expect("a child");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let log = thread::spawn(move || {
        let mut log = Vec::new();
        let _ = reader.read_to_end(&mut log);
        log
    });
    let begin = Instant::now();
    let mut status = None;
    // The known-bad variant never ends by itself. Every other variant ends at once, on a busy machine later.
    let limit = Duration::from_secs(if place == PLACES[0] { 4 } else { 20 });
    while status.is_none() && begin.elapsed() < limit {
        thread::sleep(Duration::from_millis(5));
        status = child.try_wait().expect("a status");
    }
    if status.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    drop(pair.master);
    (log.join().expect("a log"), status.map(|status| status.exit_code()))
}

fn place_of(log: &[u8], code: &str) -> Option<usize> {
    log.windows(code.len()).rposition(|bytes| bytes == code.as_bytes())
}

/// Returns the fault at the end of a run.
fn objection((log, status): &(Vec<u8>, Option<u32>)) -> Option<String> {
    let shown =
        String::from_utf8_lossy(&log[log.len().saturating_sub(600)..]).escape_debug().to_string();
    if *status != Some(101) {
        return Some(format!("status {status:?}: {shown}"));
    }
    for (end, begin) in [("\u{1b}[?1049l", "\u{1b}[?1049h"), ("\u{1b}[?25h", "\u{1b}[?25l")] {
        if place_of(log, end) <= place_of(log, begin) {
            return Some(format!("the terminal is not given back: {shown}"));
        }
    }
    if !String::from_utf8_lossy(log).contains("has a fault") {
        return Some(format!("nothing is said: {shown}"));
    }
    audit(log).err()
}

#[test]
fn l4_a_panic_in_any_thread_gives_the_terminal_back_and_ends_the_program() {
    for trial in 0..trials(20, 500) {
        let place = PLACES[1 + trial % (PLACES.len() - 1)];
        assert_eq!(objection(&run(place)), None, "trial {trial}, {place}");
    }
}

#[test]
fn l4_the_check_catches_a_program_that_lives_on_over_the_shell() {
    assert!(objection(&run(PLACES[0])).is_some());
}
