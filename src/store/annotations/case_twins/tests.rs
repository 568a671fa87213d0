//! Tests of articles whose names differ only in case, on a disk that knows upper and lower case and on
//! a disk that does not.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;

use super::super::{RecordMove, StoreError, tests::annotation};
use super::Store;
use crate::{
    annotation::AnnotationSet,
    corpus::Article,
    store::{
        atomic_write::SafeFiles,
        vfs::{FileMetadata, FileSystem, LockFile, OpenFile, tests::simulated_disk::SimulatedDisk},
    },
};

/// A disk that takes names of upper and lower case for one name.
#[derive(Clone, Debug)]
struct NoCase(SimulatedDisk);

fn lower(path: &Path) -> PathBuf {
    PathBuf::from(path.to_str().expect("ASCII").to_ascii_lowercase())
}

impl FileSystem for NoCase {
    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.0.metadata(&lower(path))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.0.symlink_metadata(&lower(path))
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.real_path(&lower(path))
    }

    fn is_writable(&self, folder: &Path) -> bool {
        self.0.is_writable(&lower(folder))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.0.list(&lower(folder))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read(&lower(path))
    }

    fn create_new(&self, path: &Path, like: &Path) -> io::Result<Box<dyn OpenFile>> {
        self.0.create_new(&lower(path), &lower(like))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        self.0.open_append(&lower(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(&lower(from), &lower(to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(&lower(path))
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.0.make_folder(&lower(path))
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        self.0.flush_folder(&lower(folder))
    }

    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>> {
        self.0.open_lock(&lower(path))
    }
}

const NAMES: [&str; 5] = ["May/a.txt", "may/A.TXT", "may/a.txt", "May/A.txt", "b.txt"];

fn store(disk: impl FileSystem + 'static, names: &[&str]) -> Store {
    let files = SafeFiles::on(Arc::new(disk));
    let mut store = Store::on(files, Path::new("/news/annotations").to_owned(), "ana");
    store.know_articles(names.iter().copied());
    store
}

fn article(name: &str) -> Article {
    Article::read(name, format!("One fact of {name}.").as_bytes())
}

fn save(store: &mut Store, name: &str) -> Result<(), StoreError> {
    let article = article(name);
    let mark = annotation(&article, 1 + name.len() as u64, "One fact", "sourced");
    let mut marks = AnnotationSet::default();
    marks.put(mark.id, Some(mark), Timestamp::UNIX_EPOCH);
    store.save(&article, &marks).map(|_| ())
}

/// Saves an annotation on each article, and returns true if each article has its own annotation and no
/// file has a problem.
fn are_apart(disk: impl FileSystem + Clone + 'static, known: &[&str]) -> bool {
    let mut writer = store(disk.clone(), known);
    for name in NAMES {
        save(&mut writer, name).unwrap();
    }
    let mut reader = store(disk, known);
    NAMES.iter().all(|name| {
        let (marks, findings) = reader.load(&article(name));
        findings.is_empty() && marks.len() == 1
    })
}

#[test]
fn names_that_differ_only_in_case_have_files_of_their_own_on_every_disk() {
    assert!(are_apart(SimulatedDisk::new(), &NAMES));
    assert!(are_apart(NoCase(SimulatedDisk::new()), &NAMES));
    assert!(!are_apart(NoCase(SimulatedDisk::new()), &[]), "the check catches plain names");
}

#[test]
fn a_file_from_before_the_twin_stays_in_use() {
    let disk = NoCase(SimulatedDisk::new());
    save(&mut store(disk.clone(), &["a.txt"]), "a.txt").unwrap();
    let mut both = store(disk.clone(), &["a.txt", "A.txt"]);
    assert_eq!(both.file_of("a.txt"), store(disk.clone(), &[]).file_of("a.txt"));
    assert_eq!(both.load(&article("a.txt")).0.len(), 1);
    assert!(both.load(&article("A.txt")).0.is_empty());
    save(&mut both, "A.txt").unwrap();
    assert_eq!(both.load(&article("a.txt")).0.len(), 1);
    assert_eq!(both.load(&article("A.txt")).0.len(), 1);
}

#[test]
fn a_rename_that_differs_only_in_case_keeps_the_file() {
    for disk in [
        Arc::new(NoCase(SimulatedDisk::new())) as Arc<dyn FileSystem>,
        Arc::new(SimulatedDisk::new()),
    ] {
        let on = || Store::on(SafeFiles::on(Arc::clone(&disk)), "/news/annotations".into(), "ana");
        save(&mut on(), "a.txt").unwrap();
        let ids = on().ids_of("a.txt");
        let moved = RecordMove { from: "a.txt".to_owned(), to: "A.txt".to_owned(), ids };
        on().move_records(&[moved], Timestamp::UNIX_EPOCH, |_| Ok(())).unwrap();
        let (marks, findings) = on().load(&Article::read("A.txt", b"One fact of a.txt."));
        assert_eq!((marks.len(), findings), (1, Vec::new()));
    }
}
