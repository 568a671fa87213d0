//! Promise S2: steps reported as saved survive a power cut at any moment.

use std::{
    ffi::OsString,
    fs::TryLockError,
    io,
    path::{Path, PathBuf},
};

use super::{ARTICLE, STEPS, change, held, held_after_each_step, opened};
use crate::{
    diagnostic::Severity,
    project::Project,
    store::vfs::{
        FileMetadata, FileSystem, LockFile, OpenFile,
        tests::simulated_disk::{
            DiskEvent, SimulatedDisk,
            power_cut::{CutTime, ExploredStates, explore},
        },
    },
    testing::trials,
};

/// Takes all steps on a disk and saves after each.
fn work(disk: &SimulatedDisk, vfs: impl FileSystem + 'static) {
    work_in(opened(vfs), disk);
}

fn work_in(mut project: Project, disk: &SimulatedDisk) {
    for step in 0..STEPS {
        disk.note(DiskEvent::Took(step + 1));
        change(&mut project, step);
        project.save(0).expect("nothing fails");
        disk.note(DiskEvent::Reported(step + 1));
    }
}

/// Returns the number of steps on a disk; `None` for any other content or a finding.
pub(super) fn steps_on(disk: &SimulatedDisk, states: &[String]) -> Option<usize> {
    let project = opened(disk.clone());
    // A note is told of a step that was only begun: what is held is not about it.
    let mut odd = project.findings().iter().map(|(_, odd)| odd.severity);
    let is_fine = odd.all(|severity| severity == Severity::Note);
    let found = is_fine.then(|| held(&project))?;
    states.iter().position(|state| *state == found)
}

fn explored(disk: &SimulatedDisk, n_states: usize) -> ExploredStates {
    let states = held_after_each_step();
    explore(disk, (CutTime::Ever, n_states), |found| steps_on(found, &states))
}

#[test]
fn s2_what_was_reported_as_saved_survives_power_cuts() {
    let disk = SimulatedDisk::new();
    work(&disk, disk.clone());
    let n_states = trials(250_000, 100_000_000);
    let expected = ExploredStates { n_states, ..ExploredStates::default() };
    assert_eq!(explored(&disk, n_states), expected);
}

/// Explores power cuts while the store keeps texts; a kept text must be whole or absent.
fn explored_with_text(disk: &SimulatedDisk, vfs: impl FileSystem + 'static) -> ExploredStates {
    let mut project = opened(vfs);
    project.keep_texts(true);
    work_in(project, disk);
    let states = held_after_each_step();
    let n_states = trials(8_000, 1_000_000);
    explore(disk, (CutTime::Ever, n_states), |found| {
        let is_text = |path: &Path| path.extension().is_some_and(|ending| ending == "txt");
        let text = found.files().into_iter().find(|(path, _)| is_text(path));
        let is_whole = text.is_none_or(|(_, bytes)| bytes == ARTICLE.as_bytes());
        is_whole.then(|| steps_on(found, &states))?
    })
}

#[test]
fn s2_a_text_that_is_kept_is_whole_or_not_there() {
    let disk = SimulatedDisk::new();
    let found = explored_with_text(&disk, disk.clone());
    assert_eq!((found.n_lost, found.n_broken), (0, 0), "{found:?}");
    let texts = disk.files().into_keys().filter(|path| path.ends_with("texts/.gitattributes"));
    assert_eq!(texts.count(), 1, "it was kept");
}

/// The omission of a careless file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carelessness {
    /// Overwrites the live file instead of a new file.
    InPlace,
    /// Renames the new file before the flush of its bytes.
    FileNotFlushed,
    /// Does not flush the new name.
    FolderNotFlushed,
}

/// A [`FileSystem`] that saves carelessly.
#[derive(Debug)]
pub(super) struct Careless {
    pub(super) disk: SimulatedDisk,
    pub(super) how: Carelessness,
}

#[derive(Debug)]
struct CarelessFile {
    file: Box<dyn OpenFile>,
    /// The overwritten file: its disk, path and bytes.
    live: Option<(SimulatedDisk, PathBuf, Vec<u8>)>,
    is_flushed: bool,
}

impl io::Write for CarelessFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some((disk, path, written)) = &mut self.live {
            written.extend_from_slice(bytes);
            disk.overwrite(path, written);
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl OpenFile for CarelessFile {
    fn flush_to_disk(&mut self) -> io::Result<()> {
        if let Some((disk, path, _)) = &self.live {
            disk.flush(path);
        }
        if self.is_flushed { self.file.flush_to_disk() } else { Ok(()) }
    }
}

impl FileSystem for Careless {
    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.disk.metadata(path)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.disk.symlink_metadata(path)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.disk.real_path(path)
    }

