//! Runs the real binary in a pseudo-terminal and keeps its screen and its raw bytes.
//!
//! Tests assert the current screen, as a terminal emulator shows the screen. The raw bytes serve
//! assertions about modes and sequences, for example the alternate screen. Every wait has a deadline. A wait
//! that fails reports the screen, the sizes of terminal and frame, the last bytes, and a fault of the
//! emulator.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    num::NonZeroU16,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The longest wait, long enough for a busy machine. A wait for words that come is far shorter.
const PATIENCE: Duration = Duration::from_secs(20);

/// The Esc key as a terminal with the kitty keyboard protocol sends the key. A plain `\x1b` and the next
/// key may be read together, as a key with Alt.
pub const ESC: &str = "\x1b[27u";

/// The longest time from the wish to its end. The program waits 5 seconds for a disk and less for a terminal, so
/// a needless wait for either is noticed.
const ENDING: Duration = Duration::from_secs(4);

/// The time after which a program that should end, and did not, is taken to run on.
const RUNS_ON: Duration = Duration::from_secs(2);

/// The state that the reader thread and the test share.
struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// The time of the last byte.
    last_byte: Instant,
    /// Length of `raw` at the last change of the size.
    n_at_resize: usize,
    /// True if the emulator panicked on a byte. The screen is worth nothing then.
    is_emulator_broken: bool,
    is_closed: bool,
    /// Asks the reader to let go of its end at the next byte.
    let_go: bool,
    /// Asks the reader to read no more, and to hold its end.
    stalls: bool,
}

impl Seen {
    fn new(cols: u16, rows: u16) -> Self {
        Self {
            parser: vt100::Parser::new(non_zero(rows), non_zero(cols), 0),
            raw: Vec::new(),
            last_byte: Instant::now(),
            n_at_resize: 0,
            is_emulator_broken: false,
            is_closed: false,
            let_go: false,
            stalls: false,
        }
    }

    /// Takes bytes of the program in; a panic of the emulator is kept for the report.
    fn take_in(&mut self, bytes: &[u8]) {
        let parser = &mut self.parser;
        let is_parsed = catch_unwind(AssertUnwindSafe(|| parser.process(bytes))).is_ok();
        self.is_emulator_broken |= !is_parsed;
        self.raw.extend_from_slice(bytes);
        self.last_byte = Instant::now();
    }

    /// Columns and rows of the emulator.
    fn size(&self) -> (u16, u16) {
        let (rows, cols) = self.parser.screen().size();
        (cols.get(), rows.get())
    }

    /// Returns the facts that tell a slow program from a lost resize and from a broken emulator.
    fn report(&self) -> String {
        let (cols, rows) = self.size();
        let mut facts = vec![
            format!("the terminal has {cols}x{rows}"),
            format!("the last frame has {} rows", drawn_rows(&self.raw)),
            format!("{} bytes since the last resize", self.raw.len() - self.n_at_resize),
            format!("the last byte {} ms ago", self.last_byte.elapsed().as_millis()),
        ];
        if self.is_emulator_broken {
            facts.push("the emulator panicked".to_owned());
        }
        let tail = String::from_utf8_lossy(&self.raw[self.raw.len().saturating_sub(300)..]);
        format!("{}\nthe last bytes: {}", facts.join(", "), tail.escape_debug())
    }
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// The command, environment and size for a start of the program.
pub struct Start {
    command: CommandBuilder,
    size: (u16, u16),
}

impl Start {
    /// `copydesk` with these arguments at 80x24, with its settings and state below `home`.
    pub fn new(home: &Path, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_copydesk"));
        command.args(arguments);
        Self::with(command, home)
    }

    /// A line for the shell, in which `$COPYDESK` is the program.
    pub fn shell(home: &Path, line: &str) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", line]);
        Self::with(command, home)
    }

