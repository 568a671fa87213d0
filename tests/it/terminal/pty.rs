//! A terminal that a test holds in its hands: the real binary, its screen, its raw bytes.
//!
//! What is asserted is always the current screen, as a terminal emulator shows it; the raw bytes are
//! kept beside it for what a screen does not tell. Every wait has a deadline and fails with the screen.

use std::{
    fs,
    io::{Read, Write},
    num::NonZeroU16,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Long enough for a busy machine; nothing waits that long when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    is_closed: bool,
    /// Asks the reader to let go of its end at the next byte.
    let_go: bool,
    /// Asks the reader to read no more, and to hold its end.
    stalls: bool,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// How to start the program.
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

    /// Starts it.
    pub fn open(self) -> Terminal {
        let (cols, rows) = self.size;
        let pair = native_pty_system()
            .openpty(pty_size(cols, rows))
            .expect("the system gives a pseudo-terminal");
        let child = pair.slave.spawn_command(self.command).expect("the program starts");
        drop(pair.slave);
        let seen = Seen {
            parser: vt100::Parser::new(non_zero(rows), non_zero(cols), 0),
            raw: Vec::new(),
            is_closed: false,
            let_go: false,
            stalls: false,
        };
        let shared: Shared = Arc::new((Mutex::new(seen), Condvar::new()));
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

    /// Presses Esc and waits until the words went off the screen; a key that follows at once would be
    /// taken for one with Alt.
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

    #[track_caller]
    fn wait_until(&mut self, what: &str, is_there: impl Fn(&Seen) -> bool) -> &mut Self {
        let (lock, news) = &*self.shared;
        let deadline = Instant::now() + PATIENCE;
        let mut seen = lock.lock().unwrap();
        while !is_there(&seen) {
            let now = Instant::now();
            if now >= deadline || seen.is_closed {
                let gone = if seen.is_closed { ", but the program is gone" } else { "" };
                let screen = contents(&seen);
                // A failing test must not poison what its reader still holds.
                drop(seen);
                panic!("waited for {what}{gone}; the screen is\n{screen}");
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
        let size = (non_zero(rows), non_zero(cols));
        self.seen().parser.screen_mut().set_size(size.0, size.1);
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

    /// Waits for the end of the program, which must come within two seconds, and gives its status.
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
                begin.elapsed() < Duration::from_secs(2),
                "still running; the screen is\n{}",
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

    /// The same of a program that lives on: its last bytes may still be on their way.
    #[track_caller]
    pub fn wait_restored(&mut self) -> &mut Self {
        self.wait_until("the terminal to be given back", |seen| log_objection(&seen.raw).is_none());
        assert_eq!(self.modes_objection(), None);
        self
    }

    /// What is wrong with the modes that the shell gets back; a window that is gone has none.
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

    /// How much processor time the program has used so far, in hundredths of a second.
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

    /// Whether the program ended within two seconds.
    pub fn ends(&mut self) -> bool {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(2) {
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

    /// Takes no more of what the program writes, as after Ctrl-S.
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
            let n_read = reader.read(&mut buffer).unwrap_or(0);
            let mut seen = lock.lock().unwrap();
            seen.parser.process(&buffer[..n_read]);
            seen.raw.extend_from_slice(&buffer[..n_read]);
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

/// What a log leaves switched on: the second screen, a hidden cursor, mouse reports, marked pastes.
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

/// Whether the bytes hold these others.
pub fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    last_place(bytes, wanted).is_some()
}

fn last_place(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

/// A folder for one test: a home for the program, and in it `texts` with copies of the sample articles.
pub struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// With the sample articles.
    pub fn with_sample() -> Self {
        Self::with_copies_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample"))
    }

    /// With the files of a folder.
    pub fn with_copies_of(source: &Path) -> Self {
        let desk = Self::empty();
        for entry in fs::read_dir(source).expect("the articles can be listed") {
            let path = entry.expect("an entry").path();
            let copy = desk.texts().join(path.file_name().expect("a name"));
            fs::write(copy, fs::read(path).expect("an article")).expect("a copy");
        }
        desk
    }

    /// Without articles.
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
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The program over `texts`.
    pub fn open(&self) -> Terminal {
        self.start().open()
    }

    /// The same, to be changed before it starts.
    pub fn start(&self) -> Start {
        Start::new(self.home(), &["texts"])
    }
}
