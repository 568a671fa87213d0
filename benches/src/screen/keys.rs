//! From a key to a drawn frame, in one article of 1 MB, on a screen of 120x40.
//!
//! Times the work of the program between two keys: `App::update`, its effects (a decision is
//! saved for real, in a temporary folder, by the saver thread), one frame drawn, and the escape sequences written, into
//! memory. Left out are the terminal's own work and the wait for the key.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use copydesk::{
    keymap::{Key, Keymap, parse_keys},
    project::ProjectOptions,
    store::{Dirs, Settings},
};
use jiff::Timestamp;
use ratatui::{Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect};
use tempfile::TempDir;

use crate::{
    corpus::Writer,
    spread::Spread,
    tui::{
        app::App,
        corpus_comparison::{start_comparison, start_source_list},
        dispatch,
        effect::Effect,
        effect_runner::{self, EffectRunner, EffectWorkers},
        event::Event,
        passage_search,
        saver::Saver,
        view,
    },
};

const SIZE: (u16, u16) = (120, 40);

/// The program without a terminal: frames go into memory.
pub struct HeadlessScreen {
    app: App,
    runner: EffectRunner,
    terminal: Terminal<CrosstermBackend<Memory>>,
    at: Timestamp,
    news: Receiver<Event>,
    _home: TempDir,
}

/// Takes escape sequences and forgets them with the frame.
#[derive(Default)]
struct Memory(Vec<u8>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }
}

/// Nothing is suspended or copied here.
struct NoTerminal;

impl effect_runner::Terminal for NoTerminal {
    fn take_over(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn resize(&mut self, _: (u16, u16)) -> anyhow::Result<()> {
        Ok(())
    }

    fn redraw(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _words: &str) -> anyhow::Result<()> {
        Ok(())
    }
}

impl HeadlessScreen {
    /// Opens one article of this size.
    pub fn open(n_bytes: usize) -> Self {
        Self::on_disk(n_bytes, Duration::ZERO)
    }

    /// The same on a disk of which every flush takes this long.
    fn on_disk(n_bytes: usize, flush_takes: Duration) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("articles");
        fs::create_dir(&folder).expect("a new folder");
        let article = Writer::new(11).article(n_bytes);
        fs::write(folder.join("long.txt"), article).expect("the article is written");
        let dirs = Dirs::below(&home.path().join("home")).on_slow_disk(flush_takes);
        let opening = ProjectOptions {
            dirs: dirs.clone(),
            annotator: "ana".to_owned(),
            store: None,
            seed: 3,
        };
        Self::begin(home, &opening, &folder)
    }

    /// Opens all articles of a folder, with a searcher that answers.
    pub fn searching(home: TempDir, folder: &Path) -> Self {
        let opening = ProjectOptions {
            dirs: Dirs::below(&home.path().join("home")),
            annotator: "ana".to_owned(),
            store: None,
            seed: 3,
        };
        let mut desk = Self::begin(home, &opening, folder);
        desk.app.project.load_all();
        let all = (0..desk.app.project.len())
            .map(|index| (index, desk.app.project.load(index)))
            .collect();
        desk.runner
            .perform(&desk.app, &mut NoTerminal, Effect::Index(all))
            .expect("no terminal can fail");
        desk
    }

    fn begin(home: TempDir, opening: &ProjectOptions, folder: &Path) -> Self {
        let dirs = opening.dirs.clone();
        let project = opening.open_paths(&[folder.to_owned()]).expect("the folder opens");
        let (events, news) = channel();
        let saver = Saver::start(dirs.clone(), events.clone()).expect("a thread that saves");
        let nobody = || channel().0;
        let cache = project.repeats_cache().clone();
        let workers = EffectWorkers {
            search: passage_search::start(events.clone()).expect("a thread"),
            comparison: start_comparison(nobody(), cache).expect("a thread"),
            source_list: start_source_list(nobody()).expect("a thread"),
            events,
        };
        let area = Rect::new(0, 0, SIZE.0, SIZE.1);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let backend = CrosstermBackend::new(Memory::default());
        let mut desk = Self {
            app: App::new(project, Keymap::default(), Settings::default(), SIZE),
            runner: EffectRunner::new(dirs, workers, saver),
            terminal: Terminal::with_options(backend, options).expect("a terminal in memory"),
            at: Timestamp::from_second(1_790_000_000).expect("a time"),
            news,
            _home: home,
        };
        desk.app.open_article(0, 0);
        desk.draw();
        desk
    }

    pub fn n_sentences(&self) -> usize {
        self.app.sentences().len()
    }

