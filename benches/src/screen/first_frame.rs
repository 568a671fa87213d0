//! From the start of the real program to its first frame, in a pseudo-terminal of 120x40.
//!
//! The clock runs from before the program is spawned until the status line is in its output; for
//! all articles, until the tab bar says no more that some are still to be read. Memory is the peak that
//! Linux tells of the process. The files have just been written, so the disk's cache is warm.

use std::{
    fs,
    io::{Read, Write},
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::{corpus, spread::Spread};

const SIZE: PtySize = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };

/// Words of the status line that no other part of the screen has.
const STATUS: &str = "autojump on";

const PATIENCE: Duration = Duration::from_secs(60);

/// The result of one run of the program.
struct Run {
    first_frame: Duration,
    all_read: Duration,
    peak_kib: Option<u64>,
}

/// Starts the program `n_runs` times on so many articles and prints what was measured.
pub fn measure(n_articles: usize, n_runs: usize) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("articles");
    fs::create_dir(&folder).expect("a new folder");
    corpus::write_folder(&folder, n_articles).expect("the articles are written");
    let (mut first, mut all) = (Spread::default(), Spread::default());
    let mut peaks = Vec::new();
    for _ in 0..n_runs {
        let run = run(home.path(), &folder);
        first.push(run.first_frame);
        all.push(run.all_read);
        peaks.extend(run.peak_kib);
    }
    first.print(&format!("{n_articles} articles: start to first frame"));
    all.print(&format!("{n_articles} articles: start to all read"));
    peaks.sort_unstable();
    match peaks.get(peaks.len() / 2) {
        Some(kib) => println!(
            "{:<44} {} MiB in the middle of {} runs",
            format!("{n_articles} articles: peak memory"),
            kib / 1024,
            peaks.len()
        ),
        None => println!("{n_articles} articles: peak memory is told by Linux only"),
    }
}

/// Builds the program if needed and returns its path, in the folder where cargo put this bench.
fn program() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet", "--bin", "copydesk"])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the program cannot be built");
    let bench = std::env::current_exe().expect("the bench knows its own path");
    let release = bench.ancestors().nth(2).expect("target/release/deps/screen");
    release.join("copydesk")
}

fn run(home: &Path, folder: &Path) -> Run {
    let pty = native_pty_system().openpty(SIZE).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(program());
    command.arg(folder);
    command.env("COPYDESK_HOME", home.join("home"));
    command.env("TERM", "xterm-256color");
    let output = output(&*pty.master);
    let mut input = pty.master.take_writer().expect("the terminal's input");
    let start = Instant::now();
    let mut child = pty.slave.spawn_command(command).expect("the program runs");
    let mut screen = vt100::Parser::new(cells(SIZE.rows), cells(SIZE.cols), 0);
    let mut wait = |done: &dyn Fn(&str) -> bool| {
        loop {
            let (at, bytes) = output.recv_timeout(PATIENCE).expect("the screen comes");
            screen.process(&bytes);
            if done(&screen.screen().contents()) {
                return at - start;
            }
        }
    };
    let first_frame = wait(&|words| words.contains(STATUS));
    // The first frame says so already when all was read before it.
    input.write_all(b"j").expect("a key");
    let all_read = wait(&|words| !words.contains(" to read") && words.contains(" done"));
    let peak_kib = child.process_id().and_then(peak_kib);
    input.write_all(b"q").expect("a key");
    child.wait().expect("the program ends");
    Run { first_frame, all_read, peak_kib }
}

/// Starts the program once on so many articles, searches at once, and prints when something was found
/// and when it was found in all of them.
pub fn measure_search(n_articles: usize) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("articles");
    fs::create_dir(&folder).expect("a new folder");
    corpus::write_folder(&folder, n_articles).expect("the articles are written");
    let pty = native_pty_system().openpty(SIZE).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(program());
    command.arg(&folder);
    command.env("COPYDESK_HOME", home.path().join("home"));
    command.env("TERM", "xterm-256color");
    let output = output(&*pty.master);
    let mut input = pty.master.take_writer().expect("the terminal's input");
    let start = Instant::now();
    let mut child = pty.slave.spawn_command(command).expect("the program runs");
    let mut screen = vt100::Parser::new(cells(SIZE.rows), cells(SIZE.cols), 0);
    let mut wait = |what: &str, done: &dyn Fn(&str) -> bool| {
        loop {
            let (at, bytes) = output.recv_timeout(PATIENCE).expect("the screen comes");
            screen.process(&bytes);
            if done(&screen.screen().contents()) {
                let seconds = (at - start).as_secs_f64();
                println!("{n_articles} articles: start to {what:<28} {seconds:>8.2} s");
                return;
            }
        }
    };
    wait("the first frame", &|words| words.contains(STATUS));
    input.write_all(b" fharbour").expect("keys");
    let finds = |words: &str| words.contains(" exact") && !words.contains(" 0 exact");
    wait("the first hits", &finds);
    wait("hits of all articles", &|words| {
        finds(words) && !words.contains(" to read") && !words.contains("searching")
    });
    input.write_all(b"\x1b").expect("a key");
    thread::sleep(Duration::from_millis(200));
    input.write_all(b"q").expect("a key");
    child.wait().expect("the program ends");
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).expect("the screen has cells")
}

/// The output of the program, each piece with its time.
fn output(terminal: &dyn MasterPty) -> Receiver<(Instant, Vec<u8>)> {
    let mut reader = terminal.try_clone_reader().expect("the terminal's output");
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = [0; 65_536];
        while let Ok(n_bytes @ 1..) = reader.read(&mut bytes) {
            if sender.send((Instant::now(), bytes[..n_bytes].to_vec())).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The most memory that a process had at one time; told by Linux only.
fn peak_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