    fn with(mut command: CommandBuilder, home: &Path) -> Self {
        command.cwd(home);
        for (name, value) in [("TERM", "xterm-256color"), ("USER", "tester"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("COPYDESK_HOME", home);
        command.env("COPYDESK", env!("CARGO_BIN_EXE_copydesk"));
        command.env_remove("NO_COLOR");
        command.env_remove("COLORTERM");
        Self { command, size: (80, 24) }
    }

    /// Columns and rows.
    pub fn size(mut self, cols: u16, rows: u16) -> Self {
        self.size = (cols, rows);
        self
    }

    /// A variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts the program.
    pub fn open(self) -> Terminal {
        let (cols, rows) = self.size;
        let pair = native_pty_system()
            .openpty(pty_size(cols, rows))
            .expect("the system gives a pseudo-terminal");
        let child = pair.slave.spawn_command(self.command).expect("the program starts");
        drop(pair.slave);
        let shared: Shared = Arc::new((Mutex::new(Seen::new(cols, rows)), Condvar::new()));
        let reader = pair.master.try_clone_reader().expect("the end can be read");
        read_all(reader, Arc::clone(&shared));
        Terminal {
            writer: pair.master.take_writer().ok(),
            master: Some(pair.master),
            child,
            shared,
        }
    }
}

/// The program in its terminal; killed when dropped.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    shared: Shared,
}

impl Terminal {
    /// Presses keys, as the bytes that a terminal sends.
    #[track_caller]
    pub fn press(&mut self, keys: &str) -> &mut Self {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_bytes()).expect("keys are taken");
        writer.flush().expect("keys are taken");
        self
    }

    /// Waits until the current screen shows the words.
    #[track_caller]
    pub fn wait_for(&mut self, words: &str) -> &mut Self {
        self.wait_until(&format!("“{words}” on the screen"), |seen| {
            contents(seen).contains(words)
        })
    }

    /// Presses Esc and waits until the words went off the screen. A key right after Esc would be read as a
    /// key with Alt.
    #[track_caller]
    pub fn escape_from(&mut self, words: &str) -> &mut Self {
        self.press("\x1b");
        self.wait_until(&format!("“{words}” to go"), |seen| !contents(seen).contains(words))
    }

    /// Waits until the program wrote these bytes at any time.
    #[track_caller]
    pub fn wait_for_raw(&mut self, bytes: &str) -> &mut Self {
        self.wait_until(&format!("{bytes:?} in the raw bytes"), |seen| {
            holds(&seen.raw, bytes.as_bytes())
        })
    }

    /// Waits until the program wrote these bytes after its first `n_before` bytes.
    #[track_caller]
    pub fn wait_for_raw_since(&mut self, n_before: usize, bytes: &str) -> &mut Self {
        self.wait_until(&format!("{bytes:?} among the last bytes"), |seen| {
            holds(&seen.raw[n_before.min(seen.raw.len())..], bytes.as_bytes())
        })
    }

    /// Waits until the last frame of the program has as many rows as the terminal.
    #[track_caller]
    pub fn wait_for_full_frame(&mut self) -> &mut Self {
        self.wait_until("a frame of the terminal's rows", |seen| {
            let since_resize = &seen.raw[seen.n_at_resize..];
            holds(since_resize, CLEAR) && drawn_rows(since_resize) == seen.size().1
        })
    }

    #[track_caller]
    fn wait_until(&mut self, what: &str, is_there: impl Fn(&Seen) -> bool) -> &mut Self {
        let (lock, news) = &*self.shared;
        let deadline = Instant::now() + PATIENCE;
        let mut seen = lock.lock().unwrap();
        while !is_there(&seen) {
            let now = Instant::now();
            if now >= deadline || seen.is_closed || seen.is_emulator_broken {
                let gone = if seen.is_closed { ", but the program is gone" } else { "" };
                let (screen, report) = (contents(&seen), seen.report());
                // A failing test must not poison the lock that the reader still takes.
                drop(seen);
                panic!("waited for {what}{gone}; {report}\nthe screen is\n{screen}");
            }
            seen = news.wait_timeout(seen, deadline - now).unwrap().0;
        }
        drop(seen);
        self
    }

    /// The current screen.
    pub fn screen(&self) -> String {
        contents(&self.seen())
    }