    /// Does what the program does from a key to the frame.
    pub fn press(&mut self, key: Key) -> Duration {
        self.at += jiff::SignedDuration::from_secs(1);
        let start = Instant::now();
        self.take(Event::Key(key));
        while let Ok(event) = self.news.try_recv() {
            self.take(event);
        }
        if self.runner.await_fast_disk() {
            for event in self.runner.stored() {
                self.app.update(event, self.at);
            }
        }
        self.draw();
        start.elapsed()
    }

    /// Returns the number of passages of all articles.
    pub fn n_passages(&self) -> usize {
        self.app.project.progress().1
    }

    /// Returns true if an answer is still to come.
    pub fn is_searching(&self) -> bool {
        self.app.finder().is_some_and(|finder| finder.waiting)
    }

    /// Waits for something from a thread and draws it; whether anything came.
    pub fn wait(&mut self, longest: Duration) -> bool {
        let Ok(event) = self.news.recv_timeout(longest) else {
            return false;
        };
        let is_answer = matches!(event, Event::Found(..));
        self.take(event);
        self.draw();
        is_answer
    }

    /// Does what the program does when the terminal is resized.
    pub fn resize(&mut self, cols: u16) -> Duration {
        let start = Instant::now();
        self.take(Event::Resize(cols, SIZE.1));
        self.draw();
        start.elapsed()
    }

    fn take(&mut self, event: Event) {
        let carried_out = (&mut self.runner, &mut NoTerminal);
        dispatch(&mut self.app, carried_out, event, self.at).expect("no terminal can fail");
    }

    fn draw(&mut self) {
        let app = &self.app;
        self.terminal.draw(|frame| view::draw(frame, app)).expect("memory can be drawn on");
    }

    /// Presses all keys of a script `n` times and returns the times of each.
    pub fn play(&mut self, script: &str, n: usize) -> Spread {
        let keys = parse_keys(script).expect("keys of a script");
        let mut spread = Spread::default();
        for _ in 0..n {
            for key in &keys {
                spread.push(self.press(*key));
            }
        }
        spread
    }

    /// Puts the label sourced on `n` sentences from the beginning on.
    pub fn label(&mut self, n: usize) -> Spread {
        self.play("g g", 1);
        self.play("1", n)
    }
}

/// Prints the times of the common keys, and of all of them together.
pub fn measure() {
    let mut desk = HeadlessScreen::open(1_000_000);
    println!("one article of 1 MB, {} sentences, screen {}x{}", desk.n_sentences(), SIZE.0, SIZE.1);
    let mut all = Spread::default();
    let mut journey = |desk: &mut HeadlessScreen, name: &str, script: &str, n: usize| {
        let spread = desk.play(script, n);
        spread.print(name);
        all.join(&spread);
    };
    journey(&mut desk, "key j", "j", 1_000);
    journey(&mut desk, "key k", "k", 500);
    journey(&mut desk, "key ctrl-d", "ctrl-d", 200);
    desk.play("g g", 1);
    journey(&mut desk, "keys v w w esc", "v w w esc j", 100);
    journey(&mut desk, "keys / h a r b o u r enter n", "/ h a r b o u r enter n", 20);
    desk.play("esc", 1);
    journey(&mut desk, "key 1 with the jump, saved each time", "1", 200);
    journey(&mut desk, "key j among 200 annotations", "j", 200);
    all.print("all keys above");
    slow_disk();
    resizes(&mut desk);
    decided();
}

/// A user feels nothing of a disk of which every flush takes two seconds (S11).
fn slow_disk() {
    let flush_takes = Duration::from_secs(2);
    let mut desk = HeadlessScreen::on_disk(1_000_000, flush_takes);
    let begin = Instant::now();
    let mut spread = Spread::default();
    while begin.elapsed() < 4 * flush_takes {
        for name in ["1", "j", "k", "2", "u", "ctrl-d", ",", "+", "-"] {
            spread.join(&desk.play(name, 1));
            // Somebody types fast.
            thread::sleep(Duration::from_millis(20));
        }
    }
    assert!(desk.app.project.is_saving(), "the disk was too fast to tell anything");
    spread.print("any key while flushes take 2 s");
}

fn resizes(desk: &mut HeadlessScreen) {
    let mut spread = Spread::default();
    for cols in (60..120).chain((60..=120).rev()) {
        spread.push(desk.resize(cols));
    }
    spread.print("a resize");
}

/// The cost of many annotations in one article.
fn decided() {
    let mut desk = HeadlessScreen::open(1_000_000);
    for n in [1_000, 2_000, 4_000] {
        let known = desk.app.project.annotations(0).len();
        desk.label(n - known);
        let n = desk.app.project.annotations(0).len();
        desk.play("1", 50).print(&format!("key 1 among {n} annotations, saved"));
        desk.play("k", 50).print(&format!("key k among {n} annotations"));
    }
}
