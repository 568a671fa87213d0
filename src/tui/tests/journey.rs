//! The harness of the journeys: a program without a terminal, driven by written keys.
//!
//! Owns the world around one [`App`]: a temporary folder with the articles and the platform's folders,
//! the searcher thread, a terminal that only remembers what it was asked for. After every event the
//! screen is drawn and looked over, so each journey also checks that drawing never panics, that the
//! cursor stays on the screen and that nothing unsafe gets into a cell.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use copydesk::{
    annotation::{Annotation, LabelId},
    keymap::{Key, Keymap, parse_keys},
    project::{CorpusOrigin, Project, ProjectOptions},
    store::{Dirs, FileWatch, Settings},
};
use jiff::{SignedDuration, Timestamp};
use ratatui::{
    Terminal as Ratatui,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    layout::Position,
};
use tempfile::TempDir;

use crate::tui::{
    app::App,
    corpus_comparison::{start_comparison, start_source_list},
    dispatch,
    effect_runner::{EffectRunner, EffectWorkers, Terminal},
    event::{Event, Mouse},
    layout::LARGEST,
    passage_search::{self, SearchMessage},
    saver::Saver,
    state::{finder::FinderPopup, popup::Popup},
    take_fast, view,
    views::ViewId,
};

/// A terminal that does nothing but remember.
#[derive(Debug, Default)]
pub struct Remembered {
    pub copied: Vec<String>,
    pub n_suspended: usize,
    pub n_redrawn: usize,
    pub n_taken_over: usize,
    pub n_resized: usize,
}

impl Terminal for Remembered {
    fn suspend(&mut self) -> anyhow::Result<()> {
        self.n_suspended += 1;
        Ok(())
    }

    fn take_over(&mut self) -> anyhow::Result<()> {
        self.n_taken_over += 1;
        Ok(())
    }

    fn redraw(&mut self) -> anyhow::Result<()> {
        self.n_redrawn += 1;
        Ok(())
    }

    fn resize(&mut self, _: (u16, u16)) -> anyhow::Result<()> {
        self.n_resized += 1;
        Ok(())
    }

    fn copy(&mut self, words: &str) -> anyhow::Result<()> {
        self.copied.push(words.to_owned());
        Ok(())
    }
}

/// One sitting of a user.
pub struct Journey {
    pub app: App,
    pub terminal: Remembered,
    runner: EffectRunner,
    events: Receiver<Event>,
    watch: FileWatch,
    /// Holds `corpus` and `home`; goes when the journey ends.
    folder: TempDir,
    n_events: i64,
    n_keys: usize,
}