    /// Everything that the program wrote.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, cols: u16, rows: u16) -> &mut Self {
        let mut seen = self.seen();
        seen.parser.screen_mut().set_size(non_zero(rows), non_zero(cols));
        seen.n_at_resize = seen.raw.len();
        drop(seen);
        let master = self.master.as_ref().expect("the terminal is open");
        master.resize(pty_size(cols, rows)).expect("the size is taken");
        self
    }

    /// Sends a signal by its name.
    pub fn signal(&mut self, name: &str) -> &mut Self {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -s {name}");
        self
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.process_id().expect("the program runs")
    }

    /// Closes the terminal window under the program.
    pub fn hang_up(&mut self) -> &mut Self {
        self.seen().let_go = true;
        self.press("j");
        self.wait_closed();
        self.writer = None;
        self.master = None;
        self
    }

    fn wait_closed(&self) {
        let (lock, news) = &*self.shared;
        let seen = lock.lock().unwrap();
        let (seen, _) = news.wait_timeout_while(seen, PATIENCE, |seen| !seen.is_closed).unwrap();
        assert!(seen.is_closed, "the reader lets go");
    }

    /// Waits for the end of the program, at most [`ENDING`], and returns its status.
    #[track_caller]
    pub fn wait_exit(&mut self) -> u32 {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be asked") {
                if self.writer.is_some() {
                    self.wait_closed();
                }
                return status.exit_code();
            }
            assert!(
                begin.elapsed() < ENDING,
                "still running; {}\nthe screen is\n{}",
                self.seen().report(),
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asserts that the shell gets its terminal back.
    #[track_caller]
    pub fn assert_restored(&self) {
        assert_eq!(log_objection(&self.raw()), None);
        assert_eq!(self.modes_objection(), None);
    }

    /// Like [`Self::assert_restored`] for a program that still runs. Its last bytes may still be on their way.
    #[track_caller]
    pub fn wait_restored(&mut self) -> &mut Self {
        self.wait_until("the terminal to be given back", |seen| log_objection(&seen.raw).is_none());
        assert_eq!(self.modes_objection(), None);
        self
    }

    /// Returns the modes that are wrong for the shell. A closed window has no modes.
    pub fn modes_objection(&self) -> Option<String> {
        #[cfg(unix)]
        if let Some(modes) = self.master.as_ref().and_then(|master| master.get_termios()) {
            let modes = format!("{:?}", modes.local_flags);
            let missing = ["ECHO", "ICANON", "ISIG"].into_iter().find(|mode| {
                let mut names = modes.split(|c: char| !c.is_ascii_alphanumeric());
                !names.any(|name| name == *mode)
            });
            return missing.map(|mode| format!("{mode} is off: {modes}"));
        }
        None
    }

    /// Returns the processor time of the program so far, in hundredths of a second.
    #[cfg(target_os = "linux")]
    pub fn ticks(&self) -> Option<u64> {
        let about = fs::read_to_string(format!("/proc/{}/stat", self.id())).ok()?;
        let fields: Vec<&str> = about.rsplit_once(") ")?.1.split(' ').collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    }

    /// The status of the program, if it has ended.
    pub fn status(&mut self) -> Option<u32> {
        let status = self.child.try_wait().ok()??;
        Some(status.exit_code())
    }

    /// Returns true if the program ends within [`ENDING`].
    pub fn ends(&mut self) -> bool {
        self.ends_within(ENDING)
    }

    /// Returns true if the program still runs after [`RUNS_ON`].
    pub fn runs_on(&mut self) -> bool {
        !self.ends_within(RUNS_ON)
    }

    fn ends_within(&mut self, time: Duration) -> bool {
        let begin = Instant::now();
        while begin.elapsed() < time {
            if self.status().is_some() {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// Tells the program a size that this terminal does not have.
    pub fn claim_size(&mut self, cols: u16, rows: u16) -> &mut Self {
        let master = self.master.as_ref().expect("the terminal is open");
        master.resize(pty_size(cols, rows)).expect("the size is taken");
        self
    }

    /// Reads no more output of the program, as after Ctrl-S.
    pub fn stall(&mut self) -> &mut Self {
        self.seen().stalls = true;
        self
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.0.lock().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn contents(seen: &Seen) -> String {
    seen.parser.screen().contents()
}

fn non_zero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a terminal has cells")
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn read_all(mut reader: Box<dyn Read + Send>, shared: Shared) {
    thread::spawn(move || {
        let (lock, news) = &*shared;
        let mut buffer = [0; 1 << 16];
        loop {
            let n_read = match reader.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result.unwrap_or(0),
            };
            let mut seen = lock.lock().unwrap();
            seen.take_in(&buffer[..n_read]);
            if n_read == 0 || seen.let_go {
                break;
            }
            while seen.stalls {
                seen = news.wait(seen).unwrap();
            }
            drop(seen);
            news.notify_all();
        }
        drop(reader);
        lock.lock().unwrap().is_closed = true;
        news.notify_all();
    });
}

/// The sequence with which the program clears the screen, for example after a resize.
const CLEAR: &[u8] = b"\x1b[2J";

/// Returns the largest row that the program moved to since it last cleared the screen, counted from 1.
fn drawn_rows(raw: &[u8]) -> u16 {
    let frame = &raw[last_place(raw, CLEAR).unwrap_or(0)..];
    let frame = String::from_utf8_lossy(frame);
    let row = |sequence: &str| {
        let (numbers, _) = sequence.split_once('H')?;
        let (row, col) = numbers.split_once(';')?;
        col.parse::<u16>().ok().and_then(|_| row.parse().ok())
    };
    frame.split("\x1b[").filter_map(row).max().unwrap_or(0)
}

/// Returns the mode that a log leaves on: alternate screen, hidden cursor, mouse reports or marked pastes.
pub fn log_objection(raw: &[u8]) -> Option<String> {
    let all = [
        ("\x1b[?1049l", "\x1b[?1049h", "the alternate screen"),
        ("\x1b[?25h", "\x1b[?25l", "the hidden cursor"),
        ("\x1b[?1000l", "\x1b[?1000h", "mouse reports"),
        ("\x1b[?2004l", "\x1b[?2004h", "bracketed paste"),
    ];
    all.into_iter().find_map(|(end, begin, what)| {
        let [end, begin] = [end, begin].map(|code| last_place(raw, code.as_bytes()));
        let tail = String::from_utf8_lossy(&raw[raw.len().saturating_sub(400)..]);
        (end.is_none() || end <= begin)
            .then(|| format!("{what} is not left: {}", tail.escape_debug()))
    })
}

/// Returns true if `bytes` contain `wanted`.
pub fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    last_place(bytes, wanted).is_some()
}

fn last_place(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

/// A folder for one test: a home for the program, and in it `texts` with copies of the sample articles.
pub struct TerminalDesk {
    folder: tempfile::TempDir,
}

impl TerminalDesk {
    /// Makes a desk with the sample articles.
    pub fn with_sample() -> Self {
        Self::with_copies_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample"))
    }

    /// Makes a desk with copies of the files of a folder.
    pub fn with_copies_of(source: &Path) -> Self {
        let desk = Self::empty();
        for entry in fs::read_dir(source).expect("the articles can be listed") {
            let path = entry.expect("an entry").path();
            let copy = desk.texts().join(path.file_name().expect("a name"));
            fs::write(copy, fs::read(path).expect("an article")).expect("a copy");
        }
        desk
    }

    /// Makes a desk without articles.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("texts")).expect("a folder for articles");
        Self { folder }
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    pub fn texts(&self) -> PathBuf {
        self.folder.path().join("texts")
    }

    /// Writes a file below the home.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.home().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// Runs the program without a terminal and gives its standard output.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(arguments)
            .current_dir(self.home())
            .env("COPYDESK_HOME", self.home())
            .env("USER", "tester")
            .output()
            .expect("the program runs");
        let told = String::from_utf8_lossy(&output.stderr);
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success(), "{arguments:?}: {told}{out}");
        out
    }

    /// The program over `texts`.
    pub fn open(&self) -> Terminal {
        self.start().open()
    }

    /// The program over `texts`, with a [`Start`] that the test can change.
    pub fn start(&self) -> Start {
        Start::new(self.home(), &["texts"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_tells_a_lost_resize_from_a_broken_emulator() {
        let mut seen = Seen::new(100, 30);
        seen.take_in(b"\x1b[2J\x1b[1;1HTabs\x1b[200;1H? help");
        let report = seen.report();
        assert!(
            report.contains("the terminal has 100x30, the last frame has 200 rows"),
            "{report}"
        );
        assert!(!report.contains("panicked"), "{report}");
        seen.is_emulator_broken = true;
        assert!(seen.report().contains("panicked"));
    }

    #[test]
    fn rows_are_counted_from_the_last_clear() {
        assert_eq!(drawn_rows(b"\x1b[200;1Hold\x1b[2J\x1b[30;7Hnew\x1b[31m\x1b[4;1H"), 30);
        assert_eq!(drawn_rows(b"plain"), 0);
    }
}