    fn is_writable(&self, folder: &Path) -> bool {
        self.disk.is_writable(folder)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.disk.list(folder)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn create_new(&self, path: &Path, like: &Path) -> io::Result<Box<dyn OpenFile>> {
        let in_place = self.how == Carelessness::InPlace && self.disk.metadata(like).is_ok();
        if in_place {
            self.disk.overwrite(like, b"");
        }
        Ok(Box::new(CarelessFile {
            file: self.disk.create_new(path, like)?,
            live: in_place.then(|| (self.disk.clone(), like.to_owned(), Vec::new())),
            is_flushed: self.how != Carelessness::FileNotFlushed,
        }))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        self.disk.open_append(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.how == Carelessness::InPlace && self.disk.metadata(to).is_ok() {
            return self.disk.remove(from);
        }
        self.disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.disk.remove(path)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.disk.make_folder(path)
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        // The first file is made with care, so that it is the saving that is found out.
        let is_careless = self.how == Carelessness::FolderNotFlushed;
        if is_careless && folder.ends_with("ana") {
            return Ok(());
        }
        self.disk.flush_folder(folder)
    }

    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>> {
        self.disk.open_lock(path)
    }
}

fn careless(how: Carelessness) -> ExploredStates {
    let disk = SimulatedDisk::new();
    let vfs = Careless { disk: disk.clone(), how };
    work(&disk, vfs);
    explored(&disk, 6_000)
}

#[test]
fn s2_the_check_catches_truncating_in_place() {
    let found = careless(Carelessness::InPlace);
    assert!(found.n_lost + found.n_broken > 300, "{found:?}");
}

#[test]
fn s2_the_check_catches_a_rename_without_flush() {
    let found = careless(Carelessness::FileNotFlushed);
    assert!(found.n_lost + found.n_broken > 300, "{found:?}");
}

#[test]
fn s2_the_check_catches_a_text_that_is_not_flushed() {
    let disk = SimulatedDisk::new();
    let how = Carelessness::FileNotFlushed;
    let vfs = Careless { disk: disk.clone(), how };
    assert!(explored_with_text(&disk, vfs).n_broken > 100);
}

#[test]
fn s2_the_check_catches_a_folder_that_is_not_flushed() {
    let found = careless(Carelessness::FolderNotFlushed);
    assert!(found.n_lost > 0 && found.n_broken == 0, "{found:?}");
}

/// A file with one line per step, for the other two bad protocols.
struct Log {
    disk: SimulatedDisk,
    bytes: Vec<u8>,
}

const LOG: &str = "/log";
const SNAPSHOT: &str = "/snapshot";

impl Log {
    fn new() -> Self {
        let disk = SimulatedDisk::new();
        disk.touch(Path::new(LOG));
        Self { disk, bytes: Vec::new() }
    }

    fn flush_folder(&self) {
        self.disk.flush_folder(Path::new("/")).expect("nothing fails");
    }

    fn step(&mut self, step: usize) {
        self.disk.note(DiskEvent::Took(step + 1));
        self.bytes.extend_from_slice(format!("{step:04}.\n").as_bytes());
        self.disk.overwrite(Path::new(LOG), &self.bytes);
        self.disk.flush(Path::new(LOG));
        self.disk.note(DiskEvent::Reported(step + 1));
    }

    /// Moves the lines of the log into a snapshot.
    fn compact(&mut self, truncate_first: bool) {
        let (log, snapshot) = (Path::new(LOG), Path::new(SNAPSHOT));
        if truncate_first {
            self.disk.overwrite(log, b"");
            self.disk.flush(log);
        }
        self.disk.touch(snapshot);
        self.disk.overwrite(snapshot, &self.bytes);
        self.disk.flush(snapshot);
        self.flush_folder();
        if !truncate_first {
            self.disk.overwrite(log, b"");
            self.disk.flush(log);
        }
        self.bytes.clear();
    }

    fn explored(&self) -> ExploredStates {
        explore(&self.disk, (CutTime::Ever, 8_000), |found| {
            let files = found.files();
            let lines = |name: &str| {
                let bytes = files.get(Path::new(name)).map_or(&[][..], Vec::as_slice);
                let lines = String::from_utf8_lossy(bytes);
                let whole = lines.lines().filter_map(|line| line.strip_suffix('.'));
                whole.filter_map(|line| line.parse::<usize>().ok()).max()
            };
            let last = lines(LOG).max(lines(SNAPSHOT));
            Some(last.map_or(0, |last| last + 1))
        })
    }
}

#[test]
fn s2_the_check_catches_a_log_of_which_the_folder_was_never_flushed() {
    let [mut bad, mut good] = [Log::new(), Log::new()];
    good.flush_folder();
    for step in 0..STEPS {
        bad.step(step);
        good.step(step);
    }
    assert!(bad.explored().n_lost > 0, "{:?}", bad.explored());
    assert_eq!(good.explored().n_lost, 0, "a log with a durable name loses nothing");
}

#[test]
fn s2_the_check_catches_a_log_that_is_cut_before_its_snapshot_is_durable() {
    let n_lost = [true, false].map(|truncate_first| {
        let mut log = Log::new();
        log.flush_folder();
        (0..3).for_each(|step| log.step(step));
        log.compact(truncate_first);
        (3..STEPS).for_each(|step| log.step(step));
        log.explored().n_lost
    });
    assert!(n_lost[0] > 0 && n_lost[1] == 0, "{n_lost:?}");
}

#[test]
fn a_lock_of_the_simulated_disk_has_one_holder() {
    let disk = SimulatedDisk::new();
    let path = Path::new("/.lock");
    let [one, two] = [(); 2].map(|()| disk.open_lock(path).expect("nothing fails"));
    one.try_lock().expect("it is free");
    assert!(matches!(two.try_lock(), Err(TryLockError::WouldBlock)));
    drop(one);
    two.try_lock().expect("it is free again");
}