impl Journey {
    /// Over the embedded articles, at 80x24.
    pub fn sample() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let project = opening(&folder).open_sample();
        Self::begin(folder, project, (80, 24))
    }

    /// Over files with these names and texts, at 80x24.
    pub fn over(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("corpus")).expect("a folder for the articles");
        for (name, text) in files {
            fs::write(folder.path().join("corpus").join(name), text).expect("an article");
        }
        Self::over_folder(folder)
    }

    /// Over files on a disk of which every flush takes this long.
    pub fn over_slow_disk(files: &[(&str, &str)], flush_takes: Duration) -> Self {
        Self::over_disk(files, |dirs| dirs.on_slow_disk(flush_takes))
    }

    /// Over files on another disk.
    pub fn over_disk(files: &[(&str, &str)], disk: impl FnOnce(Dirs) -> Dirs) -> Self {
        let reader = Self::over(files);
        let root = reader.path("corpus");
        let mut opening = opening(&reader.folder);
        opening.dirs = disk(opening.dirs);
        let project = opening.open_paths(&[root]).expect("the folder opens");
        Self::begin_on(opening.dirs, (reader.folder, project), (80, 24))
    }

    fn over_folder(folder: TempDir) -> Self {
        let corpus = folder.path().join("corpus");
        let project = opening(&folder).open_paths(&[corpus]).expect("the folder opens");
        Self::begin(folder, project, (80, 24))
    }

    pub fn begin(folder: TempDir, project: Project, size: (u16, u16)) -> Self {
        let dirs = Dirs::below(&folder.path().join("home"));
        Self::begin_on(dirs, (folder, project), size)
    }

    fn begin_on(dirs: Dirs, (folder, mut project): (TempDir, Project), size: (u16, u16)) -> Self {
        let (sender, events) = channel();
        let cache = project.repeats_cache().clone();
        // Journeys compare and list sources themselves, at once: see `compare`.
        let nobody = channel().0;
        let workers = EffectWorkers {
            search: passage_search::start(sender.clone()).expect("a thread"),
            comparison: start_comparison(sender.clone(), cache).expect("a thread"),
            source_list: start_source_list(nobody).expect("a thread"),
            events: sender.clone(),
        };
        project.load_all();
        let loaded = (0..project.len())
            .filter_map(|index| Some((index, project.article(index)?.clone())))
            .collect();
        workers.search.send(SearchMessage::Articles(loaded));
        let (settings, _) = Settings::load(&dirs);
        let saver = Saver::start(dirs.clone(), sender).expect("a thread");
        let mut watch = project.watch();
        let _ = watch.changed();
        let mut journey = Self {
            watch,
            app: App::new(project, Keymap::default(), settings, size),
            terminal: Remembered::default(),
            runner: EffectRunner::new(dirs, workers, saver),
            events,
            folder,
            n_events: 0,
            n_keys: 0,
        };
        let resumed = Event::Resumed(journey.runner.last_place(&journey.app));
        journey.dispatch(resumed, Timestamp::UNIX_EPOCH);
        journey.compare();
        journey.look();
        journey
    }

    /// Compares all articles at once, which the program does beside the screen.
    fn compare(&mut self) {
        self.app.compare_all();
        self.app.effects.clear();
        let found = self.app.project.repeats(&mut |_| ControlFlow::Continue(()));
        let repeats = found.expect("nothing stops the comparison");
        let ledger = self.app.project.sources();
        self.take(Event::Sources(self.app.background.comparison, ledger));
        self.take(Event::Repeats(self.app.background.comparison, repeats));
    }

    /// Ends this sitting and begins the next one over the same folders.
    pub fn reopened(self) -> Self {
        self.reopened_with_seed(7)
    }

    /// The next sitting with other random numbers, so that its ids and steps are new.
    pub fn reopened_with_seed(self, seed: u64) -> Self {
        let size = self.app.size;
        let origin = self.app.project.origin().clone();
        let opening = ProjectOptions { seed, ..opening(&self.folder) };
        let project = match origin {
            CorpusOrigin::Folder(root) => {
                opening.open_paths(&[root]).expect("the folder opens again")
            }
            CorpusOrigin::Sample | CorpusOrigin::Input => opening.open_sample(),
        };
        Self::begin(self.folder, project, size)
    }

    /// The options of this reader, for another opening of the same folders.
    pub fn options(&self) -> ProjectOptions {
        opening(&self.folder)
    }

    /// The same journey on a screen of another size.
    pub fn sized(mut self, cols: u16, rows: u16) -> Self {
        self.resize(cols, rows);
        self
    }

    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.take(Event::Resize(cols, rows));
    }

    /// Presses written keys: `j j 1 space f`; `type:words` types what follows up to the next space.
    pub fn press(&mut self, written: &str) -> &mut Self {
        for word in written.split_whitespace() {
            if let Some(text) = word.strip_prefix("type:") {
                self.typed(text);
            } else {
                let keys = parse_keys(word).expect("the keys of a journey are keys");
                keys.into_iter().for_each(|key| self.key(key));
            }
        }
        self
    }

    /// Presses written keys without waiting for the disk after any of them.
    pub fn press_at_once(&mut self, written: &str) -> &mut Self {
        for key in written.split_whitespace().flat_map(|word| parse_keys(word).expect("keys")) {
            self.pass_on(Event::Key(key));
            self.look();
        }
        self
    }

    /// Presses a written key and draws the frame as the loop of the program does; with `awaits_disk` the
    /// frame waits for a disk of any speed. Returns the frame.
    pub fn frame_after(&mut self, key: &str, awaits_disk: bool) -> String {
        if awaits_disk {
            self.runner.await_any_disk();
        }
        for key in parse_keys(key).expect("a key") {
            self.pass_on(Event::Key(key));
        }
        take_fast(&mut self.app, &mut self.runner, Timestamp::UNIX_EPOCH);
        self.screen()
    }

    /// Returns true if the next frame would wait for the disk.
    pub fn would_wait(&mut self) -> bool {
        self.runner.await_fast_disk()
    }

    /// Holds a written key down: the keyboard sends the key `n` times, each 30 ms after the one before.
    pub fn hold(&mut self, key: &str, n: i64) -> &mut Self {
        let key = parse_keys(key).expect("a key")[0];
        self.n_events += 1;
        for nth in 0..n {
            let at = self.now() + SignedDuration::from_millis(30 * nth);
            self.dispatch(Event::Key(key), at);
            self.look();
        }
        self.n_events += 1 + 30 * n / 1_000;
        self.settle();
        self
    }

    /// Types a text, key by key.
    pub fn typed(&mut self, text: &str) -> &mut Self {
        text.chars().for_each(|character| {
            self.key(Key::char(character));
        });
        self
    }

    fn key(&mut self, key: Key) {
        self.n_keys += 1;
        self.take(Event::Key(key));
    }

    /// Returns the number of keys pressed so far.
    pub fn n_keys(&self) -> usize {
        self.n_keys
    }

    pub fn mouse(&mut self, mouse: Mouse, at: Position) -> &mut Self {
        self.take(Event::Mouse(mouse, at.x, at.y));
        self
    }

    pub fn click(&mut self, at: Position) -> &mut Self {
        self.mouse(Mouse::Press, at).mouse(Mouse::Release, at)
    }

    /// Clicks on the first of these words on the screen.
    #[track_caller]
    pub fn click_on(&mut self, words: &str) -> &mut Self {
        self.click(self.find(words))
    }

    /// Takes in an event, waits for what it set off, and looks at the screen.
    pub fn take(&mut self, event: Event) {
        self.pass_on(event);
        self.settle();
        self.look();
    }

    fn pass_on(&mut self, event: Event) {
        self.n_events += 1;
        self.dispatch(event, self.now());
    }

    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
        start + SignedDuration::from_secs(self.n_events)
    }

    fn dispatch(&mut self, event: Event, at: Timestamp) {
        let carried_out = (&mut self.runner, &mut self.terminal);
        dispatch(&mut self.app, carried_out, event, at)
            .expect("the remembered terminal never fails");
    }

    /// Looks once at the files, as the watcher does each second, and tells what has changed.
    pub fn look_at_files(&mut self) -> &mut Self {
        let changed = self.watch.changed();
        if !changed.is_empty() {
            self.take(Event::Changed(changed));
        }
        self
    }

    /// Waits until everything is on disk and the search that was asked for is answered.
    pub fn settle(&mut self) {
        let is_done = self.runner.await_saver(Duration::from_secs(20));
        assert!(is_done, "the disk takes more than 20 seconds");
        self.pass_on(Event::Saved);
        while self.finder().is_some_and(|finder| finder.waiting) {
            let answer = self.events.recv_timeout(Duration::from_secs(20));
            let answer = answer.expect("the searcher answers within twenty seconds");
            self.pass_on(answer);
        }
    }

    /// Searches for renamed articles at once, which the program does beside the screen.
    pub fn find_renames(&mut self) -> &mut Self {
        let search = self.app.project.rename_search().expect("the articles are files");
        self.take(Event::Renamed(search.carry_out()));
        self
    }

    /// Waits for the articles that are being read again beside the screen.
    pub fn await_rereads(&mut self) -> &mut Self {
        while !self.app.background.rereads.is_empty() {
            let news = self.events.recv_timeout(Duration::from_secs(20));
            self.pass_on(news.expect("an article is read within twenty seconds"));
        }
        self.settle();
        self.look();
        self
    }

    /// The finder, when it is open.
    pub fn finder(&self) -> Option<&FinderPopup> {
        self.app.popups.iter().find_map(|overlay| match overlay {
            Popup::Finder(finder) => Some(&**finder),
            Popup::Picker(_)
            | Popup::Prompt(_)
            | Popup::Confirm(_)
            | Popup::Settle(_)
            | Popup::Occurrences(_) => None,
        })
    }

    /// Returns true if the program has ended.
    pub fn is_over(&self) -> bool {
        self.runner.is_over()
    }

    /// The cells of the screen, and where its hardware cursor sits.
    pub fn drawn(&self) -> (Buffer, Position) {
        let (cols, rows) = self.app.size;
        let backend = TestBackend::new(cols.clamp(1, LARGEST.0), rows.clamp(1, LARGEST.1));
        let mut terminal = Ratatui::new(backend).expect("a screen in memory");
        terminal.draw(|frame| view::draw(frame, &self.app)).expect("drawing in memory");
        let cursor = terminal.get_cursor_position().expect("a cursor");
        (terminal.backend().buffer().clone(), cursor)
    }

    /// The rows of the screen as text.
    pub fn screen(&self) -> String {
        text_of(&self.drawn().0)
    }

    /// Draws the screen and checks what must hold of every screen.
    fn look(&self) {
        let (buffer, cursor) = self.drawn();
        for cell in &buffer.content {
            assert!(
                !cell.symbol().chars().any(is_unsafe),
                "{:?} got into a cell:\n{}",
                cell.symbol(),
                text_of(&buffer)
            );
        }
        assert!(buffer.area.contains(cursor), "the cursor at {cursor} is off the screen");
    }

    #[track_caller]
    pub fn shows(&mut self, words: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(words), "the screen does not show {words:?}:\n{screen}");
        self
    }

    #[track_caller]
    pub fn shows_not(&mut self, words: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(words), "the screen shows {words:?}:\n{screen}");
        self
    }

    /// Returns the first cell of the first place of words on the screen.
    #[track_caller]
    pub fn find(&self, words: &str) -> Position {
        let screen = self.screen();
        let found = screen
            .lines()
            .zip(0..)
            .find_map(|(row, y)| Some((row.split_once(words)?.0.chars().count(), y)));
        let (x, y) = found.unwrap_or_else(|| panic!("{words:?} is not on the screen:\n{screen}"));
        Position::new(u16::try_from(x).expect("a column"), y)
    }

    /// The style of the first cell of words on the screen.
    #[track_caller]
    pub fn style_at(&self, words: &str) -> ratatui::style::Style {
        let at = self.find(words);
        self.drawn().0[at].style()
    }

    /// The words in focus: the selected ones, else the sentence.
    pub fn words(&self) -> &str {
        match (self.app.article(), self.app.focus()) {
            (Some(article), Some(span)) => article.words(span),
            _ => "",
        }
    }

    /// Returns true if the hardware cursor sits on the first character of the words in focus.
    pub fn sees_sentence(&self) -> bool {
        let (buffer, cursor) = self.drawn();
        self.words().starts_with(buffer[cursor].symbol())
    }

    /// Article and sentence of the cursor.
    pub fn place(&self) -> (usize, usize) {
        let place = self.app.reader.place;
        (place.article, place.sentence)
    }

    /// The label of a sentence.
    pub fn label_of(&self, article: usize, sentence: usize) -> Option<&str> {
        let label = self.app.project.tally_of(article).label(sentence)?;
        Some(&label.0)
    }

    /// The annotations of the article in the reader.
    pub fn annotations(&self) -> Vec<&Annotation> {
        let article = self.app.reader.place.article;
        self.app.project.annotations(article).iter().collect()
    }

    /// Returns the number of annotations of all articles.
    pub fn n_annotations(&self) -> usize {
        (0..self.app.project.len()).map(|index| self.app.project.annotations(index).len()).sum()
    }

    /// Returns the number of sentences of all articles with the label.
    pub fn n_labelled(&self, label: &str) -> usize {
        let id = LabelId(label.to_owned());
        (0..self.app.project.len()).map(|index| self.app.project.tally_of(index).count(&id)).sum()
    }

    /// The message in the status line, if there is one.
    pub fn message(&self) -> &str {
        self.app.message.as_ref().map_or("", |(_, words)| words)
    }

    pub fn view(&self) -> ViewId {
        self.app.view
    }

    /// A file or folder below the folder of this journey.
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Everything that is on disk about the annotations, as text.
    pub fn saved(&self) -> String {
        let mut files = Vec::new();
        collect(self.app.project.store_dir(), &mut files);
        files.sort();
        let texts = files.iter().map(fs::read_to_string);
        texts.map(Result::unwrap_or_default).collect()
    }

    /// Changes the codebook on disk, as a person or git does, and takes its checksum out.
    pub fn change_codebook(&self, change: impl FnOnce(&str) -> String) {
        let path = self.app.project.store_dir().join("project.ron");
        let text = change(&fs::read_to_string(&path).expect("a codebook is on disk"));
        let text = text.rsplit_once(",c:").map_or(text.clone(), |(text, _)| format!("{text})\n"));
        fs::write(&path, text).expect("the codebook is written");
    }

    /// Lines on disk that hold a live annotation.
    pub fn saved_records(&self) -> usize {
        self.saved().matches("op:Put").count()
    }
}

/// Chars that must never reach a terminal on their own.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

pub fn opening(folder: &TempDir) -> ProjectOptions {
    ProjectOptions {
        dirs: Dirs::below(&folder.path().join("home")),
        annotator: "ada".to_owned(),
        store: None,
        seed: 7,
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "ron") {
            files.push(path);
        }
    }
}

fn text_of(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    buffer
        .content
        .chunks(width)
        .map(|row| {
            let row: String = row.iter().map(Cell::symbol).collect();
            format!("{}\n", row.trim_end())
        })
        .collect()
}
